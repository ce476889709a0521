/* system_loader_win32.c - libraries that a module asks for by itself; see system_win32.h. */
#include <string.h>
#include <wchar.h>

#include "alloc.h"
#include "family_win32.h"
#include "function_table.h"
#include "system_win32.h"

#define WSPLAB__NAME 260

/* The name as the module gives it, in wide characters; empty when it is none or too long to be of a file beside it. */
static void wsplab__name(bool wide, uint64_t at, wchar_t *name) {
    name[0] = 0;
    if (at == 0)
        return;
    if (!wide) {
        if (MultiByteToWideChar(CP_ACP, 0, (const char *)(uintptr_t)at, -1, name, WSPLAB__NAME) == 0)
            name[0] = 0;
        return;
    }
    const wchar_t *text = (const wchar_t *)(uintptr_t)at;
    size_t length = wcsnlen(text, WSPLAB__NAME);
    if (length < WSPLAB__NAME)
        wcscpy(name, text);
}

/* As the system does it: a name without a dot means a DLL. */
static wchar_t *wsplab__beside(const struct wsplab_module *module, const wchar_t *name) {
    const wchar_t *suffix = wcschr(name, L'.') == NULL ? L".dll" : L"";
    if (module == NULL || name[0] == 0 || wcspbrk(name, L"\\/:") != NULL ||
        wsplab_family_is_of_the_system(name, suffix))
        return NULL;
    size_t room = module->folder_length + wcslen(name) + wcslen(suffix) + 1;
    wchar_t *path = wsplab_alloc(room * sizeof *path);
    if (path == NULL)
        return NULL;
    memcpy(path, module->path, module->folder_length * sizeof *path);
    path[module->folder_length] = 0;
    wcscat(wcscat(path, name), suffix);
    if (GetFileAttributesW(path) != INVALID_FILE_ATTRIBUTES)
        return path;
    wsplab_free(path);
    return NULL;
}

/* The module's own way of asking, when the library is not beside it. */
static uint64_t wsplab__find(const struct wsplab_module *module, uint32_t function, const uint64_t *arguments,
                             uint32_t name_at, bool wide, uint32_t found_by) {
    wchar_t name[WSPLAB__NAME];
    uint64_t own[WSPLAB_MAX_ARGUMENTS];
    DWORD before = GetLastError();
    wsplab__name(wide, arguments[name_at], name);
    wchar_t *path = wsplab__beside(module, name);
    SetLastError(before);
    if (path == NULL)
        return wsplab_system_call(function, arguments);
    memcpy(own, arguments, sizeof own);
    own[name_at] = (uintptr_t)path;
    if (found_by == WSPLAB_F_LoadLibraryExW && function != WSPLAB_F_LoadLibraryExA &&
        function != WSPLAB_F_LoadLibraryExW)
        own[1] = own[2] = 0;
    if (found_by == WSPLAB_F_LoadLibraryExW)
        own[2] |= LOAD_WITH_ALTERED_SEARCH_PATH;
    uint64_t result = wsplab_system_call(found_by, own);
    DWORD error = GetLastError();
    wsplab_free(path);
    SetLastError(error);
    return result;
}

static uint64_t wsplab__address(const struct wsplab_module *module, const uint64_t *arguments) {
    HMODULE library = (HMODULE)(uintptr_t)arguments[0];
    const char *name = (const char *)(uintptr_t)arguments[1];
    return module == NULL ? (uint64_t)(uintptr_t)GetProcAddress(library, name)
                          : (uint64_t)(uintptr_t)wsplab_redirect_address(module->redirect, library, name);
}

uint64_t wsplab_system_load(struct wsplab_set *set, uint32_t function, const uint64_t *arguments) {
    const struct wsplab_module *module = set == NULL ? NULL : set->module;
    switch (function) {
    case WSPLAB_F_GetProcAddress:
        return wsplab__address(module, arguments);
    case WSPLAB_F_GetModuleHandleA:
    case WSPLAB_F_GetModuleHandleW:
        return wsplab__find(module, function, arguments, 0, function == WSPLAB_F_GetModuleHandleW,
                            WSPLAB_F_GetModuleHandleW);
    case WSPLAB_F_GetModuleHandleExA:
    case WSPLAB_F_GetModuleHandleExW:
        if ((arguments[0] & GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS) != 0)
            return wsplab_system_call(function, arguments);
        return wsplab__find(module, function, arguments, 1, function == WSPLAB_F_GetModuleHandleExW,
                            WSPLAB_F_GetModuleHandleExW);
    default:
        return wsplab__find(module, function, arguments, 0,
                            function == WSPLAB_F_LoadLibraryW || function == WSPLAB_F_LoadLibraryExW,
                            WSPLAB_F_LoadLibraryExW);
    }
}
