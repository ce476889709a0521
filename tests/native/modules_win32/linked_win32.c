/* linked_win32.c - a module that links to the import library of wsplab instead of ws2_32's. */
#include <stdint.h>

__declspec(dllimport) int __stdcall WSCGetProviderPath(void *id, wchar_t *path, int *length, int *error);

__declspec(dllexport) uint64_t linked_call(void);

/* The error. */
uint64_t linked_call(void) {
    int error = 0;
    WSCGetProviderPath(0, 0, 0, &error);
    return (uint64_t)error;
}
