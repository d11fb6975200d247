/* state.h - what the objects layer remembers per isolate. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/heap_type.h"
#include "objects/type.h"

struct ObjectsState {
    StaticTypeState *static_types;        /* STATIC_TYPE_COUNT of them, zeroed at the start */
    Value   empty_tuple, empty_frozenset;
    Value   memory_error;                 /* preallocated instance */
    /* interned strs of the heap: open addressing by name hash; the table does not own them */
    Value  *interned;
    size_t  interned_count, interned_mask;
    int64_t **const_hashes;               /* pages of Python hashes of constants, by number; 0: not yet */
    Value   exception_group;              /* the class ExceptionGroup; 0: not made yet (exception_group_class). Owned */
    Value   builtins, sys_modules;        /* dicts; owned */
    struct AttributeCacheEntry *attribute_cache; /* (type number, name) -> value; made at the first miss */
    uint32_t next_type_number;
    uint32_t next_cell_version;
    uint32_t int_max_str_digits;
    uint64_t id_key;                      /* permutes addresses for id() (D6) */
    void   *modules_by_def;               /* table of module states (module.c) */
    void   *row_signatures;               /* parsed signatures by row (row.c) */
    struct CodecState *codecs;            /* objects/codecs.h; NULL: not asked yet */
    void   *frozen;                       /* reserved for the embedded library (runtime/) */
};

bool objects_init(Vm *vm);
void objects_drop(Vm *vm);     /* releases everything above that is owned */
