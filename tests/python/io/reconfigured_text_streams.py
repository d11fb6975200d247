# reconfigure(): what may change when, and line buffering.
import io

raw = io.BytesIO()
t = io.TextIOWrapper(raw, encoding="ascii")
t.write("abc")
print(raw.getvalue())
t.reconfigure(line_buffering=True)
print(raw.getvalue(), t.line_buffering)
t.write("no newline")
print(raw.getvalue())
t.write(" now\n")
print(raw.getvalue())
t.reconfigure(encoding="utf-8", newline="\r\n", write_through=True)
t.write("\u20ac\n")
print(raw.getvalue(), t.encoding, t.errors, t.write_through)
t.reconfigure(errors="replace")
print(t.encoding, t.errors)
for kwargs in ({"newline": "x"}, {"encoding": 1}, {"encoding": "nonsense"}, {"errors": 5}):
    try:
        t.reconfigure(**kwargs)
    except (ValueError, TypeError, LookupError) as error:
        print(type(error).__name__, error)
r = io.TextIOWrapper(io.BytesIO(b"x\ny"), encoding="utf-8")
r.readline()
try:
    r.reconfigure(encoding="latin-1")
except io.UnsupportedOperation as error:
    print(error)
