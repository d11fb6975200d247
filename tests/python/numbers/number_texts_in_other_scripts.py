# tests/python/numbers/number_texts_in_other_scripts.py
# Digits and blanks of any script, underscores, bytes.


def show(text):
    try:
        result = repr(eval(text))
    except Exception as error:
        result = f"{type(error).__name__}: {error}"
    print(ascii(text), "->", ascii(result))


for text in (
    "int('\\x1c1')",
    "float('\\x1c1')",
    "int('\\x1c١')",
    "float('1\\u2003')",
    "int(b'\\x1c1')",
    "int('\\x851')",
    "int('1\\xa0')",
    "float('-\\u0661')",
    "float('+ 1')",
    "float('1_000.5_5e1_0')",
    "float('1e5_')",
    "float('nan_')",
    "float('in_f')",
    "float(b'1_0')",
    "float(bytearray(b'x1'))",
    "float.__new__(float,'\\ud800')",
    "float('\\u0661'*3+'x')",
    "int('\\ud800')",
):
    show(text)
