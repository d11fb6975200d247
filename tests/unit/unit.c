/* unit.c - runs the registered tests, all or those whose file or name contains an argument. SPDX-License-Identifier: MIT */
#include "unit.h"

#include <stdlib.h>

static UnitTest *tests;
static int       failed_checks;
static long      armed, outstanding;
static bool      fired;

void unit_register(UnitTest *test)
{
    test->next = tests;
    tests = test;
}

void unit_fail(const char *file, int line, const char *what)
{
    failed_checks++;
    fprintf(stderr, "%s:%d: failed: %s\n", file, line, what);
}

void unit_fail_allocation(long n)
{
    armed = n;
    if (n)
        fired = false;
}

bool unit_allocation_failed(void)
{
    return fired;
}

static void *counted_resize(Allocator *self, void *block, size_t old_size, size_t new_size)
{
    (void)self;
    (void)old_size;
    if (!new_size) {
        outstanding -= block != NULL;
        free(block);
        return NULL;
    }
    if (armed && !--armed) {
        fired = true;
        return NULL;
    }
    void *result = realloc(block, new_size);
    outstanding += result && !block;
    return result;
}

static bool wanted(const UnitTest *test, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        if (strstr(test->name, argv[i]) || strstr(test->file, argv[i]))
            return true;
    return argc == 1;
}

int main(int argc, char **argv)
{
    int       passed = 0, failed = 0;
    Allocator from = {counted_resize};

    for (UnitTest *test = tests; test; test = test->next) {
        if (!wanted(test, argc, argv))
            continue;
        failed_checks = 0;
        outstanding = 0;
        unit_fail_allocation(0);
        test->run(&from);
        if (outstanding)
            unit_fail(test->file, 0, "a block was not given back");
        if (failed_checks)
            fprintf(stderr, "FAILED %s: %s\n", test->file, test->name);
        failed_checks ? failed++ : passed++;
    }
    printf("%d passed, %d failed\n", passed, failed);
    return failed != 0;
}
