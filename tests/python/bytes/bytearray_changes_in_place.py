# tests/python/bytes/bytearray_changes_in_place.py
# bytearray: growth, slices assigned and deleted, and the lock while a buffer is lent out.

a = bytearray(b"hello world")
sizes = []
grow = bytearray()
for i in range(40):
    grow.append(i)
    sizes.append(grow.__alloc__())
print(sizes)
del grow[:20]
print(grow, grow.__alloc__())
grow += b"abc"
print(len(grow), grow.__alloc__())

a[0] = 72
a[-1:] = b"D!"
print(a)
a[2:4] = b""
print(a)
a[1:1] = b"<insert>"
print(a)
a[::2] = b"." * len(a[::2])
print(a)
del a[::3]
print(a)
del a[0]
del a[-2:]
print(a)
a[1:3] = [65, 66, 67]
print(a)
a[::-1] = a
print(a)
a.extend([1, 2, 3])
a.extend(b"ab")
a.extend(iter([4]))
a.extend(a)
print(a)
a.insert(0, 9)
a.insert(100, 8)
a.insert(-1, 7)
print(a.pop(), a.pop(0), a.pop(-2), a)
a.remove(65)
a.reverse()
print(a)
a *= 2
try:
    a += a
except BufferError as error:
    print(error)
print(len(a))
b = a
b += b"x"
print(b is a, len(a))
a.clear()
print(a, a.copy(), a == b"", a.__reduce_ex__(2))
a = bytearray(b"abc")
a.resize(5)
print(a)
a.resize(2)
print(a, a.__reduce_ex__(3), a.__reduce__())
m = memoryview(a)
for change in (lambda: a.append(1), lambda: a.clear(), lambda: a.pop(), lambda: a.extend(b"x"), lambda: a.__delitem__(0),
               lambda: a.__setitem__(slice(0, 1), b"xyz"), lambda: a.__iadd__(b"x")):
    try:
        change()
        print("changed", a)
    except BufferError as error:
        print(error)
a[0] = 120
a[0:1] = b"q"
print(m.tobytes())
m.release()
a.append(33)
print(a)
print(bytearray("h\u00e9", "utf-8"), bytearray(3), bytearray([1, 2]), bytearray(b"x"), bytearray(), bytearray(range(3)))
it = iter(bytearray(b"xyz"))
print(next(it), it.__length_hint__(), it.__reduce__()[1:], list(it))


class Sub(bytearray):
    pass


s = Sub(b"abc")
print(repr(s), type(s[:]), type(s + b"x"), s.__reduce_ex__(3)[1:])
a = bytearray(b"0123456789")
for i in range(9):
    del a[:1]
    a += b"ab"
print(a)
