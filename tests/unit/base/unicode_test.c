/* unicode_test.c - all of Unicode against CPython, by hashes over every code point; and UTF-8's errors. */
#include "unit.h"

#include "base/unicode.h"
#include "base/unicode_names.h"
#include "base/utf8.h"

#include "base/unicode_vectors.h"

static void add(uint64_t *hash, uint32_t word)
{
    *hash = (*hash ^ word) * 0x100000001B3ull;
}

static void add_points(uint64_t *hash, const uint32_t *points, size_t length)
{
    add(hash, (uint32_t)length);
    for (size_t i = 0; i < length; i++)
        add(hash, points[i]);
}

static void add_text(uint64_t *hash, const char *text)
{
    add(hash, (uint32_t)strlen(text));
    while (*text)
        add(hash, (uint8_t)*text++);
}

#define HASH_START 0xCBF29CE484222325ull

TEST(flags_and_values_of_every_code_point_equal_cpythons)
{
    uint64_t hash = HASH_START;
    for (uint32_t c = 0; c <= UNICODE_MAX; c++) {
        static const int order[] = {
            UNICODE_ALPHA, UNICODE_DECIMAL, UNICODE_DIGIT, UNICODE_NUMERIC, UNICODE_SPACE, UNICODE_LOWER, UNICODE_UPPER,
            UNICODE_TITLE | UNICODE_UPPER, UNICODE_PRINTABLE, UNICODE_XID_START, UNICODE_XID_CONTINUE,
            UNICODE_LINE_BREAK};
        uint32_t bits = 0;
        double value = -1;
        for (size_t i = 0; i < countof(order); i++)
            bits |= (uint32_t)unicode_has(c, order[i]) << i;
        add(&hash, bits);
        add(&hash, (uint32_t)unicode_decimal(c));
        add(&hash, (uint32_t)unicode_digit(c));
        unicode_numeric(c, &value);
        add(&hash, (uint32_t)(int64_t)(value * 8));
    }
    CHECK(hash == RECORDED_FLAGS);
}

TEST(case_mappings_of_every_code_point_equal_cpythons)
{
    uint64_t hash = HASH_START;
    for (uint32_t c = 0; c <= UNICODE_MAX; c++) {
        uint32_t out[UNICODE_MAPPING_MAX], before[] = {'A', c, 0x3A3}, behind[] = {'A', 0x3A3, c};
        add(&hash, unicode_simple_lower(c));
        add_points(&hash, out, (size_t)unicode_upper(c, out));
        add_points(&hash, out, (size_t)unicode_lower(c, out));
        add_points(&hash, out, (size_t)unicode_title(c, out));
        add_points(&hash, out, (size_t)unicode_fold(c, out));
        bool final_c = c == 0x3A3 && unicode_is_final_sigma(4, before, 3, 1);
        add(&hash, c != 0x3C2 && (final_c || unicode_is_final_sigma(4, before, 3, 2)));
        final_c = c == 0x3A3 && unicode_is_final_sigma(4, behind, 3, 2);
        add(&hash, c != 0x3C2 && (final_c || unicode_is_final_sigma(4, behind, 3, 1)));
    }
    CHECK(hash == RECORDED_CASES);
}

/* As unicodedata.decomposition writes it. */
static void decomposition_text(uint32_t c, char *out)
{
    const char *tag = "";
    const uint32_t *points;
    uint32_t hangul[UNICODE_MAPPING_MAX];
    int count = unicode_decomposition(c, &tag, &points);

    if (!count) {
        count = unicode_hangul_parts(c, hangul);
        points = hangul;
    }
    out += sprintf(out, "%s", tag);
    for (int i = 0; i < count; i++)
        out += sprintf(out, "%s%04X", i || *tag ? " " : "", points[i]);
}

TEST(records_of_every_code_point_equal_cpythons)
{
    uint64_t hash = HASH_START;
    for (uint32_t c = 0; c <= UNICODE_MAX; c++) {
        const UnicodeRecord *record = unicode_record(c);
        char text[200];
        add_text(&hash, unicode_category_names[record->category]);
        add_text(&hash, unicode_bidirectional_names[record->bidirectional]);
        add_text(&hash, unicode_width_names[record->east_asian_width]);
        add(&hash, record->combining);
        add(&hash, record->mirrored);
        decomposition_text(c, text);
        add_text(&hash, text);
    }
    CHECK(hash == RECORDED_RECORDS);
}

TEST(normal_forms_of_every_code_point_equal_cpythons)
{
    CodePoints normal = {.from = from};
    uint64_t hash = HASH_START;
    for (uint32_t c = 0; c <= UNICODE_MAX; c++)
        for (int form = NORMAL_NFC; form <= NORMAL_NFKD; form++) {
            normal.length = 0;
            CHECK(unicode_normalize(form, 4, &c, 1, &normal));
            add_points(&hash, normal.items, normal.length);
        }
    CHECK(hash == RECORDED_NORMAL_SINGLES);
    code_points_free(&normal);
}

TEST(normal_forms_of_mixed_texts_equal_cpythons)
{
    CodePoints normal = {.from = from};
    uint64_t hash = HASH_START, state = 12345;
    uint32_t text[30];
    for (int round = 0; round < 4000; round++) {
        for (size_t i = 0; i < countof(text); i++) {
            state = state * 6364136223846793005ull + 1442695040888963407ull;
            size_t pick = state >> 33;
            text[i] = pick % 8 < 5 ? random_pool[countof(random_pool) - 1 - pick / 8 % 15]
                                   : random_pool[pick / 8 % countof(random_pool)];
        }
        for (int form = NORMAL_NFC; form <= NORMAL_NFKD; form++) {
            normal.length = 0;
            CHECK(unicode_normalize(form, 4, text, countof(text), &normal));
            add_points(&hash, normal.items, normal.length);
            bool same = normal.length == countof(text) && !memcmp(normal.items, text, sizeof text);
            NormalAnswer quick = unicode_quick_check(form, 4, text, countof(text));
            CHECK(quick == NORMAL_MAYBE || (quick == NORMAL_YES) == same);
            add(&hash, same);
        }
    }
    CHECK(hash == RECORDED_RANDOM_TEXTS);
    code_points_free(&normal);
}

TEST(long_runs_of_marks_are_sorted_stably)
{
    CodePoints normal = {.from = from};
    uint32_t text[101] = {'a'};
    for (uint32_t i = 1; i <= 100; i++)
        text[i] = i % 2 ? 0x301 : 0x323;
    EACH_ALLOCATION_FAILING {
        normal.length = 0;
        if (unicode_normalize(NORMAL_NFD, 4, text, 101, &normal)) {
            CHECK(normal.length == 101 && normal.items[1] == 0x323 && normal.items[50] == 0x323);
            CHECK(normal.items[51] == 0x301 && normal.items[100] == 0x301);
        }
        code_points_free(&normal);
    }
}

TEST(normalizing_utf8_leaves_normal_text_alone)
{
    Arena arena;
    size_t size;
    const char *text = "abc\xC3\xA9";
    arena_init(&arena, from);
    CHECK(unicode_normalize_utf8(NORMAL_NFKC, text, 5, &arena, &size) == text && size == 5);
    const char *fi = unicode_normalize_utf8(NORMAL_NFKC, "\xEF\xAC\x81x", 4, &arena, &size);
    CHECK(fi && size == 3 && !memcmp(fi, "fix", 3));
    arena_free(&arena);
}

TEST(utf8_errors_equal_cpythons)
{
    static const char *const reasons[] = {"invalid start byte", "invalid continuation byte", "unexpected end of data"};
    for (size_t i = 0; i < countof(utf8_errors); i++) {
        Utf8Scan scan;
        bool good = utf8_scan(utf8_errors[i].data, utf8_errors[i].size, false, &scan);
        CHECK(good == (utf8_errors[i].reason == 3));
        CHECK(scan.position == utf8_errors[i].start);
        if (!good && utf8_errors[i].reason < 3) {
            CHECK(scan.error_end == utf8_errors[i].end);
            CHECK(!strcmp(scan.reason, reasons[utf8_errors[i].reason]));
        }
    }
}

TEST(every_code_point_survives_utf8)
{
    for (uint32_t c = 0; c <= UNICODE_MAX; c++) {
        uint32_t text[] = {'a', c, 'b'}, back[3];
        char data[8];
        Utf8Scan scan;
        size_t size = utf8_encoded_size(4, text, 3);
        bool surrogate = c >= 0xD800 && c < 0xE000;
        CHECK(utf8_encode(4, text, 3, data) == data + size);
        CHECK(utf8_scan(data, size, true, &scan) && scan.length == 3 && scan.position == size);
        CHECK(scan.limit == (c < 0x80 ? 0x7F : c < 0x100 ? 0xFF : c < 0x10000 ? 0xFFFF : 0x10FFFF));
        CHECK(utf8_scan(data, size, false, &scan) == !surrogate);
        utf8_decode(data, size, 4, back);
        CHECK(!memcmp(back, text, sizeof text));
        CHECK(utf8_find_surrogate(4, text, 0, 3) == (surrogate ? 1u : 3u));
    }
}

TEST(utf8_decodes_to_the_narrowest_kind)
{
    char data[64];
    for (size_t pad = 0; pad < 20; pad++) {
        uint16_t two[24];
        uint8_t one[24];
        memset(data, 'x', pad);
        memcpy(data + pad, "\xC3\xBFz", 3);
        utf8_decode(data, pad + 3, 1, one);
        utf8_decode(data, pad + 3, 2, two);
        CHECK(one[pad] == 0xFF && one[pad + 1] == 'z' && two[pad] == 0xFF && two[pad + 1] == 'z');
        CHECK(utf8_ascii_prefix(data, pad + 3) == pad);
        CHECK(utf8_encoded_size(1, one, pad + 2) == pad + 3);
        CHECK(utf8_encode(1, one, pad + 2, data + 30) == data + 30 + pad + 3);
        CHECK(!memcmp(data, data + 30, pad + 3));
    }
}

TEST(every_character_has_cpythons_name_and_is_found_by_it)
{
    uint64_t hash = HASH_START;
    for (uint32_t c = 0; c <= UNICODE_MAX; c++) {
        char name[UNICODE_NAME_MAX + 1];
        size_t length = unicode_name(c, name);
        name[length] = 0;
        add_text(&hash, name);
        if (length)
            CHECK(unicode_find_name(name, length) == c);
    }
    CHECK(hash == RECORDED_NAMES);
}

TEST(aliases_and_sequences_are_found_in_any_case)
{
    uint32_t points[UNICODE_SEQUENCE_MAX];
    CHECK(unicode_find_name("LINE FEED", 9) == 10);
    CHECK(unicode_find_name("line feed", 9) == 10);
    CHECK(unicode_find_name("NULL", 4) == 0);
    CHECK(unicode_find_name("tangut ideograph-187f7", 22) == 0x187F7);
    CHECK(unicode_find_name("hangul syllable gaGG", 20) == 0xAC02);
    CHECK(unicode_find_name("HANGUL SYLLABLE ", 16) == UINT32_MAX);
    CHECK(unicode_find_name("CJK UNIFIED IDEOGRAPH-03400", 27) == UINT32_MAX);
    CHECK(unicode_find_name("LATIN  SMALL LETTER A", 21) == UINT32_MAX);
    CHECK(unicode_find_name("", 0) == UINT32_MAX);
    CHECK(unicode_find_name("keycap number sign", 18) == UINT32_MAX);
    CHECK(unicode_find_sequence("keycap number sign", 18, points) == 3 && points[2] == 0x20E3);
}
