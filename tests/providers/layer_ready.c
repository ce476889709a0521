/* layer_ready.c - select and WSAPoll: sets of the client's handles go down as sets of those below. */
#include "layer.h"

/* The client's handles of one call, and what they stand for. */
struct translation {
    UINT count;
    struct layer_socket **sockets;
};

static void end_translation(struct translation *t) {
    UINT i;
    for (i = 0; i < t->count; i++) {
        layer_end_use(t->sockets[i]);
    }
    free(t->sockets);
}

static struct layer_socket *find(const struct translation *t, SOCKET upper) {
    UINT i = 0;
    while (i < t->count && t->sockets[i]->base.handle != upper) {
        i++;
    }
    return i < t->count ? t->sockets[i] : NULL;
}

/* 0 or the error: one handle that is no socket spoils the call. */
static int add(struct translation *t, const fd_set *set) {
    UINT i;
    for (i = 0; set != NULL && i < set->fd_count; i++) {
        if (find(t, set->fd_array[i]) == NULL) {
            struct layer_socket *s = layer_use(set->fd_array[i]);
            if (s == NULL) {
                return WSAENOTSOCK;
            }
            t->sockets[t->count++] = s;
        }
    }
    return 0;
}

static UINT size_of(const fd_set *set) {
    return set == NULL ? 0 : set->fd_count;
}

/* A set may hold more than FD_SETSIZE of this module: its client may have said another number. */
static fd_set *lower_set(const struct translation *t, const fd_set *set) {
    fd_set *lower = malloc(offsetof(fd_set, fd_array) + (size_of(set) + 1) * sizeof(SOCKET));
    UINT i;
    if (lower != NULL) {
        lower->fd_count = size_of(set);
        for (i = 0; i < lower->fd_count; i++) {
            lower->fd_array[i] = find(t, set->fd_array[i])->lower;
        }
    }
    return lower;
}

/* What is ready stays in the client's set, in its order (WSP-SELECT-1). */
static void translate_back(const struct translation *t, fd_set *set, const fd_set *ready) {
    UINT kept = 0;
    UINT i, j;
    for (i = 0; i < size_of(set); i++) {
        SOCKET handle = find(t, set->fd_array[i])->lower;
        for (j = 0; j < ready->fd_count && ready->fd_array[j] != handle; j++) {
        }
        if (j < ready->fd_count) {
            set->fd_array[kept++] = set->fd_array[i];
        }
    }
    if (set != NULL) {
        set->fd_count = kept;
    }
}

int WSPAPI layer_select(int ignored, fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout,
                        LPINT error_out) {
    fd_set *upper[3];
    fd_set *lower[3] = {NULL, NULL, NULL};
    struct translation t = {0, NULL};
    UINT total = size_of(read) + size_of(write) + size_of(except);
    int error = total == 0 ? WSAEINVAL : 0;
    int result = SOCKET_ERROR;
    int i;
    upper[0] = read;
    upper[1] = write;
    upper[2] = except;
    t.sockets = calloc(total + 1, sizeof(struct layer_socket *));
    if (t.sockets == NULL) {
        error = WSAENOBUFS;
    }
    for (i = 0; i < 3 && error == 0; i++) {
        error = add(&t, upper[i]);
    }
    for (i = 0; i < 3 && error == 0; i++) {
        lower[i] = lower_set(&t, upper[i]);
        error = lower[i] == NULL ? WSAENOBUFS : 0;
    }
    if (error != 0) {
        overlapped_fail(error_out, error);
    } else {
        /* All sockets of one call are the same provider's, below a layer too. */
        result =
            t.sockets[0]->below->lpWSPSelect(ignored, read == NULL ? NULL : lower[0], write == NULL ? NULL : lower[1],
                                             except == NULL ? NULL : lower[2], timeout, error_out);
    }
    for (i = 0; i < 3; i++) {
        if (result >= 0) {
            translate_back(&t, upper[i], lower[i]);
        }
        free(lower[i]);
    }
    end_translation(&t);
    return result;
}

/* SIO_EXT_POLL, which WSAPoll becomes when a layer answers SIO_BSP_HANDLE_POLL; the array comes in and goes out. */
int layer_poll(struct layer_socket *s, LPVOID in, DWORD in_length, LPVOID out, LPDWORD returned, LPINT error_out) {
    WSAPOLLDATA *data = in;
    WSAPOLLDATA *lower;
    DWORD size;
    ULONG i;
    int result;
    if (data == NULL || in != out || in_length < offsetof(WSAPOLLDATA, fdArray) ||
        data->fds > (in_length - offsetof(WSAPOLLDATA, fdArray)) / sizeof(WSAPOLLFD)) {
        return overlapped_fail(error_out, WSAEFAULT);
    }
    size = (DWORD)(offsetof(WSAPOLLDATA, fdArray) + data->fds * sizeof(WSAPOLLFD));
    lower = malloc(size < sizeof(*lower) ? sizeof(*lower) : size);
    if (lower == NULL) {
        return overlapped_fail(error_out, WSAENOBUFS);
    }
    memcpy(lower, data, size);
    for (i = 0; i < data->fds; i++) {
        struct layer_socket *polled = layer_use(data->fdArray[i].fd);
        if (polled != NULL) {
            lower->fdArray[i].fd = polled->lower;
            layer_end_use(polled);
        }
    }
    result =
        s->below->lpWSPIoctl(s->lower, SIO_EXT_POLL, lower, size, lower, size, returned, NULL, NULL, NULL, error_out);
    for (i = 0; result == 0 && i < data->fds; i++) {
        data->fdArray[i].revents = lower->fdArray[i].revents;
    }
    if (result == 0) {
        data->result = lower->result;
    }
    free(lower);
    return result;
}
