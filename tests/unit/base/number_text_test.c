/* number_text_test.c - doubles to text and back, as CPython has them. SPDX-License-Identifier: MIT */
#include "base/number_text.h"


#include "base/civil.h"
#include "base/hash.h"
#include "base/mt19937.h"
#include "base/table.h"
#include "base/vector.h"
#include "unit.h"
#pragma GCC diagnostic ignored "-Wunused-variable"
#pragma GCC diagnostic ignored "-Wunused-const-variable"
#include "number_vectors.h"

static double of_bits(uint64_t bits)
{
    double d;
    memcpy(&d, &bits, sizeof d);
    return d;
}

static uint64_t bits_of(double d)
{
    uint64_t bits;
    memcpy(&bits, &d, sizeof bits);
    return bits;
}

TEST(doubles_are_written_as_python_writes_them)
{
    char text[1000];
    for (size_t i = 0; i < countof(text_vectors); i++) {
        double d = of_bits(text_vectors[i].bits);
        size_t length = double_to_text(text, d, text_vectors[i].format, text_vectors[i].precision, text_vectors[i].flags);
        CHECK(length == strlen(text_vectors[i].text) && !memcmp(text, text_vectors[i].text, length));
        CHECK(length <= double_text_room(d, text_vectors[i].format, text_vectors[i].precision));
    }
}

TEST(doubles_are_read_as_python_reads_them)
{
    double d;
    for (size_t i = 0; i < countof(reading_vectors); i++) {
        size_t length = strlen(reading_vectors[i].text);
        CHECK(double_from_text(reading_vectors[i].text, length, &d) == length);
        CHECK(bits_of(d) == reading_vectors[i].bits);
    }
    CHECK(double_from_text("1e", 2, &d) == 1 && d == 1.0);
    CHECK(double_from_text(".", 1, &d) == 0 && double_from_text("+", 1, &d) == 0 && double_from_text("e5", 2, &d) == 0);
}

TEST(hexadecimal_doubles_go_both_ways)
{
    char   text[DOUBLE_REPR_ROOM];
    double d;
    for (size_t i = 0; i < countof(hex_vectors); i++) {
        size_t length = double_to_hex(text, of_bits(hex_vectors[i].bits));
        CHECK(length == strlen(hex_vectors[i].text) && !memcmp(text, hex_vectors[i].text, length));
        CHECK(double_from_hex(text, length, &d) == HEX_FINE && bits_of(d) == hex_vectors[i].bits);
    }
    CHECK(double_from_hex("0x1p1024", 8, &d) == HEX_OVERFLOW);
    CHECK(double_from_hex("0x", 2, &d) == HEX_INVALID && double_from_hex("1p", 2, &d) == HEX_INVALID);
}

TEST(numbers_hash_as_in_python)
{
    Limb limbs[8];
    for (size_t i = 0; i < countof(double_hash_vectors); i++)
        CHECK(hash_double(of_bits(double_hash_vectors[i].bits)) == double_hash_vectors[i].hash);
    for (size_t i = 0; i < countof(int_hash_vectors); i++) {
        const char *text = int_hash_vectors[i].magnitude;
        size_t      length = strlen(text);
        memset(limbs, 0, sizeof limbs);
        for (size_t k = 0; k < length; k++) {
            char c = text[length - 1 - k];
            limbs[k / 16] |= (Limb)(c <= '9' ? c - '0' : c - 'a' + 10) << k % 16 * 4;
        }
        CHECK(hash_natural(limbs, 8, false) == int_hash_vectors[i].positive);
        CHECK(hash_natural(limbs, 8, true) == int_hash_vectors[i].negative);
        if (length < 16)
            CHECK(hash_small_int(-(int64_t)limbs[0]) == int_hash_vectors[i].negative);
    }
}

static void check_seed(uint32_t seed, const int64_t *bytes, const int64_t *tuples, const int64_t *sets)
{
    static const int64_t items[][5] = {{0}, {1}, {1, 2, 3}, {-1, 0, 7, 9, INT64_C(1) << 61}};
    static const size_t  tuple_lengths[] = {0, 1, 3, 2}, set_lengths[] = {0, 1, 3, 5};
    HashKey              key = hash_key_of_seed(seed);
    uint8_t              range[100];
    for (uint8_t i = 0; i < 100; i++)
        range[i] = i;
    CHECK(hash_bytes(&key, "", 0) == bytes[0] && hash_bytes(&key, "a", 1) == bytes[1]);
    CHECK(hash_bytes(&key, "corepy", 6) == bytes[2] && hash_bytes(&key, range, 100) == bytes[3]);
    for (size_t i = 0; i < 4; i++) {
        uint64_t tuple = hash_tuple_begin(), set = 0;
        for (size_t k = 0; k < tuple_lengths[i]; k++)
            tuple = hash_tuple_item(tuple, hash_small_int(items[i][k]));
        for (size_t k = 0; k < set_lengths[i]; k++)
            set = hash_set_item(set, hash_small_int(items[i][k]));
        CHECK(hash_tuple_end(tuple, tuple_lengths[i]) == tuples[i]);
        CHECK(hash_set_end(set, set_lengths[i]) == sets[i]);
    }
}

TEST(bytes_tuples_and_sets_hash_as_under_a_seed)
{
    check_seed(0, bytes_hashes_0, tuple_hashes_0, set_hashes_0);
    check_seed(123, bytes_hashes_123, tuple_hashes_123, set_hashes_123);
}

TEST(the_twister_gives_random_of_5)
{
    static Mt19937 mt;
    const uint32_t key = 5;
    mt19937_seed_array(&mt, &key, 1);
    for (size_t i = 0; i < countof(twister_doubles); i++)
        CHECK(bits_of(mt19937_double(&mt)) == twister_doubles[i]);
}

TEST(dates_are_those_of_datetime)
{
    for (size_t i = 0; i < countof(date_vectors); i++) {
        int64_t days = date_vectors[i].ordinal - CIVIL_ORDINAL_OF_1970, year, iso_year;
        int     month, day, week, weekday;
        CHECK(civil_days(date_vectors[i].year, date_vectors[i].month, date_vectors[i].day) == days);
        civil_date(days, &year, &month, &day);
        CHECK(year == date_vectors[i].year && month == date_vectors[i].month && day == date_vectors[i].day);
        civil_iso(days, &iso_year, &week, &weekday);
        CHECK(iso_year == date_vectors[i].iso_year && week == date_vectors[i].iso_week && weekday == date_vectors[i].iso_day);
        CHECK(civil_weekday(days) == date_vectors[i].weekday);
        CHECK(civil_days_before_month(year, month) + day == date_vectors[i].yearday);
    }
    for (size_t i = 0; i < countof(second_vectors); i++) {
        CivilTime time;
        civil_from_seconds(second_vectors[i].seconds, &time);
        CHECK(time.year == second_vectors[i].year && time.month == second_vectors[i].month);
        CHECK(time.day == second_vectors[i].day && time.hour == second_vectors[i].hour);
        CHECK(time.minute == second_vectors[i].minute && time.second == second_vectors[i].second);
        CHECK(civil_to_seconds(&time) == second_vectors[i].seconds);
    }
}

TEST(a_table_keeps_what_was_set_through_removals)
{
    EACH_ALLOCATION_FAILING {
        Table table = {0};
        bool  fine = true;
        for (uint64_t i = 0; i < 2000 && fine; i++)
            fine = table_set(from, &table, i * 64, i);
        for (uint64_t i = 0; i < 2000 && fine; i += 2)
            CHECK(table_remove(&table, i * 64) && !table_remove(&table, i * 64));
        for (uint64_t i = 0; i < 2000 && fine; i++)
            CHECK(!table_find(&table, i * 64) == (i % 2 == 0));
        CHECK(!fine || table.count == 1000);
        table_free(from, &table);
    }
}

TEST(a_vector_grows_and_fails_without_change)
{
    EACH_ALLOCATION_FAILING {
        VECTOR(int) numbers = {0};
        for (int i = 0; i < 1000; i++)
            if (!vector_push(from, &numbers, i))
                break;
        for (size_t i = 0; i < numbers.length; i++)
            CHECK(numbers.items[i] == (int)i);
        vector_free(from, &numbers);
    }
}
