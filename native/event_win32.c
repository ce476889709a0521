/* event_win32.c - events are the system's own; those that others made can be set and reset as well. */
#include "event.h"

#include "alloc.h"
#include "handle_win32.h"

struct wsplab__event {
    struct wsplab_object object;
    bool manual_reset, signalled; /* as it was created */
};

static void wsplab__event_destroy(struct wsplab_object *object) {
    wsplab_free((struct wsplab__event *)object);
}

static const struct wsplab_kind wsplab__event_kind = {
    .number = WSPLAB_KIND_EVENT,
    .destroy = wsplab__event_destroy,
};

HANDLE wsplab_event_backing(struct wsplab_object *object) {
    const struct wsplab__event *event = (const struct wsplab__event *)object;
    return CreateEventW(NULL, event->manual_reset, event->signalled, NULL);
}

wsplab_error wsplab_event_create(wsplab_owner owner, bool manual_reset, bool signalled, wsplab_handle *event_out) {
    struct wsplab__event *event = wsplab_alloc(sizeof *event);
    if (event == NULL)
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    wsplab_object_init(&event->object, &wsplab__event_kind);
    event->manual_reset = manual_reset;
    event->signalled = signalled;
    wsplab_error error = wsplab_handle_make(&event->object, owner, event_out);
    wsplab_object_release(&event->object);
    return error;
}

static wsplab_error wsplab__event_change(wsplab_owner viewer, wsplab_handle handle, BOOL(WINAPI *change)(HANDLE)) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin_or_foreign(viewer, handle, WSPLAB_KIND_EVENT, &pin);
    if (error != WSPLAB_OK)
        return error;
    if (!change(wsplab_real(handle)))
        error = WSPLAB_E_INVALID_HANDLE;
    wsplab_handle_unpin(&pin);
    return error;
}

wsplab_error wsplab_event_set(wsplab_owner viewer, wsplab_handle event) {
    return wsplab__event_change(viewer, event, SetEvent);
}

wsplab_error wsplab_event_reset(wsplab_owner viewer, wsplab_handle event) {
    return wsplab__event_change(viewer, event, ResetEvent);
}

/* ---- held events ------------------------------------------------------------------------------------------------- */

bool wsplab_event_hold(wsplab_owner viewer, wsplab_handle event, struct wsplab_event_hold *hold_out) {
    hold_out->copy = NULL;
    if (wsplab_handle_pin_or_foreign(viewer, event, WSPLAB_KIND_EVENT, &hold_out->pin) != WSPLAB_OK)
        return false;
    if (hold_out->pin.slot != NULL) {
        hold_out->copy = wsplab_real(event);
        return true;
    }
    /* Its owner may close it at any time: a handle of our own stays good. */
    HANDLE process = GetCurrentProcess();
    return DuplicateHandle(process, wsplab_real(event), process, &hold_out->copy, EVENT_MODIFY_STATE, FALSE, 0);
}

bool wsplab_event_set_held(const struct wsplab_event_hold *hold) {
    return SetEvent(hold->copy);
}

void wsplab_event_drop(const struct wsplab_event_hold *hold) {
    if (hold->pin.slot == NULL)
        CloseHandle(hold->copy);
    else
        wsplab_handle_unpin(&hold->pin);
}
