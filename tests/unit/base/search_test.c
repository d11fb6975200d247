/* search_test.c - substring search against the obvious way. */
#include "unit.h"

#include "base/search.h"

/* Needle and text over two or three letters, so that false starts and periods abound. */
static size_t plain_find(const uint8_t *text, size_t length, const uint8_t *needle, size_t needle_length, bool last)
{
    size_t found = SEARCH_NONE;
    for (size_t i = 0; i + needle_length <= length; i++)
        if (!memcmp(text + i, needle, needle_length)) {
            found = i;
            if (!last)
                break;
        }
    return found;
}

TEST(finding_agrees_with_the_obvious_way_in_all_kinds)
{
    uint64_t state = 7;
    for (int round = 0; round < 60000; round++) {
        uint8_t text[120], needle[24];
        uint16_t text2[120], needle2[24];
        uint32_t text4[120], needle4[24];
        state = state * 6364136223846793005ull + 1442695040888963407ull;
        size_t length = state >> 33 & 63, needle_length = 1 + (state >> 40) % (round % 2 ? 6 : 20);
        unsigned letters = 2 + (unsigned)(state >> 50) % 2;
        for (size_t i = 0; i < 120; i++) {
            state = state * 6364136223846793005ull + 1442695040888963407ull;
            text[i] = (uint8_t)('a' + (state >> 40) % letters);
            text2[i] = text[i];
            text4[i] = text[i];
            if (i < needle_length) {
                needle[i] = (uint8_t)('a' + (state >> 50) % letters);
                needle2[i] = needle[i];
                needle4[i] = needle[i];
            }
        }
        size_t first = plain_find(text, length, needle, needle_length, false);
        size_t last = plain_find(text, length, needle, needle_length, true);
        CHECK(search_find(1, text, length, needle, needle_length) == first);
        CHECK(search_find(2, text2, length, needle2, needle_length) == first);
        CHECK(search_find(4, text4, length, needle4, needle_length) == first);
        CHECK(search_find_last(1, text, length, needle, needle_length) == last);
        CHECK(search_find_last(2, text2, length, needle2, needle_length) == last);
        CHECK(search_find_last(4, text4, length, needle4, needle_length) == last);
    }
}

/* a...a searched for in a...ab: the product of the lengths would take minutes. */
TEST(finding_is_linear_on_bad_input)
{
    static uint16_t text[400000], needle[100001];
    for (size_t i = 0; i < countof(text); i++)
        text[i] = 'a';
    for (size_t i = 0; i < countof(needle); i++)
        needle[i] = 'a';
    needle[0] = 'b';
    CHECK(search_find(2, text, countof(text), needle, countof(needle)) == SEARCH_NONE);
    needle[0] = 'a';
    needle[50000] = 'b';
    CHECK(search_find(2, text, countof(text), needle, countof(needle)) == SEARCH_NONE);
    CHECK(search_count(2, text, countof(text), text, 2, SIZE_MAX) == countof(text) / 2);
}
