/* number_parse.c - see number_parse.h. SPDX-License-Identifier: MIT */
#include "objects/number_parse.h"

#include "base/unicode.h"

bool number_text_open(Vm *vm, NumberText *plain, Value text)
{
    const Str *str = as_str(text);
    plain->length = str->length;
    plain->block = NULL;
    plain->text = str->data;
    if (str_is_ascii(str))
        return true;
    char *out = plain->block = mem_alloc(vm, str->length);
    if (!out)
        return false;
    for (size_t i = 0; i < str->length; i++) {
        uint32_t c = str_char(str, i);
        int      digit = c < 0x80 ? -1 : unicode_decimal(c);
        out[i] = c < 0x80 ? (char)c : digit >= 0 ? (char)('0' + digit) : (unicode_kind(c)->flags & UNICODE_SPACE) ? ' ' : '?';
    }
    plain->text = out;
    return true;
}

void number_text_close(Vm *vm, NumberText *plain)
{
    mem_free(vm, plain->block, plain->length);
    plain->block = NULL;
}

bool number_strip_underscores(const char *text, size_t length, char *out, size_t *out_length)
{
    char   before = 0;
    size_t count = 0;
    for (size_t i = 0; i < length; before = text[i++]) {
        if (text[i] == '_') {
            if (before < '0' || before > '9')
                return false;
            continue;
        }
        if (before == '_' && (text[i] < '0' || text[i] > '9'))
            return false;
        out[count++] = text[i];
    }
    *out_length = count;
    return before != '_';
}
