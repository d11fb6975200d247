/* int_impl.h - what int's files share: any int as sign and limbs, and room for a result. Private to int*.c, bool.c,
 * float*.c, format_number.c and the number modules. SPDX-License-Identifier: MIT */
#pragma once
#include "base/natural.h"
#include "objects/errors.h"
#include "objects/int.h"

/* Sign and magnitude of any int (bool and subclasses too); limbs point into the object or at `one`. */
typedef struct IntView {
    const Limb *limbs;
    size_t      length;    /* normal: 0 for zero */
    bool        negative;
    Limb        one;
} IntView;

static inline void int_view_of_int64(IntView *view, int64_t i)
{
    view->negative = i < 0;
    view->one = i < 0 ? 0 - (Limb)i : (Limb)i;
    view->limbs = &view->one;
    view->length = i != 0;
}

/* The view lives as long as v, and must not move. */
static inline void int_view(IntView *view, Value v)
{
    if (is_word_int(v)) {
        int_view_of_int64(view, word_int(v));
    } else if (is_bool(v)) {
        int_view_of_int64(view, v == TRUE);
    } else {
        const BigInt *big = as_big_int(v);
        view->limbs = big->limbs;
        view->negative = big->size < 0;
        view->length = (size_t)(big->size < 0 ? -big->size : big->size);
    }
}

/* Room for the limbs of a result: on the stack for small ones, else the object to be. */
typedef struct IntRoom {
    Vm     *vm;
    BigInt *big;    /* NULL: small */
    Limb   *limbs;
    size_t  room;
    Limb    small[20];
} IntRoom;

/* False: MemoryError. */
MUST_CHECK bool int_room_open(IntRoom *room, Vm *vm, size_t count);
/* The int of the first `length` limbs (not yet normal); owned. Closes the room. */
Value int_room_close(IntRoom *room, size_t length, bool negative);
/* Gives the room up, without a result. */
void int_room_drop(IntRoom *room);

/* Work that polls the isolate's breaker. */
NaturalWork int_work(Vm *vm);
/* Raises what stopped the work; 0. */
Value int_work_failed(Vm *vm, const NaturalWork *work);

/* An exact int of v's value (v any int): v itself where that is one. Owned. */
Value int_exact(Vm *vm, Value v);

/* Truth, and the low word, of any int. */
static inline bool int_is_zero(Value v)
{
    return is_word_int(v) ? v == int_value(0) : is_bool(v) ? v == FALSE : as_big_int(v)->size == 0;
}

/* int_arithmetic.c, int_power.c, int_shift.c: slots. Operands may be anything; NOT_IMPLEMENTED unless both are ints. */
Value int_add_slot(Vm *vm, Value a, Value b);
Value int_subtract_slot(Vm *vm, Value a, Value b);
Value int_multiply_slot(Vm *vm, Value a, Value b);
Value int_floor_divide_slot(Vm *vm, Value a, Value b);
Value int_remainder_slot(Vm *vm, Value a, Value b);
Value int_divmod_slot(Vm *vm, Value a, Value b);
Value int_true_divide_slot(Vm *vm, Value a, Value b);
Value int_power_slot(Vm *vm, Value a, Value b, Value modulus);
Value int_lshift_slot(Vm *vm, Value a, Value b);
Value int_rshift_slot(Vm *vm, Value a, Value b);
Value int_and_slot(Vm *vm, Value a, Value b);
Value int_or_slot(Vm *vm, Value a, Value b);
Value int_xor_slot(Vm *vm, Value a, Value b);
Value int_positive(Vm *vm, Value v);
Value int_absolute(Vm *vm, Value v);
Value int_invert(Vm *vm, Value v);

/* Both (either may be NULL): floor quotient and remainder, owned. Raises ZeroDivisionError. */
MUST_CHECK bool int_divmod(Vm *vm, Value a, Value b, Value *quotient, Value *remainder);
/* a ** b, b >= 0 an int of any size. */
Value int_power(Vm *vm, Value a, Value b);
/* a / b rounded once; b not 0. False: OverflowError. */
MUST_CHECK bool int_ratio(Vm *vm, Value a, Value b, double *ratio);
/* a << bits, a >> bits. */
Value int_shift_left(Vm *vm, Value a, size_t bits);
Value int_shift_right(Vm *vm, Value a, size_t bits);
/* Nearest multiple: a - b * round_half_even(a / b), b > 0. Owned. */
Value int_nearest_remainder(Vm *vm, Value a, Value b);

/* int.c */
int64_t int_hash_slot(Vm *vm, Value v);
Value   int_compare_slot(Vm *vm, Value a, Value b, Comparison op);
int     int_truth(Vm *vm, Value v);
void    int_dealloc(Vm *vm, Object *object);
/* A value of a subclass: cls(v), v an exact int (taken). */
Value   int_of_class(Vm *vm, const Type *cls, Taken v);

/* int_text.c */
Value int_repr(Vm *vm, Value v);
/* int(text): a str, or bytes in `object` for the message. base 0 or 2 to 36. */
Value int_from_str(Vm *vm, Value text, int base);
Value int_from_ascii(Vm *vm, Value object, const char *text, size_t length, int base);
/* "Exceeds the limit (4300 digits) ...", 0. */
Value int_too_long_for_text(Vm *vm);

/* int_methods.c */
extern const Row int_rows[];

/* The slots of int, with which bool's begin. */
#define INT_SLOTS                                                                                                   \
    OBJECT_SLOTS, .dealloc = int_dealloc, .repr = int_repr, .hash = int_hash_slot, .compare = int_compare_slot,      \
    .add = int_add_slot, .subtract = int_subtract_slot, .multiply = int_multiply_slot,                               \
    .true_divide = int_true_divide_slot, .floor_divide = int_floor_divide_slot, .remainder = int_remainder_slot,     \
    .divmod = int_divmod_slot, .power = int_power_slot, .lshift = int_lshift_slot, .rshift = int_rshift_slot,        \
    .and = int_and_slot, .xor = int_xor_slot, .or = int_or_slot, .negative = int_negative, .positive = int_positive, \
    .absolute = int_absolute, .invert = int_invert, .to_int = int_positive, .to_float = int_to_float,                \
    .index = int_positive, .truth = int_truth
Value int_to_float(Vm *vm, Value v);
