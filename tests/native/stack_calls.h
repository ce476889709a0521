/* stack_calls.h - calls through a stub from places that are known, and whether the stack of the call shows them. */
#ifndef WSPLAB_STACK_CALLS_H
#define WSPLAB_STACK_CALLS_H

#include "fake_java.h"
#include "trampoline.h"

#include "test.h"

#define STACK_NEAR 128 /* bytes of code between two calls of one small function */

typedef uint64_t (*stack_stub)(uint64_t first);

static struct wsplab_stack stack_seen; /* what Java would have got */
static bool stack_given, stack_given_again, stack_still_there;

static void look_at_stack(void) {
    stack_given = wsplab_gate_take_stack();
    stack_given_again = wsplab_gate_take_stack();
    stack_still_there = wsplab_gate_stack() != NULL;
    if (stack_still_there)
        stack_seen = *wsplab_gate_stack();
}

static uintptr_t outer_at, inner_at; /* places in the two functions below */

__attribute__((noinline)) static void note_place(uintptr_t *place) {
    *place = (uintptr_t)__builtin_return_address(0);
}

__attribute__((noinline)) static uint64_t inner_caller(struct wsplab_set *set) {
    note_place(&inner_at);
    return ((stack_stub)(uintptr_t)wsplab_set_stub(set, WSPLAB_F_WPUCreateEvent))(0) + 1; /* no tail call */
}

__attribute__((noinline)) static uint64_t outer_caller(struct wsplab_set *set) {
    note_place(&outer_at);
    return inner_caller(set) + 1;
}

/* Which frame returns to the next place behind this one in memory, if it is in the same function; -1 for none. */
static int frame_near(uintptr_t place) {
    int nearest = -1;
    uintptr_t distance = STACK_NEAR;
    for (uint32_t i = 0; i < stack_seen.count; i++) {
        uintptr_t frame = (uintptr_t)stack_seen.frames[i];
        if (frame > place && frame - place < distance) {
            distance = frame - place;
            nearest = (int)i;
        }
    }
    return nearest;
}

static void call_and_look(struct wsplab_set *set) {
    fake_inside = look_at_stack;
    EQUAL(outer_caller(set), fake_answer + 2); /* else it would not stay on the stack */
    fake_inside = NULL;
}

static void the_stack_of_a_call_leads_to_those_who_made_it(struct wsplab_set *set) {
    wsplab_set_take_stacks(set);
    CHECK(wsplab_gate_stack() == NULL);
    call_and_look(set);
    CHECK(stack_given);
    CHECK(!stack_given_again);
    CHECK(stack_still_there);
    CHECK(stack_seen.count <= WSPLAB_STACK_FRAMES);
    int inner = frame_near(inner_at);
    CHECK(inner >= 0);
    EQUAL(frame_near(outer_at), inner + 1);
    CHECK(wsplab_gate_stack() == NULL);
}

static void a_set_that_nobody_has_asked_takes_none(struct wsplab_set *set) {
    call_and_look(set);
    CHECK(!stack_given && !stack_still_there);
}

static struct wsplab_set *other_set;

static void call_another(void) {
    fake_inside = look_at_stack;
    EQUAL(inner_caller(other_set), fake_answer + 1);
    CHECK(!stack_still_there); /* its own: none */
    look_at_stack();
}

static void a_call_inside_a_call_has_its_own(struct wsplab_set *set, struct wsplab_set *other) {
    wsplab_set_take_stacks(set);
    other_set = other;
    fake_inside = call_another;
    EQUAL(outer_caller(set), fake_answer + 2);
    fake_inside = NULL;
    CHECK(stack_given);
    CHECK(frame_near(outer_at) >= 0);
}

/* `function` is one of the system's. */
static void an_address_says_whose_code_it_is(uint64_t function) {
    struct wsplab_code code;
    EQUAL(wsplab_stack_code_at((uint64_t)(uintptr_t)&wsplab_abi_version, &code), WSPLAB_CODE_OF_SHIM);
    EQUAL(wsplab_stack_code_at(function, &code), WSPLAB_CODE_OF_MODULE);
    CHECK(code.base != 0 && code.base < function);
    CHECK(strlen(code.path) > 0);
    EQUAL(wsplab_stack_code_at(16, &code), WSPLAB_CODE_OF_NOBODY);
}

#endif
