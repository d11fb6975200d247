/* struct_sequence.c - see struct_sequence.h. The hidden items stand behind the tuple's length: they are released and walked here,
 * everything else is the tuple's. SPDX-License-Identifier: MIT */
#include "objects/struct_sequence.h"

#include "objects/dict.h"
#include "objects/list.h"
#include "objects/str.h"

#define GETTER(n)                                                               \
    Value struct_get_at_##n(Vm *vm, const Value *arg, size_t count)             \
    {                                                                           \
        (void)vm, (void)count;                                                  \
        return retain(as_tuple(arg[0])->items[n]);                              \
    }
STRUCT_GETTERS(GETTER)
#undef GETTER

static const StructSequence *sequence_of(const Vm *vm, Value v) { return type_of(vm, v)->sequence; }

Value struct_sequence_new(Vm *vm, const Type *type, const Value *items)
{
    const StructSequence *sequence = type->sequence;
    Tuple *tuple = heap_new_container(vm, sizeof(Tuple) + sequence->total * sizeof(Value), type->number);
    if (!tuple)
        return 0;
    tuple->length = sequence->visible;
    tuple->hash = -1;
    for (unsigned i = 0; i < sequence->total; i++)
        tuple->items[i] = items[i] ? retain(items[i]) : NONE;
    gc_track(vm, &tuple->head);
    return value_of(tuple);
}

void struct_dealloc(Vm *vm, Object *self)
{
    Tuple *tuple = (Tuple *)self;
    size_t total = shape_of(vm, self)->type->sequence->total;
    for (size_t i = total; i-- > 0;)
        release(vm, tuple->items[i]);
    heap_free(vm, self, sizeof(Tuple) + total * sizeof(Value));
}

bool struct_traverse(Vm *vm, Object *self, VisitFn visit, void *arg)
{
    Tuple *tuple = (Tuple *)self;
    for (size_t i = shape_of(vm, self)->type->sequence->total; i-- > 0;)
        if (!visit(tuple->items[i], arg))
            return false;
    return true;
}

Value struct_repr(Vm *vm, Value self)
{
    const StructSequence *sequence = sequence_of(vm, self);
    StrBuilder            builder;
    str_builder_init(&builder, vm);
    bool done = str_builder_text(&builder, type_of(vm, self)->name) && str_builder_char(&builder, '(');
    for (unsigned i = 0; done && i < sequence->visible; i++) {
        Value text = object_repr(vm, tuple_get(self, i));
        const char *name = sequence->names[i] ? sequence->names[i] : "unnamed field";
        done = text && (i == 0 || str_builder_text(&builder, ", ")) && str_builder_text(&builder, name) &&
               str_builder_char(&builder, '=') && str_builder_str(&builder, text);
        release(vm, text);
    }
    if (done && str_builder_char(&builder, ')'))
        return str_builder_finish(&builder);
    str_builder_drop(&builder);
    return 0;
}

static bool check_length(Vm *vm, const Type *cls, size_t given)
{
    const StructSequence *sequence = cls->sequence;
    if (sequence->visible == sequence->total && given != sequence->visible)
        return type_error(vm, "%s() takes a %u-sequence (%zu-sequence given)", cls->name, sequence->visible, given);
    if (given < sequence->visible)
        return type_error(vm, "%s() takes an at least %u-sequence (%zu-sequence given)", cls->name, sequence->visible, given);
    return given <= sequence->total ||
           type_error(vm, "%s() takes an at most %u-sequence (%zu-sequence given)", cls->name, sequence->total, given);
}

/* Hidden fields may come from a dict by name. */
static Value from_items(Vm *vm, const Type *cls, const Value *given, size_t count, Value dict)
{
    const StructSequence *sequence = cls->sequence;
    Value                 items[STRUCT_MOST] = {0};
    size_t                used = 0;
    if (!check_length(vm, cls, count))
        return 0;
    memcpy(items, given, count * sizeof *items);
    for (size_t i = count; dict && i < sequence->total; i++) {
        Value value = sequence->names[i] ? dict_find_cstring(vm, dict, sequence->names[i]) : UNBOUND;
        if (!value)
            return 0;
        if (value != UNBOUND) {
            items[i] = value;
            used++;
        }
    }
    if (dict && dict_length(vm, dict) > used)
        return type_error(vm, "%s() got duplicate or unexpected field name(s)", cls->name);
    return struct_sequence_new(vm, cls, items);
}

/* cls(sequence, dict={}) */
Value struct_new(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    Value bound[2] = {0, 0};
    for (size_t i = 0; i < count && i < 2; i++)
        bound[i] = args[i];
    for (size_t i = 0; names && i < tuple_length(names); i++) {
        size_t at = str_is(tuple_get(names, i), "sequence") ? 0 : str_is(tuple_get(names, i), "dict") ? 1 : 2;
        if (at == 2 || bound[at])
            return type_error(vm, "'%U' is an invalid keyword argument for structseq()", tuple_get(names, i));
        bound[at] = args[count + i];
    }
    if (!bound[0] || count > 2)
        return type_error(vm, bound[0] ? "structseq() takes at most 2 arguments (%zu given)"
                                       : "structseq() missing required argument 'sequence' (pos 1)", count);
    if (bound[1] && !is_dict(vm, bound[1]))
        return type_error(vm, "%s() takes a dict as second arg, if any", cls->name);
    Value list = object_to_list(vm, bound[0]);
    if (!list) {
        if (exception_is(vm, &type_error_type))
            type_error(vm, "constructor requires a sequence");
        return 0;
    }
    Value result = from_items(vm, cls, as_list(list)->items, list_length(list), bound[1]);
    release(vm, list);
    return result;
}

/* (type, (visible items, {hidden name: value})) */
Value struct_reduce(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const StructSequence *sequence = sequence_of(vm, arg[0]);
    Value items = tuple_from(vm, as_tuple(arg[0])->items, sequence->visible), dict = items ? dict_new(vm) : 0;
    Value args = 0, result = 0;
    bool  done = dict;
    for (unsigned i = sequence->visible; done && i < sequence->total; i++)
        done = !sequence->names[i] || dict_set_cstring(vm, dict, sequence->names[i], as_tuple(arg[0])->items[i]);
    if (done)
        args = tuple_of(vm, 2, items, dict);
    if (args)
        result = tuple_of(vm, 2, type_value(type_of(vm, arg[0])), args);
    release(vm, args);
    release(vm, dict);
    release(vm, items);
    return result;
}

Value struct_replace(Vm *vm, const Value *arg, size_t count, Value names)
{
    const Type           *type = type_of(vm, arg[0]);
    const StructSequence *sequence = type->sequence;
    Value                 items[STRUCT_MOST];
    if (count > 1)
        return type_error(vm, "__replace__() takes no positional arguments (%zu given)", count - 1);
    for (unsigned i = 0; i < sequence->visible; i++)
        if (!sequence->names[i])
            return type_error(vm, "__replace__() is not supported for %s because it has unnamed field(s)", type->name);
    memcpy(items, as_tuple(arg[0])->items, sequence->total * sizeof *items);
    for (size_t i = 0; names && i < tuple_length(names); i++) {
        unsigned at = 0;
        while (at < sequence->total && !(sequence->names[at] && str_is(tuple_get(names, i), sequence->names[at])))
            at++;
        if (at == sequence->total)
            return type_error(vm, "Got unexpected field name(s): ['%U']", tuple_get(names, i));
        items[at] = arg[count + i];
    }
    return struct_sequence_new(vm, type, items);
}
