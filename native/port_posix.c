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
#include "thread_posix.h"

#define WSPLAB__FIRST_WATCH_MS 1u
#define WSPLAB__LAST_WATCH_MS 8u /* looks at threads that keep running become rarer, up to this */

/* A thread on the stack; it stands on that thread's own stack. */
struct wsplab__waiter {
    struct wsplab__waiter *above, *below;
    struct wsplab_thread *thread;
    struct wsplab_packet_node *given; /* the packet that ended the wait */
    bool stacked;
    uint32_t watch_ms; /* until the next look; 0: not begun */
};

struct wsplab_port {
    struct wsplab_object object;
    struct wsplab_lock lock; /* guards what follows */
    uint32_t concurrency;
    uint32_t running; /* bound threads that count; those being bound included */
    uint32_t depth;
    uint32_t waiters;
    bool closed; /* has lost its last name */
    struct wsplab_packet_node *first, *last;
    struct wsplab__waiter *top, *bottom;
    struct wsplab__waiter *watcher;
    struct wsplab_port_binding *bound;
};

/* ---- packets; the port is locked --------------------------------------------------------------------------------- */

struct wsplab_packet_node *wsplab_packet_node_new(void) {
    return wsplab_alloc(sizeof(struct wsplab_packet_node));
}

/* Takes up to `count` packets off the queue, which holds one at least; a chain that ends with NULL. */
static struct wsplab_packet_node *wsplab__dequeue(struct wsplab_port *port, uint32_t count) {
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

/* The packet that was dequeued last. */
static void wsplab__put_back(struct wsplab_port *port, struct wsplab_packet_node *node) {
    node->next = port->first;
    if (port->first == NULL)
        port->last = node;
    port->first = node;
    port->depth++;
}

/* ---- bindings; the port is locked -------------------------------------------------------------------------------- */

static struct wsplab_thread *wsplab__bound_thread(struct wsplab_port_binding *binding) {
    return (struct wsplab_thread *)((char *)binding - offsetof(struct wsplab_thread, binding));
}

static void wsplab__list_binding(struct wsplab_port *port, struct wsplab_port_binding *binding) {
    binding->state = WSPLAB_BINDING_RUNNING;
    binding->previous = NULL;
    binding->next = port->bound;
    if (port->bound != NULL)
        port->bound->previous = binding;
    port->bound = binding;
}

static void wsplab__count(struct wsplab_port *port, struct wsplab_port_binding *binding) {
    port->running++;
    wsplab__list_binding(port, binding);
}

static void wsplab__discount(struct wsplab_port *port, struct wsplab_port_binding *binding) {
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
static void wsplab__look(struct wsplab_port *port) {
    wsplab__look_at(port, WSPLAB_BINDING_RUNNING);
    if (port->running < port->concurrency)
        wsplab__look_at(port, WSPLAB_BINDING_BLOCKED);
}

/* ---- waiters; the port is locked --------------------------------------------------------------------------------- */

static void wsplab__push(struct wsplab_port *port, struct wsplab__waiter *waiter) {
    waiter->above = NULL;
    waiter->below = port->top;
    *(port->top == NULL ? &port->bottom : &port->top->above) = waiter;
    port->top = waiter;
    port->waiters++;
    waiter->stacked = true;
}

static void wsplab__remove(struct wsplab_port *port, struct wsplab__waiter *waiter) {
    if (!waiter->stacked)
        return;
    *(waiter->above == NULL ? &port->top : &waiter->above->below) = waiter->below;
    *(waiter->below == NULL ? &port->bottom : &waiter->below->above) = waiter->above;
    port->waiters--;
    waiter->stacked = false;
    if (port->watcher == waiter)
        port->watcher = NULL;
}

/*
 * Hands the oldest packet to the top waiter, unless that one has just been released otherwise; it goes in any case.
 * Once the decision is made the thread may run on, so that neither waiter nor packet is looked at again.
 */
static void wsplab__hand_over(struct wsplab_port *port, struct wsplab_wakes *wakes) {
    struct wsplab__waiter *waiter = port->top;
    struct wsplab_thread *thread = waiter->thread;
    struct wsplab_packet_node *node = wsplab__dequeue(port, 1);
    wsplab__remove(port, waiter);
    waiter->given = node;
    if (wsplab_thread_decide(thread, WSPLAB_OK, 0, wakes))
        wsplab__count(port, &thread->binding); /* to end, or to wait again, it needs the lock that we hold */
    else
        wsplab__put_back(port, node);
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

static void wsplab__settle_and_unlock(struct wsplab_port *port) {
    struct wsplab_wakes wakes = {.count = 0};
    wsplab__settle(port, &wakes);
    wsplab_lock_drop(&port->lock);
    wsplab_wakes_flush(&wakes);
}

/* ---- binding and unbinding threads ------------------------------------------------------------------------------- */

void wsplab_port_pause(struct wsplab_thread *thread) {
    struct wsplab_port *port = thread->binding.port;
    if (port == NULL)
        return;
    wsplab_lock_take(&port->lock);
    wsplab__discount(port, &thread->binding);
    wsplab__settle_and_unlock(port);
}

void wsplab_port_resume(struct wsplab_thread *thread) {
    struct wsplab_port *port = thread->binding.port;
    if (port == NULL)
        return;
    wsplab_lock_take(&port->lock);
    bool closed = port->closed;
    if (!closed)
        wsplab__count(port, &thread->binding);
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
static void wsplab__adopt(struct wsplab_port *port, struct wsplab_thread *thread) {
    struct wsplab_port *before = thread->binding.port;
    if (before == port)
        return;
    wsplab_object_reference(&port->object);
    thread->binding.port = port;
    if (before != NULL)
        wsplab_object_release(&before->object);
}

/* ---- taking packets ---------------------------------------------------------------------------------------------- */

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
    get->taken = wsplab__dequeue(port, get->count);
    if (binding->port != port) {
        port->running++; /* its binding may still stand on another port's list: wsplab__bind */
    } else if (binding->state != WSPLAB_BINDING_RUNNING) {
        wsplab__discount(port, binding);
        wsplab__count(port, binding);
    }
    return WSPLAB_OK;
}

/* After wsplab__take by a thread that is bound elsewhere, without locks. */
static void wsplab__bind(struct wsplab__get *get) {
    struct wsplab_thread *thread = get->thread;
    if (thread->binding.port == get->port)
        return;
    wsplab_port_pause(thread);
    wsplab__adopt(get->port, thread);
    wsplab_lock_take(&get->port->lock);
    wsplab__list_binding(get->port, &thread->binding);
    wsplab_lock_drop(&get->port->lock);
}

/* The port is locked, and is again afterwards. Packets are queued, yet none is for this thread: who is blocked? */
static wsplab_error wsplab__take_after_looking(struct wsplab__get *get) {
    wsplab__look(get->port);
    wsplab_lock_drop(&get->port->lock);
    wsplab_pause_until(wsplab_deadline(WSPLAB__FIRST_WATCH_MS));
    wsplab_lock_take(&get->port->lock);
    wsplab__look(get->port);
    return wsplab__take(get);
}

/* The watcher's duty; the port is locked. It ends with the stall. */
static void wsplab__watch(struct wsplab_port *port, struct wsplab__waiter *waiter) {
    if (port->watcher != waiter)
        return;
    if (port->depth == 0) {
        port->watcher = NULL;
        return;
    }
    wsplab__look(port);
    waiter->watch_ms = waiter->watch_ms == 0                      ? WSPLAB__FIRST_WATCH_MS
                       : waiter->watch_ms < WSPLAB__LAST_WATCH_MS ? waiter->watch_ms * 2
                                                                  : WSPLAB__LAST_WATCH_MS;
}

/* On the stack, without locks, until the wait is decided. */
static wsplab_error wsplab__park_on_stack(struct wsplab__get *get, struct wsplab__waiter *waiter, uint64_t deadline) {
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
        wsplab__settle_and_unlock(get->port);
    }
}

/* The packet came by hand-over; what else is there now, up to the count, is taken with it (WIN-4). */
static void wsplab__take_more(struct wsplab__get *get) {
    wsplab_lock_take(&get->port->lock);
    if (get->port->depth > 0)
        get->taken->next = wsplab__dequeue(get->port, get->count - 1);
    wsplab_lock_drop(&get->port->lock);
}

/* The port is locked, the thread's binding is on no list; unlocks. */
static wsplab_error wsplab__wait_on_stack(struct wsplab__get *get, uint64_t deadline) {
    struct wsplab_port *port = get->port;
    struct wsplab__waiter waiter = {.thread = get->thread};
    wsplab_error error = wsplab_thread_begin_wait(get->thread, get->flags);
    if (error == WSPLAB_OK) {
        wsplab__push(port, &waiter);
        wsplab__settle_and_unlock(port);
        error = wsplab__park_on_stack(get, &waiter, deadline);
        if (error == WSPLAB_OK) { /* who handed over the packet has counted this thread already */
            get->taken = waiter.given;
            wsplab__adopt(port, get->thread);
            if (get->count > 1)
                wsplab__take_more(get);
            return WSPLAB_OK;
        }
        wsplab_lock_take(&port->lock);
        wsplab__remove(port, &waiter);
    }
    wsplab__settle_and_unlock(port); /* the duty to watch goes to another */
    wsplab_port_resume(get->thread);
    return error;
}

/* Nothing was there at first look. The port is locked; unlocks. */
static wsplab_error wsplab__wait_for_packet(struct wsplab__get *get, uint64_t deadline) {
    struct wsplab_port *port = get->port;
    struct wsplab_thread *thread = get->thread;
    if (thread->binding.port == port) {
        wsplab__discount(port, &thread->binding);
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

wsplab_error wsplab_port_get(wsplab_handle handle, struct wsplab_packet *packets, uint32_t count, uint32_t timeout_ms,
                             uint32_t flags, uint32_t *taken_out) {
    if (count == 0)
        return WSPLAB_E_INVALID_PARAMETER;
    struct wsplab__get get = {.count = count, .timeout_ms = timeout_ms, .flags = flags};
    struct wsplab_object *object = NULL;
    wsplab_error error = wsplab_handle_reference(handle, WSPLAB_KIND_PORT, &object);
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

/* ---- posting ----------------------------------------------------------------------------------------------------- */

bool wsplab_port_queue(struct wsplab_port *port, struct wsplab_packet_node *node) {
    wsplab_lock_take(&port->lock);
    if (port->closed) {
        wsplab_lock_drop(&port->lock);
        wsplab_free(node);
        return false;
    }
    wsplab__enqueue(port, node);
    wsplab__settle_and_unlock(port);
    return true;
}

wsplab_error wsplab_port_post(wsplab_handle handle, const struct wsplab_packet *packet) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(handle, WSPLAB_KIND_PORT, &pin);
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
        struct wsplab__waiter *waiter = port->top;
        wsplab__remove(port, waiter);
        wsplab_thread_decide(waiter->thread, WSPLAB_E_ABANDONED_WAIT_0, 0, &wakes);
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

static wsplab_error wsplab__count_of(wsplab_handle handle, const uint32_t *(*choose)(const struct wsplab_port *),
                                     uint32_t *value_out) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(handle, WSPLAB_KIND_PORT, &pin);
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

wsplab_error wsplab_port_depth(wsplab_handle port, uint32_t *depth_out) {
    return wsplab__count_of(port, wsplab__depth_of, depth_out);
}

uint32_t wsplab_port_waiters(wsplab_handle port) {
    uint32_t waiters = 0;
    wsplab__count_of(port, wsplab__waiters_of, &waiters);
    return waiters;
}

uint32_t wsplab_port_running(wsplab_handle port) {
    uint32_t running = 0;
    wsplab__count_of(port, wsplab__running_of, &running);
    return running;
}
