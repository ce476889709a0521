/* bench_client.c - starts receives, lets the provider complete them and takes their packets. One client at a time. */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

static SOCKET client_socket = INVALID_SOCKET;
static HANDLE port;
static LPWSAOVERLAPPED structures;
static DWORD structure_count;
static bench_complete completer;
static char room[64];

/* 0, or the number of the step that failed. */
__declspec(dllexport) int bench_open(DWORD_PTR count) {
    DWORD returned = 0;
    structure_count = (DWORD)count;
    structures = calloc(count, sizeof(*structures));
    if (structures == NULL) {
        return 1;
    }
    client_socket = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
    if (client_socket == INVALID_SOCKET) {
        return 2;
    }
    port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    if (port == NULL || CreateIoCompletionPort((HANDLE)client_socket, port, 1, 0) != port) {
        return 3;
    }
    if (WSAIoctl(client_socket, BENCH_COMPLETER, NULL, 0, &completer, sizeof(completer), &returned, NULL, NULL) != 0 ||
        returned != sizeof(completer)) {
        return 4;
    }
    return 0;
}

/* Starts a receive with each structure; how many are pending. */
__declspec(dllexport) int bench_start(void) {
    int started = 0;
    for (DWORD i = 0; i < structure_count; i++) {
        WSABUF buffer;
        DWORD flags = 0;
        buffer.buf = room;
        buffer.len = sizeof(room);
        if (WSARecv(client_socket, &buffer, 1, NULL, &flags, &structures[i], NULL) == SOCKET_ERROR &&
            WSAGetLastError() == WSA_IO_PENDING) {
            started++;
        }
    }
    return started;
}

/* Completes them one after the other and takes each packet; how many were as they must be. */
__declspec(dllexport) int bench_run(void) {
    int right = 0;
    for (DWORD i = 0; i < structure_count; i++) {
        DWORD bytes = 0;
        ULONG_PTR key = 0;
        LPOVERLAPPED overlapped = NULL;
        if (completer(client_socket, &structures[i], i) == 0 &&
            GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE) && bytes == i && key == 1 &&
            overlapped == &structures[i]) {
            right++;
        }
    }
    return right;
}

__declspec(dllexport) int bench_close(void) {
    int well = closesocket(client_socket) == 0 && CloseHandle(port);
    free(structures);
    structures = NULL;
    return well;
}
