/* ast_class.h - ast.def as data, for all that treats node classes alike: ast.dump, the `_ast` module, tree conversion.
 *
 * ast_classes holds every class of `_ast` but AST itself, in the order of ast.def: a sum, then its constructors.
 * A field's value stands at ast_field_offset in the node's struct; its C type follows from type and mark (see ast.h's
 * AST_type_mark). SPDX-License-Identifier: MIT */
#pragma once
#include "syntax/ast.h"

/* Type of a field, and the sum or product that a class belongs to. */
typedef enum AstType {
    AST_TYPE_identifier, AST_TYPE_string, AST_TYPE_int, AST_TYPE_constant, /* builtins of the notation */
    AST_TYPE_expr_context, AST_TYPE_boolop, AST_TYPE_operator, AST_TYPE_unaryop, AST_TYPE_cmpop, /* enums */
    AST_TYPE_mod, AST_TYPE_stmt, AST_TYPE_expr, AST_TYPE_excepthandler, AST_TYPE_pattern, AST_TYPE_type_ignore,
    AST_TYPE_type_param, /* structs with a kind */
    AST_TYPE_comprehension, AST_TYPE_arguments, AST_TYPE_arg, AST_TYPE_keyword, AST_TYPE_alias, AST_TYPE_withitem,
    AST_TYPE_match_case, /* structs */
    AST_TYPE_COUNT
} AstType;

typedef enum AstMark { AST_ONE, AST_OPT, AST_SEQ, AST_OPTSEQ } AstMark;
typedef enum AstAttributes { AST_ATTRIBUTES_NONE, AST_ATTRIBUTES_POSITION, AST_ATTRIBUTES_POSITION_ENDS_OPTIONAL } AstAttributes;
typedef enum AstForm { AST_FORM_SUM, AST_FORM_CONSTRUCTOR, AST_FORM_CHOICE, AST_FORM_PRODUCT } AstForm;

typedef struct AstField {
    const char *name;
    AstType     type;
    AstMark     mark;
} AstField;

typedef struct AstClass {
    const char     *name;
    AstForm         form;
    AstType         type;       /* its sum, or itself: for SUM and PRODUCT */
    int             kind;       /* of a CONSTRUCTOR or CHOICE, else 0 */
    AstAttributes   attributes; /* of SUM and PRODUCT; a constructor inherits its sum's */
    uint16_t        field_count;
    const AstField *fields;
} AstClass;

enum { AST_MAX_FIELDS = 7 };

extern const AstClass ast_classes[];
extern const size_t   ast_class_count;

/* The class of a constructor or choice of a sum; of a product for kind 0. Cannot fail for kinds that exist. */
const AstClass *ast_class_get(AstType type, int kind);

/* The class of a node, whose struct `type` tells: reads its kind. */
const AstClass *ast_class_of(AstType type, const void *node);

/* Where the field number `field` of a node of that class stands: bytes from the node's beginning. */
size_t ast_field_offset(const AstClass *of, int field);

/* Bytes of a node of that class, a CONSTRUCTOR or PRODUCT. */
size_t ast_class_size(const AstClass *of);

/* Offset of the node's position (a Location), or -1 when the type has none. */
int ast_position_offset(AstType type);

/* Offset of the node's kind, or -1 for products. */
int ast_kind_offset(AstType type);

/* The class's docstring, "BinOp(expr left, operator op, expr right)" or "unaryop = Invert | Not | UAdd | USub":
 * writes at most size bytes with the NUL, returns the length it needs, as snprintf. */
size_t ast_class_doc(const AstClass *of, char *out, size_t size);
