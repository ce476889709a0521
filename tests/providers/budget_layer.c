/*
 * budget_layer.c - a layer in two modules, on the layer of layer.h: it asks a library beside it (budget.h) whether a send
 * may go down, and fails it when not.
 */
#include "budget.h"
#include "layer.h"

static LPWSPSEND pass_on; /* the entry that it stands in the place of */

static int WSPAPI budgeted_send(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                                LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                                LPWSATHREADID thread, LPINT error_out) {
    ULONGLONG bytes = 0;
    DWORD i;
    for (i = 0; i < count; i++) {
        bytes += buffers[i].len;
    }
    if (!budget_take(bytes)) {
        return overlapped_fail(error_out, WSAENOBUFS); /* not started, never indicated (WSP-IO-18) */
    }
    return pass_on(s, buffers, count, sent, flags, overlapped, routine, thread, error_out);
}

void layer_change(WSPPROC_TABLE *table) {
    pass_on = table->lpWSPSend;
    table->lpWSPSend = budgeted_send;
}
