/* tee.h - SPDX-License-Identifier: MIT */
#pragma once
#include "memory/vm.h"

/* An iterator over iterable that can be copied; over a tee, a copy of it. Owned. RUNS_PYTHON. */
Value tee_over(Vm *vm, Value iterable);
