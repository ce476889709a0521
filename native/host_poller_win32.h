/*
 * host_poller_win32.h - how readiness is learnt on Windows.
 *
 * The system's own socket driver, AFD, answers a poll once, as soon as one of the events that it asks for holds; for ever
 * so while the event holds. A change is told once by asking again only where something may have become untrue:
 *
 *   added ----> asked --(answer: told)--> known --(a call gives EAGAIN: it is no longer so)--> asked
 *
 * Each socket in a poller has one poll per direction, so that asking again for one never takes another back. AFD looks at
 * the state when it is asked, so what becomes ready between a call and the asking is told.
 *
 * Locks: a socket's bucket (host_watch_win32.c), then the one of the lists of all pollers (host_afd_win32.c).
 */
#ifndef WSPLAB_HOST_POLLER_WIN32_H
#define WSPLAB_HOST_POLLER_WIN32_H

#include "host_winsock_win32.h"
#include "wsplab/host_socket.h"

#include <stdbool.h>

/* AFD's events. */
#define WSPLAB_AFD_RECEIVE 0x001u
#define WSPLAB_AFD_RECEIVE_EXPEDITED 0x002u
#define WSPLAB_AFD_SEND 0x004u
#define WSPLAB_AFD_DISCONNECT 0x008u
#define WSPLAB_AFD_ABORT 0x010u
#define WSPLAB_AFD_LOCAL_CLOSE 0x020u
#define WSPLAB_AFD_ACCEPT 0x080u
#define WSPLAB_AFD_CONNECT_FAIL 0x100u

/* What IOCTL_AFD_POLL takes and gives, for one socket. */
struct wsplab__afd_poll_info {
    LARGE_INTEGER timeout;
    ULONG count;
    ULONG exclusive;
    HANDLE socket;
    ULONG events;
    NTSTATUS status;
};

struct wsplab__watch;

/* One poll: the system writes to it until its answer has been taken from the port. */
struct wsplab__poll {
    IO_STATUS_BLOCK io;
    struct wsplab__afd_poll_info info;
    struct wsplab__watch *watch;
    bool in_flight;
};

struct wsplab__link {
    struct wsplab__link *previous, *next;
};

/* A handle of AFD through which polls are asked. */
struct wsplab__device {
    struct wsplab__link link; /* first: of poller->devices, those with room in front */
    HANDLE handle;
    uint32_t watches;
};

enum wsplab__direction { WSPLAB_ASK_IN, WSPLAB_ASK_OUT, WSPLAB_ASK_URGENT, WSPLAB_ASK_END, WSPLAB_DIRECTIONS };

/* A socket in a poller. Guarded by the socket's bucket; freed when it was removed and no answer is to come. */
struct wsplab__watch {
    struct wsplab__link link;   /* first: of poller->watches */
    struct wsplab__watch *next; /* of the same socket in other pollers */
    struct wsplab_poller *poller;
    struct wsplab__device *device;
    int32_t socket;
    HANDLE base;
    uint64_t cookie;
    uint32_t told; /* WSPLAB_READY_*: told, and nothing has shown since that it is no longer so */
    uint32_t in_flight;
    bool removed;
    uint32_t slot; /* where it was told in that round */
    uint64_t round;
    struct wsplab__poll polls[WSPLAB_DIRECTIONS];
};

struct wsplab_poller {
    HANDLE port;
    struct wsplab__link watches; /* both lists: host_afd_win32.c */
    struct wsplab__link devices;
    volatile LONG in_flight; /* polls whose answer has not been taken */
    volatile LONG woken;     /* 1: a wake is queued */
    uint64_t round;          /* of the thread that waits */
};

/* What one wait tells. */
struct wsplab__telling {
    uint64_t round;
    struct wsplab_ready *ready;
    int32_t written;
};

/* ---- host_afd_win32.c: AFD itself, and the lists of a poller ----------------------------------------------------------- */

void wsplab__poller_lists_begin(struct wsplab_poller *poller);
/* Closes the devices: no watch and no poll may be left. */
void wsplab__poller_lists_end(struct wsplab_poller *poller);
/* Gives a watch a device and lists it; 0 or a negated error. */
int32_t wsplab__poller_enlist(struct wsplab_poller *poller, struct wsplab__watch *watch);
/* The last thing that is done to a watch for the sake of its poller. */
void wsplab__poller_dismiss(struct wsplab__watch *watch);
/* The socket of some watch that is still listed; false when there is none. */
bool wsplab__poller_any(struct wsplab_poller *poller, int32_t *socket_out);
/* The handle that AFD knows of a socket, below whatever is layered above it; 0 or a negated error. */
int32_t wsplab__afd_base(int32_t socket, HANDLE *base_out);
/* Asks; the answer arrives at the port. 0 or a negated error, and then none arrives. */
int32_t wsplab__afd_ask(struct wsplab__poll *poll, uint32_t events);
/* Makes the answer arrive soon. */
void wsplab__afd_cancel(struct wsplab__poll *poll);

/* ---- host_watch_win32.c: the sockets that are watched or connecting ---------------------------------------------------- */

int32_t wsplab__watch_add(struct wsplab_poller *poller, int32_t socket, HANDLE base, uint64_t cookie);
/* ENOENT, negated, when it was not watched there. */
int32_t wsplab__watch_remove(struct wsplab_poller *poller, int32_t socket);
/* The socket is being closed: forgets it everywhere. */
void wsplab__watch_forget(int32_t socket);
/* A call has shown that this is no longer so: it is to be told again. 0 or a negated error. */
int32_t wsplab__watch_again(int32_t socket, uint32_t ready);
/* The answer to a poll was taken from the port. */
void wsplab__watch_answered(struct wsplab__poll *poll, struct wsplab__telling *telling);

/* Marks a socket as connecting: 1 when it was so already, else 0, or a negated error. */
int32_t wsplab__connecting_begin(int32_t socket);
void wsplab__connecting_end(int32_t socket);

#endif
