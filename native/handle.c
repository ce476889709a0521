/* handle.c - what is done with handles, whatever the table that they stand in. */
#include "handle.h"

#include "handle_slot.h"

wsplab_error wsplab_handle_reference(wsplab_owner viewer, wsplab_handle handle, uint32_t kind,
                                     struct wsplab_object **object_out) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(viewer, handle, kind, &pin);
    if (error != WSPLAB_OK)
        return error;
    wsplab_object_reference(pin.object);
    *object_out = pin.object;
    wsplab_handle_unpin(&pin);
    return WSPLAB_OK;
}

wsplab_owner wsplab_handle_owner(const struct wsplab_pin *pin) {
    return wsplab_slot_owner(pin->slot);
}

/* Of two that close the same handle at once, one finds it closed. The pin goes in any case. */
static wsplab_error wsplab__close_pinned(const struct wsplab_pin *pin) {
    bool closed = wsplab_slot_close(pin->slot);
    if (closed)
        wsplab_object_name_gone(pin->object);
    wsplab_handle_unpin(pin);
    return closed ? WSPLAB_OK : WSPLAB_E_INVALID_HANDLE;
}

void wsplab_handle_close_self(wsplab_handle handle) {
    struct wsplab_pin pin;
    if (wsplab_handle_pin(WSPLAB_SEES_ALL, handle, WSPLAB_KIND_THREAD, &pin) == WSPLAB_OK)
        wsplab__close_pinned(&pin);
}

wsplab_error wsplab_handle_close(wsplab_owner viewer, wsplab_handle handle, uint32_t kind) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(viewer, handle, kind, &pin);
    if (error != WSPLAB_OK)
        return error;
    if (!wsplab_slot_is_self(pin.slot))
        return wsplab__close_pinned(&pin);
    wsplab_handle_unpin(&pin); /* as closing the pseudo handle of a thread: nothing happens */
    return WSPLAB_OK;
}

wsplab_error wsplab_handle_query(wsplab_handle handle, struct wsplab_handle_info *info_out) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(WSPLAB_SEES_ALL, handle, WSPLAB_KIND_ANY, &pin);
    if (error != WSPLAB_OK)
        return error;
    info_out->kind = pin.object->kind->number;
    info_out->names = atomic_load_explicit(&pin.object->names, memory_order_relaxed);
    info_out->owner = wsplab_handle_owner(&pin);
    info_out->object_id = pin.object->id;
    wsplab_handle_unpin(&pin);
    return WSPLAB_OK;
}

uint64_t wsplab_handle_close_all(wsplab_owner owner) {
    uint64_t closed = 0;
    uint32_t index = 0;
    for (wsplab_handle handle; (handle = wsplab_slot_next(owner, &index)) != 0;)
        closed += wsplab_handle_close(WSPLAB_SEES_ALL, handle, WSPLAB_KIND_ANY) == WSPLAB_OK;
    wsplab_slots_release(owner);
    return closed;
}
