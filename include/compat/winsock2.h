/* winsock2.h - Winsock's client functions, and the structures that clients and providers share. */
#ifndef WSPLAB_COMPAT_WINSOCK2_H
#define WSPLAB_COMPAT_WINSOCK2_H

#include <qos.h>
#include <windows.h>
#include <ws2def.h>

#define WSAAPI WINAPI
#define MAKEWORD_2_2 MAKEWORD(2, 2)

EXTERN_C_START

typedef UINT_PTR SOCKET;
typedef UINT GROUP;
typedef HANDLE WSAEVENT, *LPWSAEVENT;
#define WSAOVERLAPPED OVERLAPPED
typedef struct _OVERLAPPED *LPWSAOVERLAPPED;

#define INVALID_SOCKET ((SOCKET)(~(SOCKET)0))
#define SOCKET_ERROR (-1)
#define FROM_PROTOCOL_INFO (-1)
#define WSA_INVALID_EVENT ((WSAEVENT)NULL)
#define WSA_INFINITE INFINITE
#define WSA_MAXIMUM_WAIT_EVENTS MAXIMUM_WAIT_OBJECTS
#define WSA_WAIT_FAILED WAIT_FAILED
#define WSA_WAIT_EVENT_0 WAIT_OBJECT_0
#define WSA_WAIT_IO_COMPLETION WAIT_IO_COMPLETION
#define WSA_WAIT_TIMEOUT ((DWORD)WAIT_TIMEOUT)

/* ---- constants ----------------------------------------------------------------------------------------------------- */

#define SD_RECEIVE 0
#define SD_SEND 1
#define SD_BOTH 2
#define MSG_OOB 0x1
#define MSG_PEEK 0x2
#define MSG_DONTROUTE 0x4
#define MSG_WAITALL 0x8
#define MSG_PUSH_IMMEDIATE 0x20
#define MSG_PARTIAL 0x8000
#define MSG_INTERRUPT 0x10
#define MSG_MAXIOVLEN 16

#define WSA_FLAG_OVERLAPPED 0x01
#define WSA_FLAG_MULTIPOINT_C_ROOT 0x02
#define WSA_FLAG_MULTIPOINT_C_LEAF 0x04
#define WSA_FLAG_MULTIPOINT_D_ROOT 0x08
#define WSA_FLAG_MULTIPOINT_D_LEAF 0x10
#define WSA_FLAG_ACCESS_SYSTEM_SECURITY 0x40
#define WSA_FLAG_NO_HANDLE_INHERIT 0x80
#define WSA_FLAG_REGISTERED_IO 0x100

#define CF_ACCEPT 0x0000
#define CF_REJECT 0x0001
#define CF_DEFER 0x0002

#define FD_READ 0x001
#define FD_WRITE 0x002
#define FD_OOB 0x004
#define FD_ACCEPT 0x008
#define FD_CONNECT 0x010
#define FD_CLOSE 0x020
#define FD_QOS 0x040
#define FD_GROUP_QOS 0x080
#define FD_ROUTING_INTERFACE_CHANGE 0x100
#define FD_ADDRESS_LIST_CHANGE 0x200
#define FD_READ_BIT 0
#define FD_WRITE_BIT 1
#define FD_OOB_BIT 2
#define FD_ACCEPT_BIT 3
#define FD_CONNECT_BIT 4
#define FD_CLOSE_BIT 5
#define FD_QOS_BIT 6
#define FD_GROUP_QOS_BIT 7
#define FD_ROUTING_INTERFACE_CHANGE_BIT 8
#define FD_ADDRESS_LIST_CHANGE_BIT 9
#define FD_MAX_EVENTS 10
#define FD_ALL_EVENTS ((1 << FD_MAX_EVENTS) - 1)

#define FIONREAD 0x4004667fu
#define FIONBIO 0x8004667eu
#define FIOASYNC 0x8004667du
#define SIOCATMARK 0x40047307u

#define WSADESCRIPTION_LEN 256
#define WSASYS_STATUS_LEN 128
#define WSAPROTOCOL_LEN 255
#define MAX_PROTOCOL_CHAIN 7
#define BASE_PROTOCOL 1
#define LAYERED_PROTOCOL 0

#define PFL_MULTIPLE_PROTO_ENTRIES 0x01
#define PFL_RECOMMENDED_PROTO_ENTRY 0x02
#define PFL_HIDDEN 0x04
#define PFL_MATCHES_PROTOCOL_ZERO 0x08
#define PFL_NETWORKDIRECT_PROVIDER 0x10

#define XP1_CONNECTIONLESS 0x00000001
#define XP1_GUARANTEED_DELIVERY 0x00000002
#define XP1_GUARANTEED_ORDER 0x00000004
#define XP1_MESSAGE_ORIENTED 0x00000008
#define XP1_PSEUDO_STREAM 0x00000010
#define XP1_GRACEFUL_CLOSE 0x00000020
#define XP1_EXPEDITED_DATA 0x00000040
#define XP1_CONNECT_DATA 0x00000080
#define XP1_DISCONNECT_DATA 0x00000100
#define XP1_SUPPORT_BROADCAST 0x00000200
#define XP1_SUPPORT_MULTIPOINT 0x00000400
#define XP1_MULTIPOINT_CONTROL_PLANE 0x00000800
#define XP1_MULTIPOINT_DATA_PLANE 0x00001000
#define XP1_QOS_SUPPORTED 0x00002000
#define XP1_INTERRUPT 0x00004000
#define XP1_UNI_SEND 0x00008000
#define XP1_UNI_RECV 0x00010000
#define XP1_IFS_HANDLES 0x00020000
#define XP1_PARTIAL_MESSAGE 0x00040000
#define XP1_SAN_SUPPORT_SDP 0x00080000

#define BIGENDIAN 0x0000
#define LITTLEENDIAN 0x0001
#define SECURITY_PROTOCOL_NONE 0x0000
#define JL_SENDER_ONLY 0x01
#define JL_RECEIVER_ONLY 0x02
#define JL_BOTH 0x04

#define POLLRDNORM 0x0100
#define POLLRDBAND 0x0200
#define POLLIN (POLLRDNORM | POLLRDBAND)
#define POLLPRI 0x0400
#define POLLWRNORM 0x0010
#define POLLOUT (POLLWRNORM)
#define POLLWRBAND 0x0020
#define POLLERR 0x0001
#define POLLHUP 0x0002
#define POLLNVAL 0x0004

/* ---- structures ---------------------------------------------------------------------------------------------------- */

#define FD_SETSIZE WSPLAB_FD_SETSIZE
typedef struct fd_set {
    UINT fd_count;
    SOCKET fd_array[FD_SETSIZE];
} fd_set, FD_SET, *PFD_SET, *LPFD_SET;
WSPLAB_OFFSET(FD_SET, fd_array, 8, 4);

typedef struct timeval {
    LONG tv_sec;
    LONG tv_usec;
} TIMEVAL, *PTIMEVAL, *LPTIMEVAL;
WSPLAB_SIZE(TIMEVAL, 8, 8);

typedef struct linger {
    USHORT l_onoff;
    USHORT l_linger;
} LINGER, *PLINGER, *LPLINGER;
WSPLAB_SIZE(LINGER, 4, 4);

typedef struct WSAData {
    WORD wVersion;
    WORD wHighVersion;
#if UINTPTR_MAX == UINT64_MAX
    USHORT iMaxSockets;
    USHORT iMaxUdpDg;
    CHAR *lpVendorInfo;
    CHAR szDescription[WSADESCRIPTION_LEN + 1];
    CHAR szSystemStatus[WSASYS_STATUS_LEN + 1];
#else
    CHAR szDescription[WSADESCRIPTION_LEN + 1];
    CHAR szSystemStatus[WSASYS_STATUS_LEN + 1];
    USHORT iMaxSockets;
    USHORT iMaxUdpDg;
    CHAR *lpVendorInfo;
#endif
} WSADATA, *LPWSADATA;
WSPLAB_SIZE(WSADATA, 408, 400);

typedef struct _WSAPROTOCOLCHAIN {
    INT ChainLen;
    DWORD ChainEntries[MAX_PROTOCOL_CHAIN];
} WSAPROTOCOLCHAIN, *LPWSAPROTOCOLCHAIN;
WSPLAB_SIZE(WSAPROTOCOLCHAIN, 32, 32);

typedef struct _WSAPROTOCOL_INFOW {
    DWORD dwServiceFlags1;
    DWORD dwServiceFlags2;
    DWORD dwServiceFlags3;
    DWORD dwServiceFlags4;
    DWORD dwProviderFlags;
    GUID ProviderId;
    DWORD dwCatalogEntryId;
    WSAPROTOCOLCHAIN ProtocolChain;
    INT iVersion;
    INT iAddressFamily;
    INT iMaxSockAddr;
    INT iMinSockAddr;
    INT iSocketType;
    INT iProtocol;
    INT iProtocolMaxOffset;
    INT iNetworkByteOrder;
    INT iSecurityScheme;
    DWORD dwMessageSize;
    DWORD dwProviderReserved;
    WCHAR szProtocol[WSAPROTOCOL_LEN + 1];
} WSAPROTOCOL_INFOW, *LPWSAPROTOCOL_INFOW;
WSPLAB_SIZE(WSAPROTOCOL_INFOW, 628, 628);
WSPLAB_OFFSET(WSAPROTOCOL_INFOW, ProviderId, 20, 20);
WSPLAB_OFFSET(WSAPROTOCOL_INFOW, ProtocolChain, 40, 40);
WSPLAB_OFFSET(WSAPROTOCOL_INFOW, iVersion, 72, 72);
WSPLAB_OFFSET(WSAPROTOCOL_INFOW, dwProviderReserved, 112, 112);
WSPLAB_OFFSET(WSAPROTOCOL_INFOW, szProtocol, 116, 116);

typedef struct _WSANETWORKEVENTS {
    LONG lNetworkEvents;
    INT iErrorCode[FD_MAX_EVENTS];
} WSANETWORKEVENTS, *LPWSANETWORKEVENTS;
WSPLAB_SIZE(WSANETWORKEVENTS, 44, 44);

typedef struct pollfd {
    SOCKET fd;
    SHORT events;
    SHORT revents;
} WSAPOLLFD, *PWSAPOLLFD, *LPWSAPOLLFD;
WSPLAB_SIZE(WSAPOLLFD, 16, 8);

typedef int(CALLBACK *LPCONDITIONPROC)(LPWSABUF callerId, LPWSABUF callerData, LPQOS sqos, LPQOS gqos,
                                       LPWSABUF calleeId, LPWSABUF calleeData, GROUP *group, DWORD_PTR callbackData);
typedef void(CALLBACK *LPWSAOVERLAPPED_COMPLETION_ROUTINE)(DWORD error, DWORD transferred, LPWSAOVERLAPPED overlapped,
                                                           DWORD flags);

/* ---- start, errors, catalog ---------------------------------------------------------------------------------------- */

int WSAAPI WSAStartup(WORD versionRequested, LPWSADATA data);
int WSAAPI WSACleanup(void);
int WSAAPI WSAGetLastError(void);
void WSAAPI WSASetLastError(int error);
int WSAAPI WSAEnumProtocolsW(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD length);
int WSAAPI WSAProviderConfigChange(LPHANDLE handle, LPWSAOVERLAPPED overlapped,
                                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);

/* ---- sockets ------------------------------------------------------------------------------------------------------- */

SOCKET WSAAPI socket(int family, int type, int protocol);
SOCKET WSAAPI WSASocketW(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group, DWORD flags);
int WSAAPI WSADuplicateSocketW(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info);
int WSAAPI closesocket(SOCKET s);
int WSAAPI bind(SOCKET s, const struct sockaddr *name, int length);
int WSAAPI listen(SOCKET s, int backlog);
SOCKET WSAAPI accept(SOCKET s, struct sockaddr *address, int *length);
SOCKET WSAAPI WSAAccept(SOCKET s, struct sockaddr *address, LPINT length, LPCONDITIONPROC condition, DWORD_PTR data);
int WSAAPI connect(SOCKET s, const struct sockaddr *name, int length);
int WSAAPI WSAConnect(SOCKET s, const struct sockaddr *name, int length, LPWSABUF callerData, LPWSABUF calleeData,
                      LPQOS sqos, LPQOS gqos);
SOCKET WSAAPI WSAJoinLeaf(SOCKET s, const struct sockaddr *name, int length, LPWSABUF callerData, LPWSABUF calleeData,
                          LPQOS sqos, LPQOS gqos, DWORD flags);
int WSAAPI shutdown(SOCKET s, int how);
int WSAAPI WSASendDisconnect(SOCKET s, LPWSABUF data);
int WSAAPI WSARecvDisconnect(SOCKET s, LPWSABUF data);
BOOL WSAAPI WSAGetQOSByName(SOCKET s, LPWSABUF name, LPQOS qos);
int WSAAPI getsockname(SOCKET s, struct sockaddr *name, int *length);
int WSAAPI getpeername(SOCKET s, struct sockaddr *name, int *length);
int WSAAPI getsockopt(SOCKET s, int level, int option, char *value, int *length);
int WSAAPI setsockopt(SOCKET s, int level, int option, const char *value, int length);

/* ---- transfers ----------------------------------------------------------------------------------------------------- */

int WSAAPI send(SOCKET s, const char *data, int length, int flags);
int WSAAPI recv(SOCKET s, char *room, int length, int flags);
int WSAAPI sendto(SOCKET s, const char *data, int length, int flags, const struct sockaddr *to, int toLength);
int WSAAPI recvfrom(SOCKET s, char *room, int length, int flags, struct sockaddr *from, int *fromLength);
int WSAAPI WSASend(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, LPWSAOVERLAPPED overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
int WSAAPI WSARecv(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, LPWSAOVERLAPPED overlapped,
                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
int WSAAPI WSASendTo(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags, const struct sockaddr *to,
                     int toLength, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
int WSAAPI WSARecvFrom(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags, struct sockaddr *from,
                       LPINT fromLength, LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
int WSAAPI WSASendMsg(SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent, LPWSAOVERLAPPED overlapped,
                      LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
int WSAAPI ioctlsocket(SOCKET s, long command, u_long *argument);
int WSAAPI WSAIoctl(SOCKET s, DWORD code, LPVOID in, DWORD inLength, LPVOID out, DWORD outLength, LPDWORD returned,
                    LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
BOOL WSAAPI WSAGetOverlappedResult(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred, BOOL wait, LPDWORD flags);

/* ---- events and readiness ------------------------------------------------------------------------------------------ */

WSAEVENT WSAAPI WSACreateEvent(void);
BOOL WSAAPI WSACloseEvent(WSAEVENT event);
BOOL WSAAPI WSASetEvent(WSAEVENT event);
BOOL WSAAPI WSAResetEvent(WSAEVENT event);
DWORD WSAAPI WSAWaitForMultipleEvents(DWORD count, const WSAEVENT *events, BOOL all, DWORD milliseconds,
                                      BOOL alertable);
int WSAAPI WSAEventSelect(SOCKET s, WSAEVENT event, long events);
int WSAAPI WSAEnumNetworkEvents(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS happened);
int WSAAPI WSAAsyncSelect(SOCKET s, HWND window, u_int message, long events);
int WSAAPI select(int ignored, fd_set *read, fd_set *write, fd_set *except, const struct timeval *timeout);
int WSAAPI WSAPoll(LPWSAPOLLFD sockets, ULONG count, INT timeout);
int WSAAPI __WSAFDIsSet(SOCKET s, fd_set *set);

#define FD_ZERO(set) ((void)((set)->fd_count = 0))
#define FD_ISSET(s, set) __WSAFDIsSet((SOCKET)(s), (set))
#define FD_SET(s, set) wsplab_fd_add((SOCKET)(s), (set))
#define FD_CLR(s, set) wsplab_fd_remove((SOCKET)(s), (set))

/* ---- names and bytes ----------------------------------------------------------------------------------------------- */

INT WSAAPI WSAAddressToStringA(LPSOCKADDR address, DWORD length, LPWSAPROTOCOL_INFOW info, LPSTR text, LPDWORD size);
INT WSAAPI WSAAddressToStringW(LPSOCKADDR address, DWORD length, LPWSAPROTOCOL_INFOW info, LPWSTR text, LPDWORD size);
INT WSAAPI WSAStringToAddressA(LPSTR text, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address, LPINT length);
INT WSAAPI WSAStringToAddressW(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address, LPINT length);

#if defined(UNICODE)
#define WSAAddressToString WSAAddressToStringW
#define WSAStringToAddress WSAStringToAddressW
#else
#define WSAAddressToString WSAAddressToStringA
#define WSAStringToAddress WSAStringToAddressA
#endif
#define WSASocket WSASocketW
#define WSADuplicateSocket WSADuplicateSocketW
#define WSAEnumProtocols WSAEnumProtocolsW
#define WSAPROTOCOL_INFO WSAPROTOCOL_INFOW
#define LPWSAPROTOCOL_INFO LPWSAPROTOCOL_INFOW

EXTERN_C_END

#include <wsplab_socket_inline.h>

#endif
