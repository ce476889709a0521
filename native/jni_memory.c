/* jni_memory.c - natives of dev.wsplab.kernel.MemoryNatives: the guarded door, and memory of our own. */
#include "jni_glue.h"

#include <stdlib.h>

#define CHUNK 4096
#define PAGE 4096ull /* or a part of one */

/* The exception is looked up here, on the way of the fault only, through the class loader of the calling class. */
static void wsplab__throw_fault(JNIEnv *env, jlong address) {
    jclass type = (*env)->FindClass(env, "dev/wsplab/kernel/AccessViolationException");
    if (type == NULL) {
        return;
    }
    jmethodID constructor = (*env)->GetMethodID(env, type, "<init>", "(J)V");
    if (constructor == NULL) {
        return;
    }
    jobject fault = (*env)->NewObject(env, type, constructor, address);
    if (fault != NULL) {
        (*env)->Throw(env, fault);
    }
}

static jint JNICALL wsplab__load_int(JNIEnv *env, jclass type, jlong address) {
    (void)type;
    uint32_t value = 0;
    if (wsplab_guard_load32((uint64_t)address, &value) != WSPLAB_OK) {
        wsplab__throw_fault(env, address);
    }
    return (jint)value;
}

static jlong JNICALL wsplab__load_long(JNIEnv *env, jclass type, jlong address) {
    (void)type;
    uint64_t value = 0;
    if (wsplab_guard_load64((uint64_t)address, &value) != WSPLAB_OK) {
        wsplab__throw_fault(env, address);
    }
    return (jlong)value;
}

static jlong JNICALL wsplab__load_word_acquire(JNIEnv *env, jclass type, jlong address) {
    (void)type;
    uint64_t value = 0;
    if (wsplab_guard_load_word_acquire((uint64_t)address, &value) != WSPLAB_OK) {
        wsplab__throw_fault(env, address);
    }
    return (jlong)value;
}

static void JNICALL wsplab__store_int(JNIEnv *env, jclass type, jlong address, jint value) {
    (void)type;
    if (wsplab_guard_store32((uint64_t)address, (uint32_t)value) != WSPLAB_OK) {
        wsplab__throw_fault(env, address);
    }
}

static void JNICALL wsplab__store_long(JNIEnv *env, jclass type, jlong address, jlong value) {
    (void)type;
    if (wsplab_guard_store64((uint64_t)address, (uint64_t)value) != WSPLAB_OK) {
        wsplab__throw_fault(env, address);
    }
}

static void JNICALL wsplab__publish(JNIEnv *env, jclass type, jlong address, jlong high, jint status) {
    (void)type;
    if (wsplab_guard_publish((uint64_t)address, (uint64_t)high, (uint32_t)status) != WSPLAB_OK) {
        wsplab__throw_fault(env, address);
    }
}

/*
 * The four words of a WSAOVERLAPPED of 64 bits, Internal first and with acquire semantics, to memory of the caller's own:
 * one way through JNI in place of five.
 */
static void JNICALL wsplab__load_overlapped(JNIEnv *env, jclass type, jlong address, jlong to) {
    (void)type;
    uint64_t *words = (uint64_t *)(uintptr_t)to;
    wsplab_error error = wsplab_guard_load_word_acquire((uint64_t)address, &words[0]);
    for (int i = 1; error == WSPLAB_OK && i < 4; i++) {
        error = wsplab_guard_load64((uint64_t)address + 8 * (uint64_t)i, &words[i]);
    }
    if (error != WSPLAB_OK) {
        wsplab__throw_fault(env, address);
    }
}

static bool wsplab__can_be_read(uint64_t address) {
    char byte;
    return wsplab_guard_copy((uint64_t)(uintptr_t)&byte, address, 1) == WSPLAB_OK;
}

/* A byte of each page, the last first: mostly that is where a range leaves what is mapped. */
static void JNICALL wsplab__touch(JNIEnv *env, jclass type, jlong address, jlong length) {
    (void)type;
    uint64_t first = (uint64_t)address, last = first + (uint64_t)length - 1, at = first;
    bool good = length == 0 || (last >= first && wsplab__can_be_read(last));
    while (good && length != 0 && at < last) {
        good = wsplab__can_be_read(at);
        uint64_t next = (at & ~(PAGE - 1)) + PAGE;
        at = next > at ? next : last;
    }
    if (!good)
        wsplab__throw_fault(env, address);
}

static void JNICALL wsplab__copy(JNIEnv *env, jclass type, jlong destination, jlong source, jlong length) {
    (void)type;
    if (wsplab_guard_copy((uint64_t)destination, (uint64_t)source, (uint64_t)length) != WSPLAB_OK) {
        wsplab__throw_fault(env, destination);
    }
}

/* Through a buffer of its own: an array that is pinned must not be held across a fault and its exception. */
static void JNICALL wsplab__read(JNIEnv *env, jclass type, jlong source, jbyteArray array, jint offset, jint length) {
    (void)type;
    jbyte chunk[CHUNK];
    for (jint done = 0; done < length;) {
        jint part = length - done < CHUNK ? length - done : CHUNK;
        if (wsplab_guard_copy((uint64_t)(uintptr_t)chunk, (uint64_t)(source + done), (uint64_t)part) != WSPLAB_OK) {
            wsplab__throw_fault(env, source);
            return;
        }
        (*env)->SetByteArrayRegion(env, array, offset + done, part, chunk);
        if ((*env)->ExceptionCheck(env)) {
            return;
        }
        done += part;
    }
}

static void JNICALL wsplab__write(JNIEnv *env, jclass type, jbyteArray array, jint offset, jint length,
                                  jlong destination) {
    (void)type;
    jbyte chunk[CHUNK];
    for (jint done = 0; done < length;) {
        jint part = length - done < CHUNK ? length - done : CHUNK;
        (*env)->GetByteArrayRegion(env, array, offset + done, part, chunk);
        if ((*env)->ExceptionCheck(env)) {
            return;
        }
        if (wsplab_guard_copy((uint64_t)(destination + done), (uint64_t)(uintptr_t)chunk, (uint64_t)part) !=
            WSPLAB_OK) {
            wsplab__throw_fault(env, destination);
            return;
        }
        done += part;
    }
}

static jlong JNICALL wsplab__allocate(JNIEnv *env, jclass type, jlong size) {
    (void)env;
    (void)type;
    return (jlong)(uintptr_t)calloc(1, (size_t)size);
}

static void JNICALL wsplab__free(JNIEnv *env, jclass type, jlong address) {
    (void)env;
    (void)type;
    free((void *)(uintptr_t)address);
}

const JNINativeMethod wsplab__memory_natives[] = {
    {"loadInt", "(J)I", (void *)wsplab__load_int},
    {"loadLong", "(J)J", (void *)wsplab__load_long},
    {"loadWordAcquire", "(J)J", (void *)wsplab__load_word_acquire},
    {"storeInt", "(JI)V", (void *)wsplab__store_int},
    {"storeLong", "(JJ)V", (void *)wsplab__store_long},
    {"publish", "(JJI)V", (void *)wsplab__publish},
    {"loadOverlapped", "(JJ)V", (void *)wsplab__load_overlapped},
    {"touch", "(JJ)V", (void *)wsplab__touch},
    {"copy", "(JJJ)V", (void *)wsplab__copy},
    {"read", "(J[BII)V", (void *)wsplab__read},
    {"write", "([BIIJ)V", (void *)wsplab__write},
    {"allocate", "(J)J", (void *)wsplab__allocate},
    {"free", "(J)V", (void *)wsplab__free},
};
const jint wsplab__memory_natives_count = sizeof wsplab__memory_natives / sizeof wsplab__memory_natives[0];
