/* signal_owner.h - which host the process's signals belong to. SPDX-License-Identifier: MIT */
#pragma once
#include "host/host_system.h"

/* Makes own the one process host; false: there is one. */
MUST_CHECK bool signal_owner_enter(OwnHost *own);
void signal_owner_leave(OwnHost *own);
