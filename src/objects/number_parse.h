/* number_parse.h - what int('...'), float('...') and complex('...') do with their text before they read it.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "objects/str.h"

/* A str in ASCII: decimal digits of any script become 0 to 9, white space a blank, other characters '?'. */
typedef struct NumberText {
    const char *text;   /* points into the str where that is ASCII; length bytes, no NUL promised */
    size_t      length;
    char       *block;  /* owned; NULL: none */
} NumberText;

MUST_CHECK bool number_text_open(Vm *vm, NumberText *plain, Value text);
void number_text_close(Vm *vm, NumberText *plain);

/* The white space that may stand around a number. */
static inline bool number_is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Removes underscores that stand between digits. False: one stands elsewhere. out has room for length. */
bool number_strip_underscores(const char *text, size_t length, char *out, size_t *out_length);
