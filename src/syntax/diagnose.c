/* diagnose.c - placeholder. */
#include "syntax/diagnose.h"
void diagnose(Compilation *compilation)
{
    compilation_fail(compilation, ERROR_SYNTAX, "invalid syntax");
}
