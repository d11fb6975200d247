/* tokenize.c - the module `_tokenize`. The iterator over the C tokenizer is not there yet and says so.
 * SPDX-License-Identifier: MIT */
#include "objects/errors.h"
#include "objects/module.h"
#include "objects/object.h"

extern const ModuleDef module_tokenize;
#define OWNER &module_tokenize

static Value tokenizer_iter(Vm *vm, const Value *arg, size_t n, Value names)
{
    (void)arg, (void)n, (void)names;
    return not_implemented_error(vm, "_tokenize.TokenizerIter is not implemented");
}

static const Row functions[] = {
    FUNCTION_OWN("TokenizerIter(readline, /, *, encoding=None, extra_tokens=False)", tokenizer_iter, 0, NULL),
    ROWS_END,
};

const ModuleDef module_tokenize = {.name = "_tokenize", .functions = functions};
