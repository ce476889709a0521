/*
 * upcalls.c - beside through.c: calls every member of the table of upcalls that the layer was given, and threads of its own
 * that end in different ways around such a call. Each function is called by a test.
 */
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "through.h"

#if !defined(_WIN32)
#include <pthread.h>
#endif

#define CONTEXT 0x5EED
#define WRONG_HANDLE 0x10

/* ---- all fifteen ----------------------------------------------------------------------------------------------------- */

#define BIT(name) ((uint32_t)1 << (offsetof(WSPUPCALLTABLE, name) / sizeof(void *)))

static uint32_t right; /* which members have done what theirs is to do, by their places in the table */
static const WSPUPCALLTABLE *up;

static void is_right(uint32_t member, BOOL all_of_it) {
    if (all_of_it) {
        right |= member;
    }
}

static BOOL is_signalled(WSAEVENT event) {
    return WaitForSingleObject(event, 0) == WAIT_OBJECT_0;
}

static void events(void) {
    int error = 0;
    WSAEVENT event = up->lpWPUCreateEvent(&error);
    is_right(BIT(lpWPUCreateEvent), event != NULL && !is_signalled(event));
    is_right(BIT(lpWPUSetEvent), up->lpWPUSetEvent(event, &error) && is_signalled(event));
    is_right(BIT(lpWPUResetEvent), up->lpWPUResetEvent(event, &error) && !is_signalled(event));
    BOOL closed = up->lpWPUCloseEvent(event, &error) && error == 0;
    BOOL again = up->lpWPUCloseEvent(event, &error);
    is_right(BIT(lpWPUCloseEvent), closed && !again && error == WSA_INVALID_HANDLE);
}

/* The system handle goes on to be that of the layer that has it. */
static void handles(SOCKET system, DWORD owner) {
    int error = 0;
    DWORD_PTR context = 0;
    SOCKET made = up->lpWPUCreateSocketHandle(through_entry(), CONTEXT, &error);
    is_right(BIT(lpWPUCreateSocketHandle), made != INVALID_SOCKET && error == 0);
    is_right(BIT(lpWPUQuerySocketHandleContext),
             up->lpWPUQuerySocketHandleContext(made, &context, &error) == 0 && context == CONTEXT);
    BOOL closed = up->lpWPUCloseSocketHandle(made, &error) == 0 && error == 0;
    int again = up->lpWPUCloseSocketHandle(made, &error);
    is_right(BIT(lpWPUCloseSocketHandle), closed && again == SOCKET_ERROR && error == WSAENOTSOCK);
    BOOL modified = up->lpWPUModifyIFSHandle(owner, system, &error) == system;
    SOCKET wrong = up->lpWPUModifyIFSHandle(through_entry(), (SOCKET)WRONG_HANDLE, &error);
    is_right(BIT(lpWPUModifyIFSHandle), modified && wrong == INVALID_SOCKET && error == WSAEINVAL);
}

static void sets(SOCKET s) {
    fd_set set;
    FD_ZERO(&set);
    BOOL none = up->lpWPUFDIsSet(s, &set) == 0;
    FD_SET(s, &set);
    is_right(BIT(lpWPUFDIsSet), none && up->lpWPUFDIsSet(s, &set) != 0);
}

static DWORD_PTR apc_saw;

static void CALLBACK apc(DWORD_PTR context) {
    apc_saw = context;
}

static void threads(void) {
    WSATHREADID id;
    int error = 0;
    memset(&id, 0, sizeof id);
    is_right(BIT(lpWPUOpenCurrentThread), up->lpWPUOpenCurrentThread(&id, &error) == 0 && id.ThreadHandle != NULL);
    apc_saw = 0;
    BOOL queued = up->lpWPUQueueApc(&id, apc, CONTEXT, &error) == 0 && apc_saw == 0;
    BOOL ran = SleepEx(0, TRUE) == WAIT_IO_COMPLETION && apc_saw == CONTEXT;
    is_right(BIT(lpWPUQueueApc), queued && ran);
    BOOL closed = up->lpWPUCloseThread(&id, &error) == 0 && error == 0;
    int again = up->lpWPUCloseThread(&id, &error);
    is_right(BIT(lpWPUCloseThread), closed && again == SOCKET_ERROR && error == WSAEINVAL);
}

static void path_is(const GUID *provider, const WCHAR *expected) {
    GUID id = *provider;
    WCHAR path[MAX_PATH];
    INT length = MAX_PATH, none = 0;
    int error = 0;
    BOOL same = up->lpWPUGetProviderPath(&id, path, &length, &error) == 0 && lstrcmpW(path, expected) == 0;
    int short_of = up->lpWPUGetProviderPath(&id, path, &none, &error);
    is_right(BIT(lpWPUGetProviderPath),
             same && short_of == SOCKET_ERROR && error == WSAEFAULT && none == lstrlenW(expected) + 1);
}

/* The caller has set a hook, and looks whether it ran. */
static void blocking(void) {
    LPBLOCKINGCALLBACK callback = NULL;
    DWORD_PTR context = 0;
    int error = 0;
    BOOL told = up->lpWPUQueryBlockingCallback(through_entry(), &callback, &context, &error) == 0;
    is_right(BIT(lpWPUQueryBlockingCallback), told && callback != NULL && callback(context));
}

/* Posts a message; what lpWPUPostMessage returns. */
__declspec(dllexport) uint32_t upcalls_post(HWND window);

uint32_t upcalls_post(HWND window) {
    return (uint32_t)through_upcalls()->lpWPUPostMessage(window, 1025, 2, 3);
}

/* Which of the fifteen are right: a bit for each place in the table. */
__declspec(dllexport) uint32_t upcalls_all(SOCKET system, DWORD owner, HWND window, const GUID *provider,
                                           const WCHAR *path);

uint32_t upcalls_all(SOCKET system, DWORD owner, HWND window, const GUID *provider, const WCHAR *path) {
    up = through_upcalls();
    right = 0;
    events();
    handles(system, owner);
    sets(system);
    threads();
    path_is(provider, path);
    blocking();
    is_right(BIT(lpWPUPostMessage), upcalls_post(window) && !upcalls_post(NULL));
    return right;
}

/* ---- threads that end -------------------------------------------------------------------------------------------------- */

/* 1, or the error. */
static int32_t make_event(void) {
    int error = 0, ignored;
    WSAEVENT event = through_upcalls()->lpWPUCreateEvent(&error);
    if (event == NULL)
        return error;
    through_upcalls()->lpWPUCloseEvent(event, &ignored);
    return 1;
}

static DWORD WINAPI calls(LPVOID answer) {
    *(int32_t *)answer = make_event();
    return 0;
}

static DWORD WINAPI calls_and_exits(LPVOID answer) {
    *(int32_t *)answer = make_event();
    ExitThread(7);
    return 0;
}

/* Runs it in a thread that Java has never seen, and waits for its end. */
#if defined(_WIN32)
static void run_in_thread(DWORD(WINAPI *function)(LPVOID), int32_t *answer) {
    HANDLE thread = CreateThread(NULL, 0, function, answer, 0, NULL);
    if (thread != NULL) {
        WaitForSingleObject(thread, INFINITE);
        CloseHandle(thread);
    }
}
#else
struct start {
    DWORD(WINAPI *function)(LPVOID);
    int32_t *answer;
};

static void *run(void *memory) {
    struct start *start = memory;
    start->function(start->answer);
    return NULL;
}

/* CreateThread would make a thread of Java's. */
static void run_in_thread(DWORD(WINAPI *function)(LPVOID), int32_t *answer) {
    struct start start = {.function = function, .answer = answer};
    pthread_t thread;
    if (pthread_create(&thread, NULL, run, &start) == 0)
        pthread_join(thread, NULL);
}
#endif

/* Each returns what its thread was answered: 1, the error, or 0 when there was no thread. */
__declspec(dllexport) int32_t upcalls_here(void);
__declspec(dllexport) int32_t upcalls_in_a_thread(void);
__declspec(dllexport) int32_t upcalls_then_exit(void);
__declspec(dllexport) int32_t upcalls_exit_code(void);

int32_t upcalls_here(void) {
    return make_event();
}

int32_t upcalls_in_a_thread(void) {
    int32_t answer = 0;
    run_in_thread(calls, &answer);
    return answer;
}

int32_t upcalls_then_exit(void) {
    int32_t answer = 0;
    run_in_thread(calls_and_exits, &answer);
    return answer;
}

/* What a thread of CreateThread has ended with. */
int32_t upcalls_exit_code(void) {
    int32_t answer = 0;
    DWORD code = 0;
    HANDLE thread = CreateThread(NULL, 0, calls_and_exits, &answer, 0, NULL);
    if (thread == NULL || WaitForSingleObject(thread, INFINITE) != WAIT_OBJECT_0 || !GetExitCodeThread(thread, &code))
        return -1;
    CloseHandle(thread);
    return answer == 1 ? (int32_t)code : -1;
}

#if !defined(_WIN32)
/* ---- a thread that is cancelled while it is inside ------------------------------------------------------------------- */

static pthread_t waiting;
static HANDLE waits_for;
static int32_t cleaned_up;

static void clean_up(void *unused) {
    (void)unused;
    cleaned_up = 1;
}

static void *wait_inside(void *unused) {
    pthread_cleanup_push(clean_up, NULL);
    WaitForSingleObject(waits_for, INFINITE);
    pthread_testcancel();
    pthread_cleanup_pop(0);
    return unused;
}

__declspec(dllexport) int32_t upcalls_wait_inside(void);
__declspec(dllexport) int32_t upcalls_cancel(void);

int32_t upcalls_wait_inside(void) {
    int error = 0;
    waits_for = through_upcalls()->lpWPUCreateEvent(&error);
    return pthread_create(&waiting, NULL, wait_inside, NULL) == 0;
}

/* The wait ends only after the thread was asked to end; returns whether it then did, and cleaned up. */
int32_t upcalls_cancel(void) {
    void *result = NULL;
    int error = 0;
    pthread_cancel(waiting);
    through_upcalls()->lpWPUSetEvent(waits_for, &error);
    pthread_join(waiting, &result);
    through_upcalls()->lpWPUCloseEvent(waits_for, &error);
    return cleaned_up && result == PTHREAD_CANCELED;
}
#endif
