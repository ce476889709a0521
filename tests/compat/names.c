/*
 * names.c - a source that has read the C library's headers first calls the functions of Winsock, not those of libc.
 *
 * names.cpp includes it, so that it is C++, too.
 */
#include <stdlib.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <winsock2.h>

#include <ws2tcpip.h>
/* These come too late to change anything. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>

#include <stdio.h>

#include "names_stand_ins.h"

static int failures;

static void check(int line, int well) {
    if (!well) {
        fprintf(stderr, "names.c:%d does not hold\n", line);
        failures++;
    }
}
#define CHECK(what) check(__LINE__, (what) ? 1 : 0)

static void given_libc_headers_first_when_send_is_called_then_it_is_ours(void) {
    SOCKET s = (SOCKET)0x1122334455667788u;
    CHECK(send(s, "four", 4, 0) == 4);
    CHECK(stand_ins.sends == 1 && stand_ins.last_length == 4);
}

static void given_libc_headers_first_when_select_is_called_then_it_is_ours(void) {
    struct timeval none = {0, 0};
    fd_set set;
    FD_ZERO(&set);
    FD_SET((SOCKET)1000000, &set); /* no bit of any mask */
    FD_SET((SOCKET)8, &set);
    FD_SET((SOCKET)8, &set);
    CHECK(set.fd_count == 2);
    CHECK(FD_ISSET(8, &set) && FD_ISSET(1000000, &set) && !FD_ISSET(4, &set));
    CHECK(select(0, &set, NULL, NULL, &none) == 2);
    CHECK(stand_ins.selects == 1 && stand_ins.last_count == 2);
    FD_CLR((SOCKET)1000000, &set);
    CHECK(set.fd_count == 1 && set.fd_array[0] == 8);
}

static void given_a_full_set_when_a_socket_is_added_then_it_stays_as_it_is(void) {
    fd_set set;
    SOCKET s;
    FD_ZERO(&set);
    for (s = 4; set.fd_count < FD_SETSIZE; s += 4) {
        FD_SET(s, &set);
    }
    FD_SET(s, &set);
    CHECK(set.fd_count == 64 && !FD_ISSET(s, &set));
}

static void given_addresses_when_written_then_they_have_windows_numbers(void) {
    struct sockaddr_in name;
    struct in6_addr six;
    char text[INET6_ADDRSTRLEN];
    const UCHAR *bytes = (const UCHAR *)&name;
    memset(&name, 0, sizeof(name));
    name.sin_family = AF_INET;
    name.sin_port = htons(0x1234);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    CHECK(bytes[0] == 2 && bytes[1] == 0 && bytes[2] == 0x12 && bytes[3] == 0x34 && bytes[4] == 127 && bytes[7] == 1);
    CHECK(bind(4, (const struct sockaddr *)&name, sizeof(name)) == 0 && stand_ins.binds == 1);
    CHECK(AF_INET6 == 23 && SOL_SOCKET == 0xffff && SO_RCVBUF == 0x1002);
    CHECK(inet_pton(AF_INET6, "::1", &six) == 1 && memcmp(&six, &in6addr_loopback, sizeof(six)) == 0);
    CHECK(inet_ntop(AF_INET6, &six, text, sizeof(text)) == text && strcmp(text, "::1") == 0);
    CHECK(inet_pton(10, "::1", &six) == -1); /* the C library's own AF_INET6 */
}

static void given_wide_text_when_written_then_its_units_have_16_bits(void) {
    static const WCHAR text[] = L"two";
    CHECK(sizeof(text) == 8 && lstrlenW(text) == 3);
}

int main(void) {
    given_libc_headers_first_when_send_is_called_then_it_is_ours();
    given_libc_headers_first_when_select_is_called_then_it_is_ours();
    given_a_full_set_when_a_socket_is_added_then_it_stays_as_it_is();
    given_addresses_when_written_then_they_have_windows_numbers();
    given_wide_text_when_written_then_its_units_have_16_bits();
    return failures == 0 ? 0 : 1;
}
