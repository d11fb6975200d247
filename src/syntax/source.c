/* source.c - from the bytes of a source to the text that the tokenizer reads.
 *
 * The encoding is UTF-8 unless a comment in one of the first two lines names another ("coding: name"); a byte order mark
 * says UTF-8. UTF-8, ASCII and Latin-1 are read here, others by the compilation's decode callback. "\r\n" and "\r"
 * become "\n", a module's last line gets its newline, and a NUL follows the end. SPDX-License-Identifier: MIT */
#include "syntax/source.h"

#include <stdio.h>

#include "base/utf8.h"

enum { LONGEST_NAME = 80 };

/* ---- the cookie ---- */

static char ascii_lower(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\f';
}

static bool is_name_character(char c)
{
    return (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '-' || c == '_' || c == '.';
}

/* The encoding's name in one line; NULL: there is none. *only_comment: the next line may have one. */
static const char *find_cookie(const char *line, const char *end, size_t *length, bool *only_comment)
{
    const char *at = line;

    while (at < end && is_blank(*at))
        at++;
    *only_comment = at == end || *at == '#' || *at == '\n' || *at == '\r';
    if (at == end || *at != '#')
        return NULL;
    for (; at + 6 < end; at++) {
        if (memcmp(at, "coding", 6) || (at[6] != ':' && at[6] != '='))
            continue;
        const char *name = at + 7;
        while (name < end && (*name == ' ' || *name == '\t'))
            name++;
        const char *behind = name;
        while (behind < end && is_name_character(*behind))
            behind++;
        *length = (size_t)(behind - name);
        if (*length)
            return name;
    }
    return NULL;
}

static bool is_one_of(const char *name, const char *family)
{
    size_t length = strlen(family);
    return !strncmp(name, family, length) && (name[length] == 0 || name[length] == '-');
}

/* The name as CPython's tokenizer knows it: two families have one name, the rest stays as written. */
static void normal_name(char out[LONGEST_NAME], const char *name, size_t length)
{
    char start[13];
    size_t i;

    for (i = 0; i < 12 && i < length; i++)
        start[i] = name[i] == '_' ? '-' : ascii_lower(name[i]);
    start[i] = 0;
    if (is_one_of(start, "utf-8"))
        strcpy(out, "utf-8");
    else if (is_one_of(start, "latin-1") || is_one_of(start, "iso-8859-1") || is_one_of(start, "iso-latin-1"))
        strcpy(out, "iso-8859-1");
    else
        snprintf(out, LONGEST_NAME, "%.*s", (int)length, name);
}

static const char *line_end(const char *line, const char *end)
{
    while (line < end && *line != '\n')
        line++;
    return line;
}

/* A cookie that contradicts the byte order mark. */
static bool refuse_mark(Compilation *compilation, const char *encoding, const char *line, const char *end, int number)
{
    compilation_fail(compilation, ERROR_SYNTAX, "encoding problem: %s with BOM", encoding);
    CompilationError *error = &compilation->error;
    if (error->kind != ERROR_SYNTAX)
        return false;
    error->has_location = error->has_end = true;
    error->line = error->end_line = number;
    error->column = 0;
    error->end_column = (int)(end - line) + (number == 2); /* CPython counts the newline there */
    error->text = text_intern(&compilation->texts, line, (size_t)(end - line));
    return false;
}

/* Sets encoding, "" for none said. False: error set. */
static bool find_encoding(Compilation *compilation, const char *data, const char *end, bool has_mark,
                          char encoding[LONGEST_NAME])
{
    bool only_comment = true;

    encoding[0] = 0;
    for (int number = 1; number <= 2 && only_comment && data < end; number++) {
        const char *stop = line_end(data, end);
        size_t      length;
        const char *name = find_cookie(data, stop, &length, &only_comment);
        if (name) {
            normal_name(encoding, name, length);
            if (has_mark && strcmp(encoding, "utf-8"))
                return refuse_mark(compilation, encoding, data, stop, number);
            return true;
        }
        data = stop + 1;
    }
    return true;
}

/* ---- decoding ---- */

/* An error of the decoder: it has no place but the file. */
static bool fail_decoding(Compilation *compilation, const char *message)
{
    compilation_fail(compilation, ERROR_SYNTAX, "%s", message);
    if (compilation->error.kind == ERROR_SYNTAX) {
        compilation->error.has_location = true;
        compilation->error.line = 0;
        compilation->error.column = -1;
    }
    return false;
}

static bool check_ascii(Compilation *compilation, const char *data, size_t length)
{
    char message[100];

    for (size_t i = 0; i < length; i++) {
        if (!(data[i] & 0x80))
            continue;
        snprintf(message, sizeof(message), "'ascii' codec can't decode byte 0x%02x in position %zu: ordinal not in "
                                           "range(128)", (unsigned)(unsigned char)data[i], i);
        return fail_decoding(compilation, message);
    }
    return true;
}

/* UTF-8 under another name than the tokenizer's own: errors are the codec's. */
static bool check_utf8_codec(Compilation *compilation, const char *data, size_t length)
{
    Utf8Scan scan;
    char     message[120];

    if (utf8_scan(data, length, false, &scan))
        return true;
    if (scan.error_end - scan.position <= 1)
        snprintf(message, sizeof(message), "'utf-8' codec can't decode byte 0x%02x in position %zu: %s",
                 (unsigned)(unsigned char)data[scan.position], scan.position, scan.reason);
    else
        snprintf(message, sizeof(message), "'utf-8' codec can't decode bytes in position %zu-%zu: %s", scan.position,
                 scan.error_end - 1, scan.reason);
    return fail_decoding(compilation, message);
}

static bool decode_latin1(Compilation *compilation, const char *data, size_t length, const char **utf8,
                          size_t *utf8_length)
{
    char *out = arena_alloc(compilation->arena, length * 2 + 1), *to = out;

    if (!out)
        return compilation_no_memory(compilation);
    for (size_t i = 0; i < length; i++)
        to += utf8_put((unsigned char)data[i], to);
    *utf8 = out;
    *utf8_length = (size_t)(to - out);
    return true;
}

/* The name as the codec registry would look it up. */
static bool is_codec(const char *encoding, const char *const *aliases)
{
    char   name[LONGEST_NAME];
    size_t i;

    for (i = 0; encoding[i]; i++)
        name[i] = encoding[i] == '-' ? '_' : ascii_lower(encoding[i]);
    name[i] = 0;
    for (; *aliases; aliases++)
        if (!strcmp(name, *aliases))
            return true;
    return false;
}

static const char *const utf8_aliases[] = {"utf8", "u8", "utf", "cp65001", NULL};
static const char *const ascii_aliases[] = {"ascii", "us_ascii", "646", "us", "ansi_x3.4_1968", NULL};
static const char *const latin1_aliases[] = {"latin1", "l1", "latin", "iso8859_1", "8859", "cp819", "iso_8859_1", NULL};

static bool decode(Compilation *compilation, const char *encoding, const char *data, size_t length, const char **utf8,
                   size_t *utf8_length)
{
    char message[LONGEST_NAME + 30];

    *utf8 = data;
    *utf8_length = length;
    if (!strcmp(encoding, "iso-8859-1") || is_codec(encoding, latin1_aliases))
        return decode_latin1(compilation, data, length, utf8, utf8_length);
    if (is_codec(encoding, ascii_aliases))
        return check_ascii(compilation, data, length);
    if (is_codec(encoding, utf8_aliases))
        return check_utf8_codec(compilation, data, length);
    if (compilation->decode)
        return compilation->decode(compilation, encoding, data, length, utf8, utf8_length);
    snprintf(message, sizeof(message), "unknown encoding: %s", encoding);
    return fail_decoding(compilation, message);
}

/* ---- newlines ---- */

static bool translate_newlines(Compilation *compilation, const char *data, size_t length, bool last_newline,
                               const char **out, size_t *out_length)
{
    char *begin = arena_alloc(compilation->arena, length + 2), *to = begin;

    if (!begin)
        return compilation_no_memory(compilation);
    for (const char *at = data, *end = data + length; at < end;) {
        const char *stop = memchr(at, '\r', (size_t)(end - at));
        size_t      piece = (size_t)((stop ? stop : end) - at);
        memcpy(to, at, piece);
        to += piece;
        at += piece;
        if (stop) {
            *to++ = '\n';
            at += at + 1 < end && at[1] == '\n' ? 2 : 1;
        }
    }
    if (last_newline && (to == begin || to[-1] != '\n'))
        *to++ = '\n';
    *to = 0;
    *out = begin;
    *out_length = (size_t)(to - begin);
    return true;
}

/* The byte at `at`, in the line whose number is given, is not UTF-8. Shown is the line, what is not text as U+FFFD. */
static bool refuse_bytes(Compilation *compilation, const char *line, const char *at, const char *end, int number)
{
    compilation_fail(compilation, ERROR_SYNTAX,
                     "Non-UTF-8 code starting with '\\x%02x' on line %d, but no encoding declared; see "
                     "https://peps.python.org/pep-0263/ for details",
                     (unsigned)(unsigned char)*at, number);
    CompilationError *error = &compilation->error;
    if (error->kind != ERROR_SYNTAX)
        return false;
    char *text = arena_alloc(compilation->arena, (size_t)(end - line) * 3 + 1), *to = text;
    if (!text)
        return false;
    error->has_location = error->has_end = true;
    error->line = error->end_line = number;
    error->column = 0;
    for (const char *p = line; p < end;) {
        Utf8Scan scan;
        bool     whole = utf8_scan(p, (size_t)(end - p), false, &scan);
        memcpy(to, p, scan.position);
        to += scan.position;
        if (p + scan.position >= at && !error->column)
            error->column = 1 + (int)scan.length;
        p += scan.position;
        if (whole)
            break;
        to += utf8_put(0xFFFD, to);
        p += scan.error_end - scan.position;
    }
    error->end_column = error->column;
    error->text = text_intern(&compilation->texts, text, (size_t)(to - text));
    return false;
}

static bool check_utf8(Compilation *compilation, const char *data, size_t length)
{
    Utf8Scan scan;

    if (utf8_scan(data, length, compilation->source_is_str, &scan))
        return true;
    int         number = 1;
    const char *line = data, *at = data + scan.position;
    for (const char *p = data; p < at; p++) {
        if (*p == '\n') {
            number++;
            line = p + 1;
        }
    }
    return refuse_bytes(compilation, line, at, line_end(at, data + length), number);
}

bool source_read(Compilation *compilation, const char *data, size_t length)
{
    char encoding[LONGEST_NAME] = "";
    bool has_mark = false;

    if (memchr(data, 0, length))
        return compilation_fail(compilation, ERROR_SYNTAX, "source code string cannot contain null bytes");
    if (!compilation->source_is_str && length >= 3 && !memcmp(data, "\xEF\xBB\xBF", 3)) {
        has_mark = true;
        data += 3;
        length -= 3;
    }
    if (!translate_newlines(compilation, data, length, compilation->mode == MODE_EXEC, &data, &length))
        return false;
    if (!compilation->source_is_str) {
        if (!find_encoding(compilation, data, data + length, has_mark, encoding))
            return false;
        if (encoding[0] && strcmp(encoding, "utf-8")) {
            const char *utf8;
            if (!decode(compilation, encoding, data, length, &utf8, &length) ||
                !translate_newlines(compilation, utf8, length, compilation->mode == MODE_EXEC, &data, &length))
                return false;
        }
    }
    compilation->source = data;
    compilation->source_length = length;
    return check_utf8(compilation, data, length);
}
