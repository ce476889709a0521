/*
 * porter.c - a sample callout driver: it holds each TCP connect until a worker has looked at its port, and then permits or
 * blocks it. It is compiled against include/compat/km and runs in wsplab's filter engine (docs/wfp.md). The macros FAULT_...
 * give it one mistake each, which the engine finds.
 */
#define INITGUID
#include <guiddef.h>

#include <fwpmk.h>
#include <fwpsk.h>

#define TAG 0x74726F50u /* 'Port' */

/* 5b0c5f6a-52a3-4b0e-9a53-0b4f8a6b7c10 and the two that follow */
DEFINE_GUID(PORTER_SUBLAYER, 0x5b0c5f6a, 0x52a3, 0x4b0e, 0x9a, 0x53, 0x0b, 0x4f, 0x8a, 0x6b, 0x7c, 0x10);
DEFINE_GUID(PORTER_CALLOUT_V4, 0x5b0c5f6a, 0x52a3, 0x4b0e, 0x9a, 0x53, 0x0b, 0x4f, 0x8a, 0x6b, 0x7c, 0x11);
DEFINE_GUID(PORTER_CALLOUT_V6, 0x5b0c5f6a, 0x52a3, 0x4b0e, 0x9a, 0x53, 0x0b, 0x4f, 0x8a, 0x6b, 0x7c, 0x12);

/* What tells connects apart: the version of IP by the layer, both addresses and ports. The filters ask about TCP alone. */
struct porter_key {
    UINT16 layer;
    UINT16 local_port;
    UINT16 remote_port;
    FWP_BYTE_ARRAY16 local; /* of IPv4 the first four bytes, in the order of the machine */
    FWP_BYTE_ARRAY16 remote;
};

/* One connect that is pended: found again by its key when it is authorized again. */
struct porter_connect {
    LIST_ENTRY links;
    HANDLE completion;
    PIO_WORKITEM item;
    struct porter_key key;
    BOOLEAN decided;
    BOOLEAN permitted;
};

static PDEVICE_OBJECT porter_device;
static HANDLE porter_engine;
static UINT32 porter_callouts[2];
static KSPIN_LOCK porter_lock; /* guards the list */
static LIST_ENTRY porter_connects;
static KEVENT porter_may_decide;
static UINT16 porter_forbidden;
static UINT8 porter_forbidden_host;
static LONG porter_asked;

/* ---- for tests ---------------------------------------------------------------------------------------------------- */

/* Connects to this port are blocked. */
WSPLAB_KM_EXPORT VOID PorterForbid(LONG port) {
    porter_forbidden = (UINT16)port;
}

/* Connects to addresses whose last byte is this one are blocked; 0 for none. */
WSPLAB_KM_EXPORT VOID PorterForbidHostsEndingIn(LONG byte) {
    porter_forbidden_host = (UINT8)byte;
}

/* The worker waits before it decides, until it is let go. */
WSPLAB_KM_EXPORT VOID PorterHold(LONG holds) {
    if (holds)
        KeClearEvent(&porter_may_decide);
    else
        (void)KeSetEvent(&porter_may_decide, IO_NO_INCREMENT, FALSE);
}

/* How many connects were pended. */
WSPLAB_KM_EXPORT LONG PorterAsked(VOID) {
    return InterlockedCompareExchange(&porter_asked, 0, 0);
}

/* ---- the worker --------------------------------------------------------------------------------------------------- */

static UINT8 porter_last_byte(const struct porter_key *key) {
    UINT32 address;
    RtlCopyMemory(&address, key->remote.byteArray16, sizeof address);
    return key->layer == FWPS_LAYER_ALE_AUTH_CONNECT_V4 ? (UINT8)address : key->remote.byteArray16[15];
}

static BOOLEAN porter_permits(const struct porter_key *key) {
    if (porter_forbidden_host != 0 && porter_last_byte(key) == porter_forbidden_host)
        return FALSE;
    return key->remote_port != porter_forbidden;
}

static VOID NTAPI porter_decide(PDEVICE_OBJECT device, PVOID context) {
    struct porter_connect *connect = context;
    UNREFERENCED_PARAMETER(device);
    (void)KeWaitForSingleObject(&porter_may_decide, Executive, KernelMode, FALSE, NULL);
    /* The connect is authorized again inside of the completion, and frees its record: nothing of it is used afterwards. */
    HANDLE completion = connect->completion;
    IoFreeWorkItem(connect->item);
    KLOCK_QUEUE_HANDLE held;
    KeAcquireInStackQueuedSpinLock(&porter_lock, &held);
    connect->permitted = porter_permits(&connect->key);
    connect->decided = TRUE;
#if defined(FAULT_FORGETS_TOO_SOON)
    (void)RemoveEntryList(&connect->links);
    ExFreePoolWithTag(connect, TAG);
#endif
#if defined(FAULT_HOLDS_THE_LOCK)
    FwpsCompleteOperation(completion, NULL);
    KeReleaseInStackQueuedSpinLock(&held);
#else
    KeReleaseInStackQueuedSpinLock(&held);
#if defined(FAULT_NEVER_COMPLETES)
    UNREFERENCED_PARAMETER(completion);
#else
    FwpsCompleteOperation(completion, NULL);
#endif
#endif
#if defined(FAULT_COMPLETES_TWICE)
    FwpsCompleteOperation(completion, NULL);
#endif
}

/* ---- the callout -------------------------------------------------------------------------------------------------- */

static VOID porter_block(FWPS_CLASSIFY_OUT *out) {
    out->actionType = FWP_ACTION_BLOCK;
    out->rights &= ~FWPS_RIGHT_ACTION_WRITE;
}

/* Takes the record of a connect that is decided; NULL when there is none. */
static struct porter_connect *porter_take(const struct porter_key *key) {
    struct porter_connect *found = NULL;
    KLOCK_QUEUE_HANDLE held;
    KeAcquireInStackQueuedSpinLock(&porter_lock, &held);
    for (PLIST_ENTRY at = porter_connects.Flink; at != &porter_connects; at = at->Flink) {
        struct porter_connect *connect = CONTAINING_RECORD(at, struct porter_connect, links);
        if (connect->decided && RtlEqualMemory(&connect->key, key, sizeof *key)) {
            (void)RemoveEntryList(&connect->links);
            found = connect;
            break;
        }
    }
    KeReleaseInStackQueuedSpinLock(&held);
    return found;
}

/* A new connect: pended, blocked and absorbed for now, and handed to the worker. */
static VOID porter_pend(const struct porter_key *key, const FWPS_INCOMING_METADATA_VALUES *meta,
                        FWPS_CLASSIFY_OUT *out) {
    porter_block(out);
    if (!FWPS_IS_METADATA_FIELD_PRESENT(meta, FWPS_METADATA_FIELD_COMPLETION_HANDLE))
        return;
    struct porter_connect *connect = ExAllocatePoolZero(NonPagedPoolNx, sizeof *connect, TAG);
    if (connect == NULL)
        return;
    connect->key = *key;
    connect->item = IoAllocateWorkItem(porter_device);
    if (connect->item == NULL || !NT_SUCCESS(FwpsPendOperation(meta->completionHandle, &connect->completion))) {
        if (connect->item != NULL)
            IoFreeWorkItem(connect->item);
        ExFreePoolWithTag(connect, TAG);
        return;
    }
#if !defined(FAULT_DOES_NOT_ABSORB)
    out->flags |= FWPS_CLASSIFY_OUT_FLAG_ABSORB;
#endif
    KLOCK_QUEUE_HANDLE held;
    KeAcquireInStackQueuedSpinLock(&porter_lock, &held);
    InsertTailList(&porter_connects, &connect->links);
    KeReleaseInStackQueuedSpinLock(&held);
    (void)InterlockedIncrement(&porter_asked);
    /* From here on the worker has it. */
    IoQueueWorkItem(connect->item, porter_decide, DelayedWorkQueue, connect);
}

static VOID porter_read_address(const FWP_VALUE *value, UINT16 layer, FWP_BYTE_ARRAY16 *address) {
    if (layer == FWPS_LAYER_ALE_AUTH_CONNECT_V4)
        RtlCopyMemory(address->byteArray16, &value->uint32, sizeof value->uint32);
    else
        *address = *value->byteArray16;
}

/* Both versions of the layer have the same indices. */
static VOID porter_read(const FWPS_INCOMING_VALUES *fixed, struct porter_key *key) {
    const FWPS_INCOMING_VALUE *values = fixed->incomingValue;
    RtlZeroMemory(key, sizeof *key);
    key->layer = fixed->layerId;
    key->local_port = values[FWPS_FIELD_ALE_AUTH_CONNECT_V4_IP_LOCAL_PORT].value.uint16;
    key->remote_port = values[FWPS_FIELD_ALE_AUTH_CONNECT_V4_IP_REMOTE_PORT].value.uint16;
    porter_read_address(&values[FWPS_FIELD_ALE_AUTH_CONNECT_V4_IP_LOCAL_ADDRESS].value, key->layer, &key->local);
    porter_read_address(&values[FWPS_FIELD_ALE_AUTH_CONNECT_V4_IP_REMOTE_ADDRESS].value, key->layer, &key->remote);
}

static VOID NTAPI porter_classify(const FWPS_INCOMING_VALUES *fixed, const FWPS_INCOMING_METADATA_VALUES *meta,
                                  VOID *layer_data, const VOID *classify_context, const FWPS_FILTER *filter,
                                  UINT64 flow_context, FWPS_CLASSIFY_OUT *out) {
    UNREFERENCED_PARAMETER(classify_context);
    UNREFERENCED_PARAMETER(filter);
    UNREFERENCED_PARAMETER(flow_context);
    if (!FlagOn(out->rights, FWPS_RIGHT_ACTION_WRITE))
        return;
    struct porter_key key;
    porter_read(fixed, &key);
    const FWP_VALUE *flags = &fixed->incomingValue[FWPS_FIELD_ALE_AUTH_CONNECT_V4_FLAGS].value;
    if (!FlagOn(flags->uint32, FWP_CONDITION_FLAG_IS_REAUTHORIZE)) {
        porter_pend(&key, meta, out);
        return;
    }
    struct porter_connect *connect = porter_take(&key);
    if (connect == NULL) {
        /* With a packet it is a connection that was permitted, and filters have changed; without, it is unknown. */
        out->actionType = FWP_ACTION_PERMIT;
        if (layer_data == NULL) {
            porter_block(out);
            out->flags |= FWPS_CLASSIFY_OUT_FLAG_ABSORB;
        }
        return;
    }
    if (connect->permitted)
        out->actionType = FWP_ACTION_PERMIT;
    else
        porter_block(out);
    ExFreePoolWithTag(connect, TAG);
}

static NTSTATUS NTAPI porter_notify(FWPS_CALLOUT_NOTIFY_TYPE type, const GUID *key, FWPS_FILTER *filter) {
    UNREFERENCED_PARAMETER(type);
    UNREFERENCED_PARAMETER(key);
    UNREFERENCED_PARAMETER(filter);
    return STATUS_SUCCESS;
}

/* ---- the driver --------------------------------------------------------------------------------------------------- */

/* Registers a callout for a layer, and adds it with a filter that asks it about TCP. */
static NTSTATUS porter_add(const GUID *key, const GUID *layer, UINT32 *id) {
    FWPS_CALLOUT callout = {.calloutKey = *key, .classifyFn = porter_classify, .notifyFn = porter_notify};
    NTSTATUS status = FwpsCalloutRegister(porter_device, &callout, id);
    if (!NT_SUCCESS(status))
        return status;
    FWPM_CALLOUT added = {.calloutKey = *key, .displayData = {.name = L"porter"}, .applicableLayer = *layer};
    status = FwpmCalloutAdd(porter_engine, &added, NULL, NULL);
    if (!NT_SUCCESS(status))
        return status;
    FWPM_FILTER_CONDITION tcp = {.fieldKey = FWPM_CONDITION_IP_PROTOCOL,
                                 .matchType = FWP_MATCH_EQUAL,
                                 .conditionValue = {.type = FWP_UINT8, .uint8 = IPPROTO_TCP}};
    FWPM_FILTER filter = {
        .displayData = {.name = L"porter"},
        .layerKey = *layer,
        .subLayerKey = PORTER_SUBLAYER,
        .weight = {.type = FWP_EMPTY},
        .numFilterConditions = 1,
        .filterCondition = &tcp,
        .action = {.type = FWP_ACTION_CALLOUT_TERMINATING, .calloutKey = *key},
    };
    return FwpmFilterAdd(porter_engine, &filter, NULL, NULL);
}

static NTSTATUS porter_add_all(VOID) {
    FWPM_SESSION session = {.flags = FWPM_SESSION_FLAG_DYNAMIC}; /* filters go with it */
    NTSTATUS status = FwpmEngineOpen(NULL, RPC_C_AUTHN_WINNT, NULL, &session, &porter_engine);
    if (!NT_SUCCESS(status))
        return status;
    status = FwpmTransactionBegin(porter_engine, 0);
    if (!NT_SUCCESS(status))
        return status;
    FWPM_SUBLAYER sublayer = {.subLayerKey = PORTER_SUBLAYER, .displayData = {.name = L"porter"}, .weight = 0x9000};
    status = FwpmSubLayerAdd(porter_engine, &sublayer, NULL);
    if (NT_SUCCESS(status))
        status = porter_add(&PORTER_CALLOUT_V4, &FWPM_LAYER_ALE_AUTH_CONNECT_V4, &porter_callouts[0]);
    if (NT_SUCCESS(status))
        status = porter_add(&PORTER_CALLOUT_V6, &FWPM_LAYER_ALE_AUTH_CONNECT_V6, &porter_callouts[1]);
    if (!NT_SUCCESS(status)) {
        (void)FwpmTransactionAbort(porter_engine);
        return status;
    }
    return FwpmTransactionCommit(porter_engine);
}

static VOID NTAPI porter_unload(PDRIVER_OBJECT driver) {
    UNREFERENCED_PARAMETER(driver);
    if (porter_engine != NULL)
        (void)FwpmEngineClose(porter_engine);
#if !defined(FAULT_STAYS_REGISTERED)
    for (ULONG i = 0; i < ARRAYSIZE(porter_callouts); i++)
        if (porter_callouts[i] != 0)
            (void)FwpsCalloutUnregisterById(porter_callouts[i]);
#endif
    /* Nobody asks any more about what was completed last. */
    while (!IsListEmpty(&porter_connects))
        ExFreePoolWithTag(CONTAINING_RECORD(RemoveHeadList(&porter_connects), struct porter_connect, links), TAG);
    IoDeleteDevice(porter_device);
}

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path) {
    UNREFERENCED_PARAMETER(registry_path);
    KeInitializeSpinLock(&porter_lock);
    InitializeListHead(&porter_connects);
    KeInitializeEvent(&porter_may_decide, NotificationEvent, TRUE);
    NTSTATUS status = IoCreateDevice(driver, 0, NULL, FILE_DEVICE_NETWORK, 0, FALSE, &porter_device);
    if (!NT_SUCCESS(status))
        return status;
    status = porter_add_all();
    if (!NT_SUCCESS(status)) {
        porter_unload(driver);
        return status;
    }
    driver->DriverUnload = porter_unload;
    return STATUS_SUCCESS;
}
