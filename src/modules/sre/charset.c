/* charset.c - single characters: sets, categories, case. SPDX-License-Identifier: MIT */
#include "base/unicode.h"
#include "modules/sre/sre.h"

static bool ascii_word(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

static bool ascii_space(uint32_t c) { return c == ' ' || (c >= 9 && c <= 13); }

bool sre_category(uint32_t category, uint32_t c)
{
    switch (category) {
    case 0:  return c >= '0' && c <= '9';
    case 1:  return !(c >= '0' && c <= '9');
    case 2:  return ascii_space(c);
    case 3:  return !ascii_space(c);
    case 4: case 8: return ascii_word(c);
    case 5: case 9: return !ascii_word(c);
    case 6:  return c == '\n';
    case 7:  return c != '\n';
    case 10: return unicode_has(c, UNICODE_DECIMAL);
    case 11: return !unicode_has(c, UNICODE_DECIMAL);
    case 12: return unicode_has(c, UNICODE_SPACE);
    case 13: return !unicode_has(c, UNICODE_SPACE);
    case 14: return unicode_has(c, UNICODE_ALPHA | UNICODE_DECIMAL | UNICODE_DIGIT | UNICODE_NUMERIC) || c == '_';
    case 15: return !(unicode_has(c, UNICODE_ALPHA | UNICODE_DECIMAL | UNICODE_DIGIT | UNICODE_NUMERIC) || c == '_');
    case 16: return unicode_has(c, UNICODE_LINE_BREAK);
    case 17: return !unicode_has(c, UNICODE_LINE_BREAK);
    default: return false;
    }
}

uint32_t sre_ascii_lower(uint32_t c) { return c >= 'A' && c <= 'Z' ? c + 32 : c; }
uint32_t sre_unicode_lower(uint32_t c) { return unicode_simple_lower(c); }

/* Lower case as the op's family has it; LOCALE is the C locale. */
uint32_t sre_lower(const Subject *subject, uint32_t op, uint32_t c)
{
    (void)subject;
    switch (op) {
    case SRE_IN_UNI_IGNORE: case SRE_LITERAL_UNI_IGNORE: case SRE_NOT_LITERAL_UNI_IGNORE: case SRE_GROUPREF_UNI_IGNORE:
        return sre_unicode_lower(c);
    default:
        return sre_ascii_lower(c);
    }
}

static bool in_big_charset(const uint32_t *set, uint32_t c)
{
    if (c >= 0x10000)
        return false;
    const uint8_t *blocks = (const uint8_t *)(set + 1);
    const uint32_t *bits = set + 1 + 64;
    uint32_t index = blocks[c >> 8] * 256u + (c & 255);
    return bits[index >> 5] >> (index & 31) & 1;
}

/* set: the row of ops behind an IN's skip, ended by FAILURE. */
bool sre_in_charset(const Subject *subject, const uint32_t *set, uint32_t c)
{
    bool ok = true;
    for (;;) {
        switch (*set++) {
        case SRE_FAILURE: return !ok;
        case SRE_LITERAL:
            if (c == *set++)
                return ok;
            break;
        case SRE_CATEGORY:
            if (sre_category(*set++, c))
                return ok;
            break;
        case SRE_CHARSET:
            if (c < 256 && set[c >> 5] >> (c & 31) & 1)
                return ok;
            set += 8;
            break;
        case SRE_RANGE:
            if (set[0] <= c && c <= set[1])
                return ok;
            set += 2;
            break;
        case SRE_RANGE_UNI_IGNORE: {
            uint32_t upper = unicode_simple_upper(c);
            if ((set[0] <= c && c <= set[1]) || (set[0] <= upper && upper <= set[1]))
                return ok;
            set += 2;
            break;
        }
        case SRE_NEGATE: ok = !ok; break;
        case SRE_BIGCHARSET:
            if (in_big_charset(set, c))
                return ok;
            set += 1 + 64 + set[0] * 8;
            break;
        default: (void)subject; return false;
        }
    }
}
