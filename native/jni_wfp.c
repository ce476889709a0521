/* jni_wfp.c - natives of dev.wsplab.wfp.CalloutNatives: callouts in C. */
#include <jni.h>

#include "wsplab/wfp.h"
#include "wsplab/wsplab.h"

/* The function that JNA calls: 0, or 1 with a pending Java exception when the class does not fit. */
WSPLAB_API int32_t wsplab_jni_wfp_bind(JNIEnv *env, jclass natives);

static void *wsplab__fwp_at(jlong address) {
    return (void *)(uintptr_t)address;
}

/* The words are those of struct wsplab_fwp_classify. */
static void JNICALL wsplab__fwp_classify(JNIEnv *env, jclass type, jlong callback, jlongArray words) {
    (void)type;
    jlong of[7] = {0};
    (*env)->GetLongArrayRegion(env, words, 0, 7, of);
    if ((*env)->ExceptionCheck(env))
        return;
    struct wsplab_fwp_classify call = {
        .fixed_values = wsplab__fwp_at(of[0]),
        .meta_values = wsplab__fwp_at(of[1]),
        .layer_data = wsplab__fwp_at(of[2]),
        .classify_context = wsplab__fwp_at(of[3]),
        .filter = wsplab__fwp_at(of[4]),
        .flow_context = (uint64_t)of[5],
        .classify_out = wsplab__fwp_at(of[6]),
    };
    wsplab_fwp_classify(wsplab__fwp_at(callback), &call);
}

static jint JNICALL wsplab__fwp_notify(JNIEnv *env, jclass type, jlong callback, jint notify_type, jlong key,
                                       jlong filter) {
    (void)env;
    (void)type;
    return wsplab_fwp_notify(wsplab__fwp_at(callback), notify_type, wsplab__fwp_at(key), wsplab__fwp_at(filter));
}

static void JNICALL wsplab__fwp_flow_delete(JNIEnv *env, jclass type, jlong callback, jint layer, jint callout,
                                            jlong flow_context) {
    (void)env;
    (void)type;
    wsplab_fwp_flow_delete(wsplab__fwp_at(callback), (uint16_t)layer, (uint32_t)callout, (uint64_t)flow_context);
}

static void JNICALL wsplab__fwp_injected(JNIEnv *env, jclass type, jlong callback, jlong context, jlong list,
                                         jboolean dispatch_level) {
    (void)env;
    (void)type;
    wsplab_fwp_injected(wsplab__fwp_at(callback), wsplab__fwp_at(context), wsplab__fwp_at(list), dispatch_level);
}

static const JNINativeMethod wsplab__wfp_natives[] = {
    {"classify", "(J[J)V", (void *)wsplab__fwp_classify},
    {"told", "(JIJJ)I", (void *)wsplab__fwp_notify},
    {"flowDeleted", "(JIIJ)V", (void *)wsplab__fwp_flow_delete},
    {"injected", "(JJJZ)V", (void *)wsplab__fwp_injected},
};

int32_t wsplab_jni_wfp_bind(JNIEnv *env, jclass natives) {
    jint count = sizeof wsplab__wfp_natives / sizeof wsplab__wfp_natives[0];
    return (*env)->RegisterNatives(env, natives, wsplab__wfp_natives, count) == 0 ? 0 : 1;
}
