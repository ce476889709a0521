/* jni_nativehost.c - natives of dev.wsplab.provider.nativehost.ModuleNatives: sets of trampolines, modules, calls into them. */
#include "jni_glue.h"

#include <string.h>

#include "boundary.h"
#include "function_table.h"
#include "gate.h"
#include "module.h"

#define MAX_TEXT 4096

/* 0; 1 with a pending Java exception when the class does not fit. */
WSPLAB_API int32_t wsplab_jni_bind_nativehost(JNIEnv *env, jclass type);

static jstring JNICALL wsplab__function_name(JNIEnv *env, jclass type, jint number) {
    (void)type;
    bool known = number >= 0 && number < WSPLAB_FUNCTION_COUNT;
    return known ? (*env)->NewStringUTF(env, wsplab__functions[number].name) : NULL;
}

static jlong JNICALL wsplab__set_acquire(JNIEnv *env, jclass type, jobject gate) {
    (void)type;
    wsplab_error error = WSPLAB_OK;
    struct wsplab_set *set = wsplab_set_acquire(&error);
    if (set == NULL)
        return -(jlong)error;
    void *target = wsplab_gate_target(env, gate);
    if (target == NULL) {
        wsplab_set_release(set);
        return -(jlong)WSPLAB_E_NOT_ENOUGH_MEMORY;
    }
    wsplab_set_bind(set, target);
    return (jlong)(uintptr_t)set;
}

static struct wsplab_set *wsplab__set_at(jlong set) {
    return (struct wsplab_set *)(uintptr_t)set;
}

static void JNICALL wsplab__set_take_stacks(JNIEnv *env, jclass type, jlong set) {
    (void)env;
    (void)type;
    wsplab_set_take_stacks(wsplab__set_at(set));
}

static jint JNICALL wsplab__set_unbind(JNIEnv *env, jclass type, jlong set, jint patience) {
    (void)env;
    (void)type;
    return (jint)wsplab_set_unbind(wsplab__set_at(set), (uint32_t)patience);
}

static void JNICALL wsplab__set_release(JNIEnv *env, jclass type, jlong set) {
    (void)type;
    wsplab_gate_forget(env, wsplab__set_at(set)->target);
    wsplab_set_release(wsplab__set_at(set));
}

static jlong JNICALL wsplab__set_stub(JNIEnv *env, jclass type, jlong set, jint function) {
    (void)env;
    (void)type;
    return (jlong)(uintptr_t)wsplab_set_stub(wsplab__set_at(set), (uint32_t)function);
}

static jint JNICALL wsplab__set_count(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return (jint)wsplab_set_count();
}

static void JNICALL wsplab__set_retire(JNIEnv *env, jclass type, jlong set) {
    (void)env;
    (void)type;
    wsplab_set_retire(wsplab__set_at(set));
}

static jboolean JNICALL wsplab__set_has_refused(JNIEnv *env, jclass type, jlong set, jint function) {
    (void)env;
    (void)type;
    return wsplab_set_has_refused(wsplab__set_at(set), (uint32_t)function) ? JNI_TRUE : JNI_FALSE;
}

static void JNICALL wsplab__tell_last_error(JNIEnv *env, jclass type, jint error) {
    (void)env;
    (void)type;
    wsplab_gate_set_last_error((uint32_t)error);
}

/* Bytes of a text, ended by a zero; false when there are too many. */
static bool wsplab__text(JNIEnv *env, jbyteArray bytes, char *text) {
    jsize length = (*env)->GetArrayLength(env, bytes);
    if (length >= MAX_TEXT)
        return false;
    (*env)->GetByteArrayRegion(env, bytes, 0, length, (jbyte *)text);
    text[length] = 0;
    return !(*env)->ExceptionCheck(env);
}

static jlong JNICALL wsplab__module_open(JNIEnv *env, jclass type, jbyteArray path, jlong set, jbyteArray why_out) {
    (void)type;
    char text[MAX_TEXT];
    struct wsplab_module_why why = {.text = "its path is too long"};
    struct wsplab_module *module = NULL;
    wsplab_error error = WSPLAB_E_FILE_NOT_FOUND;
    if (wsplab__text(env, path, text))
        error = wsplab_module_open(text, wsplab__set_at(set), &module, &why);
    if (error == WSPLAB_OK)
        return (jlong)(uintptr_t)module;
    jsize length = (jsize)strlen(why.text);
    jsize room = (*env)->GetArrayLength(env, why_out);
    (*env)->SetByteArrayRegion(env, why_out, 0, length < room ? length : room, (const jbyte *)why.text);
    return -(jlong)error;
}

static jint JNICALL wsplab__module_kin(JNIEnv *env, jclass type, jbyteArray path, jbyteArray names_out) {
    (void)type;
    char text[MAX_TEXT], names[MAX_TEXT];
    jsize room = (*env)->GetArrayLength(env, names_out);
    size_t used = wsplab__text(env, path, text) ? wsplab_module_kin(text, names, sizeof names) : 0;
    if (used <= sizeof names && used <= (size_t)room)
        (*env)->SetByteArrayRegion(env, names_out, 0, (jsize)used, (const jbyte *)names);
    return (jint)used;
}

static jlong JNICALL wsplab__module_symbol(JNIEnv *env, jclass type, jlong module, jbyteArray name) {
    (void)type;
    char text[MAX_TEXT];
    if (!wsplab__text(env, name, text))
        return 0;
    return (jlong)(uintptr_t)wsplab_module_symbol((struct wsplab_module *)(uintptr_t)module, text);
}

static jboolean JNICALL wsplab__module_holds(JNIEnv *env, jclass type, jlong module, jlong address) {
    (void)env;
    (void)type;
    bool holds = wsplab_module_holds((struct wsplab_module *)(uintptr_t)module, (uint64_t)address);
    return holds ? JNI_TRUE : JNI_FALSE;
}

static jboolean JNICALL wsplab__module_close(JNIEnv *env, jclass type, jlong module) {
    (void)env;
    (void)type;
    return wsplab_module_close((struct wsplab_module *)(uintptr_t)module) ? JNI_TRUE : JNI_FALSE;
}

/* The exception is looked up on this way only, through the class loader of the calling class. */
static void wsplab__throw_escape(JNIEnv *env, enum wsplab_escape how) {
    jclass type = (*env)->FindClass(env, "dev/wsplab/provider/nativehost/ModuleEscapeException");
    jmethodID constructor = type == NULL ? NULL : (*env)->GetMethodID(env, type, "<init>", "(II)V");
    jint code = (jint)wsplab_boundary_exit_code();
    jobject escape = constructor == NULL ? NULL : (*env)->NewObject(env, type, constructor, (jint)how, code);
    if (escape != NULL)
        (*env)->Throw(env, escape);
}

static jlong wsplab__call_module(JNIEnv *env, struct wsplab_set *set, jlong function, const uint64_t *arguments,
                                 uint32_t count) {
    uint64_t result = 0;
    enum wsplab_escape how = wsplab_boundary_call(set, (void *)(uintptr_t)function, arguments, count, &result);
    if (how != WSPLAB_RETURNED)
        wsplab__throw_escape(env, how);
    return (jlong)result;
}

static jlong JNICALL wsplab__call_function(JNIEnv *env, jclass type, jlong set, jlong function, jint count, jlong a0,
                                           jlong a1, jlong a2, jlong a3, jlong a4, jlong a5, jlong a6, jlong a7,
                                           jlong a8, jlong a9, jlong a10) {
    (void)type;
    const uint64_t arguments[WSPLAB_CALL_WORDS] = {
        (uint64_t)a0, (uint64_t)a1, (uint64_t)a2, (uint64_t)a3, (uint64_t)a4,  (uint64_t)a5,
        (uint64_t)a6, (uint64_t)a7, (uint64_t)a8, (uint64_t)a9, (uint64_t)a10,
    };
    return wsplab__call_module(env, wsplab__set_at(set), function, arguments, (uint32_t)count);
}

/* WSPStartup: the fourth parameter is a structure of fifteen pointers by value. */
static jint JNICALL wsplab__startup(JNIEnv *env, jclass type, jlong set, jlong function, jint version, jlong data,
                                    jlong info, jlong table) {
    (void)type;
    uint64_t upcalls[WSPLAB_F_WPUCloseThread + 1];
    for (uint32_t i = 0; i <= WSPLAB_F_WPUCloseThread; i++)
        upcalls[i] = (uint64_t)(uintptr_t)wsplab_set_stub(wsplab__set_at(set), i);
    uint64_t arguments[WSPLAB_CALL_WORDS] = {(uint32_t)version, (uint64_t)data, (uint64_t)info};
#if defined(__x86_64__) && !defined(_WIN32)
    /* It lies in memory, after what goes in registers; two of those stay unused. */
    arguments[3] = (uint64_t)table;
    memcpy(&arguments[6], upcalls, sizeof upcalls);
    uint32_t count = 6 + WSPLAB_F_WPUCloseThread + 1;
#else
    /* The address of a copy of its own. */
    arguments[3] = (uint64_t)(uintptr_t)upcalls;
    arguments[4] = (uint64_t)table;
    uint32_t count = 5;
#endif
    return (jint)wsplab__call_module(env, wsplab__set_at(set), function, arguments, count);
}

static const JNINativeMethod wsplab__nativehost_natives[] = {
    {"functionName", "(I)Ljava/lang/String;", (void *)wsplab__function_name},
    {"setAcquire", "(Ljava/lang/Object;)J", (void *)wsplab__set_acquire},
    {"setTakeStacks", "(J)V", (void *)wsplab__set_take_stacks},
    {"setUnbind", "(JI)I", (void *)wsplab__set_unbind},
    {"setRelease", "(J)V", (void *)wsplab__set_release},
    {"setStub", "(JI)J", (void *)wsplab__set_stub},
    {"setCount", "()I", (void *)wsplab__set_count},
    {"setRetire", "(J)V", (void *)wsplab__set_retire},
    {"setHasRefused", "(JI)Z", (void *)wsplab__set_has_refused},
    {"tellLastError", "(I)V", (void *)wsplab__tell_last_error},
    {"moduleOpen", "([BJ[B)J", (void *)wsplab__module_open},
    {"moduleKin", "([B[B)I", (void *)wsplab__module_kin},
    {"moduleSymbol", "(J[B)J", (void *)wsplab__module_symbol},
    {"moduleHolds", "(JJ)Z", (void *)wsplab__module_holds},
    {"moduleClose", "(J)Z", (void *)wsplab__module_close},
    {"invoke", "(JJIJJJJJJJJJJJ)J", (void *)wsplab__call_function},
    {"startup", "(JJIJJJ)I", (void *)wsplab__startup},
};

int32_t wsplab_jni_bind_nativehost(JNIEnv *env, jclass type) {
    jint count = sizeof wsplab__nativehost_natives / sizeof wsplab__nativehost_natives[0];
    return (*env)->RegisterNatives(env, type, wsplab__nativehost_natives, count) == 0 ? 0 : 1;
}
