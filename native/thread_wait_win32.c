/* thread_wait_win32.c - one wait of ours by one or more of the kernel's; see thread_win32.h. */
#include "thread.h"

#define WSPLAB__TICKS_PER_MS 10000u

/* 100 ns each, since the system started; time asleep does not count, as for the system's own time-outs. */
static uint64_t wsplab__now(void) {
    ULONGLONG now;
    QueryUnbiasedInterruptTime(&now);
    return now;
}

static DWORD wsplab__left_ms(uint64_t deadline) {
    uint64_t now = wsplab__now();
    return deadline <= now ? 0 : (DWORD)((deadline - now + WSPLAB__TICKS_PER_MS - 1) / WSPLAB__TICKS_PER_MS);
}

/* The alert ends the wait; but what can be had without waiting is had, and the alert stays. */
static wsplab_error wsplab__interrupted(struct wsplab_thread *thread, wsplab_kernel_wait wait, void *arms) {
    wsplab_error error = wait(arms, 0, false);
    return error == WSPLAB_E_WAIT_TIMEOUT && wsplab_thread_take_alert(thread) ? WSPLAB_E_INTERRUPTED : error;
}

/* The kernel's wait was ended by an APC: 192, WSPLAB_E_INTERRUPTED or what was had. 258: by none that concerns this wait. */
static wsplab_error wsplab__after_apc(struct wsplab_thread *thread, wsplab_kernel_wait wait, void *arms, uint32_t flags,
                                      uint32_t arrivals) {
    bool alertable = (flags & WSPLAB_WAIT_ALERTABLE) != 0;
    if (alertable && wsplab_thread_has_tickets(thread))
        return WSPLAB_E_WAIT_IO_COMPLETION;
    if ((flags & WSPLAB_WAIT_INTERRUPTIBLE) != 0 && wsplab_thread_is_alerted(thread))
        return wsplab__interrupted(thread, wait, arms);
    /* An APC of ours that came to nothing: an alert that was cleared since. Any other was a stranger's. */
    bool stale = atomic_load(&thread->arrivals) != arrivals;
    return alertable && !stale ? WSPLAB_E_WAIT_IO_COMPLETION : WSPLAB_E_WAIT_TIMEOUT;
}

static wsplab_error wsplab__wait_in_kernel(struct wsplab_thread *thread, wsplab_kernel_wait wait, void *arms,
                                           uint32_t timeout_ms, uint32_t flags) {
    bool infinite = timeout_ms == WSPLAB_INFINITE;
    uint64_t deadline = infinite || timeout_ms == 0 ? 0 : wsplab__now() + (uint64_t)timeout_ms * WSPLAB__TICKS_PER_MS;
    for (DWORD left = timeout_ms;; left = infinite ? INFINITE : wsplab__left_ms(deadline)) {
        uint32_t arrivals = atomic_load(&thread->arrivals);
        wsplab_error error = wait(arms, left, true);
        if (error != WSPLAB_E_WAIT_IO_COMPLETION)
            return error;
        error = wsplab__after_apc(thread, wait, arms, flags, arrivals);
        if (error != WSPLAB_E_WAIT_TIMEOUT)
            return error;
        if (left == 0)
            return wait(arms, 0, false);
    }
}

wsplab_error wsplab_thread_wait(struct wsplab_thread *thread, wsplab_kernel_wait wait, void *arms, uint32_t timeout_ms,
                                uint32_t flags) {
    if (thread == NULL || (flags & (WSPLAB_WAIT_ALERTABLE | WSPLAB_WAIT_INTERRUPTIBLE)) == 0) {
        if (thread != NULL)
            atomic_store(&thread->waiting, true);
        wsplab_error error = wait(arms, timeout_ms, false);
        if (thread != NULL)
            atomic_store(&thread->waiting, false);
        return error;
    }
    if ((flags & WSPLAB_WAIT_ALERTABLE) != 0 && wsplab_thread_has_tickets(thread))
        return WSPLAB_E_WAIT_IO_COMPLETION; /* WIN-46 */
    if ((flags & WSPLAB_WAIT_INTERRUPTIBLE) != 0 && wsplab_thread_is_alerted(thread))
        return wsplab__interrupted(thread, wait, arms);
    atomic_store(&thread->waiting, true);
    wsplab_error error = wsplab__wait_in_kernel(thread, wait, arms, timeout_ms, flags);
    atomic_store(&thread->waiting, false);
    return error;
}
