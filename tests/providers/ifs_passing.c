/* ifs_passing.c - what the IFS layer passes on as it is, and WSPIoctl with the ConnectEx that it hands out. */
#include "ifs_layer.h"

#define PASS(s, failure, call)                                                                                         \
    const WSPPROC_TABLE *table = ifs_find(s).table;                                                                    \
    if (table == NULL) {                                                                                               \
        overlapped_fail(error_out, WSAENOTSOCK);                                                                       \
        return failure;                                                                                                \
    }                                                                                                                  \
    return table->call

static int WSPAPI pass_async_select(SOCKET s, HWND window, unsigned int message, long events, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPAsyncSelect(s, window, message, events, error_out));
}

static int WSPAPI pass_bind(SOCKET s, const struct sockaddr *name, int length, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPBind(s, name, length, error_out));
}

static int WSPAPI pass_enum_events(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS happened, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPEnumNetworkEvents(s, event, happened, error_out));
}

static int WSPAPI pass_event_select(SOCKET s, WSAEVENT event, long events, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPEventSelect(s, event, events, error_out));
}

static BOOL WSPAPI pass_result(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD bytes, BOOL wait, LPDWORD flags,
                               LPINT error_out) {
    PASS(s, FALSE, lpWSPGetOverlappedResult(s, overlapped, bytes, wait, flags, error_out));
}

static int WSPAPI pass_get_peer_name(SOCKET s, struct sockaddr *name, LPINT length, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPGetPeerName(s, name, length, error_out));
}

static int WSPAPI pass_get_sock_name(SOCKET s, struct sockaddr *name, LPINT length, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPGetSockName(s, name, length, error_out));
}

static BOOL WSPAPI pass_get_qos(SOCKET s, LPWSABUF name, LPQOS qos, LPINT error_out) {
    PASS(s, FALSE, lpWSPGetQOSByName(s, name, qos, error_out));
}

static int WSPAPI pass_listen(SOCKET s, int backlog, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPListen(s, backlog, error_out));
}

static int WSPAPI pass_recv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                            LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID thread, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPRecv(s, buffers, count, received, flags, overlapped, routine, thread, error_out));
}

static int WSPAPI pass_recv_disconnect(SOCKET s, LPWSABUF data, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPRecvDisconnect(s, data, error_out));
}

static int WSPAPI pass_recv_from(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                                 struct sockaddr *from, LPINT length, LPWSAOVERLAPPED overlapped,
                                 LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error_out) {
    PASS(s, SOCKET_ERROR,
         lpWSPRecvFrom(s, buffers, count, received, flags, from, length, overlapped, routine, thread, error_out));
}

/* All sockets of one call are the same provider's (sheet, 3.9): the first one tells which. */
static int WSPAPI pass_select(int ignored, fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout,
                              LPINT error_out) {
    const fd_set *first = read != NULL && read->fd_count > 0     ? read
                          : write != NULL && write->fd_count > 0 ? write
                                                                 : except;
    SOCKET s = first != NULL && first->fd_count > 0 ? first->fd_array[0] : INVALID_SOCKET;
    PASS(s, SOCKET_ERROR, lpWSPSelect(ignored, read, write, except, timeout, error_out));
}

static int WSPAPI pass_send(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                            LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID thread, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPSend(s, buffers, count, sent, flags, overlapped, routine, thread, error_out));
}

static int WSPAPI pass_send_disconnect(SOCKET s, LPWSABUF data, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPSendDisconnect(s, data, error_out));
}

static int WSPAPI pass_send_to(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                               const struct sockaddr *to, int length, LPWSAOVERLAPPED overlapped,
                               LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error_out) {
    PASS(s, SOCKET_ERROR,
         lpWSPSendTo(s, buffers, count, sent, flags, to, length, overlapped, routine, thread, error_out));
}

static int WSPAPI pass_set_option(SOCKET s, int level, int option, const char *value, int length, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPSetSockOpt(s, level, option, value, length, error_out));
}

static int WSPAPI pass_shutdown(SOCKET s, int how, LPINT error_out) {
    PASS(s, SOCKET_ERROR, lpWSPShutdown(s, how, error_out));
}

/* ---- WSPIoctl, and ConnectEx ----------------------------------------------------------------------------------------- */

static const GUID connect_ex_id = WSAID_CONNECTEX;

/* The base's function; it may differ from handle to handle. NULL and the last error when there is none. */
static LPFN_CONNECTEX base_connect_ex(SOCKET s) {
    struct captured of = ifs_find(s);
    GUID id = connect_ex_id;
    void *found = NULL;
    DWORD bytes;
    int error;
    if (of.table == NULL) {
        WSASetLastError(WSAENOTSOCK);
        return NULL;
    }
    if (of.connect_ex == NULL) {
        if (of.table->lpWSPIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id), &found, sizeof(found), &bytes,
                                 NULL, NULL, NULL, &error) != 0) {
            WSASetLastError(error);
            return NULL;
        }
        memcpy(&of.connect_ex, &found, sizeof(found));
        ifs_know_connect_ex(s, of.connect_ex);
    }
    return of.connect_ex;
}

/* Called by its client past ws2_32, on a handle that is the base's as well: nothing is translated. */
static BOOL PASCAL connect_ex(SOCKET s, const struct sockaddr *name, int name_length, PVOID data, DWORD length,
                              LPDWORD sent, LPOVERLAPPED overlapped) {
    LPFN_CONNECTEX function = base_connect_ex(s);
    if (function == NULL) {
        return FALSE;
    }
    if (!ifs_may_connect(name, name_length)) {
        WSASetLastError(WSAEACCES);
        return FALSE;
    }
    return function(s, name, name_length, data, length, sent, overlapped);
}

/* Everything is passed on; where the base has put its ConnectEx, the layer's is put (WSP-IOCTL-3). */
static int WSPAPI ifs_ioctl(SOCKET s, DWORD code, LPVOID in, DWORD in_length, LPVOID out, DWORD out_length,
                            LPDWORD returned, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                            LPWSATHREADID thread, LPINT error_out) {
    LPFN_CONNECTEX own = connect_ex;
    LPFN_CONNECTEX theirs;
    const WSPPROC_TABLE *table = ifs_find(s).table;
    int result;
    if (table == NULL) {
        return overlapped_fail(error_out, WSAENOTSOCK);
    }
    result =
        table->lpWSPIoctl(s, code, in, in_length, out, out_length, returned, overlapped, routine, thread, error_out);
    if (result == 0 && code == SIO_GET_EXTENSION_FUNCTION_POINTER && in_length >= sizeof(GUID) &&
        out_length >= sizeof(own) && memcmp(in, &connect_ex_id, sizeof(GUID)) == 0) {
        memcpy(&theirs, out, sizeof(theirs));
        ifs_know_connect_ex(s, theirs);
        memcpy(out, &own, sizeof(own));
    }
    return result;
}

void ifs_fill_passing(WSPPROC_TABLE *table) {
    table->lpWSPAsyncSelect = pass_async_select;
    table->lpWSPBind = pass_bind;
    table->lpWSPEnumNetworkEvents = pass_enum_events;
    table->lpWSPEventSelect = pass_event_select;
    table->lpWSPGetOverlappedResult = pass_result;
    table->lpWSPGetPeerName = pass_get_peer_name;
    table->lpWSPGetSockName = pass_get_sock_name;
    table->lpWSPGetQOSByName = pass_get_qos;
    table->lpWSPIoctl = ifs_ioctl;
    table->lpWSPListen = pass_listen;
    table->lpWSPRecv = pass_recv;
    table->lpWSPRecvDisconnect = pass_recv_disconnect;
    table->lpWSPRecvFrom = pass_recv_from;
    table->lpWSPSelect = pass_select;
    table->lpWSPSend = pass_send;
    table->lpWSPSendDisconnect = pass_send_disconnect;
    table->lpWSPSendTo = pass_send_to;
    table->lpWSPSetSockOpt = pass_set_option;
    table->lpWSPShutdown = pass_shutdown;
}
