/* bytearray_core.c - the growable array of bytes: room, slices moved, made from data.
 *
 *     block [ unused | data ... | NUL | room ]        capacity counts from block, the NUL among it
 *
 * Deleting in front only moves data. Growth is CPython's, as __alloc__ shows it. While a buffer is lent out the size is
 * fixed. SPDX-License-Identifier: MIT */
#include "objects/bytearray.h"

#include "objects/errors.h"
#include "objects/object.h"

bool is_bytearray(const Vm *vm, Value v)
{
    return is_exact_bytearray(v) || (is_pointer(v) && type_is_subtype(vm, type_of(vm, v), &bytearray_type));
}

void bytearray_init(ByteArray *array)
{
    array->length = array->capacity = 0;
    array->block = array->data = NULL;
    array->exports = 0;
}

Value bytearray_from(Vm *vm, const void *data, size_t length)
{
    ByteArray *array = heap_new(vm, sizeof *array, SHAPE_BYTEARRAY);
    if (!array)
        return 0;
    bytearray_init(array);
    if (!bytearray_resize(vm, value_of(array), length)) {
        release(vm, value_of(array));
        return 0;
    }
    if (length)
        memcpy(array->data, data, length);
    return value_of(array);
}

bool bytearray_may_resize(Vm *vm, const ByteArray *array)
{
    if (array->exports > 0)
        raise_format(vm, &buffer_error_type, "Existing exports of data: object cannot be re-sized");
    return array->exports <= 0;
}

/* A block of `capacity` bytes with the data at its start. */
static MUST_CHECK bool move_block(Vm *vm, ByteArray *array, size_t capacity, size_t length)
{
    char *block;

    if (array->data > array->block) {
        block = mem_alloc(vm, capacity);
        if (!block)
            return false;
        memcpy(block, array->data, length < array->length ? length : array->length);
        mem_free(vm, array->block, array->capacity);
    } else {
        block = array->block ? mem_resize(vm, array->block, array->capacity, capacity) : mem_alloc(vm, capacity);
        if (!block)
            return false;
    }
    array->block = array->data = block;
    array->capacity = capacity;
    return true;
}

bool bytearray_resize(Vm *vm, Value self, size_t length)
{
    ByteArray *array = as_bytearray(self);
    size_t capacity = array->capacity, offset = (size_t)(array->data - array->block);

    if (length == array->length)
        return true;
    if (!bytearray_may_resize(vm, array))
        return false;
    if (length > SIZE_MAX / 4) {
        memory_error(vm);
        return false;
    }
    if (length + offset + 1 <= capacity && length >= capacity / 2) {
        array->length = length;
        array->data[length] = 0;
        return true;
    }
    if (length + offset + 1 <= capacity || length > capacity + capacity / 8)
        capacity = length + 1;
    else
        capacity = length + (length >> 3) + (length < 9 ? 3 : 6);
    if (!move_block(vm, array, capacity, length))
        return false;
    array->length = length;
    array->data[length] = 0;
    return true;
}

bool bytearray_set_range(Vm *vm, ByteArray *array, size_t start, size_t end, const void *data, size_t length)
{
    size_t old = end - start, size = array->length;

    if (length < old) {
        if (!bytearray_may_resize(vm, array))
            return false;
        if (start == 0)
            array->data += old - length;
        else
            memmove(array->data + start + length, array->data + end, size - end);
        if (!bytearray_resize(vm, value_of(array), size - (old - length))) {
            /* Shrinking needs no memory to be right: the block stays as it is. */
            exception_clear(vm);
            array->length = size - (old - length);
            array->data[array->length] = 0;
        }
    } else if (length > old) {
        if (!bytearray_resize(vm, value_of(array), size + (length - old)))
            return false;
        memmove(array->data + start + length, array->data + end, size - end);
    }
    if (length)
        memcpy(array->data + start, data, length);
    return true;
}
