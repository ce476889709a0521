/*
 * ifs_layer.c - a layer of the IFS form: it hands out the handles of the base, and hooks ConnectEx.
 *
 * WPUModifyIFSHandle makes ws2_32 send the calls on such a handle to this layer (WPU-IFS-3). What it gets is passed on as it
 * is, overlapped structures included: their completions go past it, and so do ReadFile and WriteFile (WPU-IFS-4).
 *
 * The hook: connections to ports below IFS_LAYER_FIRST_PORT are refused with WSAEACCES, whether WSPConnect asks for them or
 * ConnectEx. No port is, unless that is set when compiling. The names in brackets are rules of docs/rules/winsock-spi.md.
 */
#include "ifs_layer.h"

#if !defined(IFS_LAYER_FIRST_PORT)
#define IFS_LAYER_FIRST_PORT 0
#endif

static SRWLOCK starting = SRWLOCK_INIT; /* starts and ends, one after the other */
static LONG started;

/* ---- the handles that have been captured ----------------------------------------------------------------------------- */

static SRWLOCK lock = SRWLOCK_INIT; /* guards the list, and what it says */
static struct captured *all;

/* Under the lock. */
static struct captured **place_of(SOCKET handle) {
    struct captured **place = &all;
    while (*place != NULL && (*place)->handle != handle) {
        place = &(*place)->next;
    }
    return place;
}

/* FALSE when memory is short. CloseHandle goes past a layer, so what is known of a handle may be of an earlier socket. */
static BOOL keep(SOCKET handle, const WSPPROC_TABLE *table, DWORD entry) {
    struct captured **place;
    struct captured *made = NULL;
    AcquireSRWLockExclusive(&lock);
    place = place_of(handle);
    if (*place == NULL && (made = calloc(1, sizeof(*made))) != NULL) {
        *place = made;
    }
    if (*place != NULL) {
        (*place)->handle = handle;
        (*place)->table = table;
        (*place)->entry = entry;
        (*place)->connect_ex = NULL;
        made = *place;
    }
    ReleaseSRWLockExclusive(&lock);
    return made != NULL;
}

/* Another name of a socket, made by DuplicateHandle, is none of ours: ws2_32 offers it to the base next (CLI-2). */
struct captured ifs_find(SOCKET handle) {
    static const struct captured unknown = {NULL, INVALID_SOCKET, NULL, 0, NULL};
    struct captured found = unknown;
    const struct captured *kept;
    AcquireSRWLockExclusive(&lock);
    kept = *place_of(handle);
    if (kept != NULL) {
        found = *kept;
    }
    ReleaseSRWLockExclusive(&lock);
    return found;
}

void ifs_know_connect_ex(SOCKET handle, LPFN_CONNECTEX function) {
    struct captured *kept;
    AcquireSRWLockExclusive(&lock);
    kept = *place_of(handle);
    if (kept != NULL) {
        kept->connect_ex = function;
    }
    ReleaseSRWLockExclusive(&lock);
}

/* Takes it out of the list; FALSE when it is not there. */
static BOOL forget(SOCKET handle, struct captured *known_out) {
    struct captured **place;
    struct captured *gone;
    AcquireSRWLockExclusive(&lock);
    place = place_of(handle);
    gone = *place;
    if (gone != NULL) {
        *known_out = *gone;
        *place = gone->next;
    }
    ReleaseSRWLockExclusive(&lock);
    free(gone);
    return gone != NULL;
}

/* The handle that the client gets, often the same one (WPU-IFS-1); the provider's is closed when there is none. */
static SOCKET capture(const WSPPROC_TABLE *table, SOCKET handle, DWORD entry, LPINT error_out) {
    int error = WSAENOBUFS;
    int ignored;
    SOCKET modified = upcalls.lpWPUModifyIFSHandle(entry, handle, &error);
    if (modified != INVALID_SOCKET && keep(modified, table, entry)) {
        return modified;
    }
    table->lpWSPCloseSocket(modified == INVALID_SOCKET ? handle : modified, &ignored);
    overlapped_fail(error_out, error); /* WPU-IFS-2: below is a layer that makes handles of its own */
    return INVALID_SOCKET;
}

/* ---- making and ending sockets --------------------------------------------------------------------------------------- */

static SOCKET WSPAPI ifs_socket(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group, DWORD flags,
                                LPINT error_out) {
    WSAPROTOCOL_INFOW lower_info;
    struct lower *lower;
    DWORD entry;
    SOCKET handle;
    int error = WSAEINVAL;
    lower = info == NULL ? NULL : chain_below(info, &lower_info, &entry, &error);
    if (lower == NULL) {
        overlapped_fail(error_out, error);
        return INVALID_SOCKET;
    }
    handle = lower->table.lpWSPSocket(family, type, protocol, &lower_info, group, flags, error_out);
    return handle == INVALID_SOCKET ? INVALID_SOCKET : capture(&lower->table, handle, entry, error_out);
}

static SOCKET WSPAPI ifs_accept(SOCKET s, struct sockaddr *address, LPINT length, LPCONDITIONPROC condition,
                                DWORD_PTR data, LPINT error_out) {
    struct captured listener = ifs_find(s);
    SOCKET handle;
    if (listener.table == NULL) {
        overlapped_fail(error_out, WSAENOTSOCK);
        return INVALID_SOCKET;
    }
    handle = listener.table->lpWSPAccept(s, address, length, condition, data, error_out);
    return handle == INVALID_SOCKET ? INVALID_SOCKET : capture(listener.table, handle, listener.entry, error_out);
}

static SOCKET WSPAPI ifs_join_leaf(SOCKET s, const struct sockaddr *name, int length, LPWSABUF caller, LPWSABUF callee,
                                   LPQOS sqos, LPQOS gqos, DWORD flags, LPINT error_out) {
    struct captured root = ifs_find(s);
    SOCKET handle;
    if (root.table == NULL) {
        overlapped_fail(error_out, WSAENOTSOCK);
        return INVALID_SOCKET;
    }
    handle = root.table->lpWSPJoinLeaf(s, name, length, caller, callee, sqos, gqos, flags, error_out);
    /* A leaf that joins by itself is the same socket. */
    return handle == INVALID_SOCKET || handle == s ? handle : capture(root.table, handle, root.entry, error_out);
}

/* The client takes what it gets to WSASocket, which has to find this layer again (LAY-PI-5). */
static int WSPAPI ifs_duplicate(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT error_out) {
    struct captured of = ifs_find(s);
    WSAPROTOCOL_INFOW own;
    int result = of.table == NULL ? overlapped_fail(error_out, WSAENOTSOCK)
                                  : of.table->lpWSPDuplicateSocket(s, process, info, error_out);
    if (result == 0 && chain_entry(of.entry, &own)) {
        own.dwProviderReserved = info->dwProviderReserved;
        *info = own;
    }
    return result;
}

/* It is forgotten first: once it is closed, its value may be another socket's. */
static int WSPAPI ifs_close(SOCKET s, LPINT error_out) {
    struct captured known;
    int result;
    if (!forget(s, &known)) {
        return overlapped_fail(error_out, WSAENOTSOCK);
    }
    result = known.table->lpWSPCloseSocket(s, error_out);
    if (result != 0) {
        keep(s, known.table, known.entry); /* it stays open (WSP-CLOSE-6) */
    }
    return result;
}

static int WSPAPI ifs_get_option(SOCKET s, int level, int option, char *value, LPINT length, LPINT error_out) {
    struct captured of = ifs_find(s);
    WSAPROTOCOL_INFOW own;
    int result = of.table == NULL ? overlapped_fail(error_out, WSAENOTSOCK)
                                  : of.table->lpWSPGetSockOpt(s, level, option, value, length, error_out);
    if (result == 0 && level == SOL_SOCKET && option == SO_PROTOCOL_INFOW && chain_entry(of.entry, &own)) {
        memcpy(value, &own, sizeof(own)); /* not the base's, which was as long */
    }
    return result;
}

/* ---- the hook -------------------------------------------------------------------------------------------------------- */

BOOL ifs_may_connect(const struct sockaddr *name, int length) {
    struct sockaddr_in in; /* the port of an IPv6 address stands in the same place */
    if (name == NULL || length < (int)sizeof(in)) {
        return TRUE; /* the base says what it thinks of that */
    }
    memcpy(&in, name, sizeof(in));
    return (int)ntohs(in.sin_port) >= IFS_LAYER_FIRST_PORT;
}

static int WSPAPI ifs_connect(SOCKET s, const struct sockaddr *name, int length, LPWSABUF caller, LPWSABUF callee,
                              LPQOS sqos, LPQOS gqos, LPINT error_out) {
    const WSPPROC_TABLE *table = ifs_find(s).table;
    if (table == NULL || !ifs_may_connect(name, length)) {
        return overlapped_fail(error_out, table == NULL ? WSAENOTSOCK : WSAEACCES);
    }
    return table->lpWSPConnect(s, name, length, caller, callee, sqos, gqos, error_out);
}

/* ---- calls without a handle ------------------------------------------------------------------------------------------ */

static int WSPAPI ifs_cancel_blocking_call(LPINT error_out) {
    struct lower *lower = chain_first();
    for (; lower != NULL; lower = lower->next) {
        if (lower->table.lpWSPCancelBlockingCall(error_out) == 0) {
            return 0;
        }
    }
    return overlapped_fail(error_out, WSAEINVAL);
}

static INT WSPAPI ifs_address_to_string(LPSOCKADDR address, DWORD length, LPWSAPROTOCOL_INFOW info, LPWSTR text,
                                        LPDWORD size, LPINT error_out) {
    WSAPROTOCOL_INFOW lower_info;
    struct lower *lower = chain_for(&info, &lower_info);
    return lower == NULL ? overlapped_fail(error_out, WSAEINVAL)
                         : lower->table.lpWSPAddressToString(address, length, info, text, size, error_out);
}

static INT WSPAPI ifs_string_to_address(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address,
                                        LPINT length, LPINT error_out) {
    WSAPROTOCOL_INFOW lower_info;
    struct lower *lower = chain_for(&info, &lower_info);
    return lower == NULL ? overlapped_fail(error_out, WSAEINVAL)
                         : lower->table.lpWSPStringToAddress(text, family, info, address, length, error_out);
}

/* ---- start and end --------------------------------------------------------------------------------------------------- */

static int WSPAPI ifs_cleanup(LPINT error_out) {
    int result = 0;
    AcquireSRWLockExclusive(&starting);
    if (started == 0) {
        result = overlapped_fail(error_out, WSANOTINITIALISED);
    } else if (--started == 0) {
        chain_cleanup(); /* the handles are the base's: it ends them, and what is pending on them */
        while (all != NULL) {
            struct captured ignored;
            forget(all->handle, &ignored);
        }
        chain_free();
    }
    ReleaseSRWLockExclusive(&starting);
    return result;
}

/* 2.2 is all that this layer speaks: a higher request gets it, a lower one is refused (WSP-START-3 to WSP-START-5). */
static BOOL speaks(WORD version) {
    return LOBYTE(version) > 2 || (LOBYTE(version) == 2 && HIBYTE(version) >= 2);
}

int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE given,
                      LPWSPPROC_TABLE table) {
    WSAPROTOCOL_INFOW lower_info;
    DWORD entry;
    int error = 0;
    if (!speaks(version)) {
        return WSAVERNOTSUPPORTED;
    }
    if (data == NULL || table == NULL || info == NULL) {
        return WSAEFAULT;
    }
    AcquireSRWLockExclusive(&starting);
    sockets_started(&given);
    if (chain_below(info, &lower_info, &entry, &error) != NULL) {
        started++;
    } else if (started == 0) {
        chain_free();
    }
    ReleaseSRWLockExclusive(&starting);
    if (error != 0) {
        return error;
    }
    memset(data, 0, sizeof(*data));
    data->wVersion = MAKEWORD(2, 2);
    data->wHighVersion = MAKEWORD(2, 2);
    lstrcpynW(data->szDescription, L"ifs_layer.c", WSPDESCRIPTION_LEN + 1);
    ifs_fill_passing(table);
    table->lpWSPAccept = ifs_accept;
    table->lpWSPAddressToString = ifs_address_to_string;
    table->lpWSPCancelBlockingCall = ifs_cancel_blocking_call;
    table->lpWSPCleanup = ifs_cleanup;
    table->lpWSPCloseSocket = ifs_close;
    table->lpWSPConnect = ifs_connect;
    table->lpWSPDuplicateSocket = ifs_duplicate;
    table->lpWSPGetSockOpt = ifs_get_option;
    table->lpWSPJoinLeaf = ifs_join_leaf;
    table->lpWSPSocket = ifs_socket;
    table->lpWSPStringToAddress = ifs_string_to_address;
    return 0;
}
