"""Records what CPython makes of small programs: tests/unit/compile/cases.h.

Run it on the oracle:  python3.14 tools/record_compile_cases.py tests/unit/compile/snippets.txt > tests/unit/compile/cases.h
Snippets stand in the file between lines `#---`. Recorded are, for each: the marshal data at optimization level 0 and 2
(hexadecimal), and the symbol table as text. Behind them, the errors and warnings of ERRORS: one source each.
"""
import marshal
import symtable
import sys
import warnings

KINDS = "FUNCTION CLASS MODULE ANNOTATION TYPE_ALIAS TYPE_PARAMETERS TYPE_VARIABLE".split()

ERRORS = r"""
return
yield 1
break
continue
await x
f(a=1, a=2)
def f(a, a): pass
def f(): x = 1; global x
def f(): x; nonlocal x
nonlocal x
def f(): nonlocal y
def f(x): global x
def f[T](): nonlocal T
class A[T, T]: pass
class A[__classdict__: int]: pass
class A[T = int, U]: pass
__debug__ = 1
del __debug__
f(__debug__=1)
x.__debug__ = 1
a, *b, *c = d
*a = b
x = *a
[(i := 0) for i in x]
[i for i in (j := x)]
class A: [(i := 1) for j in k]
[(yield) for x in y]
x: (yield)
type X = (await y)
def f[T: (a := 1)](): pass
async def f(): return 1; yield
async def f(): yield from x
def f(): [await x for y in z]
async with a: pass
def f(): from a import *
from __future__ import braces
from __future__ import nothing
x = 1; from __future__ import annotations
match x:\n case a: pass\n case b: pass
match x:\n case _: pass\n case 1: pass
match x:\n case [a, a]: pass
match x:\n case [*a, *b]: pass
match x:\n case a | 1: pass
match x:\n case (1 | b, 2): pass
match x:\n case {1: a, 1: b}: pass
match x:\n case {-1: a, -1: b}: pass
match x:\n case C(a=1, a=2): pass
try: a\nexcept: b\nexcept C: d
try: a\nexcept* B:\n  return
for a in b:\n try: a\n except* B: break
x: int\nglobal x
def f():\n x: int\n nonlocal x
def f():\n global x\n x: int
1 is x
x is not ()
1()
[1]["a"]
(1, 2)(3)
None[0]
assert (a, "b")
def f():\n try: return 1\n finally: 1 is 1
for x in y:\n try: a\n finally: break
def f():\n try: a\n finally: return
t""()
f"{x}"[b"y"]
"""


def scope_lines(table, depth, out):
    raw = table._table
    symbols = " ".join(f"{name}={flags}" for name, flags in sorted(raw.symbols.items()))
    out.append(f"{depth} {KINDS[raw.type]} {raw.name} {raw.lineno} {raw.nested} [{' '.join(raw.varnames)}] {symbols}".strip())
    for child in table.get_children():
        scope_lines(child, depth + 1, out)


def quote(text):
    return '"' + "".join(c if 32 <= ord(c) < 127 and c not in '"\\?' else f"\\{ord(c):03o}" for c in text) + '"'


def quote_lines(text):
    lines = text.splitlines(keepends=True) or [""]
    return "\n     ".join(quote(line) for line in lines)


def record_snippet(source):
    print("    {" + quote_lines(source) + ",")
    for level in 0, 2:
        data = marshal.dumps(compile(source, "<case>", "exec", dont_inherit=True, optimize=level)).hex()
        print("     " + "\n     ".join(f'"{data[at:at + 100]}"' for at in range(0, len(data), 100)) + ",")
    lines = []
    scope_lines(symtable.symtable(source, "<case>", "exec"), 0, lines)
    print("     " + quote_lines("\n".join(lines) + "\n") + "},")


def error_text(source):
    """The error, or the warnings if there is none: one line each."""
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        try:
            compile(source, "<case>", "exec", dont_inherit=True)
        except SyntaxError as error:
            return f"{error.msg} {error.lineno},{error.offset},{error.end_lineno},{error.end_offset}\n"
    return "".join(f"{warning.message} {warning.lineno}\n" for warning in seen)


def main():
    print("/* Made by tools/record_compile_cases.py with CPython %d.%d.%d. SPDX-License-Identifier: MIT */" % sys.version_info[:3])
    print("static const struct { const char *source, *marshal_0, *marshal_2, *scopes; } snippets[] = {")
    with open(sys.argv[1]) as file:
        for source in file.read().split("#---\n"):
            record_snippet(source)
    print("};\n\nstatic const struct { const char *source, *outcome; } errors[] = {")
    for line in ERRORS.strip().splitlines():
        source = line.replace("\\n", "\n")
        print("    {" + quote(source) + ",\n     " + quote_lines(error_text(source)) + "},")
    print("};")


main()
