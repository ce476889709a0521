/*
 * wait_posix.c - waits for one or several objects, and the dispatcher that satisfies them; see waitable.h.
 *
 * A wait stands on the list of each of its objects with one block. Who sets an object satisfies its waits in the order
 * in which they began, takes the satisfied ones off all lists and leaves nothing to the woken thread but to return. A
 * wait that ended for another reason takes itself off.
 *
 * While a wait stands on an object, its AWAITED bit keeps everybody who would set it, or consume its signal, under the
 * lock. Only a reset may come in between, which a wait that needs all objects cannot tell from a reset just after it.
 */
#include "handle.h"
#include "thread.h"

#define WSPLAB__MAXIMUM_OBJECTS 64u

struct wsplab__wait;

struct wsplab_wait_block {
    struct wsplab_waitable *waitable;
    struct wsplab__wait *wait;
    struct wsplab_wait_block *previous, *next;
};

struct wsplab__wait {
    struct wsplab_thread *thread;
    uint32_t count;
    bool all;
    bool linked;
    struct wsplab_wait_block blocks[WSPLAB__MAXIMUM_OBJECTS];
};

static struct wsplab_lock wsplab__dispatcher = WSPLAB_LOCK_INITIALIZER;

/* ---- an object's state ------------------------------------------------------------------------------------------- */

void wsplab_waitable_init(struct wsplab_waitable *waitable, const struct wsplab_kind *kind, bool auto_reset,
                          bool signalled) {
    wsplab_object_init(&waitable->object, kind);
    atomic_init(&waitable->state, signalled ? WSPLAB_SIGNALLED : 0);
    waitable->auto_reset = auto_reset;
    waitable->first = waitable->last = NULL;
}

/* Nothing but memory, which belongs to the object. */
void wsplab_waitable_destroy(struct wsplab_waitable *waitable) {
    (void)waitable;
}

void wsplab_waitable_reset(struct wsplab_waitable *waitable) {
    atomic_fetch_and_explicit(&waitable->state, ~WSPLAB_SIGNALLED, memory_order_acq_rel);
}

static bool wsplab__signalled(struct wsplab_waitable *waitable) {
    return (atomic_load_explicit(&waitable->state, memory_order_acquire) & WSPLAB_SIGNALLED) != 0;
}

static void wsplab__consume(struct wsplab_waitable *waitable) {
    if (waitable->auto_reset)
        wsplab_waitable_reset(waitable);
}

/* A wait for this object alone, if it is signalled and nobody else waits: without the lock. */
static bool wsplab__try_alone(struct wsplab_waitable *waitable) {
    if (!waitable->auto_reset)
        return wsplab__signalled(waitable);
    uint32_t state = WSPLAB_SIGNALLED;
    return atomic_compare_exchange_strong_explicit(&waitable->state, &state, 0, memory_order_acq_rel,
                                                   memory_order_relaxed);
}

/* ---- lists; all under the dispatcher's lock ---------------------------------------------------------------------- */

static void wsplab__link(struct wsplab__wait *wait) {
    for (uint32_t i = 0; i < wait->count; i++) {
        struct wsplab_wait_block *block = &wait->blocks[i];
        struct wsplab_waitable *waitable = block->waitable;
        block->next = NULL;
        block->previous = waitable->last;
        *(waitable->last == NULL ? &waitable->first : &waitable->last->next) = block;
        waitable->last = block;
        atomic_fetch_or_explicit(&waitable->state, WSPLAB_AWAITED, memory_order_acq_rel);
    }
    wait->linked = true;
}

static void wsplab__unlink(struct wsplab__wait *wait) {
    for (uint32_t i = 0; wait->linked && i < wait->count; i++) {
        struct wsplab_wait_block *block = &wait->blocks[i];
        struct wsplab_waitable *waitable = block->waitable;
        *(block->previous == NULL ? &waitable->first : &block->previous->next) = block->next;
        *(block->next == NULL ? &waitable->last : &block->next->previous) = block->previous;
        if (waitable->first == NULL)
            atomic_fetch_and_explicit(&waitable->state, ~WSPLAB_AWAITED, memory_order_acq_rel);
    }
    wait->linked = false;
}

/* Whether the wait can be satisfied now, and for a wait for any: by which. */
static bool wsplab__satisfiable(const struct wsplab__wait *wait, uint32_t *index_out) {
    for (uint32_t i = 0; i < wait->count; i++) {
        if (wsplab__signalled(wait->blocks[i].waitable) != wait->all) {
            *index_out = wait->all ? 0 : i;
            return !wait->all;
        }
    }
    *index_out = 0;
    return wait->all;
}

static void wsplab__consume_for(const struct wsplab__wait *wait, uint32_t index) {
    if (!wait->all)
        wsplab__consume(wait->blocks[index].waitable);
    for (uint32_t i = 0; wait->all && i < wait->count; i++)
        wsplab__consume(wait->blocks[i].waitable);
}

/* Satisfies waits for an object that has been set, for as long as it stays so. */
static void wsplab__satisfy_waits(struct wsplab_waitable *waitable, struct wsplab_wakes *wakes) {
    struct wsplab_wait_block *block = waitable->first;
    while (block != NULL && wsplab__signalled(waitable)) {
        struct wsplab__wait *wait = block->wait;
        do
            block = block->next; /* one wait's blocks on one object are neighbours */
        while (block != NULL && block->wait == wait);
        uint32_t index;
        if (wsplab__satisfiable(wait, &index) && wsplab_thread_claim(wait->thread)) {
            struct wsplab_thread *thread = wait->thread;
            wsplab__consume_for(wait, index);
            wsplab__unlink(wait);
            wsplab_thread_decide(thread, WSPLAB_OK, index, wakes);
        }
    }
}

void wsplab_waitable_set(struct wsplab_waitable *waitable) {
    uint32_t state = atomic_load_explicit(&waitable->state, memory_order_relaxed);
    while ((state & WSPLAB_AWAITED) == 0)
        if (atomic_compare_exchange_weak_explicit(&waitable->state, &state, state | WSPLAB_SIGNALLED,
                                                  memory_order_acq_rel, memory_order_relaxed))
            return;
    struct wsplab_wakes wakes = {.count = 0};
    wsplab_lock_take(&wsplab__dispatcher);
    atomic_fetch_or_explicit(&waitable->state, WSPLAB_SIGNALLED, memory_order_acq_rel);
    wsplab__satisfy_waits(waitable, &wakes);
    wsplab_lock_drop(&wsplab__dispatcher);
    wsplab_wakes_flush(&wakes);
}

/* ---- waiting ----------------------------------------------------------------------------------------------------- */

/* References all objects of the wait, or none. */
static wsplab_error wsplab__reference_all(struct wsplab__wait *wait, wsplab_owner viewer, const wsplab_handle *handles,
                                          uint32_t count) {
    for (wait->count = 0; wait->count < count; wait->count++) {
        struct wsplab_object *object = NULL;
        wsplab_error error = wsplab_handle_reference(viewer, handles[wait->count], WSPLAB_KIND_ANY, &object);
        if (error != WSPLAB_OK)
            return error;
        wait->blocks[wait->count] =
            (struct wsplab_wait_block){.waitable = (struct wsplab_waitable *)object, .wait = wait};
        if (object->kind->number == WSPLAB_KIND_PORT) { /* WAIT-5 */
            wait->count++;
            return WSPLAB_E_INVALID_HANDLE;
        }
    }
    return WSPLAB_OK;
}

static void wsplab__release_all(struct wsplab__wait *wait) {
    while (wait->count > 0)
        wsplab_object_release(&wait->blocks[--wait->count].waitable->object);
}

/* Two handles of one object are a duplicate too: it could be consumed only once. */
static bool wsplab__has_duplicate(const struct wsplab__wait *wait) {
    for (uint32_t i = 1; i < wait->count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (wait->blocks[i].waitable == wait->blocks[j].waitable)
                return true;
    return false;
}

/* 0: satisfied at once. WSPLAB_UNDECIDED: the wait has begun and is on its objects' lists. */
static wsplab_error wsplab__begin(struct wsplab__wait *wait, uint32_t timeout_ms, uint32_t flags, uint32_t *index_out) {
    wsplab_error error = WSPLAB_OK;
    wsplab_lock_take(&wsplab__dispatcher);
    wsplab__link(wait); /* even for a look: from here on nobody else consumes a signal */
    if (wsplab__satisfiable(wait, index_out))
        wsplab__consume_for(wait, *index_out);
    else if (timeout_ms == 0)
        error = wsplab_thread_poll(wait->thread, flags);
    else if ((error = wsplab_thread_begin_wait(wait->thread, flags)) == WSPLAB_OK)
        error = WSPLAB_UNDECIDED;
    if (error != WSPLAB_UNDECIDED)
        wsplab__unlink(wait);
    wsplab_lock_drop(&wsplab__dispatcher);
    return error;
}

static wsplab_error wsplab__park_until(struct wsplab_thread *thread, uint64_t deadline) {
    wsplab_error outcome;
    do
        outcome = wsplab_thread_park(thread, deadline);
    while (outcome == WSPLAB_UNDECIDED && wsplab_now() < deadline);
    return outcome == WSPLAB_UNDECIDED ? wsplab_thread_give_up(thread) : outcome;
}

static wsplab_error wsplab__wait_objects(struct wsplab__wait *wait, uint32_t timeout_ms, uint32_t flags,
                                         uint32_t *index_out) {
    struct wsplab_thread *thread = wait->thread;
    uint64_t deadline = wsplab_deadline(timeout_ms);
    wsplab_error error = wsplab__begin(wait, timeout_ms, flags, index_out);
    if (error != WSPLAB_UNDECIDED)
        return error;
    wsplab_port_pause(thread);
    error = wsplab__park_until(thread, deadline);
    wsplab_port_resume(thread);
    if (error == WSPLAB_OK) {
        *index_out = thread->index; /* the satisfier took the wait off the lists */
        return WSPLAB_OK;
    }
    wsplab_lock_take(&wsplab__dispatcher);
    wsplab__unlink(wait);
    wsplab_lock_drop(&wsplab__dispatcher);
    return error;
}

/* One object that is signalled, and that nobody else waits for: neither this thread nor the clock is asked for. */
static bool wsplab__is_taken_at_once(wsplab_owner viewer, wsplab_handle handle) {
    struct wsplab_pin pin;
    if (wsplab_handle_pin(viewer, handle, WSPLAB_KIND_ANY, &pin) != WSPLAB_OK)
        return false;
    bool taken =
        pin.object->kind->number != WSPLAB_KIND_PORT && wsplab__try_alone((struct wsplab_waitable *)pin.object);
    wsplab_handle_unpin(&pin);
    return taken;
}

wsplab_error wsplab_wait(wsplab_owner viewer, const wsplab_handle *handles, uint32_t count, uint32_t timeout_ms,
                         uint32_t flags, uint32_t *index_out) {
    struct wsplab__wait wait;
    if (count == 0 || count > WSPLAB__MAXIMUM_OBJECTS)
        return WSPLAB_E_INVALID_PARAMETER;
    if (count == 1 && (flags & WSPLAB_WAIT_ALERTABLE) == 0 && wsplab__is_taken_at_once(viewer, handles[0])) {
        *index_out = 0;
        return WSPLAB_OK;
    }
    wait.all = (flags & WSPLAB_WAIT_ALL) != 0;
    wait.linked = false;
    wsplab_error error = wsplab__reference_all(&wait, viewer, handles, count);
    uint32_t index = 0;
    if (error == WSPLAB_OK && wait.all && wsplab__has_duplicate(&wait))
        error = WSPLAB_E_INVALID_PARAMETER;
    else if (error == WSPLAB_OK && (wait.thread = wsplab_thread_current()) == NULL)
        error = WSPLAB_E_NOT_ENOUGH_MEMORY;
    else if (error == WSPLAB_OK &&
             wsplab_thread_poll(wait.thread, flags & WSPLAB_WAIT_ALERTABLE) == WSPLAB_E_WAIT_IO_COMPLETION)
        error = WSPLAB_E_WAIT_IO_COMPLETION; /* WIN-46 */
    else if (error == WSPLAB_OK && (count > 1 || !wsplab__try_alone(wait.blocks[0].waitable)))
        error = wsplab__wait_objects(&wait, timeout_ms, flags, &index);
    wsplab__release_all(&wait);
    if (error == WSPLAB_OK)
        *index_out = index;
    return error;
}

wsplab_error wsplab_sleep(uint32_t timeout_ms, uint32_t flags) {
    struct wsplab_thread *thread = wsplab_thread_known();
    uint64_t deadline = wsplab_deadline(timeout_ms);
    if (thread == NULL) {
        wsplab_pause_until(deadline);
        return WSPLAB_E_WAIT_TIMEOUT;
    }
    if (timeout_ms == 0)
        return wsplab_thread_poll(thread, flags);
    wsplab_error error = wsplab_thread_begin_wait(thread, flags);
    if (error != WSPLAB_OK)
        return error;
    wsplab_port_pause(thread);
    error = wsplab__park_until(thread, deadline);
    wsplab_port_resume(thread);
    return error;
}
