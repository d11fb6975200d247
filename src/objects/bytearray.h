/* bytearray.h - bytearray's own files' view of it; others: bytes.h. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/bytes.h"

void bytearray_init(ByteArray *array);
/* False: BufferError, its memory is lent out. */
MUST_CHECK bool bytearray_may_resize(Vm *vm, const ByteArray *array);
/* data[start .. end) becomes the given bytes (which are not its own). */
MUST_CHECK bool bytearray_set_range(Vm *vm, ByteArray *array, size_t start, size_t end, const void *data, size_t length);
