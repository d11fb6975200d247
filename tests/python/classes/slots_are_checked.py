# __slots__ and bases that don't fit are refused with CPython's words.
def show(f):
    try:
        print('ok', repr(f()))
    except BaseException as e:
        print(type(e).__name__, e)

class A: pass
class S: __slots__ = ('a', 'b')
class S2(S): pass
class FS(float): __slots__ = ('a',)
class I(int): pass
class T(tuple): pass
class L(list): pass
class E(Exception): pass
class M(type): pass
class Empty: __slots__ = ()
class WithDict: __slots__ = ('__dict__',)
class WithWeak: __slots__ = ('__weakref__',)

for c in [A, S, S2, I, T, L, E, M, Empty, WithDict, WithWeak, FS]:
    print(c.__name__, c.__basicsize__, c.__itemsize__, c.__dictoffset__, c.__weakrefoffset__,
          [i for i in range(32) if c.__flags__ >> i & 1 and i not in (12, 19)], list(c.__dict__))

def make(**k):
    return lambda: type('C', (), k)

show(make(__slots__=1))
show(make(__slots__=[1]))
show(make(__slots__=['a b']))
show(make(__slots__=['a'], a=1))
show(make(__slots__=['__dict__', '__dict__']))
show(make(__slots__=['__weakref__', '__weakref__']))
show(lambda: type('C', (int,), {'__slots__': 'a'}))
show(lambda: type('C', (A,), {'__slots__': '__dict__'}))
show(lambda: type('C', (bool,), {}))
show(lambda: type('C', (1,), {}))
show(lambda: type('C', (A, A), {}))
show(lambda: type('C', (object, A), {}))
show(lambda: type('C', (S, FS), {}))
show(lambda: type('C', (int, str), {}))
show(lambda: S().a)
show(lambda: delattr(S(), 'a'))
s = S()
s.a = 1
show(lambda: (s.a, S.a, S.__dict__['a']))
show(lambda: setattr(s, 'c', 1))
class P:
    __slots__ = ('__x', 'y')
    def __init__(self): self.__x = 5
    def get(self): return self.__x
show(lambda: P().get())
show(lambda: P.__slots__)
show(lambda: [n for n in P.__dict__ if 'x' in n])
