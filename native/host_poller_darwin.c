/*
 * host_poller_darwin.c - readiness by kqueue, edge-triggered (EV_CLEAR): a socket is registered once and for all, with one
 * filter for each direction and one for urgent data. Each filter tells on its own, so one wait may tell a cookie twice, and
 * what one tells does not repeat what another has told. A second add of the same socket is not refused: it replaces the
 * cookie.
 */
#include "wsplab/host_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/event.h>
#include <sys/time.h>
#include <unistd.h>

#define BATCH 256
#define FILTERS 3
#define WAKE_IDENT 0

struct wsplab_poller {
    int queue;
};

static int32_t wsplab__change(const struct wsplab_poller *poller, const struct kevent *changes, int count) {
    return kevent(poller->queue, changes, count, NULL, 0, NULL) == 0 ? 0 : -errno;
}

int32_t wsplab_poller_create(struct wsplab_poller **poller_out) {
    struct wsplab_poller *poller = malloc(sizeof *poller);
    if (poller == NULL) {
        return -ENOMEM;
    }
    poller->queue = kqueue();
    struct kevent wake;
    EV_SET(&wake, WAKE_IDENT, EVFILT_USER, EV_ADD | EV_CLEAR, 0, 0, NULL);
    if (poller->queue < 0 || fcntl(poller->queue, F_SETFD, FD_CLOEXEC) != 0 || wsplab__change(poller, &wake, 1) != 0) {
        int error = errno;
        wsplab_poller_close(poller);
        return -error;
    }
    *poller_out = poller;
    return 0;
}

static void wsplab__filters(struct kevent *changes, int32_t socket, uint16_t flags, uint64_t cookie) {
    void *data = (void *)(uintptr_t)cookie;
    EV_SET(&changes[0], (uintptr_t)socket, EVFILT_READ, flags, 0, 0, data);
    EV_SET(&changes[1], (uintptr_t)socket, EVFILT_WRITE, flags, 0, 0, data);
    EV_SET(&changes[2], (uintptr_t)socket, EVFILT_EXCEPT, flags, NOTE_OOB, 0, data);
}

int32_t wsplab_poller_add(struct wsplab_poller *poller, int32_t socket, uint64_t cookie) {
    struct kevent changes[FILTERS];
    wsplab__filters(changes, socket, EV_ADD | EV_CLEAR, cookie);
    int32_t error = wsplab__change(poller, changes, FILTERS);
    if (error != 0) {
        /* The filters before the one that failed are there. */
        wsplab_poller_remove(poller, socket);
    }
    return error;
}

int32_t wsplab_poller_remove(struct wsplab_poller *poller, int32_t socket) {
    struct kevent changes[FILTERS];
    wsplab__filters(changes, socket, EV_DELETE, 0);
    int32_t result = wsplab__change(poller, &changes[0], 1);
    for (int i = 1; i < FILTERS; i++) {
        int32_t error = wsplab__change(poller, &changes[i], 1);
        result = result != 0 ? result : error;
    }
    return result;
}

static uint32_t wsplab__ready_of(const struct kevent *event) {
    bool ended = (event->flags & EV_EOF) != 0;
    /* What ended comes with the socket's error, if there is one. */
    uint32_t error = ended && event->fflags != 0 ? WSPLAB_READY_ERROR : 0;
    switch (event->filter) {
    case EVFILT_READ:
        return WSPLAB_READY_IN | (ended ? WSPLAB_READY_HANGUP : 0) | error;
    case EVFILT_WRITE:
        /* The end of sending is our own doing, and no hang-up. */
        return WSPLAB_READY_OUT | error;
    default:
        return WSPLAB_READY_URGENT;
    }
}

static struct timespec wsplab__length_of(int32_t timeout_ms) {
    return (struct timespec){.tv_sec = timeout_ms / 1000, .tv_nsec = timeout_ms % 1000 * 1000000L};
}

int32_t wsplab_poller_wait(struct wsplab_poller *poller, struct wsplab_ready *ready, uint32_t capacity,
                           int32_t timeout_ms) {
    struct kevent events[BATCH];
    int most = capacity < BATCH ? (int)capacity : BATCH;
    struct timespec length = wsplab__length_of(timeout_ms < 0 ? 0 : timeout_ms);
    int count = kevent(poller->queue, NULL, 0, events, most, timeout_ms < 0 ? NULL : &length);
    if (count < 0) {
        return errno == EINTR ? 0 : -errno;
    }
    int32_t written = 0;
    for (int i = 0; i < count; i++) {
        if (events[i].filter != EVFILT_USER) {
            ready[written++] = (struct wsplab_ready){
                .cookie = (uint64_t)(uintptr_t)events[i].udata,
                .ready = wsplab__ready_of(&events[i]),
            };
        }
    }
    return written;
}

int32_t wsplab_poller_wake(struct wsplab_poller *poller) {
    struct kevent wake;
    EV_SET(&wake, WAKE_IDENT, EVFILT_USER, 0, NOTE_TRIGGER, 0, NULL);
    return wsplab__change(poller, &wake, 1);
}

void wsplab_poller_close(struct wsplab_poller *poller) {
    if (poller->queue >= 0) {
        close(poller->queue);
    }
    free(poller);
}
