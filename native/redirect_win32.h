/*
 * redirect_win32.h - turns imports of modules to other functions, as the loader reports the modules: after their imports
 * are bound, before any of their code runs. So what a module's DllMain calls, or keeps a pointer to, is redirected as well.
 *
 * A redirection belongs to a place, a folder or one file: whatever is loaded from there, by whomever and whenever, is
 * redirected; all other modules of the process are left alone.
 */
#ifndef WSPLAB_REDIRECT_WIN32_H
#define WSPLAB_REDIRECT_WIN32_H

#include <stdbool.h>
#include <stdint.h>

#include <wsplab/wsplab.h>

#include "windows_win32.h"

/*
 * One function. It is recognised by its name, when the import table names one of the libraries; and in any case by the
 * address that the loader has bound: that is how ordinals, forwarders of other libraries and the likes of api-ms-win-* are
 * found out.
 */
struct wsplab_redirect_row {
    const char *const
        *libraries; /* lower case, with their suffix, ended by NULL; an asterisk at the end is for any rest */
    const char *name;
    void *target;
};

struct wsplab_redirect;

/*
 * Begins: `place` is an absolute path, of a folder when it ends with a backslash, else of a file. The rows stay where they
 * are until the end. Errors: 8; 50 when the loader does not report modules; 170 when the place has a redirection already.
 */
wsplab_error wsplab_redirect_begin(const wchar_t *place, const struct wsplab_redirect_row *rows, uint32_t count,
                                   struct wsplab_redirect **redirect_out);
/* Modules that are loaded stay as they are. Not under the loader lock. */
void wsplab_redirect_end(struct wsplab_redirect *redirect);

/*
 * Redirects what is loaded already: from the place, or `everywhere`; this library and kernel32 stay as they are. Other
 * threads must not load modules meanwhile. As with those that come later, wsplab_redirect_error tells of failures.
 */
void wsplab_redirect_loaded(struct wsplab_redirect *redirect, bool everywhere);

/* The row of an import, or NULL: `name` may be NULL, and `bound` too. */
const struct wsplab_redirect_row *wsplab_redirect_match(const struct wsplab_redirect *redirect, const char *library,
                                                        const char *name, const void *bound);
/*
 * GetProcAddress as a redirected module is to see it: `name` may be an ordinal. NULL, with the last error, where the system
 * has nothing and the redirection neither.
 */
void *wsplab_redirect_address(const struct wsplab_redirect *redirect, HMODULE library, const char *name);

/* Modules of the place that are loaded now. */
uint32_t wsplab_redirect_modules(const struct wsplab_redirect *redirect);
/* 0, or why a module could not be redirected: 998 when its import table cannot be written, 8. */
wsplab_error wsplab_redirect_error(const struct wsplab_redirect *redirect);

/* ---- redirect_imports_win32.c ---------------------------------------------------------------------------------------- */

/* Redirects a module that is mapped and bound: 0 or 998. */
wsplab_error wsplab_redirect_imports(const struct wsplab_redirect *redirect, void *base, uint32_t size);

#endif
