/* str_predicates.c - isalpha, isdigit and the like. SPDX-License-Identifier: MIT */
#include "objects/str_methods.h"

#include "base/unicode.h"

/* Is the text not empty and has each character one of the flags? */
static Value all_have(Value v, unsigned flags)
{
    const Str *s = as_str(v);
    size_t i = 0;

    while (i < s->length && unicode_has(str_char(s, i), flags))
        i++;
    return bool_value(s->length && i == s->length);
}

Value str_isascii(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(str_is_ascii(as_str(arg[0])));
}

Value str_isspace(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return all_have(arg[0], UNICODE_SPACE);
}

Value str_isdecimal(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return all_have(arg[0], UNICODE_DECIMAL);
}

Value str_isdigit(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return all_have(arg[0], UNICODE_DIGIT);
}

Value str_isnumeric(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return all_have(arg[0], UNICODE_NUMERIC);
}

Value str_isalpha(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return all_have(arg[0], UNICODE_ALPHA);
}

Value str_isalnum(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return all_have(arg[0], UNICODE_ALPHA | UNICODE_DECIMAL | UNICODE_DIGIT | UNICODE_NUMERIC);
}

Value str_isprintable(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return as_str(arg[0])->length ? all_have(arg[0], UNICODE_PRINTABLE) : TRUE;
}

/* At least one letter of the wanted case, none of the other. */
static Value has_case(Value v, unsigned wanted, unsigned refused)
{
    const Str *s = as_str(v);
    bool seen = false;

    for (size_t i = 0; i < s->length; i++) {
        unsigned flags = unicode_kind(str_char(s, i))->flags;
        if (flags & refused)
            return FALSE;
        seen |= (flags & wanted) != 0;
    }
    return bool_value(seen);
}

Value str_islower(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return has_case(arg[0], UNICODE_LOWER, UNICODE_UPPER | UNICODE_TITLE);
}

Value str_isupper(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return has_case(arg[0], UNICODE_UPPER, UNICODE_LOWER | UNICODE_TITLE);
}

Value str_istitle(Vm *vm, const Value *arg, size_t count)
{
    const Str *s = as_str(arg[0]);
    bool seen = false, after_cased = false;

    (void)vm, (void)count;
    for (size_t i = 0; i < s->length; i++) {
        unsigned flags = unicode_kind(str_char(s, i))->flags;
        bool big = flags & (UNICODE_UPPER | UNICODE_TITLE), small = flags & UNICODE_LOWER;
        if ((big && after_cased) || (small && !after_cased))
            return FALSE;
        after_cased = big || small;
        seen |= after_cased;
    }
    return bool_value(seen);
}

bool str_is_identifier(Value v)
{
    const Str *s = as_str(v);

    if (!s->length || !unicode_is_xid_start(str_char(s, 0)))
        return false;
    for (size_t i = 1; i < s->length; i++)
        if (!unicode_is_xid_continue(str_char(s, i)))
            return false;
    return true;
}

Value str_isidentifier(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    return bool_value(str_is_identifier(arg[0]));
}
