/* client_errors.c - the last error: one value for Winsock and kernel32, of the calling thread (WIN-H9). */
#include "client_calls.h"

#define MINE 4711 /* no error of anybody */

static void given_call_that_fails_when_asked_then_both_tell_its_error(void) {
    char room[1];
    SOCKET s = socket(AF_INET, SOCK_STREAM, 0);
    CHECK(recv(s, room, 1, 0) == SOCKET_ERROR);
    CHECK(WSAGetLastError() == WSAENOTCONN);
    CHECK(GetLastError() == WSAENOTCONN);
    CHECK(closesocket(s) == 0);
    CHECK(closesocket(s) == SOCKET_ERROR);
    CHECK(GetLastError() == WSAENOTSOCK);
    CHECK(WSAGetLastError() == WSAENOTSOCK);
}

static void given_error_that_is_set_when_asked_then_both_tell_it(void) {
    WSASetLastError(MINE);
    CHECK(WSAGetLastError() == MINE && GetLastError() == MINE);
    SetLastError(MINE + 1);
    CHECK(GetLastError() == MINE + 1 && WSAGetLastError() == MINE + 1);
}

static void given_error_that_is_set_when_a_call_fails_then_it_is_replaced(void) {
    WSASetLastError(MINE);
    CHECK(send(INVALID_SOCKET, "x", 1, 0) == SOCKET_ERROR && WSAGetLastError() == WSAENOTSOCK);
    SetLastError(MINE);
    CHECK(!CloseHandle(NULL) && WSAGetLastError() == ERROR_INVALID_HANDLE);
}

static DWORD WINAPI fail_elsewhere(LPVOID told) {
    send(INVALID_SOCKET, "x", 1, 0);
    *(int *)told = WSAGetLastError();
    return 0;
}

static void given_two_threads_when_a_call_fails_in_one_then_the_other_keeps_its_error(void) {
    int told = 0;
    HANDLE thread = CreateThread(NULL, 0, fail_elsewhere, &told, 0, NULL);
    CHECK(thread != NULL);
    WSASetLastError(MINE);
    CHECK(WaitForSingleObject(thread, INFINITE) == WAIT_OBJECT_0);
    CHECK(WSAGetLastError() == MINE && told == WSAENOTSOCK);
    CHECK(CloseHandle(thread));
}

void call_errors(void) {
    given_call_that_fails_when_asked_then_both_tell_its_error();
    given_error_that_is_set_when_asked_then_both_tell_it();
    given_error_that_is_set_when_a_call_fails_then_it_is_replaced();
    given_two_threads_when_a_call_fails_in_one_then_the_other_keeps_its_error();
}
