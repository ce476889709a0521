/* host_address_win32.c - Winsock's sockaddr is the host's; only what is no address of ours is kept out. */
#include "host_address.h"

#include <string.h>

#define IPV4_SIZE 16
#define IPV4_USED 8 /* the rest is sin_zero */
#define IPV6_SIZE 28

_Static_assert(sizeof(struct sockaddr_in) == IPV4_SIZE, "Winsock's sockaddr_in");
_Static_assert(sizeof(struct sockaddr_in6) == IPV6_SIZE, "Winsock's sockaddr_in6");

int wsplab__host_family(int32_t winsock_family) {
    return winsock_family == AF_INET || winsock_family == AF_INET6 ? winsock_family : -1;
}

int32_t wsplab__to_host(const struct wsplab_host_address *from, struct wsplab__sockaddr *to) {
    memset(to, 0, sizeof *to);
    if (from->length < 2) {
        return -WSAEINVAL;
    }
    int family = wsplab__host_family(from->bytes[0] | from->bytes[1] << 8);
    if (family == AF_INET && from->length >= IPV4_SIZE) {
        to->length = IPV4_SIZE;
        memcpy(&to->any, from->bytes, IPV4_USED);
        return 0;
    }
    if (family == AF_INET6 && from->length >= IPV6_SIZE) {
        to->length = IPV6_SIZE;
        memcpy(&to->any, from->bytes, IPV6_SIZE);
        return 0;
    }
    return family < 0 ? -WSAEAFNOSUPPORT : -WSAEINVAL;
}

void wsplab__from_host(const struct wsplab__sockaddr *from, struct wsplab_host_address *to) {
    memset(to, 0, sizeof *to);
    if (from->length < (socklen_t)sizeof from->any.generic.sa_family) {
        return;
    }
    if (from->any.generic.sa_family == AF_INET) {
        to->length = IPV4_SIZE;
        memcpy(to->bytes, &from->any, IPV4_USED);
    } else if (from->any.generic.sa_family == AF_INET6) {
        to->length = IPV6_SIZE;
        memcpy(to->bytes, &from->any, IPV6_SIZE);
    }
}
