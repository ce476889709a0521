/*
 * socket_backing_win32.c - the file behind a socket's handle. Nobody can do I/O on it: who takes the handle past us, to
 * ReadFile, to a port or to CloseHandle, gets an error at once and loses nothing silently.
 */
#include "backing_win32.h"

/* A file can be associated once. Sockets are with this port, from which nobody ever takes anything. */
static struct {
    INIT_ONCE once;
    HANDLE port;
} wsplab__trap = {.once = INIT_ONCE_STATIC_INIT};

static BOOL CALLBACK wsplab__set_trap(PINIT_ONCE once, PVOID parameter, PVOID *context) {
    (void)once;
    (void)parameter;
    (void)context;
    wsplab__trap.port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    return wsplab__trap.port != NULL;
}

bool wsplab_socket_backing_seal(HANDLE real) {
    return SetHandleInformation(real, HANDLE_FLAG_PROTECT_FROM_CLOSE, HANDLE_FLAG_PROTECT_FROM_CLOSE);
}

void wsplab_socket_backing_unseal(HANDLE real) {
    SetHandleInformation(real, HANDLE_FLAG_PROTECT_FROM_CLOSE, 0);
}

HANDLE wsplab_socket_backing(void) {
    if (!InitOnceExecuteOnce(&wsplab__trap.once, wsplab__set_trap, NULL, NULL))
        return NULL;
    HANDLE file = CreateFileW(L"NUL", FILE_READ_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                              NULL, OPEN_EXISTING, FILE_FLAG_OVERLAPPED, NULL);
    if (file == INVALID_HANDLE_VALUE)
        return NULL;
    if (CreateIoCompletionPort(file, wsplab__trap.port, 0, 0) == NULL || !wsplab_socket_backing_seal(file)) {
        CloseHandle(file);
        return NULL;
    }
    return file;
}
