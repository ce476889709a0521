/*
 * handle.h - from a handle to its object.
 *
 * A pin keeps a handle's object in place for the length of one call, without a lock: closing the handle meanwhile takes
 * effect for everybody else at once, and the object stays until the pin goes. A call that may block takes a reference
 * to the object instead, so that the handle's slot is not held up.
 */
#ifndef WSPLAB_HANDLE_H
#define WSPLAB_HANDLE_H

#include <wsplab/wsplab.h>

#include "object.h"

struct wsplab_slot;

struct wsplab_pin {
    struct wsplab_slot *slot;
    struct wsplab_object *object;
};

/* 6 when the handle is not open, not seen by the viewer or not of this kind (WSPLAB_KIND_ANY: any). */
wsplab_error wsplab_handle_pin(wsplab_owner viewer, wsplab_handle handle, uint32_t kind, struct wsplab_pin *pin_out);
void wsplab_handle_unpin(const struct wsplab_pin *pin);
wsplab_error wsplab_handle_reference(wsplab_owner viewer, wsplab_handle handle, uint32_t kind,
                                     struct wsplab_object **object_out);
/* Of the pinned handle. */
wsplab_owner wsplab_handle_owner(const struct wsplab_pin *pin);

/* One more name of an object, which may have none yet. */
wsplab_error wsplab_handle_make(struct wsplab_object *object, wsplab_owner owner, wsplab_handle *handle_out);

/* A thread's own handle belongs to no owner and is neither counted nor closed by anyone but the thread's end. */
wsplab_error wsplab_handle_make_self(struct wsplab_object *thread, wsplab_handle *handle_out);
void wsplab_handle_close_self(wsplab_handle handle);

#endif
