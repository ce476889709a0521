/* A port's concurrency value: who counts as running (IOCP-Q-3). */
#include "port_posix.h"
#include "thread.h"

#include "test.h"

/* A worker takes one packet, does what it is told until it is told otherwise, and may take more. */
enum order { RUN_ON, BLOCK_OUTSIDE, WAIT_FOR_EVENT, SLEEP, WAIT_ON_OTHER_PORT, TAKE_ANOTHER, END };

struct worker {
    pthread_t thread;
    wsplab_handle port, other_port, event;
    uint32_t timeout_ms;
    _Atomic wsplab_handle self;
    _Atomic enum order order;
    sem_t latch;
    atomic_uint got; /* packets so far */
    atomic_bool outside;
    _Atomic uint64_t key;
    _Atomic wsplab_error error;
};

enum { WORKERS = 4 };
static uint32_t workers_used;
static struct worker workers[WORKERS];

static void take(struct worker *worker) {
    struct wsplab_packet packet = {0};
    uint32_t taken;
    wsplab_error error = wsplab_port_get(WSPLAB_SEES_ALL, worker->port, &packet, 1, worker->timeout_ms, 0, &taken);
    atomic_store(&worker->error, error);
    atomic_store(&worker->key, packet.key);
    if (error == WSPLAB_OK)
        atomic_fetch_add(&worker->got, 1);
}

static void *work(void *argument) {
    struct worker *worker = argument;
    struct wsplab_packet packet;
    uint32_t taken;
    atomic_store(&worker->self, wsplab_thread_self());
    take(worker);
    for (;;) {
        enum order order = atomic_load(&worker->order);
        if (order == END)
            return NULL;
        if (order == RUN_ON)
            continue;
        atomic_store(&worker->order, RUN_ON);
        if (order == BLOCK_OUTSIDE) {
            atomic_store(&worker->outside, true);
            test_outside_wait(&worker->latch);
            atomic_store(&worker->outside, false);
        } else if (order == WAIT_FOR_EVENT) {
            OK(test_wait_one(worker->event, WSPLAB_INFINITE, 0));
        } else if (order == SLEEP) {
            EQUAL(wsplab_sleep(WSPLAB_INFINITE, WSPLAB_WAIT_INTERRUPTIBLE), WSPLAB_E_INTERRUPTED);
        } else if (order == WAIT_ON_OTHER_PORT) {
            EQUAL(wsplab_port_get(WSPLAB_SEES_ALL, worker->other_port, &packet, 1, WSPLAB_INFINITE,
                                  WSPLAB_WAIT_INTERRUPTIBLE, &taken),
                  WSPLAB_E_INTERRUPTED);
        } else {
            take(worker);
        }
    }
}

static struct worker *hire(wsplab_handle port, enum order order, uint32_t timeout_ms) {
    struct worker *worker = &workers[workers_used++];
    *worker = (struct worker){.port = port, .order = order, .timeout_ms = timeout_ms};
    EQUAL(sem_init(&worker->latch, 0, 0), 0);
    worker->thread = test_start(work, worker);
    UNTIL(wsplab_thread_waits(atomic_load(&worker->self)) || atomic_load(&worker->error) != WSPLAB_OK);
    return worker;
}

static void dismiss_all(void) {
    for (; workers_used > 0; workers_used--) {
        struct worker *worker = &workers[workers_used - 1];
        sem_post(&worker->latch);
        atomic_store(&worker->order, END);
        test_join(worker->thread);
        sem_destroy(&worker->latch);
    }
}

static bool blocked_outside(struct worker *worker) {
    return atomic_load(&worker->outside);
}

/* Long enough for a watcher to have looked many times. */
static void let_the_watcher_look(void) {
    test_let_pass(0.1);
}

/* ---- running threads --------------------------------------------------------------------------------------------- */

static void while_as_many_run_as_allowed_packets_stay_queued(void) {
    wsplab_handle port = test_port(1);
    struct worker *idle = hire(port, RUN_ON, WSPLAB_INFINITE), *busy = hire(port, RUN_ON, WSPLAB_INFINITE);
    uint32_t depth;
    test_post(port, 1);
    UNTIL(atomic_load(&busy->got) == 1); /* the last to wait */
    EQUAL(wsplab_port_running(port), 1);
    test_post(port, 2);
    let_the_watcher_look();
    EQUAL(atomic_load(&idle->got), 0);
    OK(wsplab_port_depth(WSPLAB_SEES_ALL, port, &depth));
    EQUAL(depth, 1);
    EQUAL(wsplab_port_waiters(WSPLAB_SEES_ALL, port), 1);
    atomic_store(&busy->order, TAKE_ANOTHER); /* IOCP-Q-4: the running thread takes it, nobody is woken */
    UNTIL(atomic_load(&busy->got) == 2);
    EQUAL(atomic_load(&busy->key), 2);
    EQUAL(atomic_load(&idle->got), 0);
    test_post(port, 3);
    atomic_store(&busy->order, END); /* its end makes room */
    UNTIL(atomic_load(&idle->got) == 1);
    EQUAL(atomic_load(&idle->key), 3);
    dismiss_all();
    test_close(port);
}

static struct {
    wsplab_handle port;
    struct wsplab_packet packets[4];
    uint32_t taken;
    wsplab_error error;
} batch;

static void *take_a_batch(void *unused) {
    batch.error = wsplab_port_get(WSPLAB_SEES_ALL, batch.port, batch.packets, 4, WSPLAB_INFINITE, 0, &batch.taken);
    return unused;
}

static void a_waiter_that_takes_batches_gets_all_that_came_while_it_was_held_back(void) { /* IOCP-EX-3, IOCP-Q-3 */
    wsplab_handle port = test_port(1);
    struct worker *busy = hire(port, RUN_ON, WSPLAB_INFINITE);
    uint32_t depth;
    test_post(port, 1);
    UNTIL(atomic_load(&busy->got) == 1);
    batch.port = port;
    pthread_t waiter = test_start(take_a_batch, NULL);
    UNTIL(wsplab_port_waiters(WSPLAB_SEES_ALL, port) == 1);
    for (uint64_t key = 2; key <= 4; key++)
        test_post(port, key);
    OK(wsplab_port_depth(WSPLAB_SEES_ALL, port, &depth));
    EQUAL(depth, 3);
    atomic_store(&busy->order, END);
    test_join(waiter);
    EQUAL(batch.error, WSPLAB_OK);
    EQUAL(batch.taken, 3);
    for (uint64_t i = 0; i < 3; i++)
        EQUAL(batch.packets[i].key, 2 + i);
    dismiss_all();
    test_close(port);
}

static void a_poll_by_a_thread_that_has_no_room_finds_nothing(void) {
    wsplab_handle port = test_port(1);
    struct worker *busy = hire(port, RUN_ON, WSPLAB_INFINITE);
    test_post(port, 1);
    UNTIL(atomic_load(&busy->got) == 1);
    test_post(port, 2);
    EQUAL(test_get_fails(port, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(test_get_fails(port, 20, 0), WSPLAB_E_WAIT_TIMEOUT);
    atomic_store(&busy->order, END);
    test_join(busy->thread);
    workers_used = 0;
    EQUAL(test_get(port, 0), 2);
    test_close(port);
}

static void concurrency_0_means_the_number_of_processors(void) { /* IOCP-CREATE-4 */
    wsplab_handle port = test_port(0);
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    if (processors < WORKERS) {
        for (long i = 0; i <= processors; i++)
            hire(port, RUN_ON, WSPLAB_INFINITE);
        for (long i = 0; i <= processors; i++)
            test_post(port, (uint64_t)i);
        for (long i = 1; i <= processors; i++)
            UNTIL(atomic_load(&workers[i].got) == 1);
        EQUAL(wsplab_port_running(port), processors);
        EQUAL(wsplab_port_waiters(WSPLAB_SEES_ALL, port), 1);
        EQUAL(atomic_load(&workers[0].got), 0);
        dismiss_all();
    }
    test_close(port);
}

/* ---- our own waits ----------------------------------------------------------------------------------------------- */

static void a_worker_in_one_of_our_waits_makes_room_and_counts_again_afterwards(void) {
    static const enum order waits[] = {WAIT_FOR_EVENT, SLEEP, WAIT_ON_OTHER_PORT, TAKE_ANOTHER};
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        wsplab_handle port = test_port(1), other_port = test_port(1), event = test_event(true, false);
        struct worker *second = hire(port, RUN_ON, WSPLAB_INFINITE), *first = hire(port, RUN_ON, WSPLAB_INFINITE);
        first->event = event;
        first->other_port = other_port;
        test_post(port, 1);
        UNTIL(atomic_load(&first->got) == 1);
        if (waits[i] != TAKE_ANOTHER)
            test_post(port, 2);
        atomic_store(&first->order, waits[i]);
        UNTIL(wsplab_thread_waits(atomic_load(&first->self)));
        if (waits[i] == TAKE_ANOTHER)
            test_post(port, 2);
        struct worker *released = waits[i] == TAKE_ANOTHER ? first : second; /* the last to wait */
        UNTIL(atomic_load(&released->key) == 2);
        EQUAL(wsplab_port_running(port), 1);
        OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
        OK(wsplab_thread_alert(atomic_load(&first->self)));
        if (waits[i] != TAKE_ANOTHER) {
            UNTIL(wsplab_port_running(port) == 2); /* for once more than allowed */
            test_post(port, 3);
            let_the_watcher_look();
            atomic_store(&second->order, TAKE_ANOTHER); /* the other one still runs: no room */
            UNTIL(wsplab_port_waiters(WSPLAB_SEES_ALL, port) == 1);
            EQUAL(wsplab_port_running(port), 1);
            let_the_watcher_look();
            EQUAL(atomic_load(&second->got), 1);
            atomic_store(&first->order, END);
            UNTIL(atomic_load(&second->got) == 2);
        }
        test_close(port);
        UNTIL(wsplab_port_waiters(WSPLAB_SEES_ALL, port) == 0);
        dismiss_all();
        test_close(other_port);
        test_close(event);
    }
}

static void waiting_on_another_port_keeps_the_tie_and_a_packet_there_moves_it(void) {
    wsplab_handle first = test_port(1), second = test_port(1);
    test_post(first, 1);
    test_get(first, 0);
    EQUAL(wsplab_port_running(first), 1);
    EQUAL(test_get_fails(second, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(test_get_fails(second, 5, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(wsplab_port_running(first), 1);
    EQUAL(wsplab_port_running(second), 0);
    test_post(second, 2);
    test_get(second, 0);
    EQUAL(wsplab_port_running(first), 0);
    EQUAL(wsplab_port_running(second), 1);
    test_post(first, 3);
    test_get(first, WSPLAB_INFINITE);
    EQUAL(wsplab_port_running(first), 1);
    EQUAL(wsplab_port_running(second), 0);
    test_close(first);
    test_close(second);
}

static void a_packet_handed_to_a_waiter_moves_its_tie(void) {
    wsplab_handle first = test_port(1), second = test_port(1);
    struct worker *worker = hire(first, RUN_ON, WSPLAB_INFINITE);
    test_post(first, 1);
    UNTIL(atomic_load(&worker->got) == 1);
    worker->port = second;
    atomic_store(&worker->order, TAKE_ANOTHER);
    UNTIL(wsplab_port_waiters(WSPLAB_SEES_ALL, second) == 1);
    UNTIL(wsplab_port_running(first) == 0);
    test_post(second, 2);
    UNTIL(atomic_load(&worker->got) == 2);
    EQUAL(wsplab_port_running(second), 1);
    dismiss_all();
    EQUAL(wsplab_port_running(second), 0);
    test_close(first);
    test_close(second);
}

/* ---- blocked outside our waits ----------------------------------------------------------------------------------- */

static void a_worker_blocked_outside_our_waits_does_not_stall_the_port(void) {
    wsplab_handle port = test_port(1);
    struct worker *second = hire(port, RUN_ON, WSPLAB_INFINITE), *first = hire(port, BLOCK_OUTSIDE, WSPLAB_INFINITE);
    test_post(port, 1);
    UNTIL(blocked_outside(first));
    test_post(port, 2);
    UNTIL(atomic_load(&second->got) == 1); /* only what this worker does releases the first one */
    EQUAL(atomic_load(&second->key), 2);
    sem_post(&first->latch);
    UNTIL(!blocked_outside(first));
    dismiss_all();
    test_close(port);
}

static void a_poll_notices_a_worker_blocked_outside_our_waits(void) {
    wsplab_handle port = test_port(1);
    struct worker *first = hire(port, BLOCK_OUTSIDE, WSPLAB_INFINITE);
    struct wsplab_packet packet = {0};
    uint32_t taken;
    test_post(port, 1);
    UNTIL(blocked_outside(first));
    test_post(port, 2);
    UNTIL(wsplab_port_get(WSPLAB_SEES_ALL, port, &packet, 1, 0, 0, &taken) == WSPLAB_OK);
    EQUAL(packet.key, 2);
    dismiss_all();
    test_close(port);
}

static void all_of_many_waiters_are_released_one_by_one_while_each_blocks_outside(void) {
    wsplab_handle port = test_port(1);
    for (int i = 0; i < WORKERS; i++)
        hire(port, BLOCK_OUTSIDE, WSPLAB_INFINITE);
    for (uint64_t key = 1; key <= WORKERS; key++)
        test_post(port, key);
    for (int i = WORKERS - 1; i >= 0; i--) {
        UNTIL(atomic_load(&workers[i].got) == 1);
        EQUAL(atomic_load(&workers[i].key), WORKERS - i);
    }
    dismiss_all();
    test_close(port);
}

static void a_blocked_worker_that_runs_again_counts_again(void) {
    wsplab_handle port = test_port(1);
    struct worker *third = hire(port, RUN_ON, WSPLAB_INFINITE);
    struct worker *second = hire(port, BLOCK_OUTSIDE, WSPLAB_INFINITE);
    struct worker *first = hire(port, BLOCK_OUTSIDE, WSPLAB_INFINITE);
    test_post(port, 1);
    UNTIL(blocked_outside(first));
    test_post(port, 2);
    UNTIL(blocked_outside(second));
    sem_post(&first->latch); /* runs, uncounted */
    UNTIL(!blocked_outside(first));
    test_post(port, 3); /* the second is found blocked, but the first is found running */
    let_the_watcher_look();
    EQUAL(atomic_load(&third->got), 0);
    EQUAL(wsplab_port_running(port), 1);
    atomic_store(&first->order, BLOCK_OUTSIDE);
    UNTIL(atomic_load(&third->got) == 1);
    dismiss_all();
    test_close(port);
}

static void a_worker_found_blocked_that_comes_back_for_more_is_counted_once(void) {
    wsplab_handle port = test_port(1);
    struct worker *second = hire(port, RUN_ON, WSPLAB_INFINITE), *first = hire(port, BLOCK_OUTSIDE, WSPLAB_INFINITE);
    test_post(port, 1);
    UNTIL(blocked_outside(first));
    test_post(port, 2);
    UNTIL(atomic_load(&second->got) == 1);
    atomic_store(&first->order, TAKE_ANOTHER);
    sem_post(&first->latch);
    UNTIL(wsplab_port_waiters(WSPLAB_SEES_ALL, port) == 1);
    EQUAL(wsplab_port_running(port), 1);
    atomic_store(&second->order, END);
    UNTIL(wsplab_port_running(port) == 0);
    test_post(port, 3);
    UNTIL(atomic_load(&first->got) == 2);
    EQUAL(wsplab_port_running(port), 1);
    dismiss_all();
    test_close(port);
}

static void a_worker_found_blocked_that_finds_a_packet_at_once_is_counted_once(void) {
    wsplab_handle port = test_port(1);
    struct worker *second = hire(port, RUN_ON, WSPLAB_INFINITE), *first = hire(port, BLOCK_OUTSIDE, WSPLAB_INFINITE);
    test_post(port, 1);
    UNTIL(blocked_outside(first));
    test_post(port, 2);
    UNTIL(atomic_load(&second->got) == 1);
    atomic_store(&second->order, END);
    UNTIL(wsplab_port_running(port) == 0);
    test_post(port, 3);
    test_post(port, 4);
    atomic_store(&first->order, TAKE_ANOTHER);
    sem_post(&first->latch);
    UNTIL(atomic_load(&first->got) == 2);
    EQUAL(atomic_load(&first->key), 3);
    EQUAL(wsplab_port_running(port), 1);
    atomic_store(&first->order, TAKE_ANOTHER);
    UNTIL(atomic_load(&first->got) == 3);
    EQUAL(wsplab_port_running(port), 1);
    dismiss_all();
    EQUAL(wsplab_port_running(port), 0);
    test_close(port);
}

static void the_duty_to_watch_passes_on_when_the_watcher_leaves(void) {
    wsplab_handle port = test_port(1);
    struct worker *impatient = hire(port, RUN_ON, 150); /* waits longest: the watcher */
    struct worker *patient = hire(port, RUN_ON, WSPLAB_INFINITE);
    struct worker *busy = hire(port, RUN_ON, WSPLAB_INFINITE);
    test_post(port, 1);
    UNTIL(atomic_load(&busy->got) == 1);
    test_post(port, 2);
    UNTIL(atomic_load(&impatient->error) == WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(atomic_load(&patient->got), 0);
    atomic_store(&busy->order, BLOCK_OUTSIDE);
    UNTIL(atomic_load(&patient->got) == 1);
    dismiss_all();
    test_close(port);
}

static void the_duty_to_watch_ends_with_the_stall(void) {
    wsplab_handle port = test_port(1);
    struct worker *second = hire(port, RUN_ON, WSPLAB_INFINITE), *first = hire(port, RUN_ON, WSPLAB_INFINITE);
    test_post(port, 1);
    UNTIL(atomic_load(&first->got) == 1);
    for (uint32_t round = 2; round < 6; round++) {
        test_post(port, round);
        let_the_watcher_look();
        atomic_store(&first->order, TAKE_ANOTHER);
        UNTIL(atomic_load(&first->got) == round);
        let_the_watcher_look();
        long before = test_sleeps();
        let_the_watcher_look();
        CHECK(test_sleeps() - before < 5); /* nobody watches any more */
        EQUAL(atomic_load(&second->got), 0);
    }
    test_post(port, 6);
    atomic_store(&first->order, BLOCK_OUTSIDE);
    UNTIL(atomic_load(&second->got) == 1);
    dismiss_all();
    test_close(port);
}

/* ---- moving between ports ---------------------------------------------------------------------------------------- */

static wsplab_handle ring[3];

/* Takes from one port and posts to the next, round and round. */
static void *pass_on(void *argument) {
    uint64_t first = (uint64_t)(uintptr_t)argument;
    for (uint32_t i = 0, rounds = test_scaled(3000); i < rounds; i++)
        for (uint64_t at = first; at < first + 3; at++)
            test_post(ring[(at + 1) % 3], test_get(ring[at % 3], WSPLAB_INFINITE));
    return NULL;
}

static void threads_that_move_from_port_to_port_lose_nothing_and_are_counted_once(void) {
    pthread_t threads[WORKERS];
    uint32_t depth, left = 0;
    for (int i = 0; i < 3; i++)
        ring[i] = test_port(1);
    for (uint64_t i = 0; i < WORKERS; i++)
        test_post(ring[i % 3], i);
    for (uintptr_t i = 0; i < WORKERS; i++)
        threads[i] = test_start(pass_on, (void *)(i % 3));
    for (uint32_t i = 0; i < WORKERS; i++)
        test_join(threads[i]);
    for (int i = 0; i < 3; i++) {
        OK(wsplab_port_depth(WSPLAB_SEES_ALL, ring[i], &depth));
        left += depth;
        EQUAL(wsplab_port_running(ring[i]), 0);
        EQUAL(wsplab_port_waiters(WSPLAB_SEES_ALL, ring[i]), 0);
        test_close(ring[i]);
    }
    EQUAL(left, WORKERS);
}

int main(void) {
    RUN(while_as_many_run_as_allowed_packets_stay_queued);
    RUN(a_waiter_that_takes_batches_gets_all_that_came_while_it_was_held_back);
    RUN(a_poll_by_a_thread_that_has_no_room_finds_nothing);
    RUN(concurrency_0_means_the_number_of_processors);
    RUN(a_worker_in_one_of_our_waits_makes_room_and_counts_again_afterwards);
    RUN(waiting_on_another_port_keeps_the_tie_and_a_packet_there_moves_it);
    RUN(a_packet_handed_to_a_waiter_moves_its_tie);
    RUN(a_worker_blocked_outside_our_waits_does_not_stall_the_port);
    RUN(a_poll_notices_a_worker_blocked_outside_our_waits);
    RUN(all_of_many_waiters_are_released_one_by_one_while_each_blocks_outside);
    RUN(a_blocked_worker_that_runs_again_counts_again);
    RUN(a_worker_found_blocked_that_comes_back_for_more_is_counted_once);
    RUN(a_worker_found_blocked_that_finds_a_packet_at_once_is_counted_once);
    RUN(the_duty_to_watch_passes_on_when_the_watcher_leaves);
    RUN(the_duty_to_watch_ends_with_the_stall);
    RUN(threads_that_move_from_port_to_port_lose_nothing_and_are_counted_once);
    return 0;
}
