/* port_get_win32.c - taking packets; which thread gets one, and when, is the kernel's business. */
#include "port_win32.h"
#include "thread.h"

#define WSPLAB__BATCH 64u

/* One wsplab_port_get. */
struct wsplab__get {
    HANDLE real;
    struct wsplab_port *port; /* NULL: made by somebody else */
    struct wsplab_packet *packets;
    uint32_t count, taken;
};

static wsplab_error wsplab__of_failure(DWORD error) {
    switch (error) {
    case WAIT_TIMEOUT:
    case WAIT_IO_COMPLETION:
    case ERROR_ABANDONED_WAIT_0:
        return (wsplab_error)error;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_NO_SYSTEM_RESOURCES:
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    default:
        return WSPLAB_E_INVALID_HANDLE;
    }
}

/* The reserved member `Internal` is the status that the packet was queued with. */
static struct wsplab_packet wsplab__packet_of(const OVERLAPPED_ENTRY *entry) {
    return (struct wsplab_packet){
        .key = entry->lpCompletionKey,
        .overlapped = (uintptr_t)entry->lpOverlapped,
        .status = (uint32_t)entry->Internal,
        .bytes = entry->dwNumberOfBytesTransferred,
    };
}

static wsplab_error wsplab__take(struct wsplab__get *get, DWORD timeout_ms, bool alertable) {
    OVERLAPPED_ENTRY entries[WSPLAB__BATCH];
    uint32_t wanted = get->count - get->taken;
    ULONG got = 0;
    if (!GetQueuedCompletionStatusEx(get->real, entries, wanted < WSPLAB__BATCH ? wanted : WSPLAB__BATCH, &got,
                                     timeout_ms, alertable))
        return wsplab__of_failure(GetLastError());
    for (ULONG i = 0; i < got; i++)
        get->packets[get->taken++] = wsplab__packet_of(&entries[i]);
    return WSPLAB_OK;
}

static bool wsplab__is_closed(const struct wsplab__get *get) {
    return get->port != NULL && atomic_load(&get->port->closed);
}

static wsplab_error wsplab__wait_for_packets(void *arms, DWORD timeout_ms, bool alertable) {
    struct wsplab__get *get = arms;
    if (wsplab__is_closed(get))
        return WSPLAB_E_ABANDONED_WAIT_0;
    if (get->port != NULL)
        wsplab_port_catch_up(get->port);
    wsplab_error error = wsplab__take(get, timeout_ms, alertable);
    /* It was closed on this thread's way into the kernel. */
    return error == WSPLAB_E_INVALID_HANDLE && wsplab__is_closed(get) ? WSPLAB_E_ABANDONED_WAIT_0 : error;
}

static uint64_t wsplab__identity(const struct wsplab__get *get) {
    return get->port != NULL ? get->port->object.id << 1 : (uintptr_t)get->real | 1;
}

static void wsplab__enter(struct wsplab_port *port, struct wsplab_port_waiter *waiter) {
    if (port == NULL)
        return;
    wsplab_lock_take(&port->lock);
    waiter->previous = NULL;
    waiter->next = port->waiters;
    if (port->waiters != NULL)
        port->waiters->previous = waiter;
    port->waiters = waiter;
    wsplab_lock_drop(&port->lock);
}

static void wsplab__leave(struct wsplab_port *port, struct wsplab_port_waiter *waiter) {
    if (port == NULL)
        return;
    wsplab_lock_take(&port->lock);
    *(waiter->previous == NULL ? &port->waiters : &waiter->previous->next) = waiter->next;
    if (waiter->next != NULL)
        waiter->next->previous = waiter->previous;
    wsplab_lock_drop(&port->lock);
}

static wsplab_error wsplab__wait(struct wsplab__get *get, struct wsplab_thread *thread, uint32_t timeout_ms,
                                 uint32_t flags) {
    struct wsplab_port_waiter waiter = {.thread = thread};
    struct wsplab_port *port = timeout_ms != 0 ? get->port : NULL; /* who only looks does not wait */
    wsplab__enter(port, &waiter);
    wsplab_error error = wsplab_thread_wait(thread, wsplab__wait_for_packets, get, timeout_ms, flags);
    wsplab__leave(port, &waiter);
    return error;
}

static wsplab_error wsplab__get_packets(struct wsplab__get *get, uint32_t timeout_ms, uint32_t flags) {
    struct wsplab_thread *thread = wsplab_thread_current();
    wsplab_error error = WSPLAB_E_WAIT_TIMEOUT;
    if (thread == NULL)
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    /* Tickets whose own APC is used up, or not noticed yet: the kernel cannot decide between them and a packet (WIN-10). */
    if (thread->last_port == wsplab__identity(get) && (flags & WSPLAB_WAIT_ALERTABLE) != 0 &&
        wsplab_thread_has_tickets(thread))
        error = wsplab__wait_for_packets(get, 0, false);
    if (error == WSPLAB_E_WAIT_TIMEOUT)
        error = wsplab__wait(get, thread, timeout_ms, flags);
    if (error != WSPLAB_OK)
        return error;
    thread->last_port = wsplab__identity(get);
    while (get->taken < get->count && get->taken % WSPLAB__BATCH == 0 && wsplab__take(get, 0, false) == WSPLAB_OK)
        ;
    return WSPLAB_OK;
}

wsplab_error wsplab_port_get(wsplab_owner viewer, wsplab_handle handle, struct wsplab_packet *packets, uint32_t count,
                             uint32_t timeout_ms, uint32_t flags, uint32_t *taken_out) {
    struct wsplab_pin pin;
    if (count == 0)
        return WSPLAB_E_INVALID_PARAMETER;
    wsplab_error error = wsplab_handle_pin_or_foreign(viewer, handle, WSPLAB_KIND_PORT, &pin);
    if (error != WSPLAB_OK)
        return error;
    struct wsplab__get get = {.real = wsplab_real(handle), .packets = packets, .count = count};
    if (pin.slot != NULL) {
        get.port = (struct wsplab_port *)pin.object;
        wsplab_object_reference(pin.object);
    }
    wsplab_handle_unpin(&pin); /* the port can be closed while this thread waits */
    error = wsplab__get_packets(&get, timeout_ms, flags);
    if (get.port != NULL)
        wsplab_object_release(&get.port->object);
    if (error == WSPLAB_OK)
        *taken_out = get.taken;
    return error;
}
