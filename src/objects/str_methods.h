/* str_methods.h - the methods of str, for the table of rows in str.c; each stands in the file named above it.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "objects/str.h"

/* ---- helpers shared by the files ---- */

/* An argument that must be an int as CPython's Py_ssize_t is parsed. */
RUNS_PYTHON MUST_CHECK bool arg_ssize(Vm *vm, Value v, int64_t *result);
/* start and end of find() and the like (0: not given), resolved: start may exceed end. */
RUNS_PYTHON MUST_CHECK bool arg_bounds(Vm *vm, Value start, Value end, size_t length, int64_t *from, int64_t *to);

/* The needle's characters in the text's kind. data NULL: it can't stand there (wider), or no memory (failed). */
typedef struct Needle {
    const void *data;
    size_t      length;
    void       *block;
    size_t      block_size;
    bool        failed;
} Needle;
Needle needle_in_kind(Vm *vm, const Str *needle, unsigned kind);
void   needle_free(Vm *vm, Needle *needle);

bool char_is_space(uint32_t c);
extern const bool byte_spaces[256];   /* the same of characters below 256 */

/* str_find.c */
Value str_find(Vm *vm, const Value *arg, size_t count);
Value str_rfind(Vm *vm, const Value *arg, size_t count);
Value str_index(Vm *vm, const Value *arg, size_t count);
Value str_rindex(Vm *vm, const Value *arg, size_t count);
Value str_count(Vm *vm, const Value *arg, size_t count);
Value str_startswith(Vm *vm, const Value *arg, size_t count);
Value str_endswith(Vm *vm, const Value *arg, size_t count);
Value str_removeprefix(Vm *vm, const Value *arg, size_t count);
Value str_removesuffix(Vm *vm, const Value *arg, size_t count);
Value str_partition(Vm *vm, const Value *arg, size_t count);
Value str_rpartition(Vm *vm, const Value *arg, size_t count);
Value str_replace(Vm *vm, const Value *arg, size_t count);
int   str_contains(Vm *vm, Value self, Value item);

/* str_split.c */
Value str_split(Vm *vm, const Value *arg, size_t count);
Value str_rsplit(Vm *vm, const Value *arg, size_t count);
Value str_splitlines(Vm *vm, const Value *arg, size_t count);
Value str_join_method(Vm *vm, const Value *arg, size_t count);

/* str_trim.c */
Value str_strip(Vm *vm, const Value *arg, size_t count);
Value str_lstrip(Vm *vm, const Value *arg, size_t count);
Value str_rstrip(Vm *vm, const Value *arg, size_t count);
Value str_center(Vm *vm, const Value *arg, size_t count);
Value str_ljust(Vm *vm, const Value *arg, size_t count);
Value str_rjust(Vm *vm, const Value *arg, size_t count);
Value str_zfill(Vm *vm, const Value *arg, size_t count);
Value str_expandtabs(Vm *vm, const Value *arg, size_t count);

/* str_case.c */
Value str_upper(Vm *vm, const Value *arg, size_t count);
Value str_lower(Vm *vm, const Value *arg, size_t count);
Value str_title(Vm *vm, const Value *arg, size_t count);
Value str_casefold(Vm *vm, const Value *arg, size_t count);
Value str_swapcase(Vm *vm, const Value *arg, size_t count);
Value str_capitalize(Vm *vm, const Value *arg, size_t count);

/* str_predicates.c */
Value str_isascii(Vm *vm, const Value *arg, size_t count);
Value str_islower(Vm *vm, const Value *arg, size_t count);
Value str_isupper(Vm *vm, const Value *arg, size_t count);
Value str_istitle(Vm *vm, const Value *arg, size_t count);
Value str_isspace(Vm *vm, const Value *arg, size_t count);
Value str_isdecimal(Vm *vm, const Value *arg, size_t count);
Value str_isdigit(Vm *vm, const Value *arg, size_t count);
Value str_isnumeric(Vm *vm, const Value *arg, size_t count);
Value str_isalpha(Vm *vm, const Value *arg, size_t count);
Value str_isalnum(Vm *vm, const Value *arg, size_t count);
Value str_isidentifier(Vm *vm, const Value *arg, size_t count);
Value str_isprintable(Vm *vm, const Value *arg, size_t count);

/* str_translate.c */
Value str_translate(Vm *vm, const Value *arg, size_t count);
Value str_maketrans(Vm *vm, const Value *arg, size_t count);

/* str_repr.c */
Value str_repr(Vm *vm, Value self);

/* str_format.c */
Value str_format_method(Vm *vm, const Value *arg, size_t count);
Value str_format_map(Vm *vm, const Value *arg, size_t count);
Value str_dunder_format(Vm *vm, const Value *arg, size_t count);

/* str_percent.c */
Value str_percent(Vm *vm, Value format, Value args);

/* str_iterator.c */
Value str_iter(Vm *vm, Value self);
