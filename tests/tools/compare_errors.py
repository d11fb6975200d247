#!/usr/bin/env python3
"""Compares the errors of the front end with CPython's recorded ones, in all seven fields.

    compare_errors.py --frontend build/release/frontend --corpus syntax_errors.json.xz [--mode errors] [--show N]

The corpus holds invalid programs with type, msg, lineno, offset, end_lineno,
end_offset and text of CPython's error. `--mode parse-errors` stops after the
parser: what later passes refuse then counts apart, as accepted. Ends with status
1 when less than --least percent are exact.
"""
import argparse
import ast
import collections
import json
import lzma
import os
import subprocess
import sys
import tempfile


def run(args, cases):
    """One list of fields a case, as the corpus has them; None for a crash."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "cases")
        with open(path, "w") as file:
            for case in cases:
                file.write("%s %s\n" % (case["mode"], case["src"]))
        process = subprocess.run([args.frontend, args.mode, path], stdout=subprocess.PIPE)
    got = [None] * len(cases)
    for line in process.stdout.decode("utf-8", "surrogatepass").split("\n"):
        fields = line.split("\t")
        if fields[0] != "R":
            continue
        if fields[2] == "ok":
            got[int(fields[1])] = ["ok"]
            continue
        text = [fields[2], ascii(ast.literal_eval(fields[3]))] + fields[4:8] + [ascii(ast.literal_eval(fields[8]))]
        got[int(fields[1])] = text
    return got


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--frontend", required=True)
    parser.add_argument("--corpus", required=True)
    parser.add_argument("--mode", default="errors")
    parser.add_argument("--show", type=int, default=10)
    parser.add_argument("--least", type=float, default=99.5)
    args = parser.parse_args()
    with lzma.open(args.corpus) as file:
        cases = json.load(file)["cases"]
    got = run(args, cases)
    exact, accepted, wrong, shown = 0, 0, collections.Counter(), 0
    for case, fields in zip(cases, got):
        if fields == case["error"]:
            exact += 1
            continue
        if fields == ["ok"]:
            accepted += 1
            if args.mode == "parse-errors" and case["error"][6] == "None":
                continue
        wrong[case["error"][1]] += 1
        if shown < args.show:
            shown += 1
            print("--- %s %s\n%s\n  want %s\n  got  %s" % (
                case["origin"], case["mode"], bytes.fromhex(case["src"]).decode("utf-8", "replace")[-300:],
                case["error"], fields))
    for message, count in wrong.most_common(12):
        print("%5d  %s" % (count, message))
    percent = 100 * exact / len(cases)
    print("%d cases: %d exact (%.2f %%), %d accepted, %d wrong" % (len(cases), exact, percent, accepted,
                                                                 sum(wrong.values())))
    return percent < args.least


if __name__ == "__main__":
    sys.exit(main())
