/* host_socket_win32.c - the system's own sockets on Windows. A call that finds nothing to do yet (EAGAIN) tells the
 * pollers of its socket to ask again. */
#include "host_socket_win32.h"
#include "host_address.h"

#include <string.h>

#define TOTAL_MAX 0x7FFFF000u /* of one call: what does not fit is left for the next */

int32_t wsplab__result(const struct wsplab__winsock *winsock, int value) {
    return value == SOCKET_ERROR ? wsplab__socket_error(winsock) : value;
}

int32_t wsplab__blocked(int32_t socket, int32_t error, uint32_t ready) {
    int32_t failed = wsplab__watch_again(socket, ready);
    return failed != 0 ? failed : error;
}

static int32_t wsplab__set_blocking(const struct wsplab__winsock *winsock, SOCKET handle, bool blocking) {
    u_long non_blocking = blocking ? 0 : 1;
    return wsplab__result(winsock, winsock->control(handle, FIONBIO, &non_blocking));
}

/* A socket as all of ours are: non-blocking, and with a number that fits. Closes it when that fails. */
static int32_t wsplab__prepared(const struct wsplab__winsock *winsock, SOCKET made) {
    if (made == INVALID_SOCKET) {
        return wsplab__socket_error(winsock);
    }
    int32_t error = made > INT32_MAX ? -WSAEMFILE : wsplab__set_blocking(winsock, made, false);
    if (error != 0) {
        winsock->close(made);
        return error;
    }
    wsplab__connecting_end((int32_t)made); /* what was said of an earlier socket of that number is over */
    return (int32_t)made;
}

int32_t wsplab_host_open(int32_t winsock_family, int32_t type, int32_t protocol) {
    const struct wsplab__winsock *winsock = wsplab__winsock();
    int family = wsplab__host_family(winsock_family);
    if (winsock == NULL || family < 0) {
        return winsock == NULL ? -WSASYSNOTREADY : -WSAEAFNOSUPPORT;
    }
    /* An IPv6 socket carries IPv6 alone unless told otherwise, all by itself. */
    return wsplab__prepared(
        winsock, winsock->open(family, type, protocol, NULL, 0, WSA_FLAG_OVERLAPPED | WSA_FLAG_NO_HANDLE_INHERIT));
}

int32_t wsplab_host_close(int32_t socket) {
    SOCKET_OR_RETURN(socket);
    wsplab__watch_forget(socket);
    int32_t error = wsplab__result(winsock, winsock->close(handle));
    if (error == -WSAEWOULDBLOCK) {
        /* It is to linger, which a non-blocking socket refuses, staying open. */
        wsplab__set_blocking(winsock, handle, true);
        error = wsplab__result(winsock, winsock->close(handle));
    }
    return error;
}

int32_t wsplab_host_bind(int32_t socket, const struct wsplab_host_address *address) {
    struct wsplab__sockaddr host;
    int32_t error = wsplab__to_host(address, &host);
    if (error != 0) {
        return error;
    }
    SOCKET_OR_RETURN(socket);
    return wsplab__result(winsock, winsock->bind(handle, &host.any.generic, host.length));
}

int32_t wsplab_host_listen(int32_t socket, int32_t backlog) {
    SOCKET_OR_RETURN(socket);
    return wsplab__result(winsock, winsock->listen(handle, backlog));
}

int32_t wsplab_host_accept(int32_t socket) {
    SOCKET_OR_RETURN(socket);
    SOCKET made = winsock->accept(handle, NULL, NULL);
    int32_t result = wsplab__prepared(winsock, made);
    if (result >= 0) {
        /* Unlike one that was opened so, it starts out inheritable. */
        SetHandleInformation((HANDLE)made, HANDLE_FLAG_INHERIT, 0);
    }
    return made == INVALID_SOCKET && result == -WSAEWOULDBLOCK ? wsplab__blocked(socket, result, WSPLAB_READY_IN)
                                                               : result;
}

/* ---- connecting -------------------------------------------------------------------------------------------------------- */

static const uint32_t wsplab__connect_ends = WSPLAB_READY_OUT | WSPLAB_READY_HANGUP | WSPLAB_READY_ERROR;

/* How a connect went that did not end at once. Asked by select: another connect would begin anew after a failure. */
static int32_t wsplab__connect_outcome(const struct wsplab__winsock *winsock, int32_t socket, SOCKET handle) {
    fd_set writable = {.fd_count = 1, .fd_array = {handle}};
    fd_set failed = writable;
    TIMEVAL now = {0, 0};
    if (winsock->select(0, NULL, &writable, &failed, &now) == SOCKET_ERROR) {
        return wsplab__socket_error(winsock);
    }
    if (writable.fd_count == 0 && failed.fd_count == 0) {
        return wsplab__blocked(socket, -WSAEALREADY, wsplab__connect_ends);
    }
    int error = 0;
    int length = sizeof error;
    if (failed.fd_count != 0 &&
        winsock->get_option(handle, SOL_SOCKET, SO_ERROR, (char *)&error, &length) == SOCKET_ERROR) {
        return wsplab__socket_error(winsock);
    }
    wsplab__connecting_end(socket);
    return failed.fd_count == 0 ? 0 : error > 0 ? -error : -WSASYSCALLFAILURE;
}

int32_t wsplab_host_connect(int32_t socket, const struct wsplab_host_address *address) {
    struct wsplab__sockaddr host;
    int32_t error = wsplab__to_host(address, &host);
    if (error != 0) {
        return error;
    }
    SOCKET_OR_RETURN(socket);
    int32_t connecting = wsplab__connecting_begin(socket);
    if (connecting != 0) {
        return connecting < 0 ? connecting : wsplab__connect_outcome(winsock, socket, handle);
    }
    error = wsplab__result(winsock, winsock->connect(handle, &host.any.generic, host.length));
    if (error == -WSAEWOULDBLOCK) {
        return wsplab__blocked(socket, -WSAEINPROGRESS, wsplab__connect_ends);
    }
    wsplab__connecting_end(socket);
    return error;
}

int32_t wsplab_host_shutdown(int32_t socket, int32_t how) {
    SOCKET_OR_RETURN(socket);
    return wsplab__result(winsock, winsock->shutdown(handle, how));
}

int32_t wsplab_host_local_address(int32_t socket, struct wsplab_host_address *address_out) {
    SOCKET_OR_RETURN(socket);
    struct wsplab__sockaddr host = {.length = sizeof host.any};
    if (winsock->local_name(handle, &host.any.generic, &host.length) == SOCKET_ERROR) {
        return wsplab__socket_error(winsock);
    }
    wsplab__from_host(&host, address_out);
    return 0;
}

int32_t wsplab_host_peer_address(int32_t socket, struct wsplab_host_address *address_out) {
    SOCKET_OR_RETURN(socket);
    struct wsplab__sockaddr host = {.length = sizeof host.any};
    if (winsock->peer_name(handle, &host.any.generic, &host.length) == SOCKET_ERROR) {
        return wsplab__socket_error(winsock);
    }
    wsplab__from_host(&host, address_out);
    return 0;
}

/* ---- data -------------------------------------------------------------------------------------------------------------- */

bool wsplab__to_buffers(const struct wsplab_host_buffer *from, uint32_t count, struct wsplab__buffers *to) {
    uint32_t left = TOTAL_MAX;
    to->all[0] = (WSABUF){0, NULL};
    to->count = 0;
    for (uint32_t i = 0; i < count && i < WSPLAB_HOST_BUFFERS_MAX && left > 0; i++) {
        if (from[i].address > UINTPTR_MAX) {
            return false;
        }
        uint32_t length = from[i].length < left ? (uint32_t)from[i].length : left;
        to->all[i] = (WSABUF){length, (char *)(uintptr_t)from[i].address};
        to->count++;
        left = from[i].length > length ? 0 : left - length;
    }
    to->total = 0;
    for (DWORD i = 0; i < to->count; i++) {
        to->total += to->all[i].len;
    }
    to->count = to->count == 0 ? 1 : to->count;
    return true;
}

int64_t wsplab_host_send(int32_t socket, const struct wsplab_host_buffer *buffers, uint32_t count, int32_t flags,
                         const struct wsplab_host_address *to) {
    struct wsplab__sockaddr host = {.length = 0};
    int32_t error = to != NULL ? wsplab__to_host(to, &host) : 0;
    if (error != 0) {
        return error;
    }
    SOCKET_OR_RETURN(socket);
    struct wsplab__buffers data;
    if (!wsplab__to_buffers(buffers, count, &data)) {
        return -WSAEFAULT;
    }
    DWORD sent = 0;
    if (winsock->send_to(handle, data.all, data.count, &sent, (DWORD)flags, to != NULL ? &host.any.generic : NULL,
                         host.length, NULL, NULL) != SOCKET_ERROR) {
        return sent;
    }
    error = wsplab__socket_error(winsock);
    return error == -WSAEWOULDBLOCK ? wsplab__blocked(socket, error, WSPLAB_READY_OUT) : error;
}

/* Nothing has come yet. For urgent data Windows has two ways to say so. */
static bool wsplab__has_to_wait(int32_t error, int32_t flags) {
    return error == -WSAEWOULDBLOCK || ((flags & MSG_OOB) != 0 && error == -WSAEINVAL);
}

int64_t wsplab_host_recv(int32_t socket, const struct wsplab_host_buffer *buffers, uint32_t count, int32_t flags,
                         struct wsplab_host_address *from_out, int32_t *message_flags_out) {
    SOCKET_OR_RETURN(socket);
    struct wsplab__buffers room;
    if (!wsplab__to_buffers(buffers, count, &room)) {
        return -WSAEFAULT;
    }
    struct wsplab__sockaddr host = {.length = from_out != NULL ? sizeof host.any : 0};
    DWORD received = 0, message_flags = (DWORD)flags;
    if (winsock->recv_from(handle, room.all, room.count, &received, &message_flags,
                           from_out != NULL ? &host.any.generic : NULL, from_out != NULL ? &host.length : NULL, NULL,
                           NULL) == SOCKET_ERROR) {
        int32_t error = wsplab__socket_error(winsock);
        if (wsplab__has_to_wait(error, flags)) {
            return wsplab__blocked(socket, error, (flags & MSG_OOB) != 0 ? WSPLAB_READY_URGENT : WSPLAB_READY_IN);
        }
        if (error != -WSAEMSGSIZE) {
            return error;
        }
        /* The message was cut to what there is room for: no error elsewhere. */
        received = room.total;
        message_flags |= MSG_TRUNC;
    }
    *message_flags_out = (int32_t)message_flags;
    if (from_out != NULL) {
        wsplab__from_host(&host, from_out);
    }
    return received;
}

/* ---- options and controls ---------------------------------------------------------------------------------------------- */

int32_t wsplab_host_get_option(int32_t socket, int32_t level, int32_t name, void *value, uint32_t room) {
    SOCKET_OR_RETURN(socket);
    int length = room < INT32_MAX ? (int)room : INT32_MAX;
    if (winsock->get_option(handle, level, name, value, &length) == SOCKET_ERROR) {
        return wsplab__socket_error(winsock);
    }
    /* Truth comes as one byte from some, as an int from others: here always as an int. */
    if (length == 1 && room >= sizeof(int32_t)) {
        int32_t truth = *(const unsigned char *)value;
        memcpy(value, &truth, sizeof truth);
        length = sizeof truth;
    }
    return length;
}

int32_t wsplab_host_set_option(int32_t socket, int32_t level, int32_t name, const void *value, uint32_t length) {
    SOCKET_OR_RETURN(socket);
    int bytes = length < INT32_MAX ? (int)length : INT32_MAX;
    return wsplab__result(winsock, winsock->set_option(handle, level, name, value, bytes));
}

int32_t wsplab_host_available(int32_t socket) {
    SOCKET_OR_RETURN(socket);
    u_long bytes = 0;
    int32_t error = wsplab__result(winsock, winsock->control(handle, FIONREAD, &bytes));
    return error != 0 ? error : bytes < INT32_MAX ? (int32_t)bytes : INT32_MAX;
}

int32_t wsplab_host_unsent(int32_t socket) {
    SOCKET_OR_RETURN(socket);
    (void)handle;
    return 0;
}

int32_t wsplab_host_at_mark(int32_t socket) {
    SOCKET_OR_RETURN(socket);
    u_long at_mark = 0;
    int32_t error = wsplab__result(winsock, winsock->control(handle, SIOCATMARK, &at_mark));
    return error != 0 ? error : at_mark != 0;
}
