/* bytes_hex.h - hexadecimal text of bytes, for memoryview and binascii too. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/value.h"

/* data.hex(separator, group); separator 0: none. Owned str. */
Value bytes_hex_text(Vm *vm, const void *data, size_t length, Value separator, int64_t group);
