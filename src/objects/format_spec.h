/* format_spec.h - the mini language of format(): [[fill]align][sign][z][#][0][width][,_][.precision[,_]][type].
 *
 * Parsed here for str and the numbers alike; what it means for a number stands in format_number. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/str.h"

typedef struct FormatSpec {
    uint32_t fill;               /* ' ' unless given */
    uint32_t align;              /* '<' '>' '^' '=': given or the default */
    uint32_t sign;               /* '+' '-' ' ', 0: not given */
    bool     no_negative_zero;   /* z */
    bool     alternate;          /* # */
    int64_t  width, precision;   /* -1: not given */
    uint32_t separator;          /* of thousands: ',' '_', 0: none. '_' with type b o x X: every 4 digits */
    uint32_t fraction_separator; /* the same behind the point */
    uint32_t type;               /* given or the default */
} FormatSpec;

/* Reads spec[start .. end) for an object v (named in messages). False: ValueError. */
MUST_CHECK bool format_spec_parse(Vm *vm, Value spec, size_t start, size_t end, Value v, uint32_t default_type,
                                  uint32_t default_align, FormatSpec *out);

/* "Unknown format code 'x' for object of type 'T'"; returns 0. */
Value format_unknown_type(Vm *vm, uint32_t type, Value v);

/* Left padding that places `length` characters in the width; *right gets the other side's. */
size_t format_padding(const FormatSpec *spec, size_t length, size_t *right);
