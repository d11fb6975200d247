import itertools as it, _operator as o, _functools as f
L=list
print(L(it.islice(it.count(),5)), L(it.islice(it.count(2.5,.5),3)), L(it.islice(it.count(2**62-2),5)), L(it.islice(it.count(10,-3),5)))
print(L(it.islice(it.cycle('abc'),7)), L(it.cycle([])), L(it.repeat(3,3)), o.length_hint(it.repeat(1,5)))
print(L(it.accumulate([1,2,3,4])), L(it.accumulate([1,2,3],lambda a,b:a*b,initial=10)), L(it.accumulate([],initial=4)), L(it.accumulate([])))
print(L(it.chain([1],(2,3),'x')), L(it.chain.from_iterable(['ab','cd'])), it.chain[int])
print(L(it.compress('abcdef',[1,0,1,0,1])), L(it.dropwhile(lambda x:x<3,[1,2,3,1])), L(it.takewhile(lambda x:x<3,[1,2,3,1])), L(it.filterfalse(None,[0,1,2,''])), L(it.filterfalse(lambda x:x%2,range(6))))
print([(k,L(g)) for k,g in it.groupby('aaabbc')], [(k,L(g)) for k,g in it.groupby([1,2,3,4,5],lambda x:x//2)])
g=it.groupby('aab'); a=next(g); b=next(g); print(a[0],b[0],L(a[1]),L(b[1]))
print(L(it.islice('abcdefg',2,None,2)),L(it.islice('abcdefg',0)), L(it.islice('abc',None)), L(it.islice(range(100),3,50,7)))
print(L(it.starmap(pow,[(2,3),(3,2)])))
a,b,c=it.tee(range(200),3); print(sum(a),L(b)[-3:],next(c)); d=it.tee(c,2); print([next(x) for x in d], next(c))
print(L(it.zip_longest('abc','d',[])), L(it.zip_longest('ab','c',fillvalue='-')))
print(L(it.product('ab',[1,2])), L(it.product([0,1],repeat=3)), L(it.product()), L(it.product([],[1])))
print(L(it.permutations('abc')), L(it.permutations('abcd',2)), L(it.permutations('abc',0)), L(it.permutations([1],3)))
print(L(it.combinations('abcd',2)), L(it.combinations('abc',0)), L(it.combinations('ab',3)))
print(L(it.combinations_with_replacement('abc',2)), L(it.combinations_with_replacement('',0)))
print(L(it.pairwise('abcd')), L(it.pairwise('a')), L(it.batched('abcdefg',3)), L(it.batched('',2)))
x=it.product('ab',repeat=2); print(next(x), [hash(i)==hash(tuple(i)) for i in x], x.__sizeof__(), it.permutations('abcd',2).__sizeof__(), it.combinations('abc',2).__sizeof__())
p=f.partial(max,1,2); print(p(3), p.func, p.args, p.keywords); p.x=1; print(p.__dict__, p)
P=f.Placeholder; q=f.partial(print,P,2,P,4); print(q); q(1,3,5); q2=f.partial(q,10); print(q2); q2(30)
r=f.partial(dict,a=1,b=2); print(r(b=3,c=4), f.partial(r,c=9), f.partial(r,c=9)(a=0))
class A:
    m=f.partial(lambda self,x:(type(self).__name__,x), x=4)
    n=f._lru_cache_wrapper(lambda self,y: y*2, 3, False, tuple)
print(A().m(), A().n(4))
print(f.reduce(lambda a,b:a+b,[1,2,3]), f.reduce(o.mul,[],7))
print(sorted([3,1,2],key=f.cmp_to_key(lambda a,b:b-a)))
class I:
    def __init__(s,*a): s.a=a
    def __repr__(s): return repr(s.a)
def mk(n,typed=False):
    calls=[]
    def fn(*a,**k):
        calls.append((a,k)); return len(calls)
    return f._lru_cache_wrapper(fn,n,typed,I)
for n in (None,0,2,5):
    w=mk(n); print([w(i%4) for i in range(12)], w.cache_info(), w(1,a=2), w(a=2), w(1.0), w(1), w())
    w.cache_clear(); print(w.cache_info())
w=mk(3,True); print(w(1),w(1.0),w(True),w(1),w(1.0), w.cache_info())
try: w([])
except TypeError as e: print(e)
w.z=3; print(w.__dict__)
print(o.itemgetter(1,2)([1,2,3]), o.itemgetter(1)('abc'), o.attrgetter('real','imag')(3), o.attrgetter('__class__.__name__')(3), o.methodcaller('split','a',maxsplit=1)('1a2a3'), o.methodcaller('upper')('x'))
print(o.call(dict,a=1), o.indexOf('abc','c'), o.countOf([1,1,2],1), o.length_hint([1]), o.concat([1],[2]), o.iconcat([1],(2,)), o._compare_digest('a','a'), o._compare_digest(b'a',b'b'))
def rec(n):
    return n if n<2 else R(n-1)+R(n-2)
R=f._lru_cache_wrapper(rec,None,False,I); print(R(100), R.cache_info())
R=f._lru_cache_wrapper(rec,5,False,I); print(R(50), R.cache_info())
