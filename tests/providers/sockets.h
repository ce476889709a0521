/*
 * sockets.h - handles of WPUCreateSocketHandle, and how long what they stand for lives.
 *
 * Used by the layer and by the base. Everything here is thread-safe. The names in brackets are rules of
 * docs/rules/winsock-spi.md.
 */
#ifndef SOCKETS_H
#define SOCKETS_H

#include <winsock2.h>

#include <stdlib.h>
#include <string.h>
#include <ws2spi.h>

/* The table that WSPStartup was given last (WSP-START-8). */
extern WSPUPCALLTABLE upcalls;
void sockets_started(const WSPUPCALLTABLE *table);

/* Stands first in what a provider knows of a socket, which is freed with free(). */
struct socket_base {
    SOCKET handle;
    DWORD entry;       /* of the catalog, which the handle was made with */
    DWORD_PTR context; /* of the handle: its place in the table */
    LONG uses;         /* the client's own, one for each call that is inside and for each request under way */
    BOOL closing;      /* no call finds it any more */
    BOOL closed;       /* the client's own use is over */
    BOOL ended;        /* the provider has ended, and the handle is gone */
    void (*freed)(struct socket_base *); /* called before free() when it is not NULL */
};

/* Makes the handle, with the client's use of it; INVALID_SOCKET and the error, and then `s` is the caller's to free. */
SOCKET sockets_open(struct socket_base *s, DWORD entry, LPINT error_out);
/* What a handle stands for, with one more use, which sockets_end_use ends; NULL when it is no socket of this provider. */
struct socket_base *sockets_use(SOCKET handle);
/* One more use, for a request; FALSE when the client has closed it. */
BOOL sockets_retain(struct socket_base *s);
/* With the last use the handle goes: whatever was pending has been completed on it before (WPU-CLOSE-3, DEC-12). */
void sockets_end_use(struct socket_base *s);
/* FALSE when another thread has closed it before. */
BOOL sockets_begin_close(struct socket_base *s);
/* `closed` FALSE: it stays open after all (WSP-CLOSE-6). */
void sockets_end_close(struct socket_base *s, BOOL closed);

/* The end of the provider: first no call finds a socket any more, then all handles go. Each is given to `closing`. */
void sockets_begin_close_all(void (*closing)(struct socket_base *));
void sockets_close_all(void);

#endif
