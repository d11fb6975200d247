"""Makes src/modules/unicodedata_old.h: where Unicode 3.2.0 (unicodedata.ucd_3_2_0) differs from today's tables.

Run it on the oracle:  python3.14 tools/make_unicode_old.py > src/modules/unicodedata_old.h
"""
import unicodedata as new

old = new.ucd_3_2_0
BIDI, CATEGORIES = sorted({old.bidirectional(chr(c)) for c in range(0x110000)}), sorted(
    {old.category(chr(c)) for c in range(0x110000)})


def changed(c):
    """None, or what is different: category, bidirectional, narrow, mirrored, decimal, numeric, as the C struct has them."""
    ch = chr(c)
    if old.category(ch) == "Cn" and new.category(ch) != "Cn":
        row = [CATEGORIES.index("Cn") + 1, BIDI.index("") + 1, 0, 0, 254, 254]
    else:
        row = [0, 0, 0, 0, 255, 255]
        if old.category(ch) != new.category(ch):
            row[0] = CATEGORIES.index(old.category(ch)) + 1
        if old.bidirectional(ch) != new.bidirectional(ch):
            row[1] = BIDI.index(old.bidirectional(ch)) + 1
        if old.decimal(ch, None) != new.decimal(ch, None):
            row[4] = old.decimal(ch, 254)
        if old.numeric(ch, None) != new.numeric(ch, None):
            value = old.numeric(ch, 254)
            row[5] = NUMBERS.setdefault(value, len(NUMBERS)) if value != 254 else 254
    if old.east_asian_width(ch) != new.east_asian_width(ch):
        assert old.east_asian_width(ch) == "N"
        row[2] = 1
    if old.mirrored(ch) != new.mirrored(ch):
        row[3] = 1 + old.mirrored(ch)
    return row if row != [0, 0, 0, 0, 255, 255] else None


NUMBERS = {}


def main():
    ranges = []
    for c in range(0x110000):
        row = changed(c)
        if row and ranges and ranges[-1][1] == c - 1 and ranges[-1][2] == row:
            ranges[-1][1] = c
        elif row:
            ranges.append([c, c, row])
    corrections = [(c, ord(old.normalize("NFD", chr(c)))) for c in range(0x110000) if old.category(chr(c)) != "Cn"
                   and old.normalize("NFD", chr(c)) != new.normalize("NFD", chr(c))]
    print("/* Made by tools/make_unicode_old.py: do not edit. SPDX-License-Identifier: MIT */\n#pragma once\n")
    print("static const char old_categories[][3] = {" + ", ".join(f'"{x}"' for x in CATEGORIES) + "};")
    print("static const char old_bidirectionals[][4] = {" + ", ".join(f'"{x}"' for x in BIDI) + "};")
    print("static const double old_numbers[] = {" + ", ".join(map(repr, NUMBERS)) + "};")
    print("static const uint32_t old_corrections[][2] = {" + ", ".join(f"{{0x{a:X}, 0x{b:X}}}" for a, b in corrections) + "};")
    print("static const OldRange old_ranges[] = {")
    for first, last, row in ranges:
        print(f"    {{0x{first:X}, 0x{last:X}, " + ", ".join(map(str, row)) + "},")
    print("};")


if __name__ == "__main__":
    main()
