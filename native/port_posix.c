/*
 * port_posix.c - completion ports.
 *
 * Packets stand in a queue, first in, first out; waiting threads on a stack, last in, first out (WIN-12). A producer
 * does not wake threads to let them look: it takes the top waiter off the stack, hands it the oldest packet, counts it
 * as running and wakes it. Hence packets are queued while threads wait only when as many bound threads run as
 * `concurrency` allows. wsplab__settle restores this after every change.
 *
 * A bound thread that blocks outside our waits must not stall the port (IOCP-Q-3). It is noticed by looking at it, and
 * only when it matters: while packets are queued and threads wait, one of the waiters has the duty to watch. It keeps
 * its place on the stack, looks at the counted threads from time to time (thread_probe.h), and no longer counts those
 * that it finds blocked. A thread found blocked that is seen running again, before its place is given away, counts
 * again.
 */
#include <unistd.h>

#include "alloc.h"
#include "handle.h"
#include "port_posix.h"

/* ---- packets; the port is locked --------------------------------------------------------------------------------- */

struct wsplab_packet_node *wsplab_packet_node_new(void) {
    return wsplab_alloc(sizeof(struct wsplab_packet_node));
}

struct wsplab_packet_node *wsplab_port_dequeue(struct wsplab_port *port, uint32_t count) {
    struct wsplab_packet_node *first = port->first, *last = first;
    uint32_t taken = 1;
    for (; taken < count && last->next != NULL; taken++)
        last = last->next;
    port->first = last->next;
    port->depth -= taken;
    last->next = NULL;
    return first;
}

static void wsplab__enqueue(struct wsplab_port *port, struct wsplab_packet_node *node) {
    node->next = NULL;
    *(port->first == NULL ? &port->first : &port->last->next) = node;
    port->last = node;
    port->depth++;
}

/* ---- waiters; the port is locked --------------------------------------------------------------------------------- */

void wsplab_port_push(struct wsplab_port *port, struct wsplab_port_waiter *waiter) {
    waiter->above = NULL;
    waiter->below = port->top;
    *(port->top == NULL ? &port->bottom : &port->top->above) = waiter;
    port->top = waiter;
    port->waiters++;
    waiter->stacked = true;
}

void wsplab_port_remove(struct wsplab_port *port, struct wsplab_port_waiter *waiter) {
    if (!waiter->stacked)
        return;
    *(waiter->above == NULL ? &port->top : &waiter->above->below) = waiter->below;
    *(waiter->below == NULL ? &port->bottom : &waiter->below->above) = waiter->above;
    port->waiters--;
    waiter->stacked = false;
    if (port->watcher == waiter)
        port->watcher = NULL;
}

/* Hands the oldest packet to the top waiter, unless that one has just been released otherwise; it goes in any case. */
static void wsplab__hand_over(struct wsplab_port *port, struct wsplab_wakes *wakes) {
    struct wsplab_port_waiter *waiter = port->top;
    struct wsplab_thread *thread = waiter->thread;
    wsplab_port_remove(port, waiter);
    if (!wsplab_thread_claim(thread))
        return;
    waiter->given = wsplab_port_dequeue(port, 1);
    wsplab_port_count(port, &thread->binding);
    wsplab_thread_decide(thread, WSPLAB_OK, 0, wakes);
}

/* The watcher is the one that waits longest: the least likely to be released soon. */
static void wsplab__appoint(struct wsplab_port *port, struct wsplab_wakes *wakes) {
    port->watcher = port->bottom;
    port->watcher->watch_ms = 0;
    wsplab_thread_nudge(port->watcher->thread, wakes);
}

static void wsplab__settle(struct wsplab_port *port, struct wsplab_wakes *wakes) {
    while (port->depth > 0 && port->top != NULL && port->running < port->concurrency)
        wsplab__hand_over(port, wakes);
    if (port->depth > 0 && port->bottom != NULL && port->watcher == NULL)
        wsplab__appoint(port, wakes);
}

void wsplab_port_settle_and_unlock(struct wsplab_port *port) {
    struct wsplab_wakes wakes = {.count = 0};
    wsplab__settle(port, &wakes);
    wsplab_lock_drop(&port->lock);
    wsplab_wakes_flush(&wakes);
}

/* ---- posting ----------------------------------------------------------------------------------------------------- */

wsplab_error wsplab_port_reference(wsplab_owner viewer, wsplab_handle handle, struct wsplab_object **port_out) {
    return wsplab_handle_reference(viewer, handle, WSPLAB_KIND_PORT, port_out);
}

bool wsplab_port_queue(struct wsplab_port *port, struct wsplab_packet_node *node) {
    wsplab_lock_take(&port->lock);
    if (port->closed) {
        wsplab_lock_drop(&port->lock);
        wsplab_free(node);
        return false;
    }
    wsplab__enqueue(port, node);
    wsplab_port_settle_and_unlock(port);
    return true;
}

wsplab_error wsplab_port_post(wsplab_owner viewer, wsplab_handle handle, const struct wsplab_packet *packet) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(viewer, handle, WSPLAB_KIND_PORT, &pin);
    if (error != WSPLAB_OK)
        return error;
    struct wsplab_packet_node *node = wsplab_packet_node_new();
    if (node == NULL) {
        error = WSPLAB_E_NOT_ENOUGH_MEMORY;
    } else {
        node->packet = *packet;
        if (!wsplab_port_queue((struct wsplab_port *)pin.object, node))
            error = WSPLAB_E_INVALID_HANDLE;
    }
    wsplab_handle_unpin(&pin);
    return error;
}

/* ---- life -------------------------------------------------------------------------------------------------------- */

static void wsplab__free_packets(struct wsplab_packet_node *node) {
    while (node != NULL) {
        struct wsplab_packet_node *next = node->next;
        wsplab_free(node);
        node = next;
    }
}

/* WIN-13, IOCP-Q-6. */
static void wsplab__port_unnamed(struct wsplab_object *object) {
    struct wsplab_port *port = (struct wsplab_port *)object;
    struct wsplab_wakes wakes = {.count = 0};
    wsplab_lock_take(&port->lock);
    port->closed = true;
    struct wsplab_packet_node *packets = port->first;
    port->first = NULL;
    port->depth = 0;
    while (port->top != NULL) {
        struct wsplab_thread *thread = port->top->thread;
        wsplab_port_remove(port, port->top);
        if (wsplab_thread_claim(thread))
            wsplab_thread_decide(thread, WSPLAB_E_ABANDONED_WAIT_0, 0, &wakes);
    }
    wsplab_lock_drop(&port->lock);
    wsplab_wakes_flush(&wakes);
    wsplab__free_packets(packets);
}

static void wsplab__port_destroy(struct wsplab_object *object) {
    struct wsplab_port *port = (struct wsplab_port *)object;
    wsplab_lock_destroy(&port->lock);
    wsplab_free(port);
}

static const struct wsplab_kind wsplab__port_kind = {
    .number = WSPLAB_KIND_PORT,
    .unnamed = wsplab__port_unnamed,
    .destroy = wsplab__port_destroy,
};

static uint32_t wsplab__processors(void) {
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 0 ? (uint32_t)processors : 1;
}

wsplab_error wsplab_port_create(wsplab_owner owner, uint32_t concurrency, wsplab_handle *port_out) {
    struct wsplab_port *port = wsplab_alloc(sizeof *port);
    if (port == NULL)
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    wsplab_object_init(&port->object, &wsplab__port_kind);
    wsplab_lock_init(&port->lock);
    port->concurrency = concurrency != 0 ? concurrency : wsplab__processors();
    wsplab_error error = wsplab_handle_make(&port->object, owner, port_out);
    wsplab_object_release(&port->object);
    return error;
}

/* ---- questions --------------------------------------------------------------------------------------------------- */

static wsplab_error wsplab__count_of(wsplab_owner viewer, wsplab_handle handle,
                                     const uint32_t *(*choose)(const struct wsplab_port *), uint32_t *value_out) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(viewer, handle, WSPLAB_KIND_PORT, &pin);
    if (error != WSPLAB_OK)
        return error;
    struct wsplab_port *port = (struct wsplab_port *)pin.object;
    wsplab_lock_take(&port->lock);
    *value_out = *choose(port);
    wsplab_lock_drop(&port->lock);
    wsplab_handle_unpin(&pin);
    return WSPLAB_OK;
}

static const uint32_t *wsplab__depth_of(const struct wsplab_port *port) {
    return &port->depth;
}

static const uint32_t *wsplab__waiters_of(const struct wsplab_port *port) {
    return &port->waiters;
}

static const uint32_t *wsplab__running_of(const struct wsplab_port *port) {
    return &port->running;
}

wsplab_error wsplab_port_depth(wsplab_owner viewer, wsplab_handle port, uint32_t *depth_out) {
    return wsplab__count_of(viewer, port, wsplab__depth_of, depth_out);
}

uint32_t wsplab_port_waiters(wsplab_owner viewer, wsplab_handle port) {
    uint32_t waiters = 0;
    wsplab__count_of(viewer, port, wsplab__waiters_of, &waiters);
    return waiters;
}

uint32_t wsplab_port_running(wsplab_handle port) {
    uint32_t running = 0;
    wsplab__count_of(WSPLAB_SEES_ALL, port, wsplab__running_of, &running);
    return running;
}
