/* suggestion.h - "Did you mean": the closest of some names. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/row.h"

/* The str of list closest to name by CPython's edit costs (owned); NONE: none is close enough; 0: exception. */
Value suggestion_from_list(Vm *vm, Value list, Value name);
/* Names of the parameters that may be given as keywords; new list. */
Value list_of_names(Vm *vm, const Signature *signature);
