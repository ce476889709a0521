/* Trampolines: every stub of every set reaches its own gate, with all arguments; the boundary of calls the other way. */
#include <dlfcn.h>

#include "alloc.h"
#include "boundary.h"
#include "fake_java.h"
#include "stack_calls.h"
#include "trampoline.h"

#include "test.h"

#if defined(WSPLAB_TRAMPOLINES)

typedef uint64_t (*eleven)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                           uint64_t, uint64_t);

static struct wsplab_set *bound_set(void **target_out) {
    wsplab_error error = WSPLAB_OK;
    struct wsplab_set *set = wsplab_set_acquire(&error);
    CHECK(set != NULL);
    void *target = wsplab_gate_target(fake_java(), (jobject)(void *)set);
    CHECK(target != NULL);
    wsplab_set_bind(set, target);
    if (target_out != NULL)
        *target_out = target;
    return set;
}

static void give_back(struct wsplab_set *set) {
    EQUAL(wsplab_set_unbind(set, 0), 0);
    wsplab_gate_forget(fake_java(), set->target);
    wsplab_set_release(set);
}

static uint64_t call_stub(struct wsplab_set *set, uint32_t function) {
    eleven stub = (eleven)(uintptr_t)wsplab_set_stub(set, function);
    return stub(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
}

static void every_stub_says_its_number_and_its_arguments(void) {
    struct wsplab_set *set = bound_set(NULL);
    for (uint32_t function = 0; function < WSPLAB_FUNCTION_COUNT; function++) {
        if (function == WSPLAB_F_WSPStartup || function == WSPLAB_F_ExitThread)
            continue; /* their arguments, or their end, are not like the others' */
        fake_answer = 0x1122334455667788u + function;
        EQUAL(call_stub(set, function), fake_answer);
        EQUAL(fake_last.function, function);
        for (uint32_t i = 0; i < wsplab__functions[function].arguments; i++)
            EQUAL(fake_last.arguments[i], i + 1);
    }
    give_back(set);
}

static void a_stub_of_a_set_that_is_not_bound_refuses_as_its_row_says(void) { /* WIN-H6 */
    wsplab_error error = WSPLAB_OK;
    struct wsplab_set *set = wsplab_set_acquire(&error);
    int told = 0;
    uint32_t before = fake_last.count;
    uint64_t (*create_event)(int *) = (uint64_t(*)(int *))(uintptr_t)wsplab_set_stub(set, WSPLAB_F_WPUCreateEvent);
    EQUAL(create_event(&told), 0);
    EQUAL(told, 10093);
    int (*close_event)(uint64_t, int *) =
        (int (*)(uint64_t, int *))(uintptr_t)wsplab_set_stub(set, WSPLAB_F_WPUCloseEvent);
    told = 0;
    EQUAL(close_event(4, &told), 0);
    EQUAL(told, 10093);
    wsplab_last_error_set(1);
    EQUAL((int)call_stub(set, WSPLAB_F_send), -1);
    EQUAL(wsplab_last_error_get(), 10093);
    EQUAL(call_stub(set, WSPLAB_F_WSAStartup), 10093);
    EQUAL(fake_last.count, before);
    wsplab_set_release(set);
}

static void an_error_pointer_that_is_none_harms_nobody(void) {
    wsplab_error error = WSPLAB_OK;
    struct wsplab_set *set = wsplab_set_acquire(&error);
    OK(wsplab_guard_install());
    uint64_t (*create_event)(int *) = (uint64_t(*)(int *))(uintptr_t)wsplab_set_stub(set, WSPLAB_F_WPUCreateEvent);
    EQUAL(create_event(NULL), 0);
    EQUAL(create_event((int *)(uintptr_t)0x10), 0);
    wsplab_set_release(set);
}

static void what_java_throws_becomes_a_refusal(void) {
    struct wsplab_set *set = bound_set(NULL);
    fake_throws = true;
    fake_answer = 5;
    wsplab_last_error_set(0);
    EQUAL((int)call_stub(set, WSPLAB_F_recv), -1);
    EQUAL(wsplab_last_error_get(), 10107);
    fake_throws = false;
    give_back(set);
}

static void spoil_last_error(void) {
    wsplab_last_error_set(77);
}

static void say_last_error(void) {
    wsplab_last_error_set(77);
    wsplab_gate_set_last_error(78);
}

static void the_last_error_is_the_modules_own_unless_java_says_so(void) { /* WIN-H9 */
    struct wsplab_set *set = bound_set(NULL);
    wsplab_last_error_set(5);
    fake_inside = spoil_last_error;
    call_stub(set, WSPLAB_F_WSAGetLastError);
    EQUAL(wsplab_last_error_get(), 5);
    fake_inside = say_last_error;
    call_stub(set, WSPLAB_F_send);
    EQUAL(wsplab_last_error_get(), 78);
    fake_inside = NULL;
    call_stub(set, WSPLAB_F_send);
    EQUAL(wsplab_last_error_get(), 78);
    give_back(set);
}

static void sets_are_used_again_and_never_run_out(void) {
    enum { AT_ONCE = 300 };
    static struct wsplab_set *sets[AT_ONCE];
    for (int i = 0; i < AT_ONCE; i++)
        sets[i] = bound_set(NULL);
    uint32_t mapped = wsplab_set_count();
    CHECK(mapped >= AT_ONCE);
    for (int i = 0; i < AT_ONCE; i++) {
        fake_answer = (uint64_t)i;
        EQUAL(call_stub(sets[i], WSPLAB_F_WPUCreateEvent), i);
        give_back(sets[i]);
    }
    for (int i = 0; i < 2000; i++)
        give_back(bound_set(NULL));
    EQUAL(wsplab_set_count(), mapped);
}

static void a_set_says_who_is_inside(void) {
    struct wsplab_set *set = bound_set(NULL);
    CHECK(wsplab_set_enter(set));
    CHECK(wsplab_set_enter(set));
    EQUAL(wsplab_set_unbind(set, 0), 2);
    CHECK(!wsplab_set_enter(set));
    wsplab_set_leave(set);
    wsplab_set_leave(set);
    EQUAL(wsplab_set_unbind(set, 0), 0);
    wsplab_gate_forget(fake_java(), set->target);
    wsplab_set_release(set);
}

static void *leave_soon(void *set) {
    test_let_pass(0.05);
    wsplab_set_leave(set);
    test_let_pass(0.05);
    wsplab_set_thread_ends(set);
    return NULL;
}

static void the_end_waits_for_those_who_are_on_their_way_out(void) {
    struct wsplab_set *set = bound_set(NULL);
    CHECK(wsplab_set_enter(set));
    wsplab_set_thread_begins(set);
    EQUAL(wsplab_set_unbind(set, 10), 2);
    pthread_t thread = test_start(leave_soon, set);
    EQUAL(wsplab_set_unbind(set, TEST_BOUND_S * 1000), 0);
    test_join(thread);
    wsplab_gate_forget(fake_java(), set->target);
    wsplab_set_release(set);
}

static void memory_that_is_short_is_told(void) {
    static struct wsplab_set *taken[512];
    uint32_t count = 0;
    wsplab_error error = WSPLAB_OK;
    for (uint32_t mapped = wsplab_set_count(); count < 512 && wsplab_set_count() == mapped; count++)
        taken[count] = wsplab_set_acquire(&error); /* until there is none left to be used again */
    for (int64_t successes = 0; successes < 3; successes++) {
        wsplab_test_fail_allocation_after(successes);
        CHECK(wsplab_set_acquire(&error) == NULL);
        EQUAL(error, WSPLAB_E_NOT_ENOUGH_MEMORY);
    }
    wsplab_test_fail_allocation_after(-1);
    while (count > 0)
        wsplab_set_release(taken[--count]);
}

/* ---- calls into modules ---------------------------------------------------------------------------------------------- */

static uint64_t weighted(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f, uint64_t g, uint64_t h,
                         uint64_t i, uint64_t j, uint64_t k) {
    return a + 2 * b + 3 * c + 4 * d + 5 * e + 6 * f + 7 * g + 8 * h + 9 * i + 10 * j + 11 * k;
}

static void every_argument_arrives_in_its_place(void) {
    uint64_t arguments[WSPLAB_CALL_WORDS] = {0}, result;
    for (uint32_t place = 0; place < WSPLAB_MAX_ARGUMENTS; place++) {
        arguments[place] = 1;
        EQUAL(wsplab_boundary_call(NULL, (void *)(uintptr_t)weighted, arguments, WSPLAB_MAX_ARGUMENTS, &result),
              WSPLAB_RETURNED);
        EQUAL(result, place + 1);
        arguments[place] = 0;
    }
}

static void *ending_thread(void *unused) {
    (void)unused;
    pthread_exit(NULL);
}

static void *survive(void *survived) {
    const uint64_t arguments[WSPLAB_CALL_WORDS] = {0};
    uint64_t result;
    EQUAL(wsplab_boundary_call(NULL, (void *)(uintptr_t)ending_thread, arguments, 1, &result), WSPLAB_ENDED_THREAD);
    *(bool *)survived = true;
    return NULL;
}

static void the_end_of_a_thread_stops_at_the_boundary(void) {
    bool survived = false;
    test_join(test_start(survive, &survived));
    CHECK(survived);
}

static struct wsplab_set *seen;

static uint64_t look(void) {
    seen = wsplab_boundary_set();
    return 0;
}

static void a_call_says_whose_code_runs_and_puts_it_back(void) {
    struct wsplab_set *set = bound_set(NULL);
    const uint64_t arguments[WSPLAB_CALL_WORDS] = {0};
    uint64_t result;
    CHECK(wsplab_boundary_set() == NULL);
    EQUAL(wsplab_boundary_call(set, (void *)(uintptr_t)look, arguments, 0, &result), WSPLAB_RETURNED);
    CHECK(seen == set);
    CHECK(wsplab_boundary_set() == NULL);
    give_back(set);
}

/* What modules link to, called from the program itself: nobody's code. */
int wsplab_closesocket(uint64_t socket);

static uint64_t close_by_name(uint64_t socket) {
    return (uint64_t)(int64_t)wsplab_closesocket(socket);
}

static void a_name_that_was_not_redirected_goes_to_the_set_whose_code_runs(void) {
    struct wsplab_set *set = bound_set(NULL);
    const uint64_t arguments[WSPLAB_CALL_WORDS] = {44};
    uint64_t result, refused = wsplab_gate_refused();
    fake_answer = 0;
    EQUAL(wsplab_boundary_call(set, (void *)(uintptr_t)close_by_name, arguments, 1, &result), WSPLAB_RETURNED);
    EQUAL(fake_last.function, WSPLAB_F_closesocket);
    EQUAL(fake_last.arguments[0], 44);
    EQUAL(wsplab_gate_refused(), refused);
    EQUAL(wsplab_closesocket(44), -1);
    EQUAL(wsplab_last_error_get(), 10093);
    EQUAL(wsplab_gate_refused(), refused + 1);
    give_back(set);
}

static void what_is_called_too_late_is_kept_and_told_once_when_threads_stay(void) {
    struct wsplab_set *set = bound_set(NULL);
    uint32_t told = fake_refused.count;
    const uint64_t arguments[WSPLAB_CALL_WORDS] = {44};
    uint64_t result;
    void *close_socket = wsplab_set_stub(set, WSPLAB_F_closesocket);
    CHECK(wsplab_set_enter(set)); /* a thread that stays */
    EQUAL(wsplab_set_unbind(set, 0), 1);
    CHECK(!wsplab_set_has_refused(set, WSPLAB_F_closesocket));
    EQUAL(wsplab_boundary_call(set, close_socket, arguments, 1, &result), WSPLAB_RETURNED);
    CHECK(wsplab_set_has_refused(set, WSPLAB_F_closesocket));
    CHECK(!wsplab_set_has_refused(set, WSPLAB_F_closesocket + 1));
    EQUAL(fake_refused.count, told);
    wsplab_set_retire(set);
    EQUAL(wsplab_boundary_call(set, close_socket, arguments, 1, &result), WSPLAB_RETURNED);
    EQUAL(fake_refused.count, told);
    void *listens = wsplab_set_stub(set, WSPLAB_F_listen);
    fake_throws = true;
    for (int i = 0; i < 2; i++) {
        wsplab_last_error_set(7);
        EQUAL(wsplab_boundary_call(set, listens, arguments, 2, &result), WSPLAB_RETURNED);
        EQUAL(wsplab_last_error_get(), 10093);
        EQUAL(fake_refused.count, told + 1);
        EQUAL(fake_refused.function, WSPLAB_F_listen);
    }
    fake_throws = false;
    CHECK(!fake_pending);
}

static void symbols_are_known_by_their_prefix(void) {
    EQUAL(wsplab_function_of_symbol("wsplab_send"), WSPLAB_F_send);
    EQUAL(wsplab_function_of_symbol("send"), -1);
    EQUAL(wsplab_function_of_symbol("WPUCompleteOverlappedRequest"), WSPLAB_F_WPUCompleteOverlappedRequest);
    EQUAL(wsplab_function_of_symbol("wsplab_WSCEnumProtocols"), WSPLAB_F_WSCEnumProtocols);
    EQUAL(wsplab_function_of_symbol("WPUCreateEvent"), -1);
    EQUAL(wsplab_function_of_symbol("wsplab_WSPSend"), -1);
    EQUAL(wsplab_function_of_symbol(""), -1);
}

static void no_function_has_more_arguments_than_java_takes(void) {
    for (uint32_t i = 0; i < WSPLAB_FUNCTION_COUNT; i++)
        CHECK(wsplab__functions[i].arguments <= WSPLAB_MAX_ARGUMENTS);
}

/* ---- stacks ---------------------------------------------------------------------------------------------------------- */

static void a_call_shows_its_stack_where_it_is_asked_for(void) {
    struct wsplab_set *set = bound_set(NULL), *other = bound_set(NULL);
    a_set_that_nobody_has_asked_takes_none(set);
    the_stack_of_a_call_leads_to_those_who_made_it(set);
    a_call_inside_a_call_has_its_own(set, other);
    give_back(other);
    give_back(set);
    struct wsplab_set *again = bound_set(NULL); /* the same, for another module */
    CHECK(again == set);
    a_set_that_nobody_has_asked_takes_none(again);
    give_back(again);
    /* By its name: &strlen may be a place in this program that leads there. */
    an_address_says_whose_code_it_is((uint64_t)(uintptr_t)dlsym(RTLD_DEFAULT, "strlen"));
}

int main(void) {
    every_stub_says_its_number_and_its_arguments();
    a_stub_of_a_set_that_is_not_bound_refuses_as_its_row_says();
    an_error_pointer_that_is_none_harms_nobody();
    what_java_throws_becomes_a_refusal();
    the_last_error_is_the_modules_own_unless_java_says_so();
    sets_are_used_again_and_never_run_out();
    a_set_says_who_is_inside();
    the_end_waits_for_those_who_are_on_their_way_out();
    memory_that_is_short_is_told();
    every_argument_arrives_in_its_place();
    the_end_of_a_thread_stops_at_the_boundary();
    a_call_says_whose_code_runs_and_puts_it_back();
    a_name_that_was_not_redirected_goes_to_the_set_whose_code_runs();
    what_is_called_too_late_is_kept_and_told_once_when_threads_stay();
    symbols_are_known_by_their_prefix();
    no_function_has_more_arguments_than_java_takes();
    a_call_shows_its_stack_where_it_is_asked_for();
    return 0;
}

#else

int main(void) {
    wsplab_error error = WSPLAB_OK;
    CHECK(wsplab_set_acquire(&error) == NULL);
    EQUAL(error, 50);
    return 0;
}

#endif
