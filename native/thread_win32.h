/*
 * thread_win32.h - what the shim knows of a thread, and how its waits are ended.
 *
 * Tickets stand in a queue of ours, so that those of an ended thread are not lost. For each of them, and for an alert, an
 * APC of the system is queued as well, which does nothing but end an alertable wait of the kernel. A wait of ours that can
 * be interrupted is alertable for the kernel even when its caller's is not: then a ticket's APC is used up, the ticket
 * stays where it is, and the wait goes on. Only an APC that others queue past us runs early there.
 */
#ifndef WSPLAB_THREAD_WIN32_H
#define WSPLAB_THREAD_WIN32_H

#include "handle_win32.h"
#include "lock.h"

struct wsplab_apc;
struct wsplab_farewell;

struct wsplab_thread {
    struct wsplab_object object;
    HANDLE real;
    wsplab_handle self;                /* the thread's own use, 0 until asked for */
    struct wsplab_farewell *farewells; /* the thread's own use: farewell.c */
    uint64_t last_port;        /* the thread's own use: where it took its last packet from, as wsplab__identity says */
    _Atomic uint32_t nudges;   /* APCs of ours that are queued in the kernel */
    _Atomic uint32_t arrivals; /* APCs of ours that have run */
    _Atomic bool waiting;

    struct wsplab_lock lock; /* guards what follows */
    bool alerted;
    bool ended;
    struct wsplab_apc *first_apc, *last_apc;
};

/* The calling thread's object, made on first use; NULL when memory is short, or the thread is at its end. */
struct wsplab_thread *wsplab_thread_current(void);

bool wsplab_thread_has_tickets(struct wsplab_thread *thread);
bool wsplab_thread_is_alerted(struct wsplab_thread *thread);
/* Uses the alert up; false when there is none. */
bool wsplab_thread_take_alert(struct wsplab_thread *thread);

/* ---- one wait in the kernel -------------------------------------------------------------------------------------- */

/* What one call of the kernel says: 0, 258, 192 or another error. `arms` is the caller's. */
typedef wsplab_error (*wsplab_kernel_wait)(void *arms, DWORD timeout_ms, bool alertable);

/* Waits with time-out, tickets and alerts as wsplab.h promises. thread: NULL if neither can concern it. */
wsplab_error wsplab_thread_wait(struct wsplab_thread *thread, wsplab_kernel_wait wait, void *arms, uint32_t timeout_ms,
                                uint32_t flags);

#endif
