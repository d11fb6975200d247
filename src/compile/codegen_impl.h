/* codegen_impl.h - what the parts of code generation share; for codegen*.c alone.
 *
 *     codegen.c              entry, module bodies           codegen_stmt.c         simple statements, dispatch
 *     codegen_unit.c         units (code objects) in work   codegen_loop.c         if, loops, leaving them
 *     codegen_emit.c         instructions, names            codegen_with.c, codegen_try.c, codegen_match.c
 *     codegen_expr.c         expressions, dispatch          codegen_function.c, codegen_class.c
 *     codegen_compare.c      comparisons, jumps on truth    codegen_annotation.c   __annotate__
 *     codegen_call.c         calls                          codegen_type_param.c   generics, `type`
 *     codegen_comprehension.c, codegen_string.c, codegen_check.c (warnings)
 *
 * Errors are sticky: emit_, visit_ and gen_ functions return nothing, the first failure stands in the compilation, and
 * from then on visits return at once and instructions are of no interest. Whoever needs a result asks has_failed.
 *
 * The instructions (order, arguments, places) are CPython 3.14's before its flow graph: any change is seen in co_code or
 * co_linetable. SPDX-License-Identifier: MIT */
#pragma once
#include "code/constant.h"
#include "compile/codegen.h"
#include "compile/draft.h"
#include "compile/symtable.h"

/* What a code object is made for; the scope's kind does not tell a lambda from a def. */
typedef enum UnitKind {
    UNIT_MODULE,
    UNIT_CLASS,
    UNIT_FUNCTION,
    UNIT_ASYNC_FUNCTION,
    UNIT_LAMBDA,
    UNIT_COMPREHENSION,
    UNIT_ANNOTATIONS, /* __annotate__, type parameters, their bounds, type aliases */
} UnitKind;

/* A statement that is being generated and that `return`, `break` or `continue` must unwind. */
typedef enum BlockKind {
    BLOCK_WHILE,
    BLOCK_FOR,
    BLOCK_ASYNC_FOR,
    BLOCK_TRY,
    BLOCK_FINALLY_TRY, /* the body of try ... finally; datum: the StmtSequence of finally */
    BLOCK_FINALLY_END,
    BLOCK_WITH,
    BLOCK_ASYNC_WITH,
    BLOCK_HANDLER_CLEANUP, /* datum: the Text of the handler's name, or NULL */
    BLOCK_POP_VALUE,
    BLOCK_EXCEPTION_HANDLER,
    BLOCK_GROUP_HANDLER,
    BLOCK_ASYNC_COMPREHENSION,
    BLOCK_STOP_ITERATION,
} BlockKind;

enum { MOST_BLOCKS = 21 }; /* that may be nested in one code object */

typedef struct Block {
    BlockKind   kind;
    Label       start, exit;
    Location    at;
    const void *datum;
} Block;

/* An annotated variable of a class or module, for its __annotate__. */
typedef struct DeferredAnnotation {
    const Stmt *stmt;
    int         condition; /* number in __conditional_annotations__, -1: unconditional */
} DeferredAnnotation;

typedef struct Unit Unit;
struct Unit {
    Unit       *parent;
    CodeDraft   draft;
    Scope      *scope;
    UnitKind    kind;
    const Text *name, *qualname; /* qualname: NULL for modules */
    const Text *class_name;      /* that names are mangled with, NULL */
    Block       blocks[MOST_BLOCKS];
    int         block_count;
    int         merged_depth;      /* > 0: in a comprehension without a frame of its own */
    bool        in_conditional;    /* in a statement that may not run */
    SymbolMap   hidden_now;        /* fast locals of merged comprehensions outside of functions; flags 1: in force */
    SymbolMap   static_attributes; /* of a class: names that its methods assign on self */
    struct { DeferredAnnotation *items; uint32_t count, capacity; } annotations;
    int         next_condition;
};

typedef struct Generator {
    Compilation  *compilation;
    Arena        *arena;
    SymbolTable   table;
    const Names  *names;
    ConstantCache cache;
    Unit         *unit;
    const Constant *filename;
    int           optimize;
    bool          has_future_annotations;
    bool          is_interactive;
    uint32_t      depth;             /* of the recursion */
    uint32_t      statements;        /* so far, for polls */
    uint32_t      warnings_disabled; /* > 0 while code is generated a second time */
} Generator;

static inline bool has_failed(const Generator *gen)
{
    return gen->compilation->error.kind != ERROR_NONE;
}

/* Sets "no memory". */
void fail_memory(Generator *gen);
/* Enters a level of the recursion; false: too deep, error set, or failed before. */
bool enter_level(Generator *gen);

/* ---- codegen_emit.c ---- */

void  emit(Generator *gen, int opcode, Location at);
void  emit_arg(Generator *gen, int opcode, int arg, Location at);
Label new_label(Generator *gen);
void  place(Generator *gen, Label label);
void  emit_jump(Generator *gen, int opcode, Label target, Location at);
void  emit_const(Generator *gen, const Constant *constant, Location at);
void  emit_none(Generator *gen, Location at);
void  emit_int(Generator *gen, int64_t value, Location at);
void  emit_text(Generator *gen, const Text *text, Location at);
/* An instruction whose argument is a name in co_names, shifted by `shift` with `low` in the free bits. */
void  emit_name(Generator *gen, int opcode, const Text *name, int shift, int low, Location at);
/* The same for a name that is not mangled. */
void  emit_plain_name(Generator *gen, int opcode, const Text *name, Location at);
void  emit_attribute(Generator *gen, int opcode, const Text *name, Location at);
/* LOAD_FAST_AND_CLEAR and its like: the argument is a local variable. */
void  emit_local(Generator *gen, int opcode, const Text *mangled, Location at);
/* Loads, stores or deletes a variable, wherever it lives. */
void  emit_variable(Generator *gen, const Text *name, ExprContext context, Location at);
/* Awaits or delegates to what is on the stack, below a None. */
void  emit_yield(Generator *gen, Location at);
void  emit_yield_from(Generator *gen, bool is_await, Location at);
void  emit_await(Generator *gen, int awaitable_kind, Location at);
const Text *mangle_name(Generator *gen, const Text *name);
const Constant *text_constant(Generator *gen, const Text *text);
/* Sorts by code points. */
void texts_sort(const Text **texts, uint32_t count);
/* A tuple of strings. */
const Constant *texts_constant(Generator *gen, const Text *const *texts, uint32_t count);

/* ---- codegen_unit.c ---- */

typedef struct ParameterCounts {
    int positional_only, positional, keyword_only;
} ParameterCounts;

/* Begins a code object. node, role: whose scope. class_name: as Unit's; NULL inherits it. False: error set. */
bool unit_begin(Generator *gen, const Text *name, UnitKind kind, const void *node, ScopeRole role, int line,
                const Text *class_name, ParameterCounts counts);
/* Ends it: with a `return None` at its end if adds_return_none, else a bare return. NULL: error set; the unit is gone all
 * the same. */
const CodeUnit *unit_finish(Generator *gen, bool adds_return_none);
/* Generates MAKE_FUNCTION for a finished unit, its closure, and FUNCTION_* attributes that lie on the stack. */
void emit_closure(Generator *gen, const CodeUnit *code, int attributes, Location at);
/* Number of the cell or free variable in instructions. */
int  closure_index(Generator *gen, const Text *name);
/* Protects a generator's body, so that StopIteration leaving it becomes RuntimeError. */
void wrap_in_stop_iteration_handler(Generator *gen);

void block_push(Generator *gen, BlockKind kind, Label start, Label exit, Location at, const void *datum);
void block_pop(Generator *gen, BlockKind kind);

/* ---- statements ---- */

void visit_stmts(Generator *gen, const StmtSequence *stmts);
void visit_stmt(Generator *gen, const Stmt *stmt);
void gen_body(Generator *gen, const StmtSequence *stmts, Location at);
void gen_if(Generator *gen, const Stmt *stmt);
void gen_for(Generator *gen, const Stmt *stmt);
void gen_async_for(Generator *gen, const Stmt *stmt);
void gen_while(Generator *gen, const Stmt *stmt);
void gen_return(Generator *gen, const Stmt *stmt);
void gen_break(Generator *gen, Location at);
void gen_continue(Generator *gen, Location at);
void gen_with(Generator *gen, const Stmt *stmt);
/* Try or TryStar. */
void gen_try(Generator *gen, const Stmt *stmt);
void gen_match(Generator *gen, const Stmt *stmt);
void gen_function(Generator *gen, const Stmt *stmt);
void gen_lambda(Generator *gen, const Expr *expr);
/* The name of the function that makes something's type parameters. NULL: error set. */
const Text *generic_name(Generator *gen, const Text *name);
/* Line where a def or class begins: its first decorator's. */
int  decorated_line(const ExprSequence *decorators, const Stmt *stmt);
/* The docstring without indentation. NULL: error set. */
const Constant *docstring_clean(Generator *gen, const Constant *docstring);
void gen_class(Generator *gen, const Stmt *stmt);
void gen_type_alias(Generator *gen, const Stmt *stmt);
/* The parameters' tuple is left on the stack. */
void gen_type_params(Generator *gen, const TypeParamSequence *params);
void gen_annotated(Generator *gen, const Stmt *stmt);
/* Leaves a function's __annotate__ on the stack if it has annotations; says so. */
bool gen_function_annotations(Generator *gen, const Stmt *stmt);
/* __annotate__ of the module or class that ends here. */
void gen_deferred_annotations(Generator *gen, Location at);
/* Begins __annotate__ or another function with the hidden parameter `format`, which refuses formats above 2. */
bool annotation_unit_begin(Generator *gen, const Text *name, const void *node, ScopeRole role, Location at);
void emit_call_exit_with_nones(Generator *gen, Location at);
void gen_decorators(Generator *gen, const ExprSequence *decorators);
void gen_apply_decorators(Generator *gen, const ExprSequence *decorators);
void gen_assign_target(Generator *gen, const ExprSequence *elements, Location at);

/* ---- expressions ---- */

void visit_expr(Generator *gen, const Expr *expr);
void visit_exprs(Generator *gen, const ExprSequence *exprs);
/* Where an attribute access happens: of one that spans lines only the name's own line. */
Location attribute_location(const Expr *attribute, Location at);
void gen_comprehension(Generator *gen, const Expr *expr);
void gen_compare(Generator *gen, const Expr *expr);
void gen_bool_op(Generator *gen, const Expr *expr);
/* Jumps to target when the truth of expr is `condition`, else falls through. */
void gen_jump_if(Generator *gen, const Expr *expr, Label target, bool condition, Location at);
void emit_compare(Generator *gen, CmpOp operator, Location at);
void gen_call(Generator *gen, const Expr *expr);
/* Arguments and the call itself, of a callable and `pushed` arguments that are on the stack. generic_base: one more
 * positional argument at the end, NULL. */
void gen_call_arguments(Generator *gen, Location at, int pushed, const ExprSequence *args,
                        const Text *generic_base, const KeywordSequence *keywords);
/* super().x and super(a, b).x: true when the attribute (is_method: to be called) was loaded, without a super object. */
bool gen_super_attribute(Generator *gen, const Expr *attribute, bool is_method);
/* List, tuple or set from elements with stars; the first `pushed` are on the stack. */
void gen_starred(Generator *gen, const ExprSequence *elements, const Text *last, int pushed, int build, int add,
                 int extend, bool is_tuple, Location at);
void gen_joined_str(Generator *gen, const Expr *expr);
void gen_formatted_value(Generator *gen, const Expr *expr);
void gen_interpolation(Generator *gen, const Expr *expr);
void gen_template_str(Generator *gen, const Expr *expr);
void gen_subscript(Generator *gen, const Expr *expr);
/* Two-part slices have instructions of their own, unless they are constant. */
bool is_two_part_slice(const Expr *slice);
void gen_slice_parts(Generator *gen, const Expr *slice);

/* ---- codegen_check.c: SyntaxWarnings ---- */

void check_callable(Generator *gen, const Expr *called);
void check_subscriptable(Generator *gen, const Expr *value);
void check_index(Generator *gen, const Expr *value, const Expr *index);
void check_compare(Generator *gen, const Expr *compare);
void warn_at(Generator *gen, Location at, const char *format, ...) __attribute__((format(printf, 3, 4)));
