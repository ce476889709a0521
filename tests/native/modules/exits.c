/*
 * exits.c - an application that ends its process itself, by exit: argv[1] is its status. At its end it says so: what
 * was to be done at exit is done.
 */
#include <stdio.h>
#include <stdlib.h>
#include <winsock2.h>

static void says_goodbye(void) {
    puts("goodbye");
}

__attribute__((visibility("default"))) int main(int argc, char **argv) {
    WSADATA data;
    SOCKET s;
    atexit(says_goodbye);
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return 9;
    s = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
    if (s == INVALID_SOCKET)
        return 9;
    closesocket(s);
    WSACleanup();
    exit(argc > 1 ? atoi(argv[1]) : 0);
}
