#!/usr/bin/env python3
"""Compares the trees of the front end with CPython's, over every .py file of a library.

    compare_ast.py --frontend build/release/frontend --python /path/to/python3.14 --lib DIR [--only GLOB] [--show N]

Both sides get batches of files. The oracle prints, for each, the SHA-256 of
ast.dump(ast.parse(source), include_attributes=True), or what it refused; a tree
that differs is dumped again to show where. Ends with status 1 when any differs.
"""
import argparse
import fnmatch
import hashlib
import os
import subprocess
import sys

BATCH = 60

ORACLE = r"""
import ast, hashlib, sys, warnings
warnings.simplefilter("ignore")
sys.setrecursionlimit(20000)
for name in sys.stdin.read().split("\n"):
    try:
        tree = ast.parse(open(name, "rb").read())
    except Exception as e:
        print("E", type(e).__name__, flush=True)
    else:
        dump = ast.dump(tree, include_attributes=True)
        print("M", hashlib.sha256(dump.encode("utf-8", "backslashreplace")).hexdigest(), flush=True)
"""

DUMP = r"""
import ast, sys
sys.setrecursionlimit(20000)
sys.stdout.buffer.write(ast.dump(ast.parse(open(sys.argv[1], "rb").read()),
                                 include_attributes=True).encode("utf-8", "backslashreplace"))
"""


def frames(data):
    at = 0
    while at < len(data):
        size = int.from_bytes(data[at + 1:at + 5], "little")
        yield data[at:at + 1].decode(), data[at + 5:at + 5 + size]
        at += 5 + size


def library(root, pattern):
    for folder, folders, files in os.walk(root):
        folders.sort()
        for name in sorted(files):
            path = os.path.join(folder, name)
            if name.endswith(".py") and os.path.exists(path) and (not pattern or fnmatch.fnmatch(os.path.relpath(path, root), pattern)):
                yield path


def show_difference(args, path, got):
    want = subprocess.run([args.python, "-W", "ignore", "-c", DUMP, path], capture_output=True).stdout
    at = next((i for i, (a, b) in enumerate(zip(want, got)) if a != b), min(len(want), len(got)))
    print("%s differs at %d\n  want %s\n  got  %s" % (path, at, want[max(0, at - 160):at + 120],
                                                    got[max(0, at - 160):at + 120]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--frontend", required=True)
    parser.add_argument("--python", required=True)
    parser.add_argument("--lib", required=True)
    parser.add_argument("--only", metavar="GLOB")
    parser.add_argument("--show", type=int, default=5)
    args = parser.parse_args()
    paths = list(library(args.lib, args.only))
    same = shown = refused = 0
    for first in range(0, len(paths), BATCH):
        batch = paths[first:first + BATCH]
        oracle = subprocess.run([args.python, "-W", "ignore", "-c", ORACLE], input="\n".join(batch), text=True,
                                stdout=subprocess.PIPE).stdout.splitlines()
        ours = list(frames(subprocess.run([args.frontend, "ast"] + batch, stdout=subprocess.PIPE).stdout))
        if len(ours) != len(batch):
            print("the front end ended at", batch[len(ours)])
        for path, want, (kind, got) in zip(batch, oracle, ours):
            if want[0] == "E" and kind == "E":
                refused += 1
            elif want == "M " + hashlib.sha256(got).hexdigest():
                same += 1
            elif shown < args.show:
                shown += 1
                if kind == "E" or want[0] == "E":
                    print(path, "is refused by one:", want[:40], got[:80])
                else:
                    show_difference(args, path, got)
    print("%d files: %d equal, %d refused alike, %d differ" % (len(paths), same, refused,
                                                             len(paths) - same - refused))
    return same + refused != len(paths)


if __name__ == "__main__":
    sys.exit(main())
