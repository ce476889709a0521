/*
 * layer_extensions.c - WSPIoctl, and the functions that a client gets by it.
 *
 * A client calls AcceptEx and its kin by a pointer, past ws2_32. The provider below hands out functions that know its own
 * handles, so the layer hands out others, which translate the handle and pass on (WSP-IOCTL-4). Their errors go by
 * WSASetLastError.
 */
#include "layer.h"

#if !defined(SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER) /* newer than some headers */
#define SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER _WSAIORW(IOC_WS2, 36)
#endif

static BOOL fail_last(int error) {
    WSASetLastError(error);
    return FALSE;
}

static const GUID extension_ids[LAYER_EXTENSIONS] = {
    WSAID_ACCEPTEX,        WSAID_CONNECTEX,  WSAID_DISCONNECTEX, WSAID_TRANSMITFILE,
    WSAID_TRANSMITPACKETS, WSAID_WSARECVMSG, WSAID_WSASENDMSG,
};

/* The function below for this socket, into `function`; FALSE when there is none. Pointers may differ from socket to socket. */
static BOOL find_below(struct layer_socket *s, enum layer_extension which, void *function) {
    GUID id = extension_ids[which];
    DWORD bytes = 0;
    void *found = InterlockedCompareExchangePointer(&s->extensions[which], NULL, NULL);
    int error;
    if (found == NULL) {
        if (s->below->lpWSPIoctl(s->lower, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id), &found, sizeof(found),
                                 &bytes, NULL, NULL, NULL, &error) != 0) {
            return fail_last(error);
        }
        InterlockedExchangePointer(&s->extensions[which], found);
    }
    memcpy(function, &found, sizeof(found)); /* data to function: no cast for it is defined */
    return TRUE;
}

/* The socket, and the function below it. */
static struct layer_socket *use(SOCKET upper, enum layer_extension which, void *function) {
    struct layer_socket *s = layer_use(upper);
    if (s == NULL) {
        fail_last(WSAENOTSOCK);
    } else if (!find_below(s, which, function)) {
        layer_end_use(s);
        s = NULL;
    }
    return s;
}

/* What a BOOL function returns that has been passed down with a request's structure. */
static BOOL begun(struct layer_request *request, BOOL result) {
    int error = result ? 0 : WSAGetLastError();
    layer_started(request, result ? 0 : SOCKET_ERROR, error, &error);
    return fail_last(error);
}

static struct layer_request *begin(struct layer_socket *s, LPWSAOVERLAPPED client) {
    int error;
    struct layer_request *request = layer_begin(s, client, NULL, NULL, &error);
    if (request == NULL) {
        fail_last(error);
    }
    return request;
}

/* ---- the functions --------------------------------------------------------------------------------------------------- */

static BOOL PASCAL accept_ex(SOCKET listening, SOCKET accepting, PVOID output, DWORD length, DWORD local, DWORD remote,
                             LPDWORD bytes, LPOVERLAPPED overlapped) {
    LPFN_ACCEPTEX below;
    DWORD done = 0;
    BOOL result = FALSE;
    struct layer_request *request;
    struct layer_socket *s = use(listening, LAYER_ACCEPTEX, &below);
    struct layer_socket *accepted = s == NULL ? NULL : layer_use(accepting);
    (void)bytes; /* written on immediate completion alone (CLI-ACCEPTEX-4), and here all pend */
    if (s == NULL) {
        return FALSE;
    }
    if (accepted == NULL) {
        fail_last(WSAENOTSOCK);
    } else if (overlapped == NULL) {
        fail_last(WSA_INVALID_PARAMETER); /* WIN-42 */
    } else if ((request = begin(s, overlapped)) != NULL) {
        result = begun(request, below(s->lower, accepted->lower, output, length, local, remote, &done, &request->own));
    }
    if (accepted != NULL) {
        layer_end_use(accepted);
    }
    layer_end_use(s);
    return result;
}

static BOOL PASCAL connect_ex(SOCKET upper, const struct sockaddr *name, int name_length, PVOID data, DWORD length,
                              LPDWORD sent, LPOVERLAPPED overlapped) {
    LPFN_CONNECTEX below;
    DWORD done = 0;
    BOOL result = FALSE;
    struct layer_request *request;
    struct layer_socket *s = use(upper, LAYER_CONNECTEX, &below);
    (void)sent;
    if (s == NULL) {
        return FALSE;
    }
    if (overlapped == NULL) {
        fail_last(WSA_INVALID_PARAMETER);
    } else if ((request = begin(s, overlapped)) != NULL) {
        result = begun(request, below(s->lower, name, name_length, data, length, &done, &request->own));
    }
    layer_end_use(s);
    return result;
}

/* The others may be called without a structure; then they are synchronous. */
#define PASS_EXTENSION(upper, which, type, call)                                                                       \
    type below;                                                                                                        \
    LPWSAOVERLAPPED own = overlapped;                                                                                  \
    BOOL result = FALSE;                                                                                               \
    struct layer_request *request = NULL;                                                                              \
    struct layer_socket *s = use(upper, which, &below);                                                                \
    if (s == NULL) {                                                                                                   \
        return FALSE;                                                                                                  \
    }                                                                                                                  \
    if (overlapped != NULL && s->overlapped) {                                                                         \
        request = begin(s, overlapped);                                                                                \
        own = request == NULL ? NULL : &request->own;                                                                  \
        result = request != NULL && begun(request, call);                                                              \
    } else {                                                                                                           \
        result = call;                                                                                                 \
    }                                                                                                                  \
    layer_end_use(s);                                                                                                  \
    return result

static BOOL PASCAL disconnect_ex(SOCKET upper, LPOVERLAPPED overlapped, DWORD flags, DWORD reserved) {
    PASS_EXTENSION(upper, LAYER_DISCONNECTEX, LPFN_DISCONNECTEX, below(s->lower, own, flags, reserved));
}

static BOOL PASCAL transmit_file(SOCKET upper, HANDLE file, DWORD bytes, DWORD per_send, LPOVERLAPPED overlapped,
                                 LPTRANSMIT_FILE_BUFFERS buffers, DWORD flags) {
    PASS_EXTENSION(upper, LAYER_TRANSMITFILE, LPFN_TRANSMITFILE,
                   below(s->lower, file, bytes, per_send, own, buffers, flags));
}

static BOOL PASCAL transmit_packets(SOCKET upper, LPTRANSMIT_PACKETS_ELEMENT elements, DWORD count, DWORD size,
                                    LPOVERLAPPED overlapped, DWORD flags) {
    PASS_EXTENSION(upper, LAYER_TRANSMITPACKETS, LPFN_TRANSMITPACKETS,
                   below(s->lower, elements, count, size, own, flags));
}

/* These two have completion routines, and no thread is named: the layer opens the calling one (WPU-THREAD-6). */
#define MESSAGE(upper, which, type, synchronous, overlapped_call)                                                      \
    type below;                                                                                                        \
    DWORD done = 0;                                                                                                    \
    int error = 0;                                                                                                     \
    int result = SOCKET_ERROR;                                                                                         \
    struct layer_request *request;                                                                                     \
    struct layer_socket *s = use(upper, which, &below);                                                                \
    if (s == NULL) {                                                                                                   \
        return SOCKET_ERROR;                                                                                           \
    }                                                                                                                  \
    if (overlapped == NULL || !s->overlapped) {                                                                        \
        result = synchronous;                                                                                          \
    } else {                                                                                                           \
        request = layer_begin(s, overlapped, routine, NULL, &error);                                                   \
        if (request != NULL) {                                                                                         \
            result = overlapped_call;                                                                                  \
            error = result == 0 ? 0 : WSAGetLastError();                                                               \
            result = layer_started(request, result, error, &error);                                                    \
        }                                                                                                              \
        WSASetLastError(error);                                                                                        \
    }                                                                                                                  \
    layer_end_use(s);                                                                                                  \
    return result

static INT PASCAL recv_msg(SOCKET upper, LPWSAMSG message, LPDWORD bytes, LPWSAOVERLAPPED overlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
    MESSAGE(upper, LAYER_WSARECVMSG, LPFN_WSARECVMSG, below(s->lower, message, bytes, overlapped, NULL),
            below(s->lower, message, &done, &request->own, NULL));
}

static INT PASCAL send_msg(SOCKET upper, LPWSAMSG message, DWORD flags, LPDWORD bytes, LPWSAOVERLAPPED overlapped,
                           LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
    MESSAGE(upper, LAYER_WSASENDMSG, LPFN_WSASENDMSG, below(s->lower, message, flags, bytes, overlapped, NULL),
            below(s->lower, message, flags, &done, &request->own, NULL));
}

/* ---- WSPIoctl -------------------------------------------------------------------------------------------------------- */

/* The layer's function, in the bytes of a data pointer. */
static void *own_function(enum layer_extension which) {
    union {
        LPFN_ACCEPTEX accept_ex;
        LPFN_CONNECTEX connect_ex;
        LPFN_DISCONNECTEX disconnect_ex;
        LPFN_TRANSMITFILE transmit_file;
        LPFN_TRANSMITPACKETS transmit_packets;
        LPFN_WSARECVMSG recv_msg;
        LPFN_WSASENDMSG send_msg;
        void *pointer;
    } function = {NULL};
    switch (which) {
    case LAYER_ACCEPTEX:
        function.accept_ex = accept_ex;
        break;
    case LAYER_CONNECTEX:
        function.connect_ex = connect_ex;
        break;
    case LAYER_DISCONNECTEX:
        function.disconnect_ex = disconnect_ex;
        break;
    case LAYER_TRANSMITFILE:
        function.transmit_file = transmit_file;
        break;
    case LAYER_TRANSMITPACKETS:
        function.transmit_packets = transmit_packets;
        break;
    case LAYER_WSARECVMSG:
        function.recv_msg = recv_msg;
        break;
    default:
        function.send_msg = send_msg;
        break;
    }
    return function.pointer;
}

/* Puts the layer's function where the provider below has put its own. What takes no handle, GetAcceptExSockaddrs, stays. */
static void replace(struct layer_socket *s, const GUID *asked, LPVOID out) {
    void *found;
    int which = 0;
    while (which < LAYER_EXTENSIONS && memcmp(&extension_ids[which], asked, sizeof(*asked)) != 0) {
        which++;
    }
    if (which < LAYER_EXTENSIONS) {
        memcpy(&found, out, sizeof(found));
        InterlockedExchangePointer(&s->extensions[which], found);
        found = own_function((enum layer_extension)which);
        memcpy(out, &found, sizeof(found));
    }
}

/* WSAPoll by its pointer: the function below would know the handles below. WSAPoll of ws2_32 goes by SIO_EXT_POLL. */
static BOOL asks_for_poll(DWORD code, LPVOID in, DWORD in_length) {
    static const GUID poll_id = WSAID_WSAPOLL;
    return code == SIO_GET_EXTENSION_FUNCTION_POINTER && in != NULL && in_length >= sizeof(GUID) &&
           memcmp(in, &poll_id, sizeof(poll_id)) == 0;
}

static BOOL is_extension(LPVOID in, DWORD in_length, LPVOID out, DWORD out_length) {
    return in != NULL && in_length >= sizeof(GUID) && out != NULL && out_length >= sizeof(void *);
}

int WSPAPI layer_ioctl(SOCKET upper, DWORD code, LPVOID in, DWORD in_length, LPVOID out, DWORD out_length,
                       LPDWORD returned, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                       LPWSATHREADID thread, LPINT error_out) {
    struct layer_socket *s = layer_use(upper);
    struct layer_request *request;
    DWORD done = 0;
    int error = 0;
    int result = SOCKET_ERROR;
    if (s == NULL) {
        return overlapped_fail(error_out, WSAENOTSOCK);
    }
    if (code == SIO_EXT_POLL && overlapped == NULL) {
        result = layer_poll(s, in, in_length, out, returned, error_out);
    } else if (code == SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER) {
        overlapped_fail(error_out, WSAEOPNOTSUPP); /* its functions would know the handles below */
    } else if (asks_for_poll(code, in, in_length)) {
        overlapped_fail(error_out, WSAEINVAL);
    } else if (code == SIO_GET_EXTENSION_FUNCTION_POINTER) {
        result =
            s->below->lpWSPIoctl(s->lower, code, in, in_length, out, out_length, returned, NULL, NULL, NULL, error_out);
        if (result == 0 && is_extension(in, in_length, out, out_length)) {
            replace(s, in, out);
        }
        if (result == 0 && overlapped != NULL && s->overlapped) { /* indicated all the same (WIN-49) */
            request = layer_begin(s, overlapped, routine, thread, error_out);
            result = request == NULL ? SOCKET_ERROR : layer_answer(request, *returned, error_out);
        }
    } else if (overlapped == NULL || !s->overlapped) {
        result = s->below->lpWSPIoctl(s->lower, code, in, in_length, out, out_length, returned, overlapped, NULL,
                                      thread, error_out);
    } else if ((request = layer_begin(s, overlapped, routine, thread, error_out)) != NULL) {
        result = s->below->lpWSPIoctl(s->lower, code, in, in_length, out, out_length, returned == NULL ? NULL : &done,
                                      &request->own, NULL, NULL, &error);
        result = layer_started(request, result, error, error_out);
    }
    layer_end_use(s);
    return result;
}
