# tests/python/numbers/int_conversion_and_arithmetic.py
# int(): texts, bases, limits; operators; methods; what they refuse.


class Plain:
    pass


class Sub(int):
    pass


class BadInt:
    def __int__(self):
        return 1.5


class BadIndex:
    def __index__(self):
        return "s"


class Truncates:
    def __trunc__(self):
        return 5


class BadFloat:
    def __float__(self):
        return 1


def show(text):
    try:
        result = repr(eval(text))
    except Exception as error:
        result = f"{type(error).__name__}: {error}"
    print(ascii(text), "->", ascii(result))


for text in (
    "int('abc')",
    "int('12', 37)",
    "int('12', 1)",
    "int('12', -1)",
    'int(12, 10)',
    "int('1_0')",
    "int('1__0')",
    "int('_1')",
    "int('0x10', 0)",
    "int('010', 0)",
    "int('00', 0)",
    "int('0_0', 0)",
    "int('0b_1', 0)",
    "int('0x', 16)",
    "int('0x_f', 16)",
    "int('', 10)",
    "int(' 12 ')",
    "int('1 2')",
    "int('١٢')",
    "int(b'12')",
    "int(b'ab')",
    "int(bytearray(b'ff'),16)",
    "int(b'1\\\\x002')",
    "int('1\\\\x002')",
    'int(base=10)',
    'int(x=1)',
    "int('5', base=10)",
    "int('5', 10, 3)",
    "int('5', foo=3)",
    'int(None)',
    'int(Plain())',
    'int(BadInt())',
    'int(BadIndex())',
    'int(Truncates())',
    "int('9'*5000)",
    "int('1'*4301)",
    'str(10**5000)',
    "'%d' % 10**5000",
    'repr(10**5000)',
    "int('5', 'x')",
    "int('5', 10**30)",
    "int('z', 0)",
    "int('0o8',0)",
    '1 << -1',
    '1 >> -1',
    '1 << (1<<70)',
    '0 << (1<<70)',
    '1 << (1<<62)',
    '1 >> (1<<70)',
    '-1 >> (1<<70)',
    '1 // 0',
    '1 % 0',
    'divmod(1,0)',
    '1 / 0',
    '0 ** -1',
    '2 ** -1',
    'pow(2, -1, 7)',
    'pow(2, -1, 4)',
    'pow(2, 3, 0)',
    'pow(2,3,-5)',
    'pow(3,-2,1)',
    '10**400/3',
    '10**400/10**399',
    '(-5).to_bytes(2)',
    '(70000).to_bytes(2)',
    '(-5).to_bytes(2, signed=True)',
    '(5).to_bytes(-1)',
    "(5).to_bytes(2,'middle')",
    "(5).to_bytes('a')",
    '(0).to_bytes(0)',
    '(40000).to_bytes(2,signed=True)',
    'int.from_bytes(5)',
    "int.from_bytes('abc')",
    'int.from_bytes([1,2,300])',
    "int.from_bytes([1,2,3],'little')",
    "int.from_bytes(b'ab','x')",
    "Sub.from_bytes(b'ab')",
    "int.from_bytes(b'\\\\xff',signed=True)",
    'int.from_bytes(Plain())',
    'round(15,-1)',
    'round(25,-1)',
    'round(-15,-1)',
    'round(5,None)',
    "round(5,'a')",
    'round(5,10**30)',
    'round(5,-10**3)',
    'True + True',
    'True & 1',
    'True & True',
    '-True',
    "bool('a','b')",
    'bool(x=1)',
    'bool(object=1)',
    "bool.__and__(True, 'a')",
    '(-8) ** (1/3)',
    '(5e-324).as_integer_ratio()',
    '(5).__getnewargs__()',
    '(5).__sizeof__()',
    '(2**100).__sizeof__()',
    'Sub(5).__getnewargs__()',
    'repr(Sub(5))',
    'hash(2**61-1)',
    'hash(-1)',
    'hash(2**61)',
    "1 < 'a'",
    "(5).__lt__('a')",
    "(5).__pow__(2, 'a')",
    '(5).is_integer()',
    '(5).conjugate()',
    'True.real',
    'type(True.real)',
    'Sub(7).real, type(Sub(7).numerator)',
    'type(Sub(7)+1)',
    'type(-Sub(7)), type(+Sub(7)), type(abs(Sub(7)))',
    '(5).bit_length()',
    '(-255).bit_count()',
    'int.__new__(bool, 5)',
    'int.__new__(str, 5)',
    'int.__new__()',
    'int.__new__(5)',
    'bool.__new__(int)',
    'int.__add__(5)',
    "int.__add__('a', 5)",
    'int.bit_length(5,6)',
    "int.bit_length('a')",
    '(5).to_bytes(length=2,order=1)',
    'int.from_bytes()',
):
    show(text)
