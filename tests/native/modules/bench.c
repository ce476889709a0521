/*
 * bench.c - what calls from C to Java cost, beside completer.c: a bare one through JNI, and those of a provider. Each
 * function is called from Java in one of its threads, and returns nanoseconds for all calls together.
 */
#include <winsock2.h>
#include <ws2spi.h>

#include <dlfcn.h>
#include <jni.h>
#include <time.h>

#include "bench.h"

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

typedef jint(JNICALL *find_machines)(JavaVM **machines, jsize capacity, jsize *found);

/* The class is looked up once; the calls have five arguments, as WPUCompleteOverlappedRequest has. */
__declspec(dllexport) uint64_t bench_bare(int32_t calls) {
    find_machines find;
    JavaVM *machine = NULL;
    JNIEnv *env = NULL;
    jsize found = 0;
    *(void **)&find = dlsym(RTLD_DEFAULT, "JNI_GetCreatedJavaVMs");
    if (find == NULL || find(&machine, 1, &found) != JNI_OK || found != 1 ||
        (*machine)->GetEnv(machine, (void **)&env, JNI_VERSION_1_8) != JNI_OK)
        return 0;
    jclass type = (*env)->FindClass(env, "dev/wsplab/provider/nativehost/UpcallCostTest");
    jmethodID method = type == NULL ? NULL : (*env)->GetStaticMethodID(env, type, "bare", "(JJJJJ)J");
    if (method == NULL)
        return 0;
    uint64_t start = now();
    for (int32_t i = 0; i < calls; i++)
        (*env)->CallStaticLongMethod(env, type, method, (jlong)i, (jlong)2, (jlong)3, (jlong)4, (jlong)5);
    return now() - start;
}

/* The way through the host and nothing at its end. */
__declspec(dllexport) uint64_t bench_nothing(int32_t calls) {
    uint64_t start = now();
    HANDLE process = NULL;
    for (int32_t i = 0; i < calls; i++)
        process = GetCurrentProcess();
    return process != NULL ? now() - start : 0;
}

__declspec(dllexport) uint64_t bench_contexts(SOCKET s, int32_t calls) {
    DWORD_PTR context = 0;
    int error = 0;
    uint64_t start = now();
    for (int32_t i = 0; i < calls; i++)
        bench_upcalls()->lpWPUQuerySocketHandleContext(s, &context, &error);
    return context == 7 ? now() - start : 0;
}

/* Structures that lie one after the other. */
__declspec(dllexport) uint64_t bench_completions(SOCKET s, WSAOVERLAPPED *structures, int32_t count) {
    int failed = 0, error = 0;
    uint64_t start = now();
    for (int32_t i = 0; i < count; i++)
        failed |= WPUCompleteOverlappedRequest(s, &structures[i], 0, 8, &error);
    return failed == 0 ? now() - start : 0;
}
