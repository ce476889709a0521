/* What wsplab.h says about handles on Windows: their values are real, rest after their close, and
 * cannot be used past us without anybody noticing. */
#include "calls.h"
#include "real_win32.h"

static wsplab_handle test_thread(void) {
    wsplab_handle thread = 0;
    OK(wsplab_thread_open(1, &thread));
    return thread;
}

/* ---- rest -------------------------------------------------------------------------------------------------------- */

static wsplab_handle make(uint32_t kind) {
    switch (kind) {
    case WSPLAB_KIND_SOCKET:
        return test_socket();
    case WSPLAB_KIND_PORT:
        return test_port(1);
    case WSPLAB_KIND_EVENT:
        return test_event(true, true);
    default:
        return test_thread();
    }
}

static void expect_rest_of(wsplab_handle stale, uint32_t other, int closes) {
    for (int i = 0; i < closes; i++) {
        wsplab_handle next = make(other);
        CHECK(next != stale);
        test_close(next);
        EQUAL(wsplab_handle_close(WSPLAB_SEES_ALL, stale, WSPLAB_KIND_ANY), WSPLAB_E_INVALID_HANDLE);
    }
    test_every_call_refuses(stale);
}

static void expect_rest(uint32_t kind, uint32_t other, int closes) {
    wsplab_handle stale = make(kind);
    test_close(stale);
    expect_rest_of(stale, other, closes);
}

static void a_closed_value_does_not_come_back_within_four_thousand_closes(void) {
    static const uint32_t kinds[] = {WSPLAB_KIND_SOCKET, WSPLAB_KIND_EVENT, WSPLAB_KIND_THREAD};
    for (size_t i = 0; i < 3; i++) {
        expect_rest(kinds[i], kinds[i], 4000);
        expect_rest(kinds[i], kinds[(i + 1) % 3], 4000);
    }
}

/* The values of ports begin to rest when the kernel gives them out again. */
static void many_ports_closed_before_do_not_shorten_the_rest_of_others(void) {
    static wsplab_handle ports[300];
    wsplab_handle event = test_event(true, true);
    for (int i = 0; i < 300; i++)
        ports[i] = test_port(1);
    for (int i = 0; i < 300; i++)
        test_close(ports[i]);
    test_close(event);
    expect_rest_of(event, WSPLAB_KIND_EVENT, 1000);
}

static void a_closed_ports_value_does_not_come_back_within_200_closes_of_ports(void) {
    expect_rest(WSPLAB_KIND_PORT, WSPLAB_KIND_PORT, 200);
}

static void a_closed_ports_value_does_not_come_back_as_something_else_of_ours(void) {
    for (uint32_t kind = WSPLAB_KIND_SOCKET; kind <= WSPLAB_KIND_THREAD; kind++)
        expect_rest(WSPLAB_KIND_PORT, kind, 200);
    wsplab_handle event = test_event(true, true), port = test_port(1), duplicate;
    test_close(port);
    OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, event, 1, &duplicate));
    CHECK(duplicate != port);
    test_close(duplicate);
    test_close(event);
}

static void rest_has_an_end(void) {
    DWORD before = 0, after = 0;
    for (int i = 0; i < 5000; i++) /* then all that can rest does */
        test_close(test_event(true, true));
    CHECK(GetProcessHandleCount(GetCurrentProcess(), &before));
    for (int i = 0; i < 3000; i++)
        test_close(make(WSPLAB_KIND_SOCKET + (uint32_t)i % 4));
    CHECK(GetProcessHandleCount(GetCurrentProcess(), &after));
    CHECK(after < before + 100);
}

/* ---- past us: the handle of a provider's socket -------------------------------------------------------------------- */

static void reading_and_writing_a_sockets_handle_past_us_fails(void) {
    wsplab_handle socket = test_socket();
    OVERLAPPED overlapped = {0};
    char buffer[4] = {0};
    DWORD bytes = 0;
    FAILS(ReadFile(real(socket), buffer, sizeof buffer, &bytes, NULL), ERROR_ACCESS_DENIED);
    FAILS(ReadFile(real(socket), buffer, sizeof buffer, &bytes, &overlapped), ERROR_ACCESS_DENIED);
    FAILS(WriteFile(real(socket), buffer, sizeof buffer, &bytes, NULL), ERROR_ACCESS_DENIED);
    FAILS(WriteFile(real(socket), buffer, sizeof buffer, &bytes, &overlapped), ERROR_ACCESS_DENIED);
    test_close(socket);
}

static void associating_a_sockets_handle_past_us_fails(void) {
    wsplab_handle port = test_port(1), sockets[2] = {test_socket()};
    struct wsplab_socket_info info;
    HANDLE foreign = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, sockets[0], 1, &sockets[1]));
    for (int i = 0; i < 2; i++) {
        FAILS(CreateIoCompletionPort(real(sockets[i]), real(port), 1, 0) != NULL, ERROR_INVALID_PARAMETER);
        FAILS(CreateIoCompletionPort(real(sockets[i]), foreign, 1, 0) != NULL, ERROR_INVALID_PARAMETER);
    }
    OK(wsplab_socket_query(sockets[0], &info));
    EQUAL(info.associated, 0);
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, sockets[0], port, 1));
    CHECK(CloseHandle(foreign));
    test_close(sockets[0]);
    test_close(sockets[1]);
    test_close(port);
}

static void a_sockets_handle_cannot_be_closed_past_us(void) {
    wsplab_handle sockets[2] = {test_socket()};
    struct wsplab_socket_info info;
    OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, sockets[0], 1, &sockets[1]));
    for (int i = 0; i < 2; i++) {
        FAILS(CloseHandle(real(sockets[i])), ERROR_INVALID_HANDLE);
        OK(wsplab_socket_query(sockets[i], &info));
        test_close(sockets[i]);
        FAILS(CloseHandle(real(sockets[i])), ERROR_INVALID_HANDLE); /* nor while it rests */
    }
}

static void a_duplicate_that_kernel32_makes_is_no_handle_of_ours(void) {
    wsplab_handle of_kind[] = {test_socket(), test_port(1), test_event(true, true), test_thread()};
    HANDLE process = GetCurrentProcess();
    for (size_t i = 0; i < 4; i++) {
        HANDLE duplicate = NULL;
        struct wsplab_handle_info info;
        struct wsplab_socket_info socket_info;
        wsplab_handle out;
        CHECK(DuplicateHandle(process, real(of_kind[i]), process, &duplicate, 0, FALSE, DUPLICATE_SAME_ACCESS));
        EQUAL(wsplab_handle_query(value_of(duplicate), &info), WSPLAB_E_INVALID_HANDLE);
        EQUAL(wsplab_socket_query(value_of(duplicate), &socket_info), WSPLAB_E_INVALID_HANDLE);
        EQUAL(wsplab_handle_close(WSPLAB_SEES_ALL, value_of(duplicate), WSPLAB_KIND_ANY), WSPLAB_E_INVALID_HANDLE);
        EQUAL(wsplab_handle_duplicate(WSPLAB_SEES_ALL, value_of(duplicate), 1, &out), WSPLAB_E_INVALID_HANDLE);
        OK(wsplab_handle_query(of_kind[i], &info));
        EQUAL(info.names, 1);
        CHECK(CloseHandle(duplicate)); /* no seal on it: it is its maker's */
        test_close(of_kind[i]);
    }
}

/* ---- closed past us ------------------------------------------------------------------------------------------------ */

enum { MANY = 20000 };
static wsplab_handle made[MANY];

/* Makes events until one has that value; returns how many. */
static uint32_t make_until(wsplab_handle value) {
    for (uint32_t count = 0; count < MANY;) {
        made[count] = test_event(false, false);
        if (made[count++] == value)
            return count;
    }
    test_fail(__FILE__, __LINE__, "the kernel does not give the value out again", (long long)value, 0);
    return 0;
}

static void an_event_closed_past_us_makes_room_for_the_next_of_its_value(void) {
    struct wsplab_handle_info info;
    uint64_t before = wsplab_handle_count(0);
    wsplab_handle event = test_event(true, true);
    CHECK(CloseHandle(real(event)));
    EQUAL(wsplab_event_set(WSPLAB_SEES_ALL, event), WSPLAB_E_INVALID_HANDLE);
    EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_INVALID_HANDLE);
    uint32_t count = make_until(event);
    EQUAL(wsplab_handle_count(0), before + count);
    OK(wsplab_handle_query(event, &info));
    EQUAL(info.names, 1);
    EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT); /* the new one is not signalled */
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    OK(test_wait_one(event, 0, 0));
    EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT); /* and resets itself */
    for (uint32_t i = 0; i < count; i++)
        test_close(made[i]);
    EQUAL(wsplab_handle_close(WSPLAB_SEES_ALL, event, WSPLAB_KIND_ANY), WSPLAB_E_INVALID_HANDLE);
    EQUAL(wsplab_handle_count(0), before);
}

static void a_duplicate_closed_past_us_leaves_the_other_name(void) {
    struct wsplab_handle_info info;
    wsplab_handle event = test_event(true, true), duplicate;
    OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, event, 1, &duplicate));
    CHECK(CloseHandle(real(duplicate)));
    uint32_t count = make_until(duplicate);
    OK(wsplab_handle_query(event, &info));
    EQUAL(info.names, 1);
    OK(test_wait_one(event, 0, 0));
    EQUAL(test_wait_one(duplicate, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    for (uint32_t i = 0; i < count; i++)
        test_close(made[i]);
    test_close(event);
}

static void a_resting_event_closed_past_us_makes_room_as_well(void) {
    wsplab_handle event = test_event(true, true);
    test_close(event);
    CHECK(CloseHandle(real(event)));
    uint32_t count = make_until(event);
    for (int i = 0; i < 5000; i++) /* the rest of the first would be over */
        test_close(test_event(true, false));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    OK(test_wait_one(event, 0, 0));
    for (uint32_t i = 0; i < count; i++)
        test_close(made[i]);
}

static struct {
    _Atomic wsplab_handle event;
    atomic_bool stop;
} closer;

static void *close_again_and_again(void *unused) {
    while (!atomic_load(&closer.stop))
        wsplab_handle_close(WSPLAB_SEES_ALL, atomic_load(&closer.event), WSPLAB_KIND_ANY);
    return unused;
}

/* Whoever closes it with us as well may close the next of its value; but nothing hangs, and the counts stay right. */
static void an_event_closed_past_us_and_with_us_at_once_harms_nobody(void) {
    uint64_t before = wsplab_handle_count(0);
    pthread_t thread;
    atomic_store(&closer.stop, false);
    thread = test_start(close_again_and_again, NULL);
    for (uint32_t round = test_scaled(2000); round > 0; round--) {
        wsplab_handle event = test_event(true, true), next;
        CloseHandle(real(event));
        atomic_store(&closer.event, event);
        next = test_event(true, true);
        atomic_store(&closer.event, 0);
        wsplab_handle_close(WSPLAB_SEES_ALL, next, WSPLAB_KIND_ANY);
        wsplab_handle_close(WSPLAB_SEES_ALL, event, WSPLAB_KIND_ANY);
    }
    atomic_store(&closer.stop, true);
    test_join(thread);
    EQUAL(wsplab_handle_count(0), before);
}

int main(void) {
    /* First: its ports get low values then, which are given out again before others. */
    RUN(many_ports_closed_before_do_not_shorten_the_rest_of_others);
    RUN(a_closed_value_does_not_come_back_within_four_thousand_closes);
    RUN(a_closed_ports_value_does_not_come_back_within_200_closes_of_ports);
    RUN(a_closed_ports_value_does_not_come_back_as_something_else_of_ours);
    RUN(rest_has_an_end);
    RUN(reading_and_writing_a_sockets_handle_past_us_fails);
    RUN(associating_a_sockets_handle_past_us_fails);
    RUN(a_sockets_handle_cannot_be_closed_past_us);
    RUN(a_duplicate_that_kernel32_makes_is_no_handle_of_ours);
    RUN(an_event_closed_past_us_makes_room_for_the_next_of_its_value);
    RUN(a_duplicate_closed_past_us_leaves_the_other_name);
    RUN(a_resting_event_closed_past_us_makes_room_as_well);
    RUN(an_event_closed_past_us_and_with_us_at_once_harms_nobody);
    return 0;
}
