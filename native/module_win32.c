/*
 * module_win32.c - see module.h. The module's folder is its environment's own: whatever is loaded from there gets the set's
 * trampolines, before any of its code runs.
 */
#include "module_win32.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "alloc.h"
#include "boundary.h"
#include "family_win32.h"
#include "function_table.h"
#include "system_win32.h"

static void wsplab__say(struct wsplab_module_why *why, const char *text) {
    snprintf(why->text, sizeof why->text, "%s", text);
}

static wsplab_error wsplab__no_memory(struct wsplab_module_why *why) {
    wsplab__say(why, "memory is short");
    return WSPLAB_E_NOT_ENOUGH_MEMORY;
}

/* ---- its path -------------------------------------------------------------------------------------------------------- */

typedef DWORD(WINAPI *wsplab__path_form)(LPCWSTR path, LPWSTR result, DWORD room);

static DWORD WINAPI wsplab__full(LPCWSTR path, LPWSTR result, DWORD room) {
    return GetFullPathNameW(path, room, result, NULL);
}

static wchar_t *wsplab__in_form(wchar_t *path, wsplab__path_form form) {
    DWORD room = path == NULL ? 0 : form(path, NULL, 0);
    wchar_t *result = room == 0 ? NULL : wsplab_alloc((room + 1) * sizeof *result);
    if (result != NULL && form(path, result, room + 1) == 0)
        result[0] = 0;
    wsplab_free(path);
    return result;
}

/* With backslashes and without short names, as the loader will report it; NULL when there is no such file. */
static wchar_t *wsplab__path(const char *utf8) {
    int room = MultiByteToWideChar(CP_UTF8, 0, utf8, -1, NULL, 0);
    wchar_t *path = room == 0 ? NULL : wsplab_alloc((size_t)room * sizeof *path);
    if (path != NULL)
        MultiByteToWideChar(CP_UTF8, 0, utf8, -1, path, room);
    return wsplab__in_form(wsplab__in_form(path, wsplab__full), GetLongPathNameW);
}

/* ---- what its imports become ----------------------------------------------------------------------------------------- */

struct wsplab_redirect_row *wsplab_module_rows(struct wsplab_set *set, uint32_t spare, uint32_t *count_out) {
    size_t room = WSPLAB_FUNCTION_COUNT + WSPLAB_SYSTEM_REPLACEMENTS + spare;
    struct wsplab_redirect_row *rows = wsplab_alloc(room * sizeof *rows);
    uint32_t count = 0;
    for (uint32_t i = 0; rows != NULL && i < WSPLAB_FUNCTION_COUNT; i++) {
        if (wsplab_system_is_redirected(i))
            rows[count++] = (struct wsplab_redirect_row){
                .libraries = wsplab_system_libraries(i),
                .name = wsplab__functions[i].name,
                .target = wsplab_set_stub(set, i),
            };
    }
    if (rows != NULL)
        wsplab_system_replace(&rows[count]);
    *count_out = count + WSPLAB_SYSTEM_REPLACEMENTS;
    return rows;
}

static wsplab_error wsplab__redirect(struct wsplab_module *module) {
    uint32_t count = 0;
    wchar_t after = module->path[module->folder_length];
    module->rows = wsplab_module_rows(module->set, 0, &count);
    if (module->rows == NULL)
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    module->path[module->folder_length] = 0;
    wsplab_error error = wsplab_redirect_begin(module->path, module->rows, count, &module->redirect);
    module->path[module->folder_length] = after;
    return error;
}

/* ---- life ------------------------------------------------------------------------------------------------------------ */

static void wsplab__module_free(struct wsplab_module *module) {
    if (module->redirect != NULL)
        wsplab_redirect_end(module->redirect);
    wsplab_free(module->rows);
    wsplab_free(module->path);
    wsplab_free(module);
}

static void wsplab__say_refused(struct wsplab_module_why *why, DWORD error) {
    char text[512];
    if (error == ERROR_DLL_INIT_FAILED) {
        wsplab__say(why, "its DllMain returned FALSE");
        return;
    }
    DWORD length = FormatMessageA(FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS, NULL, error,
                                  MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), text, sizeof text, NULL);
    while (length > 0 && (unsigned char)text[length - 1] <= ' ')
        length--;
    snprintf(why->text, sizeof why->text, "the system refuses it: %.*s", (int)length, text);
}

/* A library that was taken from elsewhere would call into another environment. */
static wsplab_error wsplab__check_loaded(const struct wsplab_module *module, const struct wsplab_family *family,
                                         struct wsplab_module_why *why) {
    for (uint32_t i = 1; i < wsplab_family_count(family); i++) {
        wchar_t *path = wsplab_family_path(family, i);
        if (path == NULL)
            return wsplab__no_memory(why);
        bool loaded = GetModuleHandleW(path) != NULL || wsplab_family_is_late(family, i);
        wsplab_free(path);
        if (!loaded) {
            snprintf(why->text, sizeof why->text, "%.200ls, which lies beside it, was taken from another folder",
                     wsplab_family_name(family, i));
            return WSPLAB_E_NOACCESS;
        }
    }
    wsplab_error error = wsplab_redirect_error(module->redirect);
    if (error != WSPLAB_OK)
        wsplab__say(why, "its imports cannot be redirected: its memory cannot be written");
    return error;
}

static wsplab_error wsplab__load(struct wsplab_module *module, struct wsplab_family *family,
                                 struct wsplab_module_why *why) {
    struct wsplab_pe_why reason = {.text = ""};
    wsplab_error error = wsplab_family_check(family, module->redirect, &reason);
    if (error != WSPLAB_OK) {
        wsplab__say(why, reason.text);
        return error;
    }
    module->set->module = module;
    struct wsplab_set *before = wsplab_boundary_enter(module->set);
    module->handle = wsplab_family_load(family, true);
    DWORD refused = GetLastError();
    wsplab_boundary_leave(before);
    if (module->handle == NULL) {
        wsplab__say_refused(why, refused);
        return refused != 0 ? (wsplab_error)refused : WSPLAB_E_BAD_EXE_FORMAT;
    }
    error = wsplab__check_loaded(module, family, why);
    if (error != WSPLAB_OK)
        FreeLibrary(module->handle);
    return error;
}

/* By somebody who is no environment: it would keep the imports and the statics that it has. */
static bool wsplab__is_open(const wchar_t *path) {
    HMODULE found;
    return GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT, path, &found);
}

static wsplab_error wsplab__open(struct wsplab_module *module, struct wsplab_module_why *why) {
    struct wsplab_family *family = NULL;
    struct wsplab_pe_why reason = {.text = ""};
    wsplab_error error = wsplab_family_find(module->path, &family, &reason);
    if (error != WSPLAB_OK) {
        wsplab__say(why, reason.text);
        return error;
    }
    error = wsplab__redirect(module);
    if (error == WSPLAB_OK && wsplab__is_open(module->path)) {
        wsplab__say(why, "this very file is open already, and one file is one module");
        error = WSPLAB_E_BUSY;
    } else if (error == WSPLAB_OK)
        error = wsplab__load(module, family, why);
    else if (error == WSPLAB_E_NOT_ENOUGH_MEMORY)
        wsplab__no_memory(why);
    else if (error == WSPLAB_E_BUSY)
        wsplab__say(why, "a module of its folder is open already, where it is, and a folder is one environment's");
    else
        wsplab__say(why, "this system does not report modules that are loaded");
    wsplab_family_free(family);
    return error;
}

/* What stays loaded, because it holds itself, stays redirected; then the set is its for ever. False in that case. */
static bool wsplab__forget(struct wsplab_module *module) {
    if (module->redirect != NULL && wsplab_redirect_modules(module->redirect) > 0) {
        wsplab_set_thread_begins(module->set);
        return false;
    }
    module->set->module = NULL;
    wsplab__module_free(module);
    return true;
}

wsplab_error wsplab_module_open(const char *path, struct wsplab_set *set, struct wsplab_module **module_out,
                                struct wsplab_module_why *why_out) {
    struct wsplab_module *module = wsplab_alloc(sizeof *module);
    if (module == NULL)
        return wsplab__no_memory(why_out);
    module->set = set;
    module->path = wsplab__path(path);
    const wchar_t *last = module->path == NULL ? NULL : wcsrchr(module->path, L'\\');
    wsplab_error error = WSPLAB_E_FILE_NOT_FOUND;
    if (last != NULL) {
        module->folder_length = (uint32_t)(last - module->path) + 1;
        error = wsplab__open(module, why_out);
    } else {
        wsplab__say(why_out, "there is no such file");
    }
    if (error == WSPLAB_OK) {
        *module_out = module;
        return WSPLAB_OK;
    }
    wsplab__forget(module);
    return error;
}

static size_t wsplab__names(const struct wsplab_family *family, char *names, size_t room) {
    size_t used = 0;
    for (uint32_t i = 1; i < wsplab_family_count(family); i++) {
        const wchar_t *name = wsplab_family_name(family, i);
        int length = WideCharToMultiByte(CP_UTF8, 0, name, -1, NULL, 0, NULL, NULL);
        if (length > 0 && used + (size_t)length <= room)
            WideCharToMultiByte(CP_UTF8, 0, name, -1, names + used, length, NULL, NULL);
        used += length > 0 ? (size_t)length : 0;
    }
    return used;
}

size_t wsplab_module_kin(const char *path, char *names, size_t room) {
    struct wsplab_family *family = NULL;
    struct wsplab_pe_why reason;
    wchar_t *wide = wsplab__path(path);
    size_t used = 0;
    if (wide != NULL && wsplab_family_find(wide, &family, &reason) == WSPLAB_OK) {
        used = wsplab__names(family, names, room);
        wsplab_family_free(family);
    }
    wsplab_free(wide);
    return used;
}

void *wsplab_module_symbol(const struct wsplab_module *module, const char *name) {
    return (void *)(uintptr_t)GetProcAddress(module->handle, name);
}

/* Its own, or a library's that lies beside it. */
bool wsplab_module_holds(const struct wsplab_module *module, uint64_t address) {
    wchar_t path[MAX_PATH];
    HMODULE found = NULL;
    if (!GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                            (LPCWSTR)(uintptr_t)address, &found))
        return false;
    if (found == module->handle)
        return true;
    DWORD length = GetModuleFileNameW(found, path, MAX_PATH), folder = module->folder_length;
    return length > folder && length < MAX_PATH && wcschr(path + folder, L'\\') == NULL &&
           CompareStringOrdinal(path, (int)folder, module->path, (int)folder, TRUE) == CSTR_EQUAL;
}

/* A file that layers open as the provider below them is of no use without them, however often they have opened it. */
static bool wsplab__is_lower(const struct wsplab_module *module) {
    return GetProcAddress(module->handle, "wsplab_lower_startup") != NULL;
}

bool wsplab_module_close(struct wsplab_module *module) {
    bool lower = wsplab__is_lower(module);
    struct wsplab_set *before = wsplab_boundary_enter(module->set);
    do {
        FreeLibrary(module->handle);
    } while (lower && wsplab_redirect_modules(module->redirect) > 0);
    wsplab_boundary_leave(before);
    return wsplab__forget(module);
}
