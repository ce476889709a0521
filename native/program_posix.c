/* program_posix.c - see program.h: elsewhere than on Windows a program cannot be begun anew in a process of Java's. */
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

#include "alloc.h"
#include "program.h"

#if !defined(__GLIBC__)
/* What atexit is made of; here it is not told with which status the process ends. */
extern int __cxa_atexit(void (*function)(void *), void *context, void *library);
#endif

static wsplab_error wsplab__not_here(struct wsplab_module_why *why) {
    snprintf(why->text, sizeof why->text, "programs are run on Windows alone; here a client is a shared library");
    return WSPLAB_E_NOT_SUPPORTED;
}

wsplab_error wsplab_program_start(const char *path, const char *command_line, const char *settings, uint32_t size,
                                  struct wsplab_program *program_out, struct wsplab_module_why *why_out) {
    (void)path;
    (void)command_line;
    (void)settings;
    (void)size;
    (void)program_out;
    return wsplab__not_here(why_out);
}

uint32_t wsplab_program_status(uint64_t process) {
    (void)process;
    return 0;
}

void wsplab_program_kill(uint64_t process) {
    (void)process;
}

wsplab_error wsplab_program_adopt(JNIEnv *env, struct wsplab_set *set, jobject end, struct wsplab_module_why *why_out) {
    (void)env;
    (void)set;
    (void)end;
    return wsplab__not_here(why_out);
}

/* ---- exit */

struct wsplab_exit_watch {
    JavaVM *vm;
    jobject end;
    jmethodID apply;
    atomic_bool armed; /* whoever takes that away is the one to call `end`, or to forget it */
};

static int wsplab__wanted(JNIEnv *env, struct wsplab_exit_watch *watch, int status) {
    jint wanted = (*env)->CallIntMethod(env, watch->end, watch->apply, (jint)status);
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionDescribe(env);
        return status != 0 ? status : 1;
    }
    return wanted;
}

static void wsplab__exits(int status, void *context) {
    struct wsplab_exit_watch *watch = context;
    void *env = NULL;
    if (!atomic_load(&watch->armed) || (*watch->vm)->GetEnv(watch->vm, &env, JNI_VERSION_1_8) != JNI_OK ||
        !atomic_exchange(&watch->armed, false))
        return;
    int wanted = wsplab__wanted(env, watch, status);
    if (wanted != status)
        exit(wanted); /* those that are still to be told are told of this one */
}

#if defined(__GLIBC__)
static bool wsplab__register(struct wsplab_exit_watch *watch) {
    return on_exit(wsplab__exits, watch) == 0;
}
#else
static void wsplab__exits_somehow(void *context) {
    wsplab__exits(0, context);
}

static bool wsplab__register(struct wsplab_exit_watch *watch) {
    return __cxa_atexit(wsplab__exits_somehow, watch, NULL) == 0;
}
#endif

wsplab_error wsplab_exit_watch_begin(JNIEnv *env, jobject end, struct wsplab_exit_watch **watch_out) {
    struct wsplab_exit_watch *watch = wsplab_alloc(sizeof *watch);
    jmethodID apply = (*env)->GetMethodID(env, (*env)->GetObjectClass(env, end), "applyAsInt", "(I)I");
    if (watch == NULL || apply == NULL || (*env)->GetJavaVM(env, &watch->vm) != JNI_OK) {
        wsplab_free(watch);
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    }
    watch->apply = apply;
    watch->end = (*env)->NewGlobalRef(env, end);
    atomic_init(&watch->armed, watch->end != NULL);
    if (watch->end == NULL || !wsplab__register(watch)) {
        if (watch->end != NULL)
            (*env)->DeleteGlobalRef(env, watch->end);
        wsplab_free(watch);
        return WSPLAB_E_NOT_ENOUGH_MEMORY;
    }
    *watch_out = watch;
    return WSPLAB_OK;
}

void wsplab_exit_watch_end(JNIEnv *env, struct wsplab_exit_watch *watch) {
    if (atomic_exchange(&watch->armed, false))
        (*env)->DeleteGlobalRef(env, watch->end);
}
