# Each calling convention has its own words for a wrong call.
import math
def show(f):
    try:
        print('ok?', f())
    except BaseException as e:
        print(type(e).__name__, e)

for f in [lambda: len(), lambda: isinstance(1), lambda: 'a'.replace(), lambda: [].append(), lambda: [].append(1, 2),
          lambda: [].clear(1), lambda: 'a'.split(1, 2, 3), lambda: 'a'.split(x=3), lambda: print(x=3),
          lambda: [].append(x=1), lambda: len(x=1), lambda: list.append(), lambda: list.append(3), lambda: list.append([]),
          lambda: list.__add__(), lambda: list.__add__(3), lambda: [].__add__(), lambda: [].__add__(1, 2),
          lambda: [].__add__(1), lambda: [].__len__(1), lambda: [].__len__(x=1), lambda: [].__setitem__(1),
          lambda: (1).__pow__(), lambda: (1).__pow__(1, 2, 3), lambda: object(1), lambda: list(1, 2), lambda: list(x=1),
          lambda: int(1, 2, 3), lambda: int(y=1), lambda: [].insert(1), lambda: [].pop(1, 2), lambda: [].sort(1),
          lambda: [].sort(x=1), lambda: {}.get(), lambda: dict.fromkeys(), lambda: {}.fromkeys(), lambda: str.maketrans(),
          lambda: type(1, 2), lambda: type(), lambda: type.__call__(), lambda: getattr(1), lambda: sum(),
          lambda: sum([], 0, 1), lambda: sum([], start=1, x=1), lambda: enumerate(), lambda: property(1, 2, 3, 4, 5),
          lambda: math.sin(), lambda: math.pow(), lambda: int.from_bytes(), lambda: int.from_bytes(b'', x=3),
          lambda: int.from_bytes(bytes=b'', byteorder='big', sugned=1), lambda: object.__init__(), lambda: object.__new__(),
          lambda: object.__new__(1), lambda: int.__new__(str), lambda: object.__new__(int), lambda: object.__repr__(),
          lambda: list.__init__(3), lambda: (lambda: 1).__get__(), lambda: [].__init__(x=1), lambda: [].__new__(),
          lambda: ''.__format__(), lambda: ''.__format__(1), lambda: dir(1, 2), lambda: vars(1, 2), lambda: iter(),
          lambda: next(), lambda: round(), lambda: round(1, 2, 3), lambda: max(), lambda: max(1), lambda: max(1, k=1),
          lambda: ''.encode(1), lambda: ''.encode(x=1), lambda: bool(1, 2), lambda: bool(x=1), lambda: tuple(x=1),
          lambda: tuple(1, 2), lambda: float(1, 2), lambda: float(x=1), lambda: range(), lambda: range(1, 2, 3, 4),
          lambda: range(x=1), lambda: slice(), lambda: zip(x=1), lambda: map(), lambda: map(1), lambda: filter(),
          lambda: super(1, 2, 3), lambda: staticmethod(), lambda: classmethod(1, 2), lambda: isinstance(x=1),
          lambda: Exception(x=1), lambda: ''.join()]:
    show(f)
