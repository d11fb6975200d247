#!/usr/bin/env python3
"""Records what CPython says of small sources, for tests/unit/syntax/syntax_test.c.

    python3.14 tools/record_syntax_cases.py tests/unit/syntax/snippets.txt > tests/unit/syntax/cases.h

Run by the CPython that is to be equalled. In the file of sources a line `#--- MODE [FLAGS]`
begins each (mode exec, eval, single or func_type; FLAGS a number for compile()). A
source that CPython parses is recorded with its ast.dump, another with its error.
"""
import ast
import sys
import warnings


def c_string(text):
    """A C literal of the UTF-8 text, in pieces of a line each."""
    data = text.encode("utf-8", "surrogatepass")
    pieces = []
    for start in range(0, len(data), 80):
        out = ""
        for byte in data[start:start + 80]:
            char = chr(byte)
            out += "\\" + char if char in '"\\' else char if 32 <= byte < 127 and char != "?" else "\\%03o" % byte
        pieces.append('"%s"' % out)
    return "\n     ".join(pieces) or '""'


def record(mode, flags, source):
    try:
        tree = compile(source, "<case>", mode, ast.PyCF_ONLY_AST | flags, dont_inherit=True)
    except SyntaxError as e:
        error = "%s|%s|%s|%s|%s|%s|%s" % (type(e).__name__, e.msg, e.lineno, e.offset, e.end_lineno, e.end_offset,
                                        e.text)
        return None, error
    return ast.dump(tree, include_attributes=True), None


def main():
    warnings.simplefilter("ignore")
    print("/* Made by tools/record_syntax_cases.py with CPython %s. SPDX-License-Identifier: MIT */"
          % sys.version.split()[0])
    print("static const struct { const char *mode; unsigned flags; const char *source, *dump, *error; } cases[] = {")
    with open(sys.argv[1], encoding="utf-8") as file:
        parts = file.read().split("#--- ")[1:]
    for part in parts:
        head, _, source = part.partition("\n")
        mode, _, flags = head.partition(" ")
        flags = int(flags or "0", 0)
        dump, error = record(mode, flags, source[:-1] if source.endswith("\n") else source)
        print('    {"%s", 0x%x,\n     %s,\n     %s,\n     %s},' % (
            mode, flags, c_string(source[:-1]), c_string(dump) if dump else "NULL",
            c_string(error) if error else "NULL"))
    print("};")


if __name__ == "__main__":
    main()
