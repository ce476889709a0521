/* event.h - events, for the other files of the shim. */
#ifndef WSPLAB_EVENT_H
#define WSPLAB_EVENT_H

#include <stdbool.h>

#include <wsplab/wsplab.h>

#include "handle.h"

/* Keeps an event in place between two moments of one call: who closes its handle meanwhile changes nothing here. */
struct wsplab_event_hold {
    struct wsplab_pin pin;
    void *copy; /* of the handle, where the kernel needs one */
};

/* False: the handle names no event. */
bool wsplab_event_hold(wsplab_owner viewer, wsplab_handle event, struct wsplab_event_hold *hold_out);
/* Sets it; false when it turns out to be no event. */
bool wsplab_event_set_held(const struct wsplab_event_hold *hold);
void wsplab_event_drop(const struct wsplab_event_hold *hold);

#endif
