/* struct.c - the module _struct: Struct objects, and functions that keep the last formats' ones.
 * SPDX-License-Identifier: MIT */
#include "modules/struct.h"

#include "objects/buffer.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/heap_type.h"
#include "objects/instance.h"
#include "objects/int.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"

typedef struct StructState {
    Value error, cache;  /* the class struct.error; dict from format to Struct, 0: none yet */
} StructState;

typedef struct Struct {
    Object       head;
    Value        text;   /* the format, a str; 0: not initialized */
    StructFormat format;
} Struct;

enum { CACHE_MOST = 100 };

static StructState *state_of(Vm *vm) { return module_state(vm, &module_struct); }
const Type *struct_error_type(Vm *vm) { return as_type(state_of(vm)->error); }

static Struct *as_struct(Value v) { return (Struct *)object_of(v); }

#define STRUCT_ERROR(...) raise_format(vm, struct_error_type(vm), __VA_ARGS__)

/* ---- making ---- */

static Value struct_new_slot(Vm *vm, const Type *cls, const Value *args, size_t count, Value names)
{
    (void)args, (void)count, (void)names;
    Struct *self = object_allocate(vm, cls, 0);
    if (!self)
        return 0;
    self->text = 0;
    self->format = (StructFormat){0};
    return object_ready(vm, self);
}

/* The format as a str of ASCII; owned. */
static Value format_text(Vm *vm, Value given)
{
    Value text = 0;
    if (is_str(vm, given)) {
        if (str_is_ascii(as_str(given)))
            return retain(given);
        Value args[1] = {NAME(ascii)};
        release(vm, call_method(vm, given, NAME(encode), args, 1)); // raises
        return 0;
    }
    if (!is_bytes(vm, given))
        return type_error(vm, "Struct() argument 1 must be a str or bytes object, not %T", given);
    Value args[1] = {NAME(ascii)};
    text = call_method(vm, given, NAME(decode), args, 1);
    return text;
}

static Value struct_init(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    Struct      *self = as_struct(arg[0]);
    StructFormat format = {0};
    Value        text = format_text(vm, arg[1]);
    if (!text)
        return 0;
    if (!struct_parse(vm, as_str(text)->data, as_str(text)->length, &format)) {
        struct_format_drop(vm, &format);
        release(vm, text);
        return 0;
    }
    struct_format_drop(vm, &self->format);
    self->format = format;
    replace(vm, &self->text, text);
    return NONE;
}

static void struct_dealloc_slot(Vm *vm, Object *object)
{
    Struct *self = (Struct *)object;
    struct_format_drop(vm, &self->format);
    release(vm, self->text);
    heap_free(vm, object, sizeof *self);
}

/* The Struct of a format, from the cache or new; owned. */
static Value struct_for(Vm *vm, Value format)
{
    StructState *state = state_of(vm);
    if (!state->cache && !(state->cache = dict_new(vm)))
        return 0;
    Value found = dict_find(vm, state->cache, format);
    if (!found || found != UNBOUND)
        return found ? retain(found) : 0;
    Value made = call1(vm, type_value(&struct_type), format);
    if (!made)
        return 0;
    if (dict_length(vm, state->cache) >= CACHE_MOST)
        dict_clear(vm, state->cache);
    if (!dict_set(vm, state->cache, format, made)) {
        release(vm, made);
        return 0;
    }
    return made;
}

static bool initialized(Vm *vm, const Struct *self)
{
    return self->format.codes || runtime_error(vm, "Struct object is not initialized");
}

/* ---- packing and unpacking with a Struct ---- */

static Value pack_with(Vm *vm, Struct *self, const Value *items, size_t count)
{
    if (!initialized(vm, self))
        return 0;
    if (count != self->format.items)
        return STRUCT_ERROR("pack expected %zu items for packing (got %zu)", self->format.items, count);
    size_t size = self->format.size;
    Bytes *bytes = bytes_new(vm, size);
    if (!bytes)
        return 0;
    if (!struct_pack_items(vm, &self->format, items, (uint8_t *)bytes->data)) {
        release(vm, value_of(bytes));
        return 0;
    }
    return value_of(bytes);
}

/* Where an item of the format begins in a buffer; false: struct.error. what: "pack" or "unpack". */
static bool check_offset(Vm *vm, const Struct *self, int64_t length, int64_t *offset, bool pack)
{
    int64_t size = (int64_t)self->format.size;
    if (*offset < 0) {
        if (*offset + size > 0)
            return pack ? STRUCT_ERROR("no space to pack %lld bytes at offset %lld", (long long)size, (long long)*offset)
                        : STRUCT_ERROR("not enough data to unpack %lld bytes at offset %lld", (long long)size,
                                       (long long)*offset);
        if (*offset + length < 0)
            return STRUCT_ERROR("offset %lld out of range for %lld-byte buffer", (long long)*offset, (long long)length);
        *offset += length;
    }
    if (length - *offset >= size)
        return true;
    return STRUCT_ERROR("%s requires a buffer of at least %llu bytes for %s %lld bytes at offset %lld (actual buffer size is "
                        "%lld)",
                        pack ? "pack_into" : "unpack_from", (unsigned long long)*offset + (unsigned long long)size,
                        pack ? "packing" : "unpacking", (long long)size, (long long)*offset, (long long)length);
}

static Value pack_into_with(Vm *vm, Struct *self, const Value *args, size_t count)
{
    Buffer  buffer = {0};
    Value   result = 0;
    int64_t offset;
    if (!initialized(vm, self))
        return 0;
    if (count == 0)
        return STRUCT_ERROR("pack_into expected buffer argument");
    if (count == 1)
        return STRUCT_ERROR("pack_into expected offset argument");
    if (count - 2 != self->format.items)
        return STRUCT_ERROR("pack_into expected %zu items for packing (got %zu)", self->format.items, count - 2);
    if (!buffer_get(vm, args[0], &buffer, BUFFER_WRITABLE)) {
        exception_clear(vm);
        return type_error(vm, "argument must be read-write bytes-like object, not %T", args[0]);
    }
    if (object_index_int64(vm, args[1], &index_error_type, &offset) &&
        check_offset(vm, self, (int64_t)buffer.length, &offset, true) &&
        struct_pack_items(vm, &self->format, args + 2, (uint8_t *)buffer.data + offset))
        result = NONE;
    buffer_release(vm, &buffer);
    return result;
}

static Value unpack_with(Vm *vm, Struct *self, Value source)
{
    Buffer buffer = {0};
    Value  result = 0;
    if (!initialized(vm, self) || !buffer_get(vm, source, &buffer, BUFFER_SIMPLE))
        return 0;
    if (buffer.length == self->format.size)
        result = struct_unpack_items(vm, &self->format, buffer.data);
    else
        STRUCT_ERROR("unpack requires a buffer of %zu bytes", self->format.size);
    buffer_release(vm, &buffer);
    return result;
}

static Value unpack_from_with(Vm *vm, Struct *self, Value source, Value start)
{
    Buffer  buffer = {0};
    Value   result = 0;
    int64_t offset;
    if (!initialized(vm, self) || !object_index_int64(vm, start, &overflow_error_type, &offset) ||
        !buffer_get(vm, source, &buffer, BUFFER_SIMPLE))
        return 0;
    if (check_offset(vm, self, (int64_t)buffer.length, &offset, false))
        result = struct_unpack_items(vm, &self->format, (uint8_t *)buffer.data + offset);
    buffer_release(vm, &buffer);
    return result;
}

/* ---- iter_unpack ---- */

typedef struct UnpackIterator {
    Object head;
    Value  owner;    /* the Struct; 0: exhausted */
    Buffer buffer;
    size_t at;
} UnpackIterator;

static Value iter_unpack_with(Vm *vm, Value v, Value source)
{
    const Struct *self = as_struct(v);
    if (!initialized(vm, self))
        return 0;
    if (!self->format.size)
        return STRUCT_ERROR("cannot iteratively unpack with a struct of length 0");
    UnpackIterator *iterator = heap_new_container(vm, sizeof *iterator, SHAPE_UNPACK_ITERATOR);
    if (!iterator)
        return 0;
    iterator->owner = 0;
    iterator->buffer = (Buffer){0};
    iterator->at = 0;
    if (!buffer_get(vm, source, &iterator->buffer, BUFFER_SIMPLE)) {
        release(vm, value_of(iterator));
        return 0;
    }
    if (iterator->buffer.length % self->format.size) {
        release(vm, value_of(iterator));
        return STRUCT_ERROR("iterative unpacking requires a buffer of a multiple of %zu bytes", self->format.size);
    }
    iterator->owner = retain(v);
    gc_track(vm, &iterator->head);
    return value_of(iterator);
}

static void iterator_dealloc(Vm *vm, Object *object)
{
    UnpackIterator *self = (UnpackIterator *)object;
    release(vm, self->owner);
    buffer_release(vm, &self->buffer);
    heap_free(vm, object, sizeof *self);
}

static bool iterator_traverse(Vm *vm, Object *object, VisitFn visit, void *arg)
{
    (void)vm;
    UnpackIterator *self = (UnpackIterator *)object;
    return (!self->owner || visit(self->owner, arg)) && (!self->buffer.owner || visit(self->buffer.owner, arg));
}

static Value iterator_next(Vm *vm, Value v)
{
    UnpackIterator *self = (UnpackIterator *)object_of(v);
    if (!self->owner)
        return UNBOUND;
    size_t size = as_struct(self->owner)->format.size;
    if (self->at + size > self->buffer.length || self->at >= self->buffer.length) {
        replace(vm, &self->owner, 0);
        buffer_release(vm, &self->buffer);
        return UNBOUND;
    }
    Value result = struct_unpack_items(vm, &as_struct(self->owner)->format, (uint8_t *)self->buffer.data + self->at);
    self->at += size;
    return result;
}

static Value iterator_hint(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    const UnpackIterator *self = (UnpackIterator *)object_of(arg[0]);
    if (!self->owner)
        return int_value(0);
    return int_value((int64_t)((self->buffer.length - self->at) / as_struct(self->owner)->format.size));
}

#define OWNER &unpack_iterator_type
static const Row iterator_rows[] = {
    METHOD_FLAGS("__length_hint__(self, /)", iterator_hint, CALL_NOARGS, ROW_NO_TEXT_SIGNATURE, NULL),
    ROWS_END,
};
#undef OWNER

const Type unpack_iterator_type = {
    TYPE_HEAD, .name = "_struct.unpack_iterator", .base = &object_type, .rows = iterator_rows,
    .number = SHAPE_UNPACK_ITERATOR, .flags = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_READY | TYPE_HAVE_GC | TYPE_DISALLOW_INSTANTIATION,
    .basic_size = 112, .size = sizeof(UnpackIterator), .restated = "__getattribute__",
    .slots = { OBJECT_SLOTS, .dealloc = iterator_dealloc, .traverse = iterator_traverse, .iter = self_iter,
               .next = iterator_next },
};

/* ---- Struct's rows ---- */

#define ROW_FN(name, call) static Value name(Vm *vm, const Value *arg, size_t count) { (void)count; return call; }
ROW_FN(method_pack, pack_with(vm, as_struct(arg[0]), arg + 1, count - 1))
ROW_FN(method_pack_into, pack_into_with(vm, as_struct(arg[0]), arg + 1, count - 1))
ROW_FN(method_unpack, unpack_with(vm, as_struct(arg[0]), arg[1]))
ROW_FN(method_unpack_from, unpack_from_with(vm, as_struct(arg[0]), arg[1], arg[2]))
ROW_FN(method_iter_unpack, iter_unpack_with(vm, arg[0], arg[1]))
static Value get_size(Vm *vm, const Value *arg, size_t count)
{
    (void)vm, (void)count;
    const Struct *self = as_struct(arg[0]);
    return int_value(self->format.codes ? (int64_t)self->format.size : -1);
}
ROW_FN(get_format, initialized(vm, as_struct(arg[0])) ? retain(as_struct(arg[0])->text) : 0)

static Value method_size_of(Vm *vm, const Value *arg, size_t count)
{
    (void)count;
    const Struct *self = as_struct(arg[0]);
    enum { CODE_SIZE = 32 }; // CPython's
    return int_from_int64(vm, type_of(vm, arg[0])->basic_size + CODE_SIZE * (int64_t)(self->format.count + 1));
}

static Value struct_repr_slot(Vm *vm, Value v)
{
    if (!initialized(vm, as_struct(v)))
        return 0;
    Value name = type_name(vm, type_of(vm, v)), text = name ? str_format(vm, "%U(%R)", name, as_struct(v)->text) : 0;
    release(vm, name);
    return text;
}

#define OWNER &struct_type
static const Row struct_init_row = INIT_ROW("Struct(self, format)", struct_init, CALL_KEYWORDS);
static const Row struct_rows[] = {
    METHOD("iter_unpack(self, buffer, /)", method_iter_unpack, CALL_ONE,
           "Return an iterator yielding tuples.\n\nTuples are unpacked from the given bytes source, like a repeated\n"
           "invocation of unpack_from().\n\nRequires that the bytes length be a multiple of the struct size."),
    METHOD_FLAGS("pack(self, /, *values)", method_pack, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE,
                 "S.pack(v1, v2, ...) -> bytes\n\nReturn a bytes object containing values v1, v2, ... packed according\n"
                 "to the format string S.format.  See help(struct) for more on format\nstrings."),
    METHOD_FLAGS("pack_into(self, /, *values)", method_pack_into, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE,
                 "S.pack_into(buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string "
                 "S.format\nand write the packed bytes into the writable buffer buf starting at\noffset.  Note that the offset "
                 "is a required argument.  See\nhelp(struct) for more on format strings."),
    METHOD("unpack(self, buffer, /)", method_unpack, CALL_ONE,
           "Return a tuple containing unpacked values.\n\nUnpack according to the format string Struct.format. The buffer's size\n"
           "in bytes must be Struct.size.\n\nSee help(struct) for more on format strings."),
    METHOD("unpack_from(self, /, buffer, offset=0)", method_unpack_from, CALL_KEYWORDS,
           "Return a tuple containing unpacked values.\n\nValues are unpacked according to the format string Struct.format.\n\n"
           "The buffer's size in bytes, starting at position offset, must be\nat least Struct.size.\n\n"
           "See help(struct) for more on format strings."),
    METHOD("__sizeof__(self, /)", method_size_of, CALL_NOARGS, "S.__sizeof__() -> size of S in memory, in bytes"),
    GETSET("format", get_format, NULL, "struct format string"),
    GETSET("size", get_size, NULL, "struct size in bytes"),
    ROWS_END,
};
#undef OWNER

const Type struct_type = {
    TYPE_HEAD, .name = "_struct.Struct",
    .doc = "Struct(fmt) --> compiled struct object\n\nReturn a new Struct object which writes and reads binary data according to "
           "the format string fmt.\n\nSee help(struct) for more on format strings.",
    .base = &object_type, .rows = struct_rows, .number = SHAPE_STRUCT,
    .flags = TYPE_HEAP | TYPE_IMMUTABLE | TYPE_BASE | TYPE_READY | TYPE_HAVE_GC, .basic_size = 56, .weaklist_offset = 48,
    .size = sizeof(Struct), .init_row = &struct_init_row, .restated = "__getattribute__ __setattr__ __delattr__",
    .slots = { OBJECT_SLOTS, .dealloc = struct_dealloc_slot, .new = struct_new_slot, .init = init_from_row,
               .repr = struct_repr_slot },
};

/* ---- the module's functions ---- */

/* The format comes first. */
static Value pack(Vm *vm, const Value *arg, size_t count)
{
    if (!count)
        return type_error(vm, "missing format argument");
    Value self = struct_for(vm, arg[0]), result = self ? pack_with(vm, as_struct(self), arg + 1, count - 1) : 0;
    release(vm, self);
    return result;
}

static Value pack_into(Vm *vm, const Value *arg, size_t count)
{
    if (!count)
        return type_error(vm, "missing format argument");
    Value self = struct_for(vm, arg[0]), result = self ? pack_into_with(vm, as_struct(self), arg + 1, count - 1) : 0;
    release(vm, self);
    return result;
}

#define BY_FORMAT(name, call)                                              \
    static Value name(Vm *vm, const Value *arg, size_t count)              \
    {                                                                      \
        (void)count;                                                       \
        Value self = struct_for(vm, arg[0]), result = self ? (call) : 0;   \
        release(vm, self);                                                 \
        return result;                                                     \
    }
BY_FORMAT(calcsize, int_value((int64_t)as_struct(self)->format.size))
BY_FORMAT(unpack, unpack_with(vm, as_struct(self), arg[1]))
BY_FORMAT(unpack_from, unpack_from_with(vm, as_struct(self), arg[1], arg[2]))
BY_FORMAT(iter_unpack, iter_unpack_with(vm, self, arg[1]))

static Value clear_cache(Vm *vm, const Value *arg, size_t count)
{
    (void)arg, (void)count;
    replace(vm, &state_of(vm)->cache, 0);
    return NONE;
}

/* The class struct.error. */
static bool init(Vm *vm, Value module)
{
    bool  done = false;
    Value name = str_from_cstring(vm, "error"), bases = name ? tuple_of(vm, 1, type_value(&exception_type)) : 0;
    Value dict = bases ? dict_new(vm) : 0, where = dict ? str_from_cstring(vm, "struct") : 0;
    if (where && dict_set_cstring(vm, dict, "__module__", where)) {
        Value error = call3(vm, type_value(&type_type), name, bases, dict);
        if (error) {
            replace(vm, &state_of(vm)->error, error);
            done = dict_set_cstring(vm, as_module(module)->dict, "error", error);
        }
    }
    release(vm, where);
    release(vm, dict);
    release(vm, bases);
    release(vm, name);
    return done;
}

static void drop_state(Vm *vm, void *state)
{
    replace(vm, &((StructState *)state)->cache, 0);
    replace(vm, &((StructState *)state)->error, 0);
}

static bool traverse_state(void *state, VisitFn visit, void *arg)
{
    const StructState *self = state;
    return (!self->error || visit(self->error, arg)) && (!self->cache || visit(self->cache, arg));
}

#define OWNER &module_struct
static const Row functions[] = {
    FUNCTION("_clearcache()", clear_cache, CALL_NOARGS, "Clear the internal cache."),
    FUNCTION("calcsize(format, /)", calcsize, CALL_ONE,
             "Return size in bytes of the struct described by the format string."),
    FUNCTION("iter_unpack(format, buffer, /)", iter_unpack, CALL_POSITIONAL,
             "Return an iterator yielding tuples unpacked from the given bytes.\n\nThe bytes are unpacked according to the format "
             "string, like\na repeated invocation of unpack_from().\n\nRequires that the bytes length be a multiple of the "
             "format struct size."),
    FUNCTION_FLAGS("pack(*values)", pack, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE,
                   "pack(format, v1, v2, ...) -> bytes\n\nReturn a bytes object containing the values v1, v2, ... packed "
                   "according\nto the format string.  See help(struct) for more on format strings."),
    FUNCTION_FLAGS("pack_into(*values)", pack_into, CALL_VARIADIC, ROW_NO_TEXT_SIGNATURE,
                   "pack_into(format, buffer, offset, v1, v2, ...)\n\nPack the values v1, v2, ... according to the format string "
                   "and write\nthe packed bytes into the writable buffer buf starting at offset.  Note\nthat the offset is a "
                   "required argument.  See help(struct) for more\non format strings."),
    FUNCTION("unpack(format, buffer, /)", unpack, CALL_POSITIONAL,
             "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size in bytes must be "
             "calcsize(format).\n\nSee help(struct) for more on format strings."),
    FUNCTION("unpack_from(format, /, buffer, offset=0)", unpack_from, CALL_KEYWORDS,
             "Return a tuple containing values unpacked according to the format string.\n\nThe buffer's size, minus offset, must "
             "be at least calcsize(format).\n\nSee help(struct) for more on format strings."),
    ROWS_END
};
#undef OWNER

static const Type *const types[] = {&struct_type, NULL};

const ModuleDef module_struct = {
    .name = "_struct",
    .doc = "Functions to convert between Python values and C structs.\nPython bytes objects are used to hold the data "
           "representing the C struct\nand also as format strings (explained below) to describe the layout of data\nin the C "
           "struct.\n\nThe optional first format char indicates byte order, size and alignment:\n"
           "  @: native order, size & alignment (default)\n  =: native order, std. size & alignment\n"
           "  <: little-endian, std. size & alignment\n  >: big-endian, std. size & alignment\n  !: same as >\n",
    .functions = functions,
    .types = types,
    .init = init,
    .state_size = sizeof(StructState),
    .state_drop = drop_state,
    .state_traverse = traverse_state,
};
