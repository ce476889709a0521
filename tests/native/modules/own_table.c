/*
 * own_table.c - beside through.c: the table of upcalls that the layer hands down, fifteen functions of its own that count
 * and pass on. What it does wrong on purpose, a definition says.
 *
 *   ENDS_IN_UPCALL   the one that makes an event ends its thread, which is the caller's
 */
#include <stddef.h>
#include <stdint.h>

#include "through.h"

#define MEMBER(name) (offsetof(WSPUPCALLTABLE, name) / sizeof(void *))

static WSPUPCALLTABLE real;
static LONG calls[sizeof(WSPUPCALLTABLE) / sizeof(void *)];

/* How often the member in this place of the table was called. */
__declspec(dllexport) int32_t own_table_calls(int32_t place);

int32_t own_table_calls(int32_t place) {
    return (int32_t)InterlockedCompareExchange(&calls[place], 0, 0);
}

#define COUNT(name) InterlockedIncrement(&calls[MEMBER(name)])

static BOOL WSPAPI close_event(WSAEVENT event, LPINT error) {
    COUNT(lpWPUCloseEvent);
    return real.lpWPUCloseEvent(event, error);
}

static int WSPAPI close_socket_handle(SOCKET s, LPINT error) {
    COUNT(lpWPUCloseSocketHandle);
    return real.lpWPUCloseSocketHandle(s, error);
}

static WSAEVENT WSPAPI create_event(LPINT error) {
    COUNT(lpWPUCreateEvent);
#if defined(ENDS_IN_UPCALL)
    ExitThread(5);
#endif
    return real.lpWPUCreateEvent(error);
}

static SOCKET WSPAPI create_socket_handle(DWORD entry, DWORD_PTR context, LPINT error) {
    COUNT(lpWPUCreateSocketHandle);
    return real.lpWPUCreateSocketHandle(entry, context, error);
}

static int WSPAPI is_set(SOCKET s, fd_set *set) {
    COUNT(lpWPUFDIsSet);
    return real.lpWPUFDIsSet(s, set);
}

static int WSPAPI provider_path(LPGUID id, WCHAR *path, LPINT length, LPINT error) {
    COUNT(lpWPUGetProviderPath);
    return real.lpWPUGetProviderPath(id, path, length, error);
}

static SOCKET WSPAPI modify_ifs_handle(DWORD entry, SOCKET proposed, LPINT error) {
    COUNT(lpWPUModifyIFSHandle);
    return real.lpWPUModifyIFSHandle(entry, proposed, error);
}

static BOOL WSPAPI post_message(HWND window, UINT message, WPARAM first, LPARAM second) {
    COUNT(lpWPUPostMessage);
    return real.lpWPUPostMessage(window, message, first, second);
}

static int WSPAPI blocking_callback(DWORD entry, LPBLOCKINGCALLBACK *callback, PDWORD_PTR context, LPINT error) {
    COUNT(lpWPUQueryBlockingCallback);
    return real.lpWPUQueryBlockingCallback(entry, callback, context, error);
}

static int WSPAPI handle_context(SOCKET s, PDWORD_PTR context, LPINT error) {
    COUNT(lpWPUQuerySocketHandleContext);
    return real.lpWPUQuerySocketHandleContext(s, context, error);
}

static int WSPAPI queue_apc(LPWSATHREADID thread, LPWSAUSERAPC function, DWORD_PTR context, LPINT error) {
    COUNT(lpWPUQueueApc);
    return real.lpWPUQueueApc(thread, function, context, error);
}

static BOOL WSPAPI reset_event(WSAEVENT event, LPINT error) {
    COUNT(lpWPUResetEvent);
    return real.lpWPUResetEvent(event, error);
}

static BOOL WSPAPI set_event(WSAEVENT event, LPINT error) {
    COUNT(lpWPUSetEvent);
    return real.lpWPUSetEvent(event, error);
}

static int WSPAPI open_thread(LPWSATHREADID thread, LPINT error) {
    COUNT(lpWPUOpenCurrentThread);
    return real.lpWPUOpenCurrentThread(thread, error);
}

static int WSPAPI close_thread(LPWSATHREADID thread, LPINT error) {
    COUNT(lpWPUCloseThread);
    return real.lpWPUCloseThread(thread, error);
}

void own_table(WSPUPCALLTABLE *table) {
    const WSPUPCALLTABLE own = {
        .lpWPUCloseEvent = close_event,
        .lpWPUCloseSocketHandle = close_socket_handle,
        .lpWPUCreateEvent = create_event,
        .lpWPUCreateSocketHandle = create_socket_handle,
        .lpWPUFDIsSet = is_set,
        .lpWPUGetProviderPath = provider_path,
        .lpWPUModifyIFSHandle = modify_ifs_handle,
        .lpWPUPostMessage = post_message,
        .lpWPUQueryBlockingCallback = blocking_callback,
        .lpWPUQuerySocketHandleContext = handle_context,
        .lpWPUQueueApc = queue_apc,
        .lpWPUResetEvent = reset_event,
        .lpWPUSetEvent = set_event,
        .lpWPUOpenCurrentThread = open_thread,
        .lpWPUCloseThread = close_thread,
    };
    real = *table;
    *table = own;
}
