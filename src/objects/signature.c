/* signature.c - signature texts of rows: parsed once a row and isolate, and shown as __text_signature__.
 *
 *   "name(self, a, b=1, /, c=None, *args, d, e=<unrepresentable>, **kwargs)"
 *
 * Parameters in "sub[, start[, end]]" brackets need not be given and have no default. Defaults are literals: None, True, False, numbers, strings, (), []; anything else counts as "not given" (0).
 * SPDX-License-Identifier: MIT */
#include "base/number_text.h"
#include "objects/errors.h"
#include "objects/float.h"
#include "objects/heap_type.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/row.h"
#include "objects/state.h"
#include "objects/str.h"
#include "objects/tuple.h"


typedef struct SignatureTable {
    size_t      count, mask;
    Signature **slots;
} SignatureTable;

/* ---- names ---- */

size_t row_name_length(const Row *row)
{
    return strcspn(row->signature, "(");
}

Value row_name(Vm *vm, const Row *row)
{
    return str_intern_utf8(vm, row->signature, row_name_length(row));
}

/* The text between the parentheses. */
static const char *parameters_text(const Row *row)
{
    const char *open = strchr(row->signature, '(');
    return open ? open + 1 : "";
}

bool row_is_constructor(const Row *row)
{
    return row->head.shape == SHAPE_BUILTIN_FUNCTION && row->flags & ROW_CONSTRUCTOR;
}

/* The first parameter of methods and constructors is what they are bound to, whatever its name. */
static bool has_self(const Row *row)
{
    return row->head.shape != SHAPE_BUILTIN_FUNCTION || row_is_constructor(row);
}

/* ---- parsing ---- */

/* Length of one parameter: up to a comma, a bracket of optional ones, or the closing parenthesis, outside of literals. */
static size_t item_length(const char *text)
{
    int    depth = 0;
    char   quote = 0;
    size_t i = 0;
    for (; text[i]; i++) {
        char c = text[i];
        if (quote) {
            if (c == '\\' && text[i + 1])
                i++;
            else if (c == quote)
                quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (depth == 0 && (c == ']' || (c == '[' && text[i + 1] == ','))) {
            break;
        } else if (c == '(' || c == '[' || c == '{') {
            depth++;
        } else if ((c == ')' || c == ']' || c == '}') && depth) {
            depth--;
        } else if (depth == 0 && (c == ',' || c == ')')) {
            break;
        }
    }
    return i;
}

static Value parse_string(Vm *vm, const char *text, size_t length)
{
    char   plain[64];
    size_t n = 0;
    for (size_t i = 1; i + 1 < length && n < sizeof plain; i++) {
        char c = text[i];
        if (c == '\\' && i + 2 < length) {
            c = text[++i];
            c = c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c == '0' ? '\0' : c;
        }
        plain[n++] = c;
    }
    return str_intern_utf8(vm, plain, n);
}

/* An int of any base's notation, or a float; 0 and no exception: it is neither. */
static Value parse_number(Vm *vm, const char *text, size_t length)
{
    double d;
    Value  integer = int_from_text(vm, text, length, 0);
    if (integer)
        return integer;
    exception_clear(vm);
    return double_from_text(text, length, &d) == length ? float_new(vm, d) : 0;
}

/* *value: the default, or 0 where it has none that a program could write. false: MemoryError. */
static bool parse_default(Vm *vm, const char *text, size_t length, Value *value)
{
    static const struct { const char *text; Value value; } constants[] = {
        {"None", NONE}, {"True", TRUE}, {"False", FALSE}, {"...", ELLIPSIS}};
    *value = 0;
    for (size_t i = 0; i < countof(constants); i++)
        if (strlen(constants[i].text) == length && memcmp(text, constants[i].text, length) == 0) {
            *value = constants[i].value;
            return true;
        }
    if (length == 2 && memcmp(text, "()", 2) == 0)
        *value = tuple_empty(vm);
    else if (length == 11 && memcmp(text, "sys.maxsize", 11) == 0)
        *value = int_from_int64(vm, INT64_MAX);
    else if (*text == '\'' || *text == '"')
        *value = parse_string(vm, text, length);
    else if ((*text >= '0' && *text <= '9') || *text == '-' || *text == '.')
        *value = parse_number(vm, text, length);
    return !exception_pending(vm);
}

/* The start of the next parameter. *optional: set when a bracket of optional ones was passed. */
static const char *skip_separator(const char *text, bool *optional)
{
    for (; *text == ',' || *text == ' ' || *text == '[' || *text == ']'; text++)
        *optional |= *text == '[';
    return text;
}

typedef struct Parser {
    Vm        *vm;
    Signature *signature;
    size_t     count;
    bool       keyword_only, optional;
} Parser;

static bool add_parameter(Parser *parser, const char *text, size_t length)
{
    Signature  *signature = parser->signature;
    Parameter  *parameter = &signature->parameters[parser->count];
    size_t      name_length = 0;
    const char *equals;

    while (name_length < length && text[name_length] != '=' && text[name_length] != ':')
        name_length++;
    equals = memchr(text, '=', length);
    parameter->required = !equals && !parser->optional;
    parameter->name = str_intern_utf8(parser->vm, text, name_length);
    if (!parameter->name)
        return false;
    parser->count++;
    if (equals && !parse_default(parser->vm, equals + 1, length - (size_t)(equals + 1 - text), &parameter->value))
        return false;
    if (parser->keyword_only) {
        signature->keyword_only++;
        signature->required_keywords = (uint16_t)(signature->required_keywords + parameter->required);
    } else {
        signature->positional++;
        signature->required = (uint16_t)(signature->required + parameter->required);
    }
    return true;
}

static bool parse_item(Parser *parser, const char *text, size_t length)
{
    Signature *signature = parser->signature;
    if (length == 1 && *text == '/') {
        signature->positional_only = signature->positional;
    } else if (length >= 2 && text[0] == '*' && text[1] == '*') {
        signature->var_keywords = true;
    } else if (*text == '*') {
        signature->var_args = length > 1;
        parser->keyword_only = true;
    } else {
        return add_parameter(parser, text, length);
    }
    return true;
}

static size_t count_items(const char *text)
{
    size_t count = 1;
    bool   optional = false;
    for (size_t span = item_length(text); text[span] && text[span] != ')'; span = item_length(text)) {
        text = skip_separator(text + span, &optional);
        count++;
    }
    return count;
}

static void drop_signature(Vm *vm, Signature *signature, size_t capacity)
{
    for (size_t i = 0; i < capacity; i++) {
        release(vm, signature->parameters[i].name);
        release(vm, signature->parameters[i].value);
    }
    mem_free(vm, signature, sizeof *signature + capacity * sizeof(Parameter));
}

static Signature *parse(Vm *vm, const Row *row)
{
    const char *text = parameters_text(row);
    size_t      capacity = count_items(text);
    Parser      parser = {.vm = vm, .signature = mem_zero(vm, sizeof(Signature) + capacity * sizeof(Parameter))};
    bool        first = true;

    if (!parser.signature)
        return NULL;
    parser.signature->row = row;
    parser.signature->has_self = has_self(row);
    while (*text && *text != ')') {
        size_t span = item_length(text);
        if (!(first && parser.signature->has_self) && !parse_item(&parser, text, span)) {
            drop_signature(vm, parser.signature, capacity);
            return NULL;
        }
        first = false;
        text = skip_separator(text + span, &parser.optional);
    }
    if (row->convention == CALL_POSITIONAL || row->convention == CALL_NOARGS || row->convention == CALL_ONE)
        parser.signature->positional_only = parser.signature->positional;
    return parser.signature;
}

/* ---- the table ---- */

static Signature **find_slot(const SignatureTable *table, const Row *row)
{
    size_t at = ((uintptr_t)row >> 4) * 0x9E3779B97F4A7C15u >> 20 & table->mask;
    while (table->slots[at] && table->slots[at]->row != row)
        at = (at + 1) & table->mask;
    return &table->slots[at];
}

static bool grow(Vm *vm, SignatureTable *table)
{
    size_t      size = table->slots ? 2 * (table->mask + 1) : 64;
    Signature **old = table->slots, **slots = mem_zero(vm, size * sizeof *slots);
    size_t      old_size = old ? table->mask + 1 : 0;
    if (!slots)
        return false;
    table->slots = slots;
    table->mask = size - 1;
    for (size_t i = 0; i < old_size; i++)
        if (old[i])
            *find_slot(table, old[i]->row) = old[i];
    if (old)
        mem_free(vm, old, old_size * sizeof *old);
    return true;
}

const Signature *row_signature(Vm *vm, const Row *row)
{
    SignatureTable *table = vm->objects->row_signatures;
    if (!table && !(table = vm->objects->row_signatures = mem_zero(vm, sizeof *table)))
        return NULL;
    if (table->slots) {
        Signature *known = *find_slot(table, row);
        if (known)
            return known;
    }
    if ((!table->slots || table->count * 2 >= table->mask) && !grow(vm, table))
        return NULL;
    Signature *signature = parse(vm, row);
    if (!signature)
        return NULL;
    *find_slot(table, row) = signature;
    table->count++;
    return signature;
}

void row_signatures_drop(Vm *vm)
{
    SignatureTable *table = vm->objects->row_signatures;
    if (!table)
        return;
    vm->objects->row_signatures = NULL;
    for (size_t i = 0; table->slots && i <= table->mask; i++)
        if (table->slots[i])
            drop_signature(vm, table->slots[i], count_items(parameters_text(table->slots[i]->row)));
    if (table->slots)
        mem_free(vm, table->slots, (table->mask + 1) * sizeof *table->slots);
    mem_free(vm, table, sizeof *table);
}

/* ---- as text ---- */

static const ModuleDef *module_of(const Row *row)
{
    return row->head.shape == SHAPE_BUILTIN_FUNCTION && !(row->flags & ROW_STATIC) && !row_is_constructor(row) ? row->owner
                                                                                                               : NULL;
}

Value row_text_signature(Vm *vm, const Row *row)
{
    const char *text = parameters_text(row);
    StrBuilder  builder;
    bool        done;

    if (row->flags & ROW_NO_TEXT_SIGNATURE || !*text)
        return NONE;
    str_builder_init(&builder, vm);
    done = str_builder_char(&builder, '(');
    if (row_is_constructor(row)) {
        text += strcspn(text, ",)");
        text += *text == ',' ? 1 + (text[1] == ' ') : 0;
    } else if (row->head.shape == SHAPE_METHOD_DESCRIPTOR || row->head.shape == SHAPE_CLASSMETHOD_DESCRIPTOR) {
        text += strcspn(text, ",)");
        done = done && str_builder_text(&builder, row->flags & ROW_CLASS ? "$type" : "$self");
    } else if (!(row->flags & ROW_STATIC)) {
        done = done && str_builder_text(&builder, *text == ')' ? "$module, /" : "$module, ");
    }
    done = done && str_builder_utf8(&builder, text, strlen(text));
    if (done)
        return str_builder_finish(&builder);
    str_builder_drop(&builder);
    return 0;
}

Value row_qualname(Vm *vm, const Row *row)
{
    int length = (int)row_name_length(row);
    if (module_of(row) || row_is_constructor(row))
        return str_format(vm, "%.*s", length, row->signature);
    const char *owner = ((const Type *)row->owner)->name, *dot = strrchr(owner, '.');
    return str_format(vm, "%s.%.*s", dot ? dot + 1 : owner, length, row->signature);
}

Value row_display_name(Vm *vm, const Row *row, Value self)
{
    int              length = (int)row_name_length(row);
    const ModuleDef *module = module_of(row);
    if (module && strcmp(module->name, "builtins") != 0)
        return str_format(vm, "%s.%.*s()", module->name, length, row->signature);
    if (module || row_is_constructor(row))
        return str_format(vm, "%.*s()", length, row->signature);
    Value qualname;
    if (row->flags & ROW_CLASS && self) {
        Value owner = type_qualname(vm, as_type(self));
        qualname = owner ? str_format(vm, "%U.%.*s", owner, length, row->signature) : 0;
        release(vm, owner);
    } else {
        qualname = row_qualname(vm, row);
    }
    Value text = qualname ? str_format(vm, "%U()", qualname) : 0;
    release(vm, qualname);
    return text;
}
