# Context variables, weak references, generic aliases, unions, proxies and namespaces answer as CPython's.
def t(f):
    try: print('ok',repr(f()))
    except BaseException as e: print(type(e).__name__, e)
import _contextvars as contextvars, gc, _weakref
v=contextvars.ContextVar('v',default=3); w=contextvars.ContextVar('w')
c=contextvars.copy_context()
tok=None
def f():
    global tok; tok=v.set(9); return v.get()
for q in [lambda:v, lambda:w.get(), lambda:w.get(5), lambda:v.get(), lambda:c.run(f), lambda:c[v], lambda:v.get(), lambda:tok, lambda:v.reset(tok), lambda:c.run(v.reset,tok), lambda:c.run(v.reset,tok), lambda:tok, lambda:tok.old_value, lambda:tok.var, lambda:v.reset(1), lambda:contextvars.ContextVar(), lambda:contextvars.ContextVar(1), lambda:contextvars.ContextVar('a',x=1), lambda:c, lambda:list(c), lambda:c.get(w), lambda:c[w], lambda:c[1], lambda:w in c, lambda:1 in c, lambda:c.copy()==c, lambda:c<c, lambda:hash(c), lambda:contextvars.Context(1), lambda:c.run(), lambda:c.run(c.run,f), lambda:contextvars.Token(), lambda:contextvars.Token.MISSING, lambda:contextvars.ContextVar[int], lambda:len(c), lambda:list(c.items()), lambda:c.get(v,2,3), lambda:c.get(1), lambda:v.name, lambda:v.get(1,2), lambda:v.set(), lambda:(lambda t:(t.__enter__() is t, t.__exit__(None,None,None), v.get()))(v.set(4))]: t(q)
for q in [lambda:gc.get_threshold(), lambda:gc.set_threshold(), lambda:gc.set_threshold(1,2,3,4), lambda:gc.set_threshold('a'), lambda:gc.collect(3), lambda:gc.collect('a'), lambda:gc.get_objects(5), lambda:gc.is_tracked([]), lambda:gc.is_finalized(1), lambda:gc.isenabled(), lambda:gc.get_debug(), lambda:gc.DEBUG_LEAK, lambda:gc.callbacks]: t(q)
class N:
    def __del__(s): print('del N')
n=N(); n.s=n; del n; print(gc.collect()>0)
class A: pass
a=A()
ref=_weakref.ref
r=ref(a)
def cb(x): print('cb',x)
r2=ref(a,cb)
p=_weakref.proxy(a)
for q in [lambda:r, lambda:r() is a, lambda:r==ref(a), lambda:r is ref(a), lambda:r2.__callback__ is cb, lambda:_weakref.getweakrefcount(a), lambda:p, lambda:str(p)[:10], lambda:p.x, lambda:setattr(p,'x',3), lambda:p.x, lambda:hash(p), lambda:hash(r)==hash(a), lambda:ref(1), lambda:ref([]), lambda:ref(), lambda:ref(a,callback=1), lambda:ref(a,None,1), lambda:r<r, lambda:r==1, lambda:ref[int], lambda:type(p), lambda:p+1, lambda:p(), lambda:_weakref.proxy(cb)(3), lambda:_weakref.proxy(1), lambda:p.__class__, lambda:len(p), lambda:p==a, lambda:bool(p), lambda:iter(p), lambda:next(p), lambda:r(1), lambda:r(x=1)]: t(q)
del a
for q in [lambda:r, lambda:r(), lambda:r2, lambda:p.x, lambda:repr(p), lambda:str(p), lambda:bool(p), lambda:r==r2, lambda:r2.__callback__,lambda:hash(r2)]: t(q)
import _types as types
l=list[int]; G=types.GenericAlias
for q in [lambda:l, lambda:l[int], lambda:l(), lambda:l.append, lambda:l.__origin__, lambda:l.__args__, lambda:l.__mro_entries__(()), lambda:isinstance([],l), lambda:issubclass(list,l), lambda:l==list[int], lambda:hash(l)==hash(list[int]), lambda:l.__reduce__(), lambda:list(iter(l)), lambda:tuple[int,...], lambda:tuple[()], lambda:G(), lambda:G(1,2), lambda:G(list,int,x=1), lambda:list['int'], lambda:list[[int,str]], lambda:list[None], lambda:l.foo, lambda:setattr(l,'x',1), lambda:int|str, lambda:int|None, lambda:int|str|int, lambda:(int|str)|float, lambda:int|list[int], lambda:l|None, lambda:None|int, lambda:int|'str', lambda:int|1, lambda:(int|str).__args__, lambda:isinstance(1,int|str), lambda:issubclass(int,int|None), lambda:hash(int|str)==hash(str|int), lambda:(int|str)==(str|int), lambda:(int|str).__origin__, lambda:(int|str).x, lambda:(int|str)[int], lambda:(int|str)(), lambda:(int|str).__name__, lambda:(int|str).__module__, lambda:(int|str).__mro_entries__(())]: t(q)
M=types.MappingProxyType; d=M({'a':1}); S=types.SimpleNamespace
for q in [lambda:M(1), lambda:M([]), lambda:M(), lambda:d, lambda:str(d), lambda:d|{'b':2}, lambda:{'b':2}|d, lambda:d|1, lambda:d.__ior__(1), lambda:d=={'a':1}, lambda:d<1, lambda:hash(d), lambda:d.get(), lambda:d.get('x'), lambda:d.get('x',5), lambda:d.keys(), lambda:d.copy(), lambda:list(reversed(d)), lambda:M[int], lambda:d.x, lambda:S(1), lambda:S({'a':1}), lambda:S({1:1}), lambda:S([('a',1)],b=2), lambda:S(1,2), lambda:S(a=1,b=2), lambda:S(a=1)==S(a=1), lambda:S(a=1)<S(a=1), lambda:S(a=1).b, lambda:S(a=1).__reduce__(), lambda:S(a=1).__replace__(b=2), lambda:S(a=1).__replace__(1), lambda:hash(S()), lambda:type('Q',(S,),{})(a=1), lambda:len(d), lambda:d['x'], lambda: 'a' in d]: t(q)
s=S(a=1); s.b=s; print(s)
