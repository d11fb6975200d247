/* str_repr.c - repr and ascii of text. SPDX-License-Identifier: MIT */
#include "objects/str_methods.h"

#include "base/search.h"
#include "base/unicode.h"

/* \xNN, \uNNNN or \UNNNNNNNN; as short as c allows. */
static MUST_CHECK bool add_escape(StrBuilder *builder, uint32_t c)
{
    static const char hex[] = "0123456789abcdef";
    char text[10] = {'\\', c < 0x100 ? 'x' : c < 0x10000 ? 'u' : 'U'};
    size_t digits = c < 0x100 ? 2 : c < 0x10000 ? 4 : 8;

    for (size_t i = 0; i < digits; i++)
        text[2 + i] = hex[c >> 4 * (digits - 1 - i) & 15];
    return str_builder_utf8(builder, text, 2 + digits);
}

static MUST_CHECK bool add_char(StrBuilder *builder, uint32_t c, uint32_t quote)
{
    switch (c) {
    case '\t': return str_builder_text(builder, "\\t");
    case '\n': return str_builder_text(builder, "\\n");
    case '\r': return str_builder_text(builder, "\\r");
    case '\\': return str_builder_text(builder, "\\\\");
    default:
        if (c == quote)
            return str_builder_char(builder, '\\') && str_builder_char(builder, c);
        return c < 0x7F ? c >= ' ' ? str_builder_char(builder, c) : add_escape(builder, c)
               : unicode_has(c, UNICODE_PRINTABLE) ? str_builder_char(builder, c) : add_escape(builder, c);
    }
}

static bool is_plain(uint32_t c, uint32_t quote)
{
    return c >= ' ' && c != quote && c != '\\' && (c < 0x7F || (c > 0x7F && unicode_has(c, UNICODE_PRINTABLE)));
}

Value str_repr(Vm *vm, Value self)
{
    const Str *s = as_str(self);
    int kind = (int)str_kind(s);
    StrBuilder builder;

    uint32_t quote = '\'';
    if (search_unit(kind, s->data, s->length, '\'') != SEARCH_NONE &&
        search_unit(kind, s->data, s->length, '"') == SEARCH_NONE)
        quote = '"';
    str_builder_init(&builder, vm);
    bool added = str_builder_char(&builder, quote);
    for (size_t i = 0; added && i < s->length;) {
        size_t plain = i;
        if (str_is_ascii(s))
            while (plain < s->length && s->data[plain] >= ' ' && s->data[plain] != (char)quote && s->data[plain] != '\\' &&
                   s->data[plain] != 0x7F)
                plain++;
        while (plain < s->length && is_plain(str_char(s, plain), quote))
            plain++;
        added = str_builder_slice(&builder, self, i, plain) &&
                (plain == s->length || add_char(&builder, str_char(s, plain), quote));
        i = plain + 1;
    }
    if (!added || !str_builder_char(&builder, quote)) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}

Value str_escape_ascii(Vm *vm, Taken v)
{
    const Str *s = as_str(v);
    StrBuilder builder;
    bool added = true;

    if (str_is_ascii(s))
        return v;
    str_builder_init(&builder, vm);
    for (size_t i = 0; added && i < s->length; i++) {
        uint32_t c = str_char(s, i);
        added = c < 0x80 ? str_builder_char(&builder, c) : add_escape(&builder, c);
    }
    release(vm, v);
    if (!added) {
        str_builder_drop(&builder);
        return 0;
    }
    return str_builder_finish(&builder);
}
