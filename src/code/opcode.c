/* opcode.c - tables and functions over opcodes.def. SPDX-License-Identifier: MIT */
#include "code/opcode.h"

#include <string.h>

const OpcodeInfo opcode_infos[OPCODE_END] = {
#define OP(name, number, caches, pops, pushes, flags) [number] = {#name, caches, flags},
#define SPECIALIZED(name, number, family, flags) [number] = {#name, 0, flags},
#include "code/opcodes.def"
};

int opcode_family(int opcode)
{
    switch (opcode) {
#define SPECIALIZED(name, number, family, flags) case number: return OP_##family;
#include "code/opcodes.def"
    default: return opcode;
    }
}

int opcode_pops(int opcode, int arg)
{
    (void)arg;
    switch (opcode) {
#define OP(name, number, caches, pops, pushes, flags) case number: return pops;
#include "code/opcodes.def"
    default: return -1;
    }
}

int opcode_pushes(int opcode, int arg)
{
    (void)arg;
    switch (opcode) {
#define OP(name, number, caches, pops, pushes, flags) case number: return pushes;
#include "code/opcodes.def"
    default: return -1;
    }
}

int opcode_effect(int opcode, int arg, bool jump)
{
    if (!jump && opcode_has(opcode, IS_SETUP))
        return 0;
    return opcode_pushes(opcode, arg) - opcode_pops(opcode, arg);
}

int opcode_by_name(const char *name)
{
    for (int opcode = 0; opcode < OPCODE_END; opcode++)
        if (opcode_infos[opcode].name && strcmp(opcode_infos[opcode].name, name) == 0)
            return opcode;
    return -1;
}
