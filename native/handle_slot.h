/* handle_slot.h - what the table of handles of each platform offers to handle.c. */
#ifndef WSPLAB_HANDLE_SLOT_H
#define WSPLAB_HANDLE_SLOT_H

#include <stdbool.h>

#include "handle.h"

wsplab_owner wsplab_slot_owner(const struct wsplab_slot *slot);
/* Whether it is a thread's own handle. */
bool wsplab_slot_is_self(const struct wsplab_slot *slot);
/* Of a pinned slot. False: somebody else has closed it already. */
bool wsplab_slot_close(struct wsplab_slot *slot);
/* The owner is done: what is kept for its next socket is anybody's. */
void wsplab_slots_release(wsplab_owner owner);
/* The first open handle of the owner (0: of anybody) at or after *index, which moves behind it; 0 when there is none. */
wsplab_handle wsplab_slot_next(wsplab_owner owner, uint32_t *index);

/* Whether the value of a closed handle of this owner and kind may come back at once. */
static inline bool wsplab_slot_is_reused(wsplab_owner owner, uint32_t kind) {
    return kind == WSPLAB_KIND_SOCKET && (owner & WSPLAB_OWNER_REUSES) != 0;
}

/* A thread's own handle has no owner, and is seen by everybody. */
static inline bool wsplab_slot_is_seen(wsplab_owner owner, wsplab_owner viewer) {
    return viewer == WSPLAB_SEES_ALL || owner == 0 || owner == viewer;
}

/* The most open handles of this owner; 0: any number. */
static inline uint64_t wsplab_slot_limit(wsplab_owner owner) {
    return (owner >> WSPLAB_OWNER_LIMIT_SHIFT) & WSPLAB_OWNER_LIMIT_MAX;
}

#endif
