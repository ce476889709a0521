/* host_message_posix.c - datagrams with control data on POSIX systems. */
#if defined(__APPLE__)
#define __APPLE_USE_RFC_3542 1 /* IPV6_PKTINFO */
#endif
#include "host_address.h"
#include "wsplab/host_socket.h"

#include <errno.h>
#include <string.h>
#include <sys/uio.h>

#if defined(MSG_NOSIGNAL)
#define NO_SIGNAL MSG_NOSIGNAL
#else
#define NO_SIGNAL 0
#endif

union wsplab__control {
    struct cmsghdr align;
    uint8_t room[CMSG_SPACE(sizeof(struct in_pktinfo)) + CMSG_SPACE(sizeof(struct in6_pktinfo))];
};

static void wsplab__put(struct msghdr *message, int level, int type, const void *value, size_t length) {
    struct cmsghdr *header = CMSG_FIRSTHDR(message);
    header->cmsg_level = level;
    header->cmsg_type = type;
    header->cmsg_len = CMSG_LEN(length);
    memcpy(CMSG_DATA(header), value, length);
    message->msg_controllen = CMSG_SPACE(length);
}

static int32_t wsplab__put_info(struct msghdr *message, const struct wsplab_host_packet_info *info) {
    struct wsplab__sockaddr host;
    int32_t error = wsplab__to_host(&info->address, &host);
    if (error != 0) {
        return error;
    }
    if (host.any.generic.sa_family == AF_INET) {
        struct in_pktinfo value;
        memset(&value, 0, sizeof value);
        value.ipi_ifindex = info->interface_number;
        value.ipi_spec_dst = host.any.ipv4.sin_addr;
        wsplab__put(message, IPPROTO_IP, IP_PKTINFO, &value, sizeof value);
    } else {
        struct in6_pktinfo value;
        memset(&value, 0, sizeof value);
        value.ipi6_ifindex = info->interface_number;
        value.ipi6_addr = host.any.ipv6.sin6_addr;
        wsplab__put(message, IPPROTO_IPV6, IPV6_PKTINFO, &value, sizeof value);
    }
    return 0;
}

static void wsplab__info_of(struct cmsghdr *header, struct wsplab_host_packet_info *info) {
    struct wsplab__sockaddr host;
    memset(&host, 0, sizeof host);
    if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
        struct in_pktinfo value;
        memcpy(&value, CMSG_DATA(header), sizeof value);
        host.length = sizeof host.any.ipv4;
        host.any.ipv4.sin_family = AF_INET;
        host.any.ipv4.sin_addr = value.ipi_addr;
        info->interface_number = (uint32_t)value.ipi_ifindex;
    } else if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO) {
        struct in6_pktinfo value;
        memcpy(&value, CMSG_DATA(header), sizeof value);
        host.length = sizeof host.any.ipv6;
        host.any.ipv6.sin6_family = AF_INET6;
        host.any.ipv6.sin6_addr = value.ipi6_addr;
        info->interface_number = (uint32_t)value.ipi6_ifindex;
    } else {
        return;
    }
    wsplab__from_host(&host, &info->address);
}

int64_t wsplab_host_send_message(int32_t socket, const struct wsplab_host_buffer *buffers, uint32_t count,
                                 int32_t flags, const struct wsplab_host_address *to,
                                 const struct wsplab_host_packet_info *info) {
    struct wsplab__sockaddr host = {.length = 0};
    union wsplab__control control;
    int32_t error = to != NULL ? wsplab__to_host(to, &host) : 0;
    struct msghdr message = {
        .msg_name = to != NULL ? &host.any : NULL,
        .msg_namelen = host.length,
        .msg_iov = (struct iovec *)(uintptr_t)buffers,
        .msg_iovlen = count,
    };
    if (error == 0 && info != NULL) {
        memset(&control, 0, sizeof control);
        message.msg_control = &control;
        message.msg_controllen = sizeof control;
        error = wsplab__put_info(&message, info);
    }
    if (error != 0) {
        return error;
    }
    ssize_t sent;
    do {
        sent = sendmsg(socket, &message, flags | NO_SIGNAL);
    } while (sent < 0 && errno == EINTR);
    return sent < 0 ? -(int64_t)errno : sent;
}

int64_t wsplab_host_recv_message(int32_t socket, const struct wsplab_host_buffer *buffers, uint32_t count,
                                 int32_t flags, struct wsplab_host_address *from_out,
                                 struct wsplab_host_packet_info *info_out, int32_t *message_flags_out) {
    struct wsplab__sockaddr host = {.length = 0};
    union wsplab__control control;
    struct msghdr message = {
        .msg_name = &host.any,
        .msg_namelen = sizeof host.any,
        .msg_iov = (struct iovec *)(uintptr_t)buffers,
        .msg_iovlen = count,
        .msg_control = &control,
        .msg_controllen = sizeof control,
    };
    ssize_t received;
    do {
        received = recvmsg(socket, &message, flags);
    } while (received < 0 && errno == EINTR);
    if (received < 0) {
        return -(int64_t)errno;
    }
    *message_flags_out = message.msg_flags;
    host.length = message.msg_namelen;
    wsplab__from_host(&host, from_out);
    memset(info_out, 0, sizeof *info_out);
    for (struct cmsghdr *header = CMSG_FIRSTHDR(&message); header != NULL; header = CMSG_NXTHDR(&message, header)) {
        wsplab__info_of(header, info_out);
    }
    return received;
}

int32_t wsplab_host_disconnect(int32_t socket) {
    struct sockaddr none;
    memset(&none, 0, sizeof none);
    none.sa_family = AF_UNSPEC;
    /* BSD systems dissolve the association and say that there is no such family. */
    return connect(socket, &none, sizeof none) == 0 || errno == EAFNOSUPPORT ? 0 : -errno;
}
