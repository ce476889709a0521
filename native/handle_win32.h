/* handle_win32.h - handles that the shim did not make. */
#ifndef WSPLAB_HANDLE_WIN32_H
#define WSPLAB_HANDLE_WIN32_H

#include <stdbool.h>

#include "backing_win32.h"
#include "handle.h"

/*
 * As wsplab_handle_pin; a value that the shim knows nothing of passes too, with an empty pin (no slot): it may be a handle
 * of somebody else, and the kernel will say.
 */
wsplab_error wsplab_handle_pin_or_foreign(wsplab_owner viewer, wsplab_handle handle, uint32_t kind,
                                          struct wsplab_pin *pin_out);

/* A real handle whose value was that of a port of ours not long ago: it is put to rest, and true returned. */
bool wsplab_handle_rest_if_recent(HANDLE real);

#endif
