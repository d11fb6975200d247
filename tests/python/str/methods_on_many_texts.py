# tests/python/str/methods_on_many_texts.py
# Every method of str without arguments or with text ones, on texts of all kinds.

texts = ["", "a", "abc", "Hello World", "hello, hello", "  spaces\t\n ", "\u00e9t\u00e9", "stra\u00dfe", "\u0130stanbul",
         "\u03a3\u03b1\u03a3", "\u01c5", "x\u20acy\u20acz", "\U0001f600 smile", "\U00010400\U00010428", "\u00b2\u0663\u2167",
         "a\x1cb\x85c\u2028d\r\ne", "it's", "\ufb01x", "1_000", "-42", "+7", "tab\tsep\tend", "aaaa", "abab", "\u0345\u03b1",
         "\udc80x", "NULL\0in", "\\ \"'"]
needles = ["", "a", "ab", "l", "\u20ac", "\U0001f600", "\u00e9", "zz", "abcabc"]

for text in texts:
    print(ascii(text), len(text))
    for name in ("upper", "lower", "title", "casefold", "swapcase", "capitalize", "strip", "lstrip", "rstrip", "split", "rsplit",
                 "splitlines", "expandtabs", "isascii", "islower", "isupper", "istitle", "isspace", "isdecimal", "isdigit",
                 "isnumeric", "isalpha", "isalnum", "isidentifier", "isprintable", "__repr__", "__str__", "__len__"):
        print("   ", name, ascii(getattr(text, name)()))
    print("   ", ascii(text.splitlines(True)), ascii(text[::-1]), ascii(text[1:]), ascii(text[-2:]), ascii(text[::2]))
    print("   ", ascii(text * 2), ascii(text.zfill(6)), ascii(text.center(9, "*")), ascii(text.ljust(7)), ascii(text.rjust(7, "\u20ac")))
    print("   ", ascii(list(text)), ascii("-".join(text)), ascii(text.translate({97: "AA", 98: None, 0x20ac: 69})))

for text in texts:
    for needle in needles:
        print(ascii(text), ascii(needle), text.find(needle), text.rfind(needle), text.count(needle), needle in text,
              text.startswith(needle), text.endswith(needle), text.find(needle, 1, -1), text.rfind(needle, -3),
              text.count(needle, 2), text < needle, text == needle, text >= needle)
        print("   ", ascii(text.replace(needle, "<>")), ascii(text.replace(needle, "\u0416", 1)), ascii(text.removeprefix(needle)),
              ascii(text.removesuffix(needle)), ascii(text.strip(needle)), ascii(text + needle))
        if needle:
            print("   ", ascii(text.split(needle)), ascii(text.rsplit(needle, 1)), ascii(text.partition(needle)),
                  ascii(text.rpartition(needle)))

for text in ("a b  c d", " lead and trail "):
    for most in range(-1, 5):
        print(text.split(None, most), text.rsplit(None, most), text.split(" ", most), text.rsplit(" ", most))

print(str.maketrans("abc", "xyz", "d"), str.maketrans({"a": 1, 98: "q"}))
print("banana".translate(str.maketrans("an", "oN", "b")))
