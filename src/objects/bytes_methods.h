/* bytes_methods.h - what bytes and bytearray share: views of their data, arguments that are bytes-like, and the methods.
 *
 * A method answers with its self's kind: bytes (also for subclasses), or a new bytearray. SPDX-License-Identifier: MIT */
#pragma once
#include "objects/buffer.h"
#include "objects/bytes.h"

/* The data of self, a bytes or bytearray: valid until Python runs or self is resized. */
typedef struct ByteView {
    const uint8_t *data;
    size_t         length;
} ByteView;

ByteView byte_view(const Vm *vm, Value self);

/* A new object of self's kind. */
Value bytes_like(Vm *vm, Value self, const void *data, size_t length);
/* self unchanged: the same object when it is exactly bytes, else a copy. */
Value bytes_same(Vm *vm, Value self);
/* The builder's bytes as an object of self's kind. */
Value bytes_like_built(Vm *vm, Value self, ByteBuilder *builder);

/* A bytes-like argument, or one byte given as an int. Give back with byte_arg_free. */
typedef struct ByteArg {
    const uint8_t *data;
    size_t         length;
    Buffer         buffer;
    uint8_t        one;
} ByteArg;

MUST_CHECK bool byte_arg(Vm *vm, Value v, ByteArg *arg);         /* "a bytes-like object is required, not 'T'" */
MUST_CHECK bool byte_arg_or_int(Vm *vm, Value v, ByteArg *arg);  /* "argument should be integer or bytes-like object, ..." */
void byte_arg_free(Vm *vm, ByteArg *arg);
/* An int from 0 to 255: ValueError "byte must be in range(0, 256)". */
MUST_CHECK bool arg_byte(Vm *vm, Value v, uint8_t *byte);
bool byte_is_space(uint8_t c);

/* bytes_find.c */
Value bytes_find(Vm *vm, const Value *arg, size_t count);
Value bytes_rfind(Vm *vm, const Value *arg, size_t count);
Value bytes_index(Vm *vm, const Value *arg, size_t count);
Value bytes_rindex(Vm *vm, const Value *arg, size_t count);
Value bytes_count(Vm *vm, const Value *arg, size_t count);
Value bytes_startswith(Vm *vm, const Value *arg, size_t count);
Value bytes_endswith(Vm *vm, const Value *arg, size_t count);
Value bytes_removeprefix(Vm *vm, const Value *arg, size_t count);
Value bytes_removesuffix(Vm *vm, const Value *arg, size_t count);
Value bytes_partition(Vm *vm, const Value *arg, size_t count);
Value bytes_rpartition(Vm *vm, const Value *arg, size_t count);
Value bytes_replace(Vm *vm, const Value *arg, size_t count);
int   bytes_contains(Vm *vm, Value self, Value item);

/* bytes_split.c */
Value bytes_split(Vm *vm, const Value *arg, size_t count);
Value bytes_rsplit(Vm *vm, const Value *arg, size_t count);
Value bytes_splitlines(Vm *vm, const Value *arg, size_t count);
Value bytes_join(Vm *vm, const Value *arg, size_t count);

/* bytes_text.c: ASCII case, predicates, padding */
Value bytes_upper(Vm *vm, const Value *arg, size_t count);
Value bytes_lower(Vm *vm, const Value *arg, size_t count);
Value bytes_title(Vm *vm, const Value *arg, size_t count);
Value bytes_swapcase(Vm *vm, const Value *arg, size_t count);
Value bytes_capitalize(Vm *vm, const Value *arg, size_t count);
Value bytes_isascii(Vm *vm, const Value *arg, size_t count);
Value bytes_isalnum(Vm *vm, const Value *arg, size_t count);
Value bytes_isalpha(Vm *vm, const Value *arg, size_t count);
Value bytes_isdigit(Vm *vm, const Value *arg, size_t count);
Value bytes_islower(Vm *vm, const Value *arg, size_t count);
Value bytes_isupper(Vm *vm, const Value *arg, size_t count);
Value bytes_isspace(Vm *vm, const Value *arg, size_t count);
Value bytes_istitle(Vm *vm, const Value *arg, size_t count);
Value bytes_strip(Vm *vm, const Value *arg, size_t count);
Value bytes_lstrip(Vm *vm, const Value *arg, size_t count);
Value bytes_rstrip(Vm *vm, const Value *arg, size_t count);
Value bytes_center(Vm *vm, const Value *arg, size_t count);
Value bytes_ljust(Vm *vm, const Value *arg, size_t count);
Value bytes_rjust(Vm *vm, const Value *arg, size_t count);
Value bytes_zfill(Vm *vm, const Value *arg, size_t count);
Value bytes_expandtabs(Vm *vm, const Value *arg, size_t count);

/* bytes_hex.c: hex, fromhex, translate, decode */
Value bytes_hex(Vm *vm, const Value *arg, size_t count);
Value bytes_fromhex(Vm *vm, const Value *arg, size_t count);
Value bytes_translate(Vm *vm, const Value *arg, size_t count);
Value bytes_maketrans(Vm *vm, const Value *arg, size_t count);
Value bytes_decode(Vm *vm, const Value *arg, size_t count);

/* bytes_percent.c */
Value bytes_percent(Vm *vm, Value format, Value args);

/* bytes_iterator.c */
Value bytes_iter(Vm *vm, Value self);
Value bytearray_iter(Vm *vm, Value self);

/* bytes.c: construction shared with bytearray */
/* Bytes of source as bytes(source) takes it (an int, a buffer, an iterable of ints), appended; who: "bytes" or "bytearray",
 * for messages. */
RUNS_PYTHON MUST_CHECK bool bytes_collect(Vm *vm, ByteBuilder *builder, Value source, const char *who);
/* bytes(text, encoding, errors) and its errors. *handled: the arguments were for us. */
RUNS_PYTHON Value bytes_encode_args(Vm *vm, Value source, Value encoding, Value errors, const char *who, bool *handled);

/* The rows that both types have; OWNER is the type. */
#define BYTES_SHARED_ROWS \
    METHOD("capitalize(self, /)", bytes_capitalize, CALL_NOARGS, "Return a copy with only its first character capitalized (ASCII)."), \
    METHOD("center(self, width, fillchar=b' ', /)", bytes_center, CALL_POSITIONAL, "Return a centered string of length width."), \
    METHOD("count(self, sub[, start[, end]], /)", bytes_count, CALL_POSITIONAL, \
           "Return the number of non-overlapping occurrences of subsection 'sub' in bytes B[start:end]."), \
    METHOD("decode(self, /, encoding='utf-8', errors='strict')", bytes_decode, CALL_KEYWORDS, \
           "Decode the bytes using the codec registered for encoding."), \
    METHOD("endswith(self, suffix[, start[, end]], /)", bytes_endswith, CALL_POSITIONAL, \
           "Return True if the bytes ends with the specified suffix, False otherwise."), \
    METHOD("expandtabs(self, /, tabsize=8)", bytes_expandtabs, CALL_KEYWORDS, \
           "Return a copy where all tab characters are expanded using spaces."), \
    METHOD("find(self, sub[, start[, end]], /)", bytes_find, CALL_POSITIONAL, \
           "Return the lowest index in B where subsection 'sub' is found; -1 when it is not."), \
    CLASS_METHOD("fromhex(cls, string, /)", bytes_fromhex, CALL_ONE, "Create a bytes object from a string of hexadecimal numbers."), \
    METHOD("hex(self, /, sep=<unrepresentable>, bytes_per_sep=1)", bytes_hex, CALL_KEYWORDS, \
           "Create a string of hexadecimal numbers from a bytes object."), \
    METHOD("index(self, sub[, start[, end]], /)", bytes_index, CALL_POSITIONAL, \
           "Return the lowest index in B where subsection 'sub' is found; ValueError when it is not."), \
    METHOD("isalnum(self, /)", bytes_isalnum, CALL_NOARGS, "Return True if all characters in B are alphanumeric."), \
    METHOD("isalpha(self, /)", bytes_isalpha, CALL_NOARGS, "Return True if all characters in B are alphabetic."), \
    METHOD("isascii(self, /)", bytes_isascii, CALL_NOARGS, "Return True if B is empty or all characters in B are ASCII."), \
    METHOD("isdigit(self, /)", bytes_isdigit, CALL_NOARGS, "Return True if all characters in B are digits."), \
    METHOD("islower(self, /)", bytes_islower, CALL_NOARGS, "Return True if all cased characters in B are lowercase."), \
    METHOD("isspace(self, /)", bytes_isspace, CALL_NOARGS, "Return True if all characters in B are whitespace."), \
    METHOD("istitle(self, /)", bytes_istitle, CALL_NOARGS, "Return True if B is a titlecased string."), \
    METHOD("isupper(self, /)", bytes_isupper, CALL_NOARGS, "Return True if all cased characters in B are uppercase."), \
    METHOD("join(self, iterable_of_bytes, /)", bytes_join, CALL_ONE, "Concatenate any number of bytes objects."), \
    METHOD("ljust(self, width, fillchar=b' ', /)", bytes_ljust, CALL_POSITIONAL, "Return a left-justified string of length width."), \
    METHOD("lower(self, /)", bytes_lower, CALL_NOARGS, "Return a copy of B with all ASCII characters converted to lowercase."), \
    METHOD("lstrip(self, bytes=None, /)", bytes_lstrip, CALL_POSITIONAL, "Strip leading bytes contained in the argument."), \
    STATIC_METHOD("maketrans(frm, to, /)", bytes_maketrans, CALL_POSITIONAL, "Return a translation table usable for the translate method."), \
    METHOD("partition(self, sep, /)", bytes_partition, CALL_ONE, "Partition the bytes into three parts using the given separator."), \
    METHOD("replace(self, old, new, count=-1, /)", bytes_replace, CALL_POSITIONAL, \
           "Return a copy with all occurrences of substring old replaced by new."), \
    METHOD("removeprefix(self, prefix, /)", bytes_removeprefix, CALL_ONE, "Return a copy with the given prefix removed if present."), \
    METHOD("removesuffix(self, suffix, /)", bytes_removesuffix, CALL_ONE, "Return a copy with the given suffix removed if present."), \
    METHOD("rfind(self, sub[, start[, end]], /)", bytes_rfind, CALL_POSITIONAL, \
           "Return the highest index in B where subsection 'sub' is found; -1 when it is not."), \
    METHOD("rindex(self, sub[, start[, end]], /)", bytes_rindex, CALL_POSITIONAL, \
           "Return the highest index in B where subsection 'sub' is found; ValueError when it is not."), \
    METHOD("rjust(self, width, fillchar=b' ', /)", bytes_rjust, CALL_POSITIONAL, "Return a right-justified string of length width."), \
    METHOD("rpartition(self, sep, /)", bytes_rpartition, CALL_ONE, \
           "Partition the bytes into three parts at the last occurrence of the separator."), \
    METHOD("rsplit(self, /, sep=None, maxsplit=-1)", bytes_rsplit, CALL_KEYWORDS, \
           "Return a list of the sections in the bytes, splitting from its end."), \
    METHOD("rstrip(self, bytes=None, /)", bytes_rstrip, CALL_POSITIONAL, "Strip trailing bytes contained in the argument."), \
    METHOD("split(self, /, sep=None, maxsplit=-1)", bytes_split, CALL_KEYWORDS, \
           "Return a list of the sections in the bytes, using sep as the delimiter."), \
    METHOD("splitlines(self, /, keepends=False)", bytes_splitlines, CALL_KEYWORDS, \
           "Return a list of the lines in the bytes, breaking at line boundaries."), \
    METHOD("startswith(self, prefix[, start[, end]], /)", bytes_startswith, CALL_POSITIONAL, \
           "Return True if the bytes starts with the specified prefix, False otherwise."), \
    METHOD("strip(self, bytes=None, /)", bytes_strip, CALL_POSITIONAL, \
           "Strip leading and trailing bytes contained in the argument."), \
    METHOD("swapcase(self, /)", bytes_swapcase, CALL_NOARGS, "Return a copy of B with uppercase ASCII characters converted to lowercase and vice versa."), \
    METHOD("title(self, /)", bytes_title, CALL_NOARGS, "Return a titlecased version of B."), \
    METHOD("translate(self, table, /, delete=b'')", bytes_translate, CALL_KEYWORDS, \
           "Return a copy with each character mapped by the given translation table."), \
    METHOD("upper(self, /)", bytes_upper, CALL_NOARGS, "Return a copy of B with all ASCII characters converted to uppercase."), \
    METHOD("zfill(self, width, /)", bytes_zfill, CALL_ONE, "Pad a numeric string with zeros on the left, to fill a field of the given width.")
