/* base_options.c - options, names and controls. */
#include "base.h"

/* ---- options --------------------------------------------------------------------------------------------------------- */

/* Where an option of the size of an int stands; NULL for others. */
static int *number_of(struct base_socket *s, int level, int option) {
    if (level == IPPROTO_TCP) {
        return option == TCP_NODELAY ? (int *)&s->no_delay : NULL;
    }
    switch (option) {
    case SO_KEEPALIVE:
        return (int *)&s->keep_alive;
    case SO_REUSEADDR:
        return (int *)&s->reuse_address;
    case SO_CONDITIONAL_ACCEPT:
        return (int *)&s->conditional;
    case SO_RCVBUF:
        return &s->receive_buffer;
    case SO_SNDBUF:
        return &s->send_buffer;
    case SO_RCVTIMEO:
        return (int *)&s->receive_timeout;
    case SO_SNDTIMEO:
        return (int *)&s->send_timeout;
    default:
        return NULL;
    }
}

/* Seconds since the connection was made, or all bits set (CLI-ACCEPTEX-3). */
static int connect_time(const struct base_socket *s) {
    return s->state == BASE_CONNECTED ? (int)((GetTickCount64() - s->connected_at) / 1000u) : -1;
}

/* Under the lock: options that can only be read. FALSE when it is none of them. */
static BOOL told_number(struct base_socket *s, int option, int *value_out) {
    switch (option) {
    case SO_ACCEPTCONN:
        *value_out = s->state == BASE_LISTENING;
        return TRUE;
    case SO_CONNECT_TIME:
        *value_out = connect_time(s);
        return TRUE;
    case SO_ERROR:
        *value_out = (int)s->error;
        return TRUE;
    case SO_TYPE:
        *value_out = SOCK_STREAM;
        return TRUE;
    case SO_DONTLINGER:
        *value_out = s->linger.l_onoff == 0;
        return TRUE;
    case SO_BROADCAST:
    case SO_DEBUG:
    case SO_DONTROUTE:
    case SO_OOBINLINE:
        *value_out = 0;
        return TRUE;
    default:
        return FALSE;
    }
}

/* The catalog's entry that a socket was made with; FALSE when it cannot be read. */
static BOOL entry_of(DWORD id, WSAPROTOCOL_INFOW *entry_out) {
    DWORD length = 0;
    int error = 0;
    int i = 0;
    WSAPROTOCOL_INFOW *all = NULL;
    int count = WSCEnumProtocols(NULL, NULL, &length, &error);
    while (count == SOCKET_ERROR && error == WSAENOBUFS) { /* it may grow between two calls */
        free(all);
        all = malloc(length);
        if (all == NULL) {
            return FALSE;
        }
        count = WSCEnumProtocols(NULL, all, &length, &error);
    }
    while (all != NULL && i < count && all[i].dwCatalogEntryId != id) {
        i++;
    }
    if (all != NULL && i < count) {
        *entry_out = all[i];
    }
    free(all);
    return all != NULL && i < count;
}

static int copy_out(const void *value, int size, char *room, LPINT length) {
    if (*length < size) {
        return WSAEFAULT;
    }
    memcpy(room, value, (size_t)size);
    *length = size;
    return 0;
}

static int get_option(struct base_socket *s, int level, int option, char *value, LPINT length) {
    WSAPROTOCOL_INFOW entry;
    int number = 0;
    int *held;
    int error;
    if (level != SOL_SOCKET && level != IPPROTO_TCP) {
        return WSAEINVAL;
    }
    if (value == NULL || length == NULL) {
        return WSAEFAULT;
    }
    if (level == SOL_SOCKET && option == SO_PROTOCOL_INFOW) {
        return entry_of(s->base.entry, &entry) ? copy_out(&entry, sizeof(entry), value, length) : WSAENOBUFS;
    }
    AcquireSRWLockExclusive(&base_lock);
    held = number_of(s, level, option);
    if (level == SOL_SOCKET && option == SO_LINGER) {
        error = copy_out(&s->linger, sizeof(s->linger), value, length);
    } else if (held != NULL || (level == SOL_SOCKET && told_number(s, option, &number))) {
        error = copy_out(held != NULL ? held : &number, sizeof(number), value, length);
        s->error = option == SO_ERROR && held == NULL && error == 0 && s->state != BASE_CONNECTED ? 0 : s->error;
    } else {
        error = WSAENOPROTOOPT;
    }
    ReleaseSRWLockExclusive(&base_lock);
    return error;
}

static int WSPAPI base_get_option(SOCKET handle, int level, int option, char *value, LPINT length, LPINT error_out) {
    struct base_socket *s = base_use(handle);
    int error = s == NULL ? WSAENOTSOCK : get_option(s, level, option, value, length);
    if (s != NULL) {
        base_end_use(s);
    }
    return error == 0 ? 0 : overlapped_fail(error_out, error);
}

/* The accepted socket learns of its listener; ours has all it needs already (CLI-ACCEPTEX-6). */
static int update_accept_context(const struct base_socket *s, const char *value, int length) {
    SOCKET handle;
    struct base_socket *listener;
    if (length < (int)sizeof(handle)) {
        return WSAEFAULT;
    }
    memcpy(&handle, value, sizeof(handle));
    listener = base_use(handle);
    if (listener == NULL) {
        return WSAENOTSOCK;
    }
    base_end_use(listener);
    return s->state == BASE_CONNECTED ? 0 : WSAENOTCONN;
}

static int set_option(struct base_socket *s, int level, int option, const char *value, int length) {
    int number = 0;
    int *held;
    int error = 0;
    if (level != SOL_SOCKET && level != IPPROTO_TCP) {
        return WSAEINVAL;
    }
    if (level == SOL_SOCKET && option == SO_UPDATE_CONNECT_CONTEXT) { /* comes without a value */
        return s->state == BASE_CONNECTED ? 0 : WSAENOTCONN;
    }
    if (value == NULL) {
        return WSAEFAULT;
    }
    if (level == SOL_SOCKET && option == SO_UPDATE_ACCEPT_CONTEXT) {
        return update_accept_context(s, value, length);
    }
    if (level == SOL_SOCKET && option == SO_LINGER && length < (int)sizeof(s->linger)) {
        return WSAEFAULT;
    }
    AcquireSRWLockExclusive(&base_lock);
    held = number_of(s, level, option);
    memcpy(&number, value, length < 0 ? 0 : length < (int)sizeof(number) ? (size_t)length : sizeof(number));
    if (level == SOL_SOCKET && option == SO_LINGER) {
        memcpy(&s->linger, value, sizeof(s->linger));
    } else if (level == SOL_SOCKET && option == SO_DONTLINGER) {
        s->linger.l_onoff = number == 0;
    } else if (held == NULL) {
        error = WSAENOPROTOOPT;
    } else if (length < (int)sizeof(number)) {
        error = WSAEFAULT;
    } else {
        *held = number;
    }
    ReleaseSRWLockExclusive(&base_lock);
    return error;
}

static int WSPAPI base_set_option(SOCKET handle, int level, int option, const char *value, int length,
                                  LPINT error_out) {
    struct base_socket *s = base_use(handle);
    int error = s == NULL ? WSAENOTSOCK : set_option(s, level, option, value, length);
    if (s != NULL) {
        base_end_use(s);
    }
    return error == 0 ? 0 : overlapped_fail(error_out, error);
}

/* ---- names ----------------------------------------------------------------------------------------------------------- */

static int tell_name(SOCKET handle, BOOL remote, struct sockaddr *name, LPINT length, LPINT error_out) {
    struct base_socket *s = base_use(handle);
    struct sockaddr_in in;
    int error = WSAENOTSOCK;
    if (s != NULL) {
        AcquireSRWLockExclusive(&base_lock);
        in = remote ? s->remote : s->local;
        error = remote && s->state != BASE_CONNECTED ? WSAENOTCONN : s->state == BASE_NEW ? WSAEINVAL : 0;
        ReleaseSRWLockExclusive(&base_lock);
        base_end_use(s);
    }
    if (error == 0 && (name == NULL || length == NULL)) {
        error = WSAEFAULT;
    }
    if (error == 0) {
        error = copy_out(&in, sizeof(in), (char *)name, length);
    }
    return error == 0 ? 0 : overlapped_fail(error_out, error);
}

static int WSPAPI base_get_sock_name(SOCKET s, struct sockaddr *name, LPINT length, LPINT error_out) {
    return tell_name(s, FALSE, name, length, error_out);
}

static int WSPAPI base_get_peer_name(SOCKET s, struct sockaddr *name, LPINT length, LPINT error_out) {
    return tell_name(s, TRUE, name, length, error_out);
}

/* ---- controls -------------------------------------------------------------------------------------------------------- */

/* 0 or the error; `out_length` becomes what was written. */
static int control(struct base_socket *s, DWORD code, const void *in, DWORD in_length, void *out, DWORD *out_length) {
    u_long number = 0;
    void *function;
    switch (code) {
    case FIONBIO:
        if (in == NULL || in_length < sizeof(number)) {
            return WSAEFAULT;
        }
        memcpy(&number, in, sizeof(number));
        if (number == 0 && s->wanted != 0) {
            return WSAEINVAL; /* WSP-IOCTL-7 */
        }
        s->nonblocking = number != 0;
        *out_length = 0;
        return 0;
    case FIONREAD:
    case SIOCATMARK:
        if (out == NULL || *out_length < sizeof(number)) {
            return WSAEFAULT;
        }
        number = code == FIONREAD ? s->held : TRUE;
        memcpy(out, &number, sizeof(number));
        *out_length = sizeof(number);
        return 0;
    case SIO_GET_EXTENSION_FUNCTION_POINTER:
        if (in == NULL || in_length < sizeof(GUID) || out == NULL || *out_length < sizeof(function)) {
            return WSAEFAULT;
        }
        function = base_extension(in);
        if (function == NULL) {
            return WSAEINVAL;
        }
        memcpy(out, &function, sizeof(function));
        *out_length = sizeof(function);
        return 0;
    case SIO_BASE_HANDLE:
    case SIO_BSP_HANDLE:
    case SIO_BSP_HANDLE_SELECT:
    case SIO_BSP_HANDLE_POLL:
        if (out == NULL || *out_length < sizeof(s->base.handle)) {
            return WSAEFAULT;
        }
        memcpy(out, &s->base.handle, sizeof(s->base.handle));
        *out_length = sizeof(s->base.handle);
        return 0;
    default:
        return WSAEINVAL;
    }
}

/* None pends; one with a structure is indicated all the same, before the call returns (WSP-IOCTL-1, WIN-49). */
static int WSPAPI base_ioctl(SOCKET handle, DWORD code, LPVOID in, DWORD in_length, LPVOID out, DWORD out_length,
                             LPDWORD returned, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                             LPWSATHREADID thread, LPINT error_out) {
    struct base_socket *s = base_use(handle);
    struct overlapped_client client;
    BOOL indicated = overlapped != NULL && s != NULL && s->overlapped;
    int error = s == NULL ? WSAENOTSOCK : returned == NULL ? WSAEFAULT : 0;
    if (error == 0 && indicated) {
        error = overlapped_begin(&client, overlapped, routine, thread);
        indicated = error == 0;
    } else {
        indicated = FALSE;
    }
    if (error == 0) {
        AcquireSRWLockExclusive(&base_lock);
        error = control(s, code, in, in_length, out, &out_length);
        ReleaseSRWLockExclusive(&base_lock);
        if (error == 0) {
            *returned = out_length;
        }
    }
    if (indicated && error == 0) {
        overlapped_tell(&client, s->base.handle, 0, out_length, 0);
    } else if (indicated) {
        overlapped_take_back(&client, (DWORD)error);
    }
    if (s != NULL) {
        base_end_use(s);
    }
    return error == 0 ? 0 : overlapped_fail(error_out, error);
}

void base_fill_options(WSPPROC_TABLE *table) {
    table->lpWSPGetPeerName = base_get_peer_name;
    table->lpWSPGetSockName = base_get_sock_name;
    table->lpWSPGetSockOpt = base_get_option;
    table->lpWSPIoctl = base_ioctl;
    table->lpWSPSetSockOpt = base_set_option;
}
