/* number_digits.c - the decimal digits of a double: the shortest, or any number of them, exactly rounded.
 *
 * Shortest: Raffaello Giulietti's Schubfach, with the table of powers of ten (128 bits each).
 * Any number: a double is m * 2^e; its integer part (at most 16 limbs) is divided by 10^19 again and again, its
 * fraction (17 limbs) multiplied, and the digits cut where they are asked to end. What comes behind decides rounding,
 * half to even, on the true value. SPDX-License-Identifier: MIT */
#include "base/number_digits.h"
#include "base/natural_kernel.h"
#include "base/natural_wide.h"
#include "powers_of_ten.h"

enum { WORD_DIGITS = 19, PARTS = 18 };
#define WORD UINT64_C(10000000000000000000)

/* The digits of word, `width` of them, zeros in front. */
static void write_digits(char *out, uint64_t word, int width)
{
    for (int i = width; i-- > 0; word /= 10)
        out[i] = (char)('0' + word % 10);
}

static int count_digits(uint64_t word)
{
    int count = 1;
    while (word >= 10)
        word /= 10, count++;
    return count;
}

static void cut_zeros(DoubleDigits *out)
{
    while (out->count > 0 && out->digits[out->count - 1] == '0')
        out->count--;
    if (!out->count)
        out->point = 1;
}

/* ---- shortest ---- */

static inline uint64_t round_to_odd(const uint64_t power[2], uint64_t factor)
{
    Wide high = (Wide)power[0] * factor, low = (Wide)power[1] * factor;
    high += (Limb)(low >> 64);
    return (uint64_t)(high >> 64) | ((Limb)high > 1);
}

static inline int floor_log2_of_power(int k)
{
    return (k * 1741647) >> 19;
}

/* The decimal of fewest digits, nearest to m * 2^e, in the interval that rounds to it: *k its exponent. */
static uint64_t shortest_decimal(uint64_t m, int e, bool is_lower_closer, int *k)
{
    unsigned is_odd = m & 1;
    *k = (e * 1262611 - (is_lower_closer ? 524031 : 0)) >> 22;
    int             shift = e + floor_log2_of_power(-*k) + 1;
    const uint64_t *power = powers_of_ten[-*k - POWER_FIRST];
    uint64_t        lower = round_to_odd(power, (4 * m - 2 + is_lower_closer) << shift) + is_odd;
    uint64_t        value = round_to_odd(power, 4 * m << shift);
    uint64_t        upper = round_to_odd(power, (4 * m + 2) << shift) - is_odd;
    uint64_t        whole = value / 4;

    if (whole >= 10) {  /* one digit less, if exactly one such decimal is inside */
        uint64_t tens = whole / 10;
        bool     below = lower <= 40 * tens, above = 40 * tens + 40 <= upper;
        if (below != above) {
            ++*k;
            return tens + above;
        }
    }
    bool below = lower <= 4 * whole, above = 4 * whole + 4 <= upper;
    if (below != above)
        return whole + above;
    uint64_t middle = 4 * whole + 2;
    return whole + (value > middle || (value == middle && (whole & 1)));
}

void double_digits_shortest(double d, DoubleDigits *out)
{
    int      e, k = 0;
    uint64_t m = double_parts(d, &e), decimal;
    if (!m) {
        out->count = 0;
        out->point = 1;
        return;
    }
    bool is_lower_closer = m == (uint64_t)1 << MANTISSA_BITS && e > EXPONENT_LOWEST;
    if (e <= 0 && e > -MANTISSA_BITS - 1 && !(m & (((uint64_t)1 << -e) - 1)))
        decimal = m >> -e;  /* an integer below 2^53 */
    else
        decimal = shortest_decimal(m, e, is_lower_closer, &k);
    int count = count_digits(decimal);
    write_digits(out->digits, decimal, count);
    out->count = count;
    out->point = count + k;
    cut_zeros(out);
}

/* ---- any number ---- */

/* The digits to come of a double. */
typedef struct Source {
    uint64_t fraction[PARTS];  /* top aligned: 0.fraction */
    size_t   length;           /* of fraction; 0: no digits are left */
    char     integer[WORD_DIGITS * 17];
    int      count, next;      /* digits of the integer part, those taken */
} Source;

static void fill_integer(Source *source, uint64_t *a, size_t an)
{
    int at = (int)sizeof source->integer;
    while (an) {
        at -= WORD_DIGITS;
        write_digits(source->integer + at, kernel_divide_limb(a, a, an, WORD), WORD_DIGITS);
        an -= !a[an - 1];
    }
    while (at < (int)sizeof source->integer && source->integer[at] == '0')
        at++;
    source->count = (int)sizeof source->integer - at;
    memmove(source->integer, source->integer + at, (size_t)source->count);
}

static void open_source(Source *source, double d)
{
    uint64_t whole[PARTS];
    int      e;
    uint64_t m = double_parts(d, &e);
    source->length = 0;
    source->count = source->next = 0;
    if (!m)
        return;
    if (e >= 0) {
        fill_integer(source, whole, natural_shift_left(whole, &m, 1, (size_t)e));
        return;
    }
    int down = -e;
    if (down < 64 && m >> down) {
        whole[0] = m >> down;
        fill_integer(source, whole, 1);
        m &= ((uint64_t)1 << down) - 1;
    }
    /* m * 2^-down < 1: down rounded up to limbs, m moved up by the difference. */
    size_t limbs = (size_t)(down + 63) / 64, shift = limbs * 64 - (size_t)down;
    if (m) {
        memset(source->fraction, 0, limbs * sizeof *source->fraction);
        Wide moved = (Wide)m << shift;
        source->fraction[0] = (uint64_t)moved;
        if (limbs > 1)
            source->fraction[1] = (uint64_t)(moved >> 64);
        source->length = limbs;
    }
}

/* The next digits of the fraction; it loses its low zero limbs. */
static uint64_t next_word(Source *source)
{
    uint64_t word = kernel_multiply_limb(source->fraction, source->fraction, source->length, WORD);
    size_t   zeros = 0;
    while (zeros < source->length && !source->fraction[zeros])
        zeros++;
    source->length -= zeros;
    if (zeros)
        memmove(source->fraction, source->fraction + zeros, source->length * sizeof *source->fraction);
    return word;
}

/* The digits of d from its first one that is not 0: at least `wanted` (one more than will stay) unless they end before,
 * by at most a word more. *is_more: others follow. With `places` >= 0 it is digits behind the point that are meant, and
 * zeros in front count. */
static void collect(Source *source, int wanted, bool is_places, DoubleDigits *out, bool *is_more)
{
    out->count = source->count;
    out->point = source->count;
    memcpy(out->digits, source->integer, (size_t)source->count);
    int needed = is_places ? (wanted > 0 ? wanted : 0) : wanted - out->count, behind = 0;
    while (source->length && behind < needed) {
        uint64_t word = next_word(source);
        int      width = WORD_DIGITS;
        behind += WORD_DIGITS;
        if (!out->count) {  /* zeros in front of the first digit are the point's */
            if (!word) {
                out->point -= WORD_DIGITS;
                needed += is_places ? 0 : WORD_DIGITS;
                continue;
            }
            width = count_digits(word);
            out->point -= WORD_DIGITS - width;
            needed += is_places ? 0 : WORD_DIGITS - width;
        }
        write_digits(out->digits + out->count, word, width);
        out->count += width;
    }
    *is_more = source->length != 0;
}

/* Keeps `keep` digits, rounding half to even; keep may be 0 or less (0: is it more than half?). */
static void round_to(DoubleDigits *out, int keep, bool is_more)
{
    if (keep >= out->count) {
        cut_zeros(out);
        return;
    }
    if (keep < 0) {
        out->count = 0;
        out->point = 1;
        return;
    }
    char next = out->digits[keep];
    bool is_up = next > '5';
    if (next == '5') {
        for (int i = keep + 1; i < out->count && !is_more; i++)
            is_more = out->digits[i] != '0';
        is_up = is_more || (keep > 0 && (out->digits[keep - 1] & 1));
    }
    out->count = keep;
    if (is_up) {
        int i = keep;
        while (i > 0 && out->digits[i - 1] == '9')
            i--;
        out->count = i ? i : 1;
        if (i) {
            out->digits[i - 1]++;
        } else {
            out->digits[0] = '1';
            out->point++;
        }
        return;
    }
    cut_zeros(out);
}

void double_digits_significant(double d, int wanted, DoubleDigits *out)
{
    Source source;
    bool   is_more;
    open_source(&source, d);
    collect(&source, wanted < DOUBLE_DIGITS ? wanted + 1 : DOUBLE_DIGITS, false, out, &is_more);
    round_to(out, wanted, is_more);
}

void double_digits_places(double d, int places, DoubleDigits *out)
{
    Source source;
    bool   is_more;
    open_source(&source, d);
    int most = 2000;  /* no double has digits so far behind */
    places = places > most ? most : places < -most ? -most : places;
    collect(&source, places + 1, true, out, &is_more);
    round_to(out, out->count || out->point < 0 ? out->point + places : 0, is_more);
}

/* ---- back ---- */

/* w * 10^q with w exact: Daniel Lemire's way, whose table is rounded down above 10^55 and up below 10^0. False: too near a
 * boundary to tell. */
static bool multiply_power(uint64_t w, int q, uint64_t *bits)
{
    if (!w || q < POWER_FIRST) {
        *bits = 0;
        return true;
    }
    if (q > 308) {
        *bits = (uint64_t)EXPONENT_MASK << MANTISSA_BITS;
        return true;
    }
    int             zeros = __builtin_clzll(w);
    const uint64_t *power = powers_of_ten[q - POWER_FIRST];
    uint64_t        low_half = power[1] - (q > 55), high_half = power[0] - (low_half > power[1]);
    w <<= zeros;
    Wide product = (Wide)w * high_half;
    if (((Limb)(product >> 64) & 0x1FF) == 0x1FF)
        product += wide_high(w, low_half);
    Limb high = (Limb)(product >> 64), low = (Limb)product;
    if (low == ~(Limb)0 && (q < -27 || q > 55))
        return false;

    unsigned top = (unsigned)(high >> 63);
    uint64_t mantissa = high >> (top + 9);
    int      exponent = ((217706 * q) >> 16) + 63 + (int)top - zeros + 1023;
    if (exponent <= 0) {
        if (-exponent + 1 >= 64) {
            *bits = 0;
            return true;
        }
        mantissa >>= -exponent + 1;
        mantissa = (mantissa + (mantissa & 1)) >> 1;
        *bits = mantissa;  /* 2^52 is the smallest normal one by itself */
        return true;
    }
    if (low <= 1 && q >= -4 && q <= 23 && (mantissa & 3) == 1 && mantissa << (top + 9) == high)
        mantissa &= ~(uint64_t)1;  /* exactly half: to even */
    mantissa = (mantissa + (mantissa & 1)) >> 1;
    if (mantissa >= (uint64_t)2 << MANTISSA_BITS) {
        mantissa = (uint64_t)1 << MANTISSA_BITS;
        exponent++;
    }
    if (exponent >= EXPONENT_MASK)
        *bits = (uint64_t)EXPONENT_MASK << MANTISSA_BITS;
    else
        *bits = (uint64_t)exponent << MANTISSA_BITS | (mantissa & (((uint64_t)1 << MANTISSA_BITS) - 1));
    return true;
}

enum { EXACT_LIMBS = 68 };

static size_t times_power(uint64_t *a, size_t an, int64_t power)
{
    for (; power >= WORD_DIGITS; power -= WORD_DIGITS)
        an = natural_multiply_limb(a, a, an, WORD, 0);
    uint64_t rest = 1;
    for (; power > 0; power--)
        rest *= 10;
    return natural_multiply_limb(a, a, an, rest, 0);
}

/* All in integers: digits * 10^q, or digits * 2^up / 10^-q with a quotient of 66 bits or more. */
static double exact_from_digits(const char *digits, size_t count, int64_t q, bool is_more)
{
    uint64_t a[EXACT_LIMBS], b[EXACT_LIMBS], t[EXACT_LIMBS];
    size_t   an = 0, bn = 1;
    for (size_t i = 0; i < count; i++)
        an = natural_multiply_limb(a, a, an, 10, (uint64_t)(digits[i] - '0'));
    if (q >= 0)
        return natural_to_double(a, times_power(a, an, q), 0, is_more, NULL);
    b[0] = 1;
    bn = times_power(b, 1, -q);
    size_t shift = (size_t)__builtin_clzll(b[bn - 1]), a_bits = natural_bit_length(a, an), b_bits = bn * 64;
    bn = natural_shift_left(b, b, bn, shift);
    size_t up = b_bits + 66 > a_bits ? b_bits + 66 - a_bits : 0;
    an = natural_shift_left(a, a, an, up);
    a[an++] = 0;
    if (bn == 1) {
        is_more |= kernel_divide_limb(t, a, an, b[0]) != 0;
        return natural_to_double(t, natural_normal(t, an), (int64_t)shift - (int64_t)up, is_more, NULL);
    }
    t[an - bn] = 0;
    (void)kernel_divide(t, a, an, b, bn);
    is_more |= natural_normal(a, bn) != 0;
    return natural_to_double(t, natural_normal(t, an - bn), (int64_t)shift - (int64_t)up, is_more, NULL);
}

double double_from_digits(const char *digits, size_t count, int64_t point, bool is_more)
{
    static const double exact_powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                          1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    while (count && *digits == '0')
        digits++, count--, point--;
    if (!count || point < -400)
        return 0.0;
    if (point > 400)
        return double_of_bits((uint64_t)EXPONENT_MASK << MANTISSA_BITS);
    uint64_t w = 0, bits, other;
    size_t   taken = count < WORD_DIGITS ? count : WORD_DIGITS;
    for (size_t i = 0; i < taken; i++)
        w = w * 10 + (uint64_t)(digits[i] - '0');
    int64_t q = point - (int64_t)taken;
    bool    is_all = taken == count && !is_more;
    if (is_all && w >> 53 == 0 && q >= -22 && q <= 22)  /* both exact: one rounding */
        return q < 0 ? (double)w / exact_powers[-q] : (double)w * exact_powers[q];
    if (multiply_power(w, (int)q, &bits) && (is_all || (multiply_power(w + 1, (int)q, &other) && other == bits)))
        return double_of_bits(bits);
    return exact_from_digits(digits, count, point - (int64_t)count, is_more);
}
