/*
 * port_posix.h - a completion port, for the three files that work on it:
 *   port_posix.c          its queue of packets and its stack of waiters
 *   port_binding_posix.c  the threads that run on its behalf
 *   port_get_posix.c      a thread that takes packets
 */
#ifndef WSPLAB_PORT_POSIX_H
#define WSPLAB_PORT_POSIX_H

#include "lock.h"
#include "port_binding_posix.h"
#include "thread_posix.h"

/* A thread on the stack; it stands on that thread's own stack. */
struct wsplab_port_waiter {
    struct wsplab_port_waiter *above, *below;
    struct wsplab_thread *thread;
    struct wsplab_packet_node *given; /* the packet that ended the wait */
    bool stacked;
    uint32_t watch_ms; /* until the next look; 0: not begun */
};

struct wsplab_port {
    struct wsplab_object object;
    struct wsplab_lock lock; /* guards what follows */
    uint32_t concurrency;
    uint32_t running; /* bound threads that count; those being bound included */
    uint32_t depth;
    uint32_t waiters;
    bool closed; /* has lost its last name */
    struct wsplab_packet_node *first, *last;
    struct wsplab_port_waiter *top, *bottom;
    struct wsplab_port_waiter *watcher;
    struct wsplab_port_binding *bound;
};

/* All that follows: the port is locked, unless it says otherwise. */

/* Takes up to `count` packets off the queue, which holds one at least; a chain that ends with NULL. */
struct wsplab_packet_node *wsplab_port_dequeue(struct wsplab_port *port, uint32_t count);

void wsplab_port_push(struct wsplab_port *port, struct wsplab_port_waiter *waiter);
/* Nothing happens when the waiter is not on the stack any more. */
void wsplab_port_remove(struct wsplab_port *port, struct wsplab_port_waiter *waiter);

/*
 * After every change: hands packets to waiters for as long as that is allowed, then appoints a watcher if one is due.
 */
void wsplab_port_settle_and_unlock(struct wsplab_port *port);

/* The thread is one of those that count, and stands on the port's list. */
void wsplab_port_count(struct wsplab_port *port, struct wsplab_port_binding *binding);
/* The same for a thread that has been counted already. */
void wsplab_port_list(struct wsplab_port *port, struct wsplab_port_binding *binding);
/* Undoes it; nothing happens to an idle binding. */
void wsplab_port_discount(struct wsplab_port *port, struct wsplab_port_binding *binding);
/* Looks which of the counted threads are blocked outside our waits, and no longer counts those. */
void wsplab_port_look(struct wsplab_port *port);

/* Without locks, by a thread that is counted nowhere else: from now on this is the port of its last packet. */
void wsplab_port_adopt(struct wsplab_port *port, struct wsplab_thread *thread);

#endif
