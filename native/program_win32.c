/*
 * program_win32.c - the half of program.h in the process of a program that was started by program_start_win32.c: makes the
 * JVM before the program begins, redirects the program, and tells Java of its end.
 */
#include "program_win32.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "alloc.h"
#include "attach.h"
#include "boundary.h"
#include "module_win32.h"

#define WSPLAB__OPTIONS 64
#define WSPLAB__TEXT 32768

/* The process has one program. Written before it begins, and read only from then on, but for the thread that ends it. */
static struct {
    JavaVM *vm;
    struct wsplab_module module;
    jobject end;
    jmethodID apply;
    LPTHREAD_START_ROUTINE entry;
    LONG ending; /* number of the thread that is ending the process */
    LONG vm_ends;
} wsplab__program;

/* ---- its end --------------------------------------------------------------------------------------------------------- */

static UINT wsplab__ended(UINT code) {
    JNIEnv *env = wsplab_attach(wsplab__program.vm);
    if (env == NULL)
        return code;
    jvalue status = {.i = (jint)code};
    jint told = (*env)->CallIntMethodA(env, wsplab__program.end, wsplab__program.apply, &status);
    if ((*env)->ExceptionCheck(env)) {
        (*env)->ExceptionDescribe(env);
        told = (jint)code;
    }
    wsplab_thread_leaves_java(); /* as long as there are other threads, for whom that may have to wait */
    return (UINT)told;
}

/* In place of kernel32's. Java cannot be asked when it is Java that ends the process, or when it is being asked already. */
static void WINAPI wsplab__exit_process(UINT code) {
    LONG me = (LONG)GetCurrentThreadId(), first = InterlockedCompareExchange(&wsplab__program.ending, me, 0);
    bool vm_ends = InterlockedCompareExchange(&wsplab__program.vm_ends, 0, 0) != 0;
    while (first != 0 && first != me && !vm_ends)
        Sleep(INFINITE); /* the other thread ends the process, and this one with it */
    if (first == 0 && !vm_ends && wsplab__program.apply != NULL)
        code = wsplab__ended(code);
    ExitProcess(code);
}

static void JNICALL wsplab__vm_exits(jint code) {
    InterlockedExchange(&wsplab__program.vm_ends, 1);
    ExitProcess((UINT)code);
}

static void JNICALL wsplab__vm_aborts(void) {
    InterlockedExchange(&wsplab__program.vm_ends, 1);
}

/* Threads of Java's keep the process: what the program's first function returns is its status. */
static DWORD WINAPI wsplab__main(void *argument) {
    wsplab_boundary_enter(wsplab__program.module.set);
    DWORD status = wsplab__program.entry(argument);
    wsplab__exit_process(status);
    return status;
}

/* ---- the JVM --------------------------------------------------------------------------------------------------------- */

struct wsplab__settings {
    const char *at, *end;
};

/* NULL after the last. The block ends with a zero: wsplab_program_start's caller sees to it. */
static const char *wsplab__next(struct wsplab__settings *settings) {
    if (settings->at >= settings->end)
        return NULL;
    const char *text = settings->at;
    settings->at += strnlen(text, (size_t)(settings->end - text)) + 1;
    return text;
}

static wsplab_error wsplab__say(struct wsplab_module_why *why, const char *what, DWORD error) {
    snprintf(why->text, sizeof why->text, "%s failed with %lu", what, (unsigned long)error);
    return error != 0 ? (wsplab_error)error : WSPLAB_E_NOT_SUPPORTED;
}

static wsplab_error wsplab__no_memory(struct wsplab_module_why *why) {
    snprintf(why->text, sizeof why->text, "memory is short");
    return WSPLAB_E_NOT_ENOUGH_MEMORY;
}

/*
 * Java's libraries look for each other by name, in the folder of java.exe: while no code of the program runs yet, that is
 * where the system looks, too. NULL when memory is short; what was before is to be put back with SetDllDirectory.
 */
static wchar_t *wsplab__search_beside(const wchar_t *jvm) {
    wchar_t *before = wsplab_alloc(WSPLAB__TEXT * sizeof *before), folder[MAX_PATH];
    if (before == NULL)
        return NULL;
    before[0] = 0;
    GetDllDirectoryW(WSPLAB__TEXT, before);
    wcscpy(folder, jvm);
    for (int up = 0; up < 2; up++) {
        wchar_t *last = wcsrchr(folder, L'\\');
        if (last != NULL)
            *last = 0;
    }
    SetDllDirectoryW(folder);
    return before;
}

typedef jint(JNICALL *wsplab__create_vm)(JavaVM **vm, void **env, void *arguments);

static wsplab_error wsplab__find_vm(const wchar_t *path, wsplab__create_vm *create_out, struct wsplab_module_why *why) {
    HMODULE library = LoadLibraryExW(path, NULL, LOAD_WITH_ALTERED_SEARCH_PATH);
    if (library == NULL)
        return wsplab__say(why, "to load jvm.dll", GetLastError());
    *create_out = (wsplab__create_vm)(uintptr_t)GetProcAddress(library, "JNI_CreateJavaVM");
    return *create_out != NULL ? WSPLAB_OK : wsplab__say(why, "to find JNI_CreateJavaVM", GetLastError());
}

/* The JVM reads its options in the system's own 8-bit encoding. What it keeps of them is copied by it. */
static char *wsplab__narrow(const char *utf8) {
    wchar_t *wide = wsplab_alloc(WSPLAB__TEXT * sizeof *wide);
    char *text = wsplab_alloc(2 * WSPLAB__TEXT);
    if (wide == NULL || text == NULL || MultiByteToWideChar(CP_UTF8, 0, utf8, -1, wide, WSPLAB__TEXT) == 0 ||
        WideCharToMultiByte(CP_ACP, 0, wide, -1, text, 2 * WSPLAB__TEXT, NULL, NULL) == 0) {
        wsplab_free(text);
        text = NULL;
    }
    wsplab_free(wide);
    return text;
}

static wsplab_error wsplab__make_vm(wsplab__create_vm create, struct wsplab__settings *settings, JNIEnv **env_out,
                                    struct wsplab_module_why *why) {
    JavaVMOption options[WSPLAB__OPTIONS] = {
        {"exit", (void *)(uintptr_t)&wsplab__vm_exits},
        {"abort", (void *)(uintptr_t)&wsplab__vm_aborts},
    };
    JavaVMInitArgs arguments = {.version = JNI_VERSION_1_8, .options = options, .nOptions = 2};
    wsplab_error error = WSPLAB_OK;
    for (const char *text = wsplab__next(settings); error == WSPLAB_OK && text != NULL && *text != 0;
         text = wsplab__next(settings)) {
        if (arguments.nOptions == WSPLAB__OPTIONS) {
            snprintf(why->text, sizeof why->text, "it has more options than %d", WSPLAB__OPTIONS - 2);
            error = WSPLAB_E_NOT_SUPPORTED;
            break;
        }
        char *option = wsplab__narrow(text);
        if (option != NULL)
            options[arguments.nOptions++].optionString = option;
        else
            error = wsplab__no_memory(why);
    }
    if (error == WSPLAB_OK) {
        jint result = create(&wsplab__program.vm, (void **)env_out, &arguments);
        if (result != JNI_OK)
            error = wsplab__say(why, "JNI_CreateJavaVM", (DWORD)-result);
    }
    for (jint i = 2; i < arguments.nOptions; i++)
        wsplab_free(options[i].optionString);
    return error;
}

static jstring wsplab__java_text(JNIEnv *env, const char *utf8) {
    wchar_t *wide = wsplab_alloc(WSPLAB__TEXT * sizeof *wide);
    int length = wide == NULL ? 0 : MultiByteToWideChar(CP_UTF8, 0, utf8, -1, wide, WSPLAB__TEXT);
    jstring text = length == 0 ? NULL : (*env)->NewString(env, (const jchar *)wide, length - 1);
    wsplab_free(wide);
    return text;
}

static uint32_t wsplab__count(struct wsplab__settings settings) {
    uint32_t count = 0;
    while (wsplab__next(&settings) != NULL)
        count++;
    return count;
}

static wsplab_error wsplab__call_begin(JNIEnv *env, const char *name, struct wsplab__settings *settings,
                                       struct wsplab_program_orders *orders) {
    jclass type = (*env)->FindClass(env, name);
    jmethodID begin = type == NULL ? NULL : (*env)->GetStaticMethodID(env, type, "begin", "([Ljava/lang/String;)I");
    jclass string = begin == NULL ? NULL : (*env)->FindClass(env, "java/lang/String");
    jsize count = (jsize)wsplab__count(*settings);
    jobjectArray arguments = string == NULL ? NULL : (*env)->NewObjectArray(env, count, string, NULL);
    for (jsize i = 0; arguments != NULL && i < count; i++) {
        jstring text = wsplab__java_text(env, wsplab__next(settings));
        if (text == NULL)
            return wsplab__no_memory(&orders->why);
        (*env)->SetObjectArrayElement(env, arguments, i, text);
    }
    if (arguments != NULL)
        orders->status = (uint32_t)(*env)->CallStaticIntMethod(env, type, begin, arguments);
    if (!(*env)->ExceptionCheck(env))
        return WSPLAB_OK;
    (*env)->ExceptionDescribe(env);
    snprintf(orders->why.text, sizeof orders->why.text, "the preparation in Java failed: %.200s", name);
    return WSPLAB_E_NOT_SUPPORTED;
}

static wsplab_error wsplab__begin_with(const wchar_t *jvm, struct wsplab__settings *settings,
                                       struct wsplab_program_orders *orders) {
    const char *name = wsplab__next(settings);
    wsplab__create_vm create = NULL;
    JNIEnv *env = NULL;
    if (name == NULL)
        return wsplab__say(&orders->why, "to read the name of the class", ERROR_INVALID_PARAMETER);
    wsplab_error error = wsplab__find_vm(jvm, &create, &orders->why);
    if (error == WSPLAB_OK)
        error = wsplab__make_vm(create, settings, &env, &orders->why);
    if (error == WSPLAB_OK) {
        error = wsplab__call_begin(env, name, settings, orders);
        (*wsplab__program.vm)->DetachCurrentThread(wsplab__program.vm);
    }
    return error;
}

static wsplab_error wsplab__begin(struct wsplab_program_orders *orders) {
    const char *first = (const char *)(orders + 1);
    struct wsplab__settings settings = {.at = first, .end = first + orders->size};
    const char *library = wsplab__next(&settings);
    wchar_t jvm[MAX_PATH];
    if (library == NULL || MultiByteToWideChar(CP_UTF8, 0, library, -1, jvm, MAX_PATH) == 0)
        return wsplab__say(&orders->why, "to read the path of jvm.dll", ERROR_BAD_PATHNAME);
    wchar_t *before = wsplab__search_beside(jvm);
    if (before == NULL)
        return wsplab__no_memory(&orders->why);
    wsplab_error error = wsplab__begin_with(jvm, &settings, orders);
    SetDllDirectoryW(before[0] == 0 ? NULL : before);
    wsplab_free(before);
    return error;
}

/* The program's headers are those that the loader has read. */
DWORD WINAPI wsplab_program_begin(void *memory) {
    struct wsplab_program_orders *orders = memory;
    const unsigned char *base = (const unsigned char *)GetModuleHandleW(NULL);
    const IMAGE_NT_HEADERS *headers = (const IMAGE_NT_HEADERS *)(base + ((const IMAGE_DOS_HEADER *)base)->e_lfanew);
    orders->entry = (uintptr_t)base + headers->OptionalHeader.AddressOfEntryPoint;
    orders->main = (uintptr_t)&wsplab__main;
    wsplab__program.entry = (LPTHREAD_START_ROUTINE)(uintptr_t)orders->entry;
    orders->error = wsplab__begin(orders);
    if (orders->error == WSPLAB_OK && orders->status == 0 && wsplab__program.apply == NULL) {
        snprintf(orders->why.text, sizeof orders->why.text, "nobody has adopted it");
        orders->error = WSPLAB_E_NOT_SUPPORTED;
    }
    return 0;
}

/* ---- its imports ----------------------------------------------------------------------------------------------------- */

static const char *const wsplab__ending_libraries[] = {"kernel32.dll", "kernelbase.dll", "api-ms-win-core-*", NULL};

static const struct wsplab_redirect_row wsplab__ending = {wsplab__ending_libraries, "ExitProcess",
                                                          (void *)(uintptr_t)&wsplab__exit_process};

static bool wsplab__is_windows_own(const wchar_t *folder, uint32_t length) {
    wchar_t own[2][MAX_PATH];
    UINT lengths[] = {GetSystemDirectoryW(own[0], MAX_PATH), GetWindowsDirectoryW(own[1], MAX_PATH)};
    for (int i = 0; i < 2; i++) {
        if (lengths[i] + 1 == length &&
            CompareStringOrdinal(folder, (int)lengths[i], own[i], (int)lengths[i], TRUE) == CSTR_EQUAL)
            return true;
    }
    return false;
}

/* Its folder; but where the system's own libraries lie, the program alone. */
static wsplab_error wsplab__find_place(struct wsplab_module *module, struct wsplab_module_why *why) {
    module->path = wsplab_alloc(WSPLAB__TEXT * sizeof *module->path);
    if (module->path == NULL)
        return wsplab__no_memory(why);
    DWORD length = GetModuleFileNameW(NULL, module->path, WSPLAB__TEXT);
    const wchar_t *last = length == 0 || length == WSPLAB__TEXT ? NULL : wcsrchr(module->path, L'\\');
    if (last == NULL)
        return wsplab__say(why, "GetModuleFileName", GetLastError());
    module->folder_length = (uint32_t)(last - module->path) + 1;
    module->handle = GetModuleHandleW(NULL);
    return WSPLAB_OK;
}

static wsplab_error wsplab__redirect(struct wsplab_module *module, struct wsplab_module_why *why) {
    uint32_t count = 0;
    bool alone = wsplab__is_windows_own(module->path, module->folder_length);
    wchar_t *end = module->path + module->folder_length, after = *end;
    module->rows = wsplab_module_rows(module->set, 1, &count);
    if (module->rows == NULL)
        return wsplab__no_memory(why);
    module->rows[count] = wsplab__ending;
    *end = alone ? after : 0;
    wsplab_error error = wsplab_redirect_begin(module->path, module->rows, count + 1, &module->redirect);
    *end = after;
    if (error != WSPLAB_OK)
        return wsplab__say(why, "to have loaded modules reported", error);
    wsplab_redirect_loaded(module->redirect, false);
    error = wsplab_redirect_error(module->redirect);
    return error == WSPLAB_OK ? WSPLAB_OK : wsplab__say(why, "to redirect its imports", error);
}

/* The C libraries end the process for the program. The name is that of no module. */
static wsplab_error wsplab__watch_end(struct wsplab_module_why *why) {
    struct wsplab_redirect *endings = NULL;
    wsplab_error error = wsplab_redirect_begin(L"?", &wsplab__ending, 1, &endings);
    if (error == WSPLAB_OK) {
        wsplab_redirect_loaded(endings, true);
        error = wsplab_redirect_error(endings);
        wsplab_redirect_end(endings);
    }
    return error == WSPLAB_OK ? WSPLAB_OK : wsplab__say(why, "to be told of its end", error);
}

wsplab_error wsplab_program_adopt(JNIEnv *env, struct wsplab_set *set, jobject end, struct wsplab_module_why *why_out) {
    struct wsplab_module *module = &wsplab__program.module;
    if (wsplab__program.vm == NULL) {
        snprintf(why_out->text, sizeof why_out->text, "this process is no program that was started for it");
        return WSPLAB_E_NOT_SUPPORTED;
    }
    if (wsplab__program.end != NULL) {
        snprintf(why_out->text, sizeof why_out->text, "the program has an environment already");
        return WSPLAB_E_BUSY;
    }
    jclass type = (*env)->GetObjectClass(env, end);
    jmethodID apply = (*env)->GetMethodID(env, type, "applyAsInt", "(I)I");
    wsplab__program.end = apply == NULL ? NULL : (*env)->NewGlobalRef(env, end);
    if (wsplab__program.end == NULL)
        return wsplab__no_memory(why_out);
    module->set = set;
    set->module = module;
    wsplab_error error = wsplab__find_place(module, why_out);
    if (error == WSPLAB_OK)
        error = wsplab__redirect(module, why_out);
    if (error == WSPLAB_OK)
        error = wsplab__watch_end(why_out);
    if (error == WSPLAB_OK)
        wsplab__program.apply = apply;
    return error;
}

/* A program's end is told to wsplab_program_adopt's. */
wsplab_error wsplab_exit_watch_begin(JNIEnv *env, jobject end, struct wsplab_exit_watch **watch_out) {
    (void)env;
    (void)end;
    (void)watch_out;
    return WSPLAB_E_NOT_SUPPORTED;
}

void wsplab_exit_watch_end(JNIEnv *env, struct wsplab_exit_watch *watch) {
    (void)env;
    (void)watch;
}
