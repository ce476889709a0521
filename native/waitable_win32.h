/*
 * waitable_win32.h - what stands for a socket in a wait. The file behind a socket's handle is signalled for ever; whether
 * the socket is, only we know, and say with an event that is made when somebody waits for the first time.
 */
#ifndef WSPLAB_WAITABLE_WIN32_H
#define WSPLAB_WAITABLE_WIN32_H

#include <stdbool.h>

#include "lock.h"
#include "object.h"

struct wsplab_waitable {
    struct wsplab_object object;
    struct wsplab_lock signal_lock; /* guards what follows */
    bool signalled;
    HANDLE signal; /* NULL until somebody waits; manual-reset */
};

/* The event, for a wait; NULL when there can be none. It lives as long as the object. */
HANDLE wsplab_waitable_signal(struct wsplab_waitable *waitable);

#endif
