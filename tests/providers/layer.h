/*
 * layer.h - a layered provider that passes everything through and sees every completion.
 *
 *   layer.c             WSPStartup and WSPCleanup (what lies below in the chain: chain.c)
 *   layer_sockets.c     its handles: each stands for one of the provider below (with sockets.c)
 *   layer_requests.c    overlapped operations: down on a structure of its own, up from a worker thread (overlapped.c)
 *   layer_calls.c       the thirty functions
 *   layer_ready.c       select and WSAPoll
 *   layer_extensions.c  AcceptEx and its kin
 *
 * It is a non-IFS layer: its clients have handles of WPUCreateSocketHandle (WPU-GEN-5). The names in brackets are rules of
 * docs/rules/winsock-spi.md.
 */
#ifndef LAYER_H
#define LAYER_H

#include <winsock2.h>

#include <mswsock.h>
#include <stddef.h>

#include "chain.h"
#include "overlapped.h"
#include "sockets.h"

/* The extension functions that take a socket, so that the layer has to hand out its own. */
enum layer_extension {
    LAYER_ACCEPTEX,
    LAYER_CONNECTEX,
    LAYER_DISCONNECTEX,
    LAYER_TRANSMITFILE,
    LAYER_TRANSMITPACKETS,
    LAYER_WSARECVMSG,
    LAYER_WSASENDMSG,
    LAYER_EXTENSIONS
};

struct layer_socket {
    struct socket_base base; /* the client's handle, made with the layer's own entry */
    SOCKET lower;            /* the handle below */
    const WSPPROC_TABLE *below;
    BOOL overlapped;   /* made with WSA_FLAG_OVERLAPPED */
    BOOL system_below; /* `lower` is a system handle: the status of its structures tells all (GOR-15) */
    void *extensions[LAYER_EXTENSIONS];
};

/* layer_sockets.c */
SOCKET layer_adopt(const WSPPROC_TABLE *below, SOCKET handle, DWORD entry, BOOL overlapped, BOOL duplicate,
                   LPINT error_out);
struct layer_socket *layer_use(SOCKET upper); /* as sockets_use */
void layer_end_use(struct layer_socket *s);

/* layer_requests.c: what goes between these two is the call below, with `own` in place of the client's structure. */
struct layer_request {
    WSAOVERLAPPED own; /* what the provider below sees; first, so that its address is the request's */
    struct layer_request *next;
    LONG under_way;
    struct layer_socket *s;
    struct overlapped_client client;
    BOOL answered; /* without going below: */
    DWORD bytes;
};
struct layer_request *layer_begin(struct layer_socket *s, LPWSAOVERLAPPED client,
                                  LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error_out);
int layer_started(struct layer_request *request, int result, int error, LPINT error_out);
int layer_answer(struct layer_request *request, DWORD bytes, LPINT error_out);
BOOL layer_associate(SOCKET handle, BOOL duplicate);
void layer_stop(void);

/* For a layer of one's own: built with LAYER_CHANGES, it puts functions in the place of entries. third_send.c does. */
#if defined(LAYER_CHANGES)
void layer_change(WSPPROC_TABLE *table);
#else
#define layer_change(table) ((void)(table))
#endif

/* layer_calls.c, layer_ready.c, layer_extensions.c */
void layer_fill(WSPPROC_TABLE *table);
int WSPAPI layer_ioctl(SOCKET s, DWORD code, LPVOID in, DWORD in_length, LPVOID out, DWORD out_length, LPDWORD returned,
                       LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
                       LPINT error_out);
int WSPAPI layer_cleanup(LPINT error_out);
int WSPAPI layer_select(int ignored, fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout,
                        LPINT error_out);
int layer_poll(struct layer_socket *s, LPVOID in, DWORD in_length, LPVOID out, LPDWORD returned, LPINT error_out);

#endif
