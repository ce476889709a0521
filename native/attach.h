/* attach.h - threads that Java has never seen: attached on their first call, as daemons, and detached when they end. */
#ifndef WSPLAB_ATTACH_H
#define WSPLAB_ATTACH_H

#include <jni.h>
#include <stdint.h>

/* The calling thread's environment; NULL when it cannot be attached: the JVM is ending, or memory is short. */
JNIEnv *wsplab_attach(JavaVM *vm);

/* Ends the calling thread, or, when Java is below its call into a module, that call. */
void wsplab_thread_exit(uint32_t code);

/*
 * From here on the calling thread, which goes into Java, is not cancelled: what is asked for meanwhile waits for the end of
 * it, since frames of Java cannot be unwound. Returns what is to be put back. Nothing on Windows, which has no such thing.
 */
int wsplab_cancel_hold(void);
void wsplab_cancel_allow(int before);

/*
 * On Windows: the calling thread, which ends, is detached if it was attached here. Left to the system that happens under a
 * lock of its own, and a thread that waits in it for a garbage collection holds up those that the collection waits for.
 */
void wsplab_thread_leaves_java(void);

#endif
