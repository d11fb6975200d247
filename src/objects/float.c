/* float.c - the type float: its text, its conversions, its type object. Arithmetic stands in float_arithmetic.c, methods in
 * float_methods.c. SPDX-License-Identifier: MIT */
#include "objects/float.h"

#include "base/hash.h"
#include "base/number_text.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/float_impl.h"
#include "objects/instance.h"
#include "objects/int_impl.h"
#include "objects/number_parse.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

bool type_is_float(const Vm *vm, Value v)
{
    return is_instance_of(vm, v, &float_type);
}

Value float_box(Vm *vm, double d)
{
    Float *box = heap_new(vm, sizeof *box, SHAPE_FLOAT);
    if (!box)
        return 0;
    box->number = d;
    return value_of(box);
}

/* A value of a subclass: cls(number), number an exact float (taken). */
static Value float_of_class(Vm *vm, const Type *cls, Taken number)
{
    if (!number || cls == &float_type)
        return number;
    Float *box = object_allocate(vm, cls, sizeof *box);
    if (box) {
        box->number = float_number(number);
        if (box->head.flags & OBJECT_CONTAINER)
            gc_track(vm, &box->head);
    }
    release(vm, number);
    return box ? value_of(box) : 0;
}

/* ---- text ---- */

Value float_repr_text(Vm *vm, double d)
{
    char text[DOUBLE_REPR_ROOM];
    return str_from_latin1(vm, text, double_repr(text, d));
}

static Value float_repr(Vm *vm, Value v)
{
    return float_repr_text(vm, float_number(v));
}

/* The whole of text is a float literal, blanks around it and underscores in it allowed. False: it is not (no exception), or
 * *no_memory. */
static bool parse(Vm *vm, const char *text, size_t length, double *d, bool *no_memory)
{
    char   small[128], *plain = small;
    size_t count;
    bool   result = false;
    *no_memory = false;
    while (length && number_is_space(*text))
        text++, length--;
    while (length && number_is_space(text[length - 1]))
        length--;
    if (!memchr(text, '_', length))
        return length && double_from_text(text, length, d) == length;
    if (length > sizeof small && !(plain = mem_alloc(vm, length))) {
        *no_memory = true;
        return false;
    }
    if (number_strip_underscores(text, length, plain, &count))
        result = count && double_from_text(plain, count, d) == count;
    if (plain != small)
        mem_free(vm, plain, length);
    return result;
}

static Value from_ascii(Vm *vm, Value object, const char *text, size_t length)
{
    double d;
    bool   no_memory;
    if (parse(vm, text, length, &d, &no_memory))
        return float_new(vm, d);
    return no_memory ? 0 : value_error(vm, "could not convert string to float: %R", object);
}

Value float_from_text(Vm *vm, Value text)
{
    NumberText plain;
    if (!number_text_open(vm, &plain, text))
        return 0;
    Value result = from_ascii(vm, text, plain.text, plain.length);
    number_text_close(vm, &plain);
    return result;
}

/* float(x) */
static Value from_object(Vm *vm, Value x)
{
    if (is_exact_float(x))
        return retain(x);
    if (is_str(vm, x))
        return float_from_text(vm, x);
    const Type *type = type_of(vm, x);
    if (!type->slots.to_float && !type->slots.index && is_buffer(vm, x)) {
        Buffer buffer;
        if (!buffer_get(vm, x, &buffer, BUFFER_SIMPLE))
            return 0;
        Value result = from_ascii(vm, x, buffer.data, buffer.length);
        buffer_release(vm, &buffer);
        return result;
    }
    return object_to_float(vm, x);
}

/* ---- slots ---- */

int64_t float_hash(Vm *vm, double d, Value self)
{
    return d != d ? object_default_hash(vm, self) : hash_double(d);
}

static int64_t float_hash_slot(Vm *vm, Value v)
{
    return float_hash(vm, float_number(v), v);
}

static Value float_negative(Vm *vm, Value v)
{
    return float_new(vm, -float_number(v));
}

static Value float_positive(Vm *vm, Value v)
{
    return is_exact_float(v) ? retain(v) : float_new(vm, float_number(v));
}

static Value float_absolute(Vm *vm, Value v)
{
    return float_new(vm, __builtin_fabs(float_number(v)));
}

static int float_truth(Vm *vm, Value v)
{
    (void)vm;
    return float_number(v) != 0.0;
}

static Value float_to_int(Vm *vm, Value v)
{
    return int_from_double(vm, float_number(v));
}

/* Called as type.__call__ does for float and its subclasses. */
static Value float_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    if (names && tuple_length(names))
        return type_error(vm, "float() takes no keyword arguments");
    if (count > 1)
        return type_error(vm, "float expected at most 1 argument, got %zu", count);
    return float_of_class(vm, cls, count ? from_object(vm, args[0]) : float_new(vm, 0.0));
}

const Type float_type = {
    TYPE_HEAD,
    .name = "float",
    .doc = "Convert a string or number to a floating-point number, if possible.",
    .base = &object_type,
    .rows = float_rows,
    .number = SHAPE_FLOAT,
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_READY | TYPE_MATCH_SELF | TYPE_HAVE_VECTORCALL | TYPE_VALID_VERSION,
    .text_signature = "(x=0, /)",
    .basic_size = 24,
    .size = sizeof(Float),
    .slots = {
        OBJECT_SLOTS,
        .dealloc = dealloc_plain, .new = float_new_slot, .repr = float_repr, .hash = float_hash_slot,
        .compare = float_compare_slot, .add = float_add_slot, .subtract = float_subtract_slot,
        .multiply = float_multiply_slot, .true_divide = float_true_divide_slot,
        .floor_divide = float_floor_divide_slot, .remainder = float_remainder_slot, .divmod = float_divmod_slot,
        .power = float_power_slot, .negative = float_negative, .positive = float_positive, .absolute = float_absolute,
        .truth = float_truth, .to_int = float_to_int, .to_float = float_positive,
    },
};
