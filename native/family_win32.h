/*
 * family_win32.h - a module and the libraries beside it that it needs, directly or through each other: what a private copy
 * of it is made of. A library that the system's folder has is the system's, whatever lies beside the module.
 */
#ifndef WSPLAB_FAMILY_WIN32_H
#define WSPLAB_FAMILY_WIN32_H

#include "pe_win32.h"
#include "redirect_win32.h"

struct wsplab_family;

/* Looks into the module at an absolute path and those beside it. Errors as wsplab_pe_open's, `why_out` naming the file. */
wsplab_error wsplab_family_find(const wchar_t *path, struct wsplab_family **family_out, struct wsplab_pe_why *why_out);
void wsplab_family_free(struct wsplab_family *family);

/* The module's own name is the first. */
uint32_t wsplab_family_count(const struct wsplab_family *family);
const wchar_t *wsplab_family_name(const struct wsplab_family *family, uint32_t index);
/* Whether it is not loaded with the module, but when it is needed. */
bool wsplab_family_is_late(const struct wsplab_family *family, uint32_t index);

/*
 * Whether each import of each of them can be bound: by one of them, by the redirection or by the system. Else 127, and the
 * names of those that nobody has. The system's libraries are loaded for that, and may stay so.
 */
wsplab_error wsplab_family_check(struct wsplab_family *family, const struct wsplab_redirect *redirect,
                                 struct wsplab_pe_why *why_out);

/* Whether the system's folder has a library of this name. */
bool wsplab_family_is_of_the_system(const wchar_t *name, const wchar_t *suffix);

/* ---- family_load_win32.c --------------------------------------------------------------------------------------------- */

/* The whole path of one of them, to be freed with wsplab_free; NULL when memory is short. */
wchar_t *wsplab_family_path(const struct wsplab_family *family, uint32_t index);

/* Copies all of them into a folder that exists: 0, or the system's error. */
wsplab_error wsplab_family_copy(const struct wsplab_family *family, const wchar_t *folder);

/*
 * Loads the module; NULL with the last error. What it needs is found where it lies. `alone`: even where other modules of the
 * same names are loaded from other folders; for that a file is written beside it, and deleted again.
 */
HMODULE wsplab_family_load(const struct wsplab_family *family, bool alone);

#endif
