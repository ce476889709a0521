/* attach_win32.c - see attach.h. */
#include "attach.h"

#include <stdio.h>

#include "boundary.h"
#include "windows_win32.h"

/* For threads that end elsewhere: a fiber's value is cleared in the thread that ends. */
static INIT_ONCE wsplab__attach_once = INIT_ONCE_STATIC_INIT;
static DWORD wsplab__attach_slot = FLS_OUT_OF_INDEXES;

static void WINAPI wsplab__detach(void *vm) {
    if (vm != NULL)
        (*(JavaVM *)vm)->DetachCurrentThread(vm);
}

static BOOL CALLBACK wsplab__make_attach_slot(INIT_ONCE *once, void *parameter, void **context) {
    (void)once;
    (void)parameter;
    (void)context;
    wsplab__attach_slot = FlsAlloc(wsplab__detach);
    return TRUE;
}

typedef HRESULT(WINAPI *wsplab__description)(HANDLE thread, wchar_t **text_out);

/* The name that the module has given it, where the system keeps names, so that reports tell its threads apart. */
static void wsplab__thread_name(char *name, size_t capacity) {
    char own[64] = "";
    wchar_t *text = NULL;
    wsplab__description description =
        (wsplab__description)(uintptr_t)GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "GetThreadDescription");
    if (description != NULL && SUCCEEDED(description(GetCurrentThread(), &text)) && text != NULL) {
        if (WideCharToMultiByte(CP_UTF8, 0, text, -1, own, sizeof own, NULL, NULL) == 0)
            own[0] = 0; /* too long */
        LocalFree(text);
    }
    snprintf(name, capacity, "native %s %#lx", own, (unsigned long)GetCurrentThreadId());
}

JNIEnv *wsplab_attach(JavaVM *vm) {
    void *env = NULL;
    if ((*vm)->GetEnv(vm, &env, JNI_VERSION_1_8) == JNI_OK)
        return env;
    InitOnceExecuteOnce(&wsplab__attach_once, wsplab__make_attach_slot, NULL, NULL);
    if (wsplab__attach_slot == FLS_OUT_OF_INDEXES || !FlsSetValue(wsplab__attach_slot, vm))
        return NULL;
    char name[96];
    wsplab__thread_name(name, sizeof name);
    JavaVMAttachArgs arguments = {.version = JNI_VERSION_1_8, .name = name};
    if ((*vm)->AttachCurrentThreadAsDaemon(vm, &env, &arguments) == JNI_OK)
        return env;
    FlsSetValue(wsplab__attach_slot, NULL);
    return NULL;
}

void wsplab_thread_leaves_java(void) {
    void *vm = wsplab__attach_slot == FLS_OUT_OF_INDEXES ? NULL : FlsGetValue(wsplab__attach_slot);
    if (vm == NULL)
        return;
    FlsSetValue(wsplab__attach_slot, NULL);
    wsplab__detach(vm);
}

int wsplab_cancel_hold(void) {
    return 0;
}

void wsplab_cancel_allow(int before) {
    (void)before;
}

void wsplab_thread_exit(uint32_t code) {
    wsplab_boundary_end_thread(code);
    wsplab_thread_leaves_java();
    ExitThread(code);
}
