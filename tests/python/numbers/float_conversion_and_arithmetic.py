# tests/python/numbers/float_conversion_and_arithmetic.py
# float(): texts, operators, rounding, exact comparison with ints; what they refuse.


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
    "int(float('inf'))",
    "int(float('nan'))",
    '0 ** -0.5',
    'pow(2,3,1.5)',
    'pow(2.0,3,5)',
    'float(10**400)',
    '10**400 * 1.0',
    "10**400 == float('inf')",
    '(5).__round__(1.5)',
    'True == 1.0',
    "float('abc')",
    "float('1_0.5')",
    "float('1__0')",
    "float('_1')",
    "float('1_')",
    "float('1_.5')",
    "float('1._5')",
    "float('1e_5')",
    "float(' 1.5 ')",
    "float('1.5 x')",
    "float('')",
    "float('١.٥')",
    "float(b'1.5')",
    "float(b'xx')",
    "float('1\\\\x005')",
    "float('infinity')",
    "float('-iNf')",
    "float('nan')",
    "float('in')",
    'float(None)',
    'float(Plain())',
    'float(BadFloat())',
    'float(x=1)',
    'float(1,2)',
    "float('1e400')",
    "float('-1e-400')",
    "float.fromhex('xyz')",
    "float.fromhex('0x1p5000')",
    'float.fromhex(5)',
    "float.fromhex(' 0x1.8p1 ')",
    "float.fromhex('')",
    "float.from_number('5')",
    'float.from_number(5)',
    'float.from_number(True)',
    '1.0 // 0',
    '1.0 % 0',
    'divmod(1.0,0)',
    '1.0 / 0',
    '0.0 ** -1',
    '(-8.0) ** 0.5',
    '1e308 ** 2',
    '2.0 ** 10000',
    'pow(2.0, 3.0, 5.0)',
    '-1e-200 % 1e200',
    '5.5 // -2.0',
    '-5.5 % 2.0',
    '-0.0 % 5',
    '0.0 // -5',
    "float('inf') // 1",
    "float('inf') % 1",
    "5 % float('inf')",
    "-5 % float('inf')",
    "-5 // float('inf')",
    'round(2.5)',
    'round(1e300)',
    "round(float('nan'))",
    "round(float('inf'))",
    'round(2.675,2)',
    'round(1.7e308,-308)',
    'round(5.5,10**30)',
    'round(5.5,-10**30)',
    "round(5.5,'a')",
    '(0.1).as_integer_ratio()',
    "float('inf').as_integer_ratio()",
    "float('nan').as_integer_ratio()",
    '(1e300).as_integer_ratio()',
    "float.__getformat__('double')",
    "float.__getformat__('x')",
    '(1.5).__getnewargs__()',
    'hash(-1.0)',
    'hash(1.5)',
    "hash(float('inf'))",
    '2**53 == float(2**53)',
    '2**53+1 == float(2**53)',
    '2**53+1 > float(2**53)',
    '10**400 > 1e308',
    "10**400 < float('inf')",
    "10**400 > float('-inf')",
    "10**400 == float('nan')",
    '(5).__add__(1.5)',
    '(5.5).__add__(1)',
    "(5.5).__add__('a')",
    '(5.5).__pow__(2, 3)',
    '(5.5).is_integer()',
    'float.__new__(int, 5)',
):
    show(text)
