/* symtable.h - the symbol table: which names each scope of a program has, and where each of them lives.
 *
 * Two passes. The first walks the tree once and notes in each scope how a name is used (DEF_*, USE). The second resolves
 * from the outermost scope inward: local, global, cell or free; comprehensions that need no frame of their own are
 * merged into the scope around them (PEP 709). Flags and numbers are CPython's, since the module `_symtable` shows them.
 *
 *     symtable_build -> Scope (module) -> children: functions, classes, comprehensions, annotation scopes, type scopes
 *
 * Everything lives in the compilation's arena. A failed call leaves its error in the compilation, and the table is then
 * of no use. SPDX-License-Identifier: MIT */
#pragma once
#include "compile/future.h"
#include "compile/names.h"

/* Kinds of scopes; CPython's TYPE_* numbers. */
typedef enum ScopeKind {
    SCOPE_FUNCTION, /* def, lambda, comprehension */
    SCOPE_CLASS,
    SCOPE_MODULE,
    SCOPE_ANNOTATION,
    SCOPE_TYPE_ALIAS,
    SCOPE_TYPE_PARAMETERS,
    SCOPE_TYPE_VARIABLE, /* bound or default of a type parameter */
} ScopeKind;

typedef enum ComprehensionKind {
    COMPREHENSION_NONE,
    COMPREHENSION_LIST,
    COMPREHENSION_DICT,
    COMPREHENSION_SET,
    COMPREHENSION_GENERATOR,
} ComprehensionKind;

/* A symbol's flags; the resolution stands above them, shifted by RESOLUTION_SHIFT. */
enum {
    DEF_GLOBAL = 1,
    DEF_LOCAL = 2,
    DEF_PARAM = 4,
    DEF_NONLOCAL = 8,
    USE = 16,
    DEF_FREE_CLASS = 64,    /* free in a function of the class, and also a name of the class */
    DEF_IMPORT = 128,
    DEF_ANNOT = 256,
    DEF_COMP_ITER = 512,    /* a comprehension's loop variable */
    DEF_TYPE_PARAM = 1024,
    DEF_COMP_CELL = 2048,   /* a cell of a comprehension that was merged into this scope */
    DEF_BOUND = DEF_LOCAL | DEF_PARAM | DEF_IMPORT | DEF_TYPE_PARAM,
    RESOLUTION_SHIFT = 12,
    RESOLUTION_MASK = 15,
};

typedef enum Resolution { RESOLUTION_NONE, LOCAL, GLOBAL_EXPLICIT, GLOBAL_IMPLICIT, FREE, CELL } Resolution;

typedef struct Symbol {
    const Text *name;       /* mangled */
    uint32_t    flags;
    uint8_t     resolution; /* of the analysis while it runs; then a part of flags, too */
    bool        is_merged;  /* came from a merged comprehension: not seen from scopes further in */
} Symbol;

/* Names with flags, in the order in which they came. */
typedef struct SymbolMap {
    Symbol   *items;
    uint32_t  count, capacity;
    uint32_t *slots; /* open addressing over items, number + 1; NULL while there are few */
    uint32_t  mask;
} SymbolMap;

typedef struct TextList {
    const Text **items;
    uint32_t     count, capacity;
} TextList;

typedef struct Scope Scope;

typedef struct ScopeList {
    Scope  **items;
    uint32_t count, capacity;
} ScopeList;

/* Where a `global` or `nonlocal` (or a walrus that implies one) names what. */
typedef struct Directive {
    const Text *name;
    Location    at;
} Directive;

struct Scope {
    uintptr_t         key; /* of scope_key */
    const Text       *name;
    ScopeKind         kind;
    ComprehensionKind comprehension;
    Scope            *parent;
    Location          at;
    SymbolMap         symbols;
    TextList          variables; /* parameters, in co_varnames' order */
    ScopeList         children;
    struct { Directive *items; uint32_t count, capacity; } directives;
    SymbolMap        *mangled_names;    /* in the type parameters of a class: the only names to mangle; else NULL */
    Scope            *annotation_scope; /* of a module or class, for its variables' annotations; NULL */
    const char       *description;      /* "a TypeVar bound" and so on, for errors; NULL */
    int               iterable_depth;   /* > 0: inside of a comprehension's iterable */
    bool is_nested : 1;                 /* a function is around it */
    bool is_generator : 1;
    bool is_coroutine : 1;
    bool is_method : 1;                 /* a function directly in a class */
    bool is_merged : 1;                 /* a comprehension without a frame of its own */
    bool has_varargs : 1;
    bool has_varkeywords : 1;
    bool has_docstring : 1;
    bool returns_value : 1;
    bool annotations_used : 1;
    bool needs_class_closure : 1;       /* a class: a function in it uses __class__ */
    bool needs_classdict : 1;           /* a class: an annotation scope in it sees its names */
    bool sees_class : 1;                /* names of the class around it are visible here */
    bool has_conditional_annotations : 1;
    bool in_conditional : 1;            /* the first pass is in an `if`, a loop, ... */
    bool in_unevaluated_annotation : 1;
    bool in_target : 1;                 /* the first pass is in a comprehension's target */
};

/* A node may own more than one scope. */
typedef enum ScopeRole {
    ROLE_BODY,            /* of the function, class, module, lambda, comprehension, type alias; bound of a parameter */
    ROLE_ANNOTATIONS,     /* __annotate__ of a function */
    ROLE_VARIABLES,       /* __annotate__ of a module's or class's variables */
    ROLE_TYPE_PARAMETERS,
    ROLE_DEFAULT,         /* of a type parameter */
} ScopeRole;

typedef struct SymbolTable {
    Compilation *compilation;
    Names        names;
    Future       future;
    Scope       *top;
    Scope      **slots; /* open addressing by key */
    uint32_t     mask, count;
} SymbolTable;

/* Builds the table of a tree; features (compile()'s and the module's own) stand in compilation->flags.
 * False: error set. */
MUST_CHECK bool symtable_build(SymbolTable *table, Compilation *compilation, const Mod *tree, const Future *future);

/* The scope that a node owns in this role, NULL if there is none. */
Scope *symtable_find(const SymbolTable *table, const void *node, ScopeRole role);

/* A name's flags in a scope, 0 if it is not there. The name must be mangled. */
uint32_t scope_flags(const Scope *scope, const Text *name);
Resolution scope_resolution(const Scope *scope, const Text *name);

/* The name's mangled form as seen from a scope: like name_mangle, but around a class's type parameters only these are
 * mangled. NULL: no memory. */
MUST_CHECK const Text *scope_mangle(Scope *scope, TextTable *texts, const Text *class_name, const Text *name);

/* Everything but modules and classes: locals are fast. */
static inline bool scope_is_function_like(const Scope *scope)
{
    return scope->kind != SCOPE_CLASS && scope->kind != SCOPE_MODULE;
}

static inline uintptr_t scope_key(const void *node, ScopeRole role)
{
    return (uintptr_t)node + role; /* nodes are aligned to 8 */
}

/* Symbol of a name, NULL if absent; valid until the next addition. */
Symbol *symbol_find(const SymbolMap *map, const Text *name);
/* The same, made with flags 0 if absent. NULL: no memory. */
MUST_CHECK Symbol *symbol_ensure(Arena *arena, SymbolMap *map, const Text *name);
