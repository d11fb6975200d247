/* frame_locals.h - locals() and f_locals. SPDX-License-Identifier: MIT */
#pragma once
#include "vm/frame.h"

typedef struct FrameLocalsProxy {
    Object head;
    Value  frame;
} FrameLocalsProxy;
