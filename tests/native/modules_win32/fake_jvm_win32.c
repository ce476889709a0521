/* fake_jvm_win32.c - a jvm.dll that makes no JVM: its failure says how many options it was given. */
#include <jni.h>

__declspec(dllexport) jint JNICALL JNI_CreateJavaVM(JavaVM **vm, void **env, void *arguments) {
    (void)vm;
    (void)env;
    return -((const JavaVMInitArgs *)arguments)->nOptions;
}
