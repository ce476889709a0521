/*
 * probe_win32.c - a module that says what its imports are. It is linked in several ways, so that WSAGetLastError is
 * imported by name, by ordinal, from a library that forwards it, and when it is first called.
 */
#define WIN32_LEAN_AND_MEAN
#include <windows.h>

#define PROBE(type) __declspec(dllexport) type __cdecl

/* As winsock2.h has it. */
__declspec(dllimport) int WINAPI WSAGetLastError(void);

typedef int(WINAPI *last_error)(void);

static int in_main;
static last_error taken;

PROBE(int) probe_in_main(void) {
    return in_main;
}

PROBE(int) probe_call(void) {
    return WSAGetLastError();
}

/* Through a pointer that DllMain has taken. */
PROBE(int) probe_taken(void) {
    return taken();
}

PROBE(int) probe_lookup(const char *library, const char *name) {
    last_error found = (last_error)(void *)GetProcAddress(GetModuleHandleA(library), name);
    return found == NULL ? -1 : found();
}

#if defined(PROBE_LATE)
BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved);
#endif

BOOL WINAPI DllMain(HINSTANCE module, DWORD reason, LPVOID reserved) {
    (void)module;
    (void)reserved;
    if (reason == DLL_PROCESS_ATTACH) {
        in_main = WSAGetLastError();
#if !defined(PROBE_LATE)
        taken = WSAGetLastError;
#endif
    }
    return TRUE;
}

#if defined(PROBE_LATE)

/*
 * What the linker's table of late imports comes with, as far as it matters here: the library is loaded, the function looked
 * up, both through imports of this module (delayimp.h of the SDK has the structures).
 */
struct late_library {
    DWORD attributes, name, module, addresses, names, bound, unload, stamp;
};

extern IMAGE_DOS_HEADER __ImageBase;

FARPROC WINAPI __delayLoadHelper2(const struct late_library *library, FARPROC *address);

FARPROC WINAPI __delayLoadHelper2(const struct late_library *library, FARPROC *address) {
    const char *base = (const char *)&__ImageBase;
    HMODULE module = LoadLibraryA(base + library->name);
    ULONG_PTR index = (ULONG_PTR)(address - (FARPROC *)(base + library->addresses));
    ULONG_PTR name = ((const ULONG_PTR *)(base + library->names))[index];
    const char *text = IMAGE_SNAP_BY_ORDINAL(name) ? (const char *)IMAGE_ORDINAL(name) : base + name + sizeof(WORD);
    *address = GetProcAddress(module, text);
    return *address;
}

#endif
