/* handle_table_win32.h - the table of handles, for the two files that work on it; see handle_win32.c. */
#ifndef WSPLAB_HANDLE_TABLE_WIN32_H
#define WSPLAB_HANDLE_TABLE_WIN32_H

#include "handle_win32.h"
#include "lock.h"

#define WSPLAB__SLOTS (1u << 24) /* a process has no more handles than that */
#define WSPLAB__CHUNK 1024u
#define WSPLAB__RECENT 256u /* closes of ports, for as long as a port's value counts as in use lately */
/* Much more than a thousand closes and all recent values of ports, which may begin to rest in between. */
#define WSPLAB__RESTING 4096u

#define WSPLAB__PINS 0xFFFFFFFFull
#define WSPLAB__OPEN (1ull << 32)
#define WSPLAB__REST (1ull << 33)

struct wsplab_slot {
    _Atomic uint64_t state;
    struct wsplab_object *object; /* these change under the table's lock while the slot is neither open nor pinned */
    wsplab_owner owner;
    uint32_t index; /* its own number */
    uint32_t kind;
    bool self;
    uint64_t rest;      /* under the table's lock: number of its present rest */
    uint64_t closed_at; /* under the table's lock: number of the close of a port, 0: never */
};

/* A cache line each, so that two threads that work on two sockets do not meet here. */
union wsplab__padded_slot {
    struct wsplab_slot slot;
    char line[64];
};

struct wsplab__rest {
    uint32_t index;
    uint64_t number;
};

struct wsplab_handle_table {
    struct wsplab_lock lock;
    _Atomic(union wsplab__padded_slot *) chunks[WSPLAB__SLOTS / WSPLAB__CHUNK];
    uint32_t limit; /* no slot from here on was ever used */
    uint64_t rests, port_closes;
    struct wsplab__rest resting[WSPLAB__RESTING]; /* by number */
};

extern struct wsplab_handle_table wsplab__table;

/* NULL when the value was never ours. */
struct wsplab_slot *wsplab__slot_of(wsplab_handle handle);
/* The table is locked, the slot neither open nor pinned. Returns a real handle to be closed, or NULL. */
HANDLE wsplab__rest(struct wsplab_slot *slot, HANDLE real);
void wsplab__close_for_good(HANDLE real);

static inline HANDLE wsplab__real_at(uint32_t index) {
    return (HANDLE)((uintptr_t)index << 2);
}

#endif
