/* host_poller_win32.c - readiness by polls of AFD whose answers arrive at a completion port of the poller's own. */
#include "host_poller_win32.h"
#include "alloc.h"

#define BATCH 256u

int32_t wsplab_poller_create(struct wsplab_poller **poller_out) {
    if (wsplab__winsock() == NULL) {
        return -WSASYSNOTREADY;
    }
    struct wsplab_poller *poller = wsplab_alloc(sizeof *poller);
    if (poller == NULL) {
        return -WSAENOBUFS;
    }
    poller->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    if (poller->port == NULL) {
        DWORD error = GetLastError();
        wsplab_free(poller);
        return -(int32_t)error;
    }
    wsplab__poller_lists_begin(poller);
    *poller_out = poller;
    return 0;
}

int32_t wsplab_poller_add(struct wsplab_poller *poller, int32_t socket, uint64_t cookie) {
    HANDLE base;
    int32_t error = wsplab__afd_base(socket, &base);
    return error != 0 ? error : wsplab__watch_add(poller, socket, base, cookie);
}

int32_t wsplab_poller_remove(struct wsplab_poller *poller, int32_t socket) {
    int32_t removed = wsplab__watch_remove(poller, socket);
    if (removed == 0) {
        return 0;
    }
    HANDLE base;
    int32_t error = wsplab__afd_base(socket, &base);
    return error != 0 ? error : removed;
}

/* Takes what has arrived; whether a wake was among it. An error of the port is negated in *error_out. */
static bool wsplab__take(struct wsplab_poller *poller, uint32_t most, DWORD timeout_ms, struct wsplab__telling *telling,
                         int32_t *error_out) {
    OVERLAPPED_ENTRY packets[BATCH];
    ULONG count = 0;
    bool woken = false;
    if (!GetQueuedCompletionStatusEx(poller->port, packets, most < BATCH ? most : BATCH, &count, timeout_ms, FALSE)) {
        *error_out = -(int32_t)GetLastError();
        return false;
    }
    for (ULONG i = 0; i < count; i++) {
        if (packets[i].lpOverlapped == NULL) {
            /* From here on a wake is for the next wait. */
            InterlockedExchange(&poller->woken, 0);
            woken = true;
        } else {
            wsplab__watch_answered((struct wsplab__poll *)packets[i].lpOverlapped, telling);
        }
    }
    return woken;
}

static DWORD wsplab__left(ULONGLONG end) {
    ULONGLONG now = GetTickCount64();
    return now < end ? (DWORD)(end - now) : 0;
}

int32_t wsplab_poller_wait(struct wsplab_poller *poller, struct wsplab_ready *ready, uint32_t capacity,
                           int32_t timeout_ms) {
    if (capacity == 0) {
        return -WSAEINVAL;
    }
    struct wsplab__telling telling = {.round = ++poller->round, .ready = ready};
    ULONGLONG end = GetTickCount64() + (timeout_ms < 0 ? 0 : (ULONGLONG)timeout_ms);
    int32_t error = 0;
    /* Answers to polls that were taken back are nobody's business: the wait goes on. */
    while (telling.written == 0) {
        bool woken = wsplab__take(poller, capacity, timeout_ms < 0 ? INFINITE : wsplab__left(end), &telling, &error);
        if (error != 0) {
            return error == -WAIT_TIMEOUT ? 0 : error;
        }
        if (woken) {
            break;
        }
    }
    return telling.written;
}

int32_t wsplab_poller_wake(struct wsplab_poller *poller) {
    if (InterlockedExchange(&poller->woken, 1) != 0) {
        return 0; /* one is enough */
    }
    if (!PostQueuedCompletionStatus(poller->port, 0, 0, NULL)) {
        DWORD error = GetLastError();
        InterlockedExchange(&poller->woken, 0);
        return -(int32_t)error;
    }
    return 0;
}

void wsplab_poller_close(struct wsplab_poller *poller) {
    int32_t socket;
    /* A socket that is being closed by another thread leaves the list before its bucket is unlocked. */
    while (wsplab__poller_any(poller, &socket)) {
        (void)wsplab__watch_remove(poller, socket);
    }
    struct wsplab__telling nobody = {.round = ++poller->round};
    int32_t error = 0;
    /* The system still writes to polls that it has not answered. */
    while (poller->in_flight != 0 && error == 0) {
        (void)wsplab__take(poller, BATCH, INFINITE, &nobody, &error);
    }
    if (error != 0) {
        return; /* never seen; but memory that the system may write to is not given away */
    }
    wsplab__poller_lists_end(poller);
    CloseHandle(poller->port);
    wsplab_free(poller);
}
