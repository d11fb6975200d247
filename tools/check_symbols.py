#!/usr/bin/env python3
"""Refuses writable data, and calls of the system outside src/host, in the objects of a build.

Usage: check_symbols.py BUILD_DIRECTORY. Two rules:
  1. No object has a symbol in .data, .bss, .tdata or .tbss, but those of WRITABLE (read-only after relocation is fine).
  2. Outside src/host an object refers only to symbols of other objects of the library and to the pure part of the C
     library in PURE (memory and text without locale, arithmetic), plus what LIBRARIES allows its folder.
SPDX-License-Identifier: MIT
"""
import pathlib
import re
import subprocess
import sys

# What may be writable, and why it can't be otherwise.
WRITABLE = {
    ("host/signals", "owner"): "a signal handler has no argument that could lead to its host",
    ("host/foreign_alloc", "charged_vm"): "libraries whose allocators get no context",
}

PURE = set("""
    memcpy memmove memset memcmp memchr memrchr memmem rawmemchr strlen strnlen strcmp strncmp strchr strchrnul strrchr
    strstr strspn strcspn strcpy strncpy strcat stpcpy bcmp
    qsort bsearch abs labs
    acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs floor fma fmax fmin fmod
    frexp hypot ldexp lgamma lgamma_r log log10 log1p log2 logb lrint llrint lround modf nan nearbyint nextafter pow
    remainder rint round scalbn sin sincos sinh sqrt tan tanh tgamma trunc floorf ceilf sqrtf fmaf expf logf powf acoshl asinhl atanhl erfl erfcl
    snprintf vsnprintf __snprintf_chk __vsnprintf_chk __memcpy_chk __memmove_chk __memset_chk __strcpy_chk __strcat_chk
    __stack_chk_fail _GLOBAL_OFFSET_TABLE_ __errno_location
    __popcountdi2 __udivti3 __umodti3 __divti3 __modti3 __multi3 __muloti4 __floattidf __floatuntidf __fixdfti __tls_get_addr
""".split())

LIBRARIES = {
    "base": re.compile(r"^__gmpn_"),
    "runtime": re.compile(r"^uncompress$"),
    "modules": re.compile(r"^(deflate|inflate|crc32|adler32|zlib|BZ2_|lzma_|ZSTD_|XML_|sqlite3_|EVP_|SSL_|BIO_|ERR_)"),
}

DEFINED = re.compile(r"^[0-9a-f]+ (.)(.)(.)(.)(.)(.)(.) (\S+)\t[0-9a-f]+ (?:\.\w+ )?(.*)$")


def symbols_of(path):
    """(defined names, [(name, section)] of data, undefined names) of an object."""
    text = subprocess.run(["objdump", "-t", str(path)], capture_output=True, text=True, check=True).stdout
    defined, data, undefined = set(), [], set()
    for line in text.splitlines():
        match = DEFINED.match(line)
        if not match:
            continue
        is_section, section, name = match.group(6) == "d", match.group(8), match.group(9).strip()
        if section == "*UND*":
            undefined.add(name)
            continue
        defined.add(name)
        writable = section.startswith((".data", ".bss", ".tdata", ".tbss")) or section == "*COM*"
        if writable and not section.startswith(".data.rel.ro") and not is_section:
            data.append((name, section))
    return defined, data, undefined


def check(build):
    """Yields a line for each offence."""
    root = pathlib.Path(build) / "src"
    objects = {path: symbols_of(path) for path in sorted(root.rglob("*.o"))}
    objects.update({path: symbols_of(path) for path in sorted((pathlib.Path(build) / "gen").rglob("*.o"))})
    ours = set().union(*(defined for defined, _, _ in objects.values())) if objects else set()
    for header in pathlib.Path("src").rglob("*.[hd]*"):  # declared by ourselves, whether or not it is there yet
        ours.update(re.findall(r"\w+", header.read_text(encoding="utf-8")) if header.suffix in (".h", ".def") and
                    "host/" not in str(header) else [])
    for path, (_, data, undefined) in objects.items():
        inside = path.relative_to(build).with_suffix("")
        unit = str(inside)[len("src/"):] if str(inside).startswith("src/") else str(inside)
        layer = unit.split("/")[0]
        for name, section in data:
            if (unit, name.split(".")[0]) not in WRITABLE:
                yield f"{unit}: {name} is writable ({section})"
        if layer == "host":
            continue
        allowed = LIBRARIES.get(layer)
        for name in sorted(undefined - ours - PURE):
            if not (allowed and allowed.match(name)):
                yield f"{unit}: refers to {name}, which is not pure"


def main():
    found = list(check(sys.argv[1]))
    print("\n".join(found + [f"symbols: {len(found)} offences"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
