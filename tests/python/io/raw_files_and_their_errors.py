# FileIO: modes, repr, closing, descriptors, openers.
import io, os, tempfile

folder = tempfile.mkdtemp()
path = os.path.join(folder, "f")

def show(call):
    try:
        print(repr(call()).replace(folder, "F"))
    except Exception as error:
        print(type(error).__name__, str(error).replace(folder, "F"))

f = io.FileIO(path, "w")
show(lambda: f)
show(lambda: (f.readable(), f.writable(), f.seekable(), f.mode, f.closefd, f.closed))
show(lambda: f.write(b"0123456789"))
show(lambda: f.read())
show(lambda: f.seek(4))
show(f.tell)
show(f.truncate)
show(f.close)
show(lambda: f)
show(f.tell)
for mode in ("r", "rb", "r+", "a", "ab+", "w+", "x"):
    try:
        with io.FileIO(path, mode) as g:
            print(mode, g.mode, g.tell(), g.readable(), g.writable())
    except OSError as error:
        print(mode, str(error).replace(folder, "F"))
show(lambda: io.FileIO(path, "rw"))
show(lambda: io.FileIO(path, "q"))
show(lambda: io.FileIO(path, closefd=False))
show(lambda: io.FileIO(-1))
show(lambda: io.FileIO(folder))
show(lambda: io.FileIO(path, opener=lambda p, flags: -3))
show(lambda: io.FileIO(path, opener=lambda p, flags: "a"))
show(lambda: io.FileIO(path, opener=lambda p, flags: os.open(p, flags)).read())
show(lambda: io.FileIO(1.5))
fd = os.open(path, os.O_RDWR)
g = io.FileIO(fd, "r+", closefd=False)
g.write(b"abc")
g.close()
os.lseek(fd, 0, 0)
print(os.read(fd, 9))
os.close(fd)
h = open(path, "rb", 0)
show(lambda: h)
b = bytearray(2)
print(h.readinto(b), b, h.readall(), h.read(3))
h.name = "other"
show(lambda: h)
del h.name
print(repr(h).startswith("<_io.FileIO fd="))
h.close()
os.remove(path)
os.rmdir(folder)
