/*
 * thread_posix.h - what the shim knows of a thread, and how a thread waits.
 *
 * A thread waits in three steps. It begins the wait (wsplab_thread_begin_wait), and puts itself where those who may
 * satisfy it will look: on the objects' lists, on a port's stack. It parks. It takes itself away again. Between the
 * first and the last step anybody may decide how the wait ends: an object, a packet, an APC, an alert, the thread's
 * own deadline. The first to decide wins and the others are told so: nothing is handed to a thread that has already
 * left.
 */
#ifndef WSPLAB_THREAD_POSIX_H
#define WSPLAB_THREAD_POSIX_H

#include <wsplab/wsplab.h>

#include "condition.h"
#include "lock.h"
#include "port_binding_posix.h"
#include "thread_probe.h"
#include "waitable.h"

/* The outcome of a wait that nobody has decided. No error number is negative. */
#define WSPLAB_UNDECIDED (-1)

struct wsplab_apc;
struct wsplab_farewell;

struct wsplab_thread {
    struct wsplab_waitable waitable;

    struct wsplab_lock lock; /* guards what follows, up to the next remark */
    struct wsplab_condition woken;
    wsplab_error outcome; /* of the present or the last wait */
    uint32_t index;       /* of the object that satisfied it */
    uint32_t flags;       /* of the present wait */
    bool nudged;          /* the thread is to look around, its wait goes on */
    bool alerted;
    bool ended;
    struct wsplab_apc *first_apc, *last_apc;

    struct wsplab_farewell *farewells;  /* the thread's own use: farewell.c */
    wsplab_handle self;                 /* the thread's own use, 0 until asked for */
    struct wsplab_port_binding binding; /* see port.h */
    struct wsplab_thread_probe probe;
};

/*
 * The calling thread's object, made on first use; NULL when memory is short. It lives until the thread ends, at least.
 */
struct wsplab_thread *wsplab_thread_current(void);

/*
 * For the calling thread. 0: the wait has begun and must be ended. 192 or WSPLAB_E_INTERRUPTED: an APC was pending, or
 * an alert, which is thereby used up; the wait has not begun.
 */
wsplab_error wsplab_thread_begin_wait(struct wsplab_thread *thread, uint32_t flags);
/* What begin_wait would say to a wait of no length: 258 in place of 0. */
wsplab_error wsplab_thread_poll(struct wsplab_thread *thread, uint32_t flags);
/*
 * Sleeps until the wait is decided, the deadline is reached or the thread is nudged; WSPLAB_UNDECIDED in the latter
 * two.
 */
wsplab_error wsplab_thread_park(struct wsplab_thread *thread, uint64_t deadline);
/* Ends the wait with 258 unless it was decided before; returns how it ended. */
wsplab_error wsplab_thread_give_up(struct wsplab_thread *thread);

/*
 * Threads to be woken once the locks under which their waits were decided are free again. Each is held by a reference,
 * as it may notice by itself and be gone meanwhile.
 */
#define WSPLAB_WAKES 16u

struct wsplab_wakes {
    uint32_t count;
    struct wsplab_thread *threads[WSPLAB_WAKES];
};

void wsplab_wakes_flush(struct wsplab_wakes *wakes);

/*
 * For a thread in a wait, found under the lock of the list that it stands on. False: the wait was decided already.
 * True: nobody else can decide it, and the thread cannot run on, until wsplab_thread_decide, which must follow. All
 * that is the waiting thread's own has to be read and written in between; it may be gone afterwards.
 */
bool wsplab_thread_claim(struct wsplab_thread *thread);
void wsplab_thread_decide(struct wsplab_thread *thread, wsplab_error outcome, uint32_t index,
                          struct wsplab_wakes *wakes);
/* Makes wsplab_thread_park return, this time. */
void wsplab_thread_nudge(struct wsplab_thread *thread, struct wsplab_wakes *wakes);

#endif
