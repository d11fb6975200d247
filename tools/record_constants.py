#!/usr/bin/env python3
"""Records the int constants of C-backed modules from a real CPython, in the order of its module dict.

Usage: record_constants.py PYTHON DIRECTORY. Writes DIRECTORY/<module>_constants.def with rows CONSTANT(name, value), and
posix_names.def with the rows of os.pathconf_names and its siblings. The numbers are those of Linux on x86-64.
SPDX-License-Identifier: MIT
"""
import pathlib
import subprocess
import sys

MODULES = ["posix", "_stat", "_signal", "select", "fcntl", "_locale"]

SCRIPT = """
import importlib, sys
module = importlib.import_module(sys.argv[1])
for name, value in vars(module).items():
    if isinstance(value, int) and not isinstance(value, bool):
        print(f'CONSTANT("{name}", {value:d})')
"""

NAMES = """
import posix
for kind in "pathconf", "confstr", "sysconf":
    for name, value in vars(posix)[kind + "_names"].items():
        print(f'{kind.upper()}("{name}", {value})')
for name in posix._have_functions:
    print(f'HAVE("{name}")')
"""


def ask(python, script, *arguments):
    """Standard output of a script under the interpreter."""
    return subprocess.run([python, "-c", script, *arguments], capture_output=True, text=True, check=True).stdout


def write(path, what, text):
    head = f"/* {path.name} - {what}. Made by tools/record_constants.py. SPDX-License-Identifier: MIT */\n"
    path.write_text(head + text, encoding="utf-8")


def main():
    python, directory = sys.argv[1], pathlib.Path(sys.argv[2])
    for module in MODULES:
        name = module.lstrip("_")
        write(directory / f"{name}_constants.def", f"the int constants of {module}", ask(python, SCRIPT, module))
    write(directory / "posix_names.def", "names that sysconf and its siblings take", ask(python, NAMES))


if __name__ == "__main__":
    main()
