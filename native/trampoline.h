/*
 * trampoline.h - sets of trampolines. A set is a block of stubs, one for each function of <wsplab/functions.h>: code that
 * was compiled with this library, copied once for the set, and never unmapped. What is called through a stub arrives at the
 * set's gate together with the set (gate.h), so that a function without a handle among its arguments still finds its
 * environment.
 *
 * A set is bound to one module, given back, and bound again. One that threads of its module may still call is retired: its
 * stubs refuse for ever, and another set is mapped in its place.
 */
#ifndef WSPLAB_TRAMPOLINE_H
#define WSPLAB_TRAMPOLINE_H

#include <stdatomic.h>
#include <stdbool.h>

#include <wsplab/wsplab.h>

#include "function_table.h"

struct wsplab_set {
    struct wsplab_set *next; /* on the list of free ones */
    unsigned char *code;
    _Atomic uint32_t state;   /* WSPLAB_SET_BOUND, and how many calls are inside */
    _Atomic uint32_t threads; /* threads that the module has started and that run */
    void *target;             /* the gate's; valid while a call is inside or the set is bound */
    void *module;             /* that of module_*.c, where it needs one */
    bool stacks;              /* whether the stack of each call is taken; said while nobody calls */
    _Atomic bool retired;     /* threads of the module are inside for ever: it is not used again */
    _Atomic uint64_t refused[WSPLAB_FUNCTION_COUNT / 64 + 1]; /* a bit for each function that was called unbound */
};

#define WSPLAB_SET_BOUND 0x80000000u

/* A set that nobody is bound to, or NULL with the reason: 8, or 50 (ERROR_NOT_SUPPORTED) where there are no trampolines. */
struct wsplab_set *wsplab_set_acquire(wsplab_error *error_out);
/* The stack of each call that comes in is taken (stack.h), from before the first call until the set is released. */
void wsplab_set_take_stacks(struct wsplab_set *set);
/* From now on its stubs serve. */
void wsplab_set_bind(struct wsplab_set *set, void *target);
/*
 * From now on its stubs refuse. Waits, so long at most, for those who are on their way out; returns how many calls are still
 * inside or threads of the module run. 0: nobody can come any more.
 */
uint32_t wsplab_set_unbind(struct wsplab_set *set, uint32_t patience_ms);
/* Instead of wsplab_set_release, when threads stay inside: the target stays, to be told what they call. */
void wsplab_set_retire(struct wsplab_set *set);
bool wsplab_set_is_retired(const struct wsplab_set *set);
/* Keeps that a function was called and refused; whether it is the first such call since the set was bound. */
bool wsplab_set_note_refused(struct wsplab_set *set, uint32_t function);
bool wsplab_set_has_refused(const struct wsplab_set *set, uint32_t function);
/* For use by another module; only when wsplab_set_unbind gave 0 and the module was unloaded. */
void wsplab_set_release(struct wsplab_set *set);
/* Begins a call; false when the set is not bound. Each true is matched by a wsplab_set_leave. */
bool wsplab_set_enter(struct wsplab_set *set);
void wsplab_set_leave(struct wsplab_set *set);
/* A thread that the module starts is about to run its code; it has run. */
void wsplab_set_thread_begins(struct wsplab_set *set);
void wsplab_set_thread_ends(struct wsplab_set *set);

/* The stub of a function. */
void *wsplab_set_stub(struct wsplab_set *set, uint32_t function);
/* How many sets were ever mapped, for reports and tests. */
uint32_t wsplab_set_count(void);

/* ---- trampoline_*.S ---------------------------------------------------------------------------------------------- */

#define WSPLAB_STUB_SIZE 16u

/* The block, whose last two words are the set's address and the gate's. */
extern const unsigned char wsplab__stubs[];
extern const unsigned char wsplab__stubs_end[];
/* Where stubs go: not to be called from C. */
extern void wsplab__gate(void);

/* ---- trampoline_posix.c, trampoline_win32.c ------------------------------------------------------------------------- */

/* Memory that holds a copy of these bytes and can be executed, or NULL. */
unsigned char *wsplab__map_code(const unsigned char *code, size_t length);
/* Waits until `count` of the set is 0, or the time is over; looks again whenever wsplab__sets_changed was called. */
uint32_t wsplab__await_nobody(uint32_t (*count)(struct wsplab_set *set), struct wsplab_set *set, uint32_t timeout_ms);
void wsplab__sets_changed(void);

#endif
