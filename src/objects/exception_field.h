/* exception_field.h - for the files of exceptions that have fields: Values that read as None while they are 0.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "objects/exception.h"

Value exception_field_get(Value field);
bool  exception_field_set(Vm *vm, Value *field, Value value); /* value 0: delete */
/* Puts the keyword arguments (names, values) where into[] says; other names are a TypeError of function. Borrowed. */
bool  exception_take_keywords(Vm *vm, const char *function, const char *const *keywords, size_t keyword_count,
                              const Value *values, Value names, Value *into[]);

/* Getter and setter of Body.field. */
#define FIELD(Body, prefix, field) \
    static Value prefix##_get_##field(Vm *vm, const Value *arg, size_t count) \
    { \
        (void)vm, (void)count; \
        return exception_field_get(((Body *)as_exception(arg[0]))->field); \
    } \
    static bool prefix##_set_##field(Vm *vm, Value self, Value value) \
    { \
        return exception_field_set(vm, &((Body *)as_exception(self))->field, value); \
    }

#define EXCEPTION_TYPE(symbol, text, parent, shape, Body, bytes, docstring, ...) \
    const Type symbol##_type = { \
        TYPE_HEAD, .name = text, .doc = docstring, .base = &parent##_type, .number = shape, .flags = EXCEPTION_FLAGS, \
        .basic_size = bytes, .dict_offset = 16, .size = sizeof(Body), .dict_field = offsetof(BaseException, dict), \
        __VA_ARGS__};
