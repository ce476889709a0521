/* wait_win32.c - waits for one or several objects, which the kernel does; and the events that stand for sockets. */
#include "alloc.h"
#include "thread.h"
#include "waitable.h"

#define WSPLAB__MAXIMUM_OBJECTS 64u

/* ---- sockets ----------------------------------------------------------------------------------------------------- */

void wsplab_waitable_init(struct wsplab_waitable *waitable, const struct wsplab_kind *kind, bool auto_reset,
                          bool signalled) {
    (void)auto_reset; /* no socket is */
    wsplab_object_init(&waitable->object, kind);
    wsplab_lock_init(&waitable->signal_lock);
    waitable->signalled = signalled;
    waitable->signal = NULL;
}

void wsplab_waitable_destroy(struct wsplab_waitable *waitable) {
    if (waitable->signal != NULL)
        CloseHandle(waitable->signal);
}

static void wsplab__change(struct wsplab_waitable *waitable, bool signalled) {
    wsplab_lock_take(&waitable->signal_lock);
    waitable->signalled = signalled;
    if (waitable->signal != NULL)
        (signalled ? SetEvent : ResetEvent)(waitable->signal);
    wsplab_lock_drop(&waitable->signal_lock);
}

void wsplab_waitable_set(struct wsplab_waitable *waitable) {
    wsplab__change(waitable, true);
}

void wsplab_waitable_reset(struct wsplab_waitable *waitable) {
    wsplab__change(waitable, false);
}

HANDLE wsplab_waitable_signal(struct wsplab_waitable *waitable) {
    wsplab_lock_take(&waitable->signal_lock);
    if (waitable->signal == NULL && wsplab_alloc_allowed())
        waitable->signal = CreateEventW(NULL, TRUE, waitable->signalled, NULL);
    HANDLE signal = waitable->signal;
    wsplab_lock_drop(&waitable->signal_lock);
    return signal;
}

/* ---- waiting ----------------------------------------------------------------------------------------------------- */

struct wsplab__wait {
    uint32_t count;
    bool all;
    uint32_t index; /* of the object that satisfied it */
    HANDLE reals[WSPLAB__MAXIMUM_OBJECTS];
    struct wsplab_object *objects[WSPLAB__MAXIMUM_OBJECTS]; /* referenced; NULL: made by somebody else */
};

static wsplab_error wsplab__of_failure(DWORD error) {
    return error == ERROR_INVALID_PARAMETER                                         ? WSPLAB_E_INVALID_PARAMETER
           : error == ERROR_NOT_ENOUGH_MEMORY || error == ERROR_NO_SYSTEM_RESOURCES ? WSPLAB_E_NOT_ENOUGH_MEMORY
                                                                                    : WSPLAB_E_INVALID_HANDLE;
}

static wsplab_error wsplab__wait_for_objects(void *arms, DWORD timeout_ms, bool alertable) {
    struct wsplab__wait *wait = arms;
    DWORD result = WaitForMultipleObjectsEx(wait->count, wait->reals, wait->all, timeout_ms, alertable);
    if (result == WAIT_TIMEOUT)
        return WSPLAB_E_WAIT_TIMEOUT;
    if (result == WAIT_IO_COMPLETION)
        return WSPLAB_E_WAIT_IO_COMPLETION;
    if (result == WAIT_FAILED)
        return wsplab__of_failure(GetLastError());
    /* A mutex that its owner abandoned is had, too. */
    wait->index = wait->all ? 0 : result >= WAIT_ABANDONED_0 ? result - WAIT_ABANDONED_0 : result - WAIT_OBJECT_0;
    return WSPLAB_OK;
}

/* What the kernel is to wait for in place of the handle. */
static wsplab_error wsplab__add(struct wsplab__wait *wait, wsplab_owner viewer, wsplab_handle handle) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin_or_foreign(viewer, handle, WSPLAB_KIND_ANY, &pin);
    if (error != WSPLAB_OK)
        return error;
    uint32_t i = wait->count;
    wait->reals[i] = wsplab_real(handle);
    wait->objects[i] = pin.object;
    if (pin.slot == NULL) {
        wait->objects[i] = NULL;
    } else if (pin.object->kind->number == WSPLAB_KIND_PORT) { /* WAIT-5 */
        error = WSPLAB_E_INVALID_HANDLE;
    } else if (pin.object->kind->number == WSPLAB_KIND_SOCKET) {
        wait->reals[i] = wsplab_waitable_signal((struct wsplab_waitable *)pin.object);
        error = wait->reals[i] == NULL ? WSPLAB_E_NOT_ENOUGH_MEMORY : WSPLAB_OK;
    }
    if (error == WSPLAB_OK) {
        wait->count++;
        if (wait->objects[i] != NULL)
            wsplab_object_reference(wait->objects[i]);
    }
    wsplab_handle_unpin(&pin);
    return error;
}

static void wsplab__release_all(struct wsplab__wait *wait) {
    while (wait->count > 0) {
        struct wsplab_object *object = wait->objects[--wait->count];
        if (object != NULL)
            wsplab_object_release(object);
    }
}

/* Two handles of one object are a duplicate too: it could be consumed only once. */
static bool wsplab__has_duplicate(const struct wsplab__wait *wait) {
    for (uint32_t i = 1; i < wait->count; i++)
        for (uint32_t j = 0; j < i; j++)
            if (wait->reals[i] == wait->reals[j] || (wait->objects[i] != NULL && wait->objects[i] == wait->objects[j]))
                return true;
    return false;
}

wsplab_error wsplab_wait(wsplab_owner viewer, const wsplab_handle *handles, uint32_t count, uint32_t timeout_ms,
                         uint32_t flags, uint32_t *index_out) {
    struct wsplab__wait wait;
    wsplab_error error = WSPLAB_OK;
    struct wsplab_thread *thread = NULL;
    if (count == 0 || count > WSPLAB__MAXIMUM_OBJECTS)
        return WSPLAB_E_INVALID_PARAMETER;
    wait.count = 0;
    wait.index = 0;
    wait.all = (flags & WSPLAB_WAIT_ALL) != 0;
    for (uint32_t i = 0; error == WSPLAB_OK && i < count; i++)
        error = wsplab__add(&wait, viewer, handles[i]);
    if (error == WSPLAB_OK && wait.all && wsplab__has_duplicate(&wait))
        error = WSPLAB_E_INVALID_PARAMETER;
    else if (error == WSPLAB_OK && (thread = wsplab_thread_current()) == NULL)
        error = WSPLAB_E_NOT_ENOUGH_MEMORY;
    if (error == WSPLAB_OK)
        error = wsplab_thread_wait(thread, wsplab__wait_for_objects, &wait, timeout_ms, flags);
    wsplab__release_all(&wait);
    if (error == WSPLAB_OK)
        *index_out = wait.index;
    return error;
}

static wsplab_error wsplab__wait_for_time(void *unused, DWORD timeout_ms, bool alertable) {
    (void)unused;
    return SleepEx(timeout_ms, alertable) == WAIT_IO_COMPLETION ? WSPLAB_E_WAIT_IO_COMPLETION : WSPLAB_E_WAIT_TIMEOUT;
}

wsplab_error wsplab_sleep(uint32_t timeout_ms, uint32_t flags) {
    return wsplab_thread_wait(wsplab_thread_known(), wsplab__wait_for_time, NULL, timeout_ms, flags);
}
