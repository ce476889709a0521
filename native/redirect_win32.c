/* redirect_win32.c - see redirect_win32.h. */
#include "redirect_win32.h"

#include <stdatomic.h>
#include <string.h>

#include "alloc.h"
#include "lock.h"
#include "module.h"

#include <psapi.h>

/* What the loader says about a module (LdrRegisterDllNotification); loading and unloading look alike. */
struct wsplab__ntdll_text {
    USHORT length, room; /* in bytes */
    const wchar_t *text;
};

struct wsplab__report {
    ULONG flags;
    const struct wsplab__ntdll_text *path, *base_name;
    void *base;
    ULONG size;
};

#define WSPLAB__LOADED 1
#define WSPLAB__UNLOADED 2

typedef void(CALLBACK *wsplab__notified)(ULONG reason, const struct wsplab__report *report, void *context);
typedef LONG(NTAPI *wsplab__register)(ULONG flags, wsplab__notified notified, void *context, void **cookie);

/* Where a function of a row really is. A row has as many as there are libraries with that name in them. */
struct wsplab__real {
    const void *address;
    uint32_t row;
};

struct wsplab_redirect {
    struct wsplab_redirect *next;
    const struct wsplab_redirect_row *rows;
    struct wsplab__real *reals;
    wchar_t *place;
    uint32_t row_count, real_count, place_length;
    _Atomic uint32_t modules;
    _Atomic wsplab_error error;
};

/* Taken by the loader's reports, under the loader lock: nothing that may load a module runs under it. */
static struct wsplab_lock wsplab__lock = WSPLAB_LOCK_INITIALIZER;
static struct wsplab_redirect *wsplab__redirects;

static INIT_ONCE wsplab__once = INIT_ONCE_STATIC_INIT;
static bool wsplab__reported; /* the loader reports modules to us */

/* ---- which place, which row ------------------------------------------------------------------------------------------ */

static bool wsplab__is_folder(const struct wsplab_redirect *redirect) {
    return redirect->place[redirect->place_length - 1] == L'\\';
}

/* A folder's modules lie in it, not below. */
static bool wsplab__covers(const struct wsplab_redirect *redirect, const wchar_t *path, uint32_t length) {
    uint32_t place = redirect->place_length;
    if (length < place || (length > place && !wsplab__is_folder(redirect)))
        return false;
    if (CompareStringOrdinal(path, (int)place, redirect->place, (int)place, TRUE) != CSTR_EQUAL)
        return false;
    for (uint32_t i = place; i < length; i++) {
        if (path[i] == L'\\')
            return false;
    }
    return true;
}

/* Names of libraries are ASCII in import tables; upper and lower case are one. */
static bool wsplab__fits(const char *pattern, const char *library) {
    while (*pattern != 0 && *pattern != '*') {
        char letter = *library++;
        if (letter >= 'A' && letter <= 'Z')
            letter = (char)(letter + ('a' - 'A'));
        if (letter != *pattern++)
            return false;
    }
    return *pattern == '*' || *library == 0;
}

static bool wsplab__fits_any(const char *const *patterns, const char *library) {
    for (; *patterns != NULL; patterns++) {
        if (wsplab__fits(*patterns, library))
            return true;
    }
    return false;
}

const struct wsplab_redirect_row *wsplab_redirect_match(const struct wsplab_redirect *redirect, const char *library,
                                                        const char *name, const void *bound) {
    for (uint32_t i = 0; name != NULL && i < redirect->row_count; i++) {
        const struct wsplab_redirect_row *row = &redirect->rows[i];
        if (strcmp(row->name, name) == 0 && wsplab__fits_any(row->libraries, library))
            return row;
    }
    for (uint32_t i = 0; bound != NULL && i < redirect->real_count; i++) {
        if (redirect->reals[i].address == bound)
            return &redirect->rows[redirect->reals[i].row];
    }
    return NULL;
}

/* ---- what the loader reports ----------------------------------------------------------------------------------------- */

static void wsplab__redirect_module(struct wsplab_redirect *redirect, void *base, uint32_t size) {
    atomic_fetch_add(&redirect->modules, 1);
    wsplab_error error = wsplab_redirect_imports(redirect, base, size);
    if (error != WSPLAB_OK)
        atomic_store(&redirect->error, error);
}

static void CALLBACK wsplab__on_report(ULONG reason, const struct wsplab__report *report, void *context) {
    (void)context;
    wsplab_lock_take(&wsplab__lock);
    struct wsplab_redirect *redirect = wsplab__redirects;
    while (redirect != NULL && !wsplab__covers(redirect, report->path->text, report->path->length / sizeof(wchar_t)))
        redirect = redirect->next;
    if (redirect != NULL && reason == WSPLAB__LOADED)
        wsplab__redirect_module(redirect, report->base, report->size);
    else if (redirect != NULL && reason == WSPLAB__UNLOADED)
        atomic_fetch_sub(&redirect->modules, 1);
    wsplab_lock_drop(&wsplab__lock);
}

/* For as long as the process lives: so must this module. */
static BOOL CALLBACK wsplab__listen(PINIT_ONCE once, PVOID parameter, PVOID *context) {
    HMODULE pinned;
    void *cookie;
    (void)once;
    (void)parameter;
    (void)context;
    wsplab__register listen =
        (wsplab__register)(uintptr_t)GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "LdrRegisterDllNotification");
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                       (LPCWSTR)(uintptr_t)wsplab__listen, &pinned);
    wsplab__reported = listen != NULL && listen(0, wsplab__on_report, NULL, &cookie) >= 0;
    return TRUE;
}

/* ---- begin and end --------------------------------------------------------------------------------------------------- */

/* A pattern with an asterisk stands for no library in particular. The others are in every Windows. */
static const void *wsplab__real_address(const char *library, const char *name) {
    HMODULE module = strchr(library, '*') != NULL ? NULL : GetModuleHandleA(library);
    if (module == NULL && strchr(library, '*') == NULL)
        module = LoadLibraryExA(library, NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    return module == NULL ? NULL : (const void *)(uintptr_t)GetProcAddress(module, name);
}

static uint32_t wsplab__count_libraries(const struct wsplab_redirect *redirect) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < redirect->row_count; i++) {
        for (const char *const *library = redirect->rows[i].libraries; *library != NULL; library++)
            count++;
    }
    return count;
}

/* The libraries stay loaded: addresses of theirs are kept. */
static bool wsplab__find_reals(struct wsplab_redirect *redirect) {
    redirect->reals = wsplab_alloc(((size_t)wsplab__count_libraries(redirect) + 1) * sizeof *redirect->reals);
    if (redirect->reals == NULL)
        return false;
    for (uint32_t i = 0; i < redirect->row_count; i++) {
        for (const char *const *library = redirect->rows[i].libraries; *library != NULL; library++) {
            const void *address = wsplab__real_address(*library, redirect->rows[i].name);
            if (address != NULL)
                redirect->reals[redirect->real_count++] = (struct wsplab__real){.address = address, .row = i};
        }
    }
    return true;
}

static void wsplab__redirect_free(struct wsplab_redirect *redirect) {
    wsplab_free(redirect->reals);
    wsplab_free(redirect->place);
    wsplab_free(redirect);
}

static struct wsplab_redirect *wsplab__redirect_new(const wchar_t *place, const struct wsplab_redirect_row *rows,
                                                    uint32_t count) {
    struct wsplab_redirect *redirect = wsplab_alloc(sizeof *redirect);
    if (redirect == NULL)
        return NULL;
    redirect->rows = rows;
    redirect->row_count = count;
    redirect->place_length = (uint32_t)wcslen(place);
    redirect->place = wsplab_alloc((redirect->place_length + 1) * sizeof *place);
    if (redirect->place == NULL || !wsplab__find_reals(redirect)) {
        wsplab__redirect_free(redirect);
        return NULL;
    }
    memcpy(redirect->place, place, redirect->place_length * sizeof *place);
    return redirect;
}

/* Under the lock: of two the loader's reports would find one, for the other's modules too. */
static bool wsplab__has_place(const struct wsplab_redirect *redirect) {
    const struct wsplab_redirect *other = wsplab__redirects;
    while (other != NULL && CompareStringOrdinal(other->place, (int)other->place_length, redirect->place,
                                                 (int)redirect->place_length, TRUE) != CSTR_EQUAL)
        other = other->next;
    return other != NULL;
}

wsplab_error wsplab_redirect_begin(const wchar_t *place, const struct wsplab_redirect_row *rows, uint32_t count,
                                   struct wsplab_redirect **redirect_out) {
    InitOnceExecuteOnce(&wsplab__once, wsplab__listen, NULL, NULL);
    if (!wsplab__reported)
        return 50; /* ERROR_NOT_SUPPORTED */
    struct wsplab_redirect *redirect = wsplab__redirect_new(place, rows, count);
    if (redirect == NULL)
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    wsplab_lock_take(&wsplab__lock);
    bool busy = wsplab__has_place(redirect);
    if (!busy) {
        redirect->next = wsplab__redirects;
        wsplab__redirects = redirect;
    }
    wsplab_lock_drop(&wsplab__lock);
    if (busy) {
        wsplab__redirect_free(redirect);
        return WSPLAB_E_BUSY;
    }
    *redirect_out = redirect;
    return WSPLAB_OK;
}

void wsplab_redirect_end(struct wsplab_redirect *redirect) {
    wsplab_lock_take(&wsplab__lock);
    struct wsplab_redirect **link = &wsplab__redirects;
    while (*link != redirect)
        link = &(*link)->next;
    *link = redirect->next;
    wsplab_lock_drop(&wsplab__lock);
    wsplab__redirect_free(redirect);
}

/* ---- what is loaded already ------------------------------------------------------------------------------------------ */

static uint32_t wsplab__size_of(HMODULE module) {
    const unsigned char *base = (const unsigned char *)module;
    const IMAGE_DOS_HEADER *dos = (const IMAGE_DOS_HEADER *)base;
    return ((const IMAGE_NT_HEADERS *)(base + dos->e_lfanew))->OptionalHeader.SizeOfImage;
}

/* This library and the two below it: what they call is meant for the system, by way of each other. */
static bool wsplab__stays(HMODULE module) {
    HMODULE us = NULL;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       (LPCWSTR)(uintptr_t)wsplab_redirect_loaded, &us);
    return module == us || module == GetModuleHandleW(L"kernel32.dll") || module == GetModuleHandleW(L"kernelbase.dll");
}

void wsplab_redirect_loaded(struct wsplab_redirect *redirect, bool everywhere) {
    HMODULE modules[1024];
    DWORD bytes = 0;
    wchar_t path[MAX_PATH];
    K32EnumProcessModules(GetCurrentProcess(), modules, sizeof modules, &bytes);
    uint32_t count = (bytes < sizeof modules ? bytes : (DWORD)sizeof modules) / (uint32_t)sizeof *modules;
    for (uint32_t i = 0; i < count; i++) {
        DWORD length = GetModuleFileNameW(modules[i], path, MAX_PATH);
        if (!wsplab__stays(modules[i]) && length > 0 && (everywhere || wsplab__covers(redirect, path, length)))
            wsplab__redirect_module(redirect, modules[i], wsplab__size_of(modules[i]));
    }
}

/* ---- what a redirected module looks up itself ------------------------------------------------------------------------- */

/* What Wine and older systems lack has no address, but a library that is asked, and a name. */
static const struct wsplab_redirect_row *wsplab__match_module(const struct wsplab_redirect *redirect, HMODULE library,
                                                              const char *name) {
    wchar_t path[MAX_PATH];
    char file[MAX_PATH];
    DWORD length = GetModuleFileNameW(library, path, MAX_PATH);
    if (length == 0 || length == MAX_PATH)
        return NULL;
    const wchar_t *last = wcsrchr(path, L'\\');
    int converted = WideCharToMultiByte(CP_ACP, 0, last == NULL ? path : last + 1, -1, file, sizeof file, NULL, NULL);
    return converted == 0 ? NULL : wsplab_redirect_match(redirect, file, name, NULL);
}

void *wsplab_redirect_address(const struct wsplab_redirect *redirect, HMODULE library, const char *name) {
    DWORD before = GetLastError();
    void *address = (void *)(uintptr_t)GetProcAddress(library, name);
    DWORD error = GetLastError();
    const struct wsplab_redirect_row *row = wsplab_redirect_match(redirect, "", NULL, address);
    if (row == NULL && ((uintptr_t)name >> 16) != 0)
        row = wsplab__match_module(redirect, library, name);
    SetLastError(row != NULL ? before : error);
    return row != NULL ? row->target : address;
}

uint32_t wsplab_redirect_modules(const struct wsplab_redirect *redirect) {
    return atomic_load(&redirect->modules);
}

wsplab_error wsplab_redirect_error(const struct wsplab_redirect *redirect) {
    return atomic_load(&redirect->error);
}
