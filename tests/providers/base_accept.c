/* base_accept.c - WSPAccept. */
#include "base.h"

/* What the condition function says to a connection (WSP-ACCEPT-1); it runs in the caller's thread, without the lock. */
static int ask(LPCONDITIONPROC condition, DWORD_PTR data, const struct base_socket *connection) {
    struct sockaddr_in callerName = connection->remote;
    struct sockaddr_in calleeName = connection->local;
    WSABUF caller = {sizeof(callerName), (CHAR *)&callerName};
    WSABUF callee = {sizeof(calleeName), (CHAR *)&calleeName};
    GROUP group = 0;
    int answer = condition(&caller, NULL, NULL, NULL, &callee, NULL, &group, data);
    return answer == CF_ACCEPT ? 0 : answer == CF_DEFER ? WSATRY_AGAIN : WSAECONNREFUSED;
}

/* Under the lock: a connection, or NULL and the error. */
static struct base_socket *await_connection(struct base_socket *s, LPINT error_out) {
    *error_out = s->state != BASE_LISTENING ? WSAEINVAL : 0;
    while (*error_out == 0 && s->waiting == NULL) {
        *error_out = s->gone ? WSAEINTR : s->nonblocking ? WSAEWOULDBLOCK : 0;
        if (*error_out == 0) {
            base_wait(base_deadline(0));
        }
    }
    base_enable(s, FD_ACCEPT);
    return *error_out == 0 ? base_take_waiting(s) : NULL;
}

static SOCKET WSPAPI base_accept(SOCKET handle, struct sockaddr *address, LPINT length, LPCONDITIONPROC condition,
                                 DWORD_PTR data, LPINT error_out) {
    struct base_queue done = {NULL, NULL};
    struct base_socket *s = base_use(handle);
    struct base_socket *connection;
    SOCKET accepted = INVALID_SOCKET;
    int error;
    if (s == NULL) {
        overlapped_fail(error_out, WSAENOTSOCK);
        return INVALID_SOCKET;
    }
    AcquireSRWLockExclusive(&base_lock);
    connection = await_connection(s, &error);
    if (s->waiting != NULL) {
        base_note(s, FD_ACCEPT);
    }
    ReleaseSRWLockExclusive(&base_lock);
    if (connection != NULL && address != NULL && length != NULL) { /* whatever the condition says (WSP-ACCEPT-2) */
        if (*length >= (INT)sizeof(connection->remote)) {
            memcpy(address, &connection->remote, sizeof(connection->remote));
            *length = sizeof(connection->remote);
        } else {
            error = WSAEFAULT;
        }
    }
    if (error == 0 && condition != NULL) {
        error = ask(condition, data, connection);
    }
    if (error == 0) {
        accepted = base_open(connection, s->base.entry, &error);
    }
    AcquireSRWLockExclusive(&base_lock);
    if (accepted != INVALID_SOCKET) {
        base_move(connection, &done); /* what has come before it had a handle */
    } else if (connection != NULL && (error == WSATRY_AGAIN || error == WSAEFAULT)) {
        connection->next_waiting = s->waiting; /* it stays the first */
        s->waiting = connection;
        s->waiting_count++;
    } else if (connection != NULL) {
        connection->linger.l_onoff = 1;
        connection->linger.l_linger = 0;
        base_part(connection, &done);
        base_discard(connection);
    }
    ReleaseSRWLockExclusive(&base_lock);
    base_tell(&done);
    base_end_use(s);
    if (accepted == INVALID_SOCKET) {
        overlapped_fail(error_out, error);
    }
    return accepted;
}

void base_fill_accept(WSPPROC_TABLE *table) {
    table->lpWSPAccept = base_accept;
}
