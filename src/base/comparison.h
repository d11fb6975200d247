/* comparison.h - the six comparisons, in CPython's order. SPDX-License-Identifier: MIT */
#pragma once

typedef enum Comparison { COMPARE_LT, COMPARE_LE, COMPARE_EQ, COMPARE_NE, COMPARE_GT, COMPARE_GE } Comparison;
