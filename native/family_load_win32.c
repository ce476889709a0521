/*
 * family_load_win32.c - copies a module with the libraries beside it, and loads such a copy. The loader takes a library that
 * a module imports from whatever folder one of that name was loaded from first; unless an activation context says where it
 * lies, which is looked at before (Dynamic-link library search order, "SxS manifest redirection").
 */
#include "family_win32.h"

#include <stdio.h>
#include <string.h>

#include "alloc.h"

/* ---- copies ---------------------------------------------------------------------------------------------------------- */

static wchar_t *wsplab__concatenate(const wchar_t *first, const wchar_t *second, const wchar_t *third) {
    wchar_t *path = wsplab_alloc((wcslen(first) + wcslen(second) + wcslen(third) + 1) * sizeof *path);
    if (path != NULL)
        wcscat(wcscat(wcscpy(path, first), second), third);
    return path;
}

static wchar_t *wsplab__path_in(const wchar_t *folder, const wchar_t *name) {
    size_t length = wcslen(folder);
    return wsplab__concatenate(folder, length > 0 && folder[length - 1] == L'\\' ? L"" : L"\\", name);
}

/* What a copy inherits, for example being read-only, would keep it from being deleted. */
static wsplab_error wsplab__copy_file(const wchar_t *from, const wchar_t *to) {
    if (from == NULL || to == NULL)
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    if (!CopyFileW(from, to, TRUE) || !SetFileAttributesW(to, FILE_ATTRIBUTE_NORMAL))
        return (wsplab_error)GetLastError();
    return WSPLAB_OK;
}

wsplab_error wsplab_family_copy(const struct wsplab_family *family, const wchar_t *folder) {
    wsplab_error error = WSPLAB_OK;
    for (uint32_t i = 0; error == WSPLAB_OK && i < wsplab_family_count(family); i++) {
        wchar_t *from = wsplab_family_path(family, i), *to = wsplab__path_in(folder, wsplab_family_name(family, i));
        error = wsplab__copy_file(from, to);
        wsplab_free(from);
        wsplab_free(to);
    }
    return error;
}

/* ---- an activation context that names all of them -------------------------------------------------------------------- */

struct wsplab__text {
    char *bytes;
    size_t length, room;
};

static void wsplab__add(struct wsplab__text *text, const char *more) {
    size_t length = strlen(more);
    if (text->length + length > text->room)
        length = text->room - text->length;
    memcpy(text->bytes + text->length, more, length);
    text->length += length;
}

/* Of what XML needs replaced, names of files can have these two. */
static void wsplab__add_name(struct wsplab__text *text, const wchar_t *name) {
    char utf8[3 * MAX_PATH];
    if (WideCharToMultiByte(CP_UTF8, 0, name, -1, utf8, sizeof utf8, NULL, NULL) == 0)
        return;
    wsplab__add(text, "<file name='");
    for (const char *at = utf8; *at != 0; at++) {
        const char letter[2] = {*at, 0};
        wsplab__add(text, *at == '&' ? "&amp;" : *at == '\'' ? "&apos;" : letter);
    }
    wsplab__add(text, "'/>");
}

static void wsplab__compose(struct wsplab__text *text, const struct wsplab_family *family) {
    wsplab__add(text, "<assembly xmlns='urn:schemas-microsoft-com:asm.v1' manifestVersion='1.0'>"
                      "<assemblyIdentity type='win32' name='wsplab.module' version='1.0.0.0'/>");
    for (uint32_t i = 0; i < wsplab_family_count(family); i++)
        wsplab__add_name(text, wsplab_family_name(family, i));
    wsplab__add(text, "</assembly>");
}

static bool wsplab__write_file(const wchar_t *path, const struct wsplab__text *text) {
    DWORD written = 0;
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return false;
    bool good = WriteFile(file, text->bytes, (DWORD)text->length, &written, NULL) && written == text->length;
    return CloseHandle(file) && good;
}

static bool wsplab__write_manifest(const wchar_t *path, const struct wsplab_family *family) {
    size_t room = 512 + (size_t)wsplab_family_count(family) * (6 * MAX_PATH);
    struct wsplab__text text = {.bytes = wsplab_alloc(room), .room = room};
    if (text.bytes == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return false;
    }
    wsplab__compose(&text, family);
    bool written = wsplab__write_file(path, &text);
    wsplab_free(text.bytes);
    return written;
}

/* The system reads the file while it makes the context, and never again. */
static HANDLE wsplab__context(const struct wsplab_family *family, const wchar_t *module) {
    wchar_t *path = wsplab__concatenate(module, L".wsplab.manifest", L"");
    HANDLE context = INVALID_HANDLE_VALUE;
    if (path == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return context;
    }
    if (wsplab__write_manifest(path, family)) {
        ACTCTXW request = {.cbSize = sizeof request, .lpSource = path};
        context = CreateActCtxW(&request);
    }
    DWORD error = GetLastError();
    DeleteFileW(path);
    wsplab_free(path);
    SetLastError(error);
    return context;
}

/* ---- loading --------------------------------------------------------------------------------------------------------- */

static HMODULE wsplab__load_in(HANDLE context, const wchar_t *path) {
    ULONG_PTR cookie;
    if (!ActivateActCtx(context, &cookie))
        return NULL;
    HMODULE module = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    DWORD error = GetLastError();
    DeactivateActCtx(0, cookie);
    SetLastError(error);
    return module;
}

static HMODULE wsplab__load_alone(const struct wsplab_family *family, const wchar_t *path) {
    HANDLE context = wsplab__context(family, path);
    if (context == INVALID_HANDLE_VALUE)
        return NULL;
    HMODULE module = wsplab__load_in(context, path);
    DWORD error = GetLastError();
    ReleaseActCtx(context);
    SetLastError(error);
    return module;
}

HMODULE wsplab_family_load(const struct wsplab_family *family, bool alone) {
    wchar_t *path = wsplab_family_path(family, 0);
    if (path == NULL) {
        SetLastError(ERROR_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    HMODULE module = alone && wsplab_family_count(family) > 1
                         ? wsplab__load_alone(family, path)
                         : LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    DWORD error = GetLastError();
    wsplab_free(path);
    SetLastError(error);
    return module;
}
