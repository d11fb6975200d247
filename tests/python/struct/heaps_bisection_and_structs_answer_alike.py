import _heapq as h, _bisect as b, _struct as s
r=1; L=[]
def rnd():
    global r; r=(r*1103515245+12345)%(1<<31); return r>>16
for i in range(300): h.heappush(L,rnd()%100)
print(L[:20], [h.heappop(L) for _ in range(50)], L[:10], h.heapreplace(L,3), h.heappushpop(L,1000), L[:10])
M=[rnd()%1000 for _ in range(200)]; N=M[:]; h.heapify(M); print(M[:50]); h.heapify_max(N); print(N[:50], h.heappop_max(N), h.heapreplace_max(N,5), h.heappushpop_max(N,2000), h.heappush_max(N,77), N[:30])
S=[]
for i in range(100): b.insort_right(S,rnd()%50); b.insort_left(S,rnd()%50, key=lambda x:x)
print(S, b.bisect_left(S,20), b.bisect_right(S,20), b.bisect_left([3,2,1],2,key=lambda x:-x), b.bisect_right(S,20,5,9))
import struct
vals=[0,1,-1,1.5,-2.25,65504.0,65519.9,1e-8,6e-8,5.96e-8,2.98e-8,3e-8,1e-5,6.1e-5,0.1,-0.0,float('inf'),float('nan'),3.14159,1000.7]
for v in vals:
    for f in ('<e','>e','<f','>d'):
        p=s.pack(f,v); print(v,f,p,s.unpack(f,p))
for i in range(0,65536,37):
    p=i.to_bytes(2,'little'); u=s.unpack('<e',p)[0]
    if u==u: assert s.pack('<e',u)==p,(i,u)
x=s.pack('>5s3p?bBhHiIlLqQfdexxF', b'hi', b'yo!', 5, -3, 200, -300, 60000, -5, 4000000000, -7, 4000000001, -1<<60, 1<<63, 1.5, 2.5, 3.5, 1+2j)
print(x, s.unpack('>5s3p?bBhHiIlLqQfdexxF',x))
x=s.pack('@bhilqnNP?cde', -1,-2,-3,-4,-5,-6,7,8,True,b'z',1.25,.5); print(x, s.unpack('@bhilqnNP?cde',x), s.calcsize('@bhilqnNP?cde'), s.calcsize('@xl'), s.calcsize('=xl'))
ba=bytearray(12); s.pack_into('<hh',ba,2,5,-6); s.pack_into('<h',ba,-2,77); print(ba, s.unpack_from('<h',ba,offset=2), s.unpack_from('<h',ba,-2), s.unpack_from('<h',buffer=ba))
S=s.Struct('<hh'); print(list(S.iter_unpack(bytes(range(8)))), S.iter_unpack(bytes(8)).__length_hint__(), S.format, S.size, S, s.error, s.error.__mro__, s.error.__module__)
class II:
    def __index__(self): return 7
print(s.pack('<i',II()), s.unpack('',b''), s.pack(''))
