/* bench_base.c - a provider whose receives stay pending until bench_complete. */
#include "bench.h"

#include <stdlib.h>
#include <string.h>

static WSPUPCALLTABLE upcalls;

static int fail(LPINT error_out, int error) {
    *error_out = error;
    return SOCKET_ERROR;
}

static int complete(SOCKET s, LPWSAOVERLAPPED overlapped, DWORD bytes) {
    int error;
    overlapped->OffsetHigh = 0;
    overlapped->Offset = 0;
    return WPUCompleteOverlappedRequest(s, overlapped, 0, bytes, &error);
}

static SOCKET WSPAPI open_socket(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group, DWORD flags,
                                 LPINT error_out) {
    (void)family;
    (void)type;
    (void)protocol;
    (void)group;
    (void)flags;
    return upcalls.lpWPUCreateSocketHandle(info->dwCatalogEntryId, 1, error_out);
}

static int WSPAPI close_socket(SOCKET s, LPINT error_out) {
    return upcalls.lpWPUCloseSocketHandle(s, error_out);
}

static int WSPAPI receive(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                          LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
                          LPINT error_out) {
    (void)s;
    (void)buffers;
    (void)count;
    (void)received;
    (void)flags;
    (void)routine;
    (void)thread;
    if (overlapped == NULL) {
        return fail(error_out, WSAEOPNOTSUPP);
    }
    overlapped->Internal = WSS_OPERATION_IN_PROGRESS;
    return fail(error_out, WSA_IO_PENDING);
}

static int WSPAPI control(SOCKET s, DWORD code, LPVOID in, DWORD in_length, LPVOID out, DWORD out_length,
                          LPDWORD returned, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                          LPWSATHREADID thread, LPINT error_out) {
    bench_complete completer = complete;
    (void)s;
    (void)in;
    (void)in_length;
    (void)overlapped;
    (void)routine;
    (void)thread;
    if (code != BENCH_COMPLETER || out_length != sizeof(completer)) {
        return fail(error_out, WSAEINVAL);
    }
    memcpy(out, &completer, sizeof(completer));
    *returned = sizeof(completer);
    return 0;
}

static int WSPAPI clean_up(LPINT error_out) {
    (void)error_out;
    return 0;
}

/* A table has to be complete (LAY-PT-2); the benchmark calls none of the others. */
static void never_called(void) {
    abort();
}

__declspec(dllexport) int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
                                            WSPUPCALLTABLE table, LPWSPPROC_TABLE functions_out) {
    void (*never)(void) = never_called;
    (void)info;
    if (version < MAKEWORD(2, 2)) {
        return WSAVERNOTSUPPORTED;
    }
    upcalls = table;
    for (size_t at = 0; at + sizeof(never) <= sizeof(*functions_out); at += sizeof(never)) {
        memcpy((char *)functions_out + at, &never, sizeof(never));
    }
    functions_out->lpWSPSocket = open_socket;
    functions_out->lpWSPCloseSocket = close_socket;
    functions_out->lpWSPRecv = receive;
    functions_out->lpWSPIoctl = control;
    functions_out->lpWSPCleanup = clean_up;
    ZeroMemory(data, sizeof(*data));
    data->wVersion = MAKEWORD(2, 2);
    data->wHighVersion = MAKEWORD(2, 2);
    return 0;
}
