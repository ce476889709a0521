/* host_address_posix.c - Winsock's sockaddr_in and sockaddr_in6 differ from the host's in the family alone. */
#include "host_address.h"

#include <errno.h>
#include <string.h>

#define WINSOCK_INET 2
#define WINSOCK_INET6 23
#define IPV4_SIZE 16
#define IPV6_SIZE 28

int wsplab__host_family(int32_t winsock_family) {
    switch (winsock_family) {
    case WINSOCK_INET:
        return AF_INET;
    case WINSOCK_INET6:
        return AF_INET6;
    default:
        return -1;
    }
}

int32_t wsplab__to_host(const struct wsplab_host_address *from, struct wsplab__sockaddr *to) {
    memset(to, 0, sizeof *to);
    if (from->length < 2) {
        return -EINVAL;
    }
    int family = wsplab__host_family(from->bytes[0] | from->bytes[1] << 8);
    const uint8_t *bytes = from->bytes;
    if (family == AF_INET && from->length >= IPV4_SIZE) {
        to->length = sizeof to->any.ipv4;
        to->any.ipv4.sin_family = AF_INET;
        memcpy(&to->any.ipv4.sin_port, bytes + 2, 2);
        memcpy(&to->any.ipv4.sin_addr, bytes + 4, 4);
        return 0;
    }
    if (family == AF_INET6 && from->length >= IPV6_SIZE) {
        to->length = sizeof to->any.ipv6;
        to->any.ipv6.sin6_family = AF_INET6;
        memcpy(&to->any.ipv6.sin6_port, bytes + 2, 2);
        memcpy(&to->any.ipv6.sin6_flowinfo, bytes + 4, 4);
        memcpy(&to->any.ipv6.sin6_addr, bytes + 8, 16);
        memcpy(&to->any.ipv6.sin6_scope_id, bytes + 24, 4);
        return 0;
    }
    return family < 0 ? -EAFNOSUPPORT : -EINVAL;
}

void wsplab__from_host(const struct wsplab__sockaddr *from, struct wsplab_host_address *to) {
    memset(to, 0, sizeof *to);
    if (from->length < sizeof from->any.generic.sa_family) {
        return;
    }
    if (from->any.generic.sa_family == AF_INET) {
        to->length = IPV4_SIZE;
        to->bytes[0] = WINSOCK_INET;
        memcpy(to->bytes + 2, &from->any.ipv4.sin_port, 2);
        memcpy(to->bytes + 4, &from->any.ipv4.sin_addr, 4);
    } else if (from->any.generic.sa_family == AF_INET6) {
        to->length = IPV6_SIZE;
        to->bytes[0] = WINSOCK_INET6;
        memcpy(to->bytes + 2, &from->any.ipv6.sin6_port, 2);
        memcpy(to->bytes + 4, &from->any.ipv6.sin6_flowinfo, 4);
        memcpy(to->bytes + 8, &from->any.ipv6.sin6_addr, 16);
        memcpy(to->bytes + 24, &from->any.ipv6.sin6_scope_id, 4);
    }
}
