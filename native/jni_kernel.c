/* jni_kernel.c - natives of dev.wsplab.kernel.KernelNatives: handles, ports, events, sockets, threads, waits. */
#include "jni_glue.h"

#define MAX_WAIT 64

static jint JNICALL wsplab__win32_of(JNIEnv *env, jclass type, jint status) {
    (void)env;
    (void)type;
    return (jint)wsplab_status_to_win32((uint32_t)status);
}

static jlong JNICALL wsplab__owner(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return (jlong)wsplab_owner_new();
}

static jint JNICALL wsplab__close(JNIEnv *env, jclass type, jlong viewer, jlong handle, jint kind) {
    (void)env;
    (void)type;
    return wsplab_handle_close((uint64_t)viewer, (uint64_t)handle, (uint32_t)kind);
}

static jlong JNICALL wsplab__duplicate(JNIEnv *env, jclass type, jlong viewer, jlong handle, jlong owner) {
    (void)env;
    (void)type;
    wsplab_handle copy = 0;
    wsplab_error error = wsplab_handle_duplicate((uint64_t)viewer, (uint64_t)handle, (uint64_t)owner, &copy);
    return wsplab__or_error(error, copy);
}

static jlong JNICALL wsplab__handle_count(JNIEnv *env, jclass type, jlong owner) {
    (void)env;
    (void)type;
    return (jlong)wsplab_handle_count((uint64_t)owner);
}

static jlong JNICALL wsplab__close_all(JNIEnv *env, jclass type, jlong owner) {
    (void)env;
    (void)type;
    return (jlong)wsplab_handle_close_all((uint64_t)owner);
}

static jlong JNICALL wsplab__event_create(JNIEnv *env, jclass type, jlong owner, jboolean manual, jboolean initial) {
    (void)env;
    (void)type;
    wsplab_handle event = 0;
    wsplab_error error = wsplab_event_create((uint64_t)owner, manual != JNI_FALSE, initial != JNI_FALSE, &event);
    return wsplab__or_error(error, event);
}

static jint JNICALL wsplab__event_set(JNIEnv *env, jclass type, jlong viewer, jlong event) {
    (void)env;
    (void)type;
    return wsplab_event_set((uint64_t)viewer, (uint64_t)event);
}

static jint JNICALL wsplab__event_reset(JNIEnv *env, jclass type, jlong viewer, jlong event) {
    (void)env;
    (void)type;
    return wsplab_event_reset((uint64_t)viewer, (uint64_t)event);
}

static jlong JNICALL wsplab__port_create(JNIEnv *env, jclass type, jlong owner, jint concurrency) {
    (void)env;
    (void)type;
    wsplab_handle port = 0;
    wsplab_error error = wsplab_port_create((uint64_t)owner, (uint32_t)concurrency, &port);
    return wsplab__or_error(error, port);
}

static jint JNICALL wsplab__port_post(JNIEnv *env, jclass type, jlong viewer, jlong port, jlong key, jlong overlapped,
                                      jint status, jint bytes) {
    (void)env;
    (void)type;
    struct wsplab_packet packet = {
        .key = (uint64_t)key,
        .overlapped = (uint64_t)overlapped,
        .status = (uint32_t)status,
        .bytes = (uint32_t)bytes,
    };
    return wsplab_port_post((uint64_t)viewer, (uint64_t)port, &packet);
}

static jint JNICALL wsplab__port_get(JNIEnv *env, jclass type, jlong viewer, jlong port, jlong packets, jint count,
                                     jint timeout, jint flags) {
    (void)env;
    (void)type;
    uint32_t taken = 0;
    wsplab_error error = wsplab_port_get((uint64_t)viewer, (uint64_t)port, (struct wsplab_packet *)(uintptr_t)packets,
                                         (uint32_t)count, (uint32_t)timeout, (uint32_t)flags, &taken);
    return error == WSPLAB_OK ? (jint)taken : -error;
}

static jlong JNICALL wsplab__port_depth(JNIEnv *env, jclass type, jlong viewer, jlong port) {
    (void)env;
    (void)type;
    uint32_t depth = 0;
    wsplab_error error = wsplab_port_depth((uint64_t)viewer, (uint64_t)port, &depth);
    return wsplab__or_error(error, depth);
}

static jint JNICALL wsplab__port_waiters(JNIEnv *env, jclass type, jlong viewer, jlong port) {
    (void)env;
    (void)type;
    return (jint)wsplab_port_waiters((uint64_t)viewer, (uint64_t)port);
}

static jlong JNICALL wsplab__socket_create(JNIEnv *env, jclass type, jlong owner, jint flavour, jint entry,
                                           jlong context, jboolean overlapped) {
    (void)env;
    (void)type;
    wsplab_handle socket = 0;
    wsplab_error error = wsplab_socket_create((uint64_t)owner, (uint32_t)flavour, (uint32_t)entry, (uint64_t)context,
                                              overlapped != JNI_FALSE, &socket);
    return wsplab__or_error(error, socket);
}

static jint JNICALL wsplab__socket_query(JNIEnv *env, jclass type, jlong socket, jlong info) {
    (void)env;
    (void)type;
    return wsplab_socket_query((uint64_t)socket, (struct wsplab_socket_info *)(uintptr_t)info);
}

static jint JNICALL wsplab__socket_set_entry(JNIEnv *env, jclass type, jlong socket, jint entry) {
    (void)env;
    (void)type;
    return wsplab_socket_set_entry((uint64_t)socket, (uint32_t)entry);
}

static jint JNICALL wsplab__socket_associate(JNIEnv *env, jclass type, jlong viewer, jlong socket, jlong port,
                                             jlong key) {
    (void)env;
    (void)type;
    return wsplab_socket_associate((uint64_t)viewer, (uint64_t)socket, (uint64_t)port, (uint64_t)key);
}

static jint JNICALL wsplab__socket_set_modes(JNIEnv *env, jclass type, jlong socket, jint modes) {
    (void)env;
    (void)type;
    return wsplab_socket_set_modes((uint64_t)socket, (uint32_t)modes);
}

static jint JNICALL wsplab__socket_reserve(JNIEnv *env, jclass type, jlong viewer, jlong socket) {
    (void)env;
    (void)type;
    return wsplab_socket_reserve((uint64_t)viewer, (uint64_t)socket);
}

static jint JNICALL wsplab__socket_release(JNIEnv *env, jclass type, jlong socket) {
    (void)env;
    (void)type;
    return wsplab_socket_release((uint64_t)socket);
}

static jint JNICALL wsplab__socket_complete(JNIEnv *env, jclass type, jlong socket, jlong overlapped, jlong high,
                                            jint status, jlong event, jint flags, jint skip_modes) {
    (void)env;
    (void)type;
    struct wsplab_completion completion = {
        .overlapped = (uint64_t)overlapped,
        .internal_high = (uint64_t)high,
        .internal = (uint32_t)status,
        .event = (uint64_t)event,
        .flags = (uint32_t)flags,
        .skip_modes = (uint32_t)skip_modes,
    };
    uint32_t done = 0;
    wsplab_error error = wsplab_socket_complete((uint64_t)socket, &completion, &done);
    return error == WSPLAB_OK ? (jint)done : -error;
}

static jint JNICALL wsplab__socket_reset(JNIEnv *env, jclass type, jlong socket) {
    (void)env;
    (void)type;
    return wsplab_socket_reset((uint64_t)socket);
}

static jlong JNICALL wsplab__self(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return (jlong)wsplab_thread_self();
}

static jlong JNICALL wsplab__thread_open(JNIEnv *env, jclass type, jlong owner) {
    (void)env;
    (void)type;
    wsplab_handle thread = 0;
    wsplab_error error = wsplab_thread_open((uint64_t)owner, &thread);
    return wsplab__or_error(error, thread);
}

static jint JNICALL wsplab__thread_alert(JNIEnv *env, jclass type, jlong thread) {
    (void)env;
    (void)type;
    return wsplab_thread_alert((uint64_t)thread);
}

static void JNICALL wsplab__clear_alert(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    wsplab_thread_clear_alert();
}

static jint JNICALL wsplab__post_at_end(JNIEnv *env, jclass type, jlong port, jlong key) {
    (void)env;
    (void)type;
    return wsplab_thread_post_at_end((uint64_t)port, &(struct wsplab_packet){.key = (uint64_t)key});
}

static jint JNICALL wsplab__apc_queue(JNIEnv *env, jclass type, jlong viewer, jlong thread, jlong ticket) {
    (void)env;
    (void)type;
    return wsplab_apc_queue((uint64_t)viewer, (uint64_t)thread, (uint64_t)ticket);
}

/* Tickets are above 0: 0 stands for none. */
static jlong JNICALL wsplab__apc_next(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    uint64_t ticket = 0;
    return wsplab_apc_next(&ticket) == WSPLAB_OK ? (jlong)ticket : 0;
}

/* One ticket of an ended thread, or 0. */
static jlong JNICALL wsplab__apc_orphan(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    uint64_t ticket = 0;
    return wsplab_apc_orphans(&ticket, 1) == 1 ? (jlong)ticket : 0;
}

static jint JNICALL wsplab__last_error(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    return (jint)wsplab_last_error_get();
}

static void JNICALL wsplab__set_last_error(JNIEnv *env, jclass type, jint error) {
    (void)env;
    (void)type;
    wsplab_last_error_set((uint32_t)error);
}

static jint JNICALL wsplab__wait_one(JNIEnv *env, jclass type, jlong viewer, jlong handle, jint timeout, jint flags) {
    (void)env;
    (void)type;
    wsplab_handle object = (uint64_t)handle;
    uint32_t index = 0;
    wsplab_error error = wsplab_wait((uint64_t)viewer, &object, 1, (uint32_t)timeout, (uint32_t)flags, &index);
    return error == WSPLAB_OK ? 0 : -error;
}

static jint JNICALL wsplab__wait_many(JNIEnv *env, jclass type, jlong viewer, jlongArray handles, jint timeout,
                                      jint flags) {
    (void)type;
    jlong values[MAX_WAIT];
    wsplab_handle objects[MAX_WAIT];
    jsize count = (*env)->GetArrayLength(env, handles);
    if (count < 1 || count > MAX_WAIT) {
        return -WSPLAB_E_INVALID_PARAMETER;
    }
    (*env)->GetLongArrayRegion(env, handles, 0, count, values);
    if ((*env)->ExceptionCheck(env)) {
        return -WSPLAB_E_INVALID_PARAMETER;
    }
    for (jsize i = 0; i < count; i++) {
        objects[i] = (uint64_t)values[i];
    }
    uint32_t index = 0;
    wsplab_error error =
        wsplab_wait((uint64_t)viewer, objects, (uint32_t)count, (uint32_t)timeout, (uint32_t)flags, &index);
    return error == WSPLAB_OK ? (jint)index : -error;
}

static jint JNICALL wsplab__sleep(JNIEnv *env, jclass type, jint timeout, jint flags) {
    (void)env;
    (void)type;
    return wsplab_sleep((uint32_t)timeout, (uint32_t)flags);
}

const JNINativeMethod wsplab__kernel_natives[] = {
    {"win32Of", "(I)I", (void *)wsplab__win32_of},
    {"ownerNew", "()J", (void *)wsplab__owner},
    {"handleClose", "(JJI)I", (void *)wsplab__close},
    {"handleDuplicate", "(JJJ)J", (void *)wsplab__duplicate},
    {"handleCount", "(J)J", (void *)wsplab__handle_count},
    {"handleCloseAll", "(J)J", (void *)wsplab__close_all},
    {"eventCreate", "(JZZ)J", (void *)wsplab__event_create},
    {"eventSet", "(JJ)I", (void *)wsplab__event_set},
    {"eventReset", "(JJ)I", (void *)wsplab__event_reset},
    {"portCreate", "(JI)J", (void *)wsplab__port_create},
    {"portPost", "(JJJJII)I", (void *)wsplab__port_post},
    {"portGet", "(JJJIII)I", (void *)wsplab__port_get},
    {"portDepth", "(JJ)J", (void *)wsplab__port_depth},
    {"portWaiters", "(JJ)I", (void *)wsplab__port_waiters},
    {"socketCreate", "(JIIJZ)J", (void *)wsplab__socket_create},
    {"socketQuery", "(JJ)I", (void *)wsplab__socket_query},
    {"socketSetEntry", "(JI)I", (void *)wsplab__socket_set_entry},
    {"socketAssociate", "(JJJJ)I", (void *)wsplab__socket_associate},
    {"socketSetModes", "(JI)I", (void *)wsplab__socket_set_modes},
    {"socketReserve", "(JJ)I", (void *)wsplab__socket_reserve},
    {"socketRelease", "(J)I", (void *)wsplab__socket_release},
    {"socketReset", "(J)I", (void *)wsplab__socket_reset},
    {"socketComplete", "(JJJIJII)I", (void *)wsplab__socket_complete},
    {"threadSelf", "()J", (void *)wsplab__self},
    {"threadOpen", "(J)J", (void *)wsplab__thread_open},
    {"threadAlert", "(J)I", (void *)wsplab__thread_alert},
    {"threadClearAlert", "()V", (void *)wsplab__clear_alert},
    {"threadPostAtEnd", "(JJ)I", (void *)wsplab__post_at_end},
    {"apcQueue", "(JJJ)I", (void *)wsplab__apc_queue},
    {"apcNext", "()J", (void *)wsplab__apc_next},
    {"apcOrphan", "()J", (void *)wsplab__apc_orphan},
    {"lastError", "()I", (void *)wsplab__last_error},
    {"setLastError", "(I)V", (void *)wsplab__set_last_error},
    {"waitOne", "(JJII)I", (void *)wsplab__wait_one},
    {"waitMany", "(J[JII)I", (void *)wsplab__wait_many},
    {"sleep", "(II)I", (void *)wsplab__sleep},
};
const jint wsplab__kernel_natives_count = sizeof wsplab__kernel_natives / sizeof wsplab__kernel_natives[0];
