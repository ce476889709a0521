/* backing_win32.c - see backing_win32.h. */
#include "backing_win32.h"

#include "alloc.h"
#include "handle_win32.h"

static HANDLE wsplab__open_backing(struct wsplab_object *object) {
    switch (object->kind->number) {
    case WSPLAB_KIND_EVENT:
        return wsplab_event_backing(object);
    case WSPLAB_KIND_PORT:
        return wsplab_port_backing(object);
    case WSPLAB_KIND_SOCKET:
        return wsplab_socket_backing();
    default:
        return wsplab_thread_backing(object);
    }
}

/* Each that is put to rest keeps its value from coming back, so there is an end to the loops. */

wsplab_error wsplab_backing_open(struct wsplab_object *object, HANDLE *real_out) {
    if (!wsplab_alloc_allowed())
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    HANDLE real;
    do
        real = wsplab__open_backing(object);
    while (real != NULL && wsplab_handle_rest_if_recent(real));
    if (real == NULL)
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    *real_out = real;
    return WSPLAB_OK;
}

wsplab_error wsplab_backing_duplicate(struct wsplab_object *object, HANDLE real, HANDLE *duplicate_out) {
    HANDLE process = GetCurrentProcess();
    if (!wsplab_alloc_allowed())
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    do
        if (!DuplicateHandle(process, real, process, duplicate_out, 0, FALSE, DUPLICATE_SAME_ACCESS))
            return WSPLAB_E_NOT_ENOUGH_MEMORY;
    while (wsplab_handle_rest_if_recent(*duplicate_out));
    if (object->kind->number == WSPLAB_KIND_SOCKET)
        wsplab_socket_backing_seal(*duplicate_out);
    return WSPLAB_OK;
}

void wsplab_backing_named(struct wsplab_object *object, HANDLE real) {
    if (object->kind->number == WSPLAB_KIND_PORT)
        wsplab_port_named(object, real);
}

void wsplab_backing_unnamed(struct wsplab_object *object, HANDLE real, HANDLE other) {
    if (object->kind->number == WSPLAB_KIND_PORT)
        wsplab_port_name_gone(object, real, other);
}
