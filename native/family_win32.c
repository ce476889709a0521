/* family_win32.c - see family_win32.h. */
#include "family_win32.h"

#include <stdio.h>
#include <string.h>

#include "alloc.h"

#define WSPLAB__MEMBERS 64 /* more of them stay the system's to find */

struct wsplab__member {
    wchar_t *name;
    struct wsplab_pe *pe;
    bool late;
};

struct wsplab_family {
    wchar_t *folder; /* with a backslash at its end */
    uint32_t count;
    struct wsplab__member members[WSPLAB__MEMBERS];
};

/* Names are UTF-8 where people read them. */
struct wsplab__readable {
    char text[3 * MAX_PATH];
};

static struct wsplab__readable wsplab__readable(const wchar_t *name) {
    struct wsplab__readable readable = {.text = "?"};
    if (WideCharToMultiByte(CP_UTF8, 0, name, -1, readable.text, sizeof readable.text, NULL, NULL) == 0)
        readable.text[1] = 0;
    return readable;
}

static wchar_t *wsplab__join(const wchar_t *folder, size_t folder_length, const wchar_t *name) {
    size_t length = wcslen(name) + 1;
    wchar_t *joined = wsplab_alloc((folder_length + length) * sizeof *joined);
    if (joined == NULL)
        return NULL;
    memcpy(joined, folder, folder_length * sizeof *joined);
    memcpy(joined + folder_length, name, length * sizeof *joined);
    return joined;
}

/* ---- who belongs to it ----------------------------------------------------------------------------------------------- */

static bool wsplab__is_file(const wchar_t *folder, const wchar_t *name) {
    wchar_t *path = wsplab__join(folder, wcslen(folder), name);
    DWORD attributes = path == NULL ? INVALID_FILE_ATTRIBUTES : GetFileAttributesW(path);
    wsplab_free(path);
    return attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0;
}

bool wsplab_family_is_of_the_system(const wchar_t *name, const wchar_t *suffix) {
    wchar_t folder[MAX_PATH + 2];
    UINT length = GetSystemDirectoryW(folder, MAX_PATH);
    if (length == 0 || length > MAX_PATH)
        return false;
    wcscpy(folder + length, L"\\");
    wchar_t *path = wsplab__join(folder, length + 1, name);
    bool found = path != NULL && wsplab__is_file(path, suffix);
    wsplab_free(path);
    return found;
}

static bool wsplab__same(const wchar_t *one, const wchar_t *other) {
    return CompareStringOrdinal(one, -1, other, -1, TRUE) == CSTR_EQUAL;
}

static struct wsplab__member *wsplab__member(struct wsplab_family *family, const wchar_t *name) {
    for (uint32_t i = 0; i < family->count; i++) {
        if (wsplab__same(family->members[i].name, name))
            return &family->members[i];
    }
    return NULL;
}

static bool wsplab__wide(const char *library, wchar_t *name, int room) {
    return MultiByteToWideChar(CP_ACP, 0, library, -1, name, room) != 0;
}

static void wsplab__say_which(struct wsplab_pe_why *why, const wchar_t *name) {
    struct wsplab_pe_why reason = *why;
    struct wsplab__readable readable = wsplab__readable(name);
    snprintf(why->text, sizeof why->text, "%.100s, which it needs: %.800s", readable.text, reason.text);
}

static wsplab_error wsplab__add(struct wsplab_family *family, const wchar_t *name, bool late,
                                struct wsplab_pe_why *why) {
    struct wsplab__member member = {.name = wsplab__join(name, 0, name), .late = late};
    wchar_t *path = wsplab__join(family->folder, wcslen(family->folder), name);
    wsplab_error error = WSPLAB_E_NOT_ENOUGH_MEMORY;
    if (member.name != NULL && path != NULL)
        error = wsplab_pe_open(path, &member.pe, why);
    else
        snprintf(why->text, sizeof why->text, "memory is short");
    wsplab_free(path);
    if (error == WSPLAB_OK) {
        family->members[family->count++] = member;
        return WSPLAB_OK;
    }
    wsplab_free(member.name);
    if (family->count > 0) /* the first is the module, which the caller names */
        wsplab__say_which(why, name);
    return error;
}

struct wsplab__search {
    struct wsplab_family *family;
    struct wsplab_pe_why *why;
    wsplab_error error;
    bool late;    /* the one whose imports are looked at */
    bool changed; /* one that is loaded with the module after all: so is what it imports */
};

static bool wsplab__visit_library(void *context, const char *library, bool late) {
    struct wsplab__search *search = context;
    wchar_t name[MAX_PATH];
    late |= search->late;
    bool beside = wsplab__wide(library, name, MAX_PATH) && wcspbrk(name, L"\\/:") == NULL &&
                  wsplab__is_file(search->family->folder, name) && !wsplab_family_is_of_the_system(name, L"");
    struct wsplab__member *known = beside ? wsplab__member(search->family, name) : NULL;
    if (known != NULL && known->late && !late) {
        known->late = false;
        search->changed = true;
    } else if (known == NULL && beside && search->family->count < WSPLAB__MEMBERS) {
        search->error = wsplab__add(search->family, name, late, search->why);
    }
    return search->error == WSPLAB_OK;
}

static wsplab_error wsplab__find_members(struct wsplab_family *family, const wchar_t *module,
                                         struct wsplab_pe_why *why) {
    struct wsplab__search search = {.family = family, .why = why, .changed = true};
    search.error = wsplab__add(family, module, false, why);
    while (search.error == WSPLAB_OK && search.changed) {
        search.changed = false;
        for (uint32_t i = 0; search.error == WSPLAB_OK && i < family->count; i++) {
            search.late = family->members[i].late;
            wsplab_pe_libraries(family->members[i].pe, wsplab__visit_library, &search);
        }
    }
    return search.error;
}

wsplab_error wsplab_family_find(const wchar_t *path, struct wsplab_family **family_out, struct wsplab_pe_why *why_out) {
    const wchar_t *module = wcsrchr(path, L'\\');
    struct wsplab_family *family = wsplab_alloc(sizeof *family);
    wsplab_error error = WSPLAB_E_NOT_ENOUGH_MEMORY;
    snprintf(why_out->text, sizeof why_out->text, "memory is short");
    if (family == NULL)
        return error;
    module = module == NULL ? path : module + 1;
    family->folder = wsplab__join(path, (size_t)(module - path), L"");
    if (family->folder != NULL)
        error = wsplab__find_members(family, module, why_out);
    if (error == WSPLAB_OK)
        *family_out = family;
    else
        wsplab_family_free(family);
    return error;
}

void wsplab_family_free(struct wsplab_family *family) {
    for (uint32_t i = 0; i < family->count; i++) {
        wsplab_pe_close(family->members[i].pe);
        wsplab_free(family->members[i].name);
    }
    wsplab_free(family->folder);
    wsplab_free(family);
}

wchar_t *wsplab_family_path(const struct wsplab_family *family, uint32_t index) {
    return wsplab__join(family->folder, wcslen(family->folder), family->members[index].name);
}

uint32_t wsplab_family_count(const struct wsplab_family *family) {
    return family->count;
}

bool wsplab_family_is_late(const struct wsplab_family *family, uint32_t index) {
    return family->members[index].late;
}

const wchar_t *wsplab_family_name(const struct wsplab_family *family, uint32_t index) {
    return family->members[index].name;
}

/* ---- whether all can be bound ---------------------------------------------------------------------------------------- */

struct wsplab__check {
    struct wsplab_family *family;
    const struct wsplab_redirect *redirect;
    struct wsplab__readable of;
    struct wsplab_pe_why *why;
    const char *absent; /* the library that was said to be missing last */
};

static void wsplab__say_missing(struct wsplab__check *check, const char *format, const char *library,
                                const char *name) {
    char *text = check->why->text;
    size_t room = sizeof check->why->text, used = strlen(text);
    if (used == 0)
        used = (size_t)snprintf(text, room, "it imports what nobody has: ");
    else if (used + 2 < room)
        used += (size_t)snprintf(text + used, room - used, ", ");
    if (used < room)
        snprintf(text + used, room - used, format, library, name, check->of.text);
}

/* The system's way: one that is loaded already, or else what it finds on its own. */
static bool wsplab__system_has(struct wsplab__check *check, const struct wsplab_pe_import *import) {
    HMODULE library = GetModuleHandleA(import->library);
    if (library == NULL)
        library = LoadLibraryA(import->library);
    const char *name = import->name != NULL ? import->name : (const char *)(uintptr_t)import->ordinal;
    if (library != NULL && GetProcAddress(library, name) != NULL)
        return true;
    if (library == NULL && check->absent != import->library)
        wsplab__say_missing(check, "the library %s%s (needed by %s)", import->library, "");
    check->absent = library == NULL ? import->library : NULL;
    return library == NULL;
}

static bool wsplab__visit_import(void *context, const struct wsplab_pe_import *import) {
    struct wsplab__check *check = context;
    wchar_t name[MAX_PATH];
    if (wsplab_redirect_match(check->redirect, import->library, import->name, NULL) != NULL)
        return true;
    const struct wsplab__member *member =
        wsplab__wide(import->library, name, MAX_PATH) ? wsplab__member(check->family, name) : NULL;
    if (member != NULL ? wsplab_pe_exports(member->pe, import) : wsplab__system_has(check, import))
        return true;
    char ordinal[32];
    snprintf(ordinal, sizeof ordinal, "number %u", import->ordinal);
    wsplab__say_missing(check, "%s!%s (needed by %s)", import->library, import->name != NULL ? import->name : ordinal);
    return true;
}

wsplab_error wsplab_family_check(struct wsplab_family *family, const struct wsplab_redirect *redirect,
                                 struct wsplab_pe_why *why_out) {
    struct wsplab__check check = {.family = family, .redirect = redirect, .why = why_out};
    why_out->text[0] = 0;
    for (uint32_t i = 0; i < family->count; i++) {
        check.of = wsplab__readable(family->members[i].name);
        check.absent = NULL;
        wsplab_pe_imports(family->members[i].pe, wsplab__visit_import, &check);
    }
    return why_out->text[0] == 0 ? WSPLAB_OK : ERROR_PROC_NOT_FOUND;
}
