/* unit.h - the C unit tests' harness.
 *
 * TEST(name) registers a test of code that needs no isolate; its `from` is an allocator that counts what is outstanding
 * and fails on demand, and the harness fails the test when something is left. CHECK prints the place and fails the test,
 * which goes on. The name of a test is a sentence that is true when it passes. SPDX-License-Identifier: MIT */
#pragma once
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/allocator.h"

typedef struct UnitTest {
    const char *file, *name;
    void (*run)(Allocator *from);
    struct UnitTest *next;
} UnitTest;

void unit_register(UnitTest *test);
void unit_fail(const char *file, int line, const char *what);

/* Makes allocation number n from now on fail, once (0: none). Returns whether the last one armed was reached. */
void unit_fail_allocation(long n);
bool unit_allocation_failed(void);

#define TEST(name)                                                                       \
    static void name(Allocator *from);                                                   \
    static UnitTest name##_test = {__FILE__, #name, name, 0};                            \
    __attribute__((constructor)) static void name##_register(void) { unit_register(&name##_test); } \
    static void name(__attribute__((unused)) Allocator *from)

#define CHECK(condition) \
    do { if (!(condition)) unit_fail(__FILE__, __LINE__, #condition); } while (0)

/* Runs its body again and again, the 1st, 2nd, 3rd... allocation failing, until none was reached. */
#define EACH_ALLOCATION_FAILING \
    for (long unit_n = 1, unit_more = 1; unit_more && (unit_fail_allocation(unit_n), 1); \
         unit_more = unit_allocation_failed(), unit_n++, unit_fail_allocation(0))
