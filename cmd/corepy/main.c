/* main.c - the command `corepy`: reads its options and the PYTHON* variables, makes one isolate over the process's host, runs a
 * program in it and returns its exit status. SPDX-License-Identifier: MIT */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host/environment.h"
#include "host/host.h"
#include "host/folders.h"
#include "modules/all_modules.h"
#include "runtime/library.h"
#include "runtime/runtime.h"
#include "runtime/startup.h"

typedef struct Command {
    IsolateOptions options;
    const char    *command, *module, *script; /* -c, -m, a file; "-": stdin */
    int            version, help;
    bool           inspect_after, ignore_seed;
    const char    *warn[64], *x[64];
    size_t         warn_count, x_count;
} Command;

static const char usage[] =
    "usage: corepy [option] ... [-c cmd | -m mod | file | -] [arg] ...\n"
    "Options (and corresponding environment variables):\n"
    "-b     : issue warnings about converting bytes/bytearray to str and comparing\n"
    "         bytes/bytearray with str or bytes with int; also PYTHONBYTESWARNING=x\n"
    "         (-bb: issue errors)\n"
    "-B     : don't write .pyc files on import; also PYTHONDONTWRITEBYTECODE=x\n"
    "-c cmd : program passed in as string (terminates option list)\n"
    "-E     : ignore PYTHON* environment variables (such as PYTHONPATH)\n"
    "-h     : print this help message and exit (also -? or --help)\n"
    "-i     : inspect interactively after running script; also PYTHONINSPECT=x\n"
    "-I     : isolate corepy from the user's environment (implies -E -P and -s)\n"
    "-m mod : run library module as a script (terminates option list)\n"
    "-O     : remove assert and __debug__-dependent statements; also PYTHONOPTIMIZE=x\n"
    "-OO    : do -O changes and also discard docstrings\n"
    "-P     : don't prepend a potentially unsafe path to sys.path; also PYTHONSAFEPATH\n"
    "-q     : don't print version and copyright messages on interactive startup\n"
    "-s     : don't add user site directory to sys.path; also PYTHONNOUSERSITE=x\n"
    "-S     : don't imply 'import site' on initialization\n"
    "-u     : force the stdout and stderr streams to be unbuffered;\n"
    "         this option has no effect on stdin; also PYTHONUNBUFFERED=x\n"
    "-v     : verbose (trace import statements); also PYTHONVERBOSE=x\n"
    "-V     : print the version number and exit (also --version);\n"
    "         when given twice, print more information about the build\n"
    "-W arg : warning control; arg is action:message:category:module:lineno;\n"
    "         also PYTHONWARNINGS=arg\n"
    "-x     : skip first line of source, allowing use of non-Unix forms of #!cmd\n"
    "-X opt : set implementation-specific option\n"
    "Arguments:\n"
    "file   : program read from script file\n"
    "-      : program read from stdin (default; interactive mode if a tty)\n"
    "arg ...: arguments passed to program in sys.argv[1:]\n";

static int usage_error(const char *what, const char *option)
{
    fprintf(stderr, "%s %s\n", what, option);
    fputs("usage: corepy [option] ... [-c cmd | -m mod | file | -] [arg] ...\nTry `corepy -h' for more information.\n", stderr);
    return 2;
}

static void add_warning(Command *command, const char *text)
{
    if (command->warn_count < sizeof command->warn / sizeof *command->warn - 1)
        command->warn[command->warn_count++] = text;
}

static void add_x_option(Command *command, const char *text)
{
    if (command->x_count < sizeof command->x / sizeof *command->x - 1)
        command->x[command->x_count++] = text;
    if (strcmp(text, "dev") == 0)
        command->options.dev_mode = 1;
    if (strncmp(text, "int_max_str_digits=", 19) == 0)
        command->options.int_max_str_digits = strtoll(text + 19, NULL, 10);
}

/* A letter of a cluster such as -Bsu. -1: it is none; 1: it takes an argument. */
static int apply_letter(Command *command, char letter)
{
    IsolateOptions *o = &command->options;
    switch (letter) {
    case 'b': o->bytes_warning++; return 0;
    case 'B': o->dont_write_bytecode = 1; return 0;
    case 'd': case 'R': case 'x': return 0;
    case 'E': o->ignore_environment = 1; return 0;
    case 'h': case '?': command->help = 1; return 0;
    case 'i': o->inspect = o->interactive = 1; return 0;
    case 'I': o->isolated = o->ignore_environment = o->no_user_site = o->safe_path = 1; return 0;
    case 'O': o->optimize += o->optimize < 2; return 0;
    case 'P': o->safe_path = 1; return 0;
    case 'q': o->quiet = 1; return 0;
    case 's': o->no_user_site = 1; return 0;
    case 'S': o->no_site = 1; return 0;
    case 'u': o->unbuffered = 1; return 0;
    case 'v': o->verbose++; return 0;
    case 'V': command->version++; return 0;
    case 'c': case 'm': case 'W': case 'X': return 1;
    default:  return -1;
    }
}

/* Reads one argument of options at argv[*i]; 1: the options end here; 0: go on; 2: a mistake, reported. */
static int read_option(Command *command, char **argv, int *i)
{
    const char *text = argv[*i];
    if (strcmp(text, "--help") == 0 || strcmp(text, "--version") == 0)
        return *(text[2] == 'h' ? &command->help : &command->version) = 1, 0;
    if (text[1] == '-') {
        return text[2] ? usage_error("unknown option", text) : 1;
    }
    for (const char *letter = text + 1; *letter; letter++) {
        int kind = apply_letter(command, *letter);
        if (kind < 0) {
            char option[] = {'-', *letter, 0};
            return usage_error("Unknown option:", option);
        }
        if (!kind)
            continue;
        const char *value = letter[1] ? letter + 1 : argv[*i + 1] ? argv[++*i] : NULL;
        if (!value) {
            char option[] = {'-', *letter, 0};
            return usage_error("Argument expected for the", option);
        }
        if (*letter == 'c' || *letter == 'm')
            return *(*letter == 'c' ? &command->command : &command->module) = value, 1;
        *letter == 'W' ? add_warning(command, value) : add_x_option(command, value);
        return 0;
    }
    return 0;
}

static int flag_from(const char *value)
{
    return value && *value ? (atoi(value) > 0 ? atoi(value) : 1) : 0;
}

/* PYTHON* variables; options given on the command line are stronger. */
static int read_environment(Command *command, Host *host)
{
    IsolateOptions *o = &command->options;
    o->hash_random = true;
    if (o->ignore_environment)
        return 0;
#define VARIABLE(name) host->environment->get(host, name)
#define AT_LEAST(field, name) o->field = o->field > flag_from(VARIABLE(name)) ? o->field : flag_from(VARIABLE(name))
    AT_LEAST(optimize, "PYTHONOPTIMIZE");
    AT_LEAST(dont_write_bytecode, "PYTHONDONTWRITEBYTECODE");
    AT_LEAST(inspect, "PYTHONINSPECT");
    AT_LEAST(no_user_site, "PYTHONNOUSERSITE");
    AT_LEAST(unbuffered, "PYTHONUNBUFFERED");
    AT_LEAST(verbose, "PYTHONVERBOSE");
    AT_LEAST(bytes_warning, "PYTHONBYTESWARNING");
    AT_LEAST(dev_mode, "PYTHONDEVMODE");
    AT_LEAST(safe_path, "PYTHONSAFEPATH");
#undef AT_LEAST
    o->optimize = o->optimize > 2 ? 2 : o->optimize;
    o->python_path = VARIABLE("PYTHONPATH");
    const char *digits = VARIABLE("PYTHONINTMAXSTRDIGITS"), *seed = VARIABLE("PYTHONHASHSEED");
    const char *encoding = VARIABLE("PYTHONIOENCODING"), *warnings = VARIABLE("PYTHONWARNINGS");
#undef VARIABLE
    if (digits && *digits && o->int_max_str_digits < 0)
        o->int_max_str_digits = strtoll(digits, NULL, 10);
    if (encoding && *encoding) {
        char *copy = strdup(encoding), *colon = copy ? strchr(copy, ':') : NULL;
        if (colon)
            *colon = 0;
        o->stream_encoding = copy && *copy ? copy : NULL;
        o->stream_errors = colon && colon[1] ? colon + 1 : NULL;
    }
    for (char *copy = warnings && *warnings ? strdup(warnings) : NULL, *item = copy; item && *item;) {
        char *comma = strchr(item, ',');
        if (comma)
            *comma = 0;
        memmove(command->warn + 1, command->warn, command->warn_count * sizeof *command->warn);
        command->warn[0] = item;
        command->warn_count++;
        item = comma ? comma + 1 : NULL;
    }
    if (seed && *seed && strcmp(seed, "random") != 0) {
        char         *end;
        unsigned long number = strtoul(seed, &end, 10);
        if (*end || number > 4294967295ul) {
            fputs("Fatal Python error: config_init_hash_seed: PYTHONHASHSEED must be \"random\" or an integer in range "
                  "[0; 4294967295]\n", stderr);
            return 1;
        }
        o->hash_random = false;
        o->hash_seed = (uint32_t)number;
    }
    return 0;
}

/* The binary's path, as the system knows it; else as it was called. */
static void find_executable(Host *host, const char *called, char *room, size_t size)
{
    size_t length = 0;
    if (host->folders->readlink(host, HOST_CWD, "/proc/self/exe", room, size - 1, &length))
        length = (size_t)snprintf(room, size, "%s", called);
    room[length < size ? length : size - 1] = 0;
}

/* "/" of the folder that holds the binary, two levels up: <prefix>/bin/corepy. */
static const char *find_prefix(const char *executable, char *room, size_t size)
{
    snprintf(room, size, "%s", executable);
    for (int i = 0; i < 2; i++) {
        char *slash = strrchr(room, '/');
        if (!slash)
            return "";
        *slash = 0;
    }
    return room;
}

static int run(Vm *vm, const Command *command)
{
    int status;
    if (!startup(vm))
        return report_exception(vm);
    if (command->command)
        status = run_command(vm, command->command);
    else if (command->module)
        status = run_module(vm, command->module);
    else if (command->script && strcmp(command->script, "-") != 0)
        status = run_file(vm, command->script);
    else
        return run_stdin(vm);
    if (command->options.inspect)
        status = run_interactive(vm);
    return status;
}

int main(int argc, char **argv)
{
    Command command = {.options = {.int_max_str_digits = -1}};
    int     i = 1, error, status;
    char    executable[4096], prefix[4096];

    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        int end = read_option(&command, argv, &i);
        if (end == 2)
            return 2;
        if (end) {
            i++;
            break;
        }
    }
    if (command.help) {
        fputs(usage, stdout);
        return 0;
    }
    if (command.version) {
        printf(command.version > 1 ? "Python %s (CorePy) [C]\n" : "Python %s\n", LIBRARY_VERSION);
        return 0;
    }
    Host *host = host_process_new(&error);
    if (!host)
        return fputs("corepy: cannot start: no memory\n", stderr), 1;
    status = read_environment(&command, host);
    if (status)
        return status;
    const char **arguments = calloc((size_t)argc + 2, sizeof *arguments);
    if (!arguments)
        return 1;
    bool has_program = command.command || command.module;
    if (!has_program && i < argc)
        command.script = argv[i++];
    arguments[0] = command.command ? "-c" : command.module ? "-m" : command.script ? command.script : "";
    for (int k = i; k < argc; k++)
        arguments[k - i + 1] = argv[k];
    find_executable(host, argv[0], executable, sizeof executable);
    command.options.host = host;
    command.options.modules = all_modules;
    command.options.arguments = arguments;
    command.options.original_arguments = (const char *const *)argv;
    command.options.warn_options = command.warn;
    command.options.x_options = command.x;
    command.options.executable = executable;
    command.options.prefix = find_prefix(executable, prefix, sizeof prefix);
    Vm *vm = isolate_new(&command.options);
    if (!vm)
        return fputs("corepy: cannot start: no memory\n", stderr), 1;
    status = run(vm, &command);
    if (isolate_finish(vm) && !status)
        status = 120;
    isolate_free(vm);
    free(arguments);
    return status;
}
