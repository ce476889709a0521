/* jni_program.c - natives of dev.wsplab.provider.nativehost.ProgramNatives. */
#include "jni_glue.h"

#include <string.h>

#include "alloc.h"
#include "program.h"

/* 0; 1 with a pending Java exception when the class does not fit. */
WSPLAB_API int32_t wsplab_jni_bind_program(JNIEnv *env, jclass type);

static void wsplab__tell(JNIEnv *env, const struct wsplab_module_why *why, jbyteArray why_out) {
    jsize length = (jsize)strlen(why->text), room = (*env)->GetArrayLength(env, why_out);
    (*env)->SetByteArrayRegion(env, why_out, 0, length < room ? length : room, (const jbyte *)why->text);
}

/* With a zero behind, whatever the array ends with; NULL when memory is short. */
static char *wsplab__copy(JNIEnv *env, jbyteArray bytes) {
    jsize length = (*env)->GetArrayLength(env, bytes);
    char *text = wsplab_alloc((size_t)length + 1);
    if (text != NULL)
        (*env)->GetByteArrayRegion(env, bytes, 0, length, (jbyte *)text);
    return text;
}

/* made_out: the process, its number, what its preparation has returned. */
static jint JNICALL wsplab__start(JNIEnv *env, jclass type, jbyteArray path, jbyteArray command_line,
                                  jbyteArray settings, jlongArray made_out, jbyteArray why_out) {
    (void)type;
    char *path_text = wsplab__copy(env, path), *line = wsplab__copy(env, command_line);
    char *all = wsplab__copy(env, settings);
    struct wsplab_program program = {.process = 0};
    struct wsplab_module_why why = {.text = "memory is short"};
    wsplab_error error = WSPLAB_E_NOT_ENOUGH_MEMORY;
    if (path_text != NULL && line != NULL && all != NULL)
        error =
            wsplab_program_start(path_text, line, all, (uint32_t)(*env)->GetArrayLength(env, settings), &program, &why);
    wsplab_free(path_text);
    wsplab_free(line);
    wsplab_free(all);
    const jlong made[] = {(jlong)program.process, (jlong)program.id, (jlong)(int32_t)program.refused};
    (*env)->SetLongArrayRegion(env, made_out, 0, 3, made);
    wsplab__tell(env, &why, why_out);
    return (jint)error;
}

static jint JNICALL wsplab__status(JNIEnv *env, jclass type, jlong process) {
    (void)env;
    (void)type;
    return (jint)wsplab_program_status((uint64_t)process);
}

static void JNICALL wsplab__kill(JNIEnv *env, jclass type, jlong process) {
    (void)env;
    (void)type;
    wsplab_program_kill((uint64_t)process);
}

static jint JNICALL wsplab__adopt(JNIEnv *env, jclass type, jlong set, jobject end, jbyteArray why_out) {
    (void)type;
    struct wsplab_module_why why = {.text = ""};
    wsplab_error error = wsplab_program_adopt(env, (struct wsplab_set *)(uintptr_t)set, end, &why);
    wsplab__tell(env, &why, why_out);
    return (jint)error;
}

/* 0: nobody is watched here, or memory is short. */
static jlong JNICALL wsplab__watch_exit(JNIEnv *env, jclass type, jobject end) {
    (void)type;
    struct wsplab_exit_watch *watch = NULL;
    return wsplab_exit_watch_begin(env, end, &watch) == WSPLAB_OK ? (jlong)(uintptr_t)watch : 0;
}

static void JNICALL wsplab__unwatch_exit(JNIEnv *env, jclass type, jlong watch) {
    (void)type;
    wsplab_exit_watch_end(env, (struct wsplab_exit_watch *)(uintptr_t)watch);
}

static const JNINativeMethod wsplab__program_natives[] = {
    {"start", "([B[B[B[J[B)I", (void *)wsplab__start},
    {"status", "(J)I", (void *)wsplab__status},
    {"kill", "(J)V", (void *)wsplab__kill},
    {"adopt", "(JLjava/util/function/IntUnaryOperator;[B)I", (void *)wsplab__adopt},
    {"watchExit", "(Ljava/util/function/IntUnaryOperator;)J", (void *)wsplab__watch_exit},
    {"unwatchExit", "(J)V", (void *)wsplab__unwatch_exit},
};

int32_t wsplab_jni_bind_program(JNIEnv *env, jclass type) {
    jint count = sizeof wsplab__program_natives / sizeof wsplab__program_natives[0];
    return (*env)->RegisterNatives(env, type, wsplab__program_natives, count) == 0 ? 0 : 1;
}
