/* builtins_module.c - the functions of `builtins`, but for those that compile, run, read and print (builtins_run.c,
 * builtins_print.c) and __build_class__ (build_class.c). SPDX-License-Identifier: MIT */
#include "runtime/builtins.h"

#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/float.h"
#include "objects/function.h"
#include "objects/heap_type.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/list_iterator.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "runtime/runtime.h"
#include "vm/async_generator.h"

#define OWNER &module_builtins

/* ---- one value in, one out ---- */

static Value builtin_abs(Vm *vm, const Value *arg, size_t n) { (void)n; return object_absolute(vm, arg[0]); }
static Value builtin_repr(Vm *vm, const Value *arg, size_t n) { (void)n; return object_repr(vm, arg[0]); }
static Value builtin_ascii(Vm *vm, const Value *arg, size_t n) { (void)n; return object_ascii(vm, arg[0]); }
static Value builtin_id(Vm *vm, const Value *arg, size_t n) { (void)n; return object_id(vm, arg[0]); }
static Value builtin_callable(Vm *vm, const Value *arg, size_t n) { (void)n; return bool_value(is_callable(vm, arg[0])); }
static Value builtin_divmod(Vm *vm, const Value *arg, size_t n) { (void)n; return object_divmod(vm, arg[0], arg[1]); }
static Value builtin_pow(Vm *vm, const Value *arg, size_t n) { (void)n; return object_power(vm, arg[0], arg[1], arg[2]); }

static Value builtin_len(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t length = object_length(vm, arg[0]);
    return length < 0 ? 0 : int_from_int64(vm, length);
}

static Value builtin_hash(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t hash = object_hash(vm, arg[0]);
    return hash == -1 ? 0 : int_from_int64(vm, hash);
}

static Value in_base(Vm *vm, Value v, int base)
{
    Value number = object_index(vm, v);
    Value text = number ? int_to_text(vm, number, base, true) : 0;
    release(vm, number);
    return text;
}

static Value builtin_bin(Vm *vm, const Value *arg, size_t n) { (void)n; return in_base(vm, arg[0], 2); }
static Value builtin_oct(Vm *vm, const Value *arg, size_t n) { (void)n; return in_base(vm, arg[0], 8); }
static Value builtin_hex(Vm *vm, const Value *arg, size_t n) { (void)n; return in_base(vm, arg[0], 16); }

static Value builtin_chr(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int64_t code;
    if (!object_index_int64(vm, arg[0], NULL, &code)) /* clipped: too large is out of range all the same */
        return 0;
    if (code < 0 || code > 0x10FFFF)
        return value_error(vm, "chr() arg not in range(0x110000)");
    return str_from_char(vm, (uint32_t)code);
}

static Value builtin_format(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (arg[1] && !is_str(vm, arg[1]))
        return type_error(vm, "format() argument 2 must be str, not %T", arg[1]);
    return object_format(vm, arg[0], arg[1]);
}

static Value builtin_round(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Value method = object_find_special(vm, arg[0], NAME(__round__));
    if (method == UNBOUND)
        return type_error(vm, "type %T doesn't define __round__ method", arg[0]);
    if (!method)
        return 0;
    Value result = arg[1] == NONE ? call0(vm, method) : call1(vm, method, arg[1]);
    release(vm, method);
    return result;
}

static Value builtin_isinstance(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int is = object_is_instance(vm, arg[0], arg[1]);
    return is < 0 ? 0 : bool_value(is);
}

static Value builtin_issubclass(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int is = object_is_subclass(vm, arg[0], arg[1]);
    return is < 0 ? 0 : bool_value(is);
}

/* ---- attributes ---- */

static bool is_attribute_name(Vm *vm, Value name)
{
    return is_str(vm, name) || type_error(vm, "attribute name must be string, not '%T'", name);
}

static Value builtin_getattr(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!is_attribute_name(vm, arg[1]))
        return 0;
    if (!arg[2])
        return object_getattr(vm, arg[0], arg[1]);
    Value found = object_find_attr(vm, arg[0], arg[1]);
    return found == UNBOUND ? retain(arg[2]) : found;
}

static Value builtin_hasattr(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!is_attribute_name(vm, arg[1]))
        return 0;
    Value found = object_find_attr(vm, arg[0], arg[1]);
    release(vm, found);
    return found ? bool_value(found != UNBOUND) : 0;
}

static Value builtin_setattr(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    return is_attribute_name(vm, arg[1]) && object_setattr(vm, arg[0], arg[1], arg[2]) ? NONE : 0;
}

static Value builtin_delattr(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    return is_attribute_name(vm, arg[1]) && object_setattr(vm, arg[0], arg[1], 0) ? NONE : 0;
}

static Value no_frame(Vm *vm, const char *what) { return system_error(vm, "%s: no current frame", what); }

static Value builtin_globals(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    Value globals = vm->up->current_globals(vm);
    return globals ? retain(globals) : no_frame(vm, "globals()");
}

static Value builtin_locals(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    return vm->up->current_locals(vm);
}

static Value builtin_vars(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!arg[0])
        return vm->up->current_locals(vm);
    Value dict = object_find_attr(vm, arg[0], NAME(__dict__));
    return dict == UNBOUND ? type_error(vm, "vars() argument must have __dict__ attribute") : dict;
}

/* Sorted list of a mapping's keys. */
static Value sorted_keys(Vm *vm, Value mapping)
{
    Value keys = is_exact_dict(mapping) ? dict_keys(vm, mapping) : call_method(vm, mapping, NAME(keys), NULL, 0);
    Value list = keys ? object_to_list(vm, keys) : 0;
    release(vm, keys);
    if (list && !list_sort(vm, list, NONE, false)) {
        release(vm, list);
        return 0;
    }
    return list;
}

static Value builtin_dir(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Value names = 0;
    if (!arg[0]) {
        Value locals = vm->up->current_locals(vm);
        names = locals ? sorted_keys(vm, locals) : 0;
        release(vm, locals);
        return names;
    }
    Value method = object_find_special(vm, arg[0], NAME(__dir__));
    if (method == UNBOUND)
        return type_error(vm, "object does not provide __dir__");
    Value result = method ? call0(vm, method) : 0;
    names = result ? object_to_list(vm, result) : 0;
    release(vm, method);
    release(vm, result);
    if (names && !list_sort(vm, names, NONE, false)) {
        release(vm, names);
        return 0;
    }
    return names;
}

/* ---- iteration ---- */

static Value builtin_iter(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!arg[1])
        return object_iter(vm, arg[0]);
    if (!is_callable(vm, arg[0]))
        return type_error(vm, "iter(v, w): v must be callable");
    return callable_iterator_new(vm, arg[0], arg[1]);
}

static Value builtin_next(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    if (!type_of(vm, arg[0])->slots.next)
        return type_error(vm, "'%T' object is not an iterator", arg[0]);
    Value item = type_of(vm, arg[0])->slots.next(vm, arg[0]);
    if (item && item != UNBOUND)
        return item;
    if (!arg[1])
        return item ? stop_iteration(vm, 0) : 0;
    return item || exception_swallow(vm, &stop_iteration_type) ? retain(arg[1]) : 0;
}

static Value builtin_aiter(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    UnaryFn aiter = type_of(vm, arg[0])->slots.aiter;
    if (!aiter)
        return type_error(vm, "'%T' object is not an async iterable", arg[0]);
    Value iterator = aiter(vm, arg[0]);
    if (iterator && !type_of(vm, iterator)->slots.anext) {
        type_error(vm, "aiter() returned not an async iterator of type '%T'", iterator);
        release(vm, iterator);
        return 0;
    }
    return iterator;
}

static Value builtin_anext(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    UnaryFn anext = type_of(vm, arg[0])->slots.anext;
    if (!anext)
        return type_error(vm, "'%T' object is not an async iterator", arg[0]);
    Value awaitable = anext(vm, arg[0]);
    if (!arg[1] || !awaitable)
        return awaitable;
    Value result = anext_awaitable_new(vm, awaitable, arg[1]);
    release(vm, awaitable);
    return result;
}

/* any (looks for true) and all (for false). */
static Value find_truth(Vm *vm, Value iterable, int wanted)
{
    Value iterator = object_iter(vm, iterable), item = 0;
    int   truth = iterator ? !wanted : -1;
    while (truth == !wanted && (item = object_next(vm, iterator)) != UNBOUND) {
        truth = item ? object_truth(vm, item) : -1;
        release(vm, item);
        if (!poll(vm))
            truth = -1;
    }
    release(vm, iterator);
    return truth < 0 ? 0 : bool_value(truth);
}

static Value builtin_any(Vm *vm, const Value *arg, size_t n) { (void)n; return find_truth(vm, arg[0], 1); }
static Value builtin_all(Vm *vm, const Value *arg, size_t n) { (void)n; return find_truth(vm, arg[0], 0); }

static Value builtin_sorted(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    int   reverse = object_truth(vm, arg[2]);
    Value list = reverse < 0 ? 0 : object_to_list(vm, arg[0]);
    if (list && !list_sort(vm, list, arg[1], reverse)) {
        release(vm, list);
        return 0;
    }
    return list;
}

/* ---- min and max: called one of two ways ---- */

typedef struct Extreme {
    const char *name;
    Comparison  better;   /* candidate `better` than the best so far */
    Value       key, otherwise;
} Extreme;

static bool extreme_keywords(Vm *vm, Extreme *extreme, const Value *values, Value names)
{
    for (size_t i = 0; names && i < tuple_length(names); i++) {
        Value name = tuple_get(names, i);
        if (str_is(name, "key"))
            extreme->key = values[i] == NONE ? 0 : values[i];
        else if (str_is(name, "default"))
            extreme->otherwise = values[i];
        else
            return type_error(vm, "%s() got an unexpected keyword argument '%U'", extreme->name, name);
    }
    return true;
}

/* Compares item (taken) with the best; keeps the better of the two. */
static bool consider(Vm *vm, const Extreme *extreme, Taken item, Value *best, Value *best_key)
{
    Value key = extreme->key ? call1(vm, extreme->key, item) : retain(item);
    if (!key) {
        release(vm, item);
        return false;
    }
    int better = 1;
    if (*best)
        better = both_word_int(key, *best_key)
                     ? (extreme->better == COMPARE_LT ? (int64_t)key < (int64_t)*best_key : (int64_t)key > (int64_t)*best_key)
                     : object_compare_bool(vm, key, *best_key, extreme->better);
    if (better > 0) {
        replace(vm, best, item);
        replace(vm, best_key, key);
        return true;
    }
    release(vm, key);
    release(vm, item);
    return better == 0;
}

static Value extreme_of_arguments(Vm *vm, const Extreme *extreme, const Value *arg, size_t count)
{
    Value best = 0, best_key = 0;
    bool  done = true;
    for (size_t i = 0; done && i < count; i++)
        done = consider(vm, extreme, retain(arg[i]), &best, &best_key);
    release(vm, best_key);
    if (done)
        return best;
    release(vm, best);
    return 0;
}

static Value extreme_of_iterable(Vm *vm, const Extreme *extreme, Value iterable)
{
    Value best = 0, best_key = 0, item = 0, iterator = object_iter(vm, iterable);
    bool  done = iterator != 0;
    while (done && (item = object_next(vm, iterator)) != UNBOUND)
        done = item && consider(vm, extreme, item, &best, &best_key) && poll(vm);
    release(vm, iterator);
    release(vm, best_key);
    if (done && best)
        return best;
    release(vm, best);
    if (!done)
        return 0;
    return extreme->otherwise ? retain(extreme->otherwise) : value_error(vm, "%s() iterable argument is empty", extreme->name);
}

static Value find_extreme(Vm *vm, Extreme *extreme, const Value *arg, size_t count, Value names)
{
    if (!count)
        return type_error(vm, "%s expected at least 1 argument, got 0", extreme->name);
    if (!extreme_keywords(vm, extreme, arg + count, names))
        return 0;
    if (count == 1)
        return extreme_of_iterable(vm, extreme, arg[0]);
    if (extreme->otherwise)
        return type_error(vm, "Cannot specify a default for %s() with multiple positional arguments", extreme->name);
    return extreme_of_arguments(vm, extreme, arg, count);
}

static Value builtin_min(Vm *vm, const Value *arg, size_t count, Value names)
{
    Extreme extreme = {"min", COMPARE_LT, 0, 0};
    return find_extreme(vm, &extreme, arg, count, names);
}

static Value builtin_max(Vm *vm, const Value *arg, size_t count, Value names)
{
    Extreme extreme = {"max", COMPARE_GT, 0, 0};
    return find_extreme(vm, &extreme, arg, count, names);
}

/* ---- sum ---- */

/* Floats are summed with a running compensation (Neumaier 1974), as CPython does since 3.12. */
typedef struct FloatSum {
    double high, low;
} FloatSum;

static void float_sum_add(FloatSum *sum, double x)
{
    double total = sum->high + x;
    bool   larger = sum->high < 0 ? (x < 0 ? -sum->high >= -x : -sum->high >= x) : (x < 0 ? sum->high >= -x : sum->high >= x);
    sum->low += larger ? (sum->high - total) + x : (x - total) + sum->high;
    sum->high = total;
}

static double float_sum_end(const FloatSum *sum)
{
    /* The compensation of an infinity or a nan is none. */
    return sum->low != 0 && sum->low - sum->low == 0 ? sum->high + sum->low : sum->high;
}

/* Adds items while all are floats or small ints; *rest is the first other (owned), UNBOUND at the end, 0: exception. */
static Value sum_floats(Vm *vm, Value iterator, double start, Value *rest)
{
    FloatSum sum = {start, 0};
    Value    item;
    while ((item = object_next(vm, iterator)) && item != UNBOUND) {
        if (is_exact_float(item))
            float_sum_add(&sum, float_number(item));
        else if (is_word_int(item) || is_bool(item))
            sum.high += is_word_int(item) ? (double)word_int(item) : item == TRUE;
        else
            break;
        release(vm, item);
        if (!poll(vm)) {
            item = 0;
            break;
        }
    }
    *rest = item;
    return item ? float_new(vm, float_sum_end(&sum)) : 0;
}

static Value sum_ints(Vm *vm, Value iterator, int64_t start, Value *rest)
{
    int64_t sum = start, next;
    Value   item;
    while ((item = object_next(vm, iterator)) && item != UNBOUND) {
        if (!(is_word_int(item) || is_bool(item)) ||
            __builtin_add_overflow(sum, is_word_int(item) ? word_int(item) : item == TRUE, &next))
            break;
        sum = next;
        if (!poll(vm)) {
            item = 0;
            break;
        }
    }
    *rest = item;
    return item ? int_from_int64(vm, sum) : 0;
}

/* Adds everything as `+` does, beginning with total (taken) + item (taken; UNBOUND: none). */
static Value sum_any(Vm *vm, Value iterator, Taken total, Taken item)
{
    while (total && item && item != UNBOUND) {
        Value next = binary_op(vm, total, item, OP_ADD);
        release(vm, total);
        release(vm, item);
        total = next;
        item = total ? object_next(vm, iterator) : UNBOUND;
    }
    if (item)
        return total;
    release(vm, total);
    return 0;
}

static Value builtin_sum(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    Value iterator = object_iter(vm, arg[0]), total = arg[1], rest = 0;
    if (!iterator)
        return 0;
    if (is_str(vm, total))
        total = type_error(vm, "sum() can't sum strings [use ''.join(seq) instead]");
    else if (type_of(vm, total) == &bytes_type)
        total = type_error(vm, "sum() can't sum bytes [use b''.join(seq) instead]");
    else if (type_of(vm, total) == &bytearray_type)
        total = type_error(vm, "sum() can't sum bytearray [use b''.join(seq) instead]");
    else
        retain(total);
    if (total && is_word_int(total)) {
        total = sum_ints(vm, iterator, word_int(total), &rest);
        if (rest && rest != UNBOUND && total && !is_exact_float(rest))
            goto any;
        if (rest && rest != UNBOUND && total) {
            Value first = binary_op(vm, total, rest, OP_ADD);
            release(vm, total);
            release(vm, rest);
            total = first;
            rest = 0;
        }
    }
    if (total && rest != UNBOUND && is_exact_float(total)) {
        Value start = total;
        total = sum_floats(vm, iterator, float_number(start), &rest);
        release(vm, start);
    } else if (total && !rest) {
        rest = object_next(vm, iterator);
    }
any:
    if (total)
        total = sum_any(vm, iterator, total, rest);
    release(vm, iterator);
    return total;
}

/* ---- the table ---- */

static const Row functions[] = {
    FUNCTION_OWN("__build_class__(func, name, /, *bases, metaclass=None, **kwds)", builtin_build_class, ROW_NO_TEXT_SIGNATURE,
                 "__build_class__(func, name, /, *bases, [metaclass], **kwds) -> class\n\n"
                 "Internal helper function used by the class statement."),
    FUNCTION("__import__(name, globals=None, locals=None, fromlist=(), level=0)", builtin_import, CALL_KEYWORDS,
             "Import a module.\n\nBecause this function is meant for use by the Python\ninterpreter and not for general use, "
             "it is better to use\nimportlib.import_module() to programmatically import a module."),
    FUNCTION("abs(x, /)", builtin_abs, CALL_ONE, "Return the absolute value of the argument."),
    FUNCTION("all(iterable, /)", builtin_all, CALL_ONE,
             "Return True if bool(x) is True for all values x in the iterable.\n\nIf the iterable is empty, return True."),
    FUNCTION("any(iterable, /)", builtin_any, CALL_ONE,
             "Return True if bool(x) is True for any x in the iterable.\n\nIf the iterable is empty, return False."),
    FUNCTION("ascii(obj, /)", builtin_ascii, CALL_ONE,
             "Return an ASCII-only representation of an object.\n\nAs repr(), return a string containing a printable "
             "representation of an\nobject, but escape the non-ASCII characters in the string returned by\nrepr() using "
             "\\\\x, \\\\u or \\\\U escapes. This generates a string similar\nto that returned by repr() in Python 2."),
    FUNCTION("bin(number, /)", builtin_bin, CALL_ONE,
             "Return the binary representation of an integer.\n\n   >>> bin(2796202)\n   '0b1010101010101010101010'"),
    FUNCTION_OWN("breakpoint(*args, **kws)", builtin_breakpoint, 0,
                 "Call sys.breakpointhook(*args, **kws).  sys.breakpointhook() must accept\nwhatever arguments are passed."),
    FUNCTION("callable(obj, /)", builtin_callable, CALL_ONE,
             "Return whether the object is callable (i.e., some kind of function).\n\nNote that classes are callable, as are "
             "instances of classes with a\n__call__() method."),
    FUNCTION("chr(i, /)", builtin_chr, CALL_ONE,
             "Return a Unicode string of one character with ordinal i; 0 <= i <= 0x10ffff."),
    FUNCTION("compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)",
             builtin_compile, CALL_KEYWORDS,
             "Compile source into a code object that can be executed by exec() or eval()."),
    FUNCTION("delattr(obj, name, /)", builtin_delattr, CALL_POSITIONAL,
             "Deletes the named attribute from the given object.\n\ndelattr(x, 'y') is equivalent to ``del x.y``"),
    FUNCTION_FLAGS("dir(object=<unrepresentable>, /)", builtin_dir, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE,
                   "dir([object]) -> list of strings\n\nIf called without an argument, return the names in the current "
                   "scope.\nElse, return an alphabetized list of names comprising (some of) the attributes\nof the given "
                   "object, and of attributes reachable from it."),
    FUNCTION("divmod(x, y, /)", builtin_divmod, CALL_POSITIONAL,
             "Return the tuple (x//y, x%y).  Invariant: div*y + mod == x."),
    FUNCTION("eval(source, /, globals=None, locals=None)", builtin_eval, CALL_KEYWORDS,
             "Evaluate the given source in the context of globals and locals."),
    FUNCTION("exec(source, /, globals=None, locals=None, *, closure=None)", builtin_exec, CALL_KEYWORDS,
             "Execute the given source in the context of globals and locals."),
    FUNCTION("format(value, format_spec='', /)", builtin_format, CALL_POSITIONAL,
             "Return type(value).__format__(value, format_spec)"),
    FUNCTION_FLAGS("getattr(object, name, default=<unrepresentable>, /)", builtin_getattr, CALL_POSITIONAL,
                   ROW_NO_TEXT_SIGNATURE,
                   "getattr(object, name[, default]) -> value\n\nGet a named attribute from an object.\n\ngetattr(x, 'y') is "
                   "equivalent to ``x.y``."),
    FUNCTION("globals()", builtin_globals, CALL_NOARGS,
             "Return the dictionary containing the current scope's global variables."),
    FUNCTION("hasattr(obj, name, /)", builtin_hasattr, CALL_POSITIONAL,
             "Return whether the object has an attribute with the given name.\n\nThis is done by calling getattr(obj, name) "
             "and catching AttributeError."),
    FUNCTION("hash(obj, /)", builtin_hash, CALL_ONE,
             "Return the integer hash value for the given object.\n\nTwo objects that compare equal must also have the same "
             "hash value, but the\nreverse is not necessarily true."),
    FUNCTION("hex(number, /)", builtin_hex, CALL_ONE,
             "Return the hexadecimal representation of an integer.\n\n   >>> hex(12648430)\n   '0xc0ffee'"),
    FUNCTION("id(obj, /)", builtin_id, CALL_ONE,
             "Return the identity of an object.\n\nThis is guaranteed to be unique among simultaneously existing objects."),
    FUNCTION("input(prompt='', /)", builtin_input, CALL_POSITIONAL,
             "Read a string from standard input.  The trailing newline is stripped."),
    FUNCTION("isinstance(obj, class_or_tuple, /)", builtin_isinstance, CALL_POSITIONAL,
             "Return whether an object is an instance of a class or of a subclass thereof."),
    FUNCTION("issubclass(cls, class_or_tuple, /)", builtin_issubclass, CALL_POSITIONAL,
             "Return whether 'cls' is derived from another class or is the same class."),
    FUNCTION_FLAGS("iter(object, sentinel=<unrepresentable>, /)", builtin_iter, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE,
                   "iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\nGet an iterator from an object."),
    FUNCTION("aiter(async_iterable, /)", builtin_aiter, CALL_ONE, "Return an AsyncIterator for an AsyncIterable object."),
    FUNCTION("anext(aiterator, default=<unrepresentable>, /)", builtin_anext, CALL_POSITIONAL,
             "Return the next item from the async iterator."),
    FUNCTION("len(obj, /)", builtin_len, CALL_ONE, "Return the number of items in a container."),
    FUNCTION("locals()", builtin_locals, CALL_NOARGS,
             "Return a dictionary containing the current scope's local variables."),
    FUNCTION_OWN("max(*args, key=None, default=<unrepresentable>)", builtin_max, ROW_NO_TEXT_SIGNATURE,
                 "max(iterable, *[, default=obj, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\n"
                 "With a single iterable argument, return its biggest item."),
    FUNCTION_OWN("min(*args, key=None, default=<unrepresentable>)", builtin_min, ROW_NO_TEXT_SIGNATURE,
                 "min(iterable, *[, default=obj, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\n"
                 "With a single iterable argument, return its smallest item."),
    FUNCTION_FLAGS("next(iterator, default=<unrepresentable>, /)", builtin_next, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE,
                   "next(iterator[, default])\n\nReturn the next item from the iterator."),
    FUNCTION("oct(number, /)", builtin_oct, CALL_ONE,
             "Return the octal representation of an integer.\n\n   >>> oct(342391)\n   '0o1234567'"),
    FUNCTION("open(file, mode='r', buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None)",
             builtin_open, CALL_KEYWORDS, "Open file and return a stream.  Raise OSError upon failure."),
    FUNCTION("ord(character, /)", builtin_ord, CALL_ONE,
             "Return the ordinal value of a character.\n\nIf the argument is a one-character string, return the Unicode code\n"
             "point of that character."),
    FUNCTION("pow(base, exp, mod=None)", builtin_pow, CALL_KEYWORDS,
             "Equivalent to base**exp with 2 arguments or base**exp % mod with 3 arguments\n\nSome types, such as ints, are "
             "able to use a more efficient algorithm when\ninvoked using the three argument form."),
    FUNCTION("print(*args, sep=' ', end='\\n', file=None, flush=False)", builtin_print, CALL_KEYWORDS,
             "Prints the values to a stream, or to sys.stdout by default.\n\n  sep\n    string inserted between values, "
             "default a space.\n  end\n    string appended after the last value, default a newline.\n  file\n    a file-like "
             "object (stream); defaults to the current sys.stdout.\n  flush\n    whether to forcibly flush the stream."),
    FUNCTION("repr(obj, /)", builtin_repr, CALL_ONE,
             "Return the canonical string representation of the object."),
    FUNCTION("round(number, ndigits=None)", builtin_round, CALL_KEYWORDS,
             "Round a number to a given precision in decimal digits.\n\nThe return value is an integer if ndigits is omitted "
             "or None.  Otherwise\nthe return value has the same type as the number.  ndigits may be negative."),
    FUNCTION("setattr(obj, name, value, /)", builtin_setattr, CALL_POSITIONAL,
             "Sets the named attribute on the given object to the specified value.\n\nsetattr(x, 'y', v) is equivalent to "
             "``x.y = v``"),
    FUNCTION("sorted(iterable, /, *, key=None, reverse=False)", builtin_sorted, CALL_KEYWORDS,
             "Return a new list containing all items from the iterable in ascending order.\n\nA custom key function can be "
             "supplied to customize the sort order, and the\nreverse flag can be set to request the result in descending "
             "order."),
    FUNCTION("sum(iterable, /, start=0)", builtin_sum, CALL_KEYWORDS,
             "Return the sum of a 'start' value (default: 0) plus an iterable of numbers\n\nWhen the iterable is empty, return "
             "the start value.\nThis function is intended specifically for use with numeric values and may\nreject "
             "non-numeric types."),
    FUNCTION_FLAGS("vars(object=<unrepresentable>, /)", builtin_vars, CALL_POSITIONAL, ROW_NO_TEXT_SIGNATURE,
                   "vars([object]) -> dictionary\n\nWithout arguments, equivalent to locals().\nWith an argument, equivalent "
                   "to object.__dict__."),
    ROWS_END,
};

static const Type *const types[] = {
#define BUILTIN_TYPE(symbol) &symbol,
#include "runtime/builtin_types.def"
#undef BUILTIN_TYPE
    NULL,
};

/* class ExceptionGroup(BaseExceptionGroup, Exception): two bases, so a class of the isolate. */
static bool add_exception_group(Vm *vm, Value dict)
{
    Value cls = exception_group_class(vm);
    return cls && dict_set(vm, dict, NAME(ExceptionGroup), cls);
}

static bool add_constants(Vm *vm, Value module)
{
    Value dict = as_module(module)->dict;
    return dict_set(vm, dict, NAME(None), NONE) && dict_set(vm, dict, NAME(Ellipsis), ELLIPSIS) &&
           dict_set(vm, dict, NAME(NotImplemented), NOT_IMPLEMENTED) && dict_set(vm, dict, NAME(False), FALSE) &&
           dict_set(vm, dict, NAME(True), TRUE) &&
           dict_set(vm, dict, NAME(__debug__), bool_value(!vm->runtime->options.optimize)) &&
           dict_set(vm, dict, NAME(EnvironmentError), type_value(&os_error_type)) &&
           dict_set(vm, dict, NAME(IOError), type_value(&os_error_type)) && add_exception_group(vm, dict);
}

const ModuleDef module_builtins = {
    .name = "builtins",
    .doc = "Built-in functions, types, exceptions, and other objects.\n\nThis module provides direct access to all "
           "'built-in'\nidentifiers of Python; for example, builtins.len is\nthe full name for the built-in function len().\n\n"
           "This module is not normally accessed explicitly by most\napplications, but can be useful in modules that provide\n"
           "objects with the same name as a builtin and need to\ndistinguish between the two.",
    .functions = functions,
    .types = types,
    .init = add_constants,
};

bool builtins_init(Vm *vm)
{
    RuntimeState *runtime = vm->runtime;
    runtime->builtins_module = module_from_def(vm, &module_builtins);
    if (!runtime->builtins_module)
        return false;
    runtime->builtins_dict = retain(as_module(runtime->builtins_module)->dict);
    return true;
}
