/* streams.h - sys.stdin, stdout and stderr. SPDX-License-Identifier: MIT */
#pragma once
#include "memory/vm.h"

/* Enters them into sys, to be made when first looked at. */
bool streams_init(Vm *vm);
/* Flushes those that were made; -1 when stdout failed (reported). RUNS_PYTHON. */
int  streams_flush(Vm *vm);
