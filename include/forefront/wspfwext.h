/*
 * wspfwext.h - interfaces of the firewall service for application filters in C++: what I/O needs, and in fwx_events.h what
 * session and data filters are compiled with. The
 * name is that of the header that the TMG SDK's wspfwext.idl gives; interface ids, the order of the methods and their
 * parameters are those of that file, as docs/forefront.md says. A filter's source includes this one unchanged.
 *
 * Elsewhere than on Windows the few types and calls of Windows that a filter needs come from fwx_windows.h and
 * fwx_winsock.h.
 */
#ifndef WSPLAB_WSPFWEXT_H
#define WSPLAB_WSPFWEXT_H

#ifdef _WIN32
#include <winsock2.h> /* before windows.h */

#include <windows.h>

#include <unknwn.h>
#else
#include "fwx_winsock.h"
#endif

#include "wspfwerr.h"

#ifndef USERCONTEXTTYPE_DEFINED
#define USERCONTEXTTYPE_DEFINED
typedef long long UserContextType;
#endif

struct IFWXOverlapped;
struct IFWXIOBuffer;
struct IFWXIpFilter;
struct IFWXNetworkSocket;
struct IFWXSocket;
struct IFWXSession;
struct IFWXSessionFilter;
struct IFWXAuthenticatedUser;
struct IFWXRadiusAuthenticator;
struct IFWXNetConfigDetector;
struct IFWXLowResourceRecoverer;

#define FWX_PROTOCOL_TCP 6
#define FWX_PROTOCOL_UDP 17

typedef struct _tagFwxFilterHookEvents {
    DWORD dwGlobalEvents;
} FwxFilterHookEvents, *PFwxFilterHookEvents;

#include "fwx_events.h"

/* ---- implemented by the filter ----------------------------------------------------------------------------------- */

static const IID IID_IFWXExternalIOCompletion = {
    0x37AFF878, 0x6BD7, 0x11D1, {0xB0, 0x35, 0x00, 0x00, 0xF8, 0x77, 0x50, 0xCB}};

struct IFWXExternalIOCompletion : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE CompleteAsyncIO(BOOL fSuccess, DWORD NumberOfBytesTransfered,
                                                      DWORD Win32ErrorCode, IFWXOverlapped *pOverlapped,
                                                      UserContextType UserData) = 0;
};

static const IID IID_IFWXTaskCompletion = {
    0x95DA13D9, 0x80ED, 0x4A66, {0xAE, 0x72, 0x42, 0x09, 0x28, 0xF1, 0xD1, 0x83}};

struct IFWXTaskCompletion : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE CompleteTask(UserContextType UserData) = 0;
};

static const IID IID_IFWXIOCompletion = {0x0CF075B4, 0xA8F6, 0x11D0, {0xA7, 0xF1, 0x00, 0x00, 0xF8, 0x75, 0x0B, 0x21}};

/* The order of the arguments is not that of IFWXExternalIOCompletion. */
struct IFWXIOCompletion : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE CompleteAsyncIO(BOOL fSuccess, DWORD Win32ErrorCode, IFWXIOBuffer *pIOBuffer,
                                                      UserContextType UserData, LPSOCKADDR ExternalAddress,
                                                      INT ExternalAddressLength) = 0;
};

static const IID IID_IFWXAcceptCompletion = {
    0x58C4D721, 0x3E61, 0x11D1, {0xB0, 0x2D, 0x00, 0x00, 0xF8, 0x77, 0x50, 0xCB}};

struct IFWXAcceptCompletion : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE CompleteAsyncAccept(BOOL fSuccess, DWORD Win32ErrorCode,
                                                          IFWXNetworkSocket *pListeningSocket,
                                                          IFWXNetworkSocket *pAcceptSocket, LPSOCKADDR RemoteAddress,
                                                          DWORD RemoteAddressLength, LPSOCKADDR LocalAddress,
                                                          DWORD LocalAddressLength, UserContextType UserData) = 0;
};

/* ---- implemented by the service, or by the filter ---------------------------------------------------------------- */

static const IID IID_IFWXIOBuffer = {0x0CF075BB, 0xA8F6, 0x11D0, {0xA7, 0xF1, 0x00, 0x00, 0xF8, 0x75, 0x0B, 0x21}};

struct IFWXIOBuffer : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE GetBufferAndSize(BYTE **ppBuffer, DWORD *pdwSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetDataSize(DWORD dwDataSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE ReadAt(ULONG ulOffset, void *pv, ULONG cb, ULONG *pcbRead) = 0;
    virtual HRESULT STDMETHODCALLTYPE SendToBuffer(IFWXIOBuffer *pDestinationBuffer, ULONG ulOffset, ULONG cb,
                                                   ULONG *pcbCopied) = 0;
    virtual HRESULT STDMETHODCALLTYPE Append(void const *pv, ULONG cb, ULONG *pcbWritten) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetBufferSizes(LPDWORD pdwAlocatedSize, LPDWORD pdwActualSize) = 0;
};

/* ---- implemented by the service ---------------------------------------------------------------------------------- */

static const IID IID_IFWXOverlapped = {0x0CF075B8, 0xA8F6, 0x11D0, {0xA7, 0xF1, 0x00, 0x00, 0xF8, 0x75, 0x0B, 0x21}};

struct IFWXOverlapped : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE GetOverlapped(LPOVERLAPPED *ppov) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetNotificationInterface(IFWXExternalIOCompletion *piExternalIOCompletion,
                                                               UserContextType UserData) = 0;
};

static const IID IID_IFWXSocket = {0x0CF075B5, 0xA8F6, 0x11D0, {0xA7, 0xF1, 0x00, 0x00, 0xF8, 0x75, 0x0B, 0x21}};

/* The methods whose names begin with an underscore are the service's own business, and give E_NOTIMPL here. */
struct IFWXSocket : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Send(IFWXIOBuffer *pIOBuffer, IFWXIOCompletion *pIFWXIOCompletion,
                                           UserContextType UserData) = 0;
    virtual HRESULT STDMETHODCALLTYPE SendTo(IFWXIOBuffer *pIOBuffer, SOCKADDR *Address, INT AddressLength,
                                             IFWXIOCompletion *pIFWXIOCompletion, UserContextType UserData) = 0;
    virtual HRESULT STDMETHODCALLTYPE Recv(IFWXIOBuffer *pIOBuffer, IFWXIOCompletion *pIFWXIOCompletion,
                                           UserContextType UserData) = 0;
    virtual HRESULT STDMETHODCALLTYPE Shutdown(BOOLEAN fAbortive) = 0;
    virtual HRESULT STDMETHODCALLTYPE Close(BOOLEAN fAbortive) = 0;
    virtual HRESULT STDMETHODCALLTYPE _GetWriteCount(LONGLONG *pll) = 0;
    virtual HRESULT STDMETHODCALLTYPE _IsDataAvailable() = 0;
};

static const IID IID_IFWXNetworkSocket = {0x0CF075B6, 0xA8F6, 0x11D0, {0xA7, 0xF1, 0x00, 0x00, 0xF8, 0x75, 0x0B, 0x21}};

struct IFWXNetworkSocket : public IFWXSocket {
    virtual HRESULT STDMETHODCALLTYPE Connect(LPSOCKADDR Address, DWORD AddressLength) = 0;
    virtual HRESULT STDMETHODCALLTYPE Bind(LPSOCKADDR Address, INT AddressLength, IFWXIpFilter *pIpFilter) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetSockName(LPSOCKADDR Address, LPINT AddressLength) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetPeerName(LPSOCKADDR Address, LPINT AddressLength) = 0;
    virtual HRESULT STDMETHODCALLTYPE Listen(INT Backlog) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetSockOpt(int level, int optname, CHAR *optval, int optlen) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetSockOpt(int level, int optname, CHAR *optval, int *optlen) = 0;
    virtual HRESULT STDMETHODCALLTYPE Accept(IFWXAcceptCompletion *pIFWXAcceptCompletion, UserContextType UserData) = 0;
    virtual HRESULT STDMETHODCALLTYPE __SetPacketFilterOptions(BOOL fForInternalUse, DWORD dwForInternalUse) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetIpFilter(IFWXIpFilter *pIpFilter) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetIpFilter(IFWXIpFilter **ppIpFilter) = 0;
};

static const IID IID_IFWXFirewall = {0x0CF075B9, 0xA8F6, 0x11D0, {0xA7, 0xF1, 0x00, 0x00, 0xF8, 0x75, 0x0B, 0x21}};

/* CreateIpFilter, sessions and names give E_NOTIMPL here. */
struct IFWXFirewall : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE HookToCompletionPort(HANDLE_PTR h) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateOverlapped(IFWXOverlapped **ppOverlapped) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateNetworkSocket(INT Protocol, IFWXNetworkSocket **piSocket) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateConstBuffer(BYTE *pBuffer, DWORD dwBufferLength,
                                                        IFWXIOBuffer **pIOBuffer) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateBuffer(DWORD dwBufferLength, IFWXIOBuffer **pIOBuffer) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateWindowBuffer(IFWXIOBuffer *pIOBufferOriginal, DWORD dwOffset,
                                                         DWORD dwLength, IFWXIOBuffer **pIOBuffer) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateIpFilter(IFWXIpFilter **ppIpFilter) = 0;
    virtual HRESULT STDMETHODCALLTYPE StartHeavyBlockingOperation() = 0;
    virtual HRESULT STDMETHODCALLTYPE EndHeavyBlockingOperation() = 0;
    virtual HRESULT STDMETHODCALLTYPE GetClientSession(LPSOCKADDR Address, DWORD AddressLength,
                                                       IFWXSession **ppiClientSession) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreatePrivateSession(LPSOCKADDR ClientAddress, DWORD ClientAddressLength,
                                                           LPSOCKADDR ProxyInternalAddress,
                                                           DWORD ProxyInternalAddressLength,
                                                           IFWXAuthenticatedUser *AuthenticatedUser,
                                                           IFWXSession **ppPrivateSession) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetHostByName(const char *name, char *buf, int *buflen) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetHostByAddr(const char *addr, int len, int type, char *buf, int *buflen) = 0;
};

static const IID IID_IFWXFirewall2 = {0xF3DA55EA, 0xA8A9, 0x47B0, {0xA8, 0x29, 0xA0, 0xFD, 0x9C, 0xDA, 0x66, 0xE6}};

/* Radius, SSL, UpdateServiceStatus and the detectors give E_NOTIMPL here. */
struct IFWXFirewall2 : public IFWXFirewall {
    virtual HRESULT STDMETHODCALLTYPE UpdateServiceStatus(DWORD dwWaitHint) = 0;
    virtual HRESULT STDMETHODCALLTYPE PostTaskCompletion(IFWXTaskCompletion *pIFWXTaskCompletion,
                                                         UserContextType UserData) = 0;
    virtual HRESULT STDMETHODCALLTYPE
    CreateRadiusAuthenticator(IFWXRadiusAuthenticator **ppIFWXRadiusAuthenticator) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetNetConfigDetector(IFWXNetConfigDetector **ppNetConfigDetector) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetLowResourceRecoverer(IFWXLowResourceRecoverer **ppIFWXRecoverer) = 0;
    virtual HRESULT STDMETHODCALLTYPE CreateSSLNetworkSocket(BOOL fAskForClientCert, char *pszHostName,
                                                             DWORD dwHostNameLen, LONG *pCreds, LONG *pDefaultCreds,
                                                             INT eSide, REFGUID ProtocolGuid,
                                                             DWORD dwDefaultSendTimeout, DWORD dwDefaultRecvTimeout,
                                                             BOOL fAllowHTTPSTunnelingMode, IFWXSocket *pExistingSocket,
                                                             IFWXNetworkSocket **ppiSSLSocket) = 0;
};

/* ---- the filter's front door ------------------------------------------------------------------------------------- */

static const IID IID_IFWXFilter = {0xFC5F4665, 0x0110, 0x40F9, {0x81, 0x88, 0x5A, 0x62, 0xA2, 0x94, 0x62, 0xDE}};

struct IFWXFilter : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE FilterInit(IFWXFirewall *pIFWXFirewall,
                                                 FwxFilterHookEvents *pFilterHookEvents) = 0;
    virtual HRESULT STDMETHODCALLTYPE FilterShutdown() = 0;
    virtual HRESULT STDMETHODCALLTYPE AttachToSession(IFWXSession *piSession, IFWXSessionFilter **piSessionFilter,
                                                      PFwxFilterHookEvents pFilterHookEvents) = 0;
};

#endif
