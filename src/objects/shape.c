/* shape.c - numbers and trees of shapes; retiring them when their class changes. See shape.h.
 *
 *   vm->shape_pages: [static][static][own][own]...   a page: 256 pointers; the static ones are constant data
 *   a class:         root -> {a} -> {a, b} -> ...    transitions; dict_shape beside; retired roots chained by `sibling`
 *
 * A class keeps every shape it ever had until it dies: instances may still name them, and numbers aren't reused while
 * caches stand. SPDX-License-Identifier: MIT */
#include "objects/shape.h"

#include "memory/heap.h"
#include "memory/thread_state.h"
#include "objects/heap_type.h"
#include "objects/str.h"

enum {
    STATIC_PAGES = (STATIC_TYPE_COUNT + SHAPE_PAGE_SIZE - 1) / SHAPE_PAGE_SIZE,
    MOST_SLOTS = 64,     /* attributes of an object in slots; with more it gets a dict */
    MOST_SHAPES = 256,   /* of one class */
    MOST_RETIRED = 1000, /* then the class's shapes never cache */
    WIDE = 8,            /* from here on a search goes through the index */
};

static const Shape static_shapes[STATIC_TYPE_COUNT] = {
#define STATIC_TYPE(SHAPE, symbol) \
    [SHAPE] = {.head = {.life = &symbol.slots.life}, .type = &symbol, .number = SHAPE, .flags = SHAPE_IS_STATIC},
#include "objects/static_types.def"
#undef STATIC_TYPE
};

static const Shape *const static_numbers[STATIC_PAGES * SHAPE_PAGE_SIZE] = {
#define STATIC_TYPE(SHAPE, symbol) [SHAPE] = &static_shapes[SHAPE],
#include "objects/static_types.def"
#undef STATIC_TYPE
};

bool shapes_init(Vm *vm)
{
    const Shape *const **pages = mem_alloc(vm, (STATIC_PAGES + 1) * sizeof *pages);
    if (!pages)
        return false;
    for (unsigned i = 0; i < STATIC_PAGES; i++)
        pages[i] = static_numbers + i * SHAPE_PAGE_SIZE;
    pages[STATIC_PAGES] = NULL;
    vm->shape_pages = pages;
    vm->shape_page_count = STATIC_PAGES + 1;
    vm->shape_count = STATIC_PAGES * SHAPE_PAGE_SIZE;
    return true;
}

void shapes_drop(Vm *vm)
{
    if (!vm->shape_pages)
        return;
    for (uint32_t i = STATIC_PAGES; i < vm->shape_page_count; i++)
        mem_free(vm, (void *)(uintptr_t)vm->shape_pages[i], SHAPE_PAGE_SIZE * sizeof(Shape *));
    mem_free(vm, (void *)(uintptr_t)vm->shape_pages, vm->shape_page_count * sizeof *vm->shape_pages);
    vm->shape_pages = NULL;
    vm->shape_page_count = 0;
}

/* Makes sure that the page of the next number exists. */
static bool ensure_page(Vm *vm)
{
    uint32_t page = vm->shape_count >> SHAPE_PAGE_BITS;
    if (page >= vm->shape_page_count) {
        uint32_t count = vm->shape_page_count * 2;
        void    *grown = mem_resize(vm, (void *)(uintptr_t)vm->shape_pages, vm->shape_page_count * sizeof(void *),
                                    count * sizeof(void *));
        if (!grown)
            return false;
        memset((char *)grown + vm->shape_page_count * sizeof(void *), 0,
               (count - vm->shape_page_count) * sizeof(void *));
        vm->shape_pages = grown;
        vm->shape_page_count = count;
    }
    if (!vm->shape_pages[page]) {
        const Shape **fresh = mem_zero(vm, SHAPE_PAGE_SIZE * sizeof *fresh);
        if (!fresh)
            return false;
        vm->shape_pages[page] = fresh;
    }
    return true;
}

Shape *shape_new(Vm *vm, const Type *type, unsigned flags)
{
    if (!ensure_page(vm))
        return NULL;
    Shape *shape = mem_zero(vm, sizeof *shape);
    if (!shape)
        return NULL;
    shape->head.life = &type->slots.life;
    shape->head.tail = type->heap ? type->heap->tail_size : 0;
    shape->type = type;
    shape->number = vm->shape_count;
    shape->flags = (uint16_t)flags;
    const Shape **page = (const Shape **)(uintptr_t)vm->shape_pages[shape->number >> SHAPE_PAGE_BITS];
    page[shape->number & (SHAPE_PAGE_SIZE - 1)] = shape;
    vm->shape_count++;
    if (type->heap)
        type->heap->shape_count++;
    return shape;
}

static void free_shape(Vm *vm, Shape *shape)
{
    const Shape **page = (const Shape **)(uintptr_t)vm->shape_pages[shape->number >> SHAPE_PAGE_BITS];
    page[shape->number & (SHAPE_PAGE_SIZE - 1)] = NULL;
    release(vm, shape->name);
    if (shape->index)
        mem_free(vm, shape->index, (shape->index_mask + 1) * sizeof *shape->index);
    mem_free(vm, shape, sizeof *shape);
}

/* Frees a shape and those below it; children first, without recursion. */
static void free_tree(Vm *vm, Shape *root)
{
    Shape *shape = root;
    while (shape) {
        if (shape->child) {
            Shape *child = shape->child;
            shape->child = child->sibling;
            child->sibling = NULL;
            child->parent = shape;
            shape = child;
            continue;
        }
        Shape *parent = shape == root ? NULL : shape->parent;
        free_shape(vm, shape);
        shape = parent;
    }
}

void shapes_of_class_drop(Vm *vm, Type *type)
{
    HeapType *heap = type->heap;
    if (heap->root)
        free_tree(vm, (Shape *)(uintptr_t)heap->root);
    heap->root = NULL;
    while (heap->retired_roots) {
        Shape *root = (Shape *)(uintptr_t)heap->retired_roots;
        heap->retired_roots = root->sibling;
        free_tree(vm, root);
    }
}

/* ---- finding ---- */

/* Slot numbers by name hash, made once for a wide shape. Without memory the search walks. */
static void make_index(Vm *vm, Shape *shape)
{
    uint32_t size = 16;
    while (size < 2u * shape->slot_count)
        size *= 2;
    uint32_t *index = mem_zero(vm, size * sizeof *index);
    if (!index) {
        release(vm, vm->thread->exception);
        vm->thread->exception = 0;
        return;
    }
    for (const Shape *s = shape; s->name; s = s->parent) {
        uint32_t at = str_name_hash(as_str(s->name)) & (size - 1);
        while (index[at])
            at = (at + 1) & (size - 1);
        index[at] = s->slot_count;
    }
    shape->index = index;
    shape->index_mask = size - 1;
}

static const Shape *step_of_slot(const Shape *shape, uint32_t slot)
{
    while (shape->slot_count > slot + 1)
        shape = shape->parent;
    return shape;
}

static int find_indexed(const Shape *shape, Value name)
{
    uint32_t at = str_name_hash(as_str(name)) & shape->index_mask;
    for (; shape->index[at]; at = (at + 1) & shape->index_mask)
        if (step_of_slot(shape, shape->index[at] - 1)->name == name)
            return (int)shape->index[at] - 1;
    return -1;
}

int shape_find(Vm *vm, const Shape *shape, Value name)
{
    if (shape->slot_count >= WIDE && !vm->thread->exception) {
        if (!shape->index)
            make_index(vm, (Shape *)(uintptr_t)shape);
        if (shape->index)
            return find_indexed(shape, name);
    }
    for (; shape->name; shape = shape->parent)
        if (shape->name == name)
            return shape->slot_count - 1;
    return -1;
}

void shape_names(const Shape *shape, Value *names)
{
    for (; shape->name; shape = shape->parent)
        names[shape->slot_count - 1] = shape->name;
}

/* ---- growing ---- */

static unsigned class_flags(const Type *type)
{
    const HeapType *heap = type->heap;
    return heap->special_getattr || heap->retired >= MOST_RETIRED ? SHAPE_NO_CACHE : 0;
}

const Shape *shape_root(Vm *vm, Type *type)
{
    HeapType *heap = type->heap;
    if (!heap->root)
        heap->root = shape_new(vm, type, class_flags(type) | (heap->layout & LAYOUT_DICT ? SHAPE_HAS_SLOTS : 0));
    return heap->root;
}

const Shape *shape_dict_mode(Vm *vm, Type *type)
{
    Shape *root = (Shape *)(uintptr_t)shape_root(vm, type);
    if (!root)
        return NULL;
    if (!type->heap->dict_shape) {
        Shape *shape = shape_new(vm, type, class_flags(type) | SHAPE_DICT_MODE);
        if (!shape)
            return NULL;
        shape->parent = root;
        shape->sibling = root->child;
        root->child = shape;
        type->heap->dict_shape = shape;
    }
    return type->heap->dict_shape;
}

const Shape *shape_add(Vm *vm, const Shape *from, Value name)
{
    Shape *shape = (Shape *)(uintptr_t)from;
    Type  *type = (Type *)(uintptr_t)shape->type;

    for (Shape *child = shape->child; child; child = child->sibling)
        if (child->name == name)
            return child;
    if (shape->slot_count >= MOST_SLOTS || type->heap->shape_count >= MOST_SHAPES)
        return shape_dict_mode(vm, type);
    Shape *made = shape_new(vm, type, shape->flags);
    if (!made)
        return NULL;
    made->slot_count = (uint16_t)(shape->slot_count + 1);
    made->name = retain(name);
    made->parent = shape;
    made->sibling = shape->child;
    shape->child = made;
    return made;
}

/* ---- retiring ---- */

const Shape *shape_successor(Vm *vm, const Shape *shape)
{
    Value names[MOST_SLOTS];
    Type *type = (Type *)(uintptr_t)shape->type;
    if (shape->flags & SHAPE_DICT_MODE)
        return shape_dict_mode(vm, type);
    shape_names(shape, names);
    const Shape *now = shape_root(vm, type);
    for (unsigned i = 0; now && i < shape->slot_count && now->flags & SHAPE_HAS_SLOTS; i++)
        now = shape_add(vm, now, names[i]);
    return now;
}

static Shape *next_in_tree(Shape *shape, const Shape *root)
{
    if (shape->child)
        return shape->child;
    while (shape != root && !shape->sibling)
        shape = shape->parent;
    return shape == root ? NULL : shape->sibling;
}

static void retire_class(Type *type)
{
    HeapType *heap = type->heap;
    Shape    *root = (Shape *)(uintptr_t)heap->root;

    if (!root || heap->retired >= MOST_RETIRED)
        return;
    for (Shape *shape = root; shape; shape = next_in_tree(shape, root))
        shape->flags |= SHAPE_RETIRED | SHAPE_NO_CACHE;
    root->sibling = (Shape *)(uintptr_t)heap->retired_roots;
    heap->retired_roots = root;
    heap->root = NULL;
    heap->dict_shape = NULL;
    heap->shape_count = 0;
    heap->retired++;
}

void shape_retire(Vm *vm, Type *type)
{
    if (!type->heap)
        return;
    retire_class(type);
    Value subclass;
    for (size_t at = 0; (subclass = type_next_subclass(vm, type, &at));)
        shape_retire(vm, (Type *)(uintptr_t)as_type(subclass));
}
