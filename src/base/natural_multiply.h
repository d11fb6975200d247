/* natural_multiply.h - what natural_multiply.c and natural_ntt.c share. Private to natural*.c.
 * SPDX-License-Identifier: MIT */
#pragma once
#include "base/natural.h"

enum { NTT_FROM_LIMBS = 1500 };  /* of the smaller factor; measured with either kernel */

/* r = a * b by three number-theoretic transforms; an + bn limbs, all written. an, bn >= 1; a may be b. */
MUST_CHECK bool ntt_multiply(NaturalWork *work, Limb *r, const Limb *a, size_t an, const Limb *b, size_t bn);
