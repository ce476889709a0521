/* The system's own sockets: addresses, data, errors, and the poller. */
#include "test.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

#include "host_address.h"
#include <wsplab/host_socket.h>

#define WINSOCK_INET 2
#define WINSOCK_INET6 23
#define BUFFERS(...)                                                                                                   \
    (struct wsplab_host_buffer[]) {                                                                                    \
        __VA_ARGS__                                                                                                    \
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
    EQUAL(wsplab_host_accept(listener), -EAGAIN);
    EQUAL(wsplab_host_local_address(listener, &bound), 0);
    EQUAL(bound.length, address.length);
    EQUAL(bound.bytes[0], family);
    EQUAL(memcmp(bound.bytes + 4, address.bytes + 4, address.length - 4), 0);
    struct pair pair = {.client = wsplab_host_open(family, SOCK_STREAM, IPPROTO_TCP)};
    CHECK(pair.client >= 0);
    int32_t error = wsplab_host_connect(pair.client, &bound);
    CHECK(error == 0 || error == -EINPROGRESS);
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
    EQUAL(recv_some(pair.server, first, 4, 0), -EAGAIN);
    EQUAL(wsplab_host_shutdown(pair.client, 1), 0);
    CHECK(until_ready(pair.server, WSPLAB_READY_HANGUP));
    EQUAL(recv_some(pair.server, first, 4, 0), 0);
    EQUAL(send_text(pair.client, "x", 0), -EPIPE); /* and no SIGPIPE */
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
        EQUAL(wsplab_host_send(a, BUFFERS(buffer("x", 1)), 1, 0, &wrong), -EAFNOSUPPORT);
        EQUAL(wsplab_host_close(a), 0);
        EQUAL(wsplab_host_close(b), 0);
    }
}

static void urgent_data_has_its_mark(void) {
    struct pair pair = connected(WINSOCK_INET);
    char into[8];
    EQUAL(send_text(pair.client, "ab", 0), 2);
    EQUAL(send_text(pair.client, "!", MSG_OOB), 1);
    CHECK(until_ready(pair.server, WSPLAB_READY_URGENT));
    EQUAL(wsplab_host_at_mark(pair.server), 0);
    EQUAL(recv_some(pair.server, into, 8, 0), 2);
    EQUAL(wsplab_host_at_mark(pair.server), 1);
    EQUAL(recv_some(pair.server, into, 1, MSG_OOB), 1);
    EQUAL(into[0], '!');
    close_pair(pair);
}

static void bad_memory_is_an_error_of_the_call(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct wsplab_host_buffer bad = {.address = 0x10, .length = 4};
    int32_t flags = 0;
    EQUAL(wsplab_host_send(pair.client, &bad, 1, 0, NULL), -EFAULT);
    EQUAL(send_text(pair.client, "data", 0), 4);
    CHECK(until_ready(pair.server, WSPLAB_READY_IN));
    EQUAL(wsplab_host_recv(pair.server, &bad, 1, 0, NULL, &flags), -EFAULT);
    close_pair(pair);
}

static void options_are_read_and_written(void) {
    int32_t socket = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
    int value = 1;
    EQUAL(wsplab_host_set_option(socket, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value), 0);
    value = 0;
    EQUAL(wsplab_host_get_option(socket, IPPROTO_TCP, TCP_NODELAY, &value, sizeof value), sizeof value);
    CHECK(value != 0);
    EQUAL(wsplab_host_get_option(socket, SOL_SOCKET, 9999, &value, sizeof value), -ENOPROTOOPT);
    EQUAL(wsplab_host_set_option(socket, SOL_SOCKET, SO_KEEPALIVE, &value, 1), -EINVAL);
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
    int on = 1;
    EQUAL(wsplab_host_close(gone), -EBADF);
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_host_bind(-1, &address), -EBADF);
    EQUAL(wsplab_host_connect(-1, &address), -EBADF);
    EQUAL(wsplab_host_listen(-1, 1), -EBADF);
    EQUAL(wsplab_host_accept(-1), -EBADF);
    EQUAL(wsplab_host_shutdown(-1, 2), -EBADF);
    EQUAL(wsplab_host_local_address(-1, &address), -EBADF);
    EQUAL(wsplab_host_peer_address(-1, &address), -EBADF);
    EQUAL(send_text(-1, "x", 0), -EBADF);
    EQUAL(recv_some(-1, &byte, 1, 0), -EBADF);
    EQUAL(wsplab_host_get_option(-1, SOL_SOCKET, SO_TYPE, &byte, 1), -EBADF);
    EQUAL(wsplab_host_set_option(-1, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on), -EBADF);
    EQUAL(wsplab_host_available(-1), -EBADF);
    EQUAL(wsplab_host_at_mark(-1), -EBADF);
    EQUAL(wsplab_poller_add(poller, -1, 0), -EBADF);
    EQUAL(wsplab_poller_remove(poller, -1), -EBADF);
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
        {0, 2, 0, -EINVAL},        {1, 2, 0, -EINVAL},         {2, 2, 0, -EINVAL},        {15, 2, 0, -EINVAL},
        {27, 23, 0, -EINVAL},      {16, 23, 0, -EINVAL},       {16, 0, 0, -EAFNOSUPPORT}, {28, 10, 0, -EAFNOSUPPORT},
        {16, 2, 1, -EAFNOSUPPORT}, {28, 17, 0, -EAFNOSUPPORT},
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
    EQUAL(wsplab_host_open(99, SOCK_STREAM, 0), -EAFNOSUPPORT);
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
    EQUAL(wsplab_host_constant("EAGAIN"), EAGAIN);
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
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_poller_add(poller, pair.server, UINT64_MAX), 0);
    EQUAL(wsplab_poller_add(poller, pair.server, 5), -EEXIST);
    EQUAL(wsplab_poller_wait(poller, ready, 4, -1), 1);
    EQUAL(ready[0].cookie, UINT64_MAX);
    EQUAL(ready[0].ready, WSPLAB_READY_OUT);
    EQUAL(wsplab_poller_wait(poller, ready, 4, 0), 0); /* an edge is told once */
    EQUAL(send_text(pair.client, "x", 0), 1);
    EQUAL(wsplab_poller_wait(poller, ready, 4, -1), 1);
    CHECK((ready[0].ready & WSPLAB_READY_IN) != 0);
    EQUAL(wsplab_poller_wait(poller, ready, 4, 0), 0);
    EQUAL(send_text(pair.client, "y", 0), 1); /* more of it is a change too */
    EQUAL(wsplab_poller_wait(poller, ready, 4, -1), 1);
    EQUAL(wsplab_poller_remove(poller, pair.server), 0);
    EQUAL(wsplab_poller_remove(poller, pair.server), -ENOENT);
    EQUAL(send_text(pair.client, "z", 0), 1);
    EQUAL(wsplab_poller_wait(poller, ready, 4, 0), 0);
    wsplab_poller_close(poller);
    close_pair(pair);
}

static void a_reset_connection_is_told_as_an_error(void) {
    struct pair pair = connected(WINSOCK_INET);
    struct linger hard = {.l_onoff = 1, .l_linger = 0};
    EQUAL(wsplab_host_set_option(pair.client, SOL_SOCKET, SO_LINGER, &hard, sizeof hard), 0);
    EQUAL(wsplab_host_close(pair.client), 0);
    CHECK(until_ready(pair.server, WSPLAB_READY_ERROR));
    char byte;
    EQUAL(recv_some(pair.server, &byte, 1, 0), -ECONNRESET);
    EQUAL(wsplab_host_close(pair.server), 0);
}

static void *wait_for_ever(void *poller) {
    struct wsplab_ready ready[300];
    EQUAL(wsplab_poller_wait(poller, ready, 300, -1), 0);
    return NULL;
}

static void a_wake_ends_the_present_or_the_next_wait(void) {
    struct wsplab_poller *poller = NULL;
    struct wsplab_ready ready;
    EQUAL(wsplab_poller_create(&poller), 0);
    EQUAL(wsplab_poller_wake(poller), 0);
    EQUAL(wsplab_poller_wake(poller), 0);
    EQUAL(wsplab_poller_wait(poller, &ready, 1, -1), 0);
    EQUAL(wsplab_poller_wait(poller, &ready, 1, 0), 0);
    pthread_t thread = test_start(wait_for_ever, poller);
    EQUAL(wsplab_poller_wake(poller), 0);
    test_join(thread);
    wsplab_poller_close(poller);
}

static void without_descriptors_there_is_no_poller_and_no_socket(void) {
    struct rlimit limit, none;
    EQUAL(getrlimit(RLIMIT_NOFILE, &limit), 0);
    struct wsplab_poller *poller = NULL;
    for (rlim_t room = 0; room < 2; room++) { /* the second descriptor of a poller fails as well */
        int32_t lowest = wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0);
        EQUAL(wsplab_host_close(lowest), 0);
        none = (struct rlimit){.rlim_cur = (rlim_t)lowest + room, .rlim_max = limit.rlim_max};
        EQUAL(setrlimit(RLIMIT_NOFILE, &none), 0);
        EQUAL(wsplab_poller_create(&poller), -EMFILE);
        if (room == 0)
            EQUAL(wsplab_host_open(WINSOCK_INET, SOCK_STREAM, 0), -EMFILE);
        EQUAL(setrlimit(RLIMIT_NOFILE, &limit), 0);
    }
    CHECK(poller == NULL);
}

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
    RUN(a_reset_connection_is_told_as_an_error);
    RUN(a_wake_ends_the_present_or_the_next_wait);
    RUN(without_descriptors_there_is_no_poller_and_no_socket);
    return 0;
}
