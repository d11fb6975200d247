# mkdir, rename, links, listdir, scandir, stat and their errors.
import os, stat, tempfile

folder = tempfile.mkdtemp()
os.chdir(folder)

def show(call):
    try:
        print(repr(call()).replace(folder, "F"))
    except Exception as error:
        print(type(error).__name__, str(error).replace(folder, "F"))

show(lambda: os.mkdir("d"))
show(lambda: os.mkdir("d"))
show(lambda: os.listdir())
show(lambda: os.rmdir("none"))
with open("d/f", "w") as f:
    f.write("content")
os.symlink("f", "d/l")
os.symlink("nowhere", "d/broken")
os.link("d/f", "d/hard")
show(lambda: sorted(os.listdir("d")))
show(lambda: sorted(os.listdir(b"d")))
show(lambda: os.readlink("d/l"))
show(lambda: os.rename("d/f", "d/g"))
show(lambda: os.rename("d/f", "d/g"))
show(lambda: os.unlink("d"))
show(lambda: os.path.exists("d/l"))
with os.scandir("d") as entries:
    for e in sorted(entries, key=lambda e: e.name):
        print(e, e.path, e.is_dir(), e.is_file(), e.is_symlink(), e.is_file(follow_symlinks=False), e.inode() > 0)
        show(lambda: stat.filemode(e.stat().st_mode)[0])
s = os.stat("d/g")
print(s.st_size, s.st_nlink, stat.S_ISREG(s.st_mode), len(s), s[6], s.st_mtime_ns // 10**9 == s[8])
os.utime("d/g", ns=(1_000_000_007, 2_000_000_009))
s = os.stat("d/g")
print(s.st_atime_ns, s.st_mtime_ns, s.st_mtime, s[8])
os.utime("d/g", (1.5, 2))
print(os.stat("d/g").st_atime_ns)
os.chmod("d/g", 0o640)
print(oct(os.stat("d/g").st_mode & 0o777), os.access("d/g", os.R_OK), os.access("d/none", os.F_OK))
fd = os.open("d", os.O_RDONLY)
print(sorted(os.listdir(fd)), os.stat("g", dir_fd=fd).st_size, os.stat(fd).st_mode == os.stat("d").st_mode)
os.unlink("hard", dir_fd=fd)
os.mkdir("sub", dir_fd=fd)
os.rename("sub", "sub2", src_dir_fd=fd, dst_dir_fd=fd)
os.close(fd)
show(lambda: os.rmdir("d"))
os.truncate("d/g", 3)
print(open("d/g").read())
for call in (lambda: os.stat(1.5), lambda: os.stat("a\0b"), lambda: os.listdir("none"), lambda: os.scandir("none"),
             lambda: os.stat(2**40), lambda: os.chdir("none"), lambda: os.readlink("d/g"), lambda: os.fspath(1),
             lambda: os.utime("d/g", (1,)), lambda: os.utime("d/g", (1, 2), ns=(1, 2)), lambda: os.open("none", 0),
             lambda: os.rename("a", 5), lambda: os.symlink("x", "d/l"), lambda: os.mkdir(b"d"), lambda: os.chown("d", "a", 1)):
    show(call)
class P:
    def __fspath__(self): return "d"
print(sorted(os.listdir(P())), os.fspath(P()))
for p in ("a/..", "/..", "//a", "///a", "", "./a", "a//b/", "../a/..", "a/../../b"):
    print(repr(os.path.normpath(p)), os.path.splitroot(p))
import shutil
os.chdir("/")
shutil.rmtree(folder)
print(os.path.exists(folder))
