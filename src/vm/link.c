/* link.c - lowered code and the namespaces that its words are bound to (D9).
 *
 * The first namespace that runs a code object gets the lowering whose words hold cells of its globals and of the isolate's
 * builtins; all others share a second one that looks names up. The globals dict knows the lowerings bound to it: when it
 * dies they are unbound, and the next namespace may have them. SPDX-License-Identifier: MIT */
#include "objects/dict.h"
#include "objects/errors.h"
#include "vm/frame.h"

/* ---- the registry: which lowered code does a position belong to? ---- */

/* Number of entries whose words begin at or before word. */
static uint32_t registry_find(const MachineState *machine, const Word *word)
{
    uint32_t low = 0, high = machine->registry_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (machine->registry[middle]->words <= word)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool registry_add(Vm *vm, Lowered *lowered)
{
    MachineState *machine = vm->machine;
    if (machine->registry_count == machine->registry_capacity) {
        uint32_t   capacity = machine->registry_capacity ? machine->registry_capacity * 2 : 16;
        Lowered  **grown = mem_resize(vm, machine->registry, machine->registry_capacity * sizeof *grown, capacity * sizeof *grown);
        if (!grown)
            return false;
        machine->registry = grown;
        machine->registry_capacity = capacity;
    }
    uint32_t at = registry_find(machine, lowered->words);
    memmove(machine->registry + at + 1, machine->registry + at, (machine->registry_count - at) * sizeof *machine->registry);
    machine->registry[at] = lowered;
    machine->registry_count++;
    return true;
}

static void registry_remove(Vm *vm, const Lowered *lowered)
{
    MachineState *machine = vm->machine;
    uint32_t      at = registry_find(machine, lowered->words);
    if (at == 0 || machine->registry[at - 1] != lowered)
        return;
    memmove(machine->registry + at - 1, machine->registry + at, (machine->registry_count - at) * sizeof *machine->registry);
    machine->registry_count--;
}

Lowered *frame_lowered(const Vm *vm, const Value *fp, const Word *pc)
{
    Lowered *linked = as_function(fp[-3])->link;
    if (linked && pc >= linked->words && pc < linked->words + linked->word_count)
        return linked;
    return vm->machine->registry[registry_find(vm->machine, pc) - 1];
}

const WordRow *lowered_row(const Lowered *lowered, const Word *pc)
{
    static const WordRow start = {0};
    uint32_t word = (uint32_t)(pc - lowered->words), low = 0, high = lowered->row_count;
    while (low < high) {
        uint32_t middle = (low + high) / 2;
        if (lowered->rows[middle].word <= word)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? &lowered->rows[low - 1] : &start;
}

/* ---- binding ---- */

/* Cells are given back and the words look names up again. */
static void unbind(Vm *vm, Lowered *lowered)
{
    for (uint32_t i = 0; i < lowered->cell_count; i++)
        dict_cell_release(vm, lowered->cells[i]);
    lowered->cell_count = 0;
    for (uint32_t i = 0; i < lowered->word_count;) {
        Word            *word = &lowered->words[i];
        enum Instruction op = instruction_of(word);
        if (op == I_global_cell || op == I_global_builtin) {
            word->op = (uint16_t)(I_global << OP_SHIFT | (word->op & 7));
            word[1].bits = word[2].bits = 0;
        }
        i += instruction_words[op];
    }
    lowered->globals = lowered->builtins = 0;
}

static void bind(Lowered *lowered, Value globals, Value builtins)
{
    void **list = dict_vm_data(globals);
    lowered->globals = globals;
    lowered->builtins = builtins;
    lowered->next_of_globals = *list;
    *list = lowered;
}

static void leave_globals(Lowered *lowered)
{
    void   **list = lowered->globals ? dict_vm_data(lowered->globals) : NULL;
    Lowered *at = list ? *list : NULL;
    if (at == lowered) {
        *list = lowered->next_of_globals;
        return;
    }
    for (; at; at = at->next_of_globals)
        if (at->next_of_globals == lowered) {
            at->next_of_globals = lowered->next_of_globals;
            return;
        }
}

void machine_dict_dropped(Vm *vm, Object *dict)
{
    void **list = dict_vm_data(value_of(dict));
    if (!list)
        return;
    Lowered *lowered = *list;
    *list = NULL;
    while (lowered) {
        Lowered *next = lowered->next_of_globals;
        unbind(vm, lowered);
        lowered = next;
    }
}

bool lowered_keep_cell(Vm *vm, Lowered *lowered, DictCell *cell)
{
    if (lowered->cell_count == lowered->cell_room) {
        uint32_t   room = lowered->cell_room ? lowered->cell_room * 2 : 4;
        DictCell **grown = mem_resize(vm, lowered->cells, lowered->cell_room * sizeof *grown, room * sizeof *grown);
        if (!grown)
            return false;
        lowered->cells = grown;
        lowered->cell_room = room;
    }
    lowered->cells[lowered->cell_count++] = cell;
    cell->owners++;
    return true;
}

void lowered_drop(Vm *vm, Lowered *lowered)
{
    if (!lowered)
        return;
    leave_globals(lowered);
    unbind(vm, lowered);
    if (lowered->cells)
        mem_free(vm, lowered->cells, lowered->cell_room * sizeof *lowered->cells);
    registry_remove(vm, lowered);
    mem_free(vm, lowered, lowered->size);
}

void machine_code_dropped(Vm *vm, Object *object)
{
    CodeObject  *code = (CodeObject *)object;
    CodeLowered *both = code->lowered;
    if (!both)
        return;
    code->lowered = NULL;
    lowered_drop(vm, both->linked);
    lowered_drop(vm, both->unlinked);
    mem_free(vm, both, sizeof *both);
}

/* ---- making functions callable ---- */

static Lowered *lower_into(Vm *vm, Lowered **place, CodeObject *code, Value globals, Value builtins)
{
    Lowered *lowered = lower_code(vm, code, 0, 0);
    if (!lowered)
        return NULL;
    if (!registry_add(vm, lowered)) {
        mem_free(vm, lowered, lowered->size);
        return NULL;
    }
    if (globals)
        bind(lowered, globals, builtins);
    return *place = lowered;
}

/* The builtins that words may be bound to: the first that any function had. */
static bool is_main_builtins(Vm *vm, Value builtins)
{
    if (!vm->machine->builtins && is_exact_dict(builtins))
        vm->machine->builtins = retain(builtins);
    return builtins == vm->machine->builtins;
}

/* The lowering that functions of these namespaces enter; NULL: exception. */
static Lowered *lowered_for(Vm *vm, CodeObject *code, Value globals, Value builtins)
{
    CodeLowered *both = code->lowered;
    bool         can_bind = is_exact_dict(globals) && is_main_builtins(vm, builtins) && dict_vm_data(globals);
    if (!both && !(both = code->lowered = mem_zero(vm, sizeof *both)))
        return NULL;
    if (can_bind) {
        if (!both->linked)
            return lower_into(vm, &both->linked, code, globals, builtins);
        if (!both->linked->globals)
            bind(both->linked, globals, builtins);
        if (both->linked->globals == globals && both->linked->builtins == builtins)
            return both->linked;
    }
    return both->unlinked ? both->unlinked : lower_into(vm, &both->unlinked, code, 0, 0);
}

bool machine_prepare(Vm *vm, Function *fn)
{
    CodeObject *code = as_code(fn->code);
    Lowered    *lowered = lowered_for(vm, code, fn->globals, fn->builtins);
    if (!lowered)
        return false;
    uint32_t kind = (uint32_t)code->argcount & FUNCTION_ARITY_MASK;
    if (!(code->flags & (CODE_VARARGS | CODE_VARKEYWORDS)) && !code->kwonlyargcount && (code->flags & CODE_OPTIMIZED))
        kind |= FUNCTION_SIMPLE;
    if (lowered->slots > FRAME_SLOTS_MAX)
        kind |= FUNCTION_SLOW_FRAME;
    fn->entry = lowered->words;
    fn->link = lowered;
    fn->head.aux = kind | FUNCTION_LOWERED;
    return true;
}
