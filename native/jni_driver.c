/* jni_driver.c - natives of dev.wsplab.driver.DriverNatives: drivers in C, and what they call. */
#include <jni.h>

#include "alloc.h"
#include "attach.h"
#include "wsplab/driver.h"
#include "wsplab/forefront.h" /* the thread's last error of the system */

/* The function that JNA calls: 0, or 1 with a pending Java exception when the class does not fit. */
WSPLAB_API int32_t wsplab_jni_driver_bind(JNIEnv *env, jclass natives);

/* What a module's calls go to. */
struct wsplab__km_peer {
    JavaVM *vm;
    jobject object; /* global */
    jmethodID call;
};

/* A thread of the module's own is known to the JVM from its first call until it ends. */
static uint64_t wsplab__km_call(void *context, uint32_t function, const uint64_t *arguments, uint64_t failure) {
    const struct wsplab__km_peer *peer = context;
    uint32_t last_error = wsplab_forefront_last_error();
    JNIEnv *env = wsplab_attach(peer->vm);
    if (env == NULL)
        return failure;
    jlong result = (*env)->CallLongMethod(env, peer->object, peer->call, (jint)function, (jlong)(uintptr_t)arguments,
                                          (jlong)failure);
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionClear(env); /* the peer has reported it; no exception crosses the border */
        result = (jlong)failure;
    }
    wsplab_forefront_set_last_error(last_error);
    return (uint64_t)result;
}

static void wsplab__km_peer_free(JNIEnv *env, struct wsplab__km_peer *peer) {
    if (peer->object != NULL)
        (*env)->DeleteGlobalRef(env, peer->object);
    wsplab_free(peer);
}

/* 0: memory is short, or an exception is pending. It stays as long as the module, which may call at any time. */
static jlong JNICALL wsplab__km_bind(JNIEnv *env, jclass type, jlong variable, jobject target) {
    (void)type;
    struct wsplab__km_peer *peer = wsplab_alloc(sizeof *peer);
    if (peer == NULL)
        return 0;
    *peer = (struct wsplab__km_peer){.object = (*env)->NewGlobalRef(env, target)};
    peer->call = (*env)->GetMethodID(env, (*env)->GetObjectClass(env, target), "call", "(IJJ)J");
    if (peer->object == NULL || peer->call == NULL || (*env)->GetJavaVM(env, &peer->vm) != JNI_OK) {
        wsplab__km_peer_free(env, peer);
        return 0;
    }
    struct wsplab_km_module *module = (struct wsplab_km_module *)(uintptr_t)variable;
    module->context = peer;
    module->call = wsplab__km_call;
    return (jlong)(uintptr_t)peer;
}

/* Frees what bind has made: the module must be gone. */
static void JNICALL wsplab__km_release(JNIEnv *env, jclass type, jlong peer) {
    (void)type;
    wsplab__km_peer_free(env, (struct wsplab__km_peer *)(uintptr_t)peer);
}

static void *wsplab__km_at(jlong address) {
    return (void *)(uintptr_t)address;
}

static jint JNICALL wsplab__km_driver_entry(JNIEnv *env, jclass type, jlong entry, jlong driver, jstring path) {
    (void)type;
    jsize length = (*env)->GetStringLength(env, path);
    uint16_t *text = wsplab_alloc(((size_t)length + 1) * sizeof *text);
    if (text == NULL)
        return (jint)0xC000009A; /* STATUS_INSUFFICIENT_RESOURCES */
    (*env)->GetStringRegion(env, path, 0, length, (jchar *)text);
    jint status = wsplab_km_driver_entry(wsplab__km_at(entry), wsplab__km_at(driver), text, (uint16_t)length);
    wsplab_free(text);
    return status;
}

static void JNICALL wsplab__km_driver_unload(JNIEnv *env, jclass type, jlong routine, jlong driver) {
    (void)env;
    (void)type;
    wsplab_km_driver_unload(wsplab__km_at(routine), wsplab__km_at(driver));
}

static void JNICALL wsplab__km_work_item(JNIEnv *env, jclass type, jlong routine, jlong device, jlong context) {
    (void)env;
    (void)type;
    wsplab_km_work_item(wsplab__km_at(routine), wsplab__km_at(device), wsplab__km_at(context));
}

static const JNINativeMethod wsplab__driver_natives[] = {
    {"bind", "(JLdev/wsplab/driver/DriverCalls;)J", (void *)wsplab__km_bind},
    {"release", "(J)V", (void *)wsplab__km_release},
    {"driverEntry", "(JJLjava/lang/String;)I", (void *)wsplab__km_driver_entry},
    {"driverUnload", "(JJ)V", (void *)wsplab__km_driver_unload},
    {"workItem", "(JJJ)V", (void *)wsplab__km_work_item},
};

int32_t wsplab_jni_driver_bind(JNIEnv *env, jclass natives) {
    jint count = sizeof wsplab__driver_natives / sizeof wsplab__driver_natives[0];
    return (*env)->RegisterNatives(env, natives, wsplab__driver_natives, count) == 0 ? 0 : 1;
}
