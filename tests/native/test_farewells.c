/* Packets that are queued when a thread ends. */
#include "alloc.h"
#include "thread.h"

#include "test.h"

static wsplab_handle ends, second;
static _Atomic wsplab_handle name;

static uint32_t depth_of(wsplab_handle port) {
    uint32_t depth = 99;
    OK(wsplab_port_depth(WSPLAB_SEES_ALL, port, &depth));
    return depth;
}

static void post_at_end(wsplab_handle port, uint64_t key) {
    OK(wsplab_thread_post_at_end(port, &(struct wsplab_packet){.key = key, .overlapped = 2, .status = 3, .bytes = 4}));
}

static void *ask_for_a_packet(void *key) {
    wsplab_handle opened;
    OK(wsplab_thread_open(1, &opened));
    atomic_store(&name, opened);
    post_at_end(ends, (uint64_t)(uintptr_t)key);
    EQUAL(depth_of(ends), 0);
    return NULL;
}

static void the_packet_comes_when_the_thread_has_ended_and_once(void) { /* WIN-52 */
    struct wsplab_packet packet;
    uint32_t taken;
    pthread_t thread = test_start(ask_for_a_packet, (void *)7);
    OK(wsplab_port_get(WSPLAB_SEES_ALL, ends, &packet, 1, WSPLAB_INFINITE, 0, &taken));
    EQUAL(packet.key, 7);
    EQUAL(packet.overlapped, 2);
    EQUAL(packet.status, 3);
    EQUAL(packet.bytes, 4);
    test_join(thread);
    EQUAL(depth_of(ends), 0);
    test_close(atomic_load(&name));
}

static void who_sees_the_thread_signalled_finds_the_packet(void) {
    atomic_store(&name, 0);
    pthread_t thread = test_start(ask_for_a_packet, (void *)8);
    UNTIL(atomic_load(&name) != 0);
    OK(test_wait_one(atomic_load(&name), WSPLAB_INFINITE, 0));
    EQUAL(test_get(ends, 0), 8);
    test_join(thread);
    test_close(atomic_load(&name));
}

static void *ask_two_ports(void *unused) {
    post_at_end(ends, 1);
    post_at_end(second, 2);
    post_at_end(ends, 3);
    return unused;
}

static void each_request_gives_a_packet(void) {
    second = test_port(1);
    test_join(test_start(ask_two_ports, NULL));
    EQUAL(test_get(second, WSPLAB_INFINITE), 2);
    EQUAL(test_get(ends, WSPLAB_INFINITE) + test_get(ends, WSPLAB_INFINITE), 1 + 3);
    EQUAL(depth_of(ends), 0);
    EQUAL(depth_of(second), 0);
    test_close(second);
}

static void *ask_and_close(void *unused) {
    second = test_port(1);
    post_at_end(second, 1);
    test_close(second);
    return unused;
}

static void a_port_that_was_closed_meanwhile_drops_it(void) {
    test_join(test_start(ask_and_close, NULL));
    EQUAL(depth_of(ends), 0);
}

static void *ask_without_memory(void *unused) {
    wsplab_thread_self();
    for (int successes = 0; successes < 2; successes++) {
        wsplab_test_fail_allocation_after(successes);
        EQUAL(wsplab_thread_post_at_end(ends, &(struct wsplab_packet){.key = 1}), WSPLAB_E_NOT_ENOUGH_MEMORY);
    }
    wsplab_test_fail_allocation_after(-1);
    return unused;
}

static void without_memory_it_is_refused_and_nothing_comes(void) {
    test_join(test_start(ask_without_memory, NULL));
    EQUAL(depth_of(ends), 0);
}

static void what_is_no_port_is_refused(void) {
    struct wsplab_packet packet = {.key = 1};
    wsplab_handle event = test_event(true, false);
    EQUAL(wsplab_thread_post_at_end(event, &packet), WSPLAB_E_INVALID_HANDLE);
    EQUAL(wsplab_thread_post_at_end(0, &packet), WSPLAB_E_INVALID_HANDLE);
    test_close(event);
}

int main(void) {
    ends = test_port(1);
    RUN(the_packet_comes_when_the_thread_has_ended_and_once);
    RUN(who_sees_the_thread_signalled_finds_the_packet);
    RUN(each_request_gives_a_packet);
    RUN(a_port_that_was_closed_meanwhile_drops_it);
    RUN(without_memory_it_is_refused_and_nothing_comes);
    RUN(what_is_no_port_is_refused);
    test_close(ends);
    return 0;
}
