/* bench.h - what bench_base.c and bench_client.c agree on. */
#ifndef BENCH_H
#define BENCH_H

#include <winsock2.h>

#include <ws2spi.h>

/* WSAIoctl: gives the address of the base's bench_complete. */
#define BENCH_COMPLETER 0x58000001

/* The provider ends an operation that has moved so many bytes; what WPUCompleteOverlappedRequest returned. */
typedef int (*bench_complete)(SOCKET s, LPWSAOVERLAPPED overlapped, DWORD bytes);

#endif
