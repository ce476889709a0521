/* apc.c - user APCs: a queue of tickets per thread. */
#include "alloc.h"
#include "handle.h"
#include "thread.h"

struct wsplab_apc {
    struct wsplab_apc *next;
    uint64_t ticket;
};

/* Tickets whose thread ended before it took them; in order per thread. */
static struct {
    struct wsplab_lock lock;
    struct wsplab_apc *first, *last;
} wsplab__orphans = {.lock = WSPLAB_LOCK_INITIALIZER};

/* Adds the chain from `first` to `last`. */
static void wsplab__append(struct wsplab_apc **head, struct wsplab_apc **tail, struct wsplab_apc *first,
                           struct wsplab_apc *last) {
    if (*head == NULL)
        *head = first;
    else
        (*tail)->next = first;
    *tail = last;
}

wsplab_error wsplab_apc_queue(wsplab_owner viewer, wsplab_handle handle, uint64_t ticket) {
    struct wsplab_pin pin;
    wsplab_error error = wsplab_handle_pin(viewer, handle, WSPLAB_KIND_THREAD, &pin);
    if (error != WSPLAB_OK)
        return error;
    struct wsplab_thread *thread = (struct wsplab_thread *)pin.object;
    struct wsplab_apc *apc = wsplab_alloc(sizeof *apc);
    wsplab_lock_take(&thread->lock);
    if (thread->ended) {
        error = WSPLAB_E_GEN_FAILURE; /* WIN-48, also when memory is short */
    } else if (apc == NULL) {
        error = WSPLAB_E_NOT_ENOUGH_MEMORY;
    } else if ((error = wsplab_thread_end_alertable_wait(thread)) == WSPLAB_OK) {
        apc->ticket = ticket;
        wsplab__append(&thread->first_apc, &thread->last_apc, apc, apc);
        apc = NULL;
    }
    wsplab_lock_drop(&thread->lock);
    wsplab_thread_wake(thread);
    wsplab_handle_unpin(&pin);
    wsplab_free(apc);
    return error;
}

wsplab_error wsplab_apc_next(uint64_t *ticket_out) {
    struct wsplab_thread *thread = wsplab_thread_known();
    if (thread == NULL)
        return WSPLAB_E_NO_MORE_ITEMS;
    wsplab_thread_drain(thread);
    wsplab_lock_take(&thread->lock);
    struct wsplab_apc *apc = thread->first_apc;
    if (apc != NULL)
        thread->first_apc = apc->next;
    wsplab_lock_drop(&thread->lock);
    if (apc == NULL)
        return WSPLAB_E_NO_MORE_ITEMS;
    *ticket_out = apc->ticket;
    wsplab_free(apc);
    return WSPLAB_OK;
}

void wsplab_apc_abandon(struct wsplab_thread *thread) {
    wsplab_lock_take(&thread->lock);
    thread->ended = true;
    struct wsplab_apc *first = thread->first_apc, *last = thread->last_apc;
    thread->first_apc = NULL;
    wsplab_lock_drop(&thread->lock);
    if (first == NULL)
        return;
    wsplab_lock_take(&wsplab__orphans.lock);
    wsplab__append(&wsplab__orphans.first, &wsplab__orphans.last, first, last);
    wsplab_lock_drop(&wsplab__orphans.lock);
}

uint32_t wsplab_apc_orphans(uint64_t *tickets, uint32_t capacity) {
    uint32_t count = 0;
    wsplab_lock_take(&wsplab__orphans.lock);
    for (struct wsplab_apc *apc; count < capacity && (apc = wsplab__orphans.first) != NULL; wsplab_free(apc)) {
        wsplab__orphans.first = apc->next;
        tickets[count++] = apc->ticket;
    }
    wsplab_lock_drop(&wsplab__orphans.lock);
    return count;
}
