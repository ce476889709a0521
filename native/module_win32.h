/* module_win32.h - what a hosted module on Windows consists of. */
#ifndef WSPLAB_MODULE_WIN32_H
#define WSPLAB_MODULE_WIN32_H

#include "module.h"
#include "redirect_win32.h"

struct wsplab_module {
    HMODULE handle;
    struct wsplab_set *set;
    struct wsplab_redirect *redirect;
    struct wsplab_redirect_row *rows;
    wchar_t *path;
    uint32_t folder_length; /* of the path, with the backslash */
};

/*
 * What the imports of a set's module become, to be freed with wsplab_free; behind the rows that are counted there is room for
 * so many more. NULL when memory is short.
 */
struct wsplab_redirect_row *wsplab_module_rows(struct wsplab_set *set, uint32_t spare, uint32_t *count_out);

#endif
