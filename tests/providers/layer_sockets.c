/* layer_sockets.c - a layer's handles: each stands for one of the provider below. */
#include "layer.h"

/* Makes the layer's handle for one of the provider below; closes that when it cannot. */
SOCKET layer_adopt(const WSPPROC_TABLE *below, SOCKET handle, DWORD entry, BOOL overlapped, BOOL duplicate,
                   LPINT error_out) {
    struct layer_socket *s = calloc(1, sizeof(*s));
    SOCKET upper = INVALID_SOCKET;
    int error = WSAENOBUFS;
    DWORD_PTR theirs;
    int ignored;
    /* What the provider below completes has to come to this layer's port; only overlapped sockets have one. */
    if (s != NULL && (!overlapped || layer_associate(handle, duplicate))) {
        s->lower = handle;
        s->below = below;
        s->overlapped = overlapped;
        /* A provider's own handle has a context, a system handle has none (WPU-CTX-2). */
        s->system_below = upcalls.lpWPUQuerySocketHandleContext(handle, &theirs, &ignored) != 0;
        upper = sockets_open(&s->base, entry, &error);
    }
    if (upper == INVALID_SOCKET) {
        below->lpWSPCloseSocket(handle, &ignored);
        free(s);
        overlapped_fail(error_out, error);
    }
    return upper;
}

struct layer_socket *layer_use(SOCKET upper) {
    return (struct layer_socket *)(void *)sockets_use(upper);
}

void layer_end_use(struct layer_socket *s) {
    sockets_end_use(&s->base);
}
