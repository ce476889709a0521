/* port_get_posix.c - taking packets; see port_posix.c. */
#include "alloc.h"
#include "handle.h"
#include "port_posix.h"

#define WSPLAB__FIRST_WATCH_MS 1u
#define WSPLAB__LAST_WATCH_MS 8u /* looks at threads that keep running become rarer, up to this */

/* One wsplab_port_get. */
struct wsplab__get {
    struct wsplab_port *port;
    struct wsplab_thread *thread;
    uint32_t count, timeout_ms, flags;
    struct wsplab_packet_node *taken; /* a chain */
};

static bool wsplab__admits(const struct wsplab__get *get) {
    const struct wsplab_port_binding *binding = &get->thread->binding;
    bool counted = binding->port == get->port && binding->state == WSPLAB_BINDING_RUNNING;
    return get->port->running - counted < get->port->concurrency;
}

/*
 * The port is locked. 0: packets were taken and the thread counts as running; 258: there is none for this thread; 735,
 * 192. An APC wins over a packet unless the thread's last packet came from here (WIN-9, WIN-10).
 */
static wsplab_error wsplab__take(struct wsplab__get *get) {
    struct wsplab_port *port = get->port;
    struct wsplab_port_binding *binding = &get->thread->binding;
    bool packet = port->depth > 0 && wsplab__admits(get);
    if (port->closed)
        return WSPLAB_E_ABANDONED_WAIT_0;
    if (!packet || binding->port != port) {
        wsplab_error error = wsplab_thread_poll(get->thread, get->flags & WSPLAB_WAIT_ALERTABLE);
        if (!packet || error == WSPLAB_E_WAIT_IO_COMPLETION)
            return error;
    }
    get->taken = wsplab_port_dequeue(port, get->count);
    if (binding->port != port) {
        port->running++; /* its binding may still stand on another port's list: wsplab__bind */
    } else if (binding->state != WSPLAB_BINDING_RUNNING) {
        wsplab_port_discount(port, binding);
        wsplab_port_count(port, binding);
    }
    return WSPLAB_OK;
}

/* After wsplab__take by a thread that is bound elsewhere, without locks. */
static void wsplab__bind(struct wsplab__get *get) {
    struct wsplab_thread *thread = get->thread;
    if (thread->binding.port == get->port)
        return;
    wsplab_port_pause(thread);
    wsplab_port_adopt(get->port, thread);
    wsplab_lock_take(&get->port->lock);
    wsplab_port_list(get->port, &thread->binding);
    wsplab_lock_drop(&get->port->lock);
}

/* The port is locked, and is again afterwards. Packets are queued, yet none is for this thread: who is blocked? */
static wsplab_error wsplab__take_after_looking(struct wsplab__get *get) {
    wsplab_port_look(get->port);
    wsplab_lock_drop(&get->port->lock);
    wsplab_pause_until(wsplab_deadline(WSPLAB__FIRST_WATCH_MS));
    wsplab_lock_take(&get->port->lock);
    wsplab_port_look(get->port);
    return wsplab__take(get);
}

/* The watcher's duty; the port is locked. It ends with the stall. */
static void wsplab__watch(struct wsplab_port *port, struct wsplab_port_waiter *waiter) {
    if (port->watcher != waiter)
        return;
    if (port->depth == 0) {
        port->watcher = NULL;
        return;
    }
    wsplab_port_look(port);
    waiter->watch_ms = waiter->watch_ms == 0                      ? WSPLAB__FIRST_WATCH_MS
                       : waiter->watch_ms < WSPLAB__LAST_WATCH_MS ? waiter->watch_ms * 2
                                                                  : WSPLAB__LAST_WATCH_MS;
}

/* On the stack, without locks, until the wait is decided. */
static wsplab_error wsplab__park_on_stack(struct wsplab__get *get, struct wsplab_port_waiter *waiter,
                                          uint64_t deadline) {
    uint64_t next_look = WSPLAB_NEVER;
    for (;;) {
        wsplab_error outcome = wsplab_thread_park(get->thread, next_look < deadline ? next_look : deadline);
        if (outcome != WSPLAB_UNDECIDED)
            return outcome;
        if (deadline != WSPLAB_NEVER && wsplab_now() >= deadline)
            return wsplab_thread_give_up(get->thread);
        wsplab_lock_take(&get->port->lock);
        wsplab__watch(get->port, waiter);
        next_look = get->port->watcher == waiter ? wsplab_deadline(waiter->watch_ms) : WSPLAB_NEVER;
        wsplab_port_settle_and_unlock(get->port);
    }
}

/* The packet came by hand-over; what else is there now, up to the count, is taken with it (WIN-4). */
static void wsplab__take_more(struct wsplab__get *get) {
    wsplab_lock_take(&get->port->lock);
    if (get->port->depth > 0)
        get->taken->next = wsplab_port_dequeue(get->port, get->count - 1);
    wsplab_lock_drop(&get->port->lock);
}

/* The port is locked, the thread's binding is on no list; unlocks. */
static wsplab_error wsplab__wait_on_stack(struct wsplab__get *get, uint64_t deadline) {
    struct wsplab_port *port = get->port;
    struct wsplab_port_waiter waiter = {.thread = get->thread};
    wsplab_error error = wsplab_thread_begin_wait(get->thread, get->flags);
    if (error == WSPLAB_OK) {
        wsplab_port_push(port, &waiter);
        wsplab_port_settle_and_unlock(port);
        error = wsplab__park_on_stack(get, &waiter, deadline);
        if (error == WSPLAB_OK) { /* who handed over the packet has counted this thread already */
            get->taken = waiter.given;
            wsplab_port_adopt(port, get->thread);
            if (get->count > 1)
                wsplab__take_more(get);
            return WSPLAB_OK;
        }
        wsplab_lock_take(&port->lock);
        wsplab_port_remove(port, &waiter);
    }
    wsplab_port_settle_and_unlock(port); /* the duty to watch goes to another */
    wsplab_port_resume(get->thread);
    return error;
}

/* Nothing was there at first look. The port is locked; unlocks. */
static wsplab_error wsplab__wait_for_packet(struct wsplab__get *get, uint64_t deadline) {
    struct wsplab_port *port = get->port;
    struct wsplab_thread *thread = get->thread;
    if (thread->binding.port == port) {
        wsplab_port_discount(port, &thread->binding);
        return wsplab__wait_on_stack(get, deadline);
    }
    /* Two ports' locks never nest. */
    wsplab_lock_drop(&port->lock);
    wsplab_port_pause(thread);
    wsplab_lock_take(&port->lock);
    wsplab_error error = wsplab__take(get);
    if (error == WSPLAB_E_WAIT_TIMEOUT)
        return wsplab__wait_on_stack(get, deadline);
    wsplab_lock_drop(&port->lock);
    if (error != WSPLAB_OK)
        wsplab_port_resume(thread);
    return error;
}

static wsplab_error wsplab__get_packets(struct wsplab__get *get) {
    uint64_t deadline = wsplab_deadline(get->timeout_ms);
    wsplab_lock_take(&get->port->lock);
    wsplab_error error = wsplab__take(get);
    if (error == WSPLAB_E_WAIT_TIMEOUT && get->timeout_ms != 0) {
        error = wsplab__wait_for_packet(get, deadline);
    } else {
        if (error == WSPLAB_E_WAIT_TIMEOUT && get->port->depth > 0)
            error = wsplab__take_after_looking(get);
        wsplab_lock_drop(&get->port->lock);
        if (error == WSPLAB_E_WAIT_TIMEOUT)
            error = wsplab_thread_poll(get->thread, get->flags);
    }
    if (error == WSPLAB_OK)
        wsplab__bind(get);
    return error;
}

/* Moves the chain into the caller's array; returns how many there were. */
static uint32_t wsplab__unpack(struct wsplab_packet_node *node, struct wsplab_packet *packets) {
    uint32_t taken = 0;
    while (node != NULL) {
        struct wsplab_packet_node *next = node->next;
        packets[taken++] = node->packet;
        wsplab_free(node);
        node = next;
    }
    return taken;
}

wsplab_error wsplab_port_get(wsplab_owner viewer, wsplab_handle handle, struct wsplab_packet *packets, uint32_t count,
                             uint32_t timeout_ms, uint32_t flags, uint32_t *taken_out) {
    if (count == 0)
        return WSPLAB_E_INVALID_PARAMETER;
    struct wsplab__get get = {.count = count, .timeout_ms = timeout_ms, .flags = flags};
    struct wsplab_object *object = NULL;
    wsplab_error error = wsplab_handle_reference(viewer, handle, WSPLAB_KIND_PORT, &object);
    if (error != WSPLAB_OK)
        return error;
    get.port = (struct wsplab_port *)object;
    get.thread = wsplab_thread_current();
    error = get.thread == NULL ? WSPLAB_E_NOT_ENOUGH_MEMORY : wsplab__get_packets(&get);
    if (error == WSPLAB_OK)
        *taken_out = wsplab__unpack(get.taken, packets);
    wsplab_object_release(object);
    return error;
}
