# open() in text mode: newlines both ways, encodings, iteration, append, seek and tell.
import io, os, tempfile

folder = tempfile.mkdtemp()
path = os.path.join(folder, "file.txt")

def show(call):
    try:
        print(repr(call()))
    except Exception as error:
        print(type(error).__name__, str(error).replace(folder, "F"))

with open(path, "w", encoding="utf-8") as f:
    print(f.write("first\nsecond \u20ac\n\u00e9t\u00e9 \U0001f600\nlast"))
    print(f.tell())
print(open(path, "rb").read())
with open(path, encoding="utf-8") as f:
    print(f.readline(), f.readline(3), f.readline())
    position = f.tell()
    print(f.read(4))
    f.seek(position)
    print(f.read())
    print(f.seek(0), list(f))
    f.seek(0)
    next(f)
    show(f.tell)
for newline in (None, "", "\n", "\r", "\r\n"):
    with open(path, "w", newline=newline) as f:
        f.write("a\nb\r\nc\rd")
    print(repr(newline), open(path, "rb").read())
with open(path, "wb") as f:
    f.write(b"a\nb\r\nc\rd\r")
for newline in (None, "", "\n", "\r", "\r\n"):
    with open(path, newline=newline) as f:
        print(repr(newline), f.readlines(), f.newlines)
with open(path, "a") as f:
    f.write("more")
with open(path, "r+") as f:
    f.write("Z")
    f.seek(0, 2)
    f.write("!")
print(open(path, "rb").read())
with open(path, "wb") as f:
    f.write(b"good\nbad \xff\xfe\ngood")
with open(path, encoding="utf-8") as f:
    show(f.read)
for errors in ("ignore", "replace", "surrogateescape", "backslashreplace"):
    with open(path, encoding="utf-8", errors=errors) as f:
        print(errors, ascii(f.read()))
with open(path, "w", encoding="ascii") as f:
    show(lambda: f.write("\u20ac"))
with open(path, "w", encoding="ascii", errors="xmlcharrefreplace") as f:
    f.write("\u20ac ok")
print(open(path).read())
for encoding in ("utf-16", "utf-8-sig", "latin-1", "cp1252"):
    with open(path, "w", encoding=encoding) as f:
        f.write("\u00e9\n")
        f.write("b")
    print(encoding, open(path, "rb").read(), ascii(open(path, encoding=encoding).read()))
show(lambda: open(path, "w", encoding="nonsense"))
show(lambda: open(path, "rw"))
show(lambda: open(path, "q"))
show(lambda: open(path, "rb", encoding="x"))
show(lambda: open(path, "r", buffering=0))
show(lambda: open(os.path.join(folder, "none")))
show(lambda: open(folder))
show(lambda: open(path, "x"))
f = open(path, "w")
f.close()
show(lambda: f.write("x"))
show(f.read)
f = open(path, "rb")
show(lambda: f.write(b"x"))
f.close()
print(repr(f).replace(folder, "F"))
os.remove(path)
os.rmdir(folder)
