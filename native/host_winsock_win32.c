/* host_winsock_win32.c - finds the system's own socket functions. */
#include "host_winsock_win32.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct wsplab__import {
    const char *name;
    size_t slot;
};

#define IMPORT(member, name) {name, offsetof(struct wsplab__winsock, member)}

static const struct wsplab__import wsplab__winsock_imports[] = {
    IMPORT(startup, "WSAStartup"),
    IMPORT(last_error, "WSAGetLastError"),
    IMPORT(open, "WSASocketW"),
    IMPORT(close, "closesocket"),
    IMPORT(bind, "bind"),
    IMPORT(listen, "listen"),
    IMPORT(accept, "accept"),
    IMPORT(connect, "connect"),
    IMPORT(shutdown, "shutdown"),
    IMPORT(local_name, "getsockname"),
    IMPORT(peer_name, "getpeername"),
    IMPORT(send_to, "WSASendTo"),
    IMPORT(recv_from, "WSARecvFrom"),
    IMPORT(get_option, "getsockopt"),
    IMPORT(set_option, "setsockopt"),
    IMPORT(control, "ioctlsocket"),
    IMPORT(ioctl, "WSAIoctl"),
    IMPORT(select, "select"),
};

static const struct wsplab__import wsplab__nt_imports[] = {
    IMPORT(create_file, "NtCreateFile"),
    IMPORT(device_control, "NtDeviceIoControlFile"),
    IMPORT(cancel, "NtCancelIoFileEx"),
};

static INIT_ONCE wsplab__winsock_once = INIT_ONCE_STATIC_INIT;
static struct wsplab__winsock wsplab__winsock_table;

static bool wsplab__resolve(HMODULE module, const struct wsplab__import *imports, size_t count) {
    if (module == NULL) {
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        FARPROC found = GetProcAddress(module, imports[i].name);
        if (found == NULL) {
            return false;
        }
        memcpy((char *)&wsplab__winsock_table + imports[i].slot, &found, sizeof found);
    }
    return true;
}

static BOOL CALLBACK wsplab__winsock_start(INIT_ONCE *once, void *unused, void **context_out) {
    (void)once;
    (void)unused;
    (void)context_out;
    /* From the system's folder alone: a file of that name beside the program is not what is meant. */
    HMODULE winsock = LoadLibraryExW(L"ws2_32.dll", NULL, LOAD_LIBRARY_SEARCH_SYSTEM32);
    HMODULE nt = GetModuleHandleW(L"ntdll.dll");
    WSADATA data;
    return wsplab__resolve(winsock, wsplab__winsock_imports,
                           sizeof wsplab__winsock_imports / sizeof *wsplab__winsock_imports) &&
           wsplab__resolve(nt, wsplab__nt_imports, sizeof wsplab__nt_imports / sizeof *wsplab__nt_imports) &&
           wsplab__winsock_table.startup(MAKEWORD(2, 2), &data) == 0;
}

const struct wsplab__winsock *wsplab__winsock(void) {
    return InitOnceExecuteOnce(&wsplab__winsock_once, wsplab__winsock_start, NULL, NULL) ? &wsplab__winsock_table
                                                                                         : NULL;
}

int32_t wsplab__socket_error(const struct wsplab__winsock *winsock) {
    int error = winsock->last_error();
    /* Some layered providers fail without saying why. */
    return error > 0 ? -error : -WSASYSCALLFAILURE;
}
