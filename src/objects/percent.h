/* percent.h - what str % args and bytes % args share: the conversions' grammar, the arguments, numbers.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "objects/str.h"

enum { PERCENT_LEFT = 1, PERCENT_SIGN = 2, PERCENT_BLANK = 4, PERCENT_ALTERNATE = 8, PERCENT_ZERO = 16 };

typedef struct Percent {
    Vm         *vm;
    int         kind;       /* the format's characters */
    const void *text;
    size_t      length, at;
    bool        is_bytes;
    Value       args;       /* what the next arguments come from; owned when `owned` */
    bool        owned;
    int64_t     count, next;/* count -1: args is one value, taken (next -1) or not (next -2) */
    Value       mapping;    /* borrowed; 0: args is none */
} Percent;

typedef struct PercentSpec {
    unsigned flags;
    int64_t  width, precision;  /* -1: none */
    uint32_t conversion;
} PercentSpec;

void percent_begin(Percent *percent, Vm *vm, Value args);
/* Reads a conversion behind its '%'. */
RUNS_PYTHON MUST_CHECK bool percent_read(Percent *percent, PercentSpec *spec);
/* The next argument, borrowed. 0: TypeError. */
Value percent_argument(Percent *percent);
/* All arguments used? Else TypeError. */
MUST_CHECK bool percent_end(Percent *percent);
void  percent_drop(Percent *percent);
/* d i u o x X and the floats' conversions: padded ASCII text, owned; UNBOUND: the conversion is none of these. */
RUNS_PYTHON Value percent_number(Percent *percent, const PercentSpec *spec, Value v);
/* "unsupported format character"; returns 0. */
Value percent_unknown(Percent *percent, uint32_t conversion);
