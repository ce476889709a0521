/* Waits for several objects, time-outs, and the ends of threads. */
#include <string.h>

#if !defined(_WIN32)
#include <signal.h>
#endif

#include "thread.h"

#include "test.h"

enum { MAXIMUM = 64 };

static wsplab_handle events[MAXIMUM];

static void make_events(uint32_t count, bool manual_reset) {
    for (uint32_t i = 0; i < count; i++)
        events[i] = test_event(manual_reset, false);
}

static void close_events(uint32_t count) {
    for (uint32_t i = 0; i < count; i++)
        test_close(events[i]);
}

static wsplab_error wait_many(uint32_t count, uint32_t timeout_ms, uint32_t flags, uint32_t index) {
    uint32_t got = 99;
    wsplab_error error = wsplab_wait(WSPLAB_SEES_ALL, events, count, timeout_ms, flags, &got);
    EQUAL(got, error == WSPLAB_OK ? index : 99);
    return error;
}

static bool is_set(wsplab_handle event) {
    return test_wait_one(event, 0, 0) == WSPLAB_OK;
}

/* ---- what is refused --------------------------------------------------------------------------------------------- */

static void one_to_64_objects_can_be_waited_for(void) {
    wsplab_handle many[MAXIMUM + 1];
    uint32_t index = 99;
    make_events(MAXIMUM, true);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[MAXIMUM - 1]));
    OK(wait_many(MAXIMUM, 0, 0, MAXIMUM - 1));
    memcpy(many, events, sizeof events);
    many[MAXIMUM] = events[0];
    EQUAL(wsplab_wait(WSPLAB_SEES_ALL, many, MAXIMUM + 1, 0, 0, &index), WSPLAB_E_INVALID_PARAMETER);
    EQUAL(wsplab_wait(WSPLAB_SEES_ALL, many, 0, 0, 0, &index), WSPLAB_E_INVALID_PARAMETER);
    EQUAL(index, 99);
    close_events(MAXIMUM);
}

static void one_bad_handle_spoils_the_wait_and_consumes_nothing(void) {
    wsplab_handle port = test_port(1);
    make_events(3, false);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[0]));
    wsplab_handle good = events[2];
    events[2] = 12345678;
    EQUAL(wait_many(3, 0, 0, 0), WSPLAB_E_INVALID_HANDLE);
    events[2] = port; /* WAIT-5 */
    EQUAL(wait_many(3, 0, 0, 0), WSPLAB_E_INVALID_HANDLE);
    events[2] = good;
    CHECK(is_set(events[0]));
    close_events(3);
    test_close(port);
}

static void a_duplicate_is_refused_for_all_and_allowed_for_any(void) {
    make_events(2, false);
    OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, events[0], 1, &events[2]));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[0]));
    EQUAL(wait_many(3, 0, WSPLAB_WAIT_ALL, 0), WSPLAB_E_INVALID_PARAMETER);
    OK(wait_many(3, 0, 0, 0));
    EQUAL(wait_many(3, 0, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    close_events(3);
}

/* ---- any and all ------------------------------------------------------------------------------------------------- */

static void of_several_signalled_objects_the_lowest_is_taken_and_only_it(void) {
    make_events(4, false);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[1]));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[3]));
    OK(wait_many(4, 0, 0, 1));
    OK(wait_many(4, WSPLAB_INFINITE, 0, 3));
    EQUAL(wait_many(4, 0, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    close_events(4);
}

static void a_wait_for_all_changes_nothing_until_all_are_signalled(void) {
    make_events(2, false);
    events[2] = test_event(true, true);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[0]));
    EQUAL(wait_many(3, 0, WSPLAB_WAIT_ALL, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(wait_many(3, 10, WSPLAB_WAIT_ALL, 0), WSPLAB_E_WAIT_TIMEOUT);
    CHECK(is_set(events[0]));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[0]));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[1]));
    OK(wait_many(3, 0, WSPLAB_WAIT_ALL, 0));
    CHECK(!is_set(events[0]) && !is_set(events[1]) && is_set(events[2]));
    close_events(3);
}

static struct {
    _Atomic wsplab_handle self;
    uint32_t count, flags, timeout_ms;
    atomic_bool returned;
    uint32_t index;
    wsplab_error error;
} background;

static void *wait_in_background(void *unused) {
    background.index = 99;
    atomic_store(&background.self, wsplab_thread_self());
    background.error = wsplab_wait(WSPLAB_SEES_ALL, events, background.count, background.timeout_ms, background.flags,
                                   &background.index);
    atomic_store(&background.returned, true);
    return unused;
}

static pthread_t start_in_background(uint32_t count, uint32_t flags) {
    atomic_store(&background.self, 0);
    atomic_store(&background.returned, false);
    background.count = count;
    background.flags = flags;
    background.timeout_ms = WSPLAB_INFINITE;
    pthread_t thread = test_start(wait_in_background, NULL);
    UNTIL(wsplab_thread_waits(atomic_load(&background.self)));
    return thread;
}

static void a_wait_for_any_ends_with_the_one_that_is_set(void) {
    make_events(5, false);
    pthread_t thread = start_in_background(5, 0);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[3]));
    test_join(thread);
    EQUAL(background.error, WSPLAB_OK);
    EQUAL(background.index, 3);
    CHECK(!is_set(events[3]));
    close_events(5);
}

static void a_wait_for_any_that_names_an_object_twice_reports_its_lowest_index(void) {
    for (int manual_reset = 0; manual_reset < 2; manual_reset++) {
        make_events(2, manual_reset);
        OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, events[1], 1, &events[2]));
        pthread_t thread = start_in_background(3, 0);
        OK(wsplab_event_set(WSPLAB_SEES_ALL, events[2]));
        test_join(thread);
        EQUAL(background.error, WSPLAB_OK);
        EQUAL(background.index, 1);
        EQUAL(is_set(events[2]), manual_reset);
        close_events(3);
    }
}

static void a_wait_for_all_ends_with_the_last_that_is_set_and_consumes_all(void) {
    make_events(4, false);
    pthread_t thread = start_in_background(4, WSPLAB_WAIT_ALL);
    for (int i = 3; i >= 0; i--) {
        CHECK(!atomic_load(&background.returned));
        OK(wsplab_event_set(WSPLAB_SEES_ALL, events[i]));
    }
    test_join(thread);
    EQUAL(background.error, WSPLAB_OK);
    EQUAL(background.index, 0);
    for (int i = 0; i < 4; i++)
        CHECK(!is_set(events[i]));
    close_events(4);
}

static void a_signal_taken_by_another_holds_up_a_wait_for_all(void) {
    make_events(2, false);
    pthread_t thread = start_in_background(2, WSPLAB_WAIT_ALL);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[0]));
    CHECK(is_set(events[0])); /* takes it */
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[1]));
    CHECK(!atomic_load(&background.returned));
    CHECK(wsplab_thread_waits(atomic_load(&background.self)));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[0]));
    test_join(thread);
    EQUAL(background.error, WSPLAB_OK);
    close_events(2);
}

static void a_reset_before_the_last_set_holds_up_a_wait_for_all(void) {
    make_events(2, true);
    pthread_t thread = start_in_background(2, WSPLAB_WAIT_ALL);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[0]));
    OK(wsplab_event_reset(WSPLAB_SEES_ALL, events[0]));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[1]));
    CHECK(wsplab_thread_waits(atomic_load(&background.self)));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[0]));
    test_join(thread);
    close_events(2);
}

/* Four threads move through pairs of auto events; each event is a lock, so a wait for all takes two locks at once. */
static uint32_t table[4];
static atomic_uint seated;

static void *dine(void *argument) {
    uint32_t seat = (uint32_t)(uintptr_t)argument, index;
    wsplab_handle forks[2] = {events[seat], events[(seat + 1) % 4]};
    atomic_fetch_add(&seated, 1);
    while (atomic_load(&seated) < 4) /* all begin at once */
        sched_yield();
    for (uint32_t left = test_scaled(10000); left > 0; left--) {
        OK(wsplab_wait(WSPLAB_SEES_ALL, forks, 2, WSPLAB_INFINITE, WSPLAB_WAIT_ALL, &index));
        table[seat]++;
        table[(seat + 1) % 4]++;
        OK(wsplab_event_set(WSPLAB_SEES_ALL, forks[0]));
        OK(wsplab_event_set(WSPLAB_SEES_ALL, forks[1]));
    }
    return NULL;
}

static void waits_for_all_take_their_objects_together(void) {
    pthread_t threads[4];
    make_events(4, false);
    for (uint32_t i = 0; i < 4; i++)
        OK(wsplab_event_set(WSPLAB_SEES_ALL, events[i]));
    for (uint32_t i = 0; i < 4; i++)
        threads[i] = test_start(dine, (void *)(uintptr_t)i);
    for (uint32_t i = 0; i < 4; i++)
        test_join(threads[i]);
    for (uint32_t i = 0; i < 4; i++)
        EQUAL(table[i], 2 * test_scaled(10000));
    close_events(4);
}

/* ---- time -------------------------------------------------------------------------------------------------------- */

static void a_time_out_is_neither_early_nor_very_late(void) {
    make_events(2, true);
    double start = test_seconds();
    EQUAL(wait_many(1, 50, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(wait_many(2, 50, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(wsplab_sleep(50, 0), WSPLAB_E_WAIT_TIMEOUT);
    double passed = test_seconds() - start;
    CHECK(passed >= 0.150 && passed < 10);
    close_events(2);
}

static void a_sleep_of_no_length_ends_at_once(void) {
    EQUAL(wsplab_sleep(0, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(wsplab_sleep(0, WSPLAB_WAIT_ALERTABLE | WSPLAB_WAIT_INTERRUPTIBLE), WSPLAB_E_WAIT_TIMEOUT);
}

static void *sleep_unknown(void *unused) {
    double start = test_seconds();
    EQUAL(wsplab_sleep(30, WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_TIMEOUT);
    CHECK(test_seconds() - start >= 0.030);
    CHECK(wsplab_thread_known() == NULL);
    return unused;
}

static void a_thread_that_the_shim_does_not_know_can_sleep(void) {
    test_join(test_start(sleep_unknown, NULL));
}

#if !defined(_WIN32)
static void note_signal(int number) {
    (void)number;
}

static void signals_do_not_end_a_wait(void) {
    struct sigaction action = {.sa_handler = note_signal}; /* no SA_RESTART: system calls end with EINTR */
    sigaction(SIGUSR1, &action, NULL);
    make_events(2, false);
    pthread_t thread = start_in_background(2, 0);
    for (int i = 0; i < 100; i++)
        EQUAL(pthread_kill(thread, SIGUSR1), 0);
    CHECK(wsplab_thread_waits(atomic_load(&background.self)));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, events[1]));
    test_join(thread);
    EQUAL(background.error, WSPLAB_OK);
    pthread_t sleeper = test_start(sleep_unknown, NULL);
    pthread_kill(sleeper, SIGUSR1);
    test_join(sleeper);
    close_events(2);
}
#endif

/* ---- threads and sockets ----------------------------------------------------------------------------------------- */

static _Atomic wsplab_handle opened;
static sem_t may_end;

static void *open_and_end(void *unused) {
    wsplab_handle handle;
    CHECK(wsplab_thread_self() != 0);
    OK(wsplab_thread_open(1, &handle));
    atomic_store(&opened, handle);
    test_outside_wait(&may_end);
    return unused;
}

static void a_thread_is_signalled_when_it_has_ended_and_stays_so(void) {
    sem_init(&may_end, 0, 0);
    atomic_store(&opened, 0);
    pthread_t thread = test_start(open_and_end, NULL);
    UNTIL(atomic_load(&opened) != 0);
    wsplab_handle handle = atomic_load(&opened);
    EQUAL(test_wait_one(handle, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    sem_post(&may_end);
    OK(test_wait_one(handle, WSPLAB_INFINITE, 0));
    OK(test_wait_one(handle, 0, 0));
    test_join(thread);
    test_close(handle);
}

static void a_threads_own_handle_ends_with_it(void) {
    struct wsplab_handle_info info;
    sem_init(&may_end, 0, 0);
    atomic_store(&opened, 0);
    pthread_t thread = test_start(open_and_end, NULL);
    UNTIL(atomic_load(&opened) != 0);
    OK(wsplab_handle_query(atomic_load(&opened), &info));
    EQUAL(info.kind, WSPLAB_KIND_THREAD);
    EQUAL(info.names, 2);
    sem_post(&may_end);
    test_join(thread);
    OK(wsplab_handle_query(atomic_load(&opened), &info));
    EQUAL(info.names, 1);
    test_close(atomic_load(&opened));
}

static void a_provider_socket_is_always_signalled(void) {
    wsplab_handle socket = test_socket();
    OK(test_wait_one(socket, 0, 0));
    OK(test_wait_one(socket, 0, 0));
    test_close(socket);
}

static void *set_errors(void *unused) {
    EQUAL(wsplab_last_error_get(), 0);
    wsplab_last_error_set(10035);
    EQUAL(wsplab_last_error_get(), 10035);
    return unused;
}

static void the_last_error_is_the_threads_own(void) { /* WIN-H9 */
    wsplab_last_error_set(997);
    test_join(test_start(set_errors, NULL));
    EQUAL(wsplab_last_error_get(), 997);
}

int main(void) {
    RUN(one_to_64_objects_can_be_waited_for);
    RUN(one_bad_handle_spoils_the_wait_and_consumes_nothing);
    RUN(a_duplicate_is_refused_for_all_and_allowed_for_any);
    RUN(of_several_signalled_objects_the_lowest_is_taken_and_only_it);
    RUN(a_wait_for_all_changes_nothing_until_all_are_signalled);
    RUN(a_wait_for_any_ends_with_the_one_that_is_set);
    RUN(a_wait_for_any_that_names_an_object_twice_reports_its_lowest_index);
    RUN(a_wait_for_all_ends_with_the_last_that_is_set_and_consumes_all);
    RUN(a_signal_taken_by_another_holds_up_a_wait_for_all);
    RUN(a_reset_before_the_last_set_holds_up_a_wait_for_all);
    RUN(waits_for_all_take_their_objects_together);
    RUN(a_time_out_is_neither_early_nor_very_late);
    RUN(a_sleep_of_no_length_ends_at_once);
    RUN(a_thread_that_the_shim_does_not_know_can_sleep);
#if !defined(_WIN32)
    RUN(signals_do_not_end_a_wait);
#endif
    RUN(a_thread_is_signalled_when_it_has_ended_and_stays_so);
    RUN(a_threads_own_handle_ends_with_it);
    RUN(a_provider_socket_is_always_signalled);
    RUN(the_last_error_is_the_threads_own);
    return 0;
}
