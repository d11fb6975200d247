# tests/python/numbers/random_twister.py
# _random.Random: the generator, its seeds and its state.
import _random


def show(text):
    try:
        result = repr(eval(text))
    except Exception as error:
        result = f"{type(error).__name__}: {error}"
    print(ascii(text), "->", ascii(result))


for text in (
    '_random.Random(5).random()',
    '_random.Random().seed(None)',
    '_random.Random(5).getrandbits(0)',
    '_random.Random(5).getrandbits(-1)',
    '_random.Random(5).getrandbits(100)',
    '_random.Random(5).getrandbits(10**30)',
    '_random.Random(-5).random()==_random.Random(5).random()',
    '_random.Random(1.5).random()',
    '_random.Random([])',
    '_random.Random(1,2)',
    '_random.Random(x=1)',
    '_random.Random(5).setstate(5)',
    '_random.Random(5).setstate((1,))',
    '_random.Random(5).setstate(tuple([0]*625))',
    '_random.Random(5).setstate(tuple([0]*624+[700]))',
    '_random.Random(5).setstate(tuple([-1]*625))',
    '_random.Random(5).setstate(tuple([2**40]*625))',
    '_random.Random(10**50).random()',
    '_random.Random(0).random()',
    '_random.Random(5).seed(1,2)',
    '_random.Random(5).seed(a=1)',
):
    show(text)
