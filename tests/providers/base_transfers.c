/* base_transfers.c - WSPSend, WSPRecv and their kin, and WSPGetOverlappedResult. */
#include "base.h"

/* One transfer; `receives` says in which direction. */
struct transfer {
    BOOL receives;
    LPWSABUF buffers;
    DWORD count;
    DWORD flags;
    LPDWORD bytes;
    LPDWORD out_flags; /* of a receive */
};

/* 0 or the error, in the order of DEC-11: the socket's state, pointers, flags, the connection. */
static int check(const struct base_socket *s, const struct transfer *t, BOOL overlapped) {
    DWORD known = t->receives ? MSG_PEEK | MSG_WAITALL | MSG_PUSH_IMMEDIATE : MSG_DONTROUTE;
    if (s->state != BASE_CONNECTED) {
        return WSAENOTCONN;
    }
    if (t->receives ? s->no_receive : s->no_send) {
        return WSAESHUTDOWN;
    }
    if ((t->buffers == NULL && t->count > 0) || (t->bytes == NULL && !overlapped) ||
        (t->receives && t->out_flags == NULL)) {
        return WSAEFAULT;
    }
    if ((t->flags & ~known) != 0 || (overlapped && (t->flags & MSG_PEEK) != 0)) { /* WSP-RECV-5 */
        return WSAEOPNOTSUPP;
    }
    if (s->error != 0) {
        return (int)s->error;
    }
    return !t->receives && s->peer == NULL ? WSAECONNRESET : 0;
}

static struct base_queue *queue_of(struct base_socket *s, const struct transfer *t) {
    return t->receives ? &s->receives : &s->sends;
}

/* Under the lock: 0 or the error. The request stands in its queue, or has finished already. */
static int enqueue(struct base_socket *s, const struct transfer *t, struct base_request *request,
                   struct base_queue *done) {
    int error = check(s, t, request->client.structure != NULL);
    if (error == 0 && s->gone) {
        error = WSAENOTSOCK;
    }
    if (error == 0) {
        if (t->receives) {
            base_enable(s, FD_READ);
        }
        base_append(queue_of(s, t), request);
        base_move(s, done);
    }
    return error;
}

/* ---- calls that wait ------------------------------------------------------------------------------------------------- */

/* Under the lock: 0 or the error. What has been moved when the time is over counts. */
static int await(struct base_socket *s, const struct transfer *t, struct base_request *request) {
    ULONGLONG until = base_deadline(t->receives ? s->receive_timeout : s->send_timeout);
    int error = 0;
    while (!request->finished && error == 0) {
        if (s->nonblocking) {
            error = WSAEWOULDBLOCK;
            if (!t->receives) {
                base_enable(s, FD_WRITE); /* told when there is room again */
            }
        } else if (!base_wait(until)) {
            error = WSAETIMEDOUT;
        }
    }
    if (request->finished) {
        return s->gone && request->error == WSA_OPERATION_ABORTED ? WSAEINTR : (int)request->error;
    }
    base_remove(queue_of(s, t), request);
    return request->bytes > 0 ? 0 : error;
}

/* Looks at what is there, or will be; a receive that stands before it has the first right to it. */
static int peek(struct base_socket *s, const struct transfer *t) {
    ULONGLONG until = base_deadline(s->receive_timeout);
    int error;
    AcquireSRWLockExclusive(&base_lock);
    error = check(s, t, FALSE);
    while (error == 0 && s->held == 0 && !s->ended) {
        if (s->nonblocking) {
            error = WSAEWOULDBLOCK;
        } else if (!base_wait(until)) {
            error = WSAETIMEDOUT;
        } else {
            error = s->gone ? WSAEINTR : check(s, t, FALSE);
        }
    }
    if (error == 0) {
        *t->bytes = base_peek(s, t->buffers, t->count);
        *t->out_flags = 0;
    }
    ReleaseSRWLockExclusive(&base_lock);
    return error;
}

static int synchronous(struct base_socket *s, const struct transfer *t) {
    struct base_queue done = {NULL, NULL};
    struct base_request *request;
    int error;
    if (t->receives && (t->flags & MSG_PEEK) != 0) {
        return peek(s, t);
    }
    AcquireSRWLockExclusive(&base_lock);
    error = check(s, t, FALSE);
    ReleaseSRWLockExclusive(&base_lock);
    if (error != 0) {
        return error;
    }
    request = base_request(s, t->buffers, t->count, t->flags);
    if (request == NULL) {
        return WSAENOBUFS;
    }
    AcquireSRWLockExclusive(&base_lock);
    error = enqueue(s, t, request, &done);
    ReleaseSRWLockExclusive(&base_lock);
    base_tell(&done); /* before this thread waits: others hear at once */
    if (error == 0) {
        AcquireSRWLockExclusive(&base_lock);
        error = await(s, t, request);
        ReleaseSRWLockExclusive(&base_lock);
    }
    if (error == 0) {
        *t->bytes = request->bytes;
        if (t->receives) {
            *t->out_flags = 0;
        }
    }
    base_free_request(request);
    return error;
}

/* ---- overlapped ------------------------------------------------------------------------------------------------------ */

/*
 * 0 when it has finished at once, and has been indicated by then (WSP-IO-1); WSA_IO_PENDING; or the error, and then nothing
 * was started. Never waits, whatever the mode of the socket (WSP-IO-2).
 */
static int overlapped_transfer(struct base_socket *s, const struct transfer *t, LPWSAOVERLAPPED structure,
                               LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread) {
    struct base_queue done = {NULL, NULL};
    struct base_request *request;
    BOOL at_once;
    DWORD bytes;
    int error;
    AcquireSRWLockExclusive(&base_lock);
    error = check(s, t, TRUE);
    ReleaseSRWLockExclusive(&base_lock);
    if (error != 0) {
        return error;
    }
    request = base_request(s, t->buffers, t->count, t->flags);
    if (request == NULL) {
        return WSAENOBUFS;
    }
    error = overlapped_begin(&request->client, structure, routine, thread);
    if (error != 0) {
        base_free_request(request);
        return error;
    }
    AcquireSRWLockExclusive(&base_lock);
    error = enqueue(s, t, request, &done);
    at_once = error == 0 && request->finished && request->error == 0;
    bytes = request->bytes;
    ReleaseSRWLockExclusive(&base_lock);
    if (error != 0) {
        overlapped_take_back(&request->client, (DWORD)error);
        base_free_request(request);
    }
    base_tell(&done); /* the request among them if it has finished: it is gone now */
    if (!at_once) {
        return error != 0 ? error : WSA_IO_PENDING;
    }
    if (t->bytes != NULL) {
        *t->bytes = bytes;
    }
    if (t->receives) {
        *t->out_flags = 0;
    }
    return 0;
}

static int transfer(SOCKET handle, const struct transfer *t, LPWSAOVERLAPPED structure,
                    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error_out) {
    struct base_socket *s = base_use(handle);
    int error = WSAENOTSOCK;
    if (s != NULL) {
        /* Without the overlapped attribute the structure is ignored, and so are routine and thread (sheet, 3.3). */
        error = structure != NULL && s->overlapped ? overlapped_transfer(s, t, structure, routine, thread)
                                                   : synchronous(s, t);
        base_end_use(s);
    }
    return error == 0 ? 0 : overlapped_fail(error_out, error);
}

static int WSPAPI base_send(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                            LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID thread, LPINT error_out) {
    const struct transfer t = {FALSE, buffers, count, flags, sent, NULL};
    return transfer(s, &t, overlapped, routine, thread, error_out);
}

/* On a stream the address is ignored (WSP-SEND-5). */
static int WSPAPI base_send_to(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                               const struct sockaddr *to, int length, LPWSAOVERLAPPED overlapped,
                               LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error_out) {
    (void)to;
    (void)length;
    return base_send(s, buffers, count, sent, flags, overlapped, routine, thread, error_out);
}

static int WSPAPI base_recv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                            LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID thread, LPINT error_out) {
    const struct transfer t = {TRUE, buffers, count, flags == NULL ? 0 : *flags, received, flags};
    return transfer(s, &t, overlapped, routine, thread, error_out);
}

/* On a stream no address is told (WSP-RECV-7). */
static int WSPAPI base_recv_from(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                                 struct sockaddr *from, LPINT length, LPWSAOVERLAPPED overlapped,
                                 LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error_out) {
    (void)from;
    (void)length;
    return base_recv(s, buffers, count, received, flags, overlapped, routine, thread, error_out);
}

static BOOL WSPAPI base_result(SOCKET handle, LPWSAOVERLAPPED structure, LPDWORD bytes, BOOL wait, LPDWORD flags,
                               LPINT error_out) {
    struct base_socket *s = base_use(handle);
    BOOL result;
    if (s == NULL) {
        overlapped_fail(error_out, WSAENOTSOCK);
        return FALSE;
    }
    result = overlapped_result(structure, bytes, wait, flags, error_out);
    base_end_use(s);
    return result;
}

void base_fill_transfers(WSPPROC_TABLE *table) {
    table->lpWSPGetOverlappedResult = base_result;
    table->lpWSPRecv = base_recv;
    table->lpWSPRecvFrom = base_recv_from;
    table->lpWSPSend = base_send;
    table->lpWSPSendTo = base_send_to;
}
