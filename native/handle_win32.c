/*
 * handle_win32.c - the process-wide table of handles.
 *
 * A handle's value is that of the real HANDLE behind it, so the kernel chooses it. Slot n of the table stands for the value
 * 4 * n, in chunks that are never freed. Everything that decides whether a value is good stands in one atomic word:
 *
 *    63                34   33      32   31        0
 *   +--------------------+------+------+------------+
 *   |                    | rest | open |    pins    |
 *   +--------------------+------+------+------------+
 *
 * A pin is taken by a compare-and-set that succeeds only while the slot is open. Closing clears the open bit; whoever then
 * drops the last pin, the closer included, retires the real handle.
 *
 * The kernel gives a closed value out again at once. So that a stale handle is noticed, a real handle is not closed when
 * its name is: it rests, still open and known to be stale, until many others were closed. A port cannot rest, as its
 * waiters end when its last real handle is closed. There it is whatever we open next that rests, if a port had its value lately.
 */
#include "handle_slot.h"
#include "handle_table_win32.h"

#include <stdlib.h>

#include "alloc.h"

struct wsplab_handle_table wsplab__table = {.lock = WSPLAB_LOCK_INITIALIZER};

/* ---- values and slots -------------------------------------------------------------------------------------------- */

struct wsplab_slot *wsplab__slot_of(wsplab_handle handle) {
    uint64_t index = handle >> 2; /* WIN-31 */
    if (index >= WSPLAB__SLOTS)
        return NULL;
    union wsplab__padded_slot *chunk =
        atomic_load_explicit(&wsplab__table.chunks[index / WSPLAB__CHUNK], memory_order_acquire);
    return chunk == NULL ? NULL : &chunk[index % WSPLAB__CHUNK].slot;
}

/* The table is locked. NULL: 8 or 1816. */
static struct wsplab_slot *wsplab__slot_for(HANDLE real, wsplab_error *error_out) {
    uint64_t index = (uintptr_t)real >> 2;
    struct wsplab_slot *slot = wsplab__slot_of((uintptr_t)real);
    *error_out = index >= WSPLAB__SLOTS ? WSPLAB_E_TOO_MANY_HANDLES : WSPLAB_E_NOT_ENOUGH_MEMORY;
    if (slot == NULL && index < WSPLAB__SLOTS) {
        union wsplab__padded_slot *chunk = wsplab_alloc(WSPLAB__CHUNK * sizeof *chunk);
        if (chunk == NULL)
            return NULL;
        atomic_store_explicit(&wsplab__table.chunks[index / WSPLAB__CHUNK], chunk, memory_order_release);
        slot = &chunk[index % WSPLAB__CHUNK].slot;
    }
    if (slot != NULL && index >= wsplab__table.limit)
        wsplab__table.limit = (uint32_t)index + 1;
    return slot;
}

/* ---- retiring ---------------------------------------------------------------------------------------------------- */

/* The table is locked. Another open name of the object, or NULL. */
static HANDLE wsplab__other_name(const struct wsplab_object *object) {
    if (atomic_load_explicit(&object->names, memory_order_relaxed) == 0)
        return NULL;
    for (uint32_t index = 0; index < wsplab__table.limit; index++) {
        struct wsplab_slot *slot = wsplab__slot_of((wsplab_handle)index << 2);
        if (slot == NULL)
            index |= WSPLAB__CHUNK - 1; /* none in this chunk */
        else if (slot->object == object &&
                 (atomic_load_explicit(&slot->state, memory_order_relaxed) & WSPLAB__OPEN) != 0)
            return wsplab__real_at(index);
    }
    return NULL;
}

/* The real handle of a port is closed: what the value stands for from now on, the kernel knows. */
static void wsplab__forget(struct wsplab_slot *slot) {
    wsplab_lock_take(&wsplab__table.lock);
    uint64_t state = WSPLAB__REST;
    if (slot->rest == 0 && slot->object == NULL)
        atomic_compare_exchange_strong_explicit(&slot->state, &state, 0, memory_order_acq_rel, memory_order_relaxed);
    wsplab_lock_drop(&wsplab__table.lock);
}

/* The slot is closed and nobody has it pinned. */
static void wsplab__retire(struct wsplab_slot *slot) {
    HANDLE real = wsplab__real_at(slot->index), closing = real, other = NULL;
    wsplab_lock_take(&wsplab__table.lock);
    struct wsplab_object *object = slot->object;
    slot->object = NULL;
    if (slot->kind == WSPLAB_KIND_PORT) {
        slot->closed_at = ++wsplab__table.port_closes;
        other = wsplab__other_name(object);
    } else if (!wsplab_slot_is_reused(slot->owner, slot->kind)) {
        closing = wsplab__rest(slot, real);
    }
    wsplab_lock_drop(&wsplab__table.lock);
    wsplab_backing_unnamed(object, real, other);
    wsplab__close_for_good(closing);
    if (closing == real)
        wsplab__forget(slot);
    wsplab_object_release(object);
}

/* ---- pins -------------------------------------------------------------------------------------------------------- */

void wsplab_handle_unpin(const struct wsplab_pin *pin) {
    if (pin->slot == NULL)
        return;
    uint64_t state = atomic_fetch_sub_explicit(&pin->slot->state, 1, memory_order_acq_rel);
    if ((state & (WSPLAB__OPEN | WSPLAB__PINS)) == 1)
        wsplab__retire(pin->slot);
}

/* The slot is pinned if this returns true. */
static bool wsplab__try_pin(struct wsplab_slot *slot) {
    uint64_t state = atomic_load_explicit(&slot->state, memory_order_acquire);
    do {
        if ((state & WSPLAB__OPEN) == 0)
            return false;
    } while (!atomic_compare_exchange_weak_explicit(&slot->state, &state, state + 1, memory_order_acquire,
                                                    memory_order_acquire));
    return true;
}

wsplab_error wsplab_handle_pin(wsplab_owner viewer, wsplab_handle handle, uint32_t kind, struct wsplab_pin *pin_out) {
    struct wsplab_slot *slot = wsplab__slot_of(handle);
    if (slot == NULL || !wsplab__try_pin(slot))
        return WSPLAB_E_INVALID_HANDLE;
    struct wsplab_pin pin = {.slot = slot, .object = slot->object};
    if ((kind != WSPLAB_KIND_ANY && pin.object->kind->number != kind) || !wsplab_slot_is_seen(slot->owner, viewer)) {
        wsplab_handle_unpin(&pin);
        return WSPLAB_E_INVALID_HANDLE;
    }
    *pin_out = pin;
    return WSPLAB_OK;
}

/* Could be the handle of a stranger: neither a pseudo handle nor one of ours, open or at rest. */
static bool wsplab__may_be_foreign(wsplab_handle handle) {
    if (handle < 4 || handle >> 2 >= WSPLAB__SLOTS)
        return false;
    struct wsplab_slot *slot = wsplab__slot_of(handle);
    return slot == NULL ||
           (atomic_load_explicit(&slot->state, memory_order_acquire) & (WSPLAB__OPEN | WSPLAB__REST)) == 0;
}

wsplab_error wsplab_handle_pin_or_foreign(wsplab_owner viewer, wsplab_handle handle, uint32_t kind,
                                          struct wsplab_pin *pin_out) {
    wsplab_error error = wsplab_handle_pin(viewer, handle, kind, pin_out);
    if (error == WSPLAB_OK || !wsplab__may_be_foreign(handle))
        return error;
    *pin_out = (struct wsplab_pin){.slot = NULL};
    return WSPLAB_OK;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

/* The table is locked. The slot is closed, but whoever closed it has not done with it yet. */
static bool wsplab__is_being_closed(const struct wsplab_slot *slot, uint64_t state) {
    return (state & WSPLAB__OPEN) == 0 && ((state & WSPLAB__PINS) != 0 || slot->object != NULL);
}

/*
 * The table is locked. A value that is open, or rests, and yet was given out by the kernel was closed past us. Returns the
 * object that has lost a name thereby, or NULL. Whoever has the slot pinned may need the table to be done with it.
 */
static struct wsplab_object *wsplab__displace(struct wsplab_slot *slot) {
    for (;;) {
        uint64_t state = atomic_load_explicit(&slot->state, memory_order_acquire), open = WSPLAB__OPEN;
        if (!wsplab__is_being_closed(slot, state) && (state & WSPLAB__OPEN) == 0) {
            slot->rest = 0;
            atomic_store_explicit(&slot->state, 0, memory_order_release);
            return NULL;
        }
        if (atomic_compare_exchange_strong_explicit(&slot->state, &open, 0, memory_order_acq_rel, memory_order_relaxed))
            return slot->object;
        wsplab_lock_drop(&wsplab__table.lock);
        SwitchToThread();
        wsplab_lock_take(&wsplab__table.lock);
    }
}

/* The table is locked. */
static bool wsplab__owned(const struct wsplab_slot *slot, wsplab_owner owner) {
    return (atomic_load_explicit(&slot->state, memory_order_relaxed) & WSPLAB__OPEN) != 0 && !slot->self &&
           (owner == 0 || slot->owner == owner);
}

/* The table is locked. */
static uint64_t wsplab__count(wsplab_owner owner) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < wsplab__table.limit; i++) {
        const struct wsplab_slot *slot = wsplab__slot_of((wsplab_handle)i << 2);
        if (slot == NULL)
            i |= WSPLAB__CHUNK - 1; /* none in this chunk */
        else
            count += wsplab__owned(slot, owner);
    }
    return count;
}

/* The table is locked. The slot for one more handle of the owner; NULL: 8 or 1816. */
static struct wsplab_slot *wsplab__slot_within_limit(HANDLE real, wsplab_owner owner, wsplab_error *error_out) {
    uint64_t limit = wsplab_slot_limit(owner);
    if (limit == 0 || wsplab__count(owner) < limit)
        return wsplab__slot_for(real, error_out);
    *error_out = WSPLAB_E_TOO_MANY_HANDLES;
    return NULL;
}

/* Opens the slot of a real handle for a name that has been counted already; on failure that handle is closed. */
static wsplab_error wsplab__open(struct wsplab_object *object, wsplab_owner owner, bool self, HANDLE real,
                                 wsplab_handle *handle_out) {
    wsplab_error error = WSPLAB_OK;
    HANDLE other = NULL;
    wsplab_backing_named(object, real);
    wsplab_lock_take(&wsplab__table.lock);
    struct wsplab_slot *slot = wsplab__slot_within_limit(real, owner, &error);
    if (slot == NULL) {
        wsplab_lock_drop(&wsplab__table.lock);
        wsplab_backing_unnamed(object, real, NULL);
        wsplab__close_for_good(real);
        wsplab_object_name_gone(object);
        return error;
    }
    struct wsplab_object *displaced = wsplab__displace(slot);
    if (displaced != NULL)
        other = wsplab__other_name(displaced);
    wsplab_object_reference(object);
    slot->object = object;
    slot->owner = owner;
    slot->index = (uint32_t)((uintptr_t)real >> 2);
    slot->kind = object->kind->number;
    slot->self = self;
    atomic_store_explicit(&slot->state, WSPLAB__OPEN, memory_order_release);
    wsplab_lock_drop(&wsplab__table.lock);
    *handle_out = (uintptr_t)real;
    if (displaced != NULL) {
        wsplab_object_name_gone(displaced);
        wsplab_backing_unnamed(displaced, real, other);
        wsplab_object_release(displaced);
    }
    return WSPLAB_OK;
}

static wsplab_error wsplab__make(struct wsplab_object *object, wsplab_owner owner, bool self,
                                 wsplab_handle *handle_out) {
    HANDLE real = NULL;
    wsplab_error error = wsplab_backing_open(object, &real);
    if (error != WSPLAB_OK)
        return error;
    atomic_fetch_add_explicit(&object->names, 1, memory_order_relaxed);
    return wsplab__open(object, owner, self, real, handle_out);
}

wsplab_error wsplab_handle_make(struct wsplab_object *object, wsplab_owner owner, wsplab_handle *handle_out) {
    return wsplab__make(object, owner, false, handle_out);
}

wsplab_error wsplab_handle_make_self(struct wsplab_object *thread, wsplab_handle *handle_out) {
    return wsplab__make(thread, 0, true, handle_out);
}

/* From open to rest in one step: in between the value would pass for a stranger's. */
bool wsplab_slot_close(struct wsplab_slot *slot) {
    uint64_t state = atomic_load_explicit(&slot->state, memory_order_relaxed);
    do {
        if ((state & WSPLAB__OPEN) == 0)
            return false;
    } while (!atomic_compare_exchange_weak_explicit(&slot->state, &state, (state & ~WSPLAB__OPEN) | WSPLAB__REST,
                                                    memory_order_acq_rel, memory_order_relaxed));
    return true;
}

wsplab_owner wsplab_slot_owner(const struct wsplab_slot *slot) {
    return slot->owner;
}

bool wsplab_slot_is_self(const struct wsplab_slot *slot) {
    return slot->self;
}

wsplab_error wsplab_handle_duplicate(wsplab_owner viewer, wsplab_handle handle, wsplab_owner owner,
                                     wsplab_handle *duplicate_out) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(viewer, handle, WSPLAB_KIND_ANY, &pin);
    if (error != WSPLAB_OK)
        return error;
    HANDLE real = NULL;
    error = wsplab_backing_duplicate(pin.object, wsplab_real(handle), &real);
    if (error == WSPLAB_OK && wsplab_object_name_again(pin.object)) {
        error = wsplab__open(pin.object, owner, false, real, duplicate_out);
    } else if (error == WSPLAB_OK) {
        wsplab__close_for_good(real);
        error = WSPLAB_E_INVALID_HANDLE;
    }
    wsplab_handle_unpin(&pin);
    return error;
}

void wsplab_slots_release(wsplab_owner owner) {
    (void)owner; /* the kernel keeps nothing for anybody */
}

/* ---- all handles of an owner ------------------------------------------------------------------------------------- */

uint64_t wsplab_handle_count(wsplab_owner owner) {
    wsplab_lock_take(&wsplab__table.lock);
    uint64_t count = wsplab__count(owner);
    wsplab_lock_drop(&wsplab__table.lock);
    return count;
}

wsplab_handle wsplab_slot_next(wsplab_owner owner, uint32_t *index) {
    wsplab_handle found = 0;
    wsplab_lock_take(&wsplab__table.lock);
    for (; found == 0 && *index < wsplab__table.limit; ++*index) {
        const struct wsplab_slot *slot = wsplab__slot_of((wsplab_handle)*index << 2);
        if (slot == NULL)
            *index |= WSPLAB__CHUNK - 1; /* none in this chunk */
        else if (wsplab__owned(slot, owner))
            found = (wsplab_handle)*index << 2;
    }
    wsplab_lock_drop(&wsplab__table.lock);
    return found;
}
