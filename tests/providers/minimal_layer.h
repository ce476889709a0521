/*
 * minimal_layer.h - what the two files of the minimal layer know of each other.
 *
 *   minimal_layer.c  its start and end, its sockets, overlapped operations with a worker port and APCs, the transfers
 *   minimal_calls.c  what is left: each function translates the handles that it is given, and passes on
 */
#ifndef MINIMAL_LAYER_H
#define MINIMAL_LAYER_H

#include <winsock2.h>

#include <mswsock.h>
#include <stddef.h>

#include "chain.h"
#include "overlapped.h"
#include "sockets.h"

struct layer_socket {
    struct socket_base base; /* the client's handle */
    SOCKET lower;
    const WSPPROC_TABLE *below;
    BOOL overlapped; /* made with WSA_FLAG_OVERLAPPED */
};

struct request {
    WSAOVERLAPPED own;    /* what the provider below sees; first, so that its address is the request's */
    struct request *next; /* of those under way */
    struct layer_socket *s;
    struct overlapped_client client;
    BOOL answered; /* with `bytes`, without going below */
    DWORD bytes;
};

/* minimal_layer.c: as sockets_use; and the three steps of an overlapped operation, of which the second is the call below. */
struct layer_socket *minimal_use(SOCKET upper);
struct request *minimal_begin(struct layer_socket *s, LPWSAOVERLAPPED client,
                              LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error_out);
int minimal_started(struct request *request, int result, int error, LPINT error_out);
int minimal_answer(struct request *request, DWORD bytes, LPINT error_out);

/* minimal_calls.c: its functions' entries. */
void minimal_fill(LPWSPPROC_TABLE table);

/* Calls `call` with the socket of `upper` as `s`, or fails with WSAENOTSOCK; `then` comes after the call. */
#define MINIMAL_PASS(type, failure, upper, call, then)                                                                 \
    struct layer_socket *s = minimal_use(upper);                                                                       \
    type result = failure;                                                                                             \
    if (s == NULL) {                                                                                                   \
        overlapped_fail(error_out, WSAENOTSOCK);                                                                       \
        return result;                                                                                                 \
    }                                                                                                                  \
    result = call;                                                                                                     \
    then;                                                                                                              \
    sockets_end_use(&s->base);                                                                                         \
    return result

#endif
