/* module_linux.h - ELF files: what is in one before it is opened, and its imports afterwards. */
#ifndef WSPLAB_MODULE_LINUX_H
#define WSPLAB_MODULE_LINUX_H

#include <link.h>

#include "module.h"

/* Looks into a file, which is not opened by this: 0, 2, 127 or 193. */
wsplab_error wsplab_elf_check(const char *path, struct wsplab_module_why *why_out);

/* Turns the imports of an open module to the set: 0, or 998. Says whether it imports what starts threads uncounted. */
wsplab_error wsplab_elf_redirect(const struct link_map *map, struct wsplab_set *set, bool *uncounted_out);
/* Whether that function of the system starts threads in a way that cannot be counted. */
bool wsplab_elf_starts_threads(const char *symbol);

/* Functions of the system that a module gets from us instead: address, or NULL. See module_system_linux.c. */
void *wsplab_elf_replacement(const char *symbol);

#endif
