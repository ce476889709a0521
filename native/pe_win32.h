/*
 * pe_win32.h - looks into modules for Windows before they are loaded: for what processor they are, and what they import.
 * Nothing in a file is trusted.
 */
#ifndef WSPLAB_PE_WIN32_H
#define WSPLAB_PE_WIN32_H

#include <stdbool.h>
#include <stdint.h>

#include <wsplab/wsplab.h>

#include "windows_win32.h"

struct wsplab_pe;

/* A text for people, always ended. */
struct wsplab_pe_why {
    char text[1024];
};

/* Errors: 2 no such file, 8, 193 no module that this process can load; `why_out` says more. */
wsplab_error wsplab_pe_open(const wchar_t *path, struct wsplab_pe **pe_out, struct wsplab_pe_why *why_out);
void wsplab_pe_close(struct wsplab_pe *pe);

/* One import. Without a name it is by ordinal. */
struct wsplab_pe_import {
    const char *library, *name;
    uint16_t ordinal;
};

/* Each import, until one gives false; those that the loader binds, not those that the module looks up when it needs them. */
typedef bool (*wsplab_pe_visit)(void *context, const struct wsplab_pe_import *import);
void wsplab_pe_imports(const struct wsplab_pe *pe, wsplab_pe_visit visit, void *context);

/* Whether the module exports what an import asks for. */
bool wsplab_pe_exports(const struct wsplab_pe *pe, const struct wsplab_pe_import *import);

/* Each library that the module imports from; `late`: not bound by the loader, but when it is needed. */
typedef bool (*wsplab_pe_visit_library)(void *context, const char *library, bool late);
void wsplab_pe_libraries(const struct wsplab_pe *pe, wsplab_pe_visit_library visit, void *context);

#endif
