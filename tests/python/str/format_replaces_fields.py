# tests/python/str/format_replaces_fields.py
# str.format and format_map: fields, names, nested specifications, and what they refuse.
class Mapping:
    def __getitem__(self, key):
        return "M" + str(key)


class Holder:
    x = 5
    y = [1, 2, {"k": "v"}]


m = Mapping()
a = Holder()


def show(text):
    try:
        print(text, "->", repr(eval(text)))
    except BaseException as error:
        print(text, "->", type(error).__name__ + ":", error)


for line in r"""
'{'.format()
'}'.format()
'{0'.format(1)
'{0!'.format(1)
'{0!r'.format(1)
'{0!x}'.format(1)
'{0!rr}'.format(1)
'{0!r:}'.format('a')
'{}{1}'.format(1,2)
'{1}{}'.format(1,2)
'{5}'.format(1)
'{a}'.format()
'{a.x} {a.y[2][k]}'.format(a=a)
'{a.}'.format(a=a)
'{a[}'.format(a=a)
'{a[]}'.format(a=a)
'{a[0]x}'.format(a=[1])
'{.x}'.format(a)
'{[0]}'.format([7])
'{0[k]}'.format({'k':1})
'{0[-1]}'.format([1])
'{0[99999999999999999999]}'.format([1])
'{99999999999999999999}'.format(1)
'{:{}}'.format('a',5)
'{:{}{}}'.format('a','>',5)
'{:{:{}}}'.format('a','>',5)
'{0:{1:{2}}}'.format('a','>',5)
'{{}}'.format()
'{{{0}}}'.format(1)
'}}'.format()
'a}b'.format()
'{a!s:>5}|'.format(a=1)
'{!r:10}|'.format('a')
'{:%}'.format(0.5)
'{0:}'.format(3)
'{0!}'.format(3)
'{0!:}'.format(3)
'{0!s5}'.format(3)
'{ 0}'.format(3)
'{0 }'.format(3)
'{a b}'.format(**{'a b':1})
'{}'.format()
'{0.x.z}'.format(a)
'{a}'.format_map(m)
'{0}'.format_map([1])
'{}'.format_map(m)
'{a[b]}'.format_map({'a':{'b':1}})
'{:{a}}'.format_map({'a':1})
'{0:{0}}'.format(3)
""".strip().split("\n"):
    show(line)
