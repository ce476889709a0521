/* Handles: names of counted objects. */
#include "alloc.h"
#include "calls.h"
#include "test.h"

static const wsplab_handle wild[] = {
#if !defined(_WIN32) /* there a small number may be somebody's handle */
    4,
    1000,
    4194304u + (1u << 21),
#endif
    0,
    1,
    3,
    0x7FFFFFFC,
    0x80000000,
    UINT32_MAX,
    0x3FFFFFC,
    0x4000000,
    0x100000000ull,
    0x1000000000000004ull,
    UINT64_MAX - 3,
    UINT64_MAX,
};

static void the_library_tells_its_abi_version_and_new_owners(void) {
    EQUAL(wsplab_abi_version(), WSPLAB_ABI_VERSION);
    wsplab_owner one = wsplab_owner_new(), other = wsplab_owner_new();
    CHECK(one != 0 && other != 0 && one != other);
}

static void an_owner_with_a_limit_has_so_many_handles_at_once_and_no_more(void) {
    const wsplab_owner limited = wsplab_owner_new() | 2ull << WSPLAB_OWNER_LIMIT_SHIFT;
    wsplab_handle event = 0, socket = 0, more = 0, foreign = test_event(true, false);
    OK(wsplab_event_create(limited, true, false, &event));
    OK(wsplab_socket_create(limited, 1, 1, 1, true, &socket));
    EQUAL(wsplab_event_create(limited, true, false, &more), WSPLAB_E_TOO_MANY_HANDLES);
    EQUAL(wsplab_port_create(limited, 1, &more), WSPLAB_E_TOO_MANY_HANDLES);
    EQUAL(wsplab_socket_create(limited, 1, 1, 1, true, &more), WSPLAB_E_TOO_MANY_HANDLES);
    EQUAL(wsplab_thread_open(limited, &more), WSPLAB_E_TOO_MANY_HANDLES);
    EQUAL(wsplab_handle_duplicate(WSPLAB_SEES_ALL, foreign, limited, &more), WSPLAB_E_TOO_MANY_HANDLES);
    EQUAL(wsplab_handle_count(limited), 2);
    struct wsplab_handle_info info;
    OK(wsplab_handle_query(foreign, &info));
    EQUAL(info.names, 1);
    test_close(event);
    OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, foreign, limited, &more));
    EQUAL(wsplab_handle_close_all(limited), 2);
    test_close(foreign);
}

static void a_handle_is_a_positive_multiple_of_four_below_two_to_the_31(void) {
    wsplab_handle handles[] = {test_event(true, false), test_port(1), test_socket(), wsplab_thread_self()};
    for (size_t i = 0; i < 4; i++) {
        CHECK(handles[i] > 0 && handles[i] < 0x80000000u);
        EQUAL(handles[i] % 4, 0);
        for (size_t j = 0; j < i; j++)
            CHECK(handles[i] != handles[j]);
    }
    for (size_t i = 0; i < 3; i++)
        test_close(handles[i]);
}

static void the_two_low_bits_of_a_handle_are_ignored(void) { /* WIN-31 */
    wsplab_handle event = test_event(true, false);
    for (wsplab_handle bits = 0; bits < 4; bits++) {
        OK(wsplab_event_set(WSPLAB_SEES_ALL, event | bits));
        OK(test_wait_one(event | bits, 0, 0));
        OK(wsplab_event_reset(WSPLAB_SEES_ALL, event | bits));
    }
    OK(wsplab_handle_close(WSPLAB_SEES_ALL, event | 1, WSPLAB_KIND_EVENT));
    EQUAL(wsplab_handle_close(WSPLAB_SEES_ALL, event, WSPLAB_KIND_EVENT), WSPLAB_E_INVALID_HANDLE);
}

static void every_call_refuses_wild_values_with_6(void) {
    for (size_t i = 0; i < sizeof wild / sizeof *wild; i++)
        test_every_call_refuses(wild[i]);
}

static void every_call_refuses_a_closed_handle_with_6(void) {
    wsplab_handle closed[] = {test_event(true, true), test_port(1), test_socket(), 0};
    OK(wsplab_thread_open(1, &closed[3]));
    for (size_t i = 0; i < 4; i++)
        test_close(closed[i]);
    for (size_t i = 0; i < 4; i++)
        test_every_call_refuses(closed[i]);
}

static void every_call_refuses_a_handle_of_another_kind_with_6(void) {
    wsplab_handle of_kind[5] = {0, test_socket(), test_port(1), test_event(true, true), 0};
    OK(wsplab_thread_open(1, &of_kind[WSPLAB_KIND_THREAD]));
    for (size_t c = 0; c < CALLS; c++)
        for (uint32_t kind = WSPLAB_KIND_SOCKET; kind <= WSPLAB_KIND_THREAD; kind++)
            if ((calls[c].kinds & KIND(kind)) == 0 &&
                calls[c].call(WSPLAB_SEES_ALL, of_kind[kind]) != WSPLAB_E_INVALID_HANDLE)
                test_fail(__FILE__, __LINE__, calls[c].name, kind, 6);
    for (uint32_t kind = WSPLAB_KIND_SOCKET; kind <= WSPLAB_KIND_THREAD; kind++) {
        EQUAL(wsplab_handle_close(WSPLAB_SEES_ALL, of_kind[kind], kind % 4 + 1), WSPLAB_E_INVALID_HANDLE);
        OK(wsplab_handle_close(WSPLAB_SEES_ALL, of_kind[kind], kind));
    }
}

static void anothers_handle_is_refused_as_a_closed_one_and_ones_own_is_found(void) {
    const wsplab_owner owner = wsplab_owner_new(), stranger = wsplab_owner_new();
    wsplab_handle of_kind[5] = {0};
    OK(wsplab_socket_create(owner, 1, 1, 1, true, &of_kind[WSPLAB_KIND_SOCKET]));
    OK(wsplab_port_create(owner, 1, &of_kind[WSPLAB_KIND_PORT]));
    OK(wsplab_event_create(owner, true, true, &of_kind[WSPLAB_KIND_EVENT]));
    OK(wsplab_thread_open(owner, &of_kind[WSPLAB_KIND_THREAD]));
    for (size_t c = 0; c < CALLS; c++)
        for (uint32_t kind = WSPLAB_KIND_SOCKET; kind <= WSPLAB_KIND_THREAD; kind++)
            if (calls[c].looks && calls[c].call(stranger, of_kind[kind]) != WSPLAB_E_INVALID_HANDLE)
                test_fail(__FILE__, __LINE__, calls[c].name, kind, 6);
    for (size_t c = 0; c < CALLS; c++)
        for (uint32_t kind = WSPLAB_KIND_SOCKET; kind <= WSPLAB_KIND_THREAD; kind++)
            if (calls[c].kinds != ~0u && (calls[c].kinds & KIND(kind)) != 0 &&
                calls[c].call(owner, of_kind[kind]) == WSPLAB_E_INVALID_HANDLE)
                test_fail(__FILE__, __LINE__, calls[c].name, kind, 0);
    EQUAL(wsplab_port_waiters(stranger, of_kind[WSPLAB_KIND_PORT]), 0);
    EQUAL(wsplab_handle_count(owner), 4);
    for (uint32_t kind = WSPLAB_KIND_SOCKET; kind <= WSPLAB_KIND_THREAD; kind++)
        OK(wsplab_handle_close(owner, of_kind[kind], kind));
    for (uint64_t ticket; wsplab_apc_next(&ticket) == WSPLAB_OK;)
        EQUAL(ticket, 1);
}

static void a_threads_own_handle_is_found_by_everybody(void) {
    uint64_t ticket = 0;
    OK(wsplab_apc_queue(wsplab_owner_new(), wsplab_thread_self(), 77));
    OK(wsplab_apc_next(&ticket));
    EQUAL(ticket, 77);
}

static void a_duplicate_names_the_same_object_for_another_owner(void) {
    struct wsplab_handle_info first, second;
    wsplab_handle event = test_event(true, false), duplicate;
    OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, event, 42, &duplicate));
    CHECK(duplicate != event);
    OK(wsplab_handle_query(event, &first));
    OK(wsplab_handle_query(duplicate, &second));
    EQUAL(first.kind, WSPLAB_KIND_EVENT);
    EQUAL(first.names, 2);
    EQUAL(second.names, 2);
    EQUAL(first.owner, 1);
    EQUAL(second.owner, 42);
    EQUAL(first.object_id, second.object_id);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, duplicate));
    OK(test_wait_one(event, 0, 0));
    test_close(event);
    OK(test_wait_one(duplicate, 0, 0));
    OK(wsplab_handle_query(duplicate, &second));
    EQUAL(second.names, 1);
    test_close(duplicate);
}

static void an_object_id_is_never_used_again(void) {
    uint64_t last = 0;
    for (int i = 0; i < 100; i++) {
        struct wsplab_handle_info info;
        wsplab_handle event = test_event(true, false);
        OK(wsplab_handle_query(event, &info));
        CHECK(info.object_id > last);
        last = info.object_id;
        test_close(event);
    }
}

static void handles_are_counted_and_closed_by_owner(void) {
    wsplab_owner mine = wsplab_owner_new(), other = wsplab_owner_new();
    uint64_t before = wsplab_handle_count(0);
    wsplab_handle port, event, socket, duplicate, thread, theirs;
    OK(wsplab_port_create(mine, 1, &port));
    OK(wsplab_event_create(mine, true, false, &event));
    OK(wsplab_socket_create(mine, WSPLAB_SOCKET_SYSTEM, 1, 2, true, &socket));
    OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, event, other, &duplicate));
    OK(wsplab_thread_open(mine, &thread));
    OK(wsplab_event_create(other, true, false, &theirs));
    EQUAL(wsplab_handle_count(mine), 4);
    EQUAL(wsplab_handle_count(other), 2);
    EQUAL(wsplab_handle_count(0), before + 6);
    EQUAL(wsplab_handle_close_all(mine), 4);
    EQUAL(wsplab_handle_count(mine), 0);
    EQUAL(wsplab_handle_count(other), 2);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, duplicate));
    EQUAL(wsplab_event_set(WSPLAB_SEES_ALL, event), WSPLAB_E_INVALID_HANDLE);
    EQUAL(wsplab_handle_close_all(other), 2);
    EQUAL(wsplab_handle_close_all(other), 0);
    EQUAL(wsplab_handle_count(0), before);
}

static void a_threads_own_handle_is_neither_counted_nor_closed(void) {
    uint64_t before = wsplab_handle_count(0);
    wsplab_handle self = wsplab_thread_self(), duplicate;
    EQUAL(wsplab_thread_self(), self);
    EQUAL(wsplab_handle_count(0), before);
    OK(wsplab_handle_close(WSPLAB_SEES_ALL, self, WSPLAB_KIND_THREAD));
    EQUAL(test_wait_one(self, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
    OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, self, 1, &duplicate));
    EQUAL(wsplab_handle_count(0), before + 1);
    EQUAL(wsplab_handle_close_all(0), before + 1);
    EQUAL(wsplab_thread_self(), self);
    EQUAL(test_wait_one(self, 0, 0), WSPLAB_E_WAIT_TIMEOUT);
}

/* ---- many threads ------------------------------------------------------------------------------------------------ */

static _Atomic wsplab_handle contested;
static atomic_uint closes_won;
static atomic_bool stop;

static void *use_contested(void *unused) {
    while (!atomic_load(&stop)) {
        wsplab_handle event = atomic_load(&contested), duplicate;
        wsplab_error error = wsplab_event_set(WSPLAB_SEES_ALL, event);
        CHECK(error == WSPLAB_OK || error == WSPLAB_E_INVALID_HANDLE);
        if (wsplab_handle_duplicate(WSPLAB_SEES_ALL, event, 7, &duplicate) == WSPLAB_OK) {
            struct wsplab_handle_info info;
            OK(wsplab_handle_query(duplicate, &info));
            EQUAL(info.kind, WSPLAB_KIND_EVENT);
            OK(wsplab_event_set(WSPLAB_SEES_ALL, duplicate));
            test_close(duplicate);
        }
    }
    return unused;
}

static void *close_contested(void *unused) {
    for (wsplab_handle last = 0; !atomic_load(&stop);) {
        wsplab_handle event = atomic_load(&contested);
        if (event != last && wsplab_handle_close(WSPLAB_SEES_ALL, event, WSPLAB_KIND_EVENT) == WSPLAB_OK)
            atomic_fetch_add(&closes_won, 1);
        last = event;
    }
    return unused;
}

static void of_many_that_close_one_wins_and_users_get_0_or_6(void) {
    enum { USERS = 4, CLOSERS = 3 };
    uint32_t rounds = test_scaled(500);
    pthread_t threads[USERS + CLOSERS];
    uint64_t before = wsplab_handle_count(0);
    atomic_store(&contested, test_event(false, false));
    for (int i = 0; i < USERS + CLOSERS; i++)
        threads[i] = test_start(i < USERS ? use_contested : close_contested, NULL);
    for (uint32_t round = 1; round <= rounds; round++) {
        UNTIL(atomic_load(&closes_won) == round);
        if (round < rounds)
            atomic_store(&contested, test_event(false, false));
    }
    atomic_store(&stop, true);
    for (int i = 0; i < USERS + CLOSERS; i++)
        test_join(threads[i]);
    EQUAL(atomic_load(&closes_won), rounds);
    EQUAL(wsplab_handle_count(0), before);
}

/* A port with two names, one of which two threads close at once: the port must not take that for both. */
static struct {
    _Atomic wsplab_handle name;
    atomic_uint round, done, won;
} race;

static void *close_in_a_race(void *unused) {
    for (uint32_t round = 1, rounds = test_scaled(2000); round <= rounds; round++) {
        while (atomic_load(&race.round) != round)
            sched_yield();
        if (wsplab_handle_close(WSPLAB_SEES_ALL, atomic_load(&race.name), WSPLAB_KIND_PORT) == WSPLAB_OK)
            atomic_fetch_add(&race.won, 1);
        atomic_fetch_add(&race.done, 1);
    }
    return unused;
}

static void two_that_close_one_name_of_a_port_leave_the_other(void) {
    wsplab_handle port = test_port(1), name;
    pthread_t threads[2] = {test_start(close_in_a_race, NULL), test_start(close_in_a_race, NULL)};
    for (uint32_t round = 1, rounds = test_scaled(2000); round <= rounds; round++) {
        struct wsplab_handle_info info;
        OK(wsplab_handle_duplicate(WSPLAB_SEES_ALL, port, 1, &name));
        atomic_store(&race.name, name);
        atomic_store(&race.round, round);
        while (atomic_load(&race.done) != 2 * round)
            sched_yield();
        EQUAL(atomic_load(&race.won), round);
        OK(wsplab_handle_query(port, &info));
        EQUAL(info.names, 1);
    }
    test_join(threads[0]);
    test_join(threads[1]);
    test_post(port, 1);
    EQUAL(test_get(port, 0), 1);
    test_close(port);
}

/* ---- exhaustion -------------------------------------------------------------------------------------------------- */

static void without_memory_nothing_is_made_and_nothing_is_lost(void) {
    uint64_t before = wsplab_handle_count(0);
    wsplab_handle handle = 99;
    wsplab_test_fail_allocation_after(0);
    EQUAL(wsplab_event_create(1, true, false, &handle), WSPLAB_E_NOT_ENOUGH_MEMORY);
    EQUAL(wsplab_port_create(1, 0, &handle), WSPLAB_E_NOT_ENOUGH_MEMORY);
    EQUAL(wsplab_socket_create(1, 1, 1, 1, true, &handle), WSPLAB_E_NOT_ENOUGH_MEMORY);
    wsplab_test_fail_allocation_after(-1);
    EQUAL(handle, 99);
    EQUAL(wsplab_handle_count(0), before);
}

static void *self_without_memory(void *unused) {
    wsplab_handle handle = 99, event = test_event(true, false), port = test_port(1);
    struct wsplab_packet packet;
    uint32_t value = 99;
    wsplab_test_fail_allocation_after(0);
    EQUAL(wsplab_thread_self(), 0);
    EQUAL(wsplab_thread_open(1, &handle), WSPLAB_E_NOT_ENOUGH_MEMORY);
    EQUAL(wsplab_wait(WSPLAB_SEES_ALL, &event, 1, 0, 0, &value), WSPLAB_E_NOT_ENOUGH_MEMORY);
    EQUAL(wsplab_port_get(WSPLAB_SEES_ALL, port, &packet, 1, 0, 0, &value), WSPLAB_E_NOT_ENOUGH_MEMORY);
    EQUAL(wsplab_sleep(1, WSPLAB_WAIT_ALERTABLE), WSPLAB_E_WAIT_TIMEOUT);
    wsplab_test_fail_allocation_after(-1);
    EQUAL(value, 99);
    CHECK(wsplab_thread_self() != 0);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    OK(wsplab_wait(WSPLAB_SEES_ALL, &event, 1, 0, 0, &value));
    test_close(event);
    test_close(port);
    return unused;
}

static void a_new_thread_without_memory_is_told_so_and_may_try_again(void) {
    test_join(test_start(self_without_memory, NULL));
}

int main(void) {
    RUN(the_library_tells_its_abi_version_and_new_owners);
    RUN(an_owner_with_a_limit_has_so_many_handles_at_once_and_no_more);
    RUN(a_handle_is_a_positive_multiple_of_four_below_two_to_the_31);
    RUN(the_two_low_bits_of_a_handle_are_ignored);
    RUN(every_call_refuses_wild_values_with_6);
    RUN(every_call_refuses_a_closed_handle_with_6);
    RUN(every_call_refuses_a_handle_of_another_kind_with_6);
    RUN(anothers_handle_is_refused_as_a_closed_one_and_ones_own_is_found);
    RUN(a_threads_own_handle_is_found_by_everybody);
    RUN(a_duplicate_names_the_same_object_for_another_owner);
    RUN(an_object_id_is_never_used_again);
    RUN(handles_are_counted_and_closed_by_owner);
    RUN(a_threads_own_handle_is_neither_counted_nor_closed);
    RUN(of_many_that_close_one_wins_and_users_get_0_or_6);
    RUN(two_that_close_one_name_of_a_port_leave_the_other);
    RUN(without_memory_nothing_is_made_and_nothing_is_lost);
    RUN(a_new_thread_without_memory_is_told_so_and_may_try_again);
    return 0;
}
