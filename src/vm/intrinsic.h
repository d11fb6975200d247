/* intrinsic.h - the intrinsics, and what steps of several files share. SPDX-License-Identifier: MIT */
#pragma once
#include "vm/machine.h"

/* __traceback__ of an exception: owned, NONE: none; 0: MemoryError. */
Value exception_traceback_value(Vm *vm, Value exception);
/* `from module import name`: the attribute, else sys.modules["module.name"], else ImportError. */
Value import_from(Vm *vm, Value module, Value name);
/* `from module import *` into the mapping. */
bool  import_star(Vm *vm, Value module, Value locals);
