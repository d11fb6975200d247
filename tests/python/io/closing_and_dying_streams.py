# What close() does once and twice, and what a dying stream does.
import io

class Stream(io.RawIOBase):
    def __init__(self, name): self.name = name
    def close(self):
        print("close", self.name, self.closed)
        super().close()
    def flush(self):
        print("flush", self.name)
        super().flush()

s = Stream("a")
s.close()
s.close()
try:
    s.flush()
except ValueError as error:
    print(error)
Stream("b")
with Stream("c") as t:
    print(t.closed)
print(t.closed)

class Failing(io.BytesIO):
    def flush(self): raise OSError("flush failed")

b = io.TextIOWrapper(Failing())
try:
    b.close()
except OSError as error:
    print(error)
print(b.closed, b.buffer.closed)

w = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
w.write("x")
raw = w.detach()
print(raw.getvalue())
for call in (w.read, w.detach, lambda: w.closed):
    try:
        call()
    except ValueError as error:
        print(error)
print(w)

class Base(io.IOBase): pass
x = Base()
for call in (x.fileno, x.isatty, x.tell, lambda: x.seek(1), x.truncate, x._checkReadable):
    try:
        print(call())
    except io.UnsupportedOperation as error:
        print(type(error), error)
x.attribute = 5
print(x.__dict__, isinstance(io.UnsupportedOperation(), (OSError, ValueError)))
