# tests/python/bytes/percent_formats_values.py
# bytes % args.
x = 1


def show(text):
    try:
        print(text, "->", repr(eval(text)))
    except BaseException as error:
        print(text, "->", type(error).__name__ + ":", error)


for line in r"""
b'%5%'%()
b'%5%'%(1,)
b'%f'%'a'
b'%5s|%-5s|%.2s'%(b'a',b'b',b'cde')
b'%r'%'\xe9'
b'%5r|%.2r'%('a','abc')
b'%c|%5c|%-5c'%(65,66,67)
b'%c'%'\xe9'
b'%c'%1.5
b'%s'%bytearray(b'x')
b'%s'%memoryview(b'x')
b'%(a)s'%{'a':1}
b'%*s'%('a',b'x')
bytearray(b'%d')%3
b'%#x %+d %05d %.3d'%(255,1,2,3)
b'%s'%{}
b'%d'%{}
b'%l'%1
b'%99999999999999999999d'%1
""".strip().split("\n"):
    show(line)
