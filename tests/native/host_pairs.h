/*
 * host_pairs.h - what the tests of the system's own sockets share: connected pairs, short forms, the host's numbers.
 */
#ifndef WSPLAB_TEST_HOST_PAIRS_H
#define WSPLAB_TEST_HOST_PAIRS_H

#include "host_address.h" /* and the host's own names of sockets with it: before all that may include windows.h */

#include "test.h"

#include <string.h>
#include <wsplab/host_socket.h>
#if !defined(_WIN32)
#include <errno.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <sys/resource.h>
#endif

/* The host's error of this name, negated. */
#define HOST(name) (-wsplab_host_constant(#name))

#define WINSOCK_INET 2
#define WINSOCK_INET6 23
#define BUFFERS(...)                                                                                                   \
    (struct wsplab_host_buffer[]) {                                                                                    \
        __VA_ARGS__                                                                                                    \
    }

/* Some of Windows is missing there; what it does instead is checked in its place. */
static inline bool on_wine(void) {
#if defined(_WIN32)
    return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != NULL;
#else
    return false;
#endif
}

static inline struct wsplab_host_buffer buffer(const void *at, size_t length) {
    return (struct wsplab_host_buffer){.address = (uint64_t)(uintptr_t)at, .length = length};
}

static inline struct wsplab_host_address loopback(int32_t family) {
    struct wsplab_host_address address = {.length = family == WINSOCK_INET ? 16 : 28};
    address.bytes[0] = (uint8_t)family;
    if (family == WINSOCK_INET) {
        address.bytes[4] = 127;
        address.bytes[7] = 1;
    } else {
        address.bytes[23] = 1;
    }
    return address;
}

static inline bool until_ready(int32_t socket, uint32_t wanted) {
    struct wsplab_poller *poller = NULL;
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_poller_add(poller, socket, 1), 0);
    uint32_t seen = 0;
    for (double end = test_seconds() + TEST_BOUND_S; (seen & wanted) == 0 && test_seconds() < end;) {
        struct wsplab_ready ready;
        if (wsplab_poller_wait(poller, &ready, 1, 1000) == 1)
            seen |= ready.ready;
    }
    wsplab_poller_close(poller);
    return (seen & wanted) != 0;
}

struct pair {
    int32_t client, server;
};

static inline struct pair connected(int32_t family) {
    struct wsplab_host_address address = loopback(family), bound, peer;
    int32_t listener = wsplab_host_open(family, SOCK_STREAM, 0);
    CHECK(listener >= 0);
    EQUAL(wsplab_host_bind(listener, &address), 0);
    EQUAL(wsplab_host_listen(listener, 5), 0);
    EQUAL(wsplab_host_accept(listener), HOST(EAGAIN));
    EQUAL(wsplab_host_local_address(listener, &bound), 0);
    EQUAL(bound.length, address.length);
    EQUAL(bound.bytes[0], family);
    EQUAL(memcmp(bound.bytes + 4, address.bytes + 4, address.length - 4), 0);
    struct pair pair = {.client = wsplab_host_open(family, SOCK_STREAM, IPPROTO_TCP)};
    CHECK(pair.client >= 0);
    int32_t error = wsplab_host_connect(pair.client, &bound);
    CHECK(error == 0 || error == HOST(EINPROGRESS));
    CHECK(until_ready(listener, WSPLAB_READY_IN));
    pair.server = wsplab_host_accept(listener);
    CHECK(pair.server >= 0);
    CHECK(until_ready(pair.client, WSPLAB_READY_OUT));
    EQUAL(wsplab_host_peer_address(pair.client, &peer), 0);
    EQUAL(memcmp(&peer, &bound, sizeof peer), 0);
    EQUAL(wsplab_host_close(listener), 0);
    return pair;
}

static inline void close_pair(struct pair pair) {
    EQUAL(wsplab_host_close(pair.client), 0);
    EQUAL(wsplab_host_close(pair.server), 0);
}

static inline int64_t send_text(int32_t socket, const char *text, int32_t flags) {
    return wsplab_host_send(socket, BUFFERS(buffer(text, strlen(text))), 1, flags, NULL);
}

static inline int64_t recv_some(int32_t socket, void *at, size_t length, int32_t flags) {
    int32_t message_flags = 0;
    return wsplab_host_recv(socket, BUFFERS(buffer(at, length)), 1, flags, NULL, &message_flags);
}

#endif
