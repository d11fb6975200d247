/* buffer.c - lending and giving back memory. SPDX-License-Identifier: MIT */
#include "objects/buffer.h"

#include "objects/errors.h"

bool is_buffer(const Vm *vm, Value v)
{
    return type_of(vm, v)->slots.get_buffer != NULL;
}

bool buffer_get(Vm *vm, Value v, Buffer *buffer, int flags)
{
    const Type *type = type_of(vm, v);

    *buffer = (Buffer){0};
    if (!type->slots.get_buffer) {
        type_error(vm, "a bytes-like object is required, not '%.100T'", v);
        return false;
    }
    return type->slots.get_buffer(vm, v, buffer, flags);
}

void buffer_release(Vm *vm, Buffer *buffer)
{
    Value owner = buffer->owner;

    if (!owner)
        return;
    const Type *type = type_of(vm, owner);
    if (type->slots.release_buffer)
        type->slots.release_buffer(vm, owner, buffer);
    buffer->owner = 0;
    release(vm, owner);
}

static char *copy_dimension(const Buffer *buffer, int dimension, const char *at, char *out)
{
    if (dimension == buffer->dimensions) {
        memcpy(out, at, (size_t)buffer->item_size);
        return out + buffer->item_size;
    }
    for (int64_t i = 0; i < buffer->shape[dimension]; i++, at += buffer->strides[dimension])
        out = copy_dimension(buffer, dimension + 1, at, out);
    return out;
}

void buffer_copy_out(const Buffer *buffer, char *out)
{
    if (!buffer->length)
        return;
    if (buffer->strides && buffer->shape && buffer->dimensions)
        copy_dimension(buffer, 0, buffer->data, out);
    else
        memcpy(out, buffer->data, buffer->length);
}

bool buffer_fill(Vm *vm, Buffer *buffer, Value owner, void *data, size_t length, bool readonly, int flags)
{
    if (readonly && flags & BUFFER_WRITABLE) {
        raise_format(vm, &buffer_error_type, "Object is not writable.");
        return false;
    }
    *buffer = (Buffer){.data = data, .length = length, .owner = retain(owner), .readonly = readonly, .item_size = 1,
                       .dimensions = 1, .one_shape = (int64_t)length};
    return true;
}
