/*
 * wsplab_socket_names.h - Winsock's functions and types under names of our own.
 *
 * The C library exports send, select and their like, and would win when a module is loaded. So each function is one of the
 * library that a module is linked against. The exceptions are what a provider shares by name with the host: its own
 * WSPStartup, WPUCompleteOverlappedRequest, and the WSC functions.
 */
#ifndef WSPLAB_COMPAT_SOCKET_NAMES_H
#define WSPLAB_COMPAT_SOCKET_NAMES_H

#include <wsplab_system.h>

#if defined(__cplusplus)
/* The macro `bind` renames std::bind as well, after <functional> has declared it: here it is under the new name. */
namespace std {
template <class F, class... A>
inline auto wsplab_bind(F &&f, A &&...a) -> decltype(bind(static_cast<F &&>(f), static_cast<A &&>(a)...)) {
    return bind(static_cast<F &&>(f), static_cast<A &&>(a)...);
}
} // namespace std
#endif

/* ---- functions ----------------------------------------------------------------------------------------------------- */

#define WSAAccept wsplab_WSAAccept
#define WSAAddressToStringA wsplab_WSAAddressToStringA
#define WSAAddressToStringW wsplab_WSAAddressToStringW
#define WSAAsyncSelect wsplab_WSAAsyncSelect
#define WSACleanup wsplab_WSACleanup
#define WSACloseEvent wsplab_WSACloseEvent
#define WSAConnect wsplab_WSAConnect
#define WSACreateEvent wsplab_WSACreateEvent
#define WSADuplicateSocketW wsplab_WSADuplicateSocketW
#define WSAEnumNetworkEvents wsplab_WSAEnumNetworkEvents
#define WSAEnumProtocolsW wsplab_WSAEnumProtocolsW
#define WSAEventSelect wsplab_WSAEventSelect
#define WSAGetLastError wsplab_WSAGetLastError
#define WSAGetOverlappedResult wsplab_WSAGetOverlappedResult
#define WSAGetQOSByName wsplab_WSAGetQOSByName
#define WSAIoctl wsplab_WSAIoctl
#define WSAJoinLeaf wsplab_WSAJoinLeaf
#define WSAPoll wsplab_WSAPoll
#define WSAProviderConfigChange wsplab_WSAProviderConfigChange
#define WSARecv wsplab_WSARecv
#define WSARecvDisconnect wsplab_WSARecvDisconnect
#define WSARecvFrom wsplab_WSARecvFrom
#define WSAResetEvent wsplab_WSAResetEvent
#define WSASend wsplab_WSASend
#define WSASendDisconnect wsplab_WSASendDisconnect
#define WSASendMsg wsplab_WSASendMsg
#define WSASendTo wsplab_WSASendTo
#define WSASetEvent wsplab_WSASetEvent
#define WSASetLastError wsplab_WSASetLastError
#define WSASocketW wsplab_WSASocketW
#define WSAStartup wsplab_WSAStartup
#define WSAStringToAddressA wsplab_WSAStringToAddressA
#define WSAStringToAddressW wsplab_WSAStringToAddressW
#define WSAWaitForMultipleEvents wsplab_WSAWaitForMultipleEvents
#define __WSAFDIsSet wsplab___WSAFDIsSet
#define accept wsplab_accept
#define bind wsplab_bind
#define closesocket wsplab_closesocket
#define connect wsplab_connect
#define getpeername wsplab_getpeername
#define getsockname wsplab_getsockname
#define getsockopt wsplab_getsockopt
#define ioctlsocket wsplab_ioctlsocket
#define listen wsplab_listen
#define recv wsplab_recv
#define recvfrom wsplab_recvfrom
#define select wsplab_select
#define send wsplab_send
#define sendto wsplab_sendto
#define setsockopt wsplab_setsockopt
#define shutdown wsplab_shutdown
#define socket wsplab_socket

/* mswsock */
#define AcceptEx wsplab_AcceptEx
#define GetAcceptExSockaddrs wsplab_GetAcceptExSockaddrs
#define TransmitFile wsplab_TransmitFile

/* inline, in ws2tcpip.h */
#define inet_ntop wsplab_inet_ntop
#define inet_pton wsplab_inet_pton

/* ---- types --------------------------------------------------------------------------------------------------------- */

#define fd_set wsplab_fd_set
#define timeval wsplab_timeval
#define in_addr wsplab_in_addr
#define in6_addr wsplab_in6_addr
#define in_pktinfo wsplab_in_pktinfo
#define in6_pktinfo wsplab_in6_pktinfo
#define in6addr_any wsplab_in6addr_any
#define in6addr_loopback wsplab_in6addr_loopback
#define ip_mreq wsplab_ip_mreq
#define ipv6_mreq wsplab_ipv6_mreq
#define linger wsplab_linger
#define pollfd wsplab_pollfd
#define sockaddr wsplab_sockaddr
#define sockaddr_in wsplab_sockaddr_in
#define sockaddr_in6 wsplab_sockaddr_in6
#define sockaddr_storage wsplab_sockaddr_storage
#define socklen_t wsplab_socklen_t
#define u_long wsplab_u_long

#endif
