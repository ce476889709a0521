/* client_completions.c - overlapped operations: told by event, port, routine; extension functions; kernel32 on sockets. */
#include "client_calls.h"

static void given_pending_receive_when_data_come_then_the_event_tells(void) {
    WSAOVERLAPPED overlapped;
    char room[8];
    WSABUF buffer = {8, NULL};
    DWORD flags = 0;
    DWORD bytes = 77;
    SOCKET mine, peer;
    buffer.buf = room;
    connect_pair(&mine, &peer);
    memset(&overlapped, 0, sizeof(overlapped));
    overlapped.hEvent = WSACreateEvent();
    CHECK(WSARecv(mine, &buffer, 1, NULL, &flags, &overlapped, NULL) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSA_IO_PENDING && !HasOverlappedIoCompleted(&overlapped));
    CHECK(!WSAGetOverlappedResult(mine, &overlapped, &bytes, FALSE, &flags));
    CHECK(WSAGetLastError() == WSA_IO_INCOMPLETE && bytes == 77);
    CHECK(send(peer, "hello", 5, 0) == 5);
    CHECK(WSAWaitForMultipleEvents(1, &overlapped.hEvent, TRUE, 10000, FALSE) == WSA_WAIT_EVENT_0);
    CHECK(WSAGetOverlappedResult(mine, &overlapped, &bytes, FALSE, &flags) && bytes == 5 && flags == 0);
    CHECK(GetOverlappedResult((HANDLE)mine, &overlapped, &bytes, FALSE) && bytes == 5);
    CHECK(WSACloseEvent(overlapped.hEvent));
    close_both(mine, peer);
}

static void given_port_when_packets_come_then_keys_and_structures_are_the_clients(void) {
    OVERLAPPED_ENTRY entries[4];
    WSAOVERLAPPED overlapped;
    LPOVERLAPPED told = &overlapped;
    char room[8];
    WSABUF buffer = {8, NULL};
    DWORD flags = 0;
    DWORD bytes = 1;
    ULONG count = 0;
    ULONG_PTR key = 2;
    SOCKET mine, peer;
    HANDLE port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    buffer.buf = room;
    connect_pair(&mine, &peer);
    CHECK(CreateIoCompletionPort((HANDLE)mine, port, 42, 0) == port);
    CHECK(CreateIoCompletionPort((HANDLE)mine, port, 42, 0) == NULL && GetLastError() == ERROR_INVALID_PARAMETER);
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &told, 0) && GetLastError() == WAIT_TIMEOUT);
    CHECK(told == NULL && bytes == 1 && key == 2); /* WIN-1 */
    CHECK(PostQueuedCompletionStatus(port, 9, 8, NULL));
    CHECK(GetQueuedCompletionStatus(port, &bytes, &key, &told, 0) && bytes == 9 && key == 8 && told == NULL);
    memset(&overlapped, 0, sizeof(overlapped));
    CHECK(WSARecv(mine, &buffer, 1, NULL, &flags, &overlapped, NULL) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSA_IO_PENDING && send(peer, "hello", 5, 0) == 5);
    CHECK(GetQueuedCompletionStatusEx(port, entries, 4, &count, 10000, FALSE) && count == 1);
    CHECK(entries[0].lpOverlapped == &overlapped && entries[0].lpCompletionKey == 42);
    CHECK(entries[0].dwNumberOfBytesTransferred == 5);
    memset(&overlapped, 0, sizeof(overlapped));
    CHECK(WSARecv(mine, &buffer, 1, NULL, &flags, &overlapped, NULL) == SOCKET_ERROR);
    close_both(mine, peer);
    CHECK(!GetQueuedCompletionStatus(port, &bytes, &key, &told, 10000) && told == &overlapped); /* aborted */
    CHECK(CloseHandle(port) && !CloseHandle(port) && GetLastError() == ERROR_INVALID_HANDLE);
}

static struct {
    int runs;
    DWORD error, bytes;
    LPWSAOVERLAPPED overlapped;
} routine_told;

static void CALLBACK routine(DWORD error, DWORD bytes, LPWSAOVERLAPPED overlapped, DWORD flags) {
    (void)flags;
    routine_told.runs++;
    routine_told.error = error;
    routine_told.bytes = bytes;
    routine_told.overlapped = overlapped;
}

static void given_routine_when_data_come_then_it_runs_in_an_alertable_wait(void) {
    WSAOVERLAPPED overlapped;
    char room[8];
    WSABUF buffer = {8, NULL};
    DWORD flags = 0;
    SOCKET mine, peer;
    buffer.buf = room;
    connect_pair(&mine, &peer);
    memset(&overlapped, 0, sizeof(overlapped));
    CHECK(WSARecv(mine, &buffer, 1, NULL, &flags, &overlapped, routine) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSA_IO_PENDING && send(peer, "hello", 5, 0) == 5);
    CHECK(SleepEx(10000, TRUE) == WAIT_IO_COMPLETION);
    CHECK(routine_told.runs == 1 && routine_told.error == 0 && routine_told.bytes == 5);
    CHECK(routine_told.overlapped == &overlapped);
    close_both(mine, peer);
}

static void *find(SOCKET s, GUID id) {
    void *function = NULL;
    DWORD bytes = 0;
    CHECK(WSAIoctl(s, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id), &function, sizeof(function), &bytes, NULL,
                   NULL) == 0);
    CHECK(function != NULL && bytes == sizeof(function));
    return function;
}

static void given_extension_functions_when_called_then_accept_and_connect_end(void) {
    GUID accept_id = WSAID_ACCEPTEX;
    GUID connect_id = WSAID_CONNECTEX;
    GUID names_id = WSAID_GETACCEPTEXSOCKADDRS;
    GUID disconnect_id = WSAID_DISCONNECTEX;
    LPFN_ACCEPTEX accept_ex;
    LPFN_CONNECTEX connect_ex;
    LPFN_GETACCEPTEXSOCKADDRS names;
    LPFN_DISCONNECTEX disconnect_ex;
    void *found;
    struct sockaddr_in listener_name, mine_name;
    struct sockaddr *local = NULL, *remote = NULL;
    int local_length = 0, remote_length = 0;
    WSAOVERLAPPED accepting, connecting;
    char output[5 + 64];
    char hello[] = "hello";
    DWORD bytes = 0;
    SOCKET listener = bound(SOCK_STREAM, &listener_name);
    SOCKET accepted = socket(AF_INET, SOCK_STREAM, 0);
    SOCKET mine = bound(SOCK_STREAM, &mine_name);
    CHECK(listen(listener, 4) == 0);
    found = find(listener, accept_id);
    memcpy(&accept_ex, &found, sizeof(found));
    found = find(listener, names_id);
    memcpy(&names, &found, sizeof(found));
    found = find(mine, connect_id);
    memcpy(&connect_ex, &found, sizeof(found));
    found = find(mine, disconnect_id);
    memcpy(&disconnect_ex, &found, sizeof(found));
    memset(&accepting, 0, sizeof(accepting));
    accepting.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    memset(&connecting, 0, sizeof(connecting));
    connecting.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    CHECK(!accept_ex(listener, accepted, output, 5, 32, 32, &bytes, &accepting));
    CHECK(WSAGetLastError() == ERROR_IO_PENDING);
    CHECK(connect_ex(mine, (const struct sockaddr *)&listener_name, sizeof(listener_name), hello, 5, &bytes,
                     &connecting) ||
          WSAGetLastError() == ERROR_IO_PENDING);
    CHECK(WaitForSingleObject(connecting.hEvent, 10000) == WAIT_OBJECT_0);
    CHECK(WaitForSingleObject(accepting.hEvent, 10000) == WAIT_OBJECT_0);
    CHECK(GetOverlappedResult((HANDLE)listener, &accepting, &bytes, FALSE) && bytes == 5);
    CHECK(memcmp(output, "hello", 5) == 0);
    names(output, 5, 32, 32, &local, &local_length, &remote, &remote_length);
    CHECK(local_length == 16 && remote_length == 16);
    CHECK(((struct sockaddr_in *)(void *)local)->sin_port == listener_name.sin_port);
    CHECK(((struct sockaddr_in *)(void *)remote)->sin_port == mine_name.sin_port);
    CHECK(setsockopt(accepted, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (const char *)&listener, sizeof(listener)) == 0);
    CHECK(setsockopt(mine, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, NULL, 0) == 0);
    CHECK(disconnect_ex(mine, NULL, 0, 0) && recv(accepted, output, 5, 0) == 0);
    CHECK(CloseHandle(accepting.hEvent) && CloseHandle(connecting.hEvent));
    CHECK(closesocket(listener) == 0);
    close_both(mine, accepted);
}

static void given_sockets_when_read_and_written_as_files_then_data_pass(void) {
    OVERLAPPED reading, writing;
    char room[8];
    DWORD bytes = 0;
    SOCKET mine, peer;
    connect_pair(&mine, &peer);
    memset(&reading, 0, sizeof(reading));
    memset(&writing, 0, sizeof(writing));
    reading.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    writing.hEvent = CreateEventA(NULL, TRUE, FALSE, NULL);
    CHECK(!ReadFile((HANDLE)mine, room, 8, NULL, &reading) && GetLastError() == ERROR_IO_PENDING);
    CHECK(WriteFile((HANDLE)peer, "four", 4, NULL, &writing) || GetLastError() == ERROR_IO_PENDING);
    CHECK(GetOverlappedResult((HANDLE)mine, &reading, &bytes, TRUE) && bytes == 4 && memcmp(room, "four", 4) == 0);
    CHECK(GetOverlappedResult((HANDLE)peer, &writing, &bytes, TRUE) && bytes == 4);
    CHECK(CloseHandle(reading.hEvent) && CloseHandle(writing.hEvent));
    close_both(mine, peer);
}

static void CALLBACK file_routine(DWORD error, DWORD bytes, LPOVERLAPPED overlapped) {
    routine_told.runs++;
    routine_told.error = error;
    routine_told.bytes = bytes;
    routine_told.overlapped = overlapped;
}

/* OVL-5: the event is the client's own. IOCP-CREATE-7: a socket with a port takes no routine. */
static void given_sockets_when_read_and_written_with_routines_then_they_run_in_alertable_waits(void) {
    OVERLAPPED reading, writing;
    char room[8];
    HANDLE event = CreateEventA(NULL, TRUE, FALSE, NULL);
    HANDLE port;
    SOCKET mine, peer;
    connect_pair(&mine, &peer);
    memset(&reading, 0, sizeof(reading));
    memset(&writing, 0, sizeof(writing));
    memset(&routine_told, 0, sizeof(routine_told));
    reading.hEvent = event;
    CHECK(ReadFileEx((HANDLE)mine, room, 8, &reading, file_routine));
    CHECK(!HasOverlappedIoCompleted(&reading));
    CHECK(send(peer, "four", 4, 0) == 4);
    CHECK(SleepEx(10000, TRUE) == WAIT_IO_COMPLETION && HasOverlappedIoCompleted(&reading));
    CHECK(routine_told.runs == 1 && routine_told.error == 0 && routine_told.bytes == 4);
    CHECK(routine_told.overlapped == &reading && memcmp(room, "four", 4) == 0);
    CHECK(reading.hEvent == event && WaitForSingleObject(event, 0) == WAIT_TIMEOUT);
    CHECK(WriteFileEx((HANDLE)mine, "five!", 5, &writing, file_routine) && routine_told.runs == 1);
    CHECK(SleepEx(10000, TRUE) == WAIT_IO_COMPLETION && routine_told.runs == 2);
    CHECK(routine_told.bytes == 5 && routine_told.overlapped == &writing);
    CHECK(recv(peer, room, 8, 0) == 5 && memcmp(room, "five!", 5) == 0);
    port = CreateIoCompletionPort((HANDLE)mine, NULL, 0, 0);
    CHECK(!ReadFileEx((HANDLE)mine, room, 8, &reading, file_routine) && GetLastError() == ERROR_INVALID_PARAMETER);
    CHECK(CloseHandle(event) && CloseHandle(port));
    close_both(mine, peer);
}

void call_completions(void) {
    given_pending_receive_when_data_come_then_the_event_tells();
    given_port_when_packets_come_then_keys_and_structures_are_the_clients();
    given_routine_when_data_come_then_it_runs_in_an_alertable_wait();
    given_extension_functions_when_called_then_accept_and_connect_end();
    given_sockets_when_read_and_written_as_files_then_data_pass();
    given_sockets_when_read_and_written_with_routines_then_they_run_in_alertable_waits();
}
