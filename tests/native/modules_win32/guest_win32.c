/* guest_win32.c - a module that calls the system in the ways that matter to its host, and some that end badly. */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#include <process.h>
#include <stdint.h>

#define GUEST(type) __declspec(dllexport) type __cdecl

/* As ws2spi.h and winsock2.h have them. */
__declspec(dllimport) int WINAPI WSCGetProviderPath(void *id, wchar_t *path, int *length, int *error);
__declspec(dllimport) uintptr_t WINAPI socket(int family, int type, int protocol);

#if defined(GUEST_KIN)
__declspec(dllimport) int __cdecl kin_child_count(void);

GUEST(uint64_t) guest_count(void) {
    return (uint64_t)kin_child_count();
}
#endif

static HMODULE self;
static uint64_t in_main;

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved) {
    (void)reserved;
    self = module;
    if (reason == DLL_PROCESS_ATTACH) {
        int error = 0;
        in_main = (uint64_t)(int64_t)WSCGetProviderPath(NULL, NULL, NULL, &error) << 32 | (uint32_t)error;
    }
#if defined(GUEST_REFUSES)
    return FALSE;
#else
    return TRUE;
#endif
}

/* Result and error of a call that DllMain has made. */
GUEST(uint64_t) guest_in_main(void) {
    return in_main;
}

GUEST(uint64_t)
guest_mix(uint64_t a, uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f, uint64_t g, uint64_t h, uint64_t i,
          uint64_t j, uint64_t k) {
    return a + 2 * b + 3 * c + 5 * d + 7 * e + 11 * f + 13 * g + 17 * h + 19 * i + 23 * j + 29 * k;
}

/* ---- the system, as it sees it --------------------------------------------------------------------------------------- */

GUEST(uint64_t) guest_handle_of(const char *name) {
    return (uintptr_t)GetModuleHandleA(name);
}

GUEST(uint64_t) guest_load(const wchar_t *name) {
    return (uintptr_t)LoadLibraryW(name);
}

GUEST(uint64_t) guest_address(HMODULE library, const char *name) {
    return (uintptr_t)GetProcAddress(library, name);
}

GUEST(uint64_t) guest_own_path(wchar_t *path, DWORD room) {
    return GetModuleFileNameW(self, path, room);
}

GUEST(uint64_t) guest_close(HANDLE handle) {
    return CloseHandle(handle) ? 0 : GetLastError();
}

/* The error, or 0. */
GUEST(uint64_t) guest_associate(HANDLE file, HANDLE port) {
    return CreateIoCompletionPort(file, port, 7, 0) == port ? 0 : GetLastError();
}

GUEST(uint64_t) guest_socket_error(void) {
    SetLastError(0);
    return socket(2, 1, 6) == ~(uintptr_t)0 ? GetLastError() : 0;
}

GUEST(uint64_t) guest_error_after_call(DWORD error) {
    SetLastError(error);
    GetModuleHandleA(NULL);
    WSCGetProviderPath(NULL, NULL, NULL, NULL);
    return GetLastError();
}

/* ---- threads --------------------------------------------------------------------------------------------------------- */

static DWORD WINAPI wait_for(LPVOID event) {
    WaitForSingleObject(event, INFINITE);
    return 5;
}

static unsigned __stdcall wait_for_in_c(void *event) {
    WaitForSingleObject(event, INFINITE);
    ExitThread(6);
}

GUEST(uint64_t) guest_start_thread(HANDLE event) {
    return (uintptr_t)CreateThread(NULL, 0, wait_for, event, 0, NULL);
}

GUEST(uint64_t) guest_start_thread_of_c(HANDLE event) {
    return _beginthreadex(NULL, 0, wait_for_in_c, event, 0, NULL);
}

/* ---- bad ends -------------------------------------------------------------------------------------------------------- */

GUEST(uint64_t) guest_write_to(volatile int *address) {
    *address = 1;
    return 1;
}

GUEST(uint64_t) guest_raise(DWORD code) {
    RaiseException(code, 0, 0, NULL);
    return 1;
}

/* As GCC's C++ throws: the exception is an object whose second word deletes it. */
GUEST(uint64_t) guest_throw_as_gcc(uint64_t exception) {
    const ULONG_PTR words[] = {(ULONG_PTR)exception};
    RaiseException(0x20474343, EXCEPTION_NONCONTINUABLE, 1, words);
    return 1;
}

GUEST(uint64_t) guest_end_thread(DWORD code) {
    ExitThread(code);
}

/* By way of the host, whose frames must not be lost. */
GUEST(uint64_t) guest_call(uint64_t (*function)(uint64_t), uint64_t argument) {
    return function(argument);
}
