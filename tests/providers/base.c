/* base.c - start and end, sockets, addresses. */
#include "base.h"

#include <stdio.h>

#define FIRST_PORT 49152u /* of those that are given when none is asked for */

SRWLOCK base_lock = SRWLOCK_INIT;
CONDITION_VARIABLE base_changed = CONDITION_VARIABLE_INIT;
struct base_socket *base_all;

static SRWLOCK starting = SRWLOCK_INIT; /* starts and ends, one after the other */
static LONG started;
static USHORT next_port = FIRST_PORT;

/* ---- waiting --------------------------------------------------------------------------------------------------------- */

ULONGLONG base_deadline(DWORD timeout) {
    return timeout == 0 ? ~(ULONGLONG)0 : GetTickCount64() + timeout;
}

BOOL base_wait(ULONGLONG until) {
    ULONGLONG now = GetTickCount64();
    DWORD milliseconds = INFINITE;
    if (until != ~(ULONGLONG)0) {
        if (now >= until) {
            return FALSE;
        }
        milliseconds = until - now < INFINITE ? (DWORD)(until - now) : INFINITE - 1;
    }
    SleepConditionVariableSRW(&base_changed, &base_lock, milliseconds, 0);
    return TRUE; /* whoever waits looks again, and comes back */
}

/* ---- sockets --------------------------------------------------------------------------------------------------------- */

struct base_socket *base_use(SOCKET handle) {
    return (struct base_socket *)(void *)sockets_use(handle);
}

void base_end_use(struct base_socket *s) {
    sockets_end_use(&s->base);
}

/* Under the lock. */
static void take_out(struct base_socket *s) {
    struct base_socket **place = &base_all;
    while (*place != NULL && *place != s) {
        place = &(*place)->next;
    }
    if (*place != NULL) {
        *place = s->next;
    }
}

static void forget(struct socket_base *base) {
    struct base_socket *s = (struct base_socket *)(void *)base;
    AcquireSRWLockExclusive(&base_lock);
    take_out(s);
    ReleaseSRWLockExclusive(&base_lock);
    free(s->ring);
}

/* Under the lock. NULL when memory is short. */
struct base_socket *base_make(BOOL overlapped) {
    struct base_socket *s = calloc(1, sizeof(*s));
    if (s == NULL) {
        return NULL;
    }
    s->ring = malloc(BASE_RING);
    if (s->ring == NULL) {
        free(s);
        return NULL;
    }
    s->base.handle = INVALID_SOCKET;
    s->base.freed = forget;
    s->overlapped = overlapped;
    s->local.sin_family = AF_INET;
    s->receive_buffer = BASE_RING;
    s->send_buffer = BASE_RING;
    s->next = base_all;
    base_all = s;
    return s;
}

void base_discard(struct base_socket *s) {
    take_out(s);
    free(s->ring);
    free(s);
}

SOCKET base_open(struct base_socket *s, DWORD entry, LPINT error_out) {
    int error = WSAENOBUFS;
    SOCKET made = sockets_open(&s->base, entry, &error);
    if (made == INVALID_SOCKET) {
        overlapped_fail(error_out, error);
    }
    return made;
}

/* ---- addresses ------------------------------------------------------------------------------------------------------- */

static BOOL is_taken(const struct base_socket *s, USHORT port) {
    const struct base_socket *other;
    for (other = base_all; other != NULL; other = other->next) {
        BOOL bound = other->state == BASE_BOUND || other->state == BASE_LISTENING;
        if (bound && !other->gone && other->local.sin_port == port && !(s->reuse_address && other->reuse_address)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* 0 or the error: what is not IPv4, or not this machine's. */
static int check_address(const struct sockaddr *name, int length, struct sockaddr_in *address_out) {
    ULONG host;
    if (name == NULL || length < (int)sizeof(*address_out)) {
        return WSAEFAULT;
    }
    memcpy(address_out, name, sizeof(*address_out));
    if (address_out->sin_family != AF_INET) {
        return WSAEAFNOSUPPORT;
    }
    host = ntohl(address_out->sin_addr.s_addr);
    return host == INADDR_ANY || host >> 24 == 127 ? 0 : WSAEADDRNOTAVAIL;
}

int base_bind_to(struct base_socket *s, const struct sockaddr *name, int length) {
    struct sockaddr_in address;
    USHORT tries = 0;
    int error = check_address(name, length, &address);
    if (error != 0) {
        return error;
    }
    if (s->state != BASE_NEW) {
        return WSAEINVAL;
    }
    while (address.sin_port == 0 && tries++ < 65535u - FIRST_PORT) {
        USHORT port = htons(next_port);
        next_port = next_port == 65535u ? FIRST_PORT : (USHORT)(next_port + 1);
        if (!is_taken(s, port)) {
            address.sin_port = port;
        }
    }
    if (address.sin_port == 0) {
        return WSAENOBUFS;
    }
    if (is_taken(s, address.sin_port)) {
        return WSAEADDRINUSE;
    }
    s->local = address;
    s->state = BASE_BOUND;
    return 0;
}

struct base_socket *base_listener(const struct sockaddr *name, int length, int *error_out) {
    struct sockaddr_in address;
    struct base_socket *s = base_all;
    *error_out = check_address(name, length, &address);
    if (*error_out == 0 && (address.sin_port == 0 || address.sin_addr.s_addr == INADDR_ANY)) {
        *error_out = WSAEADDRNOTAVAIL; /* WSP-CONNECT-2 */
    }
    if (*error_out != 0) {
        return NULL;
    }
    while (s != NULL && (s->state != BASE_LISTENING || s->gone || s->local.sin_port != address.sin_port)) {
        s = s->next;
    }
    if (s == NULL) {
        *error_out = WSAECONNREFUSED;
    }
    return s;
}

/* ---- WSPSocket, and what this provider does not have ----------------------------------------------------------------- */

/* 0 and FROM_PROTOCOL_INFO stand for what the catalog's entry says (WSP-SOCKET-3). */
static BOOL asks_for(int asked, int told, int offered) {
    return (asked == FROM_PROTOCOL_INFO || asked == 0 ? told : asked) == offered;
}

static SOCKET WSPAPI base_socket_call(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group,
                                      DWORD flags, LPINT error_out) {
    struct base_socket *s = NULL;
    SOCKET handle;
    int error = 0;
    (void)group;
    if (info == NULL || info->dwProviderReserved != 0) { /* no socket of this provider can be duplicated */
        error = WSAEINVAL;
    } else if (!asks_for(family, info->iAddressFamily, AF_INET)) {
        error = WSAEAFNOSUPPORT;
    } else if (!asks_for(type, info->iSocketType, SOCK_STREAM)) {
        error = WSAESOCKTNOSUPPORT;
    } else if (!asks_for(protocol, info->iProtocol, IPPROTO_TCP)) {
        error = WSAEPROTONOSUPPORT;
    }
    if (error == 0) {
        AcquireSRWLockExclusive(&base_lock);
        s = base_make((flags & WSA_FLAG_OVERLAPPED) != 0);
        ReleaseSRWLockExclusive(&base_lock);
        error = s == NULL ? WSAENOBUFS : 0;
    }
    if (error != 0) {
        overlapped_fail(error_out, error);
        return INVALID_SOCKET;
    }
    handle = base_open(s, info->dwCatalogEntryId, error_out);
    if (handle == INVALID_SOCKET) {
        AcquireSRWLockExclusive(&base_lock);
        base_discard(s);
        ReleaseSRWLockExclusive(&base_lock);
    }
    return handle;
}

static int WSPAPI base_duplicate(SOCKET handle, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT error_out) {
    (void)handle;
    (void)process;
    (void)info;
    return overlapped_fail(error_out, WSAEOPNOTSUPP);
}

static SOCKET WSPAPI base_join_leaf(SOCKET handle, const struct sockaddr *name, int length, LPWSABUF caller,
                                    LPWSABUF callee, LPQOS sqos, LPQOS gqos, DWORD flags, LPINT error_out) {
    (void)handle;
    (void)name;
    (void)length;
    (void)caller;
    (void)callee;
    (void)sqos;
    (void)gqos;
    (void)flags;
    overlapped_fail(error_out, WSAEOPNOTSUPP);
    return INVALID_SOCKET;
}

static BOOL WSPAPI base_get_qos(SOCKET handle, LPWSABUF name, LPQOS qos, LPINT error_out) {
    (void)handle;
    (void)name;
    (void)qos;
    overlapped_fail(error_out, WSAEOPNOTSUPP);
    return FALSE;
}

/* No call waits in a way that a blocking hook could run in, so there is never one to cancel. */
static int WSPAPI base_cancel_blocking_call(LPINT error_out) {
    return overlapped_fail(error_out, WSAEINVAL);
}

/* ---- addresses as text: a.b.c.d:port ---------------------------------------------------------------------------------- */

static INT WSPAPI base_address_to_string(LPSOCKADDR address, DWORD length, LPWSAPROTOCOL_INFOW info, LPWSTR text,
                                         LPDWORD size, LPINT error_out) {
    struct sockaddr_in in;
    const UCHAR *bytes;
    char plain[32];
    DWORD needed, i;
    (void)info;
    if (address == NULL || size == NULL || length < sizeof(in)) {
        return overlapped_fail(error_out, WSAEFAULT);
    }
    memcpy(&in, address, sizeof(in));
    if (in.sin_family != AF_INET) {
        return overlapped_fail(error_out, WSAEINVAL);
    }
    bytes = (const UCHAR *)&in.sin_addr;
    needed = (DWORD)snprintf(plain, sizeof(plain), "%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
    if (in.sin_port != 0) {
        needed += (DWORD)snprintf(plain + needed, sizeof(plain) - needed, ":%u", ntohs(in.sin_port));
    }
    needed++;
    if (text == NULL || *size < needed) {
        *size = needed;
        return overlapped_fail(error_out, WSAEFAULT);
    }
    for (i = 0; i < needed; i++) {
        text[i] = (WCHAR)plain[i];
    }
    *size = needed;
    return 0;
}

static INT WSPAPI base_string_to_address(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address,
                                         LPINT length, LPINT error_out) {
    struct sockaddr_in in;
    unsigned part[5] = {0, 0, 0, 0, 0};
    char plain[32];
    char rest;
    int i = 0;
    int found;
    (void)info;
    if (text == NULL || address == NULL || length == NULL || *length < (INT)sizeof(in)) {
        return overlapped_fail(error_out, WSAEFAULT);
    }
    for (; text[i] != 0 && i < 31; i++) {
        plain[i] = (char)(text[i] < 128 ? text[i] : '?');
    }
    plain[i] = 0;
    found = sscanf(plain, "%u.%u.%u.%u:%u%c", &part[0], &part[1], &part[2], &part[3], &part[4], &rest);
    if (family != AF_INET || text[i] != 0 || found < 4 || found > 5 || part[0] > 255 || part[1] > 255 ||
        part[2] > 255 || part[3] > 255 || part[4] > 65535) {
        return overlapped_fail(error_out, WSAEINVAL);
    }
    memset(&in, 0, sizeof(in));
    in.sin_family = AF_INET;
    in.sin_port = htons((USHORT)part[4]);
    in.sin_addr.s_addr = htonl(part[0] << 24 | part[1] << 16 | part[2] << 8 | part[3]);
    memcpy(address, &in, sizeof(in));
    *length = sizeof(in);
    return 0;
}

/* ---- start and end --------------------------------------------------------------------------------------------------- */

/* WSP-CLEAN-2, WSP-CLEAN-3: what is pending fails, and nobody is told. */
static void end_socket(struct socket_base *base) {
    struct base_queue done = {NULL, NULL};
    AcquireSRWLockExclusive(&base_lock);
    base_close_stream((struct base_socket *)(void *)base, &done);
    ReleaseSRWLockExclusive(&base_lock);
    base_end_silently(&done);
}

static int WSPAPI base_cleanup(LPINT error_out) {
    int result = 0;
    AcquireSRWLockExclusive(&starting);
    if (started == 0) {
        result = overlapped_fail(error_out, WSANOTINITIALISED);
    } else if (--started == 0) {
        sockets_begin_close_all(end_socket);
        sockets_close_all();
    }
    ReleaseSRWLockExclusive(&starting);
    return result;
}

/* 2.2 is all that it speaks: a higher request gets it, a lower one is refused (WSP-START-3 to WSP-START-5). */
static BOOL speaks(WORD version) {
    return LOBYTE(version) > 2 || (LOBYTE(version) == 2 && HIBYTE(version) >= 2);
}

int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE given,
                      LPWSPPROC_TABLE table) {
    (void)info;
    if (!speaks(version)) {
        return WSAVERNOTSUPPORTED;
    }
    if (data == NULL || table == NULL) {
        return WSAEFAULT;
    }
    AcquireSRWLockExclusive(&starting);
    sockets_started(&given);
    started++;
    ReleaseSRWLockExclusive(&starting);
    memset(data, 0, sizeof(*data));
    data->wVersion = MAKEWORD(2, 2);
    data->wHighVersion = MAKEWORD(2, 2);
    lstrcpynW(data->szDescription, L"base.c", WSPDESCRIPTION_LEN + 1);
    table->lpWSPAddressToString = base_address_to_string;
    table->lpWSPCancelBlockingCall = base_cancel_blocking_call;
    table->lpWSPCleanup = base_cleanup;
    table->lpWSPDuplicateSocket = base_duplicate;
    table->lpWSPGetQOSByName = base_get_qos;
    table->lpWSPJoinLeaf = base_join_leaf;
    table->lpWSPSocket = base_socket_call;
    table->lpWSPStringToAddress = base_string_to_address;
    base_fill_accept(table);
    base_fill_connections(table);
    base_fill_transfers(table);
    base_fill_ready(table);
    base_fill_options(table);
    return 0;
}
