/* ast_tree.c - `_corepy_ast`: the parser's trees as Python objects, and the table from which python/_ast.py makes the classes.
 *
 * Trees made by Python are not read back yet: compile() of one raises NotImplementedError. SPDX-License-Identifier: MIT */
#include "code/code_object.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/instance.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "runtime/compile_source.h"
#include "runtime/runtime.h"
#include "syntax/ast_class.h"

extern const ModuleDef module_corepy_ast;
#define OWNER &module_corepy_ast

typedef struct AstState {
    Value classes;                 /* dict name -> class; owned */
} AstState;

static AstState *state_of(Vm *vm) { return module_state(vm, &module_corepy_ast); }

/* ---- the table ---- */

static const char *const type_names[AST_TYPE_COUNT] = {
    "identifier", "string", "int", "constant", "expr_context", "boolop", "operator", "unaryop", "cmpop", "mod", "stmt", "expr",
    "excepthandler", "pattern", "type_ignore", "type_param", "comprehension", "arguments", "arg", "keyword", "alias", "withitem",
    "match_case",
};

static Value fields_of(Vm *vm, const AstClass *of)
{
    static const char *const marks[] = {"", "?", "*", "?*"};
    if (!of->field_count)
        return tuple_empty(vm);
    Tuple *fields = tuple_new(vm, of->field_count);
    for (int i = 0; fields && i < of->field_count; i++) {
        Value name = str_intern_cstring(vm, of->fields[i].name), type = str_from_cstring(vm, type_names[of->fields[i].type]);
        Value mark = str_from_cstring(vm, marks[of->fields[i].mark]);
        Value row = name && type && mark ? tuple_of(vm, 3, name, type, mark) : 0;
        release(vm, name);
        release(vm, type);
        release(vm, mark);
        if (!row) {
            release(vm, value_of(fields));
            return 0;
        }
        fields->items[i] = row;
    }
    return fields ? tuple_ready(vm, fields) : 0;
}

static Value positions(Vm *vm)
{
    return tuple_of(vm, 4, NAME(lineno), NAME(col_offset), NAME(end_lineno), NAME(end_col_offset));
}

/* (name, base or None, fields, attributes or None, end positions are optional, docstring) */
static Value class_row(Vm *vm, const AstClass *of)
{
    char  doc[512];
    bool  derived = of->form == AST_FORM_CONSTRUCTOR || of->form == AST_FORM_CHOICE;
    ast_class_doc(of, doc, sizeof doc);
    Value name = str_intern_cstring(vm, of->name), base = derived ? str_intern_cstring(vm, type_names[of->type]) : NONE;
    Value fields = fields_of(vm, of), text = str_from_cstring(vm, doc);
    Value attributes = derived ? NONE : of->attributes ? positions(vm) : tuple_empty(vm);
    Value row = name && base && fields && text && attributes
                    ? tuple_of(vm, 6, name, base, fields, attributes,
                               bool_value(!derived && of->attributes == AST_ATTRIBUTES_POSITION_ENDS_OPTIONAL), text) : 0;
    release(vm, attributes);
    release(vm, text);
    release(vm, fields);
    release(vm, base);
    release(vm, name);
    return row;
}

static Value classes(Vm *vm, const Value *arg, size_t n)
{
    (void)arg, (void)n;
    Value list = list_new(vm, ast_class_count);
    for (size_t i = 0; list && i < ast_class_count; i++) {
        Value row = class_row(vm, &ast_classes[i]);
        if (!row || !list_append_taken(vm, list, row)) {
            release(vm, list);
            return 0;
        }
    }
    return list;
}

/* ---- trees as objects ---- */

static Value make_node(Vm *vm, AstType type, const void *node);

static Value instance(Vm *vm, const AstClass *of)
{
    Value cls = dict_find_cstring(vm, state_of(vm)->classes, of->name);
    if (!cls || cls == UNBOUND)
        return cls ? system_error(vm, "no class %s", of->name) : 0;
    return instance_new(vm, as_type(cls));
}

static Value make_enum(Vm *vm, AstType type, int kind) { return instance(vm, ast_class_get(type, kind)); }

static Value make_value(Vm *vm, AstType type, const void *value)
{
    const Text *text = value;
    if (!value)
        return NONE;
    switch (type) {
    case AST_TYPE_identifier: return str_intern_utf8(vm, text->data, text->length);
    case AST_TYPE_string:     return str_from_utf8(vm, text->data, text->length);
    case AST_TYPE_constant:   return value_from_constant(vm, value);
    default:                  return make_node(vm, type, value);
    }
}

static Value make_sequence(Vm *vm, const AstField *field, const AnySequence *sequence)
{
    Value list = list_new(vm, sequence->length);
    for (uint32_t i = 0; list && i < sequence->length; i++) {
        Value item = field->type == AST_TYPE_cmpop ? make_enum(vm, field->type, (int)((const CmpOpSequence *)sequence)->items[i])
                                                   : make_value(vm, field->type, sequence->items[i]);
        if (!item || !list_append_taken(vm, list, item)) {
            release(vm, list);
            return 0;
        }
    }
    return list;
}

static Value make_field(Vm *vm, const AstField *field, const void *at)
{
    if (field->mark >= AST_SEQ)
        return make_sequence(vm, field, at);
    if (field->type == AST_TYPE_int || (field->type >= AST_TYPE_expr_context && field->type <= AST_TYPE_cmpop)) {
        int number;
        memcpy(&number, at, sizeof number);
        return field->type != AST_TYPE_int ? make_enum(vm, field->type, number) : int_value(number);
    }
    const void *value;
    memcpy(&value, at, sizeof value);
    return make_value(vm, field->type, value);
}

static bool set_taken(Vm *vm, Value object, Value name, Taken value)
{
    bool done = name && value && object_setattr(vm, object, name, value);
    release(vm, value);
    return done;
}

static bool set_positions(Vm *vm, Value object, const Location *at)
{
    return set_taken(vm, object, NAME(lineno), int_value(at->line)) &&
           set_taken(vm, object, NAME(col_offset), int_value(at->column)) &&
           set_taken(vm, object, NAME(end_lineno), int_value(at->end_line)) &&
           set_taken(vm, object, NAME(end_col_offset), int_value(at->end_column));
}

static Value make_node(Vm *vm, AstType type, const void *node)
{
    const AstClass *of = ast_class_of(type, node);
    if (!c_stack_left(vm))
        return c_stack_overflow(vm, " during ast construction");
    Value object = instance(vm, of);
    bool  done = object;
    for (int i = 0; done && i < of->field_count; i++) {
        Value name = str_intern_cstring(vm, of->fields[i].name);
        done = set_taken(vm, object, name, make_field(vm, &of->fields[i], (const char *)node + ast_field_offset(of, i)));
        release(vm, name);
    }
    int at = ast_position_offset(type);
    if (done && at >= 0)
        done = set_positions(vm, object, (const Location *)(const void *)((const char *)node + at));
    if (done)
        return object;
    release(vm, object);
    return 0;
}

/* ---- compile(source, ..., PyCF_ONLY_AST) ---- */

static Value parse_text(Vm *vm, const char *text, size_t length, bool is_str, Value filename, int mode, unsigned flags,
                        int optimize, int feature_version)
{
    Arena       arena;
    Compilation compilation;
    Value       tree = 0;
    if (compilation_begin(vm, &compilation, &arena, filename, (CompileMode)mode, flags, optimize)) {
        compilation.source_is_str = is_str;
        if (feature_version >= 0)
            compilation.feature_version = feature_version;
        Mod *parsed = compilation_parse(&compilation, text, length);
        if (parsed && (flags & COMPILE_OPTIMIZED_AST) == COMPILE_OPTIMIZED_AST && !ast_preprocess(&compilation, parsed))
            parsed = NULL;
        tree = parsed ? make_node(vm, AST_TYPE_mod, parsed) : raise_compilation_error(vm, &compilation);
    }
    arena_free(&arena);
    return tree;
}

static bool is_tree(Vm *vm, Value v)
{
    Value base = dict_find_cstring(vm, state_of(vm)->classes, "mod");
    return base && base != UNBOUND && is_instance_of(vm, v, as_type(base));
}

/* RuntimeState.compile_ast */
static Value compile_ast(Vm *vm, Value source, Value filename, int mode, unsigned flags, int optimize, int feature_version)
{
    Utf8  text = {0};
    Value tree = 0;
    if (is_tree(vm, source))
        return flags & COMPILE_ONLY_AST ? retain(source) : not_implemented_error(vm, "compile() of a tree is not implemented");
    if (!(flags & COMPILE_ONLY_AST))
        return UNBOUND;
    if (is_str(vm, source)) {
        if (str_utf8(vm, source, &text))
            tree = parse_text(vm, text.data, text.length, true, filename, mode, flags, optimize, feature_version);
        utf8_free(vm, &text);
        return tree;
    }
    if (is_bytes(vm, source))
        return parse_text(vm, as_bytes(source)->data, as_bytes(source)->length, false, filename, mode, flags, optimize,
                          feature_version);
    return type_error(vm, "compile() arg 1 must be a string, bytes or AST object");
}

static Value install(Vm *vm, const Value *arg, size_t n)
{
    (void)n;
    replace(vm, &state_of(vm)->classes, retain(arg[0]));
    vm->runtime->compile_ast = compile_ast;
    return NONE;
}

static void drop_state(Vm *vm, void *state) { release(vm, ((AstState *)state)->classes); }

static const Row functions[] = {
    FUNCTION("classes()", classes, CALL_NOARGS, "Rows of the classes of a syntax tree."),
    FUNCTION("install(classes, /)", install, CALL_ONE, "Tells the classes that trees are made of."),
    ROWS_END,
};

const ModuleDef module_corepy_ast = {
    .name = "_corepy_ast",
    .doc = "Syntax trees as Python objects.",
    .functions = functions,
    .state_size = sizeof(AstState),
    .state_drop = drop_state,
};
