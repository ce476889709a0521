/* Completion ports: packets, waiters, closing. The concurrency rule has a program of its own. */
#include <string.h>

#include "alloc.h"
#include "port.h"
#include "thread.h"

#include "test.h"

#if defined(_WIN32)
/* Who runs on a port's behalf, and when a thread wakes, is known to the kernel alone. */
static void expect_running(wsplab_handle port, uint32_t running) {
    (void)port;
    (void)running;
}
static void expect_no_slices(void) {}
#else
#include "port_posix.h"

static void expect_running(wsplab_handle port, uint32_t running) {
    EQUAL(wsplab_port_running(port), running);
}

/* Nobody wakes to look: no wait is cut into slices. */
static void expect_no_slices(void) {
    long before = test_sleeps();
    test_let_pass(1);
    CHECK(test_sleeps() - before < 100);
}
#endif

static uint32_t depth_of(wsplab_handle port) {
    uint32_t depth = 99;
    OK(wsplab_port_depth(WSPLAB_SEES_ALL, port, &depth));
    return depth;
}

/* ---- packets ----------------------------------------------------------------------------------------------------- */

static void an_empty_port_times_out_and_leaves_the_outputs_alone(void) { /* WIN-1, WIN-5 */
    wsplab_handle port = test_port(1);
    EQUAL(test_get_fails(port, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(test_get_fails(port, 10, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(test_get_fails(port, 10, WSPLAB_WAIT_ALERTABLE | WSPLAB_WAIT_INTERRUPTIBLE), WSPLAB_E_WAIT_TIMEOUT);
    test_close(port);
}

static void a_packet_comes_out_as_it_went_in_whatever_it_holds(void) { /* WIN-2, IOCP-POST-1 */
    static const uint64_t wild[] = {0, 1, 0x10, 0xFFFFFFFFFFFFFFFFull, 0x8000000000000000ull, 0xDEADBEEFull};
    wsplab_handle port = test_port(1);
    for (size_t i = 0; i < sizeof wild / sizeof *wild; i++) {
        struct wsplab_packet in = {wild[i], wild[i], 0xC0000120, 0xFFFFFFFF, 0}, out;
        uint32_t taken = 0;
        memset(&out, 0x55, sizeof out);
        OK(wsplab_port_post(WSPLAB_SEES_ALL, port, &in));
        OK(wsplab_port_get(WSPLAB_SEES_ALL, port, &out, 1, 0, 0, &taken));
        EQUAL(taken, 1);
        CHECK(memcmp(&in, &out, sizeof in) == 0);
    }
    EQUAL(sizeof(struct wsplab_packet), 32);
    test_close(port);
}

static void packets_leave_in_the_order_queued(void) { /* WIN-3 */
    wsplab_handle port = test_port(1);
    for (uint64_t key = 1; key <= 1000; key++)
        test_post(port, key);
    for (uint64_t key = 1; key <= 1000; key++)
        EQUAL(test_get(port, 0), key);
    EQUAL(test_get_fails(port, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    test_close(port);
}

static void a_batch_takes_what_is_there_up_to_the_count(void) { /* WIN-4, IOCP-EX-3 */
    wsplab_handle port = test_port(1);
    struct wsplab_packet packets[5];
    uint32_t taken = 0;
    for (uint64_t key = 1; key <= 7; key++)
        test_post(port, key);
    OK(wsplab_port_get(WSPLAB_SEES_ALL, port, packets, 5, WSPLAB_INFINITE, 0, &taken));
    EQUAL(taken, 5);
    for (uint64_t i = 0; i < 5; i++)
        EQUAL(packets[i].key, i + 1);
    OK(wsplab_port_get(WSPLAB_SEES_ALL, port, packets, 5, 100, 0, &taken));
    EQUAL(taken, 2);
    EQUAL(packets[0].key, 6);
    EQUAL(packets[1].key, 7);
    test_close(port);
}

static void a_count_of_zero_is_refused(void) {
    wsplab_handle port = test_port(1);
    struct wsplab_packet packet;
    uint32_t taken = 99;
    test_post(port, 1);
    EQUAL(wsplab_port_get(WSPLAB_SEES_ALL, port, &packet, 0, 0, 0, &taken), WSPLAB_E_INVALID_PARAMETER);
    EQUAL(taken, 99);
    EQUAL(depth_of(port), 1);
    test_close(port);
}

static void the_depth_counts_packets_not_yet_taken(void) { /* WIN-11 */
    wsplab_handle port = test_port(1);
    EQUAL(depth_of(port), 0);
    test_post(port, 1);
    EQUAL(depth_of(port), 1);
    test_post(port, 2);
    EQUAL(depth_of(port), 2);
    test_get(port, 0);
    EQUAL(depth_of(port), 1);
    test_get(port, 0);
    EQUAL(depth_of(port), 0);
    test_close(port);
}

static void without_memory_a_post_is_refused_and_the_port_stays_as_it_is(void) {
    wsplab_handle port = test_port(1);
    test_post(port, 1);
    wsplab_test_fail_allocation_after(0);
    EQUAL(wsplab_port_post(WSPLAB_SEES_ALL, port, &(struct wsplab_packet){.key = 2}), WSPLAB_E_NOT_ENOUGH_MEMORY);
    wsplab_test_fail_allocation_after(-1);
    EQUAL(depth_of(port), 1);
    EQUAL(test_get(port, 0), 1);
    test_close(port);
}

/* ---- waiting threads --------------------------------------------------------------------------------------------- */

enum { WAITERS = 100 };

static struct waiter {
    pthread_t thread;
    wsplab_handle port;
    _Atomic wsplab_handle self;
    uint32_t count, timeout_ms, flags, taken;
    wsplab_error error;
    struct wsplab_packet packets[4];
    atomic_bool returned;
} waiters[WAITERS];

static void *get_packets(void *argument) {
    struct waiter *waiter = argument;
    atomic_store(&waiter->self, wsplab_thread_self());
    waiter->error = wsplab_port_get(WSPLAB_SEES_ALL, waiter->port, waiter->packets, waiter->count, waiter->timeout_ms,
                                    waiter->flags, &waiter->taken);
    atomic_store(&waiter->returned, true);
    return NULL;
}

/* Started in order: each waits before the next begins. */
static void start(struct waiter *waiter, wsplab_handle port, uint32_t timeout_ms, uint32_t flags) {
    *waiter = (struct waiter){.port = port, .count = 1, .timeout_ms = timeout_ms, .flags = flags};
    waiter->thread = test_start(get_packets, waiter);
    UNTIL(wsplab_thread_waits(atomic_load(&waiter->self)) || atomic_load(&waiter->returned));
}

static void start_all(uint32_t count, wsplab_handle port) {
    for (uint32_t i = 0; i < count; i++)
        start(&waiters[i], port, WSPLAB_INFINITE, WSPLAB_WAIT_INTERRUPTIBLE);
}

/*
 * The waiter that got this packet. Where the kernel does the waiting it does not say when a thread has begun to, so there
 * the order among several is not known: one of them it must have been, and each but once.
 */
static struct waiter *receiver(uint32_t count, uint32_t turn, uint64_t key) {
#if defined(_WIN32)
    for (uint32_t i = 0; i < count; i++)
        if (atomic_load(&waiters[i].returned) && waiters[i].error == WSPLAB_OK && waiters[i].packets[0].key == key)
            return &waiters[i];
    test_fail(__FILE__, __LINE__, "nobody got packet", (long long)key, turn);
    return NULL;
#else
    struct waiter *waiter = &waiters[count - 1 - turn]; /* the last to wait is released first */
    EQUAL(waiter->error, WSPLAB_OK);
    EQUAL(waiter->packets[0].key, key);
    return waiter;
#endif
}

static uint32_t returned(uint32_t count) {
    uint32_t sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += atomic_load(&waiters[i].returned);
    return sum;
}

static void the_last_to_wait_is_released_first(void) { /* WIN-12 */
    wsplab_handle port = test_port(8);
    start_all(2, port);
    test_post(port, 3);
    UNTIL(returned(2) == 1);
    test_post(port, 4);
    test_join(waiters[0].thread);
    test_join(waiters[1].thread);
    CHECK(receiver(2, 0, 3) != receiver(2, 1, 4));
    test_close(port);
}

static void a_hundred_waiters_idle_for_a_second_and_are_released_in_exact_order(void) { /* WIN-12 */
    wsplab_handle port = test_port(WAITERS);
    start_all(WAITERS, port);
    for (uint32_t i = 0; i < WAITERS; i++)
        UNTIL(wsplab_thread_waits(atomic_load(&waiters[i].self)));
    expect_no_slices();
    for (uint64_t key = 0; key < WAITERS; key++)
        test_post(port, key);
    for (uint32_t i = 0; i < WAITERS; i++)
        test_join(waiters[i].thread);
    for (uint32_t turn = 0; turn < WAITERS; turn++)
        receiver(WAITERS, turn, turn);
    EQUAL(depth_of(port), 0);
    test_close(port);
}

static void who_gives_up_or_is_alerted_leaves_the_others_in_their_places(void) {
    wsplab_handle port = test_port(WAITERS);
    for (uint32_t i = 0; i < 10; i++)
        start(&waiters[i], port, i == 4 ? 300 : WSPLAB_INFINITE, WSPLAB_WAIT_INTERRUPTIBLE);
    OK(wsplab_thread_alert(atomic_load(&waiters[7].self)));
    test_join(waiters[7].thread);
    test_join(waiters[4].thread);
    EQUAL(waiters[7].error, WSPLAB_E_INTERRUPTED);
    EQUAL(waiters[4].error, WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(wsplab_port_waiters(WSPLAB_SEES_ALL, port), 8);
    for (uint64_t key = 0; key < 8; key++)
        test_post(port, key);
    for (uint32_t i = 0; i < 10; i++)
        if (i != 7 && i != 4)
            test_join(waiters[i].thread);
    uint64_t key = 0;
    for (uint32_t turn = 0; turn < 10; turn++)
        if (turn != 9 - 7 && turn != 9 - 4)
            receiver(10, turn, key++);
    test_close(port);
}

static void a_hundred_wait_and_one_is_alerted(void) {
    wsplab_handle port = test_port(WAITERS);
    start_all(WAITERS, port);
    double before = test_seconds();
    OK(wsplab_thread_alert(atomic_load(&waiters[37].self)));
    test_join(waiters[37].thread);
    CHECK(test_seconds() - before < 10);
    EQUAL(waiters[37].error, WSPLAB_E_INTERRUPTED);
    EQUAL(wsplab_port_waiters(WSPLAB_SEES_ALL, port), WAITERS - 1);
    for (uint64_t key = 0; key < WAITERS - 1; key++)
        test_post(port, key);
    for (uint32_t i = 0; i < WAITERS; i++)
        if (i != 37)
            test_join(waiters[i].thread);
    uint64_t key = 0;
    for (uint32_t turn = 0; turn < WAITERS; turn++)
        if (turn != WAITERS - 1 - 37)
            receiver(WAITERS, turn, key++);
    test_close(port);
}

static void a_waiter_that_takes_batches_is_released_by_one_packet(void) {
    wsplab_handle port = test_port(4);
    uint32_t before = wsplab_port_waiters(WSPLAB_SEES_ALL, port);
    waiters[0] = (struct waiter){.port = port, .count = 4, .timeout_ms = WSPLAB_INFINITE};
    waiters[0].thread = test_start(get_packets, &waiters[0]);
    UNTIL(wsplab_port_waiters(WSPLAB_SEES_ALL, port) == before + 1);
    test_post(port, 1);
    test_join(waiters[0].thread);
    EQUAL(waiters[0].error, WSPLAB_OK);
    EQUAL(waiters[0].taken, 1);
    EQUAL(waiters[0].packets[0].key, 1);
    test_close(port);
}

static void *post_three(void *argument) {
    wsplab_handle port = *(wsplab_handle *)argument;
    UNTIL(wsplab_port_waiters(WSPLAB_SEES_ALL, port) == 1);
    for (uint64_t key = 1; key <= 3; key++)
        test_post(port, key);
    return NULL;
}

static void a_waiter_that_takes_batches_loses_and_repeats_nothing(void) {
    wsplab_handle port = test_port(1);
    struct wsplab_packet packets[4];
    for (uint32_t round = test_scaled(300); round > 0; round--) {
        pthread_t thread = test_start(post_three, &port);
        for (uint64_t next = 1; next <= 3;) {
            uint32_t taken = 0;
            OK(wsplab_port_get(WSPLAB_SEES_ALL, port, packets, 4, next == 1 ? WSPLAB_INFINITE : 10000, 0, &taken));
            for (uint32_t i = 0; i < taken; i++)
                EQUAL(packets[i].key, next++);
        }
        test_join(thread);
    }
    EQUAL(depth_of(port), 0);
    test_close(port);
}

/* ---- closing ----------------------------------------------------------------------------------------------------- */

static void closing_the_last_handle_releases_all_waiters_with_735(void) { /* WIN-13 */
    wsplab_handle port = test_port(4), duplicate;
    OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, port, 1, &duplicate));
    start_all(40, port);
#if !defined(_WIN32) /* there a waiter that has not reached the kernel yet would be told 6 */
    test_close(port);
    EQUAL(test_get_fails(port, 0, 0), WSPLAB_E_INVALID_HANDLE);
#endif
    EQUAL(wsplab_port_waiters(WSPLAB_SEES_ALL, duplicate), 40);
    test_post(duplicate, 5);
    UNTIL(returned(40) == 1);
    struct waiter *first = receiver(40, 0, 5);
    test_join(first->thread);
    test_close(duplicate);
#if defined(_WIN32)
    test_close(port);
#endif
    for (uint32_t i = 0; i < 40; i++) {
        if (&waiters[i] == first)
            continue;
        test_join(waiters[i].thread);
        EQUAL(waiters[i].error, WSPLAB_E_ABANDONED_WAIT_0);
        EQUAL(waiters[i].taken, 0);
    }
    EQUAL(wsplab_port_post(WSPLAB_SEES_ALL, duplicate, &(struct wsplab_packet){0}), WSPLAB_E_INVALID_HANDLE);
}

static void closing_discards_packets_and_nothing_leaks(void) { /* IOCP-Q-6; the leak checker looks */
    wsplab_handle port = test_port(4);
    for (uint64_t key = 0; key < 100; key++)
        test_post(port, key);
    EQUAL(test_get(port, 0), 0);
    test_close(port);
    EQUAL(test_get_fails(port, 0, 0), WSPLAB_E_INVALID_HANDLE);
}

static void a_thread_whose_port_was_closed_can_use_another(void) {
    wsplab_handle first = test_port(1), second = test_port(1);
    test_post(first, 1);
    EQUAL(test_get(first, 0), 1);
    test_close(first);
    EQUAL(test_get_fails(second, 5, 0), WSPLAB_E_WAIT_TIMEOUT);
    test_post(second, 2);
    EQUAL(test_get(second, 0), 2);
    expect_running(second, 1);
    EQUAL(wsplab_sleep(1, 0), WSPLAB_E_WAIT_TIMEOUT);
    expect_running(second, 1);
    test_close(second);
    EQUAL(wsplab_sleep(1, 0), WSPLAB_E_WAIT_TIMEOUT);
}

/*
 * A get, a post and a close at the same moment: whatever comes first, all three end, with one of the documented
 * results.
 */
static void getting_posting_and_closing_race_without_harm(void) {
    for (uint32_t round = test_scaled(500); round > 0; round--) {
        wsplab_handle port = test_port(1);
        for (int i = 0; i < 2; i++) {
            waiters[i] = (struct waiter){
                .port = port, .count = 1 + i, .timeout_ms = WSPLAB_INFINITE, .flags = WSPLAB_WAIT_INTERRUPTIBLE};
            waiters[i].thread = test_start(get_packets, &waiters[i]);
        }
        wsplab_error posted = wsplab_port_post(WSPLAB_SEES_ALL, port, &(struct wsplab_packet){.key = 9});
        OK(posted);
        test_close(port);
        for (int i = 0; i < 2; i++) {
            test_join(waiters[i].thread);
            wsplab_error error = waiters[i].error;
            CHECK(error == WSPLAB_OK || error == WSPLAB_E_ABANDONED_WAIT_0 || error == WSPLAB_E_INVALID_HANDLE);
            if (error == WSPLAB_OK)
                EQUAL(waiters[i].packets[0].key, 9);
        }
        CHECK(waiters[0].error != WSPLAB_OK || waiters[1].error != WSPLAB_OK);
    }
}

int main(void) {
    RUN(an_empty_port_times_out_and_leaves_the_outputs_alone);
    RUN(a_packet_comes_out_as_it_went_in_whatever_it_holds);
    RUN(packets_leave_in_the_order_queued);
    RUN(a_batch_takes_what_is_there_up_to_the_count);
    RUN(a_count_of_zero_is_refused);
    RUN(the_depth_counts_packets_not_yet_taken);
    RUN(without_memory_a_post_is_refused_and_the_port_stays_as_it_is);
    RUN(the_last_to_wait_is_released_first);
    RUN(a_hundred_waiters_idle_for_a_second_and_are_released_in_exact_order);
    RUN(who_gives_up_or_is_alerted_leaves_the_others_in_their_places);
    RUN(a_hundred_wait_and_one_is_alerted);
    RUN(a_waiter_that_takes_batches_is_released_by_one_packet);
    RUN(a_waiter_that_takes_batches_loses_and_repeats_nothing);
    RUN(closing_the_last_handle_releases_all_waiters_with_735);
    RUN(closing_discards_packets_and_nothing_leaks);
    RUN(a_thread_whose_port_was_closed_can_use_another);
    RUN(getting_posting_and_closing_race_without_harm);
    return 0;
}
