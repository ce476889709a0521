/*
 * minimal_layer.c - a whole non-IFS layered provider: the one to start from.
 *
 * Its clients have handles of its own, each for one of the provider below. An overlapped operation goes down on a structure
 * of the layer's, and always pends. Every handle below is associated with the layer's own port; its worker asks the provider
 * below how the operation went, and tells the client: by WPUCompleteOverlappedRequest, or by an APC when there is a
 * completion routine. The functions that only translate a handle and pass on are in minimal_calls.c. Three more files
 * stand beside it, which are any layer's:
 *
 *   chain.c       which provider is below, and its start
 *   sockets.c     handles of WPUCreateSocketHandle, and how long each lives
 *   overlapped.c  what becomes of a client's WSAOVERLAPPED: its event, its words, the APC that runs its routine
 *
 * What is refused here (leaves, WSAPoll, TransmitFile, WSASendMsg) layer.c and its files have. The names in brackets are
 * rules of docs/rules/winsock-spi.md.
 */
#include "minimal_layer.h"

static SRWLOCK lock = SRWLOCK_INIT; /* guards what follows */
static struct request *under_way;
static HANDLE port, worker;

static SRWLOCK starting = SRWLOCK_INIT; /* starts and ends, one after the other */
static LONG starts;

struct layer_socket *minimal_use(SOCKET upper) {
    return (struct layer_socket *)(void *)sockets_use(upper);
}

/* ---- overlapped operations: down, and up from the worker ------------------------------------------------------------- */

/* NULL and the error when it cannot start. Between this and `minimal_started` stands the call below, with `own`. */
struct request *minimal_begin(struct layer_socket *s, LPWSAOVERLAPPED client,
                              LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error_out) {
    struct request *request = NULL;
    int error = WSAENOTSOCK;
    if (sockets_retain(&s->base)) {
        request = calloc(1, sizeof(*request));
        error = request == NULL ? WSAENOBUFS : overlapped_begin(&request->client, client, routine, thread);
        if (error != 0) {
            sockets_end_use(&s->base);
        }
    }
    if (error != 0) {
        free(request);
        overlapped_fail(error_out, error);
        return NULL;
    }
    request->s = s;
    AcquireSRWLockExclusive(&lock);
    request->next = under_way;
    under_way = request;
    ReleaseSRWLockExclusive(&lock);
    return request;
}

static void end(struct request *request) {
    struct request **place = &under_way;
    AcquireSRWLockExclusive(&lock);
    while (*place != request) {
        place = &(*place)->next;
    }
    *place = request->next;
    ReleaseSRWLockExclusive(&lock);
    sockets_end_use(&request->s->base);
    free(request);
}

/* A packet comes for what succeeded at once, too, and may have come already: then the request is gone (WIN-H1, WIN-H10). */
int minimal_started(struct request *request, int result, int error, LPINT error_out) {
    if (result != 0 && error != WSA_IO_PENDING) {
        overlapped_take_back(&request->client, (DWORD)error);
        end(request);
        return overlapped_fail(error_out, error);
    }
    return overlapped_fail(error_out, WSA_IO_PENDING);
}

/* The operation has ended well without going below; it is told as all others are (WIN-49). */
int minimal_answer(struct request *request, DWORD bytes, LPINT error_out) {
    request->answered = TRUE;
    request->bytes = bytes;
    if (!PostQueuedCompletionStatus(port, 0, 0, &request->own)) {
        return minimal_started(request, SOCKET_ERROR, WSAENOBUFS, error_out);
    }
    return overlapped_fail(error_out, WSA_IO_PENDING);
}

/* A packet has come from below. A handle that is closed cannot be asked any more (WIN-H7). */
static void finish(struct request *request) {
    DWORD bytes = request->bytes, flags = 0;
    int error = 0;
    if (!request->answered &&
        !request->s->below->lpWSPGetOverlappedResult(request->s->lower, &request->own, &bytes, FALSE, &flags, &error)) {
        if (error == WSAENOTSOCK) {
            error = (LONG)request->own.Internal < 0 ? WSA_OPERATION_ABORTED : 0;
        }
        bytes = error == 0 || error == WSAEMSGSIZE ? (DWORD)request->own.InternalHigh : 0; /* GOR-4 */
        flags = error == WSAEMSGSIZE ? MSG_PARTIAL : 0;
    }
    overlapped_tell(&request->client, request->s->base.handle, (DWORD)error, bytes, flags);
    end(request);
}

static DWORD WINAPI work(LPVOID from) {
    for (;;) {
        DWORD bytes;
        ULONG_PTR key;
        LPOVERLAPPED arrived = NULL;
        GetQueuedCompletionStatus((HANDLE)from, &bytes, &key, &arrived, INFINITE);
        if (arrived == NULL) {
            return 0;
        }
        finish((struct request *)(void *)arrived);
    }
}

/* Port and thread come with the first socket that needs them (WSP-START-12). */
static HANDLE working_port(void) {
    AcquireSRWLockExclusive(&lock);
    if (port == NULL) {
        port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    }
    if (worker == NULL && port != NULL) {
        worker = CreateThread(NULL, 0, work, port, 0, NULL);
    }
    ReleaseSRWLockExclusive(&lock);
    return worker == NULL ? NULL : port;
}

/* ---- sockets --------------------------------------------------------------------------------------------------------- */

/* Makes the layer's handle for one of the provider below; closes that when it cannot. A duplicate is associated already. */
static SOCKET adopt(const WSPPROC_TABLE *below, SOCKET handle, DWORD entry, BOOL overlapped, BOOL duplicate,
                    LPINT error_out) {
    struct layer_socket *s = calloc(1, sizeof(*s));
    HANDLE to = s != NULL && overlapped ? working_port() : NULL;
    SOCKET upper = INVALID_SOCKET;
    int ignored;
    overlapped_fail(error_out, WSAENOBUFS);
    if (s != NULL &&
        (!overlapped || (to != NULL && (CreateIoCompletionPort((HANDLE)handle, to, 0, 0) == to || duplicate)))) {
        s->lower = handle;
        s->below = below;
        s->overlapped = overlapped;
        upper = sockets_open(&s->base, entry, error_out);
    }
    if (upper == INVALID_SOCKET) {
        below->lpWSPCloseSocket(handle, &ignored);
        free(s);
    }
    return upper;
}

static SOCKET WSPAPI make(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group, DWORD flags,
                          LPINT error_out) {
    WSAPROTOCOL_INFOW lower_info;
    DWORD entry;
    struct lower *lower;
    SOCKET handle = INVALID_SOCKET;
    if (info == NULL) {
        overlapped_fail(error_out, WSAEINVAL);
    } else if ((lower = chain_below(info, &lower_info, &entry, error_out)) != NULL) {
        handle = lower->table.lpWSPSocket(family, type, protocol, &lower_info, group, flags, error_out);
        if (handle != INVALID_SOCKET) {
            handle = adopt(&lower->table, handle, entry, (flags & WSA_FLAG_OVERLAPPED) != 0,
                           info->dwProviderReserved != 0, error_out);
        }
    }
    return handle;
}

/* What is accepted has the listener's properties (WSP-ACCEPT-1). */
static SOCKET WSPAPI accept_one(SOCKET upper, struct sockaddr *address, LPINT length, LPCONDITIONPROC condition,
                                DWORD_PTR data, LPINT error_out) {
    MINIMAL_PASS(
        SOCKET, INVALID_SOCKET, upper, s->below->lpWSPAccept(s->lower, address, length, condition, data, error_out),
        result = result == INVALID_SOCKET ? result
                                          : adopt(s->below, result, s->base.entry, s->overlapped, FALSE, error_out));
}

static int WSPAPI close_one(SOCKET upper, LPINT error_out) {
    struct layer_socket *s = minimal_use(upper);
    int result = overlapped_fail(error_out, WSAENOTSOCK);
    if (s != NULL && sockets_begin_close(&s->base)) {
        result = s->below->lpWSPCloseSocket(s->lower, error_out);
        sockets_end_close(&s->base, result == 0);
    }
    if (s != NULL) {
        sockets_end_use(&s->base);
    }
    return result;
}

/* ---- transfers ------------------------------------------------------------------------------------------------------- */

/*
 * On a socket without the overlapped attribute the structure is filled in by the provider below, and nothing is indicated
 * (WIN-56). Counts and flags of an operation that pends are not written (WSP-RECV-6).
 */
#define TRANSFER(upper, synchronous, overlapped_call)                                                                  \
    struct layer_socket *s = minimal_use(upper);                                                                       \
    struct request *request;                                                                                           \
    int result = overlapped_fail(error_out, WSAENOTSOCK);                                                              \
    int error = 0;                                                                                                     \
    DWORD done = 0;                                                                                                    \
    if (s == NULL) {                                                                                                   \
        return result;                                                                                                 \
    }                                                                                                                  \
    if (overlapped == NULL || !s->overlapped) {                                                                        \
        result = s->below->synchronous;                                                                                \
    } else if ((request = minimal_begin(s, overlapped, routine, thread, error_out)) != NULL) {                         \
        result = s->below->overlapped_call;                                                                            \
        result = minimal_started(request, result, error, error_out);                                                   \
    }                                                                                                                  \
    sockets_end_use(&s->base);                                                                                         \
    return result

#define TOLD_BY                                                                                                        \
    LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error_out

static int WSPAPI send_to(SOCKET upper, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                          const struct sockaddr *to, int length, TOLD_BY) {
    TRANSFER(upper, lpWSPSendTo(s->lower, buffers, count, sent, flags, to, length, overlapped, NULL, thread, error_out),
             lpWSPSendTo(s->lower, buffers, count, &done, flags, to, length, &request->own, NULL, NULL, &error));
}

static int WSPAPI send_bytes(SOCKET upper, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, TOLD_BY) {
    TRANSFER(upper, lpWSPSend(s->lower, buffers, count, sent, flags, overlapped, NULL, thread, error_out),
             lpWSPSend(s->lower, buffers, count, &done, flags, &request->own, NULL, NULL, &error));
}

static int WSPAPI recv_from(SOCKET upper, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                            struct sockaddr *from, LPINT length, TOLD_BY) {
    DWORD in = flags == NULL ? 0 : *flags;
    LPDWORD given = flags == NULL ? NULL : &in;
    TRANSFER(
        upper,
        lpWSPRecvFrom(s->lower, buffers, count, received, flags, from, length, overlapped, NULL, thread, error_out),
        lpWSPRecvFrom(s->lower, buffers, count, &done, given, from, length, &request->own, NULL, NULL, &error));
}

static int WSPAPI recv_bytes(SOCKET upper, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, TOLD_BY) {
    DWORD in = flags == NULL ? 0 : *flags;
    LPDWORD given = flags == NULL ? NULL : &in;
    TRANSFER(upper, lpWSPRecv(s->lower, buffers, count, received, flags, overlapped, NULL, thread, error_out),
             lpWSPRecv(s->lower, buffers, count, &done, given, &request->own, NULL, NULL, &error));
}

/* ---- start and end --------------------------------------------------------------------------------------------------- */

/* The end: whatever is still under way fails, and nobody is told (WSP-CLEAN-2 to WSP-CLEAN-5, DEC-13). */
static void end_all(void) {
    sockets_begin_close_all(NULL);
    chain_cleanup();
    if (worker != NULL) {
        PostQueuedCompletionStatus(port, 0, 0, NULL);
        WaitForSingleObject(worker, INFINITE);
        CloseHandle(worker);
        worker = NULL;
    }
    if (port != NULL) {
        CloseHandle(port);
        port = NULL;
    }
    while (under_way != NULL) {
        overlapped_end_silently(&under_way->client);
        end(under_way);
    }
    sockets_close_all();
    chain_free();
}

static int WSPAPI clean_up(LPINT error_out) {
    int result = 0;
    AcquireSRWLockExclusive(&starting);
    if (starts == 0) {
        result = overlapped_fail(error_out, WSANOTINITIALISED);
    } else if (--starts == 0) {
        end_all();
    }
    ReleaseSRWLockExclusive(&starting);
    return result;
}

/* 2.2 is all that this layer speaks: a higher request gets it, a lower one is refused (WSP-START-3 to WSP-START-5). */
int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE given,
                      LPWSPPROC_TABLE table) {
    WSAPROTOCOL_INFOW lower_info;
    DWORD entry;
    int error = 0;
    if (LOBYTE(version) < 2 || (LOBYTE(version) == 2 && HIBYTE(version) < 2)) {
        return WSAVERNOTSUPPORTED;
    }
    if (data == NULL || table == NULL || info == NULL) {
        return WSAEFAULT;
    }
    AcquireSRWLockExclusive(&starting);
    sockets_started(&given);
    if (starts == 0 && chain_below(info, &lower_info, &entry, &error) == NULL) {
        end_all();
    } else {
        starts++;
    }
    ReleaseSRWLockExclusive(&starting);
    if (error == 0) {
        memset(data, 0, sizeof(*data));
        data->wVersion = MAKEWORD(2, 2);
        data->wHighVersion = MAKEWORD(2, 2);
        lstrcpynW(data->szDescription, L"minimal_layer.c", WSPDESCRIPTION_LEN + 1);
        minimal_fill(table);
        table->lpWSPAccept = accept_one;
        table->lpWSPCleanup = clean_up;
        table->lpWSPCloseSocket = close_one;
        table->lpWSPRecv = recv_bytes;
        table->lpWSPRecvFrom = recv_from;
        table->lpWSPSend = send_bytes;
        table->lpWSPSendTo = send_to;
        table->lpWSPSocket = make;
    }
    return error;
}
