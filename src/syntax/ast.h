/* ast.h - the syntax tree's structs, all expanded from ast.def.
 *
 * A node of class BinOp is an Expr of kind EXPR_BIN_OP whose fields are e->as.BinOp.left and so on. A node is allocated
 * with only its variant's size: never copy a whole Expr, Stmt or Pattern by assignment. Columns count UTF-8 bytes from 0,
 * lines from 1, as CPython's. A `?` field is NULL when absent, a `?*` sequence may hold NULL items, an absent
 * string/identifier is NULL, an absent ImportFrom.level (of a tree made by hand) is 0.
 * Trees live in an arena; identifiers are interned Texts, so they compare by pointer. SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>

#include "base/text.h"
#include "code/location.h"

typedef struct Constant Constant; /* code/constant.h */

/* The first four ints of every node that has a position: e->line or e->at.line, as one likes. */
#define AST_POSITION                                    \
    union {                                             \
        Location at;                                    \
        struct {                                        \
            int line, column, end_line, end_column;     \
        };                                              \
    }

typedef struct Mod Mod;
typedef struct Stmt Stmt;
typedef struct Expr Expr;
typedef struct ExceptHandler ExceptHandler;
typedef struct Pattern Pattern;
typedef struct TypeIgnore TypeIgnore;
typedef struct TypeParam TypeParam;
typedef struct Comprehension Comprehension;
typedef struct Arguments Arguments;
typedef struct Arg Arg;
typedef struct Keyword Keyword;
typedef struct Alias Alias;
typedef struct WithItem WithItem;
typedef struct MatchCase MatchCase;

typedef enum ExprContext { CONTEXT_LOAD = 1, CONTEXT_STORE, CONTEXT_DEL } ExprContext;
typedef enum BoolOp { BOOL_OP_AND = 1, BOOL_OP_OR } BoolOp;
typedef enum Operator {
    OPERATOR_ADD = 1, OPERATOR_SUB, OPERATOR_MULT, OPERATOR_MAT_MULT, OPERATOR_DIV, OPERATOR_MOD, OPERATOR_POW,
    OPERATOR_LSHIFT, OPERATOR_RSHIFT, OPERATOR_BIT_OR, OPERATOR_BIT_XOR, OPERATOR_BIT_AND, OPERATOR_FLOOR_DIV
} Operator;
typedef enum UnaryOp { UNARY_OP_INVERT = 1, UNARY_OP_NOT, UNARY_OP_UADD, UNARY_OP_USUB } UnaryOp;
typedef enum CmpOp {
    CMP_OP_EQ = 1, CMP_OP_NOT_EQ, CMP_OP_LT, CMP_OP_LT_E, CMP_OP_GT, CMP_OP_GT_E, CMP_OP_IS, CMP_OP_IS_NOT,
    CMP_OP_IN, CMP_OP_NOT_IN
} CmpOp;

typedef struct { uint32_t length; Stmt **items; } StmtSequence;
typedef struct { uint32_t length; Expr **items; } ExprSequence;
typedef struct { uint32_t length; ExceptHandler **items; } ExceptHandlerSequence;
typedef struct { uint32_t length; Pattern **items; } PatternSequence;
typedef struct { uint32_t length; TypeIgnore **items; } TypeIgnoreSequence;
typedef struct { uint32_t length; TypeParam **items; } TypeParamSequence;
typedef struct { uint32_t length; Comprehension **items; } ComprehensionSequence;
typedef struct { uint32_t length; Arg **items; } ArgSequence;
typedef struct { uint32_t length; Keyword **items; } KeywordSequence;
typedef struct { uint32_t length; Alias **items; } AliasSequence;
typedef struct { uint32_t length; WithItem **items; } WithItemSequence;
typedef struct { uint32_t length; MatchCase **items; } MatchCaseSequence;
typedef struct { uint32_t length; const Text **items; } TextSequence;
typedef struct { uint32_t length; CmpOp *items; } CmpOpSequence;

/* Any of the above, for code that walks the class table (every items pointer is a pointer to pointers but CmpOp's). */
typedef struct { uint32_t length; void **items; } AnySequence;

/* The C type of F(type, mark, name) is AST_type_mark. */
typedef const Text *AST_identifier_ONE, *AST_identifier_OPT, *AST_string_ONE, *AST_string_OPT;
typedef TextSequence AST_identifier_SEQ;
typedef const Constant *AST_constant_ONE;
typedef int AST_int_ONE, AST_int_OPT;
typedef ExprContext AST_expr_context_ONE;
typedef BoolOp AST_boolop_ONE;
typedef Operator AST_operator_ONE;
typedef UnaryOp AST_unaryop_ONE;
typedef CmpOpSequence AST_cmpop_SEQ;
typedef StmtSequence AST_stmt_SEQ;
typedef Expr *AST_expr_ONE, *AST_expr_OPT;
typedef ExprSequence AST_expr_SEQ, AST_expr_OPTSEQ;
typedef Arguments *AST_arguments_ONE;
typedef Arg *AST_arg_OPT;
typedef ArgSequence AST_arg_SEQ;
typedef Pattern *AST_pattern_ONE, *AST_pattern_OPT;
typedef PatternSequence AST_pattern_SEQ;
typedef TypeIgnoreSequence AST_type_ignore_SEQ;
typedef TypeParamSequence AST_type_param_SEQ;
typedef ComprehensionSequence AST_comprehension_SEQ;
typedef ExceptHandlerSequence AST_excepthandler_SEQ;
typedef KeywordSequence AST_keyword_SEQ;
typedef AliasSequence AST_alias_SEQ;
typedef WithItemSequence AST_withitem_SEQ;
typedef MatchCaseSequence AST_match_case_SEQ;

/* Kinds count from 1, as CPython's. */
typedef enum ModKind {
    MOD_NONE,
#define MOD(Name, KIND, fields) MOD_##KIND,
#include "syntax/ast.def"
} ModKind;

typedef enum StmtKind {
    STMT_NONE,
#define STMT(Name, KIND, fields) STMT_##KIND,
#include "syntax/ast.def"
} StmtKind;

typedef enum ExprKind {
    EXPR_NONE,
#define EXPR(Name, KIND, fields) EXPR_##KIND,
#include "syntax/ast.def"
} ExprKind;

typedef enum ExceptHandlerKind {
    EXCEPT_HANDLER_NONE,
#define EXCEPT_HANDLER(Name, KIND, fields) EXCEPT_HANDLER_##KIND,
#include "syntax/ast.def"
} ExceptHandlerKind;

typedef enum PatternKind {
    PATTERN_NONE,
#define PATTERN(Name, KIND, fields) PATTERN_##KIND,
#include "syntax/ast.def"
} PatternKind;

typedef enum TypeIgnoreKind {
    TYPE_IGNORE_NONE,
#define TYPE_IGNORE(Name, KIND, fields) TYPE_IGNORE_##KIND,
#include "syntax/ast.def"
} TypeIgnoreKind;

typedef enum TypeParamKind {
    TYPE_PARAM_NONE,
#define TYPE_PARAM(Name, KIND, fields) TYPE_PARAM_##KIND,
#include "syntax/ast.def"
} TypeParamKind;

struct Mod {
    ModKind kind;
    union {
#define F(type, mark, name) AST_##type##_##mark name;
#define MOD(Name, KIND, fields) struct { fields } Name;
#include "syntax/ast.def"
    } as;
};

struct Stmt {
    AST_POSITION;
    StmtKind kind;
    union {
#define F(type, mark, name) AST_##type##_##mark name;
#define STMT(Name, KIND, fields) struct { fields } Name;
#include "syntax/ast.def"
    } as;
};

struct Expr {
    AST_POSITION;
    ExprKind kind;
    union {
#define F(type, mark, name) AST_##type##_##mark name;
#define EXPR(Name, KIND, fields) struct { fields } Name;
#include "syntax/ast.def"
    } as;
};

struct ExceptHandler {
    AST_POSITION;
    ExceptHandlerKind kind;
    union {
#define F(type, mark, name) AST_##type##_##mark name;
#define EXCEPT_HANDLER(Name, KIND, fields) struct { fields } Name;
#include "syntax/ast.def"
    } as;
};

struct Pattern {
    AST_POSITION;
    PatternKind kind;
    union {
#define F(type, mark, name) AST_##type##_##mark name;
#define PATTERN(Name, KIND, fields) struct { fields } Name;
#include "syntax/ast.def"
    } as;
};

struct TypeIgnore {
    TypeIgnoreKind kind;
    union {
#define F(type, mark, name) AST_##type##_##mark name;
#define TYPE_IGNORE(Name, KIND, fields) struct { fields } Name;
#include "syntax/ast.def"
    } as;
};

struct TypeParam {
    AST_POSITION;
    TypeParamKind kind;
    union {
#define F(type, mark, name) AST_##type##_##mark name;
#define TYPE_PARAM(Name, KIND, fields) struct { fields } Name;
#include "syntax/ast.def"
    } as;
};

#define AST_STRUCT_POSITION_ENDS_OPTIONAL AST_POSITION;
#define AST_STRUCT_NONE
#define F(type, mark, name) AST_##type##_##mark name;
#define PRODUCT(Name, Type, ATTRIBUTES, fields) struct Type { AST_STRUCT_##ATTRIBUTES fields };
#include "syntax/ast.def"
#undef AST_STRUCT_POSITION_ENDS_OPTIONAL
#undef AST_STRUCT_NONE

/* A new node of a class with kinds, as AST_NEW(arena, Expr, EXPR_BIN_OP, BinOp, at, .left = a, .op = op, .right = b):
 * only as large as its variant, the fields not named are 0. NULL: no memory. AST_NEW_PLAIN: a class without position. */
#define AST_NEW(arena, Type, KIND, Name, at_location, ...)                                        \
    __extension__({                                                                               \
        Type *ast_node = arena_alloc((arena), offsetof(Type, as) + sizeof(((Type *)0)->as.Name)); \
        if (ast_node) {                                                                           \
            ast_node->at = (at_location);                                                         \
            ast_node->kind = (KIND);                                                              \
            ast_node->as.Name = (__typeof__(ast_node->as.Name)){__VA_ARGS__};                     \
        }                                                                                         \
        ast_node;                                                                                 \
    })
#define AST_NEW_PLAIN(arena, Type, KIND, Name, ...)                                               \
    __extension__({                                                                               \
        Type *ast_node = arena_alloc((arena), offsetof(Type, as) + sizeof(((Type *)0)->as.Name)); \
        if (ast_node) {                                                                           \
            ast_node->kind = (KIND);                                                              \
            ast_node->as.Name = (__typeof__(ast_node->as.Name)){__VA_ARGS__};                     \
        }                                                                                         \
        ast_node;                                                                                 \
    })

/* A new node of a class without kinds: AST_NEW_PRODUCT(arena, Keyword, .at = at, .arg = name, .value = value). */
#define AST_NEW_PRODUCT(arena, Type, ...)                        \
    __extension__({                                              \
        Type *ast_node = arena_alloc((arena), sizeof(Type));     \
        if (ast_node)                                            \
            *ast_node = (Type){__VA_ARGS__};                     \
        ast_node;                                                \
    })
