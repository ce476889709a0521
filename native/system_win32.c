/*
 * system_win32.c - which calls of a module are the system's. kernel32's functions are, unless the handle is of one of our
 * sockets; then only the environment knows what it stands for. Winsock's are the environment's.
 */
#include "system_win32.h"

#include "function_table.h"
#include "handle.h"

/* How it is found out whose a call is. */
enum wsplab__rule {
    WSPLAB__ENVIRONMENT,
    WSPLAB__NOT_OURS, /* never redirected: names of hosts, events, and the last error, which is the system's for both */
    WSPLAB__SOCKET,   /* the environment's when its first argument is a socket of ours */
    WSPLAB__HANDLE,   /* likewise any handle of ours */
    WSPLAB__SECOND,   /* likewise, the second argument */
    WSPLAB__WAIT,     /* the environment's when it is alertable: tickets of APCs and completion routines stand there */
    WSPLAB__LOADER,
    WSPLAB__THREAD
};

#define WSPLAB__FIRST_OF_KERNEL WSPLAB_F_BindIoCompletionCallback

static enum wsplab__rule wsplab__rule(uint32_t function) {
    switch (function) {
    case WSPLAB_F_CancelIo:
    case WSPLAB_F_CancelIoEx:
    case WSPLAB_F_CreateIoCompletionPort:
    case WSPLAB_F_CreateThreadpoolIo: /* this and the next nobody serves: better refused than never called back */
    case WSPLAB_F_BindIoCompletionCallback:
    case WSPLAB_F_GetOverlappedResult:
    case WSPLAB_F_GetOverlappedResultEx:
    case WSPLAB_F_ReadFile:
    case WSPLAB_F_ReadFileEx:
    case WSPLAB_F_SetFileCompletionNotificationModes:
    case WSPLAB_F_WriteFile:
    case WSPLAB_F_WriteFileEx:
        return WSPLAB__SOCKET;
    case WSPLAB_F_CloseHandle:
    case WSPLAB_F_GetHandleInformation:
    case WSPLAB_F_SetHandleInformation:
        return WSPLAB__HANDLE;
    case WSPLAB_F_DuplicateHandle:
        return WSPLAB__SECOND;
    case WSPLAB_F_GetQueuedCompletionStatusEx:
    case WSPLAB_F_SleepEx:
    case WSPLAB_F_WaitForMultipleObjectsEx:
    case WSPLAB_F_WaitForSingleObjectEx:
    case WSPLAB_F_WSAWaitForMultipleEvents:
        return WSPLAB__WAIT;
    case WSPLAB_F_GetModuleHandleA:
    case WSPLAB_F_GetModuleHandleW:
    case WSPLAB_F_GetModuleHandleExA:
    case WSPLAB_F_GetModuleHandleExW:
    case WSPLAB_F_GetProcAddress:
    case WSPLAB_F_LoadLibraryA:
    case WSPLAB_F_LoadLibraryW:
    case WSPLAB_F_LoadLibraryExA:
    case WSPLAB_F_LoadLibraryExW:
        return WSPLAB__LOADER;
    case WSPLAB_F_CreateThread:
    case WSPLAB_F_ExitThread:
        return WSPLAB__THREAD;
    case WSPLAB_F_freeaddrinfo:
    case WSPLAB_F_FreeAddrInfoW:
    case WSPLAB_F_getaddrinfo:
    case WSPLAB_F_GetAddrInfoW:
    case WSPLAB_F_gethostbyaddr:
    case WSPLAB_F_gethostbyname:
    case WSPLAB_F_gethostname:
    case WSPLAB_F_getnameinfo:
    case WSPLAB_F_inet_addr:
    case WSPLAB_F_inet_ntoa:
    case WSPLAB_F_inet_ntop:
    case WSPLAB_F_InetNtopW:
    case WSPLAB_F_inet_pton:
    case WSPLAB_F_InetPtonW:
    case WSPLAB_F_WSACloseEvent:
    case WSPLAB_F_WSACreateEvent:
    case WSPLAB_F___WSAFDIsSet:
    case WSPLAB_F_WSAGetLastError:
    case WSPLAB_F_WSAResetEvent:
    case WSPLAB_F_WSASetEvent:
    case WSPLAB_F_WSASetLastError:
        return WSPLAB__NOT_OURS;
    default:
        return function < WSPLAB__FIRST_OF_KERNEL ? WSPLAB__ENVIRONMENT : WSPLAB__NOT_OURS;
    }
}

bool wsplab_system_is_redirected(uint32_t function) {
    return wsplab__functions[function].import && wsplab__rule(function) != WSPLAB__NOT_OURS;
}

/* ---- where its functions are ----------------------------------------------------------------------------------------- */

static const char *const wsplab__winsock[] = {"ws2_32.dll", "wsock32.dll", "mswsock.dll", "wsplab-shim.dll", NULL};
static const char *const wsplab__kernel[] = {"kernel32.dll", "kernelbase.dll", "api-ms-win-core-*", NULL};

const char *const *wsplab_system_libraries(uint32_t function) {
    return function < WSPLAB__FIRST_OF_KERNEL ? wsplab__winsock : wsplab__kernel;
}

static struct {
    INIT_ONCE once;
    void *functions[WSPLAB_FUNCTION_COUNT];
} wsplab__system = {.once = INIT_ONCE_STATIC_INIT};

static BOOL CALLBACK wsplab__find_functions(PINIT_ONCE once, PVOID parameter, PVOID *context) {
    HMODULE kernel = GetModuleHandleW(L"kernel32.dll");
    (void)once;
    (void)parameter;
    (void)context;
    for (uint32_t i = WSPLAB__FIRST_OF_KERNEL; i < WSPLAB_FUNCTION_COUNT; i++)
        wsplab__system.functions[i] = (void *)(uintptr_t)GetProcAddress(kernel, wsplab__functions[i].name);
    return TRUE;
}

/* ---- calls ----------------------------------------------------------------------------------------------------------- */

void wsplab_system_error_fetch(void) {
    wsplab_last_error_set(GetLastError());
}

void wsplab_system_error_give(void) {
    SetLastError(wsplab_last_error_get());
}

static bool wsplab__is_ours(uint64_t handle, uint32_t kind) {
    struct wsplab_pin pin;
    if (wsplab_handle_pin(WSPLAB_SEES_ALL, handle, kind, &pin) != WSPLAB_OK)
        return false;
    wsplab_handle_unpin(&pin);
    return true;
}

/* Arguments beyond those that it takes do no harm: the caller clears the stack. */
uint64_t wsplab_system_call(uint32_t function, const uint64_t *a) {
    typedef uint64_t (*any)(uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t,
                            uint64_t, uint64_t);
    DWORD error = GetLastError();
    InitOnceExecuteOnce(&wsplab__system.once, wsplab__find_functions, NULL, NULL);
    SetLastError(error); /* success leaves the caller's alone */
    return ((any)(uintptr_t)wsplab__system.functions[function])(a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8],
                                                                a[9], a[10]);
}

static bool wsplab__pass(uint32_t function, const uint64_t *arguments, uint64_t *result_out) {
    *result_out = wsplab_system_call(function, arguments);
    return true;
}

/* It is the last argument of each. ws2_32's wait for events is kernel32's, with the same arguments. */
static bool wsplab__serves_wait(uint32_t function, const uint64_t *arguments, uint64_t *result_out) {
    bool alertable = (uint32_t)arguments[wsplab__functions[function].arguments - 1] != 0;
    uint32_t real =
        function == WSPLAB_F_WSAWaitForMultipleEvents ? (uint32_t)WSPLAB_F_WaitForMultipleObjectsEx : function;
    return !alertable && wsplab__pass(real, arguments, result_out);
}

bool wsplab_system_serves(struct wsplab_set *set, uint32_t function, const uint64_t *arguments, uint64_t *result_out) {
    switch (wsplab__rule(function)) {
    case WSPLAB__SOCKET:
        return !wsplab__is_ours(arguments[0], WSPLAB_KIND_SOCKET) && wsplab__pass(function, arguments, result_out);
    case WSPLAB__HANDLE:
        return !wsplab__is_ours(arguments[0], WSPLAB_KIND_ANY) && wsplab__pass(function, arguments, result_out);
    case WSPLAB__SECOND:
        return !wsplab__is_ours(arguments[1], WSPLAB_KIND_ANY) && wsplab__pass(function, arguments, result_out);
    case WSPLAB__WAIT:
        return wsplab__serves_wait(function, arguments, result_out);
    case WSPLAB__LOADER:
        *result_out = wsplab_system_load(set, function, arguments);
        return true;
    case WSPLAB__THREAD:
        return wsplab_system_threads(set, function, arguments, result_out);
    default:
        return false;
    }
}
