/* The table of handles: values, and what becomes of them. */
#include "alloc.h"
#include "test.h"

static uint32_t slot_of(wsplab_handle handle) {
    return handle >> 2 & 0xFFFFF;
}

/* Runs first: the table is empty, so the first handle needs a chunk and the 1025th another. */
static void when_the_table_cannot_grow_closed_slots_are_used_before_it_gives_up(void) {
    enum { CHUNK = 1024, RESTING = 10 };
    wsplab_handle handles[CHUNK], resting[RESTING], handle = 99;
    wsplab_test_fail_allocation_after(1); /* the event, not the chunk */
    EQUAL(wsplab_event_create(1, true, false, &handle), WSPLAB_E_NOT_ENOUGH_MEMORY);
    wsplab_test_fail_allocation_after(-1);
    for (uint32_t i = 0; i < RESTING; i++) {
        resting[i] = test_event(true, false);
        EQUAL(slot_of(resting[i]), i); /* while there are fresh slots, a closed one rests */
        test_close(resting[i]);
    }
    for (uint32_t i = RESTING; i < CHUNK; i++)
        handles[i] = test_event(true, false);
    for (uint32_t i = 0; i < RESTING; i++) {
        wsplab_test_fail_allocation_after(1);
        OK(wsplab_event_create(1, true, false, &handles[i]));
        EQUAL(slot_of(handles[i]), slot_of(resting[i])); /* first closed, first used */
        CHECK(handles[i] != resting[i]);
    }
    EQUAL(wsplab_event_create(1, true, false, &handle), WSPLAB_E_NOT_ENOUGH_MEMORY);
    wsplab_test_fail_allocation_after(0);
    EQUAL(wsplab_handle_duplicate(WSPLAB_SEES_ALL, handles[0], 1, &handle), WSPLAB_E_NOT_ENOUGH_MEMORY);
    EQUAL(handle, 99);
    wsplab_test_fail_allocation_after(-1);
    for (uint32_t i = 0; i < CHUNK; i++)
        test_close(handles[i]);
}

static void a_value_does_not_come_back_soon_after_its_close(void) {
    enum { CLOSES = 100000 };
    char *seen = calloc(1, 1u << 29);
    for (int i = 0; i < CLOSES; i++) {
        wsplab_handle event = test_event(true, false);
        CHECK(seen[event >> 2] == 0);
        seen[event >> 2] = 1;
        test_close(event);
    }
    free(seen);
}

static void a_stale_value_stays_bad_when_its_slot_is_used_again(void) {
    wsplab_handle stale = test_event(true, false), event = 0;
    test_close(stale);
    do {
        if (event != 0)
            test_close(event);
        event = test_event(true, false);
    } while (((event ^ stale) >> 2 & 0xFFFFF) != 0);
    EQUAL(wsplab_event_set(WSPLAB_SEES_ALL, stale), WSPLAB_E_INVALID_HANDLE);
    EQUAL(wsplab_handle_close(WSPLAB_SEES_ALL, stale, WSPLAB_KIND_ANY), WSPLAB_E_INVALID_HANDLE);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, event));
    test_close(event);
}

static wsplab_handle socket_of(wsplab_owner owner) {
    wsplab_handle socket = 0;
    OK(wsplab_socket_create(owner, 1, 1, 1, true, &socket));
    return socket;
}

static void an_owner_that_reuses_gets_the_values_of_its_closed_sockets_back(void) {
    const wsplab_owner reuses = 7 | WSPLAB_OWNER_REUSES, other = 8 | WSPLAB_OWNER_REUSES;
    wsplab_handle first = socket_of(reuses), second = socket_of(reuses), event = 0;
    struct wsplab_handle_info before, after;
    OK(wsplab_handle_query(second, &before));
    test_close(first);
    test_close(second);
    EQUAL(wsplab_handle_query(second, &after), WSPLAB_E_INVALID_HANDLE);
    wsplab_handle strange = socket_of(other), plain = socket_of(9);
    CHECK(strange != first && strange != second && plain != first && plain != second);
    OK(wsplab_event_create(reuses, true, false, &event));
    CHECK(event != first && event != second);
    EQUAL(socket_of(reuses), second); /* closed last, used first */
    EQUAL(socket_of(reuses), first);
    OK(wsplab_handle_query(second, &after));
    CHECK(after.object_id != before.object_id);
    test_close(strange);
    test_close(plain);
    EQUAL(wsplab_handle_close_all(reuses), 3);
    EQUAL(wsplab_handle_close_all(other), 0);
}

static void what_was_kept_for_an_owner_rests_when_the_owner_is_done(void) {
    const wsplab_owner reuses = 7 | WSPLAB_OWNER_REUSES;
    wsplab_handle socket = socket_of(reuses);
    EQUAL(wsplab_handle_close_all(reuses), 1);
    wsplab_handle again = socket_of(reuses);
    CHECK(again != socket);
    EQUAL(wsplab_handle_close_all(reuses), 1);
}

static void the_generations_of_a_slot_come_round_without_the_value_zero(void) {
    for (uint32_t i = 0; i < 600u * 1100; i++) {
        wsplab_handle event = test_event(true, false);
        CHECK(event >= 1u << 22);
        test_close(event);
    }
}

static void when_all_handles_are_used_up_the_next_is_refused_and_nothing_is_lost(void) {
    uint64_t before = wsplab_handle_count(0), made = 0;
    wsplab_handle event = test_event(false, false), port = test_port(1), duplicate, last = 0, made_now;
    wsplab_error error = WSPLAB_OK;
    struct wsplab_handle_info info;
    for (; (error = wsplab_handle_duplicate(WSPLAB_SEES_ALL, event, 5, &duplicate)) == WSPLAB_OK; made++)
        last = duplicate;
    EQUAL(error, WSPLAB_E_TOO_MANY_HANDLES);
    CHECK(made > 1000000);
    EQUAL(wsplab_handle_duplicate(WSPLAB_SEES_ALL, port, 5, &made_now), WSPLAB_E_TOO_MANY_HANDLES);
    EQUAL(wsplab_event_create(1, true, false, &made_now), WSPLAB_E_TOO_MANY_HANDLES);
    EQUAL(wsplab_port_create(1, 0, &made_now), WSPLAB_E_TOO_MANY_HANDLES);
    EQUAL(wsplab_socket_create(1, 1, 1, 1, true, &made_now), WSPLAB_E_TOO_MANY_HANDLES);
    EQUAL(wsplab_thread_open(1, &made_now), WSPLAB_E_TOO_MANY_HANDLES);
    OK(wsplab_handle_query(port, &info));
    EQUAL(info.names, 1);
    OK(wsplab_handle_query(event, &info));
    EQUAL(info.names, made + 1);
    OK(wsplab_event_set(WSPLAB_SEES_ALL, last));
    OK(test_wait_one(event, 0, 0));
    test_close(last);
    OK(wsplab_event_create(1, true, false, &made_now));
    test_close(made_now);
    EQUAL(wsplab_handle_close_all(5), made - 1);
    wsplab_owner reuses = 7 | WSPLAB_OWNER_REUSES;
    wsplab_handle kept = socket_of(reuses);
    test_close(kept);
    while ((error = wsplab_handle_duplicate(WSPLAB_SEES_ALL, event, 5, &duplicate)) == WSPLAB_OK)
        last = duplicate;
    EQUAL(error, WSPLAB_E_TOO_MANY_HANDLES);
    EQUAL(last, kept); /* what is kept for one is better used by another than not at all */
    wsplab_handle_close_all(5);
    test_close(event);
    test_close(port);
    EQUAL(wsplab_handle_count(0), before);
}

int main(void) {
    RUN(when_the_table_cannot_grow_closed_slots_are_used_before_it_gives_up);
    RUN(a_value_does_not_come_back_soon_after_its_close);
    RUN(a_stale_value_stays_bad_when_its_slot_is_used_again);
    RUN(an_owner_that_reuses_gets_the_values_of_its_closed_sockets_back);
    RUN(what_was_kept_for_an_owner_rests_when_the_owner_is_done);
    RUN(the_generations_of_a_slot_come_round_without_the_value_zero);
    RUN(when_all_handles_are_used_up_the_next_is_refused_and_nothing_is_lost);
    return 0;
}
