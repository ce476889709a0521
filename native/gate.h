/*
 * gate.h - where calls of hosted modules arrive, whatever thread they come from, and go on to Java: one Java object for
 * each set of trampolines, one method for all functions. The thread's last error is the module's own: what Java does
 * meanwhile does not show there, unless it says so.
 */
#ifndef WSPLAB_GATE_H
#define WSPLAB_GATE_H

#include <jni.h>

#include "stack.h"
#include "trampoline.h"

/*
 * What a set's calls go to: an object with two methods `long call(int function, long...)`, one with five arguments, for
 * functions that have no more, and one with eleven. NULL when memory is short, or with a pending exception.
 */
void *wsplab_gate_target(JNIEnv *env, jobject object);
void wsplab_gate_forget(JNIEnv *env, void *target);

/* For code that Java runs inside a call: the thread's last error when the module's call returns. */
void wsplab_gate_set_last_error(uint32_t error);

/* For code that Java runs inside a call: its stack, that of the innermost of several; NULL when its set takes none. */
const struct wsplab_stack *wsplab_gate_stack(void);
/* Whether there is one that nobody has taken before: of several events of a call one is to have it. */
bool wsplab_gate_take_stack(void);

/* Calls that found no set, or one that is not bound, since the process started. */
uint64_t wsplab_gate_refused(void);

#endif
