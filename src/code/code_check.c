/* code_check.c - the verifier in front of the machine: code that our compiler did not make is looked through before it
 * runs for the first time. SPDX-License-Identifier: MIT */
#include "base/arena.h"
#include "code/code_object.h"
#include "code/verify.h"
#include "objects/bytes.h"
#include "objects/errors.h"
#include "objects/tuple.h"

/* The verifier only tells tuples and code apart from the rest. */
static ConstantKind const_kind(const void *context, uint32_t n)
{
    Value constant = tuple_get(*(const Value *)context, n);
    return is_code(constant) ? CONSTANT_CODE : is_exact_tuple(constant) ? CONSTANT_TUPLE : CONSTANT_NONE;
}

bool code_check(Vm *vm, CodeObject *code)
{
    Value consts = code_consts(vm, code), names = consts ? code_names(vm, code) : 0;
    Value kinds = names ? code_local_kinds(vm, code) : 0;
    if (!kinds)
        return false;
    int64_t parameters = (int64_t)code->argcount + code->kwonlyargcount + !!(code->flags & CODE_VARARGS) +
                         !!(code->flags & CODE_VARKEYWORDS);
    if (as_bytes(kinds)->length != code->localsplus_count || code->argcount < 0 || code->kwonlyargcount < 0 ||
        parameters > code->localsplus_count)
        return system_error(vm, "%U can't be run: its variables don't fit together", code->qualname) != 0;
    VerifyInput input = {
        .code = code->code, .code_size = code->code_size, .exception_table = code->exceptiontable,
        .exception_table_size = code->exceptiontable_size, .local_kinds = code->local_kinds,
        .local_count = code->localsplus_count, .name_count = (uint32_t)tuple_length(names),
        .const_count = (uint32_t)tuple_length(consts), .parameter_count = (uint32_t)parameters,
        .flags = (uint32_t)code->flags, .stack_size = code->stacksize, .const_kind = const_kind, .context = &consts,
    };
    Arena       scratch;
    const char *problem;
    int         offset;
    arena_init(&scratch, &vm->heap->allocator);
    VerifyResult result = code_verify(&scratch, &input, &problem, &offset);
    arena_free(&scratch);
    if (result == VERIFY_NO_MEMORY)
        return memory_error(vm) != 0;
    if (result == VERIFY_REFUSED)
        return system_error(vm, "%U can't be run: %s at offset %d", code->qualname, problem, offset) != 0;
    code->is_checked = true;
    return true;
}
