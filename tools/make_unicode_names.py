"""Makes src/base/unicode_name_tables.h: the names of characters, from a real CPython's unicodedata.

Run it on the oracle:  python3.14 tools/make_unicode_names.py UCD_DIR src/base/unicode_name_tables.h
UCD_DIR holds NameAliases.txt and NamedSequences.txt of the Unicode character database (Debian: unicode-data; a later
version does, as what CPython's lookup doesn't know is left out): unicodedata can't list these.

The form: a name is a row of words; a word's number is written in 1 to 3 characters of an alphabet of 90 printable ones,
the more frequent the shorter. Names stand in order; each begins with one character that says how many words it shares
with the one before and how many follow; every 16th shares none and has its place noted. A perfect hash (hash, then
displace) leads from a name to its number.
"""
import collections
import re
import sys
import unicodedata as ucd

ALPHABET = "".join(chr(c) for c in range(33, 127) if chr(c) not in "\"\\?~")
BASE = len(ALPHABET)                    # 90
ONE = 50                                # words of one character
TWO = (BASE - ONE - 3) * BASE           # then of two; the last three first characters begin three
SHARE = 6                               # shared words are 0 to 5
BLOCK = 16
MASK32, MASK64 = (1 << 32) - 1, (1 << 64) - 1
DERIVED = ["CJK UNIFIED IDEOGRAPH-", "CJK COMPATIBILITY IDEOGRAPH-", "TANGUT IDEOGRAPH-", "EGYPTIAN HIEROGLYPH-",
           "KHITAN SMALL SCRIPT CHARACTER-", "NUSHU CHARACTER-"]


def find(name):
    try:
        return ucd.lookup(name)
    except KeyError:
        return None


def derived_ranges():
    """(first, last, prefix number, has a name): ideographs, called after their number."""
    rows = []
    for number, prefix in enumerate(DERIVED):
        for c in range(0x110000):
            if find(f"{prefix}{c:04X}") != chr(c):
                continue
            named = int(ucd.name(chr(c), "") == f"{prefix}{c:04X}")
            if rows and rows[-1][1] == c - 1 and rows[-1][2:] == [number, named]:
                rows[-1][1] = c
            else:
                rows.append([c, c, number, named])
    return sorted(rows)


def plain_names(ranges):
    derived = set()
    for first, last, _, _ in ranges:
        derived.update(range(first, last + 1))
    for c in range(0x110000):
        name = ucd.name(chr(c), None)
        if name and c not in derived and not 0xAC00 <= c <= 0xD7A3:
            yield c, name


def read_fields(path):
    for line in open(path):
        line = line.split("#")[0].strip()
        if line:
            yield line.split(";")


def extra_names(folder):
    """Aliases and sequences: (name, code points)."""
    aliases = [(f[1], (int(f[0], 16),)) for f in read_fields(folder + "/NameAliases.txt")]
    sequences = [(f[0], tuple(int(p, 16) for p in f[1].split())) for f in read_fields(folder + "/NamedSequences.txt")]
    return [(name, points) for name, points in sorted(aliases) + sorted(sequences)
            if find(name) == "".join(map(chr, points))]


class Words:
    def __init__(self, names):
        count = collections.Counter(w for name in names for w in name.split(" "))
        self.words = [w for w, _ in sorted(count.items(), key=lambda item: (-item[1], item[0]))]
        self.numbers = {w: i for i, w in enumerate(self.words)}

    def code(self, word):
        n = self.numbers[word]
        if n < ONE:
            return ALPHABET[n]
        n -= ONE
        if n < TWO:
            return ALPHABET[ONE + n // BASE] + ALPHABET[n % BASE]
        n -= TWO
        return ALPHABET[BASE - 3 + n // BASE // BASE] + ALPHABET[n // BASE % BASE] + ALPHABET[n % BASE]


def packed(names, words):
    text, places, before = [], [], []
    size = 0
    for i, name in enumerate(names):
        parts = name.split(" ")
        shared = 0
        while i % BLOCK and shared < min(SHARE - 1, len(parts) - 1, len(before)) and parts[shared] == before[shared]:
            shared += 1
        if i % BLOCK == 0:
            places.append(size)
        assert len(parts) - shared <= BASE // SHARE, name
        code = ALPHABET[(len(parts) - shared - 1) * SHARE + shared] + "".join(words.code(w) for w in parts[shared:])
        text.append(code)
        size += len(code)
        before = parts
    return "".join(text), places


def hash_name(name):
    h = 0xCBF29CE484222325
    for byte in name.encode():
        h = (h ^ byte) * 0x100000001B3 & MASK64
    h = (h ^ h >> 32) * 0xD6E8FEB86659FD93 & MASK64
    return h ^ h >> 32


def displaced(low, displacement, size):
    x = (low ^ displacement * 0x9E3779B1 & MASK32) & MASK32
    x = (x ^ x >> 16) * 0x85EBCA6B & MASK32
    x = (x ^ x >> 13) * 0xC2B2AE35 & MASK32
    return (x ^ x >> 16) % size


def perfect_hash(names):
    size, buckets = len(names) + len(names) // 64 | 1, [[] for _ in range(len(names) // 4)]
    for i, name in enumerate(names):
        h = hash_name(name)
        buckets[(h >> 32) % len(buckets)].append((h & MASK32, i))
    slots, displacements = [0xFFFF] * size, [0] * len(buckets)
    for number in sorted(range(len(buckets)), key=lambda b: -len(buckets[b])):
        displacement = 0
        while True:
            places = [displaced(low, displacement, size) for low, _ in buckets[number]]
            if len(set(places)) == len(places) and all(slots[p] == 0xFFFF for p in places):
                break
            displacement += 1
        assert displacement < 1 << 16
        displacements[number] = displacement
        for place, (_, i) in zip(places, buckets[number]):
            slots[place] = i
    return slots, displacements


def table(out, declaration, items):
    out.append(declaration + " = {")
    text = ",".join(map(str, items))
    out += [line.rstrip() for line in re.findall(r".{1,118}(?:,|$)", text)] + ["};\n"]


def string(out, declaration, text):
    out.append(declaration + " =")
    out += [f'"{text[i:i + 116]}"' for i in range(0, len(text), 116)]
    out[-1] += ";\n"


def main():
    folder, path = sys.argv[1:]
    ranges = derived_ranges()
    plain, extra = list(plain_names(ranges)), extra_names(folder)
    names = [n for _, n in plain] + [n for n, _ in extra]
    words = Words(names)
    runs = []
    for i, (c, _) in enumerate(plain):
        if not i or plain[i - 1][0] != c - 1:
            runs += [c, i]
    text, places = packed(names, words)
    slots, displacements = perfect_hash(names)
    assert max(map(len, names)) < 128
    out = ["/* Made by tools/make_unicode_names.py: do not edit. SPDX-License-Identifier: MIT */",
           f"/* Names of characters, Unicode {ucd.unidata_version}. */", "#pragma once\n",
           f"enum {{ NAME_COUNT_PLAIN = {len(plain)}, NAME_COUNT_ALL = {len(names)}, WORD_BASE = {BASE}, WORD_ONE = {ONE},",
           f"       WORD_TWO = {TWO}, NAME_SHARE = {SHARE}, NAME_BLOCK = {BLOCK}, SLOT_COUNT = {len(slots)},",
           f"       BUCKET_COUNT = {len(displacements)} }};\n"]
    out.append("static const char derived_prefixes[][32] = {" + ", ".join(f'"{p}"' for p in DERIVED) + "};\n")
    table(out, "static const uint32_t derived_ranges[][4]", ["{%d,%d,%d,%d}" % tuple(r) for r in ranges])
    table(out, "static const uint32_t name_runs[]", runs)
    table(out, "static const uint32_t extra_points[][4]",
          ["{" + ",".join(map(str, points + (0,) * (4 - len(points)))) + "}" for _, points in extra])
    table(out, "static const uint32_t name_places[]", places)
    string(out, "static const char name_codes[]", text)
    lexicon, word_places = "", []
    for i, word in enumerate(words.words):
        if i % BLOCK == 0:
            word_places.append(len(lexicon))
        lexicon += word + " "
    table(out, "static const uint32_t word_places[]", word_places)
    string(out, "static const char word_texts[]", lexicon)
    table(out, "static const uint16_t displacements[]", displacements)
    table(out, "static const uint16_t name_slots[]", slots)
    with open(path, "w") as file:
        file.write("\n".join(out))
    print(sum(map(len, out)) + len(out), "bytes,", len(names), "names,", len(words.words), "words")


if __name__ == "__main__":
    main()
