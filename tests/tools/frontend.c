/* frontend.c - the development driver: runs the compiler's stages over files, to be compared with an oracle.
 *
 *     frontend MODE [-O LEVEL] [--mode exec|eval|single] [--flags N] [--shared] FILE...
 *                                                         (FILE of `-` reads names from stdin, a line each)
 *
 * Modes stand in the table below. SPDX-License-Identifier: MIT */
#include "frontend.h"

#include <stdlib.h>

static const struct {
    const char  *name;
    ModeFunction run;
    const char  *help;
} modes[] = {
    {"ast", mode_ast, "source to ast.dump's text, a frame a file (comparer: compare_ast.py)"},
    {"parse", mode_parse, "parses each file and prints nothing"},
    {"tokens", mode_tokens, "the tokens of a source, one a line"},
    {"warnings", mode_warnings, "a file of sources to the parser's warnings; --shared: as errors"},
    {"parse-errors", mode_parse_errors, "a file of invalid sources to the parser's errors alone"},
    {"errors", mode_errors, "a file of invalid sources to errors, a line each (compare_errors.py)"},
    {"marshal", mode_marshal, "source to marshal data, a frame a file (comparer: compare_code.py)"},
    {"remarshal", mode_remarshal, "marshal data to the same again, through reader, verifier and writer"},
    {"repack", mode_repack, "marshal data to the same again, through a record"},
    {"time", mode_time, "compiles each file and prints nothing"},
};

static void *heap_resize(Allocator *self, void *block, size_t old_size, size_t new_size)
{
    (void)self;
    (void)old_size;
    if (!new_size) {
        free(block);
        return NULL;
    }
    return realloc(block, new_size);
}

Allocator driver_allocator = {heap_resize};

void frame_write(char kind, const void *data, size_t size)
{
    uint8_t head[5] = {(uint8_t)kind, (uint8_t)size, (uint8_t)(size >> 8), (uint8_t)(size >> 16),
                       (uint8_t)(size >> 24)};
    fwrite(head, 1, sizeof head, stdout);
    fwrite(data, 1, size, stdout);
}

static bool file_read(const char *path, Input *input)
{
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t room = 1 << 16;
    *input = (Input){path, malloc(room), 0};
    for (size_t got; (got = fread(input->data + input->size, 1, room - input->size, file)) > 0;) {
        input->size += got;
        if (input->size == room)
            input->data = realloc(input->data, room *= 2);
    }
    fclose(file);
    return true;
}

static bool file_run(ModeFunction run, const char *path, const Options *options)
{
    Input input;
    if (!file_read(path, &input)) {
        fprintf(stderr, "frontend: can't read %s\n", path);
        return false;
    }
    bool done = run(&input, options);
    free(input.data);
    return done;
}

static bool names_run(ModeFunction run, const Options *options)
{
    char line[4096];
    bool done = true;
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        done &= file_run(run, line, options);
        fflush(stdout);
    }
    return done;
}

static int mode_number(const char *name)
{
    return strcmp(name, "eval") == 0 ? MODE_EVAL : strcmp(name, "single") == 0 ? MODE_SINGLE : MODE_EXEC;
}

static int usage(void)
{
    fputs("usage: frontend MODE [-O LEVEL] [--mode exec|eval|single] [--flags N] [--shared] FILE...\n", stderr);
    for (size_t i = 0; i < countof(modes); i++)
        fprintf(stderr, "  %-10s %s\n", modes[i].name, modes[i].help);
    return 2;
}

int main(int argc, char **argv)
{
    Options      options = {0};
    ModeFunction run = NULL;
    bool         done = true;
    for (size_t i = 0; argc > 2 && i < countof(modes); i++)
        if (strcmp(argv[1], modes[i].name) == 0)
            run = modes[i].run;
    if (!run)
        return usage();
    for (int i = 2; i < argc; i++) {
        if (strcmp(argv[i], "-O") == 0 && i + 1 < argc)
            options.optimize = atoi(argv[++i]);
        else if (strcmp(argv[i], "--mode") == 0 && i + 1 < argc)
            options.mode = mode_number(argv[++i]);
        else if (strcmp(argv[i], "--flags") == 0 && i + 1 < argc)
            options.flags = (unsigned)strtoul(argv[++i], NULL, 0);
        else if (strcmp(argv[i], "--shared") == 0)
            options.shared_root = true;
        else if (strcmp(argv[i], "-") == 0)
            done &= names_run(run, &options);
        else
            done &= file_run(run, argv[i], &options);
    }
    return !done;
}
