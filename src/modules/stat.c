/* stat.c - the module _stat: what a file's mode says. SPDX-License-Identifier: MIT */
#include <sys/stat.h>

#include "objects/int.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"

extern const ModuleDef module_stat;

static bool mode_of(Vm *vm, Value v, unsigned *mode)
{
    uint64_t number;
    if (!is_int(vm, v))
        return type_error(vm, "an integer is required") != 0;
    if (!int_as_uint64(vm, v, &number))
        return false;
    if (number > UINT32_MAX)
        return overflow_error(vm, "mode out of range") != 0;
    *mode = (unsigned)number;
    return true;
}

#define TEST(function, expression)                                               \
    static Value function(Vm *vm, const Value *arg, size_t count)                \
    {                                                                            \
        unsigned mode;                                                           \
        (void)count;                                                             \
        return mode_of(vm, arg[0], &mode) ? expression : 0;                      \
    }
TEST(is_dir, bool_value(S_ISDIR(mode)))
TEST(is_chr, bool_value(S_ISCHR(mode)))
TEST(is_blk, bool_value(S_ISBLK(mode)))
TEST(is_reg, bool_value(S_ISREG(mode)))
TEST(is_fifo, bool_value(S_ISFIFO(mode)))
TEST(is_lnk, bool_value(S_ISLNK(mode)))
TEST(is_sock, bool_value(S_ISSOCK(mode)))
TEST(is_never, bool_value(mode > UINT32_MAX))
TEST(permissions, int_value(mode & 07777))
TEST(format, int_value(mode & S_IFMT))
#undef TEST

static char type_letter(unsigned mode)
{
    return S_ISREG(mode)    ? '-'
           : S_ISDIR(mode)  ? 'd'
           : S_ISLNK(mode)  ? 'l'
           : S_ISBLK(mode)  ? 'b'
           : S_ISCHR(mode)  ? 'c'
           : S_ISFIFO(mode) ? 'p'
           : S_ISSOCK(mode) ? 's'
                            : '?';
}

static Value filemode(Vm *vm, const Value *arg, size_t count)
{
    static const char special[3] = {'s', 's', 't'};
    unsigned          mode;
    char              text[10];
    (void)count;

    if (!mode_of(vm, arg[0], &mode))
        return 0;
    text[0] = type_letter(mode);
    for (unsigned i = 0; i < 3; i++) {           // owner, group, others
        unsigned bits = mode >> (6 - 3 * i) & 7;
        bool     marked = mode >> (11 - i) & 1;
        text[1 + 3 * i] = bits & 4 ? 'r' : '-';
        text[2 + 3 * i] = bits & 2 ? 'w' : '-';
        char x = bits & 1 ? 'x' : '-';
        if (marked)
            x = bits & 1 ? special[i] : (char)(special[i] - 32);
        text[3 + 3 * i] = x;
    }
    return str_from_utf8(vm, text, sizeof text);
}

#define OWNER &module_stat
static const Row functions[] = {
    FUNCTION("S_ISDIR(object, /)", is_dir, CALL_ONE, NULL),
    FUNCTION("S_ISCHR(object, /)", is_chr, CALL_ONE, NULL),
    FUNCTION("S_ISBLK(object, /)", is_blk, CALL_ONE, NULL),
    FUNCTION("S_ISREG(object, /)", is_reg, CALL_ONE, NULL),
    FUNCTION("S_ISFIFO(object, /)", is_fifo, CALL_ONE, NULL),
    FUNCTION("S_ISLNK(object, /)", is_lnk, CALL_ONE, NULL),
    FUNCTION("S_ISSOCK(object, /)", is_sock, CALL_ONE, NULL),
    FUNCTION("S_ISDOOR(object, /)", is_never, CALL_ONE, NULL),
    FUNCTION("S_ISPORT(object, /)", is_never, CALL_ONE, NULL),
    FUNCTION("S_ISWHT(object, /)", is_never, CALL_ONE, NULL),
    FUNCTION("S_IMODE(object, /)", permissions, CALL_ONE, NULL),
    FUNCTION("S_IFMT(object, /)", format, CALL_ONE, NULL),
    FUNCTION("filemode(object, /)", filemode, CALL_ONE, "Convert a file's mode to a string of the form '-rwxrwxrwx'"),
    ROWS_END
};
#undef OWNER

static const ModuleConstant constants[] = {
#define CONSTANT(name, value) {name, CONSTANT_AN_INT, .integer = value},
#include "modules/stat_constants.def"
#undef CONSTANT
    {0}
};

const ModuleDef module_stat = {
    .name = "_stat",
    .doc = "Constants and functions for interpreting the results of os.stat().",
    .functions = functions,
    .constants = constants,
};
