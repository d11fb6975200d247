# BufferedReader, Writer, Random and RWPair over raw streams written in Python: partial reads, None, wrong answers.
import io

class Raw(io.RawIOBase):
    def __init__(self, parts, writable=False):
        self.parts = parts
        self.is_writable = writable
        self.log = []
    def readable(self): return True
    def writable(self): return self.is_writable
    def readinto(self, buffer):
        part = self.parts.pop(0) if self.parts else b""
        if isinstance(part, bytes):
            buffer[:len(part)] = part
            return len(part)
        return part
    def write(self, data):
        self.log.append(bytes(data))
        return self.parts.pop(0) if self.parts else len(data)

def show(call):
    try:
        print(repr(call()))
    except Exception as error:
        print(type(error).__name__, error)

r = io.BufferedReader(Raw([b"abc", b"def\ngh", b"", b"ij"]), 4)
show(lambda: r.read(2))
show(lambda: r.peek())
show(lambda: r.read1(9))
show(r.readline)
show(lambda: r.readinto(bytearray(3)))
show(r.read)
show(r.read)
for bad in (999999, -5, "x"):
    show(lambda: io.BufferedReader(Raw([bad])).read(1))
show(lambda: io.BufferedReader(Raw([None])).read())
show(lambda: io.BufferedReader(Raw([b"ab", None])).read())
show(lambda: io.BufferedReader(Raw([b"ab", None])).read(5))
show(lambda: r.read(-2))
show(lambda: r.seek(0))
show(lambda: r.write(b""))
show(lambda: io.BufferedReader(Raw([]), 0))
show(lambda: io.BufferedWriter(Raw([])))
raw = Raw([], True)
w = io.BufferedWriter(raw, 4)
for data in (b"ab", b"cd", b"e", b"fghijklmn", b"o"):
    print(w.write(data), raw.log)
w.flush()
print(raw.log)
w = io.BufferedWriter(Raw([2, None], True), 4)
try:
    w.write(b"1234567890")
except BlockingIOError as error:
    print(error.args, error.characters_written)
for bad in (999, -5):
    w = io.BufferedWriter(Raw([bad], True), 4)
    show(lambda: w.write(b"12345678"))
    w.raw.parts = []
w = io.BufferedWriter(Raw([], True))
w.close()
show(lambda: w.write(b"a"))
show(w.flush)
p = io.BufferedRWPair(Raw([b"abc"]), Raw([], True))
show(lambda: p.read(2))
show(lambda: p.write(b"xyz"))
show(p.detach)
class Mem(io.BytesIO): pass
f = io.BufferedRandom(Mem(b"0123456789"), 4)
print(f.read(3), f.write(b"XX"), f.tell(), f.read(2), f.seek(1), f.read(), f.raw.getvalue())
f.seek(2)
f.write(b"__")
f.flush()
print(f.raw.getvalue())
show(lambda: f.detach() is not None)
show(f.read)
print(repr(f))
