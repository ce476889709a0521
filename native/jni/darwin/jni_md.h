/* jni_md.h - what jni.h needs to know of macOS, for building on a machine whose JDK is another system's. */
#ifndef WSPLAB_JNI_MD_DARWIN_H
#define WSPLAB_JNI_MD_DARWIN_H

#define JNIEXPORT __attribute__((visibility("default")))
#define JNIIMPORT __attribute__((visibility("default")))
#define JNICALL

typedef signed char jbyte;
typedef int jint;
#if defined(_LP64)
typedef long jlong;
#else
typedef long long jlong;
#endif

#endif
