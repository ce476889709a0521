/* lock.h - a mutex that is not recursive and cannot fail. */
#ifndef WSPLAB_LOCK_H
#define WSPLAB_LOCK_H

#if defined(_WIN32)
#include "lock_win32.h"
#else
#include "lock_posix.h"
#endif

/*
 * The order in which locks may nest, outermost first; those of one row never nest:
 *   the dispatcher (wait_posix.c)   a port (port_*.c)   a socket (socket.c)
 *   a thread (thread_*.c)   the handle table (handle_*.c)   the orphaned tickets (apc.c)
 * An object is never released for the last time under a lock, save a thread, whose end takes no lock.
 */
#endif
