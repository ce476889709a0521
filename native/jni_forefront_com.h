/* jni_forefront_com.h - the natives for filters in C++, registered with those for files. */
#ifndef WSPLAB_JNI_FOREFRONT_COM_H
#define WSPLAB_JNI_FOREFRONT_COM_H

#include "jni_glue.h"

extern const JNINativeMethod wsplab__forefront_com_natives[];
extern const jint wsplab__forefront_com_natives_count;

#endif
