# tests/python/unicodedata/database_answers.py
# unicodedata: properties, names, normal forms, in today's version and in 3.2.0.
import unicodedata

chars = ["a", "A", "\u00e9", "5", "\u00bd", "\u0663", "\u2167", "\u4e00", "\uac00", "\uac01", "\u0301", "(", " ", "\0", "\u200b",
         "\U0001f600", "\ufb01", "\u212b", "\u0f33", "\U00017000", "\U0001b170", "\ue000", "\U000e0fff", "\u07c0", "\u1369", "\u00b2",
         "\U0002f868", "\u2183", "\u24ff", "\u5146", "\u1e9e", "\u01c5"]
for database in (unicodedata, unicodedata.ucd_3_2_0):
    print(database.unidata_version)
    for ch in chars:
        print(ascii(ch), database.category(ch), database.bidirectional(ch), database.combining(ch), database.east_asian_width(ch),
              database.mirrored(ch), database.decimal(ch, None), database.digit(ch, None), database.numeric(ch, None),
              database.decomposition(ch), database.name(ch, None))
    for text in chars + ["e\u0301", "\u1e9b\u0323", "a\u0315\u0300\u05ae\u0300\u0062", "\u1100\u1161\u11a8", "\u0041\u030a", "\u2126",
                         "\u3392", "q\u0323\u0307", "\u0344", "\u0958", "\ufdfa", "a\u05b0\u094d\u0300", "\U0002f868x\u0301"]:
        forms = [database.normalize(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD")]
        print(ascii(text), ascii(forms), [database.is_normalized(form, text) for form in ("NFC", "NFD", "NFKC", "NFKD")])


def show(text):
    try:
        print(text, "->", ascii(eval(text)))
    except Exception as error:
        print(text, "->", type(error).__name__ + ":", ascii(str(error)))


for line in r"""
unicodedata.lookup("EURO SIGN")
unicodedata.lookup("euro sign")
unicodedata.lookup("LINE FEED")
unicodedata.lookup("KEYCAP NUMBER SIGN")
unicodedata.lookup("HANGUL SYLLABLE GAGG")
unicodedata.lookup("CJK UNIFIED IDEOGRAPH-4E00")
unicodedata.lookup("no such thing")
unicodedata.lookup(b"SPACE")
unicodedata.lookup(5)
unicodedata.lookup("x" * 300)
unicodedata.ucd_3_2_0.lookup("KEYCAP NUMBER SIGN")
unicodedata.ucd_3_2_0.lookup("EURO SIGN")
unicodedata.ucd_3_2_0.lookup("GRINNING FACE")
unicodedata.category("ab")
unicodedata.category(1)
unicodedata.decimal("a")
unicodedata.decimal("ab")
unicodedata.digit("a")
unicodedata.numeric("a")
unicodedata.numeric(5)
unicodedata.name("\0")
unicodedata.name("ab")
unicodedata.name("\0", 3)
unicodedata.normalize("NFX", "a")
unicodedata.normalize("NFC", 5)
unicodedata.normalize(5, "a")
unicodedata.is_normalized("NFC", 5)
unicodedata.UCD()
unicodedata.category()
unicodedata.name("a", "b", "c")
[unicodedata.normalize("NFC", "plain")]
""".strip().split("\n"):
    show(line)
