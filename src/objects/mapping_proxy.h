/* mapping_proxy.h - a read-only view of a mapping, and SimpleNamespace. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/type.h"

Value mapping_proxy_new(Vm *vm, Value mapping);
/* types.SimpleNamespace(**dict): shares dict. */
Value simple_namespace_new(Vm *vm, Value dict);
