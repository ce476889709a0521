/* Socket objects: association, reserved packets, completion. */
#include <string.h>

#include "alloc.h"
#include "port.h"

#include "test.h"

static struct wsplab_socket_info info_of(wsplab_handle socket) {
    struct wsplab_socket_info info;
    memset(&info, 0x55, sizeof info);
    OK(wsplab_socket_query(socket, &info));
    return info;
}

static uint32_t depth_of(wsplab_handle port) {
    uint32_t depth = 99;
    OK(wsplab_port_depth(WSPLAB_SEES_ALL, port, &depth));
    return depth;
}

/* ---- what it stands for ------------------------------------------------------------------------------------------ */

static void a_socket_tells_what_it_was_made_with(void) {
    wsplab_handle socket;
    OK(wsplab_socket_create(7, WSPLAB_SOCKET_SYSTEM, 1001, 0xFEDCBA9876543210ull, true, &socket));
    struct wsplab_socket_info info = info_of(socket);
    EQUAL(info.flavour, WSPLAB_SOCKET_SYSTEM);
    EQUAL(info.catalog_entry, 1001);
    EQUAL(info.context, 0xFEDCBA9876543210ull);
    EQUAL(info.modes, 0);
    EQUAL(info.overlapped, 1);
    EQUAL(info.associated, 0);
    EQUAL(info.reserved, 0);
    EQUAL(info.key, 0);
    EQUAL(info.owner, 7);
    CHECK(info.object_id != 0);
    test_close(socket);
}

static void the_catalog_entry_can_be_given_anew(void) {
    wsplab_handle socket = test_socket();
    OK(wsplab_socket_set_entry(socket, 1017));
    EQUAL(info_of(socket).catalog_entry, 1017);
    test_close(socket);
}

static void modes_are_added_and_never_removed(void) { /* IOCP-SKIP-3 */
    wsplab_handle socket = test_socket();
    OK(wsplab_socket_set_modes(socket, 1));
    OK(wsplab_socket_set_modes(socket, 0));
    EQUAL(info_of(socket).modes, 1);
    OK(wsplab_socket_set_modes(socket, 2));
    EQUAL(info_of(socket).modes, 3);
    test_close(socket);
}

static void duplicates_share_all_but_the_owner(void) { /* WIN-23 */
    wsplab_handle socket = test_socket(), duplicate, port = test_port(1);
    OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, socket, 8, &duplicate));
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, duplicate, port, 5));
    OK(wsplab_socket_set_modes(socket, 2));
    OK(wsplab_socket_reserve(WSPLAB_SEES_ALL, socket));
    struct wsplab_socket_info one = info_of(socket), other = info_of(duplicate);
    EQUAL(one.owner, 1);
    EQUAL(other.owner, 8);
    EQUAL(one.associated, 1);
    EQUAL(one.key, 5);
    one.owner = other.owner;
    CHECK(memcmp(&one, &other, sizeof one) == 0);
    EQUAL(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 6), WSPLAB_E_INVALID_PARAMETER);
    test_close(socket);
    EQUAL(info_of(duplicate).key, 5);
    OK(wsplab_socket_release(duplicate));
    test_close(duplicate);
    test_close(port);
}

/* ---- association ------------------------------------------------------------------------------------------------- */

static void an_object_is_associated_once(void) { /* WIN-15, IOCP-CREATE-2 */
    wsplab_handle socket = test_socket(), port = test_port(1), other = test_port(1);
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 5));
    EQUAL(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 5), WSPLAB_E_INVALID_PARAMETER);
    EQUAL(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, other, 6), WSPLAB_E_INVALID_PARAMETER);
    EQUAL(info_of(socket).key, 5);
    test_close(port);
    EQUAL(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, other, 6), WSPLAB_E_INVALID_PARAMETER);
    test_close(other);
    test_close(socket);
}

static void bad_handles_are_told_before_anything_else(void) {
    wsplab_handle socket = test_socket(), event = test_event(true, true), synchronous;
    OK(wsplab_socket_create(1, WSPLAB_SOCKET_SYSTEM, 1, 1, false, &synchronous));
    EQUAL(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, 0, 5), WSPLAB_E_INVALID_HANDLE);
    EQUAL(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, event, 5), WSPLAB_E_INVALID_HANDLE);
    EQUAL(wsplab_socket_associate(WSPLAB_SEES_ALL, synchronous, event, 5), WSPLAB_E_INVALID_HANDLE);
    EQUAL(wsplab_socket_associate(WSPLAB_SEES_ALL, event, event, 5), WSPLAB_E_INVALID_HANDLE);
    EQUAL(info_of(socket).associated, 0);
    test_close(socket);
    test_close(event);
    test_close(synchronous);
}

static void an_object_not_opened_for_overlapped_use_cannot_be_associated(void) { /* WIN-16 */
    wsplab_handle socket, port = test_port(1);
    OK(wsplab_socket_create(1, WSPLAB_SOCKET_PROVIDER, 1, 1, false, &socket));
    EQUAL(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 5), WSPLAB_E_INVALID_PARAMETER);
    EQUAL(info_of(socket).associated, 0);
    EQUAL(info_of(socket).overlapped, 0);
    test_close(socket);
    test_close(port);
}

static void association_signals_the_object_unless_it_skips_that(void) { /* WIN-27 */
    wsplab_handle port = test_port(1), sockets[2];
    for (uint32_t skip = 0; skip < 2; skip++) {
        OK(wsplab_socket_create(1, WSPLAB_SOCKET_SYSTEM, 1, 1, true, &sockets[skip]));
        EQUAL(test_wait_one(sockets[skip], 0, 0), WSPLAB_E_WAIT_TIMEOUT);
        OK(wsplab_socket_set_modes(sockets[skip], skip * 2));
        OK(wsplab_socket_associate(WSPLAB_SEES_ALL, sockets[skip], port, 1));
        EQUAL(test_wait_one(sockets[skip], 0, 0), skip ? WSPLAB_E_WAIT_TIMEOUT : WSPLAB_OK);
        test_close(sockets[skip]);
    }
    test_close(port);
}

/* ---- reservations ------------------------------------------------------------------------------------------------ */

static void reservations_are_counted_used_and_given_back(void) {
    wsplab_handle socket = test_socket();
    OK(wsplab_socket_release(socket));
    for (uint32_t i = 1; i <= 3; i++) {
        OK(wsplab_socket_reserve(WSPLAB_SEES_ALL, socket));
        EQUAL(info_of(socket).reserved, i);
    }
    OK(wsplab_socket_release(socket));
    EQUAL(info_of(socket).reserved, 2);
    wsplab_test_fail_allocation_after(0);
    EQUAL(wsplab_socket_reserve(WSPLAB_SEES_ALL, socket), WSPLAB_E_NOT_ENOUGH_MEMORY);
    wsplab_test_fail_allocation_after(-1);
    EQUAL(info_of(socket).reserved, 2);
    test_close(socket); /* with two left: the leak checker looks */
}

/* ---- completion -------------------------------------------------------------------------------------------------- */

struct overlapped {
    _Atomic uint64_t internal;
    uint64_t internal_high, offset, event;
};

#define PENDING 0x103

static struct overlapped overlapped;

static struct wsplab_completion completion_of(wsplab_handle event, uint32_t flags) {
    overlapped = (struct overlapped){PENDING, 77, 0x1122334455667788ull, event};
    return (struct wsplab_completion){
        .overlapped = (uint64_t)(uintptr_t)&overlapped,
        .internal_high = 1234,
        .internal = 0xC000020D,
        .event = event,
        .flags = flags,
    };
}

static void expect_published(void) {
    EQUAL(overlapped.internal, 0xC000020D);
    EQUAL(overlapped.internal_high, 1234);
    EQUAL(overlapped.offset, 0x1122334455667788ull); /* WPU-COMPLETE-11 */
}

static void expect_untouched(void) {
    EQUAL(overlapped.internal, PENDING);
    EQUAL(overlapped.internal_high, 77);
}

static void every_combination_of_flags_and_state_does_what_it_says(void) {
    for (uint32_t bits = 0; bits < 64; bits++) {
        uint32_t flags = bits & 7;
        bool associated = bits & 8, skips = bits & 16, reserved = bits & 32;
        wsplab_handle socket = test_socket(), port = test_port(1), event = test_event(true, false);
        if (associated)
            OK(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 55));
        OK(wsplab_socket_set_modes(socket, skips ? 1 : 0));
        if (reserved)
            OK(wsplab_socket_reserve(WSPLAB_SEES_ALL, socket));
        struct wsplab_completion completion = completion_of(event, flags);
        completion.skip_modes = 1;
        uint32_t done = 99;
        OK(wsplab_socket_complete(socket, &completion, &done));
        expect_published();
        bool queued = (flags & WSPLAB_COMPLETE_QUEUE_PACKET) && associated && !skips;
        bool set = flags & WSPLAB_COMPLETE_SET_EVENT;
        EQUAL(done, (set ? WSPLAB_DONE_EVENT_SET : 0) | (queued ? WSPLAB_DONE_PACKET_QUEUED : 0));
        EQUAL(test_wait_one(event, 0, 0), set ? WSPLAB_OK : WSPLAB_E_WAIT_TIMEOUT);
        EQUAL(depth_of(port), queued);
        EQUAL(info_of(socket).reserved, reserved && !(flags & WSPLAB_COMPLETE_RELEASE));
        if (queued) {
            struct wsplab_packet packet;
            uint32_t taken;
            OK(wsplab_port_get(WSPLAB_SEES_ALL, port, &packet, 1, 0, 0, &taken)); /* WPU-COMPLETE-13 */
            EQUAL(packet.key, 55);
            EQUAL(packet.overlapped, completion.overlapped);
            EQUAL(packet.status, 0xC000020D);
            EQUAL(packet.bytes, 1234);
        }
        test_close(socket);
        test_close(port);
        test_close(event);
    }
}

static void other_modes_than_those_asked_for_do_not_skip_the_packet(void) {
    wsplab_handle socket = test_socket(), port = test_port(1);
    struct wsplab_completion completion = completion_of(0, WSPLAB_COMPLETE_QUEUE_PACKET);
    uint32_t done;
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 1));
    OK(wsplab_socket_set_modes(socket, 2));
    completion.skip_modes = 1;
    OK(wsplab_socket_complete(socket, &completion, &done));
    EQUAL(done, WSPLAB_DONE_PACKET_QUEUED);
    completion.skip_modes = 6;
    OK(wsplab_socket_complete(socket, &completion, &done));
    EQUAL(done, 0);
    test_close(socket);
    EQUAL(test_get(port, 0), 1); /* DEC-14 */
    test_close(port);
}

static void what_is_no_event_is_skipped(void) { /* WPU-COMPLETE-16 */
    wsplab_handle socket = test_socket(), port = test_port(1), closed = test_event(true, false);
    test_close(closed);
    const wsplab_handle no_events[] = {0, 1, 2, closed, port, socket, wsplab_thread_self(), UINT64_MAX};
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 1));
    for (size_t i = 0; i < sizeof no_events / sizeof *no_events; i++) {
        struct wsplab_completion completion =
            completion_of(no_events[i], WSPLAB_COMPLETE_SET_EVENT | WSPLAB_COMPLETE_QUEUE_PACKET);
        uint32_t done;
        OK(wsplab_socket_complete(socket, &completion, &done));
        EQUAL(done, WSPLAB_DONE_PACKET_QUEUED);
        expect_published();
    }
    EQUAL(depth_of(port), sizeof no_events / sizeof *no_events);
    test_close(socket);
    test_close(port);
}

static void an_event_of_another_owner_than_the_sockets_is_no_event(void) { /* WPU-COMPLETE-16 */
    wsplab_handle socket = test_socket(), others = 0, own = test_event(true, false);
    uint32_t done = 0;
    OK(wsplab_event_create(2, true, false, &others)); /* those of test.h have owner 1 */
    struct wsplab_completion completion = completion_of(others, WSPLAB_COMPLETE_SET_EVENT);
    OK(wsplab_socket_complete(socket, &completion, &done));
    EQUAL(done, 0);
    EQUAL(test_wait_one(others, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    completion = completion_of(own, WSPLAB_COMPLETE_SET_EVENT);
    OK(wsplab_socket_complete(socket, &completion, &done));
    EQUAL(done, WSPLAB_DONE_EVENT_SET);
    test_close(socket);
    test_close(others);
    test_close(own);
}

static void a_socket_and_a_port_of_two_owners_are_not_associated(void) {
    const wsplab_owner owner = wsplab_owner_new(), stranger = wsplab_owner_new();
    wsplab_handle socket = 0, port = 0, others = 0;
    OK(wsplab_socket_create(owner, WSPLAB_SOCKET_PROVIDER, 1, 1, true, &socket));
    OK(wsplab_port_create(owner, 1, &port));
    OK(wsplab_port_create(stranger, 1, &others));
    EQUAL(wsplab_socket_associate(owner, socket, others, 5), WSPLAB_E_INVALID_HANDLE);
    EQUAL(wsplab_socket_associate(stranger, socket, others, 5), WSPLAB_E_INVALID_HANDLE);
    OK(wsplab_socket_associate(owner, socket, port, 5));
    EQUAL(wsplab_handle_close_all(owner), 2);
    EQUAL(wsplab_handle_close_all(stranger), 1);
}

static void the_low_bit_of_the_event_is_no_part_of_it(void) { /* WPU-COMPLETE-15, OVL-8 */
    wsplab_handle socket = test_socket(), event = test_event(false, false);
    struct wsplab_completion completion = completion_of(event | 1, WSPLAB_COMPLETE_SET_EVENT);
    uint32_t done;
    OK(wsplab_socket_complete(socket, &completion, &done));
    EQUAL(done, WSPLAB_DONE_EVENT_SET);
    OK(test_wait_one(event, 0, 0));
    test_close(socket);
    test_close(event);
}

static void a_bad_socket_is_refused_and_nothing_is_touched(void) {
    wsplab_handle event = test_event(true, false), closed = test_socket();
    const wsplab_handle bad[] = {0, event, closed};
    test_close(closed);
    for (size_t i = 0; i < 3; i++) {
        struct wsplab_completion completion = completion_of(event, WSPLAB_COMPLETE_SET_EVENT);
        uint32_t done = 99;
        EQUAL(wsplab_socket_complete(bad[i], &completion, &done), WSPLAB_E_INVALID_HANDLE);
        EQUAL(done, 99);
        expect_untouched();
        EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    }
    test_close(event);
}

static void a_reservation_makes_completing_independent_of_memory(void) {
    wsplab_handle socket = test_socket(), port = test_port(1), event = test_event(true, false);
    uint32_t done = 99;
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 1));
    OK(wsplab_socket_reserve(WSPLAB_SEES_ALL, socket));
    struct wsplab_completion completion = completion_of(event, 7);
    wsplab_test_fail_allocation_after(0);
    OK(wsplab_socket_complete(socket, &completion, &done));
    EQUAL(done, WSPLAB_DONE_EVENT_SET | WSPLAB_DONE_PACKET_QUEUED);
    expect_published();
    OK(wsplab_event_reset(WSPLAB_SEES_ALL, event));
    completion = completion_of(event, 7);
    done = 99;
    EQUAL(wsplab_socket_complete(socket, &completion, &done), WSPLAB_E_NOT_ENOUGH_MEMORY);
    wsplab_test_fail_allocation_after(-1);
    EQUAL(done, 99);
    expect_untouched();
    EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    EQUAL(depth_of(port), 1);
    EQUAL(info_of(socket).reserved, 0);
    test_close(socket);
    test_close(port);
    test_close(event);
}

static void memory_that_cannot_be_written_gives_998_and_no_notification(void) {
    wsplab_handle socket = test_socket(), port = test_port(1), event = test_event(true, false);
    static const uint64_t bad[] = {0, 0x10};
    OK(wsplab_guard_install());
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 1));
    for (uint32_t i = 0; i < 2; i++) {
        struct wsplab_completion completion = completion_of(event, 7);
        uint32_t done = 99;
        OK(wsplab_socket_reserve(WSPLAB_SEES_ALL, socket));
        completion.overlapped = bad[i];
        EQUAL(wsplab_socket_complete(socket, &completion, &done), WSPLAB_E_NOACCESS);
        EQUAL(done, 99);
        EQUAL(test_wait_one(event, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
        EQUAL(depth_of(port), 0);
        EQUAL(info_of(socket).reserved, 0);
    }
    test_close(socket);
    test_close(port);
    test_close(event);
}

static void a_port_without_names_takes_no_more_packets(void) { /* IOCP-Q-6 */
    wsplab_handle socket = test_socket(), port = test_port(1), event = test_event(true, false);
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, port, 1));
    OK(wsplab_socket_reserve(WSPLAB_SEES_ALL, socket));
    test_close(port);
    EQUAL(info_of(socket).associated, 1);
    struct wsplab_completion completion = completion_of(event, 7);
    uint32_t done = 99;
    OK(wsplab_socket_complete(socket, &completion, &done));
    EQUAL(done, WSPLAB_DONE_EVENT_SET);
    expect_published();
    EQUAL(info_of(socket).reserved, 0);
    test_close(socket);
    test_close(event);
}

static wsplab_handle shared_port;

static void *poll_and_check(void *unused) {
    struct wsplab_packet packet;
    uint32_t taken;
    OK(wsplab_port_get(WSPLAB_SEES_ALL, shared_port, &packet, 1, WSPLAB_INFINITE, 0, &taken));
    struct overlapped *seen = (struct overlapped *)(uintptr_t)packet.overlapped; /* WIN-33 */
    EQUAL(atomic_load_explicit(&seen->internal, memory_order_acquire), 0xC000020D);
    EQUAL(seen->internal_high, 1234);
    free(seen); /* WIN-H3: the structure is the client's again */
    return unused;
}

/* WIN-H3: who takes the packet owns the structure again. WIN-33: the packet names it. */
static void who_takes_the_packet_sees_the_fields_and_may_free_the_structure(void) {
    wsplab_handle socket = test_socket();
    shared_port = test_port(1);
    OK(wsplab_socket_associate(WSPLAB_SEES_ALL, socket, shared_port, 1));
    for (uint32_t round = test_scaled(300); round > 0; round--) {
        pthread_t thread = test_start(poll_and_check, NULL);
        struct overlapped *mine = calloc(1, sizeof *mine);
        struct wsplab_completion completion = completion_of(0, WSPLAB_COMPLETE_QUEUE_PACKET);
        uint32_t done;
        mine->internal = PENDING;
        completion.overlapped = (uint64_t)(uintptr_t)mine;
        OK(wsplab_socket_complete(socket, &completion, &done));
        test_join(thread);
    }
    test_close(socket);
    test_close(shared_port);
}

int main(void) {
    RUN(a_socket_tells_what_it_was_made_with);
    RUN(the_catalog_entry_can_be_given_anew);
    RUN(modes_are_added_and_never_removed);
    RUN(duplicates_share_all_but_the_owner);
    RUN(an_object_is_associated_once);
    RUN(bad_handles_are_told_before_anything_else);
    RUN(an_object_not_opened_for_overlapped_use_cannot_be_associated);
    RUN(association_signals_the_object_unless_it_skips_that);
    RUN(reservations_are_counted_used_and_given_back);
    RUN(every_combination_of_flags_and_state_does_what_it_says);
    RUN(other_modes_than_those_asked_for_do_not_skip_the_packet);
    RUN(what_is_no_event_is_skipped);
    RUN(an_event_of_another_owner_than_the_sockets_is_no_event);
    RUN(a_socket_and_a_port_of_two_owners_are_not_associated);
    RUN(the_low_bit_of_the_event_is_no_part_of_it);
    RUN(a_bad_socket_is_refused_and_nothing_is_touched);
    RUN(a_reservation_makes_completing_independent_of_memory);
    RUN(memory_that_cannot_be_written_gives_998_and_no_notification);
    RUN(a_port_without_names_takes_no_more_packets);
    RUN(who_takes_the_packet_sees_the_fields_and_may_free_the_structure);
    return 0;
}
