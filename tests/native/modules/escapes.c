/*
 * escapes.c - a part of the sample layer, built with LAYER_CHANGES: its WSPRecv does not return.
 *
 *   ESCAPE_THROWS   it throws a C++ exception (thrower.cpp)
 *   otherwise       it ends its thread, which is the caller's
 */
#include "../../providers/layer.h"

#if defined(ESCAPE_THROWS)
void throw_something(void);
#else
static void throw_something(void) {
    ExitThread(5);
}
#endif

static int WSPAPI escape(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                         LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread,
                         LPINT error_out) {
    (void)s;
    (void)buffers;
    (void)count;
    (void)received;
    (void)flags;
    (void)overlapped;
    (void)routine;
    (void)thread;
    throw_something();
    return overlapped_fail(error_out, WSAEOPNOTSUPP);
}

void layer_change(WSPPROC_TABLE *table) {
    table->lpWSPRecv = escape;
}
