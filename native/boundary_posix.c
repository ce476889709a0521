/* boundary_posix.c - the unwinder's view of wsplab__invoke: it handles whatever comes (Itanium C++ ABI, level I). */
#include <stdint.h>

#include "boundary_escape.h"

#if defined(WSPLAB_TRAMPOLINES)

#define SEARCH_PHASE 1
#define FORCED_UNWIND 8
#define HANDLER_FOUND 6

struct wsplab__exception {
    uint64_t type;
    void (*cleanup)(int reason, struct wsplab__exception *exception);
};

int wsplab__personality(int version, int actions, uint64_t type, struct wsplab__exception *exception, void *context);

int wsplab__personality(int version, int actions, uint64_t type, struct wsplab__exception *exception, void *context) {
    (void)version;
    (void)type;
    (void)context;
    if ((actions & SEARCH_PHASE) != 0)
        return HANDLER_FOUND;
    if ((actions & FORCED_UNWIND) != 0)
        wsplab_boundary_end_thread(0);
    if (exception->cleanup != NULL)
        exception->cleanup(1, exception); /* _URC_FOREIGN_EXCEPTION_CAUGHT */
    wsplab__escape(WSPLAB_THREW);
    return HANDLER_FOUND;
}

#endif
