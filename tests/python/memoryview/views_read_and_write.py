# tests/python/memoryview/views_read_and_write.py
# memoryview: items, slices, casts, comparison, and what it refuses.
b = b"abcdef"
m = memoryview(b)
ba = bytearray(b)
w = memoryview(ba)
i = memoryview(bytes(range(1, 17))).cast("i")
z = memoryview(b"abcdefgh").cast("B", [2, 4])
r = memoryview(b"x")
r.release()


def show(text):
    try:
        print(text, "->", repr(eval(text)))
    except BaseException as error:
        print(text, "->", type(error).__name__ + ":", error)


for line in r"""
memoryview(1)
memoryview()
m[0]
m[1:3].tolist()
m[10]
m['a']
m[1.5]
w.__setitem__(0,300)
w.__setitem__(0,'a')
w.__setitem__(0,1.5)
m.__setitem__(0,1)
w.__delitem__(0)
w.__setitem__(slice(0,2),b'xy')
w.__setitem__(slice(0,2),b'xyz')
w.__setitem__(slice(0,2),1)
m.tobytes()
m.tobytes('F')
m.tobytes('X')
m.tolist()
m.cast('i')
m[::2].cast('B')
z.tolist()
z[1,2]
z[1]
z[0:1].tolist()
z[5,5]
z['a',1]
z.shape,z.strides
len(z)
len(memoryview(b'').cast('B'))
m==b
m==ba
m!=b
m<b
hash(m)==hash(b)
hash(w)
r[0]
r.tolist()
len(r)
m.hex()
m.hex(':')
list(m)
list(reversed(m))
3 in m
w.toreadonly().readonly
m.index(98)
m.index(200)
m.count(97)
m.__enter__() is m
memoryview(b).__class_getitem__(int)
m[1:3]==b'bc'
memoryview(memoryview(b)).obj
w[0:1].cast('c')[0]
w.cast('?')[0]
w.cast('d')
m.cast('B',1)
m.cast(1)
m.cast('BB')
m.cast('@B').format
m.cast('<B')
memoryview(b'').tolist()
ba.append(1)
z.tobytes()
z.hex()
i.tolist()
i[1]
i[::2].tolist()
i[::-1].tolist()
i.format, i.itemsize, i.nbytes, i.shape, i.strides, i.ndim, i.suboffsets, i.readonly
i.c_contiguous, i.f_contiguous, i.contiguous
i.cast("B").tolist()
i.cast("h")
i.cast("B", (4, 4)).tolist()
i.cast("B", (4, 5))
i[::2].cast("B")
bytes(i[::2])
i[::2] == i[::2]
i == i.cast("B")
hash(i)
m[::-1].tobytes()
m[1:4][::-1].tolist()
z.tobytes("F")
z[::-1].tolist()
w[1:3] == w[1:3]
memoryview(w).readonly
w.cast("b").__setitem__(0, -5)
w.cast("b").__setitem__(0, 200)
w.cast("c").__setitem__(0, b"q")
w.cast("c").__setitem__(0, b"qq")
w.cast("?").__setitem__(1, [])
bytes(ba)
w.__setitem__(slice(None, None, 2), b"XYZ")
bytes(ba)
w.__setitem__(slice(0, 4), w[2:6])
bytes(ba)
m.__exit__(None, None, None)
m.tolist()
""".strip().split("\n"):
    show(line)
