/* mswsock.h - Microsoft's extension functions, which a client asks the provider for by SIO_GET_EXTENSION_FUNCTION_POINTER. */
#ifndef WSPLAB_COMPAT_MSWSOCK_H
#define WSPLAB_COMPAT_MSWSOCK_H

#include <winsock2.h>

#define SO_CONNDATA 0x7000
#define SO_OPENTYPE 0x7008
#define SO_SYNCHRONOUS_ALERT 0x10
#define SO_SYNCHRONOUS_NONALERT 0x20
#define SO_MAXDG 0x7009
#define SO_MAXPATHDG 0x700A
#define SO_UPDATE_ACCEPT_CONTEXT 0x700B
#define SO_CONNECT_TIME 0x700C
#define SO_UPDATE_CONNECT_CONTEXT 0x7010
#define TCP_BSDURGENT 0x7000
#define SIO_UDP_CONNRESET _WSAIOW(IOC_VENDOR, 12)

#define TF_DISCONNECT 0x01
#define TF_REUSE_SOCKET 0x02
#define TF_WRITE_BEHIND 0x04
#define TF_USE_DEFAULT_WORKER 0x00
#define TF_USE_SYSTEM_THREAD 0x10
#define TF_USE_KERNEL_APC 0x20
#define TP_ELEMENT_MEMORY 1
#define TP_ELEMENT_FILE 2
#define TP_ELEMENT_EOP 4
#define TP_DISCONNECT TF_DISCONNECT
#define TP_REUSE_SOCKET TF_REUSE_SOCKET
#define TP_USE_DEFAULT_WORKER TF_USE_DEFAULT_WORKER
#define TP_USE_SYSTEM_THREAD TF_USE_SYSTEM_THREAD
#define TP_USE_KERNEL_APC TF_USE_KERNEL_APC

typedef struct _TRANSMIT_FILE_BUFFERS {
    LPVOID Head;
    DWORD HeadLength;
    LPVOID Tail;
    DWORD TailLength;
} TRANSMIT_FILE_BUFFERS, *PTRANSMIT_FILE_BUFFERS, *LPTRANSMIT_FILE_BUFFERS;
WSPLAB_SIZE(TRANSMIT_FILE_BUFFERS, 32, 16);

typedef struct _TRANSMIT_PACKETS_ELEMENT {
    ULONG dwElFlags;
    ULONG cLength;
    __extension__ union {
        __extension__ struct {
            LARGE_INTEGER nFileOffset;
            HANDLE hFile;
        };
        PVOID pBuffer;
    };
} TRANSMIT_PACKETS_ELEMENT, *PTRANSMIT_PACKETS_ELEMENT, *LPTRANSMIT_PACKETS_ELEMENT;
WSPLAB_SIZE(TRANSMIT_PACKETS_ELEMENT, 24, sizeof(TRANSMIT_PACKETS_ELEMENT));

typedef BOOL(PASCAL *LPFN_TRANSMITFILE)(SOCKET s, HANDLE file, DWORD bytes, DWORD bytesPerSend, LPOVERLAPPED overlapped,
                                        LPTRANSMIT_FILE_BUFFERS buffers, DWORD reserved);
typedef BOOL(PASCAL *LPFN_TRANSMITPACKETS)(SOCKET s, LPTRANSMIT_PACKETS_ELEMENT elements, DWORD count, DWORD sendSize,
                                           LPOVERLAPPED overlapped, DWORD flags);
typedef BOOL(PASCAL *LPFN_ACCEPTEX)(SOCKET listening, SOCKET accepting, PVOID output, DWORD receiveLength,
                                    DWORD localLength, DWORD remoteLength, LPDWORD received, LPOVERLAPPED overlapped);
typedef void(PASCAL *LPFN_GETACCEPTEXSOCKADDRS)(PVOID output, DWORD receiveLength, DWORD localLength,
                                                DWORD remoteLength, struct sockaddr **local, LPINT localSize,
                                                struct sockaddr **remote, LPINT remoteSize);
typedef BOOL(PASCAL *LPFN_CONNECTEX)(SOCKET s, const struct sockaddr *name, int length, PVOID data, DWORD dataLength,
                                     LPDWORD sent, LPOVERLAPPED overlapped);
typedef BOOL(PASCAL *LPFN_DISCONNECTEX)(SOCKET s, LPOVERLAPPED overlapped, DWORD flags, DWORD reserved);
typedef INT(PASCAL *LPFN_WSARECVMSG)(SOCKET s, LPWSAMSG message, LPDWORD received, LPWSAOVERLAPPED overlapped,
                                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
typedef INT(PASCAL *LPFN_WSASENDMSG)(SOCKET s, LPWSAMSG message, DWORD flags, LPDWORD sent, LPWSAOVERLAPPED overlapped,
                                     LPWSAOVERLAPPED_COMPLETION_ROUTINE routine);
typedef INT(WSAAPI *LPFN_WSAPOLL)(LPWSAPOLLFD sockets, ULONG count, INT timeout);

#define WSAID_TRANSMITFILE WSPLAB_GUID(0xb5367df0, 0xcbac, 0x11cf, 0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92)
#define WSAID_ACCEPTEX WSPLAB_GUID(0xb5367df1, 0xcbac, 0x11cf, 0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92)
#define WSAID_GETACCEPTEXSOCKADDRS                                                                                     \
    WSPLAB_GUID(0xb5367df2, 0xcbac, 0x11cf, 0x95, 0xca, 0x00, 0x80, 0x5f, 0x48, 0xa1, 0x92)
#define WSAID_TRANSMITPACKETS WSPLAB_GUID(0xd9689da0, 0x1f90, 0x11d3, 0x99, 0x71, 0x00, 0xc0, 0x4f, 0x68, 0xc8, 0x76)
#define WSAID_CONNECTEX WSPLAB_GUID(0x25a207b9, 0xddf3, 0x4660, 0x8e, 0xe9, 0x76, 0xe5, 0x8c, 0x74, 0x06, 0x3e)
#define WSAID_DISCONNECTEX WSPLAB_GUID(0x7fda2e11, 0x8630, 0x436f, 0xa0, 0x31, 0xf5, 0x36, 0xa6, 0xee, 0xc1, 0x57)
#define WSAID_WSARECVMSG WSPLAB_GUID(0xf689d7c8, 0x6f1f, 0x436b, 0x8a, 0x53, 0xe5, 0x4f, 0xe3, 0x51, 0xc3, 0x22)
#define WSAID_WSASENDMSG WSPLAB_GUID(0xa441e712, 0x754f, 0x43ca, 0x84, 0xa7, 0x0d, 0xee, 0x44, 0xcf, 0x60, 0x6d)
#define WSAID_WSAPOLL WSPLAB_GUID(0x18c76f85, 0xdc66, 0x4964, 0x97, 0x2e, 0x23, 0xc2, 0x72, 0x38, 0x31, 0x2b)

/* What SIO_EXT_POLL and SIO_EXT_SENDMSG are given, which WSAPoll and WSASendMsg become when there is a layer. */
typedef struct {
    int result;
    ULONG fds;
    INT timeout;
    WSAPOLLFD fdArray[1];
} WSAPOLLDATA, *LPWSAPOLLDATA;
WSPLAB_OFFSET(WSAPOLLDATA, fdArray, 16, 12);

typedef struct {
    LPWSAMSG lpMsg;
    DWORD dwFlags;
    LPDWORD lpNumberOfBytesSent;
    LPWSAOVERLAPPED lpOverlapped;
    LPWSAOVERLAPPED_COMPLETION_ROUTINE lpCompletionRoutine;
} WSASENDMSG, *LPWSASENDMSG;
WSPLAB_SIZE(WSASENDMSG, 40, 20);

EXTERN_C_START

BOOL PASCAL AcceptEx(SOCKET listening, SOCKET accepting, PVOID output, DWORD receiveLength, DWORD localLength,
                     DWORD remoteLength, LPDWORD received, LPOVERLAPPED overlapped);
void PASCAL GetAcceptExSockaddrs(PVOID output, DWORD receiveLength, DWORD localLength, DWORD remoteLength,
                                 struct sockaddr **local, LPINT localSize, struct sockaddr **remote, LPINT remoteSize);
BOOL PASCAL TransmitFile(SOCKET s, HANDLE file, DWORD bytes, DWORD bytesPerSend, LPOVERLAPPED overlapped,
                         LPTRANSMIT_FILE_BUFFERS buffers, DWORD reserved);

EXTERN_C_END

#endif
