/* host_constant_posix.c - the host's numbers by name, so that Java holds the only table that gives them a meaning. */
#if defined(__APPLE__)
#define __APPLE_USE_RFC_3542 1 /* IPV6_RECVPKTINFO */
#endif
#include "wsplab/host_socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#define ROW(name) {#name, name}

struct wsplab__constant {
    const char *name;
    int32_t value;
};

static const struct wsplab__constant wsplab__constants[] = {
    ROW(EACCES),
    ROW(EADDRINUSE),
    ROW(EADDRNOTAVAIL),
    ROW(EAFNOSUPPORT),
    ROW(EAGAIN),
    ROW(EALREADY),
    ROW(EBADF),
    ROW(ECONNABORTED),
    ROW(ECONNREFUSED),
    ROW(ECONNRESET),
    ROW(EDESTADDRREQ),
    ROW(EFAULT),
    ROW(EHOSTDOWN),
    ROW(EHOSTUNREACH),
    ROW(EINPROGRESS),
    ROW(EINTR),
    ROW(EINVAL),
    ROW(EIO),
    ROW(EISCONN),
    ROW(EMFILE),
    ROW(EMSGSIZE),
    ROW(ENETDOWN),
    ROW(ENETRESET),
    ROW(ENETUNREACH),
    ROW(ENFILE),
    ROW(ENOBUFS),
    ROW(ENOMEM),
    ROW(ENOPROTOOPT),
    ROW(ENOTCONN),
    ROW(ENOTSOCK),
    ROW(EOPNOTSUPP),
    ROW(EPERM),
    ROW(EPIPE),
    ROW(EPROTONOSUPPORT),
    ROW(EPROTOTYPE),
    ROW(ESHUTDOWN),
    ROW(ETIMEDOUT),
    ROW(EWOULDBLOCK),
    ROW(ESOCKTNOSUPPORT),
    ROW(EPFNOSUPPORT),
    ROW(MSG_OOB),
    ROW(MSG_PEEK),
    ROW(MSG_DONTROUTE),
    ROW(MSG_WAITALL),
    ROW(MSG_TRUNC),
    ROW(MSG_CTRUNC),
    ROW(SOL_SOCKET),
    ROW(SO_REUSEADDR),
    ROW(SO_KEEPALIVE),
    ROW(SO_LINGER),
    ROW(SO_OOBINLINE),
    ROW(SO_SNDBUF),
    ROW(SO_RCVBUF),
    ROW(SO_ERROR),
    ROW(SO_TYPE),
    ROW(SO_BROADCAST),
    ROW(SO_DONTROUTE),
    ROW(SO_ACCEPTCONN),
    ROW(SO_DEBUG),
    ROW(IPPROTO_TCP),
    ROW(IPPROTO_IPV6),
    ROW(IPV6_V6ONLY),
    ROW(TCP_NODELAY),
    ROW(TCP_KEEPINTVL),
#if defined(TCP_KEEPIDLE)
    ROW(TCP_KEEPIDLE),
#endif
    ROW(EEXIST),
    ROW(ENOENT),
    ROW(IPPROTO_IP),
#if defined(IP_PKTINFO)
    ROW(IP_PKTINFO),
#endif
#if defined(IPV6_RECVPKTINFO)
    ROW(IPV6_RECVPKTINFO),
#endif
#if defined(IP_RECVERR) /* Linux: who asks is told of unreachable ports, on sockets that are not connected, too */
    ROW(IP_RECVERR),
    ROW(IPV6_RECVERR),
    ROW(MSG_ERRQUEUE),
#endif
#if defined(SO_PEEK_OFF)
    ROW(SO_PEEK_OFF),
#endif
};

int32_t wsplab_host_constant(const char *name) {
    for (size_t i = 0; i < sizeof wsplab__constants / sizeof wsplab__constants[0]; i++) {
        if (strcmp(wsplab__constants[i].name, name) == 0) {
            return wsplab__constants[i].value;
        }
    }
    return -1;
}
