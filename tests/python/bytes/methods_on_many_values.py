# tests/python/bytes/methods_on_many_values.py
# Every method of bytes and bytearray, on values of many forms.

values = [b"", b"a", b"abc", b"Hello World", b"hello, hello", b"  spaces\t\n ", b"\xc3\xa9\xff", b"a\r\nb\nc\rd", b"it's \"",
          b"-42", b"tab\tsep", b"abab", b"\0\x01\x7f\x80\\"]
needles = [b"", b"a", b"ab", b"l", b"\xff", b"zz", bytearray(b"b")]

for kind in (bytes, bytearray):
    for plain in values:
        value = kind(plain)
        print(value, len(value))
        for name in ("upper", "lower", "title", "swapcase", "capitalize", "strip", "lstrip", "rstrip", "split", "rsplit",
                     "splitlines", "expandtabs", "isascii", "islower", "isupper", "istitle", "isspace", "isdigit", "isalpha",
                     "isalnum", "hex", "__repr__", "__len__"):
            print("   ", name, getattr(value, name)())
        print("   ", value.splitlines(True), value[::-1], value[1:], value[-2:], value[::2], value * 2, value.zfill(6))
        print("   ", value.center(9, b"*"), value.ljust(7), value.rjust(7, b"\xff"), list(value), value.hex(":", 2))
        print("   ", value.translate(None, b"ab"), value.translate(bytes(range(255, -1, -1))), value.decode("latin-1"))
        for needle in needles:
            print("   ", needle, value.find(needle), value.rfind(needle), value.count(needle), needle in value,
                  value.startswith(needle), value.endswith(needle), value.find(needle, 1, -1), value < needle, value == needle)
            print("   ", value.replace(needle, b"<>"), value.replace(needle, b"-", 1), value.removeprefix(needle),
                  value.removesuffix(needle), value.strip(needle), value + needle)
            if needle:
                print("   ", value.split(needle), value.rsplit(needle, 1), value.partition(needle), value.rpartition(needle))
        print("   ", 97 in value, value.find(97), value.count(108), value.replace(b"a", b"a") == value)

print(b"-".join([b"a", bytearray(b"b"), memoryview(b"c")]), bytearray(b".").join((b"x", b"y")))
print(bytes.fromhex("00 ff 7F"), bytearray.fromhex("0102"), bytes.maketrans(b"ab", b"xy")[95:100])
print(hash(b"abc") == hash(memoryview(b"abc")), b"a" < b"b", b"a" == "a", bytes(b"x") is not None)


class Bytes(bytes):
    pass


class Source:
    def __bytes__(self):
        return b"from dunder"


sub = Bytes(b"xyz")
sub.extra = 1
print(sub, type(sub[:]), type(sub.upper()), sub.extra, Bytes.fromhex("41"), type(Bytes.fromhex("41")), bytes(Source()))
print(b"%b" % Source(), bytes(sub), type(bytes(sub)))
