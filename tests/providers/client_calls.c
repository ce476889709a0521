/*
 * client_calls.c - a client that calls most of what a client can call, and looks at what comes back.
 *
 * Returns 0 when all is as Microsoft's pages say. It is written for Windows as well: there it checks itself.
 */
#include "client_calls.h"

static int failures;

void check(const char *file, int line, const char *what, int well) {
    if (!well) {
        fprintf(stderr, "%s:%d: %s does not hold (last error %d)\n", file, line, what, WSAGetLastError());
        failures++;
    }
}

/* ---- what the others start from --------------------------------------------------------------------------------------- */

struct sockaddr_in any_port(void) {
    struct sockaddr_in name;
    memset(&name, 0, sizeof(name));
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return name;
}

SOCKET bound(int type, struct sockaddr_in *name) {
    SOCKET s = socket(AF_INET, type, 0);
    int length = sizeof(*name);
    *name = any_port();
    CHECK(s != INVALID_SOCKET && bind(s, (const struct sockaddr *)name, sizeof(*name)) == 0);
    CHECK(getsockname(s, (struct sockaddr *)name, &length) == 0 && length == (int)sizeof(*name) && name->sin_port != 0);
    return s;
}

void connect_pair(SOCKET *mine, SOCKET *peer) {
    struct sockaddr_in name, from;
    int length = sizeof(from);
    SOCKET listener = bound(SOCK_STREAM, &name);
    CHECK(listen(listener, 4) == 0);
    *mine = socket(AF_INET, SOCK_STREAM, IPPROTO_TCP);
    CHECK(connect(*mine, (const struct sockaddr *)&name, sizeof(name)) == 0);
    *peer = accept(listener, (struct sockaddr *)&from, &length);
    CHECK(*peer != INVALID_SOCKET && length == (int)sizeof(from) && from.sin_family == AF_INET);
    CHECK(closesocket(listener) == 0);
}

void close_both(SOCKET a, SOCKET b) {
    CHECK(closesocket(a) == 0 && closesocket(b) == 0);
}

/* ---- sockets ---------------------------------------------------------------------------------------------------------- */

static void given_connection_when_asked_for_names_then_each_is_the_others(void) {
    struct sockaddr_in a, b;
    int length = sizeof(a);
    SOCKET mine, peer;
    connect_pair(&mine, &peer);
    CHECK(getsockname(mine, (struct sockaddr *)&a, &length) == 0);
    CHECK(getpeername(peer, (struct sockaddr *)&b, &length) == 0);
    CHECK(a.sin_port == b.sin_port && a.sin_addr.s_addr == b.sin_addr.s_addr);
    length = 4;
    CHECK(getsockname(mine, (struct sockaddr *)&a, &length) == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT);
    close_both(mine, peer);
    CHECK(send(mine, "x", 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAENOTSOCK);
}

static void given_connection_when_data_are_sent_then_they_arrive_and_end(void) {
    char room[8];
    u_long waiting = 0;
    SOCKET mine, peer;
    connect_pair(&mine, &peer);
    CHECK(send(mine, "hello", 5, 0) == 5);
    CHECK(recv(peer, room, 2, MSG_PEEK) == 2 && recv(peer, room, 2, 0) == 2 && memcmp(room, "he", 2) == 0);
    CHECK(ioctlsocket(peer, FIONREAD, &waiting) == 0 && waiting == 3);
    CHECK(recv(peer, room, 8, 0) == 3);
    CHECK(shutdown(mine, SD_SEND) == 0 && recv(peer, room, 8, 0) == 0);
    CHECK(send(mine, "x", 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAESHUTDOWN);
    close_both(mine, peer);
}

static void given_datagram_when_received_then_its_sender_is_told(void) {
    struct sockaddr_in mine_name, peer_name, from;
    char room[8];
    int length = sizeof(from);
    SOCKET mine = bound(SOCK_DGRAM, &mine_name);
    SOCKET peer = bound(SOCK_DGRAM, &peer_name);
    CHECK(sendto(mine, "abc", 3, 0, (const struct sockaddr *)&peer_name, sizeof(peer_name)) == 3);
    CHECK(recvfrom(peer, room, 8, 0, (struct sockaddr *)&from, &length) == 3);
    CHECK(length == (int)sizeof(from) && from.sin_port == mine_name.sin_port);
    close_both(mine, peer);
}

static void given_options_when_set_then_they_are_told_and_kept(void) {
    struct linger linger = {1, 3};
    struct linger told = {0, 0};
    DWORD timeout = 50;
    DWORD value = 0;
    u_long on = 1;
    int length = sizeof(told);
    char room[1];
    SOCKET mine, peer;
    connect_pair(&mine, &peer);
    CHECK(setsockopt(mine, SOL_SOCKET, SO_LINGER, (const char *)&linger, sizeof(linger)) == 0);
    CHECK(getsockopt(mine, SOL_SOCKET, SO_LINGER, (char *)&told, &length) == 0);
    CHECK(length == (int)sizeof(told) && told.l_onoff != 0 && told.l_linger == 3);
    length = sizeof(value);
    CHECK(getsockopt(mine, SOL_SOCKET, SO_TYPE, (char *)&value, &length) == 0 && value == SOCK_STREAM && length == 4);
    length = 1;
    CHECK(getsockopt(mine, SOL_SOCKET, SO_TYPE, (char *)&value, &length) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSAEFAULT);
    CHECK(setsockopt(mine, SOL_SOCKET, SO_RCVTIMEO, (const char *)&timeout, sizeof(timeout)) == 0);
    CHECK(recv(mine, room, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAETIMEDOUT);
    CHECK(ioctlsocket(peer, FIONBIO, &on) == 0);
    CHECK(recv(peer, room, 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAEWOULDBLOCK);
    linger.l_onoff = 0;
    CHECK(setsockopt(mine, SOL_SOCKET, SO_LINGER, (const char *)&linger, sizeof(linger)) == 0);
    close_both(mine, peer);
}

static void given_bad_pointers_when_called_then_fault(void) {
    WSABUF buffer = {1, NULL};
    char one = 'x';
    SOCKET mine, peer;
    connect_pair(&mine, &peer);
    buffer.buf = &one;
    CHECK(WSASend(mine, &buffer, 1, NULL, 0, NULL, NULL) == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT);
    CHECK(WSARecv(mine, &buffer, 1, NULL, NULL, NULL, NULL) == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT);
    CHECK(bind(mine, NULL, 16) == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT);
    CHECK(getsockopt(mine, SOL_SOCKET, SO_TYPE, NULL, NULL) == SOCKET_ERROR && WSAGetLastError() == WSAEFAULT);
    close_both(mine, peer);
}

static void given_addresses_when_turned_into_text_and_back_then_the_same(void) {
    struct sockaddr_in name = any_port();
    struct sockaddr_in back;
    char text[64];
    DWORD size = sizeof(text);
    int length = sizeof(back);
    name.sin_port = htons(8080);
    CHECK(WSAAddressToStringA((LPSOCKADDR)&name, sizeof(name), NULL, text, &size) == 0);
    CHECK(strcmp(text, "127.0.0.1:8080") == 0 && size == 15);
    CHECK(WSAStringToAddressA(text, AF_INET, NULL, (LPSOCKADDR)&back, &length) == 0);
    CHECK(back.sin_port == name.sin_port && back.sin_addr.s_addr == name.sin_addr.s_addr);
    size = 3;
    CHECK(WSAAddressToStringA((LPSOCKADDR)&name, sizeof(name), NULL, text, &size) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSAEFAULT && size == 15);
}

static void given_no_room_when_protocols_are_asked_for_then_the_length_is_told(void) {
    WSAPROTOCOL_INFOW *all;
    DWORD length = 0;
    int count;
    CHECK(WSAEnumProtocolsW(NULL, NULL, &length) == SOCKET_ERROR && WSAGetLastError() == WSAENOBUFS);
    CHECK(length >= sizeof(WSAPROTOCOL_INFOW));
    all = malloc(length);
    count = WSAEnumProtocolsW(NULL, all, &length);
    CHECK(count > 0 && all[0].ProtocolChain.ChainLen > 0);
    free(all);
}

int CLIENT_MAIN(void) {
    WSADATA data;
    memset(&data, 0, sizeof(data));
    CHECK(WSAStartup(MAKEWORD(2, 2), &data) == 0 && data.wVersion == MAKEWORD(2, 2));
    given_connection_when_asked_for_names_then_each_is_the_others();
    given_connection_when_data_are_sent_then_they_arrive_and_end();
    given_datagram_when_received_then_its_sender_is_told();
    given_options_when_set_then_they_are_told_and_kept();
    given_bad_pointers_when_called_then_fault();
    given_addresses_when_turned_into_text_and_back_then_the_same();
    given_no_room_when_protocols_are_asked_for_then_the_length_is_told();
    call_accepts();
    call_completions();
    call_errors();
    call_files();
    call_waits();
    CHECK(WSACleanup() == 0);
    if (failures == 0) {
        printf("client_calls: all as expected\n");
    }
    fflush(stdout);
    return failures == 0 ? 0 : 1;
}
