# tell() gives a cookie from which seek() goes on, at every character, in each newline mode and several encodings.
import io

text = "a\u00e9\r\n\u20ac\U0001f600\rb\nlast\r\n" * 3
for encoding in ("utf-8", "utf-16", "utf-8-sig", "latin-1", "cp1252"):
    sample = text if encoding.startswith("utf") else "abc\r\ndef\rg\n" * 3
    data = sample.encode(encoding)
    for newline in (None, "", "\n", "\r\n"):
        f = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline=newline)
        f._CHUNK_SIZE = 7
        whole = f.read()
        f.seek(0)
        good = True
        cookies = []
        for i in range(len(whole)):
            cookie = f.tell()
            cookies.append(cookie)
            rest = f.read()
            good &= rest == whole[i:]
            f.seek(cookie)
            good &= f.read(1) == whole[i]
        print(encoding, repr(newline), good, len(whole), cookies[:6])
