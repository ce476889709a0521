/*
 * jni_glue.h - inside of the JNI side. It keeps nothing between calls: no class, method or thread is remembered, so two
 * class loaders of one JVM can be bound at once.
 */
#ifndef WSPLAB_JNI_GLUE_H
#define WSPLAB_JNI_GLUE_H

#include "wsplab/wsplab.h"

#include <jni.h>

/* A result and an error in one number: errors are negative. */
static inline jlong wsplab__or_error(wsplab_error error, uint64_t value) {
    return error == WSPLAB_OK ? (jlong)value : -(jlong)error;
}

extern const JNINativeMethod wsplab__kernel_natives[];
extern const jint wsplab__kernel_natives_count;
extern const JNINativeMethod wsplab__memory_natives[];
extern const jint wsplab__memory_natives_count;
extern const JNINativeMethod wsplab__host_socket_natives[];
extern const jint wsplab__host_socket_natives_count;

#endif
