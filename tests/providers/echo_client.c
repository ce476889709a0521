/*
 * echo_client.c - sends a stream of pseudo-random bytes to an echo server, and compares what comes back.
 *
 *   echo_client BYTES         to a server of its own
 *   echo_client BYTES PORT    to the one at this port of 127.0.0.1
 *
 * Ends with 0 when as many bytes came back, and the same.
 */
#include "echo.h"

#define WINDOW 4 /* transfers under way in each direction */
#define FIRST_HASH 0xcbf29ce484222325u
#define HASH_PRIME 0x100000001b3u

struct stream {
    unsigned long long bytes;
    unsigned long long hash; /* FNV-1a */
};

struct client {
    SOCKET s;
    HANDLE port;
    unsigned long long to_send;
    unsigned long long state; /* of the generator */
    struct stream sent, received;
    struct echo_io sends[WINDOW], receives[WINDOW];
    int first_receive; /* the longest under way */
    int sends_under_way;
    BOOL shut_down, ended;
};

static void add(struct stream *stream, const char *data, DWORD length) {
    DWORD i;
    for (i = 0; i < length; i++) {
        stream->hash = (stream->hash ^ (unsigned char)data[i]) * HASH_PRIME;
    }
    stream->bytes += length;
}

/* xorshift64, eight bytes at a time. */
static void generate(struct client *c, char *data, DWORD length) {
    DWORD i;
    for (i = 0; i < length; i += 8) {
        c->state ^= c->state << 13;
        c->state ^= c->state >> 7;
        c->state ^= c->state << 17;
        memcpy(data + i, &c->state, length - i < 8 ? length - i : 8);
    }
}

BOOL echo_failed(const char *call, int error) {
    fprintf(stderr, "echo: %s failed with %d\n", call, error);
    return FALSE;
}

/* ---- transfers ------------------------------------------------------------------------------------------------------- */

static BOOL started(const char *call, int result) {
    int error = result == 0 ? 0 : WSAGetLastError();
    /* What has finished at once sends a packet all the same. */
    return error == 0 || error == WSA_IO_PENDING || echo_failed(call, error);
}

BOOL echo_send(SOCKET s, struct echo_io *io) {
    memset(&io->overlapped, 0, sizeof(io->overlapped));
    io->sends = TRUE;
    io->done = FALSE;
    io->buffer.buf = io->data;
    return started("WSASend", WSASend(s, &io->buffer, 1, NULL, 0, &io->overlapped, NULL));
}

BOOL echo_receive(SOCKET s, struct echo_io *io) {
    memset(&io->overlapped, 0, sizeof(io->overlapped));
    io->sends = FALSE;
    io->done = FALSE;
    io->flags = 0;
    io->buffer.buf = io->data;
    io->buffer.len = ECHO_BUFFER;
    return started("WSARecv", WSARecv(s, &io->buffer, 1, NULL, &io->flags, &io->overlapped, NULL));
}

struct echo_io *echo_next(HANDLE port) {
    LPOVERLAPPED overlapped = NULL;
    ULONG_PTR key = 0;
    DWORD bytes = 0;
    struct echo_io *io;
    if (!GetQueuedCompletionStatus(port, &bytes, &key, &overlapped, INFINITE)) {
        echo_failed(overlapped == NULL ? "GetQueuedCompletionStatus" : "the transfer", (int)GetLastError());
        return NULL;
    }
    if (key == 0) {
        return NULL;
    }
    io = (struct echo_io *)(void *)overlapped;
    io->bytes = bytes;
    io->done = TRUE;
    return io;
}

/* ---- the client ------------------------------------------------------------------------------------------------------ */

/* Sends the next part, or says that there is no more. */
static BOOL send_more(struct client *c, struct echo_io *io) {
    DWORD length = c->to_send < ECHO_BUFFER ? (DWORD)c->to_send : ECHO_BUFFER;
    if (length > 0) {
        generate(c, io->data, length);
        add(&c->sent, io->data, length);
        c->to_send -= length;
        c->sends_under_way++;
        io->buffer.len = length;
        return echo_send(c->s, io);
    }
    if (c->sends_under_way == 0 && !c->shut_down) {
        c->shut_down = TRUE;
        return shutdown(c->s, SD_SEND) == 0 || echo_failed("shutdown", WSAGetLastError());
    }
    return TRUE;
}

static BOOL has_sent(struct client *c, struct echo_io *io) {
    c->sends_under_way--;
    if (io->bytes != io->buffer.len) {
        fprintf(stderr, "echo: a send of %u bytes ended with %u\n", (unsigned)io->buffer.len, (unsigned)io->bytes);
        return FALSE;
    }
    return send_more(c, io);
}

/* Buffers are filled in the order in which they were given; their packets may come in another. */
static BOOL has_received(struct client *c) {
    struct echo_io *io = &c->receives[c->first_receive];
    while (io->done && !c->ended) {
        if (io->bytes == 0) {
            c->ended = TRUE;
            return TRUE;
        }
        add(&c->received, io->data, io->bytes);
        if (!echo_receive(c->s, io)) {
            return FALSE;
        }
        c->first_receive = (c->first_receive + 1) % WINDOW;
        io = &c->receives[c->first_receive];
    }
    return TRUE;
}

static BOOL transfer(struct client *c) {
    BOOL well = TRUE;
    int i;
    for (i = 0; i < WINDOW && well; i++) {
        well = echo_receive(c->s, &c->receives[i]) && send_more(c, &c->sends[i]);
    }
    while (well && !c->ended) {
        struct echo_io *io = echo_next(c->port);
        well = io != NULL && (io->sends ? has_sent(c, io) : has_received(c));
    }
    return well;
}

static BOOL open_connection(struct client *c, unsigned short port) {
    struct sockaddr_in name;
    memset(&name, 0, sizeof(name));
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    name.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    c->s = WSASocketW(AF_INET, SOCK_STREAM, IPPROTO_TCP, NULL, 0, WSA_FLAG_OVERLAPPED);
    if (c->s == INVALID_SOCKET) {
        return echo_failed("WSASocket", WSAGetLastError());
    }
    if (connect(c->s, (const struct sockaddr *)&name, sizeof(name)) != 0) {
        return echo_failed("connect", WSAGetLastError());
    }
    c->port = CreateIoCompletionPort((HANDLE)c->s, NULL, 1, 0);
    return c->port != NULL || echo_failed("CreateIoCompletionPort", (int)GetLastError());
}

/* Receives are under way until the socket is closed and each has been told of; before that their memory must stay. */
static void close_connection(struct client *c) {
    LPOVERLAPPED overlapped = NULL;
    ULONG_PTR key;
    DWORD bytes;
    int i;
    if (c->s != INVALID_SOCKET) {
        closesocket(c->s);
    }
    for (i = 0; c->port != NULL && i < WINDOW; i++) {
        while (c->receives[i].overlapped.Internal == STATUS_PENDING &&
               (GetQueuedCompletionStatus(c->port, &bytes, &key, &overlapped, 10000) || overlapped != NULL)) {
        }
    }
    if (c->port != NULL) {
        CloseHandle(c->port);
    }
}

static BOOL run(unsigned long long bytes, unsigned short port) {
    struct client *c = calloc(1, sizeof(*c));
    BOOL well;
    if (c == NULL) {
        return echo_failed("calloc", WSA_NOT_ENOUGH_MEMORY);
    }
    c->s = INVALID_SOCKET;
    c->to_send = bytes;
    c->state = 88172645463325252u;
    c->sent.hash = FIRST_HASH;
    c->received.hash = FIRST_HASH;
    well = open_connection(c, port) && transfer(c);
    close_connection(c);
    well = well && c->received.bytes == bytes && c->received.hash == c->sent.hash;
    printf("echo: %llu bytes sent, hash %016llx; %llu bytes received, hash %016llx: %s\n", c->sent.bytes, c->sent.hash,
           c->received.bytes, c->received.hash, well ? "the same" : "NOT the same");
    fflush(stdout);
    free(c);
    return well;
}

static BOOL run_with_server(unsigned long long bytes) {
    unsigned short port;
    struct echo_server *server = echo_serve(&port);
    BOOL well = server != NULL && run(bytes, port);
    return server != NULL && echo_end(server) && well;
}

CLIENT int main(int argc, char **argv) {
    unsigned long long bytes = argc > 1 ? strtoull(argv[1], NULL, 10) : 0;
    unsigned long port = argc > 2 ? strtoul(argv[2], NULL, 10) : 0;
    WSADATA data;
    BOOL well;
    int error;
    if (argc < 2 || argc > 3 || bytes == 0 || port > 65535) {
        fprintf(stderr, "usage: echo_client BYTES [PORT]\n");
        return 2;
    }
    error = WSAStartup(MAKEWORD(2, 2), &data);
    if (error != 0) {
        echo_failed("WSAStartup", error);
        return 1;
    }
    well = port == 0 ? run_with_server(bytes) : run(bytes, (unsigned short)port);
    WSACleanup();
    return well ? 0 : 1;
}
