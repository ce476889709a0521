/* host_poller_linux.c - readiness by epoll, edge-triggered: a socket is registered once and for all. */
#include "wsplab/host_socket.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define BATCH 256

struct wsplab_poller {
    int epoll;
    int wake;
};

int32_t wsplab_poller_create(struct wsplab_poller **poller_out) {
    struct wsplab_poller *poller = malloc(sizeof *poller);
    if (poller == NULL) {
        return -ENOMEM;
    }
    poller->epoll = epoll_create1(EPOLL_CLOEXEC);
    poller->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    struct epoll_event event = {.events = EPOLLIN, .data.ptr = poller};
    if (poller->epoll < 0 || poller->wake < 0 || epoll_ctl(poller->epoll, EPOLL_CTL_ADD, poller->wake, &event) != 0) {
        int error = errno;
        wsplab_poller_close(poller);
        return -error;
    }
    *poller_out = poller;
    return 0;
}

int32_t wsplab_poller_add(struct wsplab_poller *poller, int32_t socket, uint64_t cookie) {
    struct epoll_event event = {
        .events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET,
        .data.u64 = cookie,
    };
    return epoll_ctl(poller->epoll, EPOLL_CTL_ADD, socket, &event) == 0 ? 0 : -errno;
}

int32_t wsplab_poller_remove(struct wsplab_poller *poller, int32_t socket) {
    struct epoll_event unused = {.events = 0};
    return epoll_ctl(poller->epoll, EPOLL_CTL_DEL, socket, &unused) == 0 ? 0 : -errno;
}

static uint32_t wsplab__ready_of(uint32_t events) {
    return ((events & EPOLLIN) != 0 ? WSPLAB_READY_IN : 0) | ((events & EPOLLOUT) != 0 ? WSPLAB_READY_OUT : 0) |
           ((events & (EPOLLHUP | EPOLLRDHUP)) != 0 ? WSPLAB_READY_HANGUP : 0) |
           ((events & EPOLLERR) != 0 ? WSPLAB_READY_ERROR : 0) | ((events & EPOLLPRI) != 0 ? WSPLAB_READY_URGENT : 0);
}

static void wsplab__drain(const struct wsplab_poller *poller) {
    uint64_t wakes;
    /* Empty already is as good. */
    ssize_t got = read(poller->wake, &wakes, sizeof wakes);
    (void)got;
}

int32_t wsplab_poller_wait(struct wsplab_poller *poller, struct wsplab_ready *ready, uint32_t capacity,
                           int32_t timeout_ms) {
    struct epoll_event events[BATCH];
    int most = capacity < BATCH ? (int)capacity : BATCH;
    int count = epoll_wait(poller->epoll, events, most, timeout_ms);
    if (count < 0) {
        return errno == EINTR ? 0 : -errno;
    }
    int32_t written = 0;
    for (int i = 0; i < count; i++) {
        if (events[i].data.ptr == poller) {
            wsplab__drain(poller);
            continue;
        }
        ready[written++] = (struct wsplab_ready){
            .cookie = events[i].data.u64,
            .ready = wsplab__ready_of(events[i].events),
        };
    }
    return written;
}

int32_t wsplab_poller_wake(struct wsplab_poller *poller) {
    uint64_t one = 1;
    ssize_t written;
    do {
        written = write(poller->wake, &one, sizeof one);
    } while (written < 0 && errno == EINTR);
    /* Full: there are wakes enough. */
    return written < 0 && errno != EAGAIN ? -errno : 0;
}

void wsplab_poller_close(struct wsplab_poller *poller) {
    if (poller->epoll >= 0) {
        close(poller->epoll);
    }
    if (poller->wake >= 0) {
        close(poller->wake);
    }
    free(poller);
}
