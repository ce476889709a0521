/* jni_stack.c - natives of dev.wsplab.kernel.StackNatives: the native stack of the call that Java serves. */
#include "jni_glue.h"

#include <string.h>

#include "gate.h"
#include "stack.h"

/* 0; 1 with a pending Java exception when the class does not fit. */
WSPLAB_API int32_t wsplab_jni_bind_stack(JNIEnv *env, jclass type);

static jint JNICALL wsplab__stack_frames(JNIEnv *env, jclass type, jlongArray addresses) {
    (void)type;
    jlong frames[WSPLAB_STACK_FRAMES];
    const struct wsplab_stack *stack = wsplab_gate_stack();
    if (stack == NULL)
        return 0;
    jsize room = (*env)->GetArrayLength(env, addresses);
    jsize count = (jsize)stack->count < room ? (jsize)stack->count : room;
    for (jsize i = 0; i < count; i++)
        frames[i] = (jlong)(uintptr_t)stack->frames[i];
    (*env)->SetLongArrayRegion(env, addresses, 0, count, frames);
    return count;
}

static jboolean JNICALL wsplab__stack_take(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return wsplab_gate_take_stack() ? JNI_TRUE : JNI_FALSE;
}

static void wsplab__give_text(JNIEnv *env, jbyteArray out, const char *text) {
    jsize length = (jsize)strlen(text) + 1, room = (*env)->GetArrayLength(env, out);
    (*env)->SetByteArrayRegion(env, out, 0, length < room ? length : room, (const jbyte *)text);
}

static jint JNICALL wsplab__stack_code(JNIEnv *env, jclass type, jlong address, jlongArray places, jbyteArray path,
                                       jbyteArray symbol) {
    (void)type;
    struct wsplab_code code;
    enum wsplab_owner_of_code owner = wsplab_stack_code_at((uint64_t)address, &code);
    if (owner != WSPLAB_CODE_OF_MODULE)
        return (jint)owner;
    const jlong found[] = {(jlong)code.base, (jlong)code.symbol_at};
    (*env)->SetLongArrayRegion(env, places, 0, 2, found);
    wsplab__give_text(env, path, code.path);
    wsplab__give_text(env, symbol, code.symbol);
    return (jint)owner;
}

static const JNINativeMethod wsplab__stack_natives[] = {
    {"frames", "([J)I", (void *)wsplab__stack_frames},
    {"take", "()Z", (void *)wsplab__stack_take},
    {"code", "(J[J[B[B)I", (void *)wsplab__stack_code},
};

int32_t wsplab_jni_bind_stack(JNIEnv *env, jclass type) {
    jint count = sizeof wsplab__stack_natives / sizeof wsplab__stack_natives[0];
    return (*env)->RegisterNatives(env, type, wsplab__stack_natives, count) == 0 ? 0 : 1;
}
