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

/* Builds ExceptionGroup.split/subgroup and except* matching (exception_group.c). */
/* Matches `exception` against `type` for except*: *match and *rest owned, NONE where empty. */
bool exception_group_match(Vm *vm, Value exception, Value type, Value *match, Value *rest);
/* PREP_RERAISE_STAR: what is to be raised after an except* statement; NONE: nothing. */
Value exception_group_reraise(Vm *vm, Value original, Value raised_list);
