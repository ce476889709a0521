/*
 * kin_win32.c - a module and two libraries that it needs, one through the other, each with a number of its own: a private
 * copy of the module has private numbers. KIN_NAME is which of them this is, KIN_NEXT the one that it imports.
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#define PASTE_AGAIN(one, other) one##other
#define PASTE(one, other) PASTE_AGAIN(one, other)
#define EXPORT(type) __declspec(dllexport) type __cdecl

__declspec(dllimport) int WINAPI WSAGetLastError(void);

static int number;

EXPORT(int) PASTE(KIN_NAME, _count)(void) {
    return ++number;
}

/* What the library calls ws2_32's. */
EXPORT(int) PASTE(KIN_NAME, _winsock)(void) {
    return WSAGetLastError();
}

#if defined(KIN_NEXT)
__declspec(dllimport) int __cdecl PASTE(KIN_NEXT, _count)(void);
__declspec(dllimport) int __cdecl PASTE(KIN_NEXT, _winsock)(void);

EXPORT(int) PASTE(KIN_NAME, _count_next)(void) {
    return PASTE(KIN_NEXT, _count)();
}

EXPORT(int) PASTE(KIN_NAME, _winsock_next)(void) {
    return PASTE(KIN_NEXT, _winsock)();
}
#endif
