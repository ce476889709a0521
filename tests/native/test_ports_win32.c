/* What wsplab.h says about packets and waits on Windows: a caller of kernel32 sees failures as failures, packets that the
 * system has no memory for are not lost, and what a stranger's APC does to our waits. */
#include "alloc.h"
#include "thread.h"

#include "real_win32.h"

static uint32_t depth_of(wsplab_handle port) {
    uint32_t depth = 99;
    OK(wsplab_port_depth(WSPLAB_SEES_ALL, port, &depth));
    return depth;
}

static wsplab_handle associated_socket(wsplab_handle port, uint64_t key) {
    wsplab_handle socket = test_socket();
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, key));
    return socket;
}

static wsplab_error complete(wsplab_handle socket, OVERLAPPED *overlapped, uint32_t status, uint32_t bytes,
                             uint32_t flags) {
    uint32_t done = 0;
    wsplab_error error = wsplab_socket_complete(socket,
                                                &(struct wsplab_completion){
                                                    .overlapped = (uintptr_t)overlapped,
                                                    .internal_high = bytes,
                                                    .internal = status,
                                                    .flags = flags | WSPLAB_COMPLETE_QUEUE_PACKET,
                                                },
                                                &done);
    EQUAL(done, error == WSPLAB_OK ? WSPLAB_DONE_PACKET_QUEUED : 0);
    return error;
}

/* ---- a packet's NTSTATUS ------------------------------------------------------------------------------------------- */

/* What kernel32 says of one packet with that status: the error, 0 for TRUE. */
static DWORD dequeued(wsplab_handle port, wsplab_handle socket, uint32_t status) {
    OVERLAPPED overlapped = {0}, *out = NULL;
    DWORD bytes = 99;
    ULONG_PTR key = 99;
    OK(complete(socket, &overlapped, status, 17, 0));
    EQUAL((uint32_t)overlapped.Internal, status);
    EQUAL(overlapped.InternalHigh, 17);
    SetLastError(0);
    BOOL success = GetQueuedCompletionStatus(real(port), &bytes, &key, &out, 0);
    DWORD error = GetLastError();
    CHECK(out == &overlapped);
    EQUAL(key, 0x4242);
    EQUAL(bytes, 17);
    CHECK(success == (error == 0));
    return success ? 0 : error;
}

static void kernel32_sees_a_failed_operation_fail_with_its_own_error(void) { /* NTS-3 */
    static const struct wsplab_status_row rows[] = {
        {0x00000000, 0},    {0xC000020D, 64},   {0xC0000120, 995},  {0xC0000236, 1225},
        {0x80000005, 234},  {0xC000013C, 64},   {0xC0000005, 998},  {0xC00000B5, 121},
        {0xC0000241, 1236}, {0xC000023D, 1232}, {0xC0000237, 1226}, {0xC000009A, 1450},
    };
    wsplab_handle port = test_port(1), socket = associated_socket(port, 0x4242);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        EQUAL(dequeued(port, socket, rows[i].status), rows[i].win32);
        EQUAL(wsplab_status_to_win32(rows[i].status), rows[i].win32);
    }
    test_close(socket);
    test_close(port);
}

/* The error that a status turns into, where systems are of two minds: 433 (ERROR_NO_SUCH_DEVICE) is younger than the rest. */
static bool is_as_good(uint32_t status, DWORD error) {
    return status == 0xC000000E && error == 433;
}

static void kernel32_says_of_every_failure_in_our_table_what_the_table_says(void) { /* NTS-1 */
    wsplab_handle port = test_port(1), socket = associated_socket(port, 0x4242);
    uint32_t rows = 0;
    const struct wsplab_status_row *table = wsplab_status_table(&rows);
    for (uint32_t i = 0; i < rows; i++) {
        DWORD error = dequeued(port, socket, table[i].status);
        if (!is_as_good(table[i].status, error))
            EQUAL(error, (int32_t)table[i].status < 0 ? table[i].win32 : 0); /* NTS-3 */
    }
    test_close(socket);
    test_close(port);
}

static void a_batch_of_kernel32_carries_the_status_of_each_packet(void) {
    wsplab_handle port = test_port(1), socket = associated_socket(port, 7);
    OVERLAPPED overlapped[2] = {{0}, {0}};
    OVERLAPPED_ENTRY entries[3];
    ULONG taken = 0;
    OK(complete(socket, &overlapped[0], 0xC000020D, 0, 0));
    OK(complete(socket, &overlapped[1], 0, 5, 0));
    CHECK(GetQueuedCompletionStatusEx(real(port), entries, 3, &taken, 0, FALSE));
    EQUAL(taken, 2);
    for (ULONG i = 0; i < 2; i++) {
        CHECK(entries[i].lpOverlapped == &overlapped[i]);
        EQUAL(entries[i].lpCompletionKey, 7);
        EQUAL((uint32_t)overlapped[i].Internal, i == 0 ? 0xC000020D : 0);
    }
    EQUAL(entries[1].dwNumberOfBytesTransferred, 5);
    test_close(socket);
    test_close(port);
}

/* ---- packets that the system has no memory for --------------------------------------------------------------------- */

enum { OVERDUE = 5 };

static OVERLAPPED structures[OVERDUE];

/* Reserves and completes them all while there is no memory. */
static wsplab_handle with_overdue_packets(wsplab_handle port) {
    wsplab_handle socket = associated_socket(port, 0x4242);
    for (int i = 0; i < OVERDUE; i++)
        OK(wsplab_socket_reserve(WSPLAB_SEES_ALL, socket));
    wsplab_test_fail_allocation_after(0);
    for (uint32_t i = 0; i < OVERDUE; i++)
        OK(complete(socket, &structures[i], 0, i, WSPLAB_COMPLETE_RELEASE));
    return socket;
}

static void without_memory_completions_are_not_lost_and_keep_their_order(void) {
    wsplab_handle port = test_port(1);
    struct wsplab_packet packets[OVERDUE + 1];
    uint32_t taken = 0;
    test_post(port, 1);
    wsplab_handle socket = with_overdue_packets(port);
    wsplab_test_fail_allocation_after(-1);
    test_post(port, 2);
    EQUAL(depth_of(port), OVERDUE + 2);
    EQUAL(test_get(port, 0), 1);
    OK(wsplab_port_get(WSPLAB_SEES_ALL, port, packets, OVERDUE, 0, 0, &taken));
    EQUAL(taken, OVERDUE);
    for (uint32_t i = 0; i < OVERDUE; i++) {
        EQUAL(packets[i].key, 0x4242);
        EQUAL(packets[i].overlapped, (uintptr_t)&structures[i]);
        EQUAL(packets[i].bytes, i);
    }
    EQUAL(test_get(port, 0), 2);
    EQUAL(depth_of(port), 0);
    test_close(socket);
    test_close(port);
}

static struct {
    wsplab_handle port;
    _Atomic wsplab_handle self;
    uint32_t flags;
    bool by_kernel32;
    atomic_bool waits;
    uint32_t bytes[OVERDUE];
} taker;

static void *take_all(void *unused) {
    atomic_store(&taker.self, wsplab_thread_self());
    for (int i = 0; i < OVERDUE; i++) {
        struct wsplab_packet packet;
        OVERLAPPED *overlapped;
        ULONG_PTR key;
        DWORD bytes;
        uint32_t taken;
        atomic_store(&taker.waits, true);
        if (taker.by_kernel32) {
            CHECK(GetQueuedCompletionStatus(real(taker.port), &bytes, &key, &overlapped, INFINITE));
            taker.bytes[i] = bytes;
        } else {
            OK(wsplab_port_get(WSPLAB_SEES_ALL, taker.port, &packet, 1, WSPLAB_INFINITE, taker.flags, &taken));
            taker.bytes[i] = packet.bytes;
        }
    }
    return unused;
}

/* It waits already when the packets become overdue, and nobody calls anything afterwards. */
static void expect_all_taken(uint32_t flags, bool by_kernel32) {
    taker.port = test_port(1);
    taker.flags = flags;
    taker.by_kernel32 = by_kernel32;
    atomic_store(&taker.waits, false);
    atomic_store(&taker.self, 0);
    pthread_t thread = test_start(take_all, NULL);
    UNTIL(atomic_load(&taker.waits) && (by_kernel32 || wsplab_thread_waits(atomic_load(&taker.self))));
    test_let_pass(0.05);
    wsplab_handle socket = with_overdue_packets(taker.port);
    wsplab_test_fail_allocation_after(-1);
    test_join(thread);
    for (uint32_t i = 0; i < OVERDUE; i++)
        EQUAL(taker.bytes[i], i);
    test_close(socket);
    test_close(taker.port);
}

static void overdue_packets_reach_a_thread_that_waits_already(void) {
    expect_all_taken(0, false);
    expect_all_taken(WSPLAB_WAIT_INTERRUPTIBLE, false);
    expect_all_taken(WSPLAB_WAIT_ALERTABLE, false);
    expect_all_taken(0, true);
}

static void closing_a_port_with_overdue_packets_leaves_nothing(void) {
    for (int i = 0; i < 20; i++) {
        uint64_t before = wsplab_handle_count(0);
        wsplab_handle port = test_port(1), socket = with_overdue_packets(port);
        wsplab_test_fail_allocation_after(-1);
        test_close(port);
        test_close(socket);
        EQUAL(wsplab_handle_count(0), before);
    }
}

/* ---- tickets and APCs of others in waits ----------------------------------------------------------------------------- */

static struct {
    wsplab_handle event, port;
    bool at_port;
    _Atomic wsplab_handle self;
    uint32_t flags;
    wsplab_error error;
    atomic_bool returned;
    atomic_int ran, ran_before_return;
    uint64_t ticket;
} waiter;

static void CALLBACK run(ULONG_PTR unused) {
    (void)unused;
    atomic_fetch_add(&waiter.ran, 1);
}

static void *wait_once(void *unused) {
    struct wsplab_packet packet;
    uint32_t value;
    atomic_store(&waiter.self, wsplab_thread_self());
    waiter.error =
        waiter.at_port
            ? wsplab_port_get(WSPLAB_SEES_ALL, waiter.port, &packet, 1, WSPLAB_INFINITE, waiter.flags, &value)
            : wsplab_wait(WSPLAB_SEES_ALL, &waiter.event, 1, WSPLAB_INFINITE, waiter.flags, &value);
    atomic_store(&waiter.ran_before_return, atomic_load(&waiter.ran));
    atomic_store(&waiter.returned, true);
    waiter.ticket = 0;
    wsplab_apc_next(&waiter.ticket);
    SleepEx(0, TRUE); /* what others have queued, if it has not run yet */
    return unused;
}

static pthread_t start_waiter(bool at_port, uint32_t flags) {
    waiter.event = test_event(false, false);
    waiter.port = test_port(1);
    waiter.at_port = at_port;
    waiter.flags = flags;
    atomic_store(&waiter.self, 0);
    atomic_store(&waiter.ran, 0);
    atomic_store(&waiter.returned, false);
    pthread_t thread = test_start(wait_once, NULL);
    UNTIL(wsplab_thread_waits(atomic_load(&waiter.self)));
    return thread;
}

static void end_waiter(pthread_t thread) {
    OK(wsplab_event_set(WSPLAB_SEES_ALL, waiter.event));
    test_post(waiter.port, 1);
    test_join(thread);
    test_close(waiter.event);
    test_close(waiter.port);
}

static void a_ticket_stays_queued_in_a_wait_that_is_not_alertable(void) {
    for (int i = 0; i < 4; i++) {
        pthread_t thread = start_waiter(i % 2 == 1, i / 2 == 1 ? WSPLAB_WAIT_INTERRUPTIBLE : 0);
        OK(wsplab_apc_queue(WSPLAB_SEES_ALL, atomic_load(&waiter.self), 5));
        test_let_pass(0.05);
        CHECK(!atomic_load(&waiter.returned));
        end_waiter(thread);
        OK(waiter.error);
        EQUAL(waiter.ticket, 5);
    }
}

/* The documented deviation: our interruptible waits are alertable for the kernel. */
static void an_apc_of_others_runs_early_in_an_interruptible_wait_and_does_not_end_it(void) {
    for (int i = 0; i < 2; i++) {
        pthread_t thread = start_waiter(i == 1, WSPLAB_WAIT_INTERRUPTIBLE);
        CHECK(QueueUserAPC(run, real(atomic_load(&waiter.self)), 0) != 0);
        UNTIL(atomic_load(&waiter.ran) == 1);
        test_let_pass(0.02);
        CHECK(!atomic_load(&waiter.returned));
        end_waiter(thread);
        OK(waiter.error);
    }
}

static void an_apc_of_others_does_not_run_in_a_wait_without_flags(void) {
    for (int i = 0; i < 2; i++) {
        pthread_t thread = start_waiter(i == 1, 0);
        CHECK(QueueUserAPC(run, real(atomic_load(&waiter.self)), 0) != 0);
        test_let_pass(0.05);
        EQUAL(atomic_load(&waiter.ran), 0);
        end_waiter(thread);
        OK(waiter.error);
        EQUAL(atomic_load(&waiter.ran_before_return), 0);
        EQUAL(atomic_load(&waiter.ran), 1);
    }
}

static void an_apc_of_others_ends_an_alertable_wait(void) {
    for (int i = 0; i < 4; i++) {
        pthread_t thread =
            start_waiter(i % 2 == 1, WSPLAB_WAIT_ALERTABLE | (i / 2 == 1 ? WSPLAB_WAIT_INTERRUPTIBLE : 0));
        CHECK(QueueUserAPC(run, real(atomic_load(&waiter.self)), 0) != 0);
        UNTIL(atomic_load(&waiter.returned));
        EQUAL(atomic_load(&waiter.ran_before_return), 1);
        end_waiter(thread);
        EQUAL(waiter.error, WSPLAB_E_WAIT_IO_COMPLETION);
    }
}

int main(void) {
    RUN(kernel32_sees_a_failed_operation_fail_with_its_own_error);
    RUN(kernel32_says_of_every_failure_in_our_table_what_the_table_says);
    RUN(a_batch_of_kernel32_carries_the_status_of_each_packet);
    RUN(without_memory_completions_are_not_lost_and_keep_their_order);
    RUN(closing_a_port_with_overdue_packets_leaves_nothing);
    RUN(a_ticket_stays_queued_in_a_wait_that_is_not_alertable);
    RUN(an_apc_of_others_runs_early_in_an_interruptible_wait_and_does_not_end_it);
    RUN(an_apc_of_others_does_not_run_in_a_wait_without_flags);
    RUN(an_apc_of_others_ends_an_alertable_wait);
    RUN(overdue_packets_reach_a_thread_that_waits_already);
    return 0;
}
