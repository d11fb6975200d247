"""Makes src/base/unicode_tables.h and unicode_normal_tables.h from a real CPython's str methods and unicodedata.

Run it on the oracle:  python3.14 tools/make_unicode.py src/base
The facts of Unicode are so exactly those that CPython's str has, wherever they come from.
"""
import _sre
import sys
import unicodedata as ucd

ALL = range(0x110000)
ROW = 128


def is_cased(ch):
    return (ch + "a").title()[-1] == "a"


def is_case_ignorable(ch):
    """Skipped when the final sigma looks around itself."""
    before = (ch + "\u03a3").lower()[-1] == "\u03c2"     # cased and not ignorable
    return not before and ("A" + ch + "\u03a3").lower()[-1] == "\u03c2"


def simple_mappings(ch):
    """Upper, lower, title as one code point each; where the full mapping is longer, the database's simple one is the
    title form if that is one code point, else the code point itself."""
    title = ch.title() if len(ch.title()) == 1 else ch
    upper = ch.upper() if len(ch.upper()) == 1 else title
    return ord(upper), _sre.unicode_tolower(ord(ch)), ord(title)


def flags_of(ch, special):
    """The bits of UnicodeFlag, in its order."""
    answers = (ch.isalpha(), ch.isdecimal(), ch.isdigit(), ch.isnumeric(), ch.isspace(), ch.islower(), ch.isupper(),
               ucd.category(ch) == "Lt", ch.isprintable(), is_cased(ch), is_case_ignorable(ch), ch.isidentifier(),
               ("a" + ch).isidentifier(), len(("a" + ch + "b").splitlines()) == 2, special)
    return sum(1 << bit for bit, answer in enumerate(answers) if answer)


class Pool:
    """Distinct items, numbered in order of appearance."""

    def __init__(self, *first):
        self.numbers = {}
        for item in first:
            self.add(item)

    def add(self, item):
        return self.numbers.setdefault(item, len(self.numbers))

    def __iter__(self):
        return iter(self.numbers)

    def __len__(self):
        return len(self.numbers)


def two_stages(indexes):
    rows = Pool()
    stage1 = [rows.add(tuple(indexes[i:i + ROW])) for i in range(0, len(indexes), ROW)]
    return stage1, [x for row in rows for x in row]


def kinds():
    pool, numerics, specials = Pool((0, 0, 0, 0, 0, 255, 255, 0, 0)), Pool(None), Pool(None)
    indexes = []
    for c in ALL:
        ch = chr(c)
        upper, lower, title = simple_mappings(ch)
        full = [m(ch) for m in (str.upper, str.lower, str.title, str.casefold)]
        fold = ord(full[3]) if len(full[3]) == 1 else lower
        special = any(len(x) > 1 for x in full) or full[:3] != [chr(upper), chr(lower), chr(title)]
        number = specials.add((c, *full)) if special else 0
        indexes.append(pool.add((upper - c, lower - c, title - c, fold - c, flags_of(ch, special),
                                 ucd.decimal(ch, 255), ucd.digit(ch, 255), numerics.add(ucd.numeric(ch, None)),
                                 number)))
    return pool, numerics, specials, indexes


def raw_decomposition(ch):
    parts = ucd.decomposition(ch).split() if not "\uac00" <= ch <= "\ud7a3" else []     # Hangul is arithmetic
    tag = parts.pop(0) if parts and parts[0].startswith("<") else ""
    return tag, [int(p, 16) for p in parts]


def composition_pairs():
    pairs = []
    for c in ALL:
        tag, parts = raw_decomposition(chr(c))
        if len(parts) == 2 and not tag and ucd.normalize("NFC", chr(c)) == chr(c):
            pairs.append((parts[0], parts[1], c))
    return sorted(pairs)


PAIRS = composition_pairs()
SECONDS = {chr(second) for _, second, _ in PAIRS} | {chr(c) for c in range(0x1161, 0x1176)} | {
    chr(c) for c in range(0x11A8, 0x11C3)}


def answer(form, ch):
    """Quick check of one code point: 0 yes, 1 maybe, 2 no."""
    if ucd.normalize(form, ch) != ch:
        return 2
    return 1 if form in ("NFC", "NFKC") and ch in SECONDS else 0


def records(categories, bidis, widths):
    pool, indexes = Pool((0, 0, 0, 0, 0, 0)), []
    for c in ALL:
        ch = chr(c)
        quick = sum(answer(form, ch) << 2 * i for i, form in enumerate(("NFC", "NFKC", "NFD", "NFKD")))
        indexes.append(pool.add((categories.add(ucd.category(ch)), bidis.add(ucd.bidirectional(ch)), ucd.combining(ch),
                                 widths.add(ucd.east_asian_width(ch)), ucd.mirrored(ch), quick)))
    return pool, indexes


def decompositions():
    """Steps: one word (tag << 8 | count) and the code points; a code point's index leads to its step."""
    tags, data, where, indexes = Pool(""), [0], {}, []
    for c in ALL:
        tag, parts = raw_decomposition(chr(c))
        if not parts:
            indexes.append(0)
            continue
        key = (tag, *parts)
        if key not in where:
            where[key] = len(data)
            data += [tags.add(tag) << 8 | len(parts), *parts]
        indexes.append(where[key])
    return tags, data, indexes


def table(out, declaration, items, form=str):
    out.append(declaration + " = {")
    line = ""
    for item in items:
        text = form(item) + ","
        if len(line) + len(text) > 118:
            out.append(line)
            line = ""
        line += text
    out.append(line + "\n};\n")


def braces(item):
    return "{" + ",".join(map(str, item)) + "}"


def quoted(text):
    return '"' + text + '"'


def stages(out, name, indexes, static=""):
    stage1, stage2 = two_stages(indexes)
    assert max(stage1) < 1 << 16 and max(stage2) < 1 << 16
    table(out, f"{static}const uint{8 if max(stage1) < 256 else 16}_t unicode_{name}_rows[]", stage1)
    table(out, f"{static}const uint16_t unicode_{name}_index[]", stage2)


def head(title):
    return ["/* Made by tools/make_unicode.py: do not edit. SPDX-License-Identifier: MIT */",
            f"/* {title} Unicode {ucd.unidata_version}. */", "#pragma once\n"]


def property_tables():
    out = head("Properties and case mappings,")
    pool, numerics, specials, indexes = kinds()
    assert len(specials) < 256 and len(numerics) < 256
    table(out, "const UnicodeKind unicode_kinds[]", pool, braces)
    stages(out, "kind", indexes)
    table(out, "const double unicode_numeric_values[]", numerics, lambda v: repr(v or 0.0))
    rows = [[[ord(x) for x in text] + [0] * (3 - len(text)) for text in item[1:]] if item else [[0] * 3] * 4
            for item in specials]
    table(out, "static const uint16_t special_cases[][4][3]", rows,
          lambda row: "{" + ",".join(braces(texts) for texts in row) + "}")
    categories, bidis, widths = Pool("Cn"), Pool(""), Pool("N")
    pool, indexes = records(categories, bidis, widths)
    table(out, "static const UnicodeRecord unicode_records[]", pool, braces)
    stages(out, "record", indexes, "static ")
    table(out, "const char unicode_category_names[][3]", categories, quoted)
    table(out, "const char unicode_bidirectional_names[][4]", bidis, quoted)
    table(out, "const char unicode_width_names[][3]", widths, quoted)
    return out


def normal_tables():
    out = head("Decompositions and compositions,")
    tags, data, indexes = decompositions()
    table(out, "static const char decomposition_tags[][12]", tags, quoted)
    table(out, "static const uint32_t decomposition_data[]", data)
    stages(out, "step", indexes, "static ")
    table(out, "static const uint32_t composition_pairs[][3]", PAIRS, braces)
    return out


def main():
    folder = sys.argv[1]
    for name, lines in (("unicode_tables.h", property_tables()), ("unicode_normal_tables.h", normal_tables())):
        with open(f"{folder}/{name}", "w") as file:
            file.write("\n".join(lines))
        print(name, sum(map(len, lines)) + len(lines), "bytes")


if __name__ == "__main__":
    main()
