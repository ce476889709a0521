/*
 * handle_posix.c - the process-wide table of handles.
 *
 * A handle's value is (generation << 20 | slot) << 2. Slots stand in chunks that are never freed, so that a stale value
 * can always be looked at. Everything that decides whether a value is good stands in one atomic word of its slot:
 *
 *    63            33   32    31        0
 *   +----------------+------+------------+
 *   |   generation   | open |    pins    |
 *   +----------------+------+------------+
 *
 * A pin is taken by a compare-and-set that succeeds only while the slot is open in the generation asked for. Closing
 * clears the open bit; whoever then drops the last pin, the closer included, gives the slot back. The table's lock is
 * needed to give out slots and to take them back, never to use them.
 *
 * Slots come back in the order in which they were closed and not before many others were, and each time under another
 * generation: a value is seen again after half a million closes at the earliest. Those of an owner that reuses them are
 * kept apart, in their generation, for its next sockets.
 */
#include <stdbool.h>
#include <stdlib.h>

#include "alloc.h"
#include "handle_slot.h"
#include "lock.h"

#define WSPLAB__SLOT_BITS 20u
#define WSPLAB__SLOTS (1u << WSPLAB__SLOT_BITS)
#define WSPLAB__GENERATIONS 512u /* 0 is left out, so that no value is 0 */
#define WSPLAB__CHUNK 1024u
#define WSPLAB__RESTING 1024u /* closed slots that are kept back while there are fresh ones */
#define WSPLAB__NO_SLOT UINT32_MAX

#define WSPLAB__PINS 0xFFFFFFFFull
#define WSPLAB__OPEN (1ull << 32)
#define WSPLAB__GENERATION_SHIFT 33

struct wsplab_slot {
    _Atomic uint64_t state;
    struct wsplab_object
        *object; /* these four change under the table's lock while the slot is neither open nor pinned */
    wsplab_owner owner;
    bool self;
    uint32_t next; /* in the list of free slots */
};

/* A cache line each, so that two threads that work on two sockets do not meet here. */
union wsplab__padded_slot {
    struct wsplab_slot slot;
    char line[64];
};

static struct {
    struct wsplab_lock lock;
    _Atomic(union wsplab__padded_slot *) chunks[WSPLAB__SLOTS / WSPLAB__CHUNK];
    uint32_t used; /* slots ever given out */
    uint32_t first_free, last_free, free;
    uint32_t kept; /* the slot closed last of those that are used again at once */
} wsplab__table = {.lock = WSPLAB_LOCK_INITIALIZER,
                   .first_free = WSPLAB__NO_SLOT,
                   .last_free = WSPLAB__NO_SLOT,
                   .kept = WSPLAB__NO_SLOT};

/* ---- values and slots -------------------------------------------------------------------------------------------- */

static union wsplab__padded_slot *wsplab__chunk_of(uint32_t index) {
    return atomic_load_explicit(&wsplab__table.chunks[index / WSPLAB__CHUNK], memory_order_acquire);
}

/* Of a slot that was given out at some time: its chunk is there. */
static struct wsplab_slot *wsplab__slot_at(uint32_t index) {
    return &wsplab__chunk_of(index)[index % WSPLAB__CHUNK].slot;
}

static wsplab_handle wsplab__value(uint32_t index, uint64_t state) {
    return ((state >> WSPLAB__GENERATION_SHIFT) << WSPLAB__SLOT_BITS | index) << 2;
}

/* The table is locked. */
static wsplab_error wsplab__fresh_slot(uint32_t *index_out) {
    uint32_t index = wsplab__table.used;
    if (index == WSPLAB__SLOTS)
        return WSPLAB_E_TOO_MANY_HANDLES;
    if (index % WSPLAB__CHUNK == 0) {
        union wsplab__padded_slot *chunk = wsplab_alloc(WSPLAB__CHUNK * sizeof *chunk);
        if (chunk == NULL)
            return WSPLAB_E_NOT_ENOUGH_MEMORY;
        for (uint32_t i = 0; i < WSPLAB__CHUNK; i++)
            atomic_init(&chunk[i].slot.state, 1ull << WSPLAB__GENERATION_SHIFT);
        atomic_store_explicit(&wsplab__table.chunks[index / WSPLAB__CHUNK], chunk, memory_order_release);
    }
    wsplab__table.used++;
    *index_out = index;
    return WSPLAB_OK;
}

/* The table is locked. One of the owner's that is used again at once (0: anybody's), the last closed first. */
static bool wsplab__take_kept(wsplab_owner owner, uint32_t *index_out) {
    for (uint32_t *link = &wsplab__table.kept; *link != WSPLAB__NO_SLOT; link = &wsplab__slot_at(*link)->next) {
        uint32_t index = *link;
        struct wsplab_slot *slot = wsplab__slot_at(index);
        if (owner == 0 || slot->owner == owner) {
            *link = slot->next;
            *index_out = index;
            return true;
        }
    }
    return false;
}

/* The table is locked. */
static wsplab_error wsplab__take_slot(wsplab_owner owner, uint32_t kind, uint32_t *index_out) {
    wsplab_error error = WSPLAB_OK;
    if (wsplab_slot_is_reused(owner, kind) && wsplab__take_kept(owner, index_out))
        return WSPLAB_OK;
    if (wsplab__table.free <= WSPLAB__RESTING) {
        error = wsplab__fresh_slot(index_out);
        if (error == WSPLAB_OK)
            return error;
        if (wsplab__table.free == 0)
            return wsplab__take_kept(0, index_out) ? WSPLAB_OK : error;
    }
    uint32_t index = wsplab__table.first_free;
    struct wsplab_slot *slot = wsplab__slot_at(index);
    wsplab__table.first_free = slot->next;
    if (slot->next == WSPLAB__NO_SLOT)
        wsplab__table.last_free = WSPLAB__NO_SLOT;
    wsplab__table.free--;
    *index_out = index;
    return WSPLAB_OK;
}

/* The table is locked: the slot rests, and has another generation when it is used again. */
static void wsplab__add_to_free(struct wsplab_slot *slot, uint32_t index, uint64_t state) {
    uint64_t generation = (state >> WSPLAB__GENERATION_SHIFT) % (WSPLAB__GENERATIONS - 1) + 1;
    slot->next = WSPLAB__NO_SLOT;
    atomic_store_explicit(&slot->state, generation << WSPLAB__GENERATION_SHIFT, memory_order_release);
    if (wsplab__table.last_free == WSPLAB__NO_SLOT)
        wsplab__table.first_free = index;
    else
        wsplab__slot_at(wsplab__table.last_free)->next = index;
    wsplab__table.last_free = index;
    wsplab__table.free++;
}

/* The slot is closed and nobody has it pinned. */
static void wsplab__give_slot_back(struct wsplab_slot *slot, uint64_t state) {
    struct wsplab_object *object = slot->object;
    wsplab_lock_take(&wsplab__table.lock);
    uint32_t index = slot->next;
    slot->object = NULL;
    if (wsplab_slot_is_reused(slot->owner, object->kind->number)) {
        slot->next = wsplab__table.kept;
        wsplab__table.kept = index;
    } else {
        wsplab__add_to_free(slot, index, state);
    }
    wsplab_lock_drop(&wsplab__table.lock);
    wsplab_object_release(object);
}

void wsplab_slots_release(wsplab_owner owner) {
    uint32_t index = 0;
    wsplab_lock_take(&wsplab__table.lock);
    while (wsplab__take_kept(owner, &index)) {
        struct wsplab_slot *slot = wsplab__slot_at(index);
        wsplab__add_to_free(slot, index, atomic_load_explicit(&slot->state, memory_order_relaxed));
    }
    wsplab_lock_drop(&wsplab__table.lock);
}

/* ---- pins -------------------------------------------------------------------------------------------------------- */

void wsplab_handle_unpin(const struct wsplab_pin *pin) {
    uint64_t state = atomic_fetch_sub_explicit(&pin->slot->state, 1, memory_order_acq_rel);
    if ((state & (WSPLAB__OPEN | WSPLAB__PINS)) == 1)
        wsplab__give_slot_back(pin->slot, state);
}

wsplab_error wsplab_handle_pin(wsplab_owner viewer, wsplab_handle handle, uint32_t kind, struct wsplab_pin *pin_out) {
    uint64_t name = handle >> 2; /* WIN-31 */
    uint64_t generation = name >> WSPLAB__SLOT_BITS;
    uint32_t index = (uint32_t)(name & (WSPLAB__SLOTS - 1));
    if (wsplab__chunk_of(index) == NULL)
        return WSPLAB_E_INVALID_HANDLE;
    struct wsplab_slot *slot = wsplab__slot_at(index);
    uint64_t state = atomic_load_explicit(&slot->state, memory_order_acquire);
    do {
        if ((state & WSPLAB__OPEN) == 0 || state >> WSPLAB__GENERATION_SHIFT != generation)
            return WSPLAB_E_INVALID_HANDLE;
    } while (!atomic_compare_exchange_weak_explicit(&slot->state, &state, state + 1, memory_order_acquire,
                                                    memory_order_acquire));
    struct wsplab_pin pin = {.slot = slot, .object = slot->object};
    if ((kind != WSPLAB_KIND_ANY && pin.object->kind->number != kind) || !wsplab_slot_is_seen(slot->owner, viewer)) {
        wsplab_handle_unpin(&pin);
        return WSPLAB_E_INVALID_HANDLE;
    }
    *pin_out = pin;
    return WSPLAB_OK;
}

/* ---- names ------------------------------------------------------------------------------------------------------- */

/* The table is locked. */
static bool wsplab__owned(const struct wsplab_slot *slot, uint64_t state, wsplab_owner owner) {
    return (state & WSPLAB__OPEN) != 0 && !slot->self && (owner == 0 || slot->owner == owner);
}

/* The table is locked. */
static uint64_t wsplab__count(wsplab_owner owner) {
    uint64_t count = 0;
    for (uint32_t i = 0; i < wsplab__table.used; i++) {
        const struct wsplab_slot *slot = wsplab__slot_at(i);
        count += wsplab__owned(slot, atomic_load_explicit(&slot->state, memory_order_relaxed), owner);
    }
    return count;
}

/* The table is locked. */
static bool wsplab__is_at_limit(wsplab_owner owner) {
    uint64_t limit = wsplab_slot_limit(owner);
    return limit != 0 && wsplab__count(owner) >= limit;
}

/* Opens a slot for a name that has been counted already, or takes the name back. */
static wsplab_error wsplab__open(struct wsplab_object *object, wsplab_owner owner, bool self,
                                 wsplab_handle *handle_out) {
    uint32_t index = 0;
    wsplab_lock_take(&wsplab__table.lock);
    wsplab_error error =
        wsplab__is_at_limit(owner) ? WSPLAB_E_TOO_MANY_HANDLES : wsplab__take_slot(owner, object->kind->number, &index);
    if (error != WSPLAB_OK) {
        wsplab_lock_drop(&wsplab__table.lock);
        wsplab_object_name_gone(object);
        return error;
    }
    struct wsplab_slot *slot = wsplab__slot_at(index);
    wsplab_object_reference(object);
    slot->object = object;
    slot->owner = owner;
    slot->self = self;
    slot->next = index; /* a slot in use needs no successor, and has to know its own number when it is given back */
    uint64_t state = atomic_load_explicit(&slot->state, memory_order_relaxed) | WSPLAB__OPEN;
    atomic_store_explicit(&slot->state, state, memory_order_release);
    wsplab_lock_drop(&wsplab__table.lock);
    *handle_out = wsplab__value(index, state);
    return WSPLAB_OK;
}

wsplab_error wsplab_handle_make(struct wsplab_object *object, wsplab_owner owner, wsplab_handle *handle_out) {
    atomic_fetch_add_explicit(&object->names, 1, memory_order_relaxed);
    return wsplab__open(object, owner, false, handle_out);
}

wsplab_error wsplab_handle_make_self(struct wsplab_object *thread, wsplab_handle *handle_out) {
    atomic_fetch_add_explicit(&thread->names, 1, memory_order_relaxed);
    return wsplab__open(thread, 0, true, handle_out);
}

wsplab_owner wsplab_slot_owner(const struct wsplab_slot *slot) {
    return slot->owner;
}

bool wsplab_slot_is_self(const struct wsplab_slot *slot) {
    return slot->self;
}

bool wsplab_slot_close(struct wsplab_slot *slot) {
    return (atomic_fetch_and_explicit(&slot->state, ~WSPLAB__OPEN, memory_order_acq_rel) & WSPLAB__OPEN) != 0;
}

wsplab_error wsplab_handle_duplicate(wsplab_owner viewer, wsplab_handle handle, wsplab_owner owner,
                                     wsplab_handle *duplicate_out) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(viewer, handle, WSPLAB_KIND_ANY, &pin);
    if (error != WSPLAB_OK)
        return error;
    error = WSPLAB_E_INVALID_HANDLE;
    if (wsplab_object_name_again(pin.object))
        error = wsplab__open(pin.object, owner, false, duplicate_out);
    wsplab_handle_unpin(&pin);
    return error;
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
    for (; found == 0 && *index < wsplab__table.used; ++*index) {
        const struct wsplab_slot *slot = wsplab__slot_at(*index);
        uint64_t state = atomic_load_explicit(&slot->state, memory_order_relaxed);
        if (wsplab__owned(slot, state, owner))
            found = wsplab__value(*index, state);
    }
    wsplab_lock_drop(&wsplab__table.lock);
    return found;
}
