/* ast_class.c - the table of node classes, expanded from ast.def.
 *
 * Offsets of fields are counted, not written down: a node's fields stand in the order of the table, each aligned to its
 * own size, as C lays them out. The asserts at the end hold that. SPDX-License-Identifier: MIT */
#include "syntax/ast_class.h"

#include <stdio.h>

/* ---- the fields of each class ---- */

#define FIELD_ROWS(Name, ...) static const AstField Name##_fields[] = {__VA_ARGS__{0}};
#define F(type, mark, name) {#name, AST_TYPE_##type, AST_##mark},
#define MOD(Name, KIND, fields) FIELD_ROWS(Mod_##Name, fields)
#define STMT(Name, KIND, fields) FIELD_ROWS(Stmt_##Name, fields)
#define EXPR(Name, KIND, fields) FIELD_ROWS(Expr_##Name, fields)
#define EXCEPT_HANDLER(Name, KIND, fields) FIELD_ROWS(ExceptHandler_##Name, fields)
#define PATTERN(Name, KIND, fields) FIELD_ROWS(Pattern_##Name, fields)
#define TYPE_IGNORE(Name, KIND, fields) FIELD_ROWS(TypeIgnore_##Name, fields)
#define TYPE_PARAM(Name, KIND, fields) FIELD_ROWS(TypeParam_##Name, fields)
#define PRODUCT(name, Type, ATTRIBUTES, fields) FIELD_ROWS(Product_##Type, fields)
#include "syntax/ast.def"
#undef FIELD_ROWS

/* ---- the classes ---- */

#define ROW(Name, text, form, type, kind, attributes) \
    {text, form, type, kind, attributes, countof(Name##_fields) - 1, Name##_fields},
#define CONSTRUCTOR_ROW(Sum, type, Name, kind) \
    ROW(Sum##_##Name, #Name, AST_FORM_CONSTRUCTOR, type, kind, AST_ATTRIBUTES_NONE)

const AstClass ast_classes[] = {
#define SUM(name, Type, PREFIX, ATTRIBUTES) \
    {#name, AST_FORM_SUM, AST_TYPE_##name, 0, AST_ATTRIBUTES_##ATTRIBUTES, 0, NULL},
#define CHOICE(sum, Type, Name, KIND) {#Name, AST_FORM_CHOICE, AST_TYPE_##sum, KIND, AST_ATTRIBUTES_NONE, 0, NULL},
#define MOD(Name, KIND, fields) CONSTRUCTOR_ROW(Mod, AST_TYPE_mod, Name, MOD_##KIND)
#define STMT(Name, KIND, fields) CONSTRUCTOR_ROW(Stmt, AST_TYPE_stmt, Name, STMT_##KIND)
#define EXPR(Name, KIND, fields) CONSTRUCTOR_ROW(Expr, AST_TYPE_expr, Name, EXPR_##KIND)
#define EXCEPT_HANDLER(Name, KIND, fields) \
    CONSTRUCTOR_ROW(ExceptHandler, AST_TYPE_excepthandler, Name, EXCEPT_HANDLER_##KIND)
#define PATTERN(Name, KIND, fields) CONSTRUCTOR_ROW(Pattern, AST_TYPE_pattern, Name, PATTERN_##KIND)
#define TYPE_IGNORE(Name, KIND, fields) CONSTRUCTOR_ROW(TypeIgnore, AST_TYPE_type_ignore, Name, TYPE_IGNORE_##KIND)
#define TYPE_PARAM(Name, KIND, fields) CONSTRUCTOR_ROW(TypeParam, AST_TYPE_type_param, Name, TYPE_PARAM_##KIND)
#define PRODUCT(name, Type, ATTRIBUTES, fields) \
    ROW(Product_##Type, #name, AST_FORM_PRODUCT, AST_TYPE_##name, 0, AST_ATTRIBUTES_##ATTRIBUTES)
#include "syntax/ast.def"
};
#undef ROW
#undef CONSTRUCTOR_ROW

const size_t ast_class_count = countof(ast_classes);

/* Number of each type's first row, so that a constructor is found by its kind. */
static const AstClass *first_row(AstType type)
{
    const AstClass *row = ast_classes;
    while (row->type != type)
        row++;
    return row;
}

const AstClass *ast_class_get(AstType type, int kind)
{
    return first_row(type) + kind; /* kinds count from 1, behind the sum's own row */
}

int ast_position_offset(AstType type)
{
    return first_row(type)->attributes == AST_ATTRIBUTES_NONE ? -1 : 0;
}

int ast_kind_offset(AstType type)
{
    if (type < AST_TYPE_mod || type > AST_TYPE_type_param)
        return -1;
    return ast_position_offset(type) < 0 ? 0 : (int)sizeof(Location);
}

const AstClass *ast_class_of(AstType type, const void *node)
{
    int offset = ast_kind_offset(type), kind = 0;
    if (offset >= 0)
        memcpy(&kind, (const char *)node + offset, sizeof(kind));
    return ast_class_get(type, kind);
}

/* ---- layout ---- */

static bool is_int(const AstField *field)
{
    return field->mark <= AST_OPT && (field->type == AST_TYPE_int || (field->type >= AST_TYPE_expr_context &&
                                                                      field->type <= AST_TYPE_cmpop));
}

/* The offset behind `count` fields, not aligned. */
static size_t offset_behind(const AstClass *of, int count)
{
    int    kind = ast_kind_offset(of->type);
    size_t at = kind >= 0 ? (size_t)kind + sizeof(int) : ast_position_offset(of->type) < 0 ? 0 : sizeof(Location);

    if (kind >= 0)
        at = (at + 7) & ~(size_t)7; /* the union */
    for (int i = 0; i < count; i++) {
        const AstField *field = &of->fields[i];
        size_t          align = is_int(field) ? 4 : 8;
        at = (at + align - 1) & ~(align - 1);
        at += field->mark >= AST_SEQ ? sizeof(AnySequence) : align;
    }
    return at;
}

size_t ast_field_offset(const AstClass *of, int field)
{
    size_t align = is_int(&of->fields[field]) ? 4 : 8;
    return (offset_behind(of, field) + align - 1) & ~(align - 1);
}

size_t ast_class_size(const AstClass *of)
{
    return (offset_behind(of, of->field_count) + 7) & ~(size_t)7;
}

_Static_assert(offsetof(Expr, as) == 24 && offsetof(Stmt, as) == 24 && offsetof(Pattern, as) == 24, "the union");
_Static_assert(offsetof(Mod, as) == 8 && offsetof(TypeIgnore, as) == 8, "the union of classes without position");
_Static_assert(offsetof(Expr, as.Compare.comparators) == 24 + 8 + 16, "fields stand in the table's order");
_Static_assert(offsetof(Stmt, as.AugAssign.value) == 24 + 16, "an enum takes 4 bytes and is aligned to them");
_Static_assert(offsetof(Comprehension, is_async) == 32 && offsetof(Arg, arg) == 16, "products");

/* ---- docstrings ---- */

/* Text that is cut at size but whose whole length counts. */
typedef struct Doc {
    char  *out;
    size_t size, length;
} Doc;

static void add(Doc *doc, const char *text)
{
    for (; *text; text++, doc->length++)
        if (doc->length + 1 < doc->size)
            doc->out[doc->length] = *text;
}

static const char *const type_names[AST_TYPE_COUNT] = {
    "identifier", "string", "int", "constant", "expr_context", "boolop", "operator", "unaryop", "cmpop", "mod", "stmt",
    "expr", "excepthandler", "pattern", "type_ignore", "type_param", "comprehension", "arguments", "arg", "keyword",
    "alias", "withitem", "match_case"};

static void add_signature(Doc *doc, const AstClass *of)
{
    static const char *const marks[] = {" ", "? ", "* ", "?* "};

    add(doc, of->name);
    if (!of->field_count)
        return;
    for (int i = 0; i < of->field_count; i++) {
        add(doc, i ? ", " : "(");
        add(doc, type_names[of->fields[i].type]);
        add(doc, marks[of->fields[i].mark]);
        add(doc, of->fields[i].name);
    }
    add(doc, ")");
}

size_t ast_class_doc(const AstClass *of, char *out, size_t size)
{
    Doc doc = {out, size, 0};

    if (of->form != AST_FORM_SUM) {
        add_signature(&doc, of);
    } else {
        add(&doc, of->name);
        bool is_enum = of->type <= AST_TYPE_cmpop;
        for (const AstClass *row = of + 1; row < ast_classes + ast_class_count && row->type == of->type; row++) {
            /* each constructor with fields stands on a line of its own */
            if (row == of + 1) {
                add(&doc, " = ");
            } else {
                add(&doc, is_enum ? " | " : "\n");
                for (size_t i = 0; !is_enum && i < strlen(of->name) + 1; i++)
                    add(&doc, " ");
                add(&doc, is_enum ? "" : "| ");
            }
            add_signature(&doc, row);
        }
    }
    if (size)
        out[doc.length < size ? doc.length : size - 1] = 0;
    return doc.length;
}
