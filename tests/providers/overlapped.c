/* overlapped.c - see overlapped.h. */
#include "overlapped.h"

#include "faults.h"
#include "sockets.h"

int overlapped_fail(LPINT error_out, int error) {
    if (error_out != NULL) {
        *error_out = error;
    }
    return SOCKET_ERROR;
}

/* The low bit of hEvent is a flag (OVL-8). */
static HANDLE event_of(const WSAOVERLAPPED *structure) {
    return (HANDLE)((ULONG_PTR)structure->hEvent & ~(ULONG_PTR)1);
}

/* The byte count becomes final first, and Internal tells that it is (WPU-COMPLETE-9). */
static void publish(LPWSAOVERLAPPED structure, DWORD bytes, ULONG_PTR status) {
    structure->InternalHigh = bytes;
    MemoryBarrier();
    *(volatile ULONG_PTR *)&structure->Internal = status;
}

/* ---- the start ------------------------------------------------------------------------------------------------------- */

/* The structure that ws2_32 has passed is copied (WPU-APC-4). */
static int choose_thread(struct overlapped_client *client, LPWSATHREADID thread) {
    int error = 0;
    client->own_thread = FALSE;
    if (client->routine == NULL) {
        return 0;
    }
    if (thread != NULL) {
        KEEP_THREAD(client, thread);
        return 0;
    }
    if (upcalls.lpWPUOpenCurrentThread(&client->thread, &error) != 0) {
        return error;
    }
    client->own_thread = TRUE;
    return 0;
}

static void close_thread(struct overlapped_client *client) {
    int ignored;
    if (client->own_thread) {
        upcalls.lpWPUCloseThread(&client->thread, &ignored);
    }
}

int overlapped_begin(struct overlapped_client *client, LPWSAOVERLAPPED structure,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread) {
    int error;
    client->structure = structure;
    client->routine = routine;
    FORGET_WORDS(client);
    error = choose_thread(client, thread);
    if (error != 0) {
        return error;
    }
    /* With a routine hEvent is the client's own, for anything (OVL-5). */
    if (routine == NULL && structure->hEvent != NULL && !RESET_EVENT(event_of(structure), &error)) {
        return WSA_INVALID_HANDLE; /* WSP-IO-5 */
    }
    *(volatile ULONG_PTR *)&structure->Internal = WSS_OPERATION_IN_PROGRESS; /* WSP-IO-18 */
    return 0;
}

/* ---- completion routines --------------------------------------------------------------------------------------------- */

/* One on its way to its thread. */
struct routine_call {
    struct routine_call *next;
    SOCKET s;
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
    LPWSAOVERLAPPED structure;
    DWORD error, bytes, flags;
};

/* The routines that the calling thread is inside of, the innermost first, each with those that wait for its end. */
struct nest {
    struct nest *outer;
    SOCKET s;
    struct routine_call *first, **last;
};
static _Thread_local struct nest *nests;

static void call(struct routine_call *waiting) {
    struct routine_call it = *waiting;
    free(waiting);
    it.routine(it.error, it.bytes, it.structure, it.flags);
}

/* The APC. Routines of one socket are never nested: one that comes while another runs here waits for its end (WSP-IO-10). */
static void CALLBACK run(DWORD_PTR context) {
    struct routine_call *called = (struct routine_call *)context;
    struct nest *outer = nests;
    struct nest here;
    while (outer != NULL && outer->s != called->s) {
        outer = outer->outer;
    }
    called->next = NULL;
    if (outer != NULL) {
        *outer->last = called;
        outer->last = &called->next;
        return;
    }
    here.outer = nests;
    here.s = called->s;
    here.first = called;
    here.last = &called->next;
    nests = &here;
    while (here.first != NULL) {
        struct routine_call *next = here.first;
        here.first = next->next;
        if (here.first == NULL) {
            here.last = &here.first;
        }
        call(next);
    }
    nests = here.outer;
}

/* ---- the end --------------------------------------------------------------------------------------------------------- */

void overlapped_tell(struct overlapped_client *client, SOCKET s, DWORD error, DWORD bytes, DWORD flags) {
    LPWSAOVERLAPPED structure = client->structure;
    struct routine_call *called;
    int ignored;
    DROP_WHAT_IS_CLOSED(error);
    WRITE_LATE(client, bytes, flags);
    structure->ERROR_WORD = error;
    structure->FLAGS_WORD = flags;
    if (client->routine == NULL) {
        COMPLETE(s, structure, error, bytes);
        return;
    }
    called = malloc(sizeof(*called));
    if (called != NULL) {
        called->s = s;
        called->routine = client->routine;
        called->structure = structure;
        called->error = error;
        called->bytes = bytes;
        called->flags = flags;
    }
    /* Final before the routine runs; no event and no packet (WPU-APC-8, WPU-APC-9). */
    publish(structure, bytes, error == 0 ? 0 : 0xC0070000u | error);
    /* A thread that has ended takes no routine any more, and nobody is left to hear of it (DEC-8). */
    if (called != NULL && QUEUE_APC(THREAD_OF(client), run, (DWORD_PTR)called, &ignored) != 0) {
        free(called);
    }
    close_thread(client);
}

void overlapped_take_back(struct overlapped_client *client, DWORD error) {
    client->structure->ERROR_WORD = error;
    client->structure->FLAGS_WORD = 0;
    *(volatile ULONG_PTR *)&client->structure->Internal = 0;
    close_thread(client);
}

void overlapped_end_silently(struct overlapped_client *client) {
    client->structure->ERROR_WORD = WSA_OPERATION_ABORTED;
    client->structure->FLAGS_WORD = 0;
    publish(client->structure, 0, STATUS_CANCELLED_LONG);
    close_thread(client);
}

/* Its own errors first, in the order of the table; then the request's. */
BOOL overlapped_result(LPWSAOVERLAPPED structure, LPDWORD bytes, BOOL wait, LPDWORD flags, LPINT error_out) {
    BOOL pending;
    int error = 0;
    if (structure == NULL || bytes == NULL || flags == NULL) {
        overlapped_fail(error_out, WSAEINVAL);
        return FALSE;
    }
    /* Internal decides, not the event (GOR-8). */
    pending = (DWORD)(*(volatile ULONG_PTR *)&structure->Internal) == WSS_OPERATION_IN_PROGRESS;
    if (pending && !wait) {
        error = WSA_IO_INCOMPLETE;
    } else if (pending &&
               (event_of(structure) == NULL || WaitForSingleObject(event_of(structure), INFINITE) != WAIT_OBJECT_0)) {
        error = WSA_INVALID_HANDLE;
    }
    if (error == 0) {
        MemoryBarrier(); /* what was written before Internal */
        *flags = structure->FLAGS_WORD;
        error = (int)structure->ERROR_WORD;
    }
    if (error != 0) {
        overlapped_fail(error_out, error);
        return FALSE;
    }
    *bytes = (DWORD)structure->InternalHigh; /* on success alone (GOR-4) */
    return TRUE;
}
