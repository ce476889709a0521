/*
 * port_binding_posix.c - which threads run on a port's behalf; see port.h and port_posix.c.
 */
#include <stddef.h>

#include "port_posix.h"

/* ---- bindings; the port is locked -------------------------------------------------------------------------------- */

static struct wsplab_thread *wsplab__bound_thread(struct wsplab_port_binding *binding) {
    return (struct wsplab_thread *)((char *)binding - offsetof(struct wsplab_thread, binding));
}

void wsplab_port_list(struct wsplab_port *port, struct wsplab_port_binding *binding) {
    binding->state = WSPLAB_BINDING_RUNNING;
    binding->previous = NULL;
    binding->next = port->bound;
    if (port->bound != NULL)
        port->bound->previous = binding;
    port->bound = binding;
}

void wsplab_port_count(struct wsplab_port *port, struct wsplab_port_binding *binding) {
    port->running++;
    wsplab_port_list(port, binding);
}

void wsplab_port_discount(struct wsplab_port *port, struct wsplab_port_binding *binding) {
    if (binding->state == WSPLAB_BINDING_IDLE)
        return;
    if (binding->state == WSPLAB_BINDING_RUNNING)
        port->running--;
    *(binding->previous == NULL ? &port->bound : &binding->previous->next) = binding->next;
    if (binding->next != NULL)
        binding->next->previous = binding->previous;
    binding->state = WSPLAB_BINDING_IDLE;
}

/* Looks at the bound threads in that state; those whose state it is no longer change. */
static void wsplab__look_at(struct wsplab_port *port, enum wsplab_binding_state state) {
    for (struct wsplab_port_binding *binding = port->bound; binding != NULL; binding = binding->next) {
        if (binding->state != state)
            continue;
        bool blocked = wsplab_thread_probe_blocked(&wsplab__bound_thread(binding)->probe);
        if (blocked && state == WSPLAB_BINDING_RUNNING) {
            binding->state = WSPLAB_BINDING_BLOCKED;
            port->running--;
        } else if (!blocked && state == WSPLAB_BINDING_BLOCKED) {
            binding->state = WSPLAB_BINDING_RUNNING;
            port->running++;
        }
    }
}

/* Those found blocked earlier are looked at again only before a place is given away: there may be many of them. */
void wsplab_port_look(struct wsplab_port *port) {
    wsplab__look_at(port, WSPLAB_BINDING_RUNNING);
    if (port->running < port->concurrency)
        wsplab__look_at(port, WSPLAB_BINDING_BLOCKED);
}

/* ---- binding and unbinding threads ------------------------------------------------------------------------------- */

void wsplab_port_pause(struct wsplab_thread *thread) {
    struct wsplab_port *port = thread->binding.port;
    if (port == NULL)
        return;
    wsplab_lock_take(&port->lock);
    wsplab_port_discount(port, &thread->binding);
    wsplab_port_settle_and_unlock(port);
}

void wsplab_port_resume(struct wsplab_thread *thread) {
    struct wsplab_port *port = thread->binding.port;
    if (port == NULL)
        return;
    wsplab_lock_take(&port->lock);
    bool closed = port->closed;
    if (!closed)
        wsplab_port_count(port, &thread->binding);
    wsplab_lock_drop(&port->lock);
    if (closed)
        wsplab_port_unbind(thread);
}

void wsplab_port_unbind(struct wsplab_thread *thread) {
    struct wsplab_port *port = thread->binding.port;
    if (port == NULL)
        return;
    wsplab_port_pause(thread);
    thread->binding.port = NULL;
    wsplab_object_release(&port->object);
}

/* The thread took its first packet from here, or its last one elsewhere; it is not counted there any more. */
void wsplab_port_adopt(struct wsplab_port *port, struct wsplab_thread *thread) {
    struct wsplab_port *before = thread->binding.port;
    if (before == port)
        return;
    wsplab_object_reference(&port->object);
    thread->binding.port = port;
    if (before != NULL)
        wsplab_object_release(&before->object);
}
