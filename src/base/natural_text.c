/* natural_text.c - naturals to and from text in base 2 to 36.
 *
 * Powers of two are bits. Else digits go in words, the most that a limb holds (19 for ten), and long numbers by halves:
 *
 * From text: the value of the left half times base^(digits of the right), plus that of the right.
 * To text: the number over base^D becomes a fraction F once (the only division); F times base^(D/2) gives, before the
 * point, the left half I, which becomes a fraction again, and behind it the fraction of the right half. The leaves turn
 * fractions into digits by repeated multiplication.
 *
 * A fraction for D digits has one limb more than base^D and is too large by some units of its last place, never too
 * small: with x the integer meant, x / base^D < F < (x + tiny) / base^D with tiny < 2^-50, so floors are exact. The
 * left half's fraction is not I / base^(D/2) divided out, but F less the right half's part of it, f / base^(D/2), of
 * which only the top two limbs matter: `unit` below is 1 / base^(D/2) in units of the last place.
 * SPDX-License-Identifier: MIT */
#include "base/natural_kernel.h"
#include "base/natural_wide.h"

typedef struct Radix {
    unsigned base, bits;    /* bits: of a digit, for powers of two, else 0 */
    unsigned word_digits;   /* that fit a limb */
    Limb     word;          /* base ^ word_digits */
} Radix;

static Radix make_radix(unsigned base)
{
    Radix radix = {.base = base, .word = base, .word_digits = 1};
    if ((base & (base - 1)) == 0)
        radix.bits = (unsigned)__builtin_ctz(base);
    while (radix.word <= ~(Limb)0 / base) {
        radix.word *= base;
        radix.word_digits++;
    }
    return radix;
}

/* log2(base) as a fraction of 2^24, rounded down and up: of the bounds below. */
static const uint32_t log2_down[37] = {
    0, 0, 16777216, 26591258, 33554432, 38955489, 43368474, 47099599, 50331648, 53182516, 55732705, 58039631,
    60145690, 62083076, 63876815, 65546747, 67108864, 68576246, 69959732, 71268397, 72509921, 73690858,
    74816847, 75892776, 76922906, 77910978, 78860292, 79773774, 80654031, 81503396, 82323963, 83117621,
    83886080, 84630889, 85353462, 86055089, 86736948
};

static size_t scale_up(size_t count, uint64_t factor, uint64_t divisor)
{
    Wide result = (Wide)count * factor / divisor + 1;
    return result > SIZE_MAX / 2 ? SIZE_MAX / 2 : (size_t)result;
}

size_t natural_text_room(size_t an, unsigned base)
{
    if (an > SIZE_MAX / 128)
        return SIZE_MAX / 2;
    return scale_up(an * LIMB_BITS, 1 << 24, log2_down[base]) + 1;
}

size_t natural_digits_room(size_t count, unsigned base)
{
    return scale_up(count, log2_down[base] + 1, (uint64_t)LIMB_BITS << 24) + 2;
}

static inline char digit_char(unsigned digit)
{
    return "0123456789abcdefghijklmnopqrstuvwxyz"[digit];
}

static inline unsigned digit_value(char c)
{
    return c <= '9' ? (unsigned)(c - '0') : ((unsigned)c | 0x20) - 'a' + 10;
}

/* ---- to text ---- */

static void bits_to_text(char *text, size_t *length, const Limb *a, size_t an, unsigned bits)
{
    size_t count = (natural_bit_length(a, an) + bits - 1) / bits;
    for (size_t i = 0; i < count; i++) {
        size_t at = i * bits, shift = at % LIMB_BITS;
        Limb   digit = a[at / LIMB_BITS] >> shift;
        if (shift + bits > LIMB_BITS && at / LIMB_BITS + 1 < an)
            digit |= a[at / LIMB_BITS + 1] << (LIMB_BITS - shift);
        text[count - 1 - i] = digit_char((unsigned)digit & ((1u << bits) - 1));
    }
    *length = count;
}

/* The word_digits digits of a word, zeros in front, ending before `end`. */
static void write_word(char *end, Limb word, const Radix *radix)
{
    static const char pairs[201] =
        "0001020304050607080910111213141516171819202122232425262728293031323334353637383940414243444546474849"
        "5051525354555657585960616263646566676869707172737475767778798081828384858687888990919293949596979899";
    unsigned left = radix->word_digits;
    if (radix->base != 10) {
        for (; left > 0; left--, word /= radix->base)
            *--end = digit_char((unsigned)(word % radix->base));
        return;
    }
    for (; left > 1; left -= 2, word /= 100) {
        end -= 2;
        memcpy(end, pairs + word % 100 * 2, 2);
    }
    end[-1] = (char)('0' + word % 10);
}

enum { SMALL_LIMBS = 30, LEAF_WORDS = 24 };

/* Up to SMALL_LIMBS: repeated division. */
static void small_to_text(char *text, size_t *length, const Limb *a, size_t an, const Radix *radix)
{
    char   digits[SMALL_LIMBS * LIMB_BITS + 64], *end = digits + sizeof digits, *at = end;
    Limb   rest[SMALL_LIMBS];
    memcpy(rest, a, an * sizeof *a);
    while (an) {
        write_word(at, kernel_divide_limb(rest, rest, an, radix->word), radix);
        at -= radix->word_digits;
        an -= !rest[an - 1];
    }
    while (*at == '0')
        at++;
    memcpy(text, at, (size_t)(end - at));
    *length = (size_t)(end - at);
}

/* One level of halving: base ^ digits, and 1 / it in units of 2^(-64 (length + 1)), rounded down. */
typedef struct Power {
    Limb  *limbs;
    size_t length, digits;
    Limb   unit[3];
} Power;

enum { MAX_LEVELS = 48 };

typedef struct Conversion {
    NaturalWork *work;
    Radix        radix;
    int          levels;
    Power        powers[MAX_LEVELS];  /* powers[0] is of a leaf; each has twice the digits of the one before */
    char        *text;                /* where the digit number `skip` goes */
    size_t       skip;                /* digits that are zeros in front, not written */
} Conversion;

static void drop_powers(Conversion *conversion)
{
    for (int i = 0; i < conversion->levels; i++)
        natural_drop(conversion->work, conversion->powers[i].limbs, conversion->powers[i].length);
}

/* Fills in the next power. (Allocated at its normal length, so that it is dropped by it.) */
static MUST_CHECK bool add_power(Conversion *conversion, size_t leaf_words)
{
    int          level = conversion->levels;
    NaturalWork *work = conversion->work;
    Power       *power = &conversion->powers[level], *below = power - 1;
    size_t       room = level ? 2 * below->length : leaf_words + 4, length = 0;
    Limb        *limbs = natural_take(work, room), *exact = NULL;

    if (!limbs)
        return false;
    bool fine = level ? natural_multiply(work, limbs, below->limbs, below->length, below->limbs, below->length)
                      : natural_power(work, limbs, &length, &conversion->radix.word, 1, leaf_words);
    if (fine) {
        length = natural_normal(limbs, level ? room : length);
        exact = natural_take(work, length);
    }
    if (exact) {
        memcpy(exact, limbs, length * sizeof *limbs);
        *power = (Power){.limbs = exact, .length = length,
                         .digits = level ? 2 * below->digits : leaf_words * conversion->radix.word_digits};
        conversion->levels++;
    }
    natural_drop(work, limbs, room);
    return exact;
}

/* power->unit. The quotient has at most three limbs, so this is linear. */
static MUST_CHECK bool find_unit(NaturalWork *work, Power *power)
{
    size_t n = power->length, count = n + 2;
    Limb  *one = natural_take(work, count), quotient[4] = {0};
    if (!one)
        return false;
    memset(one, 0, count * sizeof *one);
    one[n + 1] = 1;
    bool result = natural_divide(work, quotient, NULL, one, count, power->limbs, n);
    memcpy(power->unit, quotient, sizeof power->unit);
    natural_drop(work, one, count);
    return result;
}

/* The digits of a fraction of n limbs (changed), words at a time; the first is digit number `at`. Each word uses up as
 * many bits as a limb has, nearly, so the lowest limb can go: rounded up, to stay on the safe side. */
static void write_leaf(const Conversion *conversion, Limb *fraction, size_t n, size_t at, size_t digits)
{
    const Radix *radix = &conversion->radix;
    for (size_t done = 0; done < digits; done += radix->word_digits) {
        Limb   word = kernel_multiply_limb(fraction, fraction, n, radix->word);
        size_t end = at + done + radix->word_digits;
        if (end > conversion->skip) {
            char   buffer[64];
            size_t begin = at + done, cut = begin < conversion->skip ? conversion->skip - begin : 0;
            write_word(buffer + radix->word_digits, word, radix);
            memcpy(conversion->text + (begin + cut - conversion->skip), buffer + cut, radix->word_digits - cut);
        }
        if (n > 2) {
            fraction++;
            n--;
            for (size_t i = 0; i < n && !++fraction[i]; i++)
                ;
        }
    }
}

/* The two limbs of top * unit >> 128: the right half's part of a fraction. */
static void take_right_part(Limb *left, size_t n, const Limb top[2], const Limb unit[3])
{
    Limb product[5];
    kernel_multiply(product, unit, 3, top, 2);
    Limb borrow = 0;
    for (size_t i = 0; i < n && (i < 3 || borrow); i++) {
        Limb take = i < 3 ? product[i + 2] : 0, before = left[i];
        left[i] = before - take - borrow;
        borrow = before < take || (before == take && borrow);
    }
    for (size_t i = 0; i < n && !++left[i]; i++)
        ;
}

/* Writes the digits of a fraction of `level`, which has powers[level].length + 1 limbs; the first is digit `at`. */
static MUST_CHECK bool write_fraction(const Conversion *conversion, Limb *fraction, int level, size_t at)
{
    NaturalWork *work = conversion->work;
    const Power *whole = &conversion->powers[level], *half = whole - 1;
    size_t       n = whole->length + 1, h = half->length + 1, count = n + half->length + h;

    if (at + whole->digits <= conversion->skip)
        return true;
    if (level == 0) {
        write_leaf(conversion, fraction, n, at, whole->digits);
        return natural_step(work, n * n / 2 + 10 * n);
    }
    Limb *product = natural_take(work, count), *left = product + n + half->length;
    if (!product)
        return false;
    bool result = natural_multiply(work, product, fraction, n, half->limbs, half->length);
    if (result) {
        Limb *right = product + n - h;  /* the top h limbs behind the point */
        memcpy(left, fraction + n - h, h * sizeof *left);
        take_right_part(left, h, right + h - 2, half->unit);
        for (size_t i = 0; i < h && !++right[i]; i++)
            ;
        result = write_fraction(conversion, left, level - 1, at)
              && write_fraction(conversion, right, level - 1, at + half->digits);
    }
    natural_drop(work, product, count);
    return result;
}

/* a / base^digits as a fraction of the highest level, one unit too large at most. */
static MUST_CHECK bool first_fraction(NaturalWork *work, Limb *fraction, const Power *whole, const Limb *a, size_t an)
{
    size_t n = whole->length + 1, count = an + n, quotient = count - whole->length + 1;
    Limb  *dividend = natural_take(work, count), *q = natural_take(work, quotient);
    bool   result = false;
    if (dividend && q) {
        memset(dividend, 0, n * sizeof *dividend);
        memcpy(dividend + n, a, an * sizeof *dividend);
        result = natural_divide(work, q, NULL, dividend, count, whole->limbs, whole->length);
    }
    if (result) {
        size_t length = quotient < n ? quotient : n;
        memcpy(fraction, q, length * sizeof *q);
        memset(fraction + length, 0, (n - length) * sizeof *q);
        for (size_t i = 0; i < n && !++fraction[i]; i++)
            ;
    }
    natural_drop(work, dividend, count);
    natural_drop(work, q, quotient);
    return result;
}

static MUST_CHECK bool large_to_text(NaturalWork *work, char *text, size_t *length, const Limb *a, size_t an,
                                     const Radix *radix)
{
    size_t words = natural_text_room(an, radix->base) / radix->word_digits + 1, leaf = words;
    int    levels = 0;
    for (; leaf > LEAF_WORDS; leaf = (leaf + 1) / 2)
        levels++;
    Conversion conversion = {.work = work, .radix = *radix, .text = text};
    Limb      *fraction = NULL;
    size_t     count = 0;
    bool       result = false;

    while (conversion.levels <= levels) {
        if (!add_power(&conversion, leaf))
            goto done;
        if (conversion.levels <= levels && !find_unit(work, &conversion.powers[conversion.levels - 1]))
            goto done;
    }
    const Power *whole = &conversion.powers[levels];
    size_t       room = natural_text_room(an, radix->base);
    conversion.skip = whole->digits > room ? whole->digits - room : 0;
    count = whole->length + 1;
    fraction = natural_take(work, count);
    if (!fraction || !first_fraction(work, fraction, whole, a, an)
        || !write_fraction(&conversion, fraction, levels, 0))
        goto done;
    size_t written = whole->digits - conversion.skip, zeros = 0;
    while (text[zeros] == '0')
        zeros++;
    memmove(text, text + zeros, written - zeros);
    *length = written - zeros;
    result = true;
done:
    natural_drop(work, fraction, count);
    drop_powers(&conversion);
    return result;
}

bool natural_to_text(NaturalWork *work, char *text, size_t *length, const Limb *a, size_t an, unsigned base)
{
    Radix radix = make_radix(base);
    an = natural_normal(a, an);
    if (!an) {
        text[0] = '0';
        *length = 1;
        return true;
    }
    if (radix.bits) {
        bits_to_text(text, length, a, an, radix.bits);
        return natural_step(work, *length);
    }
    if (an <= SMALL_LIMBS) {
        small_to_text(text, length, a, an, &radix);
        return natural_step(work, an * an);
    }
    return large_to_text(work, text, length, a, an, &radix);
}

/* ---- from text ---- */

static size_t bits_from_text(Limb *r, const char *digits, size_t count, unsigned bits)
{
    size_t room = (count * bits + LIMB_BITS - 1) / LIMB_BITS;
    memset(r, 0, room * sizeof *r);
    for (size_t i = 0; i < count; i++) {
        Limb   digit = digit_value(digits[count - 1 - i]);
        size_t at = i * bits, shift = at % LIMB_BITS;
        r[at / LIMB_BITS] |= digit << shift;
        if (shift + bits > LIMB_BITS && digit >> (LIMB_BITS - shift))
            r[at / LIMB_BITS + 1] |= digit >> (LIMB_BITS - shift);
    }
    return natural_normal(r, room);
}

/* Word by word; the first word is the odd one. */
static size_t leaf_from_text(Limb *r, const char *digits, size_t count, const Radix *radix)
{
    size_t length = 0, take = count % radix->word_digits;
    for (size_t i = 0; i < count; take = radix->word_digits) {
        Limb value = 0;
        if (!take)
            take = radix->word_digits;
        for (size_t end = i + take; i < end; i++)
            value = value * radix->base + digit_value(digits[i]);
        length = natural_multiply_limb(r, r, length, radix->word, value);
    }
    return length;
}

static MUST_CHECK bool parse(const Conversion *conversion, Limb *r, size_t *length, const char *digits, size_t count,
                             int level)
{
    NaturalWork *work = conversion->work;
    if (level == 0) {
        *length = leaf_from_text(r, digits, count, &conversion->radix);
        return natural_step(work, count * 2 + *length * *length);
    }
    const Power *half = &conversion->powers[level - 1];
    if (count <= half->digits)
        return parse(conversion, r, length, digits, count, level - 1);
    size_t left_count = count - half->digits, left_room = natural_digits_room(left_count, conversion->radix.base);
    size_t right_room = natural_digits_room(half->digits, conversion->radix.base), ln = 0, rn = 0;
    size_t scratch_count = left_room + right_room, full = 0;
    Limb  *left = natural_take(work, scratch_count);
    if (!left)
        return false;
    Limb *right = left + left_room;
    bool  result = parse(conversion, left, &ln, digits, left_count, level - 1)
               && parse(conversion, right, &rn, digits + left_count, half->digits, level - 1);
    if (result && ln) {
        result = natural_multiply(work, r, left, ln, half->limbs, half->length);
        full = natural_normal(r, ln + half->length);
    }
    if (result)
        *length = natural_add(r, r, full, right, rn);
    natural_drop(work, left, scratch_count);
    return result;
}

bool natural_from_text(NaturalWork *work, Limb *r, size_t *length, const char *digits, size_t count, unsigned base)
{
    Radix radix = make_radix(base);
    while (count && *digits == '0')
        digits++, count--;
    if (radix.bits) {
        *length = bits_from_text(r, digits, count, radix.bits);
        return natural_step(work, count);
    }
    Conversion conversion = {.work = work, .radix = radix};
    size_t     leaf = count / radix.word_digits + 1;
    int        levels = 0;
    bool       result = true;
    for (; leaf > LEAF_WORDS; leaf = (leaf + 1) / 2)
        levels++;
    while (result && conversion.levels < levels)
        result = add_power(&conversion, leaf);
    result = result && parse(&conversion, r, length, digits, count, levels);
    drop_powers(&conversion);
    return result;
}
