/* User APCs: tickets in a queue per thread, taken in alertable waits. */
#include "alloc.h"
#include "thread.h"

#include "test.h"

static wsplab_handle me(void) {
    wsplab_handle self = wsplab_thread_self();
    CHECK(self != 0);
    return self;
}

static void expect_tickets(uint64_t first, uint64_t last) {
    uint64_t ticket = 0;
    for (uint64_t expected = first; expected <= last; expected++) {
        OK(wsplab_apc_next(&ticket));
        EQUAL(ticket, expected);
    }
    EQUAL(wsplab_apc_next(&ticket), WSPLAB_E_NO_MORE_ITEMS);
    EQUAL(ticket, last);
}

static uint32_t forget_orphans(void) {
    uint64_t tickets[16];
    uint32_t count = 0, some;
    while ((some = wsplab_apc_orphans(tickets, 16)) != 0)
        count += some;
    return count;
}

/* ---- one thread -------------------------------------------------------------------------------------------------- */

static void tickets_come_out_in_order_and_once(void) { /* WIN-47, APC-2 */
    for (uint64_t ticket = 1; ticket <= 100; ticket++)
        OK(wsplab_apc_queue(WSPLAB_SEES_ALL, me(), ticket));
    expect_tickets(1, 100);
}

static void a_pending_apc_ends_alertable_waits_of_every_form(void) { /* WIN-8, WIN-46, APC-7 */
    wsplab_handle events[2] = {test_event(false, true), test_event(false, true)}, port = test_port(1);
    uint32_t index = 99;
    static const uint32_t timeouts[] = {0, 2, WSPLAB_INFINITE};
    OK(wsplab_apc_queue(WSPLAB_SEES_ALL, me(), 1));
    for (int i = 0; i < 3; i++) {
        EQUAL(wsplab_sleep(timeouts[i], WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_IO_COMPLETION);
        EQUAL(test_wait_one(events[0], timeouts[i], WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_IO_COMPLETION);
        EQUAL(wsplab_wait(WSPLAB_SEES_ALL, events, 2, timeouts[i], WSPLAB_WAIT_ALERTABLE, &index),
              WSPLAB_E_WAIT_IO_COMPLETION);
        EQUAL(wsplab_wait(WSPLAB_SEES_ALL, events, 2, timeouts[i], WSPLAB_WAIT_ALERTABLE | WSPLAB_WAIT_ALL, &index),
              WSPLAB_E_WAIT_IO_COMPLETION);
        EQUAL(test_get_fails(port, timeouts[i], WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_IO_COMPLETION);
    }
    EQUAL(index, 99);
    OK(test_wait_one(events[0], 0, 0)); /* still signalled: nothing was consumed */
    OK(test_wait_one(events[1], 0, 0));
    expect_tickets(1, 1);
    EQUAL(wsplab_sleep(0, WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_TIMEOUT);
    test_close(events[0]);
    test_close(events[1]);
    test_close(port);
}

static void a_bad_handle_counts_before_a_pending_apc(void) {
    OK(wsplab_apc_queue(WSPLAB_SEES_ALL, me(), 1));
    EQUAL(test_wait_one(0, 0, WSPLAB_WAIT_ALERTABLE), WSPLAB_E_INVALID_HANDLE);
    expect_tickets(1, 1);
}

static void waits_that_are_not_alertable_leave_apcs_queued(void) { /* WIN-7, APC-6 */
    wsplab_handle event = test_event(false, true), port = test_port(1);
    OK(wsplab_apc_queue(WSPLAB_SEES_ALL, me(), 1));
    EQUAL(wsplab_sleep(2, WSPLAB_WAIT_INTERRUPTIBLE), WSPLAB_E_WAIT_TIMEOUT);
    OK(test_wait_one(event, 0, 0));
    EQUAL(test_wait_one(event, 2, WSPLAB_WAIT_INTERRUPTIBLE), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(test_get_fails(port, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(test_get_fails(port, 2, WSPLAB_WAIT_INTERRUPTIBLE), WSPLAB_E_WAIT_TIMEOUT);
    expect_tickets(1, 1);
    test_close(event);
    test_close(port);
}

static wsplab_error get_alertably(wsplab_handle port, uint64_t *key) {
    struct wsplab_packet packet = {0};
    uint32_t taken;
    wsplab_error error = wsplab_port_get(WSPLAB_SEES_ALL, port, &packet, 1, 0, WSPLAB_WAIT_ALERTABLE, &taken);
    *key = packet.key;
    return error;
}

static void an_apc_wins_over_a_packet_until_the_thread_has_taken_one_from_this_port(void) { /* WIN-9, WIN-10 */
    wsplab_handle port = test_port(1), other = test_port(1);
    uint64_t key;
    test_post(other, 1);
    test_post(port, 2);
    test_post(port, 3);
    EQUAL(test_get(other, 0), 1);
    OK(wsplab_apc_queue(WSPLAB_SEES_ALL, me(), 1));
    EQUAL(get_alertably(port, &key), WSPLAB_E_WAIT_IO_COMPLETION);
    EQUAL(get_alertably(port, &key), WSPLAB_E_WAIT_IO_COMPLETION); /* that return did not tie the thread to it */
    EQUAL(test_get(port, 0), 2);
    OK(get_alertably(port, &key));
    EQUAL(key, 3);
    EQUAL(get_alertably(port, &key), WSPLAB_E_WAIT_IO_COMPLETION); /* the APC stayed */
    test_post(other, 4);
    EQUAL(get_alertably(other, &key), WSPLAB_E_WAIT_IO_COMPLETION); /* the last packet came from another */
    expect_tickets(1, 1);
    OK(get_alertably(other, &key));
    EQUAL(key, 4);
    test_close(port);
    test_close(other);
}

static void an_alertable_wait_within_an_apc_finds_the_next_one(void) { /* APC-4 */
    uint64_t ticket;
    OK(wsplab_apc_queue(WSPLAB_SEES_ALL, me(), 1));
    OK(wsplab_apc_queue(WSPLAB_SEES_ALL, me(), 2));
    EQUAL(wsplab_sleep(0, WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_IO_COMPLETION);
    OK(wsplab_apc_next(&ticket));
    EQUAL(ticket, 1); /* and in that routine: */
    EQUAL(wsplab_sleep(0, WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_IO_COMPLETION);
    expect_tickets(2, 2);
    EQUAL(wsplab_sleep(0, WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_TIMEOUT);
}

static void without_memory_an_apc_is_refused(void) {
    wsplab_test_fail_allocation_after(0);
    EQUAL(wsplab_apc_queue(WSPLAB_SEES_ALL, me(), 1), WSPLAB_E_NOT_ENOUGH_MEMORY);
    wsplab_test_fail_allocation_after(-1);
    uint64_t ticket = 5;
    EQUAL(wsplab_apc_next(&ticket), WSPLAB_E_NO_MORE_ITEMS);
    EQUAL(ticket, 5);
}

/* ---- other threads ----------------------------------------------------------------------------------------------- */

enum form { SINGLE, MULTIPLE, ALL, SLEEP, PORT, FORMS };

static struct {
    enum form form;
    uint32_t flags;
    _Atomic wsplab_handle self, name;
    wsplab_handle event, other_event, port;
    wsplab_error error;
    uint32_t tickets;
    sem_t may_end;
} target;

static wsplab_error wait_in_form(enum form form) {
    wsplab_handle events[2] = {target.event, target.other_event};
    struct wsplab_packet packet;
    uint32_t out;
    if (form == SLEEP)
        return wsplab_sleep(WSPLAB_INFINITE, target.flags);
    if (form == PORT)
        return wsplab_port_get(WSPLAB_SEES_ALL, target.port, &packet, 1, WSPLAB_INFINITE, target.flags, &out);
    return wsplab_wait(WSPLAB_SEES_ALL, events, form == SINGLE ? 1 : 2, WSPLAB_INFINITE,
                       target.flags | (form == ALL ? WSPLAB_WAIT_ALL : 0), &out);
}

static void *wait_as_target(void *unused) {
    uint64_t ticket;
    wsplab_handle name;
    OK(wsplab_thread_open(1, &name));
    atomic_store(&target.name, name);
    atomic_store(&target.self, wsplab_thread_self());
    target.error = wait_in_form(target.form);
    for (target.tickets = 0; wsplab_apc_next(&ticket) == WSPLAB_OK; target.tickets++)
        EQUAL(ticket, target.tickets + 1);
    test_outside_wait(&target.may_end);
    return unused;
}

static pthread_t start_target(enum form form, uint32_t flags) {
    target.form = form;
    target.flags = flags;
    target.event = test_event(false, false);
    target.other_event = test_event(false, false);
    target.port = test_port(1);
    atomic_store(&target.self, 0);
    sem_init(&target.may_end, 0, 0);
    pthread_t thread = test_start(wait_as_target, NULL);
    UNTIL(wsplab_thread_waits(atomic_load(&target.self)));
    return thread;
}

static void end_target(pthread_t thread) {
    sem_post(&target.may_end);
    test_join(thread);
    test_close(target.event);
    test_close(target.other_event);
    test_close(target.port);
    test_close(atomic_load(&target.name));
}

static void an_apc_wakes_an_alertable_wait_of_every_form(void) {
    for (enum form form = SINGLE; form < FORMS; form++) {
        pthread_t thread = start_target(form, WSPLAB_WAIT_ALERTABLE);
        OK(wsplab_apc_queue(WSPLAB_SEES_ALL, atomic_load(&target.self), 1));
        UNTIL(!wsplab_thread_waits(atomic_load(&target.self)));
        OK(wsplab_event_set(WSPLAB_SEES_ALL, target.event)); /* the ended wait takes nothing any more */
        test_post(target.port, 1);
        end_target(thread);
        EQUAL(target.error, WSPLAB_E_WAIT_IO_COMPLETION);
        EQUAL(target.tickets, 1);
    }
}

static void the_ended_wait_consumed_nothing(void) {
    pthread_t thread = start_target(MULTIPLE, WSPLAB_WAIT_ALERTABLE);
    OK(wsplab_apc_queue(WSPLAB_SEES_ALL, atomic_load(&target.name), 1));
    if (test_on_wine()) /* there a signalled object wins over an APC, if the thread has not reached the kernel yet */
        UNTIL(!wsplab_thread_waits(atomic_load(&target.self)));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, target.event));
    OK(wsplab_event_set(WSPLAB_SEES_ALL, target.other_event));
    sem_post(&target.may_end);
    test_join(thread);
    EQUAL(target.error, WSPLAB_E_WAIT_IO_COMPLETION);
    OK(test_wait_one(target.event, 0, 0));
    OK(test_wait_one(target.other_event, 0, 0));
    test_close(target.event);
    test_close(target.other_event);
    test_close(target.port);
    test_close(atomic_load(&target.name));
}

static void an_apc_does_not_wake_a_wait_that_is_not_alertable(void) {
    for (enum form form = SINGLE; form < FORMS; form++) {
        pthread_t thread = start_target(form, WSPLAB_WAIT_INTERRUPTIBLE);
        for (uint64_t ticket = 1; ticket <= 3; ticket++)
            OK(wsplab_apc_queue(WSPLAB_SEES_ALL, atomic_load(&target.self), ticket));
        CHECK(wsplab_thread_waits(atomic_load(&target.self)));
        OK(wsplab_event_set(WSPLAB_SEES_ALL, target.event));
        OK(wsplab_event_set(WSPLAB_SEES_ALL, target.other_event));
        test_post(target.port, 1);
        if (form == SLEEP)
            OK(wsplab_thread_alert(atomic_load(&target.self)));
        end_target(thread);
        EQUAL(target.error, form == SLEEP ? WSPLAB_E_INTERRUPTED : WSPLAB_OK);
        EQUAL(target.tickets, 3);
    }
}

/* ---- ended threads ----------------------------------------------------------------------------------------------- */

static void *open_and_end(void *name_out) {
    OK(wsplab_thread_open(1, name_out));
    return NULL;
}

static void queueing_to_an_ended_thread_fails_with_31(void) { /* WIN-48, APC-5 */
    wsplab_handle name;
    test_join(test_start(open_and_end, &name));
    EQUAL(wsplab_apc_queue(WSPLAB_SEES_ALL, name, 1), WSPLAB_E_GEN_FAILURE);
    wsplab_test_fail_allocation_after(0);
    EQUAL(wsplab_apc_queue(WSPLAB_SEES_ALL, name, 1), WSPLAB_E_GEN_FAILURE);
    wsplab_test_fail_allocation_after(-1);
    OK(wsplab_thread_alert(name));
    test_close(name);
    EQUAL(forget_orphans(), 0);
}

static void *queue_to_self_and_end(void *count) {
    for (uint64_t ticket = 1; ticket <= *(uint32_t *)count; ticket++)
        OK(wsplab_apc_queue(WSPLAB_SEES_ALL, me(), ticket));
    return NULL;
}

static void tickets_of_ended_threads_are_given_out_once_as_orphans(void) {
    uint64_t tickets[4] = {0};
    uint32_t count = 5;
    EQUAL(wsplab_apc_orphans(tickets, 4), 0);
    test_join(test_start(queue_to_self_and_end, &count));
    count = 1;
    test_join(test_start(queue_to_self_and_end, &count));
    EQUAL(wsplab_apc_orphans(tickets, 0), 0);
    EQUAL(wsplab_apc_orphans(tickets, 4), 4);
    for (uint64_t i = 0; i < 4; i++)
        EQUAL(tickets[i], i + 1);
    EQUAL(wsplab_apc_orphans(tickets, 4), 2);
    EQUAL(tickets[0], 5);
    EQUAL(tickets[1], 1);
    EQUAL(wsplab_apc_orphans(tickets, 4), 0);
}

static void *ask_for_a_ticket(void *unused) {
    uint64_t ticket;
    EQUAL(wsplab_apc_next(&ticket), WSPLAB_E_NO_MORE_ITEMS);
    wsplab_thread_clear_alert();
    CHECK(wsplab_thread_known() == NULL);
    return unused;
}

static void a_thread_that_the_shim_does_not_know_has_no_tickets(void) {
    test_join(test_start(ask_for_a_ticket, NULL));
}

/* A destructor of another library that runs after ours and calls in again: the thread is made once more, and ended. */
static pthread_key_t late_key;

static void call_in_late(void *value) {
    int *calls = value;
    OK(wsplab_apc_queue(WSPLAB_SEES_ALL, me(), 9));
    if (++*calls < 2)
        pthread_setspecific(late_key, calls);
}

static void *end_with_late_calls(void *calls) {
    me();
    pthread_setspecific(late_key, calls);
    return NULL;
}

static void a_destructor_that_calls_in_late_does_no_harm(void) {
    int calls = 0;
    uint64_t before = wsplab_handle_count(0);
    EQUAL(pthread_key_create(&late_key, call_in_late), 0);
    test_join(test_start(end_with_late_calls, &calls));
    EQUAL(calls, 2);
    EQUAL(forget_orphans(), 2);
    EQUAL(wsplab_handle_count(0), before);
    pthread_key_delete(late_key);
}

/* ---- races ------------------------------------------------------------------------------------------------------- */

enum { QUEUERS = 3 };

static atomic_uint refused;

static void *queue_many(void *count) {
    for (uint32_t left = *(uint32_t *)count; left > 0; left--) {
        wsplab_error error = wsplab_apc_queue(WSPLAB_SEES_ALL, atomic_load(&target.name), 1);
        CHECK(error == WSPLAB_OK || error == WSPLAB_E_GEN_FAILURE);
        atomic_fetch_add(&refused, error != WSPLAB_OK);
    }
    return NULL;
}

static atomic_uint run;

/* Takes tickets for as long as it was told to, then ends with some pending. */
static void *take_many(void *count) {
    wsplab_handle name;
    uint64_t ticket;
    OK(wsplab_thread_open(1, &name));
    atomic_store(&target.name, name);
    for (uint32_t taken = 0; taken < *(uint32_t *)count;) {
        EQUAL(wsplab_sleep(WSPLAB_INFINITE, WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_IO_COMPLETION);
        for (; wsplab_apc_next(&ticket) == WSPLAB_OK; taken++)
            atomic_fetch_add(&run, 1);
    }
    return NULL;
}

static void every_ticket_is_taken_orphaned_or_refused_exactly_once(void) {
    uint32_t each = test_scaled(5000), taken = each * QUEUERS * 2 / 3;
    pthread_t threads[QUEUERS];
    atomic_store(&target.name, 0);
    pthread_t taker = test_start(take_many, &taken);
    UNTIL(atomic_load(&target.name) != 0);
    for (int i = 0; i < QUEUERS; i++)
        threads[i] = test_start(queue_many, &each);
    for (int i = 0; i < QUEUERS; i++)
        test_join(threads[i]);
    test_join(taker);
    EQUAL(atomic_load(&run) + forget_orphans() + atomic_load(&refused), each * QUEUERS);
    test_close(atomic_load(&target.name));
}

/* A packet and an APC at the same moment: if the packet was handed over it is not lost, and the APC stays. */
static void *get_or_apc(void *unused) {
    struct wsplab_packet packet;
    uint64_t ticket;
    uint32_t taken, packets = 0, tickets = 0;
    atomic_store(&target.self, wsplab_thread_self());
    while (packets + tickets < 2) {
        wsplab_error error =
            wsplab_port_get(WSPLAB_SEES_ALL, target.port, &packet, 1, WSPLAB_INFINITE, WSPLAB_WAIT_ALERTABLE, &taken);
        if (error == WSPLAB_OK)
            packets++;
        else
            EQUAL(error, WSPLAB_E_WAIT_IO_COMPLETION);
        while (error != WSPLAB_OK && wsplab_apc_next(&ticket) == WSPLAB_OK)
            tickets++;
    }
    EQUAL(packets, 1);
    EQUAL(tickets, 1);
    return unused;
}

static void *post_at_once(void *unused) {
    test_post(target.port, 1);
    return unused;
}

static void neither_packet_nor_apc_is_lost_when_they_meet(void) {
    for (uint32_t round = test_scaled(300); round > 0; round--) {
        target.port = test_port(1);
        atomic_store(&target.self, 0);
        pthread_t getter = test_start(get_or_apc, NULL);
        UNTIL(wsplab_thread_waits(atomic_load(&target.self)));
        pthread_t poster = test_start(post_at_once, NULL);
        OK(wsplab_apc_queue(WSPLAB_SEES_ALL, atomic_load(&target.self), 1));
        test_join(poster);
        test_join(getter);
        test_close(target.port);
    }
}

int main(void) {
    RUN(tickets_come_out_in_order_and_once);
    RUN(a_pending_apc_ends_alertable_waits_of_every_form);
    RUN(a_bad_handle_counts_before_a_pending_apc);
    RUN(waits_that_are_not_alertable_leave_apcs_queued);
    RUN(an_apc_wins_over_a_packet_until_the_thread_has_taken_one_from_this_port);
    RUN(an_alertable_wait_within_an_apc_finds_the_next_one);
    RUN(without_memory_an_apc_is_refused);
    RUN(an_apc_wakes_an_alertable_wait_of_every_form);
    RUN(the_ended_wait_consumed_nothing);
    RUN(an_apc_does_not_wake_a_wait_that_is_not_alertable);
    RUN(queueing_to_an_ended_thread_fails_with_31);
    RUN(tickets_of_ended_threads_are_given_out_once_as_orphans);
    RUN(a_thread_that_the_shim_does_not_know_has_no_tickets);
    RUN(a_destructor_that_calls_in_late_does_no_harm);
    RUN(every_ticket_is_taken_orphaned_or_refused_exactly_once);
    RUN(neither_packet_nor_apc_is_lost_when_they_meet);
    return 0;
}
