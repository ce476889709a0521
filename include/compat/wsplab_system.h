/*
 * wsplab_system.h - the system's own headers, and making room after them.
 *
 * The C library has send, select, fd_set, AF_INET6 and many more of its own, with other types and other values. Its
 * headers are read here first, once, so that whatever the source includes later reads nothing again; then their macros
 * are taken away, and the names of types and functions become ours (wsplab_send, struct wsplab_sockaddr). A source may
 * include <stdlib.h>, <sys/select.h> or <sys/socket.h> before or after. What it cannot do is use the system's sockets.
 */
#ifndef WSPLAB_COMPAT_SYSTEM_H
#define WSPLAB_COMPAT_SYSTEM_H

/* A source may choose how many sockets an fd_set holds, as on Windows; <sys/select.h> says 1024 when it was first. */
#if defined(FD_SETSIZE) && !defined(_SYS_SELECT_H) && !defined(_SYS_SELECT_H_)
enum { wsplab_fd_setsize = FD_SETSIZE };
#define WSPLAB_FD_SETSIZE wsplab_fd_setsize
#else
#define WSPLAB_FD_SETSIZE 64
#endif
#undef FD_SETSIZE

#include <arpa/inet.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
#if defined(__cplusplus)
#include <functional> /* std::bind: see wsplab_socket_names.h */
#endif
#if defined(__linux__) && !defined(__USE_MISC)
#error "the C library hides half of itself: compile with -D_GNU_SOURCE, or -std=gnu11 in place of -std=c11"
#endif

/* What the C library's own functions are still called with. */
enum { wsplab_system_af_inet6 = AF_INET6 };
#define WSPLAB_SYSTEM_AF_INET6 wsplab_system_af_inet6
typedef socklen_t wsplab_system_socklen;
#define WSPLAB_SYSTEM_SOCKLEN(size) ((wsplab_system_socklen)(size))

#undef AF_APPLETALK
#undef AF_BLUETOOTH
#undef AF_INET
#undef AF_INET6
#undef AF_IPX
#undef AF_IRDA
#undef AF_SNA
#undef AF_UNIX
#undef AF_UNSPEC
#undef AI_ADDRCONFIG
#undef AI_ALL
#undef AI_CANONNAME
#undef AI_NUMERICHOST
#undef AI_NUMERICSERV
#undef AI_PASSIVE
#undef AI_V4MAPPED
#undef FD_CLR
#undef FD_ISSET
#undef FD_SET
#undef FD_SETSIZE
#undef FD_ZERO
#undef FIOASYNC
#undef FIONBIO
#undef FIONREAD
#undef HOST_NOT_FOUND
#undef IN6ADDR_ANY_INIT
#undef IN6ADDR_LOOPBACK_INIT
#undef INADDR_ANY
#undef INADDR_BROADCAST
#undef INADDR_LOOPBACK
#undef INADDR_NONE
#undef INET6_ADDRSTRLEN
#undef INET_ADDRSTRLEN
#undef INFINITE
#undef IN_MULTICAST
#undef IOC_IN
#undef IOC_INOUT
#undef IOC_OUT
#undef IPPORT_RESERVED
#undef IPPROTO_AH
#undef IPPROTO_DSTOPTS
#undef IPPROTO_EGP
#undef IPPROTO_ESP
#undef IPPROTO_FRAGMENT
#undef IPPROTO_HOPOPTS
#undef IPPROTO_ICMP
#undef IPPROTO_ICMPV6
#undef IPPROTO_IDP
#undef IPPROTO_IGMP
#undef IPPROTO_IP
#undef IPPROTO_IPV6
#undef IPPROTO_MAX
#undef IPPROTO_NONE
#undef IPPROTO_PUP
#undef IPPROTO_RAW
#undef IPPROTO_ROUTING
#undef IPPROTO_TCP
#undef IPPROTO_UDP
#undef IPV6_ADD_MEMBERSHIP
#undef IPV6_DONTFRAG
#undef IPV6_DROP_MEMBERSHIP
#undef IPV6_HDRINCL
#undef IPV6_HOPLIMIT
#undef IPV6_HOPOPTS
#undef IPV6_JOIN_GROUP
#undef IPV6_LEAVE_GROUP
#undef IPV6_MULTICAST_HOPS
#undef IPV6_MULTICAST_IF
#undef IPV6_MULTICAST_LOOP
#undef IPV6_PKTINFO
#undef IPV6_UNICAST_HOPS
#undef IPV6_V6ONLY
#undef IP_ADD_MEMBERSHIP
#undef IP_DROP_MEMBERSHIP
#undef IP_HDRINCL
#undef IP_MULTICAST_IF
#undef IP_MULTICAST_LOOP
#undef IP_MULTICAST_TTL
#undef IP_OPTIONS
#undef IP_PKTINFO
#undef IP_TOS
#undef IP_TTL
#undef MSG_BCAST
#undef MSG_CTRUNC
#undef MSG_DONTROUTE
#undef MSG_ERRQUEUE
#undef MSG_MCAST
#undef MSG_OOB
#undef MSG_PEEK
#undef MSG_TRUNC
#undef MSG_WAITALL
#undef NI_DGRAM
#undef NI_MAXHOST
#undef NI_MAXSERV
#undef NI_NAMEREQD
#undef NI_NOFQDN
#undef NI_NUMERICHOST
#undef NI_NUMERICSERV
#undef NO_DATA
#undef NO_ERROR
#undef NO_RECOVERY
#undef PF_INET
#undef PF_INET6
#undef PF_UNIX
#undef PF_UNSPEC
#undef POLLERR
#undef POLLHUP
#undef POLLIN
#undef POLLNVAL
#undef POLLOUT
#undef POLLPRI
#undef POLLRDBAND
#undef POLLRDNORM
#undef POLLWRBAND
#undef POLLWRNORM
#undef SIOCATMARK
#undef SOCK_DGRAM
#undef SOCK_RAW
#undef SOCK_RDM
#undef SOCK_SEQPACKET
#undef SOCK_STREAM
#undef SOL_SOCKET
#undef SOMAXCONN
#undef SO_ACCEPTCONN
#undef SO_BROADCAST
#undef SO_DEBUG
#undef SO_DONTROUTE
#undef SO_ERROR
#undef SO_KEEPALIVE
#undef SO_LINGER
#undef SO_OOBINLINE
#undef SO_RCVBUF
#undef SO_RCVLOWAT
#undef SO_RCVTIMEO
#undef SO_REUSEADDR
#undef SO_SNDBUF
#undef SO_SNDLOWAT
#undef SO_SNDTIMEO
#undef SO_TYPE
#undef SO_USELOOPBACK
#undef TCP_KEEPCNT
#undef TCP_KEEPIDLE
#undef TCP_KEEPINTVL
#undef TCP_MAXSEG
#undef TCP_NODELAY
#undef TRY_AGAIN
#undef h_addr
#undef s6_addr
#undef s_addr

#endif
