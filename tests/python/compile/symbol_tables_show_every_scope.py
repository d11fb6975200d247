# The compiler's symbol tables, as _symtable shows them.
import _symtable
src = """
class A[T]:
    x: int = 1
    def f(self, a, *b):
        global g
        def h():
            nonlocal a
            return __class__, [q for q in b]
        return h
"""
def walk(t, i=0):
    print(' ' * i, t.type, t.name, t.lineno, t.nested, t.varnames, t.symbols)
    for c in t.children: walk(c, i + 2)
t = _symtable.symtable(src, "f", "exec")
walk(t)
walk(_symtable.symtable(b"x = (lambda: y)", "f", "exec"))
walk(_symtable.symtable("x + y", "f", "eval"))
for a in (("x", "f", "foo"), ("x", "f"), (3, "f", "exec"), ("def f(a, a): pass", "f", "exec"), ("def", "f", "exec")):
    try: _symtable.symtable(*a)
    except Exception as e: print(type(e), e, getattr(e, 'lineno', None), getattr(e, 'offset', None), e.args)
try: type(t)()
except TypeError as e: print(e)
print(type(t), type(t).__basicsize__, repr(t).startswith("<symtable entry top("), type(t).__mro__, [n for n in sorted(vars(_symtable)) if n.isupper()])
try: t.name = 3
except AttributeError as e: print(e)
