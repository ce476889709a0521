/* callout_calls.c - a callout driver that tests tell what to call: what porter.c has no use for. */
#define INITGUID
#include "callout_driver.h"

#define TAG 0x6C6C6143u /* 'Call' */

DEFINE_GUID(CALLS_CALLOUT, 0x0d7b2f10, 0x1c7e, 0x4a52, 0x8d, 0x4c, 0x61, 0x52, 0x7b, 0x94, 0x30, 0x01);
DEFINE_GUID(CALLS_SUBLAYER, 0x0d7b2f10, 0x1c7e, 0x4a52, 0x8d, 0x4c, 0x61, 0x52, 0x7b, 0x94, 0x30, 0x02);

enum calls_seen { SEEN_CLASSIFIES, SEEN_OWN, SEEN_INJECTED, SEEN_PORT, SEEN_NOTIFIED, SEEN_FLOW_ENDS, SEEN_COUNT };

static PDRIVER_OBJECT calls_driver;
static struct callout_driver calls;
static LONG calls_seen[SEEN_COUNT];
static UINT16 calls_to; /* where connects are redirected */
static FWPS_CLASSIFY_OUT *calls_late;
static NTSTATUS calls_refusal; /* what the notifyFn says */

/* What one pended accept needs. */
struct calls_accept {
    HANDLE completion;
    PIO_WORKITEM item;
    NET_BUFFER_LIST *clone;
    IF_INDEX interface_index;
    IF_INDEX sub_interface_index;
    COMPARTMENT_ID compartment;
};

WSPLAB_KM_EXPORT LONG CallsSeen(LONG which) {
    return InterlockedCompareExchange(&calls_seen[which], 0, 0);
}

WSPLAB_KM_EXPORT VOID CallsRefuse(LONG status) {
    calls_refusal = status;
}

/* ---- accepts: clone, pend, complete with the clone, inject it ----------------------------------------------------- */

static VOID NTAPI calls_injected(VOID *context, NET_BUFFER_LIST *list, BOOLEAN dispatch_level) {
    UNREFERENCED_PARAMETER(dispatch_level);
    if (NET_BUFFER_LIST_STATUS(list) == STATUS_SUCCESS && context == calls_seen)
        (void)InterlockedIncrement(&calls_seen[SEEN_INJECTED]);
    FwpsFreeCloneNetBufferList(list, 0);
}

/* What of an accept is not the engine's. */
static VOID calls_accept_free(struct calls_accept *accept) {
    if (accept->clone != NULL)
        FwpsFreeCloneNetBufferList(accept->clone, 0);
    if (accept->item != NULL)
        IoFreeWorkItem(accept->item);
    ExFreePoolWithTag(accept, TAG);
}

static VOID NTAPI calls_accept_work(PDEVICE_OBJECT device, PVOID context) {
    struct calls_accept *accept = context;
    UNREFERENCED_PARAMETER(device);
    FwpsCompleteOperation(accept->completion, accept->clone);
    NTSTATUS status = FwpsInjectTransportReceiveAsync(
        calls.injection, (HANDLE)(ULONG_PTR)7, NULL, 0, AF_INET, accept->compartment, accept->interface_index,
        accept->sub_interface_index, accept->clone, calls_injected, calls_seen);
    if (NT_SUCCESS(status))
        accept->clone = NULL; /* the completion function has it */
    calls_accept_free(accept);
}

/* The destination port of the transport header that stands before the data; 0 when it cannot be read. */
static UINT16 calls_port(NET_BUFFER *buffer, ULONG transport_header) {
    UCHAR storage[4];
    if (NdisRetreatNetBufferDataStart(buffer, transport_header, 0, NULL) != NDIS_STATUS_SUCCESS)
        return 0;
    const UCHAR *header = NdisGetDataBuffer(buffer, sizeof storage, storage, 1, 0);
    UINT16 port = header == NULL ? 0 : (UINT16)(header[2] << 8 | header[3]);
    NdisAdvanceNetBufferDataStart(buffer, transport_header, FALSE, NULL);
    return port;
}

static VOID NTAPI calls_accept(const FWPS_INCOMING_VALUES *fixed, const FWPS_INCOMING_METADATA_VALUES *meta,
                               VOID *layer_data, const VOID *classify_context, const FWPS_FILTER *filter,
                               UINT64 flow_context, FWPS_CLASSIFY_OUT *out) {
    HANDLE context = NULL;
    NET_BUFFER_LIST *packet = layer_data, *clone = NULL;
    UNREFERENCED_PARAMETER(classify_context);
    UNREFERENCED_PARAMETER(flow_context);
    (void)InterlockedIncrement(&calls_seen[SEEN_CLASSIFIES]);
    if (packet == NULL || filter->context != 42 || fixed->layerId != FWPS_LAYER_ALE_AUTH_RECV_ACCEPT_V4) {
        out->actionType = FWP_ACTION_BLOCK;
        return;
    }
    if (FwpsQueryPacketInjectionState(calls.injection, packet, &context) == FWPS_PACKET_INJECTED_BY_SELF) {
        calls_seen[SEEN_OWN] = (LONG)(ULONG_PTR)context;
        out->actionType = FWP_ACTION_PERMIT;
        return;
    }
    calls_seen[SEEN_PORT] = calls_port(NET_BUFFER_LIST_FIRST_NB(packet), meta->transportHeaderSize);
    ULONG headers = meta->ipHeaderSize + meta->transportHeaderSize;
    (void)NdisRetreatNetBufferListDataStart(packet, headers, 0, NULL, NULL);
    (void)FwpsAllocateCloneNetBufferList(packet, NULL, NULL, 0, &clone); /* NULL when it fails */
    NdisAdvanceNetBufferListDataStart(packet, headers, FALSE, NULL);
    out->actionType = FWP_ACTION_BLOCK;
    out->rights &= ~FWPS_RIGHT_ACTION_WRITE;
    struct calls_accept *accept = ExAllocatePool2(POOL_FLAG_NON_PAGED, sizeof *accept, TAG);
    if (accept == NULL) {
        if (clone != NULL)
            FwpsFreeCloneNetBufferList(clone, 0);
        return;
    }
    *accept = (struct calls_accept){
        .item = IoAllocateWorkItem(calls.device),
        .clone = clone,
        .interface_index = fixed->incomingValue[FWPS_FIELD_ALE_AUTH_RECV_ACCEPT_V4_INTERFACE_INDEX].value.uint32,
        .sub_interface_index =
            fixed->incomingValue[FWPS_FIELD_ALE_AUTH_RECV_ACCEPT_V4_SUB_INTERFACE_INDEX].value.uint32,
        .compartment = meta->compartmentId,
    };
    if (clone == NULL || accept->item == NULL ||
        !NT_SUCCESS(FwpsPendOperation(meta->completionHandle, &accept->completion))) {
        calls_accept_free(accept);
        return;
    }
    out->flags |= FWPS_CLASSIFY_OUT_FLAG_ABSORB;
    IoQueueWorkItem(accept->item, calls_accept_work, DelayedWorkQueue, accept);
}

/* ---- connects that are redirected --------------------------------------------------------------------------------- */

static VOID NTAPI calls_redirect(const FWPS_INCOMING_VALUES *fixed, const FWPS_INCOMING_METADATA_VALUES *meta,
                                 VOID *layer_data, const VOID *classify_context, const FWPS_FILTER *filter,
                                 UINT64 flow_context, FWPS_CLASSIFY_OUT *out) {
    UINT64 handle = 0;
    PVOID data = NULL;
    UNREFERENCED_PARAMETER(fixed);
    UNREFERENCED_PARAMETER(meta);
    UNREFERENCED_PARAMETER(layer_data);
    UNREFERENCED_PARAMETER(flow_context);
    (void)InterlockedIncrement(&calls_seen[SEEN_CLASSIFIES]);
    if (!NT_SUCCESS(FwpsAcquireClassifyHandle((VOID *)(ULONG_PTR)classify_context, 0, &handle)))
        return;
    if (NT_SUCCESS(FwpsAcquireWritableLayerDataPointer(handle, filter->filterId, 0, &data, out))) {
        FWPS_CONNECT_REQUEST *request = data;
        SOCKADDR_IN *remote = (SOCKADDR_IN *)&request->remoteAddressAndPort;
        calls_seen[SEEN_PORT] = RtlUshortByteSwap(remote->sin_port);
        remote->sin_port = RtlUshortByteSwap(calls_to);
        FwpsApplyModifiedLayerData(handle, request, 0);
    }
    FwpsReleaseClassifyHandle(handle);
    out->actionType = FWP_ACTION_PERMIT;
}

WSPLAB_KM_EXPORT VOID CallsRedirectTo(LONG port) {
    calls_to = (UINT16)port;
}

/* ---- flows, and a decision that is kept --------------------------------------------------------------------------- */

static VOID NTAPI calls_flow(const FWPS_INCOMING_VALUES *fixed, const FWPS_INCOMING_METADATA_VALUES *meta,
                             VOID *layer_data, const VOID *classify_context, const FWPS_FILTER *filter,
                             UINT64 flow_context, FWPS_CLASSIFY_OUT *out) {
    UNREFERENCED_PARAMETER(layer_data);
    UNREFERENCED_PARAMETER(classify_context);
    UNREFERENCED_PARAMETER(filter);
    UNREFERENCED_PARAMETER(flow_context);
    calls_late = out;
    (void)InterlockedIncrement(&calls_seen[SEEN_CLASSIFIES]);
    if (FWPS_IS_METADATA_FIELD_PRESENT(meta, FWPS_METADATA_FIELD_FLOW_HANDLE))
        calls_seen[SEEN_OWN] = FwpsFlowAssociateContext(meta->flowHandle, fixed->layerId, calls.callout, 4711);
    out->actionType = FWP_ACTION_PERMIT;
}

static VOID NTAPI calls_flow_ends(UINT16 layer, UINT32 callout, UINT64 flow_context) {
    if (layer == FWPS_LAYER_ALE_FLOW_ESTABLISHED_V4 && callout == calls.callout && flow_context == 4711)
        (void)InterlockedIncrement(&calls_seen[SEEN_FLOW_ENDS]);
}

/* Writes what belongs to the engine since classifyFn has returned. */
WSPLAB_KM_EXPORT VOID CallsWriteLate(VOID) {
    calls_late->actionType = FWP_ACTION_BLOCK;
}

/* Any action, also one that there is not. */
static VOID NTAPI calls_unknown(const FWPS_INCOMING_VALUES *fixed, const FWPS_INCOMING_METADATA_VALUES *meta,
                                VOID *layer_data, const VOID *classify_context, const FWPS_FILTER *filter,
                                UINT64 flow_context, FWPS_CLASSIFY_OUT *out) {
    UNREFERENCED_PARAMETER(fixed);
    UNREFERENCED_PARAMETER(meta);
    UNREFERENCED_PARAMETER(layer_data);
    UNREFERENCED_PARAMETER(classify_context);
    UNREFERENCED_PARAMETER(filter);
    UNREFERENCED_PARAMETER(flow_context);
    out->actionType = 0x1234;
}

/* ---- registration ------------------------------------------------------------------------------------------------- */

static NTSTATUS NTAPI calls_notify(FWPS_CALLOUT_NOTIFY_TYPE type, const GUID *key, FWPS_FILTER *filter) {
    UNREFERENCED_PARAMETER(key);
    calls_seen[SEEN_NOTIFIED] += type == FWPS_CALLOUT_NOTIFY_ADD_FILTER ? 1 : 0x100;
    if (type == FWPS_CALLOUT_NOTIFY_ADD_FILTER)
        filter->context = 42;
    return calls_refusal;
}

/* One callout at a layer, and a filter that asks it: 0 accepts, 1 redirects, 2 looks at flows, 3 writes an unknown action. */
WSPLAB_KM_EXPORT NTSTATUS CallsStart(LONG what) {
    static const FWPS_CALLOUT_CLASSIFY_FN2 functions[] = {calls_accept, calls_redirect, calls_flow, calls_unknown};
    const GUID *layers[] = {&FWPM_LAYER_ALE_AUTH_RECV_ACCEPT_V4, &FWPM_LAYER_ALE_CONNECT_REDIRECT_V4,
                            &FWPM_LAYER_ALE_FLOW_ESTABLISHED_V4, &FWPM_LAYER_ALE_AUTH_CONNECT_V4};
    FWPS_CALLOUT callout = {.calloutKey = CALLS_CALLOUT,
                            .classifyFn = functions[what],
                            .notifyFn = calls_notify,
                            .flowDeleteFn = calls_flow_ends};
    return callout_start(&calls, &callout, layers[what], L"calls", (FWP_VALUE){.type = FWP_UINT8, .uint8 = 15});
}

WSPLAB_KM_EXPORT NTSTATUS CallsStop(VOID) {
    NTSTATUS status = callout_remove(&calls);
    return NT_SUCCESS(status) ? FwpsCalloutUnregisterByKey(&CALLS_CALLOUT) : status;
}

/* ---- statuses of filters ------------------------------------------------------------------------------------------ */

/* A filter that blocks, but for one thing. */
WSPLAB_KM_EXPORT NTSTATUS CallsFilter(LONG which) {
    UINT64 weight = 7, id = 0;
    FWP_RANGE ports = {.valueLow = {.type = FWP_UINT16, .uint16 = which == 13 ? 65535 : 1},
                       .valueHigh = {.type = FWP_UINT16, .uint16 = which == 14 ? 2 : 65534}};
    FWP_RANGE hosts = {.valueLow = {.type = FWP_UINT32, .uint32 = 0x7F000000},
                       .valueHigh = {.type = which == 16 ? FWP_UINT16 : FWP_UINT32, .uint32 = 0x7FFFFFFF}};
    FWP_V4_ADDR_AND_MASK network = {.addr = 0x7F000000, .mask = which == 9 ? 0xFF00FF00 : 0xFF000000};
    FWPM_FILTER_CONDITION conditions[] = {
        {.fieldKey = FWPM_CONDITION_IP_REMOTE_PORT,
         .matchType = FWP_MATCH_GREATER_OR_EQUAL,
         .conditionValue = {.type = FWP_UINT16, .uint16 = 1}},
        {.fieldKey = FWPM_CONDITION_IP_REMOTE_ADDRESS,
         .matchType = FWP_MATCH_EQUAL,
         .conditionValue = {.type = FWP_V4_ADDR_MASK, .v4AddrMask = &network}},
    };
    FWPM_FILTER filter = {.displayData = {.name = L"filter"},
                          .layerKey = FWPM_LAYER_ALE_AUTH_CONNECT_V4,
                          .subLayerKey = FWPM_SUBLAYER_UNIVERSAL,
                          .weight = {.type = FWP_UINT64, .uint64 = &weight},
                          .numFilterConditions = ARRAYSIZE(conditions),
                          .filterCondition = conditions,
                          .action = {.type = FWP_ACTION_BLOCK}};
    switch (which) {
    case 1:
        filter.displayData.name = NULL;
        break;
    case 2:
        filter.layerKey = CALLS_CALLOUT;
        break;
    case 3:
        filter.subLayerKey = CALLS_SUBLAYER;
        break;
    case 4:
        filter.action = (FWPM_ACTION){.type = FWP_ACTION_CALLOUT_UNKNOWN, .calloutKey = CALLS_CALLOUT};
        break;
    case 5:
        conditions[0].fieldKey = CALLS_CALLOUT;
        break;
    case 6:
        conditions[1].conditionValue.type = FWP_UINT16;
        break;
    case 7:
        filter.action.type = FWP_ACTION_CONTINUE;
        break;
    case 8:
        filter.weight.type = FWP_UINT32;
        break;
    case 10:
        conditions[0].matchType = FWP_MATCH_RANGE; /* of a value that is no range */
        break;
    case 12:
    case 13:
    case 14:
        conditions[0].matchType = FWP_MATCH_RANGE;
        conditions[0].conditionValue = (FWP_CONDITION_VALUE){.type = FWP_RANGE_TYPE, .rangeValue = &ports};
        break;
    case 15:
    case 16:
        conditions[1].matchType = FWP_MATCH_RANGE;
        conditions[1].conditionValue = (FWP_CONDITION_VALUE){.type = FWP_RANGE_TYPE, .rangeValue = &hosts};
        break;
    case 17:
        conditions[0].conditionValue = (FWP_CONDITION_VALUE){.type = FWP_RANGE_TYPE, .rangeValue = &ports};
        break;
    default:
        break;
    }
    return FwpmFilterAdd(calls.engine, which == 11 ? NULL : &filter, NULL, &id);
}

/* The statuses of a transaction in wrong order: 8 bits of each. */
WSPLAB_KM_EXPORT LONG CallsTransactions(VOID) {
    FWPM_SUBLAYER sublayer = {.subLayerKey = CALLS_SUBLAYER, .displayData = {.name = L"calls"}};
    LONG seen = FwpmTransactionCommit(calls.engine) & 0xFF;
    (void)FwpmTransactionBegin(calls.engine, 0);
    seen = seen << 8 | (FwpmTransactionBegin(calls.engine, 0) & 0xFF);
    if (FwpmSubLayerAdd(calls.engine, &sublayer, NULL) != STATUS_SUCCESS || CallsFilter(0) != STATUS_SUCCESS ||
        FwpmTransactionAbort(calls.engine) != STATUS_SUCCESS)
        return -1;
    seen = seen << 8 | (FwpmSubLayerDeleteByKey(calls.engine, &CALLS_SUBLAYER) & 0xFF);
    return seen << 8 | (FwpmTransactionAbort(calls.engine) & 0xFF);
}

/* ---- the kernel, and what is none --------------------------------------------------------------------------------- */

/* The levels that were seen while a spin lock was taken and given back, a hexadecimal digit for each. */
WSPLAB_KM_EXPORT LONG CallsSpinLock(LONG twice) {
    KSPIN_LOCK lock;
    KIRQL before, inner;
    KeInitializeSpinLock(&lock);
    KeAcquireSpinLock(&lock, &before);
    LONG seen = before << 4 | KeGetCurrentIrql();
    if (twice) {
        KeAcquireSpinLock(&lock, &inner);
        KeReleaseSpinLock(&lock, inner);
    }
    KeReleaseSpinLock(&lock, before);
    return seen << 4 | KeGetCurrentIrql();
}

/* Pointers that are none, one call each; the status that came back, or 1 where a function gave what it must not. */
WSPLAB_KM_EXPORT LONG CallsBadPointers(LONG which) {
    PVOID nowhere = (PVOID)(ULONG_PTR)0x1230;
    NET_BUFFER_LIST *list = NULL;
    HANDLE handle = NULL;
    switch (which) {
    case 0:
        return FwpsCalloutRegister(calls.device, nowhere, NULL);
    case 1:
        return FwpsAllocateCloneNetBufferList(nowhere, NULL, NULL, 0, &list);
    case 2:
        FwpsFreeCloneNetBufferList(nowhere, 0);
        return 0;
    case 3:
        return NdisGetDataBuffer(nowhere, 1, NULL, 1, 0) != NULL;
    case 4:
        return FwpmEngineClose(nowhere);
    case 5:
        return FwpmFilterAdd(calls.engine, nowhere, NULL, NULL);
    case 6:
        return FwpsInjectionHandleCreate(AF_INET, 0, nowhere);
    case 7:
        FwpsApplyModifiedLayerData(1, nowhere, 0);
        return 0;
    case 8:
        IoQueueWorkItem(nowhere, calls_accept_work, DelayedWorkQueue, NULL);
        return 0;
    case 9:
        KeReleaseSpinLock(nowhere, PASSIVE_LEVEL);
        return 0;
    case 10:
        return IoAllocateWorkItem(nowhere) != NULL;
    case 11:
        return FwpsQueryPacketInjectionState(NULL, nowhere, NULL) != FWPS_PACKET_NOT_INJECTED;
    case 12:
        return FwpsPendOperation(nowhere, nowhere);
    case 13: /* these have statuses of their own */
        return FwpsPendOperation(nowhere, NULL);
    case 14:
        return FwpsPendOperation(NULL, &handle);
    case 15:
        return FwpsCalloutRegister(calls.device, NULL, NULL);
    case 16:
        return FwpsInjectionHandleDestroy(nowhere);
    case 17:
        return FwpsCalloutUnregisterById(9999);
    case 18:
        return FwpsFlowAssociateContext(1, 9999, 1, 1);
    default:
        return FwpsAcquireClassifyHandle(nowhere, 0, NULL);
    }
}

/* ---- the driver --------------------------------------------------------------------------------------------------- */

/* Takes something that the unload does not give back. */
WSPLAB_KM_EXPORT LONG CallsLeave(LONG which) {
    PDEVICE_OBJECT device;
    HANDLE engine;
    switch (which) {
    case 0:
        return ExAllocatePool2(POOL_FLAG_NON_PAGED, 24, TAG) == NULL;
    case 1:
        return IoAllocateWorkItem(calls.device) == NULL;
    case 2:
        return IoCreateDevice(calls_driver, 0, NULL, FILE_DEVICE_NETWORK, 0, FALSE, &device);
    case 3:
        return FwpmEngineOpen(NULL, RPC_C_AUTHN_WINNT, NULL, NULL, &engine);
    default:
        return CallsStart(0);
    }
}

static VOID NTAPI calls_unload(PDRIVER_OBJECT driver) {
    UNREFERENCED_PARAMETER(driver);
    callout_driver_end(&calls);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path) {
    /* ...\Services\callout_calls: the name of the file. */
    static const WCHAR name[] = L"callout_calls";
    USHORT length = sizeof name - sizeof *name;
    if (registry_path->Length < length ||
        !RtlEqualMemory((UCHAR *)registry_path->Buffer + registry_path->Length - length, name, length))
        return STATUS_OBJECT_NAME_NOT_FOUND;
    calls_driver = driver;
    return callout_driver_begin(&calls, driver, calls_unload);
}
