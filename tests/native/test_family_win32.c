/* What family_win32.h says: modules with the libraries beside them, their private copies, and imports that nobody has. */
#include "family_win32.h"

#include <string.h>

#include "alloc.h"
#include "modules_win32.h"

static const char *const winsock[] = {"ws2_32.dll", NULL};

static int WINAPI first_last_error(void) {
    return 1001;
}

static int WINAPI second_last_error(void) {
    return 1002;
}

static const struct wsplab_redirect_row first_rows[] = {
    {.libraries = winsock, .name = "WSAGetLastError", .target = (void *)(uintptr_t)first_last_error},
};
static const struct wsplab_redirect_row second_rows[] = {
    {.libraries = winsock, .name = "WSAGetLastError", .target = (void *)(uintptr_t)second_last_error},
    {.libraries = winsock, .name = "WSPLabNobodyHasThis", .target = (void *)(uintptr_t)second_last_error},
};

static struct wsplab_pe_why why;

static struct wsplab_family *family_of(const wchar_t *folder, const wchar_t *name) {
    struct wsplab_family *family = NULL;
    wchar_t path[TEST_PATH];
    wsplab_error error = wsplab_family_find(test_path(path, folder, name), &family, &why);
    if (error != WSPLAB_OK)
        fprintf(stderr, "%s\n", why.text);
    OK(error);
    return family;
}

static void delete_file(const wchar_t *folder, const wchar_t *name) {
    wchar_t path[TEST_PATH];
    CHECK(DeleteFileW(test_path(path, folder, name)));
}

/* Fails as long as something is in it. */
static void delete_folder(const wchar_t *folder) {
    CHECK(RemoveDirectoryW(folder));
}

static void delete_kin(const wchar_t *folder) {
    delete_file(folder, L"kin.dll");
    delete_file(folder, L"kin_parent.dll");
    delete_file(folder, L"kin_child.dll");
    delete_folder(folder);
}

static void a_family_is_the_module_and_what_it_needs_from_its_own_folder(void) {
    struct wsplab_family *family = family_of(test_modules(), L"kin.dll");
    EQUAL(wsplab_family_count(family), 3);
    EQUAL(wcscmp(wsplab_family_name(family, 0), L"kin.dll"), 0);
    EQUAL(wcscmp(wsplab_family_name(family, 1), L"kin_parent.dll"), 0);
    EQUAL(wcscmp(wsplab_family_name(family, 2), L"kin_child.dll"), 0);
    wsplab_family_free(family);
}

#if defined(WSPLAB_TEST_LATE)
static void what_is_needed_late_belongs_to_it_and_what_the_system_has_does_not(void) {
    wchar_t folder[TEST_PATH], from[TEST_PATH], to[TEST_PATH];
    test_make_folder(folder, L"late");
    CHECK(
        CopyFileW(test_path(from, test_modules(), L"probe_late.dll"), test_path(to, folder, L"probe_late.dll"), TRUE));
    CHECK(CopyFileW(from, test_path(to, folder, L"ws2_32.dll"), TRUE));
    CHECK(CopyFileW(from, test_path(to, folder, L"kernel32.dll"), TRUE));
    struct wsplab_family *family = family_of(folder, L"probe_late.dll");
    EQUAL(wsplab_family_count(family), 1);
    wsplab_family_free(family);
    delete_file(folder, L"probe_late.dll");
    delete_file(folder, L"ws2_32.dll");
    delete_file(folder, L"kernel32.dll");
    delete_folder(folder);
}
#endif

struct copy {
    wchar_t folder[TEST_PATH];
    struct wsplab_redirect *redirect;
    HMODULE module;
};

static void load_copy(struct copy *copy, const wchar_t *name, const struct wsplab_redirect_row *rows, uint32_t count) {
    struct wsplab_family *original = family_of(test_modules(), L"kin.dll");
    OK(wsplab_family_copy(original, test_make_folder(copy->folder, name)));
    wsplab_family_free(original);
    struct wsplab_family *family = family_of(copy->folder, L"kin.dll");
    OK(wsplab_redirect_begin(copy->folder, rows, count, &copy->redirect));
    OK(wsplab_family_check(family, copy->redirect, &why));
    copy->module = wsplab_family_load(family, true);
    CHECK(copy->module != NULL);
    EQUAL(wsplab_redirect_modules(copy->redirect), 3);
    wsplab_family_free(family);
}

static void unload_copy(struct copy *copy) {
    CHECK(FreeLibrary(copy->module));
    EQUAL(wsplab_redirect_modules(copy->redirect), 0);
    wsplab_redirect_end(copy->redirect);
    delete_kin(copy->folder); /* nothing else is there, and nothing keeps it */
}

static HMODULE loaded_beside(const struct copy *copy, const wchar_t *name) {
    wchar_t path[TEST_PATH];
    HMODULE module = GetModuleHandleW(test_path(path, copy->folder, name));
    CHECK(module != NULL);
    return module;
}

static void copies_have_statics_and_imports_of_their_own_and_so_have_their_libraries(void) {
    static struct copy first, second;
    load_copy(&first, L"first", first_rows, 1);
    load_copy(&second, L"second", second_rows, 1);
    EQUAL(test_call(first.module, "kin_count"), 1);
    EQUAL(test_call(first.module, "kin_count"), 2);
    EQUAL(test_call(second.module, "kin_count"), 1);
    EQUAL(test_call(first.module, "kin_count_next"), 1);
    EQUAL(test_call(first.module, "kin_count_next"), 2);
    EQUAL(test_call(second.module, "kin_count_next"), 1);
    EQUAL(test_call(loaded_beside(&first, L"kin_parent.dll"), "kin_parent_count_next"), 1);
    EQUAL(test_call(loaded_beside(&second, L"kin_parent.dll"), "kin_parent_count_next"), 1);
    EQUAL(test_call(first.module, "kin_winsock"), 1001);
    EQUAL(test_call(second.module, "kin_winsock"), 1002);
    EQUAL(test_call(first.module, "kin_winsock_next"), 1001);
    EQUAL(test_call(second.module, "kin_winsock_next"), 1002);
    EQUAL(test_call(loaded_beside(&first, L"kin_parent.dll"), "kin_parent_winsock_next"), 1001);
    EQUAL(test_call(loaded_beside(&second, L"kin_parent.dll"), "kin_parent_winsock_next"), 1002);
    unload_copy(&first);
    EQUAL(test_call(second.module, "kin_count_next"), 2);
    EQUAL(test_call(second.module, "kin_winsock_next"), 1002);
    unload_copy(&second);
}

static void many_copies_one_after_another_leave_nothing(void) {
    static struct copy copy;
    for (uint32_t round = 0; round < 20; round++) {
        load_copy(&copy, L"again", second_rows, 1);
        EQUAL(test_call(copy.module, "kin_count_next"), 1);
        unload_copy(&copy);
    }
}

static void imports_that_nobody_has_are_named_before_anything_is_loaded(void) {
    struct wsplab_redirect *redirect = NULL;
    struct wsplab_family *family = family_of(test_modules(), L"unresolved.dll");
    OK(wsplab_redirect_begin(test_modules(), first_rows, 1, &redirect));
    EQUAL(wsplab_family_check(family, redirect, &why), ERROR_PROC_NOT_FOUND);
    CHECK(strstr(why.text, "ws2_32.dll!WSPLabNobodyHasThis (needed by unresolved.dll)") != NULL);
    CHECK(strstr(why.text, "the library wsplab_nowhere.dll (needed by unresolved.dll)") != NULL);
    wsplab_redirect_end(redirect);
    OK(wsplab_redirect_begin(test_modules(), second_rows, 2, &redirect));
    EQUAL(wsplab_family_check(family, redirect, &why), ERROR_PROC_NOT_FOUND);
    CHECK(strstr(why.text, "WSPLabNobodyHasThis") == NULL); /* the redirection has it */
    wsplab_redirect_end(redirect);
    wsplab_family_free(family);
    CHECK(GetModuleHandleW(L"unresolved.dll") == NULL);
}

static void a_library_beside_that_lacks_a_function_is_named(void) {
    wchar_t folder[TEST_PATH], from[TEST_PATH], to[TEST_PATH];
    struct wsplab_redirect *redirect = NULL;
    test_make_folder(folder, L"lacking");
    CHECK(CopyFileW(test_path(from, test_modules(), L"kin.dll"), test_path(to, folder, L"kin.dll"), TRUE));
    CHECK(CopyFileW(test_path(from, test_modules(), L"kin_child.dll"), test_path(to, folder, L"kin_parent.dll"), TRUE));
    struct wsplab_family *family = family_of(folder, L"kin.dll");
    OK(wsplab_redirect_begin(folder, first_rows, 1, &redirect));
    EQUAL(wsplab_family_check(family, redirect, &why), ERROR_PROC_NOT_FOUND);
    CHECK(strstr(why.text, "kin_parent.dll!kin_parent_count (needed by kin.dll)") != NULL);
    wsplab_redirect_end(redirect);
    wsplab_family_free(family);
    delete_file(folder, L"kin.dll");
    delete_file(folder, L"kin_parent.dll");
    delete_folder(folder);
}

/* ---- files that are no modules ----------------------------------------------------------------------------------- */

static void write_file(const wchar_t *path, const void *bytes, size_t length) {
    FILE *file = _wfopen(path, L"wb");
    CHECK(file != NULL);
    EQUAL(fwrite(bytes, 1, length, file), length);
    EQUAL(fclose(file), 0);
}

static void expect_refused(const void *bytes, size_t length, const char *reason) {
    wchar_t path[TEST_PATH], name[64];
    struct wsplab_family *family = NULL;
    swprintf(name, 64, L"refused-%lu.dll", GetCurrentProcessId());
    write_file(test_path(path, test_modules(), name), bytes, length);
    EQUAL(wsplab_family_find(path, &family, &why), ERROR_BAD_EXE_FORMAT);
    if (strcmp(why.text, reason) != 0)
        fprintf(stderr, "%s, not %s\n", why.text, reason);
    CHECK(strcmp(why.text, reason) == 0);
    CHECK(DeleteFileW(path));
}

static size_t read_module(const wchar_t *name, unsigned char *bytes, size_t room) {
    wchar_t path[TEST_PATH];
    FILE *file = _wfopen(test_path(path, test_modules(), name), L"rb");
    CHECK(file != NULL);
    size_t length = fread(bytes, 1, room, file);
    CHECK(length > 0 && length < room);
    fclose(file);
    return length;
}

static unsigned char bytes[1 << 21];

static void files_that_are_no_module_of_this_process_are_refused_with_the_reason(void) {
    expect_refused("", 0, "it is empty, or cannot be read");
    expect_refused("\177ELF and more", 13, "it is a module for Linux");
    expect_refused("#!/bin/sh\n", 10, "it is no DLL");
    size_t length = read_module(L"kin.dll", bytes, sizeof bytes);
    expect_refused(bytes, length / 2, "a part of the file is missing");
    IMAGE_NT_HEADERS *headers = (IMAGE_NT_HEADERS *)(bytes + ((IMAGE_DOS_HEADER *)bytes)->e_lfanew);
    WORD ours = headers->FileHeader.Machine;
    bool x86 = ours == IMAGE_FILE_MACHINE_I386;
    headers->FileHeader.Machine = x86 ? IMAGE_FILE_MACHINE_AMD64 : IMAGE_FILE_MACHINE_I386;
    expect_refused(bytes, length,
                   x86                                ? "it is built for x86-64, this process is x86 (32 bits)"
                   : ours == IMAGE_FILE_MACHINE_AMD64 ? "it is built for x86 (32 bits), this process is x86-64"
                                                      : "it is built for x86 (32 bits), this process is aarch64");
    headers->FileHeader.Machine = ours;
    headers->FileHeader.Characteristics &= (WORD)~IMAGE_FILE_DLL;
    expect_refused(bytes, length, "it is a program, no DLL");
}

static void a_file_that_does_not_exist_is_said_to_be_missing(void) {
    struct wsplab_family *family = NULL;
    wchar_t path[TEST_PATH];
    EQUAL(wsplab_family_find(test_path(path, test_modules(), L"nobody.dll"), &family, &why), ERROR_FILE_NOT_FOUND);
}

/* Whatever of a module is there, looking into it ends with an answer. */
static void a_damaged_module_is_looked_into_without_harm(void) {
    wchar_t path[TEST_PATH], name[64];
    struct wsplab_redirect *redirect = NULL;
    OK(wsplab_redirect_begin(test_modules(), first_rows, 1, &redirect));
    swprintf(name, 64, L"damaged-%lu.dll", GetCurrentProcessId());
    test_path(path, test_modules(), name);
    size_t length = read_module(L"kin.dll", bytes, sizeof bytes);
    uint32_t seed = 1;
    for (uint32_t round = 0; round < 300; round++) {
        struct wsplab_family *family = NULL;
        size_t headers = 1024, at = (seed = seed * 1664525u + 1013904223u) >> 8;
        unsigned char kept = bytes[at % headers];
        bytes[at % headers] = (unsigned char)(seed >> 24);
        write_file(path, bytes, round % 3 == 0 ? at % length : length);
        bytes[at % headers] = kept;
        wsplab_error error = wsplab_family_find(path, &family, &why);
        CHECK(error == WSPLAB_OK || error == ERROR_BAD_EXE_FORMAT);
        if (error == WSPLAB_OK) {
            wsplab_family_check(family, redirect, &why);
            wsplab_family_free(family);
        }
        CHECK(DeleteFileW(path));
    }
    wsplab_redirect_end(redirect);
}

static void memory_that_runs_out_is_said(void) {
    struct wsplab_family *family = NULL;
    wchar_t path[TEST_PATH];
    wsplab_error error = WSPLAB_OK;
    uint32_t failures = 0;
    test_path(path, test_modules(), L"kin.dll");
    for (;; failures++) {
        wsplab_test_fail_allocation_after(failures);
        error = wsplab_family_find(path, &family, &why);
        wsplab_test_fail_allocation_after(-1);
        if (error == WSPLAB_OK && wsplab_family_count(family) == 3)
            break;
        if (error == WSPLAB_OK)
            wsplab_family_free(family);
        else
            EQUAL(error, WSPLAB_E_NOT_ENOUGH_MEMORY);
    }
    CHECK(failures >= 8);
    wsplab_family_free(family);
}

int main(void) {
    RUN(a_family_is_the_module_and_what_it_needs_from_its_own_folder);
#if defined(WSPLAB_TEST_LATE)
    RUN(what_is_needed_late_belongs_to_it_and_what_the_system_has_does_not);
#endif
    RUN(copies_have_statics_and_imports_of_their_own_and_so_have_their_libraries);
    RUN(many_copies_one_after_another_leave_nothing);
    RUN(imports_that_nobody_has_are_named_before_anything_is_loaded);
    RUN(a_library_beside_that_lacks_a_function_is_named);
    RUN(files_that_are_no_module_of_this_process_are_refused_with_the_reason);
    RUN(a_file_that_does_not_exist_is_said_to_be_missing);
    RUN(a_damaged_module_is_looked_into_without_harm);
    RUN(memory_that_runs_out_is_said);
    return 0;
}
