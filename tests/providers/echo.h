/*
 * echo.h - a client that sends a long stream to an echo server and looks at what comes back, both with completion ports.
 *
 *   echo_client.c  the client, and main
 *   echo_server.c  the server, for who has none: AcceptEx, and one buffer for each connection
 */
#ifndef ECHO_H
#define ECHO_H

#include <winsock2.h>

#include <mswsock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ws2tcpip.h>

#define ECHO_BUFFER 65536

/* Elsewhere than on Windows a client is a module, and its main is found by name. */
#if defined(_WIN32)
#define CLIENT
#else
#define CLIENT __declspec(dllexport)
#endif

/* What is under way: the structure stands first, so that a packet leads back to it. */
struct echo_io {
    WSAOVERLAPPED overlapped;
    WSABUF buffer;
    DWORD flags;
    DWORD bytes;
    BOOL sends, done;
    char data[ECHO_BUFFER];
};

/* Says which call failed, and why. Returns FALSE. */
BOOL echo_failed(const char *call, int error);

/* Start one transfer of io->buffer; FALSE when it cannot be started. Its end is a packet of the socket's port. */
BOOL echo_send(SOCKET s, struct echo_io *io);
BOOL echo_receive(SOCKET s, struct echo_io *io);
/* Waits for a packet of `port`: the transfer, with what it moved in `bytes`. NULL when it failed, or one with key 0 came. */
struct echo_io *echo_next(HANDLE port);

/* A server on a port of its own choice, for one connection after the other, in a thread of its own. */
struct echo_server;
struct echo_server *echo_serve(unsigned short *port_out);
/* Ends it; TRUE when nothing went wrong. */
BOOL echo_end(struct echo_server *server);

#endif
