/* boundary.c - see boundary.h. */
#include "boundary.h"

#include <setjmp.h>

#include "boundary_escape.h"
#include "system.h"

struct wsplab__call {
    struct wsplab__call *outer;
    struct wsplab_set *before;
    jmp_buf back;
};

static _Thread_local struct wsplab__call *wsplab__innermost;
static _Thread_local struct wsplab_set *wsplab__set;
static _Thread_local uint32_t wsplab__exit_code;

struct wsplab_set *wsplab_boundary_set(void) {
    return wsplab__set;
}

struct wsplab_set *wsplab_boundary_enter(struct wsplab_set *set) {
    struct wsplab_set *before = wsplab__set;
    wsplab__set = set;
    return before;
}

void wsplab_boundary_leave(struct wsplab_set *before) {
    wsplab__set = before;
}

struct wsplab__call *wsplab_boundary_suspend(void) {
    struct wsplab__call *calls = wsplab__innermost;
    wsplab__innermost = NULL;
    return calls;
}

void wsplab_boundary_resume(struct wsplab__call *calls) {
    wsplab__innermost = calls;
}

/* Only frames of the module, and perhaps of the unwinder, lie between. */
void wsplab__escape(enum wsplab_escape how) {
    longjmp(wsplab__innermost->back, (int)how);
}

bool wsplab__can_escape(void) {
    return wsplab__innermost != NULL;
}

void wsplab_boundary_end_thread(uint32_t code) {
    wsplab__exit_code = code;
    if (wsplab__can_escape())
        wsplab__escape(WSPLAB_ENDED_THREAD);
}

uint32_t wsplab_boundary_exit_code(void) {
    return wsplab__exit_code;
}

#if defined(WSPLAB_TRAMPOLINES)

uint64_t wsplab__invoke(void *function, const uint64_t *arguments, uint64_t count);

#if defined(_WIN32) && defined(__x86_64__)
#define SAVE(buffer) _setjmp(buffer, NULL) /* without a frame: going back does not unwind */
#else
#define SAVE(buffer) _setjmp(buffer) /* the signal mask stays as it is */
#endif

enum wsplab_escape wsplab_boundary_call(struct wsplab_set *set, void *function, const uint64_t *arguments,
                                        uint32_t count, uint64_t *result_out) {
    struct wsplab__call call = {.outer = wsplab__innermost, .before = wsplab_boundary_enter(set)};
    int how = SAVE(call.back);
    if (how == WSPLAB_RETURNED) {
        wsplab__innermost = &call;
        wsplab_system_error_give();
        *result_out = wsplab__invoke(function, arguments, count);
        wsplab_system_error_fetch();
    }
    wsplab__innermost = call.outer;
    wsplab_boundary_leave(call.before);
    return (enum wsplab_escape)how;
}

#else

enum wsplab_escape wsplab_boundary_call(struct wsplab_set *set, void *function, const uint64_t *arguments,
                                        uint32_t count, uint64_t *result_out) {
    (void)set;
    (void)function;
    (void)arguments;
    (void)count;
    *result_out = 0; /* no set can be had, so there is no module */
    return WSPLAB_RETURNED;
}

#endif
