/* jni_fltmgr.c - natives of dev.wsplab.fltmgr.FltNatives: minifilters in C. */
#include <jni.h>

#include "wsplab/fltmgr.h"
#include "wsplab/wsplab.h"

/* The function that JNA calls: 0, or 1 with a pending Java exception when the class does not fit. */
WSPLAB_API int32_t wsplab_jni_fltmgr_bind(JNIEnv *env, jclass natives);

static void *wsplab__flt_at(jlong address) {
    return (void *)(uintptr_t)address;
}

/* Four addresses: filter, volume, instance, file object. */
static struct wsplab_flt_objects wsplab__objects(JNIEnv *env, jlongArray words) {
    jlong of[4] = {0};
    (*env)->GetLongArrayRegion(env, words, 0, 4, of);
    return (struct wsplab_flt_objects){
        .size = sizeof(struct wsplab_flt_objects),
        .filter = wsplab__flt_at(of[0]),
        .volume = wsplab__flt_at(of[1]),
        .instance = wsplab__flt_at(of[2]),
        .file_object = wsplab__flt_at(of[3]),
    };
}

static jint JNICALL wsplab__flt_filter_unload(JNIEnv *env, jclass type, jlong callback, jint flags) {
    (void)env;
    (void)type;
    return wsplab_flt_filter_unload(wsplab__flt_at(callback), (uint32_t)flags);
}

static jint JNICALL wsplab__flt_instance_setup(JNIEnv *env, jclass type, jlong callback, jlongArray words, jint flags,
                                               jint device_type, jint file_system_type) {
    (void)type;
    struct wsplab_flt_objects objects = wsplab__objects(env, words);
    return wsplab_flt_instance_setup(wsplab__flt_at(callback), &objects, (uint32_t)flags, (uint32_t)device_type,
                                     file_system_type);
}

static jint JNICALL wsplab__flt_query_teardown(JNIEnv *env, jclass type, jlong callback, jlongArray words, jint flags) {
    (void)type;
    struct wsplab_flt_objects objects = wsplab__objects(env, words);
    return wsplab_flt_query_teardown(wsplab__flt_at(callback), &objects, (uint32_t)flags);
}

static void JNICALL wsplab__flt_teardown(JNIEnv *env, jclass type, jlong callback, jlongArray words, jint reason) {
    (void)type;
    struct wsplab_flt_objects objects = wsplab__objects(env, words);
    wsplab_flt_instance_teardown(wsplab__flt_at(callback), &objects, (uint32_t)reason);
}

/* The context comes back in the fifth word. */
static jint JNICALL wsplab__flt_pre_operation(JNIEnv *env, jclass type, jlong callback, jlong data, jlongArray words) {
    (void)type;
    struct wsplab_flt_objects objects = wsplab__objects(env, words);
    void *context = NULL;
    jint status = wsplab_flt_pre_operation(wsplab__flt_at(callback), wsplab__flt_at(data), &objects, &context);
    jlong given = (jlong)(uintptr_t)context;
    (*env)->SetLongArrayRegion(env, words, 4, 1, &given);
    return status;
}

static jint JNICALL wsplab__flt_post_operation(JNIEnv *env, jclass type, jlong callback, jlong data, jlongArray words,
                                               jlong context, jint flags) {
    (void)type;
    struct wsplab_flt_objects objects = wsplab__objects(env, words);
    return wsplab_flt_post_operation(wsplab__flt_at(callback), wsplab__flt_at(data), &objects, wsplab__flt_at(context),
                                     (uint32_t)flags);
}

static void JNICALL wsplab__flt_told(JNIEnv *env, jclass type, jlong callback, jlong data, jlong context) {
    (void)env;
    (void)type;
    wsplab_flt_completed(wsplab__flt_at(callback), wsplab__flt_at(data), wsplab__flt_at(context));
}

static void JNICALL wsplab__flt_work(JNIEnv *env, jclass type, jlong callback, jlong item, jlong data, jlong context) {
    (void)env;
    (void)type;
    wsplab_flt_deferred_work(wsplab__flt_at(callback), wsplab__flt_at(item), wsplab__flt_at(data),
                             wsplab__flt_at(context));
}

static void JNICALL wsplab__flt_cancel(JNIEnv *env, jclass type, jlong callback, jlong data) {
    (void)env;
    (void)type;
    wsplab_flt_canceled(wsplab__flt_at(callback), wsplab__flt_at(data));
}

static const JNINativeMethod wsplab__fltmgr_natives[] = {
    {"filterUnload", "(JI)I", (void *)wsplab__flt_filter_unload},
    {"instanceSetup", "(J[JIII)I", (void *)wsplab__flt_instance_setup},
    {"queryTeardown", "(J[JI)I", (void *)wsplab__flt_query_teardown},
    {"instanceTeardown", "(J[JI)V", (void *)wsplab__flt_teardown},
    {"preOperation", "(JJ[J)I", (void *)wsplab__flt_pre_operation},
    {"postOperation", "(JJ[JJI)I", (void *)wsplab__flt_post_operation},
    {"completed", "(JJJ)V", (void *)wsplab__flt_told},
    {"deferredWork", "(JJJJ)V", (void *)wsplab__flt_work},
    {"canceled", "(JJ)V", (void *)wsplab__flt_cancel},
};

int32_t wsplab_jni_fltmgr_bind(JNIEnv *env, jclass natives) {
    jint count = sizeof wsplab__fltmgr_natives / sizeof wsplab__fltmgr_natives[0];
    return (*env)->RegisterNatives(env, natives, wsplab__fltmgr_natives, count) == 0 ? 0 : 1;
}
