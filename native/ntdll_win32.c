/* ntdll_win32.c - see ntdll_win32.h. */
#include "ntdll_win32.h"

#include "alloc.h"

#define WSPLAB__STATUS_NO_MEMORY ((LONG)0xC0000017)
#define WSPLAB__STATUS_INSUFFICIENT_RESOURCES ((LONG)0xC000009A)
#define WSPLAB__STATUS_QUOTA_EXCEEDED ((LONG)0xC0000044)

typedef LONG(NTAPI *wsplab__set_io_completion)(HANDLE port, PVOID key, PVOID overlapped, LONG status,
                                               ULONG_PTR information);
typedef LONG(NTAPI *wsplab__query_io_completion)(HANDLE port, int information_class, PVOID information, ULONG length,
                                                 PULONG returned);

typedef BOOLEAN(NTAPI *wsplab__is_shutting_down)(void);

static struct {
    INIT_ONCE once;
    wsplab__set_io_completion set_io_completion;
    wsplab__query_io_completion query_io_completion;
    wsplab__is_shutting_down is_shutting_down;
} wsplab__ntdll = {.once = INIT_ONCE_STATIC_INIT};

static BOOL CALLBACK wsplab__find(PINIT_ONCE once, PVOID parameter, PVOID *context) {
    (void)once;
    (void)parameter;
    (void)context;
    /* Every process has it loaded, and all of these are old. */
    HMODULE ntdll = GetModuleHandleW(L"ntdll.dll");
    wsplab__ntdll.set_io_completion = (wsplab__set_io_completion)(uintptr_t)GetProcAddress(ntdll, "NtSetIoCompletion");
    wsplab__ntdll.query_io_completion =
        (wsplab__query_io_completion)(uintptr_t)GetProcAddress(ntdll, "NtQueryIoCompletion");
    wsplab__ntdll.is_shutting_down =
        (wsplab__is_shutting_down)(uintptr_t)GetProcAddress(ntdll, "RtlDllShutdownInProgress");
    return TRUE;
}

static void wsplab__require_ntdll(void) {
    InitOnceExecuteOnce(&wsplab__ntdll.once, wsplab__find, NULL, NULL);
}

static wsplab_error wsplab__error_of(LONG status) {
    switch (status) {
    case WSPLAB__STATUS_NO_MEMORY:
    case WSPLAB__STATUS_INSUFFICIENT_RESOURCES:
    case WSPLAB__STATUS_QUOTA_EXCEEDED:
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    default:
        return status >= 0 ? WSPLAB_OK : WSPLAB_E_INVALID_HANDLE;
    }
}

wsplab_error wsplab_ntdll_set_io_completion(HANDLE port, const struct wsplab_packet *packet) {
    wsplab__require_ntdll();
    if (!wsplab_alloc_allowed())
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    return wsplab__error_of(wsplab__ntdll.set_io_completion(port, (PVOID)(uintptr_t)packet->key,
                                                            (PVOID)(uintptr_t)packet->overlapped,
                                                            (LONG)(uint32_t)packet->status, packet->bytes));
}

wsplab_error wsplab_ntdll_query_io_completion(HANDLE port, uint32_t *depth_out) {
    wsplab__require_ntdll();
    LONG depth = 0;
    wsplab_error error = wsplab__error_of(wsplab__ntdll.query_io_completion(port, 0, &depth, sizeof depth, NULL));
    if (error == WSPLAB_OK)
        *depth_out = (uint32_t)depth;
    return error;
}

bool wsplab_ntdll_is_shutting_down(void) {
    wsplab__require_ntdll();
    return wsplab__ntdll.is_shutting_down != NULL && wsplab__ntdll.is_shutting_down();
}
