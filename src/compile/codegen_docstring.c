/* codegen_docstring.c - docstrings lose their indentation, as inspect.cleandoc would take it away. SPDX-License-Identifier: MIT */
#include "compile/codegen_impl.h"

enum { TAB_WIDTH = 8 };

typedef struct Buffer {
    char  *data;
    size_t length;
} Buffer;

/* The text with tabs as spaces. data NULL: no memory. */
static Buffer expand_tabs(Arena *arena, const Text *text)
{
    size_t tabs = 0, column = 0;
    for (uint32_t i = 0; i < text->length; i++)
        tabs += text->data[i] == '\t';
    Buffer result = {arena_alloc(arena, text->length + tabs * TAB_WIDTH + 1), 0};
    for (uint32_t i = 0; result.data && i < text->length; i++) {
        char byte = text->data[i];
        if (byte == '\t') {
            size_t width = TAB_WIDTH - column % TAB_WIDTH;
            memset(result.data + result.length, ' ', width);
            result.length += width;
            column += width;
            continue;
        }
        result.data[result.length++] = byte;
        if (byte == '\n' || byte == '\r')
            column = 0;
        else
            column += (byte & 0xC0) != 0x80;
    }
    if (result.data)
        result.data[result.length] = 0;
    return result;
}

static const char *skip_line(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (size_t)(end - at));
    return newline ? newline + 1 : end;
}

/* Least indentation of the lines after the first that are not blank; SIZE_MAX: there are none. */
static size_t find_margin(const char *at, const char *end)
{
    size_t margin = SIZE_MAX;
    for (at = skip_line(at, end); at < end; at = skip_line(at, end)) {
        const char *begin = at;
        while (*at == ' ')
            at++;
        if (at < end && *at != '\n' && (size_t)(at - begin) < margin)
            margin = (size_t)(at - begin);
    }
    return margin;
}

/* Takes `margin` spaces from each line but the first, which loses all; in place. */
static void strip(Buffer *text, size_t margin)
{
    const char *at = text->data, *end = at + text->length;
    char       *out = text->data;
    while (*at == ' ')
        at++;
    while (at < end) {
        const char *next = skip_line(at, end);
        memmove(out, at, (size_t)(next - at));
        out += next - at;
        at = next;
        for (size_t i = 0; i < margin && at < end && *at == ' '; i++)
            at++;
    }
    text->length = (size_t)(out - text->data);
}

const Constant *docstring_clean(Generator *gen, const Constant *docstring)
{
    Buffer text = expand_tabs(gen->arena, docstring->as.text);
    if (!text.data) {
        fail_memory(gen);
        return NULL;
    }
    size_t margin = find_margin(text.data, text.data + text.length);
    strip(&text, margin == SIZE_MAX ? 0 : margin);
    return text_constant(gen, text_intern(&gen->compilation->texts, text.data, text.length));
}
