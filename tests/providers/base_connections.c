/* base_connections.c - bind, listen, connect, shutdown, close. */
#include "base.h"

/* ---- connections that wait for an accept ----------------------------------------------------------------------------- */

struct base_socket *base_take_waiting(struct base_socket *listener) {
    struct base_socket *connection = listener->waiting;
    if (connection != NULL) {
        listener->waiting = connection->next_waiting;
        listener->waiting_count--;
    }
    return connection;
}

static void append_waiting(struct base_socket *listener, struct base_socket *connection) {
    struct base_socket **place = &listener->waiting;
    while (*place != NULL) {
        place = &(*place)->next_waiting;
    }
    *place = connection;
    connection->next_waiting = NULL;
    listener->waiting_count++;
}

/* The connection becomes that of a socket which its client has made: AcceptEx. */
static void attach(struct base_socket *s, struct base_socket *connection) {
    BYTE *ring = s->ring;
    s->ring = connection->ring;
    connection->ring = ring;
    s->head = connection->head;
    s->held = connection->held;
    s->ended = connection->ended;
    s->error = connection->error;
    s->local = connection->local;
    s->remote = connection->remote;
    s->connected_at = connection->connected_at;
    s->state = BASE_CONNECTED;
    s->peer = connection->peer;
    if (s->peer != NULL) {
        s->peer->peer = s;
    }
    base_discard(connection);
}

static void write_addresses(const struct base_request *request) {
    const struct base_socket *s = request->accepted;
    memcpy(request->output + request->receive_length, &s->local, sizeof(s->local));
    memcpy(request->output + request->receive_length + request->local_length, &s->remote, sizeof(s->remote));
}

/* Each AcceptEx gets a connection. One that wants data, too, goes on as a receive of the new socket (CLI-ACCEPTEX-3). */
void base_accept_waiting(struct base_socket *listener, struct base_queue *done) {
    while (listener->accepts.first != NULL && listener->waiting != NULL) {
        struct base_request *request = listener->accepts.first;
        base_remove(&listener->accepts, request);
        attach(request->accepted, base_take_waiting(listener));
        write_addresses(request);
        if (request->receive_length == 0) {
            base_finish(request, 0, done);
        } else {
            base_append(&request->accepted->receives, request);
        }
        base_move(request->accepted, done);
    }
}

/* What a socket that has been accepted has of its listener (WSP-ACCEPT-1). */
static void inherit(struct base_socket *s, const struct base_socket *listener) {
    s->nonblocking = listener->nonblocking;
    s->event = listener->event;
    s->wanted = listener->wanted;
    s->enabled = listener->wanted;
    s->receive_timeout = listener->receive_timeout;
    s->send_timeout = listener->send_timeout;
    s->linger = listener->linger;
    s->keep_alive = listener->keep_alive;
    s->no_delay = listener->no_delay;
}

/* 0 or the error. The other end waits at its listener until it is accepted, and may be sent to before. */
int base_connect_to(struct base_socket *s, const struct sockaddr *name, int length, struct base_queue *done) {
    struct sockaddr_in any;
    struct base_socket *connection;
    struct base_socket *listener;
    int error = 0;
    if (s->state == BASE_CONNECTED || s->state == BASE_DISCONNECTED) {
        return WSAEISCONN;
    }
    if (s->state == BASE_LISTENING) {
        return WSAEINVAL;
    }
    listener = base_listener(name, length, &error);
    if (listener != NULL && listener->accepts.first == NULL && listener->waiting_count >= listener->backlog) {
        error = WSAECONNREFUSED;
    }
    if (error == 0 && s->state == BASE_NEW) {
        memset(&any, 0, sizeof(any));
        any.sin_family = AF_INET;
        error = base_bind_to(s, (const struct sockaddr *)&any, sizeof(any));
    }
    if (error != 0) {
        return error;
    }
    connection = base_make(listener->overlapped);
    if (connection == NULL) {
        return WSAENOBUFS;
    }
    inherit(connection, listener);
    memcpy(&connection->local, name, sizeof(connection->local));
    if (s->local.sin_addr.s_addr == INADDR_ANY) {
        s->local.sin_addr = connection->local.sin_addr;
    }
    connection->remote = s->local;
    s->remote = connection->local;
    s->state = BASE_CONNECTED;
    connection->state = BASE_CONNECTED;
    s->peer = connection;
    connection->peer = s;
    s->connected_at = GetTickCount64();
    connection->connected_at = s->connected_at;
    append_waiting(listener, connection);
    base_note(listener, FD_ACCEPT);
    base_note(s, FD_CONNECT | FD_WRITE);
    base_note(connection, FD_WRITE);
    base_accept_waiting(listener, done);
    WakeAllConditionVariable(&base_changed);
    return 0;
}

/* ---- ends ------------------------------------------------------------------------------------------------------------ */

/* The connection is broken from the other side. */
static void break_off(struct base_socket *s, DWORD error, struct base_queue *done) {
    s->peer = NULL;
    s->error = error;
    s->held = 0;
    base_fail_all(&s->receives, error, done);
    base_fail_all(&s->sends, error, done);
    base_note(s, FD_CLOSE);
}

/* What its peer sees: all that was sent, then the end; or a reset, when data would be lost or the client wants it so. */
void base_part(struct base_socket *s, struct base_queue *done) {
    struct base_socket *peer = s->peer;
    BOOL hard = (s->linger.l_onoff != 0 && s->linger.l_linger == 0) || s->held > 0;
    s->peer = NULL;
    if (peer == NULL) {
        return;
    }
    if (hard) {
        break_off(peer, WSAECONNRESET, done);
    } else {
        peer->peer = NULL;
        peer->ended = TRUE;
        base_fail_all(&peer->sends, WSAECONNRESET, done);
        base_move(peer, done);
    }
}

static void close_listener(struct base_socket *s, struct base_queue *done) {
    struct base_socket *connection;
    struct base_socket *other;
    while ((connection = base_take_waiting(s)) != NULL) {
        connection->linger.l_onoff = 1;
        connection->linger.l_linger = 0;
        base_part(connection, done);
        base_discard(connection);
    }
    base_fail_all(&s->accepts, WSA_OPERATION_ABORTED, done);
    for (other = base_all; other != NULL;
         other = other->next) { /* an AcceptEx that waits for data is the listener's too */
        struct base_request *request = other->receives.first;
        while (request != NULL) {
            struct base_request *next = request->next;
            if (request->s == s && base_remove(&other->receives, request)) {
                base_finish(request, WSA_OPERATION_ABORTED, done);
            }
            request = next;
        }
    }
}

/* An AcceptEx loses the socket that it was to fill (CLI-ACCEPTEX-7). */
static void leave_accepts(struct base_socket *s, struct base_queue *done) {
    struct base_socket *listener;
    for (listener = base_all; listener != NULL; listener = listener->next) {
        struct base_request *request = listener->accepts.first;
        while (request != NULL) {
            struct base_request *next = request->next;
            if (request->accepted == s && base_remove(&listener->accepts, request)) {
                base_finish(request, WSA_OPERATION_ABORTED, done);
            }
            request = next;
        }
    }
}

void base_close_stream(struct base_socket *s, struct base_queue *done) {
    s->gone = TRUE;
    s->wanted = 0;
    if (s->state == BASE_LISTENING) {
        close_listener(s, done);
    }
    leave_accepts(s, done);
    base_fail_all(&s->receives, WSA_OPERATION_ABORTED, done);
    base_fail_all(&s->sends, WSA_OPERATION_ABORTED, done);
    base_part(s, done);
    WakeAllConditionVariable(&base_changed);
}

/* 0 or the error; the peer sees the end behind all that was sent. */
int base_end_sending(struct base_socket *s, struct base_queue *done) {
    if (s->state != BASE_CONNECTED) {
        return WSAENOTCONN;
    }
    s->no_send = TRUE;
    base_move(s, done);
    return 0;
}

/* ---- the functions --------------------------------------------------------------------------------------------------- */

static int WSPAPI base_bind(SOCKET handle, const struct sockaddr *name, int length, LPINT error_out) {
    struct base_socket *s = base_use(handle);
    int error = WSAENOTSOCK;
    if (s != NULL) {
        AcquireSRWLockExclusive(&base_lock);
        error = base_bind_to(s, name, length);
        ReleaseSRWLockExclusive(&base_lock);
        base_end_use(s);
    }
    return error == 0 ? 0 : overlapped_fail(error_out, error);
}

static int WSPAPI base_listen(SOCKET handle, int backlog, LPINT error_out) {
    struct base_socket *s = base_use(handle);
    int error = WSAENOTSOCK;
    if (s != NULL) {
        AcquireSRWLockExclusive(&base_lock);
        error = s->state == BASE_CONNECTED                             ? WSAEISCONN
                : s->state == BASE_BOUND || s->state == BASE_LISTENING ? 0
                                                                       : WSAEINVAL;
        if (error == 0) {
            s->state = BASE_LISTENING;
            s->backlog = backlog < 1 ? 1 : backlog;
        }
        ReleaseSRWLockExclusive(&base_lock);
        base_end_use(s);
    }
    return error == 0 ? 0 : overlapped_fail(error_out, error);
}

static int WSPAPI base_connect(SOCKET handle, const struct sockaddr *name, int length, LPWSABUF caller, LPWSABUF callee,
                               LPQOS sqos, LPQOS gqos, LPINT error_out) {
    struct base_queue done = {NULL, NULL};
    struct base_socket *s = base_use(handle);
    int error = WSAENOTSOCK;
    (void)callee; /* no data come back: none go out either */
    (void)gqos;
    if (s != NULL) {
        AcquireSRWLockExclusive(&base_lock);
        error = (caller != NULL && caller->len > 0) || sqos != NULL ? WSAEOPNOTSUPP
                                                                    : base_connect_to(s, name, length, &done);
        ReleaseSRWLockExclusive(&base_lock);
        base_tell(&done);
        base_end_use(s);
    }
    return error == 0 ? 0 : overlapped_fail(error_out, error);
}

static int WSPAPI base_shutdown(SOCKET handle, int how, LPINT error_out) {
    struct base_queue done = {NULL, NULL};
    struct base_socket *s = base_use(handle);
    int error = WSAENOTSOCK;
    if (s != NULL) {
        AcquireSRWLockExclusive(&base_lock);
        error = how < SD_RECEIVE || how > SD_BOTH ? WSAEINVAL : s->state != BASE_CONNECTED ? WSAENOTCONN : 0;
        if (error == 0 && how != SD_SEND) {
            s->no_receive = TRUE;
        }
        if (error == 0 && how != SD_RECEIVE) {
            error = base_end_sending(s, &done);
        }
        WakeAllConditionVariable(&base_changed);
        ReleaseSRWLockExclusive(&base_lock);
        base_tell(&done);
        base_end_use(s);
    }
    return error == 0 ? 0 : overlapped_fail(error_out, error);
}

static int WSPAPI base_send_disconnect(SOCKET handle, LPWSABUF data, LPINT error_out) {
    if (data != NULL && data->len > 0) {
        return overlapped_fail(error_out, WSAEOPNOTSUPP);
    }
    return base_shutdown(handle, SD_SEND, error_out);
}

static int WSPAPI base_recv_disconnect(SOCKET handle, LPWSABUF data, LPINT error_out) {
    if (data != NULL && data->len > 0) {
        return overlapped_fail(error_out, WSAEOPNOTSUPP);
    }
    return base_shutdown(handle, SD_RECEIVE, error_out);
}

static int WSPAPI base_close(SOCKET handle, LPINT error_out) {
    struct base_queue done = {NULL, NULL};
    struct base_socket *s = base_use(handle);
    if (s == NULL || !sockets_begin_close(&s->base)) {
        if (s != NULL) {
            base_end_use(s);
        }
        return overlapped_fail(error_out, WSAENOTSOCK);
    }
    AcquireSRWLockExclusive(&base_lock);
    base_close_stream(s, &done);
    ReleaseSRWLockExclusive(&base_lock);
    base_tell(&done); /* what was pending, with its chosen indication (WSP-CLOSE-3); then the handle can go */
    sockets_end_close(&s->base, TRUE);
    base_end_use(s);
    return 0;
}

void base_fill_connections(WSPPROC_TABLE *table) {
    table->lpWSPBind = base_bind;
    table->lpWSPCloseSocket = base_close;
    table->lpWSPConnect = base_connect;
    table->lpWSPListen = base_listen;
    table->lpWSPRecvDisconnect = base_recv_disconnect;
    table->lpWSPSendDisconnect = base_send_disconnect;
    table->lpWSPShutdown = base_shutdown;
}
