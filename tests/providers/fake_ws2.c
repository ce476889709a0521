/* fake_ws2.c - the upcalls, the catalog, and the exports of ws2_32. kernel32 is in fake_kernel32.c. */
#include "fake_ws2.h"

#include <wsplab/wsplab.h>

#include "fake_kernel32.h"

LONG fake_completions, fake_refused;

static WSAPROTOCOL_INFOW catalog[3]; /* base, layer, chain */
static WCHAR paths[3][MAX_PATH];

/* ---- the catalog ----------------------------------------------------------------------------------------------------- */

static void make_entry(WSAPROTOCOL_INFOW *entry, DWORD id, unsigned char provider) {
    memset(entry, 0, sizeof(*entry));
    entry->dwServiceFlags1 = XP1_GUARANTEED_DELIVERY | XP1_GUARANTEED_ORDER | XP1_GRACEFUL_CLOSE;
    entry->ProviderId.Data4[7] = provider;
    entry->dwCatalogEntryId = id;
    entry->iVersion = 2;
    entry->iAddressFamily = AF_INET;
    entry->iSocketType = SOCK_STREAM;
    entry->iProtocol = IPPROTO_TCP;
}

void fake_catalog(const char *layer_path, const char *base_path) {
    make_entry(&catalog[0], FAKE_BASE_ENTRY, 1);
    catalog[0].ProtocolChain.ChainLen = BASE_PROTOCOL;
    make_entry(&catalog[1], FAKE_LAYER_ENTRY, 2);
    catalog[1].ProtocolChain.ChainLen = LAYERED_PROTOCOL;
    make_entry(&catalog[2], FAKE_CHAIN_ENTRY, 2);
    catalog[2].ProtocolChain.ChainLen = 2;
    catalog[2].ProtocolChain.ChainEntries[0] = FAKE_LAYER_ENTRY;
    catalog[2].ProtocolChain.ChainEntries[1] = FAKE_BASE_ENTRY;
    fake_widen(base_path, paths[1]);
    fake_widen(layer_path, paths[2]);
}

int WSPAPI WSCEnumProtocols(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD length, LPINT error) {
    (void)protocols;
    if (buffer == NULL || *length < sizeof(catalog)) {
        *length = sizeof(catalog);
        *error = WSAENOBUFS;
        return SOCKET_ERROR;
    }
    memcpy(buffer, catalog, sizeof(catalog));
    return 3;
}

int WSPAPI WSCGetProviderPath(LPGUID provider, WCHAR *path, LPINT length, LPINT error) {
    const WCHAR *known = paths[provider->Data4[7] % 3];
    if (*length < lstrlenW(known) + 1) {
        *error = WSAEFAULT;
        return SOCKET_ERROR;
    }
    lstrcpyW(path, known);
    return 0;
}

/* ---- the upcalls ----------------------------------------------------------------------------------------------------- */

static int fail(LPINT error_out, int error) {
    *error_out = error;
    return SOCKET_ERROR;
}

static BOOL bool_of(wsplab_error error, LPINT error_out) {
    if (error != WSPLAB_OK) {
        *error_out = (int)error;
    }
    return error == WSPLAB_OK;
}

static BOOL WSPAPI close_event(WSAEVENT event, LPINT error_out) {
    return bool_of(wsplab_handle_close(WSPLAB_SEES_ALL, (wsplab_handle)event, WSPLAB_KIND_EVENT), error_out);
}

static WSAEVENT WSPAPI create_event(LPINT error_out) {
    wsplab_handle event = 0;
    return bool_of(wsplab_event_create(fake_owner(), true, false, &event), error_out) ? (WSAEVENT)event : NULL;
}

static BOOL WSPAPI set_event(WSAEVENT event, LPINT error_out) {
    return bool_of(wsplab_event_set(WSPLAB_SEES_ALL, (wsplab_handle)event), error_out);
}

static BOOL WSPAPI reset_event(WSAEVENT event, LPINT error_out) {
    return bool_of(wsplab_event_reset(WSPLAB_SEES_ALL, (wsplab_handle)event), error_out);
}

static SOCKET WSPAPI create_socket(DWORD entry, DWORD_PTR context, LPINT error_out) {
    wsplab_handle s = 0;
    if (wsplab_socket_create(fake_owner(), WSPLAB_SOCKET_PROVIDER, entry, context, true, &s) != WSPLAB_OK) {
        *error_out = WSAENOBUFS;
        return INVALID_SOCKET;
    }
    return (SOCKET)s;
}

static int WSPAPI close_socket(SOCKET s, LPINT error_out) {
    return wsplab_handle_close(WSPLAB_SEES_ALL, s, WSPLAB_KIND_SOCKET) == WSPLAB_OK ? 0 : fail(error_out, WSAENOTSOCK);
}

static int WSPAPI query_context(SOCKET s, PDWORD_PTR context, LPINT error_out) {
    struct wsplab_socket_info info;
    if (wsplab_socket_query(s, &info) != WSPLAB_OK) {
        return fail(error_out, WSAENOTSOCK);
    }
    *context = (DWORD_PTR)info.context;
    return 0;
}

static SOCKET WSPAPI modify_handle(DWORD entry, SOCKET s, LPINT error_out) {
    (void)entry;
    (void)s;
    *error_out = WSAEINVAL; /* there are no system handles here */
    return INVALID_SOCKET;
}

static int WSPAPI open_thread(LPWSATHREADID thread, LPINT error_out) {
    wsplab_handle opened;
    if (wsplab_thread_open(fake_owner(), &opened) != WSPLAB_OK) {
        return fail(error_out, WSAENOBUFS);
    }
    thread->ThreadHandle = (HANDLE)opened;
    thread->Reserved = 0;
    return 0;
}

static int WSPAPI close_thread(LPWSATHREADID thread, LPINT error_out) {
    wsplab_error error = wsplab_handle_close(WSPLAB_SEES_ALL, (wsplab_handle)thread->ThreadHandle, WSPLAB_KIND_THREAD);
    return error == WSPLAB_OK ? 0 : fail(error_out, WSAEINVAL);
}

static int WSPAPI queue_apc(LPWSATHREADID thread, LPWSAUSERAPC function, DWORD_PTR context, LPINT error_out) {
    return fake_queue((wsplab_handle)thread->ThreadHandle, function, context) ? 0 : fail(error_out, WSAEFAULT);
}

static int WSPAPI is_set(SOCKET s, fd_set *set) {
    return FD_ISSET(s, set);
}

static int WSPAPI provider_path(LPGUID provider, WCHAR *path, LPINT length, LPINT error_out) {
    return WSCGetProviderPath(provider, path, length, error_out);
}

static BOOL WSPAPI post_message(HWND window, UINT message, WPARAM wParam, LPARAM lParam) {
    (void)window;
    (void)message;
    (void)wParam;
    (void)lParam;
    return FALSE;
}

static int WSPAPI blocking_callback(DWORD entry, LPBLOCKINGCALLBACK *callback, PDWORD_PTR context, LPINT error_out) {
    (void)entry;
    (void)error_out;
    *callback = NULL;
    *context = 0;
    return 0;
}

/* WPU-COMPLETE-9, WPU-COMPLETE-15; the status is 0, or a number that stands for the error. */
int WSPAPI WPUCompleteOverlappedRequest(SOCKET s, LPWSAOVERLAPPED overlapped, DWORD error, DWORD transferred,
                                        LPINT error_out) {
    struct wsplab_completion completion;
    uint32_t done;
    BOOL low_bit = ((ULONG_PTR)overlapped->hEvent & 1) != 0;
    memset(&completion, 0, sizeof(completion));
    completion.overlapped = (uint64_t)(UINT_PTR)overlapped;
    completion.internal_high = transferred;
    completion.internal = error == 0 ? 0 : 0xC0070000u | error;
    completion.event = (wsplab_handle)((ULONG_PTR)overlapped->hEvent & ~(ULONG_PTR)1);
    completion.flags =
        (completion.event != 0 ? WSPLAB_COMPLETE_SET_EVENT : 0) | (low_bit ? 0 : WSPLAB_COMPLETE_QUEUE_PACKET);
    InterlockedIncrement(&fake_completions);
    if (wsplab_socket_complete(s, &completion, &done) != WSPLAB_OK) {
        InterlockedIncrement(&fake_refused);
        return fail(error_out, WSAEINVAL);
    }
    return 0;
}

/* ---- what ws2_32 does with a provider -------------------------------------------------------------------------------- */

void fake_load(struct fake_provider *provider, BOOL layered) {
    FARPROC found;
    memset(provider, 0, sizeof(*provider));
    provider->info = layered ? catalog[2] : catalog[0];
    provider->module = LoadLibraryW(paths[layered ? 2 : 1]);
    if (provider->module == NULL) {
        fprintf(stderr, "the module cannot be loaded: %s\n", dlerror());
        abort();
    }
    found = GetProcAddress(provider->module, "WSPStartup");
    memcpy(&provider->startup, &found, sizeof(found));
}

int fake_start(struct fake_provider *provider, WORD version, LPWSPDATA data) {
    WSPUPCALLTABLE table = {close_event,   close_socket,  create_event, create_socket,     is_set,
                            provider_path, modify_handle, post_message, blocking_callback, query_context,
                            queue_apc,     reset_event,   set_event,    open_thread,       close_thread};
    return provider->startup(version, data, &provider->info, table, &provider->table);
}

void fake_unload(struct fake_provider *provider) {
    FreeLibrary(provider->module);
}

unsigned long long fake_open_handles(void) {
    return wsplab_handle_count(fake_owner());
}

int WSAAPI __WSAFDIsSet(SOCKET s, fd_set *set) {
    UINT i = 0;
    while (i < set->fd_count && set->fd_array[i] != s) {
        i++;
    }
    return i < set->fd_count;
}

int WSAAPI WSAGetLastError(void) {
    return (int)GetLastError();
}

void WSAAPI WSASetLastError(int error) {
    SetLastError((DWORD)error);
}
