/*
 * module.h - hosted modules: a file is opened, what it imports of <wsplab/functions.h> is turned to its own set of
 * trampolines, and it is closed again. One file is opened once: whoever wants a second instance copies the file.
 */
#ifndef WSPLAB_MODULE_H
#define WSPLAB_MODULE_H

#include <stddef.h>

#include "trampoline.h"

struct wsplab_module;

/* Why a module was not opened; a text for people, always ended. */
struct wsplab_module_why {
    char text[1024];
};

/*
 * Opens the file at an absolute path (UTF-8). Its constructors run in this call, and what they call arrives at the set.
 * Errors: 2 no such file, 8, 50 no modules on this platform, 127 an import that nobody has, 170 open already, 193 no module for this process,
 * 998 imports could not be redirected; `why_out` says more.
 */
wsplab_error wsplab_module_open(const char *path, struct wsplab_set *set, struct wsplab_module **module_out,
                                struct wsplab_module_why *why_out);
/*
 * The libraries beside a module that it needs, directly or through each other, and that belong into a copy of it: names of
 * files, UTF-8, each ended by a zero. Returns how many bytes all of them take, which may be more than the room; 0 for none.
 */
size_t wsplab_module_kin(const char *path, char *names, size_t room);
/* An exported function of the module, or NULL. */
void *wsplab_module_symbol(const struct wsplab_module *module, const char *name);
/* Whether an address lies in the module's own code or data. */
bool wsplab_module_holds(const struct wsplab_module *module, uint64_t address);
/*
 * Closes it; its destructors run in this call. False when it is kept: by the system, or because it starts threads in a way
 * that cannot be counted. Then its code is still there.
 */
bool wsplab_module_close(struct wsplab_module *module);

#define WSPLAB_E_FILE_NOT_FOUND 2
#define WSPLAB_E_NOT_SUPPORTED 50
#define WSPLAB_E_PROC_NOT_FOUND 127
#define WSPLAB_E_BUSY 170
#define WSPLAB_E_BAD_EXE_FORMAT 193

#endif
