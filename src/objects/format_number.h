/* format_number.h - the mini language of format() for int, float and complex. spec is a str, of which start .. end counts.
 * Results are owned strs. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/type.h"

Value int_format(Vm *vm, Value v, Value spec, size_t start, size_t end);      /* v: any int */
Value float_format(Vm *vm, Value v, Value spec, size_t start, size_t end);    /* v: any float */
Value complex_format(Vm *vm, Value v, Value spec, size_t start, size_t end);

/* A double in one of printf's formats (number_text.h), as a str: what '%.3f' % x and others need. */
Value double_to_str(Vm *vm, double d, char format, int precision, int flags);
