/* The system's own sockets: addresses, data, errors. */
#include "host_pairs.h"

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

static void datagrams_say_where_they_went_and_come_from_where_they_are_told_to(void) {
    const int32_t families[] = {WINSOCK_INET, WINSOCK_INET6};
    for (size_t i = 0; i < 2; i++) {
        bool ipv4 = families[i] == WINSOCK_INET;
        struct wsplab_host_address any = {.length = ipv4 ? 16 : 28}, local = loopback(families[i]), name, from;
        any.bytes[0] = (uint8_t)families[i];
        int32_t a = wsplab_host_open(families[i], SOCK_DGRAM, 0), b = wsplab_host_open(families[i], SOCK_DGRAM, 0);
        int on = 1;
        EQUAL(wsplab_host_bind(a, &any), 0);
        EQUAL(wsplab_host_bind(b, &local), 0);
        EQUAL(wsplab_host_set_option(b, wsplab_host_constant(ipv4 ? "IPPROTO_IP" : "IPPROTO_IPV6"),
                                     wsplab_host_constant(ipv4 ? "IP_PKTINFO" : "IPV6_RECVPKTINFO"), &on, sizeof on),
              0);
        EQUAL(wsplab_host_local_address(b, &name), 0);
        struct wsplab_host_packet_info source = {.address = local}, target;
        if (ipv4 && !test_on_wine()) {   /* which sends from the socket's own address whatever it is told */
            source.address.bytes[7] = 2; /* 127.0.0.2 */
        }
        EQUAL(wsplab_host_send_message(a, BUFFERS(buffer("hi", 2)), 1, 0, &name, &source), 2);
        CHECK(until_ready(b, WSPLAB_READY_IN));
        char into[8];
        int32_t flags = 0;
        EQUAL(wsplab_host_recv_message(b, BUFFERS(buffer(into, 8)), 1, 0, &from, &target, &flags), 2);
        EQUAL(flags & (MSG_TRUNC | MSG_CTRUNC), 0);
        EQUAL(from.length, any.length);
        EQUAL(memcmp(from.bytes + 4, source.address.bytes + 4, any.length - 4), 0);
        EQUAL(target.address.length, any.length);
        EQUAL(memcmp(target.address.bytes + 4, local.bytes + 4, any.length - 4), 0);
        CHECK(target.interface_number != 0);
        EQUAL(wsplab_host_close(a), 0);
        EQUAL(wsplab_host_close(b), 0);
    }
}

static void a_default_peer_can_be_dissolved(void) {
    struct wsplab_host_address local = loopback(WINSOCK_INET), name, peer;
    int32_t a = wsplab_host_open(WINSOCK_INET, SOCK_DGRAM, 0), b = wsplab_host_open(WINSOCK_INET, SOCK_DGRAM, 0);
    EQUAL(wsplab_host_bind(a, &local), 0);
    EQUAL(wsplab_host_bind(b, &local), 0);
    EQUAL(wsplab_host_local_address(b, &name), 0);
    EQUAL(wsplab_host_connect(a, &name), 0);
    EQUAL(wsplab_host_peer_address(a, &peer), 0);
    EQUAL(wsplab_host_disconnect(a), 0);
    EQUAL(wsplab_host_peer_address(a, &peer), HOST(ENOTCONN));
    EQUAL(wsplab_host_close(a), 0);
    EQUAL(wsplab_host_close(b), 0);
}

static void the_base_of_a_socket_of_the_system_is_that_socket(void) {
    struct pair pair = connected(WINSOCK_INET);
    EQUAL(wsplab_host_base(pair.client), pair.client);
    EQUAL(wsplab_host_base(pair.server), pair.server);
    close_pair(pair);
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
    int on = 1;
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
    EQUAL(wsplab_host_set_option(-1, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on), HOST(EBADF));
    EQUAL(wsplab_host_available(-1), HOST(EBADF));
    EQUAL(wsplab_host_unsent(-1), HOST(EBADF));
    EQUAL(wsplab_host_at_mark(-1), HOST(EBADF));
    EQUAL(wsplab_host_base(-1), HOST(EBADF));
    struct wsplab_host_packet_info info = {.address = address};
    EQUAL(wsplab_host_send_message(-1, BUFFERS(buffer("x", 1)), 1, 0, &address, &info), HOST(EBADF));
    EQUAL(wsplab_host_recv_message(-1, BUFFERS(buffer(&byte, 1)), 1, 0, &address, &info, &on), HOST(EBADF));
    EQUAL(wsplab_host_disconnect(-1), HOST(EBADF));
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

int main(void) {
    RUN(a_connection_carries_data_over_ipv4);
    RUN(a_connection_carries_data_over_ipv6);
    RUN(datagrams_name_their_sender_and_say_when_they_were_cut);
    RUN(datagrams_say_where_they_went_and_come_from_where_they_are_told_to);
    RUN(a_default_peer_can_be_dissolved);
    RUN(the_base_of_a_socket_of_the_system_is_that_socket);
    RUN(urgent_data_has_its_mark);
    RUN(bad_memory_is_an_error_of_the_call);
    RUN(options_are_read_and_written);
    RUN(a_closed_socket_is_an_error_of_every_call);
    RUN(addresses_survive_the_way_there_and_back);
    RUN(addresses_that_are_none_are_refused);
    RUN(a_host_address_of_another_family_becomes_none);
    RUN(constants_are_known_by_name);
    return 0;
}
