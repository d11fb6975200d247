"""Records what CPython's codecs make of random input as hashes: tests/unit/base/coders_vectors.h.

Run it on the oracle:  python3.14 -W ignore tools/record_coder_vectors.py > tests/unit/base/coders_vectors.h
Each hash runs over the errors told (start, end, reason), the output under a handler that replaces what is wrong by
U+FFFD (`?` when encoding), and how much was read of unfinished input. The unit test has the same random numbers.
"""
import codecs

MASK = (1 << 64) - 1
POOLS = {
    "utf_8": b"a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\xed\xa0\x80\xff\x80\xc0z",
    "utf_16_le": b"\x00\xd8\x01\xdc\x41\x00\xac\x20\xff\xdf\xd8\xdb",
    "utf_16_be": b"\x00\xd8\x01\xdc\x41\x00\xac\x20\xff\xdf\xd8\xdb",
    "utf_16": b"\xff\xfe\x00\xd8\x01\xdc\x41",
    "utf_32_le": b"\x00\x00\x00\x00\x41\x10\x11\xd8",
    "utf_32_be": b"\x00\x00\x00\x00\x41\x10\x11\xd8",
    "utf_7": b"+++--AGEgAAA2D3eAJ/ab\xe9~\\ \n",
    "ascii": b"az\x80\xff\x7f",
    "unicode_escape": b"\\\\\\\\xuUN{}0041ad7f'\"\nnt8\xe9\x00dash",
    "raw_unicode_escape": b"\\\\\\\\uU0041ad7f\xe9",
}
TEXTS = [0x41, 0x7A, 0x2D, 0x2B, 0x2F, 0x5C, 0x7E, 0x0A, 0x09, 0x00, 0x7F, 0x80, 0xE9, 0xFF, 0x100, 0x20AC, 0xD800, 0xDC00,
         0xDFFF, 0xFFFD, 0x1F600, 0x10FFFF]
state = 99


def pick(limit):
    global state
    state = (state * 6364136223846793005 + 1442695040888963407) & MASK
    return (state >> 33) % limit


class Hash:
    def __init__(self):
        self.value = 0xCBF29CE484222325

    def add(self, *words):
        for word in words:
            self.value = ((self.value ^ (word & 0xFFFFFFFF)) * 0x100000001B3) & MASK

    def bytes(self, data):
        self.add(len(data), *data)


def decode(name):
    h = Hash()

    def handler(error):
        h.add(error.start, error.end)
        h.bytes(error.reason.encode())
        return "\ufffd", error.end

    codecs.register_error("record", handler)
    decoder = getattr(codecs, name + "_decode")
    for _ in range(3000):
        data = bytes(POOLS[name][pick(len(POOLS[name]))] for _ in range(pick(16)))
        for final in (True, False):
            text, read = decoder(data, "record", final) if name != "ascii" else decoder(data, "record")
            h.bytes(list(map(ord, text)))
            h.add(read)
    return h.value


def encode(name):
    h = Hash()

    def handler(error):
        h.add(error.start, error.end)
        h.bytes(error.reason.encode())
        return "?", error.end

    codecs.register_error("record", handler)
    encoder = getattr(codecs, name + "_encode")
    for _ in range(2000):
        text = "".join(chr(TEXTS[pick(len(TEXTS))]) for _ in range(pick(10)))
        h.bytes(encoder(text, "record")[0])
    return h.value


def main():
    global state
    print("/* Made by tools/record_coder_vectors.py: do not edit. SPDX-License-Identifier: MIT */\n#pragma once")
    print("static const uint32_t coder_texts[] = {" + ", ".join(map(hex, TEXTS)) + "};")
    print("static const struct { const char *name, *pool; size_t size; uint64_t decoded, encoded; } coder_vectors[] = {")
    for name, pool in POOLS.items():
        state = 99
        decoded = decode(name)
        state = 99
        encoded = encode(name)
        text = "".join(f"\\{b:03o}" for b in pool)
        print(f'    {{"{name}", "{text}", {len(pool)}, 0x{decoded:016X}ull, 0x{encoded:016X}ull}},')
    print("};")


if __name__ == "__main__":
    main()
