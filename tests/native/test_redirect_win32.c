/* What redirect_win32.h says: each way in which a module comes to a function of the system, before any of its code runs. */
#include "redirect_win32.h"

#include "alloc.h"
#include "modules_win32.h"

static const char *const winsock[] = {"ws2_32.dll", NULL};
static const char *const kernel[] = {"kernel32.dll", "kernelbase.dll", "api-ms-win-core-*", NULL};

static struct wsplab_redirect *current;

static int WINAPI our_last_error(void) {
    return 4711;
}

static FARPROC WINAPI our_lookup(HMODULE library, const char *name) {
    return (FARPROC)(uintptr_t)wsplab_redirect_address(current, library, name);
}

static struct wsplab_redirect_row rows[] = {
    {.libraries = winsock, .name = "WSAGetLastError", .target = (void *)(uintptr_t)our_last_error},
    {.libraries = winsock, .name = "WSPLabNobodyHasThis", .target = (void *)(uintptr_t)our_last_error},
    {.libraries = kernel, .name = "GetProcAddress", .target = (void *)(uintptr_t)our_lookup},
};

#define ROWS (sizeof rows / sizeof rows[0])

static void begin(const wchar_t *place) {
    OK(wsplab_redirect_begin(place, rows, ROWS, &current));
}

static void end(void) {
    EQUAL(wsplab_redirect_error(current), WSPLAB_OK);
    EQUAL(wsplab_redirect_modules(current), 0);
    wsplab_redirect_end(current);
}

static int lookup(HMODULE module, const char *library, const char *name) {
    int (*function)(const char *, const char *) =
        (int (*)(const char *, const char *))(uintptr_t)GetProcAddress(module, "probe_lookup");
    CHECK(function != NULL);
    return function(library, name);
}

static void expect_redirected(const wchar_t *name, uint32_t modules) {
    begin(test_modules());
    HMODULE module = test_load(test_modules(), name);
    EQUAL(wsplab_redirect_modules(current), modules);
    EQUAL(test_call(module, "probe_in_main"), 4711);
    EQUAL(test_call(module, "probe_call"), 4711);
    CHECK(FreeLibrary(module));
    end();
}

static void an_import_by_name_is_redirected_before_any_code_runs(void) {
    expect_redirected(L"probe_by_name.dll", 1);
}

static void an_import_by_ordinal_is_redirected_by_its_address(void) {
    expect_redirected(L"probe_by_ordinal.dll", 1);
}

static void a_function_that_another_library_forwards_is_redirected_by_its_address(void) {
    expect_redirected(L"probe_forwarded.dll", 2);
}

#if defined(WSPLAB_TEST_LATE)
static void a_late_import_is_redirected_when_it_is_looked_up(void) {
    expect_redirected(L"probe_late.dll", 1);
}
#endif

static void a_pointer_taken_in_DllMain_is_the_redirected_one(void) {
    begin(test_modules());
    HMODULE module = test_load(test_modules(), L"probe_by_name.dll");
    EQUAL(test_call(module, "probe_taken"), 4711);
    CHECK(FreeLibrary(module));
    end();
}

static void a_module_looks_up_the_redirected_functions_and_the_others_of_the_system(void) {
    begin(test_modules());
    HMODULE module = test_load(test_modules(), L"probe_by_name.dll");
    EQUAL(lookup(module, "ws2_32.dll", "WSAGetLastError"), 4711);
    EQUAL(lookup(module, "ws2_32.dll", (const char *)111), 4711);
    EQUAL(lookup(module, "ws2_32.dll", "WSPLabNobodyHasThis"), 4711); /* the system does not have it */
    EQUAL(lookup(module, "ws2_32.dll", "WSPLabNobodyHasThisEither"), -1);
    EQUAL(lookup(module, "kernel32.dll", "WSPLabNobodyHasThis"), -1);
    EQUAL(lookup(module, "kernel32.dll", "GetCurrentProcessId"), (int)GetCurrentProcessId());
    CHECK(FreeLibrary(module));
    end();
}

static void a_module_of_another_place_is_left_alone(void) {
    wchar_t other[TEST_PATH], below[TEST_PATH];
    begin(test_path(other, test_modules(), L"probe_by_ordinal.dll"));
    HMODULE module = test_load(test_modules(), L"probe_by_name.dll");
    SetLastError(17);
    EQUAL(test_call(module, "probe_call"), 17);
    EQUAL(lookup(module, "kernel32.dll", "GetLastError"), 17);
    CHECK(FreeLibrary(module));
    end();
    wcscpy(below, test_modules());
    below[wcslen(below) - wcslen(L"modules_win32\\")] = 0; /* what lies deeper is not of the folder */
    begin(below);
    module = test_load(test_modules(), L"probe_by_name.dll");
    SetLastError(18);
    EQUAL(test_call(module, "probe_call"), 18);
    CHECK(FreeLibrary(module));
    end();
}

static void a_place_may_be_one_file_in_other_letters(void) {
    wchar_t file[TEST_PATH];
    begin(test_path(file, test_modules(), L"PROBE_By_Name.DLL"));
    HMODULE module = test_load(test_modules(), L"probe_by_name.dll");
    EQUAL(test_call(module, "probe_call"), 4711);
    HMODULE other = test_load(test_modules(), L"probe_by_ordinal.dll");
    SetLastError(19);
    EQUAL(test_call(other, "probe_call"), 19);
    CHECK(FreeLibrary(module));
    CHECK(FreeLibrary(other));
    end();
}

static void after_the_end_nothing_is_redirected(void) {
    begin(test_modules());
    end();
    HMODULE module = test_load(test_modules(), L"probe_by_name.dll");
    SetLastError(20);
    EQUAL(test_call(module, "probe_in_main"), 0);
    EQUAL(test_call(module, "probe_call"), 20);
    CHECK(FreeLibrary(module));
}

static void names_of_libraries_fit_in_any_letters_and_by_their_beginning(void) {
    begin(test_modules());
    CHECK(wsplab_redirect_match(current, "WS2_32.dll", "WSAGetLastError", NULL) == &rows[0]);
    CHECK(wsplab_redirect_match(current, "ws2_32.dl", "WSAGetLastError", NULL) == NULL);
    CHECK(wsplab_redirect_match(current, "ws2_32.dll2", "WSAGetLastError", NULL) == NULL);
    CHECK(wsplab_redirect_match(current, "ws2_32.dll", "wsagetlasterror", NULL) == NULL);
    CHECK(wsplab_redirect_match(current, "Api-MS-win-core-libraryloader-l1-1-0.dll", "GetProcAddress", NULL) ==
          &rows[2]);
    CHECK(wsplab_redirect_match(current, "api-ms-win-cor", "GetProcAddress", NULL) == NULL);
    CHECK(wsplab_redirect_match(current, "ws2_32.dll", NULL, NULL) == NULL);
    end();
}

static void memory_that_runs_out_is_said_and_leaves_nothing(void) {
    wsplab_error error = WSPLAB_OK;
    int64_t successes = 0;
    do {
        wsplab_test_fail_allocation_after(successes++);
        error = wsplab_redirect_begin(test_modules(), rows, ROWS, &current);
        wsplab_test_fail_allocation_after(-1);
        CHECK(error == WSPLAB_OK || error == WSPLAB_E_NOT_ENOUGH_MEMORY);
    } while (error != WSPLAB_OK);
    EQUAL(successes, 4);
    end();
}

static void a_place_belongs_to_one_redirection(void) {
    wchar_t other[TEST_PATH];
    struct wsplab_redirect *second = NULL;
    begin(test_modules());
    wcscpy(other, test_modules());
    for (wchar_t *letter = other; *letter != 0; letter++)
        *letter = (wchar_t)towupper((wint_t)*letter);
    EQUAL(wsplab_redirect_begin(other, rows, ROWS, &second), ERROR_BUSY);
    CHECK(second == NULL);
    end();
    begin(test_modules());
    end();
}

int main(void) {
    RUN(a_place_belongs_to_one_redirection);
    RUN(an_import_by_name_is_redirected_before_any_code_runs);
    RUN(an_import_by_ordinal_is_redirected_by_its_address);
    RUN(a_function_that_another_library_forwards_is_redirected_by_its_address);
#if defined(WSPLAB_TEST_LATE)
    RUN(a_late_import_is_redirected_when_it_is_looked_up);
#endif
    RUN(a_pointer_taken_in_DllMain_is_the_redirected_one);
    RUN(a_module_looks_up_the_redirected_functions_and_the_others_of_the_system);
    RUN(a_module_of_another_place_is_left_alone);
    RUN(a_place_may_be_one_file_in_other_letters);
    RUN(after_the_end_nothing_is_redirected);
    RUN(names_of_libraries_fit_in_any_letters_and_by_their_beginning);
    RUN(memory_that_runs_out_is_said_and_leaves_nothing);
    return 0;
}
