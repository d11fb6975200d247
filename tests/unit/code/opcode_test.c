/* opcode_test.c - the opcode table against CPython's own modules `opcode`, `_opcode`, `_opcode_metadata`.
 * SPDX-License-Identifier: MIT */
#include "code/opcode.h"
#include "unit.h"

#include "code/opcode_vectors.h"

enum { FLAGS_OF_CPYTHON = HAS_ARG | HAS_CONST | HAS_NAME | IS_JUMP | HAS_FREE | HAS_LOCAL | IS_SETUP };

TEST(each_opcode_has_cpythons_number_caches_flags_and_effects)
{
    for (size_t i = 0; i < countof(opcode_rows); i++) {
        int opcode = opcode_rows[i].number;
        CHECK(opcode_exists(opcode) && strcmp(opcode_infos[opcode].name, opcode_rows[i].name) == 0);
        CHECK(opcode_by_name(opcode_rows[i].name) == opcode);
        CHECK(opcode_caches(opcode) == opcode_rows[i].caches);
        CHECK((opcode_infos[opcode].flags & FLAGS_OF_CPYTHON) == opcode_rows[i].flags);
        for (size_t a = 0; a < countof(effect_args); a++) {
            int arg = opcode_has(opcode, HAS_ARG) ? effect_args[a] : 0;
            CHECK(opcode_effect(opcode, arg, false) == opcode_rows[i].effects[a]);
            CHECK(opcode_effect(opcode, arg, true) == opcode_rows[i].effects[a + countof(effect_args)]);
        }
    }
}

TEST(no_opcode_exists_that_cpython_does_not_have)
{
    int known = 0;
    for (int opcode = 0; opcode < OPCODE_END; opcode++)
        known += opcode_exists(opcode);
    CHECK(known == countof(opcode_rows) + countof(specialized_rows));
    CHECK(!opcode_exists(-1) && !opcode_exists(OPCODE_END) && opcode_by_name("NOTHING") == -1);
}

TEST(specialised_forms_belong_to_their_family)
{
    for (size_t i = 0; i < countof(specialized_rows); i++) {
        int opcode = opcode_by_name(specialized_rows[i].name);
        CHECK(opcode == specialized_rows[i].number);
        CHECK(opcode_infos[opcode].flags == specialized_rows[i].flags);
        CHECK(opcode_family(opcode) == opcode_by_name(specialized_rows[i].family));
    }
    CHECK(opcode_family(OP_NOP) == OP_NOP);
}
