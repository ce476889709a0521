/*
 * host_socket.h - the system's own sockets, as thin as can be: one function for one system call, and a poller that tells
 * which sockets are ready. For the base provider that stands on the system's network.
 *
 * Every function returns 0 or more, or a negated error number of the host system (see wsplab_host_constant). Sockets are
 * non-blocking, are not inherited, and never raise SIGPIPE. Addresses are Winsock's sockaddr: family 2 or 23,
 * little-endian, 16 or 28 bytes; they are converted to the host's layout and back. Data is moved by the system, which
 * answers a bad address with EFAULT.
 */
#ifndef WSPLAB_HOST_SOCKET_H
#define WSPLAB_HOST_SOCKET_H

#include "wsplab/wsplab.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Room for any address. */
#define WSPLAB_HOST_ADDRESS_MAX 28
/* Buffers of one call; more are left for the next call. */
#define WSPLAB_HOST_BUFFERS_MAX 64

struct wsplab_host_buffer {
    uint64_t address;
    uint64_t length;
};

struct wsplab_host_address {
    uint32_t length; /* 0: none */
    uint8_t bytes[WSPLAB_HOST_ADDRESS_MAX];
};

WSPLAB_API int32_t wsplab_host_open(int32_t winsock_family, int32_t type, int32_t protocol);
WSPLAB_API int32_t wsplab_host_close(int32_t socket);
WSPLAB_API int32_t wsplab_host_bind(int32_t socket, const struct wsplab_host_address *address);
WSPLAB_API int32_t wsplab_host_listen(int32_t socket, int32_t backlog);
WSPLAB_API int32_t wsplab_host_accept(int32_t socket);
/* Again, while it goes on: EALREADY; when it has ended: 0 or EISCONN, or why it failed, and then one may try anew. */
WSPLAB_API int32_t wsplab_host_connect(int32_t socket, const struct wsplab_host_address *address);
WSPLAB_API int32_t wsplab_host_shutdown(int32_t socket, int32_t how);
WSPLAB_API int32_t wsplab_host_local_address(int32_t socket, struct wsplab_host_address *address_out);
WSPLAB_API int32_t wsplab_host_peer_address(int32_t socket, struct wsplab_host_address *address_out);
/* flags: the host's MSG_* bits. to: NULL, or where a datagram goes. Returns bytes. */
WSPLAB_API int64_t wsplab_host_send(int32_t socket, const struct wsplab_host_buffer *buffers, uint32_t count,
                                    int32_t flags, const struct wsplab_host_address *to);
/* from_out: NULL, or receives the sender. Returns bytes. message_flags_out receives the host's MSG_* bits. */
WSPLAB_API int64_t wsplab_host_recv(int32_t socket, const struct wsplab_host_buffer *buffers, uint32_t count,
                                    int32_t flags, struct wsplab_host_address *from_out, int32_t *message_flags_out);
/* Where a datagram went, or is to come from: an address of this machine without a port, and an interface's number. */
struct wsplab_host_packet_info {
    struct wsplab_host_address address; /* length 0: none */
    uint32_t interface_number;          /* 0: none */
};

/* As wsplab_host_send, for datagrams. info: NULL, or what the datagram is to come from. */
WSPLAB_API int64_t wsplab_host_send_message(int32_t socket, const struct wsplab_host_buffer *buffers, uint32_t count,
                                            int32_t flags, const struct wsplab_host_address *to,
                                            const struct wsplab_host_packet_info *info);
/* As wsplab_host_recv, for datagrams. info_out receives where the datagram went, once the socket's option for that
 * (IP_PKTINFO, IPV6_RECVPKTINFO) has been set; else none. */
WSPLAB_API int64_t wsplab_host_recv_message(int32_t socket, const struct wsplab_host_buffer *buffers, uint32_t count,
                                            int32_t flags, struct wsplab_host_address *from_out,
                                            struct wsplab_host_packet_info *info_out, int32_t *message_flags_out);
/* Dissolves what wsplab_host_connect has set as the default peer of a datagram socket. */
WSPLAB_API int32_t wsplab_host_disconnect(int32_t socket);
/* level, name: the host's numbers. Returns the length of the value. */
WSPLAB_API int32_t wsplab_host_get_option(int32_t socket, int32_t level, int32_t name, void *value, uint32_t room);
WSPLAB_API int32_t wsplab_host_set_option(int32_t socket, int32_t level, int32_t name, const void *value,
                                          uint32_t length);
/* Bytes that can be received now. */
WSPLAB_API int32_t wsplab_host_available(int32_t socket);
/* Bytes of a stream, its end counting as one, that the peer's system has not acknowledged yet. Windows: 0, it does not tell. */
WSPLAB_API int32_t wsplab_host_unsent(int32_t socket);
/* Whether the stream is at its urgent mark, as the host sees it. Posix systems: 1 when the next byte to be received follows
 * the mark, else 0. Windows: 0 while urgent data wait to be received, else 1. */
WSPLAB_API int32_t wsplab_host_at_mark(int32_t socket);
/* The socket that the system's own driver knows, to be polled past us. Windows: the base below whatever is layered above the
 * socket. Posix systems: the socket itself. */
WSPLAB_API int32_t wsplab_host_base(int32_t socket);

/* The host's number for a name such as EAGAIN, MSG_PEEK or SO_KEEPALIVE; -1 when it has none. Windows has Winsock's. */
WSPLAB_API int32_t wsplab_host_constant(const char *name);

/* ---- readiness: host_poller_*.c ------------------------------------------------------------------------------------- */

#define WSPLAB_READY_IN 0x1u
#define WSPLAB_READY_OUT 0x2u
#define WSPLAB_READY_HANGUP 0x4u /* the peer has closed, or shut down sending */
#define WSPLAB_READY_ERROR 0x8u
#define WSPLAB_READY_URGENT 0x10u

struct wsplab_ready {
    uint64_t cookie;
    uint32_t ready; /* WSPLAB_READY_* */
    uint32_t unused;
};

struct wsplab_poller;

WSPLAB_API int32_t wsplab_poller_create(struct wsplab_poller **poller_out);
/* Tells what is ready now and every change of it, until the socket is removed or closed. What was told is told again when
 * it has come back after a call on the socket found it gone (EAGAIN); meanwhile, that there is more of it may be told or
 * not. Together with what is new, all else that was told is repeated that may still be so. */
WSPLAB_API int32_t wsplab_poller_add(struct wsplab_poller *poller, int32_t socket, uint64_t cookie);
WSPLAB_API int32_t wsplab_poller_remove(struct wsplab_poller *poller, int32_t socket);
/* Waits for changes, or for a wake; timeout -1 waits for ever. Returns how many were written. One thread at a time. */
WSPLAB_API int32_t wsplab_poller_wait(struct wsplab_poller *poller, struct wsplab_ready *ready, uint32_t capacity,
                                      int32_t timeout_ms);
/* Makes the present or next wait return, with nothing if there is nothing. From any thread. */
WSPLAB_API int32_t wsplab_poller_wake(struct wsplab_poller *poller);
/* Nobody may be waiting. */
WSPLAB_API void wsplab_poller_close(struct wsplab_poller *poller);

#ifdef __cplusplus
}
#endif

#endif
