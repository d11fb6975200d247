/* struct_sequence.h - tuples whose items have names: sys.version_info, os.stat_result, time.struct_time.
 *
 * A type is one X-macro of its fields in order, F(index, "name", "doc"), with gaps where an item has no name:
 *
 *     #define VERSION_INFO(F) F(0, "major", "Major release number") F(1, "minor", "Minor release number") ...
 *     STRUCT_SEQUENCE(version_info_type, SHAPE_VERSION_INFO, "sys.version_info", VERSION_INFO, 5, 5, "doc");
 *
 * `visible` items are the tuple's; those from `visible` to `total` are attributes only (behind the tuple's length).
 * SPDX-License-Identifier: MIT */
#pragma once
#include "objects/object.h"
#include "objects/tuple.h"

enum { STRUCT_MOST = 24 };

typedef struct StructSequence {
    const char *names[STRUCT_MOST]; /* NULL: unnamed */
    uint16_t    visible, total;
} StructSequence;

/* A new one: `total` values, borrowed; 0 among them: None. */
Value struct_sequence_new(Vm *vm, const Type *type, const Value *items);

/* The pieces of the macro. */
#define STRUCT_GETTERS(G) \
    G(0) G(1) G(2) G(3) G(4) G(5) G(6) G(7) G(8) G(9) G(10) G(11) G(12) G(13) G(14) G(15) G(16) G(17) G(18) G(19) G(20) G(21) \
    G(22) G(23)
#define STRUCT_GETTER_DECLARATION(n) Value struct_get_at_##n(Vm *vm, const Value *arg, size_t count);
STRUCT_GETTERS(STRUCT_GETTER_DECLARATION)
Value   struct_reduce(Vm *vm, const Value *arg, size_t count);
Value   struct_replace(Vm *vm, const Value *arg, size_t count, Value names);
Value   struct_repr(Vm *vm, Value self);
Value   struct_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names);
void    struct_dealloc(Vm *vm, Object *self);
bool    struct_traverse(Vm *vm, Object *self, VisitFn visit, void *arg);

#define STRUCT_ROW(index, name, docstring) \
    { ROW_HEAD(SHAPE_MEMBER_DESCRIPTOR), name, { struct_get_at_##index }, NULL, docstring, OWNER, CALL_NOARGS, ROW_READONLY },
#define STRUCT_NAME(index, name, docstring) [index] = name,
/* OWNER must be defined as the type's address. */
#define STRUCT_SEQUENCE(symbol, SHAPE, full_name, FIELDS, visible_count, total_count, docstring)                              \
    static const Row symbol##_rows[] = {                                                                                      \
        FIELDS(STRUCT_ROW)                                                                                                    \
        { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), "__reduce__(self, /)", { struct_reduce }, NULL, NULL, OWNER, CALL_NOARGS,        \
          ROW_NO_TEXT_SIGNATURE },                                                                                            \
        { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), "__replace__(self, /, **changes)", { .own = struct_replace }, NULL,              \
          "Return a copy of the structure with new values for the specified fields.", OWNER, CALL_OWN,                        \
          ROW_NO_TEXT_SIGNATURE },                                                                                            \
        ROWS_END,                                                                                                             \
    };                                                                                                                        \
    static const StructSequence symbol##_sequence = { { FIELDS(STRUCT_NAME) }, visible_count, total_count };                  \
    const Type symbol = {                                                                                                     \
        TYPE_HEAD, .name = full_name, .doc = docstring, .base = &tuple_type, .rows = symbol##_rows, .number = SHAPE,          \
        .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_SEQUENCE | TYPE_TUPLE_SUBCLASS | TYPE_MATCH_SELF,          \
        .basic_size = 32, .item_size = 8, .size = sizeof(Tuple), .var_item = sizeof(Value),                                   \
        .sequence = &symbol##_sequence,                                                                                       \
        .slots = { TUPLE_SLOTS, .dealloc = struct_dealloc, .traverse = struct_traverse, .new = struct_new,                    \
                   .repr = struct_repr },                                                                                     \
    }
