/* Made by tools/record_syntax_cases.py with CPython 3.14.8. SPDX-License-Identifier: MIT */
static const struct { const char *mode; unsigned flags; const char *source, *dump, *error; } cases[] = {
    {"exec", 0x0,
     "x = 1 + 2 * 3\012def f(a, b=2, /, c=3, *d: int, e, f=1, **g) -> int:\012    if a: retu"
     "rn 1\012    elif b:\012        pass\012    else: x\012    for i in range(3): print(i, end=''"
     ")\012class C[T: int = str, *Ts, **P](A, metaclass=M):\012    \"\"\"doc\"\"\"\012    x: int = 3\012"
     "    (y): int\012type X[T] = list[T]\012with (open(a) as f, g as (h, i)): pass\012with (a)"
     ": pass\012with (yield): pass\012match x:\012    case [1, *_, {'a': b, **c}] if z: pass\012  "
     "  case C(a, b=1) | None: pass\012    case -1+2j as q: pass\012    case _: pass\012match ="
     " 3\012match[a]: int\012print(match (x))\012try: pass\012except* A as b: pass\012else: pass\012fina"
     "lly: pass\012try: pass\012except A, B: pass\012lambda *a, b=1: (yield)\012f\"a{x!r:>{w}}{y=}b"
     "\" 'c'\012t\"{a}\"\012a, *b = c = d\012del a, (b, c)\012x[1:2, ::3, *a]\012f(a, *b, c=1, **d)\012f(x "
     "for x in y if z async for w in q)\012{**a, 1: 2}; {1, *b}; {a: b for c in d}; [*a, "
     "b]; (); (a,)\012not a < b <= c is not d not in e\012@dec\012async def g():\012    await x **"
     " -y\012    async with a as b, c: pass\012    async for x in y: pass\012a if b else c\012if ("
     "n := 10) > 5: pass\012global a, b\012assert a, b\012raise a from b\012from . import x as y, "
     "z\012from .. a.b import (c, d,)\012import a.b.c as d\0121_000, 0xff, 1e5, 1.5j, 0o17, 0b1"
     "1, 99999999999999999999999999\012\"a\\x41\\u1234\\N{BULLET}\\n\"; b\"\\x00\\377\"\012\303\251 = \357\254\201",
     "Module(body=[Assign(targets=[Name(id='x', ctx=Store(), lineno=1, col_offset=0, e"
     "nd_lineno=1, end_col_offset=1)], value=BinOp(left=Constant(value=1, lineno=1, co"
     "l_offset=4, end_lineno=1, end_col_offset=5), op=Add(), right=BinOp(left=Constant"
     "(value=2, lineno=1, col_offset=8, end_lineno=1, end_col_offset=9), op=Mult(), ri"
     "ght=Constant(value=3, lineno=1, col_offset=12, end_lineno=1, end_col_offset=13),"
     " lineno=1, col_offset=8, end_lineno=1, end_col_offset=13), lineno=1, col_offset="
     "4, end_lineno=1, end_col_offset=13), lineno=1, col_offset=0, end_lineno=1, end_c"
     "ol_offset=13), FunctionDef(name='f', args=arguments(posonlyargs=[arg(arg='a', li"
     "neno=2, col_offset=6, end_lineno=2, end_col_offset=7), arg(arg='b', lineno=2, co"
     "l_offset=9, end_lineno=2, end_col_offset=10)], args=[arg(arg='c', lineno=2, col_"
     "offset=17, end_lineno=2, end_col_offset=18)], vararg=arg(arg='d', annotation=Nam"
     "e(id='int', ctx=Load(), lineno=2, col_offset=26, end_lineno=2, end_col_offset=29"
     "), lineno=2, col_offset=23, end_lineno=2, end_col_offset=29), kwonlyargs=[arg(ar"
     "g='e', lineno=2, col_offset=31, end_lineno=2, end_col_offset=32), arg(arg='f', l"
     "ineno=2, col_offset=34, end_lineno=2, end_col_offset=35)], kw_defaults=[None, Co"
     "nstant(value=1, lineno=2, col_offset=36, end_lineno=2, end_col_offset=37)], kwar"
     "g=arg(arg='g', lineno=2, col_offset=41, end_lineno=2, end_col_offset=42), defaul"
     "ts=[Constant(value=2, lineno=2, col_offset=11, end_lineno=2, end_col_offset=12),"
     " Constant(value=3, lineno=2, col_offset=19, end_lineno=2, end_col_offset=20)]), "
     "body=[If(test=Name(id='a', ctx=Load(), lineno=3, col_offset=7, end_lineno=3, end"
     "_col_offset=8), body=[Return(value=Constant(value=1, lineno=3, col_offset=17, en"
     "d_lineno=3, end_col_offset=18), lineno=3, col_offset=10, end_lineno=3, end_col_o"
     "ffset=18)], orelse=[If(test=Name(id='b', ctx=Load(), lineno=4, col_offset=9, end"
     "_lineno=4, end_col_offset=10), body=[Pass(lineno=5, col_offset=8, end_lineno=5, "
     "end_col_offset=12)], orelse=[Expr(value=Name(id='x', ctx=Load(), lineno=6, col_o"
     "ffset=10, end_lineno=6, end_col_offset=11), lineno=6, col_offset=10, end_lineno="
     "6, end_col_offset=11)], lineno=4, col_offset=4, end_lineno=6, end_col_offset=11)"
     "], lineno=3, col_offset=4, end_lineno=6, end_col_offset=11), For(target=Name(id="
     "'i', ctx=Store(), lineno=7, col_offset=8, end_lineno=7, end_col_offset=9), iter="
     "Call(func=Name(id='range', ctx=Load(), lineno=7, col_offset=13, end_lineno=7, en"
     "d_col_offset=18), args=[Constant(value=3, lineno=7, col_offset=19, end_lineno=7,"
     " end_col_offset=20)], lineno=7, col_offset=13, end_lineno=7, end_col_offset=21),"
     " body=[Expr(value=Call(func=Name(id='print', ctx=Load(), lineno=7, col_offset=23"
     ", end_lineno=7, end_col_offset=28), args=[Name(id='i', ctx=Load(), lineno=7, col"
     "_offset=29, end_lineno=7, end_col_offset=30)], keywords=[keyword(arg='end', valu"
     "e=Constant(value='', lineno=7, col_offset=36, end_lineno=7, end_col_offset=38), "
     "lineno=7, col_offset=32, end_lineno=7, end_col_offset=38)], lineno=7, col_offset"
     "=23, end_lineno=7, end_col_offset=39), lineno=7, col_offset=23, end_lineno=7, en"
     "d_col_offset=39)], lineno=7, col_offset=4, end_lineno=7, end_col_offset=39)], re"
     "turns=Name(id='int', ctx=Load(), lineno=2, col_offset=47, end_lineno=2, end_col_"
     "offset=50), lineno=2, col_offset=0, end_lineno=7, end_col_offset=39), ClassDef(n"
     "ame='C', bases=[Name(id='A', ctx=Load(), lineno=8, col_offset=32, end_lineno=8, "
     "end_col_offset=33)], keywords=[keyword(arg='metaclass', value=Name(id='M', ctx=L"
     "oad(), lineno=8, col_offset=45, end_lineno=8, end_col_offset=46), lineno=8, col_"
     "offset=35, end_lineno=8, end_col_offset=46)], body=[Expr(value=Constant(value='d"
     "oc', lineno=9, col_offset=4, end_lineno=9, end_col_offset=13), lineno=9, col_off"
     "set=4, end_lineno=9, end_col_offset=13), AnnAssign(target=Name(id='x', ctx=Store"
     "(), lineno=10, col_offset=4, end_lineno=10, end_col_offset=5), annotation=Name(i"
     "d='int', ctx=Load(), lineno=10, col_offset=7, end_lineno=10, end_col_offset=10),"
     " value=Constant(value=3, lineno=10, col_offset=13, end_lineno=10, end_col_offset"
     "=14), simple=1, lineno=10, col_offset=4, end_lineno=10, end_col_offset=14), AnnA"
     "ssign(target=Name(id='y', ctx=Store(), lineno=11, col_offset=5, end_lineno=11, e"
     "nd_col_offset=6), annotation=Name(id='int', ctx=Load(), lineno=11, col_offset=9,"
     " end_lineno=11, end_col_offset=12), simple=0, lineno=11, col_offset=4, end_linen"
     "o=11, end_col_offset=12)], type_params=[TypeVar(name='T', bound=Name(id='int', c"
     "tx=Load(), lineno=8, col_offset=11, end_lineno=8, end_col_offset=14), default_va"
     "lue=Name(id='str', ctx=Load(), lineno=8, col_offset=17, end_lineno=8, end_col_of"
     "fset=20), lineno=8, col_offset=8, end_lineno=8, end_col_offset=20), TypeVarTuple"
     "(name='Ts', lineno=8, col_offset=22, end_lineno=8, end_col_offset=25), ParamSpec"
     "(name='P', lineno=8, col_offset=27, end_lineno=8, end_col_offset=30)], lineno=8,"
     " col_offset=0, end_lineno=11, end_col_offset=12), TypeAlias(name=Name(id='X', ct"
     "x=Store(), lineno=12, col_offset=5, end_lineno=12, end_col_offset=6), type_param"
     "s=[TypeVar(name='T', lineno=12, col_offset=7, end_lineno=12, end_col_offset=8)],"
     " value=Subscript(value=Name(id='list', ctx=Load(), lineno=12, col_offset=12, end"
     "_lineno=12, end_col_offset=16), slice=Name(id='T', ctx=Load(), lineno=12, col_of"
     "fset=17, end_lineno=12, end_col_offset=18), ctx=Load(), lineno=12, col_offset=12"
     ", end_lineno=12, end_col_offset=19), lineno=12, col_offset=0, end_lineno=12, end"
     "_col_offset=19), With(items=[withitem(context_expr=Call(func=Name(id='open', ctx"
     "=Load(), lineno=13, col_offset=6, end_lineno=13, end_col_offset=10), args=[Name("
     "id='a', ctx=Load(), lineno=13, col_offset=11, end_lineno=13, end_col_offset=12)]"
     ", lineno=13, col_offset=6, end_lineno=13, end_col_offset=13), optional_vars=Name"
     "(id='f', ctx=Store(), lineno=13, col_offset=17, end_lineno=13, end_col_offset=18"
     ")), withitem(context_expr=Name(id='g', ctx=Load(), lineno=13, col_offset=20, end"
     "_lineno=13, end_col_offset=21), optional_vars=Tuple(elts=[Name(id='h', ctx=Store"
     "(), lineno=13, col_offset=26, end_lineno=13, end_col_offset=27), Name(id='i', ct"
     "x=Store(), lineno=13, col_offset=29, end_lineno=13, end_col_offset=30)], ctx=Sto"
     "re(), lineno=13, col_offset=25, end_lineno=13, end_col_offset=31))], body=[Pass("
     "lineno=13, col_offset=34, end_lineno=13, end_col_offset=38)], lineno=13, col_off"
     "set=0, end_lineno=13, end_col_offset=38), With(items=[withitem(context_expr=Name"
     "(id='a', ctx=Load(), lineno=14, col_offset=6, end_lineno=14, end_col_offset=7))]"
     ", body=[Pass(lineno=14, col_offset=10, end_lineno=14, end_col_offset=14)], linen"
     "o=14, col_offset=0, end_lineno=14, end_col_offset=14), With(items=[withitem(cont"
     "ext_expr=Yield(lineno=15, col_offset=6, end_lineno=15, end_col_offset=11))], bod"
     "y=[Pass(lineno=15, col_offset=14, end_lineno=15, end_col_offset=18)], lineno=15,"
     " col_offset=0, end_lineno=15, end_col_offset=18), Match(subject=Name(id='x', ctx"
     "=Load(), lineno=16, col_offset=6, end_lineno=16, end_col_offset=7), cases=[match"
     "_case(pattern=MatchSequence(patterns=[MatchValue(value=Constant(value=1, lineno="
     "17, col_offset=10, end_lineno=17, end_col_offset=11), lineno=17, col_offset=10, "
     "end_lineno=17, end_col_offset=11), MatchStar(lineno=17, col_offset=13, end_linen"
     "o=17, end_col_offset=15), MatchMapping(keys=[Constant(value='a', lineno=17, col_"
     "offset=18, end_lineno=17, end_col_offset=21)], patterns=[MatchAs(name='b', linen"
     "o=17, col_offset=23, end_lineno=17, end_col_offset=24)], rest='c', lineno=17, co"
     "l_offset=17, end_lineno=17, end_col_offset=30)], lineno=17, col_offset=9, end_li"
     "neno=17, end_col_offset=31), guard=Name(id='z', ctx=Load(), lineno=17, col_offse"
     "t=35, end_lineno=17, end_col_offset=36), body=[Pass(lineno=17, col_offset=38, en"
     "d_lineno=17, end_col_offset=42)]), match_case(pattern=MatchOr(patterns=[MatchCla"
     "ss(cls=Name(id='C', ctx=Load(), lineno=18, col_offset=9, end_lineno=18, end_col_"
     "offset=10), patterns=[MatchAs(name='a', lineno=18, col_offset=11, end_lineno=18,"
     " end_col_offset=12)], kwd_attrs=['b'], kwd_patterns=[MatchValue(value=Constant(v"
     "alue=1, lineno=18, col_offset=16, end_lineno=18, end_col_offset=17), lineno=18, "
     "col_offset=16, end_lineno=18, end_col_offset=17)], lineno=18, col_offset=9, end_"
     "lineno=18, end_col_offset=18), MatchSingleton(value=None, lineno=18, col_offset="
     "21, end_lineno=18, end_col_offset=25)], lineno=18, col_offset=9, end_lineno=18, "
     "end_col_offset=25), body=[Pass(lineno=18, col_offset=27, end_lineno=18, end_col_"
     "offset=31)]), match_case(pattern=MatchAs(pattern=MatchValue(value=BinOp(left=Una"
     "ryOp(op=USub(), operand=Constant(value=1, lineno=19, col_offset=10, end_lineno=1"
     "9, end_col_offset=11), lineno=19, col_offset=9, end_lineno=19, end_col_offset=11"
     "), op=Add(), right=Constant(value=2j, lineno=19, col_offset=12, end_lineno=19, e"
     "nd_col_offset=14), lineno=19, col_offset=9, end_lineno=19, end_col_offset=14), l"
     "ineno=19, col_offset=9, end_lineno=19, end_col_offset=14), name='q', lineno=19, "
     "col_offset=9, end_lineno=19, end_col_offset=19), body=[Pass(lineno=19, col_offse"
     "t=21, end_lineno=19, end_col_offset=25)]), match_case(pattern=MatchAs(lineno=20,"
     " col_offset=9, end_lineno=20, end_col_offset=10), body=[Pass(lineno=20, col_offs"
     "et=12, end_lineno=20, end_col_offset=16)])], lineno=16, col_offset=0, end_lineno"
     "=20, end_col_offset=16), Assign(targets=[Name(id='match', ctx=Store(), lineno=21"
     ", col_offset=0, end_lineno=21, end_col_offset=5)], value=Constant(value=3, linen"
     "o=21, col_offset=8, end_lineno=21, end_col_offset=9), lineno=21, col_offset=0, e"
     "nd_lineno=21, end_col_offset=9), AnnAssign(target=Subscript(value=Name(id='match"
     "', ctx=Load(), lineno=22, col_offset=0, end_lineno=22, end_col_offset=5), slice="
     "Name(id='a', ctx=Load(), lineno=22, col_offset=6, end_lineno=22, end_col_offset="
     "7), ctx=Store(), lineno=22, col_offset=0, end_lineno=22, end_col_offset=8), anno"
     "tation=Name(id='int', ctx=Load(), lineno=22, col_offset=10, end_lineno=22, end_c"
     "ol_offset=13), simple=0, lineno=22, col_offset=0, end_lineno=22, end_col_offset="
     "13), Expr(value=Call(func=Name(id='print', ctx=Load(), lineno=23, col_offset=0, "
     "end_lineno=23, end_col_offset=5), args=[Call(func=Name(id='match', ctx=Load(), l"
     "ineno=23, col_offset=6, end_lineno=23, end_col_offset=11), args=[Name(id='x', ct"
     "x=Load(), lineno=23, col_offset=13, end_lineno=23, end_col_offset=14)], lineno=2"
     "3, col_offset=6, end_lineno=23, end_col_offset=15)], lineno=23, col_offset=0, en"
     "d_lineno=23, end_col_offset=16), lineno=23, col_offset=0, end_lineno=23, end_col"
     "_offset=16), TryStar(body=[Pass(lineno=24, col_offset=5, end_lineno=24, end_col_"
     "offset=9)], handlers=[ExceptHandler(type=Name(id='A', ctx=Load(), lineno=25, col"
     "_offset=8, end_lineno=25, end_col_offset=9), name='b', body=[Pass(lineno=25, col"
     "_offset=16, end_lineno=25, end_col_offset=20)], lineno=25, col_offset=0, end_lin"
     "eno=25, end_col_offset=20)], orelse=[Pass(lineno=26, col_offset=6, end_lineno=26"
     ", end_col_offset=10)], finalbody=[Pass(lineno=27, col_offset=9, end_lineno=27, e"
     "nd_col_offset=13)], lineno=24, col_offset=0, end_lineno=27, end_col_offset=13), "
     "Try(body=[Pass(lineno=28, col_offset=5, end_lineno=28, end_col_offset=9)], handl"
     "ers=[ExceptHandler(type=Tuple(elts=[Name(id='A', ctx=Load(), lineno=29, col_offs"
     "et=7, end_lineno=29, end_col_offset=8), Name(id='B', ctx=Load(), lineno=29, col_"
     "offset=10, end_lineno=29, end_col_offset=11)], ctx=Load(), lineno=29, col_offset"
     "=7, end_lineno=29, end_col_offset=11), body=[Pass(lineno=29, col_offset=13, end_"
     "lineno=29, end_col_offset=17)], lineno=29, col_offset=0, end_lineno=29, end_col_"
     "offset=17)], lineno=28, col_offset=0, end_lineno=29, end_col_offset=17), Expr(va"
     "lue=Lambda(args=arguments(vararg=arg(arg='a', lineno=30, col_offset=8, end_linen"
     "o=30, end_col_offset=9), kwonlyargs=[arg(arg='b', lineno=30, col_offset=11, end_"
     "lineno=30, end_col_offset=12)], kw_defaults=[Constant(value=1, lineno=30, col_of"
     "fset=13, end_lineno=30, end_col_offset=14)]), body=Yield(lineno=30, col_offset=1"
     "7, end_lineno=30, end_col_offset=22), lineno=30, col_offset=0, end_lineno=30, en"
     "d_col_offset=23), lineno=30, col_offset=0, end_lineno=30, end_col_offset=23), Ex"
     "pr(value=JoinedStr(values=[Constant(value='a', lineno=31, col_offset=2, end_line"
     "no=31, end_col_offset=3), FormattedValue(value=Name(id='x', ctx=Load(), lineno=3"
     "1, col_offset=4, end_lineno=31, end_col_offset=5), conversion=114, format_spec=J"
     "oinedStr(values=[Constant(value='>', lineno=31, col_offset=8, end_lineno=31, end"
     "_col_offset=9), FormattedValue(value=Name(id='w', ctx=Load(), lineno=31, col_off"
     "set=10, end_lineno=31, end_col_offset=11), conversion=-1, lineno=31, col_offset="
     "9, end_lineno=31, end_col_offset=12)], lineno=31, col_offset=7, end_lineno=31, e"
     "nd_col_offset=12), lineno=31, col_offset=3, end_lineno=31, end_col_offset=13), C"
     "onstant(value='y=', lineno=31, col_offset=14, end_lineno=31, end_col_offset=16),"
     " FormattedValue(value=Name(id='y', ctx=Load(), lineno=31, col_offset=14, end_lin"
     "eno=31, end_col_offset=15), conversion=114, lineno=31, col_offset=13, end_lineno"
     "=31, end_col_offset=17), Constant(value='bc', lineno=31, col_offset=17, end_line"
     "no=31, end_col_offset=23)], lineno=31, col_offset=0, end_lineno=31, end_col_offs"
     "et=23), lineno=31, col_offset=0, end_lineno=31, end_col_offset=23), Expr(value=T"
     "emplateStr(values=[Interpolation(value=Name(id='a', ctx=Load(), lineno=32, col_o"
     "ffset=3, end_lineno=32, end_col_offset=4), str='a', conversion=-1, lineno=32, co"
     "l_offset=2, end_lineno=32, end_col_offset=5)], lineno=32, col_offset=0, end_line"
     "no=32, end_col_offset=6), lineno=32, col_offset=0, end_lineno=32, end_col_offset"
     "=6), Assign(targets=[Tuple(elts=[Name(id='a', ctx=Store(), lineno=33, col_offset"
     "=0, end_lineno=33, end_col_offset=1), Starred(value=Name(id='b', ctx=Store(), li"
     "neno=33, col_offset=4, end_lineno=33, end_col_offset=5), ctx=Store(), lineno=33,"
     " col_offset=3, end_lineno=33, end_col_offset=5)], ctx=Store(), lineno=33, col_of"
     "fset=0, end_lineno=33, end_col_offset=5), Name(id='c', ctx=Store(), lineno=33, c"
     "ol_offset=8, end_lineno=33, end_col_offset=9)], value=Name(id='d', ctx=Load(), l"
     "ineno=33, col_offset=12, end_lineno=33, end_col_offset=13), lineno=33, col_offse"
     "t=0, end_lineno=33, end_col_offset=13), Delete(targets=[Name(id='a', ctx=Del(), "
     "lineno=34, col_offset=4, end_lineno=34, end_col_offset=5), Tuple(elts=[Name(id='"
     "b', ctx=Del(), lineno=34, col_offset=8, end_lineno=34, end_col_offset=9), Name(i"
     "d='c', ctx=Del(), lineno=34, col_offset=11, end_lineno=34, end_col_offset=12)], "
     "ctx=Del(), lineno=34, col_offset=7, end_lineno=34, end_col_offset=13)], lineno=3"
     "4, col_offset=0, end_lineno=34, end_col_offset=13), Expr(value=Subscript(value=N"
     "ame(id='x', ctx=Load(), lineno=35, col_offset=0, end_lineno=35, end_col_offset=1"
     "), slice=Tuple(elts=[Slice(lower=Constant(value=1, lineno=35, col_offset=2, end_"
     "lineno=35, end_col_offset=3), upper=Constant(value=2, lineno=35, col_offset=4, e"
     "nd_lineno=35, end_col_offset=5), lineno=35, col_offset=2, end_lineno=35, end_col"
     "_offset=5), Slice(step=Constant(value=3, lineno=35, col_offset=9, end_lineno=35,"
     " end_col_offset=10), lineno=35, col_offset=7, end_lineno=35, end_col_offset=10),"
     " Starred(value=Name(id='a', ctx=Load(), lineno=35, col_offset=13, end_lineno=35,"
     " end_col_offset=14), ctx=Load(), lineno=35, col_offset=12, end_lineno=35, end_co"
     "l_offset=14)], ctx=Load(), lineno=35, col_offset=2, end_lineno=35, end_col_offse"
     "t=14), ctx=Load(), lineno=35, col_offset=0, end_lineno=35, end_col_offset=15), l"
     "ineno=35, col_offset=0, end_lineno=35, end_col_offset=15), Expr(value=Call(func="
     "Name(id='f', ctx=Load(), lineno=36, col_offset=0, end_lineno=36, end_col_offset="
     "1), args=[Name(id='a', ctx=Load(), lineno=36, col_offset=2, end_lineno=36, end_c"
     "ol_offset=3), Starred(value=Name(id='b', ctx=Load(), lineno=36, col_offset=6, en"
     "d_lineno=36, end_col_offset=7), ctx=Load(), lineno=36, col_offset=5, end_lineno="
     "36, end_col_offset=7)], keywords=[keyword(arg='c', value=Constant(value=1, linen"
     "o=36, col_offset=11, end_lineno=36, end_col_offset=12), lineno=36, col_offset=9,"
     " end_lineno=36, end_col_offset=12), keyword(value=Name(id='d', ctx=Load(), linen"
     "o=36, col_offset=16, end_lineno=36, end_col_offset=17), lineno=36, col_offset=14"
     ", end_lineno=36, end_col_offset=17)], lineno=36, col_offset=0, end_lineno=36, en"
     "d_col_offset=18), lineno=36, col_offset=0, end_lineno=36, end_col_offset=18), Ex"
     "pr(value=Call(func=Name(id='f', ctx=Load(), lineno=37, col_offset=0, end_lineno="
     "37, end_col_offset=1), args=[GeneratorExp(elt=Name(id='x', ctx=Load(), lineno=37"
     ", col_offset=2, end_lineno=37, end_col_offset=3), generators=[comprehension(targ"
     "et=Name(id='x', ctx=Store(), lineno=37, col_offset=8, end_lineno=37, end_col_off"
     "set=9), iter=Name(id='y', ctx=Load(), lineno=37, col_offset=13, end_lineno=37, e"
     "nd_col_offset=14), ifs=[Name(id='z', ctx=Load(), lineno=37, col_offset=18, end_l"
     "ineno=37, end_col_offset=19)], is_async=0), comprehension(target=Name(id='w', ct"
     "x=Store(), lineno=37, col_offset=30, end_lineno=37, end_col_offset=31), iter=Nam"
     "e(id='q', ctx=Load(), lineno=37, col_offset=35, end_lineno=37, end_col_offset=36"
     "), is_async=1)], lineno=37, col_offset=1, end_lineno=37, end_col_offset=37)], li"
     "neno=37, col_offset=0, end_lineno=37, end_col_offset=37), lineno=37, col_offset="
     "0, end_lineno=37, end_col_offset=37), Expr(value=Dict(keys=[None, Constant(value"
     "=1, lineno=38, col_offset=6, end_lineno=38, end_col_offset=7)], values=[Name(id="
     "'a', ctx=Load(), lineno=38, col_offset=3, end_lineno=38, end_col_offset=4), Cons"
     "tant(value=2, lineno=38, col_offset=9, end_lineno=38, end_col_offset=10)], linen"
     "o=38, col_offset=0, end_lineno=38, end_col_offset=11), lineno=38, col_offset=0, "
     "end_lineno=38, end_col_offset=11), Expr(value=Set(elts=[Constant(value=1, lineno"
     "=38, col_offset=14, end_lineno=38, end_col_offset=15), Starred(value=Name(id='b'"
     ", ctx=Load(), lineno=38, col_offset=18, end_lineno=38, end_col_offset=19), ctx=L"
     "oad(), lineno=38, col_offset=17, end_lineno=38, end_col_offset=19)], lineno=38, "
     "col_offset=13, end_lineno=38, end_col_offset=20), lineno=38, col_offset=13, end_"
     "lineno=38, end_col_offset=20), Expr(value=DictComp(key=Name(id='a', ctx=Load(), "
     "lineno=38, col_offset=23, end_lineno=38, end_col_offset=24), value=Name(id='b', "
     "ctx=Load(), lineno=38, col_offset=26, end_lineno=38, end_col_offset=27), generat"
     "ors=[comprehension(target=Name(id='c', ctx=Store(), lineno=38, col_offset=32, en"
     "d_lineno=38, end_col_offset=33), iter=Name(id='d', ctx=Load(), lineno=38, col_of"
     "fset=37, end_lineno=38, end_col_offset=38), is_async=0)], lineno=38, col_offset="
     "22, end_lineno=38, end_col_offset=39), lineno=38, col_offset=22, end_lineno=38, "
     "end_col_offset=39), Expr(value=List(elts=[Starred(value=Name(id='a', ctx=Load(),"
     " lineno=38, col_offset=43, end_lineno=38, end_col_offset=44), ctx=Load(), lineno"
     "=38, col_offset=42, end_lineno=38, end_col_offset=44), Name(id='b', ctx=Load(), "
     "lineno=38, col_offset=46, end_lineno=38, end_col_offset=47)], ctx=Load(), lineno"
     "=38, col_offset=41, end_lineno=38, end_col_offset=48), lineno=38, col_offset=41,"
     " end_lineno=38, end_col_offset=48), Expr(value=Tuple(ctx=Load(), lineno=38, col_"
     "offset=50, end_lineno=38, end_col_offset=52), lineno=38, col_offset=50, end_line"
     "no=38, end_col_offset=52), Expr(value=Tuple(elts=[Name(id='a', ctx=Load(), linen"
     "o=38, col_offset=55, end_lineno=38, end_col_offset=56)], ctx=Load(), lineno=38, "
     "col_offset=54, end_lineno=38, end_col_offset=58), lineno=38, col_offset=54, end_"
     "lineno=38, end_col_offset=58), Expr(value=UnaryOp(op=Not(), operand=Compare(left"
     "=Name(id='a', ctx=Load(), lineno=39, col_offset=4, end_lineno=39, end_col_offset"
     "=5), ops=[Lt(), LtE(), IsNot(), NotIn()], comparators=[Name(id='b', ctx=Load(), "
     "lineno=39, col_offset=8, end_lineno=39, end_col_offset=9), Name(id='c', ctx=Load"
     "(), lineno=39, col_offset=13, end_lineno=39, end_col_offset=14), Name(id='d', ct"
     "x=Load(), lineno=39, col_offset=22, end_lineno=39, end_col_offset=23), Name(id='"
     "e', ctx=Load(), lineno=39, col_offset=31, end_lineno=39, end_col_offset=32)], li"
     "neno=39, col_offset=4, end_lineno=39, end_col_offset=32), lineno=39, col_offset="
     "0, end_lineno=39, end_col_offset=32), lineno=39, col_offset=0, end_lineno=39, en"
     "d_col_offset=32), AsyncFunctionDef(name='g', args=arguments(), body=[Expr(value="
     "BinOp(left=Await(value=Name(id='x', ctx=Load(), lineno=42, col_offset=10, end_li"
     "neno=42, end_col_offset=11), lineno=42, col_offset=4, end_lineno=42, end_col_off"
     "set=11), op=Pow(), right=UnaryOp(op=USub(), operand=Name(id='y', ctx=Load(), lin"
     "eno=42, col_offset=16, end_lineno=42, end_col_offset=17), lineno=42, col_offset="
     "15, end_lineno=42, end_col_offset=17), lineno=42, col_offset=4, end_lineno=42, e"
     "nd_col_offset=17), lineno=42, col_offset=4, end_lineno=42, end_col_offset=17), A"
     "syncWith(items=[withitem(context_expr=Name(id='a', ctx=Load(), lineno=43, col_of"
     "fset=15, end_lineno=43, end_col_offset=16), optional_vars=Name(id='b', ctx=Store"
     "(), lineno=43, col_offset=20, end_lineno=43, end_col_offset=21)), withitem(conte"
     "xt_expr=Name(id='c', ctx=Load(), lineno=43, col_offset=23, end_lineno=43, end_co"
     "l_offset=24))], body=[Pass(lineno=43, col_offset=26, end_lineno=43, end_col_offs"
     "et=30)], lineno=43, col_offset=4, end_lineno=43, end_col_offset=30), AsyncFor(ta"
     "rget=Name(id='x', ctx=Store(), lineno=44, col_offset=14, end_lineno=44, end_col_"
     "offset=15), iter=Name(id='y', ctx=Load(), lineno=44, col_offset=19, end_lineno=4"
     "4, end_col_offset=20), body=[Pass(lineno=44, col_offset=22, end_lineno=44, end_c"
     "ol_offset=26)], lineno=44, col_offset=4, end_lineno=44, end_col_offset=26)], dec"
     "orator_list=[Name(id='dec', ctx=Load(), lineno=40, col_offset=1, end_lineno=40, "
     "end_col_offset=4)], lineno=41, col_offset=0, end_lineno=44, end_col_offset=26), "
     "Expr(value=IfExp(test=Name(id='b', ctx=Load(), lineno=45, col_offset=5, end_line"
     "no=45, end_col_offset=6), body=Name(id='a', ctx=Load(), lineno=45, col_offset=0,"
     " end_lineno=45, end_col_offset=1), orelse=Name(id='c', ctx=Load(), lineno=45, co"
     "l_offset=12, end_lineno=45, end_col_offset=13), lineno=45, col_offset=0, end_lin"
     "eno=45, end_col_offset=13), lineno=45, col_offset=0, end_lineno=45, end_col_offs"
     "et=13), If(test=Compare(left=NamedExpr(target=Name(id='n', ctx=Store(), lineno=4"
     "6, col_offset=4, end_lineno=46, end_col_offset=5), value=Constant(value=10, line"
     "no=46, col_offset=9, end_lineno=46, end_col_offset=11), lineno=46, col_offset=4,"
     " end_lineno=46, end_col_offset=11), ops=[Gt()], comparators=[Constant(value=5, l"
     "ineno=46, col_offset=15, end_lineno=46, end_col_offset=16)], lineno=46, col_offs"
     "et=3, end_lineno=46, end_col_offset=16), body=[Pass(lineno=46, col_offset=18, en"
     "d_lineno=46, end_col_offset=22)], lineno=46, col_offset=0, end_lineno=46, end_co"
     "l_offset=22), Global(names=['a', 'b'], lineno=47, col_offset=0, end_lineno=47, e"
     "nd_col_offset=11), Assert(test=Name(id='a', ctx=Load(), lineno=48, col_offset=7,"
     " end_lineno=48, end_col_offset=8), msg=Name(id='b', ctx=Load(), lineno=48, col_o"
     "ffset=10, end_lineno=48, end_col_offset=11), lineno=48, col_offset=0, end_lineno"
     "=48, end_col_offset=11), Raise(exc=Name(id='a', ctx=Load(), lineno=49, col_offse"
     "t=6, end_lineno=49, end_col_offset=7), cause=Name(id='b', ctx=Load(), lineno=49,"
     " col_offset=13, end_lineno=49, end_col_offset=14), lineno=49, col_offset=0, end_"
     "lineno=49, end_col_offset=14), ImportFrom(names=[alias(name='x', asname='y', lin"
     "eno=50, col_offset=14, end_lineno=50, end_col_offset=20), alias(name='z', lineno"
     "=50, col_offset=22, end_lineno=50, end_col_offset=23)], level=1, lineno=50, col_"
     "offset=0, end_lineno=50, end_col_offset=23), ImportFrom(module='a.b', names=[ali"
     "as(name='c', lineno=51, col_offset=20, end_lineno=51, end_col_offset=21), alias("
     "name='d', lineno=51, col_offset=23, end_lineno=51, end_col_offset=24)], level=2,"
     " lineno=51, col_offset=0, end_lineno=51, end_col_offset=26), Import(names=[alias"
     "(name='a.b.c', asname='d', lineno=52, col_offset=7, end_lineno=52, end_col_offse"
     "t=17)], lineno=52, col_offset=0, end_lineno=52, end_col_offset=17), Expr(value=T"
     "uple(elts=[Constant(value=1000, lineno=53, col_offset=0, end_lineno=53, end_col_"
     "offset=5), Constant(value=255, lineno=53, col_offset=7, end_lineno=53, end_col_o"
     "ffset=11), Constant(value=100000.0, lineno=53, col_offset=13, end_lineno=53, end"
     "_col_offset=16), Constant(value=1.5j, lineno=53, col_offset=18, end_lineno=53, e"
     "nd_col_offset=22), Constant(value=15, lineno=53, col_offset=24, end_lineno=53, e"
     "nd_col_offset=28), Constant(value=3, lineno=53, col_offset=30, end_lineno=53, en"
     "d_col_offset=34), Constant(value=99999999999999999999999999, lineno=53, col_offs"
     "et=36, end_lineno=53, end_col_offset=62)], ctx=Load(), lineno=53, col_offset=0, "
     "end_lineno=53, end_col_offset=62), lineno=53, col_offset=0, end_lineno=53, end_c"
     "ol_offset=62), Expr(value=Constant(value='aA\341\210\264\342\200\242\\n', lineno=54, col_offset=0, "
     "end_lineno=54, end_col_offset=25), lineno=54, col_offset=0, end_lineno=54, end_c"
     "ol_offset=25), Expr(value=Constant(value=b'\\x00\\xff', lineno=54, col_offset=27, "
     "end_lineno=54, end_col_offset=38), lineno=54, col_offset=27, end_lineno=54, end_"
     "col_offset=38), Assign(targets=[Name(id='\303\251', ctx=Store(), lineno=55, col_offset"
     "=0, end_lineno=55, end_col_offset=2)], value=Name(id='fi', ctx=Load(), lineno=55"
     ", col_offset=5, end_lineno=55, end_col_offset=8), lineno=55, col_offset=0, end_l"
     "ineno=55, end_col_offset=8)])",
     NULL},
    {"exec", 0x0,
     "for x in y z: pass",
     NULL,
     "SyntaxError|invalid syntax|1|12|1|13|for x in y z: pass\012"},
    {"exec", 0x0,
     "for x in y\012 pass",
     NULL,
     "SyntaxError|expected ':'|1|11|1|12|for x in y\012"},
    {"exec", 0x0,
     "if x y: pass",
     NULL,
     "SyntaxError|invalid syntax|1|6|1|7|if x y: pass\012"},
    {"exec", 0x0,
     "while x y: pass",
     NULL,
     "SyntaxError|invalid syntax|1|9|1|10|while x y: pass\012"},
    {"exec", 0x0,
     "def f x: pass",
     NULL,
     "SyntaxError|expected '('|1|7|1|8|def f x: pass\012"},
    {"exec", 0x0,
     "def f(): x pass",
     NULL,
     "SyntaxError|invalid syntax|1|12|1|16|def f(): x pass\012"},
    {"exec", 0x0,
     "def f() x: pass",
     NULL,
     "SyntaxError|expected ':'|1|9|1|10|def f() x: pass\012"},
    {"exec", 0x0,
     "class A x: pass",
     NULL,
     "SyntaxError|invalid syntax|1|9|1|10|class A x: pass\012"},
    {"exec", 0x0,
     "class A(\012",
     NULL,
     "SyntaxError|'(' was never closed|1|8|1|0|class A(\012"},
    {"exec", 0x0,
     "class A() x",
     NULL,
     "SyntaxError|invalid syntax|1|11|1|12|class A() x\012"},
    {"exec", 0x0,
     "lambda x y",
     NULL,
     "SyntaxError|invalid syntax|1|10|1|11|lambda x y\012"},
    {"exec", 0x0,
     "lambda x",
     NULL,
     "SyntaxError|invalid syntax|1|9|1|10|lambda x\012"},
    {"exec", 0x0,
     "else x",
     NULL,
     "SyntaxError|invalid syntax|1|1|1|5|else x\012"},
    {"exec", 0x0,
     "if x:\012 pass\012else x",
     NULL,
     "SyntaxError|expected ':'|3|6|3|7|else x\012"},
    {"exec", 0x0,
     "try x:",
     NULL,
     "SyntaxError|expected ':'|1|5|1|6|try x:\012"},
    {"exec", 0x0,
     "try:\012 x\012finally x",
     NULL,
     "SyntaxError|expected ':'|3|9|3|10|finally x\012"},
    {"exec", 0x0,
     "try:\012 x\012except x y:",
     NULL,
     "SyntaxError|invalid syntax|3|10|3|11|except x y:\012"},
    {"exec", 0x0,
     "with a b: pass",
     NULL,
     "SyntaxError|invalid syntax|1|8|1|9|with a b: pass\012"},
    {"exec", 0x0,
     "with a\012",
     NULL,
     "SyntaxError|expected ':'|1|7|1|8|with a\012"},
    {"exec", 0x0,
     "raise x from",
     NULL,
     "SyntaxError|invalid syntax|1|13|1|14|raise x from\012"},
    {"exec", 0x0,
     "raise from x",
     NULL,
     "SyntaxError|invalid syntax|1|7|1|11|raise from x\012"},
    {"exec", 0x0,
     "raise from",
     NULL,
     "SyntaxError|invalid syntax|1|7|1|11|raise from\012"},
    {"exec", 0x0,
     "assert",
     NULL,
     "SyntaxError|invalid syntax|1|7|1|8|assert\012"},
    {"exec", 0x0,
     "assert x,",
     NULL,
     "SyntaxError|invalid syntax|1|10|1|11|assert x,\012"},
    {"exec", 0x0,
     "assert x = 3",
     NULL,
     "SyntaxError|invalid syntax|1|10|1|11|assert x = 3\012"},
    {"exec", 0x0,
     "assert (x, 3 = 1)",
     NULL,
     "SyntaxError|cannot assign to literal here. Maybe you meant '==' instead of '='\077|"
     "1|12|1|13|assert (x, 3 = 1)\012"},
    {"exec", 0x0,
     "f(**a, *b)",
     NULL,
     "SyntaxError|iterable argument unpacking follows keyword argument unpacking|1|6|1"
     "|10|f(**a, *b)\012"},
    {"exec", 0x0,
     "f(**a, *b, c)",
     NULL,
     "SyntaxError|iterable argument unpacking follows keyword argument unpacking|1|6|1"
     "|12|f(**a, *b, c)\012"},
    {"exec", 0x0,
     "f(a=1, **b, *c, d)",
     NULL,
     "SyntaxError|iterable argument unpacking follows keyword argument unpacking|1|11|"
     "1|17|f(a=1, **b, *c, d)\012"},
    {"exec", 0x0,
     "f(**a, b)",
     NULL,
     "SyntaxError|positional argument follows keyword argument unpacking|1|9|1|10|f(**"
     "a, b)\012"},
    {"exec", 0x0,
     "f(a=1, b)",
     NULL,
     "SyntaxError|positional argument follows keyword argument|1|9|1|10|f(a=1, b)\012"},
    {"exec", 0x0,
     "f(x for x in y, 1)",
     NULL,
     "SyntaxError|Generator expression must be parenthesized|1|3|1|15|f(x for x in y, "
     "1)\012"},
    {"exec", 0x0,
     "f(1, x for x in y)",
     NULL,
     "SyntaxError|Generator expression must be parenthesized|1|6|1|18|f(1, x for x in "
     "y)\012"},
    {"exec", 0x0,
     "f(a, b=1, x for x in y)",
     NULL,
     "SyntaxError|Generator expression must be parenthesized|1|11|1|23|f(a, b=1, x for"
     " x in y)\012"},
    {"exec", 0x0,
     "\"abc\" foo \"bar\"",
     NULL,
     "SyntaxError|invalid syntax. Is this intended to be part of the string\077|1|7|1|10|"
     "\"abc\" foo \"bar\"\012"},
    {"exec", 0x0,
     "print(\"a \"b\" c\")",
     NULL,
     "SyntaxError|cannot mix bytes and nonbytes literals|1|16|1|17|print(\"a \"b\" c\")\012"},
    {"exec", 0x0,
     "x = (\"hello \"world\" foo\")",
     NULL,
     "SyntaxError|invalid syntax. Is this intended to be part of the string\077|1|14|1|19"
     "|x = (\"hello \"world\" foo\")\012"},
    {"exec", 0x0,
     "(\"a\" b)",
     NULL,
     "SyntaxError|invalid syntax. Perhaps you forgot a comma\077|1|2|1|7|(\"a\" b)\012"},
    {"exec", 0x0,
     "(\"a\" b \"c\")",
     NULL,
     "SyntaxError|invalid syntax. Is this intended to be part of the string\077|1|6|1|7|("
     "\"a\" b \"c\")\012"},
    {"exec", 0x0,
     "{1:2, 3}",
     NULL,
     "SyntaxError|':' expected after dictionary key|1|7|1|0|{1:2, 3}\012"},
    {"exec", 0x0,
     "{1:2, 3:}",
     NULL,
     "SyntaxError|expression expected after dictionary key and ':'|1|8|1|9|{1:2, 3:}\012"},
    {"exec", 0x0,
     "{1:*a}",
     NULL,
     "SyntaxError|cannot use a starred expression in a dictionary value|1|4|1|6|{1:*a}"
     "\012"},
    {"exec", 0x0,
     "{**a: 1}",
     NULL,
     "SyntaxError|invalid syntax|1|5|1|6|{**a: 1}\012"},
    {"exec", 0x0,
     "{1:2, **a, 3:*b}",
     NULL,
     "SyntaxError|cannot use a starred expression in a dictionary value|1|14|1|16|{1:2"
     ", **a, 3:*b}\012"},
    {"exec", 0x0,
     "{*a: 1}",
     NULL,
     "SyntaxError|invalid syntax|1|4|1|5|{*a: 1}\012"},
    {"exec", 0x0,
     "import a as b.c",
     NULL,
     "SyntaxError|cannot use attribute as import target|1|13|1|16|import a as b.c\012"},
    {"exec", 0x0,
     "import a from b",
     NULL,
     "SyntaxError|Did you mean to use 'from ... import ...' instead\077|1|1|1|16|import a"
     " from b\012"},
    {"exec", 0x0,
     "from a import b as c.d",
     NULL,
     "SyntaxError|cannot use attribute as import target|1|20|1|23|from a import b as c"
     ".d\012"},
    {"exec", 0x0,
     "from a import",
     NULL,
     "SyntaxError|Expected one or more names after 'import'|1|14|1|14|from a import\012"},
    {"exec", 0x0,
     "from a import b,",
     NULL,
     "SyntaxError|trailing comma not allowed without surrounding parentheses|1|17|1|18"
     "|from a import b,\012"},
    {"exec", 0x0,
     "import",
     NULL,
     "SyntaxError|Expected one or more names after 'import'|1|7|1|7|import\012"},
    {"exec", 0x0,
     "del f()",
     NULL,
     "SyntaxError|cannot delete function call|1|5|1|8|del f()\012"},
    {"exec", 0x0,
     "del *a",
     NULL,
     "SyntaxError|cannot delete starred|1|5|1|7|del *a\012"},
    {"exec", 0x0,
     "del (a,b+1)",
     NULL,
     "SyntaxError|cannot delete expression|1|8|1|11|del (a,b+1)\012"},
    {"exec", 0x0,
     "x = 1 = 2",
     NULL,
     "SyntaxError|cannot assign to literal|1|5|1|6|x = 1 = 2\012"},
    {"exec", 0x0,
     "f() = 1",
     NULL,
     "SyntaxError|cannot assign to function call here. Maybe you meant '==' instead of"
     " '='\077|1|1|1|4|f() = 1\012"},
    {"exec", 0x0,
     "(a,f()) = 1",
     NULL,
     "SyntaxError|cannot assign to function call|1|4|1|7|(a,f()) = 1\012"},
    {"exec", 0x0,
     "a + 1 = 2",
     NULL,
     "SyntaxError|cannot assign to expression here. Maybe you meant '==' instead of '="
     "'\077|1|1|1|6|a + 1 = 2\012"},
    {"exec", 0x0,
     "a: int: 3",
     NULL,
     "SyntaxError|invalid syntax|1|7|1|8|a: int: 3\012"},
    {"exec", 0x0,
     "[a]: int",
     NULL,
     "SyntaxError|only single target (not list) can be annotated|1|1|1|4|[a]: int\012"},
    {"exec", 0x0,
     "(a, b): int",
     NULL,
     "SyntaxError|only single target (not tuple) can be annotated|1|1|1|7|(a, b): int\012"},
    {"exec", 0x0,
     "a, b: int",
     NULL,
     "SyntaxError|only single target (not tuple) can be annotated|1|1|1|2|a, b: int\012"},
    {"exec", 0x0,
     "None = 1",
     NULL,
     "SyntaxError|cannot assign to None|1|1|1|5|None = 1\012"},
    {"exec", 0x0,
     "x.None = 1",
     NULL,
     "SyntaxError|invalid syntax|1|3|1|7|x.None = 1\012"},
    {"exec", 0x0,
     "f(None=1)",
     NULL,
     "SyntaxError|cannot assign to None|1|3|1|8|f(None=1)\012"},
    {"exec", 0x0,
     "f(a.b=1)",
     NULL,
     "SyntaxError|expression cannot contain assignment, perhaps you meant \"==\"\077|1|3|1|"
     "7|f(a.b=1)\012"},
    {"exec", 0x0,
     "f(a=1 for a in b)",
     NULL,
     "SyntaxError|invalid syntax. Maybe you meant '==' or ':=' instead of '='\077|1|3|1|5"
     "|f(a=1 for a in b)\012"},
    {"exec", 0x0,
     "f(a=)",
     NULL,
     "SyntaxError|expected argument value expression|1|3|1|5|f(a=)\012"},
    {"exec", 0x0,
     "f(b, a=)",
     NULL,
     "SyntaxError|expected argument value expression|1|6|1|8|f(b, a=)\012"},
    {"exec", 0x0,
     "(*a)",
     NULL,
     "SyntaxError|cannot use starred expression here|1|2|1|4|(*a)\012"},
    {"exec", 0x0,
     "(**a)",
     NULL,
     "SyntaxError|cannot use double starred expression here|1|2|1|4|(**a)\012"},
    {"exec", 0x0,
     "print x",
     NULL,
     "SyntaxError|Missing parentheses in call to 'print'. Did you mean print(...)\077|1|1"
     "|1|8|print x\012"},
    {"exec", 0x0,
     "exec x",
     NULL,
     "SyntaxError|Missing parentheses in call to 'exec'. Did you mean exec(...)\077|1|1|1"
     "|7|exec x\012"},
    {"exec", 0x0,
     "print a b",
     NULL,
     "SyntaxError|Missing parentheses in call to 'print'. Did you mean print(...)\077|1|1"
     "|1|8|print a b\012"},
    {"exec", 0x0,
     "a b",
     NULL,
     "SyntaxError|invalid syntax|1|3|1|4|a b\012"},
    {"exec", 0x0,
     "(a b)",
     NULL,
     "SyntaxError|invalid syntax. Perhaps you forgot a comma\077|1|2|1|5|(a b)\012"},
    {"exec", 0x0,
     "[a b]",
     NULL,
     "SyntaxError|invalid syntax. Perhaps you forgot a comma\077|1|2|1|5|[a b]\012"},
    {"exec", 0x0,
     "f(a b)",
     NULL,
     "SyntaxError|invalid syntax. Perhaps you forgot a comma\077|1|3|1|6|f(a b)\012"},
    {"exec", 0x0,
     "f(a, b c)",
     NULL,
     "SyntaxError|invalid syntax. Perhaps you forgot a comma\077|1|6|1|9|f(a, b c)\012"},
    {"exec", 0x0,
     "1 if 2",
     NULL,
     "SyntaxError|expected 'else' after 'if' expression|1|1|1|7|1 if 2\012"},
    {"exec", 0x0,
     "(1 if 2)",
     NULL,
     "SyntaxError|expected 'else' after 'if' expression|1|2|1|8|(1 if 2)\012"},
    {"exec", 0x0,
     "(1 if 2 else)",
     NULL,
     "SyntaxError|expected expression after 'else', but statement is given|1|13|1|14|("
     "1 if 2 else)\012"},
    {"exec", 0x0,
     "pass if 1 else 2",
     NULL,
     "SyntaxError|expected expression before 'if', but statement is given|1|1|1|5|pass"
     " if 1 else 2\012"},
    {"exec", 0x0,
     "x = pass if 1 else 2",
     NULL,
     "SyntaxError|expected expression before 'if', but statement is given|1|5|1|9|x = "
     "pass if 1 else 2\012"},
    {"exec", 0x0,
     "(pass if 1 else 2)",
     NULL,
     "SyntaxError|expected expression before 'if', but statement is given|1|2|1|6|(pas"
     "s if 1 else 2)\012"},
    {"exec", 0x0,
     "a = 1 if x else pass",
     NULL,
     "SyntaxError|expected expression after 'else', but statement is given|1|17|1|21|a"
     " = 1 if x else pass\012"},
    {"exec", 0x0,
     "a not b",
     NULL,
     "SyntaxError|invalid syntax|1|7|1|8|a not b\012"},
    {"exec", 0x0,
     "a + not b",
     NULL,
     "SyntaxError|'not' after an operator must be parenthesized|1|5|1|10|a + not b\012"},
    {"exec", 0x0,
     "- not b",
     NULL,
     "SyntaxError|'not' after an operator must be parenthesized|1|3|1|8|- not b\012"},
    {"exec", 0x0,
     "a ** not b",
     NULL,
     "SyntaxError|invalid syntax|1|6|1|9|a ** not b\012"},
    {"exec", 0x0,
     "a * not b",
     NULL,
     "SyntaxError|'not' after an operator must be parenthesized|1|5|1|10|a * not b\012"},
    {"exec", 0x0,
     "a << not b",
     NULL,
     "SyntaxError|invalid syntax|1|6|1|9|a << not b\012"},
    {"exec", 0x0,
     "a | not b",
     NULL,
     "SyntaxError|invalid syntax|1|5|1|8|a | not b\012"},
    {"exec", 0x0,
     "a and not b",
     "Module(body=[Expr(value=BoolOp(op=And(), values=[Name(id='a', ctx=Load(), lineno"
     "=1, col_offset=0, end_lineno=1, end_col_offset=1), UnaryOp(op=Not(), operand=Nam"
     "e(id='b', ctx=Load(), lineno=1, col_offset=10, end_lineno=1, end_col_offset=11),"
     " lineno=1, col_offset=6, end_lineno=1, end_col_offset=11)], lineno=1, col_offset"
     "=0, end_lineno=1, end_col_offset=11), lineno=1, col_offset=0, end_lineno=1, end_"
     "col_offset=11)])",
     NULL},
    {"exec", 0x0,
     "a < not b",
     NULL,
     "SyntaxError|invalid syntax|1|5|1|8|a < not b\012"},
    {"exec", 0x0,
     "(a=1)",
     NULL,
     "SyntaxError|invalid syntax. Maybe you meant '==' or ':=' instead of '='\077|1|2|1|5"
     "|(a=1)\012"},
    {"exec", 0x0,
     "[a=1]",
     NULL,
     "SyntaxError|invalid syntax. Maybe you meant '==' or ':=' instead of '='\077|1|2|1|5"
     "|[a=1]\012"},
    {"exec", 0x0,
     "(a.b=1)",
     NULL,
     "SyntaxError|cannot assign to attribute here. Maybe you meant '==' instead of '='"
     "\077|1|2|1|5|(a.b=1)\012"},
    {"exec", 0x0,
     "(f()=1)",
     NULL,
     "SyntaxError|cannot assign to function call here. Maybe you meant '==' instead of"
     " '='\077|1|2|1|5|(f()=1)\012"},
    {"exec", 0x0,
     "if a=1: pass",
     NULL,
     "SyntaxError|invalid syntax. Maybe you meant '==' or ':=' instead of '='\077|1|4|1|7"
     "|if a=1: pass\012"},
    {"exec", 0x0,
     "if a.b = 1: pass",
     NULL,
     "SyntaxError|cannot assign to attribute here. Maybe you meant '==' instead of '='"
     "\077|1|4|1|7|if a.b = 1: pass\012"},
    {"exec", 0x0,
     "while x = 1: pass",
     NULL,
     "SyntaxError|invalid syntax. Maybe you meant '==' or ':=' instead of '='\077|1|7|1|1"
     "2|while x = 1: pass\012"},
    {"exec", 0x0,
     "(True=1)",
     NULL,
     "SyntaxError|invalid syntax|1|6|1|7|(True=1)\012"},
    {"exec", 0x0,
     "([a]=1)",
     NULL,
     "SyntaxError|invalid syntax|1|5|1|6|([a]=1)\012"},
    {"exec", 0x0,
     "(a:=1:=2)",
     NULL,
     "SyntaxError|invalid syntax|1|6|1|8|(a:=1:=2)\012"},
    {"exec", 0x0,
     "a := 1",
     NULL,
     "SyntaxError|invalid syntax|1|3|1|5|a := 1\012"},
    {"exec", 0x0,
     "(a.b := 1)",
     NULL,
     "SyntaxError|cannot use assignment expressions with attribute|1|2|1|5|(a.b := 1)\012"},
    {"exec", 0x0,
     "(a, b := 1)",
     "Module(body=[Expr(value=Tuple(elts=[Name(id='a', ctx=Load(), lineno=1, col_offse"
     "t=1, end_lineno=1, end_col_offset=2), NamedExpr(target=Name(id='b', ctx=Store(),"
     " lineno=1, col_offset=4, end_lineno=1, end_col_offset=5), value=Constant(value=1"
     ", lineno=1, col_offset=9, end_lineno=1, end_col_offset=10), lineno=1, col_offset"
     "=4, end_lineno=1, end_col_offset=10)], ctx=Load(), lineno=1, col_offset=0, end_l"
     "ineno=1, end_col_offset=11), lineno=1, col_offset=0, end_lineno=1, end_col_offse"
     "t=11)])",
     NULL},
    {"exec", 0x0,
     "(a,b) := 1",
     NULL,
     "SyntaxError|cannot use assignment expressions with tuple|1|1|1|6|(a,b) := 1\012"},
    {"exec", 0x0,
     "[*a for a in b]",
     NULL,
     "SyntaxError|iterable unpacking cannot be used in comprehension|1|2|1|4|[*a for a"
     " in b]\012"},
    {"exec", 0x0,
     "[a, b for a in b]",
     NULL,
     "SyntaxError|did you forget parentheses around the comprehension target\077|1|2|1|6|"
     "[a, b for a in b]\012"},
    {"exec", 0x0,
     "[a, for a in b]",
     NULL,
     "SyntaxError|did you forget parentheses around the comprehension target\077|1|2|1|4|"
     "[a, for a in b]\012"},
    {"exec", 0x0,
     "{a, b for a in b}",
     NULL,
     "SyntaxError|did you forget parentheses around the comprehension target\077|1|2|1|6|"
     "{a, b for a in b}\012"},
    {"exec", 0x0,
     "(a, b for a in b)",
     NULL,
     "SyntaxError|invalid syntax|1|7|1|10|(a, b for a in b)\012"},
    {"exec", 0x0,
     "{**a for a in b}",
     NULL,
     "SyntaxError|dict unpacking cannot be used in dict comprehension|1|2|1|4|{**a for"
     " a in b}\012"},
    {"exec", 0x0,
     "{a: *b for a in b}",
     NULL,
     "SyntaxError|cannot use a starred expression in a dictionary value|1|5|1|10|{a: *"
     "b for a in b}\012"},
    {"exec", 0x0,
     "[x for x y]",
     NULL,
     "SyntaxError|'in' expected after for-loop variables|1|10|1|11|[x for x y]\012"},
    {"exec", 0x0,
     "[x for x, y]",
     NULL,
     "SyntaxError|'in' expected after for-loop variables|1|12|1|13|[x for x, y]\012"},
    {"exec", 0x0,
     "[x for f() in y]",
     NULL,
     "SyntaxError|cannot assign to function call|1|8|1|11|[x for f() in y]\012"},
    {"exec", 0x0,
     "for f() in y: pass",
     NULL,
     "SyntaxError|cannot assign to function call|1|5|1|8|for f() in y: pass\012"},
    {"exec", 0x0,
     "for x y in z: pass",
     NULL,
     "SyntaxError|invalid syntax|1|7|1|8|for x y in z: pass\012"},
    {"exec", 0x0,
     "for x: pass",
     NULL,
     "SyntaxError|invalid syntax|1|6|1|7|for x: pass\012"},
    {"exec", 0x0,
     "[x for 1 in y]",
     NULL,
     "SyntaxError|cannot assign to literal|1|8|1|9|[x for 1 in y]\012"},
    {"exec", 0x0,
     "for 1 in x: pass",
     NULL,
     "SyntaxError|cannot assign to literal|1|5|1|6|for 1 in x: pass\012"},
    {"exec", 0x0,
     "async for f() in x: pass",
     NULL,
     "SyntaxError|cannot assign to function call|1|11|1|14|async for f() in x: pass\012"},
    {"exec", 0x0,
     "with a as f(): pass",
     NULL,
     "SyntaxError|cannot assign to function call|1|11|1|14|with a as f(): pass\012"},
    {"exec", 0x0,
     "with (a as f()): pass",
     NULL,
     "SyntaxError|cannot assign to function call|1|12|1|15|with (a as f()): pass\012"},
    {"exec", 0x0,
     "with (a as b, c as 1): pass",
     NULL,
     "SyntaxError|cannot assign to literal|1|20|1|21|with (a as b, c as 1): pass\012"},
    {"exec", 0x0,
     "with a as b c: pass",
     NULL,
     "SyntaxError|invalid syntax|1|13|1|14|with a as b c: pass\012"},
    {"exec", 0x0,
     "try:\012 pass\012except a:\012 pass\012except *b:\012 pass",
     NULL,
     "SyntaxError|cannot have both 'except' and 'except*' on the same 'try'|5|1|5|9|ex"
     "cept *b:\012"},
    {"exec", 0x0,
     "try:\012 pass\012except *a:\012 pass\012except b:\012 pass",
     NULL,
     "SyntaxError|cannot have both 'except' and 'except*' on the same 'try'|5|1|5|7|ex"
     "cept b:\012"},
    {"exec", 0x0,
     "try:\012 pass\012except *a:\012 pass\012except:\012 pass",
     NULL,
     "SyntaxError|cannot have both 'except' and 'except*' on the same 'try'|5|1|5|7|ex"
     "cept:\012"},
    {"exec", 0x0,
     "try:\012 pass\012except a, b as c: pass",
     NULL,
     "SyntaxError|multiple exception types must be parenthesized when using 'as'|3|8|3"
     "|17|except a, b as c: pass\012"},
    {"exec", 0x0,
     "try:\012 pass\012except *a, b as c: pass",
     NULL,
     "SyntaxError|multiple exception types must be parenthesized when using 'as'|3|9|3"
     "|18|except *a, b as c: pass\012"},
    {"exec", 0x0,
     "try:\012 pass\012except a as b.c: pass",
     NULL,
     "SyntaxError|cannot use except statement with attribute|3|13|3|16|except a as b.c"
     ": pass\012"},
    {"exec", 0x0,
     "try:\012 pass\012except *a as b.c: pass",
     NULL,
     "SyntaxError|cannot use except* statement with attribute|3|14|3|17|except *a as b"
     ".c: pass\012"},
    {"exec", 0x0,
     "try:\012 pass\012except *: pass",
     NULL,
     "SyntaxError|expected one or more exception types|3|9|3|10|except *: pass\012"},
    {"exec", 0x0,
     "try:\012 pass\012except *\012",
     NULL,
     "SyntaxError|expected one or more exception types|3|9|3|10|except *\012"},
    {"exec", 0x0,
     "try:\012 pass\012except\012",
     NULL,
     "SyntaxError|expected ':'|3|7|3|8|except\012"},
    {"exec", 0x0,
     "try:\012 pass\012except a\012",
     NULL,
     "SyntaxError|expected ':'|3|9|3|10|except a\012"},
    {"exec", 0x0,
     "try:\012 pass\012except a as b\012",
     NULL,
     "SyntaxError|expected ':'|3|14|3|15|except a as b\012"},
    {"exec", 0x0,
     "try: pass\012x",
     NULL,
     "SyntaxError|expected 'except' or 'finally' block|2|1|2|2|x\012"},
    {"exec", 0x0,
     "def f(a, /, b, /): pass",
     NULL,
     "SyntaxError|/ may appear only once|1|16|1|17|def f(a, /, b, /): pass\012"},
    {"exec", 0x0,
     "def f(/): pass",
     NULL,
     "SyntaxError|invalid syntax|1|7|1|8|def f(/): pass\012"},
    {"exec", 0x0,
     "def f(/, a): pass",
     NULL,
     "SyntaxError|at least one argument must precede /|1|7|1|8|def f(/, a): pass\012"},
    {"exec", 0x0,
     "def f(a=1, b): pass",
     NULL,
     "SyntaxError|parameter without a default follows parameter with a default|1|12|1|"
     "13|def f(a=1, b): pass\012"},
    {"exec", 0x0,
     "def f(a, (b)): pass",
     NULL,
     "SyntaxError|Function parameters cannot be parenthesized|1|10|1|13|def f(a, (b)):"
     " pass\012"},
    {"exec", 0x0,
     "def f((a, b)): pass",
     NULL,
     "SyntaxError|Function parameters cannot be parenthesized|1|7|1|13|def f((a, b)): "
     "pass\012"},
    {"exec", 0x0,
     "def f(*): pass",
     NULL,
     "SyntaxError|named arguments must follow bare *|1|7|1|8|def f(*): pass\012"},
    {"exec", 0x0,
     "def f(*, **a): pass",
     NULL,
     "SyntaxError|named arguments must follow bare *|1|7|1|8|def f(*, **a): pass\012"},
    {"exec", 0x0,
     "def f(*a, *b): pass",
     NULL,
     "SyntaxError|* argument may appear only once|1|11|1|12|def f(*a, *b): pass\012"},
    {"exec", 0x0,
     "def f(*a=1): pass",
     NULL,
     "SyntaxError|var-positional argument cannot have default value|1|9|1|10|def f(*a="
     "1): pass\012"},
    {"exec", 0x0,
     "def f(**a=1): pass",
     NULL,
     "SyntaxError|var-keyword argument cannot have default value|1|10|1|11|def f(**a=1"
     "): pass\012"},
    {"exec", 0x0,
     "def f(**a, b): pass",
     NULL,
     "SyntaxError|arguments cannot follow var-keyword argument|1|12|1|13|def f(**a, b)"
     ": pass\012"},
    {"exec", 0x0,
     "def f(**a, *b): pass",
     NULL,
     "SyntaxError|arguments cannot follow var-keyword argument|1|12|1|13|def f(**a, *b"
     "): pass\012"},
    {"exec", 0x0,
     "def f(a=): pass",
     NULL,
     "SyntaxError|expected default value expression|1|8|1|9|def f(a=): pass\012"},
    {"exec", 0x0,
     "def f(*, a, /): pass",
     NULL,
     "SyntaxError|/ must be ahead of *|1|13|1|14|def f(*, a, /): pass\012"},
    {"exec", 0x0,
     "def f(a, / *b): pass",
     NULL,
     "SyntaxError|expected comma between / and *|1|12|1|13|def f(a, / *b): pass\012"},
    {"exec", 0x0,
     "def f(a b): pass",
     NULL,
     "SyntaxError|invalid syntax|1|9|1|10|def f(a b): pass\012"},
    {"exec", 0x0,
     "def f(a, 1): pass",
     NULL,
     "SyntaxError|invalid syntax|1|10|1|11|def f(a, 1): pass\012"},
    {"exec", 0x0,
     "def f(None): pass",
     NULL,
     "SyntaxError|invalid syntax|1|7|1|11|def f(None): pass\012"},
    {"exec", 0x0,
     "lambda *: 1",
     NULL,
     "SyntaxError|named arguments must follow bare *|1|9|1|10|lambda *: 1\012"},
    {"exec", 0x0,
     "lambda *, **a: 1",
     NULL,
     "SyntaxError|named arguments must follow bare *|1|11|1|13|lambda *, **a: 1\012"},
    {"exec", 0x0,
     "lambda a=1, b: 1",
     NULL,
     "SyntaxError|parameter without a default follows parameter with a default|1|13|1|"
     "14|lambda a=1, b: 1\012"},
    {"exec", 0x0,
     "lambda (a): 1",
     NULL,
     "SyntaxError|Lambda expression parameters cannot be parenthesized|1|8|1|11|lambda"
     " (a): 1\012"},
    {"exec", 0x0,
     "lambda /: 1",
     NULL,
     "SyntaxError|invalid syntax|1|8|1|9|lambda /: 1\012"},
    {"exec", 0x0,
     "lambda a, /, /: 1",
     NULL,
     "SyntaxError|/ may appear only once|1|14|1|15|lambda a, /, /: 1\012"},
    {"exec", 0x0,
     "lambda a, (b): 1",
     NULL,
     "SyntaxError|Lambda expression parameters cannot be parenthesized|1|11|1|14|lambd"
     "a a, (b): 1\012"},
    {"exec", 0x0,
     "lambda **a, b: 1",
     NULL,
     "SyntaxError|arguments cannot follow var-keyword argument|1|13|1|14|lambda **a, b"
     ": 1\012"},
    {"exec", 0x0,
     "def f[T: int = 3, U](): pass",
     "Module(body=[FunctionDef(name='f', args=arguments(), body=[Pass(lineno=1, col_of"
     "fset=24, end_lineno=1, end_col_offset=28)], type_params=[TypeVar(name='T', bound"
     "=Name(id='int', ctx=Load(), lineno=1, col_offset=9, end_lineno=1, end_col_offset"
     "=12), default_value=Constant(value=3, lineno=1, col_offset=15, end_lineno=1, end"
     "_col_offset=16), lineno=1, col_offset=6, end_lineno=1, end_col_offset=16), TypeV"
     "ar(name='U', lineno=1, col_offset=18, end_lineno=1, end_col_offset=19)], lineno="
     "1, col_offset=0, end_lineno=1, end_col_offset=28)])",
     NULL},
    {"exec", 0x0,
     "def f[](): pass",
     NULL,
     "SyntaxError|Type parameter list cannot be empty|1|7|1|7|def f[](): pass\012"},
    {"exec", 0x0,
     "def f[*T: int](): pass",
     NULL,
     "SyntaxError|cannot use bound with TypeVarTuple|1|9|1|14|def f[*T: int](): pass\012"},
    {"exec", 0x0,
     "def f[*T: (int, str)](): pass",
     NULL,
     "SyntaxError|cannot use constraints with TypeVarTuple|1|9|1|21|def f[*T: (int, st"
     "r)](): pass\012"},
    {"exec", 0x0,
     "def f[**T: int](): pass",
     NULL,
     "SyntaxError|cannot use bound with ParamSpec|1|10|1|15|def f[**T: int](): pass\012"},
    {"exec", 0x0,
     "def f[*T=*a](): pass",
     "Module(body=[FunctionDef(name='f', args=arguments(), body=[Pass(lineno=1, col_of"
     "fset=16, end_lineno=1, end_col_offset=20)], type_params=[TypeVarTuple(name='T', "
     "default_value=Starred(value=Name(id='a', ctx=Load(), lineno=1, col_offset=10, en"
     "d_lineno=1, end_col_offset=11), ctx=Load(), lineno=1, col_offset=9, end_lineno=1"
     ", end_col_offset=11), lineno=1, col_offset=6, end_lineno=1, end_col_offset=11)],"
     " lineno=1, col_offset=0, end_lineno=1, end_col_offset=20)])",
     NULL},
    {"exec", 0x0,
     "def f[T=*a](): pass",
     NULL,
     "SyntaxError|expected '('|1|6|1|7|def f[T=*a](): pass\012"},
    {"exec", 0x0,
     "class A[]: pass",
     NULL,
     "SyntaxError|Type parameter list cannot be empty|1|9|1|9|class A[]: pass\012"},
    {"exec", 0x0,
     "type X[] = 1",
     NULL,
     "SyntaxError|Type parameter list cannot be empty|1|8|1|10|type X[] = 1\012"},
    {"exec", 0x0,
     "type X = ",
     NULL,
     "SyntaxError|invalid syntax|1|10|1|11|type X = \012"},
    {"exec", 0x0,
     "match x:\012 case a as _: pass",
     NULL,
     "SyntaxError|cannot use '_' as a target|2|12|2|13| case a as _: pass\012"},
    {"exec", 0x0,
     "match x:\012 case a as b.c: pass",
     NULL,
     "SyntaxError|cannot use attribute as pattern target|2|12|2|15| case a as b.c: pas"
     "s\012"},
    {"exec", 0x0,
     "match x:\012 case A(a=1, b): pass",
     NULL,
     "SyntaxError|positional patterns follow keyword patterns|2|14|2|15| case A(a=1, b"
     "): pass\012"},
    {"exec", 0x0,
     "match x:\012 case A(b, a=1, c, d): pass",
     NULL,
     "SyntaxError|positional patterns follow keyword patterns|2|17|2|21| case A(b, a=1"
     ", c, d): pass\012"},
    {"exec", 0x0,
     "match x:\012 case {**a, 'b': 1}: pass",
     NULL,
     "SyntaxError|invalid syntax|2|13|2|16| case {**a, 'b': 1}: pass\012"},
    {"exec", 0x0,
     "match x:\012 case {**_}: pass",
     NULL,
     "SyntaxError|invalid syntax|2|10|2|11| case {**_}: pass\012"},
    {"exec", 0x0,
     "match x:\012 case 1 + 1: pass",
     NULL,
     "SyntaxError|imaginary number required in complex literal|2|11|2|12| case 1 + 1: "
     "pass\012"},
    {"exec", 0x0,
     "match x:\012 case 1j + 1j: pass",
     NULL,
     "SyntaxError|real number required in complex literal|2|7|2|9| case 1j + 1j: pass\012"},
    {"exec", 0x0,
     "match x\012 case 1: pass",
     NULL,
     "SyntaxError|expected ':'|1|8|1|9|match x\012"},
    {"exec", 0x0,
     "match x:\012case 1: pass",
     NULL,
     "IndentationError|expected an indented block after 'match' statement on line 1|2|"
     "1|2|5|case 1: pass\012"},
    {"exec", 0x0,
     "match x:\012 case 1\012  pass",
     NULL,
     "SyntaxError|expected ':'|2|8|2|9| case 1\012"},
    {"exec", 0x0,
     "match x:\012 case 1:\012 pass",
     NULL,
     "IndentationError|expected an indented block after 'case' statement on line 2|3|2"
     "|3|6| pass\012"},
    {"exec", 0x0,
     "f'{a b}'",
     NULL,
     "SyntaxError|invalid syntax. Perhaps you forgot a comma\077|1|4|1|7|f'{a b}'\012"},
    {"exec", 0x0,
     "f'{a=b}'",
     NULL,
     "SyntaxError|f-string: expecting '!', or ':', or '}'|1|6|1|7|f'{a=b}'\012"},
    {"exec", 0x0,
     "f'{}'",
     NULL,
     "SyntaxError|f-string: valid expression required before '}'|1|4|1|5|f'{}'\012"},
    {"exec", 0x0,
     "f'{!r}'",
     NULL,
     "SyntaxError|f-string: valid expression required before '!'|1|4|1|5|f'{!r}'\012"},
    {"exec", 0x0,
     "f'{:x}'",
     NULL,
     "SyntaxError|f-string: valid expression required before ':'|1|4|1|5|f'{:x}'\012"},
    {"exec", 0x0,
     "f'{=}'",
     NULL,
     "SyntaxError|f-string: valid expression required before '='|1|4|1|5|f'{=}'\012"},
    {"exec", 0x0,
     "f'{a!}'",
     NULL,
     "SyntaxError|f-string: missing conversion character|1|6|1|7|f'{a!}'\012"},
    {"exec", 0x0,
     "f'{a!x}'",
     NULL,
     "SyntaxError|f-string: invalid conversion character 'x': expected 's', 'r', or 'a"
     "'|1|6|1|7|f'{a!x}'\012"},
    {"exec", 0x0,
     "f'{a!r x}'",
     NULL,
     "SyntaxError|f-string: expecting ':' or '}'|1|8|1|9|f'{a!r x}'\012"},
    {"exec", 0x0,
     "f'{a! r}'",
     NULL,
     "SyntaxError|f-string: conversion type must come right after the exclamation mark"
     "|1|5|1|8|f'{a! r}'\012"},
    {"exec", 0x0,
     "f'{a!1}'",
     NULL,
     "SyntaxError|f-string: invalid conversion character|1|6|1|7|f'{a!1}'\012"},
    {"exec", 0x0,
     "f'{a'",
     NULL,
     "SyntaxError|f-string: expecting '}'|1|5|1|5|f'{a'"},
    {"exec", 0x0,
     "f'{a:'",
     NULL,
     "SyntaxError|f-string: expecting '}', or format specs|1|6|1|7|f'{a:'\012"},
    {"exec", 0x0,
     "f'{a:{b}'",
     NULL,
     "SyntaxError|f-string: expecting '}', or format specs|1|9|1|10|f'{a:{b}'\012"},
    {"exec", 0x0,
     "f'{*}'",
     NULL,
     "SyntaxError|f-string: expecting a valid expression after '{'|1|4|1|5|f'{*}'\012"},
    {"exec", 0x0,
     "f'{a:b{c'",
     NULL,
     "SyntaxError|f-string: expecting '}'|1|9|1|9|f'{a:b{c'"},
    {"exec", 0x0,
     "f'{lambda x:1}'",
     NULL,
     "SyntaxError|f-string: lambda expressions are not allowed without parentheses|1|4"
     "|1|13|f'{lambda x:1}'\012"},
    {"exec", 0x0,
     "f'{lambda x: {y}}'",
     NULL,
     "SyntaxError|f-string: lambda expressions are not allowed without parentheses|1|4"
     "|1|13|f'{lambda x: {y}}'\012"},
    {"exec", 0x0,
     "t'{lambda x:1}'",
     NULL,
     "SyntaxError|t-string: lambda expressions are not allowed without parentheses|1|4"
     "|1|13|t'{lambda x:1}'\012"},
    {"exec", 0x0,
     "f'{a $ b}'",
     NULL,
     "SyntaxError|f-string: expecting '=', or '!', or ':', or '}'|1|6|1|7|f'{a $ b}'\012"},
    {"exec", 0x0,
     "f'{a;b}'",
     NULL,
     "SyntaxError|f-string: expecting '=', or '!', or ':', or '}'|1|5|1|6|f'{a;b}'\012"},
    {"exec", 0x0,
     "f'{ }'",
     NULL,
     "SyntaxError|f-string: valid expression required before '}'|1|5|1|6|f'{ }'\012"},
    {"exec", 0x0,
     "f'{a!r:}}'",
     NULL,
     "SyntaxError|f-string: single '}' is not allowed|1|9|1|9|f'{a!r:}}'"},
    {"exec", 0x0,
     "f'}'",
     NULL,
     "SyntaxError|f-string: single '}' is not allowed|1|3|1|3|f'}'"},
    {"exec", 0x0,
     "f'{a[}'",
     NULL,
     "SyntaxError|closing parenthesis '}' does not match opening parenthesis '['|1|6|1"
     "|6|f'{a[}'"},
    {"exec", 0x0,
     "f'{a)}'",
     NULL,
     "SyntaxError|f-string: unmatched ')'|1|5|1|5|f'{a)}'"},
    {"exec", 0x0,
     "f'{(a}'",
     NULL,
     "SyntaxError|closing parenthesis '}' does not match opening parenthesis '('|1|6|1"
     "|6|f'{(a}'"},
    {"exec", 0x0,
     "f'{a:x!r}'",
     "Module(body=[Expr(value=JoinedStr(values=[FormattedValue(value=Name(id='a', ctx="
     "Load(), lineno=1, col_offset=3, end_lineno=1, end_col_offset=4), conversion=-1, "
     "format_spec=JoinedStr(values=[Constant(value='x!r', lineno=1, col_offset=5, end_"
     "lineno=1, end_col_offset=8)], lineno=1, col_offset=4, end_lineno=1, end_col_offs"
     "et=8), lineno=1, col_offset=2, end_lineno=1, end_col_offset=9)], lineno=1, col_o"
     "ffset=0, end_lineno=1, end_col_offset=10), lineno=1, col_offset=0, end_lineno=1,"
     " end_col_offset=10)])",
     NULL},
    {"exec", 0x0,
     "f'{a=!r:x' ",
     NULL,
     "SyntaxError|f-string: expecting '}', or format specs|1|10|1|11|f'{a=!r:x' \012"},
    {"exec", 0x0,
     "f'{a:\012}'",
     NULL,
     "SyntaxError|f-string: newlines are not allowed in format specifiers for single q"
     "uoted f-strings|1|6|1|6|f'{a:"},
    {"exec", 0x0,
     "f'{a\012}'",
     "Module(body=[Expr(value=JoinedStr(values=[FormattedValue(value=Name(id='a', ctx="
     "Load(), lineno=1, col_offset=3, end_lineno=1, end_col_offset=4), conversion=-1, "
     "lineno=1, col_offset=2, end_lineno=2, end_col_offset=1)], lineno=1, col_offset=0"
     ", end_lineno=2, end_col_offset=2), lineno=1, col_offset=0, end_lineno=2, end_col"
     "_offset=2)])",
     NULL},
    {"exec", 0x0,
     "f\"\"\"{a\012 b}\"\"\"",
     NULL,
     "SyntaxError|invalid syntax. Perhaps you forgot a comma\077|1|6|2|3|f\"\"\"{a"},
    {"exec", 0x0,
     "f\"\"\"{\012}\"\"\"",
     NULL,
     "SyntaxError|f-string: valid expression required before '}'|2|1|2|2|}\"\"\"\012"},
    {"exec", 0x0,
     "t'{}'",
     NULL,
     "SyntaxError|t-string: valid expression required before '}'|1|4|1|5|t'{}'\012"},
    {"exec", 0x0,
     "t'{a b}'",
     NULL,
     "SyntaxError|invalid syntax. Perhaps you forgot a comma\077|1|4|1|7|t'{a b}'\012"},
    {"exec", 0x0,
     "'a' t'b'",
     NULL,
     "SyntaxError|cannot mix t-string literals with string or bytes literals|1|1|1|9|'"
     "a' t'b'\012"},
    {"exec", 0x0,
     "t'a' 'b'",
     NULL,
     "SyntaxError|cannot mix t-string literals with string or bytes literals|1|1|1|9|t"
     "'a' 'b'\012"},
    {"exec", 0x0,
     "b'a' t'b'",
     NULL,
     "SyntaxError|cannot mix t-string literals with string or bytes literals|1|1|1|10|"
     "b'a' t'b'\012"},
    {"exec", 0x0,
     "t'a' b'b' 'c'",
     NULL,
     "SyntaxError|cannot mix t-string literals with string or bytes literals|1|1|1|10|"
     "t'a' b'b' 'c'\012"},
    {"exec", 0x0,
     "f'a' t'b'",
     NULL,
     "SyntaxError|cannot mix t-string literals with string or bytes literals|1|1|1|10|"
     "f'a' t'b'\012"},
    {"exec", 0x0,
     "'a' b'b'",
     NULL,
     "SyntaxError|cannot mix bytes and nonbytes literals|1|9|1|10|'a' b'b'\012"},
    {"exec", 0x0,
     "b'a' 'b' f'c'",
     NULL,
     "SyntaxError|cannot mix bytes and nonbytes literals|1|14|1|15|b'a' 'b' f'c'\012"},
    {"exec", 0x0,
     "b'\\xff' u'\303\251'",
     NULL,
     "SyntaxError|cannot mix bytes and nonbytes literals|1|13|1|14|b'\\xff' u'\303\251'\012"},
    {"exec", 0x0,
     "b'\303\251'",
     NULL,
     "SyntaxError|bytes can only contain ASCII literal characters|1|1|1|5|b'\303\251'\012"},
    {"exec", 0x0,
     "with a, b\012",
     NULL,
     "SyntaxError|expected ':'|1|10|1|11|with a, b\012"},
    {"exec", 0x0,
     "with (a, b)\012",
     NULL,
     "SyntaxError|expected ':'|1|12|1|13|with (a, b)\012"},
    {"exec", 0x0,
     "with (a as b, c)\012",
     NULL,
     "SyntaxError|expected ':'|1|17|1|18|with (a as b, c)\012"},
    {"exec", 0x0,
     "with a:\012x",
     NULL,
     "IndentationError|expected an indented block after 'with' statement on line 1|2|1"
     "|2|2|x\012"},
    {"exec", 0x0,
     "with (a):\012x",
     NULL,
     "IndentationError|expected an indented block after 'with' statement on line 1|2|1"
     "|2|2|x\012"},
    {"exec", 0x0,
     "async with a:\012x",
     NULL,
     "IndentationError|expected an indented block after 'with' statement on line 1|2|1"
     "|2|2|x\012"},
    {"exec", 0x0,
     "if a:\012x",
     NULL,
     "IndentationError|expected an indented block after 'if' statement on line 1|2|1|2"
     "|2|x\012"},
    {"exec", 0x0,
     "if a:\012  x\012 elif b: y",
     NULL,
     "IndentationError|unindent does not match any outer indentation level|3|11|3|-1| "
     "elif b: y\012"},
    {"exec", 0x0,
     "if a: pass\012else: pass\012elif b: pass",
     NULL,
     "SyntaxError|'elif' block follows an 'else' block|3|1|3|5|elif b: pass\012"},
    {"exec", 0x0,
     "while a:\012x",
     NULL,
     "IndentationError|expected an indented block after 'while' statement on line 1|2|"
     "1|2|2|x\012"},
    {"exec", 0x0,
     "for a in b:\012x",
     NULL,
     "IndentationError|expected an indented block after 'for' statement on line 1|2|1|"
     "2|2|x\012"},
    {"exec", 0x0,
     "def f():\012x",
     NULL,
     "IndentationError|expected an indented block after function definition on line 1|"
     "2|1|2|2|x\012"},
    {"exec", 0x0,
     "class A:\012x",
     NULL,
     "IndentationError|expected an indented block after class definition on line 1|2|1"
     "|2|2|x\012"},
    {"exec", 0x0,
     "class A\012 x",
     NULL,
     "SyntaxError|expected ':'|1|8|1|9|class A\012"},
    {"exec", 0x0,
     "class A():\012x",
     NULL,
     "IndentationError|expected an indented block after class definition on line 1|2|1"
     "|2|2|x\012"},
    {"exec", 0x0,
     "@a\012x",
     NULL,
     "SyntaxError|invalid syntax|2|1|2|2|x\012"},
    {"exec", 0x0,
     "@a",
     NULL,
     "SyntaxError|invalid syntax|1|0|1|0|@a\012"},
    {"exec", 0x0,
     "@\012x",
     NULL,
     "SyntaxError|invalid syntax|1|2|1|3|@\012"},
    {"exec", 0x0,
     "async x",
     NULL,
     "SyntaxError|invalid syntax|1|7|1|8|async x\012"},
    {"exec", 0x0,
     "async def f():\012x",
     NULL,
     "IndentationError|expected an indented block after function definition on line 1|"
     "2|1|2|2|x\012"},
    {"exec", 0x0,
     "x\012  y",
     NULL,
     "IndentationError|unexpected indent|2|2|2|-1|  y\012"},
    {"exec", 0x0,
     "if 1:\012    x\012  y",
     NULL,
     "IndentationError|unindent does not match any outer indentation level|3|4|3|-1|  "
     "y\012"},
    {"exec", 0x0,
     "  x",
     NULL,
     "IndentationError|unexpected indent|1|2|1|-1|  x\012"},
    {"exec", 0x0,
     "\011x\012        y",
     NULL,
     "IndentationError|unexpected indent|1|1|1|-1|\011x\012"},
    {"exec", 0x0,
     "if 1:\012        x\012\011y",
     NULL,
     "TabError|inconsistent use of tabs and spaces in indentation|3|1|3|0|\011y\012"},
    {"exec", 0x0,
     "a\\ b",
     NULL,
     "SyntaxError|unexpected character after line continuation character|1|3|1|0|a\\ b\012"},
    {"exec", 0x0,
     "a\\",
     NULL,
     "SyntaxError|unexpected EOF while parsing|1|3|1|-1|a\\\012"},
    {"exec", 0x0,
     "'abc",
     NULL,
     "SyntaxError|unterminated string literal (detected at line 1)|1|1|1|1|'abc"},
    {"exec", 0x0,
     "'''abc",
     NULL,
     "SyntaxError|unterminated triple-quoted string literal (detected at line 1)|1|1|1"
     "|1|'''abc"},
    {"exec", 0x0,
     "'abc\\'",
     NULL,
     "SyntaxError|unterminated string literal (detected at line 1); perhaps you escape"
     "d the end quote\077|1|1|1|1|'abc\\'"},
    {"exec", 0x0,
     "$",
     NULL,
     "SyntaxError|invalid syntax|1|1|1|2|$\012"},
    {"exec", 0x0,
     "a\077b",
     NULL,
     "SyntaxError|invalid syntax|1|2|1|3|a\077b\012"},
    {"exec", 0x0,
     "a!b",
     NULL,
     "SyntaxError|invalid syntax|1|2|1|3|a!b\012"},
    {"exec", 0x0,
     "a ! b",
     NULL,
     "SyntaxError|invalid syntax|1|3|1|4|a ! b\012"},
    {"exec", 0x0,
     "`a`",
     NULL,
     "SyntaxError|invalid syntax|1|1|1|2|`a`\012"},
    {"exec", 0x0,
     "a <> b",
     NULL,
     "SyntaxError|invalid syntax.  Maybe you meant '!=' instead of '<>'\077|1|3|1|5|a <> "
     "b\012"},
    {"exec", 0x0,
     "x = 3 4",
     NULL,
     "SyntaxError|invalid syntax|1|7|1|8|x = 3 4\012"},
    {"exec", 0x0,
     "x = (3 4)",
     NULL,
     "SyntaxError|invalid syntax. Perhaps you forgot a comma\077|1|6|1|9|x = (3 4)\012"},
    {"exec", 0x0,
     "(",
     NULL,
     "SyntaxError|'(' was never closed|1|1|1|0|(\012"},
    {"exec", 0x0,
     "[1,",
     NULL,
     "SyntaxError|'[' was never closed|1|1|1|0|[1,\012"},
    {"exec", 0x0,
     "{1:2",
     NULL,
     "SyntaxError|'{' was never closed|1|1|1|0|{1:2\012"},
    {"exec", 0x0,
     "(1,\012x = 2",
     NULL,
     "SyntaxError|'(' was never closed|1|1|1|0|(1,"},
    {"exec", 0x0,
     "f(a,\012b c",
     NULL,
     "SyntaxError|'(' was never closed|1|2|1|0|f(a,"},
    {"exec", 0x0,
     "foo(1, 2, 3\012bar = 1",
     NULL,
     "SyntaxError|'(' was never closed|1|4|1|0|foo(1, 2, 3"},
    {"exec", 0x0,
     "]",
     NULL,
     "SyntaxError|unmatched ']'|1|1|1|1|]"},
    {"exec", 0x0,
     "(]",
     NULL,
     "SyntaxError|closing parenthesis ']' does not match opening parenthesis '('|1|2|1"
     "|2|(]"},
    {"exec", 0x0,
     "a = )",
     NULL,
     "SyntaxError|unmatched ')'|1|5|1|5|a = )"},
    {"exec", 0x0,
     "1__0",
     NULL,
     "SyntaxError|invalid decimal literal|1|2|1|2|1__0"},
    {"exec", 0x0,
     "1_",
     NULL,
     "SyntaxError|invalid decimal literal|1|2|1|2|1_"},
    {"exec", 0x0,
     "0_7",
     NULL,
     "SyntaxError|leading zeros in decimal integer literals are not permitted; use an "
     "0o prefix for octal integers|1|1|1|3|0_7"},
    {"exec", 0x0,
     "07",
     NULL,
     "SyntaxError|leading zeros in decimal integer literals are not permitted; use an "
     "0o prefix for octal integers|1|1|1|2|07"},
    {"exec", 0x0,
     "08",
     NULL,
     "SyntaxError|leading zeros in decimal integer literals are not permitted; use an "
     "0o prefix for octal integers|1|1|1|2|08"},
    {"exec", 0x0,
     "0x",
     NULL,
     "SyntaxError|invalid hexadecimal literal|1|2|1|2|0x"},
    {"exec", 0x0,
     "0b2",
     NULL,
     "SyntaxError|invalid digit '2' in binary literal|1|3|1|3|0b2"},
    {"exec", 0x0,
     "0o8",
     NULL,
     "SyntaxError|invalid digit '8' in octal literal|1|3|1|3|0o8"},
    {"exec", 0x0,
     "1e",
     NULL,
     "SyntaxError|invalid decimal literal|1|1|1|1|1e"},
    {"exec", 0x0,
     "1e+",
     NULL,
     "SyntaxError|invalid decimal literal|1|3|1|3|1e+"},
    {"exec", 0x0,
     "1.e_",
     NULL,
     "SyntaxError|invalid decimal literal|1|2|1|2|1.e_"},
    {"exec", 0x0,
     "1a",
     NULL,
     "SyntaxError|invalid decimal literal|1|1|1|1|1a"},
    {"exec", 0x0,
     "0xfor",
     NULL,
     "SyntaxError|invalid syntax|1|6|1|7|0xfor\012"},
    {"exec", 0x0,
     "1if 2 else 3",
     "Module(body=[Expr(value=IfExp(test=Constant(value=2, lineno=1, col_offset=4, end"
     "_lineno=1, end_col_offset=5), body=Constant(value=1, lineno=1, col_offset=0, end"
     "_lineno=1, end_col_offset=1), orelse=Constant(value=3, lineno=1, col_offset=11, "
     "end_lineno=1, end_col_offset=12), lineno=1, col_offset=0, end_lineno=1, end_col_"
     "offset=12), lineno=1, col_offset=0, end_lineno=1, end_col_offset=12)])",
     NULL},
    {"exec", 0x0,
     "1_000j_",
     NULL,
     "SyntaxError|invalid imaginary literal|1|6|1|6|1_000j_"},
    {"exec", 0x0,
     "0b1_",
     NULL,
     "SyntaxError|invalid binary literal|1|4|1|4|0b1_"},
    {"eval", 0x0,
     "1, 2",
     "Expression(body=Tuple(elts=[Constant(value=1, lineno=1, col_offset=0, end_lineno"
     "=1, end_col_offset=1), Constant(value=2, lineno=1, col_offset=3, end_lineno=1, e"
     "nd_col_offset=4)], ctx=Load(), lineno=1, col_offset=0, end_lineno=1, end_col_off"
     "set=4))",
     NULL},
    {"eval", 0x0,
     "(x)\012\012",
     "Expression(body=Name(id='x', ctx=Load(), lineno=1, col_offset=1, end_lineno=1, e"
     "nd_col_offset=2))",
     NULL},
    {"single", 0x0,
     "x = 1",
     "Interactive(body=[Assign(targets=[Name(id='x', ctx=Store(), lineno=1, col_offset"
     "=0, end_lineno=1, end_col_offset=1)], value=Constant(value=1, lineno=1, col_offs"
     "et=4, end_lineno=1, end_col_offset=5), lineno=1, col_offset=0, end_lineno=1, end"
     "_col_offset=5)])",
     NULL},
    {"single", 0x0,
     "if x:\012  y\012",
     "Interactive(body=[If(test=Name(id='x', ctx=Load(), lineno=1, col_offset=3, end_l"
     "ineno=1, end_col_offset=4), body=[Expr(value=Name(id='y', ctx=Load(), lineno=2, "
     "col_offset=2, end_lineno=2, end_col_offset=3), lineno=2, col_offset=2, end_linen"
     "o=2, end_col_offset=3)], lineno=1, col_offset=0, end_lineno=2, end_col_offset=3)"
     "])",
     NULL},
    {"single", 0x0,
     "a; b",
     "Interactive(body=[Expr(value=Name(id='a', ctx=Load(), lineno=1, col_offset=0, en"
     "d_lineno=1, end_col_offset=1), lineno=1, col_offset=0, end_lineno=1, end_col_off"
     "set=1), Expr(value=Name(id='b', ctx=Load(), lineno=1, col_offset=3, end_lineno=1"
     ", end_col_offset=4), lineno=1, col_offset=3, end_lineno=1, end_col_offset=4)])",
     NULL},
    {"single", 0x0,
     "a\012b",
     NULL,
     "SyntaxError|multiple statements found while compiling a single statement|1|2|1|3"
     "|a\012"},
    {"single", 0x0,
     "",
     NULL,
     "SyntaxError|invalid syntax|0|0|0|0|"},
    {"func_type", 0x0,
     "(int, *str, **Any) -> float",
     "FunctionType(argtypes=[Name(id='int', ctx=Load(), lineno=1, col_offset=1, end_li"
     "neno=1, end_col_offset=4), Name(id='str', ctx=Load(), lineno=1, col_offset=7, en"
     "d_lineno=1, end_col_offset=10), Name(id='Any', ctx=Load(), lineno=1, col_offset="
     "14, end_lineno=1, end_col_offset=17)], returns=Name(id='float', ctx=Load(), line"
     "no=1, col_offset=22, end_lineno=1, end_col_offset=27))",
     NULL},
    {"func_type", 0x0,
     "() -> x",
     "FunctionType(returns=Name(id='x', ctx=Load(), lineno=1, col_offset=6, end_lineno"
     "=1, end_col_offset=7))",
     NULL},
    {"exec", 0x1000,
     "x = 1 # type: int\012def f(a, # type: int\012  b):\012  # type: (...) -> int\012  pass\012for x"
     " in y: # type: ignore[a]\012  pass\012with a as b: # type: int\012  pass\012",
     "Module(body=[Assign(targets=[Name(id='x', ctx=Store(), lineno=1, col_offset=0, e"
     "nd_lineno=1, end_col_offset=1)], value=Constant(value=1, lineno=1, col_offset=4,"
     " end_lineno=1, end_col_offset=5), type_comment='int', lineno=1, col_offset=0, en"
     "d_lineno=1, end_col_offset=17), FunctionDef(name='f', args=arguments(args=[arg(a"
     "rg='a', type_comment='int', lineno=2, col_offset=6, end_lineno=2, end_col_offset"
     "=7), arg(arg='b', lineno=3, col_offset=2, end_lineno=3, end_col_offset=3)]), bod"
     "y=[Pass(lineno=5, col_offset=2, end_lineno=5, end_col_offset=6)], type_comment='"
     "(...) -> int', lineno=2, col_offset=0, end_lineno=5, end_col_offset=6), For(targ"
     "et=Name(id='x', ctx=Store(), lineno=6, col_offset=4, end_lineno=6, end_col_offse"
     "t=5), iter=Name(id='y', ctx=Load(), lineno=6, col_offset=9, end_lineno=6, end_co"
     "l_offset=10), body=[Pass(lineno=7, col_offset=2, end_lineno=7, end_col_offset=6)"
     "], lineno=6, col_offset=0, end_lineno=7, end_col_offset=6), With(items=[withitem"
     "(context_expr=Name(id='a', ctx=Load(), lineno=8, col_offset=5, end_lineno=8, end"
     "_col_offset=6), optional_vars=Name(id='b', ctx=Store(), lineno=8, col_offset=10,"
     " end_lineno=8, end_col_offset=11))], body=[Pass(lineno=9, col_offset=2, end_line"
     "no=9, end_col_offset=6)], type_comment='int', lineno=8, col_offset=0, end_lineno"
     "=9, end_col_offset=6)], type_ignores=[TypeIgnore(lineno=6, tag='[a]')])",
     NULL},
    {"exec", 0x4200,
     "if x:",
     NULL,
     "_IncompleteInputError|incomplete input|1|6|1|-1|if x:\012"},
    {"exec", 0x4200,
     "def f():\012  ",
     NULL,
     "_IncompleteInputError|incomplete input|2|3|2|-1|  \012"},
    {"exec", 0x4200,
     "(1,",
     NULL,
     "_IncompleteInputError|incomplete input|1|4|1|-1|(1,\012"},
    {"exec", 0x4200,
     "a b",
     NULL,
     "SyntaxError|invalid syntax|1|3|1|4|a b\012"},
    {"exec", 0x4200,
     "'''abc",
     NULL,
     "_IncompleteInputError|incomplete input|1|1|1|-1|'''abc\012"},
    {"single", 0x4200,
     "if x:\012  y",
     NULL,
     "_IncompleteInputError|incomplete input|2|3|2|-1|  y"},
    {"single", 0x4200,
     "x = ",
     NULL,
     "_IncompleteInputError|incomplete input|1|4|1|-1|x = "},
    {"exec", 0x400000,
     "a <> b",
     "Module(body=[Expr(value=Compare(left=Name(id='a', ctx=Load(), lineno=1, col_offs"
     "et=0, end_lineno=1, end_col_offset=1), ops=[NotEq()], comparators=[Name(id='b', "
     "ctx=Load(), lineno=1, col_offset=5, end_lineno=1, end_col_offset=6)], lineno=1, "
     "col_offset=0, end_lineno=1, end_col_offset=6), lineno=1, col_offset=0, end_linen"
     "o=1, end_col_offset=6)])",
     NULL},
    {"exec", 0x400000,
     "a != b",
     NULL,
     "SyntaxError|with Barry as BDFL, use '<>' instead of '!='|1|3|1|5|a != b\012"},
    {"exec", 0x0,
     "from __future__ import barry_as_FLUFL\012a <> b",
     "Module(body=[ImportFrom(module='__future__', names=[alias(name='barry_as_FLUFL',"
     " lineno=1, col_offset=23, end_lineno=1, end_col_offset=37)], level=0, lineno=1, "
     "col_offset=0, end_lineno=1, end_col_offset=37), Expr(value=Compare(left=Name(id="
     "'a', ctx=Load(), lineno=2, col_offset=0, end_lineno=2, end_col_offset=1), ops=[N"
     "otEq()], comparators=[Name(id='b', ctx=Load(), lineno=2, col_offset=5, end_linen"
     "o=2, end_col_offset=6)], lineno=2, col_offset=0, end_lineno=2, end_col_offset=6)"
     ", lineno=2, col_offset=0, end_lineno=2, end_col_offset=6)])",
     NULL},
    {"exec", 0x0,
     "x = 0xFFFFFFFFFFFFFFFFFFFFFFFF + 1_000.5e-3j",
     "Module(body=[Assign(targets=[Name(id='x', ctx=Store(), lineno=1, col_offset=0, e"
     "nd_lineno=1, end_col_offset=1)], value=BinOp(left=Constant(value=792281625142643"
     "37593543950335, lineno=1, col_offset=4, end_lineno=1, end_col_offset=30), op=Add"
     "(), right=Constant(value=1.0005j, lineno=1, col_offset=33, end_lineno=1, end_col"
     "_offset=44), lineno=1, col_offset=4, end_lineno=1, end_col_offset=44), lineno=1,"
     " col_offset=0, end_lineno=1, end_col_offset=44)])",
     NULL},
    {"exec", 0x0,
     "'\\ud800' '\303\251\\N{BULLET}' \"it's\" b'\\x00\\377'",
     NULL,
     "SyntaxError|cannot mix bytes and nonbytes literals|1|42|1|43|'\\ud800' '\303\251\\N{BULL"
     "ET}' \"it's\" b'\\x00\\377'\012"},
    {"exec", 0x0,
     "\357\254\201 = \302\252",
     "Module(body=[Assign(targets=[Name(id='fi', ctx=Store(), lineno=1, col_offset=0, "
     "end_lineno=1, end_col_offset=3)], value=Name(id='a', ctx=Load(), lineno=1, col_o"
     "ffset=6, end_lineno=1, end_col_offset=8), lineno=1, col_offset=0, end_lineno=1, "
     "end_col_offset=8)])",
     NULL},
    {"exec", 0x0,
     "if 1:\012\011x\012        y",
     NULL,
     "TabError|inconsistent use of tabs and spaces in indentation|3|1|3|0|        y\012"},
    {"exec", 0x0,
     "\\\012  x",
     NULL,
     "IndentationError|unexpected indent|2|2|2|-1|  x\012"},
    {"exec", 0x0,
     "a = f\"{x:{y}}\" f'{z!r}' \"t\"",
     "Module(body=[Assign(targets=[Name(id='a', ctx=Store(), lineno=1, col_offset=0, e"
     "nd_lineno=1, end_col_offset=1)], value=JoinedStr(values=[FormattedValue(value=Na"
     "me(id='x', ctx=Load(), lineno=1, col_offset=7, end_lineno=1, end_col_offset=8), "
     "conversion=-1, format_spec=JoinedStr(values=[FormattedValue(value=Name(id='y', c"
     "tx=Load(), lineno=1, col_offset=10, end_lineno=1, end_col_offset=11), conversion"
     "=-1, lineno=1, col_offset=9, end_lineno=1, end_col_offset=12)], lineno=1, col_of"
     "fset=8, end_lineno=1, end_col_offset=12), lineno=1, col_offset=6, end_lineno=1, "
     "end_col_offset=13), FormattedValue(value=Name(id='z', ctx=Load(), lineno=1, col_"
     "offset=18, end_lineno=1, end_col_offset=19), conversion=114, lineno=1, col_offse"
     "t=17, end_lineno=1, end_col_offset=22), Constant(value='t', lineno=1, col_offset"
     "=24, end_lineno=1, end_col_offset=27)], lineno=1, col_offset=4, end_lineno=1, en"
     "d_col_offset=27), lineno=1, col_offset=0, end_lineno=1, end_col_offset=27)])",
     NULL},
    {"exec", 0x0,
     "\"a\" t\"b\"",
     NULL,
     "SyntaxError|cannot mix t-string literals with string or bytes literals|1|1|1|9|\""
     "a\" t\"b\"\012"},
    {"exec", 0x0,
     "f'{a!x}'",
     NULL,
     "SyntaxError|f-string: invalid conversion character 'x': expected 's', 'r', or 'a"
     "'|1|6|1|7|f'{a!x}'\012"},
    {"exec", 0x0,
     "t\"\"\"{\012 x # c\012=}\"\"\"",
     "Module(body=[Expr(value=TemplateStr(values=[Constant(value='\\n x \\n=', lineno=1,"
     " col_offset=5, end_lineno=3, end_col_offset=1), Interpolation(value=Name(id='x',"
     " ctx=Load(), lineno=2, col_offset=1, end_lineno=2, end_col_offset=2), str='\\n x "
     "\\n', conversion=114, lineno=1, col_offset=4, end_lineno=3, end_col_offset=2)], l"
     "ineno=1, col_offset=0, end_lineno=3, end_col_offset=5), lineno=1, col_offset=0, "
     "end_lineno=3, end_col_offset=5)])",
     NULL},
};
