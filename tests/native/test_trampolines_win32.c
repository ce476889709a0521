/* Trampolines on Windows: what reaches Java, with all arguments; what is the system's; and whose last error there is. */
#include "boundary.h"
#include "fake_java.h"
#include "guard.h"
#include "real_win32.h"
#include "stack_calls.h"
#include "trampoline.h"

#if defined(WSPLAB_TRAMPOLINES)

#define FIRST_OF_KERNEL WSPLAB_F_BindIoCompletionCallback

typedef uint64_t (*eleven)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                           uint64_t, uint64_t);

static struct wsplab_set *bound_set(void) {
    wsplab_error error = WSPLAB_OK;
    struct wsplab_set *set = wsplab_set_acquire(&error);
    CHECK(set != NULL);
    void *target = wsplab_gate_target(fake_java(), (jobject)(void *)set);
    CHECK(target != NULL);
    wsplab_set_bind(set, target);
    return set;
}

static void give_back(struct wsplab_set *set) {
    EQUAL(wsplab_set_unbind(set, 0), 0);
    wsplab_gate_forget(fake_java(), set->target);
    wsplab_set_release(set);
}

static uint64_t call_stub(struct wsplab_set *set, uint32_t function, uint64_t first) {
    eleven stub = (eleven)(uintptr_t)wsplab_set_stub(set, function);
    return stub(first, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
}

static void every_stub_that_is_not_kernel32s_says_its_number_and_its_arguments(void) {
    struct wsplab_set *set = bound_set();
    for (uint32_t function = 0; function < FIRST_OF_KERNEL; function++) {
        fake_answer = 0x1122334455667788u + function;
        EQUAL(call_stub(set, function, 1), fake_answer);
        EQUAL(fake_last.function, function);
        for (uint32_t i = 0; i < wsplab__functions[function].arguments; i++)
            EQUAL(fake_last.arguments[i], i + 1);
    }
    give_back(set);
}

static const uint32_t of_sockets[] = {
    WSPLAB_F_BindIoCompletionCallback,
    WSPLAB_F_CancelIo,
    WSPLAB_F_CancelIoEx,
    WSPLAB_F_CloseHandle,
    WSPLAB_F_CreateIoCompletionPort,
    WSPLAB_F_CreateThreadpoolIo,
    WSPLAB_F_GetHandleInformation,
    WSPLAB_F_GetOverlappedResult,
    WSPLAB_F_GetOverlappedResultEx,
    WSPLAB_F_ReadFile,
    WSPLAB_F_ReadFileEx,
    WSPLAB_F_SetFileCompletionNotificationModes,
    WSPLAB_F_SetHandleInformation,
    WSPLAB_F_WriteFile,
    WSPLAB_F_WriteFileEx,
};

static void kernel32s_functions_reach_java_with_a_socket_of_ours(void) {
    struct wsplab_set *set = bound_set();
    wsplab_handle socket = test_socket();
    fake_answer = 1;
    for (size_t i = 0; i < sizeof of_sockets / sizeof of_sockets[0]; i++) {
        EQUAL(call_stub(set, of_sockets[i], socket), 1);
        EQUAL(fake_last.function, of_sockets[i]);
        EQUAL(fake_last.arguments[0], socket);
        EQUAL(fake_last.arguments[1], wsplab__functions[of_sockets[i]].arguments > 1 ? 2 : fake_last.arguments[1]);
    }
    test_close(socket);
    give_back(set);
}

static void they_go_to_the_system_with_any_other_handle(void) {
    struct wsplab_set *set = bound_set();
    uint32_t before = fake_last.count;
    SetLastError(0);
    EQUAL((BOOL)call_stub(set, WSPLAB_F_CancelIo, 0x7654), FALSE);
    EQUAL(GetLastError(), ERROR_INVALID_HANDLE);
    typedef BOOL(WINAPI * write_file)(HANDLE, const void *, DWORD, DWORD *, OVERLAPPED *);
    write_file write = (write_file)(uintptr_t)wsplab_set_stub(set, WSPLAB_F_WriteFile);
    wchar_t folder[MAX_PATH], path[MAX_PATH];
    CHECK(GetTempPathW(MAX_PATH, folder) > 0 && GetTempFileNameW(folder, L"wsp", 0, path) > 0);
    HANDLE file = CreateFileW(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_FLAG_DELETE_ON_CLOSE, NULL);
    DWORD written = 0;
    CHECK(write(file, "hello", 5, &written, NULL));
    EQUAL(written, 5);
    EQUAL((BOOL)call_stub(set, WSPLAB_F_CloseHandle, value_of(file)), TRUE);
    EQUAL(GetFileAttributesW(path), INVALID_FILE_ATTRIBUTES);
    EQUAL(fake_last.count, before);
    give_back(set);
}

static void spoil_last_error(void) {
    wsplab_last_error_set(77);
    SetLastError(79);
}

static void say_last_error(void) {
    spoil_last_error();
    wsplab_gate_set_last_error(78);
}

static void the_last_error_is_one_and_the_modules_own_unless_java_says_so(void) { /* WIN-H9 */
    struct wsplab_set *set = bound_set();
    wsplab_last_error_set(5);
    SetLastError(6);
    fake_inside = spoil_last_error;
    call_stub(set, WSPLAB_F_send, 1);
    EQUAL(wsplab_last_error_get(), 6);
    EQUAL(GetLastError(), 6);
    fake_inside = say_last_error;
    call_stub(set, WSPLAB_F_send, 1);
    EQUAL(wsplab_last_error_get(), 78);
    EQUAL(GetLastError(), 78);
    fake_inside = NULL;
    give_back(set);
}

static uint64_t change_last_error(uint64_t error) {
    DWORD before = GetLastError();
    SetLastError((DWORD)error);
    return before;
}

static void a_call_into_a_module_begins_and_ends_with_that_error(void) { /* WIN-H9 */
    const uint64_t arguments[WSPLAB_CALL_WORDS] = {12};
    uint64_t result = 0;
    wsplab_last_error_set(11);
    SetLastError(99);
    EQUAL(wsplab_boundary_call(NULL, (void *)(uintptr_t)change_last_error, arguments, 1, &result), WSPLAB_RETURNED);
    EQUAL(result, 11);
    EQUAL(wsplab_last_error_get(), 12);
}

static void a_refusal_is_seen_by_GetLastError(void) {
    struct wsplab_set *set = bound_set();
    fake_throws = true;
    SetLastError(0);
    EQUAL((int)call_stub(set, WSPLAB_F_recv, 1), -1);
    EQUAL(GetLastError(), 10107);
    fake_throws = false;
    give_back(set);
    SetLastError(0);
    wsplab_error error = WSPLAB_OK;
    set = wsplab_set_acquire(&error);
    EQUAL((int)call_stub(set, WSPLAB_F_recv, 1), -1);
    EQUAL(GetLastError(), 10093);
    wsplab_set_release(set);
}

/* WSPStartup's table by value is the address of a copy, in its fourth place. */
static void the_table_of_upcalls_arrives_as_an_address(void) {
    struct upcalls {
        void *functions[15];
    } upcalls = {{(void *)&upcalls}};
    struct wsplab_set *set = bound_set();
    typedef int(WINAPI * startup)(WORD, void *, void *, struct upcalls, void *);
    fake_answer = 9;
    EQUAL(((startup)(uintptr_t)wsplab_set_stub(set, WSPLAB_F_WSPStartup))(0x202, (void *)1, (void *)2, upcalls,
                                                                          (void *)4),
          9);
    EQUAL((WORD)fake_last.arguments[0], 0x202);
    EQUAL(fake_last.arguments[2], 2);
    CHECK(fake_last.arguments[3] != 0 && fake_last.arguments[3] != value_of((HANDLE)&upcalls));
    EQUAL(fake_last.arguments[4], 4);
    give_back(set);
}

static void sets_are_used_again_and_never_run_out(void) {
    enum { AT_ONCE = 300 };
    static struct wsplab_set *sets[AT_ONCE];
    for (int i = 0; i < AT_ONCE; i++)
        sets[i] = bound_set();
    uint32_t mapped = wsplab_set_count();
    CHECK(mapped >= AT_ONCE);
    for (int i = 0; i < AT_ONCE; i++) {
        fake_answer = (uint64_t)i;
        EQUAL(call_stub(sets[i], WSPLAB_F_WPUCreateEvent, 1), i);
        give_back(sets[i]);
    }
    EQUAL(wsplab_set_count(), mapped);
}

/* ---- stacks ---------------------------------------------------------------------------------------------------------- */

static void a_call_shows_its_stack_where_it_is_asked_for(void) {
    struct wsplab_set *set = bound_set(), *other = bound_set();
    a_set_that_nobody_has_asked_takes_none(set);
    the_stack_of_a_call_leads_to_those_who_made_it(set);
    a_call_inside_a_call_has_its_own(set, other);
    give_back(other);
    give_back(set);
    struct wsplab_set *again = bound_set(); /* the same, for another module */
    CHECK(again == set);
    a_set_that_nobody_has_asked_takes_none(again);
    give_back(again);
    an_address_says_whose_code_it_is((uint64_t)(uintptr_t)&Sleep);
}

int main(void) {
    OK(wsplab_guard_install());
    RUN(every_stub_that_is_not_kernel32s_says_its_number_and_its_arguments);
    RUN(kernel32s_functions_reach_java_with_a_socket_of_ours);
    RUN(they_go_to_the_system_with_any_other_handle);
    RUN(the_last_error_is_one_and_the_modules_own_unless_java_says_so);
    RUN(a_call_into_a_module_begins_and_ends_with_that_error);
    RUN(a_refusal_is_seen_by_GetLastError);
    RUN(the_table_of_upcalls_arrives_as_an_address);
    RUN(sets_are_used_again_and_never_run_out);
    RUN(a_call_shows_its_stack_where_it_is_asked_for);
    return 0;
}

#else

int main(void) {
    wsplab_error error = WSPLAB_OK;
    CHECK(wsplab_set_acquire(&error) == NULL);
    EQUAL(error, 50);
    return 0;
}

#endif
