/* memoryview.h - memoryview's struct, for its own files and those that make views in C. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/buffer.h"

enum { MEMORYVIEW_DIMENSIONS_MAX = 64 };

/* The buffer that views share; given back when the last of them is released. */
typedef struct ManagedBuffer {
    Buffer   buffer;
    uint32_t users;
} ManagedBuffer;

typedef struct MemoryView {
    Object         head;
    ManagedBuffer *managed;      /* NULL: released */
    Value          obj;          /* who lent the memory; owned, so that the collector sees it; 0: released */
    char          *data;
    int64_t        size;         /* bytes of all items */
    int64_t        item_size;
    bool           readonly;
    int            dimensions;
    int64_t       *shape;        /* strides stand behind it; own block unless it is `one` */
    int64_t        one[2];
    const char    *format;       /* points into the shared buffer, or to own_format */
    char           own_format[4];
    int64_t        exports;      /* buffers lent out by this view */
    int64_t        hash;         /* -1: not asked */
} MemoryView;

static inline bool is_memoryview(Value v) { return has_shape(v, SHAPE_MEMORYVIEW); }
static inline MemoryView *as_memoryview(Value v) { return (MemoryView *)object_of(v); }
static inline int64_t *memoryview_strides(const MemoryView *view) { return view->shape + view->dimensions; }

Value memoryview_from(Vm *vm, Value object);
/* Over memory that the caller keeps alive while the view is: release it before (call its method). */
Value memoryview_from_memory(Vm *vm, void *data, size_t size, bool readonly);
/* False: ValueError, it was released. */
MUST_CHECK bool memoryview_check(Vm *vm, const MemoryView *view);
/* Makes it released; false: BufferError, it has exports. */
MUST_CHECK bool memoryview_release(Vm *vm, Value view);

Value memoryview_iter(Vm *vm, Value self);

/* ---- memoryview_item.c ---- */
/* The one native type character of a format; 0: another format. */
char   memory_format_char(const char *format);
size_t memory_format_size(char type);                 /* 0: no such type */
Value  memory_item_get(Vm *vm, const char *format, const char *at);
MUST_CHECK bool memory_item_set(Vm *vm, const char *format, char *at, int64_t item_size, Value v);
Value  memory_to_list(Vm *vm, const MemoryView *view);
/* All items in C order (or Fortran's) into out. */
void   memory_copy_out(const MemoryView *view, char *out, bool fortran);
/* 1 equal, 0 not, -1 error; other: any buffer with its shape. */
int    memory_equal(Vm *vm, const MemoryView *view, const Buffer *other);
bool   memory_is_contiguous(const MemoryView *view, bool fortran);
