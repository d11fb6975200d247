# BytesIO: positions, overwriting, zeros after a seek beyond the end, errors in CPython's words.
import io

def show(call):
    try:
        print(repr(call()))
    except Exception as error:
        print(type(error).__name__, error)

b = io.BytesIO(b"hello world")
show(lambda: b.read(5))
show(b.tell)
show(lambda: b.seek(-5, 2))
show(b.read)
show(lambda: b.write(b"!!"))
show(b.getvalue)
show(lambda: b.seek(20))
show(lambda: b.write(bytearray(b"x")))
show(b.getvalue)
show(lambda: b.truncate(4))
show(b.getvalue)
for bad in (-1, 1.5, "a"):
    show(lambda: b.seek(bad))
    show(lambda: b.truncate(bad))
    show(lambda: b.read(bad))
show(lambda: b.seek(0, 7))
show(lambda: b.write("text"))
lines = io.BytesIO(b"a\nbb\n\nccc")
show(lines.readline)
show(lambda: lines.readlines(3))
show(lambda: list(lines))
lines.seek(0)
show(lambda: lines.readline(1))
target = bytearray(4)
show(lambda: lines.readinto(target))
print(target)
view = b.getbuffer()
show(lambda: b.write(b"longer than before"))
show(b.close)
view[0] = 65
view.release()
show(b.getvalue)
show(lambda: b.__getstate__())
b.__setstate__((b"state", 2, {"name": "n"}))
print(b.read(), b.name)
b.close()
show(b.read)
show(lambda: next(b))
print(b.closed)
with io.BytesIO(b"with") as stream:
    print(stream.read())
print(stream.closed)
