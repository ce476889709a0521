/* fake_kernel32.c - handles, events, waits, ports, threads and modules, by the shim's kernel and the C library. */
#include "fake_kernel32.h"

#include <stdio.h>

wsplab_owner fake_owner(void) {
    static wsplab_owner owner;
    static SRWLOCK lock = SRWLOCK_INIT;
    AcquireSRWLockExclusive(&lock);
    if (owner == 0) {
        owner = wsplab_owner_new();
        wsplab_guard_install();
    }
    ReleaseSRWLockExclusive(&lock);
    return owner;
}

static BOOL kept(wsplab_error error) {
    SetLastError((DWORD)error);
    return error == WSPLAB_OK;
}

DWORD WINAPI GetLastError(void) {
    return wsplab_last_error_get();
}

void WINAPI SetLastError(DWORD error) {
    wsplab_last_error_set(error);
}

BOOL WINAPI CloseHandle(HANDLE object) {
    return kept(wsplab_handle_close(WSPLAB_SEES_ALL, (wsplab_handle)object, WSPLAB_KIND_ANY));
}

/* ---- APCs and waits -------------------------------------------------------------------------------------------------- */

struct apc {
    LPWSAUSERAPC function;
    DWORD_PTR context;
};

BOOL fake_queue(wsplab_handle thread, LPWSAUSERAPC function, DWORD_PTR context) {
    struct apc *apc = malloc(sizeof(*apc));
    if (apc == NULL) {
        return FALSE;
    }
    apc->function = function;
    apc->context = context;
    if (wsplab_apc_queue(WSPLAB_SEES_ALL, thread, (uint64_t)(UINT_PTR)apc) != WSPLAB_OK) {
        free(apc);
        return FALSE;
    }
    return TRUE;
}

static void run_apcs(void) {
    uint64_t ticket;
    while (wsplab_apc_next(&ticket) == WSPLAB_OK) {
        struct apc apc = *(struct apc *)(UINT_PTR)ticket;
        free((void *)(UINT_PTR)ticket);
        apc.function(apc.context);
    }
}

DWORD WINAPI SleepEx(DWORD milliseconds, BOOL alertable) {
    wsplab_error error = wsplab_sleep(milliseconds, alertable ? WSPLAB_WAIT_ALERTABLE : 0);
    if (error == WAIT_IO_COMPLETION) {
        run_apcs();
        return WAIT_IO_COMPLETION;
    }
    return 0;
}

DWORD WINAPI WaitForSingleObject(HANDLE object, DWORD milliseconds) {
    wsplab_handle handle = (wsplab_handle)object;
    uint32_t index;
    wsplab_error error = wsplab_wait(WSPLAB_SEES_ALL, &handle, 1, milliseconds, 0, &index);
    return error == WSPLAB_OK ? WAIT_OBJECT_0 : error == WAIT_TIMEOUT ? WAIT_TIMEOUT : WAIT_FAILED;
}

HANDLE WINAPI CreateEventA(LPSECURITY_ATTRIBUTES attributes, BOOL manual, BOOL initial, LPCSTR name) {
    wsplab_handle event = 0;
    (void)attributes;
    (void)name;
    return kept(wsplab_event_create(fake_owner(), manual != 0, initial != 0, &event)) ? (HANDLE)event : NULL;
}

/* ---- ports ----------------------------------------------------------------------------------------------------------- */

HANDLE WINAPI CreateIoCompletionPort(HANDLE file, HANDLE existing, ULONG_PTR key, DWORD concurrency) {
    wsplab_handle port = (wsplab_handle)existing;
    if (existing == NULL && !kept(wsplab_port_create(fake_owner(), concurrency, &port))) {
        return NULL;
    }
    if (file != INVALID_HANDLE_VALUE &&
        !kept(wsplab_socket_associate(WSPLAB_SEES_ALL, (wsplab_handle)file, port, key))) {
        return NULL;
    }
    return (HANDLE)port;
}

BOOL WINAPI GetQueuedCompletionStatus(HANDLE port, LPDWORD bytes, PULONG_PTR key, LPOVERLAPPED *overlapped,
                                      DWORD milliseconds) {
    struct wsplab_packet packet;
    uint32_t taken;
    *overlapped = NULL;
    if (!kept(wsplab_port_get(WSPLAB_SEES_ALL, (wsplab_handle)port, &packet, 1, milliseconds, 0, &taken))) {
        return FALSE;
    }
    *bytes = packet.bytes;
    *key = (ULONG_PTR)packet.key;
    *overlapped = (LPOVERLAPPED)(UINT_PTR)packet.overlapped;
    SetLastError(packet.status == 0 ? 0 : (DWORD)packet.status & 0xFFFFu);
    return packet.status == 0;
}

BOOL WINAPI PostQueuedCompletionStatus(HANDLE port, DWORD bytes, ULONG_PTR key, LPOVERLAPPED overlapped) {
    struct wsplab_packet packet = {key, (uint64_t)(UINT_PTR)overlapped, 0, bytes, 0};
    return kept(wsplab_port_post(WSPLAB_SEES_ALL, (wsplab_handle)port, &packet));
}

/* ---- threads --------------------------------------------------------------------------------------------------------- */

struct start {
    LPTHREAD_START_ROUTINE routine;
    LPVOID parameter;
    wsplab_handle thread;
    wsplab_handle opened;
};

static void *run_thread(void *parameter) {
    struct start *start = parameter;
    LPTHREAD_START_ROUTINE routine = start->routine;
    LPVOID argument = start->parameter;
    wsplab_thread_open(fake_owner(), &start->thread);
    wsplab_event_set(WSPLAB_SEES_ALL, start->opened); /* from here on it is the starter's */
    routine(argument);
    return NULL;
}

HANDLE WINAPI CreateThread(LPSECURITY_ATTRIBUTES attributes, SIZE_T stack, LPTHREAD_START_ROUTINE routine,
                           LPVOID parameter, DWORD flags, LPDWORD id) {
    struct start start = {routine, parameter, 0, 0};
    pthread_t thread;
    (void)attributes;
    (void)stack;
    (void)flags;
    (void)id;
    if (!kept(wsplab_event_create(fake_owner(), true, false, &start.opened))) {
        return NULL;
    }
    if (pthread_create(&thread, NULL, run_thread, &start) == 0) {
        pthread_detach(thread);
        WaitForSingleObject((HANDLE)start.opened, INFINITE);
    }
    wsplab_handle_close(WSPLAB_SEES_ALL, start.opened, WSPLAB_KIND_EVENT);
    return (HANDLE)start.thread;
}

/* ---- modules --------------------------------------------------------------------------------------------------------- */

void fake_widen(const char *text, WCHAR *wide) {
    int i = 0;
    do {
        wide[i] = (WCHAR)(unsigned char)text[i];
    } while (text[i++] != 0);
}

DWORD WINAPI ExpandEnvironmentStringsW(LPCWSTR from, LPWSTR to, DWORD size) {
    DWORD needed = (DWORD)lstrlenW(from) + 1;
    if (needed <= size) {
        lstrcpyW(to, from);
    }
    return needed;
}

HMODULE WINAPI LoadLibraryW(LPCWSTR file) {
    char path[MAX_PATH];
    int i = 0;
    do {
        path[i] = (char)file[i];
    } while (file[i++] != 0);
    return (HMODULE)dlopen(path, RTLD_NOW | RTLD_LOCAL);
}

BOOL WINAPI FreeLibrary(HMODULE module) {
    return dlclose(module) == 0;
}

FARPROC WINAPI GetProcAddress(HMODULE module, LPCSTR name) {
    void *found = dlsym(module, name);
    FARPROC function;
    memcpy(&function, &found, sizeof(found));
    return function;
}

/* A module that is asked for by an address in it is that address here. */
BOOL WINAPI GetModuleHandleExW(DWORD flags, LPCWSTR address, HMODULE *module) {
    (void)flags;
    *module = (HMODULE)(UINT_PTR)address;
    return TRUE;
}

DWORD WINAPI GetModuleFileNameW(HMODULE module, LPWSTR file, DWORD size) {
    Dl_info info;
    if (dladdr(module, &info) == 0 || strlen(info.dli_fname) >= size) {
        return 0;
    }
    fake_widen(info.dli_fname, file);
    return (DWORD)strlen(info.dli_fname);
}
