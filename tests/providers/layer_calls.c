/*
 * layer_calls.c - the thirty functions of the layer.
 *
 * Most translate the handle and pass on. What carries handles in other places is translated there, too: select's sets,
 * WSAPoll's array, SO_UPDATE_ACCEPT_CONTEXT. Overlapped operations go by layer_begin and layer_started.
 */
#include "faults.h"
#include "layer.h"

/* Calls `call` with the socket of `upper` as `s`, or fails with WSAENOTSOCK. */
#define PASS(type, failure, upper, call)                                                                               \
    struct layer_socket *s = layer_use(upper);                                                                         \
    type result;                                                                                                       \
    if (s == NULL) {                                                                                                   \
        overlapped_fail(error_out, WSAENOTSOCK);                                                                       \
        return failure;                                                                                                \
    }                                                                                                                  \
    result = s->below->call;                                                                                           \
    layer_end_use(s);                                                                                                  \
    return result

/* ---- making and ending sockets --------------------------------------------------------------------------------------- */

static SOCKET WSPAPI layer_socket(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group,
                                  DWORD flags, LPINT error_out) {
    WSAPROTOCOL_INFOW lower_info;
    DWORD entry;
    struct lower *lower;
    SOCKET handle;
    int error;
    if (info == NULL) {
        overlapped_fail(error_out, WSAEINVAL);
        return INVALID_SOCKET;
    }
    lower = chain_below(info, &lower_info, &entry, &error);
    if (lower == NULL) {
        overlapped_fail(error_out, error);
        return INVALID_SOCKET;
    }
    handle = lower->table.lpWSPSocket(family, type, protocol, &lower_info, group, flags, error_out);
    if (handle == INVALID_SOCKET) {
        return INVALID_SOCKET;
    }
    return layer_adopt(&lower->table, handle, entry, (flags & WSA_FLAG_OVERLAPPED) != 0, info->dwProviderReserved != 0,
                       error_out);
}

static SOCKET WSPAPI layer_accept(SOCKET upper, struct sockaddr *address, LPINT length, LPCONDITIONPROC condition,
                                  DWORD_PTR data, LPINT error_out) {
    struct layer_socket *s = layer_use(upper);
    SOCKET handle;
    if (s == NULL) {
        overlapped_fail(error_out, WSAENOTSOCK);
        return INVALID_SOCKET;
    }
    handle = s->below->lpWSPAccept(s->lower, address, length, condition, data, error_out);
    if (handle != INVALID_SOCKET) { /* it has the listener's properties (WSP-ACCEPT-1) */
        handle = layer_adopt(s->below, handle, s->base.entry, s->overlapped, FALSE, error_out);
    }
    layer_end_use(s);
    return handle;
}

static SOCKET WSPAPI layer_join_leaf(SOCKET upper, const struct sockaddr *name, int length, LPWSABUF caller,
                                     LPWSABUF callee, LPQOS sqos, LPQOS gqos, DWORD flags, LPINT error_out) {
    struct layer_socket *s = layer_use(upper);
    SOCKET handle;
    if (s == NULL) {
        overlapped_fail(error_out, WSAENOTSOCK);
        return INVALID_SOCKET;
    }
    handle = s->below->lpWSPJoinLeaf(s->lower, name, length, caller, callee, sqos, gqos, flags, error_out);
    if (handle == s->lower) { /* a leaf that joins is the socket itself */
        handle = upper;
    } else if (handle != INVALID_SOCKET) {
        handle = layer_adopt(s->below, handle, s->base.entry, s->overlapped, FALSE, error_out);
    }
    layer_end_use(s);
    return handle;
}

/* The client takes what it gets to WSASocket, which has to find this layer again (LAY-PI-5). */
static int WSPAPI layer_duplicate(SOCKET upper, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT error_out) {
    struct layer_socket *s = layer_use(upper);
    WSAPROTOCOL_INFOW own;
    int result;
    if (s == NULL) {
        return overlapped_fail(error_out, WSAENOTSOCK);
    }
    result = s->below->lpWSPDuplicateSocket(s->lower, process, info, error_out);
    if (result == 0 && chain_entry(s->base.entry, &own)) {
        own.dwProviderReserved = info->dwProviderReserved;
        *info = own;
    }
    layer_end_use(s);
    return result;
}

static int WSPAPI layer_close(SOCKET upper, LPINT error_out) {
    struct layer_socket *s = layer_use(upper);
    int result;
    if (s == NULL || !sockets_begin_close(&s->base)) {
        if (s != NULL) {
            layer_end_use(s);
        }
        return overlapped_fail(error_out, WSAENOTSOCK);
    }
    result = s->below->lpWSPCloseSocket(s->lower, error_out);
    sockets_end_close(&s->base, result == 0);
    layer_end_use(s);
    return result;
}

/* ---- transfers ------------------------------------------------------------------------------------------------------- */

/*
 * The four transfers are one another's image. On a socket without the overlapped attribute the structure is filled in by
 * the provider below, and nothing is indicated (WIN-56). The counts and flags of an operation that pends are not written
 * (WSP-RECV-6).
 */
#define TRANSFER(upper, synchronous, overlapped_call)                                                                  \
    struct layer_socket *s = layer_use(upper);                                                                         \
    struct layer_request *request;                                                                                     \
    int result = SOCKET_ERROR;                                                                                         \
    int error = 0;                                                                                                     \
    DWORD done = 0;                                                                                                    \
    if (s == NULL) {                                                                                                   \
        return overlapped_fail(error_out, WSAENOTSOCK);                                                                \
    }                                                                                                                  \
    if (overlapped == NULL || !s->overlapped) {                                                                        \
        result = s->below->synchronous;                                                                                \
    } else if ((request = layer_begin(s, overlapped, routine, thread, error_out)) != NULL) {                           \
        result = s->below->overlapped_call;                                                                            \
        result = layer_started(request, result, error, error_out);                                                     \
    }                                                                                                                  \
    layer_end_use(s);                                                                                                  \
    return result

static int WSPAPI layer_send(SOCKET upper, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                             LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                             LPWSATHREADID thread, LPINT error_out) {
    TRANSFER(upper, lpWSPSend(s->lower, buffers, count, sent, flags, overlapped, NULL, thread, error_out),
             lpWSPSend(s->lower, buffers, count, &done, flags, &request->own, NULL, NULL, &error));
}

static int WSPAPI layer_send_to(SOCKET upper, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                                const struct sockaddr *to, int length, LPWSAOVERLAPPED overlapped,
                                LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error_out) {
    TRANSFER(upper, lpWSPSendTo(s->lower, buffers, count, sent, flags, to, length, overlapped, NULL, thread, error_out),
             lpWSPSendTo(s->lower, buffers, count, &done, flags, to, length, &request->own, NULL, NULL, &error));
}

static int WSPAPI layer_recv(SOCKET upper, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                             LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                             LPWSATHREADID thread, LPINT error_out) {
    DWORD in_flags = flags == NULL ? 0 : *flags;
    TRANSFER(upper, lpWSPRecv(s->lower, buffers, count, received, flags, overlapped, NULL, thread, error_out),
             lpWSPRecv(s->lower, buffers, count, &done, flags == NULL ? NULL : &in_flags,
                       STRUCTURE_BELOW(request, received, flags), NULL, NULL, &error));
}

static int WSPAPI layer_recv_from(SOCKET upper, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                                  struct sockaddr *from, LPINT length, LPWSAOVERLAPPED overlapped,
                                  LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error_out) {
    DWORD in_flags = flags == NULL ? 0 : *flags;
    TRANSFER(
        upper,
        lpWSPRecvFrom(s->lower, buffers, count, received, flags, from, length, overlapped, NULL, thread, error_out),
        lpWSPRecvFrom(s->lower, buffers, count, &done, flags == NULL ? NULL : &in_flags, from, length, &request->own,
                      NULL, NULL, &error));
}

static BOOL WSPAPI layer_result(SOCKET upper, LPWSAOVERLAPPED overlapped, LPDWORD bytes, BOOL wait, LPDWORD flags,
                                LPINT error_out) {
    struct layer_socket *s = layer_use(upper);
    BOOL result;
    if (s == NULL) {
        overlapped_fail(error_out, WSAENOTSOCK);
        return FALSE;
    }
    result = overlapped_result(overlapped, bytes, wait, flags, error_out);
    layer_end_use(s);
    return result;
}

/* ---- calls with one handle ------------------------------------------------------------------------------------------- */

static int WSPAPI layer_bind(SOCKET upper, const struct sockaddr *name, int length, LPINT error_out) {
    PASS(int, SOCKET_ERROR, upper, lpWSPBind(s->lower, name, length, error_out));
}

static int WSPAPI layer_listen(SOCKET upper, int backlog, LPINT error_out) {
    PASS(int, SOCKET_ERROR, upper, lpWSPListen(s->lower, backlog, error_out));
}

static int WSPAPI layer_connect(SOCKET upper, const struct sockaddr *name, int length, LPWSABUF caller, LPWSABUF callee,
                                LPQOS sqos, LPQOS gqos, LPINT error_out) {
    PASS(int, SOCKET_ERROR, upper, lpWSPConnect(s->lower, name, length, caller, callee, sqos, gqos, error_out));
}

static int WSPAPI layer_shutdown(SOCKET upper, int how, LPINT error_out) {
    PASS(int, SOCKET_ERROR, upper, lpWSPShutdown(s->lower, DIRECTION(how), error_out));
}

static int WSPAPI layer_send_disconnect(SOCKET upper, LPWSABUF data, LPINT error_out) {
    PASS(int, SOCKET_ERROR, upper, lpWSPSendDisconnect(s->lower, data, error_out));
}

static int WSPAPI layer_recv_disconnect(SOCKET upper, LPWSABUF data, LPINT error_out) {
    PASS(int, SOCKET_ERROR, upper, lpWSPRecvDisconnect(s->lower, data, error_out));
}

static int WSPAPI layer_get_peer_name(SOCKET upper, struct sockaddr *name, LPINT length, LPINT error_out) {
    PASS(int, SOCKET_ERROR, upper, lpWSPGetPeerName(s->lower, name, length, error_out));
}

static int WSPAPI layer_get_sock_name(SOCKET upper, struct sockaddr *name, LPINT length, LPINT error_out) {
    PASS(int, SOCKET_ERROR, upper, lpWSPGetSockName(s->lower, name, length, error_out));
}

static BOOL WSPAPI layer_get_qos(SOCKET upper, LPWSABUF name, LPQOS qos, LPINT error_out) {
    PASS(BOOL, FALSE, upper, lpWSPGetQOSByName(s->lower, name, qos, error_out));
}

/* The event object is the client's own, here and below. */
static int WSPAPI layer_event_select(SOCKET upper, WSAEVENT event, long events, LPINT error_out) {
    PASS(int, SOCKET_ERROR, upper, lpWSPEventSelect(s->lower, event, events, error_out));
}

static int WSPAPI layer_enum_events(SOCKET upper, WSAEVENT event, LPWSANETWORKEVENTS happened, LPINT error_out) {
    PASS(int, SOCKET_ERROR, upper, lpWSPEnumNetworkEvents(s->lower, event, happened, error_out));
}

/* Its messages would carry the handle below. A layer that supports it has a window of its own; this one has none. */
static int WSPAPI layer_async_select(SOCKET upper, HWND window, unsigned int message, long events, LPINT error_out) {
    (void)upper;
    (void)window;
    (void)message;
    (void)events;
    return overlapped_fail(error_out, WSAEOPNOTSUPP);
}

static int WSPAPI layer_get_option(SOCKET upper, int level, int option, char *value, LPINT length, LPINT error_out) {
    struct layer_socket *s = layer_use(upper);
    WSAPROTOCOL_INFOW own;
    int result;
    if (s == NULL) {
        return overlapped_fail(error_out, WSAENOTSOCK);
    }
    if (level == SOL_SOCKET && option == SO_PROTOCOL_INFOW && chain_entry(s->base.entry, &own)) {
        if (value != NULL && length != NULL && *length >= (INT)sizeof(own)) {
            memcpy(value, &own, sizeof(own));
            *length = sizeof(own);
            result = 0;
        } else {
            result = overlapped_fail(error_out, WSAEFAULT);
        }
    } else {
        result = s->below->lpWSPGetSockOpt(s->lower, level, option, value, length, error_out);
    }
    layer_end_use(s);
    return result;
}

/* The listening socket that this option names is known below under another handle. */
static int WSPAPI layer_set_option(SOCKET upper, int level, int option, const char *value, int length,
                                   LPINT error_out) {
    struct layer_socket *named = NULL;
    SOCKET handle;
    if (level == SOL_SOCKET && option == SO_UPDATE_ACCEPT_CONTEXT && value != NULL && length >= (int)sizeof(handle)) {
        memcpy(&handle, value, sizeof(handle));
        named = layer_use(handle);
        handle = named == NULL ? INVALID_SOCKET : named->lower;
        if (named != NULL) {
            layer_end_use(named);
        }
        value = (const char *)&handle;
        length = (int)sizeof(handle);
    }
    { PASS(int, SOCKET_ERROR, upper, lpWSPSetSockOpt(s->lower, level, option, value, length, error_out)); }
}

/* ---- calls without a handle ------------------------------------------------------------------------------------------ */

static int WSPAPI layer_cancel_blocking_call(LPINT error_out) {
    struct lower *lower = chain_first();
    for (; lower != NULL; lower = lower->next) {
        if (lower->table.lpWSPCancelBlockingCall(error_out) == 0) {
            return 0;
        }
    }
    return overlapped_fail(error_out, WSAEINVAL);
}

static INT WSPAPI layer_address_to_string(LPSOCKADDR address, DWORD length, LPWSAPROTOCOL_INFOW info, LPWSTR text,
                                          LPDWORD size, LPINT error_out) {
    WSAPROTOCOL_INFOW lower_info;
    struct lower *lower = chain_for(&info, &lower_info);
    return lower == NULL ? overlapped_fail(error_out, WSAEINVAL)
                         : lower->table.lpWSPAddressToString(address, length, info, text, size, error_out);
}

static INT WSPAPI layer_string_to_address(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address,
                                          LPINT length, LPINT error_out) {
    WSAPROTOCOL_INFOW lower_info;
    struct lower *lower = chain_for(&info, &lower_info);
    return lower == NULL ? overlapped_fail(error_out, WSAEINVAL)
                         : lower->table.lpWSPStringToAddress(text, family, info, address, length, error_out);
}

void layer_fill(WSPPROC_TABLE *table) {
    table->lpWSPAccept = layer_accept;
    table->lpWSPAddressToString = layer_address_to_string;
    table->lpWSPAsyncSelect = layer_async_select;
    table->lpWSPBind = layer_bind;
    table->lpWSPCancelBlockingCall = layer_cancel_blocking_call;
    table->lpWSPCleanup = layer_cleanup;
    table->lpWSPCloseSocket = layer_close;
    table->lpWSPConnect = layer_connect;
    table->lpWSPDuplicateSocket = layer_duplicate;
    table->lpWSPEnumNetworkEvents = layer_enum_events;
    table->lpWSPEventSelect = layer_event_select;
    table->lpWSPGetOverlappedResult = layer_result;
    table->lpWSPGetPeerName = layer_get_peer_name;
    table->lpWSPGetSockName = layer_get_sock_name;
    table->lpWSPGetSockOpt = layer_get_option;
    table->lpWSPGetQOSByName = layer_get_qos;
    table->lpWSPIoctl = layer_ioctl;
    table->lpWSPJoinLeaf = layer_join_leaf;
    table->lpWSPListen = layer_listen;
    table->lpWSPRecv = layer_recv;
    table->lpWSPRecvDisconnect = layer_recv_disconnect;
    table->lpWSPRecvFrom = layer_recv_from;
    table->lpWSPSelect = layer_select;
    table->lpWSPSend = layer_send;
    table->lpWSPSendDisconnect = layer_send_disconnect;
    table->lpWSPSendTo = layer_send_to;
    table->lpWSPSetSockOpt = layer_set_option;
    table->lpWSPShutdown = layer_shutdown;
    table->lpWSPSocket = layer_socket;
    table->lpWSPStringToAddress = layer_string_to_address;
}
