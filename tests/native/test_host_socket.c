/* The system's own sockets: addresses, data, errors, and the poller. */
#include "test.h"

#include <string.h>

#include "host_address.h" /* and the host's own names of sockets with it */
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
static bool on_wine(void) {
#if defined(_WIN32)
    return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != NULL;
#else
    return false;
#endif
}

static struct wsplab_host_buffer buffer(const void *at, size_t length) {
    return (struct wsplab_host_buffer){.address = (uint64_t)(uintptr_t)at, .length = length};
}

static struct wsplab_host_address loopback(int32_t family) {
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

static bool until_ready(int32_t socket, uint32_t wanted) {
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

static struct pair connected(int32_t family) {
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

static void close_pair(struct pair pair) {
    EQUAL(wsplab_host_close(pair.client), 0);
    EQUAL(wsplab_host_close(pair.server), 0);
}

static int64_t send_text(int32_t socket, const char *text, int32_t flags) {
    return wsplab_host_send(socket, BUFFERS(buffer(text, strlen(text))), 1, flags, NULL);
}

static int64_t recv_some(int32_t socket, void *at, size_t length, int32_t flags) {
    int32_t message_flags = 0;
    return wsplab_host_recv(socket, BUFFERS(buffer(at, length)), 1, flags, NULL, &message_flags);
}

static void data_goes_through(int32_t family) {
    struct pair pair = connected(family);
    char first[4] = "", second[8] = "";
    EQUAL(wsplab_host_send(pair.client, BUFFERS(buffer("one", 3), buffer("", 0), buffer("two", 3)), 3, 0, NULL), 6);
    CHECK(until_ready(pair.server, WSPLAB_READY_IN));
    EQUAL(wsplab_host_available(pair.server), 6);
    EQUAL(recv_some(pair.server, first, 2, MSG_PEEK), 2);
    int32_t flags = 77;
    struct wsplab_host_address from;
    EQUAL(wsplab_host_recv(pair.server, BUFFERS(buffer(first, 4), buffer(second, 8)), 2, 0, &from, &flags), 6);
    EQUAL(memcmp(first, "onet", 4), 0);
    EQUAL(memcmp(second, "wo", 2), 0);
    EQUAL(flags & MSG_TRUNC, 0);
    EQUAL(from.length, 0);
    EQUAL(recv_some(pair.server, first, 4, 0), HOST(EAGAIN));
    EQUAL(wsplab_host_shutdown(pair.client, 1), 0);
    CHECK(until_ready(pair.server, WSPLAB_READY_HANGUP));
    EQUAL(recv_some(pair.server, first, 4, 0), 0);
    bool shutdown_has_its_error = wsplab_host_constant("EPIPE") < 0;
    EQUAL(send_text(pair.client, "x", 0), shutdown_has_its_error ? HOST(ESHUTDOWN) : HOST(EPIPE)); /* no SIGPIPE */
    close_pair(pair);
}

static void a_connection_carries_data_over_ipv4(void) {
    data_goes_through(WINSOCK_INET);
}

static void a_connection_carries_data_over_ipv6(void) {
    data_goes_through(WINSOCK_INET6);
}

static void datagrams_name_their_sender_and_say_when_they_were_cut(void) {
    const int32_t families[] = {WINSOCK_INET, WINSOCK_INET6};
    for (size_t i = 0; i < 2; i++) {
        struct wsplab_host_address any = loopback(families[i]), a_name, b_name, from;
        int32_t a = wsplab_host_open(families[i], SOCK_DGRAM, 0), b = wsplab_host_open(families[i], SOCK_DGRAM, 0);
        EQUAL(wsplab_host_bind(a, &any), 0);
        EQUAL(wsplab_host_bind(b, &any), 0);
        EQUAL(wsplab_host_local_address(a, &a_name), 0);
        EQUAL(wsplab_host_local_address(b, &b_name), 0);
        EQUAL(wsplab_host_send(a, BUFFERS(buffer("hello", 5)), 1, 0, &b_name), 5);
        CHECK(until_ready(b, WSPLAB_READY_IN));
        char into[3];
        int32_t flags = 0;
        EQUAL(wsplab_host_recv(b, BUFFERS(buffer(into, 3)), 1, 0, &from, &flags), 3);
        EQUAL(flags & MSG_TRUNC, MSG_TRUNC);
        EQUAL(memcmp(&from, &a_name, sizeof from), 0);
        struct wsplab_host_address wrong = {.length = 16};
        EQUAL(wsplab_host_send(a, BUFFERS(buffer("x", 1)), 1, 0, &wrong), HOST(EAFNOSUPPORT));
        EQUAL(wsplab_host_close(a), 0);
        EQUAL(wsplab_host_close(b), 0);
    }
}

static void urgent_data_has_its_mark(void) {
    struct pair pair = connected(WINSOCK_INET);
    char into[8];
#if defined(_WIN32)
    EQUAL(wsplab_host_at_mark(pair.server), 1); /* nothing urgent waits */
#else
    EQUAL(wsplab_host_at_mark(pair.server), 0);
#endif
    EQUAL(send_text(pair.client, "ab", 0), 2);
    EQUAL(send_text(pair.client, "!", MSG_OOB), 1);
    CHECK(until_ready(pair.server, WSPLAB_READY_URGENT));
#if !defined(_WIN32)
    EQUAL(wsplab_host_at_mark(pair.server), 0);
#endif
    EQUAL(recv_some(pair.server, into, 8, 0), 2);
#if !defined(_WIN32)
    EQUAL(wsplab_host_at_mark(pair.server), 1);
#endif
    EQUAL(recv_some(pair.server, into, 1, MSG_OOB), 1);
    EQUAL(into[0], '!');
    close_pair(pair);
}

static void bad_memory_is_an_error_of_the_call(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct wsplab_host_buffer bad = {.address = 0x10, .length = 4};
    int32_t flags = 0;
    EQUAL(wsplab_host_send(pair.client, &bad, 1, 0, NULL), HOST(EFAULT));
    EQUAL(send_text(pair.client, "data", 0), 4);
    CHECK(until_ready(pair.server, WSPLAB_READY_IN));
    EQUAL(wsplab_host_recv(pair.server, &bad, 1, 0, NULL, &flags), HOST(EFAULT));
    close_pair(pair);
}

static void options_are_read_and_written(void) {
    int32_t socket = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
    int value = 1;
    EQUAL(wsplab_host_set_option(socket, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value), 0);
    value = 0;
    EQUAL(wsplab_host_get_option(socket, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value), sizeof value);
    CHECK(value != 0);
    EQUAL(wsplab_host_get_option(socket, SOL_SOCKET, 9999, &value, sizeof value), HOST(ENOPROTOOPT));
    int32_t too_short = wsplab_host_constant("SO_EXCLUSIVEADDRUSE") != -1 ? HOST(EFAULT) : HOST(EINVAL);
    EQUAL(wsplab_host_set_option(socket, SOL_SOCKET, SO_RCVBUF, &value, 1), too_short);
    EQUAL(wsplab_host_close(socket), 0);
    socket = wsplab_host_open(WINSOCK_INET6, SOCK_STREAM, 0);
    EQUAL(wsplab_host_get_option(socket, IPPROTO_IPV6, IPV6_V6ONLY, &value, sizeof value), sizeof value);
    EQUAL(value, 1);
    EQUAL(wsplab_host_close(socket), 0);
}

static void a_closed_socket_is_an_error_of_every_call(void) {
    int32_t gone = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
    EQUAL(wsplab_host_close(gone), 0);
    struct wsplab_host_address address = loopback(WINSOCK_INET);
    struct wsplab_poller *poller = NULL;
    char byte;
    EQUAL(wsplab_host_close(gone), HOST(EBADF));
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_host_bind(-1, &address), HOST(EBADF));
    EQUAL(wsplab_host_connect(-1, &address), HOST(EBADF));
    EQUAL(wsplab_host_listen(-1, 1), HOST(EBADF));
    EQUAL(wsplab_host_accept(-1), HOST(EBADF));
    EQUAL(wsplab_host_shutdown(-1, 2), HOST(EBADF));
    EQUAL(wsplab_host_local_address(-1, &address), HOST(EBADF));
    EQUAL(wsplab_host_peer_address(-1, &address), HOST(EBADF));
    EQUAL(send_text(-1, "x", 0), HOST(EBADF));
    EQUAL(recv_some(-1, &byte, 1, 0), HOST(EBADF));
    EQUAL(wsplab_host_get_option(-1, SOL_SOCKET, SO_TYPE, &byte, 1), HOST(EBADF));
    EQUAL(wsplab_host_set_option(-1, SOL_SOCKET, SO_TYPE, &byte, 1), HOST(EBADF));
    EQUAL(wsplab_host_available(-1), HOST(EBADF));
    EQUAL(wsplab_host_at_mark(-1), HOST(EBADF));
    EQUAL(wsplab_poller_add(poller, -1, 0), HOST(EBADF));
    EQUAL(wsplab_poller_remove(poller, -1), HOST(EBADF));
    wsplab_poller_close(poller);
}

/* ---- addresses --------------------------------------------------------------------------------------------------------- */

static void addresses_survive_the_way_there_and_back(void) {
    const uint32_t lengths[] = {16, 28};
    for (size_t i = 0; i < 2; i++) {
        struct wsplab_host_address there = {.length = lengths[i]}, back;
        for (uint32_t at = 2; at < lengths[i]; at++)
            there.bytes[at] = (uint8_t)(at < 8 || i == 1 ? at * 7 : 0); /* sin_zero is zero */
        there.bytes[0] = (uint8_t)(i == 0 ? WINSOCK_INET : WINSOCK_INET6);
        struct wsplab__sockaddr host;
        EQUAL(wsplab__to_host(&there, &host), 0);
        EQUAL(host.any.generic.sa_family, i == 0 ? AF_INET : AF_INET6);
        wsplab__from_host(&host, &back);
        EQUAL(memcmp(&there, &back, sizeof back), 0);
    }
}

static void addresses_that_are_none_are_refused(void) {
    const struct {
        uint32_t length;
        uint8_t family, high;
        int32_t error;
    } rows[] = {
        {0, 2, 0, HOST(EINVAL)},         {1, 2, 0, HOST(EINVAL)},         {2, 2, 0, HOST(EINVAL)},
        {15, 2, 0, HOST(EINVAL)},        {27, 23, 0, HOST(EINVAL)},       {16, 23, 0, HOST(EINVAL)},
        {16, 0, 0, HOST(EAFNOSUPPORT)},  {28, 10, 0, HOST(EAFNOSUPPORT)}, {16, 2, 1, HOST(EAFNOSUPPORT)},
        {28, 17, 0, HOST(EAFNOSUPPORT)},
    };
    int32_t socket = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct wsplab_host_address address = {.length = rows[i].length};
        address.bytes[0] = rows[i].family;
        address.bytes[1] = rows[i].high;
        struct wsplab__sockaddr host;
        EQUAL(wsplab__to_host(&address, &host), rows[i].error);
        EQUAL(wsplab_host_bind(socket, &address), rows[i].error);
        EQUAL(wsplab_host_connect(socket, &address), rows[i].error);
    }
    EQUAL(wsplab_host_close(socket), 0);
    EQUAL(wsplab_host_open(99, SOCK_STREAM, 0), HOST(EAFNOSUPPORT));
    CHECK(wsplab_host_open(WINSOCK_INET, 4711, 0) < 0);
}

static void a_host_address_of_another_family_becomes_none(void) {
    struct wsplab__sockaddr host = {.length = sizeof(struct sockaddr_in)};
    host.any.generic.sa_family = AF_UNIX;
    struct wsplab_host_address address = {.length = 5};
    wsplab__from_host(&host, &address);
    EQUAL(address.length, 0);
    host.length = 0;
    address.length = 5;
    wsplab__from_host(&host, &address);
    EQUAL(address.length, 0);
}

static void constants_are_known_by_name(void) {
#if defined(_WIN32)
    EQUAL(wsplab_host_constant("EAGAIN"), WSAEWOULDBLOCK);
    EQUAL(wsplab_host_constant("EINPROGRESS"), WSAEINPROGRESS);
    EQUAL(wsplab_host_constant("SOL_SOCKET"), 0xFFFF);
    EQUAL(wsplab_host_constant("EPIPE"), -1);
    EQUAL(wsplab_host_constant("SO_EXCLUSIVEADDRUSE"), SO_EXCLUSIVEADDRUSE);
#else
    EQUAL(wsplab_host_constant("EAGAIN"), EAGAIN);
    EQUAL(wsplab_host_constant("EPIPE"), EPIPE);
    EQUAL(wsplab_host_constant("SO_EXCLUSIVEADDRUSE"), -1);
#endif
    EQUAL(wsplab_host_constant("MSG_PEEK"), MSG_PEEK);
    EQUAL(wsplab_host_constant("TCP_NODELAY"), TCP_NODELAY);
    EQUAL(wsplab_host_constant("EAGAI"), -1);
    EQUAL(wsplab_host_constant(""), -1);
}

/* ---- the poller -------------------------------------------------------------------------------------------------------- */

static void the_poller_tells_each_change_once(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct wsplab_poller *poller = NULL;
    struct wsplab_ready ready[4];
    char byte;
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_poller_add(poller, pair.server, UINT64_MAX), 0);
    EQUAL(wsplab_poller_add(poller, pair.server, 5), HOST(EEXIST));
    EQUAL(wsplab_poller_wait(poller, ready, 4, -1), 1);
    EQUAL(ready[0].cookie, UINT64_MAX);
    EQUAL(ready[0].ready, WSPLAB_READY_OUT);
    EQUAL(wsplab_poller_wait(poller, ready, 4, 0), 0); /* an edge is told once */
    EQUAL(send_text(pair.client, "x", 0), 1);
    EQUAL(wsplab_poller_wait(poller, ready, 4, -1), 1);
    CHECK((ready[0].ready & WSPLAB_READY_IN) != 0);
    EQUAL(wsplab_poller_wait(poller, ready, 4, 0), 0);
    EQUAL(recv_some(pair.server, &byte, 1, 0), 1);
    EQUAL(recv_some(pair.server, &byte, 1, 0), HOST(EAGAIN));
    EQUAL(wsplab_poller_wait(poller, ready, 4, 0), 0);
    EQUAL(send_text(pair.client, "y", 0), 1); /* after EAGAIN, more is a change */
    EQUAL(wsplab_poller_wait(poller, ready, 4, -1), 1);
    EQUAL(ready[0].cookie, UINT64_MAX);
    CHECK((ready[0].ready & WSPLAB_READY_IN) != 0);
    EQUAL(wsplab_poller_remove(poller, pair.server), 0);
    EQUAL(wsplab_poller_remove(poller, pair.server), HOST(ENOENT));
    EQUAL(send_text(pair.client, "z", 0), 1);
    EQUAL(wsplab_poller_wait(poller, ready, 4, 0), 0);
    wsplab_poller_close(poller);
    close_pair(pair);
}

static struct wsplab_poller *poller_of(int32_t socket, uint64_t cookie) {
    struct wsplab_poller *poller = NULL;
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_poller_add(poller, socket, cookie), 0);
    return poller;
}

/* Waits until this is told of the only socket. */
static void await_told(struct wsplab_poller *poller, uint32_t wanted) {
    uint32_t seen = 0;
    for (double end = test_seconds() + TEST_BOUND_S; (seen & wanted) == 0;) {
        struct wsplab_ready ready;
        CHECK(test_seconds() < end);
        if (wsplab_poller_wait(poller, &ready, 1, 1000) == 1)
            seen = ready.ready;
    }
}

static void drop_what_is_told(struct wsplab_poller *poller) {
    struct wsplab_ready ready;
    while (wsplab_poller_wait(poller, &ready, 1, 0) != 0)
        ;
}

/* The longest way: every byte is waited for, sends are waited for as often as the buffers are full. */
static void no_edge_is_lost_between_full_and_empty_buffers(void) {
    enum { TOTAL = 8 << 20, PIECE = 1 << 16 };
    struct pair pair = connected(WINSOCK_INET);
    int small = PIECE;
    EQUAL(wsplab_host_set_option(pair.client, SOL_SOCKET, SO_SNDBUF, &small, sizeof small), 0);
    EQUAL(wsplab_host_set_option(pair.server, SOL_SOCKET, SO_RCVBUF, &small, sizeof small), 0);
    struct wsplab_poller *out = poller_of(pair.client, 1), *in = poller_of(pair.server, 2);
    char *data = calloc(1, PIECE);
    int sent = 0, received = 0, waits_out = 0, waits_in = 0;
    while (received < TOTAL) {
        while (sent < TOTAL) {
            int64_t done = wsplab_host_send(pair.client, BUFFERS(buffer(data, PIECE)), 1, 0, NULL);
            if (done < 0) {
                EQUAL(done, HOST(EAGAIN));
                break;
            }
            sent += (int)done;
        }
        await_told(in, WSPLAB_READY_IN);
        for (int64_t got; (got = recv_some(pair.server, data, PIECE, 0)) != HOST(EAGAIN); received += (int)got)
            CHECK(got > 0);
        waits_in++;
        if (sent < TOTAL) {
            await_told(out, WSPLAB_READY_OUT);
            waits_out++;
        }
    }
    EQUAL(received, sent);
    CHECK(waits_in > 1 && waits_out > 1);
    free(data);
    wsplab_poller_close(out);
    wsplab_poller_close(in);
    close_pair(pair);
}

static void urgent_data_are_told_each_time_they_come(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct wsplab_poller *poller = poller_of(pair.server, 1);
    char byte;
    for (int round = 0; round < 3; round++) {
        EQUAL(send_text(pair.client, "!", MSG_OOB), 1);
        await_told(poller, WSPLAB_READY_URGENT);
        EQUAL(recv_some(pair.server, &byte, 1, MSG_OOB), 1);
        CHECK(recv_some(pair.server, &byte, 1, MSG_OOB) < 0);
        EQUAL(send_text(pair.client, "-", 0), 1);
        await_told(poller, WSPLAB_READY_IN);
        EQUAL(recv_some(pair.server, &byte, 1, 0), 1);
        EQUAL(recv_some(pair.server, &byte, 1, 0), HOST(EAGAIN));
        drop_what_is_told(poller);
    }
    wsplab_poller_close(poller);
    close_pair(pair);
}

static void the_end_is_told_once_and_a_reset_after_it(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct wsplab_poller *poller = poller_of(pair.server, 1);
    struct wsplab_ready ready;
    struct linger hard = {.l_onoff = 1, .l_linger = 0};
    EQUAL(wsplab_host_shutdown(pair.client, 1), 0);
    await_told(poller, WSPLAB_READY_HANGUP);
    drop_what_is_told(poller);
    EQUAL(wsplab_poller_wait(poller, &ready, 1, 20), 0);
    EQUAL(wsplab_host_set_option(pair.client, SOL_SOCKET, SO_LINGER, &hard, sizeof hard), 0);
    EQUAL(wsplab_host_close(pair.client), 0);
    await_told(poller, WSPLAB_READY_ERROR);
    drop_what_is_told(poller);
    EQUAL(wsplab_poller_wait(poller, &ready, 1, 20), 0);
    wsplab_poller_close(poller);
    EQUAL(wsplab_host_close(pair.server), 0);
}

static void a_listener_is_told_again_when_all_were_accepted(void) {
    struct wsplab_host_address name = loopback(WINSOCK_INET);
    int32_t listener = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
    EQUAL(wsplab_host_bind(listener, &name), 0);
    EQUAL(wsplab_host_listen(listener, 8), 0);
    EQUAL(wsplab_host_local_address(listener, &name), 0);
    struct wsplab_poller *poller = poller_of(listener, 1);
    for (int round = 0; round < 3; round++) {
        int32_t clients[2], made[2];
        int accepted = 0;
        for (int i = 0; i < 2; i++) {
            clients[i] = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
            int32_t error = wsplab_host_connect(clients[i], &name);
            CHECK(error == 0 || error == HOST(EINPROGRESS));
        }
        while (accepted < 2) {
            await_told(poller, WSPLAB_READY_IN);
            for (int32_t got; (got = wsplab_host_accept(listener)) != HOST(EAGAIN);) {
                CHECK(got >= 0 && accepted < 2);
                made[accepted++] = got;
            }
        }
        for (int i = 0; i < 2; i++)
            close_pair((struct pair){clients[i], made[i]});
    }
    wsplab_poller_close(poller);
    EQUAL(wsplab_host_close(listener), 0);
}

/* Asks again, as the socket becomes ready, how a connect went. */
static int32_t connect_fully(int32_t socket, const struct wsplab_host_address *to, struct wsplab_poller *poller) {
    int32_t error = wsplab_host_connect(socket, to);
    while (error == HOST(EINPROGRESS) || error == HOST(EALREADY)) {
        await_told(poller, WSPLAB_READY_OUT | WSPLAB_READY_ERROR);
        error = wsplab_host_connect(socket, to);
    }
    return error;
}

static void a_refused_connect_says_so_and_the_socket_may_try_anew(void) {
    struct wsplab_host_address nobody = loopback(WINSOCK_INET), somebody = nobody;
    int32_t listener = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
    EQUAL(wsplab_host_bind(listener, &nobody), 0);
    EQUAL(wsplab_host_local_address(listener, &nobody), 0); /* bound, but not listening */
    int32_t client = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
    struct wsplab_poller *poller = poller_of(client, 1);
    for (int round = 0; round < 2; round++) {
        EQUAL(connect_fully(client, &nobody, poller), HOST(ECONNREFUSED));
        if (on_wine()) /* one more call puts the failed one away */
            EQUAL(wsplab_host_connect(client, &nobody), HOST(ECONNABORTED));
    }
    EQUAL(wsplab_host_listen(listener, 1), 0);
    somebody = nobody;
    int32_t error = connect_fully(client, &somebody, poller);
    CHECK(error == 0 || error == HOST(EISCONN));
    EQUAL(wsplab_host_connect(client, &somebody), HOST(EISCONN));
    EQUAL(send_text(client, "x", 0), 1);
    wsplab_poller_close(poller);
    EQUAL(wsplab_host_close(client), 0);
    EQUAL(wsplab_host_close(listener), 0);
}

static void a_number_that_comes_back_is_another_socket(void) {
    struct wsplab_poller *poller = NULL;
    struct wsplab_ready ready;
    EQUAL(wsplab_poller_create(&poller), 0);
    for (uint64_t round = 0; round < 200; round++) {
        int32_t socket = wsplab_host_open(WINSOCK_INET, SOCK_DGRAM, 0);
        EQUAL(wsplab_poller_add(poller, socket, round), 0);
        if (round % 2 == 0)
            EQUAL(wsplab_poller_wait(poller, &ready, 1, -1), 1);
        if (round % 2 == 0)
            EQUAL(ready.cookie, round);
        if (round % 4 == 0)
            EQUAL(wsplab_poller_remove(poller, socket), 0);
        EQUAL(wsplab_host_close(socket), 0);
    }
    EQUAL(wsplab_poller_wait(poller, &ready, 1, 0), 0);
    wsplab_poller_close(poller);
}

static void many_sockets_are_told_by_their_own_cookies(void) {
    enum { COUNT = 100 };
    int32_t sockets[COUNT];
    bool seen[COUNT] = {false};
    struct wsplab_poller *poller = NULL, *other = NULL;
    struct wsplab_ready ready[7];
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_poller_create(&other), 0);
    for (int i = 0; i < COUNT; i++) {
        sockets[i] = wsplab_host_open(WINSOCK_INET, SOCK_DGRAM, 0);
        EQUAL(wsplab_poller_add(poller, sockets[i], (uint64_t)i), 0);
        EQUAL(wsplab_poller_add(other, sockets[i], (uint64_t)i + COUNT), 0);
    }
    for (int told = 0; told < COUNT;) {
        int32_t count = wsplab_poller_wait(poller, ready, 7, -1);
        CHECK(count > 0);
        for (int32_t i = 0; i < count; i++, told++) {
            EQUAL(ready[i].ready, WSPLAB_READY_OUT);
            CHECK(ready[i].cookie < COUNT && !seen[ready[i].cookie]);
            seen[ready[i].cookie] = true;
        }
    }
    wsplab_poller_close(poller); /* with everything still in it */
    EQUAL(wsplab_poller_wait(other, ready, 1, -1), 1);
    CHECK(ready[0].cookie >= COUNT);
    for (int i = 0; i < COUNT; i++) {
        EQUAL(wsplab_host_close(sockets[i]), 0);
    }
    wsplab_poller_close(other);
}

static void a_reset_connection_is_told_as_an_error(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct linger hard = {.l_onoff = 1, .l_linger = 0};
    EQUAL(wsplab_host_set_option(pair.client, SOL_SOCKET, SO_LINGER, &hard, sizeof hard), 0);
    EQUAL(wsplab_host_close(pair.client), 0);
    CHECK(until_ready(pair.server, WSPLAB_READY_ERROR));
    char byte;
    EQUAL(recv_some(pair.server, &byte, 1, 0), on_wine() ? 0 : HOST(ECONNRESET));
    EQUAL(wsplab_host_close(pair.server), 0);
}

/* A thread: one body, which takes the poller and the socket it is given. */
struct worker {
    void (*body)(struct wsplab_poller *poller, int32_t socket);
    struct wsplab_poller *poller;
    int32_t socket;
#if defined(_WIN32)
    HANDLE thread;
#else
    pthread_t thread;
#endif
};

#if defined(_WIN32)
static DWORD WINAPI worker_main(void *argument) {
    struct worker *worker = argument;
    worker->body(worker->poller, worker->socket);
    return 0;
}

static void worker_start(struct worker *worker) {
    worker->thread = CreateThread(NULL, 0, worker_main, worker, 0, NULL);
    CHECK(worker->thread != NULL);
}

static void worker_join(struct worker *worker) {
    EQUAL(WaitForSingleObject(worker->thread, INFINITE), WAIT_OBJECT_0);
    CHECK(CloseHandle(worker->thread));
}
#else
static void *worker_main(void *argument) {
    struct worker *worker = argument;
    worker->body(worker->poller, worker->socket);
    return NULL;
}

static void worker_start(struct worker *worker) {
    EQUAL(pthread_create(&worker->thread, NULL, worker_main, worker), 0);
}

static void worker_join(struct worker *worker) {
    EQUAL(pthread_join(worker->thread, NULL), 0);
}
#endif

static void wait_for_ever(struct wsplab_poller *poller, int32_t unused) {
    (void)unused;
    struct wsplab_ready ready[300];
    EQUAL(wsplab_poller_wait(poller, ready, 300, -1), 0);
}

static void add_and_find_nothing(struct wsplab_poller *poller, int32_t socket) {
    char byte;
    EQUAL(wsplab_poller_add(poller, socket, 5), 0);
    EQUAL(recv_some(socket, &byte, 1, 0), HOST(EAGAIN));
}

static void a_socket_stays_watched_when_the_thread_that_added_it_ends(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct worker worker = {.body = add_and_find_nothing, .socket = pair.server};
    EQUAL(wsplab_poller_create(&worker.poller), 0);
    worker_start(&worker);
    worker_join(&worker);
    await_told(worker.poller, WSPLAB_READY_OUT);
    EQUAL(send_text(pair.client, "x", 0), 1);
    await_told(worker.poller, WSPLAB_READY_IN);
    wsplab_poller_close(worker.poller);
    close_pair(pair);
}

static void a_wake_ends_the_present_or_the_next_wait(void) {
    struct wsplab_poller *poller = NULL;
    struct wsplab_ready ready;
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_poller_wake(poller), 0);
    EQUAL(wsplab_poller_wake(poller), 0);
    EQUAL(wsplab_poller_wait(poller, &ready, 1, -1), 0);
    EQUAL(wsplab_poller_wait(poller, &ready, 1, 0), 0);
    struct worker worker = {.body = wait_for_ever, .poller = poller};
    worker_start(&worker);
    EQUAL(wsplab_poller_wake(poller), 0);
    worker_join(&worker);
    wsplab_poller_close(poller);
}

/* ---- Windows counts no descriptors -------------------------------------------------------------------------------------- */

#if !defined(_WIN32)
static void without_descriptors_there_is_no_poller_and_no_socket(void) {
    struct rlimit limit, none;
    EQUAL(getrlimit(RLIMIT_NOFILE, &limit), 0);
    struct wsplab_poller *poller = NULL;
    for (rlim_t room = 0; room < 2; room++) { /* the second descriptor of a poller fails as well */
        int32_t lowest = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
        EQUAL(wsplab_host_close(lowest), 0);
        none = (struct rlimit){.rlim_cur = (rlim_t)lowest + room, .rlim_max = limit.rlim_max};
        EQUAL(setrlimit(RLIMIT_NOFILE, &none), 0);
        EQUAL(wsplab_poller_create(&poller), HOST(EMFILE));
        if (room == 0)
            EQUAL(wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0), HOST(EMFILE));
        EQUAL(setrlimit(RLIMIT_NOFILE, &limit), 0);
    }
    CHECK(poller == NULL);
}
#endif

int main(void) {
    RUN(a_connection_carries_data_over_ipv4);
    RUN(a_connection_carries_data_over_ipv6);
    RUN(datagrams_name_their_sender_and_say_when_they_were_cut);
    RUN(urgent_data_has_its_mark);
    RUN(bad_memory_is_an_error_of_the_call);
    RUN(options_are_read_and_written);
    RUN(a_closed_socket_is_an_error_of_every_call);
    RUN(addresses_survive_the_way_there_and_back);
    RUN(addresses_that_are_none_are_refused);
    RUN(a_host_address_of_another_family_becomes_none);
    RUN(constants_are_known_by_name);
    RUN(the_poller_tells_each_change_once);
    RUN(no_edge_is_lost_between_full_and_empty_buffers);
    RUN(urgent_data_are_told_each_time_they_come);
    RUN(the_end_is_told_once_and_a_reset_after_it);
    RUN(a_listener_is_told_again_when_all_were_accepted);
    RUN(a_refused_connect_says_so_and_the_socket_may_try_anew);
    RUN(a_number_that_comes_back_is_another_socket);
    RUN(many_sockets_are_told_by_their_own_cookies);
    RUN(a_reset_connection_is_told_as_an_error);
    RUN(a_socket_stays_watched_when_the_thread_that_added_it_ends);
    RUN(a_wake_ends_the_present_or_the_next_wait);
#if !defined(_WIN32)
    RUN(without_descriptors_there_is_no_poller_and_no_socket);
#endif
    return 0;
}
