/* async_generator.h - asynchronous generators and their awaitables. SPDX-License-Identifier: MIT */
#pragma once
#include "vm/generator_object.h"

/* What an asynchronous generator yields, as against what passes through it from an inner await. */
typedef struct WrappedValue {
    Object head;
    Value  value;
} WrappedValue;

typedef enum AwaitableState { AWAITABLE_INIT, AWAITABLE_ITER, AWAITABLE_CLOSED } AwaitableState;

/* agen.asend(value), __anext__() */
typedef struct AsyncSend {
    Object  head;
    Value   generator, sent;   /* sent 0: None */
    uint8_t state;
} AsyncSend;

/* agen.athrow(...), aclose() (args 0) */
typedef struct AsyncThrow {
    Object  head;
    Value   generator, type, value, traceback; /* 0: not given; type 0: aclose */
    uint8_t state;
} AsyncThrow;

/* anext(iterator, default) */
typedef struct AnextAwaitable {
    Object head;
    Value  wrapped, otherwise;
} AnextAwaitable;
