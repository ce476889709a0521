/*
 * sockets.c - see sockets.h.
 *
 * The context of a handle is a place in a table, never a pointer: WPUQuerySocketHandleContext answers for the handles of
 * other providers too, with what those put there (WPU-CTX-4).
 */
#include "sockets.h"

WSPUPCALLTABLE upcalls;

static SRWLOCK sockets_lock = SRWLOCK_INIT; /* guards the table, and what struct socket_base says */
static struct socket_base **table;          /* by context - 1; NULL is a free place */
static DWORD_PTR places;

void sockets_started(const WSPUPCALLTABLE *given) {
    if (memcmp(&upcalls, given, sizeof(upcalls)) != 0) { /* other threads may be reading the very same */
        upcalls = *given;
    }
}

/* With the lock taken. FALSE when memory is short. */
static BOOL enter(struct socket_base *s) {
    struct socket_base **larger;
    DWORD_PTR i = 0;
    while (i < places && table[i] != NULL) {
        i++;
    }
    if (i == places) {
        larger = realloc(table, (places * 2 + 16) * sizeof(*table));
        if (larger == NULL) {
            return FALSE;
        }
        memset(&larger[places], 0, (places + 16) * sizeof(*table));
        table = larger;
        places = places * 2 + 16;
    }
    table[i] = s;
    s->context = i + 1;
    return TRUE;
}

SOCKET sockets_open(struct socket_base *s, DWORD entry, LPINT error_out) {
    SOCKET made = INVALID_SOCKET;
    BOOL entered;
    *error_out = WSAENOBUFS;
    s->entry = entry;
    s->handle = INVALID_SOCKET;
    s->uses = 1;
    AcquireSRWLockExclusive(&sockets_lock);
    entered = enter(s);
    ReleaseSRWLockExclusive(&sockets_lock);
    if (entered) {
        made = upcalls.lpWPUCreateSocketHandle(entry, s->context, error_out);
    }
    AcquireSRWLockExclusive(&sockets_lock);
    if (made != INVALID_SOCKET) {
        s->handle = made;
    } else if (entered) {
        table[s->context - 1] = NULL;
    }
    ReleaseSRWLockExclusive(&sockets_lock);
    return made;
}

struct socket_base *sockets_use(SOCKET handle) {
    struct socket_base *s = NULL;
    DWORD_PTR context = 0;
    int ignored;
    if (upcalls.lpWPUQuerySocketHandleContext == NULL || /* never started */
        upcalls.lpWPUQuerySocketHandleContext(handle, &context, &ignored) != 0) {
        return NULL;
    }
    AcquireSRWLockExclusive(&sockets_lock);
    if (context > 0 && context <= places) {
        s = table[context - 1];
    }
    if (s != NULL && s->handle == handle && !s->closing) {
        s->uses++;
    } else {
        s = NULL;
    }
    ReleaseSRWLockExclusive(&sockets_lock);
    return s;
}

BOOL sockets_retain(struct socket_base *s) {
    BOOL open;
    AcquireSRWLockExclusive(&sockets_lock);
    open = !s->closing;
    if (open) {
        s->uses++;
    }
    ReleaseSRWLockExclusive(&sockets_lock);
    return open;
}

void sockets_end_use(struct socket_base *s) {
    BOOL last;
    BOOL handle_open;
    int ignored;
    AcquireSRWLockExclusive(&sockets_lock);
    s->uses--;
    last = s->uses == 0;
    handle_open = last && !s->ended;
    if (handle_open) {
        table[s->context - 1] = NULL;
    }
    ReleaseSRWLockExclusive(&sockets_lock);
    if (handle_open) {
        upcalls.lpWPUCloseSocketHandle(s->handle, &ignored);
    }
    if (last && s->freed != NULL) {
        s->freed(s);
    }
    if (last) {
        free(s);
    }
}

BOOL sockets_begin_close(struct socket_base *s) {
    BOOL first;
    AcquireSRWLockExclusive(&sockets_lock);
    first = !s->closing;
    s->closing = TRUE;
    ReleaseSRWLockExclusive(&sockets_lock);
    return first;
}

void sockets_end_close(struct socket_base *s, BOOL closed) {
    BOOL end;
    AcquireSRWLockExclusive(&sockets_lock);
    end = closed && !s->ended; /* the end of the provider has ended the client's use already */
    s->closed = end;
    s->closing = closed || s->ended;
    ReleaseSRWLockExclusive(&sockets_lock);
    if (end) {
        sockets_end_use(s);
    }
}

/* ---- the end of the provider ----------------------------------------------------------------------------------------- */

/* No place is freed meanwhile: each socket that is found is used until `closing` has returned. */
void sockets_begin_close_all(void (*closing)(struct socket_base *)) {
    DWORD_PTR i;
    for (i = 0; i < places; i++) {
        struct socket_base *s;
        AcquireSRWLockExclusive(&sockets_lock);
        s = table[i];
        if (s != NULL) {
            s->closing = TRUE;
            s->uses++;
        }
        ReleaseSRWLockExclusive(&sockets_lock);
        if (s != NULL) {
            if (closing != NULL) {
                closing(s);
            }
            sockets_end_use(s);
        }
    }
}

/* Whatever was under way; a socket that a call is still inside of is freed by that call. */
void sockets_close_all(void) {
    DWORD_PTR i;
    int ignored;
    for (i = 0; i < places; i++) {
        struct socket_base *s;
        SOCKET handle = INVALID_SOCKET;
        BOOL closed = TRUE;
        AcquireSRWLockExclusive(&sockets_lock);
        s = table[i];
        table[i] = NULL;
        if (s != NULL) {
            handle = s->handle;
            closed = s->closed;
            s->ended = TRUE;
        }
        ReleaseSRWLockExclusive(&sockets_lock);
        if (handle != INVALID_SOCKET) {
            upcalls.lpWPUCloseSocketHandle(handle, &ignored);
        }
        if (!closed) {
            sockets_end_use(s); /* the client's own */
        }
    }
    AcquireSRWLockExclusive(&sockets_lock);
    free(table);
    table = NULL;
    places = 0;
    ReleaseSRWLockExclusive(&sockets_lock);
}
