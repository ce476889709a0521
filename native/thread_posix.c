/* thread_posix.c - threads; see thread_posix.h. */
#include <pthread.h>

#include "alloc.h"
#include "handle.h"
#include "thread.h"

static pthread_once_t wsplab__key_once = PTHREAD_ONCE_INIT;
static pthread_key_t wsplab__key;
static bool wsplab__key_made;

/* Not in the thread object: reading it must not cost an allocation, nor fail for lack of memory. */
static _Thread_local uint32_t wsplab__last_error;

/* ---- life -------------------------------------------------------------------------------------------------------- */

static void wsplab__thread_destroy(struct wsplab_object *object) {
    struct wsplab_thread *thread = (struct wsplab_thread *)object;
    wsplab_thread_probe_destroy(&thread->probe);
    wsplab_condition_destroy(&thread->woken);
    wsplab_lock_destroy(&thread->lock);
    wsplab_free(thread);
}

static const struct wsplab_kind wsplab__thread_kind = {
    .number = WSPLAB_KIND_THREAD,
    .destroy = wsplab__thread_destroy,
};

/*
 * The thread ends. What it held is given up before it is signalled, so that who waits for its end finds nothing left.
 */
static void wsplab__thread_ended(void *value) {
    struct wsplab_thread *thread = value;
    wsplab_apc_abandon(thread);
    wsplab_port_unbind(thread);
    if (thread->self != 0)
        wsplab_handle_close_self(thread->self);
    wsplab_farewells_send(thread);
    wsplab_waitable_set(&thread->waitable);
    wsplab_object_release(&thread->waitable.object);
}

static void wsplab__make_key(void) {
    wsplab__key_made = pthread_key_create(&wsplab__key, wsplab__thread_ended) == 0;
}

static struct wsplab_thread *wsplab__thread_create(void) {
    struct wsplab_thread *thread = wsplab_alloc(sizeof *thread);
    if (thread == NULL)
        return NULL;
    if (!wsplab_condition_init(&thread->woken)) {
        wsplab_free(thread);
        return NULL;
    }
    wsplab_lock_init(&thread->lock);
    wsplab_waitable_init(&thread->waitable, &wsplab__thread_kind, false, false);
    wsplab_thread_probe_init(&thread->probe);
    if (pthread_setspecific(wsplab__key, thread) != 0) {
        wsplab_object_release(&thread->waitable.object);
        return NULL;
    }
    return thread;
}

struct wsplab_thread *wsplab_thread_known(void) {
    pthread_once(&wsplab__key_once, wsplab__make_key);
    return wsplab__key_made ? pthread_getspecific(wsplab__key) : NULL;
}

struct wsplab_thread *wsplab_thread_current(void) {
    struct wsplab_thread *thread = wsplab_thread_known();
    return thread != NULL || !wsplab__key_made ? thread : wsplab__thread_create();
}

/* ---- waiting ----------------------------------------------------------------------------------------------------- */

/* The thread is locked. */
static wsplab_error wsplab__interruption(struct wsplab_thread *thread, uint32_t flags) {
    if ((flags & WSPLAB_WAIT_ALERTABLE) != 0 && thread->first_apc != NULL)
        return WSPLAB_E_WAIT_IO_COMPLETION;
    if ((flags & WSPLAB_WAIT_INTERRUPTIBLE) != 0 && thread->alerted) {
        thread->alerted = false;
        return WSPLAB_E_INTERRUPTED;
    }
    return WSPLAB_OK;
}

wsplab_error wsplab_thread_begin_wait(struct wsplab_thread *thread, uint32_t flags) {
    wsplab_lock_take(&thread->lock);
    wsplab_error error = wsplab__interruption(thread, flags);
    if (error == WSPLAB_OK) {
        thread->outcome = WSPLAB_UNDECIDED;
        thread->flags = flags;
        thread->nudged = false;
    }
    wsplab_lock_drop(&thread->lock);
    return error;
}

wsplab_error wsplab_thread_poll(struct wsplab_thread *thread, uint32_t flags) {
    if ((flags & (WSPLAB_WAIT_ALERTABLE | WSPLAB_WAIT_INTERRUPTIBLE)) == 0)
        return WSPLAB_E_WAIT_TIMEOUT;
    wsplab_lock_take(&thread->lock);
    wsplab_error error = wsplab__interruption(thread, flags);
    wsplab_lock_drop(&thread->lock);
    return error == WSPLAB_OK ? WSPLAB_E_WAIT_TIMEOUT : error;
}

wsplab_error wsplab_thread_park(struct wsplab_thread *thread, uint64_t deadline) {
    wsplab_lock_take(&thread->lock);
    while (thread->outcome == WSPLAB_UNDECIDED && !thread->nudged &&
           (deadline == WSPLAB_NEVER || wsplab_now() < deadline))
        wsplab_condition_wait(&thread->woken, &thread->lock, deadline);
    thread->nudged = false;
    wsplab_error outcome = thread->outcome;
    wsplab_lock_drop(&thread->lock);
    return outcome;
}

wsplab_error wsplab_thread_give_up(struct wsplab_thread *thread) {
    wsplab_lock_take(&thread->lock);
    if (thread->outcome == WSPLAB_UNDECIDED)
        thread->outcome = WSPLAB_E_WAIT_TIMEOUT;
    wsplab_error outcome = thread->outcome;
    wsplab_lock_drop(&thread->lock);
    return outcome;
}

/* ---- waking ------------------------------------------------------------------------------------------------------ */

void wsplab_wakes_flush(struct wsplab_wakes *wakes) {
    for (uint32_t i = 0; i < wakes->count; i++) {
        wsplab_condition_signal(&wakes->threads[i]->woken);
        wsplab_object_release(&wakes->threads[i]->waitable.object);
    }
    wakes->count = 0;
}

/* The thread is locked, so it is still there. */
static void wsplab__wake_later(struct wsplab_wakes *wakes, struct wsplab_thread *thread) {
    if (wakes->count == WSPLAB_WAKES)
        wsplab_wakes_flush(wakes);
    wsplab_object_reference(&thread->waitable.object);
    wakes->threads[wakes->count++] = thread;
}

bool wsplab_thread_claim(struct wsplab_thread *thread) {
    wsplab_lock_take(&thread->lock);
    if (thread->outcome == WSPLAB_UNDECIDED)
        return true;
    wsplab_lock_drop(&thread->lock);
    return false;
}

void wsplab_thread_decide(struct wsplab_thread *thread, wsplab_error outcome, uint32_t index,
                          struct wsplab_wakes *wakes) {
    thread->outcome = outcome;
    thread->index = index;
    wsplab__wake_later(wakes, thread);
    wsplab_lock_drop(&thread->lock);
}

wsplab_error wsplab_thread_end_alertable_wait(struct wsplab_thread *thread) {
    if (thread->outcome == WSPLAB_UNDECIDED && (thread->flags & WSPLAB_WAIT_ALERTABLE) != 0)
        thread->outcome = WSPLAB_E_WAIT_IO_COMPLETION;
    return WSPLAB_OK;
}

void wsplab_thread_wake(struct wsplab_thread *thread) {
    wsplab_condition_signal(&thread->woken);
}

/* Tickets are all there is here. */
void wsplab_thread_drain(struct wsplab_thread *thread) {
    (void)thread;
}

void wsplab_thread_nudge(struct wsplab_thread *thread, struct wsplab_wakes *wakes) {
    wsplab_lock_take(&thread->lock);
    thread->nudged = true;
    wsplab__wake_later(wakes, thread);
    wsplab_lock_drop(&thread->lock);
}

/* ---- handles, alerts, the last error ----------------------------------------------------------------------------- */

wsplab_handle wsplab_thread_self(void) {
    struct wsplab_thread *thread = wsplab_thread_current();
    if (thread == NULL)
        return 0;
    if (thread->self == 0)
        wsplab_handle_make_self(&thread->waitable.object, &thread->self); /* on failure it stays 0 */
    return thread->self;
}

wsplab_error wsplab_thread_open(wsplab_owner owner, wsplab_handle *thread_out) {
    struct wsplab_thread *thread = wsplab_thread_current();
    return thread == NULL ? WSPLAB_E_NOT_ENOUGH_MEMORY
                          : wsplab_handle_make(&thread->waitable.object, owner, thread_out);
}

wsplab_error wsplab_thread_alert(wsplab_handle handle) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(WSPLAB_SEES_ALL, handle, WSPLAB_KIND_THREAD, &pin);
    if (error != WSPLAB_OK)
        return error;
    struct wsplab_thread *thread = (struct wsplab_thread *)pin.object;
    wsplab_lock_take(&thread->lock);
    if (thread->outcome == WSPLAB_UNDECIDED && (thread->flags & WSPLAB_WAIT_INTERRUPTIBLE) != 0)
        thread->outcome = WSPLAB_E_INTERRUPTED;
    else
        thread->alerted = true;
    wsplab_lock_drop(&thread->lock);
    wsplab_condition_signal(&thread->woken);
    wsplab_handle_unpin(&pin);
    return WSPLAB_OK;
}

bool wsplab_thread_waits(wsplab_handle handle) {
    struct wsplab_pin pin;
    if (wsplab_handle_pin(WSPLAB_SEES_ALL, handle, WSPLAB_KIND_THREAD, &pin) != WSPLAB_OK)
        return false;
    struct wsplab_thread *thread = (struct wsplab_thread *)pin.object;
    wsplab_lock_take(&thread->lock);
    bool waits = thread->outcome == WSPLAB_UNDECIDED;
    wsplab_lock_drop(&thread->lock);
    wsplab_handle_unpin(&pin);
    return waits;
}

void wsplab_thread_clear_alert(void) {
    struct wsplab_thread *thread = wsplab_thread_known();
    if (thread == NULL)
        return;
    wsplab_lock_take(&thread->lock);
    thread->alerted = false;
    wsplab_lock_drop(&thread->lock);
}

uint32_t wsplab_last_error_get(void) {
    return wsplab__last_error;
}

void wsplab_last_error_set(uint32_t error) {
    wsplab__last_error = error;
}
