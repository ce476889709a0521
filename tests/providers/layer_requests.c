/*
 * layer_requests.c - a client's overlapped operation on its way through the layer.
 *
 * The client's structure stays above; the provider below gets one of the layer's (WPU-CREATE-6). Every handle below is
 * associated with the layer's own completion port, so whatever is completed below arrives at the worker thread, which
 * completes the client's structure: with WPUCompleteOverlappedRequest, or with an APC when there is a completion routine
 * (WPU-COMPLETE-3). Whatever the provider below answers, the client hears that its operation is pending: a packet comes for
 * what succeeded at once, too (WIN-H10, WSP-IO-16).
 */
#include "faults.h"
#include "layer.h"

#define STOP 1 /* the key of the packet that ends the worker */

static SRWLOCK lock = SRWLOCK_INIT; /* guards port, worker, and the list of structures that are free */
static HANDLE port;
static HANDLE worker;
static struct layer_request *first_free, *last_free; /* the longest unused first: a packet too many finds nobody soon */
static struct layer_request *blocks; /* all memory that there is, in blocks linked by their first element */

#define BLOCK 64

/* ---- structures ------------------------------------------------------------------------------------------------------ */

static void give_back(struct layer_request *request) {
    AcquireSRWLockExclusive(&lock);
    request->next = NULL;
    if (first_free == NULL) {
        first_free = request;
    } else {
        last_free->next = request;
    }
    last_free = request;
    ReleaseSRWLockExclusive(&lock);
}

/* They are never freed before the layer ends: a provider below that tells a completion twice must not hit foreign memory. */
static BOOL make_block(void) {
    struct layer_request *block = calloc(BLOCK, sizeof(*block));
    int i;
    if (block == NULL) {
        return FALSE;
    }
    AcquireSRWLockExclusive(&lock);
    block[0].next = blocks;
    blocks = block;
    ReleaseSRWLockExclusive(&lock);
    for (i = 1; i < BLOCK; i++) {
        give_back(&block[i]);
    }
    return TRUE;
}

static struct layer_request *take(void) {
    struct layer_request *request;
    do {
        AcquireSRWLockExclusive(&lock);
        request = first_free;
        if (request != NULL) {
            first_free = request->next;
        }
        ReleaseSRWLockExclusive(&lock);
    } while (request == NULL && make_block());
    return request;
}

/* ---- what happened below --------------------------------------------------------------------------------------------- */

/* For a structure whose handle is closed already, the one time when the provider below cannot be asked (WIN-H7). */
static int error_of(const struct layer_request *request) {
    DWORD status = (DWORD)request->own.Internal;
    if (!request->s->system_below && request->own.OffsetHigh != 0) {
        return (int)request->own.OffsetHigh;
    }
    if ((LONG)status >= 0) {
        return 0;
    }
    switch (status) {
    case 0xC0000241u: /* STATUS_CONNECTION_ABORTED */
    case 0xC000013Bu: /* STATUS_LOCAL_DISCONNECT */
        return WSAECONNABORTED;
    case 0xC000020Du: /* STATUS_CONNECTION_RESET */
    case 0xC000013Cu: /* STATUS_REMOTE_DISCONNECT */
        return WSAECONNRESET;
    case 0x80000005u: /* STATUS_BUFFER_OVERFLOW */
        return WSAEMSGSIZE;
    default:
        return WSA_OPERATION_ABORTED;
    }
}

static int ask_below(struct layer_request *request, DWORD *bytes, DWORD *flags) {
    struct layer_socket *s = request->s;
    int error = 0;
    *bytes = 0;
    *flags = 0;
    if (request->answered) {
        *bytes = request->bytes;
        return 0;
    }
    if (!s->below->lpWSPGetOverlappedResult(s->lower, &request->own, bytes, FALSE, flags, &error)) {
        *bytes = 0;
        if (error == WSAENOTSOCK) {
            error = error_of(request);
            *bytes = error == 0 ? (DWORD)request->own.InternalHigh : 0;
        }
        if (error == WSAEMSGSIZE) { /* an error that comes with bytes, which the query does not tell (GOR-4) */
            *bytes = (DWORD)request->own.InternalHigh;
            *flags = MSG_PARTIAL;
        }
        return error;
    }
    return 0;
}

/* A packet has come from below: the client's operation is over. */
static void finish(struct layer_request *request) {
    DWORD bytes, flags;
    int error = ask_below(request, &bytes, &flags);
    overlapped_tell(&request->client, request->s->base.handle, (DWORD)error, bytes, flags);
    layer_end_use(request->s);
    give_back(request);
}

/* Whoever makes a request not under way ends it. */
static BOOL claim(struct layer_request *request) {
    return InterlockedExchange(&request->under_way, FALSE);
}

static DWORD WINAPI work(LPVOID parameter) {
    HANDLE from = parameter;
    for (;;) {
        DWORD bytes;
        ULONG_PTR key = 0;
        LPOVERLAPPED arrived = NULL;
        BOOL well = GetQueuedCompletionStatus(from, &bytes, &key, &arrived, INFINITE);
        if (key == STOP || (!well && arrived == NULL)) {
            return 0;
        }
        if (arrived != NULL && claim((struct layer_request *)(void *)arrived)) {
            finish((struct layer_request *)(void *)arrived);
        }
    }
}

/* Port and thread come with the first socket that needs them (WSP-START-12). */
static HANDLE working_port(void) {
    AcquireSRWLockExclusive(&lock);
    if (port == NULL) {
        port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
        worker = port == NULL ? NULL : CreateThread(NULL, 0, work, port, 0, NULL);
        if (port != NULL && worker == NULL) {
            CloseHandle(port);
            port = NULL;
        }
    }
    ReleaseSRWLockExclusive(&lock);
    return port;
}

/* A duplicate shares the association that the first descriptor was given (WIN-23): a second one is refused. */
BOOL layer_associate(SOCKET handle, BOOL duplicate) {
    HANDLE to = working_port();
    return to != NULL && (CreateIoCompletionPort((HANDLE)handle, to, 0, 0) == to ||
                          (duplicate && GetLastError() == ERROR_INVALID_PARAMETER));
}

/* ---- downwards ------------------------------------------------------------------------------------------------------- */

/*
 * Gives a request whose `own` is to be passed down, with no routine and no event: its packet is all that the layer needs.
 * NULL and the error when the operation cannot start. The packet may come before the call below has returned (WIN-H1).
 */
struct layer_request *layer_begin(struct layer_socket *s, LPWSAOVERLAPPED client,
                                  LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error_out) {
    struct layer_request *request;
    DWORD offset, offset_high;
    int error;
    if (!sockets_retain(&s->base)) {
        overlapped_fail(error_out, WSAENOTSOCK);
        return NULL;
    }
    request = take();
    if (request == NULL) {
        layer_end_use(s);
        overlapped_fail(error_out, WSAENOBUFS);
        return NULL;
    }
    offset = client->Offset; /* TransmitFile's place in the file (OVL-3) */
    offset_high = client->OffsetHigh;
    error = overlapped_begin(&request->client, client, routine, thread);
    if (error != 0) {
        give_back(request);
        layer_end_use(s);
        overlapped_fail(error_out, error);
        return NULL;
    }
    memset(&request->own, 0, sizeof(request->own));
    request->own.Offset = offset;
    request->own.OffsetHigh = offset_high;
    request->s = s;
    request->answered = FALSE;
    InterlockedExchange(&request->under_way, TRUE);
    return request;
}

/*
 * What the client is told when the call below has returned. Of an operation that has started nothing may be looked at any
 * more: it may have ended, and its request may serve another one.
 */
int layer_started(struct layer_request *request, int result, int error, LPINT error_out) {
    if (result == 0 || error == WSA_IO_PENDING) {
        return PENDING(error_out);
    }
    if (!claim(request)) { /* it failed and was told: the provider below is wrong, and the client knows already */
        return overlapped_fail(error_out, WSA_IO_PENDING);
    }
    overlapped_take_back(&request->client, (DWORD)error);
    layer_end_use(request->s);
    give_back(request);
    return overlapped_fail(error_out, error);
}

/* The operation has ended with success without going below; it is told as all others are. */
int layer_answer(struct layer_request *request, DWORD bytes, LPINT error_out) {
    request->answered = TRUE;
    request->bytes = bytes;
    if (!PostQueuedCompletionStatus(working_port(), 0, 0, &request->own)) {
        return layer_started(request, SOCKET_ERROR, WSAENOBUFS, error_out);
    }
    return overlapped_fail(error_out, WSA_IO_PENDING);
}

/* ---- the end ---------------------------------------------------------------------------------------------------------- */

/* Ends the worker when nothing comes from below any more; what is left fails, and nobody is told (WSP-CLEAN-3, DEC-13). */
void layer_stop(void) {
    if (worker != NULL) {
        PostQueuedCompletionStatus(port, 0, STOP, NULL);
        WaitForSingleObject(worker, INFINITE);
        CloseHandle(worker);
        CloseHandle(port);
        worker = NULL;
        port = NULL;
    }
    while (blocks != NULL) {
        struct layer_request *block = blocks;
        int i;
        for (i = 1; i < BLOCK; i++) {
            if (claim(&block[i])) {
                overlapped_end_silently(&block[i].client);
                layer_end_use(block[i].s);
            }
        }
        blocks = block[0].next;
        free(block);
    }
    first_free = NULL;
    last_free = NULL;
}
