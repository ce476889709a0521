/*
 * port_binding_posix.h - threads and the ports they serve.
 *
 * A thread is bound to the port that it took its last packet from. While it runs it is counted there; waiting in one of
 * our own waits it is not; and when it blocks elsewhere, that is noticed once somebody needs its place (port_posix.c).
 */
#ifndef WSPLAB_PORT_BINDING_POSIX_H
#define WSPLAB_PORT_BINDING_POSIX_H

#include "port.h"

struct wsplab_thread;

enum wsplab_binding_state {
    WSPLAB_BINDING_IDLE,    /* not counted and not on the port's list */
    WSPLAB_BINDING_RUNNING, /* counted */
    WSPLAB_BINDING_BLOCKED  /* was found blocked outside our waits: not counted, until it is seen running */
};

/* A thread's tie to its port. */
struct wsplab_port_binding {
    struct wsplab_port *port;        /* referenced; the thread's own use, NULL before its first packet */
    enum wsplab_binding_state state; /* this and the links: under the lock of the port on whose list it stands */
    struct wsplab_port_binding *previous, *next;
};

/* Around every wait of ours that is not for a port. */
void wsplab_port_pause(struct wsplab_thread *thread);
void wsplab_port_resume(struct wsplab_thread *thread);
/* The thread ends. */
void wsplab_port_unbind(struct wsplab_thread *thread);

/* For tests: threads that count as running. */
uint32_t wsplab_port_running(wsplab_handle port);

#endif
