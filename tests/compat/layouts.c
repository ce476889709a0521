/*
 * layouts.c - sizes and offsets of the structures that cross the border between client, ws2_32 and provider.
 *
 * Compiled with include/compat, and with the headers of a Windows compiler: both must agree with what stands here, and so
 * with each other. There is nothing to run.
 */
#include <winsock2.h>

#include <mstcpip.h>
#include <mswsock.h>
#include <ws2spi.h>
#include <ws2tcpip.h>

#include <stddef.h>

#if UINTPTR_MAX == UINT64_MAX
#define SIZE(type, size64, size32) _Static_assert(sizeof(type) == (size64), #type)
#define AT(type, member, at64, at32) _Static_assert(offsetof(type, member) == (at64), #type "." #member)
#else
#define SIZE(type, size64, size32) _Static_assert(sizeof(type) == (size32), #type)
#define AT(type, member, at64, at32) _Static_assert(offsetof(type, member) == (at32), #type "." #member)
#endif

SIZE(DWORD, 4, 4);
SIZE(LONG, 4, 4);
SIZE(u_long, 4, 4);
SIZE(WCHAR, 2, 2);
SIZE(SOCKET, 8, 4);
SIZE(DWORD_PTR, 8, 4);

SIZE(OVERLAPPED, 32, 20);
AT(OVERLAPPED, Internal, 0, 0);
AT(OVERLAPPED, InternalHigh, 8, 4);
AT(OVERLAPPED, Offset, 16, 8);
AT(OVERLAPPED, OffsetHigh, 20, 12);
AT(OVERLAPPED, Pointer, 16, 8);
AT(OVERLAPPED, hEvent, 24, 16);
SIZE(WSAOVERLAPPED, 32, 20);
SIZE(OVERLAPPED_ENTRY, 32, 16);
AT(OVERLAPPED_ENTRY, lpOverlapped, 8, 4);
AT(OVERLAPPED_ENTRY, Internal, 16, 8);
AT(OVERLAPPED_ENTRY, dwNumberOfBytesTransferred, 24, 12);

SIZE(WSABUF, 16, 8);
AT(WSABUF, buf, 8, 4);
SIZE(WSAMSG, 56, 28);
AT(WSAMSG, namelen, 8, 4);
AT(WSAMSG, lpBuffers, 16, 8);
AT(WSAMSG, dwBufferCount, 24, 12);
AT(WSAMSG, Control, 32, 16);
AT(WSAMSG, dwFlags, 48, 24);
SIZE(WSACMSGHDR, 16, 12);
SIZE(SOCKET_ADDRESS, 16, 8);
AT(SOCKET_ADDRESS, iSockaddrLength, 8, 4);
SIZE(CSADDR_INFO, 40, 24);
AT(CSADDR_INFO, RemoteAddr, 16, 8);
AT(CSADDR_INFO, iSocketType, 32, 16);
AT(CSADDR_INFO, iProtocol, 36, 20);
SIZE(WSATHREADID, 16, 8);
AT(WSATHREADID, Reserved, 8, 4);
SIZE(GUID, 16, 16);
SIZE(WSAPROTOCOLCHAIN, 32, 32);
SIZE(WSAPROTOCOL_INFOW, 628, 628);
AT(WSAPROTOCOL_INFOW, dwProviderFlags, 16, 16);
AT(WSAPROTOCOL_INFOW, ProviderId, 20, 20);
AT(WSAPROTOCOL_INFOW, dwCatalogEntryId, 36, 36);
AT(WSAPROTOCOL_INFOW, ProtocolChain, 40, 40);
AT(WSAPROTOCOL_INFOW, iVersion, 72, 72);
AT(WSAPROTOCOL_INFOW, iSocketType, 88, 88);
AT(WSAPROTOCOL_INFOW, dwMessageSize, 108, 108);
AT(WSAPROTOCOL_INFOW, szProtocol, 116, 116);
SIZE(WSPDATA, 516, 516);
AT(WSPDATA, szDescription, 4, 4);
SIZE(WSADATA, 408, 400);
AT(WSADATA, wHighVersion, 2, 2);

SIZE(fd_set, 520, 260);
AT(fd_set, fd_array, 8, 4);
SIZE(struct timeval, 8, 8);
SIZE(WSANETWORKEVENTS, 44, 44);
AT(WSANETWORKEVENTS, iErrorCode, 4, 4);
SIZE(WSAPOLLFD, 16, 8);
AT(WSAPOLLFD, events, 8, 4);
SIZE(struct linger, 4, 4);
SIZE(FLOWSPEC, 32, 32);
SIZE(QOS, 80, 72);
SIZE(struct tcp_keepalive, 12, 12);

SIZE(struct sockaddr, 16, 16);
SIZE(struct sockaddr_in, 16, 16);
AT(struct sockaddr_in, sin_addr, 4, 4);
SIZE(struct sockaddr_in6, 28, 28);
AT(struct sockaddr_in6, sin6_addr, 8, 8);
AT(struct sockaddr_in6, sin6_scope_id, 24, 24);
SIZE(struct sockaddr_storage, 128, 128);
SIZE(struct ip_mreq, 8, 8);
SIZE(struct ipv6_mreq, 20, 20);
SIZE(IN_PKTINFO, 8, 8);
SIZE(IN6_PKTINFO, 20, 20);
SIZE(SOCKET_ADDRESS, 16, 8);
SIZE(SOCKET_ADDRESS_LIST, 24, 12);
SIZE(TRANSMIT_FILE_BUFFERS, 32, 16);
AT(TRANSMIT_FILE_BUFFERS, Tail, 16, 8);
SIZE(TRANSMIT_PACKETS_ELEMENT, 24, 24);
AT(TRANSMIT_PACKETS_ELEMENT, hFile, 16, 16);

SIZE(WSPUPCALLTABLE, 15 * 8, 15 * 4);
AT(WSPUPCALLTABLE, lpWPUModifyIFSHandle, 6 * 8, 6 * 4);
AT(WSPUPCALLTABLE, lpWPUQueueApc, 10 * 8, 10 * 4);
AT(WSPUPCALLTABLE, lpWPUOpenCurrentThread, 13 * 8, 13 * 4);
AT(WSPUPCALLTABLE, lpWPUCloseThread, 14 * 8, 14 * 4);
SIZE(WSPPROC_TABLE, 30 * 8, 30 * 4);
AT(WSPPROC_TABLE, lpWSPGetSockOpt, 14 * 8, 14 * 4);
AT(WSPPROC_TABLE, lpWSPGetQOSByName, 15 * 8, 15 * 4);
AT(WSPPROC_TABLE, lpWSPIoctl, 16 * 8, 16 * 4);
AT(WSPPROC_TABLE, lpWSPStringToAddress, 29 * 8, 29 * 4);
