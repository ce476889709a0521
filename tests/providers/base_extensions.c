/* base_extensions.c - AcceptEx, ConnectEx, DisconnectEx: called by pointer, past ws2_32; errors go by WSASetLastError. */
#include "base.h"

static BOOL answer(int error) {
    WSASetLastError(error);
    return error == 0;
}

/* A request for a function that needs a structure; NULL and the error. */
static struct base_request *begin(struct base_socket *s, LPWSAOVERLAPPED structure, const WSABUF *data, DWORD count,
                                  int *error_out) {
    struct base_request *request = base_request(s, data, count, 0);
    *error_out = request == NULL ? WSAENOBUFS : overlapped_begin(&request->client, structure, NULL, NULL);
    if (request != NULL && *error_out != 0) {
        base_free_request(request);
        request = NULL;
    }
    return request;
}

/* Nothing was started after all. */
static void give_up(struct base_request *request, int error) {
    overlapped_take_back(&request->client, (DWORD)error);
    base_free_request(request);
}

/* ---- AcceptEx -------------------------------------------------------------------------------------------------------- */

/* Two areas for addresses, each 16 bytes longer than an address (CLI-ACCEPTEX-2). */
static BOOL is_room(const void *output, DWORD local, DWORD remote) {
    return output != NULL && local >= sizeof(struct sockaddr_in) + 16 && remote >= sizeof(struct sockaddr_in) + 16;
}

/* Under the lock: 0 or the error. */
static int check_accept(const struct base_socket *s, const struct base_socket *accepted) {
    const struct base_request *other = s->accepts.first;
    while (other != NULL && other->accepted != accepted) {
        other = other->next;
    }
    return s->state != BASE_LISTENING || accepted->state != BASE_NEW || other != NULL ? WSAEINVAL : 0;
}

static int accept_into(struct base_socket *s, struct base_socket *accepted, char *output, DWORD length, DWORD local,
                       LPOVERLAPPED overlapped) {
    struct base_queue done = {NULL, NULL};
    WSABUF data = {length, output};
    struct base_request *request;
    int error;
    AcquireSRWLockExclusive(&base_lock);
    error = check_accept(s, accepted);
    ReleaseSRWLockExclusive(&base_lock);
    if (error != 0) {
        return error;
    }
    if (!sockets_retain(&accepted->base)) {
        return WSAENOTSOCK;
    }
    request = begin(s, overlapped, &data, 1, &error);
    if (request == NULL) {
        base_end_use(accepted);
        return error;
    }
    request->accepted = accepted;
    request->output = output;
    request->receive_length = length;
    request->local_length = local;
    AcquireSRWLockExclusive(&base_lock);
    error = s->gone || accepted->gone ? WSAENOTSOCK : check_accept(s, accepted);
    if (error == 0) {
        base_append(&s->accepts, request);
        base_accept_waiting(s, &done);
        base_enable(s, FD_ACCEPT);
        base_note(s, s->waiting != NULL ? FD_ACCEPT : 0);
    }
    ReleaseSRWLockExclusive(&base_lock);
    if (error != 0) {
        give_up(request, error);
    }
    base_tell(&done);
    return error == 0 ? WSA_IO_PENDING : error;
}

/* All pend, as far as the client is told; one that has a connection at once is indicated before it returns. */
static BOOL PASCAL accept_ex(SOCKET listening, SOCKET accepting, PVOID output, DWORD length, DWORD local, DWORD remote,
                             LPDWORD bytes, LPOVERLAPPED overlapped) {
    struct base_socket *s = base_use(listening);
    struct base_socket *accepted = base_use(accepting);
    int error = s == NULL || accepted == NULL     ? WSAENOTSOCK
                : overlapped == NULL              ? WSA_INVALID_PARAMETER
                : !is_room(output, local, remote) ? WSAEFAULT
                                                  : accept_into(s, accepted, output, length, local, overlapped);
    (void)bytes;
    if (s != NULL) {
        base_end_use(s);
    }
    if (accepted != NULL) {
        base_end_use(accepted);
    }
    return answer(error);
}

/* Where AcceptEx has written them. */
static void PASCAL accept_ex_sockaddrs(PVOID output, DWORD length, DWORD local, DWORD remote,
                                       struct sockaddr **local_out, LPINT local_length, struct sockaddr **remote_out,
                                       LPINT remote_length) {
    (void)remote;
    *local_out = (struct sockaddr *)(void *)((char *)output + length);
    *local_length = sizeof(struct sockaddr_in);
    *remote_out = (struct sockaddr *)(void *)((char *)output + length + local);
    *remote_length = sizeof(struct sockaddr_in);
}

/* ---- ConnectEx ------------------------------------------------------------------------------------------------------- */

/* Under the lock: it has to be bound, which connect would do by itself (CLI-CONNECTEX-1). */
static int check_connect(const struct base_socket *s) {
    return s->gone ? WSAENOTSOCK : s->state == BASE_CONNECTED ? WSAEISCONN : s->state != BASE_BOUND ? WSAEINVAL : 0;
}

static int connect_to(struct base_socket *s, const struct sockaddr *name, int name_length, PVOID data, DWORD length,
                      LPOVERLAPPED overlapped) {
    struct base_queue done = {NULL, NULL};
    WSABUF first = {data == NULL ? 0 : length, data};
    struct base_request *request;
    int error;
    AcquireSRWLockExclusive(&base_lock);
    error = check_connect(s);
    ReleaseSRWLockExclusive(&base_lock);
    if (error != 0) {
        return error;
    }
    request = begin(s, overlapped, &first, 1, &error);
    if (request == NULL) {
        return error;
    }
    AcquireSRWLockExclusive(&base_lock);
    error = check_connect(s);
    if (error == 0) {
        error = base_connect_to(s, name, name_length, &done);
    }
    if (error == 0) { /* it ends when its data have been taken (CLI-CONNECTEX-2); without any, at once */
        base_append(&s->sends, request);
        base_move(s, &done);
    }
    ReleaseSRWLockExclusive(&base_lock);
    if (error != 0) {
        give_up(request, error);
    }
    base_tell(&done);
    return error == 0 ? WSA_IO_PENDING : error;
}

static BOOL PASCAL connect_ex(SOCKET handle, const struct sockaddr *name, int name_length, PVOID data, DWORD length,
                              LPDWORD sent, LPOVERLAPPED overlapped) {
    struct base_socket *s = base_use(handle);
    int error = s == NULL            ? WSAENOTSOCK
                : overlapped == NULL ? WSA_INVALID_PARAMETER
                                     : connect_to(s, name, name_length, data, length, overlapped);
    (void)sent;
    if (s != NULL) {
        base_end_use(s);
    }
    return answer(error);
}

/* ---- DisconnectEx ---------------------------------------------------------------------------------------------------- */

/* Under the lock: the end goes behind what is still being sent. `request` is told when all of that has been taken. */
static int disconnect(struct base_socket *s, struct base_request *request, struct base_queue *done) {
    if (s->state != BASE_CONNECTED || s->gone) {
        return WSAENOTCONN;
    }
    if (request != NULL) {
        base_append(&s->sends, request);
    }
    s->no_receive = TRUE;
    return base_end_sending(s, done);
}

static int disconnect_and_wait(struct base_socket *s) {
    struct base_queue done = {NULL, NULL};
    int error;
    AcquireSRWLockExclusive(&base_lock);
    error = disconnect(s, NULL, &done);
    ReleaseSRWLockExclusive(&base_lock);
    base_tell(&done);
    AcquireSRWLockExclusive(&base_lock);
    while (error == 0 && s->sends.first != NULL) {
        base_wait(base_deadline(0));
    }
    ReleaseSRWLockExclusive(&base_lock);
    return error;
}

static int disconnect_overlapped(struct base_socket *s, LPOVERLAPPED overlapped) {
    struct base_queue done = {NULL, NULL};
    struct base_request *request;
    int error;
    AcquireSRWLockExclusive(&base_lock);
    error = s->state != BASE_CONNECTED ? WSAENOTCONN : 0;
    ReleaseSRWLockExclusive(&base_lock);
    if (error != 0) {
        return error;
    }
    request = begin(s, overlapped, NULL, 0, &error);
    if (request == NULL) {
        return error;
    }
    AcquireSRWLockExclusive(&base_lock);
    error = disconnect(s, request, &done);
    ReleaseSRWLockExclusive(&base_lock);
    if (error != 0) {
        give_up(request, error);
    }
    base_tell(&done);
    return error == 0 ? WSA_IO_PENDING : error;
}

/* A socket cannot be used again here: TF_REUSE_SOCKET is refused. */
static BOOL PASCAL disconnect_ex(SOCKET handle, LPOVERLAPPED overlapped, DWORD flags, DWORD reserved) {
    struct base_socket *s = base_use(handle);
    int error = s == NULL                             ? WSAENOTSOCK
                : reserved != 0                       ? WSAEINVAL
                : flags != 0                          ? WSAEOPNOTSUPP
                : overlapped != NULL && s->overlapped ? disconnect_overlapped(s, overlapped)
                                                      : disconnect_and_wait(s);
    if (s != NULL) {
        base_end_use(s);
    }
    return answer(error);
}

void *base_extension(const GUID *id) {
    static const GUID accept_id = WSAID_ACCEPTEX;
    static const GUID sockaddrs_id = WSAID_GETACCEPTEXSOCKADDRS;
    static const GUID connect_id = WSAID_CONNECTEX;
    static const GUID disconnect_id = WSAID_DISCONNECTEX;
    union { /* a function's address in the bytes of a data pointer */
        LPFN_ACCEPTEX accept;
        LPFN_GETACCEPTEXSOCKADDRS sockaddrs;
        LPFN_CONNECTEX connect;
        LPFN_DISCONNECTEX disconnect;
        void *pointer;
    } function = {NULL};
    if (memcmp(id, &accept_id, sizeof(*id)) == 0) {
        function.accept = accept_ex;
    } else if (memcmp(id, &sockaddrs_id, sizeof(*id)) == 0) {
        function.sockaddrs = accept_ex_sockaddrs;
    } else if (memcmp(id, &connect_id, sizeof(*id)) == 0) {
        function.connect = connect_ex;
    } else if (memcmp(id, &disconnect_id, sizeof(*id)) == 0) {
        function.disconnect = disconnect_ex;
    }
    return function.pointer;
}
