/*
 * fake_java.h - as much of a Java VM as the gate of a set of trampolines needs: it keeps the arguments of the last call,
 * and answers what it is told to. Every thread counts as attached.
 */
#ifndef WSPLAB_FAKE_JAVA_H
#define WSPLAB_FAKE_JAVA_H

#include <jni.h>
#include <stdbool.h>
#include <string.h>

#include "function_table.h"
#include "gate.h"

struct fake_call {
    uint32_t count; /* of calls so far */
    int32_t function;
    uint64_t arguments[WSPLAB_MAX_ARGUMENTS];
};

static _Thread_local struct fake_call fake_last;
static const uint32_t fake_short = 5, fake_long = WSPLAB_MAX_ARGUMENTS; /* stand for the two methods */
static struct fake_call fake_refused;                                   /* what it was told of last, and how often */
static uint64_t fake_answer;
static bool fake_throws;
static void (*fake_inside)(void); /* what Java does meanwhile, or NULL */
static _Thread_local bool fake_pending;

static struct JNINativeInterface_ fake_functions;
static const struct JNINativeInterface_ *fake_environment = &fake_functions;
static struct JNIInvokeInterface_ fake_invocation;
static const struct JNIInvokeInterface_ *fake_machine = &fake_invocation;

static jint JNICALL fake_get_env(JavaVM *vm, void **env, jint version) {
    (void)vm;
    (void)version;
    *env = (void *)&fake_environment;
    return JNI_OK;
}

static jint JNICALL fake_get_vm(JNIEnv *env, JavaVM **vm) {
    (void)env;
    *vm = (JavaVM *)&fake_machine;
    return 0;
}

static jlong JNICALL fake_call_long(JNIEnv *env, jobject object, jmethodID method, const jvalue *values) {
    (void)env;
    (void)object;
    fake_last.count++;
    fake_last.function = values[0].i;
    for (uint32_t i = 0; i < *(const uint32_t *)(const void *)method; i++)
        fake_last.arguments[i] = (uint64_t)values[1 + i].j;
    if (fake_inside != NULL)
        fake_inside();
    fake_pending = fake_throws;
    return (jlong)fake_answer;
}

static void JNICALL fake_call_void(JNIEnv *env, jobject object, jmethodID method, const jvalue *values) {
    (void)env;
    (void)object;
    (void)method;
    fake_refused.count++;
    fake_refused.function = values[0].i;
    fake_pending = fake_throws;
}

static jboolean JNICALL fake_exception_check(JNIEnv *env) {
    (void)env;
    return fake_pending ? JNI_TRUE : JNI_FALSE;
}

static void JNICALL fake_exception_clear(JNIEnv *env) {
    (void)env;
    fake_pending = false;
}

static jobject JNICALL fake_same(JNIEnv *env, jobject object) {
    (void)env;
    return object;
}

static void JNICALL fake_forget(JNIEnv *env, jobject object) {
    (void)env;
    (void)object;
}

static jmethodID JNICALL fake_method(JNIEnv *env, jclass type, const char *name, const char *signature) {
    (void)env;
    (void)type;
    if (strcmp(name, "refused") == 0 && strcmp(signature, "(I)V") == 0)
        return (jmethodID)(void *)&fake_refused;
    if (strcmp(name, "call") != 0)
        return NULL;
    if (strcmp(signature, "(IJJJJJ)J") == 0)
        return (jmethodID)(void *)&fake_short;
    return strcmp(signature, "(IJJJJJJJJJJJ)J") == 0 ? (jmethodID)(void *)&fake_long : NULL;
}

static JNIEnv *fake_java(void) {
    fake_functions.GetObjectClass = fake_same;
    fake_functions.GetMethodID = fake_method;
    fake_functions.NewGlobalRef = fake_same;
    fake_functions.DeleteGlobalRef = fake_forget;
    fake_functions.GetJavaVM = fake_get_vm;
    fake_functions.CallLongMethodA = fake_call_long;
    fake_functions.CallVoidMethodA = fake_call_void;
    fake_functions.ExceptionCheck = fake_exception_check;
    fake_functions.ExceptionClear = fake_exception_clear;
    fake_invocation.GetEnv = fake_get_env;
    return (JNIEnv *)(void *)&fake_environment;
}

#endif
