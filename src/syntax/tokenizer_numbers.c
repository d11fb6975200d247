/* tokenizer_numbers.c - number literals, and the texts of the errors in them.
 *
 * The value is made later (literals.c); here the literal is only delimited, so a number that a letter follows is refused,
 * or warned of when the letters are a keyword that may follow: `1if x else y`. SPDX-License-Identifier: MIT */
#include "syntax/tokenizer_impl.h"

/* Whether word, and no more letters, follows at the character after cur; nothing is consumed. */
static bool is_ahead(const Tokenizer *t, const char *word)
{
    size_t length = strlen(word);
    return !strncmp(t->cur + 1, word, length) && !byte_is(t->cur[1 + length], BYTE_NAME);
}

/* Whether the letter at cur begins a keyword that may stand right behind a number in valid code. */
static bool is_keyword_ahead(const Tokenizer *t)
{
    switch (*t->cur) {
    case 'a':
        return is_ahead(t, "nd");
    case 'e':
        return is_ahead(t, "lse");
    case 'f':
        return is_ahead(t, "or");
    case 'i':
        return t->cur[1] == 'f' || t->cur[1] == 'n' || t->cur[1] == 's';
    case 'o':
        return is_ahead(t, "r");
    case 'n':
        return is_ahead(t, "ot");
    default:
        return false;
    }
}

/* Checks what follows the number, at cur. */
static bool check_end(Tokenizer *t, const char *kind)
{
    if (!byte_is(*t->cur, BYTE_NAME) || (unsigned char)*t->cur >= 0x80)
        return true;
    if (is_keyword_ahead(t) && !t->extra_tokens)
        return tokenizer_warn(t, NULL, "invalid %s literal", kind);
    if (is_keyword_ahead(t))
        return true;
    tokenizer_error(t, "invalid %s literal", kind);
    return false;
}

/* Digits with single underscores between them, from cur, which stands behind a digit. */
static bool skip_decimal(Tokenizer *t)
{
    for (;;) {
        while (byte_is(*t->cur, BYTE_DIGIT))
            t->cur++;
        if (*t->cur != '_')
            return true;
        t->cur++;
        if (!byte_is(*t->cur, BYTE_DIGIT)) {
            tokenizer_error(t, "invalid decimal literal");
            return false;
        }
    }
}

static int finish(Tokenizer *t, Token *token, const char *kind)
{
    if (!check_end(t, kind))
        return TOKEN_ERRORTOKEN;
    look_behind(t);
    return tokenizer_make(t, token, TOKEN_NUMBER, t->start, t->cur);
}

static bool is_digit_of(char c, int base)
{
    return base == 16 ? byte_is(c, BYTE_HEX) : c >= '0' && c < '0' + base;
}

/* Behind 0x, 0o or 0b. */
static int based_number(Tokenizer *t, Token *token, int base, const char *kind)
{
    do {
        if (*t->cur == '_')
            t->cur++;
        if (!is_digit_of(*t->cur, base)) {
            if (base != 16 && byte_is(*t->cur, BYTE_DIGIT)) {
                t->cur++;
                return tokenizer_error(t, "invalid digit '%c' in %s literal", t->cur[-1], kind);
            }
            return tokenizer_error(t, "invalid %s literal", kind);
        }
        while (is_digit_of(*t->cur, base))
            t->cur++;
    } while (*t->cur == '_');
    if (base != 16 && byte_is(*t->cur, BYTE_DIGIT)) {
        t->cur++;
        return tokenizer_error(t, "invalid digit '%c' in %s literal", t->cur[-1], kind);
    }
    return finish(t, token, kind);
}

/* At an 'e' or what else may follow the digits. */
static int exponent(Tokenizer *t, Token *token)
{
    if ((*t->cur | 32) == 'e') {
        const char *e = t->cur++;
        if (*t->cur == '+' || *t->cur == '-') {
            t->cur++;
            if (!byte_is(*t->cur, BYTE_DIGIT))
                return tokenizer_error(t, "invalid decimal literal");
        } else if (!byte_is(*t->cur, BYTE_DIGIT)) {
            t->cur = e;
            return finish(t, token, "decimal");
        }
        if (!skip_decimal(t))
            return TOKEN_ERRORTOKEN;
    }
    if ((*t->cur | 32) == 'j') {
        t->cur++;
        return finish(t, token, "imaginary");
    }
    return finish(t, token, "decimal");
}

/* Behind the point. */
static int fraction(Tokenizer *t, Token *token)
{
    if (byte_is(*t->cur, BYTE_DIGIT) && !skip_decimal(t))
        return TOKEN_ERRORTOKEN;
    return exponent(t, token);
}

/* Behind a first 0 that no base letter follows: more zeros, then perhaps digits, which only a float may have. */
static int leading_zero(Tokenizer *t, Token *token)
{
    for (;;) {
        if (*t->cur == '_') {
            t->cur++;
            if (!byte_is(*t->cur, BYTE_DIGIT))
                return tokenizer_error(t, "invalid decimal literal");
        }
        if (*t->cur != '0')
            break;
        t->cur++;
    }
    const char *zeros_end = t->cur;
    bool        is_old_octal = byte_is(*t->cur, BYTE_DIGIT);
    if (is_old_octal && !skip_decimal(t))
        return TOKEN_ERRORTOKEN;
    if (*t->cur == '.') {
        t->cur++;
        return fraction(t, token);
    }
    if ((*t->cur | 32) == 'e' || (*t->cur | 32) == 'j')
        return exponent(t, token);
    if (is_old_octal && !t->extra_tokens)
        return tokenizer_error_range(t, (int)(t->start + 1 - t->line_start), (int)(zeros_end + 1 - t->line_start),
                                     "leading zeros in decimal integer literals are not permitted; "
                                     "use an 0o prefix for octal integers");
    return finish(t, token, "decimal");
}

int tokenizer_number(Tokenizer *t, Token *token)
{
    char first = t->cur[-1];

    if (first == '.')
        return fraction(t, token);
    if (first == '0') {
        switch (*t->cur | 32) {
        case 'x':
            t->cur++;
            return based_number(t, token, 16, "hexadecimal");
        case 'o':
            t->cur++;
            return based_number(t, token, 8, "octal");
        case 'b':
            t->cur++;
            return based_number(t, token, 2, "binary");
        default:
            return leading_zero(t, token);
        }
    }
    if (!skip_decimal(t))
        return TOKEN_ERRORTOKEN;
    if (*t->cur == '.') {
        t->cur++;
        return fraction(t, token);
    }
    return exponent(t, token);
}
