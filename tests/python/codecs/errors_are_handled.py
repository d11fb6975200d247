# tests/python/codecs/errors_are_handled.py
# encode and decode with every built-in error handler, and with handlers of one's own.
import _codecs

handlers = ["strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace", "surrogateescape",
            "surrogatepass", "mine", "unknown"]


def mine(error):
    return "<%s:%d-%d>" % (error.reason[:7], error.start, error.end), error.end


_codecs.register_error("mine", mine)


def show(text, function):
    try:
        print(text, "->", ascii(function()))
    except Exception as error:
        print(text, "->", type(error).__name__ + ":", ascii(str(error)))


for data in (b"plain", b"a\xffb", b"\xe2\x82", b"\xed\xa0\x80z", b"\xf4\x90\x80\x80", b"\xc0\x80", b"\x80\xe4\xff\xfe\x00"):
    for encoding in ("utf-8", "ascii", "latin-1", "utf-16-le", "utf-16", "utf-32-be", "utf-7", "unicode_escape"):
        for handler in handlers:
            show((data, encoding, handler), lambda: data.decode(encoding, handler))

for text in ("plain", "\u00e9\u20ac", "a\ud800b", "\udc80\udcff", "\U0001f600", "\ud83d\ude00x"):
    for encoding in ("utf-8", "ascii", "latin-1", "utf-16-be", "utf-16", "utf-32", "utf-7", "unicode_escape",
                     "raw_unicode_escape"):
        for handler in handlers:
            show((ascii(text), encoding, handler), lambda: text.encode(encoding, handler))


def answers(value):
    calls = []

    def handler(error):
        calls.append(error.start)
        return value if len(calls) in (1, 3) else ("", error.end)

    _codecs.register_error("answers", handler)
    show(("decode", value), lambda: b"a\xffb\xfe".decode("ascii", "answers"))
    show(("encode", value), lambda: "a\u20acb\u20ac".encode("ascii", "answers"))


for value in (("?", 2), ("", -1), ("x", 5), ("x", -10), ("x",), "x", (1, 2), ("x", "y"), (b"bytes", 2), ("\u20ac", 2), ("?", 1 << 70)):
    answers(value)

for name in ("strict", "replace", "mine"):
    print(_codecs.lookup_error(name).__name__)
for bad in (lambda: _codecs.lookup_error("none"), lambda: _codecs.register_error("x", 5), lambda: _codecs.register_error(5, mine)):
    show("bad", bad)

error = UnicodeEncodeError("ascii", "a\u20ac\u20acb", 1, 3, "because")
for name in handlers[:8]:
    show(name, lambda: _codecs.lookup_error(name)(error))
error = UnicodeDecodeError("utf-8", b"a\xff\xfeb", 1, 3, "because")
for name in handlers[:8]:
    show(name, lambda: _codecs.lookup_error(name)(error))
error = UnicodeTranslateError("a\u20ac\u20acb", 1, 3, "because")
for name in handlers[:8]:
    show(name, lambda: _codecs.lookup_error(name)(error))
