/* client_calls.h - what the files of the client share. */
#ifndef CLIENT_CALLS_H
#define CLIENT_CALLS_H

#include <winsock2.h>

#include <mswsock.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ws2tcpip.h>

/* Elsewhere than on Windows a client is a module, and its main is found by name. */
#if defined(_WIN32)
#define CLIENT_MAIN main
#else
#define CLIENT_MAIN __attribute__((visibility("default"))) main
#endif

void check(const char *file, int line, const char *what, int well);
#define CHECK(what) check(__FILE__, __LINE__, #what, (what) ? 1 : 0)

struct sockaddr_in any_port(void);
SOCKET bound(int type, struct sockaddr_in *name);
void connect_pair(SOCKET *mine, SOCKET *peer);
void close_both(SOCKET a, SOCKET b);

void call_accepts(void);     /* client_accepts.c */
void call_completions(void); /* client_completions.c */
void call_errors(void);      /* client_errors.c */
void call_files(void);       /* client_files.c */
void call_waits(void);       /* client_waits.c */

#endif
