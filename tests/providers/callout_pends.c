/* callout_pends.c - a callout driver that tests tell what to pend: datagrams that it sends itself, and redirections. */
#define INITGUID
#include "callout_driver.h"

#define TAG 0x646E6550u /* 'Pend' */

DEFINE_GUID(PENDS_CALLOUT, 0x0d7b2f10, 0x1c7e, 0x4a52, 0x8d, 0x4c, 0x61, 0x52, 0x7b, 0x94, 0x30, 0x11);

enum pends_seen { SEEN_CLASSIFIES, SEEN_AGAIN, SEEN_INJECTED, SEEN_FLOW_ENDS, SEEN_COUNT };

/* What the worker does with a classify that was pended. */
enum pends_end { END_REDIRECTS, END_BLOCKS, END_ASKS_ANEW, END_GARBAGE };

static struct callout_driver pends;
static LONG pends_seen[SEEN_COUNT];
static enum pends_end pends_end;
static UINT16 pends_to;    /* where connects are redirected */
static UINT64 pends_flow;  /* the flow that was seen last */
static LONG pends_verdict; /* of the datagram that is completed */

WSPLAB_KM_EXPORT LONG PendsSeen(LONG which) {
    return InterlockedCompareExchange(&pends_seen[which], 0, 0);
}

/* ---- datagrams: reference, pend, complete, clone, send ------------------------------------------------------------ */

struct pends_send {
    HANDLE completion;
    PIO_WORKITEM item;
    NET_BUFFER_LIST *packet;
    UINT64 endpoint;
    COMPARTMENT_ID compartment;
    UINT32 remote; /* in network byte order */
};

static VOID NTAPI pends_injected(VOID *context, NET_BUFFER_LIST *list, BOOLEAN dispatch_level) {
    UNREFERENCED_PARAMETER(dispatch_level);
    if (NET_BUFFER_LIST_STATUS(list) == STATUS_SUCCESS && context == pends_seen)
        (void)InterlockedIncrement(&pends_seen[SEEN_INJECTED]);
    FwpsFreeCloneNetBufferList(list, 0);
}

static VOID NTAPI pends_send_work(PDEVICE_OBJECT device, PVOID context) {
    struct pends_send *send = context;
    NET_BUFFER_LIST *clone = NULL;
    FWPS_TRANSPORT_SEND_PARAMS arguments = {.remoteAddress = (UCHAR *)&send->remote};
    UNREFERENCED_PARAMETER(device);
    (void)FwpsAllocateCloneNetBufferList(send->packet, NULL, NULL, 0, &clone); /* NULL when it fails */
    FwpsDereferenceNetBufferList(send->packet, FALSE);
    (void)InterlockedExchange(&pends_verdict, clone != NULL ? FWP_ACTION_PERMIT : FWP_ACTION_BLOCK);
    FwpsCompleteOperation(send->completion, NULL);
    if (clone != NULL &&
        !NT_SUCCESS(FwpsInjectTransportSendAsync(pends.injection, (HANDLE)(ULONG_PTR)9, send->endpoint, 0, &arguments,
                                                 AF_INET, send->compartment, clone, pends_injected, pends_seen)))
        FwpsFreeCloneNetBufferList(clone, 0);
    IoFreeWorkItem(send->item);
    ExFreePoolWithTag(send, TAG);
}

static VOID NTAPI pends_sends(const FWPS_INCOMING_VALUES *fixed, const FWPS_INCOMING_METADATA_VALUES *meta,
                              VOID *layer_data, const VOID *classify_context, const FWPS_FILTER *filter,
                              UINT64 flow_context, FWPS_CLASSIFY_OUT *out) {
    UNREFERENCED_PARAMETER(classify_context);
    UNREFERENCED_PARAMETER(filter);
    UNREFERENCED_PARAMETER(flow_context);
    if ((fixed->incomingValue[FWPS_FIELD_ALE_AUTH_CONNECT_V4_FLAGS].value.uint32 & FWP_CONDITION_FLAG_IS_REAUTHORIZE) !=
        0) {
        (void)InterlockedIncrement(&pends_seen[SEEN_AGAIN]);
        out->actionType = (FWP_ACTION_TYPE)InterlockedCompareExchange(&pends_verdict, 0, 0);
        return;
    }
    (void)InterlockedIncrement(&pends_seen[SEEN_CLASSIFIES]);
    out->actionType = FWP_ACTION_BLOCK;
    out->rights &= ~FWPS_RIGHT_ACTION_WRITE;
    struct pends_send *send = layer_data == NULL ? NULL : ExAllocatePoolZero(NonPagedPoolNx, sizeof *send, TAG);
    if (send == NULL)
        return;
    send->item = IoAllocateWorkItem(pends.device);
    if (send->item == NULL || !NT_SUCCESS(FwpsPendOperation(meta->completionHandle, &send->completion))) {
        if (send->item != NULL)
            IoFreeWorkItem(send->item);
        ExFreePoolWithTag(send, TAG);
        return;
    }
    send->packet = layer_data;
    send->endpoint = meta->transportEndpointHandle;
    send->compartment = meta->compartmentId;
    send->remote =
        RtlUlongByteSwap(fixed->incomingValue[FWPS_FIELD_ALE_AUTH_CONNECT_V4_IP_REMOTE_ADDRESS].value.uint32);
    FwpsReferenceNetBufferList(send->packet, FALSE);
    out->flags |= FWPS_CLASSIFY_OUT_FLAG_ABSORB;
    IoQueueWorkItem(send->item, pends_send_work, DelayedWorkQueue, send);
}

/* ---- redirections: pend the classify, change its data, complete it ------------------------------------------------- */

struct pends_classify {
    UINT64 handle;
    UINT64 filter;
    PIO_WORKITEM item;
};

static VOID NTAPI pends_classify_work(PDEVICE_OBJECT device, PVOID context) {
    struct pends_classify *pended = context;
    FWPS_CLASSIFY_OUT out = {.actionType = pends_end == END_BLOCKS ? FWP_ACTION_BLOCK : FWP_ACTION_PERMIT,
                             .rights = pends_end == END_BLOCKS ? 0 : FWPS_RIGHT_ACTION_WRITE};
    PVOID data = NULL;
    UNREFERENCED_PARAMETER(device);
    if (pends_end == END_GARBAGE)
        out.actionType = 0x1234;
    if (pends_end == END_REDIRECTS &&
        NT_SUCCESS(FwpsAcquireWritableLayerDataPointer(pended->handle, pended->filter, 0, &data, &out))) {
        FWPS_CONNECT_REQUEST *request = data;
        ((SOCKADDR_IN *)&request->remoteAddressAndPort)->sin_port = RtlUshortByteSwap(pends_to);
        FwpsApplyModifiedLayerData(pended->handle, request, 0);
    }
    FwpsCompleteClassify(pended->handle, 0, pends_end == END_ASKS_ANEW ? NULL : &out);
    FwpsReleaseClassifyHandle(pended->handle);
    IoFreeWorkItem(pended->item);
    ExFreePoolWithTag(pended, TAG);
}

static VOID NTAPI pends_redirects(const FWPS_INCOMING_VALUES *fixed, const FWPS_INCOMING_METADATA_VALUES *meta,
                                  VOID *layer_data, const VOID *classify_context, const FWPS_FILTER *filter,
                                  UINT64 flow_context, FWPS_CLASSIFY_OUT *out) {
    UNREFERENCED_PARAMETER(fixed);
    UNREFERENCED_PARAMETER(meta);
    UNREFERENCED_PARAMETER(layer_data);
    UNREFERENCED_PARAMETER(flow_context);
    if (InterlockedIncrement(&pends_seen[SEEN_CLASSIFIES]) > 1) {
        out->actionType = FWP_ACTION_PERMIT; /* asked anew */
        return;
    }
    out->actionType = FWP_ACTION_BLOCK;
    out->rights &= ~FWPS_RIGHT_ACTION_WRITE;
    struct pends_classify *pended = ExAllocatePoolZero(NonPagedPoolNx, sizeof *pended, TAG);
    if (pended == NULL)
        return;
    pended->filter = filter->filterId;
    pended->item = IoAllocateWorkItem(pends.device);
    if (pended->item != NULL &&
        NT_SUCCESS(FwpsAcquireClassifyHandle((VOID *)(ULONG_PTR)classify_context, 0, &pended->handle))) {
        if (NT_SUCCESS(FwpsPendClassify(pended->handle, filter->filterId, 0, out))) {
            IoQueueWorkItem(pended->item, pends_classify_work, DelayedWorkQueue, pended);
            return;
        }
        FwpsReleaseClassifyHandle(pended->handle);
    }
    if (pended->item != NULL)
        IoFreeWorkItem(pended->item);
    ExFreePoolWithTag(pended, TAG);
}

WSPLAB_KM_EXPORT VOID PendsEndBy(LONG how, LONG port) {
    pends_end = (enum pends_end)how;
    pends_to = (UINT16)port;
}

/* ---- contexts of flows --------------------------------------------------------------------------------------------- */

static VOID NTAPI pends_flows(const FWPS_INCOMING_VALUES *fixed, const FWPS_INCOMING_METADATA_VALUES *meta,
                              VOID *layer_data, const VOID *classify_context, const FWPS_FILTER *filter,
                              UINT64 flow_context, FWPS_CLASSIFY_OUT *out) {
    UNREFERENCED_PARAMETER(layer_data);
    UNREFERENCED_PARAMETER(classify_context);
    UNREFERENCED_PARAMETER(filter);
    UNREFERENCED_PARAMETER(flow_context);
    pends_flow = meta->flowHandle;
    pends_seen[SEEN_CLASSIFIES] = FwpsFlowAssociateContext(pends_flow, fixed->layerId, pends.callout, 17) + 1;
    out->actionType = FWP_ACTION_PERMIT;
}

static VOID NTAPI pends_flow_ends(UINT16 layer, UINT32 callout, UINT64 flow_context) {
    if (layer == FWPS_LAYER_ALE_FLOW_ESTABLISHED_V4 && callout == pends.callout && flow_context == 17)
        (void)InterlockedIncrement(&pends_seen[SEEN_FLOW_ENDS]);
}

WSPLAB_KM_EXPORT NTSTATUS PendsForgetFlow(VOID) {
    return FwpsFlowRemoveContext(pends_flow, FWPS_LAYER_ALE_FLOW_ESTABLISHED_V4, pends.callout);
}

/* ---- registration -------------------------------------------------------------------------------------------------- */

static NTSTATUS NTAPI pends_notify(FWPS_CALLOUT_NOTIFY_TYPE type, const GUID *key, FWPS_FILTER *filter) {
    UNREFERENCED_PARAMETER(type);
    UNREFERENCED_PARAMETER(key);
    UNREFERENCED_PARAMETER(filter);
    return STATUS_SUCCESS;
}

/* 0 datagrams, 1 redirections, 2 flows. */
WSPLAB_KM_EXPORT NTSTATUS PendsStart(LONG what) {
    static const FWPS_CALLOUT_CLASSIFY_FN2 functions[] = {pends_sends, pends_redirects, pends_flows};
    const GUID *layers[] = {&FWPM_LAYER_ALE_AUTH_CONNECT_V4, &FWPM_LAYER_ALE_CONNECT_REDIRECT_V4,
                            &FWPM_LAYER_ALE_FLOW_ESTABLISHED_V4};
    FWPS_CALLOUT callout = {.calloutKey = PENDS_CALLOUT,
                            .classifyFn = functions[what],
                            .notifyFn = pends_notify,
                            .flowDeleteFn = pends_flow_ends};
    return callout_start(&pends, &callout, layers[what], L"pends", (FWP_VALUE){.type = FWP_EMPTY});
}

WSPLAB_KM_EXPORT NTSTATUS PendsStop(VOID) {
    NTSTATUS status = callout_remove(&pends);
    return NT_SUCCESS(status) ? FwpsCalloutUnregisterById(pends.callout) : status;
}

static VOID NTAPI pends_unload(PDRIVER_OBJECT driver) {
    UNREFERENCED_PARAMETER(driver);
    callout_driver_end(&pends);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path) {
    UNREFERENCED_PARAMETER(registry_path);
    return callout_driver_begin(&pends, driver, pends_unload);
}
