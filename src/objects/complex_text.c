/* complex_text.c - complex numbers to text and from text. SPDX-License-Identifier: MIT */
#include <math.h>

#include "base/number_text.h"
#include "objects/complex.h"
#include "objects/errors.h"
#include "objects/number_parse.h"

Value complex_repr(Vm *vm, Value v)
{
    const Complex *z = as_complex(v);
    char           text[3 * DOUBLE_REPR_ROOM];
    size_t         length = 0;
    if (z->real == 0.0 && !signbit(z->real)) {
        length = double_to_text(text, z->imag, 'r', 0, 0);
        text[length++] = 'j';
        return str_from_latin1(vm, text, length);
    }
    text[length++] = '(';
    length += double_to_text(text + length, z->real, 'r', 0, 0);
    length += double_to_text(text + length, z->imag, 'r', 0, DOUBLE_SIGN);
    text[length++] = 'j';
    text[length++] = ')';
    return str_from_latin1(vm, text, length);
}

static size_t skip_spaces(const char *text, size_t length, size_t at)
{
    while (at < length && number_is_space(text[at]))
        at++;
    return at;
}

static bool is_unit(char c)
{
    return c == 'j' || c == 'J';
}

/* The number at text[at], or +1 or -1 where only a sign (or nothing) stands before a j. Returns its end; at itself: nothing. */
static size_t read_part(const char *text, size_t length, size_t at, double *d)
{
    size_t read = double_from_text(text + at, length - at, d);
    if (read)
        return at + read;
    size_t sign = at < length && (text[at] == '+' || text[at] == '-');
    if (at + sign < length && is_unit(text[at + sign])) {
        *d = sign && text[at] == '-' ? -1.0 : 1.0;
        return at + sign;
    }
    return at;
}

/* <float>, <float>j, <float><signed float>j; a bare j counts as 1j. */
static bool read_complex(const char *text, size_t length, ComplexPair *result)
{
    size_t at = skip_spaces(text, length, 0), end;
    double first = 0, second = 0;
    bool   has_paren = at < length && text[at] == '(';
    if (has_paren)
        at = skip_spaces(text, length, at + 1);
    end = read_part(text, length, at, &first);
    if (end == at && !(at < length && is_unit(text[at])))
        return false;
    at = end;
    if (at < length && (text[at] == '+' || text[at] == '-')) {
        end = read_part(text, length, at, &second);
        if (end == at || end == length || !is_unit(text[end]))
            return false;
        at = end + 1;
        *result = (ComplexPair){first, second};
    } else if (at < length && is_unit(text[at])) {
        at++;
        *result = (ComplexPair){0.0, first};
    } else {
        *result = (ComplexPair){first, 0.0};
    }
    at = skip_spaces(text, length, at);
    if (has_paren) {
        if (at == length || text[at] != ')')
            return false;
        at = skip_spaces(text, length, at + 1);
    }
    return at == length;
}

bool complex_parse(Vm *vm, Value text, ComplexPair *result)
{
    NumberText plain;
    char      *block = NULL;
    bool       fine = false;
    if (!number_text_open(vm, &plain, text))
        return false;
    if (memchr(plain.text, '_', plain.length)) {
        size_t count;
        if (!(block = mem_alloc(vm, plain.length)))
            goto done;
        if (!number_strip_underscores(plain.text, plain.length, block, &count)) {
            value_error(vm, "could not convert string to complex: %R", text);
            goto done;
        }
        fine = read_complex(block, count, result);
    } else {
        fine = read_complex(plain.text, plain.length, result);
    }
    if (!fine)
        value_error(vm, "complex() arg is a malformed string");
done:
    mem_free(vm, block, plain.length);
    number_text_close(vm, &plain);
    return fine;
}
