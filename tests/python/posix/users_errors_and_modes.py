# pwd, grp, errno, stat, _locale: tables that never change.
import errno, grp, locale, os, pwd, stat

def show(call):
    try:
        print(repr(call()))
    except Exception as error:
        print(type(error).__name__, error)

show(lambda: pwd.getpwuid(0))
show(lambda: pwd.getpwnam("root").pw_dir)
show(lambda: pwd.getpwnam("nonono"))
show(lambda: pwd.getpwuid(987654))
show(lambda: pwd.getpwuid("a"))
show(lambda: grp.getgrgid(0))
show(lambda: grp.getgrnam("nonono"))
print(errno.ENOENT, errno.errorcode[11], errno.errorcode[95], len(errno.errorcode), sorted(errno.__dict__)[:5])
for name in ("EPERM", "EWOULDBLOCK", "ECANCELED", "EFTYPE"):
    print(name, getattr(errno, name), os.strerror(getattr(errno, name)))
for mode in (0o100644, 0o40755, 0o120777, 0o104755, 0o102654, 0o41777, 0o41776, 0o10600, 0o60660, 0o20620, 0o140777, 0):
    print(oct(mode), stat.filemode(mode), stat.S_ISDIR(mode), stat.S_IMODE(mode), stat.S_IFMT(mode))
print(locale.setlocale(locale.LC_ALL, "C"), locale.localeconv()["decimal_point"])
show(lambda: locale.setlocale(locale.LC_ALL, "xx_YY"))
print(locale.strcoll("a", "b"), locale.nl_langinfo(locale.CODESET), locale.getencoding())
