/* host_afd_win32.c - polls of the system's socket driver. */
#include "alloc.h"
#include "host_poller_win32.h"

#define IOCTL_AFD_POLL 0x00012024u
/* Cancelling one poll searches all of its handle. */
#define WATCHES_PER_DEVICE 32u
/* Nobody layers deeper. */
#define LAYERS_MAX 16

#define STATUS_CLASS_ERROR 3u

static SRWLOCK wsplab__lists_lock = SRWLOCK_INIT;

static void wsplab__list_begin(struct wsplab__link *list) {
    list->previous = list->next = list;
}

static void wsplab__list_put_after(struct wsplab__link *place, struct wsplab__link *link) {
    link->previous = place;
    link->next = place->next;
    place->next->previous = link;
    place->next = link;
}

static void wsplab__list_remove(struct wsplab__link *link) {
    link->previous->next = link->next;
    link->next->previous = link->previous;
}

static int32_t wsplab__error_of(NTSTATUS status) {
    uint32_t error = wsplab_status_to_win32((uint32_t)status);
    switch (error) {
    case ERROR_INVALID_HANDLE:
        return -WSAENOTSOCK;
    case ERROR_NOT_ENOUGH_MEMORY:
    case ERROR_NO_SYSTEM_RESOURCES:
        return -WSAENOBUFS;
    default:
        return -(int32_t)error;
    }
}

/* ---- devices and lists ------------------------------------------------------------------------------------------------- */

static int32_t wsplab__device_open(HANDLE port, HANDLE *handle_out) {
    const struct wsplab__winsock *winsock = wsplab__winsock();
    static WCHAR path[] = L"\\Device\\Afd\\Wsplab";
    UNICODE_STRING name = {
        .Length = sizeof path - sizeof *path,
        .MaximumLength = sizeof path,
        .Buffer = path,
    };
    OBJECT_ATTRIBUTES attributes = {.Length = sizeof attributes, .ObjectName = &name};
    IO_STATUS_BLOCK io;
    HANDLE handle;
    NTSTATUS status = winsock->create_file(&handle, SYNCHRONIZE, &attributes, &io, NULL, 0,
                                           FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN, 0, NULL, 0);
    if (status != 0) {
        return wsplab__error_of(status);
    }
    /* No event is set for nobody at each answer. */
    if (CreateIoCompletionPort(handle, port, 0, 0) == NULL ||
        !SetFileCompletionNotificationModes(handle, FILE_SKIP_SET_EVENT_ON_HANDLE)) {
        DWORD error = GetLastError();
        CloseHandle(handle);
        return -(int32_t)error;
    }
    *handle_out = handle;
    return 0;
}

/* One with room, in front of the list; NULL with the error. */
static struct wsplab__device *wsplab__device_with_room(struct wsplab_poller *poller, int32_t *error_out) {
    struct wsplab__device *device = (struct wsplab__device *)poller->devices.next;
    if (&device->link != &poller->devices && device->watches < WATCHES_PER_DEVICE) {
        return device;
    }
    device = wsplab_alloc(sizeof *device);
    if (device == NULL) {
        *error_out = -WSAENOBUFS;
        return NULL;
    }
    *error_out = wsplab__device_open(poller->port, &device->handle);
    if (*error_out != 0) {
        wsplab_free(device);
        return NULL;
    }
    wsplab__list_put_after(&poller->devices, &device->link);
    return device;
}

void wsplab__poller_lists_begin(struct wsplab_poller *poller) {
    wsplab__list_begin(&poller->watches);
    wsplab__list_begin(&poller->devices);
}

void wsplab__poller_lists_end(struct wsplab_poller *poller) {
    while (poller->devices.next != &poller->devices) {
        struct wsplab__device *device = (struct wsplab__device *)poller->devices.next;
        wsplab__list_remove(&device->link);
        CloseHandle(device->handle);
        wsplab_free(device);
    }
}

int32_t wsplab__poller_enlist(struct wsplab_poller *poller, struct wsplab__watch *watch) {
    int32_t error = 0;
    AcquireSRWLockExclusive(&wsplab__lists_lock);
    struct wsplab__device *device = wsplab__device_with_room(poller, &error);
    if (device != NULL) {
        if (++device->watches == WATCHES_PER_DEVICE) {
            wsplab__list_remove(&device->link);
            wsplab__list_put_after(poller->devices.previous, &device->link);
        }
        watch->device = device;
        wsplab__list_put_after(&poller->watches, &watch->link);
    }
    ReleaseSRWLockExclusive(&wsplab__lists_lock);
    return error;
}

void wsplab__poller_dismiss(struct wsplab__watch *watch) {
    struct wsplab__device *device = watch->device;
    AcquireSRWLockExclusive(&wsplab__lists_lock);
    device->watches--;
    wsplab__list_remove(&device->link);
    wsplab__list_put_after(&watch->poller->devices, &device->link);
    wsplab__list_remove(&watch->link);
    ReleaseSRWLockExclusive(&wsplab__lists_lock);
}

bool wsplab__poller_any(struct wsplab_poller *poller, int32_t *socket_out) {
    AcquireSRWLockExclusive(&wsplab__lists_lock);
    bool any = poller->watches.next != &poller->watches;
    if (any) {
        *socket_out = ((struct wsplab__watch *)poller->watches.next)->socket;
    }
    ReleaseSRWLockExclusive(&wsplab__lists_lock);
    return any;
}

/* ---- AFD --------------------------------------------------------------------------------------------------------------- */

static bool wsplab__lower(const struct wsplab__winsock *winsock, SOCKET socket, DWORD code, SOCKET *lower_out) {
    DWORD bytes;
    return winsock->ioctl(socket, code, NULL, 0, lower_out, sizeof *lower_out, &bytes, NULL, NULL) == 0;
}

int32_t wsplab__afd_base(int32_t socket, HANDLE *base_out) {
    const struct wsplab__winsock *winsock = wsplab__winsock();
    if (winsock == NULL) {
        return -WSASYSNOTREADY;
    }
    SOCKET at = socket < 0 ? INVALID_SOCKET : (SOCKET)socket, lower;
    for (int layer = 0; layer < LAYERS_MAX; layer++) {
        if (wsplab__lower(winsock, at, SIO_BASE_HANDLE, &lower)) {
            *base_out = (HANDLE)lower;
            return 0;
        }
        int32_t error = wsplab__socket_error(winsock);
        /* A layer that keeps the base to itself may still tell the socket it polls on. */
        if (error == -WSAENOTSOCK || !wsplab__lower(winsock, at, SIO_BSP_HANDLE_POLL, &lower) || lower == at) {
            return error;
        }
        at = lower;
    }
    return -WSAENOTSOCK;
}

int32_t wsplab_host_base(int32_t socket) {
    HANDLE base;
    int32_t error = wsplab__afd_base(socket, &base);
    return error != 0 ? error : (int32_t)(uintptr_t)base;
}

int32_t wsplab__afd_ask(struct wsplab__poll *poll, uint32_t events) {
    poll->info = (struct wsplab__afd_poll_info){
        .timeout = {.QuadPart = INT64_MAX},
        .count = 1,
        .socket = poll->watch->base,
        .events = events | WSPLAB_AFD_LOCAL_CLOSE,
    };
    NTSTATUS status =
        wsplab__winsock()->device_control(poll->watch->device->handle, NULL, NULL, poll, &poll->io, IOCTL_AFD_POLL,
                                          &poll->info, sizeof poll->info, &poll->info, sizeof poll->info);
    /* An answer that is there at once arrives at the port as well; only a refusal does not. */
    return (uint32_t)status >> 30 == STATUS_CLASS_ERROR ? wsplab__error_of(status) : 0;
}

void wsplab__afd_cancel(struct wsplab__poll *poll) {
    IO_STATUS_BLOCK io;
    /* Not found: it has been answered. */
    (void)wsplab__winsock()->cancel(poll->watch->device->handle, &poll->io, &io);
}
