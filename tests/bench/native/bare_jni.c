/* bare_jni.c - the natives of dev.wsplab.bench.BareNatives: what the JVM's own boundary costs. */
#include "bare_queue.h"

#include <jni.h>

JNIEXPORT jint JNICALL Java_dev_wsplab_bench_BareNatives_nothing(JNIEnv *env, jclass type, jlong word) {
    (void)env;
    (void)type;
    return (jint)word;
}

JNIEXPORT jlong JNICALL Java_dev_wsplab_bench_BareNatives_queueCreate(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return (jlong)(intptr_t)bare_queue_create();
}

JNIEXPORT void JNICALL Java_dev_wsplab_bench_BareNatives_queueDestroy(JNIEnv *env, jclass type, jlong queue) {
    (void)env;
    (void)type;
    bare_queue_destroy((struct bare_queue *)(intptr_t)queue);
}

JNIEXPORT jint JNICALL Java_dev_wsplab_bench_BareNatives_queuePost(JNIEnv *env, jclass type, jlong queue, jlong key,
                                                                   jlong overlapped, jint status, jint bytes) {
    struct bare_packet packet = {key, overlapped, status, bytes};
    (void)env;
    (void)type;
    return bare_queue_post((struct bare_queue *)(intptr_t)queue, &packet);
}

/* The packet goes to the memory at `room`: key, overlapped, status, bytes. */
JNIEXPORT jint JNICALL Java_dev_wsplab_bench_BareNatives_queueGet(JNIEnv *env, jclass type, jlong queue, jlong room) {
    (void)env;
    (void)type;
    return bare_queue_get((struct bare_queue *)(intptr_t)queue, (struct bare_packet *)(intptr_t)room);
}

/* Calls `BareNatives.called(long)` so many times; the sum of what it returned, or -1 when there is no such method. */
JNIEXPORT jlong JNICALL Java_dev_wsplab_bench_BareNatives_upcalls(JNIEnv *env, jclass type, jint count) {
    jmethodID called = (*env)->GetStaticMethodID(env, type, "called", "(J)J");
    jlong sum = 0;
    if (called == NULL) {
        return -1;
    }
    for (jint i = 0; i < count; i++) {
        sum += (*env)->CallStaticLongMethod(env, type, called, (jlong)i);
        if ((*env)->ExceptionCheck(env)) {
            return -1;
        }
    }
    return sum;
}
