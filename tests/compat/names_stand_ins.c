/* names_stand_ins.c - the functions behind the names, which the library would have. They remember how they were called. */
#include "names_stand_ins.h"

#include <winsock2.h>

struct stand_ins stand_ins;

int send(SOCKET s, const char *data, int length, int flags) {
    (void)s;
    (void)data;
    (void)flags;
    stand_ins.sends++;
    stand_ins.last_length = length;
    return length;
}

int select(int ignored, fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout) {
    (void)ignored;
    (void)write;
    (void)except;
    (void)timeout;
    stand_ins.selects++;
    stand_ins.last_count = read->fd_count;
    return (int)read->fd_count;
}

int bind(SOCKET s, const struct sockaddr *name, int length) {
    (void)s;
    stand_ins.binds++;
    return name->sa_family == AF_INET && length == (int)sizeof(struct sockaddr_in) ? 0 : SOCKET_ERROR;
}

int __WSAFDIsSet(SOCKET s, fd_set *set) {
    UINT i = 0;
    while (i < set->fd_count && set->fd_array[i] != s) {
        i++;
    }
    return i < set->fd_count;
}

void WSASetLastError(int error) {
    (void)error;
}
