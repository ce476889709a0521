/*
 * overlapped.h - what every provider with handles of WPUCreateSocketHandle has to do with a client's WSAOVERLAPPED.
 *
 * Used by the layer and by the base. The names in brackets are rules of docs/rules/winsock-spi.md.
 */
#ifndef OVERLAPPED_H
#define OVERLAPPED_H

#include <winsock2.h>

#include <stdlib.h>
#include <string.h>
#include <ws2spi.h>

#include "faults.h"

#define STATUS_CANCELLED_LONG 0xC0000120u

/* Who is told of the end of an operation, and in which thread. */
struct overlapped_client {
    LPWSAOVERLAPPED structure;
    LPWSAOVERLAPPED_COMPLETION_ROUTINE routine;
    WSATHREADID thread; /* runs the routine */
    BOOL own_thread;    /* opened here, to be closed here (WPU-THREAD-6) */
    KEEPS_WORDS
};

/* SOCKET_ERROR; stores the error where the caller wants it. */
int overlapped_fail(LPINT error_out, int error);

/*
 * The operation is about to start: its structure says pending from here on, and its event is reset. 0 or the error; then
 * the structure is as it was. Ended by overlapped_tell, overlapped_take_back or overlapped_end_silently.
 */
int overlapped_begin(struct overlapped_client *client, LPWSAOVERLAPPED structure,
                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread);
/* It has ended, and the client is told. No lock may be held: a client may be woken and call back at once. */
void overlapped_tell(struct overlapped_client *client, SOCKET s, DWORD error, DWORD bytes, DWORD flags);
/* It has not started, the call fails with this error, and nobody is told (WSP-IO-18). */
void overlapped_take_back(struct overlapped_client *client, DWORD error);
/* The provider ends: it fails, and nobody is told (WSP-CLEAN-3, DEC-13). */
void overlapped_end_silently(struct overlapped_client *client);

/* WSPGetOverlappedResult for a socket that is there (sheet, section 4). */
BOOL overlapped_result(LPWSAOVERLAPPED structure, LPDWORD bytes, BOOL wait, LPDWORD flags, LPINT error_out);

#endif
