/* jni_bind.c - the one function that JNA calls: registers the natives with the classes of the caller's class loader. */
#include "jni_glue.h"

/* 0; 998 when the guarded door cannot be installed; 1 with a pending Java exception when a class does not fit. */
WSPLAB_API int32_t wsplab_jni_bind(JNIEnv *env, jclass kernel, jclass memory, jclass host_sockets);

int32_t wsplab_jni_bind(JNIEnv *env, jclass kernel, jclass memory, jclass host_sockets) {
    if (wsplab_guard_install() != WSPLAB_OK) {
        return WSPLAB_E_NOACCESS;
    }
    JNIEnv jni = *env;
    bool bound =
        jni->RegisterNatives(env, kernel, wsplab__kernel_natives, wsplab__kernel_natives_count) == 0 &&
        jni->RegisterNatives(env, memory, wsplab__memory_natives, wsplab__memory_natives_count) == 0 &&
        jni->RegisterNatives(env, host_sockets, wsplab__host_socket_natives, wsplab__host_socket_natives_count) == 0;
    return bound ? 0 : 1;
}
