/*
 * program_start_win32.c - the half of program.h that starts a program: suspended, so that none of it has run when this
 * library is loaded into its process and the JVM is made there. Its first thread then begins in this library, which calls
 * the program's own first function.
 */
#include <stdio.h>
#include <string.h>
#include <wchar.h>

#include "alloc.h"
#include "program_win32.h"

#include <tlhelp32.h>

#define WSPLAB__JAVA_STACK (8u << 20)
#define WSPLAB__END_MS 10000 /* what the system may take to end a process */

struct wsplab__start {
    PROCESS_INFORMATION of;
    char *remote;       /* a struct wsplab_program_orders in the program's memory, the settings behind it */
    uintptr_t our_base; /* of this library in this process */
    uintptr_t base;     /* and in the program's */
    struct wsplab_program_orders orders;
    struct wsplab_module_why *why;
};

static wsplab_error wsplab__failed(struct wsplab__start *start, const char *what) {
    DWORD error = GetLastError();
    snprintf(start->why->text, sizeof start->why->text, "%s failed with %lu", what, (unsigned long)error);
    return error != 0 ? (wsplab_error)error : WSPLAB_E_NOT_SUPPORTED;
}

static wchar_t *wsplab__wide(const char *utf8) {
    int room = MultiByteToWideChar(CP_UTF8, 0, utf8, -1, NULL, 0);
    wchar_t *text = room == 0 ? NULL : wsplab_alloc((size_t)room * sizeof *text);
    if (text != NULL)
        MultiByteToWideChar(CP_UTF8, 0, utf8, -1, text, room);
    return text;
}

/* ---- the process ----------------------------------------------------------------------------------------------------- */

/* A copy that the program inherits; what cannot be copied, as in a process without a console, it does without. */
static HANDLE wsplab__inherited(DWORD which) {
    HANDLE own = GetStdHandle(which), copy = NULL;
    if (own == NULL || own == INVALID_HANDLE_VALUE ||
        !DuplicateHandle(GetCurrentProcess(), own, GetCurrentProcess(), &copy, 0, TRUE, DUPLICATE_SAME_ACCESS))
        return NULL;
    return copy;
}

static void wsplab__close(HANDLE handle) {
    if (handle != NULL)
        CloseHandle(handle);
}

static wsplab_error wsplab__create(struct wsplab__start *start, const wchar_t *path, wchar_t *command_line) {
    STARTUPINFOW info = {
        .cb = sizeof info,
        .dwFlags = STARTF_USESTDHANDLES,
        .hStdInput = wsplab__inherited(STD_INPUT_HANDLE),
        .hStdOutput = wsplab__inherited(STD_OUTPUT_HANDLE),
        .hStdError = wsplab__inherited(STD_ERROR_HANDLE),
    };
    wsplab_error error = WSPLAB_OK;
    if (!CreateProcessW(path, command_line, NULL, NULL, TRUE, CREATE_SUSPENDED, NULL, NULL, &info, &start->of))
        error = wsplab__failed(start, "CreateProcess");
    wsplab__close(info.hStdInput);
    wsplab__close(info.hStdOutput);
    wsplab__close(info.hStdError);
    return error;
}

/* ---- calls in the program's process ------------------------------------------------------------------------------------ */

/* What the thread returns: 32 bits. The process may end meanwhile. */
static wsplab_error wsplab__call(struct wsplab__start *start, const char *what, uintptr_t function, void *argument,
                                 DWORD *result_out) {
    HANDLE thread = CreateRemoteThread(start->of.hProcess, NULL, WSPLAB__JAVA_STACK, (LPTHREAD_START_ROUTINE)function,
                                       argument, STACK_SIZE_PARAM_IS_A_RESERVATION, NULL);
    if (thread == NULL)
        return wsplab__failed(start, what);
    HANDLE either[] = {start->of.hProcess, thread};
    DWORD first = WaitForMultipleObjects(2, either, FALSE, INFINITE);
    wsplab_error error = WSPLAB_OK;
    if (first != WAIT_OBJECT_0 + 1) {
        snprintf(start->why->text, sizeof start->why->text, "its process ended in %s", what);
        error = WSPLAB_E_BUSY;
    } else if (!GetExitCodeThread(thread, result_out)) {
        error = wsplab__failed(start, what);
    }
    CloseHandle(thread);
    return error;
}

static wsplab_error wsplab__put(struct wsplab__start *start, void *to, const void *bytes, size_t count) {
    return WriteProcessMemory(start->of.hProcess, to, bytes, count, NULL) ? WSPLAB_OK
                                                                          : wsplab__failed(start, "WriteProcessMemory");
}

/* Where this library lies in the program: the loader may have chosen another place than here. */
static wsplab_error wsplab__find_base(struct wsplab__start *start, const wchar_t *library) {
    MODULEENTRY32W entry = {.dwSize = sizeof entry};
    HANDLE modules = CreateToolhelp32Snapshot(TH32CS_SNAPMODULE, start->of.dwProcessId);
    if (modules == INVALID_HANDLE_VALUE)
        return wsplab__failed(start, "CreateToolhelp32Snapshot");
    for (BOOL more = Module32FirstW(modules, &entry); more && start->base == 0; more = Module32NextW(modules, &entry)) {
        if (CompareStringOrdinal(entry.szExePath, -1, library, -1, TRUE) == CSTR_EQUAL)
            start->base = (uintptr_t)entry.modBaseAddr;
    }
    CloseHandle(modules);
    if (start->base != 0)
        return WSPLAB_OK;
    SetLastError(ERROR_MOD_NOT_FOUND);
    return wsplab__failed(start, "to load wsplab-shim.dll into its process");
}

/* The loader makes the process ready in the first thread that runs in it, whichever that is. kernel32 lies alike in all. */
static wsplab_error wsplab__load_us(struct wsplab__start *start) {
    wchar_t library[MAX_PATH];
    HMODULE us = NULL;
    DWORD loaded = 0;
    GetModuleHandleExW(GET_MODULE_HANDLE_EX_FLAG_FROM_ADDRESS | GET_MODULE_HANDLE_EX_FLAG_UNCHANGED_REFCOUNT,
                       (LPCWSTR)(uintptr_t)&wsplab_program_begin, &us);
    DWORD length = GetModuleFileNameW(us, library, MAX_PATH);
    if (length == 0 || length == MAX_PATH)
        return wsplab__failed(start, "GetModuleFileName");
    start->our_base = (uintptr_t)us;
    uintptr_t load = (uintptr_t)GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "LoadLibraryW");
    wsplab_error error = wsplab__put(start, start->remote, library, (length + 1) * sizeof *library);
    if (error == WSPLAB_OK)
        error = wsplab__call(start, "LoadLibrary", load, start->remote, &loaded);
    return error == WSPLAB_OK ? wsplab__find_base(start, library) : error;
}

/* ---- its beginning --------------------------------------------------------------------------------------------------- */

/* The first thread has not run: it stands where the system calls the program's first function. */
static wsplab_error wsplab__turn_first_thread(struct wsplab__start *start) {
    CONTEXT context = {.ContextFlags = CONTEXT_INTEGER};
    if (!GetThreadContext(start->of.hThread, &context))
        return wsplab__failed(start, "GetThreadContext");
#if defined(__x86_64__)
    if (context.Rcx != start->orders.entry) {
        snprintf(start->why->text, sizeof start->why->text, "its first thread does not begin at its entry point");
        return WSPLAB_E_NOT_SUPPORTED;
    }
    context.Rcx = start->orders.main;
    return SetThreadContext(start->of.hThread, &context) ? WSPLAB_OK : wsplab__failed(start, "SetThreadContext");
#else
    snprintf(start->why->text, sizeof start->why->text, "programs for this processor are not run");
    return WSPLAB_E_NOT_SUPPORTED;
#endif
}

static wsplab_error wsplab__prepare(struct wsplab__start *start, const char *settings, uint32_t size,
                                    struct wsplab_program *program) {
    DWORD result = 0;
    start->orders.size = size;
    wsplab_error error = wsplab__put(start, start->remote, &start->orders, sizeof start->orders);
    if (error == WSPLAB_OK)
        error = wsplab__put(start, start->remote + sizeof start->orders, settings, size);
    if (error == WSPLAB_OK) {
        uintptr_t begin = start->base + ((uintptr_t)&wsplab_program_begin - start->our_base);
        error = wsplab__call(start, "its preparation", begin, start->remote, &result);
    }
    if (error != WSPLAB_OK)
        return error;
    if (!ReadProcessMemory(start->of.hProcess, start->remote, &start->orders, sizeof start->orders, NULL))
        return wsplab__failed(start, "ReadProcessMemory");
    program->refused = start->orders.status;
    *start->why = start->orders.why;
    return start->orders.error;
}

static wsplab_error wsplab__run(struct wsplab__start *start, const char *settings, uint32_t size,
                                struct wsplab_program *program) {
    size_t room = sizeof start->orders + size + MAX_PATH * sizeof(wchar_t);
    start->remote = VirtualAllocEx(start->of.hProcess, NULL, room, MEM_COMMIT | MEM_RESERVE, PAGE_READWRITE);
    if (start->remote == NULL)
        return wsplab__failed(start, "VirtualAllocEx");
    wsplab_error error = wsplab__load_us(start);
    if (error == WSPLAB_OK)
        error = wsplab__prepare(start, settings, size, program);
    if (error == WSPLAB_OK && program->refused == 0)
        error = wsplab__turn_first_thread(start);
    if (error == WSPLAB_OK && program->refused == 0 && ResumeThread(start->of.hThread) == (DWORD)-1)
        error = wsplab__failed(start, "ResumeThread");
    return error;
}

wsplab_error wsplab_program_start(const char *path, const char *command_line, const char *settings, uint32_t size,
                                  struct wsplab_program *program_out, struct wsplab_module_why *why_out) {
    struct wsplab__start start = {.why = why_out};
    wchar_t *wide_path = wsplab__wide(path), *wide_line = wsplab__wide(command_line);
    wsplab_error error = WSPLAB_E_NOT_ENOUGH_MEMORY;
    DWORD kind = 0;
    *program_out = (struct wsplab_program){.process = 0};
    snprintf(why_out->text, sizeof why_out->text, "memory is short");
    if (wide_path != NULL && wide_line != NULL) {
        if (!GetBinaryTypeW(wide_path, &kind) || kind != SCS_64BIT_BINARY) {
            snprintf(why_out->text, sizeof why_out->text, "it is no program of Windows for 64 bits");
            error = WSPLAB_E_BAD_EXE_FORMAT;
        } else {
            error = wsplab__create(&start, wide_path, wide_line);
        }
    }
    wsplab_free(wide_path);
    wsplab_free(wide_line);
    if (error != WSPLAB_OK)
        return error;
    error = wsplab__run(&start, settings, size, program_out);
    if (error != WSPLAB_OK || program_out->refused != 0) {
        TerminateProcess(start.of.hProcess, 1);
        CloseHandle(start.of.hProcess);
    } else {
        program_out->process = (uintptr_t)start.of.hProcess;
        program_out->id = start.of.dwProcessId;
    }
    CloseHandle(start.of.hThread);
    return error;
}

uint32_t wsplab_program_status(uint64_t process) {
    HANDLE handle = (HANDLE)(uintptr_t)process;
    DWORD status = STILL_ACTIVE;
    if (WaitForSingleObject(handle, 0) == WAIT_TIMEOUT)
        return STILL_ACTIVE;
    GetExitCodeProcess(handle, &status);
    CloseHandle(handle);
    return status;
}

void wsplab_program_kill(uint64_t process) {
    HANDLE handle = (HANDLE)(uintptr_t)process;
    TerminateProcess(handle, 1);
    WaitForSingleObject(handle, WSPLAB__END_MS);
    CloseHandle(handle);
}
