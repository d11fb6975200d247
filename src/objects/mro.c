/* mro.c - the order in which a class's bases are searched: C3, or what the metatype's mro() says. SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/slot_function.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/type_object.h"

/* Does value stand in the tuple behind position `from`? */
static bool stands_behind(Value tuple, size_t from, Value value)
{
    for (size_t i = from + 1; i < tuple_length(tuple); i++)
        if (tuple_get(tuple, i) == value)
            return true;
    return false;
}

static Value base_name(Vm *vm, Value base)
{
    Value name = object_find_attr(vm, base, NAME(__name__));
    if (name == UNBOUND)
        return str_from_cstring(vm, "?");
    return name;
}

static bool check_duplicates(Vm *vm, Value bases)
{
    for (size_t i = 0; i < tuple_length(bases); i++)
        if (stands_behind(bases, i, tuple_get(bases, i))) {
            Value name = base_name(vm, tuple_get(bases, i));
            if (name)
                type_error(vm, "duplicate base class %U", name);
            release(vm, name);
            return false;
        }
    return true;
}

/* The bases that still have candidates, in order, without repetition. */
static void no_consistent_order(Vm *vm, const Value *sequences, const size_t *at, size_t count)
{
    StrBuilder builder;
    Value      seen = list_new(vm, count), text = 0;
    bool       first = true, good = seen;
    str_builder_init(&builder, vm);
    for (size_t i = 0; good && i < count; i++) {
        if (at[i] >= tuple_length(sequences[i]))
            continue;
        Value candidate = tuple_get(sequences[i], at[i]), name;
        bool  known = false;
        for (size_t k = 0; k < list_length(seen); k++)
            known = known || list_get(seen, k) == candidate;
        if (known)
            continue;
        good = list_append(vm, seen, candidate) && (name = base_name(vm, candidate));
        if (good) {
            good = (first || str_builder_text(&builder, ", ")) && str_builder_str(&builder, name);
            release(vm, name);
            first = false;
        }
    }
    if (good && (text = str_builder_finish(&builder)))
        type_error(vm, "Cannot create a consistent method resolution order (MRO) for bases %U", text);
    release(vm, text);
    release(vm, seen);
    str_builder_drop(&builder);
}

/* Merges sequences[0..count) behind what list holds. */
static bool merge(Vm *vm, Value list, const Value *sequences, size_t *at, size_t count)
{
    for (;;) {
        Value  candidate = 0;
        size_t empty = 0;
        for (size_t i = 0; i < count && !candidate; i++) {
            if (at[i] >= tuple_length(sequences[i])) {
                empty++;
                continue;
            }
            candidate = tuple_get(sequences[i], at[i]);
            for (size_t j = 0; j < count; j++)
                if (at[j] < tuple_length(sequences[j]) && stands_behind(sequences[j], at[j], candidate)) {
                    candidate = 0;
                    break;
                }
        }
        if (!candidate && empty == count)
            return true;
        if (!candidate) {
            no_consistent_order(vm, sequences, at, count);
            return false;
        }
        if (!list_append(vm, list, candidate))
            return false;
        for (size_t j = 0; j < count; j++)
            if (at[j] < tuple_length(sequences[j]) && tuple_get(sequences[j], at[j]) == candidate)
                at[j]++;
    }
}

static Value merge_bases(Vm *vm, const Type *type, Value bases)
{
    size_t  count = tuple_length(bases) + 1, bytes = count * (sizeof(Value) + sizeof(size_t));
    Value  *sequences = mem_zero(vm, bytes);
    Value   list = sequences ? list_new(vm, count + 2) : 0;
    size_t *at = (size_t *)(sequences + count);
    bool    done = list && list_append(vm, list, type_value(type));

    for (size_t i = 0; done && i + 1 < count; i++)
        done = (sequences[i] = type_mro(vm, as_type(tuple_get(bases, i))));
    if (done) {
        sequences[count - 1] = bases;
        done = merge(vm, list, sequences, at, count);
    }
    if (sequences)
        mem_free(vm, sequences, bytes);
    if (done)
        return list;
    release(vm, list);
    return 0;
}

Value class_compute_mro(Vm *vm, const Type *type)
{
    Value bases = type_bases(vm, type);
    if (!bases)
        return 0;
    if (!type->heap || tuple_length(bases) == 1) {
        Value mro = type->heap ? type_mro(vm, as_type(tuple_get(bases, 0))) : type_mro(vm, type);
        Value list = mro ? list_from(vm, as_tuple(mro)->items, tuple_length(mro)) : 0;
        if (list && type->heap && !list_insert(vm, list, 0, type_value(type))) {
            release(vm, list);
            return 0;
        }
        return list;
    }
    return check_duplicates(vm, bases) ? merge_bases(vm, type, bases) : 0;
}

static bool check_mro(Vm *vm, const Type *type, Value mro)
{
    const Type *solid = class_solid_base(type);
    for (size_t i = 0; i < tuple_length(mro); i++) {
        Value item = tuple_get(mro, i);
        if (!is_type(vm, item))
            return type_error(vm, "mro() returned a non-class ('%T')", item);
        if (!type_is_subtype(vm, solid, class_solid_base(as_type(item))))
            return type_error(vm, "mro() returned base with unsuitable layout ('%s')", as_type(item)->name);
    }
    return true;
}

Value class_resolve_mro(Vm *vm, Type *type)
{
    const Type *metatype = type_of(vm, type_value(type));
    Value       own = metatype == &type_type ? 0 : type_lookup(vm, metatype, NAME(mro));
    bool        custom = own && own != type_lookup(vm, &type_type, NAME(mro));
    Value       list = custom ? call_special(vm, type_value(type), NAME(mro), NULL, 0, 0) : class_compute_mro(vm, type);
    Value       tuple = list ? object_to_tuple(vm, list) : 0;

    release(vm, list);
    if (tuple && custom && !check_mro(vm, type, tuple)) {
        release(vm, tuple);
        return 0;
    }
    return tuple;
}
