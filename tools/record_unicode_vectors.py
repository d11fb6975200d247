"""Records what CPython says of all of Unicode as a few hashes: tests/unit/base/unicode_vectors.h.

Run it on the oracle:  python3.14 tools/record_unicode_vectors.py > tests/unit/base/unicode_vectors.h
The unit test computes the same hashes from the C functions: a difference in any code point shows.
"""
import _sre
import random
import unicodedata as ucd

MASK = (1 << 64) - 1
FORMS = ("NFC", "NFKC", "NFD", "NFKD")


class Hash:
    """FNV-1a over 32-bit words."""

    def __init__(self):
        self.value = 0xCBF29CE484222325

    def add(self, *words):
        for word in words:
            self.value = ((self.value ^ (word & 0xFFFFFFFF)) * 0x100000001B3) & MASK

    def text(self, text):
        self.add(len(text), *map(ord, text))


def flags():
    h = Hash()
    for c in range(0x110000):
        ch = chr(c)
        h.add(sum(bit << i for i, bit in enumerate((
            ch.isalpha(), ch.isdecimal(), ch.isdigit(), ch.isnumeric(), ch.isspace(), ch.islower(), ch.isupper(),
            ch.istitle(), ch.isprintable(), ch.isidentifier(), ("a" + ch).isidentifier(),
            len(("a" + ch + "b").splitlines()) == 2))))
        h.add(ucd.decimal(ch, -1), ucd.digit(ch, -1), int(ucd.numeric(ch, -1) * 8))
    return h


def cases():
    h = Hash()
    for c in range(0x110000):
        ch = chr(c)
        h.add(_sre.unicode_tolower(c))
        for text in (ch.upper(), ch.lower(), ch.title(), ch.casefold()):
            h.text(text)
        for text in (("A" + ch + "\u03a3").lower(), ("A\u03a3" + ch).lower()):
            h.add("\u03c2" in text and ch != "\u03c2")
    return h


def records():
    h = Hash()
    for c in range(0x110000):
        ch = chr(c)
        for text in (ucd.category(ch), ucd.bidirectional(ch), ucd.east_asian_width(ch)):
            h.text(text)
        h.add(ucd.combining(ch), ucd.mirrored(ch))
        h.text(ucd.decomposition(ch))
    return h


def normal_singles():
    h = Hash()
    for c in range(0x110000):
        for form in FORMS:
            h.text(ucd.normalize(form, chr(c)))
    return h


def names():
    h = Hash()
    for c in range(0x110000):
        h.text(ucd.name(chr(c), ""))
    return h


def random_texts():
    """Texts that compose, reorder and block, by a generator that the C test has too."""
    pool = [c for c in range(0x110000) if ucd.decomposition(chr(c)) or ucd.combining(chr(c))][::37]
    pool += [0x41, 0x65, 0x73, 0x1100, 0x1161, 0x11A8, 0xAC00, 0x300, 0x301, 0x327, 0x323, 0x307, 0x338, 0x345, 0x3B1]
    state, h = 12345, Hash()
    for _ in range(4000):
        text = ""
        for _ in range(30):
            state = (state * 6364136223846793005 + 1442695040888963407) & MASK
            pick = state >> 33
            text += chr(pool[len(pool) - 1 - pick // 8 % 15] if pick % 8 < 5 else pool[pick // 8 % len(pool)])
        for form in FORMS:
            h.text(ucd.normalize(form, text))
            h.add(ucd.is_normalized(form, text))
    return pool, h


def utf8_errors():
    """(bytes, start, end, reason) of strict decoding, of pieces of sequences put together."""
    rng = random.Random(5)
    parts = [b"a", b"\x7f", b"\x80", b"\xbf", b"\xc0", b"\xc1", b"\xc2", b"\xdf", b"\xe0", b"\xa0", b"\x9f", b"\xed",
             b"\xee", b"\xef", b"\xf0", b"\x8f", b"\x90", b"\xf3", b"\xf4", b"\xf5", b"\xff", b"\xe2\x82", b"\xf1\x80\x80"]
    seen = {}
    for _ in range(4000):
        data = b"".join(rng.choice(parts) for _ in range(rng.randrange(1, 5)))
        try:
            data.decode()
        except UnicodeDecodeError as error:
            reason = {"invalid start byte": 0, "invalid continuation byte": 1, "unexpected end of data": 2}[error.reason]
            seen.setdefault(data, (error.start, error.end, reason))
        else:
            seen.setdefault(data, (len(data), len(data), 3))
    return seen


def main():
    print("/* Made by tools/record_unicode_vectors.py: do not edit. SPDX-License-Identifier: MIT */\n#pragma once")
    for name in ("flags", "cases", "records", "normal_singles", "names"):
        print(f"#define RECORDED_{name.upper()} 0x{globals()[name]().value:016X}ull")
    pool, h = random_texts()
    print(f"#define RECORDED_RANDOM_TEXTS 0x{h.value:016X}ull")
    print("static const uint32_t random_pool[] = {")
    for i in range(0, len(pool), 12):
        print("    " + " ".join(f"0x{c:X}," for c in pool[i:i + 12]))
    print("};\nstatic const struct { const char *data; uint8_t size, start, end, reason; } utf8_errors[] = {")
    for data, (start, end, reason) in sorted(utf8_errors().items())[::3]:
        text = "".join(f"\\{b:03o}" for b in data)
        print(f'    {{"{text}", {len(data)}, {start}, {end}, {reason}}},')
    print("};")


if __name__ == "__main__":
    main()
