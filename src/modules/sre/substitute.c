/* substitute.c - replacement templates, sub and subn. SPDX-License-Identifier: MIT */
#include "objects/bytes.h"
#include "objects/list.h"
#include "objects/object.h"
#include "objects/str.h"
#include "objects/tuple.h"
#include "objects/up.h"
#include "modules/sre/sre.h"

/* ---- templates ---- */

/* (pattern, [literal, group, literal, group, ... literal]) as re._parser.parse_template makes it. */

Value template_new(Vm *vm, Value list)
{
    if (!is_list(vm, list) || list_length(list) % 2 == 0)
        return type_error(vm, "invalid template");
    size_t    count = list_length(list) / 2;
    Template *template = heap_new(vm, sizeof *template + count * sizeof template->items[0], SHAPE_SRE_TEMPLATE);
    if (!template)
        return 0;
    template->literal = retain(list_get(list, 0));
    template->count = count;
    for (size_t i = 0; i < count; i++) {
        Value group = list_get(list, 2 * i + 1), literal = list_get(list, 2 * i + 2);
        bool  empty = is_str(vm, literal) ? !as_str(literal)->length : is_bytes(vm, literal) && !as_bytes(literal)->length;
        template->items[i].group = is_word_int(group) ? word_int(group) : -1;
        template->items[i].literal = empty ? 0 : retain(literal);
    }
    return value_of(template);
}

static void template_dealloc(Vm *vm, Object *self)
{
    Template *template = (Template *)self;
    release(vm, template->literal);
    for (size_t i = 0; i < template->count; i++)
        release(vm, template->items[i].literal);
    heap_free(vm, self, sizeof *template + template->count * sizeof template->items[0]);
}

const Type sre_template_type = {
    TYPE_HEAD, .name = "_sre.SRE_Template", .base = &object_type, .number = SHAPE_SRE_TEMPLATE,
    .flags = TYPE_IMMUTABLE | TYPE_READY | TYPE_DISALLOW_INSTANTIATION, .basic_size = 40, .item_size = 16,
    .size = sizeof(Template), .slots = { OBJECT_SLOTS, .dealloc = template_dealloc },
};

/* Joins a list of str or of bytes. */
static Value join(Vm *vm, Value list, Value like)
{
    Value empty = is_str(vm, like) ? EMPTY_STR : bytes_from(vm, "", 0);
    Value joined = empty ? call_method(vm, empty, NAME(join), &list, 1) : 0;
    release(vm, empty);
    return joined;
}

Value template_expand(Vm *vm, Value v, Value match)
{
    const Template *template = (Template *)object_of(v);
    if (!template->count)
        return retain(template->literal);
    Value list = list_new(vm, 2 * template->count + 1), result = 0;
    bool  done = list && list_append(vm, list, template->literal);
    for (size_t i = 0; done && i < template->count; i++) {
        Value piece = match_group(vm, match, template->items[i].group, NONE);
        done = piece && (piece == NONE || list_append(vm, list, piece)) &&
               (!template->items[i].literal || list_append(vm, list, template->items[i].literal));
        release(vm, piece);
    }
    if (done)
        result = join(vm, list, as_match(match)->string);
    release(vm, list);
    return result;
}

/* A str or bytes template, compiled by re._compile_template; or what it is: literal (returned as is) or a Template. */
static Value compile_template(Vm *vm, Value pattern, Value replacement)
{
    const Value args[] = {pattern, replacement};
    Value       re = vm->up->import(vm, "re");
    Value       result = re ? call_method(vm, re, NAME(_compile_template), args, 2) : 0;
    release(vm, re);
    return result;
}

Value match_expand(Vm *vm, Value match, Value text)
{
    Value template = compile_template(vm, as_match(match)->pattern, text);
    Value result = !template ? 0 : has_shape(template, SHAPE_SRE_TEMPLATE) ? template_expand(vm, template, match) : retain(template);
    release(vm, template);
    return result;
}

/* ---- sub ---- */

/* Has the text a backslash, so that it is no literal? */
static bool has_backslash(Vm *vm, Value text)
{
    if (is_str(vm, text)) {
        for (size_t i = 0; i < as_str(text)->length; i++)
            if (str_char(as_str(text), i) == '\\')
                return true;
        return false;
    }
    return is_bytes(vm, text) ? memchr(as_bytes(text)->data, '\\', as_bytes(text)->length) != NULL : true;
}

typedef struct Replacement {
    Value what;       /* owned: literal, Template or callable */
    bool  is_callable, is_template;
} Replacement;

static bool prepare(Vm *vm, Value pattern, Value given, Replacement *replacement)
{
    *replacement = (Replacement){.is_callable = is_callable(vm, given)};
    if (replacement->is_callable || ((is_str(vm, given) || is_bytes(vm, given)) && !has_backslash(vm, given))) {
        replacement->what = retain(given);
        return true;
    }
    replacement->what = compile_template(vm, pattern, given);
    replacement->is_template = replacement->what && has_shape(replacement->what, SHAPE_SRE_TEMPLATE);
    return replacement->what;
}

/* What stands in the place of a match; NONE: nothing. */
static Value replace_one(Vm *vm, Subject *s, Value pattern, const Replacement *replacement)
{
    if (!replacement->is_callable && !replacement->is_template)
        return retain(replacement->what);
    Value match = match_new(s, pattern, 1);
    Value piece = !match ? 0 : replacement->is_callable ? call1(vm, replacement->what, match)
                                                        : template_expand(vm, replacement->what, match);
    release(vm, match);
    return piece;
}

static bool append_slice(Vm *vm, Value list, Value string, size_t start, size_t end)
{
    if (start == end)
        return true;
    Value piece = subject_slice(vm, string, start, end);
    return piece && list_append_taken(vm, list, piece);
}

/* (new text, number of replacements) or the text alone. */
Value pattern_sub(Vm *vm, Value pattern, Value given, Value string, int64_t count, bool with_count)
{
    Subject     s;
    Replacement replacement = {0};
    Value       list = 0, text = 0, result = 0;
    size_t      copied = 0;
    int64_t     times = 0;

    if (!prepare(vm, pattern, given, &replacement))
        return 0;
    if (!subject_init(vm, &s, pattern, string, 0, INT64_MAX) || !(list = list_new(vm, 0)))
        goto done;
    while (!count || times < count) {
        int found = sre_search(&s);
        if (found < 0)
            goto done;
        if (!found)
            break;
        if (!append_slice(vm, list, string, copied, s.match_start))
            goto done;
        Value piece = replace_one(vm, &s, pattern, &replacement);
        if (!piece || (piece != NONE && !list_append(vm, list, piece))) {
            release(vm, piece);
            goto done;
        }
        release(vm, piece);
        copied = s.match_end;
        times++;
        s.must_advance = s.match_end == s.match_start;
        s.position = s.match_end;
    }
    if (!append_slice(vm, list, string, copied, s.end))
        goto done;
    text = join(vm, list, string);
    if (text)
        result = with_count ? tuple_of(vm, 2, text, int_value(times)) : retain(text);
done:
    release(vm, text);
    release(vm, list);
    release(vm, replacement.what);
    subject_drop(&s);
    return result;
}
