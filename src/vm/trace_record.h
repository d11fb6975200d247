/* trace_record.h - where an exception passed: a record a frame, the outermost first; traceback objects are made of them when asked
 * for (D13). SPDX-License-Identifier: MIT */
#pragma once
#include "vm/frame.h"

typedef struct TraceRecord {
    struct TraceRecord *inner;   /* towards the raise */
    Value               frame;   /* FrameObject; owned */
    int32_t             unit;    /* position in units of co_code */
} TraceRecord;

typedef struct Traceback {
    Object  head;
    Value   next;                /* Traceback or NONE */
    Value   frame;
    int32_t unit;                /* tb_lasti / 2 */
    int32_t line;                /* tb_lineno; -1: by position; -2: None */
} Traceback;
static inline bool is_traceback(Value v) { return has_shape(v, SHAPE_TRACEBACK); }
static inline Traceback *as_traceback(Value v) { return (Traceback *)object_of(v); }

/* The exception passes the frame at fp, pc: adds a record (nothing when memory is short). */
void  trace_record_add(Vm *vm, Value exception, Value *fp, const Word *pc);
Value traceback_new(Vm *vm, Value next, Value frame, int unit, int line);
