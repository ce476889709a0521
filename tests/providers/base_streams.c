/*
 * base_streams.c - how bytes get from one socket to its peer.
 *
 * A socket keeps up to BASE_RING bytes that its client has not asked for yet. Requests stand in queues, and bytes are taken
 * and given strictly in their order (WSP-IO-11). Whatever finishes is collected while the lock is held, and told after.
 */
#include "base.h"

/* ---- requests -------------------------------------------------------------------------------------------------------- */

/* NULL when memory is short, or the socket is being closed. It uses the socket until it is freed. */
struct base_request *base_request(struct base_socket *s, const WSABUF *buffers, DWORD count, DWORD flags) {
    struct base_request *request = calloc(1, sizeof(*request));
    if (request != NULL && count > 0) {
        request->buffers = calloc(count, sizeof(*buffers));
    }
    if (request == NULL || (count > 0 && request->buffers == NULL) || !sockets_retain(&s->base)) {
        if (request != NULL) {
            free(request->buffers);
        }
        free(request);
        return NULL;
    }
    if (count > 0) {
        memcpy(request->buffers, buffers, count * sizeof(*buffers));
    }
    request->count = count;
    request->flags = flags;
    request->s = s;
    return request;
}

/* Without the lock. */
void base_free_request(struct base_request *request) {
    base_end_use(request->s);
    if (request->accepted != NULL) {
        base_end_use(request->accepted);
    }
    free(request->buffers);
    free(request);
}

void base_append(struct base_queue *queue, struct base_request *request) {
    request->next = NULL;
    if (queue->first == NULL) {
        queue->first = request;
    } else {
        queue->last->next = request;
    }
    queue->last = request;
}

BOOL base_remove(struct base_queue *queue, struct base_request *request) {
    struct base_request *before = NULL;
    struct base_request *at = queue->first;
    while (at != NULL && at != request) {
        before = at;
        at = at->next;
    }
    if (at == NULL) {
        return FALSE;
    }
    if (before == NULL) {
        queue->first = at->next;
    } else {
        before->next = at->next;
    }
    if (queue->last == at) {
        queue->last = before;
    }
    return TRUE;
}

/* It stands in no queue any more. A call that waits for it looks by itself. */
void base_finish(struct base_request *request, DWORD error, struct base_queue *done) {
    request->finished = TRUE;
    request->error = error;
    if (request->client.structure != NULL) {
        base_append(done, request);
    }
    WakeAllConditionVariable(&base_changed);
}

void base_fail_all(struct base_queue *queue, DWORD error, struct base_queue *done) {
    while (queue->first != NULL) {
        struct base_request *request = queue->first;
        base_remove(queue, request);
        base_finish(request, error, done);
    }
}

/* Without the lock: a client that is woken may call back at once. */
void base_tell(struct base_queue *done) {
    while (done->first != NULL) {
        struct base_request *request = done->first;
        DWORD bytes = request->error == 0 ? request->bytes : 0;
        base_remove(done, request);
        overlapped_tell(&request->client, request->s->base.handle, request->error, bytes, 0);
        base_free_request(request);
    }
}

void base_end_silently(struct base_queue *done) {
    while (done->first != NULL) {
        struct base_request *request = done->first;
        base_remove(done, request);
        overlapped_end_silently(&request->client);
        base_free_request(request);
    }
}

/* ---- bytes ----------------------------------------------------------------------------------------------------------- */

/* The part of a request's buffers that comes next; FALSE when all have been used. */
static BOOL next_part(struct base_request *request, char **part, DWORD *length) {
    while (request->buffer < request->count && request->offset == request->buffers[request->buffer].len) {
        request->buffer++;
        request->offset = 0;
    }
    if (request->buffer == request->count) {
        return FALSE;
    }
    *part = request->buffers[request->buffer].buf + request->offset;
    *length = request->buffers[request->buffer].len - request->offset;
    return TRUE;
}

static DWORD put(struct base_socket *s, const char *from, DWORD length) {
    DWORD tail = (s->head + s->held) % BASE_RING;
    DWORD first;
    if (length > BASE_RING - s->held) {
        length = BASE_RING - s->held;
    }
    first = length < BASE_RING - tail ? length : BASE_RING - tail;
    memcpy(s->ring + tail, from, first);
    memcpy(s->ring, from + first, length - first);
    s->held += length;
    return length;
}

/* Copies from the oldest bytes on, `skip` of them left out. */
static DWORD get(const struct base_socket *s, DWORD skip, char *to, DWORD length) {
    DWORD head = (s->head + skip) % BASE_RING;
    DWORD first;
    if (length > s->held - skip) {
        length = s->held - skip;
    }
    first = length < BASE_RING - head ? length : BASE_RING - head;
    memcpy(to, s->ring + head, first);
    memcpy(to + first, s->ring, length - first);
    return length;
}

static void drop(struct base_socket *s, DWORD length) {
    s->head = (s->head + length) % BASE_RING;
    s->held -= length;
}

DWORD base_peek(struct base_socket *s, const WSABUF *buffers, DWORD count) {
    DWORD bytes = 0;
    DWORD i;
    for (i = 0; i < count && bytes < s->held; i++) {
        bytes += get(s, bytes, buffers[i].buf, buffers[i].len);
    }
    return bytes;
}

/* Takes from the first send what fits into the ring of `to`; TRUE when anything has moved. */
static BOOL take_send(struct base_socket *from, struct base_socket *to, struct base_queue *done) {
    struct base_request *request = from->sends.first;
    BOOL moved = FALSE;
    char *part;
    DWORD length;
    while (request != NULL && next_part(request, &part, &length) && to->held < BASE_RING) {
        length = put(to, part, length);
        request->offset += length;
        request->bytes += length;
        moved = TRUE;
    }
    /* A send has succeeded when the transport has all of it (WSP-IO-12). */
    if (request != NULL && !next_part(request, &part, &length)) {
        base_remove(&from->sends, request);
        base_finish(request, 0, done);
        return TRUE;
    }
    return moved;
}

/* Gives what is there to the first receive; TRUE when it has finished. */
static BOOL fill_receive(struct base_socket *s, struct base_queue *done) {
    struct base_request *request = s->receives.first;
    BOOL full;
    char *part;
    DWORD length;
    if (request == NULL || (s->held == 0 && !s->ended)) {
        return FALSE;
    }
    while (s->held > 0 && next_part(request, &part, &length)) {
        length = get(s, 0, part, length);
        drop(s, length);
        request->offset += length;
        request->bytes += length;
    }
    full = !next_part(request, &part, &length);
    if ((request->flags & MSG_WAITALL) != 0 && !full && !s->ended) {
        return FALSE;
    }
    base_remove(&s->receives, request);
    base_finish(request, 0, done); /* at the end of the stream with 0 bytes (WSP-RECV-4) */
    return TRUE;
}

/* One direction. */
static void flow(struct base_socket *from, struct base_socket *to, struct base_queue *done) {
    BOOL moved;
    do {
        moved = take_send(from, to, done);
        moved = fill_receive(to, done) || moved;
    } while (moved);
    if (from->no_send && from->sends.first == NULL && !to->ended) {
        to->ended = TRUE;
        while (fill_receive(to, done)) {
        }
    }
    if (to->held < BASE_RING && !from->no_send) {
        base_note(from, FD_WRITE);
    }
}

static void note_arrived(struct base_socket *s) {
    if (s->held > 0) {
        base_note(s, FD_READ);
    } else if (s->ended) {
        base_note(s, FD_CLOSE);
    }
}

void base_move(struct base_socket *s, struct base_queue *done) {
    struct base_socket *peer = s->peer;
    if (peer != NULL) {
        flow(s, peer, done);
        flow(peer, s, done);
        note_arrived(peer);
    }
    while (fill_receive(s, done)) {
    }
    note_arrived(s);
    WakeAllConditionVariable(&base_changed);
}

/* ---- readiness ------------------------------------------------------------------------------------------------------- */

BOOL base_readable(const struct base_socket *s) {
    if (s->state == BASE_LISTENING) {
        return s->waiting != NULL;
    }
    return s->held > 0 || s->ended || s->error != 0 || s->no_receive;
}

BOOL base_writable(const struct base_socket *s) {
    return s->state == BASE_CONNECTED && (s->peer == NULL || s->peer->held < BASE_RING);
}
