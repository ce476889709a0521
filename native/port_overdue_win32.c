/*
 * port_overdue_win32.c - packets that the system had no memory for when they were to be queued. Their own memory was set
 * aside when their operations began, so they wait in the port's own list, and it is tried again: with every call on the
 * port, and by a timer, for those who wait in the kernel already and for those who use kernel32.
 */
#include "port_win32.h"

#include "alloc.h"
#include "ntdll_win32.h"

#define WSPLAB__RETRY_TICKS 100000 /* of 100 ns */

/* Made with the first port: when it is needed there may be no memory for it. */
static struct {
    INIT_ONCE once;
    PTP_TIMER timer;
    struct wsplab_lock lock;   /* guards what follows; taken last */
    struct wsplab_port *first; /* ports to be tried again, each with a reference */
} wsplab__retries = {.once = INIT_ONCE_STATIC_INIT, .lock = WSPLAB_LOCK_INITIALIZER};

static void wsplab__arm(void) {
    LARGE_INTEGER due = {.QuadPart = -WSPLAB__RETRY_TICKS}; /* from now */
    FILETIME time = {.dwLowDateTime = due.LowPart, .dwHighDateTime = (DWORD)due.HighPart};
    SetThreadpoolTimer(wsplab__retries.timer, &time, 0, 0);
}

static void wsplab__put_retry(struct wsplab_port *port) {
    wsplab_lock_take(&wsplab__retries.lock);
    port->next_retry = wsplab__retries.first;
    wsplab__retries.first = port;
    wsplab_lock_drop(&wsplab__retries.lock);
    wsplab__arm();
}

static struct wsplab_port *wsplab__take_retries(void) {
    wsplab_lock_take(&wsplab__retries.lock);
    struct wsplab_port *first = wsplab__retries.first;
    wsplab__retries.first = NULL;
    wsplab_lock_drop(&wsplab__retries.lock);
    return first;
}

/* ---- one port's packets ------------------------------------------------------------------------------------------ */

bool wsplab_port_flush(struct wsplab_port *port) {
    for (struct wsplab_packet_node *node; (node = port->overdue) != NULL; wsplab_free(node)) {
        if (port->name != NULL &&
            wsplab_ntdll_set_io_completion(port->name, &node->packet) == WSPLAB_E_NOT_ENOUGH_MEMORY)
            return false;
        port->overdue = node->next;
    }
    return true;
}

bool wsplab_port_catch_up(struct wsplab_port *port) {
    wsplab_lock_take(&port->lock);
    bool nothing_left = wsplab_port_flush(port);
    wsplab_lock_drop(&port->lock);
    return nothing_left;
}

void wsplab_port_append(struct wsplab_port *port, struct wsplab_packet_node *node) {
    struct wsplab_packet_node **end = &port->overdue;
    while (*end != NULL)
        end = &(*end)->next;
    node->next = NULL;
    *end = node;
    if (!port->retried) {
        port->retried = true;
        wsplab_object_reference(&port->object);
        wsplab__put_retry(port);
    }
}

uint32_t wsplab_port_overdue(struct wsplab_port *port) {
    uint32_t count = 0;
    wsplab_lock_take(&port->lock);
    wsplab_port_flush(port);
    for (const struct wsplab_packet_node *node = port->overdue; node != NULL; node = node->next)
        count++;
    wsplab_lock_drop(&port->lock);
    return count;
}

/* ---- the timer --------------------------------------------------------------------------------------------------- */

static void wsplab__retry(struct wsplab_port *port) {
    wsplab_lock_take(&port->lock);
    port->retried = !wsplab_port_flush(port);
    bool again = port->retried;
    wsplab_lock_drop(&port->lock);
    if (again)
        wsplab__put_retry(port);
    else
        wsplab_object_release(&port->object);
}

static void CALLBACK wsplab__retry_all(PTP_CALLBACK_INSTANCE instance, PVOID context, PTP_TIMER timer) {
    (void)instance;
    (void)context;
    (void)timer;
    for (struct wsplab_port *port = wsplab__take_retries(), *next; port != NULL; port = next) {
        next = port->next_retry;
        wsplab__retry(port);
    }
}

static BOOL CALLBACK wsplab__make_timer(PINIT_ONCE once, PVOID parameter, PVOID *context) {
    (void)once;
    (void)parameter;
    (void)context;
    wsplab__retries.timer = CreateThreadpoolTimer(wsplab__retry_all, NULL, NULL);
    return wsplab__retries.timer != NULL;
}

bool wsplab_port_can_retry(void) {
    return InitOnceExecuteOnce(&wsplab__retries.once, wsplab__make_timer, NULL, NULL);
}
