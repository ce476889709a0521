/*
 * base_ready.c - select, and network events.
 *
 * An event is recorded once, and again only after the function that enables it has been called (page WSPEventSelect).
 * The client's event object is set while the lock is held, so that record and object change together (WSP-EVENTS-1).
 */
#include "base.h"

/* ---- network events -------------------------------------------------------------------------------------------------- */

void base_note(struct base_socket *s, long events) {
    long happened = events & s->wanted & s->enabled;
    int ignored;
    if (happened != 0) {
        s->recorded |= happened;
        s->enabled &= ~happened;
        upcalls.lpWPUSetEvent(s->event, &ignored);
    }
}

void base_enable(struct base_socket *s, long event) {
    s->enabled |= event;
}

/* What is true already when a client begins to ask. */
static void note_present(struct base_socket *s) {
    if (s->state == BASE_LISTENING) {
        base_note(s, s->waiting != NULL ? FD_ACCEPT : 0);
    } else if (s->state == BASE_CONNECTED) {
        base_note(s, FD_CONNECT | (base_writable(s) && !s->no_send ? FD_WRITE : 0));
        base_note(s, s->held > 0 ? FD_READ : s->ended || s->error != 0 ? FD_CLOSE : 0);
    }
}

static int WSPAPI base_event_select(SOCKET handle, WSAEVENT event, long events, LPINT error_out) {
    struct base_socket *s = base_use(handle);
    int error = s == NULL ? WSAENOTSOCK : events != 0 && event == NULL ? WSAEINVAL : 0;
    if (error == 0) {
        AcquireSRWLockExclusive(&base_lock);
        s->nonblocking = TRUE;
        s->event = event;
        s->wanted = event == NULL ? 0 : events;
        s->enabled = FD_ALL_EVENTS;
        s->recorded = 0;
        note_present(s);
        ReleaseSRWLockExclusive(&base_lock);
    }
    if (s != NULL) {
        base_end_use(s);
    }
    return error == 0 ? 0 : overlapped_fail(error_out, error);
}

static int WSPAPI base_enum_events(SOCKET handle, WSAEVENT event, LPWSANETWORKEVENTS happened, LPINT error_out) {
    struct base_socket *s = base_use(handle);
    int error = s == NULL ? WSAENOTSOCK : happened == NULL ? WSAEFAULT : 0;
    int bit;
    if (error == 0) {
        AcquireSRWLockExclusive(&base_lock);
        if (event != NULL && !upcalls.lpWPUResetEvent(event, &error)) {
            error = WSAEINVAL; /* none of it happens then */
        } else {
            error = 0;
            happened->lNetworkEvents = (LONG)s->recorded;
            for (bit = 0; bit < FD_MAX_EVENTS; bit++) {
                if ((s->recorded & 1L << bit) != 0) {
                    happened->iErrorCode[bit] = bit == FD_CLOSE_BIT ? (int)s->error : 0;
                }
            }
            s->recorded = 0;
        }
        ReleaseSRWLockExclusive(&base_lock);
    }
    if (s != NULL) {
        base_end_use(s);
    }
    return error == 0 ? 0 : overlapped_fail(error_out, error);
}

static int WSPAPI base_async_select(SOCKET handle, HWND window, unsigned int message, long events, LPINT error_out) {
    (void)handle;
    (void)window;
    (void)message;
    (void)events;
    return overlapped_fail(error_out, WSAEOPNOTSUPP);
}

/* ---- select ---------------------------------------------------------------------------------------------------------- */

static UINT size_of(const fd_set *set) {
    return set == NULL ? 0 : set->fd_count;
}

/* The sockets of the three sets, in their order; 0 or the error. */
static int use_all(fd_set *sets[3], struct base_socket **sockets, UINT *used) {
    UINT i, set;
    for (set = 0; set < 3; set++) {
        for (i = 0; i < size_of(sets[set]); i++) {
            struct base_socket *s = base_use(sets[set]->fd_array[i]);
            if (s == NULL) {
                return WSAENOTSOCK;
            }
            sockets[(*used)++] = s;
        }
    }
    return 0;
}

/* Out-of-band data and failed connections, which the third set is for, do not exist here. */
static BOOL is_ready(const struct base_socket *s, UINT set) {
    return set == 0 ? base_readable(s) : set == 1 && base_writable(s);
}

static int count_ready(fd_set *sets[3], struct base_socket **sockets) {
    int ready = 0;
    UINT i, set;
    for (set = 0; set < 3; set++) {
        for (i = 0; i < size_of(sets[set]); i++, sockets++) {
            ready += is_ready(*sockets, set) ? 1 : 0;
        }
    }
    return ready;
}

static void keep_ready(fd_set *sets[3], struct base_socket **sockets) {
    UINT i, kept, set;
    for (set = 0; set < 3; set++) {
        kept = 0;
        for (i = 0; i < size_of(sets[set]); i++, sockets++) {
            if (is_ready(*sockets, set)) {
                sets[set]->fd_array[kept++] = sets[set]->fd_array[i];
            }
        }
        if (sets[set] != NULL) {
            sets[set]->fd_count = kept;
        }
    }
}

static BOOL any_gone(struct base_socket *const *sockets, UINT count) {
    UINT i = 0;
    while (i < count && !sockets[i]->gone) {
        i++;
    }
    return i < count;
}

static int WSPAPI base_select(int ignored, fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout,
                              LPINT error_out) {
    fd_set *sets[3];
    UINT total = size_of(read) + size_of(write) + size_of(except);
    UINT used = 0;
    struct base_socket **sockets = calloc(total + 1, sizeof(*sockets));
    ULONGLONG until = ~(ULONGLONG)0;
    int error = sockets == NULL ? WSAENOBUFS : total == 0 ? WSAEINVAL : 0;
    int ready = 0;
    (void)ignored;
    sets[0] = read;
    sets[1] = write;
    sets[2] = except;
    if (timeout != NULL && (timeout->tv_sec < 0 || timeout->tv_usec < 0)) {
        error = WSAEINVAL;
    } else if (timeout != NULL) { /* a part of a millisecond is waited for whole */
        until = GetTickCount64() + (ULONGLONG)timeout->tv_sec * 1000u + ((ULONGLONG)timeout->tv_usec + 999u) / 1000u;
    }
    if (error == 0) {
        error = use_all(sets, sockets, &used);
    }
    if (error == 0) {
        BOOL more = TRUE;
        AcquireSRWLockExclusive(&base_lock);
        while ((ready = count_ready(sets, sockets)) == 0 && more && error == 0) {
            more = base_wait(until);
            error = any_gone(sockets, used) ? WSAENOTSOCK : 0;
        }
        if (error == 0) {
            keep_ready(sets, sockets);
        }
        ReleaseSRWLockExclusive(&base_lock);
    }
    while (used > 0) {
        base_end_use(sockets[--used]);
    }
    free(sockets);
    return error == 0 ? ready : overlapped_fail(error_out, error);
}

void base_fill_ready(WSPPROC_TABLE *table) {
    table->lpWSPAsyncSelect = base_async_select;
    table->lpWSPEnumNetworkEvents = base_enum_events;
    table->lpWSPEventSelect = base_event_select;
    table->lpWSPSelect = base_select;
}
