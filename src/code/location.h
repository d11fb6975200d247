/* location.h - a place in a source: what a syntax tree's node, an instruction and an error carry. SPDX-License-Identifier: MIT */
#pragma once

/* Lines from 1, columns in UTF-8 bytes from 0. */
typedef struct Location {
    int line, column, end_line, end_column;
} Location;
