/* make_library.c - a build tool: compiles the standard library and CorePy's own modules into what the binary embeds.
 *
 *     make_library OUT ROOT...      each ROOT holds .py files and resources; later roots add to earlier ones
 *
 * Writes OUT/library_blob.bin (one record of all modules), OUT/library_sources.bin (each file deflated) and
 * OUT/library_index.c (the sorted table of library.h). Files that do not compile stop the build.
 * SPDX-License-Identifier: MIT */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <zlib.h>

#include "base/arena.h"
#include "code/record.h"
#include "compile/codegen.h"
#include "syntax/compilation.h"

typedef struct File {
    char           *path;     /* below the root, as "json/__init__.py" */
    char           *name;     /* dotted module name; of resources: the path */
    char           *data;
    size_t          size;
    bool            is_package, is_module;
    const CodeUnit *unit;
    uint32_t        unit_number;
    size_t          packed_at, packed_size;
} File;

static File  *files;
static size_t file_count, file_room;

static void *checked(void *pointer, const char *what)
{
    if (pointer)
        return pointer;
    fprintf(stderr, "make_library: %s\n", what);
    exit(1);
}

static void *plain_resize(Allocator *self, void *block, size_t old_size, size_t new_size)
{
    (void)self, (void)old_size;
    if (new_size)
        return realloc(block, new_size);
    free(block);
    return NULL;
}

static char *joined(const char *a, const char *separator, const char *b)
{
    char *text = checked(malloc(strlen(a) + strlen(separator) + strlen(b) + 1), "no memory");
    strcpy(text, a);
    strcat(text, separator);
    return strcat(text, b);
}

static bool ends_with(const char *text, const char *end)
{
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && strcmp(text + length - tail, end) == 0;
}

static void read_file(const char *name, File *file)
{
    FILE *in = checked(fopen(name, "rb"), name);
    fseek(in, 0, SEEK_END);
    file->size = (size_t)ftell(in);
    rewind(in);
    file->data = checked(malloc(file->size + 1), "no memory");
    if (fread(file->data, 1, file->size, in) != file->size)
        checked(NULL, name);
    file->data[file->size] = 0;
    fclose(in);
}

static void name_module(File *file)
{
    char *dotted = joined(file->path, "", "");
    dotted[strlen(dotted) - 3] = 0;
    if (ends_with(dotted, "/__init__")) {
        dotted[strlen(dotted) - 9] = 0;
        file->is_package = true;
    }
    for (char *c = dotted; *c; c++)
        if (*c == '/')
            *c = '.';
    file->name = dotted;
}

static void add_file(const char *full, const char *path)
{
    if (file_count == file_room) {
        file_room = file_room ? file_room * 2 : 1024;
        files = checked(realloc(files, file_room * sizeof *files), "no memory");
    }
    File *file = &files[file_count++];
    *file = (File){.path = joined(path, "", ""), .is_module = ends_with(path, ".py")};
    read_file(full, file);
    if (file->is_module)
        name_module(file);
    else
        file->name = file->path;
}

static bool is_left_out(const char *path)
{
    static const char *const left_out[] = {"test", "idlelib", "tkinter", "turtledemo", "lib2to3", "ensurepip", "__pycache__"};
    for (size_t i = 0; i < sizeof left_out / sizeof *left_out; i++)
        if (strcmp(path, left_out[i]) == 0)
            return true;
    return ends_with(path, "/__pycache__") || ends_with(path, ".so");
}

static void walk(const char *root, const char *below)
{
    char *folder = *below ? joined(root, "/", below) : joined(root, "", "");
    DIR  *dir = checked(opendir(folder), folder);
    for (struct dirent *entry; (entry = readdir(dir));) {
        struct stat info;
        if (entry->d_name[0] == '.')
            continue;
        char *path = *below ? joined(below, "/", entry->d_name) : joined(entry->d_name, "", "");
        char *full = joined(root, "/", path);
        if (!is_left_out(path) && stat(full, &info) == 0) {
            if (S_ISDIR(info.st_mode))
                walk(root, path);
            else if (S_ISREG(info.st_mode))
                add_file(full, path);
        }
        free(path);
        free(full);
    }
    closedir(dir);
    free(folder);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const File *)a)->name, ((const File *)b)->name);
}

/* All in one arena and one table of texts, so that equal names are one object of the record. */
static void compile_file(Arena *arena, TextTable *texts, bool *has_texts, File *file)
{
    Compilation compilation;
    char       *filename = joined("lib/python3.14/", "", file->path);
    if (!compilation_init(&compilation, arena))
        checked(NULL, "no memory");
    if (*has_texts)
        compilation.texts = *texts;
    compilation.filename = checked((void *)(uintptr_t)text_intern(&compilation.texts, filename, strlen(filename)), "no memory");
    Mod *tree = compilation_parse(&compilation, file->data, file->size);
    file->unit = tree ? compile_module(&compilation, tree) : NULL;
    if (!file->unit) {
        fprintf(stderr, "make_library: %s:%d: %s\n", file->path, compilation.error.line,
                compilation.error.message ? compilation.error.message->data : "no memory");
        exit(1);
    }
    *texts = compilation.texts;
    *has_texts = true;
    free(filename);
}

static void write_sources(const char *out)
{
    char  *name = joined(out, "/", "library_sources.bin");
    FILE  *to = checked(fopen(name, "wb"), name);
    size_t at = 0;
    for (size_t i = 0; i < file_count; i++) {
        uLongf size = compressBound(files[i].size);
        Bytef *packed = checked(malloc(size), "no memory");
        if (compress2(packed, &size, (const Bytef *)files[i].data, files[i].size, 9) != Z_OK)
            checked(NULL, "cannot compress");
        fwrite(packed, 1, size, to);
        files[i].packed_at = at;
        files[i].packed_size = size;
        at += size;
        free(packed);
    }
    if (fclose(to))
        checked(NULL, name);
}

static void write_blob(const char *out, Arena *arena, const RecordHeader **header)
{
    const CodeUnit **units = checked(malloc(file_count * sizeof *units), "no memory");
    uint32_t         count = 0;
    for (size_t i = 0; i < file_count; i++)
        if (files[i].unit) {
            files[i].unit_number = count;
            units[count++] = files[i].unit;
        }
    *header = checked((void *)(uintptr_t)record_pack(arena, units, count), "cannot pack the records");
    char *name = joined(out, "/", "library_blob.bin");
    FILE *to = checked(fopen(name, "wb"), name);
    fwrite(*header, 1, (*header)->size, to);
    if (fclose(to))
        checked(NULL, name);
}

static void write_index(const char *out, const RecordHeader *header)
{
    char *name = joined(out, "/", "library_index.c");
    FILE *to = checked(fopen(name, "w"), name);
    fprintf(to, "/* Generated by tools/library/make_library.c. */\n#include \"runtime/library.h\"\n\n"
                "const uint32_t library_module_count = %zu;\nconst LibraryModule library_modules[] = {\n", file_count);
    for (size_t i = 0; i < file_count; i++)
        fprintf(to, "    {\"%s\", %uu, %d, \"%s\", %zu, %zu, %zu},\n", files[i].name,
                files[i].unit ? header->roots[files[i].unit_number] : 0, files[i].is_package, files[i].path,
                files[i].packed_at, files[i].size, files[i].packed_size);
    fprintf(to, "};\n");
    if (fclose(to))
        checked(NULL, name);
}

int main(int argc, char **argv)
{
    Allocator           from = {plain_resize};
    Arena               arena;
    TextTable           texts;
    bool                has_texts = false;
    const RecordHeader *header;

    if (argc < 3) {
        fprintf(stderr, "usage: make_library OUT ROOT...\n");
        return 2;
    }
    for (int i = 2; i < argc; i++)
        walk(argv[i], "");
    qsort(files, file_count, sizeof *files, by_name);
    arena_init(&arena, &from);
    for (size_t i = 0; i < file_count; i++)
        if (files[i].is_module)
            compile_file(&arena, &texts, &has_texts, &files[i]);
    write_sources(argv[1]);
    write_blob(argv[1], &arena, &header);
    write_index(argv[1], header);
    printf("library: %zu files, %u code objects, record %u bytes\n", file_count, header->code_count, header->size);
    return 0;
}
