/* thread.h - threads: what the queue of their tickets needs to know. */
#ifndef WSPLAB_THREAD_H
#define WSPLAB_THREAD_H

#if defined(_WIN32)
#include "thread_win32.h"
#else
#include "thread_posix.h"
#endif

/* The calling thread's object, or NULL when there is none yet: then no APC, no alert and no port can concern it. */
struct wsplab_thread *wsplab_thread_known(void);

/*
 * For a thread that is locked, and is to get a ticket: its wait ends if it is alertable. 0, or why there can be no ticket:
 * 8, 31.
 */
wsplab_error wsplab_thread_end_alertable_wait(struct wsplab_thread *thread);
/* After that, without the lock. */
void wsplab_thread_wake(struct wsplab_thread *thread);
/* In the calling thread, before it takes a ticket. */
void wsplab_thread_drain(struct wsplab_thread *thread);

/* apc.c: the thread has ended; whatever is queued to it becomes an orphan. */
void wsplab_apc_abandon(struct wsplab_thread *thread);

/* farewell.c: the thread has ended; queues what is to be queued then. */
void wsplab_farewells_send(struct wsplab_thread *thread);

/* For tests: whether that thread is in a wait that nobody has decided; where the kernel decides, one that it may be about
 * to enter or to leave. */
bool wsplab_thread_waits(wsplab_handle thread);

#endif
