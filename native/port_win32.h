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
    bool retried;                       /* the timer tries it again */
    struct wsplab_port *next_retry;     /* the timer's */
};

/* ---- port_overdue_win32.c ---------------------------------------------------------------------------------------- */

/* Before a port is made; false when memory is short. */
bool wsplab_port_can_retry(void);
/* The port is locked. Queues what is overdue; false while something is. A port without a name drops what it is given. */
bool wsplab_port_flush(struct wsplab_port *port);
/* The port is locked. Takes over the node, which is queued as soon as there is memory. */
void wsplab_port_append(struct wsplab_port *port, struct wsplab_packet_node *node);
/* As wsplab_port_flush; the port is not locked. */
bool wsplab_port_catch_up(struct wsplab_port *port);
/* How many packets are overdue even now. */
uint32_t wsplab_port_overdue(struct wsplab_port *port);

#endif
