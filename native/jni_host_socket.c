/* jni_host_socket.c - natives of dev.wsplab.kernel.HostSocketNatives: the system's own sockets. */
#include "jni_glue.h"
#include "wsplab/host_socket.h"

#include <string.h>

#define OPTION_MAX 256

static bool wsplab__address_in(JNIEnv *env, jbyteArray array, struct wsplab_host_address *address) {
    jsize length = (*env)->GetArrayLength(env, array);
    memset(address, 0, sizeof *address);
    address->length = (uint32_t)(length < WSPLAB_HOST_ADDRESS_MAX ? length : WSPLAB_HOST_ADDRESS_MAX);
    (*env)->GetByteArrayRegion(env, array, 0, (jsize)address->length, (jbyte *)address->bytes);
    return !(*env)->ExceptionCheck(env);
}

/* Returns the length of the address: the array has room for any. */
static jint wsplab__address_out(JNIEnv *env, const struct wsplab_host_address *address, jbyteArray array) {
    (*env)->SetByteArrayRegion(env, array, 0, (jsize)address->length, (const jbyte *)address->bytes);
    return (*env)->ExceptionCheck(env) ? 0 : (jint)address->length;
}

static uint32_t wsplab__buffers_in(JNIEnv *env, jlongArray addresses, jlongArray lengths,
                                   struct wsplab_host_buffer *buffers) {
    jlong at[WSPLAB_HOST_BUFFERS_MAX];
    jlong length[WSPLAB_HOST_BUFFERS_MAX];
    jsize count = (*env)->GetArrayLength(env, addresses);
    if (count > WSPLAB_HOST_BUFFERS_MAX) {
        count = WSPLAB_HOST_BUFFERS_MAX;
    }
    (*env)->GetLongArrayRegion(env, addresses, 0, count, at);
    if (!(*env)->ExceptionCheck(env)) {
        (*env)->GetLongArrayRegion(env, lengths, 0, count, length);
    }
    if ((*env)->ExceptionCheck(env)) {
        return 0;
    }
    for (jsize i = 0; i < count; i++) {
        buffers[i] = (struct wsplab_host_buffer){.address = (uint64_t)at[i], .length = (uint64_t)length[i]};
    }
    return (uint32_t)count;
}

static jint JNICALL wsplab__open(JNIEnv *env, jclass type, jint family, jint kind, jint protocol) {
    (void)env;
    (void)type;
    return wsplab_host_open(family, kind, protocol);
}

static jint JNICALL wsplab__close(JNIEnv *env, jclass type, jint socket) {
    (void)env;
    (void)type;
    return wsplab_host_close(socket);
}

static jint JNICALL wsplab__bind(JNIEnv *env, jclass type, jint socket, jbyteArray address) {
    (void)type;
    struct wsplab_host_address name;
    return wsplab__address_in(env, address, &name) ? wsplab_host_bind(socket, &name) : 0;
}

static jint JNICALL wsplab__connect(JNIEnv *env, jclass type, jint socket, jbyteArray address) {
    (void)type;
    struct wsplab_host_address name;
    return wsplab__address_in(env, address, &name) ? wsplab_host_connect(socket, &name) : 0;
}

static jint JNICALL wsplab__listen(JNIEnv *env, jclass type, jint socket, jint backlog) {
    (void)env;
    (void)type;
    return wsplab_host_listen(socket, backlog);
}

static jint JNICALL wsplab__accept(JNIEnv *env, jclass type, jint socket) {
    (void)env;
    (void)type;
    return wsplab_host_accept(socket);
}

static jint JNICALL wsplab__shutdown(JNIEnv *env, jclass type, jint socket, jint how) {
    (void)env;
    (void)type;
    return wsplab_host_shutdown(socket, how);
}

static jint JNICALL wsplab__local_address(JNIEnv *env, jclass type, jint socket, jbyteArray out) {
    (void)type;
    struct wsplab_host_address address;
    int32_t error = wsplab_host_local_address(socket, &address);
    return error < 0 ? error : wsplab__address_out(env, &address, out);
}

static jint JNICALL wsplab__peer_address(JNIEnv *env, jclass type, jint socket, jbyteArray out) {
    (void)type;
    struct wsplab_host_address address;
    int32_t error = wsplab_host_peer_address(socket, &address);
    return error < 0 ? error : wsplab__address_out(env, &address, out);
}

static jlong JNICALL wsplab__send(JNIEnv *env, jclass type, jint socket, jlongArray addresses, jlongArray lengths,
                                  jint flags, jbyteArray to) {
    (void)type;
    struct wsplab_host_buffer buffers[WSPLAB_HOST_BUFFERS_MAX];
    struct wsplab_host_address name;
    uint32_t count = wsplab__buffers_in(env, addresses, lengths, buffers);
    if ((*env)->ExceptionCheck(env) || (to != NULL && !wsplab__address_in(env, to, &name))) {
        return 0;
    }
    return wsplab_host_send(socket, buffers, count, flags, to == NULL ? NULL : &name);
}

/* Bytes, with the message's flags in the upper half. */
static jlong JNICALL wsplab__recv(JNIEnv *env, jclass type, jint socket, jlongArray addresses, jlongArray lengths,
                                  jint flags, jbyteArray from) {
    (void)type;
    struct wsplab_host_buffer buffers[WSPLAB_HOST_BUFFERS_MAX];
    struct wsplab_host_address name;
    uint32_t count = wsplab__buffers_in(env, addresses, lengths, buffers);
    if ((*env)->ExceptionCheck(env)) {
        return 0;
    }
    int32_t message_flags = 0;
    int64_t bytes = wsplab_host_recv(socket, buffers, count, flags, from == NULL ? NULL : &name, &message_flags);
    if (bytes >= 0 && from != NULL) {
        wsplab__address_out(env, &name, from);
    }
    return bytes < 0 ? bytes : bytes | (int64_t)message_flags << 32;
}

/* An address followed by the interface's number. */
#define INFO_SIZE (WSPLAB_HOST_ADDRESS_MAX + 4)

static bool wsplab__info_in(JNIEnv *env, jbyteArray array, struct wsplab_host_packet_info *info) {
    jbyte bytes[INFO_SIZE];
    memset(info, 0, sizeof *info);
    (*env)->GetByteArrayRegion(env, array, 0, INFO_SIZE, bytes);
    memcpy(info->address.bytes, bytes, WSPLAB_HOST_ADDRESS_MAX);
    memcpy(&info->interface_number, bytes + WSPLAB_HOST_ADDRESS_MAX, 4);
    info->address.length = WSPLAB_HOST_ADDRESS_MAX;
    return !(*env)->ExceptionCheck(env);
}

static jlong JNICALL wsplab__send_message(JNIEnv *env, jclass type, jint socket, jlongArray addresses,
                                          jlongArray lengths, jint flags, jbyteArray to, jbyteArray info) {
    (void)type;
    struct wsplab_host_buffer buffers[WSPLAB_HOST_BUFFERS_MAX];
    struct wsplab_host_address name;
    struct wsplab_host_packet_info source;
    uint32_t count = wsplab__buffers_in(env, addresses, lengths, buffers);
    if ((*env)->ExceptionCheck(env) || (to != NULL && !wsplab__address_in(env, to, &name)) ||
        !wsplab__info_in(env, info, &source)) {
        return 0;
    }
    return wsplab_host_send_message(socket, buffers, count, flags, to == NULL ? NULL : &name, &source);
}

/* Bytes, with the message's flags in the upper half. */
static jlong JNICALL wsplab__recv_message(JNIEnv *env, jclass type, jint socket, jlongArray addresses,
                                          jlongArray lengths, jint flags, jbyteArray from, jbyteArray info) {
    (void)type;
    struct wsplab_host_buffer buffers[WSPLAB_HOST_BUFFERS_MAX];
    struct wsplab_host_address name;
    struct wsplab_host_packet_info target;
    uint32_t count = wsplab__buffers_in(env, addresses, lengths, buffers);
    if ((*env)->ExceptionCheck(env)) {
        return 0;
    }
    int32_t message_flags = 0;
    int64_t bytes = wsplab_host_recv_message(socket, buffers, count, flags, &name, &target, &message_flags);
    if (bytes < 0) {
        return bytes;
    }
    wsplab__address_out(env, &name, from);
    wsplab__address_out(env, &target.address, info);
    if (!(*env)->ExceptionCheck(env)) {
        (*env)->SetByteArrayRegion(env, info, WSPLAB_HOST_ADDRESS_MAX, 4, (const jbyte *)&target.interface_number);
    }
    return bytes | (int64_t)message_flags << 32;
}

static jint JNICALL wsplab__disconnect(JNIEnv *env, jclass type, jint socket) {
    (void)env;
    (void)type;
    return wsplab_host_disconnect(socket);
}

static jint JNICALL wsplab__get_option(JNIEnv *env, jclass type, jint socket, jint level, jint name, jbyteArray out) {
    (void)type;
    jbyte value[OPTION_MAX];
    jsize room = (*env)->GetArrayLength(env, out);
    int32_t length =
        wsplab_host_get_option(socket, level, name, value, (uint32_t)(room < OPTION_MAX ? room : OPTION_MAX));
    if (length > 0) {
        (*env)->SetByteArrayRegion(env, out, 0, length < room ? length : room, value);
    }
    return (*env)->ExceptionCheck(env) ? 0 : length;
}

static jint JNICALL wsplab__set_option(JNIEnv *env, jclass type, jint socket, jint level, jint name, jbyteArray in) {
    (void)type;
    jbyte value[OPTION_MAX];
    jsize length = (*env)->GetArrayLength(env, in);
    if (length > OPTION_MAX) {
        length = OPTION_MAX;
    }
    (*env)->GetByteArrayRegion(env, in, 0, length, value);
    return (*env)->ExceptionCheck(env) ? 0 : wsplab_host_set_option(socket, level, name, value, (uint32_t)length);
}

static jint JNICALL wsplab__available(JNIEnv *env, jclass type, jint socket) {
    (void)env;
    (void)type;
    return wsplab_host_available(socket);
}

static jint JNICALL wsplab__unsent(JNIEnv *env, jclass type, jint socket) {
    (void)env;
    (void)type;
    return wsplab_host_unsent(socket);
}

static jint JNICALL wsplab__at_mark(JNIEnv *env, jclass type, jint socket) {
    (void)env;
    (void)type;
    return wsplab_host_at_mark(socket);
}

static jint JNICALL wsplab__base(JNIEnv *env, jclass type, jint socket) {
    (void)env;
    (void)type;
    return wsplab_host_base(socket);
}

static jint JNICALL wsplab__constant(JNIEnv *env, jclass type, jstring name) {
    (void)type;
    const char *text = (*env)->GetStringUTFChars(env, name, NULL);
    if (text == NULL) {
        return -1;
    }
    int32_t value = wsplab_host_constant(text);
    (*env)->ReleaseStringUTFChars(env, name, text);
    return value;
}

static jlong JNICALL wsplab__poller_create(JNIEnv *env, jclass type) {
    (void)env;
    (void)type;
    struct wsplab_poller *poller = NULL;
    int32_t error = wsplab_poller_create(&poller);
    return error < 0 ? error : (jlong)(uintptr_t)poller;
}

static jint JNICALL wsplab__poller_add(JNIEnv *env, jclass type, jlong poller, jint socket, jlong cookie) {
    (void)env;
    (void)type;
    return wsplab_poller_add((struct wsplab_poller *)(uintptr_t)poller, socket, (uint64_t)cookie);
}

static jint JNICALL wsplab__poller_remove(JNIEnv *env, jclass type, jlong poller, jint socket) {
    (void)env;
    (void)type;
    return wsplab_poller_remove((struct wsplab_poller *)(uintptr_t)poller, socket);
}

static jint JNICALL wsplab__poller_wait(JNIEnv *env, jclass type, jlong poller, jlong ready, jint capacity,
                                        jint timeout) {
    (void)env;
    (void)type;
    return wsplab_poller_wait((struct wsplab_poller *)(uintptr_t)poller, (struct wsplab_ready *)(uintptr_t)ready,
                              (uint32_t)capacity, timeout);
}

static jint JNICALL wsplab__poller_wake(JNIEnv *env, jclass type, jlong poller) {
    (void)env;
    (void)type;
    return wsplab_poller_wake((struct wsplab_poller *)(uintptr_t)poller);
}

static void JNICALL wsplab__poller_close(JNIEnv *env, jclass type, jlong poller) {
    (void)env;
    (void)type;
    wsplab_poller_close((struct wsplab_poller *)(uintptr_t)poller);
}

const JNINativeMethod wsplab__host_socket_natives[] = {
    {"open", "(III)I", (void *)wsplab__open},
    {"close", "(I)I", (void *)wsplab__close},
    {"bind", "(I[B)I", (void *)wsplab__bind},
    {"connect", "(I[B)I", (void *)wsplab__connect},
    {"listen", "(II)I", (void *)wsplab__listen},
    {"accept", "(I)I", (void *)wsplab__accept},
    {"shutdown", "(II)I", (void *)wsplab__shutdown},
    {"localAddress", "(I[B)I", (void *)wsplab__local_address},
    {"peerAddress", "(I[B)I", (void *)wsplab__peer_address},
    {"send", "(I[J[JI[B)J", (void *)wsplab__send},
    {"recv", "(I[J[JI[B)J", (void *)wsplab__recv},
    {"sendMessage", "(I[J[JI[B[B)J", (void *)wsplab__send_message},
    {"recvMessage", "(I[J[JI[B[B)J", (void *)wsplab__recv_message},
    {"disconnect", "(I)I", (void *)wsplab__disconnect},
    {"getOption", "(III[B)I", (void *)wsplab__get_option},
    {"setOption", "(III[B)I", (void *)wsplab__set_option},
    {"available", "(I)I", (void *)wsplab__available},
    {"unsent", "(I)I", (void *)wsplab__unsent},
    {"atMark", "(I)I", (void *)wsplab__at_mark},
    {"base", "(I)I", (void *)wsplab__base},
    {"constant", "(Ljava/lang/String;)I", (void *)wsplab__constant},
    {"pollerCreate", "()J", (void *)wsplab__poller_create},
    {"pollerAdd", "(JIJ)I", (void *)wsplab__poller_add},
    {"pollerRemove", "(JI)I", (void *)wsplab__poller_remove},
    {"pollerWait", "(JJII)I", (void *)wsplab__poller_wait},
    {"pollerWake", "(J)I", (void *)wsplab__poller_wake},
    {"pollerClose", "(J)V", (void *)wsplab__poller_close},
};
const jint wsplab__host_socket_natives_count =
    sizeof wsplab__host_socket_natives / sizeof wsplab__host_socket_natives[0];
