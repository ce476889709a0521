/* wsplab_fwp_calls.h - numbers of the functions that the filter engine answers beside the kernel's own. */
#ifndef WSPLAB_FWP_CALLS_H
#define WSPLAB_FWP_CALLS_H

#include "wsplab_km_calls.h"

/* dev.wsplab.wfp.NativeFunction has the same order. Rows may be added at the end. */
#define WSPLAB_FWP_FUNCTIONS(X)                                                                                        \
    X(FwpsCalloutRegister2)                                                                                            \
    X(FwpsCalloutUnregisterById0)                                                                                      \
    X(FwpsCalloutUnregisterByKey0)                                                                                     \
    X(FwpsPendOperation0)                                                                                              \
    X(FwpsCompleteOperation0)                                                                                          \
    X(FwpsAcquireClassifyHandle0)                                                                                      \
    X(FwpsReleaseClassifyHandle0)                                                                                      \
    X(FwpsPendClassify0)                                                                                               \
    X(FwpsCompleteClassify0)                                                                                           \
    X(FwpsAcquireWritableLayerDataPointer0)                                                                            \
    X(FwpsApplyModifiedLayerData0)                                                                                     \
    X(FwpsFlowAssociateContext0)                                                                                       \
    X(FwpsFlowRemoveContext0)                                                                                          \
    X(FwpsInjectionHandleCreate0)                                                                                      \
    X(FwpsInjectionHandleDestroy0)                                                                                     \
    X(FwpsInjectTransportReceiveAsync0)                                                                                \
    X(FwpsInjectTransportSendAsync0)                                                                                   \
    X(FwpsQueryPacketInjectionState0)                                                                                  \
    X(FwpsAllocateCloneNetBufferList0)                                                                                 \
    X(FwpsFreeCloneNetBufferList0)                                                                                     \
    X(FwpsReferenceNetBufferList0)                                                                                     \
    X(FwpsDereferenceNetBufferList0)                                                                                   \
    X(NdisGetDataBuffer)                                                                                               \
    X(NdisRetreatNetBufferDataStart)                                                                                   \
    X(NdisAdvanceNetBufferDataStart)                                                                                   \
    X(FwpmEngineOpen0)                                                                                                 \
    X(FwpmEngineClose0)                                                                                                \
    X(FwpmTransactionBegin0)                                                                                           \
    X(FwpmTransactionCommit0)                                                                                          \
    X(FwpmTransactionAbort0)                                                                                           \
    X(FwpmSubLayerAdd0)                                                                                                \
    X(FwpmSubLayerDeleteByKey0)                                                                                        \
    X(FwpmCalloutAdd0)                                                                                                 \
    X(FwpmCalloutDeleteByKey0)                                                                                         \
    X(FwpmCalloutDeleteById0)                                                                                          \
    X(FwpmFilterAdd0)                                                                                                  \
    X(FwpmFilterDeleteById0)

enum wsplab_fwp_function { WSPLAB_FWP__BEFORE = WSPLAB_KM_FWP - 1, WSPLAB_FWP_FUNCTIONS(WSPLAB_KM__NUMBERED) };

#endif
