/* minimal_calls.c - the functions of the minimal layer that translate the handles they are given, and pass on. */
#include "minimal_layer.h"

#if !defined(SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER) /* newer than some headers */
#define SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER _WSAIORW(IOC_WS2, 36)
#endif

/* ---- calls with one handle ------------------------------------------------------------------------------------------- */

#define ONE(name, entry, parameters, ...)                                                                              \
    static int WSPAPI name parameters {                                                                                \
        MINIMAL_PASS(int, SOCKET_ERROR, upper, s->below->entry(s->lower, __VA_ARGS__, error_out), (void)0);            \
    }

ONE(bind_to, lpWSPBind, (SOCKET upper, const struct sockaddr *name, int length, LPINT error_out), name, length)
ONE(listen_at, lpWSPListen, (SOCKET upper, int backlog, LPINT error_out), backlog)
ONE(connect_to, lpWSPConnect,
    (SOCKET upper, const struct sockaddr *name, int length, LPWSABUF caller, LPWSABUF callee, LPQOS sqos, LPQOS gqos,
     LPINT error_out),
    name, length, caller, callee, sqos, gqos)
ONE(shut_down, lpWSPShutdown, (SOCKET upper, int how, LPINT error_out), how)
ONE(send_disconnect, lpWSPSendDisconnect, (SOCKET upper, LPWSABUF data, LPINT error_out), data)
ONE(recv_disconnect, lpWSPRecvDisconnect, (SOCKET upper, LPWSABUF data, LPINT error_out), data)
ONE(peer_name, lpWSPGetPeerName, (SOCKET upper, struct sockaddr *name, LPINT length, LPINT error_out), name, length)
ONE(own_name, lpWSPGetSockName, (SOCKET upper, struct sockaddr *name, LPINT length, LPINT error_out), name, length)
ONE(event_select, lpWSPEventSelect, (SOCKET upper, WSAEVENT event, long events, LPINT error_out), event, events)
ONE(enum_events, lpWSPEnumNetworkEvents, (SOCKET upper, WSAEVENT event, LPWSANETWORKEVENTS happened, LPINT error_out),
    event, happened)

static BOOL WSPAPI quality(SOCKET upper, LPWSABUF name, LPQOS qos, LPINT error_out) {
    MINIMAL_PASS(BOOL, FALSE, upper, s->below->lpWSPGetQOSByName(s->lower, name, qos, error_out), (void)0);
}

static BOOL WSPAPI result_of(SOCKET upper, LPWSAOVERLAPPED structure, LPDWORD bytes, BOOL wait, LPDWORD flags,
                             LPINT error_out) {
    MINIMAL_PASS(BOOL, FALSE, upper, overlapped_result(structure, bytes, wait, flags, error_out), (void)0);
}

/* A window's messages and a leaf would bring handles of the provider below. */
static int WSPAPI async_select(SOCKET upper, HWND window, unsigned int message, long events, LPINT error_out) {
    (void)upper, (void)window, (void)message, (void)events;
    return overlapped_fail(error_out, WSAEOPNOTSUPP);
}

static SOCKET WSPAPI join_leaf(SOCKET upper, const struct sockaddr *name, int length, LPWSABUF caller, LPWSABUF callee,
                               LPQOS sqos, LPQOS gqos, DWORD flags, LPINT error_out) {
    (void)upper, (void)name, (void)length, (void)caller, (void)callee, (void)sqos, (void)gqos, (void)flags;
    overlapped_fail(error_out, WSAEOPNOTSUPP);
    return INVALID_SOCKET;
}

/* ---- entries and handles in other places ----------------------------------------------------------------------------- */

static void put_own_entry(const struct layer_socket *s, LPWSAPROTOCOL_INFOW info) {
    WSAPROTOCOL_INFOW own;
    if (chain_entry(s->base.entry, &own)) {
        own.dwProviderReserved = info->dwProviderReserved;
        *info = own;
    }
}

/* The client takes what it gets to WSASocket, which has to find this layer again (LAY-PI-5). */
static int WSPAPI duplicate(SOCKET upper, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT error_out) {
    MINIMAL_PASS(
        int, SOCKET_ERROR, upper, s->below->lpWSPDuplicateSocket(s->lower, process, info, error_out),
        if (result == 0) { put_own_entry(s, info); });
}

static int WSPAPI get_option(SOCKET upper, int level, int option, char *value, LPINT length, LPINT error_out) {
    MINIMAL_PASS(
        int, SOCKET_ERROR, upper, s->below->lpWSPGetSockOpt(s->lower, level, option, value, length, error_out),
        if (result == 0 && level == SOL_SOCKET && option == SO_PROTOCOL_INFO) {
            put_own_entry(s, (LPWSAPROTOCOL_INFOW)(void *)value);
        });
}

/* The listening socket that SO_UPDATE_ACCEPT_CONTEXT names is known below under another handle. */
static int WSPAPI set_option(SOCKET upper, int level, int option, const char *value, int length, LPINT error_out) {
    SOCKET named;
    if (level == SOL_SOCKET && option == SO_UPDATE_ACCEPT_CONTEXT && value != NULL && length >= (int)sizeof(named)) {
        struct layer_socket *listening;
        memcpy(&named, value, sizeof(named));
        listening = minimal_use(named);
        named = listening == NULL ? INVALID_SOCKET : listening->lower;
        if (listening != NULL) {
            sockets_end_use(&listening->base);
        }
        value = (const char *)&named;
        length = (int)sizeof(named);
    }
    {
        MINIMAL_PASS(int, SOCKET_ERROR, upper,
                     s->below->lpWSPSetSockOpt(s->lower, level, option, value, length, error_out), (void)0);
    }
}

/* ---- select ---------------------------------------------------------------------------------------------------------- */

/* One of the client's sets: the handles below of all its sockets, in its order, and those of them that are ready. */
struct lower_set {
    fd_set *upper, *asked, *ready;
};

/* 0 or the error: one handle that is no socket spoils the call. A client's FD_SETSIZE may be another than ours. */
static int go_down(struct lower_set *set, fd_set *upper, const WSPPROC_TABLE **below_out) {
    UINT i;
    size_t size = sizeof(fd_set) + (upper == NULL ? 0 : upper->fd_count) * sizeof(SOCKET);
    set->upper = upper;
    set->asked = upper == NULL ? NULL : malloc(size);
    set->ready = upper == NULL ? NULL : malloc(size);
    if (upper != NULL && (set->asked == NULL || set->ready == NULL)) {
        return WSAENOBUFS;
    }
    for (i = 0; upper != NULL && i < upper->fd_count; i++) {
        struct layer_socket *s = minimal_use(upper->fd_array[i]);
        if (s == NULL) {
            return WSAENOTSOCK;
        }
        set->asked->fd_array[i] = s->lower;
        *below_out = s->below; /* all sockets of one call are the same provider's, below a layer too */
        sockets_end_use(&s->base);
    }
    if (upper != NULL) {
        set->asked->fd_count = upper->fd_count;
        memcpy(set->ready, set->asked, offsetof(fd_set, fd_array) + upper->fd_count * sizeof(SOCKET));
    }
    return 0;
}

/* What is ready stays in the client's set, in its order (WSP-SELECT-1). */
static void come_up(const struct lower_set *set) {
    UINT i, j, kept = 0;
    for (i = 0; set->upper != NULL && i < set->asked->fd_count; i++) {
        for (j = 0; j < set->ready->fd_count && set->ready->fd_array[j] != set->asked->fd_array[i]; j++) {
        }
        if (j < set->ready->fd_count) {
            set->upper->fd_array[kept++] = set->upper->fd_array[i];
        }
    }
    if (set->upper != NULL) {
        set->upper->fd_count = kept;
    }
}

static int WSPAPI select_ready(int ignored, fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout,
                               LPINT error_out) {
    struct lower_set sets[3] = {{NULL, NULL, NULL}, {NULL, NULL, NULL}, {NULL, NULL, NULL}};
    fd_set *upper[3];
    const WSPPROC_TABLE *below = NULL;
    int error = 0, result = SOCKET_ERROR, i;
    upper[0] = read;
    upper[1] = write;
    upper[2] = except;
    for (i = 0; i < 3 && error == 0; i++) {
        error = go_down(&sets[i], upper[i], &below);
    }
    if (error != 0 || below == NULL) {
        overlapped_fail(error_out, error == 0 ? WSAEINVAL : error);
    } else {
        result = below->lpWSPSelect(ignored, sets[0].ready, sets[1].ready, sets[2].ready, timeout, error_out);
    }
    for (i = 0; i < 3; i++) {
        if (result >= 0) {
            come_up(&sets[i]);
        }
        free(sets[i].asked);
        free(sets[i].ready);
    }
    return result;
}

/* ---- extension functions: the provider below would know its own handles alone (WSP-IOCTL-4) -------------------------- */

/* The function below for this socket, into `function`; FALSE and the last error when there is none. */
static BOOL find_below(struct layer_socket *s, GUID id, void *function) {
    DWORD bytes;
    int error = WSAENOTSOCK;
    BOOL found = s != NULL && s->below->lpWSPIoctl(s->lower, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id),
                                                   function, sizeof(void *), &bytes, NULL, NULL, NULL, &error) == 0;
    if (!found) {
        WSASetLastError(error);
    }
    return found;
}

/* Each goes down with a request's structure, and pends. `missing` is what is done without a client's structure. */
#define EXTENSION(type, result_type, failure, upper, id, routine, missing, call)                                       \
    static const GUID guid = id;                                                                                       \
    type below;                                                                                                        \
    struct layer_socket *s = minimal_use(upper);                                                                       \
    struct request *request;                                                                                           \
    result_type result = failure;                                                                                      \
    DWORD done = 0;                                                                                                    \
    int error = 0;                                                                                                     \
    (void)done;                                                                                                        \
    if (find_below(s, guid, &below)) {                                                                                 \
        if (overlapped == NULL || !s->overlapped) {                                                                    \
            missing;                                                                                                   \
        } else {                                                                                                       \
            request = minimal_begin(s, overlapped, routine, NULL, &error);                                             \
            if (request != NULL) {                                                                                     \
                result = call;                                                                                         \
                error = result == failure ? WSAGetLastError() : 0;                                                     \
                minimal_started(request, error == 0 ? 0 : SOCKET_ERROR, error, &error);                                \
                result = failure;                                                                                      \
            }                                                                                                          \
            WSASetLastError(error);                                                                                    \
        }                                                                                                              \
    }                                                                                                                  \
    if (s != NULL) {                                                                                                   \
        sockets_end_use(&s->base);                                                                                     \
    }                                                                                                                  \
    return result

#define REFUSED WSASetLastError(WSA_INVALID_PARAMETER) /* WIN-42 */

static BOOL PASCAL connect_ex(SOCKET upper, const struct sockaddr *name, int name_length, PVOID data, DWORD length,
                              LPDWORD sent, LPOVERLAPPED overlapped) {
    (void)sent; /* the counts are written on immediate completion alone (CLI-ACCEPTEX-4), and here all pend */
    EXTENSION(LPFN_CONNECTEX, BOOL, FALSE, upper, WSAID_CONNECTEX, NULL, REFUSED,
              below(s->lower, name, name_length, data, length, &done, &request->own));
}

static BOOL PASCAL accept_lower(SOCKET upper, SOCKET accepting, PVOID output, DWORD length, DWORD local, DWORD remote,
                                LPOVERLAPPED overlapped) {
    EXTENSION(LPFN_ACCEPTEX, BOOL, FALSE, upper, WSAID_ACCEPTEX, NULL, REFUSED,
              below(s->lower, accepting, output, length, local, remote, &done, &request->own));
}

static BOOL PASCAL accept_ex(SOCKET upper, SOCKET accepting, PVOID output, DWORD length, DWORD local, DWORD remote,
                             LPDWORD bytes, LPOVERLAPPED overlapped) {
    struct layer_socket *accepted = minimal_use(accepting);
    BOOL result = FALSE;
    (void)bytes;
    if (accepted == NULL) {
        WSASetLastError(WSAENOTSOCK);
    } else {
        result = accept_lower(upper, accepted->lower, output, length, local, remote, overlapped);
        sockets_end_use(&accepted->base);
    }
    return result;
}

static BOOL PASCAL disconnect_ex(SOCKET upper, LPOVERLAPPED overlapped, DWORD flags, DWORD reserved) {
    EXTENSION(LPFN_DISCONNECTEX, BOOL, FALSE, upper, WSAID_DISCONNECTEX, NULL,
              result = below(s->lower, overlapped, flags, reserved), below(s->lower, &request->own, flags, reserved));
}

/* It has a completion routine, and no thread is named: overlapped_begin opens the calling one (WPU-THREAD-6). */
static INT PASCAL recv_msg(SOCKET upper, LPWSAMSG message, LPDWORD bytes, LPWSAOVERLAPPED overlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
    EXTENSION(LPFN_WSARECVMSG, INT, SOCKET_ERROR, upper, WSAID_WSARECVMSG, routine,
              result = below(s->lower, message, bytes, overlapped, NULL),
              below(s->lower, message, &done, &request->own, NULL));
}

/* Puts the layer's function in the place of that below; 0, or the error for what this layer has not. */
static int replace(const GUID *asked, LPVOID out) {
    static const GUID ids[] = {WSAID_CONNECTEX,  WSAID_ACCEPTEX,     WSAID_DISCONNECTEX,    WSAID_WSARECVMSG,
                               WSAID_WSASENDMSG, WSAID_TRANSMITFILE, WSAID_TRANSMITPACKETS, WSAID_WSAPOLL};
    union {
        LPFN_CONNECTEX connect;
        LPFN_ACCEPTEX accept;
        LPFN_DISCONNECTEX disconnect;
        LPFN_WSARECVMSG receive;
        void *pointer;
    } own[4];
    size_t which = 0;
    own[0].connect = connect_ex;
    own[1].accept = accept_ex;
    own[2].disconnect = disconnect_ex;
    own[3].receive = recv_msg;
    while (which < sizeof(ids) / sizeof(ids[0]) && memcmp(&ids[which], asked, sizeof(*asked)) != 0) {
        which++;
    }
    if (which < 4) {
        memcpy(out, &own[which].pointer, sizeof(void *));
    }
    return which < 4 || which == sizeof(ids) / sizeof(ids[0]) ? 0
                                                              : WSAEINVAL; /* GetAcceptExSockaddrs takes no handle */
}

static int WSPAPI control(SOCKET upper, DWORD code, LPVOID in, DWORD in_length, LPVOID out, DWORD out_length,
                          LPDWORD returned, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                          LPWSATHREADID thread, LPINT error_out) {
    struct layer_socket *s = minimal_use(upper);
    struct request *request;
    DWORD done = 0;
    int error = 0, result = SOCKET_ERROR;
    if (s == NULL) {
        return overlapped_fail(error_out, WSAENOTSOCK);
    }
    if (code == SIO_EXT_POLL || code == SIO_BSP_HANDLE_POLL || code == SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER) {
        overlapped_fail(error_out, WSAEOPNOTSUPP); /* they would need handles translated */
    } else if (code == SIO_GET_EXTENSION_FUNCTION_POINTER) {
        result =
            s->below->lpWSPIoctl(s->lower, code, in, in_length, out, out_length, returned, NULL, NULL, NULL, error_out);
        if (result == 0 && (error = replace(in, out)) != 0) {
            result = overlapped_fail(error_out, error);
        }
        if (result == 0 && overlapped != NULL && s->overlapped) { /* indicated all the same (WIN-49) */
            request = minimal_begin(s, overlapped, routine, thread, error_out);
            result = request == NULL ? SOCKET_ERROR : minimal_answer(request, *returned, error_out);
        }
    } else if (overlapped == NULL || !s->overlapped) {
        result = s->below->lpWSPIoctl(s->lower, code, in, in_length, out, out_length, returned, overlapped, NULL,
                                      thread, error_out);
    } else if ((request = minimal_begin(s, overlapped, routine, thread, error_out)) != NULL) {
        result = s->below->lpWSPIoctl(s->lower, code, in, in_length, out, out_length, returned == NULL ? NULL : &done,
                                      &request->own, NULL, NULL, &error);
        result = minimal_started(request, result, error, error_out);
    }
    sockets_end_use(&s->base);
    return result;
}

/* ---- calls without a handle ------------------------------------------------------------------------------------------ */

static int WSPAPI cancel_blocking_call(LPINT error_out) {
    struct lower *lower = chain_first();
    while (lower != NULL && lower->table.lpWSPCancelBlockingCall(error_out) != 0) {
        lower = lower->next;
    }
    return lower == NULL ? overlapped_fail(error_out, WSAEINVAL) : 0;
}

static INT WSPAPI address_to_string(LPSOCKADDR address, DWORD length, LPWSAPROTOCOL_INFOW info, LPWSTR text,
                                    LPDWORD size, LPINT error_out) {
    WSAPROTOCOL_INFOW lower_info;
    struct lower *lower = chain_for(&info, &lower_info);
    return lower == NULL ? overlapped_fail(error_out, WSAEINVAL)
                         : lower->table.lpWSPAddressToString(address, length, info, text, size, error_out);
}

static INT WSPAPI string_to_address(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address, LPINT length,
                                    LPINT error_out) {
    WSAPROTOCOL_INFOW lower_info;
    struct lower *lower = chain_for(&info, &lower_info);
    return lower == NULL ? overlapped_fail(error_out, WSAEINVAL)
                         : lower->table.lpWSPStringToAddress(text, family, info, address, length, error_out);
}

void minimal_fill(LPWSPPROC_TABLE table) {
    table->lpWSPAddressToString = address_to_string;
    table->lpWSPAsyncSelect = async_select;
    table->lpWSPBind = bind_to;
    table->lpWSPCancelBlockingCall = cancel_blocking_call;
    table->lpWSPConnect = connect_to;
    table->lpWSPDuplicateSocket = duplicate;
    table->lpWSPEnumNetworkEvents = enum_events;
    table->lpWSPEventSelect = event_select;
    table->lpWSPGetOverlappedResult = result_of;
    table->lpWSPGetPeerName = peer_name;
    table->lpWSPGetSockName = own_name;
    table->lpWSPGetSockOpt = get_option;
    table->lpWSPGetQOSByName = quality;
    table->lpWSPIoctl = control;
    table->lpWSPJoinLeaf = join_leaf;
    table->lpWSPListen = listen_at;
    table->lpWSPRecvDisconnect = recv_disconnect;
    table->lpWSPSelect = select_ready;
    table->lpWSPSendDisconnect = send_disconnect;
    table->lpWSPSetSockOpt = set_option;
    table->lpWSPShutdown = shut_down;
    table->lpWSPStringToAddress = string_to_address;
}
