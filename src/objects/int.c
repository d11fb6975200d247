/* int.c - the type int: making, comparing, hashing and converting ints. Arithmetic stands in int_arithmetic.c, int_shift.c
 * and int_power.c, text in int_text.c, methods in int_methods.c.
 *
 * An exact int is a word where 63 bits hold it, else a BigInt; objects of subclasses are BigInts of any value. Everything
 * goes through IntView, which hides that. SPDX-License-Identifier: MIT */
#include "objects/int.h"

#include <math.h>

#include "base/hash.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/instance.h"
#include "objects/int_impl.h"
#include "objects/object.h"
#include "objects/poll.h"
#include "objects/str.h"
#include "objects/tuple.h"

#define OWNER &int_type
enum { INT_LIMBS_MAX = 1 << 30 };  /* CPython's limit is that of its digits' count; memory ends long before */

static size_t size_of(size_t limbs)
{
    return sizeof(BigInt) + limbs * sizeof(Limb);
}

/* ---- room and work ---- */

static BigInt *big_new(Vm *vm, size_t limbs)
{
    if (limbs > (size_t)INT_LIMBS_MAX * 4)
        return memory_error(vm), NULL;
    BigInt *big = heap_new(vm, size_of(limbs), SHAPE_INT);
    if (big)
        big->size = (int64_t)limbs;
    return big;
}

bool int_room_open(IntRoom *room, Vm *vm, size_t count)
{
    room->vm = vm;
    room->big = NULL;
    room->room = count;
    room->limbs = room->small;
    if (count > countof(room->small)) {
        room->big = big_new(vm, count);
        if (!room->big)
            return false;
        room->limbs = room->big->limbs;
    }
    return true;
}

void int_room_drop(IntRoom *room)
{
    if (room->big)
        heap_free(room->vm, room->big, size_of(room->room));
    room->big = NULL;
}

Value int_room_close(IntRoom *room, size_t length, bool negative)
{
    length = natural_normal(room->limbs, length);
    if (!room->big || length <= countof(room->small)) {
        Value result = int_from_limbs(room->vm, negative, room->limbs, length);
        int_room_drop(room);
        return result;
    }
    BigInt *big = room->big;
    if (length != room->room) {
        big = heap_resize(room->vm, big, size_of(room->room), size_of(length));
        if (!big) {
            int_room_drop(room);
            return 0;
        }
    }
    big->size = negative ? -(int64_t)length : (int64_t)length;
    return value_of(big);
}

static bool poll_breaker(void *context)
{
    return poll_units(context, NATURAL_POLL_STEPS / 100);
}

NaturalWork int_work(Vm *vm)
{
    return (NaturalWork){.from = &vm->heap->allocator, .poll = vm->up ? poll_breaker : NULL, .context = vm};
}

Value int_work_failed(Vm *vm, const NaturalWork *work)
{
    return work->failure == NATURAL_STOPPED ? 0 : memory_error(vm);
}

/* ---- making ---- */

Value int_from_limbs(Vm *vm, bool negative, const uint64_t *limbs, size_t count)
{
    count = natural_normal(limbs, count);
    if (count == 0)
        return int_value(0);
    if (count == 1 && limbs[0] <= (Limb)INT_WORD_MAX + negative)
        return int_value(negative ? (int64_t)(0 - limbs[0]) : (int64_t)limbs[0]);
    BigInt *big = big_new(vm, count);
    if (!big)
        return 0;
    memcpy(big->limbs, limbs, count * sizeof *limbs);
    big->size = negative ? -(int64_t)count : (int64_t)count;
    return value_of(big);
}

Value int_from_int64(Vm *vm, int64_t i)
{
    if (fits_word_int(i))
        return int_value(i);
    Limb magnitude = i < 0 ? 0 - (Limb)i : (Limb)i;
    return int_from_limbs(vm, i < 0, &magnitude, 1);
}

Value int_from_uint64(Vm *vm, uint64_t i)
{
    return i <= (uint64_t)INT_WORD_MAX ? int_value((int64_t)i) : int_from_limbs(vm, false, &i, 1);
}

Value int_from_double(Vm *vm, double d)
{
    if (d > -4e18 && d < 4e18)
        return int_from_int64(vm, (int64_t)d);
    if (isnan(d))
        return value_error(vm, "cannot convert float NaN to integer");
    if (isinf(d))
        return overflow_error(vm, "cannot convert float infinity to integer");
    Limb limbs[NATURAL_DOUBLE_LIMBS];
    return int_from_limbs(vm, d < 0, limbs, natural_from_double(limbs, d));
}

Value int_exact(Vm *vm, Value v)
{
    if (is_exact_int(v))
        return retain(v);
    IntView view;
    int_view(&view, v);
    return int_from_limbs(vm, view.negative, view.limbs, view.length);
}

Value int_of_class(Vm *vm, const Type *cls, Taken v)
{
    if (!v || cls == &int_type)
        return v;
    IntView view;
    int_view(&view, v);
    BigInt *big = object_allocate(vm, cls, view.length);
    if (big) {
        memcpy(big->limbs, view.limbs, view.length * sizeof *view.limbs);
        big->size = view.negative ? -(int64_t)view.length : (int64_t)view.length;
        if (big->head.flags & OBJECT_CONTAINER)
            gc_track(vm, &big->head);
    }
    release(vm, v);
    return big ? value_of(big) : 0;
}

void int_dealloc(Vm *vm, Object *object)
{
    int64_t size = ((BigInt *)object)->size;
    heap_free(vm, object, size_of((size_t)(size < 0 ? -size : size)));
}

/* ---- as C numbers ---- */

bool int_fits_int64(Value v, int64_t *result)
{
    if (is_word_int(v)) {
        *result = word_int(v);
        return true;
    }
    IntView view;
    int_view(&view, v);
    if (view.length > 1 || (view.length && view.limbs[0] > (Limb)INT64_MAX + view.negative))
        return false;
    Limb magnitude = view.length ? view.limbs[0] : 0;
    *result = (int64_t)(view.negative ? 0 - magnitude : magnitude);
    return true;
}

bool int_as_int64(Vm *vm, Value v, int64_t *result)
{
    return int_fits_int64(v, result) || overflow_error(vm, "Python int too large to convert to C long");
}

bool int_as_uint64(Vm *vm, Value v, uint64_t *result)
{
    IntView view;
    int_view(&view, v);
    if (view.negative)
        return overflow_error(vm, "can't convert negative value to unsigned int");
    if (view.length > 1)
        return overflow_error(vm, "Python int too large to convert to C unsigned long");
    *result = view.length ? view.limbs[0] : 0;
    return true;
}

int int_sign(Value v)
{
    IntView view;
    int_view(&view, v);
    return !view.length ? 0 : view.negative ? -1 : 1;
}

int64_t int_as_int64_overflow(Value v, int *overflow)
{
    int64_t result = -1;
    *overflow = int_fits_int64(v, &result) ? 0 : int_sign(v);
    return result;
}

uint64_t int_mask64(Value v)
{
    IntView view;
    int_view(&view, v);
    Limb low = view.length ? view.limbs[0] : 0;
    return view.negative ? 0 - low : low;
}

bool int_as_double(Vm *vm, Value v, double *result)
{
    if (is_word_int(v)) {
        *result = (double)word_int(v);
        return true;
    }
    IntView view;
    bool    overflow;
    int_view(&view, v);
    double d = natural_to_double(view.limbs, view.length, 0, false, &overflow);
    if (overflow)
        return overflow_error(vm, "int too large to convert to float");
    *result = view.negative ? -d : d;
    return true;
}

Value int_to_float(Vm *vm, Value v)
{
    double d = 0.0;
    return int_as_double(vm, v, &d) ? float_new(vm, d) : 0;
}

Value int_from_bytes_le(Vm *vm, const uint8_t *bytes, size_t count, bool is_signed)
{
    IntRoom room;
    bool    negative;
    if (!int_room_open(&room, vm, (count + LIMB_BYTES - 1) / LIMB_BYTES))
        return 0;
    size_t length = natural_from_bytes(room.limbs, bytes, count, false, is_signed, &negative);
    return int_room_close(&room, length, negative);
}

bool int_to_bytes_le(Vm *vm, Value v, uint8_t *bytes, size_t count, bool is_signed)
{
    IntView view;
    int_view(&view, v);
    if (view.negative && !is_signed)
        return overflow_error(vm, "can't convert negative int to unsigned");
    return natural_to_bytes(bytes, count, view.limbs, view.length, view.negative, false, is_signed)
        || overflow_error(vm, "int too big to convert");
}

/* ---- comparing, hashing ---- */

int int_compare(Value a, Value b)
{
    if (both_word_int(a, b))
        return (int64_t)a < (int64_t)b ? -1 : (int64_t)a > (int64_t)b;
    IntView x, y;
    int_view(&x, a);
    int_view(&y, b);
    if (x.negative != y.negative)
        return x.negative ? -1 : 1;
    int order = natural_compare(x.limbs, x.length, y.limbs, y.length);
    return x.negative ? -order : order;
}

Value int_compare_slot(Vm *vm, Value a, Value b, Comparison op)
{
    if (!is_int(vm, a) || !is_int(vm, b))
        return NOT_IMPLEMENTED;
    int order = int_compare(a, b);
    switch (op) {
    case COMPARE_LT: return bool_value(order < 0);
    case COMPARE_LE: return bool_value(order <= 0);
    case COMPARE_EQ: return bool_value(order == 0);
    case COMPARE_NE: return bool_value(order != 0);
    case COMPARE_GT: return bool_value(order > 0);
    default:         return bool_value(order >= 0);
    }
}

int64_t int_hash(Value v)
{
    if (is_word_int(v))
        return hash_small_int(word_int(v));
    IntView view;
    int_view(&view, v);
    return hash_natural(view.limbs, view.length, view.negative);
}

int64_t int_hash_slot(Vm *vm, Value v)
{
    (void)vm;
    return int_hash(v);
}

int int_truth(Vm *vm, Value v)
{
    (void)vm;
    return !int_is_zero(v);
}

/* ---- int(...) ---- */

/* int() of anything that lends its bytes. */
static Value from_buffer(Vm *vm, Value x, int base)
{
    Buffer buffer;
    if (!buffer_get(vm, x, &buffer, BUFFER_SIMPLE))
        return 0;
    Value bytes = bytes_from(vm, buffer.data, buffer.length);  /* named in the message */
    buffer_release(vm, &buffer);
    Value result = bytes ? int_from_ascii(vm, bytes, as_bytes(bytes)->data, as_bytes(bytes)->length, base) : 0;
    release(vm, bytes);
    return result;
}

/* int(x) without base. */
static Value from_object(Vm *vm, Value x)
{
    if (is_exact_int(x))
        return retain(x);
    const Slots *slots = &type_of(vm, x)->slots;
    if (slots->to_int || slots->index)
        return object_to_int(vm, x);
    if (is_str(vm, x))
        return int_from_str(vm, x, 10);
    if (is_bytes(vm, x))
        return int_from_ascii(vm, x, as_bytes(x)->data, as_bytes(x)->length, 10);
    if (is_buffer(vm, x))
        return from_buffer(vm, x, 10);
    return type_error(vm, "int() argument must be a string, a bytes-like object or a real number, not '%T'", x);
}

static Value from_text(Vm *vm, Value x, Value base_value)
{
    int64_t base;
    if (!object_index_int64(vm, base_value, NULL, &base))
        return 0;
    if ((base != 0 && base < 2) || base > 36)
        return value_error(vm, "int() base must be >= 2 and <= 36, or 0");
    if (is_str(vm, x))
        return int_from_str(vm, x, (int)base);
    if (is_bytes(vm, x))
        return int_from_ascii(vm, x, as_bytes(x)->data, as_bytes(x)->length, (int)base);
    if (is_instance_of(vm, x, &bytearray_type))
        return from_buffer(vm, x, (int)base);
    return type_error(vm, "int() can't convert non-string with explicit base");
}

/* CPython calls int itself and its subclasses through two parsers with messages of their own; both are kept. */
static Value int_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    size_t named = names ? tuple_length(names) : 0;
    Value  x = count ? args[0] : 0, base = count > 1 ? args[1] : 0;

    if (count + named > 2 && cls != &int_type)
        return type_error(vm, "int() takes at most 2 arguments (%zu given)", count + named);
    if (count > 2)
        return type_error(vm, "int expected at most 2 arguments, got %zu", count);
    for (size_t i = 0; i < named; i++) {
        if (!str_is(tuple_get(names, i), "base"))
            return type_error(vm, "int() got an unexpected keyword argument '%U'", tuple_get(names, i));
        if (base)
            return type_error(vm, "argument for int() given by name ('base') and position (2)");
        base = args[count + i];
    }
    if (!x)
        return base ? type_error(vm, "int() missing string argument") : int_of_class(vm, cls, int_value(0));
    return int_of_class(vm, cls, base ? from_text(vm, x, base) : from_object(vm, x));
}

const Type int_type = {
    TYPE_HEAD,
    .name = "int",
    .doc = "int([x]) -> integer\nint(x, base=10) -> integer\n\nConvert a number or string to an integer, or return 0 if no "
           "arguments\nare given.  If x is a number, return x.__int__().  For floating-point\nnumbers, this truncates "
           "towards zero.\n\nIf x is not a number or if base is given, then x must be a string,\nbytes, or bytearray "
           "instance representing an integer literal in the\ngiven base.  The literal can be preceded by '+' or '-' and "
           "be surrounded\nby whitespace.  The base defaults to 10.  Valid bases are 0 and 2-36.\nBase 0 means to "
           "interpret the base from the string as an integer\niteral.\n>>> int('0b100', base=0)\n4",
    .base = &object_type,
    .rows = int_rows,
    .number = SHAPE_INT,
    .flags = TYPE_BASE | TYPE_IMMUTABLE | TYPE_READY | TYPE_MATCH_SELF | TYPE_INT_SUBCLASS | TYPE_HAVE_VECTORCALL
           | TYPE_VALID_VERSION,
    .basic_size = 24,
    .item_size = 4,
    .size = sizeof(BigInt),
    .var_item = sizeof(Limb),
    .slots = {INT_SLOTS, .new = int_new},
};
