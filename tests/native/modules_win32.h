/* modules_win32.h - the modules that native/cmake/modules_win32.cmake has built, for the tests that load them. */
#ifndef WSPLAB_TEST_MODULES_WIN32_H
#define WSPLAB_TEST_MODULES_WIN32_H

#include "real_win32.h"

#include <wchar.h>

#define TEST_PATH 1024

/* The folder that they lie in, with a backslash at its end. */
static inline const wchar_t *test_modules(void) {
    static wchar_t folder[TEST_PATH];
    DWORD length = GetModuleFileNameW(NULL, folder, TEST_PATH);
    CHECK(length > 0 && length < TEST_PATH);
    wchar_t *end = wcsrchr(folder, L'\\') + 1;
    wcscpy(end, L"modules_win32\\");
    return folder;
}

static inline const wchar_t *test_path(wchar_t *path, const wchar_t *folder, const wchar_t *name) {
    CHECK(wcslen(folder) + wcslen(name) < TEST_PATH);
    wcscpy(path, folder);
    wcscat(path, name);
    return path;
}

static inline void test_empty_folder(const wchar_t *folder) {
    wchar_t pattern[TEST_PATH], path[TEST_PATH];
    WIN32_FIND_DATAW found;
    HANDLE search = FindFirstFileW(test_path(pattern, folder, L"*.*"), &found);
    CHECK(search != INVALID_HANDLE_VALUE);
    do {
        if ((found.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
            CHECK(DeleteFileW(test_path(path, folder, found.cFileName)));
    } while (FindNextFileW(search, &found));
    CHECK(FindClose(search));
}

/* A folder of this process below theirs, with a backslash at its end; empty, even if a test was killed that had it before. */
static inline const wchar_t *test_make_folder(wchar_t *folder, const wchar_t *name) {
    wchar_t own[64];
    swprintf(own, 64, L"%ls-%lu\\", name, GetCurrentProcessId());
    if (!CreateDirectoryW(test_path(folder, test_modules(), own), NULL)) {
        EQUAL(GetLastError(), ERROR_ALREADY_EXISTS);
        test_empty_folder(folder);
    }
    return folder;
}

static inline HMODULE test_load(const wchar_t *folder, const wchar_t *name) {
    wchar_t path[TEST_PATH];
    HMODULE module = LoadLibraryExW(test_path(path, folder, name), NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (module == NULL)
        fprintf(stderr, "%ls: error %lu\n", path, GetLastError());
    CHECK(module != NULL);
    return module;
}

/* A function without arguments, called. */
static inline int test_call(HMODULE module, const char *name) {
    int (*function)(void) = (int (*)(void))(uintptr_t)GetProcAddress(module, name);
    CHECK(function != NULL);
    return function();
}

#endif
