/* Eight threads start, complete, post, duplicate and close at random; every operation completes exactly once. */
#include "test.h"

enum { PRODUCERS = 4, CONSUMERS = 4, SOCKETS = 64, SLOTS = 256 };

struct operation {
    _Atomic uint64_t internal;
    uint64_t internal_high, offset, event;
    atomic_uint notified; /* packets seen */
};

static _Atomic wsplab_handle sockets[SOCKETS];
static wsplab_handle port;
static atomic_uint completed, delivered, posted;

struct producer {
    uint64_t seed;
    uint32_t operations;
    wsplab_handle event;
    struct operation slots[SLOTS];
};

static uint32_t chance(struct producer *producer, uint32_t below) {
    producer->seed ^= producer->seed << 13;
    producer->seed ^= producer->seed >> 7;
    producer->seed ^= producer->seed << 17;
    return (uint32_t)(producer->seed >> 32) % below;
}

/* Now and then a socket is replaced: its handle is closed under the others, whose calls then get 6 or still work. */
static void replace_socket(uint32_t index) {
    wsplab_handle fresh = test_socket();
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, fresh, port, 1));
    test_close(atomic_exchange(&sockets[index], fresh));
}

static void complete_one(struct producer *producer, struct operation *operation) {
    wsplab_handle socket = atomic_load(&sockets[chance(producer, SOCKETS)]);
    struct wsplab_completion completion = {
        .overlapped = (uint64_t)(uintptr_t)operation,
        .internal_high = 1,
        .event = producer->event,
        .flags = WSPLAB_COMPLETE_QUEUE_PACKET | WSPLAB_COMPLETE_RELEASE | WSPLAB_COMPLETE_SET_EVENT,
    };
    uint32_t done;
    atomic_store(&operation->internal, 0x103);
    if (wsplab_socket_reserve(WSPLAB_SEES_ALL, socket) != WSPLAB_OK)
        return;
    wsplab_error error = wsplab_socket_complete(socket, &completion, &done);
    if (error == WSPLAB_OK) {
        EQUAL(done, WSPLAB_DONE_EVENT_SET | WSPLAB_DONE_PACKET_QUEUED);
        atomic_fetch_add(&completed, 1);
        OK(test_wait_one(producer->event, WSPLAB_INFINITE, 0)); /* auto: no one else waits for it */
        UNTIL(atomic_load(&operation->notified) == 1);
        atomic_store(&operation->notified, 0);
    } else {
        EQUAL(error, WSPLAB_E_INVALID_HANDLE);
    }
}

static void *produce(void *argument) {
    struct producer *producer = argument;
    producer->event = test_event(false, false);
    for (uint32_t i = 0; i < producer->operations; i++) {
        uint32_t what = chance(producer, 100);
        if (what < 70) {
            complete_one(producer, &producer->slots[i % SLOTS]);
        } else if (what < 90) {
            test_post(port, 2);
            atomic_fetch_add(&posted, 1);
        } else if (what < 95) {
            replace_socket(chance(producer, SOCKETS));
        } else {
            wsplab_handle duplicate;
            if (wsplab_handle_duplicate(WSPLAB_SEES_ALL, atomic_load(&sockets[chance(producer, SOCKETS)]), 1,
                                        &duplicate) == WSPLAB_OK)
                test_close(duplicate);
        }
    }
    test_close(producer->event);
    return NULL;
}

static void *consume(void *unused) {
    struct wsplab_packet packets[8];
    uint32_t taken = 0;
    wsplab_error error;
    uint32_t round = 0;
    while ((error = wsplab_port_get(WSPLAB_SEES_ALL, port, packets, 1 + round % 8, round % 3 == 0 ? 1 : WSPLAB_INFINITE,
                                    WSPLAB_WAIT_ALERTABLE | WSPLAB_WAIT_INTERRUPTIBLE, &taken)) !=
               WSPLAB_E_ABANDONED_WAIT_0 &&
           error != WSPLAB_E_INVALID_HANDLE) {
        round++;
        if (error != WSPLAB_OK) {
            EQUAL(error, WSPLAB_E_WAIT_TIMEOUT);
            continue;
        }
        for (uint32_t i = 0; i < taken; i++) {
            struct operation *operation = (struct operation *)(uintptr_t)packets[i].overlapped;
            if (packets[i].key == 1) {
                EQUAL(atomic_load(&operation->internal), 0);
                EQUAL(operation->internal_high, 1);
                EQUAL(atomic_fetch_add(&operation->notified, 1), 0);
            }
            atomic_fetch_add(&delivered, 1);
        }
    }
    return unused;
}

static void every_operation_is_delivered_exactly_once(void) {
    uint64_t before = wsplab_handle_count(0);
    static struct producer producers[PRODUCERS];
    pthread_t threads[PRODUCERS + CONSUMERS];
    uint32_t depth = 99;
    port = test_port(2);
    for (uint32_t i = 0; i < SOCKETS; i++) {
        atomic_store(&sockets[i], test_socket());
        OK(wsplab_socket_associate(WSPLAB_SEES_ALL, atomic_load(&sockets[i]), port, 1));
    }
    for (uint32_t i = 0; i < PRODUCERS; i++) {
        producers[i].seed = 0x9E3779B97F4A7C15ull * (i + 1);
        producers[i].operations = test_scaled(3000);
        threads[i] = test_start(produce, &producers[i]);
    }
    for (uint32_t i = 0; i < CONSUMERS; i++)
        threads[PRODUCERS + i] = test_start(consume, NULL);
    for (uint32_t i = 0; i < PRODUCERS; i++)
        test_join(threads[i]);
    UNTIL(atomic_load(&delivered) == atomic_load(&completed) + atomic_load(&posted));
    OK(wsplab_port_depth(WSPLAB_SEES_ALL, port, &depth));
    EQUAL(depth, 0);
    CHECK(atomic_load(&completed) > 0);
    for (uint32_t i = 0; i < SOCKETS; i++)
        test_close(atomic_load(&sockets[i]));
    test_close(port);
    for (uint32_t i = 0; i < CONSUMERS; i++)
        test_join(threads[PRODUCERS + i]);
    EQUAL(wsplab_handle_count(0), before);
    printf("%u completed, %u posted\n", atomic_load(&completed), atomic_load(&posted));
}

int main(void) {
    RUN(every_operation_is_delivered_exactly_once);
    return 0;
}
