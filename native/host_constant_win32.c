/* host_constant_win32.c - the host's numbers by the names that the posix systems gave them. */
#include "host_winsock_win32.h"
#include "wsplab/host_socket.h"

#include <string.h>

#define ROW(name) {#name, name}
#define ERROR_ROW(name) {#name, WSA##name}

struct wsplab__constant {
    const char *name;
    int32_t value;
};

/* Left out is what Winsock does not tell apart: EIO, ENFILE, EPERM, EPIPE (sending after one's own shutdown is ESHUTDOWN
 * here, a peer that has gone ECONNRESET). */
static const struct wsplab__constant wsplab__constants[] = {
    ERROR_ROW(EACCES),
    ERROR_ROW(EADDRINUSE),
    ERROR_ROW(EADDRNOTAVAIL),
    ERROR_ROW(EAFNOSUPPORT),
    {"EAGAIN", WSAEWOULDBLOCK},
    ERROR_ROW(EALREADY),
    {"EBADF", WSAENOTSOCK}, /* a handle that is none, or no longer one */
    ERROR_ROW(ECONNABORTED),
    ERROR_ROW(ECONNREFUSED),
    ERROR_ROW(ECONNRESET),
    ERROR_ROW(EDESTADDRREQ),
    {"EEXIST", ERROR_ALREADY_EXISTS},
    ERROR_ROW(EFAULT),
    ERROR_ROW(EHOSTDOWN),
    ERROR_ROW(EHOSTUNREACH),
    ERROR_ROW(EINPROGRESS),
    ERROR_ROW(EINTR),
    ERROR_ROW(EINVAL),
    ERROR_ROW(EISCONN),
    ERROR_ROW(EMFILE),
    ERROR_ROW(EMSGSIZE),
    ERROR_ROW(ENETDOWN),
    ERROR_ROW(ENETRESET),
    ERROR_ROW(ENETUNREACH),
    ERROR_ROW(ENOBUFS),
    {"ENOENT", ERROR_FILE_NOT_FOUND},
    {"ENOMEM", WSA_NOT_ENOUGH_MEMORY},
    ERROR_ROW(ENOPROTOOPT),
    ERROR_ROW(ENOTCONN),
    ERROR_ROW(ENOTSOCK),
    ERROR_ROW(EOPNOTSUPP),
    ERROR_ROW(EPFNOSUPPORT),
    ERROR_ROW(EPROTONOSUPPORT),
    ERROR_ROW(EPROTOTYPE),
    ERROR_ROW(ESHUTDOWN),
    ERROR_ROW(ESOCKTNOSUPPORT),
    ERROR_ROW(ETIMEDOUT),
    ERROR_ROW(EWOULDBLOCK),
    ROW(MSG_OOB),
    ROW(MSG_PEEK),
    ROW(MSG_DONTROUTE),
    ROW(MSG_WAITALL),
    ROW(MSG_TRUNC),
    ROW(MSG_CTRUNC),
    ROW(SOL_SOCKET),
    ROW(SO_REUSEADDR),
    ROW(SO_EXCLUSIVEADDRUSE),
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
    ROW(IPPROTO_IP),
    ROW(IP_PKTINFO),
    {"IPV6_RECVPKTINFO", IPV6_PKTINFO},
};

int32_t wsplab_host_constant(const char *name) {
    for (size_t i = 0; i < sizeof wsplab__constants / sizeof wsplab__constants[0]; i++) {
        if (strcmp(wsplab__constants[i].name, name) == 0) {
            return wsplab__constants[i].value;
        }
    }
    return -1;
}
