/* host_message_win32.c - datagrams with control data on Windows. */
#include "host_address.h"
#include "host_socket_win32.h"

#include <string.h>

union wsplab__control {
    WSACMSGHDR align;
    char room[WSA_CMSG_SPACE(sizeof(struct in6_pktinfo)) + WSA_CMSG_SPACE(sizeof(struct in_pktinfo))];
};

static int32_t wsplab__extension(const struct wsplab__winsock *winsock, SOCKET handle, GUID id, void *function_out,
                                 DWORD size) {
    DWORD bytes = 0;
    return wsplab__result(winsock, winsock->ioctl(handle, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof id,
                                                  function_out, size, &bytes, NULL, NULL));
}

static void wsplab__put(WSAMSG *message, int level, int type, const void *value, size_t length) {
    WSACMSGHDR *header = WSA_CMSG_FIRSTHDR(message);
    header->cmsg_level = level;
    header->cmsg_type = type;
    header->cmsg_len = WSA_CMSG_LEN(length);
    memcpy(WSA_CMSG_DATA(header), value, length);
    message->Control.len = (ULONG)WSA_CMSG_SPACE(length);
}

static int32_t wsplab__put_info(WSAMSG *message, const struct wsplab_host_packet_info *info) {
    struct wsplab__sockaddr host;
    int32_t error = wsplab__to_host(&info->address, &host);
    if (error != 0) {
        return error;
    }
    if (host.any.generic.sa_family == AF_INET) {
        struct in_pktinfo value = {.ipi_addr = host.any.ipv4.sin_addr, .ipi_ifindex = info->interface_number};
        wsplab__put(message, IPPROTO_IP, IP_PKTINFO, &value, sizeof value);
    } else {
        struct in6_pktinfo value = {.ipi6_addr = host.any.ipv6.sin6_addr, .ipi6_ifindex = info->interface_number};
        wsplab__put(message, IPPROTO_IPV6, IPV6_PKTINFO, &value, sizeof value);
    }
    return 0;
}

static void wsplab__info_of(WSACMSGHDR *header, struct wsplab_host_packet_info *info) {
    struct wsplab__sockaddr host;
    memset(&host, 0, sizeof host);
    if (header->cmsg_level == IPPROTO_IP && header->cmsg_type == IP_PKTINFO) {
        struct in_pktinfo value;
        memcpy(&value, WSA_CMSG_DATA(header), sizeof value);
        host.length = sizeof host.any.ipv4;
        host.any.ipv4.sin_family = AF_INET;
        host.any.ipv4.sin_addr = value.ipi_addr;
        info->interface_number = value.ipi_ifindex;
    } else if (header->cmsg_level == IPPROTO_IPV6 && header->cmsg_type == IPV6_PKTINFO) {
        struct in6_pktinfo value;
        memcpy(&value, WSA_CMSG_DATA(header), sizeof value);
        host.length = sizeof host.any.ipv6;
        host.any.ipv6.sin6_family = AF_INET6;
        host.any.ipv6.sin6_addr = value.ipi6_addr;
        info->interface_number = value.ipi6_ifindex;
    } else {
        return;
    }
    wsplab__from_host(&host, &info->address);
}

int64_t wsplab_host_send_message(int32_t socket, const struct wsplab_host_buffer *buffers, uint32_t count,
                                 int32_t flags, const struct wsplab_host_address *to,
                                 const struct wsplab_host_packet_info *info) {
    if (info == NULL) {
        return wsplab_host_send(socket, buffers, count, flags, to);
    }
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
    union wsplab__control control;
    memset(&control, 0, sizeof control);
    WSAMSG message = {
        .name = to != NULL ? &host.any.generic : NULL,
        .namelen = host.length,
        .lpBuffers = data.all,
        .dwBufferCount = data.count,
        .Control = {sizeof control, (char *)&control},
    };
    LPFN_WSASENDMSG send_message = NULL;
    GUID id = WSAID_WSASENDMSG;
    error = wsplab__put_info(&message, info);
    error = error != 0 ? error : wsplab__extension(winsock, handle, id, &send_message, sizeof send_message);
    if (error != 0) {
        return error;
    }
    DWORD sent = 0;
    if (send_message(handle, &message, (DWORD)flags, &sent, NULL, NULL) != SOCKET_ERROR) {
        return sent;
    }
    error = wsplab__socket_error(winsock);
    return error == -WSAEWOULDBLOCK ? wsplab__blocked(socket, error, WSPLAB_READY_OUT) : error;
}

int64_t wsplab_host_recv_message(int32_t socket, const struct wsplab_host_buffer *buffers, uint32_t count,
                                 int32_t flags, struct wsplab_host_address *from_out,
                                 struct wsplab_host_packet_info *info_out, int32_t *message_flags_out) {
    SOCKET_OR_RETURN(socket);
    struct wsplab__buffers room;
    if (!wsplab__to_buffers(buffers, count, &room)) {
        return -WSAEFAULT;
    }
    LPFN_WSARECVMSG recv_message = NULL;
    GUID id = WSAID_WSARECVMSG;
    int32_t error = wsplab__extension(winsock, handle, id, &recv_message, sizeof recv_message);
    if (error != 0) {
        return error;
    }
    struct wsplab__sockaddr host = {.length = 0};
    union wsplab__control control;
    WSAMSG message = {
        .name = &host.any.generic,
        .namelen = sizeof host.any,
        .lpBuffers = room.all,
        .dwBufferCount = room.count,
        .Control = {sizeof control, (char *)&control},
        .dwFlags = (DWORD)flags,
    };
    DWORD received = 0;
    if (recv_message(handle, &message, &received, NULL, NULL) == SOCKET_ERROR) {
        error = wsplab__socket_error(winsock);
        if (error == -WSAEWOULDBLOCK) {
            return wsplab__blocked(socket, error, WSPLAB_READY_IN);
        }
        if (error != -WSAEMSGSIZE) {
            return error;
        }
        received = room.total; /* as wsplab_host_recv */
        message.dwFlags |= MSG_TRUNC;
    }
    *message_flags_out = (int32_t)message.dwFlags;
    host.length = message.namelen;
    wsplab__from_host(&host, from_out);
    memset(info_out, 0, sizeof *info_out);
    for (WSACMSGHDR *header = WSA_CMSG_FIRSTHDR(&message); header != NULL; header = WSA_CMSG_NXTHDR(&message, header)) {
        wsplab__info_of(header, info_out);
    }
    return received;
}

/* An address that is all zeros dissolves it. */
int32_t wsplab_host_disconnect(int32_t socket) {
    SOCKET_OR_RETURN(socket);
    struct wsplab__sockaddr host = {.length = sizeof host.any};
    if (winsock->local_name(handle, &host.any.generic, &host.length) == SOCKET_ERROR) {
        return wsplab__socket_error(winsock);
    }
    ADDRESS_FAMILY family = host.any.generic.sa_family;
    memset(&host.any, 0, sizeof host.any);
    host.any.generic.sa_family = family;
    return wsplab__result(winsock, winsock->connect(handle, &host.any.generic, host.length));
}
