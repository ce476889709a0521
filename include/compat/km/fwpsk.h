/*
 * fwpsk.h - what callouts are given, and what they call: the part that pending, completing, redirecting and injecting at the
 * ALE layers needs (docs/wfp.md). What is not there does not compile.
 */
#ifndef WSPLAB_KM_FWPSK_H
#define WSPLAB_KM_FWPSK_H

#include "fwptypes.h"
#include "ndis.h"
#include "ws2ipdef.h"
#include "wsplab_fwp_fields.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef UINT32 COMPARTMENT_ID;
typedef UINT32 IF_INDEX;
#define UNSPECIFIED_COMPARTMENT_ID 0
#define DEFAULT_COMPARTMENT_ID 1

/* ---- layers ------------------------------------------------------------------------------------------------------- */

/* Those that the engine here has; the others keep their places. */
typedef enum FWPS_BUILTIN_LAYERS_ {
    FWPS_LAYER_INBOUND_TRANSPORT_V4 = 12,
    FWPS_LAYER_INBOUND_TRANSPORT_V6 = 14,
    FWPS_LAYER_OUTBOUND_TRANSPORT_V4 = 16,
    FWPS_LAYER_OUTBOUND_TRANSPORT_V6 = 18,
    FWPS_LAYER_ALE_RESOURCE_ASSIGNMENT_V4 = 36,
    FWPS_LAYER_ALE_RESOURCE_ASSIGNMENT_V6 = 38,
    FWPS_LAYER_ALE_AUTH_LISTEN_V4 = 40,
    FWPS_LAYER_ALE_AUTH_LISTEN_V6 = 42,
    FWPS_LAYER_ALE_AUTH_RECV_ACCEPT_V4 = 44,
    FWPS_LAYER_ALE_AUTH_RECV_ACCEPT_V6 = 46,
    FWPS_LAYER_ALE_AUTH_CONNECT_V4 = 48,
    FWPS_LAYER_ALE_AUTH_CONNECT_V6 = 50,
    FWPS_LAYER_ALE_FLOW_ESTABLISHED_V4 = 52,
    FWPS_LAYER_ALE_FLOW_ESTABLISHED_V6 = 54,
    FWPS_LAYER_ALE_ENDPOINT_CLOSURE_V4 = 64,
    FWPS_LAYER_ALE_ENDPOINT_CLOSURE_V6,
    FWPS_LAYER_ALE_CONNECT_REDIRECT_V4,
    FWPS_LAYER_ALE_CONNECT_REDIRECT_V6,
    FWPS_LAYER_ALE_BIND_REDIRECT_V4,
    FWPS_LAYER_ALE_BIND_REDIRECT_V6
} FWPS_BUILTIN_LAYERS;

/* ---- what a classify call carries --------------------------------------------------------------------------------- */

typedef struct FWPS_INCOMING_VALUE0_ {
    FWP_VALUE0 value;
} FWPS_INCOMING_VALUE0;

typedef struct FWPS_INCOMING_VALUES0_ {
    UINT16 layerId;
    UINT32 valueCount;
    FWPS_INCOMING_VALUE0 *incomingValue;
} FWPS_INCOMING_VALUES0;

#define FWPS_METADATA_FIELD_FLOW_HANDLE 0x00000002u
#define FWPS_METADATA_FIELD_IP_HEADER_SIZE 0x00000004u
#define FWPS_METADATA_FIELD_PROCESS_PATH 0x00000008u
#define FWPS_METADATA_FIELD_PROCESS_ID 0x00000020u
#define FWPS_METADATA_FIELD_TRANSPORT_HEADER_SIZE 0x00000400u
#define FWPS_METADATA_FIELD_COMPARTMENT_ID 0x00000800u
#define FWPS_METADATA_FIELD_COMPLETION_HANDLE 0x00004000u
#define FWPS_METADATA_FIELD_TRANSPORT_ENDPOINT_HANDLE 0x00008000u
#define FWPS_METADATA_FIELD_REMOTE_SCOPE_ID 0x00010000u
#define FWPS_METADATA_FIELD_TRANSPORT_CONTROL_DATA 0x00020000u
#define FWPS_METADATA_FIELD_PACKET_DIRECTION 0x00040000u
#define FWPS_METADATA_FIELD_ALE_CLASSIFY_REQUIRED 0x00400000u
#define FWPS_IS_METADATA_FIELD_PRESENT(values, field) (((values)->currentMetadataValues & (field)) == (UINT32)(field))

typedef struct FWPS_DISCARD_METADATA0_ {
    UINT32 discardModule;
    UINT32 discardReason;
    UINT64 filterId;
} FWPS_DISCARD_METADATA0;

typedef struct FWPS_INBOUND_FRAGMENT_METADATA0_ {
    UINT32 fragmentIdentification;
    UINT16 fragmentOffset;
    ULONG fragmentLength;
} FWPS_INBOUND_FRAGMENT_METADATA0;

/* Shorter than the kernel's: what follows packetDirection is never there. */
typedef struct FWPS_INCOMING_METADATA_VALUES0_ {
    UINT32 currentMetadataValues;
    UINT32 flags;
    UINT64 reserved;
    FWPS_DISCARD_METADATA0 discardMetadata;
    UINT64 flowHandle;
    UINT32 ipHeaderSize;
    UINT32 transportHeaderSize;
    FWP_BYTE_BLOB *processPath;
    UINT64 token;
    UINT64 processId;
    UINT32 sourceInterfaceIndex;
    UINT32 destinationInterfaceIndex;
    ULONG compartmentId;
    FWPS_INBOUND_FRAGMENT_METADATA0 fragmentMetadata;
    ULONG pathMtu;
    HANDLE completionHandle;
    UINT64 transportEndpointHandle;
    SCOPE_ID remoteScopeId;
    WSACMSGHDR *controlData;
    ULONG controlDataLength;
    FWP_DIRECTION packetDirection;
} FWPS_INCOMING_METADATA_VALUES0;

#define FWPS_RIGHT_ACTION_WRITE 0x00000001u
#define FWPS_CLASSIFY_OUT_FLAG_ABSORB 0x00000001u
#define FWPS_CLASSIFY_OUT_FLAG_BUFFER_LIMIT_REACHED 0x00000002u
#define FWPS_CLASSIFY_OUT_FLAG_NO_MORE_DATA 0x00000004u

typedef struct FWPS_CLASSIFY_OUT0_ {
    FWP_ACTION_TYPE actionType;
    UINT64 outContext;
    UINT64 filterId;
    UINT32 rights;
    UINT32 flags;
    UINT32 reserved;
} FWPS_CLASSIFY_OUT0;

typedef struct FWPS_ACTION0_ {
    FWP_ACTION_TYPE type;
    UINT32 calloutId;
} FWPS_ACTION0;

typedef struct FWPS_FILTER_CONDITION0_ {
    UINT16 fieldId;
    UINT16 reserved;
    FWP_MATCH_TYPE matchType;
    FWP_CONDITION_VALUE0 conditionValue;
} FWPS_FILTER_CONDITION0;

#define FWPS_FILTER_FLAG_CLEAR_ACTION_RIGHT 0x0001u

/* Conditions and provider contexts are not carried: no conditions, NULL. */
typedef struct FWPS_FILTER2_ {
    UINT64 filterId;
    FWP_VALUE0 weight;
    UINT16 subLayerWeight;
    UINT16 flags;
    UINT32 numFilterConditions;
    FWPS_FILTER_CONDITION0 *filterCondition;
    FWPS_ACTION0 action;
    UINT64 context;
    PVOID providerContext;
} FWPS_FILTER2;
typedef FWPS_FILTER2 FWPS_FILTER1; /* they differ in the version of the provider context */

/* ---- callouts ----------------------------------------------------------------------------------------------------- */

typedef enum FWPS_CALLOUT_NOTIFY_TYPE_ {
    FWPS_CALLOUT_NOTIFY_ADD_FILTER,
    FWPS_CALLOUT_NOTIFY_DELETE_FILTER,
    FWPS_CALLOUT_NOTIFY_TYPE_MAX
} FWPS_CALLOUT_NOTIFY_TYPE;

typedef VOID(NTAPI *FWPS_CALLOUT_CLASSIFY_FN2)(const FWPS_INCOMING_VALUES0 *inFixedValues,
                                               const FWPS_INCOMING_METADATA_VALUES0 *inMetaValues, VOID *layerData,
                                               const VOID *classifyContext, const FWPS_FILTER2 *filter,
                                               UINT64 flowContext, FWPS_CLASSIFY_OUT0 *classifyOut);
typedef NTSTATUS(NTAPI *FWPS_CALLOUT_NOTIFY_FN2)(FWPS_CALLOUT_NOTIFY_TYPE notifyType, const GUID *filterKey,
                                                 FWPS_FILTER2 *filter);
typedef VOID(NTAPI *FWPS_CALLOUT_FLOW_DELETE_NOTIFY_FN0)(UINT16 layerId, UINT32 calloutId, UINT64 flowContext);
typedef FWPS_CALLOUT_CLASSIFY_FN2 FWPS_CALLOUT_CLASSIFY_FN1;
typedef FWPS_CALLOUT_NOTIFY_FN2 FWPS_CALLOUT_NOTIFY_FN1;

typedef struct FWPS_CALLOUT2_ {
    GUID calloutKey;
    UINT32 flags;
    FWPS_CALLOUT_CLASSIFY_FN2 classifyFn;
    FWPS_CALLOUT_NOTIFY_FN2 notifyFn;
    FWPS_CALLOUT_FLOW_DELETE_NOTIFY_FN0 flowDeleteFn;
} FWPS_CALLOUT2;
typedef FWPS_CALLOUT2 FWPS_CALLOUT1;

/* ---- redirection -------------------------------------------------------------------------------------------------- */

typedef struct _FWPS_CONNECT_REQUEST0 {
    SOCKADDR_STORAGE localAddressAndPort;
    SOCKADDR_STORAGE remoteAddressAndPort;
    UINT64 portReservationToken;
    ULONG localRedirectTargetPID;
    struct _FWPS_CONNECT_REQUEST0 *previousVersion;
    UINT64 modifierFilterId;
    HANDLE localRedirectHandle;
    VOID *localRedirectContext;
    SIZE_T localRedirectContextSize;
} FWPS_CONNECT_REQUEST0;

typedef struct _FWPS_BIND_REQUEST0 {
    SOCKADDR_STORAGE localAddressAndPort;
    UINT64 portReservationToken;
    struct _FWPS_BIND_REQUEST0 *previousVersion;
    UINT64 modifierFilterId;
} FWPS_BIND_REQUEST0;

/* ---- injection ---------------------------------------------------------------------------------------------------- */

#define FWPS_INJECTION_TYPE_STREAM 0x00000001u
#define FWPS_INJECTION_TYPE_TRANSPORT 0x00000002u

typedef enum FWPS_PACKET_INJECTION_STATE_ {
    FWPS_PACKET_NOT_INJECTED,
    FWPS_PACKET_INJECTED_BY_SELF,
    FWPS_PACKET_INJECTED_BY_OTHER,
    FWPS_PACKET_PREVIOUSLY_INJECTED_BY_SELF,
    FWPS_PACKET_INJECTION_STATE_MAX
} FWPS_PACKET_INJECTION_STATE;

typedef struct FWPS_TRANSPORT_SEND_PARAMS0_ {
    UCHAR *remoteAddress; /* 4 or 16 bytes in network byte order */
    SCOPE_ID remoteScopeId;
    WSACMSGHDR *controlData;
    ULONG controlDataLength;
} FWPS_TRANSPORT_SEND_PARAMS0;

typedef struct FWPS_TRANSPORT_SEND_PARAMS1_ {
    UCHAR *remoteAddress;
    SCOPE_ID remoteScopeId;
    WSACMSGHDR *controlData;
    ULONG controlDataLength;
    UCHAR *headerIncludeHeader;
    ULONG headerIncludeHeaderLength;
} FWPS_TRANSPORT_SEND_PARAMS1;

typedef VOID(NTAPI *FWPS_INJECT_COMPLETE0)(VOID *context, NET_BUFFER_LIST *netBufferList, BOOLEAN dispatchLevel);

#include "wsplab_fwps_functions.h"

#ifdef __cplusplus
}
#endif

#endif
