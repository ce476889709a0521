/*
 * boundary_win32.c - the exceptions that come out of a call into a module: of the processor, of C++ as Microsoft's compiler
 * and as GCC make it. Objects on the stack of the module are destroyed for the first two; GCC's own way of unwinding knows
 * only handlers of its own, so after an exception of that kind they stay as they are.
 */
#include "boundary_escape.h"
#include "windows_win32.h"

#if defined(WSPLAB_TRAMPOLINES)

#define WSPLAB__GCC_THROW 0x20474343u
#define WSPLAB__FOREIGN_EXCEPTION_CAUGHT 1
#define WSPLAB__ERROR_BITS 0xC0000000u
#define WSPLAB__UNWINDING (0x2u | 0x4u) /* EXCEPTION_UNWINDING, EXCEPTION_EXIT_UNWIND */
#define WSPLAB__CPP_BITS 0xE0000000u    /* of errors that are not the system's own */

struct wsplab__gcc_exception {
    uint64_t type;
    void (*cleanup)(int reason, struct wsplab__gcc_exception *exception);
};

extern const unsigned char wsplab__invoke_escaped[];

EXCEPTION_DISPOSITION wsplab__invoke_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                             DISPATCHER_CONTEXT *dispatcher);
void wsplab__boundary_threw(uint32_t code);

/* Where wsplab__invoke goes on, with its stack as it was. */
void wsplab__boundary_threw(uint32_t code) {
    wsplab__escape((code & WSPLAB__CPP_BITS) == WSPLAB__CPP_BITS ? WSPLAB_THREW : WSPLAB_FAULTED);
}

/* Nobody on the way looks at it any more: it is unwound as if it were none. */
static void wsplab__drop_gcc(const EXCEPTION_RECORD *record) {
    struct wsplab__gcc_exception *exception = (struct wsplab__gcc_exception *)record->ExceptionInformation[0];
    if (record->NumberParameters > 0 && exception->cleanup != NULL)
        exception->cleanup(WSPLAB__FOREIGN_EXCEPTION_CAUGHT, exception);
}

/* A stack that is used up has no room for going on, and debuggers' exceptions are not errors: both go to who comes next. */
EXCEPTION_DISPOSITION wsplab__invoke_handler(EXCEPTION_RECORD *record, void *frame, CONTEXT *context,
                                             DISPATCHER_CONTEXT *dispatcher) {
    DWORD code = record->ExceptionCode;
    bool gcc = code == WSPLAB__GCC_THROW;
    bool error = (code & WSPLAB__ERROR_BITS) == WSPLAB__ERROR_BITS && code != EXCEPTION_STACK_OVERFLOW;
    if ((record->ExceptionFlags & WSPLAB__UNWINDING) != 0 || !wsplab__can_escape() || !(gcc || error))
        return ExceptionContinueSearch;
    if (gcc)
        wsplab__drop_gcc(record);
    RtlUnwindEx(frame, (void *)(uintptr_t)wsplab__invoke_escaped, gcc ? NULL : record,
                (void *)(uintptr_t)(gcc ? WSPLAB__CPP_BITS : code), context, dispatcher->HistoryTable);
    return ExceptionContinueSearch;
}

#endif
