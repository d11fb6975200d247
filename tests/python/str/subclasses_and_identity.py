# tests/python/str/subclasses_and_identity.py
# Subclasses of str keep their class where CPython keeps it, and texts that don't change are the same object.


class Text(str):
    def __repr__(self):
        return "Text(" + str.__repr__(self) + ")"


class Odd(str):
    def __str__(self):
        return "odd"

    def __format__(self, spec):
        return "formatted " + spec


t = Text("abc")
t.extra = 5
print(repr(t), t.extra, type(t + "x"), type(t[:]), type(t[1:]), type(t.upper()), type(t.strip()), type(t * 1), type(str(t)))
print(type(t.replace("z", "y")), type("".join([t])), type(t.__getnewargs__()[0]), type("%s" % t), type("{}".format(t)))
print(hash(t) == hash("abc"), t == "abc", {t: 1}["abc"], "b" in t, t.encode(), t.join(["1", "2"]))
o = Odd("x")
print(str(o), f"{o}", f"{o:>3}", "%s" % o, "{}".format(o), "{:5}".format(o), o + "y")
plain = "hello"
print(plain[:] is plain, plain.strip() is plain, plain.replace("z", "y") is plain, plain * 1 is plain, str(plain) is plain)
print("abc"[1] is "b", "\u00e9t"[0] is "\u00e9", "" is "abc"[3:], "x".join(["abc"]) == "abc")
print(Text(5), Text(), Text(b"ab", "ascii"), Text(object="q"), str(b"\xc3\xa9", "utf8"), str(b"abc", errors="ignore"))


class Big:
    def __index__(self):
        return 1


print("abc"[Big()], "abc"[Big():], "abc".find("b", Big()), "abc" * Big(), "abc".zfill(Big()))
iterator = iter("ab\u20ac")
print(next(iterator), iterator.__length_hint__(), list(iterator), next(iterator, "end"), iterator.__length_hint__())
s = "x"
for i in range(5):
    s += "y\u0416"[i % 2]
print(s)
print([ord(c) for c in "a\U0001f600\u20ac\u00ff"], chr(0x1f600), "\N{EURO SIGN}")
