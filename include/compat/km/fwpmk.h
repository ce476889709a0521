/* fwpmk.h - what adds sublayers, callouts and filters to the filter engine; the engine handle is a session of it. */
#ifndef WSPLAB_KM_FWPMK_H
#define WSPLAB_KM_FWPMK_H

#include "fwptypes.h"
#include "wsplab_fwp_calls.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef PVOID PSECURITY_DESCRIPTOR;

typedef struct FWPM_DISPLAY_DATA0_ {
    WCHAR *name;
    WCHAR *description;
} FWPM_DISPLAY_DATA0;

#define FWPM_SESSION_FLAG_DYNAMIC 0x00000001u

typedef struct FWPM_SESSION0_ {
    GUID sessionKey;
    FWPM_DISPLAY_DATA0 displayData;
    UINT32 flags;
    UINT32 txnWaitTimeoutInMSec;
    ULONG processId;
    SID *sid;
    WCHAR *username;
    INT kernelMode;
} FWPM_SESSION0;

typedef struct FWPM_SUBLAYER0_ {
    GUID subLayerKey;
    FWPM_DISPLAY_DATA0 displayData;
    UINT16 flags;
    GUID *providerKey;
    FWP_BYTE_BLOB providerData;
    UINT16 weight;
} FWPM_SUBLAYER0;

typedef struct FWPM_CALLOUT0_ {
    GUID calloutKey;
    FWPM_DISPLAY_DATA0 displayData;
    UINT32 flags;
    GUID *providerKey;
    FWP_BYTE_BLOB providerData;
    GUID applicableLayer;
    UINT32 calloutId;
} FWPM_CALLOUT0;

typedef struct FWPM_ACTION0_ {
    FWP_ACTION_TYPE type;
    union {
        GUID filterType;
        GUID calloutKey;
    };
} FWPM_ACTION0;

typedef struct FWPM_FILTER_CONDITION0_ {
    GUID fieldKey;
    FWP_MATCH_TYPE matchType;
    FWP_CONDITION_VALUE0 conditionValue;
} FWPM_FILTER_CONDITION0;

#define FWPM_FILTER_FLAG_CLEAR_ACTION_RIGHT 0x00000008u

typedef struct FWPM_FILTER0_ {
    GUID filterKey;
    FWPM_DISPLAY_DATA0 displayData;
    UINT32 flags;
    GUID *providerKey;
    FWP_BYTE_BLOB providerData;
    GUID layerKey;
    GUID subLayerKey;
    FWP_VALUE0 weight;
    UINT32 numFilterConditions;
    FWPM_FILTER_CONDITION0 *filterCondition;
    FWPM_ACTION0 action;
    union {
        UINT64 rawContext;
        GUID providerContextKey;
    };
    GUID *reserved;
    UINT64 filterId;
    FWP_VALUE0 effectiveWeight;
} FWPM_FILTER0;

#define RPC_C_AUTHN_WINNT 10
#define RPC_C_AUTHN_DEFAULT 0xFFFFFFFFu

/* ---- sessions and transactions ------------------------------------------------------------------------------------ */

FORCEINLINE NTSTATUS FwpmEngineOpen0(const WCHAR *serverName, UINT32 authnService, PVOID authIdentity,
                                     const FWPM_SESSION0 *session, HANDLE *engineHandle) {
    UNREFERENCED_PARAMETER(serverName);
    UNREFERENCED_PARAMETER(authnService);
    UNREFERENCED_PARAMETER(authIdentity);
    return WSPLAB_KM_STATUS(FwpmEngineOpen0, WSPLAB_KM_P(session), WSPLAB_KM_P(engineHandle));
}

FORCEINLINE NTSTATUS FwpmEngineClose0(HANDLE engineHandle) {
    return WSPLAB_KM_STATUS(FwpmEngineClose0, WSPLAB_KM_P(engineHandle));
}

FORCEINLINE NTSTATUS FwpmTransactionBegin0(HANDLE engineHandle, UINT32 flags) {
    return WSPLAB_KM_STATUS(FwpmTransactionBegin0, WSPLAB_KM_P(engineHandle), WSPLAB_KM_N(flags));
}

FORCEINLINE NTSTATUS FwpmTransactionCommit0(HANDLE engineHandle) {
    return WSPLAB_KM_STATUS(FwpmTransactionCommit0, WSPLAB_KM_P(engineHandle));
}

FORCEINLINE NTSTATUS FwpmTransactionAbort0(HANDLE engineHandle) {
    return WSPLAB_KM_STATUS(FwpmTransactionAbort0, WSPLAB_KM_P(engineHandle));
}

/* ---- objects ------------------------------------------------------------------------------------------------------ */

FORCEINLINE NTSTATUS FwpmSubLayerAdd0(HANDLE engineHandle, const FWPM_SUBLAYER0 *subLayer, PSECURITY_DESCRIPTOR sd) {
    UNREFERENCED_PARAMETER(sd);
    return WSPLAB_KM_STATUS(FwpmSubLayerAdd0, WSPLAB_KM_P(engineHandle), WSPLAB_KM_P(subLayer));
}

FORCEINLINE NTSTATUS FwpmSubLayerDeleteByKey0(HANDLE engineHandle, const GUID *key) {
    return WSPLAB_KM_STATUS(FwpmSubLayerDeleteByKey0, WSPLAB_KM_P(engineHandle), WSPLAB_KM_P(key));
}

FORCEINLINE NTSTATUS FwpmCalloutAdd0(HANDLE engineHandle, const FWPM_CALLOUT0 *callout, PSECURITY_DESCRIPTOR sd,
                                     UINT32 *id) {
    UNREFERENCED_PARAMETER(sd);
    return WSPLAB_KM_STATUS(FwpmCalloutAdd0, WSPLAB_KM_P(engineHandle), WSPLAB_KM_P(callout), WSPLAB_KM_P(id));
}

FORCEINLINE NTSTATUS FwpmCalloutDeleteByKey0(HANDLE engineHandle, const GUID *key) {
    return WSPLAB_KM_STATUS(FwpmCalloutDeleteByKey0, WSPLAB_KM_P(engineHandle), WSPLAB_KM_P(key));
}

FORCEINLINE NTSTATUS FwpmCalloutDeleteById0(HANDLE engineHandle, UINT32 id) {
    return WSPLAB_KM_STATUS(FwpmCalloutDeleteById0, WSPLAB_KM_P(engineHandle), WSPLAB_KM_N(id));
}

FORCEINLINE NTSTATUS FwpmFilterAdd0(HANDLE engineHandle, const FWPM_FILTER0 *filter, PSECURITY_DESCRIPTOR sd,
                                    UINT64 *id) {
    UNREFERENCED_PARAMETER(sd);
    return WSPLAB_KM_STATUS(FwpmFilterAdd0, WSPLAB_KM_P(engineHandle), WSPLAB_KM_P(filter), WSPLAB_KM_P(id));
}

FORCEINLINE NTSTATUS FwpmFilterDeleteById0(HANDLE engineHandle, UINT64 id) {
    return WSPLAB_KM_STATUS(FwpmFilterDeleteById0, WSPLAB_KM_P(engineHandle), id);
}

/* ---- names without a version -------------------------------------------------------------------------------------- */

#define FWPM_DISPLAY_DATA FWPM_DISPLAY_DATA0
#define FWPM_SESSION FWPM_SESSION0
#define FWPM_SUBLAYER FWPM_SUBLAYER0
#define FWPM_CALLOUT FWPM_CALLOUT0
#define FWPM_ACTION FWPM_ACTION0
#define FWPM_FILTER_CONDITION FWPM_FILTER_CONDITION0
#define FWPM_FILTER FWPM_FILTER0
#define FwpmEngineOpen FwpmEngineOpen0
#define FwpmEngineClose FwpmEngineClose0
#define FwpmTransactionBegin FwpmTransactionBegin0
#define FwpmTransactionCommit FwpmTransactionCommit0
#define FwpmTransactionAbort FwpmTransactionAbort0
#define FwpmSubLayerAdd FwpmSubLayerAdd0
#define FwpmSubLayerDeleteByKey FwpmSubLayerDeleteByKey0
#define FwpmCalloutAdd FwpmCalloutAdd0
#define FwpmCalloutDeleteByKey FwpmCalloutDeleteByKey0
#define FwpmCalloutDeleteById FwpmCalloutDeleteById0
#define FwpmFilterAdd FwpmFilterAdd0
#define FwpmFilterDeleteById FwpmFilterDeleteById0

#ifdef __cplusplus
}
#endif

#include "wsplab_fwp_guids.h"

#endif
