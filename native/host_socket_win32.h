/* host_socket_win32.h - what the calls on the system's own sockets share on Windows. */
#ifndef WSPLAB_HOST_SOCKET_WIN32_H
#define WSPLAB_HOST_SOCKET_WIN32_H

#include "host_poller_win32.h"

/* What a function needs: the table, and the socket as the system names it. */
#define SOCKET_OR_RETURN(socket)                                                                                       \
    const struct wsplab__winsock *winsock = wsplab__winsock();                                                         \
    if (winsock == NULL) {                                                                                             \
        return -WSASYSNOTREADY;                                                                                        \
    }                                                                                                                  \
    if ((socket) < 0) {                                                                                                \
        return -WSAENOTSOCK;                                                                                           \
    }                                                                                                                  \
    SOCKET handle = (SOCKET)(socket)

struct wsplab__buffers {
    WSABUF all[WSPLAB_HOST_BUFFERS_MAX];
    DWORD count; /* at least one: the system wants it so */
    DWORD total;
};

int32_t wsplab__result(const struct wsplab__winsock *winsock, int value);
/* The error of a call that may have to be made again when the socket is ready. Without memory to watch for that, it is
 * the lack of memory: nobody would ever hear that it is. */
int32_t wsplab__blocked(int32_t socket, int32_t error, uint32_t ready);
/* False: an address that no pointer here can hold. */
bool wsplab__to_buffers(const struct wsplab_host_buffer *from, uint32_t count, struct wsplab__buffers *to);

#endif
