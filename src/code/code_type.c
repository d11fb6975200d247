/* code_type.c - the type `code`: attributes, replace, positions. SPDX-License-Identifier: MIT */
#include "code/code_object.h"
#include "code/line_table.h"
#include "code/opcode.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/errors.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

static void code_dealloc(Vm *vm, Object *object)
{
    CodeObject *self = (CodeObject *)object;
    if (self->lowered)
        vm->up->code_dropped(vm, object);
    Value owned[] = {self->consts, self->names, self->localsplus, self->filename, self->name, self->qualname, self->code_bytes,
                     self->linetable_bytes, self->exceptiontable_bytes, self->kinds_bytes};
    for (size_t i = 0; i < countof(owned); i++)
        release(vm, owned[i]);
    heap_free(vm, self, sizeof *self);
}

/* ---- attributes ---- */

#define GETTER(name, expression)                                \
    static Value name(Vm *vm, const Value *arg, size_t count)   \
    {                                                           \
        CodeObject *self = as_code(arg[0]);                     \
        (void)vm;                                               \
        (void)count;                                            \
        return expression;                                      \
    }
static Value owned(Value v)
{
    return v ? retain(v) : 0;
}
GETTER(get_argcount, int_value(self->argcount))
GETTER(get_posonlyargcount, int_value(self->posonlyargcount))
GETTER(get_kwonlyargcount, int_value(self->kwonlyargcount))
GETTER(get_stacksize, int_value(self->stacksize))
GETTER(get_flags, int_value(self->flags))
GETTER(get_firstlineno, int_value(self->firstlineno))
GETTER(get_consts, owned(code_consts(vm, self)))
GETTER(get_names, owned(code_names(vm, self)))
GETTER(get_filename, owned(self->filename))
GETTER(get_name, owned(self->name))
GETTER(get_qualname, owned(self->qualname))
GETTER(get_linetable, owned(code_linetable(vm, self)))
GETTER(get_exceptiontable, owned(code_exceptiontable(vm, self)))
GETTER(get_code, owned(code_bytes(vm, self)))

/* Locals of the kinds; all: any of localsplus that are no pure free variables or cells of non-arguments. */
static Value variables(Vm *vm, CodeObject *self, unsigned kinds)
{
    Value names = code_localsplus(vm, self), list = names ? list_new(vm, self->localsplus_count) : 0, result = 0;
    bool  fine = list != 0;
    for (uint32_t i = 0; fine && i < self->localsplus_count; i++)
        if (self->local_kinds[i] & kinds)
            fine = list_append(vm, list, tuple_get(names, i));
    if (fine)
        result = list_to_tuple(vm, list);
    release(vm, list);
    return result;
}

static int64_t local_count(const CodeObject *self)
{
    int64_t count = 0;
    for (uint32_t i = 0; i < self->localsplus_count; i++)
        count += (self->local_kinds[i] & LOCAL_PLAIN) != 0;
    return count;
}

GETTER(get_nlocals, int_value(local_count(self)))
GETTER(get_varnames, variables(vm, self, LOCAL_PLAIN))
GETTER(get_cellvars, variables(vm, self, LOCAL_CELL))
GETTER(get_freevars, variables(vm, self, LOCAL_FREE))

/* The old line table: pairs of (bytecode, line) differences. */
static Value get_lnotab(Vm *vm, const Value *arg, size_t count)
{
    CodeObject *self = as_code(arg[0]);
    LineReader  reader;
    StrBuilder  text;
    int         line = self->firstlineno, start = 0;
    (void)count;
    if (!vm->up->warn(vm, &deprecation_warning_type, 1, "co_lnotab is deprecated, use co_lines instead."))
        return 0;
    str_builder_init(&text, vm);
    line_reader_init(&reader, self->linetable, self->linetable_size, self->firstlineno);
    bool fine = true;
    while (fine && line_reader_next(&reader)) {
        int step = reader.location.line - line, bytes = reader.unit * 2 - start;
        if (reader.location.line < 0 || step == 0)
            continue;
        for (; fine && bytes > 255; bytes -= 255)
            fine = str_builder_char(&text, 255) && str_builder_char(&text, 0);
        while (fine && (step < -128 || step > 127)) {
            int part = step < 0 ? -128 : 127;
            fine = str_builder_char(&text, (uint32_t)bytes) && str_builder_char(&text, (uint8_t)part);
            bytes = 0;
            step -= part;
        }
        fine = fine && str_builder_char(&text, (uint32_t)bytes) && str_builder_char(&text, (uint8_t)step);
        line = reader.location.line;
        start = reader.unit * 2;
    }
    Value chars = fine ? str_builder_finish(&text) : 0, result = 0;
    if (chars)
        result = bytes_from(vm, as_str(chars)->data, as_str(chars)->length);
    else
        str_builder_drop(&text);
    release(vm, chars);
    return result;
}

/* ---- positions ---- */

static Value number_or_none(int number)
{
    return number < 0 ? NONE : int_value(number);
}

/* An iterator over a list that was made for it. */
static Value iterator_of(Vm *vm, Value list, bool fine)
{
    Value iterator = fine ? object_iter(vm, list) : 0;
    release(vm, list);
    return iterator;
}

static bool append_tuple(Vm *vm, Value list, Value tuple)
{
    return tuple && list_append_taken(vm, list, tuple);
}

static Value co_lines(Vm *vm, const Value *arg, size_t count)
{
    CodeObject *self = as_code(arg[0]);
    LineReader  reader;
    Value       list = list_new(vm, 0);
    bool        fine = list != 0;
    int         start = 0, end = 0, line = -2;
    (void)count;
    line_reader_init(&reader, self->linetable, self->linetable_size, self->firstlineno);
    while (fine && line_reader_next(&reader)) {
        if (reader.location.line != line && line != -2)
            fine = append_tuple(vm, list, tuple_of(vm, 3, int_value(start * 2), int_value(end * 2), number_or_none(line)));
        if (reader.location.line != line) {
            start = reader.unit;
            line = reader.location.line;
        }
        end = reader.unit + reader.units;
    }
    if (fine && line != -2)
        fine = append_tuple(vm, list, tuple_of(vm, 3, int_value(start * 2), int_value(end * 2), number_or_none(line)));
    return iterator_of(vm, list, fine);
}

static Value co_positions(Vm *vm, const Value *arg, size_t count)
{
    CodeObject *self = as_code(arg[0]);
    LineReader  reader;
    Value       list = list_new(vm, self->code_size / 2);
    bool        fine = list != 0;
    (void)count;
    line_reader_init(&reader, self->linetable, self->linetable_size, self->firstlineno);
    while (fine && line_reader_next(&reader)) {
        for (int i = 0; fine && i < reader.units; i++)
            fine = append_tuple(vm, list, tuple_of(vm, 4, number_or_none(reader.location.line), number_or_none(reader.location.end_line),
                                                   number_or_none(reader.location.column), number_or_none(reader.location.end_column)));
    }
    return iterator_of(vm, list, fine);
}

/* (branch, way straight on, way of the jump) of each conditional jump, in bytes. */
static Value co_branches(Vm *vm, const Value *arg, size_t count)
{
    CodeObject *self = as_code(arg[0]);
    Value       list = list_new(vm, 0);
    bool        fine = list != 0;
    int         units = (int)(self->code_size / 2), argument = 0;
    (void)count;
    for (int unit = 0; fine && unit < units;) {
        int op = opcode_family(self->code[2 * unit]);
        argument = argument << 8 | self->code[2 * unit + 1];
        if (op == OP_EXTENDED_ARG) {
            unit++;
            continue;
        }
        int next = unit + 1 + (opcode_exists(op) ? opcode_caches(op) : 0);
        if (op >= OP_POP_JUMP_IF_FALSE && op <= OP_POP_JUMP_IF_TRUE)
            fine = append_tuple(vm, list, tuple_of(vm, 3, int_value(unit * 2), int_value((next + 1) * 2), int_value((next + argument) * 2)));
        else if (op == OP_FOR_ITER)
            fine = append_tuple(vm, list, tuple_of(vm, 3, int_value(unit * 2), int_value(next * 2), int_value((next + argument + 1) * 2)));
        else if (op == OP_END_ASYNC_FOR)
            fine = append_tuple(vm, list, tuple_of(vm, 3, int_value((next - argument) * 2), int_value((next - argument + 2) * 2), int_value((unit + 1) * 2)));
        argument = 0;
        unit = next;
    }
    return iterator_of(vm, list, fine);
}

static Value varname_from_oparg(Vm *vm, const Value *arg, size_t count)
{
    CodeObject *self = as_code(arg[0]);
    int64_t     i;
    (void)count;
    if (!object_index_int64(vm, arg[1], &overflow_error_type, &i))
        return 0;
    if (i < 0 || i >= self->localsplus_count)
        return index_error(vm, "tuple index out of range");
    Value names = code_localsplus(vm, self);
    return names ? retain(tuple_get(names, (size_t)i)) : 0;
}

static Value code_sizeof(Vm *vm, const Value *arg, size_t count)
{
    (void)vm;
    (void)count;
    return int_value(208 + (int64_t)as_code(arg[0])->code_size);
}

/* ---- new code objects from fields ---- */

typedef struct NewCode {
    CodeFields fields;
    Value      varnames, freevars, cellvars;
} NewCode;

/* localsplus and its kinds out of the three name tuples. */
static bool join_locals(Vm *vm, NewCode *new)
{
    size_t locals = tuple_length(new->varnames), cells = tuple_length(new->cellvars), frees = tuple_length(new->freevars), length = 0;
    size_t arguments = (size_t)(new->fields.argcount + new->fields.kwonlyargcount);
    Value  names = list_new(vm, locals + cells + frees);
    uint8_t *kinds = mem_zero(vm, locals + cells + frees + 1);
    bool   fine = names && kinds;
    for (size_t i = 0; fine && i < locals; i++, length++) {
        kinds[length] = LOCAL_PLAIN;
        if (i < (size_t)new->fields.posonlyargcount)
            kinds[length] |= LOCAL_ARG_POSITIONAL;
        else if (i < (size_t)new->fields.argcount)
            kinds[length] |= LOCAL_ARG_POSITIONAL | LOCAL_ARG_KEYWORD;
        else if (i < arguments)
            kinds[length] |= LOCAL_ARG_KEYWORD;
        else if (i == arguments && new->fields.flags & CODE_VARARGS)
            kinds[length] |= LOCAL_ARG_VARIADIC | LOCAL_ARG_POSITIONAL;
        else if (i == arguments + !!(new->fields.flags & CODE_VARARGS) && new->fields.flags & CODE_VARKEYWORDS)
            kinds[length] |= LOCAL_ARG_VARIADIC | LOCAL_ARG_KEYWORD;
        fine = list_append(vm, names, tuple_get(new->varnames, i));
    }
    for (size_t i = 0; fine && i < cells; i++) {
        size_t at = 0;
        while (at < locals && !str_equal(tuple_get(new->varnames, at), tuple_get(new->cellvars, i)))
            at++;
        if (at < locals) {
            kinds[at] |= LOCAL_CELL;
            continue;
        }
        kinds[length++] = LOCAL_CELL;
        fine = list_append(vm, names, tuple_get(new->cellvars, i));
    }
    for (size_t i = 0; fine && i < frees; i++) {
        kinds[length++] = LOCAL_FREE;
        fine = list_append(vm, names, tuple_get(new->freevars, i));
    }
    if (fine) {
        new->fields.localsplus = list_to_tuple(vm, names);
        new->fields.local_kinds = bytes_from(vm, kinds, length);
        fine = new->fields.localsplus && new->fields.local_kinds;
    }
    release(vm, names);
    if (kinds)
        mem_free(vm, kinds, locals + cells + frees + 1);
    return fine;
}

/* Interns the strs of a tuple; false: an item is no str. Owned in *result. */
static bool intern_names(Vm *vm, Value tuple, const char *what, Value *result)
{
    size_t count = tuple_length(tuple);
    if (count == 0)
        return (*result = tuple_empty(vm)) != 0;
    Tuple *made = tuple_new(vm, count);
    for (size_t i = 0; made && i < count; i++) {
        Value name = tuple_get(tuple, i);
        if (!is_str(vm, name))
            type_error(vm, "name tuples must contain only strings, not '%T'", name);
        Value own = is_str(vm, name) ? str_exact(vm, name) : 0;
        own = own ? str_intern(vm, own) : 0;
        if (!own) {
            release(vm, value_of(made));
            return false;
        }
        made->items[i] = own;
    }
    (void)what;
    return made && (*result = tuple_ready(vm, made));
}

static Value finish_new(Vm *vm, NewCode *new)
{
    Value varnames = 0, names = 0, free_names = 0, cells = 0, result = 0;
    CodeFields *fields = &new->fields;
    size_t arguments = (size_t)fields->argcount + (size_t)fields->kwonlyargcount + !!(fields->flags & CODE_VARARGS)
                     + !!(fields->flags & CODE_VARKEYWORDS);
    if (fields->argcount < fields->posonlyargcount || fields->posonlyargcount < 0 || fields->kwonlyargcount < 0 || fields->stacksize < 0
        || fields->flags < 0)
        return value_error(vm, "code: argument counts, stacksize and flags must not be negative");
    if (as_bytes(fields->code)->length % 2)
        return value_error(vm, "code: co_code is malformed");
    if (tuple_length(new->varnames) < arguments)
        return value_error(vm, "code: varnames is too small");
    if (!intern_names(vm, new->varnames, "varnames", &varnames) || !intern_names(vm, fields->names, "names", &names)
        || !intern_names(vm, new->freevars, "freevars", &free_names) || !intern_names(vm, new->cellvars, "cellvars", &cells))
        goto done;
    new->varnames = varnames;
    new->freevars = free_names;
    new->cellvars = cells;
    fields->names = names;
    fields->localsplus = fields->local_kinds = 0;
    if (join_locals(vm, new))
        result = code_new(vm, fields);
    release(vm, fields->localsplus);
    release(vm, fields->local_kinds);
done:
    release(vm, varnames);
    release(vm, names);
    release(vm, free_names);
    release(vm, cells);
    return result;
}

static bool int_field(Vm *vm, Value v, int32_t *place)
{
    int64_t number;
    if (!object_index_int64(vm, v, &overflow_error_type, &number))
        return false;
    if (number != (int32_t)number)
        return overflow_error(vm, "Python int too large to convert to C int"), false;
    *place = (int32_t)number;
    return true;
}

static bool kind_field(Vm *vm, Value v, const char *function, const char *name, bool right, const char *wanted)
{
    if (!right)
        bad_argument_type(vm, function, name, wanted, v);
    return right;
}

#define TUPLE_FIELD(place, v, name) (kind_field(vm, v, function, name, is_exact_tuple(v), "tuple") && ((place) = (v), true))
#define STR_FIELD(place, v, name) (kind_field(vm, v, function, name, is_str(vm, v), "str") && ((place) = (v), true))
#define BYTES_FIELD(place, v, name) (kind_field(vm, v, function, name, is_exact_bytes(v), "bytes") && ((place) = (v), true))

static Value replace_method(Vm *vm, const Value *arg, size_t count)
{
    static const char function[] = "replace";
    CodeObject *self = as_code(arg[0]);
    NewCode     new = {.fields = {self->argcount, self->posonlyargcount, self->kwonlyargcount, self->stacksize, self->flags,
                                  self->firstlineno, .filename = self->filename, .name = self->name, .qualname = self->qualname}};
    CodeFields *fields = &new.fields;
    Value       varnames = 0, cells = 0, frees = 0, result = 0;
    (void)count;
    fields->code = code_bytes(vm, self);
    fields->consts = code_consts(vm, self);
    fields->names = code_names(vm, self);
    fields->linetable = code_linetable(vm, self);
    fields->exceptiontable = code_exceptiontable(vm, self);
    new.varnames = varnames = variables(vm, self, LOCAL_PLAIN);
    new.cellvars = cells = variables(vm, self, LOCAL_CELL);
    new.freevars = frees = variables(vm, self, LOCAL_FREE);
    if (!fields->code || !fields->consts || !fields->names || !fields->linetable || !fields->exceptiontable || !varnames || !cells || !frees)
        goto done;
    if ((arg[1] && !int_field(vm, arg[1], &fields->argcount)) || (arg[2] && !int_field(vm, arg[2], &fields->posonlyargcount))
        || (arg[3] && !int_field(vm, arg[3], &fields->kwonlyargcount)))
        goto done;
    if (arg[5] && !int_field(vm, arg[5], &fields->stacksize))
        goto done;
    if ((arg[6] && !int_field(vm, arg[6], &fields->flags)) || (arg[7] && !int_field(vm, arg[7], &fields->firstlineno)))
        goto done;
    if ((arg[8] && !BYTES_FIELD(fields->code, arg[8], "co_code")) || (arg[9] && !TUPLE_FIELD(fields->consts, arg[9], "co_consts"))
        || (arg[10] && !TUPLE_FIELD(fields->names, arg[10], "co_names")) || (arg[11] && !TUPLE_FIELD(new.varnames, arg[11], "co_varnames"))
        || (arg[12] && !TUPLE_FIELD(new.freevars, arg[12], "co_freevars")) || (arg[13] && !TUPLE_FIELD(new.cellvars, arg[13], "co_cellvars"))
        || (arg[14] && !STR_FIELD(fields->filename, arg[14], "co_filename")) || (arg[15] && !STR_FIELD(fields->name, arg[15], "co_name"))
        || (arg[16] && !STR_FIELD(fields->qualname, arg[16], "co_qualname")) || (arg[17] && !BYTES_FIELD(fields->linetable, arg[17], "co_linetable"))
        || (arg[18] && !BYTES_FIELD(fields->exceptiontable, arg[18], "co_exceptiontable")))
        goto done;
    int32_t locals;
    if (arg[4] && int_field(vm, arg[4], &locals) && (size_t)locals != tuple_length(new.varnames))
        value_error(vm, "code: co_nlocals != len(co_varnames)");
    if (!exception_pending(vm))
        result = finish_new(vm, &new);
done:
    release(vm, varnames);
    release(vm, cells);
    release(vm, frees);
    return result;
}

static Value code_make(Vm *vm, const Value *arg, size_t count)
{
    static const char function[] = "code";
    NewCode     new = {0};
    CodeFields *fields = &new.fields;
    int32_t     locals;
    (void)count;
    if (!int_field(vm, arg[1], &fields->argcount) || !int_field(vm, arg[2], &fields->posonlyargcount)
        || !int_field(vm, arg[3], &fields->kwonlyargcount) || !int_field(vm, arg[4], &locals)
        || !int_field(vm, arg[5], &fields->stacksize) || !int_field(vm, arg[6], &fields->flags)
        || !BYTES_FIELD(fields->code, arg[7], "argument 7") || !TUPLE_FIELD(fields->consts, arg[8], "argument 8")
        || !TUPLE_FIELD(fields->names, arg[9], "argument 9") || !TUPLE_FIELD(new.varnames, arg[10], "argument 10")
        || !STR_FIELD(fields->filename, arg[11], "argument 11") || !STR_FIELD(fields->name, arg[12], "argument 12")
        || !STR_FIELD(fields->qualname, arg[13], "argument 13") || !int_field(vm, arg[14], &fields->firstlineno)
        || !BYTES_FIELD(fields->linetable, arg[15], "argument 15") || !BYTES_FIELD(fields->exceptiontable, arg[16], "argument 16"))
        return 0;
    Value empty = tuple_empty(vm), result = 0;
    new.freevars = new.cellvars = empty;
    bool fine = empty && (!arg[17] || TUPLE_FIELD(new.freevars, arg[17], "argument 17"))
             && (!arg[18] || TUPLE_FIELD(new.cellvars, arg[18], "argument 18"));
    if (fine && (size_t)locals != tuple_length(new.varnames)) {
        value_error(vm, "code: co_nlocals != len(co_varnames)");
        fine = false;
    }
    if (fine)
        result = finish_new(vm, &new);
    release(vm, empty);
    return result;
}

/* ---- equality ---- */

/* Constants are equal only if their types are, all the way down. */
static int same_constant(Vm *vm, Value a, Value b)
{
    if (a == b)
        return 1;
    if (type_of(vm, a) != type_of(vm, b))
        return 0;
    if (is_exact_tuple(a)) {
        int same = tuple_length(a) == tuple_length(b);
        for (size_t i = 0; same > 0 && i < tuple_length(a); i++)
            same = same_constant(vm, tuple_get(a, i), tuple_get(b, i));
        return same;
    }
    return object_equal(vm, a, b);
}

static int same_code(Vm *vm, CodeObject *a, CodeObject *b)
{
    if (a->argcount != b->argcount || a->posonlyargcount != b->posonlyargcount || a->kwonlyargcount != b->kwonlyargcount
        || a->flags != b->flags || a->firstlineno != b->firstlineno || a->code_size != b->code_size
        || memcmp(a->code, b->code, a->code_size) || !str_equal(a->name, b->name) || a->localsplus_count != b->localsplus_count
        || memcmp(a->local_kinds, b->local_kinds, a->localsplus_count) || a->linetable_size != b->linetable_size
        || memcmp(a->linetable, b->linetable, a->linetable_size) || a->exceptiontable_size != b->exceptiontable_size
        || memcmp(a->exceptiontable, b->exceptiontable, a->exceptiontable_size))
        return 0;
    if (!code_consts(vm, a) || !code_consts(vm, b) || !code_names(vm, a) || !code_names(vm, b) || !code_localsplus(vm, a) || !code_localsplus(vm, b))
        return -1;
    int same = same_constant(vm, a->consts, b->consts);
    if (same > 0)
        same = object_equal(vm, a->names, b->names);
    return same > 0 ? object_equal(vm, a->localsplus, b->localsplus) : same;
}

static Value code_compare(Vm *vm, Value a, Value b, Comparison op)
{
    if ((op != COMPARE_EQ && op != COMPARE_NE) || !is_object(a) || !is_object(b) || !is_code(a) || !is_code(b))
        return NOT_IMPLEMENTED;
    int same = same_code(vm, as_code(a), as_code(b));
    return same < 0 ? 0 : bool_value((same != 0) == (op == COMPARE_EQ));
}

static int64_t code_hash(Vm *vm, Value v)
{
    CodeObject *self = as_code(v);
    if (!code_consts(vm, self) || !code_names(vm, self))
        return -1;
    int64_t name = object_hash(vm, self->name), consts = object_hash(vm, self->consts), names = object_hash(vm, self->names);
    if (name == -1 || consts == -1 || names == -1)
        return -1;
    int64_t hash = name ^ consts * 31 ^ names * 1009 ^ self->argcount ^ self->flags ^ (int64_t)self->code_size;
    return hash == -1 ? -2 : hash;
}

static Value code_repr(Vm *vm, Value v)
{
    CodeObject *self = as_code(v);
    Value       id = object_id(vm, v);
    if (!id)
        return 0;
    Value result = str_format(vm, "<code object %U at 0x%llx, file \"%U\", line %d>", self->name, (unsigned long long)word_int(id),
                              self->filename, self->firstlineno ? self->firstlineno : -1);
    release(vm, id);
    return result;
}

#define OWNER &code_type
static const Row make_row = NEW_ROW("code(cls, argcount, posonlyargcount, kwonlyargcount, nlocals, stacksize, flags, codestring, constants, names, varnames, filename, name, qualname, firstlineno, linetable, exceptiontable, freevars=(), cellvars=(), /)", code_make, CALL_POSITIONAL);
static const char replace_doc[] = "Return a copy of the code object with new values for the specified fields.";
static const Row rows[] = {
    METHOD("__sizeof__(self, /)", code_sizeof, CALL_NOARGS, NULL),
    METHOD("co_lines(self, /)", co_lines, CALL_NOARGS, NULL),
    METHOD("co_branches(self, /)", co_branches, CALL_NOARGS, NULL),
    METHOD("co_positions(self, /)", co_positions, CALL_NOARGS, NULL),
    METHOD("replace(self, /, *, co_argcount=<unrepresentable>, co_posonlyargcount=<unrepresentable>, co_kwonlyargcount=<unrepresentable>, co_nlocals=<unrepresentable>, co_stacksize=<unrepresentable>, co_flags=<unrepresentable>, co_firstlineno=<unrepresentable>, co_code=<unrepresentable>, co_consts=<unrepresentable>, co_names=<unrepresentable>, co_varnames=<unrepresentable>, co_freevars=<unrepresentable>, co_cellvars=<unrepresentable>, co_filename=<unrepresentable>, co_name=<unrepresentable>, co_qualname=<unrepresentable>, co_linetable=<unrepresentable>, co_exceptiontable=<unrepresentable>)", replace_method, CALL_KEYWORDS, replace_doc),
    METHOD("__replace__(self, /, *, co_argcount=<unrepresentable>, co_posonlyargcount=<unrepresentable>, co_kwonlyargcount=<unrepresentable>, co_nlocals=<unrepresentable>, co_stacksize=<unrepresentable>, co_flags=<unrepresentable>, co_firstlineno=<unrepresentable>, co_code=<unrepresentable>, co_consts=<unrepresentable>, co_names=<unrepresentable>, co_varnames=<unrepresentable>, co_freevars=<unrepresentable>, co_cellvars=<unrepresentable>, co_filename=<unrepresentable>, co_name=<unrepresentable>, co_qualname=<unrepresentable>, co_linetable=<unrepresentable>, co_exceptiontable=<unrepresentable>)", replace_method, CALL_KEYWORDS, "The same as replace()."),
    METHOD("_varname_from_oparg(self, /, oparg)", varname_from_oparg, CALL_KEYWORDS, "(internal-only) Return the local variable name for the given oparg.\n\nWARNING: this method is for internal use only and may change or go away."),
    MEMBER("co_argcount", get_argcount, NULL, NULL),
    MEMBER("co_posonlyargcount", get_posonlyargcount, NULL, NULL),
    MEMBER("co_kwonlyargcount", get_kwonlyargcount, NULL, NULL),
    MEMBER("co_stacksize", get_stacksize, NULL, NULL),
    MEMBER("co_flags", get_flags, NULL, NULL),
    MEMBER("co_nlocals", get_nlocals, NULL, NULL),
    MEMBER("co_consts", get_consts, NULL, NULL),
    MEMBER("co_names", get_names, NULL, NULL),
    MEMBER("co_filename", get_filename, NULL, NULL),
    MEMBER("co_name", get_name, NULL, NULL),
    MEMBER("co_qualname", get_qualname, NULL, NULL),
    MEMBER("co_firstlineno", get_firstlineno, NULL, NULL),
    MEMBER("co_linetable", get_linetable, NULL, NULL),
    MEMBER("co_exceptiontable", get_exceptiontable, NULL, NULL),
    GETSET("co_lnotab", get_lnotab, NULL, NULL),
    GETSET("_co_code_adaptive", get_code, NULL, NULL),
    GETSET("co_varnames", get_varnames, NULL, NULL),
    GETSET("co_cellvars", get_cellvars, NULL, NULL),
    GETSET("co_freevars", get_freevars, NULL, NULL),
    GETSET("co_code", get_code, NULL, NULL),
    ROWS_END
};
#undef OWNER

const Type code_type = {
    TYPE_HEAD, .name = "code", .doc = "Create a code object.  Not for mere mortals.", .base = &object_type, .rows = rows, .number = SHAPE_CODE,
    .flags = TYPE_IMMUTABLE, .basic_size = 208, .item_size = 2, .weaklist_offset = 144, .size = sizeof(CodeObject), .new_row = &make_row,
    .slots = {OBJECT_SLOTS, .dealloc = code_dealloc, .repr = code_repr, .hash = code_hash, .compare = code_compare, .new = new_from_row},
};
