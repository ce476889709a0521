/* handle_rest_win32.c - closed handles that rest, so that their values do not come back soon; see handle_win32.c. */
#include "handle_table_win32.h"

/* Closes for good what has rested longest, unless somebody has closed it past us: then the value is no longer ours. */
static HANDLE wsplab__wake_oldest(uint64_t number) {
    const struct wsplab__rest *oldest = &wsplab__table.resting[number % WSPLAB__RESTING];
    struct wsplab_slot *slot = wsplab__slot_of((wsplab_handle)oldest->index << 2);
    if (oldest->number == 0 || slot == NULL || slot->rest != oldest->number)
        return NULL;
    slot->rest = 0;
    atomic_fetch_and_explicit(&slot->state, ~WSPLAB__REST, memory_order_acq_rel);
    return wsplab__real_at(oldest->index);
}

HANDLE wsplab__rest(struct wsplab_slot *slot, HANDLE real) {
    uint64_t number = ++wsplab__table.rests;
    HANDLE oldest = wsplab__wake_oldest(number);
    slot->rest = number;
    atomic_fetch_or_explicit(&slot->state, WSPLAB__REST, memory_order_release);
    wsplab__table.resting[number % WSPLAB__RESTING] =
        (struct wsplab__rest){.index = (uint32_t)((uintptr_t)real >> 2), .number = number};
    return oldest;
}

void wsplab__close_for_good(HANDLE real) {
    if (real == NULL)
        return;
    wsplab_socket_backing_unseal(real);
    CloseHandle(real);
}

bool wsplab_handle_rest_if_recent(HANDLE real) {
    HANDLE oldest = NULL;
    wsplab_lock_take(&wsplab__table.lock);
    struct wsplab_slot *slot = wsplab__slot_of((uintptr_t)real);
    bool recent = slot != NULL && slot->closed_at != 0 && slot->object == NULL &&
                  wsplab__table.port_closes - slot->closed_at < WSPLAB__RECENT &&
                  (atomic_load_explicit(&slot->state, memory_order_relaxed) & (WSPLAB__OPEN | WSPLAB__PINS)) == 0;
    if (recent) {
        slot->closed_at = 0; /* once is enough: each close of a port adds one rest and no more */
        oldest = wsplab__rest(slot, real);
    }
    wsplab_lock_drop(&wsplab__table.lock);
    wsplab__close_for_good(oldest);
    return recent;
}
