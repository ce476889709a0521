/* jni_md.h - what jni.h needs to know of Windows, for building on a machine whose JDK is another system's. */
#ifndef WSPLAB_JNI_MD_WIN32_H
#define WSPLAB_JNI_MD_WIN32_H

#define JNIEXPORT __declspec(dllexport)
#define JNIIMPORT __declspec(dllimport)
#define JNICALL __stdcall

typedef signed char jbyte;
typedef long jint;
typedef long long jlong;

#endif
