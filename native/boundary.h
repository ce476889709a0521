/*
 * boundary.h - calls into a hosted module, and what must not leave it. A C++ exception, or the end of the calling thread,
 * would run through frames of Java that know nothing of either: it ends at the call into the module instead.
 */
#ifndef WSPLAB_BOUNDARY_H
#define WSPLAB_BOUNDARY_H

#include "trampoline.h"

struct wsplab__call;

enum wsplab_escape {
    WSPLAB_RETURNED,
    WSPLAB_THREW,        /* an exception came out of the function */
    WSPLAB_ENDED_THREAD, /* the function has asked for the end of its thread, which goes on */
    WSPLAB_FAULTED       /* the processor refused what the function did; where that can be caught */
};

/* Words that a call may have; what an argument array must have room for, used or not. */
#define WSPLAB_CALL_WORDS 24

/*
 * Calls a function of the set's module. What it gives up by escaping, its locks and its memory, stays given up. The set may
 * be NULL for code that is nobody's. Calls through symbols that were not redirected go to this set while it runs.
 */
enum wsplab_escape wsplab_boundary_call(struct wsplab_set *set, void *function, const uint64_t *arguments,
                                        uint32_t count, uint64_t *result_out);

/* The set that the calling thread runs code of, innermost; NULL for none. */
struct wsplab_set *wsplab_boundary_set(void);
/* Says which one it is while a module is loaded; returns what was before, to be put back. */
struct wsplab_set *wsplab_boundary_enter(struct wsplab_set *set);
void wsplab_boundary_leave(struct wsplab_set *before);

/* While the module's call is served there is no way out of the calls below it; returns what is to be resumed. */
struct wsplab__call *wsplab_boundary_suspend(void);
void wsplab_boundary_resume(struct wsplab__call *calls);

/* Ends the calling thread's innermost call into a module, if it is in one; else returns. */
void wsplab_boundary_end_thread(uint32_t code);
/* What the calling thread has last asked to end with. */
uint32_t wsplab_boundary_exit_code(void);

#endif
