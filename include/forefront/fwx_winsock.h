/*
 * fwx_winsock.h - what a filter's socket I/O needs of winsock2.h, for other systems: addresses as Windows lays them out,
 * and a few numbers. The calls themselves are methods of the service's sockets. Included by wspfwext.h; not together
 * with the system's own sys/socket.h or netinet/in.h, whose names it has.
 */
#ifndef WSPLAB_FWX_WINSOCK_H
#define WSPLAB_FWX_WINSOCK_H

#include "fwx_windows.h"

typedef uint16_t USHORT, u_short;
typedef uint32_t u_long;
typedef char CHAR, *LPSTR;
typedef const char *LPCSTR;
typedef BYTE BOOLEAN;
typedef int64_t LONGLONG;
typedef DWORD *LPDWORD;
typedef INT *LPINT;

#define AF_INET 2
#define INADDR_ANY ((u_long)0)
#define INADDR_LOOPBACK ((u_long)0x7f000001)
#define SOL_SOCKET 0xffff
#define SO_SNDBUF 0x1001
#define SO_RCVBUF 0x1002
#define SO_TYPE 0x1008
#define WSAEFAULT 10014
#define WSAEINVAL 10022
#define WSAENOTSOCK 10038
#define WSAECONNRESET 10054
#define WSAENOTCONN 10057

struct in_addr {
    union {
        struct {
            BYTE s_b1, s_b2, s_b3, s_b4;
        } S_un_b;
        u_long S_addr; /* network order */
    } S_un;
};
#define s_addr S_un.S_addr

typedef struct sockaddr {
    u_short sa_family;
    char sa_data[14];
} SOCKADDR, *LPSOCKADDR;

typedef struct sockaddr_in {
    short sin_family;
    u_short sin_port; /* network order */
    struct in_addr sin_addr;
    char sin_zero[8];
} SOCKADDR_IN;

typedef struct hostent {
    char *h_name;
    char **h_aliases;
    short h_addrtype;
    short h_length;
    char **h_addr_list;
} HOSTENT, *LPHOSTENT;

inline u_short htons(u_short value) {
    const BYTE bytes[2] = {(BYTE)(value >> 8), (BYTE)value};
    u_short result;
    std::memcpy(&result, bytes, sizeof result);
    return result;
}

inline u_short ntohs(u_short value) {
    return htons(value);
}

inline u_long htonl(u_long value) {
    const BYTE bytes[4] = {(BYTE)(value >> 24), (BYTE)(value >> 16), (BYTE)(value >> 8), (BYTE)value};
    u_long result;
    std::memcpy(&result, bytes, sizeof result);
    return result;
}

inline u_long ntohl(u_long value) {
    return htonl(value);
}

#endif
