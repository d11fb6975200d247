/* names.c - see names.h. SPDX-License-Identifier: MIT */
#include "compile/names.h"

bool names_intern(Names *names, TextTable *texts)
{
    bool complete = true;
#define NAME(field, spelling) complete = complete && (names->field = text_intern_literal(texts, spelling)) != NULL;
#include "compile/names.def"
#undef NAME
    return complete;
}

/* Dunder names and dotted module names stay, and so does all in a class whose name is nothing but underscores. */
const Text *name_mangle(TextTable *texts, const Text *class_name, const Text *name)
{
    if (!class_name || name->length < 2 || name->data[0] != '_' || name->data[1] != '_')
        return name;
    if (memcmp(name->data + name->length - 2, "__", 2) == 0 || memchr(name->data, '.', name->length))
        return name;

    const char *stripped = class_name->data, *end = class_name->data + class_name->length;
    while (stripped < end && *stripped == '_')
        stripped++;
    if (stripped == end)
        return name;
    return text_intern_format(texts, "_%.*s%.*s", (int)(end - stripped), stripped, (int)name->length, name->data);
}
