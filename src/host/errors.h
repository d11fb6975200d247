/* errors.h - error numbers: their names and texts, as glibc's without a locale. SPDX-License-Identifier: MIT */
#pragma once
#include <stddef.h>

/* "ENOENT"; NULL: unknown. Of two names of a number (EAGAIN, EWOULDBLOCK), the one that errno.errorcode has. */
const char *error_name(int number);

/* "No such file or directory", or "Unknown error N", which is written to buffer (at least 40 bytes). */
const char *error_text(int number, char *buffer, size_t size);

/* All names with their numbers, for the module errno: row index; NULL after the last. */
const char *error_row(size_t index, int *number);
