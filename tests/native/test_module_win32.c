/* What module.h and boundary.h say, on Windows: modules are opened, called, and closed; no Java is below. */
#include "module.h"

#include <string.h>
#include <wchar.h>

#include "alloc.h"
#include "boundary.h"
#include "family_win32.h"
#include "function_table.h"
#include "gate.h"
#include "guard.h"
#include "modules_win32.h"

static struct wsplab_module_why why;

struct guest {
    wchar_t folder[TEST_PATH];
    wchar_t path[TEST_PATH];
    struct wsplab_set *set;
    struct wsplab_module *module;
};

static const char *utf8(const wchar_t *path) {
    static char text[3 * TEST_PATH];
    CHECK(WideCharToMultiByte(CP_UTF8, 0, path, -1, text, sizeof text, NULL, NULL) > 0);
    return text;
}

static void make_copy(struct guest *guest, const wchar_t *folder, const wchar_t *name) {
    struct wsplab_family *family = NULL;
    struct wsplab_pe_why reason;
    test_make_folder(guest->folder, folder);
    OK(wsplab_family_find(test_path(guest->path, test_modules(), name), &family, &reason));
    OK(wsplab_family_copy(family, guest->folder));
    wsplab_family_free(family);
    test_path(guest->path, guest->folder, name);
}

static void delete_copy(const struct guest *guest) {
    test_empty_folder(guest->folder);
    CHECK(RemoveDirectoryW(guest->folder));
}

static void open_guest(struct guest *guest, const wchar_t *folder, const wchar_t *name) {
    wsplab_error error = WSPLAB_OK;
    make_copy(guest, folder, name);
    guest->set = wsplab_set_acquire(&error);
    OK(error);
    error = wsplab_module_open(utf8(guest->path), guest->set, &guest->module, &why);
    if (error != WSPLAB_OK)
        fprintf(stderr, "%s\n", why.text);
    OK(error);
}

static void close_guest(struct guest *guest) {
    EQUAL(wsplab_set_unbind(guest->set, 0), 0);
    CHECK(wsplab_module_close(guest->module));
    wsplab_set_release(guest->set);
    delete_copy(guest);
}

static enum wsplab_escape try_call(const struct guest *guest, const char *name, const uint64_t *arguments,
                                   uint32_t count, uint64_t *result_out) {
    void *function = wsplab_module_symbol(guest->module, name);
    CHECK(function != NULL);
    CHECK(wsplab_module_holds(guest->module, (uintptr_t)function));
    return wsplab_boundary_call(guest->set, function, arguments, count, result_out);
}

static uint64_t call(const struct guest *guest, const char *name, uint64_t first, uint64_t second) {
    const uint64_t arguments[WSPLAB_CALL_WORDS] = {first, second};
    uint64_t result = 0;
    EQUAL(try_call(guest, name, arguments, 2, &result), WSPLAB_RETURNED);
    return result;
}

static enum wsplab_escape escape(const struct guest *guest, const char *name, uint64_t argument) {
    const uint64_t arguments[WSPLAB_CALL_WORDS] = {argument};
    uint64_t result = 0;
    return try_call(guest, name, arguments, 1, &result);
}

/* ---- calls ----------------------------------------------------------------------------------------------------------- */

static void all_arguments_of_a_call_arrive(void) {
    static struct guest guest;
    open_guest(&guest, L"arguments", L"guest.dll");
    const uint64_t one[WSPLAB_CALL_WORDS] = {1,        10,       100,      1000,       10000,     100000,
                                             1u << 20, 1u << 24, 1u << 28, 1ull << 33, 1ull << 40};
    static const uint64_t factors[] = {1, 2, 3, 5, 7, 11, 13, 17, 19, 23, 29};
    uint64_t expected = 0, result = 0;
    for (uint32_t i = 0; i < 11; i++)
        expected += one[i] * factors[i];
    EQUAL(try_call(&guest, "guest_mix", one, 11, &result), WSPLAB_RETURNED);
    EQUAL(result, expected);
    close_guest(&guest);
}

/* Nobody is bound: each function is refused in its own way, the error where the last argument says. */
static void all_arguments_of_a_stub_arrive(void) {
    wsplab_error error = WSPLAB_OK;
    struct wsplab_set *set = wsplab_set_acquire(&error);
    OK(error);
    typedef int (*eleven)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                          uint64_t, int *);
    typedef int (*two)(uint64_t, int *);
    int told = 0;
    EQUAL(((eleven)(uintptr_t)wsplab_set_stub(set, WSPLAB_F_WSPIoctl))(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, &told), -1);
    EQUAL(told, WSANOTINITIALISED);
    told = 0;
    EQUAL(((two)(uintptr_t)wsplab_set_stub(set, WSPLAB_F_WPUSetEvent))(1, &told), 0);
    EQUAL(told, WSANOTINITIALISED);
    EQUAL(((two)(uintptr_t)wsplab_set_stub(set, WSPLAB_F_WPUCloseSocketHandle))(1, (int *)(uintptr_t)8), -1);
    EQUAL(wsplab_set_unbind(set, 0), 0);
    wsplab_set_release(set);
}

static void what_DllMain_calls_arrives_at_the_set(void) {
    static struct guest guest;
    open_guest(&guest, L"main", L"guest.dll");
    EQUAL(call(&guest, "guest_in_main", 0, 0) & UINT32_MAX, WSANOTINITIALISED);
    EQUAL(call(&guest, "guest_socket_error", 0, 0), WSANOTINITIALISED);
    EQUAL(call(&guest, "guest_error_after_call", 33, 0), 33);
    close_guest(&guest);
}

static void a_module_that_links_to_this_library_arrives_at_its_set_too(void) {
    static struct guest guest;
    uint64_t refused_before = wsplab_gate_refused();
    open_guest(&guest, L"linked", L"linked.dll");
    EQUAL(call(&guest, "linked_call", 0, 0), WSANOTINITIALISED);
    close_guest(&guest);
    EQUAL(wsplab_gate_refused() - refused_before, 1);
}

/* ---- what is the system's -------------------------------------------------------------------------------------------- */

static void handles_that_are_not_ours_go_to_the_system(void) {
    static struct guest guest;
    open_guest(&guest, L"handles", L"guest.dll");
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL),
           port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    HANDLE file = CreateNamedPipeW(L"\\\\.\\pipe\\wsplab-test-module", PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED, 0, 1,
                                   512, 512, 0, NULL);
    CHECK(file != INVALID_HANDLE_VALUE);
    EQUAL(call(&guest, "guest_associate", value_of(file), value_of(port)), 0);
    EQUAL(call(&guest, "guest_close", value_of(event), 0), 0);
    EQUAL(WaitForSingleObject(event, 0), WAIT_FAILED);
    wsplab_handle socket = test_socket(), ours = test_event(true, false);
    EQUAL(call(&guest, "guest_associate", socket, value_of(port)),
          WSANOTINITIALISED); /* to nobody, who is its environment */
    EQUAL(call(&guest, "guest_close", socket, 0), WSANOTINITIALISED);
    EQUAL(call(&guest, "guest_close", ours, 0), WSANOTINITIALISED);
    test_close(socket);
    test_close(ours);
    CHECK(CloseHandle(file));
    CHECK(CloseHandle(port));
    close_guest(&guest);
}

static void its_kin_is_what_lies_beside_it_and_it_needs(void) {
    char names[64];
    wchar_t path[TEST_PATH];
    EQUAL(wsplab_module_kin(utf8(test_path(path, test_modules(), L"kin.dll")), names, sizeof names), 29);
    EQUAL(memcmp(names, "kin_parent.dll\0kin_child.dll", 29), 0);
    EQUAL(wsplab_module_kin(utf8(path), names, 20), 29);
    EQUAL(wsplab_module_kin(utf8(test_path(path, test_modules(), L"guest.dll")), names, sizeof names), 0);
    EQUAL(wsplab_module_kin(utf8(test_path(path, test_modules(), L"nobody.dll")), names, sizeof names), 0);
}

static void an_address_is_the_modules_when_a_library_beside_it_holds_it(void) {
    static struct guest guest;
    open_guest(&guest, L"holds", L"guest_kin.dll");
    uint64_t child = call(&guest, "guest_handle_of", (uintptr_t) "kin_child", 0);
    CHECK(wsplab_module_holds(guest.module, (uintptr_t)GetProcAddress((HMODULE)(uintptr_t)child, "kin_child_count")));
    CHECK(!wsplab_module_holds(guest.module, (uintptr_t)GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "NtClose")));
    CHECK(!wsplab_module_holds(guest.module, 0x1000));
    close_guest(&guest);
}

static void a_bare_name_means_the_library_beside_it(void) {
    static struct guest first, second;
    open_guest(&first, L"bare-first", L"guest_kin.dll");
    open_guest(&second, L"bare-second", L"guest_kin.dll");
    uint64_t of_first = call(&first, "guest_handle_of", (uintptr_t) "kin_child", 0);
    uint64_t of_second = call(&second, "guest_handle_of", (uintptr_t) "KIN_CHILD.dll", 0);
    CHECK(of_first != 0 && of_second != 0 && of_first != of_second);
    wchar_t path[TEST_PATH];
    CHECK(GetModuleFileNameW((HMODULE)(uintptr_t)of_second, path, TEST_PATH) > 0);
    CHECK(_wcsnicmp(path, second.folder, wcslen(second.folder)) == 0);
    EQUAL(call(&second, "guest_load", (uintptr_t)L"kin_child.dll", 0), of_second);
    CHECK(FreeLibrary((HMODULE)(uintptr_t)of_second));
    EQUAL(call(&first, "guest_handle_of", (uintptr_t) "ntdll.dll", 0), (uintptr_t)GetModuleHandleW(L"ntdll.dll"));
    EQUAL(call(&first, "guest_handle_of", 0, 0), (uintptr_t)GetModuleHandleW(NULL));
    EQUAL(call(&first, "guest_load", (uintptr_t)L"nobody_has_this.dll", 0), 0);
    close_guest(&second);
    close_guest(&first);
}

static void functions_that_it_looks_up_are_the_redirected_ones(void) {
    static struct guest guest;
    open_guest(&guest, L"lookup", L"guest.dll");
    uint64_t winsock = (uintptr_t)GetModuleHandleW(L"ws2_32.dll"),
             kernel = (uintptr_t)GetModuleHandleW(L"kernel32.dll");
    EQUAL(call(&guest, "guest_address", winsock, (uintptr_t) "WPUCompleteOverlappedRequest"),
          (uintptr_t)wsplab_set_stub(guest.set, WSPLAB_F_WPUCompleteOverlappedRequest));
    EQUAL(call(&guest, "guest_address", winsock, 2), (uintptr_t)wsplab_set_stub(guest.set, WSPLAB_F_bind));
    EQUAL(call(&guest, "guest_address", kernel, (uintptr_t) "ReadFile"),
          (uintptr_t)wsplab_set_stub(guest.set, WSPLAB_F_ReadFile));
    EQUAL(call(&guest, "guest_address", kernel, (uintptr_t) "Sleep"),
          (uintptr_t)GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "Sleep"));
    close_guest(&guest);
}

static void its_own_path_is_that_of_the_copy(void) {
    static struct guest guest;
    wchar_t path[TEST_PATH] = L"";
    open_guest(&guest, L"path", L"guest.dll");
    CHECK(call(&guest, "guest_own_path", (uintptr_t)path, TEST_PATH) > 0);
    EQUAL(_wcsicmp(path, guest.path), 0);
    close_guest(&guest);
}

/* ---- threads --------------------------------------------------------------------------------------------------------- */

static void expect_counted(const char *starter, DWORD exit_code) {
    static struct guest guest;
    DWORD code = 0;
    open_guest(&guest, L"threads", L"guest.dll");
    HANDLE event = CreateEventW(NULL, TRUE, FALSE, NULL);
    HANDLE thread = (HANDLE)(uintptr_t)call(&guest, starter, value_of(event), 0);
    CHECK(thread != NULL);
    EQUAL(wsplab_set_unbind(guest.set, 0), 1);
    CHECK(SetEvent(event));
    EQUAL(WaitForSingleObject(thread, TEST_BOUND_S * 1000), WAIT_OBJECT_0);
    CHECK(GetExitCodeThread(thread, &code));
    EQUAL(code, exit_code);
    CHECK(CloseHandle(thread));
    CHECK(CloseHandle(event));
    close_guest(&guest);
}

static void a_thread_that_it_starts_counts_until_it_returns(void) {
    expect_counted("guest_start_thread", 5);
}

static void a_thread_that_its_C_library_starts_counts_until_it_ends(void) {
    expect_counted("guest_start_thread_of_c", 6);
}

/* ---- bad ends -------------------------------------------------------------------------------------------------------- */

static uint32_t deleted;

static void delete_exception(int reason, void *exception) {
    deleted += reason == 1 && ((uint64_t *)exception)[0] == 77;
}

static void exceptions_end_at_the_call(void) {
    static struct guest guest;
    open_guest(&guest, L"faults", L"guest.dll");
    for (int round = 0; round < 3; round++) {
        EQUAL(escape(&guest, "guest_write_to", 0x10), WSPLAB_FAULTED);
        EQUAL(escape(&guest, "guest_raise", 0xE06D7363), WSPLAB_THREW); /* as C++ of Microsoft's compiler does */
        const uint64_t exception[] = {77, (uintptr_t)delete_exception};
        EQUAL(escape(&guest, "guest_throw_as_gcc", (uintptr_t)exception), WSPLAB_THREW);
        EQUAL(deleted, round + 1);
        EQUAL(escape(&guest, "guest_raise", (uint32_t)EXCEPTION_INT_DIVIDE_BY_ZERO), WSPLAB_FAULTED);
        EQUAL(escape(&guest, "guest_end_thread", 3), WSPLAB_ENDED_THREAD);
        CHECK(wsplab_boundary_set() == NULL);
    }
    int number = 0;
    EQUAL(call(&guest, "guest_write_to", (uintptr_t)&number, 0), 1);
    EQUAL(number, 1);
    close_guest(&guest);
}

static const struct guest *inner_guest;

/* A function of the host that the module calls, and that calls the module again. */
static uint64_t host_calls_again(uint64_t address) {
    struct wsplab__call *calls = wsplab_boundary_suspend();
    enum wsplab_escape how = escape(inner_guest, "guest_write_to", address);
    wsplab_boundary_resume(calls);
    return 100 + (uint64_t)how;
}

static void an_exception_ends_the_innermost_call_alone(void) {
    static struct guest guest;
    open_guest(&guest, L"nested", L"guest.dll");
    inner_guest = &guest;
    EQUAL(call(&guest, "guest_call", (uintptr_t)host_calls_again, 0x10), 100 + WSPLAB_FAULTED);
    close_guest(&guest);
}

/* ---- refusals -------------------------------------------------------------------------------------------------------- */

static void expect_refused(const wchar_t *name, wsplab_error expected, const char *reason) {
    static struct guest guest;
    wsplab_error error = WSPLAB_OK;
    make_copy(&guest, L"refused", name);
    guest.set = wsplab_set_acquire(&error);
    OK(error);
    EQUAL(wsplab_module_open(utf8(guest.path), guest.set, &guest.module, &why), expected);
    if (strstr(why.text, reason) == NULL)
        fprintf(stderr, "%s\n", why.text);
    CHECK(strstr(why.text, reason) != NULL);
    EQUAL(wsplab_set_unbind(guest.set, 0), 0);
    wsplab_set_release(guest.set);
    delete_copy(&guest);
}

static void a_module_that_cannot_be_opened_is_refused_with_the_reason(void) {
    expect_refused(L"guest_refuses.dll", ERROR_DLL_INIT_FAILED, "its DllMain returned FALSE");
    expect_refused(L"unresolved.dll", ERROR_PROC_NOT_FOUND, "ws2_32.dll!WSPLabNobodyHasThis");
}

static void a_missing_file_is_said_to_be_missing(void) {
    wsplab_error error = WSPLAB_OK;
    struct wsplab_module *module = NULL;
    struct wsplab_set *set = wsplab_set_acquire(&error);
    EQUAL(wsplab_module_open("C:\\nobody\\has\\this.dll", set, &module, &why), ERROR_FILE_NOT_FOUND);
    EQUAL(wsplab_set_unbind(set, 0), 0);
    wsplab_set_release(set);
}

/* It holds itself: its code stays, and with it the set. */
static void a_module_that_stays_keeps_its_set(void) {
    static struct guest guest;
    open_guest(&guest, L"stays", L"guest.dll");
    uint64_t again = call(&guest, "guest_load", (uintptr_t)guest.path, 0);
    CHECK(again != 0);
    EQUAL(wsplab_set_unbind(guest.set, 0), 0);
    CHECK(!wsplab_module_close(guest.module));
    EQUAL(wsplab_set_unbind(guest.set, 0), 1);
    CHECK(FreeLibrary((HMODULE)(uintptr_t)again)); /* what is left of it is the test's to tidy up */
    delete_copy(&guest);
}

static void memory_that_runs_out_is_said(void) {
    static struct guest guest;
    wsplab_error error = WSPLAB_OK;
    make_copy(&guest, L"memory", L"guest.dll");
    guest.set = wsplab_set_acquire(&error);
    uint32_t failures = 0;
    do {
        wsplab_test_fail_allocation_after(failures++);
        error = wsplab_module_open(utf8(guest.path), guest.set, &guest.module, &why);
        wsplab_test_fail_allocation_after(-1);
    } while (error == WSPLAB_E_NOT_ENOUGH_MEMORY || error == ERROR_FILE_NOT_FOUND);
    OK(error);
    CHECK(failures > 10);
    close_guest(&guest);
}

static void a_set_is_used_again(void) {
    static struct guest guest;
    uint32_t before = wsplab_set_count();
    for (uint32_t round = 0; round < 20; round++) {
        open_guest(&guest, L"again", L"guest.dll");
        EQUAL(call(&guest, "guest_in_main", 0, 0) & UINT32_MAX, WSANOTINITIALISED);
        close_guest(&guest);
    }
    EQUAL(wsplab_set_count(), before);
}

int main(void) {
    OK(wsplab_guard_install());
    RUN(all_arguments_of_a_call_arrive);
    RUN(all_arguments_of_a_stub_arrive);
    RUN(what_DllMain_calls_arrives_at_the_set);
    RUN(a_module_that_links_to_this_library_arrives_at_its_set_too);
    RUN(handles_that_are_not_ours_go_to_the_system);
    RUN(its_kin_is_what_lies_beside_it_and_it_needs);
    RUN(an_address_is_the_modules_when_a_library_beside_it_holds_it);
    RUN(a_bare_name_means_the_library_beside_it);
    RUN(functions_that_it_looks_up_are_the_redirected_ones);
    RUN(its_own_path_is_that_of_the_copy);
    RUN(a_thread_that_it_starts_counts_until_it_returns);
    RUN(a_thread_that_its_C_library_starts_counts_until_it_ends);
    RUN(exceptions_end_at_the_call);
    RUN(an_exception_ends_the_innermost_call_alone);
    RUN(a_module_that_cannot_be_opened_is_refused_with_the_reason);
    RUN(a_missing_file_is_said_to_be_missing);
    RUN(a_module_that_stays_keeps_its_set);
    RUN(memory_that_runs_out_is_said);
    RUN(a_set_is_used_again);
    return 0;
}
