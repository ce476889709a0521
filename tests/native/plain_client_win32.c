/* plain_client_win32.c - see plain_client_win32.h. */
#include "plain_client_win32.h"

#define BATCH 16

DWORD plain_take(HANDLE port, struct plain_packet *packets, DWORD count, DWORD timeout_ms) {
    DWORD taken = 0;
    for (; taken < count; taken++) {
        struct plain_packet *packet = &packets[taken];
        packet->overlapped = NULL;
        BOOL success = GetQueuedCompletionStatus(port, &packet->bytes, &packet->key, &packet->overlapped, timeout_ms);
        packet->error = success ? 0 : GetLastError();
        if (!success && packet->overlapped == NULL)
            return taken;
    }
    return taken;
}

DWORD plain_take_batches(HANDLE port, struct plain_packet *packets, DWORD count, DWORD timeout_ms) {
    OVERLAPPED_ENTRY entries[BATCH];
    DWORD taken = 0;
    while (taken < count) {
        DWORD left = count - taken;
        ULONG got = 0;
        if (!GetQueuedCompletionStatusEx(port, entries, left < BATCH ? left : BATCH, &got, timeout_ms, FALSE))
            return taken;
        for (ULONG i = 0; i < got; i++, taken++)
            packets[taken] = (struct plain_packet){.key = entries[i].lpCompletionKey,
                                                   .overlapped = entries[i].lpOverlapped,
                                                   .bytes = entries[i].dwNumberOfBytesTransferred};
    }
    return taken;
}

BOOL plain_wait(HANDLE object, DWORD timeout_ms) {
    return WaitForSingleObject(object, timeout_ms) == WAIT_OBJECT_0;
}

DWORD plain_wait_for_one_of(const HANDLE *objects, DWORD count, DWORD timeout_ms) {
    DWORD result = WaitForMultipleObjects(count, objects, FALSE, timeout_ms);
    return result < WAIT_OBJECT_0 + count ? result - WAIT_OBJECT_0 : count;
}
