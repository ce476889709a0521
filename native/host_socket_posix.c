/* host_socket_posix.c - the system's own sockets on POSIX systems. */
#include "host_address.h"
#include "wsplab/host_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#if defined(MSG_NOSIGNAL)
#define NO_SIGNAL MSG_NOSIGNAL
#else
#define NO_SIGNAL 0
#endif

_Static_assert(sizeof(struct wsplab_host_buffer) == sizeof(struct iovec), "buffers are passed on as they are");

static int32_t wsplab__result(int value) {
    return value < 0 ? -errno : value;
}

/* A socket as all of ours are: non-blocking, not inherited, without SIGPIPE. Closes it when that fails. */
static int32_t wsplab__prepared(int socket) {
    if (socket < 0) {
        return -errno;
    }
    int flags = fcntl(socket, F_GETFL);
    bool fine =
        flags >= 0 && fcntl(socket, F_SETFL, flags | O_NONBLOCK) == 0 && fcntl(socket, F_SETFD, FD_CLOEXEC) == 0;
#if defined(SO_NOSIGPIPE)
    int on = 1;
    /* EINVAL: one whose peer went away before it was accepted; that is told by whatever it is used for. */
    fine = fine && (setsockopt(socket, SOL_SOCKET, SO_NOSIGPIPE, &on, sizeof on) == 0 || errno == EINVAL);
#endif
    if (!fine) {
        int error = errno;
        close(socket);
        return -error;
    }
    return socket;
}

int32_t wsplab_host_open(int32_t winsock_family, int32_t type, int32_t protocol) {
    int family = wsplab__host_family(winsock_family);
    if (family < 0) {
        return -EAFNOSUPPORT;
    }
    int made = wsplab__prepared(socket(family, type, protocol));
    if (made >= 0 && family == AF_INET6) {
        /* As on Windows: an IPv6 socket carries IPv6 alone unless told otherwise. */
        int on = 1;
        setsockopt(made, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    }
    return made;
}

int32_t wsplab_host_close(int32_t socket) {
    /* The descriptor is gone even when a signal came in between; closing again could hit a stranger's. */
    return close(socket) == 0 || errno == EINTR ? 0 : -errno;
}

int32_t wsplab_host_bind(int32_t socket, const struct wsplab_host_address *address) {
    struct wsplab__sockaddr host;
    int32_t error = wsplab__to_host(address, &host);
    return error != 0 ? error : wsplab__result(bind(socket, &host.any.generic, host.length));
}

int32_t wsplab_host_listen(int32_t socket, int32_t backlog) {
    return wsplab__result(listen(socket, backlog));
}

int32_t wsplab_host_accept(int32_t socket) {
    int made;
    do {
        made = accept(socket, NULL, NULL);
    } while (made < 0 && errno == EINTR);
    return wsplab__prepared(made);
}

int32_t wsplab_host_connect(int32_t socket, const struct wsplab_host_address *address) {
    struct wsplab__sockaddr host;
    int32_t error = wsplab__to_host(address, &host);
    return error != 0 ? error : wsplab__result(connect(socket, &host.any.generic, host.length));
}

int32_t wsplab_host_shutdown(int32_t socket, int32_t how) {
    /* SD_RECEIVE, SD_SEND, SD_BOTH are 0, 1, 2, as SHUT_RD, SHUT_WR, SHUT_RDWR are here. */
    return wsplab__result(shutdown(socket, how));
}

int32_t wsplab_host_local_address(int32_t socket, struct wsplab_host_address *address_out) {
    struct wsplab__sockaddr host = {.length = sizeof host.any};
    if (getsockname(socket, &host.any.generic, &host.length) != 0) {
        return -errno;
    }
    wsplab__from_host(&host, address_out);
    return 0;
}

int32_t wsplab_host_peer_address(int32_t socket, struct wsplab_host_address *address_out) {
    struct wsplab__sockaddr host = {.length = sizeof host.any};
    if (getpeername(socket, &host.any.generic, &host.length) != 0) {
        return -errno;
    }
    wsplab__from_host(&host, address_out);
    return 0;
}

int64_t wsplab_host_send(int32_t socket, const struct wsplab_host_buffer *buffers, uint32_t count, int32_t flags,
                         const struct wsplab_host_address *to) {
    struct wsplab__sockaddr host = {.length = 0};
    if (to != NULL) {
        int32_t error = wsplab__to_host(to, &host);
        if (error != 0) {
            return error;
        }
    }
    struct msghdr message = {
        .msg_name = to != NULL ? &host.any : NULL,
        .msg_namelen = host.length,
        .msg_iov = (struct iovec *)(uintptr_t)buffers,
        .msg_iovlen = count,
    };
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, flags | NO_SIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -(int64_t)errno : sent;
}

int64_t wsplab_host_recv(int32_t socket, const struct wsplab_host_buffer *buffers, uint32_t count, int32_t flags,
                         struct wsplab_host_address *from_out, int32_t *message_flags_out) {
    struct wsplab__sockaddr host = {.length = 0};
    struct msghdr message = {
        .msg_name = from_out != NULL ? &host.any : NULL,
        .msg_namelen = from_out != NULL ? sizeof host.any : 0,
        .msg_iov = (struct iovec *)(uintptr_t)buffers,
        .msg_iovlen = count,
    };
    ssize_t received;
    do {
        received = recvmsg(socket, &message, flags);
    } while (received < 0 && errno == EINTR);
    if (received < 0) {
        return -(int64_t)errno;
    }
    *message_flags_out = message.msg_flags;
    if (from_out != NULL) {
        host.length = message.msg_namelen;
        wsplab__from_host(&host, from_out);
    }
    return received;
}

int32_t wsplab_host_get_option(int32_t socket, int32_t level, int32_t name, void *value, uint32_t room) {
    socklen_t length = room;
    return getsockopt(socket, level, name, value, &length) != 0 ? -errno : (int32_t)length;
}

int32_t wsplab_host_set_option(int32_t socket, int32_t level, int32_t name, const void *value, uint32_t length) {
    return wsplab__result(setsockopt(socket, level, name, value, length));
}

int32_t wsplab_host_available(int32_t socket) {
    int bytes = 0;
    return ioctl(socket, FIONREAD, &bytes) != 0 ? -errno : bytes;
}

int32_t wsplab_host_unsent(int32_t socket) {
    int bytes = 0;
#if defined(SO_NWRITE)
    socklen_t length = sizeof bytes;
    return getsockopt(socket, SOL_SOCKET, SO_NWRITE, &bytes, &length) != 0 ? -errno : bytes;
#else
    return ioctl(socket, TIOCOUTQ, &bytes) != 0 ? -errno : bytes;
#endif
}

int32_t wsplab_host_at_mark(int32_t socket) {
    return wsplab__result(sockatmark(socket));
}

int32_t wsplab_host_base(int32_t socket) {
    return fcntl(socket, F_GETFD) < 0 ? -errno : socket;
}
