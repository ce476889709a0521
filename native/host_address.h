/* host_address.h - Winsock's sockaddr to the host's and back. */
#ifndef WSPLAB_HOST_ADDRESS_H
#define WSPLAB_HOST_ADDRESS_H

#include "wsplab/host_socket.h"

#if defined(_WIN32)
#include "host_winsock_win32.h"
#else
#include <netinet/in.h>
#include <sys/socket.h>
#endif

struct wsplab__sockaddr {
    socklen_t length;
    union {
        struct sockaddr generic;
        struct sockaddr_in ipv4;
        struct sockaddr_in6 ipv6;
    } any;
};

/* AF_INET or AF_INET6 for 2 or 23, otherwise -1. */
int wsplab__host_family(int32_t winsock_family);
/* 0, or negated EAFNOSUPPORT or EINVAL (too short). */
int32_t wsplab__to_host(const struct wsplab_host_address *from, struct wsplab__sockaddr *to);
/* An address that is neither IPv4 nor IPv6 becomes none. */
void wsplab__from_host(const struct wsplab__sockaddr *from, struct wsplab_host_address *to);

#endif
