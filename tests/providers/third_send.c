/*
 * third_send.c - a layer of one's own on the layer of layer.h: every third send fails. docs/porting.md has the same in Java.
 */
#include "layer.h"

static LONG sends;        /* of this environment: each has a copy of the module */
static LPWSPSEND pass_on; /* the entry that it stands in the place of */

static int WSPAPI third_send(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                             LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                             LPWSATHREADID thread, LPINT error_out) {
    if (InterlockedIncrement(&sends) % 3 == 0) {
        return overlapped_fail(error_out, WSAECONNRESET); /* not started, never indicated */
    }
    return pass_on(s, buffers, count, sent, flags, overlapped, routine, thread, error_out);
}

void layer_change(WSPPROC_TABLE *table) {
    pass_on = table->lpWSPSend;
    table->lpWSPSend = third_send;
}
