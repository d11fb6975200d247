# tests/python/numbers/complex_conversion_and_arithmetic.py
# complex(): texts, operators, powers, signed zeros and infinities.


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
    'hash(1+2j)',
    '1 < 1j',
    '1j < 1j',
    '1 == 1j',
    "complex('1+2j')",
    "complex('1+2')",
    "complex('j')",
    "complex('-j')",
    "complex('1e5-2.5e3J')",
    "complex('(1+2j)')",
    "complex(' ( 1+2j ) ')",
    "complex('1 + 2j')",
    "complex('nan+infj')",
    "complex('1_0+2_0j')",
    "complex('1__0')",
    "complex('')",
    "complex(b'1')",
    'complex(1,2)',
    "complex('1',2)",
    "complex(1,'2')",
    'complex(None)',
    'complex(1,None)',
    'complex(Plain())',
    'complex(real=1,imag=2)',
    'complex(1,2,3)',
    "complex.from_number('1')",
    'complex.from_number(3)',
    '1j/0',
    '0j**-1',
    '0j**(1+1j)',
    '1j**2',
    '(1+2j)**10',
    '(1+2j)**-10',
    '(1+2j)**100',
    '(1+2j)**101',
    '(1+2j)**0.5',
    'pow(1j,2,3)',
    '1j//2',
    '1j%2',
    'divmod(1j,2)',
    'abs(3+4j)',
    "abs(complex('inf'))",
    'abs(complex(1e308,1e308))',
    '1e308j*1e308j',
    '(1e200+1e200j)**2',
    '(1e200+1e200j)**2.5',
    'bool(0j)',
    '-(1+0j)',
    '1+2j',
    'complex(-0.0,-0.0)',
    'complex(1,-0.0)',
    "complex(float('nan'),1)",
    '(1+2j).__getnewargs__()',
    '(1+2j).__complex__()',
    'int(1j)',
    'float(1j)',
    '1j > 2',
    '1.0*1j',
    "complex(1,float('inf'))*2",
    "complex('\\xa01j\\x1c')",
    "complex('\\ud800')",
    "complex('1_0j')",
    "complex('_1j')",
    "complex('1e')",
    "complex('1+')",
    "complex('1+j')",
    "complex('1-J')",
    "complex('(1')",
    "complex('()')",
    "complex('1j1')",
    "complex('infj')",
    "complex('inf+nanj')",
    "complex('1e400')",
    "complex('++1')",
    "complex('1+-2j')",
    "complex('1+2j ')",
    "complex('1+ 2j')",
    "complex('+j')",
    "complex(' j ')",
    "complex('(j)')",
    "complex('( j )x')",
    "complex('1\\x002')",
    "1j*float('inf')",
    "complex(float('inf'),1)*complex(1,1)",
    "complex(1,1)/complex(0,float('inf'))",
    '1/(1+1j)',
    '2.0-1j',
    '2.0+complex(1,-0.0)',
    '1j-2.0',
    '-0.0-1j',
    'complex(-0.0,-0.0)+0.0',
    "2.0*complex(1,float('inf'))",
    "complex(1,float('inf'))/2.0",
    "2/complex(0,float('inf'))",
    'complex(1,2)/True',
    '1j+True',
    '(1+2j)**0',
    '0j**0',
    '(1+2j)**3',
    '(1+2j)**3.0',
    '(1+2j)**(3+0j)',
    '(1+2j)**1e100',
    '(2+0j)**-2',
    '(1e-200+0j)**3',
    '2**1j',
    '0**1j',
    '0.0**(1j)',
    '0j**2',
    '0j**(2+1j)',
    "hash(complex('nan'))==hash(complex('nan'))",
    'complex(1.5)==1.5',
    'complex(2**53+1)==2**53+1',
    'complex(2**53)==2**53',
    'repr(complex(1e16,1e-5))',
    'str(1.5j)',
    'repr(complex(-0.0,1))',
    'repr(complex(0.0,1))',
    "repr(complex(float('nan'),float('-inf')))",
    '(1+2j).real',
    'type((1+2j).conjugate())',
    'complex(True)',
    "complex('5')",
):
    show(text)
