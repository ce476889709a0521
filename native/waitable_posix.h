/*
 * waitable_posix.h - objects that threads can wait for: events, threads, sockets.
 *
 * `state` has two bits. While nobody waits for the object (AWAITED clear), setting, resetting and a satisfied wait are
 * one atomic step each. Once somebody waits, the object is set under the dispatcher's lock, which then decides which
 * waits are satisfied and wakes exactly those threads.
 */
#ifndef WSPLAB_WAITABLE_POSIX_H
#define WSPLAB_WAITABLE_POSIX_H

#include <stdbool.h>

#include "object.h"

#define WSPLAB_SIGNALLED 0x1u
#define WSPLAB_AWAITED 0x2u

struct wsplab_wait_block;

/* The first member of every object that can be waited for. */
struct wsplab_waitable {
    struct wsplab_object object;
    _Atomic uint32_t state;
    bool auto_reset;                        /* a satisfied wait resets it */
    struct wsplab_wait_block *first, *last; /* those who wait, oldest first; under the dispatcher's lock */
};

#endif
