/* code_object.c - code objects: made of compiled units, of the embedded library's data, or of fields.
 *
 * What CPython interns is interned here: names, locals, the code's own names, and constants that look like names, in tuples and
 * frozensets too. One Constant of a unit is one object. SPDX-License-Identifier: MIT */
#include "code/code_object.h"

#include "base/table.h"
#include "code/line_table.h"
#include "code/record.h"
#include "objects/bytes.h"
#include "objects/complex.h"
#include "objects/errors.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/set.h"
#include "objects/slice.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"

/* ---- constants of units become values ---- */

typedef struct Making {
    Vm   *vm;
    Table made;   /* Constant * -> Value, owned */
} Making;

static Value make(Making *m, const Constant *constant);

static Value make_items(Making *m, const Constant *constant)
{
    if (constant->length == 0)
        return tuple_empty(m->vm);
    Tuple *tuple = tuple_new(m->vm, constant->length);
    for (uint32_t i = 0; tuple && i < constant->length; i++) {
        Value item = make(m, constant->as.items[i]);
        if (!item) {
            release(m->vm, value_of(tuple));
            return 0;
        }
        tuple->items[i] = item;
    }
    return tuple ? tuple_ready(m->vm, tuple) : 0;
}

static Value make_slice(Making *m, const Constant *constant)
{
    Value part[3], result = 0;
    for (int i = 0; i < 3; i++)
        part[i] = make(m, constant->as.items[i]);
    if (part[0] && part[1] && part[2])
        result = slice_new(m->vm, part[0], part[1], part[2]);
    for (int i = 0; i < 3; i++)
        release(m->vm, part[i]);
    return result;
}

static Value make_text(Vm *vm, const Text *text, bool intern)
{
    return intern ? str_intern_utf8(vm, text->data, text->length) : str_from_utf8(vm, text->data, text->length);
}

static Value make_code(Making *m, const CodeUnit *unit);

static Value make_new(Making *m, const Constant *constant)
{
    Vm   *vm = m->vm;
    Value items, result;
    switch ((ConstantKind)constant->kind) {
    case CONSTANT_NONE: return NONE;
    case CONSTANT_FALSE: return FALSE;
    case CONSTANT_TRUE: return TRUE;
    case CONSTANT_ELLIPSIS: return ELLIPSIS;
    case CONSTANT_INT:
        return constant->length ? int_from_limbs(vm, constant->negative, constant->as.limbs, constant->length)
                                : int_from_int64(vm, constant->as.small);
    case CONSTANT_FLOAT: return float_new(vm, constant->as.number);
    case CONSTANT_COMPLEX: return complex_new(vm, constant->as.complex.real, constant->as.complex.imag);
    case CONSTANT_STR: return make_text(vm, constant->as.text, constant->as.text->is_name);
    case CONSTANT_BYTES: return bytes_from(vm, constant->as.bytes, constant->length);
    case CONSTANT_TUPLE: return make_items(m, constant);
    case CONSTANT_FROZENSET:
        items = make_items(m, constant);
        result = items ? frozenset_new(vm, items) : 0;
        release(vm, items);
        return result;
    case CONSTANT_SLICE: return make_slice(m, constant);
    case CONSTANT_CODE: return make_code(m, constant->as.code);
    }
    return 0;
}

static Value make(Making *m, const Constant *constant)
{
    uint64_t *known = table_find(&m->made, (uintptr_t)constant);
    if (known)
        return retain(*known);
    Value value = make_new(m, constant);
    if (!value || !is_pointer(value))
        return value;
    if (!table_set(&m->vm->heap->allocator, &m->made, (uintptr_t)constant, value)) {
        release(m->vm, value);
        return memory_error(m->vm);
    }
    return retain(value);
}

/* A tuple of strs, each interned. */
static Value make_names(Making *m, const Constant *constant)
{
    Tuple *tuple = constant->length ? tuple_new(m->vm, constant->length) : NULL;
    if (!tuple)
        return constant->length ? 0 : tuple_empty(m->vm);
    for (uint32_t i = 0; i < constant->length; i++) {
        Value name = make_text(m->vm, constant->as.items[i]->as.text, true);
        if (!name) {
            release(m->vm, value_of(tuple));
            return 0;
        }
        tuple->items[i] = name;
    }
    return tuple_ready(m->vm, tuple);
}

static Value make_code(Making *m, const CodeUnit *unit)
{
    Vm        *vm = m->vm;
    CodeFields fields = {.argcount = unit->argument_count, .posonlyargcount = unit->positional_only_count, .kwonlyargcount = unit->keyword_only_count, .stacksize = unit->stack_size,
                         .flags = (int32_t)unit->flags, .firstlineno = unit->first_line};
    fields.code = make(m, unit->code);
    fields.consts = make(m, unit->consts);
    fields.names = make_names(m, unit->names);
    fields.localsplus = make_names(m, unit->locals);
    fields.local_kinds = make(m, unit->local_kinds);
    fields.filename = make_text(vm, unit->filename->as.text, true);
    fields.name = make_text(vm, unit->name->as.text, true);
    fields.qualname = make_text(vm, unit->qualname->as.text, true);
    fields.linetable = make(m, unit->line_table);
    fields.exceptiontable = make(m, unit->exception_table);
    Value owned[] = {fields.code, fields.consts, fields.names, fields.localsplus, fields.local_kinds, fields.filename, fields.name,
                     fields.qualname, fields.linetable, fields.exceptiontable};
    bool  fine = true;
    for (size_t i = 0; i < countof(owned); i++)
        fine &= owned[i] != 0;
    Value result = fine ? code_new(vm, &fields) : 0;
    if (result)
        as_code(result)->is_checked = true;
    for (size_t i = 0; i < countof(owned); i++)
        release(vm, owned[i]);
    return result;
}

static void drop_made(Making *m)
{
    for (TableSlot *slot = table_next(&m->made, NULL); slot; slot = table_next(&m->made, slot))
        release(m->vm, slot->value);
    table_free(&m->vm->heap->allocator, &m->made);
}

Value code_from_unit(Vm *vm, const CodeUnit *unit)
{
    Making making = {.vm = vm};
    Value  result = make_code(&making, unit);
    drop_made(&making);
    return result;
}

Value value_from_constant(Vm *vm, const Constant *constant)
{
    Making making = {.vm = vm};
    Value  result = make(&making, constant);
    drop_made(&making);
    return result;
}

Value code_new(Vm *vm, const CodeFields *fields)
{
    CodeObject *self = heap_new(vm, sizeof *self, SHAPE_CODE);
    if (!self)
        return 0;
    memset((char *)self + sizeof(Object), 0, sizeof *self - sizeof(Object));
    self->argcount = fields->argcount;
    self->posonlyargcount = fields->posonlyargcount;
    self->kwonlyargcount = fields->kwonlyargcount;
    self->stacksize = fields->stacksize;
    self->flags = fields->flags;
    self->firstlineno = fields->firstlineno;
    self->localsplus_count = (uint32_t)tuple_length(fields->localsplus);
    self->code_bytes = retain(fields->code);
    self->linetable_bytes = retain(fields->linetable);
    self->exceptiontable_bytes = retain(fields->exceptiontable);
    self->kinds_bytes = retain(fields->local_kinds);
    self->code = (const uint8_t *)as_bytes(fields->code)->data;
    self->linetable = (const uint8_t *)as_bytes(fields->linetable)->data;
    self->exceptiontable = (const uint8_t *)as_bytes(fields->exceptiontable)->data;
    self->local_kinds = (const uint8_t *)as_bytes(fields->local_kinds)->data;
    self->code_size = (uint32_t)as_bytes(fields->code)->length;
    self->linetable_size = (uint32_t)as_bytes(fields->linetable)->length;
    self->exceptiontable_size = (uint32_t)as_bytes(fields->exceptiontable)->length;
    self->name = retain(fields->name);
    self->qualname = retain(fields->qualname);
    self->filename = retain(fields->filename);
    self->consts = retain(fields->consts);
    self->names = retain(fields->names);
    self->localsplus = retain(fields->localsplus);
    return value_of(self);
}

/* ---- nodes of the embedded library ---- */

static Value record_value(Vm *vm, const CodeObject *code, RecordRef ref);

static Value record_str(Vm *vm, const RecordHeader *blob, RecordRef ref, bool intern)
{
    const Str *str = record_node(blob, ref);
    Value      copy = str_from_kind(vm, str_kind(str), str->data, str->length);
    return copy && (intern || str_is_interned(str)) ? str_intern(vm, copy) : copy;
}

static Value record_tuple(Vm *vm, const CodeObject *code, RecordRef ref, bool intern)
{
    const RecordItems *items = record_items(code->blob, ref);
    Tuple             *tuple = items->count ? tuple_new(vm, items->count) : NULL;
    if (!tuple)
        return items->count ? 0 : tuple_empty(vm);
    for (uint32_t i = 0; i < items->count; i++) {
        Value item = intern ? record_str(vm, code->blob, items->items[i], true) : record_value(vm, code, items->items[i]);
        if (!item) {
            release(vm, value_of(tuple));
            return 0;
        }
        tuple->items[i] = item;
    }
    return tuple_ready(vm, tuple);
}

static Value record_value(Vm *vm, const CodeObject *code, RecordRef ref)
{
    const void *node = record_node(code->blob, ref);
    Value       items, result;
    switch (record_kind(ref)) {
    case CONSTANT_NONE: return NONE;
    case CONSTANT_FALSE: return FALSE;
    case CONSTANT_TRUE: return TRUE;
    case CONSTANT_ELLIPSIS: return ELLIPSIS;
    case CONSTANT_INT: {
        const RecordInt *number = node;
        return number->count ? int_from_limbs(vm, number->negative, number->as.limbs, number->count)
                             : int_from_int64(vm, number->as.small);
    }
    case CONSTANT_FLOAT: return float_new(vm, ((const RecordNumber *)node)->real);
    case CONSTANT_COMPLEX: return complex_new(vm, ((const RecordNumber *)node)->real, ((const RecordNumber *)node)->imag);
    case CONSTANT_STR: return record_str(vm, code->blob, ref, false);
    case CONSTANT_BYTES: return bytes_from(vm, ((const Bytes *)node)->data, ((const Bytes *)node)->length);
    case CONSTANT_TUPLE: return record_tuple(vm, code, ref, false);
    case CONSTANT_FROZENSET: case CONSTANT_SLICE:
        items = record_tuple(vm, code, ref, false);
        result = !items ? 0 : record_kind(ref) == CONSTANT_FROZENSET ? frozenset_new(vm, items)
                            : slice_new(vm, tuple_get(items, 0), tuple_get(items, 1), tuple_get(items, 2));
        release(vm, items);
        return result;
    case CONSTANT_CODE: return code_from_record(vm, code->blob, ref, code->filename);
    }
    return 0;
}

Value code_from_record(Vm *vm, const RecordHeader *blob, RecordRef ref, Value filename)
{
    const RecordCode *record = record_code(blob, ref);
    CodeObject       *self = heap_new(vm, sizeof *self, SHAPE_CODE);
    if (!self)
        return 0;
    memset((char *)self + sizeof(Object), 0, sizeof *self - sizeof(Object));
    self->blob = blob;
    self->record = ref;
    self->is_checked = true;
    self->argcount = record->argument_count;
    self->posonlyargcount = record->positional_only_count;
    self->kwonlyargcount = record->keyword_only_count;
    self->stacksize = record->stack_size;
    self->flags = (int32_t)record->flags;
    self->firstlineno = record->first_line;
    self->localsplus_count = record_items(blob, record->locals)->count;
    self->code = record_bytes(blob, record->code)->data;
    self->code_size = record_bytes(blob, record->code)->size;
    self->linetable = record_bytes(blob, record->line_table)->data;
    self->linetable_size = record_bytes(blob, record->line_table)->size;
    self->exceptiontable = record_bytes(blob, record->exception_table)->data;
    self->exceptiontable_size = record_bytes(blob, record->exception_table)->size;
    self->local_kinds = record_bytes(blob, record->local_kinds)->data;
    self->filename = filename ? retain(filename) : record_str(vm, blob, record->filename, true);
    self->name = record_str(vm, blob, record->name, true);
    self->qualname = record_str(vm, blob, record->qualname, true);
    if (!self->filename || !self->name || !self->qualname) {
        release(vm, value_of(self));
        return 0;
    }
    return value_of(self);
}

/* ---- what is made when first asked for ---- */

Value code_consts(Vm *vm, CodeObject *code)
{
    if (!code->consts)
        code->consts = record_tuple(vm, code, record_code(code->blob, code->record)->consts, false);
    return code->consts;
}

Value code_names(Vm *vm, CodeObject *code)
{
    if (!code->names)
        code->names = record_tuple(vm, code, record_code(code->blob, code->record)->names, true);
    return code->names;
}

Value code_localsplus(Vm *vm, CodeObject *code)
{
    if (!code->localsplus)
        code->localsplus = record_tuple(vm, code, record_code(code->blob, code->record)->locals, true);
    return code->localsplus;
}

static Value bytes_once(Vm *vm, Value *place, const uint8_t *data, uint32_t size)
{
    if (!*place)
        *place = bytes_from(vm, data, size);
    return *place;
}

Value code_bytes(Vm *vm, CodeObject *code)
{
    return bytes_once(vm, &code->code_bytes, code->code, code->code_size);
}

Value code_linetable(Vm *vm, CodeObject *code)
{
    return bytes_once(vm, &code->linetable_bytes, code->linetable, code->linetable_size);
}

Value code_exceptiontable(Vm *vm, CodeObject *code)
{
    return bytes_once(vm, &code->exceptiontable_bytes, code->exceptiontable, code->exceptiontable_size);
}

Value code_local_kinds(Vm *vm, CodeObject *code)
{
    return bytes_once(vm, &code->kinds_bytes, code->local_kinds, code->localsplus_count);
}

/* ---- positions ---- */

void code_position(const CodeObject *code, int offset, int *line, int *end_line, int *column, int *end_column)
{
    LineReader reader;
    line_reader_init(&reader, code->linetable, code->linetable_size, code->firstlineno);
    *line = *end_line = *column = *end_column = -1;
    while (line_reader_next(&reader)) {
        if (offset / 2 >= reader.unit + reader.units)
            continue;
        *line = reader.location.line;
        *end_line = reader.location.end_line;
        *column = reader.location.column;
        *end_column = reader.location.end_column;
        return;
    }
}

int code_line(const CodeObject *code, int offset)
{
    int line, end_line, column, end_column;
    code_position(code, offset, &line, &end_line, &column, &end_column);
    return line;
}
