/* row.h - rows as callables: their signatures, and how a call is bound to one. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/function.h"
#include "objects/type.h"

typedef struct Parameter {
    Value name;      /* interned str; owned */
    Value value;     /* default; 0: required, or not representable. Owned */
    bool  required;
} Parameter;

/* A row's signature text, parsed. Kept by the isolate (ObjectsState.row_signatures). */
typedef struct Signature {
    const Row *row;
    uint16_t   positional_only, positional; /* counts without self; positional: both kinds that go by position */
    uint16_t   keyword_only, required;      /* required: among the positional ones */
    uint16_t   required_keywords;
    bool       has_self, var_args, var_keywords;
    Parameter  parameters[];                /* positional, then keyword-only */
} Signature;

const Signature *row_signature(Vm *vm, const Row *row); /* NULL: exception */
void  row_signatures_drop(Vm *vm);
size_t row_name_length(const Row *row);                 /* of the name that begins the signature text */
bool  row_is_constructor(const Row *row);               /* a NEW_ROW or INIT_ROW */
/* "($self, item, /)", of types' constructors without the first; NONE where the row has none. Owned. */
Value row_text_signature(Vm *vm, const Row *row);
/* "list.append()" or "math.sin()" as messages of wrong calls say it (self: of class methods, the class; else 0); owned. */
Value row_display_name(Vm *vm, const Row *row, Value self);
Value row_qualname(Vm *vm, const Row *row);

/* The value behind every static type's __new__. */
extern const Row type_new_wrapper_row;
