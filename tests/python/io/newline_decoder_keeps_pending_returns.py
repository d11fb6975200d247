# IncrementalNewlineDecoder by itself: a \r at the end waits for what follows.
import codecs, io

d = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder("utf-8")(), True)
for data in (b"a\r", b"\nb\r", b"c", b"\xe2\x82", b"\xac\r"):
    print(repr(d.decode(data)), d.getstate(), d.newlines)
print(repr(d.decode(b"", final=True)), d.newlines)
d.reset()
print(d.newlines, d.getstate())
d.setstate((b"", 1))
print(repr(d.decode(b"\n")))
n = io.IncrementalNewlineDecoder(None, False)
print(repr(n.decode("a\r\nb\rc\n")), n.newlines, repr(n.decode("\r")), repr(n.decode("", True)))
for call in (lambda: n.decode(b"a"), lambda: n.setstate(1), lambda: n.setstate((b"",))):
    try:
        print(call())
    except TypeError as error:
        print(error)
