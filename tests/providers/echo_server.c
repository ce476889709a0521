/* echo_server.c - an echo server for one connection after the other: AcceptEx, then one buffer that goes to and fro. */
#include "echo.h"

#define ADDRESS (sizeof(struct sockaddr_in) + 16) /* what AcceptEx wants for each */

struct echo_server {
    SOCKET listener;
    HANDLE port; /* the listener's and the connections' */
    HANDLE thread;
    LPFN_ACCEPTEX accept_ex;
    struct echo_io io;
    BOOL failed;
};

static BOOL associate(struct echo_server *server, SOCKET s) {
    return CreateIoCompletionPort((HANDLE)s, server->port, 1, 0) != NULL ||
           echo_failed("CreateIoCompletionPort", (int)GetLastError());
}

/* The next connection; INVALID_SOCKET when there is none, because the server ends or something fails. */
static SOCKET accept_next(struct echo_server *server) {
    SOCKET s = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
    DWORD bytes;
    if (s == INVALID_SOCKET) {
        server->failed = !echo_failed("WSASocket", WSAGetLastError());
        return INVALID_SOCKET;
    }
    memset(&server->io.overlapped, 0, sizeof(server->io.overlapped));
    if (!server->accept_ex(server->listener, s, server->io.data, 0, ADDRESS, ADDRESS, &bytes, &server->io.overlapped) &&
        WSAGetLastError() != ERROR_IO_PENDING) {
        server->failed = !echo_failed("AcceptEx", WSAGetLastError());
    } else if (echo_next(server->port) != NULL) {
        /* Until this is set, the socket is not a full one (page AcceptEx). */
        if (setsockopt(s, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT, (const char *)&server->listener,
                       sizeof(server->listener)) == 0 &&
            associate(server, s)) {
            return s;
        }
        server->failed = TRUE;
    }
    closesocket(s);
    return INVALID_SOCKET;
}

static BOOL echo_all(struct echo_server *server, SOCKET s) {
    struct echo_io *io = &server->io;
    for (;;) {
        if (!echo_receive(s, io) || echo_next(server->port) == NULL) {
            return FALSE;
        }
        if (io->bytes == 0) {
            return TRUE;
        }
        io->buffer.len = io->bytes;
        if (!echo_send(s, io) || echo_next(server->port) == NULL) {
            return FALSE;
        }
    }
}

static DWORD WINAPI serve(LPVOID parameter) {
    struct echo_server *server = parameter;
    SOCKET s = accept_next(server);
    while (s != INVALID_SOCKET) {
        server->failed = !echo_all(server, s) || server->failed;
        closesocket(s);
        s = accept_next(server);
    }
    return 0;
}

static BOOL listen_at(struct echo_server *server, unsigned short *port_out) {
    GUID id = WSAID_ACCEPTEX;
    struct sockaddr_in name;
    int length = sizeof(name);
    DWORD bytes;
    memset(&name, 0, sizeof(name));
    name.sin_family = AF_INET;
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (bind(server->listener, (const struct sockaddr *)&name, sizeof(name)) != 0 ||
        listen(server->listener, 16) != 0 || getsockname(server->listener, (struct sockaddr *)&name, &length) != 0) {
        return echo_failed("bind, listen or getsockname", WSAGetLastError());
    }
    *port_out = ntohs(name.sin_port);
    if (WSAIoctl(server->listener, SIO_GET_EXTENSION_FUNCTION_POINTER, &id, sizeof(id), &server->accept_ex,
                 sizeof(server->accept_ex), &bytes, NULL, NULL) != 0) {
        return echo_failed("WSAIoctl", WSAGetLastError());
    }
    return associate(server, server->listener);
}

struct echo_server *echo_serve(unsigned short *port_out) {
    struct echo_server *server = calloc(1, sizeof(*server));
    if (server == NULL) {
        echo_failed("calloc", WSA_NOT_ENOUGH_MEMORY);
        return NULL;
    }
    server->listener = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
    server->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 0);
    if (server->listener == INVALID_SOCKET || server->port == NULL) {
        echo_failed("WSASocket or CreateIoCompletionPort", WSAGetLastError());
    } else if (listen_at(server, port_out)) {
        server->thread = CreateThread(NULL, 0, serve, server, 0, NULL);
    }
    if (server->thread == NULL) {
        echo_end(server);
        return NULL;
    }
    return server;
}

/* The packet with key 0 is what it ends at; the accept that is under way then is over with its listener. */
BOOL echo_end(struct echo_server *server) {
    BOOL well;
    if (server->thread != NULL) {
        PostQueuedCompletionStatus(server->port, 0, 0, NULL);
        WaitForSingleObject(server->thread, INFINITE);
        CloseHandle(server->thread);
    }
    if (server->listener != INVALID_SOCKET) {
        closesocket(server->listener);
    }
    well = server->thread != NULL && !server->failed;
    if (well) { /* until it is told of, the structure has to stay */
        LPOVERLAPPED overlapped = NULL;
        ULONG_PTR key;
        DWORD bytes;
        while (server->io.overlapped.Internal == STATUS_PENDING &&
               (GetQueuedCompletionStatus(server->port, &bytes, &key, &overlapped, 10000) || overlapped != NULL)) {
        }
    }
    if (server->port != NULL) {
        CloseHandle(server->port);
    }
    free(server);
    return well;
}
