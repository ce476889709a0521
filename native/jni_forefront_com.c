/* jni_forefront_com.c - natives of dev.wsplab.forefront.ForefrontNatives: objects and filters in C++. */
#include "jni_forefront_com.h"

#include "alloc.h"
#include "attach.h"
#include "boundary.h"
#include "wsplab/forefront.h"

#define UNEXPECTED ((int32_t)0x8000FFFF) /* E_UNEXPECTED */

/* What an object carries its calls to. */
struct wsplab__peer {
    JavaVM *vm;
    jobject object; /* global */
    jmethodID call;
};

/* A thread of the filter's own is known to the JVM from its first call until it ends. */
static int32_t wsplab__call_peer(void *context, int32_t method, const uint64_t arguments[5]) {
    const struct wsplab__peer *peer = context;
    struct wsplab__call *calls = wsplab_boundary_suspend();
    uint32_t last_error = wsplab_forefront_last_error();
    JNIEnv *env = wsplab_attach(peer->vm);
    if (env == NULL) {
        wsplab_boundary_resume(calls);
        return UNEXPECTED;
    }
    jint result =
        (*env)->CallIntMethod(env, peer->object, peer->call, (jint)method, (jlong)arguments[0], (jlong)arguments[1],
                              (jlong)arguments[2], (jlong)arguments[3], (jlong)arguments[4]);
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionClear(env); /* the peer has reported it; no exception crosses the border */
        result = UNEXPECTED;
    }
    wsplab_forefront_set_last_error(last_error);
    wsplab_boundary_resume(calls);
    return result;
}

/* What has escaped from a method of the filter becomes an exception of Java's, which its caller reports. */
static jint wsplab__told(JNIEnv *env, int32_t result) {
    const char *what;
    switch ((uint32_t)result - WSPLAB_FWX_ESCAPED) {
    case WSPLAB_THREW:
        what = "a C++ exception came out of a method of the filter";
        break;
    case WSPLAB_ENDED_THREAD:
        what = "a method of the filter has ended its thread";
        break;
    case WSPLAB_FAULTED:
        what = "a method of the filter has used memory that it may not";
        break;
    default:
        return result;
    }
    jclass type = (*env)->FindClass(env, "java/lang/IllegalStateException");
    if (type != NULL)
        (void)(*env)->ThrowNew(env, type, what);
    return UNEXPECTED;
}

static void wsplab__peer_free(JNIEnv *env, struct wsplab__peer *peer) {
    if (peer->object != NULL)
        (*env)->DeleteGlobalRef(env, peer->object);
    wsplab_free(peer);
}

/* 0: memory is short, or an exception is pending. */
static jlong JNICALL wsplab__object_new(JNIEnv *env, jclass type, jint kind, jobject target) {
    (void)type;
    struct wsplab__peer *peer = wsplab_alloc(sizeof *peer);
    if (peer == NULL)
        return 0;
    *peer = (struct wsplab__peer){.object = (*env)->NewGlobalRef(env, target)};
    peer->call = (*env)->GetMethodID(env, (*env)->GetObjectClass(env, target), "call", "(IJJJJJ)I");
    struct wsplab_fwx_object *object = NULL;
    if (peer->object != NULL && peer->call != NULL && (*env)->GetJavaVM(env, &peer->vm) == JNI_OK)
        object = wsplab_fwx_object_new(kind, wsplab__call_peer, peer);
    if (object == NULL)
        wsplab__peer_free(env, peer);
    return (jlong)(uintptr_t)object;
}

static void JNICALL wsplab__object_free(JNIEnv *env, jclass type, jlong address) {
    (void)type;
    struct wsplab_fwx_object *object = (struct wsplab_fwx_object *)(uintptr_t)address;
    wsplab__peer_free(env, wsplab_fwx_object_context(object));
    wsplab_fwx_object_free(object);
}

static void *wsplab__at(jlong address) {
    return (void *)(uintptr_t)address;
}

static jint JNICALL wsplab__add_ref(JNIEnv *env, jclass type, jlong object) {
    (void)type;
    return wsplab__told(env, wsplab_fwx_add_ref(wsplab__at(object)));
}

static jint JNICALL wsplab__release(JNIEnv *env, jclass type, jlong object) {
    (void)type;
    return wsplab__told(env, wsplab_fwx_release(wsplab__at(object)));
}

/* The object, or the HRESULT of the failure, which is negative; both fit, as no address of a process is negative. */
static jlong wsplab__out_or_failure(int32_t result, void *out) {
    if (result < 0)
        return result;
    return out == NULL ? (int32_t)0x80004003 /* E_POINTER */ : (jlong)(uintptr_t)out;
}

static jlong JNICALL wsplab__query_interface(JNIEnv *env, jclass type, jlong object, jbyteArray interface_id) {
    (void)type;
    jbyte id[16];
    void *out = NULL;
    (*env)->GetByteArrayRegion(env, interface_id, 0, 16, id);
    int32_t result = wsplab__told(env, wsplab_fwx_query_interface(wsplab__at(object), (const uint8_t *)id, &out));
    return wsplab__out_or_failure(result, out);
}

static jlong JNICALL wsplab__create_instance(JNIEnv *env, jclass type, jlong get_class_object, jbyteArray class_id,
                                             jbyteArray interface_id) {
    (void)type;
    jbyte class_bytes[16];
    jbyte interface_bytes[16];
    void *out = NULL;
    (*env)->GetByteArrayRegion(env, class_id, 0, 16, class_bytes);
    (*env)->GetByteArrayRegion(env, interface_id, 0, 16, interface_bytes);
    int32_t result = wsplab_fwx_create_instance(wsplab__at(get_class_object), (const uint8_t *)class_bytes,
                                                (const uint8_t *)interface_bytes, &out);
    return wsplab__out_or_failure(wsplab__told(env, result), out);
}

static jint JNICALL wsplab__filter_init(JNIEnv *env, jclass type, jlong filter, jlong firewall) {
    (void)type;
    return wsplab__told(env, wsplab_fwx_filter_init(wsplab__at(filter), wsplab__at(firewall)));
}

static jint JNICALL wsplab__filter_shutdown(JNIEnv *env, jclass type, jlong filter) {
    (void)type;
    return wsplab__told(env, wsplab_fwx_filter_shutdown(wsplab__at(filter)));
}

static jint JNICALL wsplab__complete_external(JNIEnv *env, jclass type, jlong completion, jboolean success, jint bytes,
                                              jint error, jlong overlapped, jlong user_data) {
    (void)type;
    return wsplab__told(env, wsplab_fwx_complete_external(wsplab__at(completion), success, (uint32_t)bytes,
                                                          (uint32_t)error, wsplab__at(overlapped), user_data));
}

static jint JNICALL wsplab__complete_task(JNIEnv *env, jclass type, jlong completion, jlong user_data) {
    (void)type;
    return wsplab__told(env, wsplab_fwx_complete_task(wsplab__at(completion), user_data));
}

static jint JNICALL wsplab__complete_io(JNIEnv *env, jclass type, jlong completion, jboolean success, jint error,
                                        jlong buffer, jlong user_data, jlong address, jint address_length) {
    (void)type;
    struct wsplab_fwx_address from = {wsplab__at(address), (uint32_t)address_length};
    return wsplab__told(env, wsplab_fwx_complete_io(wsplab__at(completion), success, (uint32_t)error,
                                                    wsplab__at(buffer), user_data, from));
}

static jint JNICALL wsplab__complete_accept(JNIEnv *env, jclass type, jlong completion, jboolean success, jint error,
                                            jlong listening, jlong accepted, jlong remote, jint remote_length,
                                            jlong local, jint local_length, jlong user_data) {
    (void)type;
    struct wsplab_fwx_address remote_address = {wsplab__at(remote), (uint32_t)remote_length};
    struct wsplab_fwx_address local_address = {wsplab__at(local), (uint32_t)local_length};
    return wsplab__told(env, wsplab_fwx_complete_accept(wsplab__at(completion), success, (uint32_t)error,
                                                        wsplab__at(listening), wsplab__at(accepted), remote_address,
                                                        local_address, user_data));
}

static jint JNICALL wsplab__buffer_look(JNIEnv *env, jclass type, jlong buffer, jlongArray out) {
    (void)type;
    struct wsplab_fwx_room room;
    jint result = wsplab_fwx_buffer_look(wsplab__at(buffer), &room);
    jlong seen[3] = {(jlong)(uintptr_t)room.address, room.allocated, room.used};
    (*env)->SetLongArrayRegion(env, out, 0, 3, seen);
    return result;
}

static jint JNICALL wsplab__buffer_set_data_size(JNIEnv *env, jclass type, jlong buffer, jint size) {
    (void)env;
    (void)type;
    return wsplab_fwx_buffer_set_data_size(wsplab__at(buffer), (uint32_t)size);
}

static jint JNICALL wsplab__buffer_append(JNIEnv *env, jclass type, jlong buffer, jlong from, jint length) {
    (void)env;
    (void)type;
    return (jint)wsplab_fwx_buffer_append(wsplab__at(buffer), wsplab__at(from), (uint32_t)length);
}

const JNINativeMethod wsplab__forefront_com_natives[] = {
    {"objectNew", "(ILdev/wsplab/forefront/NativePeer;)J", (void *)wsplab__object_new},
    {"objectFree", "(J)V", (void *)wsplab__object_free},
    {"addRef", "(J)I", (void *)wsplab__add_ref},
    {"release", "(J)I", (void *)wsplab__release},
    {"queryInterface", "(J[B)J", (void *)wsplab__query_interface},
    {"createInstance", "(J[B[B)J", (void *)wsplab__create_instance},
    {"filterInit", "(JJ)I", (void *)wsplab__filter_init},
    {"filterShutdown", "(J)I", (void *)wsplab__filter_shutdown},
    {"completeExternal", "(JZIIJJ)I", (void *)wsplab__complete_external},
    {"completeTask", "(JJ)I", (void *)wsplab__complete_task},
    {"completeIo", "(JZIJJJI)I", (void *)wsplab__complete_io},
    {"completeAccept", "(JZIJJJIJIJ)I", (void *)wsplab__complete_accept},
    {"bufferLook", "(J[J)I", (void *)wsplab__buffer_look},
    {"bufferSetDataSize", "(JI)I", (void *)wsplab__buffer_set_data_size},
    {"bufferAppend", "(JJI)I", (void *)wsplab__buffer_append},
};
const jint wsplab__forefront_com_natives_count =
    sizeof wsplab__forefront_com_natives / sizeof wsplab__forefront_com_natives[0];
