"""record_number_vectors.py: writes tests/unit/base/number_vectors.h. Run by the oracle: its answers are the vectors.

    $(oracle path) tools/record_number_vectors.py > tests/unit/base/number_vectors.h

Naturals as hexadecimal text, doubles as their bits. The random choices are seeded: the same file comes out each time.
"""
import calendar
import datetime
import math
import os
import random
import struct
import subprocess
import sys
import time

sys.set_int_max_str_digits(0)
choose = random.Random(20260)


def bits(d):
    return struct.unpack("<Q", struct.pack("<d", d))[0]


def natural(limbs):
    count = choose.choice([1, 1, 2, 3, choose.randrange(1, limbs + 1)])
    size = 64 * count - choose.randrange(64)
    kind = choose.randrange(5)
    if kind == 0:
        return (1 << size) - 1
    if kind == 1:
        return 1 << size - 1
    if kind == 2:
        return sum(choose.choice([0, 2 ** 64 - 1, choose.getrandbits(64)]) << 64 * i for i in range(count)) or 1
    return choose.getrandbits(size) | 1 << size - 1


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def table(name, fields, rows):
    print(f"static const struct {{ {fields} }} {name}[] = {{")
    for row in rows:
        print("    {" + ", ".join(quoted(x) if isinstance(x, str) else str(x) for x in row) + "},")
    print("};\n")


def in_base(n, base):
    digits = ""
    while n:
        n, digit = divmod(n, base)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits or "0"


def naturals():
    for _ in range(12):
        a, b, m = natural(40), natural(40), natural(9)
        yield "*", f"{a:x}", f"{b:x}", f"{a * b:x}"
        yield "/", f"{a * b + m:x}", f"{b:x}", f"{(a * b + m) // b:x}"
        yield "%", f"{a * b + m:x}", f"{b:x}", f"{(a * b + m) % b:x}"
        yield "gcd", f"{a * m:x}", f"{b * m:x}", f"{math.gcd(a * m, b * m):x}"
        yield "sqrt", f"{a:x}", "0", f"{math.isqrt(a):x}"
        yield "powmod", f"{a:x}", f"{m:x}", f"{pow(a, 65537, m):x}"
        yield "&~", f"{a:x}", f"{b:x}", f"{a & -b:x}"
        e = choose.randrange(20)
        yield "**", f"{m:x}", f"{e:x}", f"{m ** e:x}"
    for base in (2, 3, 7, 8, 10, 10, 10, 16, 32, 36):
        a = natural(60)
        yield f"text{base}", f"{a:x}", "0", in_base(a, base)


def doubles(count):
    for _ in range(count):
        kind = choose.randrange(7)
        if kind == 0:
            d = struct.unpack("<d", struct.pack("<Q", choose.getrandbits(64)))[0]
        elif kind == 1:
            d = round(choose.uniform(-1000, 1000), choose.randrange(6))
        elif kind == 2:
            d = choose.randrange(-1000, 1000) / 2 ** choose.randrange(12)
        elif kind == 3:
            d = 2.0 ** choose.randrange(-1074, 1024) * choose.choice([1, -1, 1 + 2 ** -52, 1 - 2 ** -53])
        elif kind == 4:
            d = 10.0 ** choose.randrange(-320, 309)
        else:
            d = choose.choice([0.0, -0.0, math.inf, -math.inf, math.nan, 5e-324, 1.7976931348623157e308, 0.5, 1.5, 2.5,
                               2.2250738585072014e-308, 0.125, 1e16, 1e15, 9.5, 99.5, 0.05, 1e-4, 1e-5])
        yield d


def texts():
    for d in doubles(150):
        yield bits(d), "'r'", 0, 2, repr(d)
    for d in doubles(300):
        form = choose.choice("eEfFgG")
        precision = choose.choice([0, 1, 2, 3, 5, 6, 10, 17, 18, 40])
        flags = choose.choice([0, 0, 1, 4, 5])
        spec = "%" + ("+" if flags & 1 else "") + ("#" if flags & 4 else "") + f".{precision}{form}"
        yield bits(d), f"'{form}'", precision, flags, spec % d


def readings():
    for d in doubles(150):
        if math.isfinite(d):
            yield repr(d), bits(d)
            text = "%.*e" % (choose.randrange(25), d)
            yield text, bits(float(text))
            yield f"{d:.60e}", bits(d)
    for text in ("9007199254740993", "9007199254740992.99999999999999999999999", "1e309", "-1e-400", "179769313486231580793e289",
                 "2.4703282292062327208e-324", "2.4703282292062328e-324", "infinity", "-iNf", ".5", "5.", "00001e-5"):
        yield text, bits(float(text))


def hashes():
    script = ("import sys;"
              "print([hash(b) for b in (b'', b'a', b'corepy', bytes(range(100)))],"
              "[hash(t) for t in ((), (1,), (1, 2, 3), (-1, 0))],"
              "[hash(frozenset(s)) for s in ((), (1,), (1, 2, 3), (-1, 0, 7, 9, 2**61))])")
    for seed in (0, 123):
        out = subprocess.run([sys.executable, "-c", script], env={**os.environ, "PYTHONHASHSEED": str(seed)},
                             capture_output=True, text=True, check=True).stdout
        yield seed, out


def main():
    print("/* Made by tools/record_number_vectors.py, run by CPython " + sys.version.split()[0] + ". */")
    table("natural_vectors", "const char *op, *a, *b, *result;", naturals())
    table("text_vectors", "uint64_t bits; char format; int precision, flags; const char *text;",
          [(f"@0x{b:x}u", f"@{f}", p, fl, t) for b, f, p, fl, t in texts()])
    table("reading_vectors", "const char *text; uint64_t bits;", [(t, f"@0x{b:x}u") for t, b in readings()])
    table("hex_vectors", "const char *text; uint64_t bits;",
          [(d.hex(), f"@0x{bits(d):x}u") for d in doubles(60) if d == d])
    table("double_hash_vectors", "uint64_t bits; int64_t hash;",
          [(f"@0x{bits(d):x}u", f"@INT64_C({hash(d)})") for d in doubles(80) if d == d])
    table("int_hash_vectors", "const char *magnitude; int64_t positive, negative;",
          [(f"{n:x}", f"@INT64_C({hash(n)})", f"@INT64_C({hash(-n)})")
           for n in [0, 1, 2, 2 ** 61 - 1, 2 ** 61, 2 ** 61 - 2] + [natural(5) for _ in range(20)]])
    for seed, out in hashes():
        names = ("bytes", "tuple", "set")
        for name, part in zip(names, out.strip()[1:-1].split("] [")):
            values = ", ".join(f"INT64_C({x.strip()})" for x in part.split(","))
            print(f"static const int64_t {name}_hashes_{seed}[] = {{{values}}};")
    twister = random.Random(5)
    print(f"\nstatic const uint64_t twister_doubles[] = {{{', '.join(hex(bits(twister.random())) + 'u' for _ in range(700))}}};\n")
    dates = [datetime.date(1, 1, 1), datetime.date(9999, 12, 31), datetime.date(2000, 2, 29), datetime.date(1970, 1, 1)]
    dates += [datetime.date.fromordinal(choose.randrange(1, 3652060)) for _ in range(100)]
    table("date_vectors", "int64_t ordinal; int year, month, day, weekday, iso_year, iso_week, iso_day, yearday;",
          [(d.toordinal(), d.year, d.month, d.day, d.weekday(), *d.isocalendar(), d.timetuple().tm_yday) for d in dates])
    table("second_vectors", "int64_t seconds; int64_t year; int month, day, hour, minute, second;",
          [(s, *time.gmtime(s)[:6]) for s in [0, -1, 2 ** 31, -2 ** 40, 2 ** 40] +
           [choose.randrange(-10 ** 12, 10 ** 12) for _ in range(30)]])
    assert calendar.isleap(2000)


class Unquoted:
    """Standard output that takes the marks off what table() must not quote."""

    def __init__(self, stream):
        self.stream = stream

    def write(self, text):
        import re
        self.stream.write(re.sub(r'"@((?:[^"\\]|\\.)*)"', lambda m: m.group(1), text))

    def flush(self):
        self.stream.flush()


sys.stdout = Unquoted(sys.stdout)
main()
