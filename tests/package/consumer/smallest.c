/* smallest.c - a provider that starts, and refuses every socket. docs/native.md shows it. */
#include <winsock2.h>

#include <ws2spi.h>

int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE upcalls,
                      LPWSPPROC_TABLE table) {
    (void)version;
    (void)info;
    (void)upcalls;
    ZeroMemory(table, sizeof(*table));
    ZeroMemory(data, sizeof(*data));
    lstrcpynW(data->szDescription, L"the smallest provider", WSPDESCRIPTION_LEN + 1);
    return WSASYSNOTREADY;
}
