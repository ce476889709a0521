/* wsplab_fwps_functions.h - the functions of fwpsk.h, each carried to the filter engine under its number. */
#ifndef WSPLAB_FWPS_FUNCTIONS_H
#define WSPLAB_FWPS_FUNCTIONS_H

/* ---- callouts ----------------------------------------------------------------------------------------------------- */

FORCEINLINE NTSTATUS FwpsCalloutRegister2(VOID *deviceObject, const FWPS_CALLOUT2 *callout, UINT32 *calloutId) {
    return WSPLAB_KM_STATUS(FwpsCalloutRegister2, WSPLAB_KM_P(deviceObject), WSPLAB_KM_P(callout),
                            WSPLAB_KM_P(calloutId));
}

FORCEINLINE NTSTATUS FwpsCalloutRegister1(VOID *deviceObject, const FWPS_CALLOUT1 *callout, UINT32 *calloutId) {
    return FwpsCalloutRegister2(deviceObject, callout, calloutId);
}

FORCEINLINE NTSTATUS FwpsCalloutUnregisterById0(const UINT32 calloutId) {
    return WSPLAB_KM_STATUS(FwpsCalloutUnregisterById0, WSPLAB_KM_N(calloutId));
}

FORCEINLINE NTSTATUS FwpsCalloutUnregisterByKey0(const GUID *calloutKey) {
    return WSPLAB_KM_STATUS(FwpsCalloutUnregisterByKey0, WSPLAB_KM_P(calloutKey));
}

/* ---- pend and complete -------------------------------------------------------------------------------------------- */

FORCEINLINE NTSTATUS FwpsPendOperation0(HANDLE completionHandle, HANDLE *completionContext) {
    return WSPLAB_KM_STATUS(FwpsPendOperation0, WSPLAB_KM_P(completionHandle), WSPLAB_KM_P(completionContext));
}

FORCEINLINE VOID FwpsCompleteOperation0(HANDLE completionContext, NET_BUFFER_LIST *netBufferList) {
    (void)WSPLAB_KM_WORD(FwpsCompleteOperation0, WSPLAB_KM_P(completionContext), WSPLAB_KM_P(netBufferList));
}

FORCEINLINE NTSTATUS FwpsAcquireClassifyHandle0(VOID *classifyContext, UINT32 flags, UINT64 *classifyHandle) {
    return WSPLAB_KM_STATUS(FwpsAcquireClassifyHandle0, WSPLAB_KM_P(classifyContext), WSPLAB_KM_N(flags),
                            WSPLAB_KM_P(classifyHandle));
}

FORCEINLINE VOID FwpsReleaseClassifyHandle0(UINT64 classifyHandle) {
    (void)WSPLAB_KM_WORD(FwpsReleaseClassifyHandle0, classifyHandle);
}

FORCEINLINE NTSTATUS FwpsPendClassify0(UINT64 classifyHandle, UINT64 filterId, UINT32 flags,
                                       FWPS_CLASSIFY_OUT0 *classifyOut) {
    return WSPLAB_KM_STATUS(FwpsPendClassify0, classifyHandle, filterId, WSPLAB_KM_N(flags), WSPLAB_KM_P(classifyOut));
}

FORCEINLINE VOID FwpsCompleteClassify0(UINT64 classifyHandle, UINT32 flags, const FWPS_CLASSIFY_OUT0 *classifyOut) {
    (void)WSPLAB_KM_WORD(FwpsCompleteClassify0, classifyHandle, WSPLAB_KM_N(flags), WSPLAB_KM_P(classifyOut));
}

/* The data stay until they are applied, or the driver is unloaded. */
FORCEINLINE NTSTATUS FwpsAcquireWritableLayerDataPointer0(UINT64 classifyHandle, UINT64 filterId, UINT32 flags,
                                                          PVOID *writableLayerData, FWPS_CLASSIFY_OUT0 *classifyOut) {
    return WSPLAB_KM_STATUS(FwpsAcquireWritableLayerDataPointer0, classifyHandle, filterId, WSPLAB_KM_N(flags),
                            WSPLAB_KM_P(writableLayerData), WSPLAB_KM_P(classifyOut));
}

FORCEINLINE VOID FwpsApplyModifiedLayerData0(UINT64 classifyHandle, PVOID modifiedLayerData, UINT32 flags) {
    (void)WSPLAB_KM_WORD(FwpsApplyModifiedLayerData0, classifyHandle, WSPLAB_KM_P(modifiedLayerData),
                         WSPLAB_KM_N(flags));
}

/* ---- flows -------------------------------------------------------------------------------------------------------- */

FORCEINLINE NTSTATUS FwpsFlowAssociateContext0(UINT64 flowId, UINT16 layerId, UINT32 calloutId, UINT64 flowContext) {
    return WSPLAB_KM_STATUS(FwpsFlowAssociateContext0, flowId, WSPLAB_KM_N(layerId), WSPLAB_KM_N(calloutId),
                            flowContext);
}

FORCEINLINE NTSTATUS FwpsFlowRemoveContext0(UINT64 flowId, UINT16 layerId, UINT32 calloutId) {
    return WSPLAB_KM_STATUS(FwpsFlowRemoveContext0, flowId, WSPLAB_KM_N(layerId), WSPLAB_KM_N(calloutId));
}

/* ---- injection ---------------------------------------------------------------------------------------------------- */

FORCEINLINE NTSTATUS FwpsInjectionHandleCreate0(ADDRESS_FAMILY addressFamily, UINT32 flags, HANDLE *injectionHandle) {
    return WSPLAB_KM_STATUS(FwpsInjectionHandleCreate0, WSPLAB_KM_N(addressFamily), WSPLAB_KM_N(flags),
                            WSPLAB_KM_P(injectionHandle));
}

FORCEINLINE NTSTATUS FwpsInjectionHandleDestroy0(HANDLE injectionHandle) {
    return WSPLAB_KM_STATUS(FwpsInjectionHandleDestroy0, WSPLAB_KM_P(injectionHandle));
}

FORCEINLINE NTSTATUS FwpsInjectTransportReceiveAsync0(HANDLE injectionHandle, HANDLE injectionContext, PVOID reserved,
                                                      UINT32 flags, ADDRESS_FAMILY addressFamily,
                                                      COMPARTMENT_ID compartmentId, IF_INDEX interfaceIndex,
                                                      IF_INDEX subInterfaceIndex, NET_BUFFER_LIST *netBufferList,
                                                      FWPS_INJECT_COMPLETE0 completionFn, HANDLE completionContext) {
    return WSPLAB_KM_STATUS(FwpsInjectTransportReceiveAsync0, WSPLAB_KM_P(injectionHandle),
                            WSPLAB_KM_P(injectionContext), WSPLAB_KM_P(reserved), WSPLAB_KM_N(flags),
                            WSPLAB_KM_N(addressFamily), WSPLAB_KM_N(compartmentId), WSPLAB_KM_N(interfaceIndex),
                            WSPLAB_KM_N(subInterfaceIndex), WSPLAB_KM_P(netBufferList), WSPLAB_KM_P(completionFn),
                            WSPLAB_KM_P(completionContext));
}

FORCEINLINE NTSTATUS FwpsInjectTransportSendAsync1(HANDLE injectionHandle, HANDLE injectionContext,
                                                   UINT64 endpointHandle, UINT32 flags,
                                                   FWPS_TRANSPORT_SEND_PARAMS1 *sendArgs, ADDRESS_FAMILY addressFamily,
                                                   COMPARTMENT_ID compartmentId, NET_BUFFER_LIST *netBufferList,
                                                   FWPS_INJECT_COMPLETE0 completionFn, HANDLE completionContext) {
    return WSPLAB_KM_STATUS(FwpsInjectTransportSendAsync0, WSPLAB_KM_P(injectionHandle), WSPLAB_KM_P(injectionContext),
                            endpointHandle, WSPLAB_KM_N(flags), WSPLAB_KM_P(sendArgs), WSPLAB_KM_N(addressFamily),
                            WSPLAB_KM_N(compartmentId), WSPLAB_KM_P(netBufferList), WSPLAB_KM_P(completionFn),
                            WSPLAB_KM_P(completionContext));
}

FORCEINLINE NTSTATUS FwpsInjectTransportSendAsync0(HANDLE injectionHandle, HANDLE injectionContext,
                                                   UINT64 endpointHandle, UINT32 flags,
                                                   FWPS_TRANSPORT_SEND_PARAMS0 *sendArgs, ADDRESS_FAMILY addressFamily,
                                                   COMPARTMENT_ID compartmentId, NET_BUFFER_LIST *netBufferList,
                                                   FWPS_INJECT_COMPLETE0 completionFn, HANDLE completionContext) {
    /* Only what both begin with is looked at. */
    return FwpsInjectTransportSendAsync1(injectionHandle, injectionContext, endpointHandle, flags,
                                         (FWPS_TRANSPORT_SEND_PARAMS1 *)(PVOID)sendArgs, addressFamily, compartmentId,
                                         netBufferList, completionFn, completionContext);
}

FORCEINLINE FWPS_PACKET_INJECTION_STATE FwpsQueryPacketInjectionState0(HANDLE injectionHandle,
                                                                       const NET_BUFFER_LIST *netBufferList,
                                                                       HANDLE *injectionContext) {
    return (FWPS_PACKET_INJECTION_STATE)WSPLAB_KM_WORD(FwpsQueryPacketInjectionState0, WSPLAB_KM_P(injectionHandle),
                                                       WSPLAB_KM_P(netBufferList), WSPLAB_KM_P(injectionContext));
}

/* ---- net buffer lists --------------------------------------------------------------------------------------------- */

/* Pools of the driver's own are not looked at. */
FORCEINLINE NTSTATUS FwpsAllocateCloneNetBufferList0(NET_BUFFER_LIST *originalNetBufferList,
                                                     NDIS_HANDLE netBufferListPoolHandle,
                                                     NDIS_HANDLE netBufferPoolHandle, ULONG allocateCloneFlags,
                                                     NET_BUFFER_LIST **netBufferList) {
    UNREFERENCED_PARAMETER(netBufferListPoolHandle);
    UNREFERENCED_PARAMETER(netBufferPoolHandle);
    return WSPLAB_KM_STATUS(FwpsAllocateCloneNetBufferList0, WSPLAB_KM_P(originalNetBufferList),
                            WSPLAB_KM_N(allocateCloneFlags), WSPLAB_KM_P(netBufferList));
}

FORCEINLINE VOID FwpsFreeCloneNetBufferList0(NET_BUFFER_LIST *netBufferList, ULONG freeCloneFlags) {
    (void)WSPLAB_KM_WORD(FwpsFreeCloneNetBufferList0, WSPLAB_KM_P(netBufferList), WSPLAB_KM_N(freeCloneFlags));
}

FORCEINLINE VOID FwpsReferenceNetBufferList0(NET_BUFFER_LIST *netBufferList, BOOLEAN intendToModify) {
    (void)WSPLAB_KM_WORD(FwpsReferenceNetBufferList0, WSPLAB_KM_P(netBufferList), WSPLAB_KM_N(intendToModify));
}

FORCEINLINE VOID FwpsDereferenceNetBufferList0(NET_BUFFER_LIST *netBufferList, BOOLEAN dispatchLevel) {
    (void)WSPLAB_KM_WORD(FwpsDereferenceNetBufferList0, WSPLAB_KM_P(netBufferList), WSPLAB_KM_N(dispatchLevel));
}

/* ---- names without a version -------------------------------------------------------------------------------------- */

#define FWPS_INCOMING_VALUE FWPS_INCOMING_VALUE0
#define FWPS_INCOMING_VALUES FWPS_INCOMING_VALUES0
#define FWPS_INCOMING_METADATA_VALUES FWPS_INCOMING_METADATA_VALUES0
#define FWPS_CLASSIFY_OUT FWPS_CLASSIFY_OUT0
#define FWPS_ACTION FWPS_ACTION0
#define FWPS_CONNECT_REQUEST FWPS_CONNECT_REQUEST0
#define FWPS_BIND_REQUEST FWPS_BIND_REQUEST0
#if NTDDI_VERSION >= NTDDI_WIN8
#define FWPS_FILTER FWPS_FILTER2
#define FWPS_CALLOUT FWPS_CALLOUT2
#define FwpsCalloutRegister FwpsCalloutRegister2
#else
#define FWPS_FILTER FWPS_FILTER1
#define FWPS_CALLOUT FWPS_CALLOUT1
#define FwpsCalloutRegister FwpsCalloutRegister1
#endif
#define FWPS_TRANSPORT_SEND_PARAMS FWPS_TRANSPORT_SEND_PARAMS1
#define FwpsInjectTransportSendAsync FwpsInjectTransportSendAsync1
#define FwpsCalloutUnregisterById FwpsCalloutUnregisterById0
#define FwpsCalloutUnregisterByKey FwpsCalloutUnregisterByKey0
#define FwpsPendOperation FwpsPendOperation0
#define FwpsCompleteOperation FwpsCompleteOperation0
#define FwpsAcquireClassifyHandle FwpsAcquireClassifyHandle0
#define FwpsReleaseClassifyHandle FwpsReleaseClassifyHandle0
#define FwpsPendClassify FwpsPendClassify0
#define FwpsCompleteClassify FwpsCompleteClassify0
#define FwpsAcquireWritableLayerDataPointer FwpsAcquireWritableLayerDataPointer0
#define FwpsApplyModifiedLayerData FwpsApplyModifiedLayerData0
#define FwpsFlowAssociateContext FwpsFlowAssociateContext0
#define FwpsFlowRemoveContext FwpsFlowRemoveContext0
#define FwpsInjectionHandleCreate FwpsInjectionHandleCreate0
#define FwpsInjectionHandleDestroy FwpsInjectionHandleDestroy0
#define FwpsInjectTransportReceiveAsync FwpsInjectTransportReceiveAsync0
#define FwpsQueryPacketInjectionState FwpsQueryPacketInjectionState0
#define FwpsAllocateCloneNetBufferList FwpsAllocateCloneNetBufferList0
#define FwpsFreeCloneNetBufferList FwpsFreeCloneNetBufferList0
#define FwpsReferenceNetBufferList FwpsReferenceNetBufferList0
#define FwpsDereferenceNetBufferList FwpsDereferenceNetBufferList0

#endif
