/* port_win32.c - completion ports are the system's own; those that others made can be used as well. */
#include "port_win32.h"

#include "alloc.h"
#include "ntdll_win32.h"
#include "thread.h"

/* ---- packets ----------------------------------------------------------------------------------------------------- */

struct wsplab_packet_node *wsplab_packet_node_new(void) {
    return wsplab_alloc(sizeof(struct wsplab_packet_node));
}

bool wsplab_port_queue(struct wsplab_port *port, struct wsplab_packet_node *node) {
    wsplab_lock_take(&port->lock);
    wsplab_error error = WSPLAB_E_INVALID_HANDLE;
    if (port->name != NULL)
        error = wsplab_port_flush(port) ? wsplab_ntdll_set_io_completion(port->name, &node->packet)
                                        : WSPLAB_E_NOT_ENOUGH_MEMORY;
    if (error == WSPLAB_E_NOT_ENOUGH_MEMORY) {
        wsplab_port_append(port, node); /* its memory was set aside for just this */
        node = NULL;
    }
    wsplab_lock_drop(&port->lock);
    wsplab_free(node);
    return error != WSPLAB_E_INVALID_HANDLE;
}

wsplab_error wsplab_port_post(wsplab_owner viewer, wsplab_handle handle, const struct wsplab_packet *packet) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin_or_foreign(viewer, handle, WSPLAB_KIND_PORT, &pin);
    if (error != WSPLAB_OK)
        return error;
    if (pin.slot != NULL && !wsplab_port_catch_up((struct wsplab_port *)pin.object))
        error = WSPLAB_E_NOT_ENOUGH_MEMORY; /* packets leave in the order queued */
    else
        error = wsplab_ntdll_set_io_completion(wsplab_real(handle), packet);
    wsplab_handle_unpin(&pin);
    return error;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

HANDLE wsplab_port_backing(struct wsplab_object *object) {
    return CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, ((struct wsplab_port *)object)->concurrency);
}

void wsplab_port_named(struct wsplab_object *object, HANDLE real) {
    struct wsplab_port *port = (struct wsplab_port *)object;
    wsplab_lock_take(&port->lock);
    if (port->name == NULL)
        port->name = real;
    wsplab_lock_drop(&port->lock);
}

void wsplab_port_name_gone(struct wsplab_object *object, HANDLE real, HANDLE other) {
    struct wsplab_port *port = (struct wsplab_port *)object;
    wsplab_lock_take(&port->lock);
    if (port->name == real)
        port->name = other;
    wsplab_lock_drop(&port->lock);
}

/*
 * A packet that comes from now on is dropped, while the last pin may still keep the real handle open. The kernel ends the
 * waits that it knows of (WIN-13). A thread on its way there would come to a value that names nothing any more, or something
 * else: it is told before.
 */
static void wsplab__port_unnamed(struct wsplab_object *object) {
    struct wsplab_port *port = (struct wsplab_port *)object;
    wsplab_lock_take(&port->lock);
    atomic_store(&port->closed, true);
    port->name = NULL;
    wsplab_port_flush(port);
    for (struct wsplab_port_waiter *waiter = port->waiters; waiter != NULL; waiter = waiter->next)
        wsplab_thread_end_alertable_wait(waiter->thread);
    wsplab_lock_drop(&port->lock);
}

static void wsplab__port_destroy(struct wsplab_object *object) {
    struct wsplab_port *port = (struct wsplab_port *)object;
    port->name = NULL;
    wsplab_port_flush(port);
    wsplab_free(port);
}

static const struct wsplab_kind wsplab__port_kind = {
    .number = WSPLAB_KIND_PORT,
    .unnamed = wsplab__port_unnamed,
    .destroy = wsplab__port_destroy,
};

static struct wsplab_port *wsplab__port_new(void) {
    struct wsplab_port *port = wsplab_port_can_retry() ? wsplab_alloc(sizeof *port) : NULL;
    if (port != NULL) {
        wsplab_object_init(&port->object, &wsplab__port_kind);
        wsplab_lock_init(&port->lock);
    }
    return port;
}

wsplab_error wsplab_port_create(wsplab_owner owner, uint32_t concurrency, wsplab_handle *port_out) {
    struct wsplab_port *port = wsplab__port_new();
    if (port == NULL)
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    port->concurrency = concurrency;
    wsplab_error error = wsplab_handle_make(&port->object, owner, port_out);
    wsplab_object_release(&port->object);
    return error;
}

/* A port that the shim did not make must stay open, as for any file, while a socket is associated with it. */
static wsplab_error wsplab__reference_foreign(wsplab_handle handle, struct wsplab_object **port_out) {
    uint32_t depth;
    wsplab_error error = wsplab_ntdll_query_io_completion(wsplab_real(handle), &depth);
    if (error != WSPLAB_OK)
        return error;
    struct wsplab_port *port = wsplab__port_new();
    if (port == NULL)
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    port->name = wsplab_real(handle);
    *port_out = &port->object;
    return WSPLAB_OK;
}

wsplab_error wsplab_port_reference(wsplab_owner viewer, wsplab_handle handle, struct wsplab_object **port_out) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin_or_foreign(viewer, handle, WSPLAB_KIND_PORT, &pin);
    if (error != WSPLAB_OK)
        return error;
    if (pin.slot == NULL)
        return wsplab__reference_foreign(handle, port_out);
    wsplab_object_reference(pin.object);
    *port_out = pin.object;
    wsplab_handle_unpin(&pin);
    return WSPLAB_OK;
}

/* ---- questions --------------------------------------------------------------------------------------------------- */

wsplab_error wsplab_port_depth(wsplab_owner viewer, wsplab_handle handle, uint32_t *depth_out) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin_or_foreign(viewer, handle, WSPLAB_KIND_PORT, &pin);
    if (error != WSPLAB_OK)
        return error;
    uint32_t overdue = pin.slot != NULL ? wsplab_port_overdue((struct wsplab_port *)pin.object) : 0;
    error = wsplab_ntdll_query_io_completion(wsplab_real(handle), depth_out);
    if (error == WSPLAB_OK)
        *depth_out += overdue;
    wsplab_handle_unpin(&pin);
    return error;
}

uint32_t wsplab_port_waiters(wsplab_owner viewer, wsplab_handle handle) {
    struct wsplab_pin pin;
    if (wsplab_handle_pin(viewer, handle, WSPLAB_KIND_PORT, &pin) != WSPLAB_OK)
        return 0;
    struct wsplab_port *port = (struct wsplab_port *)pin.object;
    uint32_t waiters = 0;
    wsplab_lock_take(&port->lock);
    for (const struct wsplab_port_waiter *waiter = port->waiters; waiter != NULL; waiter = waiter->next)
        waiters++;
    wsplab_lock_drop(&port->lock);
    wsplab_handle_unpin(&pin);
    return waiters;
}
