/*
 * host_winsock_win32.h - the system's ws2_32 and ntdll, resolved at run time: the shim imports neither, so that it can be
 * loaded where another ws2_32 stands in for the system's.
 */
#ifndef WSPLAB_HOST_WINSOCK_WIN32_H
#define WSPLAB_HOST_WINSOCK_WIN32_H

/* Types of the functions, and no prototypes: a call past the table below does not compile. */
#define INCL_WINSOCK_API_TYPEDEFS 1
#define INCL_WINSOCK_API_PROTOTYPES 0
#if !defined(WIN32_LEAN_AND_MEAN)
#define WIN32_LEAN_AND_MEAN
#endif
#include <winsock2.h>

#include <mswsock.h>
#include <windows.h>
#include <winternl.h>
#include <ws2tcpip.h>

#include <stdint.h>

struct wsplab__winsock {
    LPFN_WSASTARTUP startup;
    LPFN_WSAGETLASTERROR last_error;
    LPFN_WSASOCKETW open;
    LPFN_CLOSESOCKET close;
    LPFN_BIND bind;
    LPFN_LISTEN listen;
    LPFN_ACCEPT accept;
    LPFN_CONNECT connect;
    LPFN_SHUTDOWN shutdown;
    LPFN_GETSOCKNAME local_name;
    LPFN_GETPEERNAME peer_name;
    LPFN_WSASENDTO send_to;
    LPFN_WSARECVFROM recv_from;
    LPFN_GETSOCKOPT get_option;
    LPFN_SETSOCKOPT set_option;
    LPFN_IOCTLSOCKET control;
    LPFN_WSAIOCTL ioctl;
    LPFN_SELECT select;
    NTSTATUS(NTAPI *create_file)
    (HANDLE *file, ULONG access, OBJECT_ATTRIBUTES *attributes, IO_STATUS_BLOCK *io, LARGE_INTEGER *size,
     ULONG file_attributes, ULONG share, ULONG disposition, ULONG options, void *extended, ULONG extended_length);
    NTSTATUS(NTAPI *device_control)
    (HANDLE file, HANDLE event, void *apc, void *apc_context, IO_STATUS_BLOCK *io, ULONG code, void *in,
     ULONG in_length, void *out, ULONG out_length);
    NTSTATUS(NTAPI *cancel)(HANDLE file, IO_STATUS_BLOCK *which, IO_STATUS_BLOCK *io);
};

/* The table, started up; NULL when the system has no Winsock. Any thread. */
const struct wsplab__winsock *wsplab__winsock(void);

/* The error of the call that has just failed, negated. */
int32_t wsplab__socket_error(const struct wsplab__winsock *winsock);

#endif
