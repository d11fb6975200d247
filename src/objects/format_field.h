/* format_field.h - the grammar of str.format: replacement fields and field names, as _string and str.format read them.
 *
 * Ranges are character indexes into one str, which outlives the readers. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/str.h"

typedef struct TextRange {
    size_t start, end;
} TextRange;

typedef struct MarkupReader {
    Vm    *vm;
    Value  text;       /* borrowed */
    size_t at, end;
} MarkupReader;

typedef struct Markup {
    TextRange literal;           /* text before the field */
    bool      has_field;
    TextRange field, spec;
    uint32_t  conversion;        /* 0: none */
    bool      spec_has_fields;
} Markup;

/* 1: *out filled; 0: the end; -1: ValueError. */
int markup_next(MarkupReader *reader, Markup *out);

typedef struct FieldReader {
    Vm    *vm;
    Value  text;
    size_t at, end;
} FieldReader;

/* Splits a field name: *first is its first part, *index its number (-1: it is none), reader walks the rest. False: ValueError. */
MUST_CHECK bool field_split(Vm *vm, Value text, TextRange field, TextRange *first, int64_t *index, FieldReader *reader);

/* The next part behind the first: 1: *name, and *index when it is an item's number (else -1); 0: the end; -1: ValueError. */
int field_next(FieldReader *reader, bool *is_attribute, TextRange *name, int64_t *index);
