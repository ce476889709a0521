/* port_win32.h - a completion port of the system, for the two files that work on it. */
#ifndef WSPLAB_PORT_WIN32_H
#define WSPLAB_PORT_WIN32_H

#include "handle_win32.h"
#include "lock.h"
#include "port.h"

struct wsplab_thread;

/* A thread that takes packets, from before it enters the kernel until it has left; it stands on that thread's stack. */
struct wsplab_port_waiter {
    struct wsplab_port_waiter *previous, *next;
    struct wsplab_thread *thread;
};

struct wsplab_port {
    struct wsplab_object object;
    uint32_t concurrency;
    _Atomic bool closed; /* has lost its last name */
    struct wsplab_lock
        lock;    /* guards what follows; held over every use of `name`, so that it is not closed meanwhile */
    HANDLE name; /* one of the open names; NULL: there is none */
    struct wsplab_port_waiter *waiters;
    struct wsplab_packet_node *overdue; /* packets that the system had no memory for yet, oldest first */
};

/* Queues what is overdue; false while something is. */
bool wsplab_port_catch_up(struct wsplab_port *port);

#endif
