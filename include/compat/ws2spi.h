/* ws2spi.h - the interface between ws2_32 and transport service providers, and the functions that edit the catalog. */
#ifndef WSPLAB_COMPAT_WS2SPI_H
#define WSPLAB_COMPAT_WS2SPI_H

#include <winsock2.h>

#define WSPAPI WSAAPI
#define WSPDESCRIPTION_LEN 255
#define WSS_OPERATION_IN_PROGRESS 0x00000103

EXTERN_C_START

typedef struct _WSATHREADID {
    HANDLE ThreadHandle;
    DWORD_PTR Reserved;
} WSATHREADID, *LPWSATHREADID;
WSPLAB_SIZE(WSATHREADID, 16, 8);

typedef struct WSPData {
    WORD wVersion;
    WORD wHighVersion;
    WCHAR szDescription[WSPDESCRIPTION_LEN + 1];
} WSPDATA, *LPWSPDATA;
WSPLAB_SIZE(WSPDATA, 516, 516);

typedef BOOL(CALLBACK *LPBLOCKINGCALLBACK)(DWORD_PTR context);
typedef void(CALLBACK *LPWSAUSERAPC)(DWORD_PTR context);

/* ---- the thirty functions of a provider ------------------------------------------------------------------------------ */

typedef SOCKET(WSPAPI *LPWSPACCEPT)(SOCKET s, struct sockaddr *address, LPINT addressLength, LPCONDITIONPROC condition,
                                    DWORD_PTR callbackData, LPINT error);
typedef INT(WSPAPI *LPWSPADDRESSTOSTRING)(LPSOCKADDR address, DWORD addressLength, LPWSAPROTOCOL_INFOW info,
                                          LPWSTR text, LPDWORD textLength, LPINT error);
typedef int(WSPAPI *LPWSPASYNCSELECT)(SOCKET s, HWND window, unsigned int message, long events, LPINT error);
typedef int(WSPAPI *LPWSPBIND)(SOCKET s, const struct sockaddr *name, int nameLength, LPINT error);
typedef int(WSPAPI *LPWSPCANCELBLOCKINGCALL)(LPINT error);
typedef int(WSPAPI *LPWSPCLEANUP)(LPINT error);
typedef int(WSPAPI *LPWSPCLOSESOCKET)(SOCKET s, LPINT error);
typedef int(WSPAPI *LPWSPCONNECT)(SOCKET s, const struct sockaddr *name, int nameLength, LPWSABUF callerData,
                                  LPWSABUF calleeData, LPQOS sqos, LPQOS gqos, LPINT error);
typedef int(WSPAPI *LPWSPDUPLICATESOCKET)(SOCKET s, DWORD process, LPWSAPROTOCOL_INFOW info, LPINT error);
typedef int(WSPAPI *LPWSPENUMNETWORKEVENTS)(SOCKET s, WSAEVENT event, LPWSANETWORKEVENTS happened, LPINT error);
typedef int(WSPAPI *LPWSPEVENTSELECT)(SOCKET s, WSAEVENT event, long events, LPINT error);
typedef BOOL(WSPAPI *LPWSPGETOVERLAPPEDRESULT)(SOCKET s, LPWSAOVERLAPPED overlapped, LPDWORD transferred, BOOL wait,
                                               LPDWORD flags, LPINT error);
typedef int(WSPAPI *LPWSPGETPEERNAME)(SOCKET s, struct sockaddr *name, LPINT nameLength, LPINT error);
typedef int(WSPAPI *LPWSPGETSOCKNAME)(SOCKET s, struct sockaddr *name, LPINT nameLength, LPINT error);
typedef int(WSPAPI *LPWSPGETSOCKOPT)(SOCKET s, int level, int option, char *value, LPINT valueLength, LPINT error);
typedef BOOL(WSPAPI *LPWSPGETQOSBYNAME)(SOCKET s, LPWSABUF name, LPQOS qos, LPINT error);
typedef int(WSPAPI *LPWSPIOCTL)(SOCKET s, DWORD code, LPVOID in, DWORD inLength, LPVOID out, DWORD outLength,
                                LPDWORD returned, LPWSAOVERLAPPED overlapped,
                                LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error);
typedef SOCKET(WSPAPI *LPWSPJOINLEAF)(SOCKET s, const struct sockaddr *name, int nameLength, LPWSABUF callerData,
                                      LPWSABUF calleeData, LPQOS sqos, LPQOS gqos, DWORD flags, LPINT error);
typedef int(WSPAPI *LPWSPLISTEN)(SOCKET s, int backlog, LPINT error);
typedef int(WSPAPI *LPWSPRECV)(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                               LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                               LPWSATHREADID thread, LPINT error);
typedef int(WSPAPI *LPWSPRECVDISCONNECT)(SOCKET s, LPWSABUF data, LPINT error);
typedef int(WSPAPI *LPWSPRECVFROM)(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD received, LPDWORD flags,
                                   struct sockaddr *from, LPINT fromLength, LPWSAOVERLAPPED overlapped,
                                   LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error);
typedef int(WSPAPI *LPWSPSELECT)(int ignored, fd_set *read, fd_set *write, fd_set *except,
                                 const struct timeval *timeout, LPINT error);
typedef int(WSPAPI *LPWSPSEND)(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                               LPWSAOVERLAPPED overlapped, LPWSAOVERLAPPED_COMPLETION_ROUTINE routine,
                               LPWSATHREADID thread, LPINT error);
typedef int(WSPAPI *LPWSPSENDDISCONNECT)(SOCKET s, LPWSABUF data, LPINT error);
typedef int(WSPAPI *LPWSPSENDTO)(SOCKET s, LPWSABUF buffers, DWORD count, LPDWORD sent, DWORD flags,
                                 const struct sockaddr *to, int toLength, LPWSAOVERLAPPED overlapped,
                                 LPWSAOVERLAPPED_COMPLETION_ROUTINE routine, LPWSATHREADID thread, LPINT error);
typedef int(WSPAPI *LPWSPSETSOCKOPT)(SOCKET s, int level, int option, const char *value, int valueLength, LPINT error);
typedef int(WSPAPI *LPWSPSHUTDOWN)(SOCKET s, int how, LPINT error);
typedef SOCKET(WSPAPI *LPWSPSOCKET)(int family, int type, int protocol, LPWSAPROTOCOL_INFOW info, GROUP group,
                                    DWORD flags, LPINT error);
typedef INT(WSPAPI *LPWSPSTRINGTOADDRESS)(LPWSTR text, INT family, LPWSAPROTOCOL_INFOW info, LPSOCKADDR address,
                                          LPINT addressLength, LPINT error);

typedef struct _WSPPROC_TABLE {
    LPWSPACCEPT lpWSPAccept;
    LPWSPADDRESSTOSTRING lpWSPAddressToString;
    LPWSPASYNCSELECT lpWSPAsyncSelect;
    LPWSPBIND lpWSPBind;
    LPWSPCANCELBLOCKINGCALL lpWSPCancelBlockingCall;
    LPWSPCLEANUP lpWSPCleanup;
    LPWSPCLOSESOCKET lpWSPCloseSocket;
    LPWSPCONNECT lpWSPConnect;
    LPWSPDUPLICATESOCKET lpWSPDuplicateSocket;
    LPWSPENUMNETWORKEVENTS lpWSPEnumNetworkEvents;
    LPWSPEVENTSELECT lpWSPEventSelect;
    LPWSPGETOVERLAPPEDRESULT lpWSPGetOverlappedResult;
    LPWSPGETPEERNAME lpWSPGetPeerName;
    LPWSPGETSOCKNAME lpWSPGetSockName;
    LPWSPGETSOCKOPT lpWSPGetSockOpt;
    LPWSPGETQOSBYNAME lpWSPGetQOSByName;
    LPWSPIOCTL lpWSPIoctl;
    LPWSPJOINLEAF lpWSPJoinLeaf;
    LPWSPLISTEN lpWSPListen;
    LPWSPRECV lpWSPRecv;
    LPWSPRECVDISCONNECT lpWSPRecvDisconnect;
    LPWSPRECVFROM lpWSPRecvFrom;
    LPWSPSELECT lpWSPSelect;
    LPWSPSEND lpWSPSend;
    LPWSPSENDDISCONNECT lpWSPSendDisconnect;
    LPWSPSENDTO lpWSPSendTo;
    LPWSPSETSOCKOPT lpWSPSetSockOpt;
    LPWSPSHUTDOWN lpWSPShutdown;
    LPWSPSOCKET lpWSPSocket;
    LPWSPSTRINGTOADDRESS lpWSPStringToAddress;
} WSPPROC_TABLE, *LPWSPPROC_TABLE;
WSPLAB_SIZE(WSPPROC_TABLE, 240, 120);
WSPLAB_OFFSET(WSPPROC_TABLE, lpWSPGetQOSByName, 120, 60);
WSPLAB_OFFSET(WSPPROC_TABLE, lpWSPStringToAddress, 232, 116);

/* ---- the fifteen upcalls, and the one that is an export --------------------------------------------------------------- */

typedef BOOL(WSPAPI *LPWPUCLOSEEVENT)(WSAEVENT event, LPINT error);
typedef int(WSPAPI *LPWPUCLOSESOCKETHANDLE)(SOCKET s, LPINT error);
typedef WSAEVENT(WSPAPI *LPWPUCREATEEVENT)(LPINT error);
typedef SOCKET(WSPAPI *LPWPUCREATESOCKETHANDLE)(DWORD catalogEntry, DWORD_PTR context, LPINT error);
typedef int(WSPAPI *LPWPUFDISSET)(SOCKET s, fd_set *set);
typedef int(WSPAPI *LPWPUGETPROVIDERPATH)(LPGUID provider, WCHAR *path, LPINT pathLength, LPINT error);
typedef SOCKET(WSPAPI *LPWPUMODIFYIFSHANDLE)(DWORD catalogEntry, SOCKET proposed, LPINT error);
typedef BOOL(WSPAPI *LPWPUPOSTMESSAGE)(HWND window, UINT message, WPARAM wParam, LPARAM lParam);
typedef int(WSPAPI *LPWPUQUERYBLOCKINGCALLBACK)(DWORD catalogEntry, LPBLOCKINGCALLBACK *callback, PDWORD_PTR context,
                                                LPINT error);
typedef int(WSPAPI *LPWPUQUERYSOCKETHANDLECONTEXT)(SOCKET s, PDWORD_PTR context, LPINT error);
typedef int(WSPAPI *LPWPUQUEUEAPC)(LPWSATHREADID thread, LPWSAUSERAPC function, DWORD_PTR context, LPINT error);
typedef BOOL(WSPAPI *LPWPURESETEVENT)(WSAEVENT event, LPINT error);
typedef BOOL(WSPAPI *LPWPUSETEVENT)(WSAEVENT event, LPINT error);
typedef int(WSPAPI *LPWPUOPENCURRENTTHREAD)(LPWSATHREADID thread, LPINT error);
typedef int(WSPAPI *LPWPUCLOSETHREAD)(LPWSATHREADID thread, LPINT error);
typedef int(WSPAPI *LPWPUCOMPLETEOVERLAPPEDREQUEST)(SOCKET s, LPWSAOVERLAPPED overlapped, DWORD error,
                                                    DWORD transferred, LPINT errno_out);

typedef struct _WSPUPCALLTABLE {
    LPWPUCLOSEEVENT lpWPUCloseEvent;
    LPWPUCLOSESOCKETHANDLE lpWPUCloseSocketHandle;
    LPWPUCREATEEVENT lpWPUCreateEvent;
    LPWPUCREATESOCKETHANDLE lpWPUCreateSocketHandle;
    LPWPUFDISSET lpWPUFDIsSet;
    LPWPUGETPROVIDERPATH lpWPUGetProviderPath;
    LPWPUMODIFYIFSHANDLE lpWPUModifyIFSHandle;
    LPWPUPOSTMESSAGE lpWPUPostMessage;
    LPWPUQUERYBLOCKINGCALLBACK lpWPUQueryBlockingCallback;
    LPWPUQUERYSOCKETHANDLECONTEXT lpWPUQuerySocketHandleContext;
    LPWPUQUEUEAPC lpWPUQueueApc;
    LPWPURESETEVENT lpWPUResetEvent;
    LPWPUSETEVENT lpWPUSetEvent;
    LPWPUOPENCURRENTTHREAD lpWPUOpenCurrentThread;
    LPWPUCLOSETHREAD lpWPUCloseThread;
} WSPUPCALLTABLE, *LPWSPUPCALLTABLE;
WSPLAB_SIZE(WSPUPCALLTABLE, 120, 60);
WSPLAB_OFFSET(WSPUPCALLTABLE, lpWPUQueueApc, 80, 40);
WSPLAB_OFFSET(WSPUPCALLTABLE, lpWPUCloseThread, 112, 56);

/* A provider defines it. Here it is visible from outside whatever the module is compiled with. */
__declspec(dllexport) int WSPAPI WSPStartup(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info,
                                            WSPUPCALLTABLE upcalls, LPWSPPROC_TABLE table);
typedef int(WSPAPI *LPWSPSTARTUP)(WORD version, LPWSPDATA data, LPWSAPROTOCOL_INFOW info, WSPUPCALLTABLE upcalls,
                                  LPWSPPROC_TABLE table);

int WSPAPI WPUCompleteOverlappedRequest(SOCKET s, LPWSAOVERLAPPED overlapped, DWORD error, DWORD transferred,
                                        LPINT errno_out);

/* ---- the catalog ------------------------------------------------------------------------------------------------------- */

typedef enum _WSC_PROVIDER_INFO_TYPE { ProviderInfoLspCategories, ProviderInfoAudit } WSC_PROVIDER_INFO_TYPE;

#define LSP_SYSTEM 0x80000000u
#define LSP_INSPECTOR 0x00000001
#define LSP_REDIRECTOR 0x00000002
#define LSP_PROXY 0x00000004
#define LSP_FIREWALL 0x00000008
#define LSP_INBOUND_MODIFY 0x00000010
#define LSP_OUTBOUND_MODIFY 0x00000020
#define LSP_CRYPTO_COMPRESS 0x00000040
#define LSP_LOCAL_CACHE 0x00000080

int WSPAPI WSCEnumProtocols(LPINT protocols, LPWSAPROTOCOL_INFOW buffer, LPDWORD length, LPINT error);
int WSPAPI WSCGetProviderPath(LPGUID provider, WCHAR *path, LPINT pathLength, LPINT error);
int WSPAPI WSCInstallProvider(LPGUID provider, const WCHAR *path, const WSAPROTOCOL_INFOW *entries, DWORD count,
                              LPINT error);
int WSPAPI WSCInstallProviderAndChains(LPGUID provider, const LPWSTR path, const LPWSTR name, DWORD serviceFlags,
                                       LPWSAPROTOCOL_INFOW entries, DWORD count, LPDWORD layerEntry, LPINT error);
int WSPAPI WSCDeinstallProvider(LPGUID provider, LPINT error);
int WSPAPI WSCUpdateProvider(LPGUID provider, const WCHAR *path, const WSAPROTOCOL_INFOW *entries, DWORD count,
                             LPINT error);
int WSPAPI WSCWriteProviderOrder(LPDWORD ids, DWORD count);
int WSPAPI WSCGetProviderInfo(LPGUID provider, WSC_PROVIDER_INFO_TYPE type, PBYTE info, size_t *size, DWORD flags,
                              LPINT error);
int WSPAPI WSCSetProviderInfo(LPGUID provider, WSC_PROVIDER_INFO_TYPE type, PBYTE info, size_t size, DWORD flags,
                              LPINT error);
int WSPAPI WSCGetApplicationCategory(LPCWSTR path, DWORD pathLength, LPCWSTR extra, DWORD extraLength,
                                     DWORD *categories, LPINT error);
int WSPAPI WSCSetApplicationCategory(LPCWSTR path, DWORD pathLength, LPCWSTR extra, DWORD extraLength, DWORD categories,
                                     DWORD *previous, LPINT error);

EXTERN_C_END

#endif
