/* wsplab_socket_inline.h - sets of sockets, byte order and addresses as text: what needs no environment. */
#ifndef WSPLAB_COMPAT_SOCKET_INLINE_H
#define WSPLAB_COMPAT_SOCKET_INLINE_H

/* A set that is full stays as it is, and a socket stands in it once (page select). */
static inline void wsplab_fd_add(SOCKET s, fd_set *set) {
    UINT i = 0;
    while (i < set->fd_count && set->fd_array[i] != s) {
        i++;
    }
    if (i == set->fd_count && i < (UINT)FD_SETSIZE) {
        set->fd_array[i] = s;
        set->fd_count++;
    }
}

static inline void wsplab_fd_remove(SOCKET s, fd_set *set) {
    UINT i = 0;
    while (i < set->fd_count && set->fd_array[i] != s) {
        i++;
    }
    if (i < set->fd_count) {
        set->fd_count--;
        memmove(&set->fd_array[i], &set->fd_array[i + 1], (set->fd_count - i) * sizeof(SOCKET));
    }
}

static inline USHORT wsplab_swap16(USHORT value) {
    return (USHORT)(value << 8 | value >> 8);
}

static inline u_long wsplab_swap32(u_long value) {
    return value << 24 | (value & 0xff00u) << 8 | (value >> 8 & 0xff00u) | value >> 24;
}

/* Windows is little-endian, and so is every system that this is built for. */
C_ASSERT(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
#undef htonl
#undef htons
#undef ntohl
#undef ntohs
#define htonl(value) wsplab_swap32(value)
#define ntohl(value) wsplab_swap32(value)
#define htons(value) wsplab_swap16((USHORT)(value))
#define ntohs(value) wsplab_swap16((USHORT)(value))

#endif
