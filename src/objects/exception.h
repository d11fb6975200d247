/* exception.h - BaseException's body and what the machine asks of it.
 *
 * Trace records (D13): while an exception unwinds, the machine moves what it leaves (function, position, locals, cells) into
 * records of the exception; traceback and frame objects are made from them when asked for. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/heap.h"
#include "objects/errors.h"
#include "objects/type.h"

typedef struct BaseException {
    Object head;
    Value  dict;        /* 0: none yet; __notes__ lives there */
    Value  args;        /* tuple */
    Value  traceback;   /* traceback object, NONE, or 0: made from records when asked for */
    Value  context;     /* __context__; 0: None */
    Value  cause;       /* __cause__; 0: None */
    void  *records;     /* vm/trace_record.h; NULL: none. Freed through up->records_dropped */
    bool   suppress_context;
} BaseException;

typedef struct StopIteration { BaseException base; Value value; } StopIteration;      /* StopIteration */
typedef struct SystemExit { BaseException base; Value code; } SystemExit;
typedef struct KeyErrorBody { BaseException base; } KeyErrorBody;
typedef struct NameErrorBody { BaseException base; Value name; } NameErrorBody;
typedef struct AttributeErrorBody { BaseException base; Value obj, name; } AttributeErrorBody;
typedef struct ImportErrorBody { BaseException base; Value msg, name, path, name_from; } ImportErrorBody;
typedef struct OsErrorBody { BaseException base; Value myerrno, strerror, filename, filename2, written; } OsErrorBody;
typedef struct SyntaxErrorBody {
    BaseException base;
    Value msg, filename, lineno, offset, end_lineno, end_offset, text, print_file_and_line, metadata;
} SyntaxErrorBody;
typedef struct UnicodeErrorBody { BaseException base; Value encoding, object, reason; int64_t start, end; } UnicodeErrorBody;
typedef struct ExceptionGroupBody { BaseException base; Value msg, excs, excs_text; } ExceptionGroupBody;

static inline bool is_exception(const Vm *vm, Value v) { return is_object(v) && type_has(vm, v, TYPE_EXCEPTION_SUBCLASS); }
static inline bool is_exception_class(const Vm *vm, Value v)
{
    return is_type(vm, v) && (as_type(v)->flags & TYPE_EXCEPTION_SUBCLASS);
}
static inline BaseException *as_exception(Value v) { return (BaseException *)object_of(v); }

/* Slots of exception types; those with more fields override life and init. */
#define EXCEPTION_SLOTS \
    OBJECT_SLOTS, .dealloc = exception_dealloc, .traverse = exception_traverse, .clear = exception_clear_body, \
    .new = exception_new_slot, .init = exception_init, .repr = exception_repr, .str = exception_str
#define EXCEPTION_FLAGS (TYPE_IMMUTABLE | TYPE_READY | TYPE_BASE | TYPE_HAVE_GC | TYPE_EXCEPTION_SUBCLASS)
void  exception_dealloc(Vm *vm, Object *self);
bool  exception_traverse(Vm *vm, Object *self, VisitFn visit, void *arg);
void  exception_clear_body(Vm *vm, Object *self);
Value exception_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names);
bool  exception_init(Vm *vm, Value self, const Value *args, size_t count, Value names);
Value exception_repr(Vm *vm, Value self);
Value exception_str(Vm *vm, Value self);
/* An instance of a class whose body and args are set, fields of subtypes zero. Owned. */
Value exception_allocate(Vm *vm, const Type *cls, const Value *args, size_t count);
/* Types with more Values than BaseException has: they stand behind it, `count` of them. */
bool  exception_no_keywords(Vm *vm, const Type *cls, Value names);
/* __traceback__, __context__, __cause__ (owned; NONE). Setters take over. */
Value exception_traceback(Vm *vm, Value exception);
bool  exception_set_traceback(Vm *vm, Value exception, Value traceback); /* TypeError unless a traceback or NONE */
void  exception_set_context(Vm *vm, Value exception, Taken context);     /* 0: none */
void  exception_set_cause(Vm *vm, Value exception, Taken cause);         /* 0: none; suppresses the context */
/* The class of OSError that an errno stands for. */
const Type *os_error_class(int error_number);
/* except clause: does exception (an instance) match cls (class or tuple)? 1, 0, -1 (TypeError for other things). */
int   exception_matches(Vm *vm, Value exception, Value cls);
/* `raise x` with x a class or instance: the instance (owned), with cause (0: none given; NONE: from None) set. 0: exception. */
Value exception_from_raise(Vm *vm, Value x, Value cause);

/* Builds ExceptionGroup.split/subgroup and except* matching (exception_group.c). */
/* The class ExceptionGroup of this isolate (CPython's is a mutable heap type); borrowed; 0: MemoryError. */
Value exception_group_class(Vm *vm);
/* Matches `exception` against `type` for except*: *match and *rest owned, NONE where empty. */
bool exception_group_match(Vm *vm, Value exception, Value type, Value *match, Value *rest);
/* PREP_RERAISE_STAR: what is to be raised after an except* statement; NONE: nothing. */
Value exception_group_reraise(Vm *vm, Value original, Value raised_list);
