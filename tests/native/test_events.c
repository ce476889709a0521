/* Events alone, and who is released when one is set. */
#include "thread.h"

#include "test.h"

static void a_manual_event_stays_set_until_it_is_reset(void) {
    wsplab_handle event = test_event(true, false);
    EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    OK(test_wait_one(event, 0, 0));
    OK(test_wait_one(event, WSPLAB_INFINITE, 0));
    OK(wsplab_event_reset(WSPLAB_SEES_ALL, event));
    EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    OK(wsplab_event_reset(WSPLAB_SEES_ALL, event));
    EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    test_close(event);
}

static void an_auto_event_satisfies_one_wait_however_often_it_was_set(void) {
    wsplab_handle event = test_event(false, false);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    OK(test_wait_one(event, 5, 0));
    EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    test_close(event);
}

static void an_event_can_be_made_signalled(void) {
    wsplab_handle manual = test_event(true, true), automatic = test_event(false, true);
    OK(test_wait_one(manual, 0, 0));
    OK(test_wait_one(manual, 0, 0));
    OK(test_wait_one(automatic, 0, 0));
    EQUAL(test_wait_one(automatic, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    test_close(manual);
    test_close(automatic);
}

/* ---- waiting threads --------------------------------------------------------------------------------------------- */

enum { WAITERS = 8 };

static struct waiter {
    pthread_t thread;
    _Atomic wsplab_handle self;
    wsplab_handle event;
    uint32_t timeout_ms;
    atomic_bool returned;
    wsplab_error error;
} waiters[WAITERS];

static atomic_uint released;

static void *wait_for_event(void *argument) {
    struct waiter *waiter = argument;
    atomic_store(&waiter->self, wsplab_thread_self());
    waiter->error = test_wait_one(waiter->event, waiter->timeout_ms, 0);
    atomic_fetch_add(&released, 1); /* before it is seen to have returned */
    atomic_store(&waiter->returned, true);
    return NULL;
}

/* Starts them in order: each waits before the next begins. */
static void start_waiters(wsplab_handle event, uint32_t timeout_ms) {
    atomic_store(&released, 0);
    for (int i = 0; i < WAITERS; i++) {
        struct waiter *waiter = &waiters[i];
        *waiter = (struct waiter){.event = event, .timeout_ms = timeout_ms};
        waiter->thread = test_start(wait_for_event, waiter);
        UNTIL(wsplab_thread_waits(atomic_load(&waiter->self)));
    }
}

static void join_waiters(void) {
    for (int i = 0; i < WAITERS; i++)
        test_join(waiters[i].thread);
}

static void setting_a_manual_event_releases_all_who_wait(void) {
    wsplab_handle event = test_event(true, false);
    start_waiters(event, WSPLAB_INFINITE);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    join_waiters();
    for (int i = 0; i < WAITERS; i++)
        EQUAL(waiters[i].error, WSPLAB_OK);
    OK(test_wait_one(event, 0, 0));
    test_close(event);
}

static void setting_an_auto_event_releases_exactly_one_oldest_first(void) {
    wsplab_handle event = test_event(false, false);
    start_waiters(event, WSPLAB_INFINITE);
    for (int i = 0; i < WAITERS; i++) {
        OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
        UNTIL(atomic_load(&waiters[i].returned));
        EQUAL(atomic_load(&released), i + 1);
        EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    }
    join_waiters();
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    OK(test_wait_one(event, 0, 0));
    test_close(event);
}

static void a_set_and_reset_at_once_still_releases_those_who_waited(void) {
    wsplab_handle event = test_event(true, false);
    start_waiters(event, WSPLAB_INFINITE);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    OK(wsplab_event_reset(WSPLAB_SEES_ALL, event));
    join_waiters();
    for (int i = 0; i < WAITERS; i++)
        EQUAL(waiters[i].error, WSPLAB_OK);
    EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    test_close(event);
}

static void those_whose_time_is_over_leave_the_signal_to_others(void) {
    wsplab_handle event = test_event(false, false);
    start_waiters(event, 30);
    join_waiters();
    for (int i = 0; i < WAITERS; i++)
        EQUAL(waiters[i].error, WSPLAB_E_WAIT_TIMEOUT);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    OK(test_wait_one(event, 0, 0));
    test_close(event);
}

static void closing_an_event_under_a_wait_leaves_the_wait_alone(void) {
    wsplab_handle event = test_event(false, false), duplicate;
    OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, event, 1, &duplicate));
    start_waiters(event, WSPLAB_INFINITE);
    test_close(event);
    for (int i = 0; i < WAITERS; i++)
        OK(wsplab_event_set(WSPLAB_SEES_ALL, duplicate));
    join_waiters();
    start_waiters(duplicate, 50);
    test_close(duplicate);
    join_waiters();
    EQUAL(waiters[0].error, WSPLAB_E_WAIT_TIMEOUT);
}

/* Each of two threads sets the other's event and waits for its own: a lost wake would hang. */
static wsplab_handle ping, pong;

static void *return_the_ball(void *argument) {
    for (uint32_t left = *(uint32_t *)argument; left > 0; left--) {
        OK(test_wait_one(ping, WSPLAB_INFINITE, 0));
        OK(wsplab_event_set(WSPLAB_SEES_ALL, pong));
    }
    return NULL;
}

static void no_wake_is_lost_between_two_threads(void) {
    uint32_t rounds = test_scaled(20000);
    ping = test_event(false, false);
    pong = test_event(false, false);
    pthread_t thread = test_start(return_the_ball, &rounds);
    for (uint32_t i = 0; i < rounds; i++) {
        OK(wsplab_event_set(WSPLAB_SEES_ALL, ping));
        OK(test_wait_one(pong, WSPLAB_INFINITE, 0));
    }
    test_join(thread);
    test_close(ping);
    test_close(pong);
}

/* An auto event that is always set passes from hand to hand: a lock. */
static uint32_t guarded;

static void *count_under_event(void *argument) {
    for (uint32_t left = *(uint32_t *)argument; left > 0; left--) {
        OK(test_wait_one(ping, WSPLAB_INFINITE, 0));
        guarded++;
        OK(wsplab_event_set(WSPLAB_SEES_ALL, ping));
    }
    return NULL;
}

static void an_auto_event_is_a_lock(void) {
    uint32_t rounds = test_scaled(3000);
    pthread_t threads[4];
    ping = test_event(false, true);
    guarded = 0;
    for (int i = 0; i < 4; i++)
        threads[i] = test_start(count_under_event, &rounds);
    for (int i = 0; i < 4; i++)
        test_join(threads[i]);
    EQUAL(guarded, 4 * rounds);
    test_close(ping);
}

int main(void) {
    RUN(a_manual_event_stays_set_until_it_is_reset);
    RUN(an_auto_event_satisfies_one_wait_however_often_it_was_set);
    RUN(an_event_can_be_made_signalled);
    RUN(setting_a_manual_event_releases_all_who_wait);
    RUN(setting_an_auto_event_releases_exactly_one_oldest_first);
    RUN(a_set_and_reset_at_once_still_releases_those_who_waited);
    RUN(those_whose_time_is_over_leave_the_signal_to_others);
    RUN(closing_an_event_under_a_wait_leaves_the_wait_alone);
    RUN(no_wake_is_lost_between_two_threads);
    RUN(an_auto_event_is_a_lock);
    return 0;
}
