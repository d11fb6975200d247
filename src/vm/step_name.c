/* step_name.c - names: globals by cell, names of class bodies and modules, cells, locals.
 *
 * A dict subclass as globals or locals honours its __getitem__ (as CPython). SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/exception.h"
#include "objects/object.h"
#include "objects/state.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "vm/frame.h"
#include "vm/frame_locals.h"
#include "vm/slow.h"

static void raise_undefined(Vm *vm, Value name)
{
    name_error(vm, name, "name '%U' is not defined", name);
}

/* Value of name in a mapping: owned; UNBOUND: absent. */
static Value mapping_find(Vm *vm, Value mapping, Value name)
{
    if (is_exact_dict(mapping)) {
        Value value = dict_find_str(vm, mapping, name);
        return value && value != UNBOUND ? retain(value) : value;
    }
    Value value = object_getitem(vm, mapping, name);
    if (!value && exception_swallow(vm, &key_error_type))
        return UNBOUND;
    return value;
}

/* Of globals, then builtins: owned; 0: NameError or another exception. */
static Value global_find(Vm *vm, const Function *fn, Value name)
{
    Value value = mapping_find(vm, fn->globals, name);
    if (value == UNBOUND)
        value = mapping_find(vm, fn->builtins, name);
    if (value == UNBOUND) {
        raise_undefined(vm, name);
        return 0;
    }
    return value;
}

/* Puts the cells of name into the word if its lowering is bound; false: MemoryError. */
static bool bind_cells(Vm *vm, Lowered *lowered, Word *pc, Value name)
{
    DictCell *global = dict_cell(vm, lowered->globals, name);
    if (!global)
        return false;
    if (!pc[1].pointer) {
        if (!lowered_keep_cell(vm, lowered, global))
            return false;
        pc[1].pointer = global;
    }
    if (global->value != UNBOUND) {
        pc->op = (uint16_t)(I_global_cell << OP_SHIFT | (pc->op & 7));
        return true;
    }
    DictCell *builtin = dict_cell(vm, lowered->builtins, name);
    if (!builtin)
        return false;
    if (!pc[2].pointer) {
        if (!lowered_keep_cell(vm, lowered, builtin))
            return false;
        pc[2].pointer = builtin;
    }
    if (builtin->value != UNBOUND)
        pc->op = (uint16_t)(I_global_builtin << OP_SHIFT | (pc->op & 7));
    return true;
}

Step slow_global(Vm *vm, Value *fp, Word *pc)
{
    Value    name = pc[3].value;
    Lowered *lowered = frame_lowered(vm, fp, pc);
    Value    value = global_find(vm, as_function(fp[-3]), name);
    if (!value)
        return STEP_ERROR;
    if (lowered->globals && !bind_cells(vm, lowered, pc, name)) {
        release(vm, value);
        return STEP_ERROR;
    }
    word_set(vm, fp, pc, value);
    return STEP_NEXT;
}

Step step_store_global(Vm *vm, Value *fp, Word *pc)
{
    Value globals = as_function(fp[-3])->globals;
    bool  fine = is_exact_dict(globals) ? dict_set(vm, globals, pc[1].value, fp[pc->b])
                                        : object_setitem(vm, globals, pc[1].value, fp[pc->b]);
    word_release_b(vm, fp, pc);
    return fine ? STEP_NEXT : STEP_ERROR;
}

static Step delete_from(Vm *vm, Value mapping, Value name)
{
    if (is_exact_dict(mapping)) {
        int deleted = dict_delete(vm, mapping, name);
        if (deleted == 0)
            raise_undefined(vm, name);
        return deleted > 0 ? STEP_NEXT : STEP_ERROR;
    }
    if (object_setitem(vm, mapping, name, 0))
        return STEP_NEXT;
    if (exception_swallow(vm, &key_error_type))
        raise_undefined(vm, name);
    return STEP_ERROR;
}

Step step_delete_global(Vm *vm, Value *fp, Word *pc)
{
    return delete_from(vm, as_function(fp[-3])->globals, pc[1].value);
}

/* The mapping of names of a frame whose code has no fast locals (the slot behind localsplus). */
static Value mapping_of(Vm *vm, const Value *fp, const Word *pc)
{
    const Lowered *lowered = frame_lowered(vm, fp, pc);
    return fp[lowered->nlocals - 1];
}

Step step_load_name(Vm *vm, Value *fp, Word *pc)
{
    const Function *fn = as_function(fp[-3]);
    Value           locals = mapping_of(vm, fp, pc), value = UNBOUND;
    if (locals != fn->globals)
        value = mapping_find(vm, locals, pc[1].value);
    if (value == UNBOUND)
        value = global_find(vm, fn, pc[1].value);
    if (!value)
        return STEP_ERROR;
    word_set(vm, fp, pc, value);
    return STEP_NEXT;
}

Step step_store_name(Vm *vm, Value *fp, Word *pc)
{
    Value locals = mapping_of(vm, fp, pc);
    bool  fine = is_exact_dict(locals) ? dict_set(vm, locals, pc[1].value, fp[pc->b])
                                       : object_setitem(vm, locals, pc[1].value, fp[pc->b]);
    word_release_b(vm, fp, pc);
    return fine ? STEP_NEXT : STEP_ERROR;
}

Step step_delete_name(Vm *vm, Value *fp, Word *pc)
{
    return delete_from(vm, mapping_of(vm, fp, pc), pc[1].value);
}

Step step_load_locals(Vm *vm, Value *fp, Word *pc)
{
    word_set(vm, fp, pc, retain(mapping_of(vm, fp, pc)));
    return STEP_NEXT;
}

Step step_load_from_dict_or_globals(Vm *vm, Value *fp, Word *pc)
{
    Value value = mapping_find(vm, fp[pc->b], pc[1].value);
    if (value == UNBOUND)
        value = global_find(vm, as_function(fp[-3]), pc[1].value);
    return word_end(vm, fp, pc, value);
}

Step step_load_from_dict_or_cell(Vm *vm, Value *fp, Word *pc)
{
    Value value = mapping_find(vm, fp[pc->b], pc[1].value);
    if (value == UNBOUND) {
        value = as_cell(fp[pc->c])->value;
        if (value == UNBOUND) {
            slow_unbound_local(vm, fp, pc, pc->c);
            value = 0;
        }
        retain(value);
    }
    return word_end(vm, fp, pc, value);
}

Step step_load_build_class(Vm *vm, Value *fp, Word *pc)
{
    Value value = mapping_find(vm, as_function(fp[-3])->builtins, NAME(__build_class__));
    if (value == UNBOUND) {
        name_error(vm, NAME(__build_class__), "__build_class__ not found");
        return STEP_ERROR;
    }
    if (!value)
        return STEP_ERROR;
    word_set(vm, fp, pc, value);
    return STEP_NEXT;
}

Step step_common_constant(Vm *vm, Value *fp, Word *pc)
{
    Value value;
    switch (pc->c) {
    case 0: value = type_value(&assertion_error_type); break;
    case 1: value = type_value(&not_implemented_error_type); break;
    case 2: value = type_value(&tuple_type); break;
    default: value = vm->up->builtin(vm, pc->c == 3 ? "all" : "any"); break;
    }
    if (!value)
        return STEP_ERROR;
    word_set(vm, fp, pc, value);
    return STEP_NEXT;
}

Step step_setup_annotations(Vm *vm, Value *fp, Word *pc)
{
    Value locals = mapping_of(vm, fp, pc), found = mapping_find(vm, locals, NAME(__annotations__));
    if (!found)
        return STEP_ERROR;
    if (found != UNBOUND) {
        release(vm, found);
        return STEP_NEXT;
    }
    Value empty = dict_new(vm);
    bool  fine = empty && object_setitem(vm, locals, NAME(__annotations__), empty);
    release(vm, empty);
    return fine ? STEP_NEXT : STEP_ERROR;
}

/* ---- locals and cells ---- */

void slow_unbound_local(Vm *vm, Value *fp, const Word *pc, unsigned local)
{
    const CodeObject *code = frame_lowered(vm, fp, pc)->code;
    Value             name = tuple_get(code->localsplus, local);
    if (code->local_kinds[local] & LOCAL_FREE)
        name_error(vm, name, "cannot access free variable '%U' where it is not associated with a value in enclosing scope", name);
    else
        raise_format(vm, &unbound_local_error_type, "cannot access local variable '%U' where it is not associated with a value", name);
}

Step step_delete_local(Vm *vm, Value *fp, Word *pc)
{
    if (fp[pc->b] == UNBOUND) {
        slow_unbound_local(vm, fp, pc, pc->b);
        return STEP_ERROR;
    }
    replace(vm, &fp[pc->b], UNBOUND);
    return STEP_NEXT;
}

Step step_delete_cell(Vm *vm, Value *fp, Word *pc)
{
    Cell *cell = as_cell(fp[pc->b]);
    if (cell->value == UNBOUND) {
        slow_unbound_local(vm, fp, pc, pc->b);
        return STEP_ERROR;
    }
    replace(vm, &cell->value, UNBOUND);
    return STEP_NEXT;
}

Step step_make_cell(Vm *vm, Value *fp, Word *pc)
{
    Value cell = cell_new(vm, fp[pc->b]);
    if (!cell)
        return STEP_ERROR;
    replace(vm, &fp[pc->b], cell);
    return STEP_NEXT;
}
