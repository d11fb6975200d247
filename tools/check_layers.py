#!/usr/bin/env python3
"""Refuses upward includes: a file of src/LAYER includes only its own layer and those below it.

Usage: check_layers.py LAYER... (from the lowest to the highest, as the Makefile has them). SPDX-License-Identifier: MIT
"""
import pathlib
import re
import sys

# The one include that looks up, until code_object.h has moved (docs/exceptions.md).
KNOWN = {("src/objects/function.c", "code")}
INCLUDE = re.compile(r'^\s*#\s*include\s+"([^"/]+)/', re.MULTILINE)


def upward_includes(root, layers):
    """Yields (file, included layer) for each include that looks up."""
    rank = {name: number for number, name in enumerate(layers)}
    for layer in layers:
        for path in sorted((root / layer).rglob("*")):
            if path.suffix not in (".c", ".h", ".def"):
                continue
            for included in INCLUDE.findall(path.read_text(encoding="utf-8")):
                if rank.get(included, -1) > rank[layer] and (path.as_posix(), included) not in KNOWN:
                    yield path, included


def main():
    found = list(upward_includes(pathlib.Path("src"), sys.argv[1:]))
    for path, included in found:
        print(f"{path}: includes {included}/, which stands above it")
    print(f"layers: {len(found)} upward includes")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
