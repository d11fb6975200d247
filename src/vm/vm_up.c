/* vm_up.c - the isolate's machine: its state, and what lower layers reach through Up. SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/list.h"
#include "vm/generator.h"
#include "vm/trace_record.h"

bool machine_init(Vm *vm)
{
    vm->machine = mem_zero(vm, sizeof *vm->machine);
    return vm->machine != NULL;
}

void machine_drop(Vm *vm)
{
    MachineState *machine = vm->machine;
    if (!machine)
        return;
    release(vm, machine->retired_code);
    release(vm, machine->builtins);
    mem_free(vm, machine->registry, machine->registry_capacity * sizeof *machine->registry);
    mem_free(vm, machine, sizeof *machine);
    vm->machine = NULL;
}

void machine_function_code_replaced(Vm *vm, Object *function, Taken old)
{
    MachineState *machine = vm->machine;
    (void)function;
    if (!machine->retired_code)
        machine->retired_code = list_new(vm, 1);
    if (!machine->retired_code || !list_append_taken(vm, machine->retired_code, old))
        exception_clear(vm); /* then it stays for ever: a frame may run it */
}
