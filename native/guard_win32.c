/*
 * guard_win32.c - recognises a fault of the guarded door by its program counter and makes the access return. Every other
 * exception goes on to whoever comes next: the JVM, which needs them for its own null checks.
 */
#include "guard.h"

#include "windows_win32.h"

/* Where an access may fault, and where execution goes on then; in assembly, with the accesses. */
struct wsplab__guard_exit {
    const void *at, *to;
};
extern const struct wsplab__guard_exit wsplab__guard_exits[];
extern const struct wsplab__guard_exit wsplab__guard_exits_end[];

static struct {
    INIT_ONCE once;
    PVOID handler;
} wsplab__guard = {.once = INIT_ONCE_STATIC_INIT};

#if defined(_M_X64) || defined(__x86_64__)
#define WSPLAB__PC(context) ((context)->Rip)
#elif defined(_M_ARM64) || defined(__aarch64__)
#define WSPLAB__PC(context) ((context)->Pc)
#elif defined(_M_IX86) || defined(__i386__)
#define WSPLAB__PC(context) ((context)->Eip)
#else
#error "the guarded door knows x86-64, x86 and aarch64"
#endif

static bool wsplab__resume(CONTEXT *context) {
    const void *pc = (const void *)(uintptr_t)WSPLAB__PC(context);
    for (const struct wsplab__guard_exit *way = wsplab__guard_exits; way < wsplab__guard_exits_end; way++) {
        if (way->at == pc) {
            WSPLAB__PC(context) = (uintptr_t)way->to;
            return true;
        }
    }
    return false;
}

static LONG CALLBACK wsplab__on_exception(EXCEPTION_POINTERS *info) {
    switch (info->ExceptionRecord->ExceptionCode) {
    case EXCEPTION_ACCESS_VIOLATION:
    case EXCEPTION_IN_PAGE_ERROR:
    case EXCEPTION_GUARD_PAGE:
    case EXCEPTION_DATATYPE_MISALIGNMENT:
        return wsplab__resume(info->ContextRecord) ? EXCEPTION_CONTINUE_EXECUTION : EXCEPTION_CONTINUE_SEARCH;
    default:
        return EXCEPTION_CONTINUE_SEARCH;
    }
}

/* The handler runs in this module for as long as the process lives: so must the module. */
static BOOL CALLBACK wsplab__install(PINIT_ONCE once, PVOID parameter, PVOID *context) {
    HMODULE pinned;
    (void)once;
    (void)parameter;
    (void)context;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_PIN,
                       (LPCWSTR)(uintptr_t)wsplab__install, &pinned);
    wsplab__guard.handler = AddVectoredExceptionHandler(1, wsplab__on_exception);
    return wsplab__guard.handler != NULL;
}

wsplab_error wsplab_guard_install(void) {
    return InitOnceExecuteOnce(&wsplab__guard.once, wsplab__install, NULL, NULL) ? WSPLAB_OK
                                                                                 : WSPLAB_E_NOT_ENOUGH_MEMORY;
}
