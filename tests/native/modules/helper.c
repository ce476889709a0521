/*
 * helper.c - a library that a provider brings along in its own folder, with statics and imports of its own: how often it was
 * called in this copy, and how many entries the catalog has that it sees.
 */
#include <winsock2.h>
#include <ws2spi.h>

__declspec(dllexport) int helper_called(void);
__declspec(dllexport) int helper_entries(void);

static int called;

int helper_called(void) {
    return ++called;
}

int helper_entries(void) {
    DWORD length = 0;
    int error = 0;
    if (WSCEnumProtocols(NULL, NULL, &length, &error) == SOCKET_ERROR && error == WSAENOBUFS)
        return (int)(length / sizeof(WSAPROTOCOL_INFOW));
    return -error;
}
