/*
 * socket.c - socket objects: what a socket handle stands for, its association, its reserved packets, its completions.
 */
#include "alloc.h"
#include "event.h"
#include "handle.h"
#include "lock.h"
#include "port.h"
#include "waitable.h"

#define WSPLAB__SKIP_SET_EVENT_ON_HANDLE 0x2u /* IOCP-SKIP-2: the object itself is not signalled */

struct wsplab__socket {
    struct wsplab_waitable waitable;
    uint32_t flavour;
    bool overlapped;
    uint64_t context;

    struct wsplab_lock lock; /* guards what follows */
    uint32_t catalog_entry;
    uint32_t modes;
    struct wsplab_port *port; /* referenced; once set it stays */
    uint64_t key;
    struct wsplab_packet_node *reserve;
    uint32_t reserved;
};

/* ---- reserved packets; the socket is locked ---------------------------------------------------------------------- */

static void wsplab__put_reserve(struct wsplab__socket *socket, struct wsplab_packet_node *node) {
    node->next = socket->reserve;
    socket->reserve = node;
    socket->reserved++;
}

/* NULL when nothing is reserved. */
static struct wsplab_packet_node *wsplab__take_reserve(struct wsplab__socket *socket) {
    struct wsplab_packet_node *node = socket->reserve;
    if (node != NULL) {
        socket->reserve = node->next;
        socket->reserved--;
    }
    return node;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

static void wsplab__socket_destroy(struct wsplab_object *object) {
    struct wsplab__socket *socket = (struct wsplab__socket *)object;
    for (struct wsplab_packet_node *node; (node = wsplab__take_reserve(socket)) != NULL;)
        wsplab_free(node);
    if (socket->port != NULL)
        wsplab_object_release((struct wsplab_object *)socket->port);
    wsplab_lock_destroy(&socket->lock);
    wsplab_waitable_destroy(&socket->waitable);
    wsplab_free(socket);
}

static const struct wsplab_kind wsplab__socket_kind = {
    .number = WSPLAB_KIND_SOCKET,
    .destroy = wsplab__socket_destroy,
};

wsplab_error wsplab_socket_create(wsplab_owner owner, uint32_t flavour, uint32_t catalog_entry, uint64_t context,
                                  bool overlapped, wsplab_handle *socket_out) {
    struct wsplab__socket *socket = wsplab_alloc(sizeof *socket);
    if (socket == NULL)
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    /* What stands behind a provider's handle does no I/O of its own and is therefore signalled for ever. */
    wsplab_waitable_init(&socket->waitable, &wsplab__socket_kind, false, flavour == WSPLAB_SOCKET_PROVIDER);
    wsplab_lock_init(&socket->lock);
    socket->flavour = flavour;
    socket->catalog_entry = catalog_entry;
    socket->context = context;
    socket->overlapped = overlapped;
    wsplab_error error = wsplab_handle_make(&socket->waitable.object, owner, socket_out);
    wsplab_object_release(&socket->waitable.object);
    return error;
}

/* ---- what it stands for ------------------------------------------------------------------------------------------ */

/* Pins and locks. */
static wsplab_error wsplab__enter(wsplab_handle handle, struct wsplab_pin *pin, struct wsplab__socket **socket_out) {
    wsplab_error error = wsplab_handle_pin(WSPLAB_SEES_ALL, handle, WSPLAB_KIND_SOCKET, pin);
    if (error != WSPLAB_OK)
        return error;
    *socket_out = (struct wsplab__socket *)pin->object;
    wsplab_lock_take(&(*socket_out)->lock);
    return WSPLAB_OK;
}

static void wsplab__leave(const struct wsplab_pin *pin, struct wsplab__socket *socket) {
    wsplab_lock_drop(&socket->lock);
    wsplab_handle_unpin(pin);
}

wsplab_error wsplab_socket_query(wsplab_handle handle, struct wsplab_socket_info *info_out) {
    struct wsplab_pin pin;
    struct wsplab__socket *socket = NULL;
    wsplab_error error = wsplab__enter(handle, &pin, &socket);
    if (error != WSPLAB_OK)
        return error;
    *info_out = (struct wsplab_socket_info){
        .flavour = socket->flavour,
        .catalog_entry = socket->catalog_entry,
        .context = socket->context,
        .modes = socket->modes,
        .overlapped = socket->overlapped,
        .associated = socket->port != NULL,
        .reserved = socket->reserved,
        .key = socket->key,
        .owner = wsplab_handle_owner(&pin),
        .object_id = socket->waitable.object.id,
    };
    wsplab__leave(&pin, socket);
    return WSPLAB_OK;
}

wsplab_error wsplab_socket_set_entry(wsplab_handle handle, uint32_t catalog_entry) {
    struct wsplab_pin pin;
    struct wsplab__socket *socket = NULL;
    wsplab_error error = wsplab__enter(handle, &pin, &socket);
    if (error != WSPLAB_OK)
        return error;
    socket->catalog_entry = catalog_entry;
    wsplab__leave(&pin, socket);
    return WSPLAB_OK;
}

wsplab_error wsplab_socket_set_modes(wsplab_handle handle, uint32_t modes) {
    struct wsplab_pin pin;
    struct wsplab__socket *socket = NULL;
    wsplab_error error = wsplab__enter(handle, &pin, &socket);
    if (error != WSPLAB_OK)
        return error;
    socket->modes |= modes;
    wsplab__leave(&pin, socket);
    return WSPLAB_OK;
}

/* Takes over the reference to the port if it succeeds. WIN-15, WIN-16. */
static wsplab_error wsplab__associate(struct wsplab__socket *socket, struct wsplab_object *port, uint64_t key,
                                      bool *signal_out) {
    wsplab_lock_take(&socket->lock);
    bool possible = socket->overlapped && socket->port == NULL;
    if (possible) {
        socket->port = (struct wsplab_port *)port;
        socket->key = key;
        *signal_out = (socket->modes & WSPLAB__SKIP_SET_EVENT_ON_HANDLE) == 0;
    }
    wsplab_lock_drop(&socket->lock);
    return possible ? WSPLAB_OK : WSPLAB_E_INVALID_PARAMETER;
}

wsplab_error wsplab_socket_associate(wsplab_owner viewer, wsplab_handle handle, wsplab_handle port_handle,
                                     uint64_t key) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(viewer, handle, WSPLAB_KIND_SOCKET, &pin);
    if (error != WSPLAB_OK)
        return error;
    struct wsplab__socket *socket = (struct wsplab__socket *)pin.object;
    struct wsplab_object *port = NULL;
    bool signal = false;
    error = wsplab_port_reference(viewer, port_handle, &port);
    if (error == WSPLAB_OK) {
        error = wsplab__associate(socket, port, key, &signal);
        if (error != WSPLAB_OK)
            wsplab_object_release(port);
    }
    if (signal)
        wsplab_waitable_set(&socket->waitable); /* WIN-27 */
    wsplab_handle_unpin(&pin);
    return error;
}

wsplab_error wsplab_socket_reserve(wsplab_owner viewer, wsplab_handle handle) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(viewer, handle, WSPLAB_KIND_SOCKET, &pin);
    if (error != WSPLAB_OK)
        return error;
    struct wsplab__socket *socket = (struct wsplab__socket *)pin.object;
    struct wsplab_packet_node *node = wsplab_packet_node_new();
    if (node == NULL) {
        error = WSPLAB_E_NOT_ENOUGH_MEMORY;
    } else {
        wsplab_lock_take(&socket->lock);
        wsplab__put_reserve(socket, node);
        wsplab_lock_drop(&socket->lock);
    }
    wsplab_handle_unpin(&pin);
    return error;
}

wsplab_error wsplab_socket_release(wsplab_handle handle) {
    struct wsplab_pin pin;
    struct wsplab__socket *socket = NULL;
    wsplab_error error = wsplab__enter(handle, &pin, &socket);
    if (error != WSPLAB_OK)
        return error;
    struct wsplab_packet_node *node = wsplab__take_reserve(socket);
    wsplab__leave(&pin, socket);
    wsplab_free(node);
    return WSPLAB_OK;
}

wsplab_error wsplab_socket_reset(wsplab_handle handle) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(WSPLAB_SEES_ALL, handle, WSPLAB_KIND_SOCKET, &pin);
    if (error != WSPLAB_OK)
        return error;
    wsplab_waitable_reset(&((struct wsplab__socket *)pin.object)->waitable);
    wsplab_handle_unpin(&pin);
    return WSPLAB_OK;
}

/* ---- completing -------------------------------------------------------------------------------------------------- */

/* What the notification needs, taken before the structure is published (WPU-COMPLETE-12). */
struct wsplab__notification {
    struct wsplab_packet_node *packet; /* NULL: none is to be queued */
    struct wsplab_port *port;          /* kept alive by the socket, which is pinned until all is done */
    bool has_event;
    struct wsplab_waitable *socket; /* to be signalled, or NULL */
    struct wsplab_event_hold event; /* if there is one to be set */
};

/* 8 when a packet is wanted and there is neither a reservation nor memory. */
static wsplab_error wsplab__take_packet(struct wsplab__socket *socket, const struct wsplab_completion *completion,
                                        struct wsplab__notification *notification) {
    struct wsplab_packet_node *node = NULL;
    wsplab_lock_take(&socket->lock);
    bool wanted = (completion->flags & WSPLAB_COMPLETE_QUEUE_PACKET) != 0 && socket->port != NULL &&
                  (socket->modes & completion->skip_modes) == 0;
    if ((completion->flags & WSPLAB_COMPLETE_RELEASE) != 0)
        node = wsplab__take_reserve(socket);
    uint64_t key = socket->key;
    notification->port = socket->port;
    if ((completion->flags & WSPLAB_COMPLETE_SET_SOCKET) != 0 &&
        (socket->modes & WSPLAB__SKIP_SET_EVENT_ON_HANDLE) == 0)
        notification->socket = &socket->waitable;
    wsplab_lock_drop(&socket->lock);
    if (!wanted) {
        wsplab_free(node);
        return WSPLAB_OK;
    }
    if (node == NULL)
        node = wsplab_packet_node_new();
    if (node == NULL)
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    node->packet = (struct wsplab_packet){
        .key = key,
        .overlapped = completion->overlapped,
        .status = completion->internal,
        .bytes = (uint32_t)completion->internal_high,
    };
    notification->packet = node;
    return WSPLAB_OK;
}

static uint32_t wsplab__notify(struct wsplab__notification *notification) {
    uint32_t done = 0;
    if (notification->has_event && wsplab_event_set_held(&notification->event))
        done |= WSPLAB_DONE_EVENT_SET;
    if (notification->socket != NULL)
        wsplab_waitable_set(notification->socket);
    if (notification->packet != NULL && wsplab_port_queue(notification->port, notification->packet))
        done |= WSPLAB_DONE_PACKET_QUEUED;
    return done;
}

wsplab_error wsplab_socket_complete(wsplab_handle handle, const struct wsplab_completion *completion,
                                    uint32_t *done_out) {
    struct wsplab__notification notification = {.packet = NULL};
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(WSPLAB_SEES_ALL, handle, WSPLAB_KIND_SOCKET, &pin);
    if (error != WSPLAB_OK)
        return error;
    error = wsplab__take_packet((struct wsplab__socket *)pin.object, completion, &notification);
    if (error == WSPLAB_OK && (completion->flags & WSPLAB_COMPLETE_SET_EVENT) != 0)
        /* What is no event is skipped (WPU-COMPLETE-16), and so is one that the socket's owner does not see. */
        notification.has_event = wsplab_event_hold(wsplab_handle_owner(&pin), completion->event, &notification.event);
    if (error == WSPLAB_OK)
        error = wsplab_guard_publish(completion->overlapped, completion->internal_high, completion->internal);
    if (error == WSPLAB_OK)
        *done_out = wsplab__notify(&notification);
    else
        wsplab_free(notification.packet); /* a reservation is used up in any case */
    if (notification.has_event)
        wsplab_event_drop(&notification.event);
    wsplab_handle_unpin(&pin);
    return error;
}
