"""Compares the compiler with CPython's, live: run it with the oracle, CPython 3.14.

    compare_code.py --driver build/release/frontend [--levels 0,1,2] [--step N] [--show N] [--jobs N] PATH...

PATH is a file or a folder (all its .py files). Each file is compiled by both at each optimization level; compared are
the marshal data, byte for byte, and every attribute of every code object, matched by position. Prints the agreement per
attribute, per code object and per file, and the first differences. A file that CPython refuses must be refused.
"""
import argparse
import collections
import dis
import glob
import marshal
import os
import re
import subprocess
import sys
import types

ATTRIBUTES = ("co_code co_consts co_names co_varnames co_freevars co_cellvars co_flags co_stacksize co_linetable "
              "co_exceptiontable co_qualname co_name co_firstlineno co_argcount co_posonlyargcount "
              "co_kwonlyargcount co_filename").split()
BATCH = 40
WORKER = """
import marshal, sys
for file in sys.argv[2:]:
    with open(file, "rb") as source:
        data = source.read()
    try:
        code = compile(data, file, "exec", dont_inherit=True, optimize=int(sys.argv[1]))
        data = marshal.dumps(code)
    except Exception:
        data = b""
    sys.stdout.buffer.write(len(data).to_bytes(4, "little") + data)
    code = None     # else its strings stay interned
"""


def sources(paths):
    for path in paths:
        if os.path.isdir(path):
            yield from filter(os.path.exists, sorted(glob.glob(path + "/**/*.py", recursive=True)))
        else:
            yield path


def run_driver(driver, files, level):
    """Frames of the driver for a batch: [(kind, bytes)], one a file; None after a crash."""
    out = subprocess.run([driver, "marshal", "--shared", "-O", str(level), *files], stdout=subprocess.PIPE).stdout
    frames, at = [], 0
    while at < len(out):
        size = int.from_bytes(out[at + 1:at + 5], "little")
        frames.append((chr(out[at]), out[at + 5:at + 5 + size]))
        at += 5 + size
    if len(frames) < len(files) and len(files) > 1:     # a crash: one by one
        frames = [run_driver(driver, [file], level)[0] for file in files]
    return frames or [("X", b"crash")]


def run_cpython(files, level):
    """Marshal data of each file from a fresh process of this Python, in which as few strings as possible are interned;
    None where it refuses the file."""
    out = subprocess.run([sys.executable, "-I", "-S", "-W", "ignore", "-c", WORKER, str(level), *files], stdout=subprocess.PIPE).stdout
    frames, at = [], 0
    while at < len(out):
        size = int.from_bytes(out[at:at + 4], "little")
        frames.append(out[at + 4:at + 4 + size] or None)
        at += 4 + size
    return frames


def constant_key(value):
    """A constant with its types, so that 1, 1.0 and True differ; code objects are compared on their own."""
    if isinstance(value, types.CodeType):
        return "code"
    if isinstance(value, tuple):
        return tuple, tuple(map(constant_key, value))
    if isinstance(value, frozenset):
        return frozenset, frozenset(map(constant_key, value))
    if isinstance(value, slice):
        return slice, constant_key((value.start, value.stop, value.step))
    return type(value), repr(value)


def attribute(code, name):
    value = getattr(code, name)
    return constant_key(value) if name == "co_consts" else value


def children(code):
    return [value for value in code.co_consts if isinstance(value, types.CodeType)]


class Report:
    def __init__(self, show):
        self.count = collections.Counter()
        self.wrong = collections.Counter()
        self.show = show

    def see(self, what, equal, place=None, ours=None, theirs=None):
        self.count[what] += 1
        if equal:
            return True
        self.wrong[what] += 1
        if place and self.show > 0:
            self.show -= 1
            print(f"--- {place}: {what}")
            show_difference(ours, theirs)
        return False

    def close(self):
        for what, count in self.count.items():
            good = count - self.wrong[what]
            print(f"{what:20} {good:8} of {count:8}  {100 * good / count:9.4f} %")
        return not self.wrong


def listing(code):
    if not isinstance(code, types.CodeType):
        return [str(code)]
    try:
        lines = [f"{i.offset:5} {i.opname:30} {i.arg if i.arg is not None else '':>5} {re.sub(' at 0x[0-9a-f]+', '', i.argrepr)[:40]:40} "
                 f"{i.positions.lineno}:{i.positions.col_offset}-{i.positions.end_lineno}:{i.positions.end_col_offset}"
                 for i in dis.get_instructions(code)]
        lines += [str(entry) for entry in dis._parse_exception_table(code)]
    except Exception as error:
        return [repr(error), repr(code.co_code)]
    return lines + [repr(getattr(code, name)) for name in ATTRIBUTES if name not in ("co_code", "co_linetable")]


def show_difference(ours, theirs):
    ours, theirs = listing(ours), listing(theirs)
    for at, (a, b) in enumerate(zip(ours + [""] * len(theirs), theirs + [""] * len(ours))):
        if a != b:
            for line in theirs[max(0, at - 3):at]:
                print("   ", line[:150])
            for line in theirs[at:at + 4]:
                print("  CPython", line[:150])
            for line in ours[at:at + 4]:
                print("  ours   ", line[:150])
            return


def compare_codes(report, place, ours, theirs):
    """Whether two code objects agree, children too; reports each."""
    different = [name for name in ATTRIBUTES if attribute(ours, name) != attribute(theirs, name)]
    for name in ATTRIBUTES:
        report.see(name, name not in different)
    place = f"{place} {theirs.co_qualname} ({', '.join(different)})"
    same = report.see("code objects", not different, place, ours, theirs)
    for a, b in zip(children(ours), children(theirs)):
        same &= compare_codes(report, place.split(" ")[0], a, b)
    for extra in children(theirs)[len(children(ours)):]:
        same &= count_missing(report, extra)
    return same


def count_missing(report, code):
    report.see("code objects", False)
    for child in children(code):
        count_missing(report, child)
    return False


def compare_file(report, file, level, frame, expected):
    kind, data = frame
    if expected is None:
        report.see("refused alike", kind == "E", f"{file} -O{level}", data, "refused")
        return
    if data == expected:
        report.see("files", True)
        report.see("marshal data", True)
        compare_codes(report, file, theirs := marshal.loads(data), theirs)
        return
    theirs = marshal.loads(expected)
    if kind != "M":
        report.see("files", False, f"{file} -O{level}", data, theirs)
        count_missing(report, theirs)
        return
    same = compare_codes(report, f"{file}:-O{level}", marshal.loads(data), theirs)
    report.see("files", same)
    report.see("marshal data", False)
    if same and report.show > 0:
        report.show -= 1
        at = next((i for i, (a, b) in enumerate(zip(data, expected)) if a != b), min(len(data), len(expected)))
        print(f"--- {file} -O{level}: marshal data at {at}")
        print("  CPython", expected[max(0, at - 40):at + 20])
        print("  ours   ", data[max(0, at - 40):at + 20])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--driver", required=True)
    parser.add_argument("--levels", default="0,1,2")
    parser.add_argument("--step", type=int, default=1, help="every n-th file only")
    parser.add_argument("--offset", type=int, default=0)
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("paths", nargs="+")
    options = parser.parse_args()
    report = Report(options.show)
    files = list(sources(options.paths))[options.offset::options.step]
    for level in map(int, options.levels.split(",")):
        for at in range(0, len(files), BATCH):
            batch = files[at:at + BATCH]
            for file, frame, expected in zip(batch, run_driver(options.driver, batch, level),
                                             run_cpython(batch, level)):
                compare_file(report, file, level, frame, expected)
    return 0 if report.close() else 1


if __name__ == "__main__":
    sys.exit(main())
