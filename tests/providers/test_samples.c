/*
 * test_samples.c - the base alone, and the layer over it, driven through their tables as ws2_32 would.
 *
 *   test_samples LAYER BASE    the paths of the two modules
 */
#include <winsock2.h>

#include <mswsock.h>
#include <stdio.h>
#include <stdlib.h>

#include "fake_ws2.h"

static struct fake_provider provider;
static BOOL layered;

static void fail(int line, const char *what) {
    fprintf(stderr, "test_samples.c:%d, %s: %s\n", line, layered ? "layer over base" : "base", what);
    fflush(NULL);
    _Exit(1);
}
#define CHECK(what)                                                                                                    \
    do {                                                                                                               \
        if (!(what))                                                                                                   \
            fail(__LINE__, #what);                                                                                     \
    } while (0)
#define WSP(name) provider.table.lpWSP##name

/* ---- what the tests start from ---------------------------------------------------------------------------------------- */

static void start(void) {
    WSPDATA data;
    CHECK(fake_start(&provider, MAKEWORD(2, 2), &data) == 0);
    CHECK(data.wVersion == MAKEWORD(2, 2) && data.wHighVersion == MAKEWORD(2, 2));
}

static void end(void) {
    int error;
    CHECK(WSP(Cleanup)(&error) == 0);
    CHECK(fake_open_handles() == 0);
    CHECK(fake_refused == 0);
}

static SOCKET make(void) {
    int error = 0;
    SOCKET s = WSP(Socket)(AF_INET, SOCK_STREAM, 0, &provider.info, 0, WSA_FLAG_OVERLAPPED, &error);
    CHECK(s != INVALID_SOCKET);
    return s;
}

static void close_it(SOCKET s) {
    int error;
    CHECK(WSP(CloseSocket)(s, &error) == 0);
}

static struct sockaddr_in loopback(void) {
    struct sockaddr_in name;
    memset(&name, 0, sizeof(name));
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return name;
}

static SOCKET make_bound(struct sockaddr_in *name) {
    SOCKET s = make();
    int length = sizeof(*name);
    int error;
    *name = loopback();
    CHECK(WSP(Bind)(s, (const struct sockaddr *)name, sizeof(*name), &error) == 0);
    CHECK(WSP(GetSockName)(s, (struct sockaddr *)name, &length, &error) == 0 && name->sin_port != 0);
    return s;
}

static SOCKET make_listener(struct sockaddr_in *name) {
    SOCKET s = make_bound(name);
    int error;
    CHECK(WSP(Listen)(s, 8, &error) == 0);
    return s;
}

struct pair {
    SOCKET mine, peer;
};

static struct pair connect_pair(void) {
    struct sockaddr_in name;
    struct pair pair;
    SOCKET listener = make_listener(&name);
    int error = 0;
    pair.mine = make();
    CHECK(WSP(Connect)(pair.mine, (const struct sockaddr *)&name, sizeof(name), NULL, NULL, NULL, NULL, &error) == 0);
    pair.peer = WSP(Accept)(listener, NULL, NULL, NULL, 0, &error);
    CHECK(pair.peer != INVALID_SOCKET);
    close_it(listener);
    return pair;
}

static void close_pair(struct pair pair) {
    close_it(pair.mine);
    close_it(pair.peer);
}

static DWORD send_now(SOCKET s, const char *data, DWORD length) {
    WSABUF buffer = {length, (CHAR *)(UINT_PTR)data};
    DWORD sent = 0;
    int error = 0;
    CHECK(WSP(Send)(s, &buffer, 1, &sent, 0, NULL, NULL, NULL, &error) == 0);
    return sent;
}

static DWORD receive_now(SOCKET s, char *room, DWORD length) {
    WSABUF buffer = {length, room};
    DWORD received = 0;
    DWORD flags = 0;
    int error = 0;
    CHECK(WSP(Recv)(s, &buffer, 1, &received, &flags, NULL, NULL, NULL, &error) == 0);
    return received;
}

/* Starts a receive; TRUE when it is pending. */
static BOOL start_receive(SOCKET s, WSABUF *buffer, LPWSAOVERLAPPED overlapped,
                          LPWSAOVERLAPPED_COMPLETION_ROUTINE routine) {
    DWORD flags = 0;
    DWORD bytes;
    int error = 0;
    int result = WSP(Recv)(s, buffer, 1, &bytes, &flags, overlapped, routine, NULL, &error);
    CHECK(result == 0 || error == WSA_IO_PENDING);
    return result != 0;
}

static int result_of(SOCKET s, LPWSAOVERLAPPED overlapped, DWORD *bytes) {
    DWORD flags;
    int error = 0;
    return WSP(GetOverlappedResult)(s, overlapped, bytes, FALSE, &flags, &error) ? 0 : error;
}

/* ---- start and end ---------------------------------------------------------------------------------------------------- */

static void given_versions_when_started_then_two_two_is_all_it_speaks(void) { /* WSP-START-3 to WSP-START-5 */
    WSPDATA data;
    int error;
    CHECK(fake_start(&provider, MAKEWORD(1, 1), &data) == WSAVERNOTSUPPORTED);
    CHECK(fake_start(&provider, MAKEWORD(2, 1), &data) == WSAVERNOTSUPPORTED);
    CHECK(fake_start(&provider, MAKEWORD(3, 0), &data) == 0 && data.wVersion == MAKEWORD(2, 2));
    CHECK(WSP(Cleanup)(&error) == 0);
    CHECK(WSP(Cleanup)(&error) == SOCKET_ERROR && error == WSANOTINITIALISED);
}

static void given_two_starts_when_one_is_taken_back_then_sockets_live_on(void) { /* WSP-START-7, WSP-CLEAN-1 */
    struct pair pair;
    char room[4];
    int error;
    start();
    start();
    pair = connect_pair();
    CHECK(WSP(Cleanup)(&error) == 0);
    CHECK(send_now(pair.mine, "abc", 3) == 3 && receive_now(pair.peer, room, 4) == 3);
    CHECK(WSP(Cleanup)(&error) == 0);
    CHECK(fake_open_handles() == 0);
}

static void given_a_pending_receive_when_the_provider_ends_then_nobody_is_told(void) { /* WSP-CLEAN-3, DEC-13 */
    char room[4];
    WSABUF buffer = {4, room};
    WSAOVERLAPPED overlapped;
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    struct pair pair;
    int error;
    start();
    pair = connect_pair();
    memset(&overlapped, 0, sizeof(overlapped));
    overlapped.hEvent = event;
    CHECK(start_receive(pair.mine, &buffer, &overlapped, NULL));
    CHECK(WSP(Cleanup)(&error) == 0);
    CHECK(overlapped.OffsetHigh == WSA_OPERATION_ABORTED && (DWORD)overlapped.Internal == 0xC0000120u);
    CHECK(WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    CHECK(CloseHandle(event) && fake_open_handles() == 0);
}

/* ---- how an operation is told ------------------------------------------------------------------------------------------ */

static void given_a_pending_receive_when_data_come_then_the_event_tells(void) { /* WSP-IO-5, GOR-8 */
    char room[8];
    WSABUF buffer = {8, room};
    WSAOVERLAPPED overlapped;
    DWORD bytes = 77;
    struct pair pair;
    start();
    pair = connect_pair();
    memset(&overlapped, 0, sizeof(overlapped));
    overlapped.hEvent = CreateEventA(NULL, TRUE, TRUE, NULL);
    CHECK(start_receive(pair.mine, &buffer, &overlapped, NULL));
    CHECK(WaitForSingleObject(overlapped.hEvent, 0) == WAIT_TIMEOUT);
    CHECK(result_of(pair.mine, &overlapped, &bytes) == WSA_IO_INCOMPLETE && bytes == 77);
    CHECK(send_now(pair.peer, "hello", 5) == 5);
    CHECK(WaitForSingleObject(overlapped.hEvent, 10000) == WAIT_OBJECT_0);
    CHECK(result_of(pair.mine, &overlapped, &bytes) == 0 && bytes == 5 && memcmp(room, "hello", 5) == 0);
    CHECK(result_of(pair.mine, &overlapped, &bytes) == 0 && bytes == 5); /* GOR-12 */
    CHECK(CloseHandle(overlapped.hEvent));
    close_pair(pair);
    end();
}

static void given_data_that_are_there_when_received_then_a_packet_tells_once(void) { /* WSP-IO-1, WPU-COMPLETE-18 */
    char room[8];
    WSABUF buffer = {8, room};
    WSAOVERLAPPED overlapped;
    LPOVERLAPPED told;
    ULONG_PTR key;
    DWORD bytes;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    struct pair pair;
    start();
    pair = connect_pair();
    CHECK(CreateIoCompletionPort((HANDLE)pair.mine, port, 42, 0) == port);
    CHECK(send_now(pair.peer, "hello", 5) == 5);
    memset(&overlapped, 0, sizeof(overlapped));
    start_receive(pair.mine, &buffer, &overlapped, NULL);
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &told, 10000));
    CHECK(told == &overlapped && key == 42 && bytes == 5); /* WPU-COMPLETE-13 */
    close_pair(pair);
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &told, 0));
    CHECK(CloseHandle(port));
    end();
}

static void given_a_pending_receive_when_closed_then_it_is_told_as_aborted(void) { /* WSP-CLOSE-3, WPU-CLOSE-3 */
    char room[8];
    WSABUF buffer = {8, room};
    WSAOVERLAPPED overlapped;
    LPOVERLAPPED told;
    ULONG_PTR key;
    DWORD bytes;
    int error;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    struct pair pair;
    start();
    pair = connect_pair();
    CHECK(CreateIoCompletionPort((HANDLE)pair.mine, port, 1, 0) == port);
    memset(&overlapped, 0, sizeof(overlapped));
    CHECK(start_receive(pair.mine, &buffer, &overlapped, NULL));
    close_it(pair.mine);
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &told, 10000) && told == &overlapped);
    CHECK(overlapped.OffsetHigh == WSA_OPERATION_ABORTED);
    CHECK(WSP(CloseSocket)(pair.mine, &error) == SOCKET_ERROR && error == WSAENOTSOCK);
    close_it(pair.peer);
    CHECK(CloseHandle(port));
    end();
}

/* ---- completion routines ------------------------------------------------------------------------------------------------ */

static struct {
    int runs, inside, deepest;
    DWORD error, bytes;
    BOOL wait_inside;
} routines;

static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped, DWORD flags) {
    (void)flags;
    routines.runs++;
    routines.error = error;
    routines.bytes += bytes;
    CHECK(HasOverlappedIoCompleted(overlapped)); /* WPU-APC-8 */
    routines.inside++;
    routines.deepest = routines.inside > routines.deepest ? routines.inside : routines.deepest;
    if (routines.wait_inside) {
        SleepEx(50, TRUE);
    }
    routines.inside--;
}

static void await_routines(int runs) {
    ULONGLONG until = GetTickCount64() + 10000;
    while (routines.runs < runs && GetTickCount64() < until) {
        SleepEx(100, TRUE);
    }
    CHECK(routines.runs == runs);
}

static void given_a_routine_when_data_come_then_it_runs_in_an_alertable_wait(void) { /* WPU-APC-3, WPU-APC-9 */
    char room[8];
    WSABUF buffer = {8, room};
    WSAOVERLAPPED overlapped;
    LONG before = fake_completions;
    struct pair pair;
    start();
    pair = connect_pair();
    memset(&overlapped, 0, sizeof(overlapped));
    memset(&routines, 0, sizeof(routines));
    overlapped.hEvent = (HANDLE)(UINT_PTR)0x1234567; /* the client's own: OVL-5 */
    CHECK(start_receive(pair.mine, &buffer, &overlapped, routine));
    CHECK(send_now(pair.peer, "hello", 5) == 5);
    CHECK(routines.runs == 0);
    await_routines(1);
    CHECK(routines.error == 0 && routines.bytes == 5 && overlapped.hEvent == (HANDLE)(UINT_PTR)0x1234567);
    CHECK(layered || fake_completions == before);
    close_pair(pair);
    end();
}

static void given_a_routine_that_waits_when_another_is_due_then_they_are_not_nested(void) { /* WSP-IO-10, DEC-7 */
    char room[3][4];
    WSABUF buffers[3];
    WSAOVERLAPPED overlapped[3];
    struct pair pair;
    int i;
    start();
    pair = connect_pair();
    memset(overlapped, 0, sizeof(overlapped));
    memset(&routines, 0, sizeof(routines));
    routines.wait_inside = TRUE;
    for (i = 0; i < 3; i++) {
        buffers[i].len = 4;
        buffers[i].buf = room[i];
        CHECK(start_receive(pair.mine, &buffers[i], &overlapped[i], routine));
    }
    CHECK(send_now(pair.peer, "aaaabbbbcccc", 12) == 12);
    await_routines(3);
    CHECK(routines.deepest == 1 && routines.bytes == 12);
    CHECK(memcmp(room[0], "aaaa", 4) == 0 && memcmp(room[2], "cccc", 4) == 0); /* WSP-IO-11 */
    close_pair(pair);
    end();
}

/* ---- extension functions, readiness -------------------------------------------------------------------------------------- */

static void find_extension(SOCKET s, GUID id, void *function) {
    DWORD bytes = 0;
    int error = 0;
    CHECK(WSP(Ioctl)(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id), function, sizeof(void *), &bytes, NULL,
                     NULL, NULL, &error) == 0);
    CHECK(bytes == sizeof(void *));
}

static void given_accept_ex_when_connect_ex_comes_then_both_are_told(void) { /* WSP-IOCTL-4, CLI-ACCEPTEX-3 */
    GUID accept_id = WSAID_ACCEPTEX;
    GUID connect_id = WSAID_CONNECTEX;
    GUID disconnect_id = WSAID_DISCONNECTEX;
    LPFN_ACCEPTEX accept_ex;
    LPFN_CONNECTEX connect_ex;
    LPFN_DISCONNECTEX disconnect_ex;
    WSAOVERLAPPED accepting, connecting, leaving;
    struct sockaddr_in name, mine;
    char output[5 + 64];
    char hello[] = "hello";
    DWORD bytes;
    int error;
    SOCKET listener, accepted, s;
    start();
    listener = make_listener(&name);
    accepted = make();
    s = make_bound(&mine);
    find_extension(listener, accept_id, &accept_ex);
    find_extension(listener, connect_id, &connect_ex); /* of one socket, for all of its provider */
    find_extension(listener, disconnect_id, &disconnect_ex);
    memset(&accepting, 0, sizeof(accepting));
    accepting.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    memset(&connecting, 0, sizeof(connecting));
    connecting.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    CHECK(!accept_ex(listener, accepted, output, 5, 32, 32, &bytes, &accepting));
    CHECK(WSAGetLastError() == ERROR_IO_PENDING);
    CHECK(!connect_ex(s, (const struct sockaddr *)&name, sizeof(name), hello, 5, &bytes, &connecting));
    CHECK(WSAGetLastError() == ERROR_IO_PENDING);
    CHECK(WaitForSingleObject(connecting.hEvent, 10000) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(accepting.hEvent, 10000) == WAIT_OBJECT_0);
    CHECK(result_of(s, &connecting, &bytes) == 0 && bytes == 5);
    CHECK(result_of(listener, &accepting, &bytes) == 0 && bytes == 5 && memcmp(output, "hello", 5) == 0);
    CHECK(WSP(SetSockOpt)(accepted, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (const char *)&listener, sizeof(listener),
                          &error) == 0);
    CHECK(send_now(accepted, "back", 4) == 4 && receive_now(s, output, 9) == 4);
    memset(&leaving, 0, sizeof(leaving));
    leaving.hEvent = accepting.hEvent;
    CHECK(disconnect_ex(s, &leaving, 0, 0) || WSAGetLastError() == ERROR_IO_PENDING);
    CHECK(WaitForSingleObject(leaving.hEvent, 10000) == WAIT_OBJECT_0);
    CHECK(receive_now(accepted, output, 9) == 0);
    CHECK(CloseHandle(accepting.hEvent) && CloseHandle(connecting.hEvent));
    close_it(s);
    close_it(accepted);
    close_it(listener);
    end();
}

static void given_sets_when_selected_then_those_that_are_ready_stay(void) { /* WSP-SELECT-1 */
    const struct timeval none = {0, 0};
    fd_set read, write;
    struct pair pair;
    int error;
    start();
    pair = connect_pair();
    CHECK(send_now(pair.peer, "x", 1) == 1);
    FD_ZERO(&read);
    FD_ZERO(&write);
    FD_SET(pair.peer, &read);
    FD_SET(pair.mine, &read);
    FD_SET(pair.mine, &write);
    CHECK(WSP(Select)(0, &read, &write, NULL, &none, &error) == 2);
    CHECK(read.fd_count == 1 && read.fd_array[0] == pair.mine && write.fd_count == 1 && write.fd_array[0] == pair.mine);
    FD_SET(pair.peer + 4096, &read);
    CHECK(WSP(Select)(0, &read, NULL, NULL, &none, &error) == SOCKET_ERROR && error == WSAENOTSOCK);
    close_pair(pair);
    end();
}

#include "test_samples_load.h"

int main(int argc, char **argv) {
    int form;
    if (argc != 3) {
        fprintf(stderr, "usage: test_samples LAYER BASE\n");
        return 2;
    }
    fake_catalog(argv[1], argv[2]);
    for (form = 0; form < 2; form++) {
        layered = form == 1;
        fake_load(&provider, layered);
        given_versions_when_started_then_two_two_is_all_it_speaks();
        given_two_starts_when_one_is_taken_back_then_sockets_live_on();
        given_a_pending_receive_when_the_provider_ends_then_nobody_is_told();
        given_a_pending_receive_when_data_come_then_the_event_tells();
        given_data_that_are_there_when_received_then_a_packet_tells_once();
        given_a_pending_receive_when_closed_then_it_is_told_as_aborted();
        given_a_routine_when_data_come_then_it_runs_in_an_alertable_wait();
        given_a_routine_that_waits_when_another_is_due_then_they_are_not_nested();
        given_accept_ex_when_connect_ex_comes_then_both_are_told();
        given_sets_when_selected_then_those_that_are_ready_stay();
        given_threads_that_send_and_receive_when_sockets_close_under_them_then_nothing_is_lost();
        fake_unload(&provider);
    }
    return 0;
}
