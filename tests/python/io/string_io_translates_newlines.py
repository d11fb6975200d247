# StringIO: each newline mode on reading and writing, overwriting, seeking.
import io

def show(call):
    try:
        print(repr(call()))
    except Exception as error:
        print(type(error).__name__, error)

for newline in (None, "", "\n", "\r", "\r\n"):
    s = io.StringIO("a\r\nb\rc\nd", newline=newline)
    print(repr(newline), s.readlines(), repr(s.getvalue()), s.newlines)
    s.write("x\ny\r\n")
    print(repr(s.getvalue()), s.newlines, s.tell())
s = io.StringIO()
for word in ("alpha ", "beta ", "\u20ac ", "\U0001f600"):
    print(s.write(word))
print(repr(s.getvalue()), s.tell())
s.seek(2)
s.write("XX")
print(repr(s.getvalue()))
s.seek(30)
s.write("end")
print(repr(s.getvalue()))
show(lambda: s.seek(-1))
show(lambda: s.seek(1, 1))
show(lambda: s.seek(0, 3))
show(lambda: s.truncate(-1))
show(lambda: s.write(b""))
show(lambda: io.StringIO(1))
show(lambda: io.StringIO("a", newline="x"))
print(s.truncate(3), repr(s.getvalue()))
s = io.StringIO("one\ntwo\nthree")
print(s.readline(), s.readline(2), s.readline(0), list(s))
s.seek(0)
print(s.read(4), s.read(-1), repr(s.read()))
print(s.__getstate__())
s.__setstate__(("new", "\n", 1, None))
print(s.read())
s.close()
show(s.getvalue)
show(lambda: s.write("a"))
print(s.closed)
