/* jni_forefront.c - natives of dev.wsplab.forefront.ForefrontNatives. */
#include "jni_forefront_com.h"
#include "wsplab/forefront.h"

#include "alloc.h"

/* The function that JNA calls: 0, or 1 with a pending Java exception when the class does not fit. */
WSPLAB_API int32_t wsplab_jni_forefront_bind(JNIEnv *env, jclass natives);

static jboolean JNICALL wsplab__file_is_available(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return wsplab_forefront_file_is_available();
}

static jlong JNICALL wsplab__file_open(JNIEnv *env, jclass type, jstring path, jint how, jint disposition,
                                       jbooleanArray existed_out) {
    (void)type;
    jsize length = (*env)->GetStringLength(env, path);
    uint16_t *text = wsplab_alloc(((size_t)length + 1) * sizeof *text);
    if (text == NULL)
        return -(jlong)WSPLAB_E_NOT_ENOUGH_MEMORY;
    (*env)->GetStringRegion(env, path, 0, length, (jchar *)text);
    text[length] = 0;
    uint64_t file = 0;
    bool existed = false;
    wsplab_error error = wsplab_forefront_file_open(text, (uint32_t)how, (uint32_t)disposition, &file, &existed);
    wsplab_free(text);
    (*env)->SetBooleanArrayRegion(env, existed_out, 0, 1, &(const jboolean){existed});
    return wsplab__or_error(error, file);
}

static jint JNICALL wsplab__file_read(JNIEnv *env, jclass type, jlong file, jlong address, jint length,
                                      jlong overlapped) {
    (void)env;
    (void)type;
    return wsplab_forefront_file_read((uint64_t)file, (uint64_t)address, (uint32_t)length, (uint64_t)overlapped);
}

static jint JNICALL wsplab__file_write(JNIEnv *env, jclass type, jlong file, jlong address, jint length,
                                       jlong overlapped) {
    (void)env;
    (void)type;
    return wsplab_forefront_file_write((uint64_t)file, (uint64_t)address, (uint32_t)length, (uint64_t)overlapped);
}

static jint JNICALL wsplab__file_associate(JNIEnv *env, jclass type, jlong file, jlong port, jlong key) {
    (void)env;
    (void)type;
    return wsplab_forefront_file_associate((uint64_t)file, (uint64_t)port, (uint64_t)key);
}

static jint JNICALL wsplab__file_set_modes(JNIEnv *env, jclass type, jlong file, jint modes) {
    (void)env;
    (void)type;
    return wsplab_forefront_file_set_modes((uint64_t)file, (uint32_t)modes);
}

static jint JNICALL wsplab__file_cancel(JNIEnv *env, jclass type, jlong file, jlong overlapped) {
    (void)env;
    (void)type;
    return wsplab_forefront_file_cancel((uint64_t)file, (uint64_t)overlapped);
}

static jint JNICALL wsplab__file_close(JNIEnv *env, jclass type, jlong file) {
    (void)env;
    (void)type;
    return wsplab_forefront_file_close((uint64_t)file);
}

static const JNINativeMethod wsplab__forefront_natives[] = {
    {"fileIsAvailable", "()Z", (void *)wsplab__file_is_available},
    {"fileOpen", "(Ljava/lang/String;II[Z)J", (void *)wsplab__file_open},
    {"fileRead", "(JJIJ)I", (void *)wsplab__file_read},
    {"fileWrite", "(JJIJ)I", (void *)wsplab__file_write},
    {"fileAssociate", "(JJJ)I", (void *)wsplab__file_associate},
    {"fileSetModes", "(JI)I", (void *)wsplab__file_set_modes},
    {"fileCancel", "(JJ)I", (void *)wsplab__file_cancel},
    {"fileClose", "(J)I", (void *)wsplab__file_close},
};

int32_t wsplab_jni_forefront_bind(JNIEnv *env, jclass natives) {
    jint count = sizeof wsplab__forefront_natives / sizeof wsplab__forefront_natives[0];
    bool bound =
        (*env)->RegisterNatives(env, natives, wsplab__forefront_natives, count) == 0 &&
        (*env)->RegisterNatives(env, natives, wsplab__forefront_com_natives, wsplab__forefront_com_natives_count) == 0;
    return bound ? 0 : 1;
}
