#!/usr/bin/env python3
"""Runs CorePy's tests and closes with `N passed, N failed`.

    run.py [--unit PROGRAM] [--python COREPY] [--known FILE] [NAME...]

Unit tests: the program built of tests/unit. Behaviour tests: each tests/python/**/NAME.py is run by COREPY and its output
compared with NAME.out beside it, which was recorded from CPython 3.14. FILE lists behaviour tests that are known to fail; one
that passes all the same fails the run, so that the list only shrinks.
"""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

ROOT = pathlib.Path(__file__).resolve().parent
CLOSING = re.compile(r"^(\d+) passed, (\d+) failed$", re.M)


def run_unit(program):
    done = subprocess.run([program], capture_output=True, text=True, timeout=1200)
    closing = CLOSING.findall(done.stdout)
    sys.stderr.write(done.stderr)
    if not closing:
        print(f"unit tests ended with {done.returncode} before their closing line")
        return 0, 1
    passed, failed = map(int, closing[-1])
    if done.returncode and not failed:
        failed = 1
    return passed, failed


def run_script(corepy, script):
    """What differs from the recorded output; None: nothing."""
    env = {"PATH": os.environ.get("PATH", ""), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
    env.update({name: value for name, value in os.environ.items() if name.endswith("SAN_OPTIONS")})
    with tempfile.TemporaryDirectory() as folder:
        try:
            done = subprocess.run([corepy, str(script)], capture_output=True, timeout=120, cwd=folder, env=env,
                                  stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return "took longer than 120 s"
    if done.stdout == script.with_suffix(".out").read_bytes() and done.returncode == 0:
        return None
    return f"exit {done.returncode}; " + (done.stderr.decode(errors="replace").strip().splitlines() or ["output differs"])[-1]


def run_scripts(corepy, names, known):
    scripts = sorted(s for s in (ROOT / "python").rglob("*.py") if s.with_suffix(".out").exists())
    if names:
        scripts = [s for s in scripts if any(name in str(s) for name in names)]
    passed = failed = 0
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda s: run_script(corepy, s), scripts))
    for script, problem in zip(scripts, results):
        name = str(script.relative_to(ROOT))
        if problem is None and name not in known:
            passed += 1
        elif problem is None:
            failed += 1
            print(f"PASSES NOW {name}: take it out of the list of known failures")
        elif name not in known:
            failed += 1
            print(f"FAILED {name}: {problem}")
    return passed, failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--unit")
    parser.add_argument("--python")
    parser.add_argument("--known", default=str(ROOT / "known_failures.txt"))
    parser.add_argument("names", nargs="*")
    options = parser.parse_args()
    lines = pathlib.Path(options.known).read_text().splitlines() if os.path.exists(options.known) else []
    known = {line.split("#")[0].strip() for line in lines} - {""}
    counts = []
    if options.unit:
        counts.append(run_unit(options.unit))
    if options.python:
        counts.append(run_scripts(os.path.abspath(options.python), options.names, known))
    passed, failed = sum(c[0] for c in counts), sum(c[1] for c in counts)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
