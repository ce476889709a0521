/* system_win32.h - between the parts of system.h on Windows. */
#ifndef WSPLAB_SYSTEM_WIN32_H
#define WSPLAB_SYSTEM_WIN32_H

#include "module_win32.h"
#include "system.h"

/* ---- system_win32.c ---------------------------------------------------------------------------------------------- */

/*
 * Whether a module's import of this name is redirected at all. The system's own ports, events, waits and errors are what
 * the module is to have, so those are not.
 */
bool wsplab_system_is_redirected(uint32_t function);
/* The libraries that have it, for a row. */
const char *const *wsplab_system_libraries(uint32_t function);
/* Calls the system's function: one of kernel32 that is redirected. */
uint64_t wsplab_system_call(uint32_t function, const uint64_t *arguments);

/* ---- system_loader_win32.c --------------------------------------------------------------------------------------- */

/*
 * LoadLibrary, GetModuleHandle and GetProcAddress, as the module of a set is to see them: a bare name of a library beside it
 * means that one, and what it looks up is redirected as its imports are.
 */
uint64_t wsplab_system_load(struct wsplab_set *set, uint32_t function, const uint64_t *arguments);

/* ---- system_thread_win32.c --------------------------------------------------------------------------------------- */

/* CreateThread and ExitThread: threads count as the module's for as long as they run. */
bool wsplab_system_threads(struct wsplab_set *set, uint32_t function, const uint64_t *arguments, uint64_t *result_out);

/* Functions of the C library that start and end threads: what a module gets instead. */
#define WSPLAB_SYSTEM_REPLACEMENTS 4
void wsplab_system_replace(struct wsplab_redirect_row *rows);

#endif
