/* function_table.c - see function_table.h. */
#include "function_table.h"

#include <string.h>

#include <wsplab/wsplab.h>

#define WSPLAB__ROW(name, arguments, failure, import, plain) {#name, arguments, WSPLAB_FAILS_##failure, import, plain},
#define WSPLAB__POINTER(name, arguments, failure) WSPLAB__ROW(name, arguments, failure, false, false)
#define WSPLAB__PLAIN(name, arguments, failure) WSPLAB__ROW(name, arguments, failure, true, true)
#define WSPLAB__IMPORT(name, arguments, failure) WSPLAB__ROW(name, arguments, failure, true, false)

const struct wsplab_function wsplab__functions[WSPLAB_FUNCTION_COUNT] = {
    WSPLAB_UPCALLS(WSPLAB__POINTER) WSPLAB_ENTRIES(WSPLAB__POINTER) WSPLAB_CALLBACKS(WSPLAB__POINTER)
        WSPLAB_PLAIN_IMPORTS(WSPLAB__PLAIN) WSPLAB_WS2_IMPORTS(WSPLAB__IMPORT) WSPLAB_KERNEL_IMPORTS(WSPLAB__IMPORT)};

#if defined(_WIN32)
#define PREFIX ""
#else
#define PREFIX "wsplab_"
#endif

int32_t wsplab_function_of_symbol(const char *symbol) {
    size_t skipped = sizeof PREFIX - 1;
    bool prefixed = strncmp(symbol, PREFIX, skipped) == 0;
    const char *name = prefixed ? symbol + skipped : symbol;
    for (int32_t i = 0; i < WSPLAB_FUNCTION_COUNT; i++) {
        const struct wsplab_function *function = &wsplab__functions[i];
        if (function->import && (prefixed || function->plain) && strcmp(function->name, name) == 0)
            return i;
    }
    return -1;
}

/* The pointer is a stranger's: through the guarded door. */
static void wsplab__store_error(uint64_t at, uint32_t error) {
    if (at != 0)
        wsplab_guard_store32(at, error);
}

uint64_t wsplab_function_refuse(uint32_t function, const uint64_t *arguments, uint32_t error) {
    const struct wsplab_function *row = &wsplab__functions[function];
    switch (row->failure) {
    case WSPLAB_FAILS_ERRNO_1:
        wsplab__store_error(arguments[row->arguments - 1], error);
        return UINT64_MAX;
    case WSPLAB_FAILS_ERRNO_0:
        wsplab__store_error(arguments[row->arguments - 1], error);
        return 0;
    case WSPLAB_FAILS_LAST_1:
        wsplab_last_error_set(error);
        return UINT64_MAX;
    case WSPLAB_FAILS_LAST_0:
        wsplab_last_error_set(error);
        return 0;
    case WSPLAB_FAILS_RETURN:
        return error;
    default:
        return 0;
    }
}
