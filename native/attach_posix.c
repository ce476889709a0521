/* attach_posix.c - see attach.h. */
#include "attach.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "boundary.h"

static pthread_once_t wsplab__attach_once = PTHREAD_ONCE_INIT;
static pthread_key_t wsplab__attach_key;
static bool wsplab__attach_key_made;

static void wsplab__detach(void *vm) {
    (*(JavaVM *)vm)->DetachCurrentThread(vm);
}

static void wsplab__make_attach_key(void) {
    wsplab__attach_key_made = pthread_key_create(&wsplab__attach_key, wsplab__detach) == 0;
}

/* The name that the module has given it, so that reports tell its threads apart. */
static void wsplab__thread_name(char *name, size_t capacity) {
    char own[32] = "";
    pthread_getname_np(pthread_self(), own, sizeof own);
    snprintf(name, capacity, "native %s %#jx", own, (uintmax_t)(uintptr_t)pthread_self());
}

JNIEnv *wsplab_attach(JavaVM *vm) {
    void *env = NULL;
    if ((*vm)->GetEnv(vm, &env, JNI_VERSION_1_8) == JNI_OK)
        return env;
    pthread_once(&wsplab__attach_once, wsplab__make_attach_key);
    if (!wsplab__attach_key_made || pthread_setspecific(wsplab__attach_key, vm) != 0)
        return NULL;
    char name[96];
    wsplab__thread_name(name, sizeof name);
    JavaVMAttachArgs arguments = {.version = JNI_VERSION_1_8, .name = name};
    if ((*vm)->AttachCurrentThreadAsDaemon(vm, &env, &arguments) == JNI_OK)
        return env;
    pthread_setspecific(wsplab__attach_key, NULL);
    return NULL;
}

int wsplab_cancel_hold(void) {
    int before = PTHREAD_CANCEL_ENABLE;
    pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before);
    return before;
}

void wsplab_cancel_allow(int before) {
    int ignored;
    pthread_setcancelstate(before, &ignored);
}

void wsplab_thread_exit(uint32_t code) {
    wsplab_boundary_end_thread(code);
    pthread_exit((void *)(uintptr_t)code);
}
