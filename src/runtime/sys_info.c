/* sys_info.c - what `sys` says about the version, the build, the settings and the paths. SPDX-License-Identifier: MIT */
#include <float.h>

#include "base/hash.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/set.h"
#include "objects/str.h"
#include "objects/struct_sequence.h"
#include "objects/tuple.h"
#include "runtime/library.h"
#include "runtime/runtime.h"
#include "runtime/sys_module.h"

#define VERSION_INFO(F)                                                                                          \
    F(0, "major", "Major release number") F(1, "minor", "Minor release number") F(2, "micro", "Patch release number") \
    F(3, "releaselevel", "'alpha', 'beta', 'candidate', or 'final'") F(4, "serial", "Serial release number")
#define FLAGS(F)                                                                                                 \
    F(0, "debug", "-d") F(1, "inspect", "-i") F(2, "interactive", "-i") F(3, "optimize", "-O or -OO")            \
    F(4, "dont_write_bytecode", "-B") F(5, "no_user_site", "-s") F(6, "no_site", "-S") F(7, "ignore_environment", "-E") \
    F(8, "verbose", "-v") F(9, "bytes_warning", "-b") F(10, "quiet", "-q") F(11, "hash_randomization", "-R")      \
    F(12, "isolated", "-I") F(13, "dev_mode", "-X dev") F(14, "utf8_mode", "-X utf8")                            \
    F(15, "warn_default_encoding", "-X warn_default_encoding") F(16, "safe_path", "-P")                          \
    F(17, "int_max_str_digits", "-X int_max_str_digits") F(18, "gil", "-X gil")                                  \
    F(19, "thread_inherit_context", "-X thread_inherit_context")                                                 \
    F(20, "context_aware_warnings", "-X context_aware_warnings")
#define FLOAT_INFO(F)                                                                                            \
    F(0, "max", NULL) F(1, "max_exp", NULL) F(2, "max_10_exp", NULL) F(3, "min", NULL) F(4, "min_exp", NULL)     \
    F(5, "min_10_exp", NULL) F(6, "dig", NULL) F(7, "mant_dig", NULL) F(8, "epsilon", NULL) F(9, "radix", NULL)  \
    F(10, "rounds", NULL)
#define HASH_INFO(F)                                                                                             \
    F(0, "width", NULL) F(1, "modulus", NULL) F(2, "inf", NULL) F(3, "nan", NULL) F(4, "imag", NULL)             \
    F(5, "algorithm", NULL) F(6, "hash_bits", NULL) F(7, "seed_bits", NULL) F(8, "cutoff", NULL)
#define INT_INFO(F)                                                                                              \
    F(0, "bits_per_digit", NULL) F(1, "sizeof_digit", NULL) F(2, "default_max_str_digits", NULL)                 \
    F(3, "str_digits_check_threshold", NULL)
#define THREAD_INFO(F) F(0, "name", NULL) F(1, "lock", NULL) F(2, "version", NULL)
#define ASYNCGEN_HOOKS(F) F(0, "firstiter", NULL) F(1, "finalizer", NULL)

#define OWNER &version_info_type
STRUCT_SEQUENCE(version_info_type, SHAPE_VERSION_INFO, "sys.version_info", VERSION_INFO, 5, 5,
                "sys.version_info\n\nVersion information as a named tuple.");
#undef OWNER
#define OWNER &sys_flags_type
STRUCT_SEQUENCE(sys_flags_type, SHAPE_SYS_FLAGS, "sys.flags", FLAGS, 18, 21,
                "sys.flags\n\nFlags provided through command line arguments or environment vars.");
#undef OWNER
#define OWNER &float_info_type
STRUCT_SEQUENCE(float_info_type, SHAPE_FLOAT_INFO, "sys.float_info", FLOAT_INFO, 11, 11,
                "sys.float_info\n\nA named tuple holding information about the float type.");
#undef OWNER
#define OWNER &hash_info_type
STRUCT_SEQUENCE(hash_info_type, SHAPE_HASH_INFO, "sys.hash_info", HASH_INFO, 9, 9,
                "hash_info\n\nA named tuple providing parameters used for computing hashes.");
#undef OWNER
#define OWNER &int_info_type
STRUCT_SEQUENCE(int_info_type, SHAPE_INT_INFO, "sys.int_info", INT_INFO, 4, 4,
                "sys.int_info\n\nA named tuple that holds information about Python's internal representation of integers.");
#undef OWNER
#define OWNER &thread_info_type
STRUCT_SEQUENCE(thread_info_type, SHAPE_THREAD_INFO, "sys.thread_info", THREAD_INFO, 3, 3,
                "sys.thread_info\n\nA named tuple holding information about the thread implementation.");
#undef OWNER
#define OWNER &asyncgen_hooks_type
STRUCT_SEQUENCE(asyncgen_hooks_type, SHAPE_ASYNCGEN_HOOKS, "sys.asyncgen_hooks", ASYNCGEN_HOOKS, 2, 2,
                "sys.asyncgen_hooks\n\nA named tuple of the hooks of asynchronous generators.");
#undef OWNER

/* Enters a value that may have failed to be made; takes it. */
static bool put(Vm *vm, const char *name, Taken value)
{
    bool done = value && sys_set(vm, name, value);
    release(vm, value);
    return done;
}

static Value text(Vm *vm, const char *c) { return str_from_cstring(vm, c); }

/* A named tuple of values that it takes over. */
static Value sequence(Vm *vm, const Type *type, Value *items, size_t count)
{
    Value result = 0;
    bool  whole = true;
    for (size_t i = 0; i < count; i++)
        whole = whole && items[i];
    if (whole)
        result = struct_sequence_new(vm, type, items);
    for (size_t i = 0; i < count; i++)
        release(vm, items[i]);
    return result;
}

static Value version_info(Vm *vm)
{
    Value items[] = {int_value(3), int_value(14), int_value(LIBRARY_MICRO), text(vm, "final"), int_value(0)};
    return sequence(vm, &version_info_type, items, countof(items));
}

static Value flags(Vm *vm)
{
    const IsolateOptions *o = &vm->runtime->options;
    Value digits = int_value(o->int_max_str_digits);
    Value items[] = {
        int_value(0), int_value(o->inspect), int_value(o->interactive), int_value(o->optimize),
        int_value(o->dont_write_bytecode), int_value(o->no_user_site), int_value(o->no_site), int_value(o->ignore_environment),
        int_value(o->verbose), int_value(o->bytes_warning), int_value(o->quiet), int_value(o->hash_random || o->hash_seed),
        int_value(o->isolated), bool_value(o->dev_mode), int_value(1), int_value(o->warn_default_encoding),
        bool_value(o->safe_path), o->int_max_str_digits < 0 ? int_value(4300) : digits, int_value(1), int_value(0), int_value(0),
    };
    return sequence(vm, &sys_flags_type, items, countof(items));
}

static Value float_info(Vm *vm)
{
    Value items[] = {float_new(vm, DBL_MAX), int_value(DBL_MAX_EXP), int_value(DBL_MAX_10_EXP), float_new(vm, DBL_MIN),
                     int_value(DBL_MIN_EXP), int_value(DBL_MIN_10_EXP), int_value(DBL_DIG), int_value(DBL_MANT_DIG),
                     float_new(vm, DBL_EPSILON), int_value(FLT_RADIX), int_value(1)};
    return sequence(vm, &float_info_type, items, countof(items));
}

static Value hash_info(Vm *vm)
{
    Value items[] = {int_value(64), int_value((int64_t)HASH_MODULUS), int_value(HASH_INF), int_value(0),
                     int_value((int64_t)HASH_IMAGINARY), text(vm, "siphash13"), int_value(64), int_value(128), int_value(0)};
    return sequence(vm, &hash_info_type, items, countof(items));
}

static Value int_info(Vm *vm)
{
    Value items[] = {int_value(30), int_value(4), int_value(4300), int_value(640)};
    return sequence(vm, &int_info_type, items, countof(items));
}

static Value thread_info(Vm *vm)
{
    Value items[] = {text(vm, "pthread"), text(vm, "semaphore"), text(vm, "NPTL")};
    return sequence(vm, &thread_info_type, items, countof(items));
}


Value text_from_system(Vm *vm, const char *c)
{
    Value bytes = bytes_from(vm, c, strlen(c)), encoding = str_from_cstring(vm, "utf-8");
    Value errors = str_from_cstring(vm, "surrogateescape"), args[] = {encoding, errors};
    Value result = bytes && encoding && errors ? call_method(vm, bytes, NAME(decode), args, 2) : 0;
    release(vm, errors);
    release(vm, encoding);
    release(vm, bytes);
    return result;
}

static Value list_of_texts(Vm *vm, const char *const *texts)
{
    Value list = list_new(vm, 0);
    for (; list && texts && *texts; texts++) {
        Value item = text_from_system(vm, *texts);
        if (!item || !list_append_taken(vm, list, item)) {
            release(vm, list);
            return 0;
        }
    }
    return list;
}

/* -X name=value options as a dict; without value: True. */
static Value x_options(Vm *vm)
{
    Value dict = dict_new(vm);
    const char *const *option = vm->runtime->options.x_options;
    for (; dict && option && *option; option++) {
        const char *equals = strchr(*option, '=');
        Value name = str_from_utf8(vm, *option, equals ? (size_t)(equals - *option) : strlen(*option));
        Value value = !name ? 0 : equals ? text(vm, equals + 1) : TRUE;
        bool  done = value && dict_set(vm, dict, name, value);
        release(vm, name);
        release(vm, value);
        if (!done) {
            release(vm, dict);
            return 0;
        }
    }
    return dict;
}

/* sys.implementation: a namespace(name='corepy', cache_tag='cpython-314', ...). */
static Value implementation(Vm *vm)
{
    Value result = call0(vm, type_value(&simple_namespace_type)), version = version_info(vm);
    bool  done = result && version;
    Value name = text(vm, "corepy"), tag = text(vm, "cpython-314"), multiarch = text(vm, "x86_64-linux-gnu");
    done = done && name && tag && multiarch && object_setattr(vm, result, NAME(name), name) &&
           object_setattr(vm, result, NAME(cache_tag), tag) && object_setattr(vm, result, NAME(version), version) &&
           object_setattr(vm, result, NAME(hexversion), int_value(LIBRARY_HEXVERSION)) &&
           object_setattr(vm, result, NAME(_multiarch), multiarch) &&
           object_setattr(vm, result, NAME(supports_isolated_interpreters), TRUE);
    release(vm, name);
    release(vm, tag);
    release(vm, multiarch);
    release(vm, version);
    if (done)
        return result;
    release(vm, result);
    return 0;
}

static bool fill_version(Vm *vm)
{
    return put(vm, "version", text(vm, LIBRARY_VERSION " (CorePy) [C]")) &&
           put(vm, "version_info", version_info(vm)) && put(vm, "hexversion", int_value(LIBRARY_HEXVERSION)) &&
           put(vm, "api_version", int_value(1013)) && put(vm, "implementation", implementation(vm)) &&
           put(vm, "copyright", text(vm, "Copyright (c) 2026 The CorePy authors.")) && put(vm, "platform", text(vm, "linux")) &&
           put(vm, "byteorder", text(vm, "little")) && put(vm, "maxsize", int_from_int64(vm, INT64_MAX)) &&
           put(vm, "maxunicode", int_value(0x10FFFF)) && put(vm, "abiflags", text(vm, "")) &&
           put(vm, "_framework", text(vm, "")) && put(vm, "_home", NONE) && put(vm, "float_repr_style", text(vm, "short")) &&
           put(vm, "_git", tuple_of(vm, 3, EMPTY_STR, EMPTY_STR, EMPTY_STR));
}

static bool fill_figures(Vm *vm)
{
    return put(vm, "flags", flags(vm)) && put(vm, "float_info", float_info(vm)) && put(vm, "hash_info", hash_info(vm)) &&
           put(vm, "int_info", int_info(vm)) && put(vm, "thread_info", thread_info(vm)) &&
           put(vm, "builtin_module_names", builtin_module_names(vm)) &&
           put(vm, "stdlib_module_names", library_module_names(vm));
}

static bool fill_settings(Vm *vm)
{
    const IsolateOptions    *o = &vm->runtime->options;
    static const char *const no_arguments[] = {"", NULL};
    return put(vm, "argv", list_of_texts(vm, o->arguments ? o->arguments : no_arguments)) &&
           put(vm, "orig_argv", list_of_texts(vm, o->original_arguments)) &&
           put(vm, "warnoptions", list_of_texts(vm, o->warn_options)) && put(vm, "_xoptions", x_options(vm)) &&
           put(vm, "executable", text_from_system(vm, o->executable ? o->executable : "")) &&
           put(vm, "_base_executable", text_from_system(vm, o->executable ? o->executable : "")) &&
           put(vm, "dont_write_bytecode", bool_value(o->dont_write_bytecode)) && put(vm, "pycache_prefix", NONE);
}

/* sys.prefix is the folder above the binary's, "/" where that is unknown. */
static bool fill_paths(Vm *vm)
{
    const char *prefix = vm->runtime->options.prefix ? vm->runtime->options.prefix : "";
    return put(vm, "prefix", text_from_system(vm, *prefix ? prefix : "/")) &&
           put(vm, "base_prefix", text_from_system(vm, *prefix ? prefix : "/")) &&
           put(vm, "exec_prefix", text_from_system(vm, *prefix ? prefix : "/")) &&
           put(vm, "base_exec_prefix", text_from_system(vm, *prefix ? prefix : "/")) &&
           put(vm, "platlibdir", text(vm, "lib")) && put(vm, "_stdlib_dir", library_folder(vm)) &&
           put(vm, "path", list_new(vm, 0)) && put(vm, "meta_path", list_new(vm, 0)) &&
           put(vm, "path_hooks", list_new(vm, 0)) && put(vm, "path_importer_cache", dict_new(vm));
}

/* The hooks under their second names, which programs use to restore them. */
static bool fill_hooks(Vm *vm)
{
    static const char *const names[][2] = {{"__displayhook__", "displayhook"}, {"__excepthook__", "excepthook"},
                                           {"__breakpointhook__", "breakpointhook"}, {"__unraisablehook__", "unraisablehook"}};
    for (size_t i = 0; i < countof(names); i++) {
        Value hook = sys_get(vm, names[i][1]);
        if (!hook || !sys_set(vm, names[i][0], hook))
            return false;
    }
    return true;
}

bool sys_fill(Vm *vm)
{
    return fill_version(vm) && fill_figures(vm) && fill_settings(vm) && fill_paths(vm) && fill_hooks(vm);
}
