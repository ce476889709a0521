/* plain_client_win32.h - code that knows kernel32 and nothing of wsplab. */
#ifndef PLAIN_CLIENT_WIN32_H
#define PLAIN_CLIENT_WIN32_H

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#include <windows.h>

struct plain_packet {
    ULONG_PTR key;
    OVERLAPPED *overlapped;
    DWORD bytes;
    DWORD error; /* 0: the operation succeeded */
};

/* Takes that many packets, one after the other; returns how many came before the time was over. */
DWORD plain_take(HANDLE port, struct plain_packet *packets, DWORD count, DWORD timeout_ms);
/* As an event loop does it: up to that many at a time. */
DWORD plain_take_batches(HANDLE port, struct plain_packet *packets, DWORD count, DWORD timeout_ms);
/* TRUE: the object was signalled in time. */
BOOL plain_wait(HANDLE object, DWORD timeout_ms);
/* The object that was signalled first, or count. */
DWORD plain_wait_for_one_of(const HANDLE *objects, DWORD count, DWORD timeout_ms);

#endif
