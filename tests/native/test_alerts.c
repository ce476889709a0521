/* Alerts: how Thread.interrupt ends a wait. */
#include "thread.h"

#include "test.h"

static const uint32_t interruptible = WSPLAB_WAIT_INTERRUPTIBLE;

static void an_alert_ends_the_next_interruptible_wait_and_only_that(void) {
    wsplab_handle event = test_event(false, false), port = test_port(1), self = wsplab_thread_self();
    OK(wsplab_thread_alert(self));
    OK(wsplab_thread_alert(self));
    EQUAL(test_wait_one(event, 2, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(wsplab_sleep(2, WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(test_get_fails(port, 2, WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(test_wait_one(event, WSPLAB_INFINITE, interruptible), WSPLAB_E_INTERRUPTED);
    EQUAL(test_wait_one(event, 2, interruptible), WSPLAB_E_WAIT_TIMEOUT);
    OK(wsplab_thread_alert(self));
    EQUAL(wsplab_sleep(WSPLAB_INFINITE, interruptible), WSPLAB_E_INTERRUPTED);
    EQUAL(wsplab_sleep(2, interruptible), WSPLAB_E_WAIT_TIMEOUT);
    OK(wsplab_thread_alert(self));
    EQUAL(test_get_fails(port, WSPLAB_INFINITE, interruptible), WSPLAB_E_INTERRUPTED);
    EQUAL(test_get_fails(port, 2, interruptible), WSPLAB_E_WAIT_TIMEOUT);
    test_close(event);
    test_close(port);
}

static void an_alert_ends_a_wait_of_no_length_too(void) {
    wsplab_handle event = test_event(false, false), port = test_port(1), self = wsplab_thread_self();
    OK(wsplab_thread_alert(self));
    EQUAL(test_wait_one(event, 0, interruptible), WSPLAB_E_INTERRUPTED);
    OK(wsplab_thread_alert(self));
    EQUAL(wsplab_sleep(0, interruptible), WSPLAB_E_INTERRUPTED);
    OK(wsplab_thread_alert(self));
    EQUAL(test_get_fails(port, 0, interruptible), WSPLAB_E_INTERRUPTED);
    EQUAL(test_get_fails(port, 0, interruptible), WSPLAB_E_WAIT_TIMEOUT);
    test_close(event);
    test_close(port);
}

static void what_can_be_had_without_waiting_wins_and_the_alert_stays(void) {
    wsplab_handle event = test_event(false, true), port = test_port(1), self = wsplab_thread_self(), pair[2];
    struct wsplab_packet packet;
    uint32_t value;
    test_post(port, 1);
    OK(wsplab_thread_alert(self));
    OK(test_wait_one(event, WSPLAB_INFINITE, interruptible));
    OK(wsplab_port_get(WSPLAB_SEES_ALL, port, &packet, 1, WSPLAB_INFINITE, interruptible, &value));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    pair[0] = pair[1] = event;
    OK(wsplab_wait(WSPLAB_SEES_ALL, pair, 2, WSPLAB_INFINITE, interruptible, &value));
    EQUAL(wsplab_sleep(WSPLAB_INFINITE, interruptible), WSPLAB_E_INTERRUPTED);
    test_close(event);
    test_close(port);
}

static void a_cleared_alert_is_forgotten(void) {
    OK(wsplab_thread_alert(wsplab_thread_self()));
    wsplab_thread_clear_alert();
    EQUAL(wsplab_sleep(2, interruptible), WSPLAB_E_WAIT_TIMEOUT);
    wsplab_thread_clear_alert();
}

static void an_apc_is_told_before_an_alert_and_the_alert_stays(void) {
    uint64_t ticket;
    wsplab_handle self = wsplab_thread_self();
    OK(wsplab_thread_alert(self));
    OK(wsplab_apc_queue(WSPLAB_SEES_ALL, self, 1));
    EQUAL(wsplab_sleep(5, interruptible | WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_IO_COMPLETION);
    OK(wsplab_apc_next(&ticket));
    EQUAL(wsplab_sleep(5, interruptible | WSPLAB_WAIT_ALERTABLE), WSPLAB_E_INTERRUPTED);
    EQUAL(wsplab_sleep(5, interruptible | WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_TIMEOUT);
}

/* ---- another thread ---------------------------------------------------------------------------------------------- */

static struct {
    _Atomic wsplab_handle self;
    wsplab_handle events[2], port;
    int form;
    wsplab_error error;
    uint32_t rounds;
} target;

enum { SINGLE, SEVERAL, ALL, SLEEP, PORT, FORMS };

static wsplab_error wait_in_form(int form) {
    struct wsplab_packet packet;
    uint32_t out;
    if (form == SLEEP)
        return wsplab_sleep(WSPLAB_INFINITE, interruptible);
    if (form == PORT)
        return wsplab_port_get(WSPLAB_SEES_ALL, target.port, &packet, 1, WSPLAB_INFINITE, interruptible, &out);
    return wsplab_wait(WSPLAB_SEES_ALL, target.events, form == SINGLE ? 1 : 2, WSPLAB_INFINITE,
                       interruptible | (form == ALL ? WSPLAB_WAIT_ALL : 0), &out);
}

static void *wait_as_target(void *unused) {
    atomic_store(&target.self, wsplab_thread_self());
    target.error = wait_in_form(target.form);
    return unused;
}

static void an_alert_ends_a_present_wait_of_every_form(void) {
    target.events[0] = test_event(false, false);
    target.events[1] = test_event(false, false);
    target.port = test_port(1);
    for (target.form = 0; target.form < FORMS; target.form++) {
        atomic_store(&target.self, 0);
        pthread_t thread = test_start(wait_as_target, NULL);
        UNTIL(wsplab_thread_waits(atomic_load(&target.self)));
        OK(wsplab_thread_alert(atomic_load(&target.self)));
        test_join(thread);
        EQUAL(target.error, WSPLAB_E_INTERRUPTED);
    }
    OK(wsplab_event_set(WSPLAB_SEES_ALL, target.events[0]));
    OK(test_wait_one(target.events[0], 0, 0));
    test_close(target.events[0]);
    test_close(target.events[1]);
    test_close(target.port);
}

/* Alerts and packets meet: each packet is got, and each alert is either told or still pending at the end. */
static void *get_all(void *unused) {
    atomic_store(&target.self, wsplab_thread_self());
    for (uint32_t got = 0; got < target.rounds;) {
        struct wsplab_packet packet;
        uint32_t taken;
        wsplab_error error =
            wsplab_port_get(WSPLAB_SEES_ALL, target.port, &packet, 1, WSPLAB_INFINITE, interruptible, &taken);
        if (error == WSPLAB_OK)
            EQUAL(packet.key, got++);
        else
            EQUAL(error, WSPLAB_E_INTERRUPTED);
    }
    OK(wsplab_thread_alert(atomic_load(&target.self)));
    EQUAL(wsplab_sleep(WSPLAB_INFINITE, interruptible), WSPLAB_E_INTERRUPTED);
    return unused;
}

static void no_packet_is_lost_to_an_alert(void) {
    target.rounds = test_scaled(5000);
    target.port = test_port(1);
    atomic_store(&target.self, 0);
    pthread_t thread = test_start(get_all, NULL);
    UNTIL(atomic_load(&target.self) != 0);
    for (uint32_t i = 0; i < target.rounds; i++) {
        wsplab_error error = wsplab_thread_alert(atomic_load(&target.self));
        OK(error);
        test_post(target.port, i);
    }
    test_join(thread);
    test_close(target.port);
}

int main(void) {
    RUN(an_alert_ends_the_next_interruptible_wait_and_only_that);
    RUN(an_alert_ends_a_wait_of_no_length_too);
    RUN(what_can_be_had_without_waiting_wins_and_the_alert_stays);
    RUN(a_cleared_alert_is_forgotten);
    RUN(an_apc_is_told_before_an_alert_and_the_alert_stays);
    RUN(an_alert_ends_a_present_wait_of_every_form);
    RUN(no_packet_is_lost_to_an_alert);
    return 0;
}
