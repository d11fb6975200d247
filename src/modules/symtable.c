/* symtable.c - the module _symtable: the compiler's symbol table, for the module symtable.
 *
 * The table of a source is built in an arena and copied into entries, one a scope; then the arena goes. An entry's id is
 * its number in the table. SPDX-License-Identifier: MIT */
#include "compile/symtable.h"
#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "runtime/compile_source.h"

extern const ModuleDef module_symtable;
extern const Type      symtable_entry_type;

typedef struct Entry {
    Object head;
    Value  id, name, symbols, variables, children, nested, type, line;
} Entry;

#define OWNER &symtable_entry_type

static Entry *as_entry(Value v)
{
    return (Entry *)object_of(v);
}

static void entry_dealloc(Vm *vm, Object *self)
{
    Entry *entry = (Entry *)self;
    release(vm, entry->id);
    release(vm, entry->name);
    release(vm, entry->symbols);
    release(vm, entry->variables);
    release(vm, entry->children);
    heap_free(vm, self, sizeof *entry);
}

static Value entry_repr(Vm *vm, Value self)
{
    const Entry *entry = as_entry(self);
    return str_format(vm, "<symtable entry %S(%S), line %S>", entry->name, entry->id, entry->line);
}

#define FIELD(function, field)                                       \
    static Value function(Vm *vm, const Value *arg, size_t count)    \
    {                                                                \
        (void)vm, (void)count;                                       \
        return retain(as_entry(arg[0])->field);                      \
    }
FIELD(get_id, id)
FIELD(get_name, name)
FIELD(get_symbols, symbols)
FIELD(get_variables, variables)
FIELD(get_children, children)
FIELD(get_nested, nested)
FIELD(get_type, type)
FIELD(get_line, line)
#undef FIELD

static const Row rows[] = {
    MEMBER("id", get_id, NULL, NULL),
    MEMBER("name", get_name, NULL, NULL),
    MEMBER("symbols", get_symbols, NULL, NULL),
    MEMBER("varnames", get_variables, NULL, NULL),
    MEMBER("children", get_children, NULL, NULL),
    MEMBER("nested", get_nested, NULL, NULL),
    MEMBER("type", get_type, NULL, NULL),
    MEMBER("lineno", get_line, NULL, NULL),
    ROWS_END,
};

const Type symtable_entry_type = {
    TYPE_HEAD,
    .name = "symtable entry",
    .base = &object_type,
    .rows = rows,
    .number = SHAPE_SYMTABLE_ENTRY,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_DISALLOW_INSTANTIATION,
    .basic_size = 144,
    .size = sizeof(Entry),
    .slots = {OBJECT_SLOTS, .dealloc = entry_dealloc, .repr = entry_repr},
};

/* ---- from the compiler's table ---- */

static Value text_value(Vm *vm, const Text *text)
{
    return str_from_utf8(vm, text->data, text->length);
}

static Value symbols_dict(Vm *vm, const SymbolMap *symbols)
{
    Value dict = dict_new(vm);
    for (uint32_t i = 0; dict && i < symbols->count; i++) {
        Value name = text_value(vm, symbols->items[i].name);
        if (!name || !dict_set(vm, dict, name, int_value(symbols->items[i].flags))) {
            release(vm, dict);
            dict = 0;
        }
        release(vm, name);
    }
    return dict;
}

static Value names_list(Vm *vm, const TextList *names)
{
    Value list = list_new(vm, 0);
    for (uint32_t i = 0; list && i < names->count; i++) {
        Value name = text_value(vm, names->items[i]);
        if (!name || !list_append(vm, list, name)) {
            release(vm, list);
            list = 0;
        }
        release(vm, name);
    }
    return list;
}

/* An entry for a scope and all inside of it; owned. *number counts the entries. Depth is bounded by the compiler's. */
static Value entry_from(Vm *vm, const Scope *scope, int64_t *number)
{
    Entry *entry = heap_new(vm, sizeof *entry, SHAPE_SYMTABLE_ENTRY);
    if (!entry)
        return 0;
    entry->id = int_value(++*number);
    entry->nested = int_value(scope->is_nested);
    entry->type = int_value(scope->kind);
    entry->line = int_value(scope->at.line);
    entry->name = entry->symbols = entry->variables = entry->children = NONE;

    Value name = text_value(vm, scope->name), symbols = name ? symbols_dict(vm, &scope->symbols) : 0;
    Value variables = symbols ? names_list(vm, &scope->variables) : 0, children = variables ? list_new(vm, 0) : 0;
    bool  is_complete = children != 0;
    for (uint32_t i = 0; is_complete && i < scope->children.count; i++) {
        Value child = entry_from(vm, scope->children.items[i], number);
        is_complete = child && list_append(vm, children, child);
        release(vm, child);
    }
    if (is_complete) {
        entry->name = name;
        entry->symbols = symbols;
        entry->variables = variables;
        entry->children = children;
        return value_of(entry);
    }
    release(vm, children);
    release(vm, variables);
    release(vm, symbols);
    release(vm, name);
    release(vm, value_of(entry));
    return 0;
}

static Value entries_of(Vm *vm, Compilation *compilation, const char *source, size_t length)
{
    SymbolTable table;
    Future      future;
    int64_t     number = 0;
    Mod        *tree = compilation_parse(compilation, source, length);
    if (!tree || !future_read(compilation, tree, &future))
        return raise_compilation_error(vm, compilation);
    compilation->flags |= future.features;
    if (!symtable_build(&table, compilation, tree, &future))
        return raise_compilation_error(vm, compilation);
    return entry_from(vm, table.top, &number);
}

static Value build(Vm *vm, const char *source, size_t length, bool is_str, Value filename, CompileMode mode)
{
    Arena       arena;
    Compilation compilation;
    Value       result = 0;
    if (compilation_begin(vm, &compilation, &arena, filename, mode, 0, 0)) {
        compilation.source_is_str = is_str;
        result = entries_of(vm, &compilation, source, length);
    }
    arena_free(&arena);
    return result;
}

static bool mode_of(Vm *vm, Value start, CompileMode *mode)
{
    static const char *const names[] = {[MODE_EXEC] = "exec", [MODE_EVAL] = "eval", [MODE_SINGLE] = "single"};
    for (size_t i = 0; i < countof(names); i++)
        if (str_is(start, names[i])) {
            *mode = (CompileMode)i;
            return true;
        }
    return value_error(vm, "symtable() arg 3 must be 'exec' or 'eval' or 'single'") != 0;
}

static Value symtable(Vm *vm, const Value *arg, size_t count)
{
    CompileMode mode = MODE_EXEC;
    Utf8        text = {0};
    Buffer      buffer = {0};
    Value       result = 0;
    (void)count;
    if (!is_str(vm, arg[1]))
        return type_error(vm, "symtable() argument 2 must be str, bytes or os.PathLike object, not %T", arg[1]);
    if (!is_str(vm, arg[2]))
        return type_error(vm, "symtable() argument 3 must be str, not %T", arg[2]);
    if (!mode_of(vm, arg[2], &mode))
        return 0;
    if (is_str(vm, arg[0])) {
        if (str_utf8(vm, arg[0], &text))
            result = build(vm, text.data, text.length, true, arg[1], mode);
        utf8_free(vm, &text);
        return result;
    }
    if (!is_buffer(vm, arg[0]))
        return type_error(vm, "symtable() arg 1 must be a string or bytes object");
    if (buffer_get(vm, arg[0], &buffer, BUFFER_SIMPLE)) {
        Value copy = bytes_from(vm, buffer.data, buffer.length);
        buffer_release(vm, &buffer);
        if (copy)
            result = build(vm, as_bytes(copy)->data, as_bytes(copy)->length, false, arg[1], mode);
        release(vm, copy);
    }
    return result;
}

#undef OWNER
#define OWNER &module_symtable
static const Row functions[] = {
    FUNCTION("symtable(source, filename, startstr, /)", symtable, CALL_POSITIONAL,
             "Return symbol and scope dictionaries used internally by compiler."),
    ROWS_END,
};

#define NUMBER(name, number) {#name, CONSTANT_AN_INT, .integer = (number)}
static const ModuleConstant constants[] = {
    NUMBER(USE, USE),
    NUMBER(DEF_GLOBAL, DEF_GLOBAL),
    NUMBER(DEF_NONLOCAL, DEF_NONLOCAL),
    NUMBER(DEF_LOCAL, DEF_LOCAL),
    NUMBER(DEF_PARAM, DEF_PARAM),
    NUMBER(DEF_TYPE_PARAM, DEF_TYPE_PARAM),
    NUMBER(DEF_FREE_CLASS, DEF_FREE_CLASS),
    NUMBER(DEF_IMPORT, DEF_IMPORT),
    NUMBER(DEF_BOUND, DEF_BOUND),
    NUMBER(DEF_ANNOT, DEF_ANNOT),
    NUMBER(DEF_COMP_ITER, DEF_COMP_ITER),
    NUMBER(DEF_COMP_CELL, DEF_COMP_CELL),
    NUMBER(TYPE_FUNCTION, SCOPE_FUNCTION),
    NUMBER(TYPE_CLASS, SCOPE_CLASS),
    NUMBER(TYPE_MODULE, SCOPE_MODULE),
    NUMBER(TYPE_ANNOTATION, SCOPE_ANNOTATION),
    NUMBER(TYPE_TYPE_ALIAS, SCOPE_TYPE_ALIAS),
    NUMBER(TYPE_TYPE_PARAMETERS, SCOPE_TYPE_PARAMETERS),
    NUMBER(TYPE_TYPE_VARIABLE, SCOPE_TYPE_VARIABLE),
    NUMBER(LOCAL, LOCAL),
    NUMBER(GLOBAL_EXPLICIT, GLOBAL_EXPLICIT),
    NUMBER(GLOBAL_IMPLICIT, GLOBAL_IMPLICIT),
    NUMBER(FREE, FREE),
    NUMBER(CELL, CELL),
    NUMBER(SCOPE_OFF, RESOLUTION_SHIFT),
    NUMBER(SCOPE_MASK, RESOLUTION_MASK),
    {.name = NULL},
};

const ModuleDef module_symtable = {.name = "_symtable", .functions = functions, .constants = constants};
