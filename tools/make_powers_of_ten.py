"""make_powers_of_ten.py: prints the table behind base/number_text.c.

Row q holds the 128 leading bits of 10**q, rounded up where they are not exact, for q from -342 to 324: what the shortest
digits of a double (Schubfach) and the reading of one (Eisel and Lemire) multiply by.
"""

FIRST, LAST = -342, 324


def leading_bits(q):
    """10**q * 2**x in [2**127, 2**128), rounded up."""
    if q >= 0:
        shift = (10 ** q).bit_length() - 128
        return -(-(10 ** q) >> shift) if shift > 0 else 10 ** q << -shift
    divisor = 10 ** -q
    bits = divisor.bit_length() + 127  # the quotient has 128 bits: divisor is no power of two
    return -(-(1 << bits) // divisor)


print("/* Made by tools/make_powers_of_ten.py. */")
print(f"enum {{ POWER_FIRST = {FIRST}, POWER_LAST = {LAST} }};")
print("static const uint64_t powers_of_ten[][2] = {  /* the high half first */")
for exponent in range(FIRST, LAST + 1):
    value = leading_bits(exponent)
    assert value >> 127 == 1
    print(f"    {{0x{value >> 64:016x}, 0x{value & (1 << 64) - 1:016x}}},  // {exponent}")
print("};")
