"""Records facts of CPython's bytecode for tests/unit/code: opcodes, and a module as marshal data with its tables read.

Run it on the oracle:  python3.14 -I -S tools/record_code_vectors.py opcodes > tests/unit/code/opcode_vectors.h
                       python3.14 -I -S tools/record_code_vectors.py module > tests/unit/code/module_vectors.h
"""
import _opcode
import _opcode_metadata as metadata
import dis
import marshal
import opcode
import sys
import types

ARGS = (0, 1, 2, 3, 7, 0x102)
SOURCE = '''"""doc"""
import os.path
from a import b as c
X = (1.5, 1.5, -0.0, 2**70, -2**64, 1j, b"bytes", b"", b"x", "a b", "\\xe9", "\\u20ac\\U0001d11e", ..., None, True, ())
Y = (1.5, "a b", "name", -5, 257, 1 << 40)
def f(a, /, b, *c, d=1, **e):
    try:
        with a as g, b:
            return [x for x in c if x in {"p q", 1.5}]
    except (ValueError, TypeError) as error:
        raise KeyError(f"{error!r:>{d}}") from error
    finally:
        del b
class C[T](X):
    y: int = 1
    def m(self):
        def n(): return self, __class__
        self.z = x[1:2, ::3]; x["a":"b"]; y[1:2]
        return super().m
async def g():
    async for i in f(): yield await i
    match i:
        case {"a": [1, *r], **s} if r: pass
        case C(x=1) | None: pass
def h(e):
    while e:
        if e > 1: continue
        yield from e
    lambda: (yield)
    f(*e, **e); f(a=1, b=2)
état = 1; f(état=2)
'''


def walk(code):
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from walk(constant)


def c_bytes(name, data):
    print(f"static const unsigned char {name}[{len(data)}] = {{")
    for at in range(0, len(data), 24):
        print("    " + ", ".join(map(str, data[at:at + 24])) + ",")
    print("};")


def flags(number):
    tests = (_opcode.has_arg, _opcode.has_const, _opcode.has_name, _opcode.has_jump, _opcode.has_free,
             _opcode.has_local, _opcode.has_exc)
    return sum(bool(test(number)) << bit for bit, test in enumerate(tests))


def effects(number):
    wanted = [arg if _opcode.has_arg(number) else None for arg in ARGS]
    return ", ".join(str(_opcode.stack_effect(number, arg, jump=jump)) for jump in (False, True) for arg in wanted)


def opcodes():
    print("/* name, number, caches, flags in the order of enum OpcodeFlag, effects for args "
          f"{ARGS}: straight on, then jumping */")
    print(f"static const int effect_args[] = {{{', '.join(map(str, ARGS))}}};")
    print("static const struct { const char *name; int number, caches, flags, effects[12]; } opcode_rows[] = {")
    for name, number in sorted(opcode.opmap.items(), key=lambda item: item[1]):
        caches = opcode._inline_cache_entries.get(name, 0)
        print(f'    {{"{name}", {number}, {caches}, {flags(number)}, {{{effects(number)}}}}},')
    print("};")
    print("static const struct { const char *name, *family; int number, flags; } specialized_rows[] = {")
    for family, names in metadata._specializations.items():
        for name in names:
            number = metadata._specialized_opmap[name]
            print(f'    {{"{name}", "{family}", {number}, {flags(number)}}},')
    print("};")


def number(value):
    return -1 if value is None else value


def print_rows(rows):
    print(f"    {len(rows)},")
    for at in range(0, len(rows), 6):
        print("    " + ",  ".join(rows[at:at + 6]) + ",")


def tables(code):
    codes = list(walk(code))
    print("/* Of each code object, in the order of its constants: positions of each code unit (line, end line, column, "
          "end column; -1: none), and of each exception table entry start, end, handler (code units), depth, lasti. */")
    print("static const int positions[] __attribute__((unused)) = {")
    for one in codes:
        rows = [", ".join(str(number(value)) for value in row) for row in one.co_positions()]
        print_rows(rows)
    print("};")
    print("static const int handlers[] __attribute__((unused)) = {")
    for one in codes:
        rows = [f"{e.start // 2}, {e.end // 2}, {e.target // 2}, {e.depth}, {int(e.lasti)}"
                for e in dis._parse_exception_table(one)]
        print_rows(rows)
    print("};")


def module():
    code = compile(SOURCE, "<vector>", "exec", dont_inherit=True)
    tables(code)
    holders = [code, code]      # so that it is flagged itself
    c_bytes("module_data", marshal.dumps(holders[0]))


print("/* Made by tools/record_code_vectors.py on CPython 3.14. */")
{"opcodes": opcodes, "module": module}[sys.argv[1]]()
