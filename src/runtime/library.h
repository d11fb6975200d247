/* library.h - the embedded standard library: records of compiled modules and their compressed sources, constant data made at
 * build time (tools/make_library). SPDX-License-Identifier: MIT */
#pragma once
#include "code/record.h"
#include "memory/heap.h"

#include "library_version.h" /* generated: LIBRARY_VERSION "3.14.8", LIBRARY_MICRO, LIBRARY_HEXVERSION */

typedef struct LibraryModule {
    const char *name;        /* dotted */
    RecordRef   code;        /* in library_blob; 0: a file that is no module (a resource) */
    bool        is_package;
    const char *path;        /* below lib/python3.14, as sources are stored */
    uint32_t    source_offset, source_size, packed_size; /* in library_sources */
} LibraryModule;

/* Sorted by name. */
extern const LibraryModule library_modules[];
extern const uint32_t      library_module_count;
extern const unsigned char library_blob[];    /* a RecordHeader at a multiple of 16 */
extern const unsigned char library_sources[];

/* The module of that name; NULL: not in the library. */
const LibraryModule *library_find(const char *name, size_t length);
/* <prefix>/lib/python3.14 as str; names of all its modules and the C-backed ones as a frozenset. Owned. */
Value library_folder(Vm *vm);
Value library_module_names(Vm *vm);
/* A new code object of the module. */
Value library_code(Vm *vm, const LibraryModule *module);
/* Its source as bytes; UNBOUND: there is none. */
Value library_source(Vm *vm, const LibraryModule *module);
