/* ws2tcpip.h - IPv6 and addresses as text. Name resolution (getaddrinfo and its kin) asks no provider and is not here. */
#ifndef WSPLAB_COMPAT_WS2TCPIP_H
#define WSPLAB_COMPAT_WS2TCPIP_H

#include <winsock2.h>
#include <ws2ipdef.h>

#define INET_ADDRSTRLEN 22
#define INET6_ADDRSTRLEN 65

/* The C library's functions know its own number of AF_INET6. */
#undef inet_ntop
#undef inet_pton

static inline int wsplab_family(int family) {
    return family == AF_INET6 ? (int)WSPLAB_SYSTEM_AF_INET6 : family;
}

static inline INT wsplab_inet_pton(INT family, LPCSTR text, PVOID address) {
    if (family != AF_INET && family != AF_INET6) {
        WSASetLastError(WSAEAFNOSUPPORT);
        return -1;
    }
    return inet_pton(wsplab_family(family), text, address);
}

static inline LPCSTR wsplab_inet_ntop(INT family, const void *address, LPSTR text, size_t size) {
    if (family != AF_INET && family != AF_INET6) {
        WSASetLastError(WSAEAFNOSUPPORT);
        return NULL;
    }
    if (inet_ntop(wsplab_family(family), address, text, WSPLAB_SYSTEM_SOCKLEN(size)) == NULL) {
        WSASetLastError(WSA_INVALID_PARAMETER);
        return NULL;
    }
    return text;
}

#define inet_ntop wsplab_inet_ntop
#define inet_pton wsplab_inet_pton

#endif
