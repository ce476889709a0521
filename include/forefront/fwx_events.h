/*
 * fwx_events.h - events, sessions, connections and data filters of the firewall service, so that the source of a whole
 * filter compiles. Declared as the TMG SDK's wspfwext.idl has them, see docs/forefront.md; the service here raises no
 * events, attaches to no session and implements none of these interfaces. Included by wspfwext.h.
 */
#ifndef WSPLAB_FWX_EVENTS_H
#define WSPLAB_FWX_EVENTS_H

struct IFWXConnection;
struct IFWXDataFilter;
struct IFWXFirewallAction;
struct IFWXGetXByY;
struct IFWXPerRuleDataplugin;
struct IFWXUdpDestination;

#define FWX_SESSION_NAT 1
#define FWX_SESSION_AUTHENTICATED 2
#define FWX_SESSION_TERMINATED 4
#define FWX_SESSION_PRIVATE 8

#define FWX_CONNECTION_INTERNAL_ADDRESS_TRANSLATION 0x80000000

typedef enum _tagFwxFirewallEventType {
    fwx_Connect_Tcp = 0x1,
    fwx_Udp_Destination = 0x2,
    fwx_Bind_Tcp = 0x4,
    fwx_Bind_Udp = 0x8,
    fwx_Listen = 0x10,
    fwx_AcceptedConnection = 0x20,
    fwx_GetHostByName = 0x40,
    fwx_GetHostByAddr = 0x80,
    fwx_ConnectionTerminating = 0x100,
    fwx_EstablishedConnection = 0x200,
    fwx_NatPtConnection = 0x400
} FwxFirewallEventType;

typedef enum _tagFwxFirewallEventSource {
    fwxSourceWSP = 0x40000000,
    fwxSourceNAT = (int)0x80000000
} FwxFirewallEventSource;

#define FWX_ALL_SOURCES (fwxSourceNAT | fwxSourceWSP)

typedef enum _tagFwxFirewallEventProtocolSource {
    fwxAnyProtocol = 0x01000000,
    fwxAssociatedProtocolsAllConnections = 0x02000000
} FwxFirewallEventProtocolSource;

typedef enum _tagFwxFilterAccess {
    FWX_ALLOW,
    FWX_DENY,
    FWX_PASS,
    FWX_EMULATE,
    FWX_INTERNAL1,
    FWX_INTERNAL2
} FwxFilterAccess;

typedef enum _tagFwxTimeoutType {
    fwxSendTimeout = 0x1,
    fwxRecvTimeout = 0x2,
    fwxAcceptTimeout = 0x4,
    fwxAcceptExTimeout = 0x8,
    fwxAcceptExRecvTimeout = 0x10,
    fwxConnectExSendTimeout = 0x20
} FwxTimeoutType;

typedef enum _tagFwxDataFilterPriorityClass {
    fwx_dfpc_NAT,
    fwx_dfpc_Internal,
    fwx_dfpc_PostTrust,
    fwx_dfpc_Middle,
    fwx_dfpc_PreTrust,
    fwx_dfpc_External,
    fwx_dfpc_Emulation
} FwxDataFilterPriorityClass;

/* ---- events ------------------------------------------------------------------------------------------------------ */

typedef struct _tagFwxEstablishedConnectionEvent {
    INT Protocol;
    LPSOCKADDR Address;
    DWORD AddressLength;
    IFWXConnection *piConnection;
    IUnknown *UserContext;
} FwxEstablishedConnectionEvent;

typedef struct _tagFwxConnectEvent {
    LPSOCKADDR Address;
    DWORD AddressLength;
    IFWXConnection *piConnection;
    FwxFilterAccess FilterAccess;
    IFWXPerRuleDataplugin *PerRuleProcessedData;
    GUID ProtocolGuid;
    BOOL IsSecondary;
} FwxConnectEvent;

typedef struct _tagFwxUdpDestination {
    LPSOCKADDR Address;
    DWORD AddressLength;
    IFWXConnection *piConnection;
    IFWXUdpDestination *piUdpDestination;
    FwxFilterAccess FilterAccess;
    IFWXPerRuleDataplugin *PerRuleProcessedData;
    GUID ProtocolGuid;
    BOOL IsSecondary;
} FwxUdpDestination;

typedef struct _tagFwxEndConnectionEvent {
    IFWXConnection *piConnection;
} FwxEndConnectionEvent;

typedef struct _tagFwxBindEvent {
    LPSOCKADDR Address;
    DWORD AddressLength;
    IFWXConnection *piConnection;
    FwxFilterAccess FilterAccess;
    IFWXPerRuleDataplugin *PerRuleProcessedData;
    GUID ProtocolGuid;
    BOOL IsSecondary;
} FwxBindEvent;

typedef struct _tagFwxListenEvent {
    LPSOCKADDR Address;
    DWORD AddressLength;
    IFWXConnection *piConnection;
    GUID ProtocolGuid;
} FwxListenEvent;

typedef struct _tagFwxAcceptEvent {
    LPSOCKADDR RemoteAddress;
    DWORD RemoteAddressLength;
    LPSOCKADDR LocalAddress;
    DWORD LocalAddressLength;
    IFWXConnection *piConnectionAccepted;
    FwxFilterAccess FilterAccess;
    IFWXPerRuleDataplugin *PerRuleProcessedData;
    GUID ProtocolGuid;
    BOOL IsSecondary;
} FwxAcceptEvent;

typedef struct _tagFwxGetHostByAddrEvent {
    BYTE *Address;
    DWORD AddressLength;
    INT AddressType;
    LPHOSTENT Hostent;
    DWORD HostentLength;
    BOOL fBeforeAction;
    FwxFilterAccess FilterAccess;
    IFWXGetXByY *piGetXByY;
} FwxGetHostByAddrEvent;

typedef struct _tagFwxGetHostByNameEvent {
    LPSTR Hostname;
    LPHOSTENT Hostent;
    DWORD HostentLength;
    BOOL fBeforeAction;
    FwxFilterAccess FilterAccess;
    IFWXGetXByY *piGetXByY;
} FwxGetHostByNameEvent;

typedef union _tagFwxFirewallEventParameters {
    FwxConnectEvent Connect;
    FwxUdpDestination UdpDest;
    FwxBindEvent Bind;
    FwxListenEvent Listen;
    FwxAcceptEvent Accept;
    FwxGetHostByAddrEvent GetHostByAddr;
    FwxGetHostByNameEvent GetHostByName;
    FwxEndConnectionEvent EndConnect;
    FwxEstablishedConnectionEvent EstablishedConnection;
} FwxFirewallEventParameters;

typedef struct _tagFwxFirewallEvent {
    FwxFirewallEventType EventType;
    FwxFirewallEventSource EventSource;
    FwxFirewallEventParameters Parameters;
} FwxFirewallEvent;

/* ---- implemented by the filter ----------------------------------------------------------------------------------- */

static const IID IID_IFWXSessionFilter = {0x0CF075B1, 0xA8F6, 0x11D0, {0xA7, 0xF1, 0x00, 0x00, 0xF8, 0x75, 0x0B, 0x21}};

struct IFWXSessionFilter : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE FirewallEventHandler(const FwxFirewallEvent *pProxyEvent) = 0;
    virtual HRESULT STDMETHODCALLTYPE Detach() = 0;
};

static const IID IID_IFWXDataFilter = {0x0CF075BA, 0xA8F6, 0x11D0, {0xA7, 0xF1, 0x00, 0x00, 0xF8, 0x75, 0x0B, 0x21}};

struct IFWXDataFilter : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE SetSockets(IFWXSocket *piInternalSocket, IFWXSocket *pIExternalSocket,
                                                 IFWXConnection *piConnection, IUnknown *punkFilterContext) = 0;
    virtual HRESULT STDMETHODCALLTYPE Detach() = 0;
};

static const IID IID_IFWXSlowDataFilter = {
    0x1B2E64E0, 0xFBD4, 0x11D2, {0xAC, 0xD4, 0x00, 0xA0, 0xC9, 0xD7, 0x55, 0x9D}};

struct IFWXSlowDataFilter : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE OkToTerminate() = 0;
};

/* ---- implemented by the real service ----------------------------------------------------------------------------- */

static const IID IID_IFWXFirewallAction = {
    0x03B9F4A0, 0xDF6D, 0x11D2, {0xAC, 0xD1, 0x00, 0xA0, 0xC9, 0xD7, 0x55, 0x9D}};

struct IFWXFirewallAction : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Cancel() = 0;
};

static const IID IID_IFWXGetXByY = {0x56A7AD70, 0x0C21, 0x11D3, {0xAC, 0xD7, 0x00, 0xA0, 0xC9, 0xD7, 0x55, 0x9D}};

struct IFWXGetXByY : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Deny(DWORD Reserved) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetResult(LPHOSTENT Hostent) = 0;
};

static const IID IID_IFWXUdpDestination = {
    0x4752E12E, 0x5715, 0x47BB, {0xB8, 0x84, 0x73, 0xA4, 0x56, 0x69, 0x70, 0x7B}};

struct IFWXUdpDestination : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE Deny(DWORD Reserved) = 0;
};

static const IID IID_IFWXConnection = {0x0CF075B3, 0xA8F6, 0x11D0, {0xA7, 0xF1, 0x00, 0x00, 0xF8, 0x75, 0x0B, 0x21}};

struct IFWXConnection : public IUnknown {
    virtual HRESULT STDMETHODCALLTYPE AttachDataFilter(IFWXDataFilter *piDataFilter,
                                                       FwxDataFilterPriorityClass PriorityClass,
                                                       IUnknown *punkFilterContext) = 0;
    virtual HRESULT STDMETHODCALLTYPE EmulateConnection(IFWXDataFilter *piDataFilter, LPSOCKADDR RemoteAddress,
                                                        DWORD RemoteAddressLength, LPSOCKADDR LocalAddress,
                                                        DWORD LocalAddressLength,
                                                        IFWXConnection **ppNewIFWXConnection) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetSocketName(LPSOCKADDR Address, DWORD AddressLength) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetExternalSocketName(LPSOCKADDR Address, LPINT AddressLength) = 0;
    virtual HRESULT STDMETHODCALLTYPE Kill() = 0;
    virtual HRESULT STDMETHODCALLTYPE SetClientAddress(LPSOCKADDR ClientAddress, DWORD ClientAddressLength) = 0;
    virtual HRESULT STDMETHODCALLTYPE AttachDataFilterWithDestination(IFWXDataFilter *piDataFilter,
                                                                      FwxDataFilterPriorityClass PriorityClass,
                                                                      IUnknown *punkFilterContext,
                                                                      LPSOCKADDR ExternalAddress,
                                                                      INT ExternalAddressLength) = 0;
    virtual HRESULT STDMETHODCALLTYPE EmulateForConnect(IFWXDataFilter *piDataFilter, IUnknown *punkFilterContext) = 0;
    virtual HRESULT STDMETHODCALLTYPE EmulateForBind() = 0;
    virtual HRESULT STDMETHODCALLTYPE Deny(DWORD Reserved) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetBufferSize(DWORD BufferSize) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetExternalPeerName(LPSOCKADDR Address, LPINT AddressLength) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetSession(IFWXSession **ppSession) = 0;
    virtual HRESULT STDMETHODCALLTYPE SetIpFilter(IFWXIpFilter *pIpFilter) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetIpFilter(IFWXIpFilter **ppIpFilter) = 0;
    virtual HRESULT STDMETHODCALLTYPE IncrementBytesSentCounter(DWORD dwBytesSent) = 0;
    virtual HRESULT STDMETHODCALLTYPE GetConnectionFlags(LPDWORD pOutputFlags) = 0;
};

#endif
