/*
 * through.c - the smallest IFS layer: everything goes to the provider below, whose table it hands out, but for the
 * functions that make handles and two that count. It serves one chain. Its statics tell copies of it apart. With CALLS_ALL
 * it is there to be called by a test (upcalls.c), with OWN_TABLE it hands down other upcalls than its own (own_table.c).
 */
#include <winsock2.h>
#include <ws2spi.h>

#if defined(USE_DLOPEN)
#include <dlfcn.h>
#endif
#include <string.h>

#if defined(CALLS_ALL) || defined(OWN_TABLE)
#include "through.h"
#endif

#define MOST_ENTRIES 32

static WSPUPCALLTABLE upcalls;
static WSPPROC_TABLE below;
static WSAPROTOCOL_INFOW entries[MOST_ENTRIES];
static int entry_count;
static DWORD own_entry;
static LONG sends;
static DWORD found_by_constructor;

/* A module that calls before it is started: served by the environment that loads it. */
__attribute__((constructor)) static void loaded(void) {
    DWORD length = 0;
    int error = 0;
    if (WSCEnumProtocols(NULL, NULL, &length, &error) == SOCKET_ERROR && error == WSAENOBUFS)
        found_by_constructor = length / sizeof(WSAPROTOCOL_INFOW);
}

#if defined(CALLS_ALL) || defined(OWN_TABLE)
const WSPUPCALLTABLE *through_upcalls(void) {
    return &upcalls;
}

DWORD through_entry(void) {
    return own_entry;
}
#endif

/* ---- what the layer changes ------------------------------------------------------------------------------------------ */

/* Calls on the handle come to this layer from now on (WPU-IFS-3). */
static SOCKET WSPAPI passed_on(SOCKET s, LPINT error) {
    return s == INVALID_SOCKET ? s : upcalls.lpWPUModifyIFSHandle(own_entry, s, error);
}

static SOCKET WSPAPI through_socket(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group,
                                    DWORD flags, LPINT error) {
    (void)info;
    return passed_on(below.lpWSPSocket(family, type, protocol, &entries[entry_count], group, flags, error), error);
}

static SOCKET WSPAPI through_accept(SOCKET s, struct sockaddr *address, LPINT length, LPCONDITIONPROC condition,
                                    DWORD_PTR data, LPINT error) {
    return passed_on(below.lpWSPAccept(s, address, length, condition, data, error), error);
}

static int WSPAPI counted_send(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                               LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                               LPWSATHREADID thread, LPINT error) {
    InterlockedIncrement(&sends);
    return below.lpWSPSend(s, buffers, count, sent, flags, overlapped, routine, thread, error);
}

/* SO_DEBUG is nobody's: it tells what this copy has counted. */
static int WSPAPI told_option(SOCKET s, int level, int name, char *value, LPINT length, LPINT error) {
    if (level == SOL_SOCKET && name == SO_DEBUG && *length >= (INT)sizeof(int)) {
        int told = (int)found_by_constructor * 1000 + (int)sends;
        memcpy(value, &told, sizeof told);
        *length = sizeof told;
        return 0;
    }
    return below.lpWSPGetSockOpt(s, level, name, value, length, error);
}

/* ---- the start ------------------------------------------------------------------------------------------------------- */

static BOOL path_of(DWORD id, WCHAR *path) {
    int error = 0;
    for (int i = 0; i < entry_count; i++) {
        INT size = MAX_PATH;
        if (entries[i].dwCatalogEntryId == id)
            return WSCGetProviderPath(&entries[i].ProviderId, path, &size, &error) == 0;
    }
    return FALSE;
}

/* The layer's own place in the chain: where the provider is this very file. */
static int own_place(const WSAPROTOCOL_INFOW *chain) {
    const DWORD here = GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT;
    WCHAR mine[MAX_PATH], theirs[MAX_PATH];
    HMODULE self;
    if (!GetModuleHandleExW(here, (LPCWSTR)(const void *)&below, &self) ||
        GetModuleFileNameW(self, mine, MAX_PATH) == 0)
        return -1;
    for (int i = 0; i + 1 < chain->ProtocolChain.ChainLen; i++) {
        if (path_of(chain->ProtocolChain.ChainEntries[i], theirs) && lstrcmpW(mine, theirs) == 0)
            return i;
    }
    return -1;
}

/* What the provider below is started with: its own entry, or the whole chain for a layer (WSP-START-9). */
static BOOL choose_below(const WSAPROTOCOL_INFOW *chain, WCHAR *path) {
    int place = own_place(chain);
    if (place < 0 || entry_count >= MOST_ENTRIES)
        return FALSE;
    DWORD next = chain->ProtocolChain.ChainEntries[place + 1];
    own_entry = chain->ProtocolChain.ChainEntries[place];
    for (int i = 0; i < entry_count; i++) {
        if (entries[i].dwCatalogEntryId == next)
            entries[entry_count] = entries[i].ProtocolChain.ChainLen == BASE_PROTOCOL ? entries[i] : *chain;
    }
    return path_of(next, path);
}

#if defined(USE_DLOPEN)
/* As portable sources do that know nothing of LoadLibrary: the path is a real file with a real WSPStartup. */
static LPWSPSTARTUP find_startup(const WCHAR *path) {
    char name[MAX_PATH * 3];
    LPWSPSTARTUP startup = NULL;
    void *found, *module;
    size_t length = 0;
    for (; path[length] != 0; length++)
        name[length] = (char)path[length];
    name[length] = 0;
    module = dlopen(name, RTLD_NOW);
    found = module == NULL ? NULL : dlsym(module, "WSPStartup");
    memcpy(&startup, &found, sizeof startup);
    return startup;
}
#else
static LPWSPSTARTUP find_startup(const WCHAR *path) {
    HMODULE module = LoadLibraryW(path);
    FARPROC found = module == NULL ? NULL : GetProcAddress(module, "WSPStartup");
    LPWSPSTARTUP startup = NULL;
    memcpy(&startup, &found, sizeof startup);
    return startup;
}
#endif

__declspec(dllexport) int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
                                            WSPUPCALLTABLE given, LPWSPPROC_TABLE table) {
    WCHAR path[MAX_PATH];
    DWORD length = sizeof entries;
    int error = 0;
    upcalls = given;
    entry_count = WSCEnumProtocols(NULL, entries, &length, &error);
    if (entry_count == SOCKET_ERROR || !choose_below(info, path))
        return WSAEPROVIDERFAILEDINIT;
    LPWSPSTARTUP startup = find_startup(path);
    if (startup == NULL)
        return WSAEPROVIDERFAILEDINIT;
#if defined(OWN_TABLE)
    own_table(&given);
#endif
    error = startup(version, data, &entries[entry_count], given, &below);
    if (error == 0) {
        *table = below;
        table->lpWSPSocket = through_socket;
        table->lpWSPAccept = through_accept;
        table->lpWSPSend = counted_send;
        table->lpWSPGetSockOpt = told_option;
    }
    return error;
}
