# Errors of the passes after parsing: the symbol table's have bare args.
for s in ("def", "def f(a, a): pass", "return", "x = (1,\n", "from __future__ import nothing"):
    try: compile(s, "f", "exec")
    except SyntaxError as e: print(e.args, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset, repr(e.text), e.filename, e.print_file_and_line)
