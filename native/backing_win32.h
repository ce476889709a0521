/*
 * backing_win32.h - the kernel objects behind our handles. A handle's value is that of a real HANDLE, so it collides with
 * nothing in the process, and other native code can use it: wait for an event, take packets from a port.
 */
#ifndef WSPLAB_BACKING_WIN32_H
#define WSPLAB_BACKING_WIN32_H

#include <stdbool.h>

#include <wsplab/wsplab.h>

#include "object.h"
#include "windows_win32.h"

static inline HANDLE wsplab_real(wsplab_handle handle) {
    return (HANDLE)(uintptr_t)(handle & ~(wsplab_handle)3); /* WIN-31 */
}

/* A real handle for one more name of the object: 0 or 8. */
wsplab_error wsplab_backing_open(struct wsplab_object *object, HANDLE *real_out);
/* One more real handle of what `real` names: 0 or 8. */
wsplab_error wsplab_backing_duplicate(struct wsplab_object *object, HANDLE real, HANDLE *duplicate_out);
/* The name is open, or is no longer. `other`: another open name of the object, or NULL. */
void wsplab_backing_named(struct wsplab_object *object, HANDLE real);
void wsplab_backing_unnamed(struct wsplab_object *object, HANDLE real, HANDLE other);

/* event_win32.c, port_win32.c, socket_backing_win32.c, thread_win32.c */
HANDLE wsplab_event_backing(struct wsplab_object *event);
HANDLE wsplab_port_backing(struct wsplab_object *port);
HANDLE wsplab_socket_backing(void);
bool wsplab_socket_backing_seal(HANDLE real);
void wsplab_socket_backing_unseal(HANDLE real);
HANDLE wsplab_thread_backing(struct wsplab_object *thread);
void wsplab_port_named(struct wsplab_object *port, HANDLE real);
void wsplab_port_name_gone(struct wsplab_object *port, HANDLE real, HANDLE other);

#endif
