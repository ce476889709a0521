/*
 * base.h - a base provider: TCP of IPv4 in memory, between the sockets of one process.
 *
 *   base.c             WSPStartup and WSPCleanup, sockets, addresses
 *   base_streams.c     how bytes get from one socket to its peer, and how operations end
 *   base_connections.c bind, listen, connect, shutdown, close
 *   base_accept.c      WSPAccept
 *   base_transfers.c   WSPSend, WSPRecv and their kin
 *   base_ready.c       select, network events
 *   base_options.c     options and controls
 *   base_extensions.c  AcceptEx, ConnectEx, DisconnectEx
 *
 * Its handles are those of WPUCreateSocketHandle (WPU-GEN-5). All that is said of sockets and requests is guarded by one
 * lock, and nobody is told of an end while it is held. The names in brackets are rules of docs/rules/winsock-spi.md.
 */
#ifndef BASE_H
#define BASE_H

#include <winsock2.h>

#include <mswsock.h>
#include <stdlib.h>
#include <string.h>

#include "overlapped.h"
#include "sockets.h"

#define BASE_RING 65536u /* bytes that a socket holds before it has been asked for them */

enum base_state { BASE_NEW, BASE_BOUND, BASE_LISTENING, BASE_CONNECTED, BASE_DISCONNECTED };

struct base_socket;

/* An operation under way: an overlapped one, or that of a call that waits, which has no structure. */
struct base_request {
    struct base_request *next;
    struct base_socket *s; /* whose client is told */
    struct overlapped_client client;
    WSABUF *buffers; /* a copy: the client's array is transient (WSP-IO-7) */
    DWORD count;
    DWORD buffer, offset; /* how far it has come */
    DWORD bytes;
    DWORD flags;
    BOOL finished;
    DWORD error;
    /* AcceptEx: */
    struct base_socket *accepted;
    char *output;
    DWORD receive_length, local_length;
    WSABUF first;
};

struct base_queue {
    struct base_request *first, *last;
};

struct base_socket {
    struct socket_base base;
    struct base_socket *next; /* of all that there are */
    enum base_state state;
    BOOL overlapped, nonblocking, gone; /* gone: closed by its client */
    struct sockaddr_in local, remote;

    /* A stream. */
    struct base_socket *peer;
    BOOL ended;               /* the peer sends no more */
    BOOL no_receive, no_send; /* shut down */
    DWORD error;              /* how the connection broke */
    struct base_queue receives, sends;
    BYTE *ring;
    DWORD head, held;

    /* A listener. */
    struct base_socket *waiting, *next_waiting; /* connections without a handle yet */
    int backlog, waiting_count;
    struct base_queue accepts;

    /* What its client wants to know. */
    WSAEVENT event;
    long wanted, recorded, enabled;
    DWORD receive_timeout, send_timeout;
    struct linger linger;
    BOOL keep_alive, reuse_address, no_delay, conditional;
    int receive_buffer, send_buffer;
    ULONGLONG connected_at;
};

/* The lock, and what threads wait for that anything changes. */
extern SRWLOCK base_lock;
extern CONDITION_VARIABLE base_changed;

/* ---- base.c */
struct base_socket *base_use(SOCKET handle);
void base_end_use(struct base_socket *s);
/* Under the lock: what is behind a socket, which is freed with base_discard as long as it has no handle. */
struct base_socket *base_make(BOOL overlapped);
void base_discard(struct base_socket *s);
SOCKET base_open(struct base_socket *s, DWORD entry, LPINT error_out);
/* Under the lock: 0 or the error. Port 0 gives a free one. */
int base_bind_to(struct base_socket *s, const struct sockaddr *name, int length);
struct base_socket *base_listener(const struct sockaddr *name, int length, int *error_out);
/* Waits for any change until then; FALSE when the time is over. Under the lock, which is free meanwhile. */
BOOL base_wait(ULONGLONG until);
ULONGLONG base_deadline(DWORD timeout); /* 0 is for ever */

extern struct base_socket *base_all;

/* ---- base_streams.c, under the lock; what has finished is put on `done`, for base_tell without the lock. */
struct base_request *base_request(struct base_socket *s, const WSABUF *buffers, DWORD count, DWORD flags);
void base_free_request(struct base_request *request);
void base_append(struct base_queue *queue, struct base_request *request);
BOOL base_remove(struct base_queue *queue, struct base_request *request);
void base_finish(struct base_request *request, DWORD error, struct base_queue *done);
void base_fail_all(struct base_queue *queue, DWORD error, struct base_queue *done);
void base_move(struct base_socket *s, struct base_queue *done); /* between s and its peer, both ways */
DWORD base_peek(struct base_socket *s, const WSABUF *buffers, DWORD count);
BOOL base_readable(const struct base_socket *s);
BOOL base_writable(const struct base_socket *s);
void base_tell(struct base_queue *done);
void base_end_silently(struct base_queue *done);

/* ---- base_ready.c, under the lock: something has happened to a socket; a call has been made that enables it again. */
void base_note(struct base_socket *s, long events);
void base_enable(struct base_socket *s, long event);

/* ---- base_connections.c, under the lock */
int base_connect_to(struct base_socket *s, const struct sockaddr *name, int length, struct base_queue *done);
struct base_socket *base_take_waiting(struct base_socket *listener);
void base_part(struct base_socket *s, struct base_queue *done); /* from its peer, which sees the end or a reset */
void base_accept_waiting(struct base_socket *listener, struct base_queue *done);
void base_close_stream(struct base_socket *s, struct base_queue *done);
int base_end_sending(struct base_socket *s, struct base_queue *done);

/* ---- functions of the table that stand in other files than base.c */
void base_fill_accept(WSPPROC_TABLE *table);
void base_fill_connections(WSPPROC_TABLE *table);
void base_fill_transfers(WSPPROC_TABLE *table);
void base_fill_ready(WSPPROC_TABLE *table);
void base_fill_options(WSPPROC_TABLE *table);
/* base_extensions.c: the function with this id, or NULL */
void *base_extension(const GUID *id);

#endif
