/* event_posix.c - events; see waitable.h. */
#include <wsplab/wsplab.h>

#include "alloc.h"
#include "event.h"
#include "waitable.h"

static void wsplab__event_destroy(struct wsplab_object *object) {
    wsplab_free((struct wsplab_waitable *)object);
}

static const struct wsplab_kind wsplab__event_kind = {
    .number = WSPLAB_KIND_EVENT,
    .destroy = wsplab__event_destroy,
};

wsplab_error wsplab_event_create(wsplab_owner owner, bool manual_reset, bool signalled, wsplab_handle *event_out) {
    struct wsplab_waitable *event = wsplab_alloc(sizeof *event);
    if (event == NULL)
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    wsplab_waitable_init(event, &wsplab__event_kind, !manual_reset, signalled);
    wsplab_error error = wsplab_handle_make(&event->object, owner, event_out);
    wsplab_object_release(&event->object);
    return error;
}

static wsplab_error wsplab__event_change(wsplab_owner viewer, wsplab_handle event,
                                         void (*change)(struct wsplab_waitable *)) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(viewer, event, WSPLAB_KIND_EVENT, &pin);
    if (error != WSPLAB_OK)
        return error;
    change((struct wsplab_waitable *)pin.object);
    wsplab_handle_unpin(&pin);
    return WSPLAB_OK;
}

wsplab_error wsplab_event_set(wsplab_owner viewer, wsplab_handle event) {
    return wsplab__event_change(viewer, event, wsplab_waitable_set);
}

wsplab_error wsplab_event_reset(wsplab_owner viewer, wsplab_handle event) {
    return wsplab__event_change(viewer, event, wsplab_waitable_reset);
}

bool wsplab_event_hold(wsplab_owner viewer, wsplab_handle event, struct wsplab_event_hold *hold_out) {
    hold_out->copy = NULL;
    return wsplab_handle_pin(viewer, event, WSPLAB_KIND_EVENT, &hold_out->pin) == WSPLAB_OK;
}

bool wsplab_event_set_held(const struct wsplab_event_hold *hold) {
    wsplab_waitable_set((struct wsplab_waitable *)hold->pin.object);
    return true;
}

void wsplab_event_drop(const struct wsplab_event_hold *hold) {
    wsplab_handle_unpin(&hold->pin);
}
