/* type.h - struct Type, its slots, and the rows that builtin functions, methods and attributes are.
 *
 * A static type (exactly those that CPython marks immutable) is constant data: slots, rows, docs; what it must remember
 * per isolate (its dict, mro tuple, subclasses) is a StaticTypeState of the Vm, by the type's number. A heap type (a class
 * statement, or a template made with its module) is the same struct on the isolate's heap.
 *
 * The slots are those of CPython, so that which dunder names a type has, how operators choose between number and sequence
 * meaning, and how a subclass inherits come out alike: `wrapper_descriptor`s are derived from filled slots
 * (objects/slot_table.def), and setting a dunder on a class refreshes the slots that it feeds.
 *
 * Failure: Value 0, false, -1, always with an exception set. SPDX-License-Identifier: MIT */
#pragma once
#include "base/comparison.h"
#include "memory/life.h"
#include "objects/shape.h"

struct Buffer;
struct HeapType;
struct StructSequence;

/* Which static types exist, and their numbers: SHAPE_LIST is the shape of every exact list. */
enum StaticShape {
    SHAPE_FREE = 0, /* a free cell */
#define STATIC_TYPE(SHAPE, symbol) SHAPE,
#include "objects/static_types.def"
#undef STATIC_TYPE
    STATIC_TYPE_COUNT
};
#define STATIC_TYPE(SHAPE, symbol) extern const Type symbol;
#include "objects/static_types.def"
#undef STATIC_TYPE

typedef struct Row Row;

/* A builtin's C function. arg: the bound arguments in the order of the signature's parameters (self first for methods):
 * borrowed; defaults filled in; 0 where an optional parameter without a default value was not given; *args as one tuple,
 * **kwargs as one dict or 0. count: how many Values arg holds; for VARIADIC how many were passed.
 * Result: owned, or 0 with the exception set. */
typedef Value (*NativeFn)(Vm *vm, const Value *arg, size_t count);

/* The function of a CALL_OWN row. arg: self (if any) and the positionals, count of them, then one value for each name of the tuple
 * `names` (0: no keywords). All borrowed. */
typedef Value (*OwnFn)(Vm *vm, const Value *arg, size_t count, Value names);

/* How a row is called, and which family of messages a wrong call gets (D17; texts recorded from CPython). */
typedef enum Convention {
    CALL_NOARGS,     /* "f() takes no arguments (1 given)" */
    CALL_ONE,        /* "f() takes exactly one argument (2 given)" */
    CALL_POSITIONAL, /* "f expected at least 1 argument, got 0"; no keywords */
    CALL_KEYWORDS,   /* argument-clinic's parser: "f() missing required argument 'x' (pos 1)", "takes at most 2 arguments" */
    CALL_VARIADIC,   /* arg = self (if any) and all positionals as passed, unbound; no keywords: "f() takes no keyword arguments" */
    CALL_OWN,        /* an OwnFn: takes keywords as they come (METHOD_OWN, FUNCTION_OWN) */
    CALL_PYTHON,     /* messages as a Python function's */
} Convention;

enum {
    ROW_CLASS       = 1,  /* classmethod: arg[0] is the class */
    ROW_STATIC      = 2,  /* staticmethod */
    ROW_NO_TEXT_SIGNATURE = 4, /* __text_signature__ is None */
    ROW_QUALIFIED   = 8,  /* messages say "list.append() ..." instead of "append() ..." */
    ROW_READONLY    = 16, /* a member without setter */
    ROW_COEXIST     = 32, /* stands although a slot of that name exists */
    ROW_CONSTRUCTOR = 128, /* __new__ or __init__ of a static type (NEW_ROW, INIT_ROW) */
    ROW_MAY_CALL    = 64, /* the function may run Python: its caller's borrowed things are stale afterwards */
};

/* A row is itself the Python object (method_descriptor, builtin function, getset_descriptor, ...): immortal constant. */
struct Row {
    Object      head;
    const char *signature;  /* "split(self, /, sep=None, maxsplit=-1)"; of attributes: the name */
    union {
        NativeFn call;      /* attributes: the getter, arg[0] = object */
        OwnFn    own;       /* CALL_OWN */
    };
    bool      (*set)(Vm *vm, Value self, Value value); /* attributes: the setter (value 0: delete); NULL: read-only */
    const char *doc;        /* NULL: None */
    const void *owner;      /* const Type * of a method or attribute; const ModuleDef * of a module's function */
    uint8_t     convention; /* Convention */
    uint8_t     flags;      /* ROW_... */
};

#define ROW_HEAD(SHAPE) { .refs = IMMORTAL, .shape = (SHAPE), .flags = OBJECT_CONST }
/* Rows of a type's table; OWNER must be defined as the type's address. The string of a name stands first in each macro:
 * tools/make_names.py collects it from there. */
#define METHOD(text, fn, how, docstring) \
    { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), text, { fn }, NULL, docstring, OWNER, how, 0 }
#define METHOD_FLAGS(text, fn, how, flag, docstring) \
    { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), text, { fn }, NULL, docstring, OWNER, how, flag }
#define CLASS_METHOD(text, fn, how, docstring) \
    { ROW_HEAD(SHAPE_CLASSMETHOD_DESCRIPTOR), text, { fn }, NULL, docstring, OWNER, how, ROW_CLASS }
#define STATIC_METHOD(text, fn, how, docstring) \
    { ROW_HEAD(SHAPE_BUILTIN_FUNCTION), text, { fn }, NULL, docstring, OWNER, how, ROW_STATIC }
#define GETSET(name, getter, setter, docstring) \
    { ROW_HEAD(SHAPE_GETSET_DESCRIPTOR), name, { getter }, setter, docstring, OWNER, CALL_NOARGS, 0 }
#define MEMBER(name, getter, setter, docstring) \
    { ROW_HEAD(SHAPE_MEMBER_DESCRIPTOR), name, { getter }, setter, docstring, OWNER, CALL_NOARGS, 0 }
/* A module's function; OWNER must be the module definition's address. */
#define FUNCTION(text, fn, how, docstring) \
    { ROW_HEAD(SHAPE_BUILTIN_FUNCTION), text, { fn }, NULL, docstring, OWNER, how, 0 }
#define FUNCTION_FLAGS(text, fn, how, flag, docstring) \
    { ROW_HEAD(SHAPE_BUILTIN_FUNCTION), text, { fn }, NULL, docstring, OWNER, how, flag }
#define METHOD_OWN(text, fn, flag, docstring) \
    { ROW_HEAD(SHAPE_METHOD_DESCRIPTOR), text, { .own = fn }, NULL, docstring, OWNER, CALL_OWN, flag }
#define FUNCTION_OWN(text, fn, flag, docstring) \
    { ROW_HEAD(SHAPE_BUILTIN_FUNCTION), text, { .own = fn }, NULL, docstring, OWNER, CALL_OWN, flag }
/* __new__ and __init__ of a static type: .new_row = &row with .slots.new = new_from_row (arg[0] = the class), .init_row =
 * &row with .slots.init = init_from_row (arg[0] = self; answers NONE). The text's name is the type's: "list(cls, ...)". */
#define NEW_ROW(text, fn, how) \
    { ROW_HEAD(SHAPE_BUILTIN_FUNCTION), text, { fn }, NULL, NULL, OWNER, how, ROW_CONSTRUCTOR }
#define INIT_ROW(text, fn, how) NEW_ROW(text, fn, how)
#define ROWS_END { .signature = NULL }

typedef Value   (*UnaryFn)(Vm *vm, Value self);
typedef Value   (*BinaryFn)(Vm *vm, Value a, Value b);          /* NOT_IMPLEMENTED: not for these operands */
typedef Value   (*TernaryFn)(Vm *vm, Value a, Value b, Value c);
typedef int     (*InquiryFn)(Vm *vm, Value self);
typedef int64_t (*LengthFn)(Vm *vm, Value self);
typedef Value   (*IndexFn)(Vm *vm, Value self, int64_t index);
typedef bool    (*AssignIndexFn)(Vm *vm, Value self, int64_t index, Value value);  /* value 0: delete */
typedef bool    (*AssignFn)(Vm *vm, Value self, Value key, Value value);           /* value 0: delete */
typedef int     (*ContainsFn)(Vm *vm, Value self, Value item);
typedef Value   (*CompareFn)(Vm *vm, Value a, Value b, Comparison op);
typedef Value   (*CallFn)(Vm *vm, Value callee, const Value *args, size_t count, Value names);
typedef Value   (*NewFn)(Vm *vm, const Type *cls, const Value *args, size_t count, Value names);
typedef bool    (*InitFn)(Vm *vm, Value self, const Value *args, size_t count, Value names);
typedef Value   (*DescrGetFn)(Vm *vm, Value descr, Value object /* 0: none */, Value cls /* 0: type of object */);

/* args of CallFn, NewFn, InitFn: count positional Values, then one Value for each name in the tuple names (0: none). */

typedef struct Slots {
    /* life; the same four as memory/life.h's, by their own names */
    union {
        LifeSlots life;
        struct {
            void (*dealloc)(Vm *vm, Object *self);  /* releases the body, then heap_free; never for constants */
            bool (*traverse)(Vm *vm, Object *self, VisitFn visit, void *arg);
            void (*clear)(Vm *vm, Object *self);    /* gives up references that may form cycles */
            void (*finalize)(Vm *vm, Object *self); /* __del__; keeps the exception that is set */
        };
    };
    NewFn       new;
    InitFn      init;
    /* general */
    UnaryFn     repr, str;
    int64_t   (*hash)(Vm *vm, Value self);          /* -1: error; hash_not_implemented for unhashable types */
    CompareFn   compare;
    CallFn      call;
    BinaryFn    getattr;                            /* __getattribute__ (and __getattr__); name a str */
    AssignFn    setattr;
    UnaryFn     iter;
    UnaryFn     next;                               /* UNBOUND: exhausted without exception */
    DescrGetFn  get;
    AssignFn    set;                                /* (descr, object, value or 0) */
    /* numbers */
    BinaryFn    add, subtract, multiply, matrix_multiply, true_divide, floor_divide, remainder, divmod;
    TernaryFn   power;
    BinaryFn    lshift, rshift, and, xor, or;
    BinaryFn    iadd, isubtract, imultiply, imatrix_multiply, itrue_divide, ifloor_divide, iremainder;
    TernaryFn   ipower;
    BinaryFn    ilshift, irshift, iand, ixor, ior;
    UnaryFn     negative, positive, absolute, invert, to_int, to_float, index;
    InquiryFn   truth;
    /* sequences */
    LengthFn    length;
    BinaryFn    concat;
    IndexFn     repeat;
    IndexFn     item;
    AssignIndexFn set_item;
    ContainsFn  contains;
    BinaryFn    iconcat;
    IndexFn     irepeat;
    /* mappings */
    LengthFn    map_length;
    BinaryFn    subscript;
    AssignFn    set_subscript;
    /* async */
    UnaryFn     await, aiter, anext;
    /* am_send: 1 yielded (*result), 0 returned (*result), -1 raised */
    int       (*send)(Vm *vm, Value self, Value sent, Value *result);
    /* buffer protocol (objects/buffer.h) */
    bool      (*get_buffer)(Vm *vm, Value self, struct Buffer *buffer, int flags);
    void      (*release_buffer)(Vm *vm, Value self, struct Buffer *buffer);
} Slots;

/* CPython's numbers, seen through __flags__. */
enum {
    TYPE_STATIC_BUILTIN = 1 << 1, TYPE_INLINE_VALUES = 1 << 2, TYPE_MANAGED_WEAKREF = 1 << 3, TYPE_MANAGED_DICT = 1 << 4,
    TYPE_SEQUENCE = 1 << 5, TYPE_MAPPING = 1 << 6, TYPE_DISALLOW_INSTANTIATION = 1 << 7, TYPE_IMMUTABLE = 1 << 8,
    TYPE_HEAP = 1 << 9, TYPE_BASE = 1 << 10, TYPE_HAVE_VECTORCALL = 1 << 11, TYPE_READY = 1 << 12, TYPE_HAVE_GC = 1 << 14,
    TYPE_METHOD_DESCRIPTOR = 1 << 17, TYPE_VALID_VERSION = 1 << 19, TYPE_ABSTRACT = 1 << 20, TYPE_MATCH_SELF = 1 << 22,
    TYPE_ITEMS_AT_END = 1 << 23,
    TYPE_INT_SUBCLASS = 1 << 24, TYPE_LIST_SUBCLASS = 1 << 25, TYPE_TUPLE_SUBCLASS = 1 << 26, TYPE_BYTES_SUBCLASS = 1 << 27,
    TYPE_STR_SUBCLASS = 1 << 28, TYPE_DICT_SUBCLASS = 1 << 29, TYPE_EXCEPTION_SUBCLASS = 1 << 30, TYPE_TYPE_SUBCLASS = (int)(1u << 31),
};

/* Where instances of a type keep what subclasses add. */
enum { LAYOUT_NO_DICT = 1, LAYOUT_DICT = 2, LAYOUT_WEAK = 4, LAYOUT_VAR_SIZED = 8 };

struct Type {
    Object       head;
    const char  *name;        /* static: CPython's tp_name ("collections.deque"); heap: utf-8 of __name__, owned */
    const char  *doc;         /* static only; NULL: None */
    const Type  *base;        /* __base__; NULL for object only */
    const Row   *rows;        /* static or template: methods and attributes, ended by ROWS_END; NULL: none */
    uint32_t     number;      /* static: its shape; heap: a number of its own */
    uint32_t     flags;       /* TYPE_... as CPython's __flags__ */
    int32_t      basic_size, item_size, dict_offset, weaklist_offset; /* CPython's numbers: data for programs only (D6) */
    uint32_t     size;        /* bytes of our C struct (fixed part); where a subclass's own slots begin */
    uint32_t     var_item;    /* bytes an item of our var-sized struct; 0: fixed */
    uint32_t     dict_field;  /* where in our struct the Value stands that is its objects' __dict__ (0: none yet); 0: no such */
    const Row   *new_row;     /* static: __new__'s signature; NULL: inherited or none */
    const Row   *init_row;
    const struct StructSequence *sequence; /* of named tuples (objects/struct_sequence.h); NULL: another type */
    const char  *text_signature; /* static: of the constructor, "(iterable=(), /)"; NULL: __text_signature__ is None */
    const char  *match_args;  /* static: "a b c", __match_args__; NULL: none */
    const char  *restated;    /* static: "__getattribute__ ...": slot names in the type's __dict__ although the slot is the
                                 base's (a slot that differs from the base's is always there); NULL: none */
    Slots        slots;       /* complete: inherited ones stand here too. Static types begin with their base's macro, such
                                 as OBJECT_SLOTS (objects/object.h), and override */
    struct HeapType *heap;    /* heap types: the rest (objects/heap_type.h); static: NULL */
};

Value new_from_row(Vm *vm, const Type *cls, const Value *args, size_t count, Value names);
bool  init_from_row(Vm *vm, Value self, const Value *args, size_t count, Value names);

/* Header of a static type object. Its metatype is always `type`. */
#define TYPE_HEAD { .refs = IMMORTAL, .shape = SHAPE_TYPE, .flags = OBJECT_CONST }

static inline const Type *type_of_word(Value v)
{
    static const Type *const constants[] = {
        [NONE >> 3] = &none_type, [FALSE >> 3] = &bool_type, [TRUE >> 3] = &bool_type, [ELLIPSIS >> 3] = &ellipsis_type,
        [NOT_IMPLEMENTED >> 3] = &not_implemented_type, [UNBOUND >> 3] = &none_type,
    };
    return is_word_int(v) ? &int_type : is_word_float(v) ? &float_type : constants[v >> 3];
}

/* Never fails; borrowed. v is not 0. */
static inline const Type *type_of(const Vm *vm, Value v)
{
    return is_pointer(v) ? shape_of(vm, object_of(v))->type : type_of_word(v);
}

/* The type object as a Value (borrowed; types may be mortal) and back. */
static inline Value type_value(const Type *type) { return value_of(type); }
static inline const Type *as_type(Value v) { return (const Type *)object_of(v); }

static inline bool type_has(const Vm *vm, Value v, uint32_t flag) { return type_of(vm, v)->flags & flag; }
static inline bool is_type(const Vm *vm, Value v)
{
    return is_pointer(v) && (type_of(vm, v)->flags & (uint32_t)TYPE_TYPE_SUBCLASS);
}
