/* ws2def.h - addresses, as callouts see them. Not together with the C library's own headers of sockets. */
#ifndef WSPLAB_KM_WS2DEF_H
#define WSPLAB_KM_WS2DEF_H

#include "ntdef.h"

#define AF_UNSPEC 0
#define AF_INET 2
#define AF_INET6 23

typedef enum { IPPROTO_ICMP = 1, IPPROTO_TCP = 6, IPPROTO_UDP = 17, IPPROTO_ICMPV6 = 58 } IPPROTO;

typedef USHORT ADDRESS_FAMILY;

typedef union _SCOPE_ID {
    struct {
        ULONG Zone : 28;
        ULONG Level : 4;
    };
    ULONG Value;
} SCOPE_ID;

typedef struct in_addr {
    union {
        struct {
            UCHAR s_b1, s_b2, s_b3, s_b4;
        } S_un_b;
        ULONG S_addr; /* network byte order */
    } S_un;
} IN_ADDR;
#define s_addr S_un.S_addr

typedef struct in6_addr {
    union {
        UCHAR Byte[16];
        USHORT Word[8];
    } u;
} IN6_ADDR;

typedef struct sockaddr {
    ADDRESS_FAMILY sa_family;
    CHAR sa_data[14];
} SOCKADDR;

typedef struct sockaddr_in {
    ADDRESS_FAMILY sin_family;
    USHORT sin_port; /* network byte order */
    IN_ADDR sin_addr;
    CHAR sin_zero[8];
} SOCKADDR_IN;

typedef struct sockaddr_in6 {
    ADDRESS_FAMILY sin6_family;
    USHORT sin6_port; /* network byte order */
    ULONG sin6_flowinfo;
    IN6_ADDR sin6_addr;
    union {
        ULONG sin6_scope_id;
        SCOPE_ID sin6_scope_struct;
    };
} SOCKADDR_IN6;

typedef struct DECLSPEC_ALIGN(8) sockaddr_storage {
    ADDRESS_FAMILY ss_family;
    CHAR wsplab_pad1[6];
    INT64 wsplab_align;
    CHAR wsplab_pad2[112];
} SOCKADDR_STORAGE;

typedef struct _WSACMSGHDR {
    SIZE_T cmsg_len;
    INT cmsg_level;
    INT cmsg_type;
} WSACMSGHDR;

#endif
