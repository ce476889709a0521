/* mstcpip.h - the control codes of Microsoft's own TCP/IP. */
#ifndef WSPLAB_COMPAT_MSTCPIP_H
#define WSPLAB_COMPAT_MSTCPIP_H

#include <winsock2.h>

struct tcp_keepalive {
    ULONG onoff;
    ULONG keepalivetime;
    ULONG keepaliveinterval;
};
WSPLAB_SIZE(struct tcp_keepalive, 12, 12);

#define SIO_RCVALL _WSAIOW(IOC_VENDOR, 1)
#define SIO_KEEPALIVE_VALS _WSAIOW(IOC_VENDOR, 4)
#define SIO_LOOPBACK_FAST_PATH _WSAIOW(IOC_VENDOR, 16)

#endif
