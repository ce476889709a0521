/* minifilter_calls.c - a minifilter that tests tell what to call: what keeper.c has no use for. */
#include <fltKernel.h>

#define TAG 0x6C6C6143u /* 'Call' */

static PFLT_FILTER calls_filter;
static BOOLEAN calls_pends;           /* the preoperation callback pends what it sees */
static PFLT_CALLBACK_DATA calls_held; /* what it has pended */
static LONG calls_safe_irql = -1;     /* where the safe part of the postoperation callback ran */
static LONG calls_work_ran;           /* generic work items that have run */
static LONG calls_seen[4];            /* setups, queries, teardowns that start, teardowns that are over */

WSPLAB_KM_EXPORT LONG CallsSeen(LONG which) {
    return calls_seen[which];
}

WSPLAB_KM_EXPORT LONG CallsSafeIrql(VOID) {
    return calls_safe_irql;
}

WSPLAB_KM_EXPORT VOID CallsPend(LONG pends) {
    calls_pends = pends != 0;
}

/* ---- sending ------------------------------------------------------------------------------------------------------ */

static VOID calls_fill(PFLT_CALLBACK_DATA data, LONGLONG offset, UCHAR *to, ULONG length) {
    data->Iopb->MajorFunction = IRP_MJ_READ;
    data->Iopb->Parameters.Read.Length = length;
    data->Iopb->Parameters.Read.ByteOffset.QuadPart = offset;
    data->Iopb->Parameters.Read.ReadBuffer = to;
}

/* Four bytes each from 0, from 10 by a reissue, and from 20 with the data reused; the first status that is a failure. */
WSPLAB_KM_EXPORT NTSTATUS CallsSynchronous(PFLT_INSTANCE instance, PFILE_OBJECT file, UCHAR *to) {
    PFLT_CALLBACK_DATA data = NULL;
    NTSTATUS status =
        FltAllocateCallbackDataEx(instance, file, FLT_ALLOCATE_CALLBACK_DATA_PREALLOCATE_ALL_MEMORY, &data);
    if (!NT_SUCCESS(status))
        return status;
    calls_fill(data, 0, to, 4);
    FltPerformSynchronousIo(data);
    status = data->IoStatus.Status;
    if (NT_SUCCESS(status)) {
        calls_fill(data, 10, to + 4, 4);
        FltSetCallbackDataDirty(data);
        FltReissueSynchronousIo(instance, data);
        status = FLT_IS_REISSUED_IO(data) ? data->IoStatus.Status : STATUS_UNSUCCESSFUL;
    }
    if (NT_SUCCESS(status)) {
        FltReuseCallbackData(data);
        calls_fill(data, 20, to + 8, 4);
        FltPerformSynchronousIo(data);
        status = data->IoStatus.Status;
    }
    FltFreeCallbackData(data);
    return status;
}

static VOID FLTAPI calls_set(PFLT_CALLBACK_DATA data, PFLT_CONTEXT event) {
    UNREFERENCED_PARAMETER(data);
    (void)KeSetEvent(event, IO_NO_INCREMENT, FALSE);
}

/* Writes by FltWriteFile with a callback, waits for it, and reads by FltReadFile at the place that the write has left. */
WSPLAB_KM_EXPORT NTSTATUS CallsFiles(PFLT_INSTANCE instance, PFILE_OBJECT file, UCHAR *buffer, ULONG *read_out) {
    KEVENT over;
    LARGE_INTEGER limit = {.QuadPart = -20 * 10000000LL};
    KeInitializeEvent(&over, NotificationEvent, FALSE);
    NTSTATUS status = FltWriteFile(instance, file, NULL, 2, buffer, 0, NULL, calls_set, &over);
    if (!NT_SUCCESS(status))
        return status;
    status = KeWaitForSingleObject(&over, Executive, KernelMode, FALSE, &limit);
    if (status != STATUS_SUCCESS)
        return status;
    return FltReadFile(instance, file, NULL, 4, buffer, FLTFL_IO_OPERATION_DO_NOT_UPDATE_BYTE_OFFSET, read_out, NULL,
                       NULL);
}

/* ---- pended operations -------------------------------------------------------------------------------------------- */

static VOID FLTAPI calls_canceled(PFLT_CALLBACK_DATA data) {
    calls_held = NULL;
    data->IoStatus.Status = STATUS_CANCELLED;
    data->IoStatus.Information = 0;
    FltCompletePendedPreOperation(data, FLT_PREOP_COMPLETE, NULL);
}

/* Lets go what is pended, if it is not cancelled: what FltClearCancelCompletion has returned. */
WSPLAB_KM_EXPORT NTSTATUS CallsResume(VOID) {
    PFLT_CALLBACK_DATA held = calls_held;
    if (held == NULL || FltIsIoCanceled(held))
        return STATUS_NOT_FOUND;
    NTSTATUS cleared = FltClearCancelCompletion(held);
    if (NT_SUCCESS(cleared)) {
        calls_held = NULL;
        FltCompletePendedPreOperation(held, FLT_PREOP_SUCCESS_WITH_CALLBACK, (PVOID)(ULONG_PTR)7);
    }
    return cleared;
}

static FLT_PREOP_CALLBACK_STATUS FLTAPI calls_pre(PFLT_CALLBACK_DATA data, PCFLT_RELATED_OBJECTS objects,
                                                  PVOID *context) {
    if (objects->Size != sizeof *objects || objects->Filter != calls_filter)
        return FLT_PREOP_COMPLETE;
    if (!calls_pends) {
        *context = (PVOID)(ULONG_PTR)7;
        return FLT_PREOP_SUCCESS_WITH_CALLBACK;
    }
    calls_held = data;
    if (!NT_SUCCESS(FltSetCancelCompletion(data, calls_canceled)))
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    return FLT_PREOP_PENDING;
}

static FLT_POSTOP_CALLBACK_STATUS FLTAPI calls_safe(PFLT_CALLBACK_DATA data, PCFLT_RELATED_OBJECTS objects,
                                                    PVOID context, FLT_POST_OPERATION_FLAGS flags) {
    UNREFERENCED_PARAMETER(data);
    UNREFERENCED_PARAMETER(flags);
    if (context == (PVOID)(ULONG_PTR)7 && objects->Filter == calls_filter)
        calls_safe_irql = KeGetCurrentIrql();
    return FLT_POSTOP_FINISHED_PROCESSING;
}

static FLT_POSTOP_CALLBACK_STATUS FLTAPI calls_post(PFLT_CALLBACK_DATA data, PCFLT_RELATED_OBJECTS objects,
                                                    PVOID context, FLT_POST_OPERATION_FLAGS flags) {
    FLT_POSTOP_CALLBACK_STATUS status = FLT_POSTOP_FINISHED_PROCESSING;
    (void)FltDoCompletionProcessingWhenSafe(data, objects, context, flags, calls_safe, &status);
    return status;
}

/* ---- work items --------------------------------------------------------------------------------------------------- */

WSPLAB_KM_EXPORT LONG CallsWorkRan(VOID) {
    return calls_work_ran;
}

static VOID FLTAPI calls_work(PFLT_GENERIC_WORKITEM item, PVOID object, PVOID context) {
    if (object != NULL && context == (PVOID)(ULONG_PTR)7 && KeGetCurrentIrql() == PASSIVE_LEVEL)
        calls_work_ran++;
    FltFreeGenericWorkItem(item);
}

/* Queues one for an instance, or with NULL for the filter; frees it once too early if told so. */
WSPLAB_KM_EXPORT NTSTATUS CallsQueueWork(PFLT_INSTANCE instance, LONG frees_too_early) {
    PVOID object = instance != NULL ? (PVOID)instance : (PVOID)calls_filter;
    PFLT_GENERIC_WORKITEM item = FltAllocateGenericWorkItem();
    if (item == NULL)
        return STATUS_INSUFFICIENT_RESOURCES;
    NTSTATUS status = FltQueueGenericWorkItem(item, object, calls_work, DelayedWorkQueue, (PVOID)(ULONG_PTR)7);
    if (!NT_SUCCESS(status) || frees_too_early)
        FltFreeGenericWorkItem(item);
    return status;
}

/* Allocates one of each kind, and frees none. */
WSPLAB_KM_EXPORT LONG CallsLeaveWork(VOID) {
    return (FltAllocateGenericWorkItem() != NULL) + (FltAllocateDeferredIoWorkItem() != NULL);
}

/* ---- the kernel --------------------------------------------------------------------------------------------------- */

/* How many of the steps went as they should; -1 - n when step n did not. */
WSPLAB_KM_EXPORT LONG CallsEvents(VOID) {
    KEVENT stays, once;
    LARGE_INTEGER no_time = {.QuadPart = 0}, a_while = {.QuadPart = -1000}, long_ago = {.QuadPart = 1};
    KeInitializeEvent(&stays, NotificationEvent, FALSE);
    KeInitializeEvent(&once, SynchronizationEvent, TRUE);
    const LONG steps[] = {
        KeReadStateEvent(&stays) == 0,
        KeWaitForSingleObject(&stays, Executive, KernelMode, FALSE, &no_time) == STATUS_TIMEOUT,
        KeWaitForSingleObject(&stays, Executive, KernelMode, FALSE, &a_while) == STATUS_TIMEOUT,
        KeWaitForSingleObject(&stays, Executive, KernelMode, FALSE, &long_ago) == STATUS_TIMEOUT,
        KeSetEvent(&stays, IO_NO_INCREMENT, FALSE) == 0,
        KeSetEvent(&stays, IO_NO_INCREMENT, FALSE) == 1,
        KeWaitForSingleObject(&stays, Executive, KernelMode, FALSE, NULL) == STATUS_SUCCESS,
        KeReadStateEvent(&stays) == 1,
        KeResetEvent(&stays) == 1,
        KeReadStateEvent(&stays) == 0,
        KeWaitForSingleObject(&once, Executive, KernelMode, FALSE, NULL) == STATUS_SUCCESS,
        KeReadStateEvent(&once) == 0,
    };
    for (LONG i = 0; i < (LONG)ARRAYSIZE(steps); i++)
        if (!steps[i])
            return -1 - i;
    return (LONG)ARRAYSIZE(steps);
}

/* The levels that were seen, a hexadecimal digit for each. */
WSPLAB_KM_EXPORT LONG CallsIrql(VOID) {
    KIRQL before;
    LONG seen = KeGetCurrentIrql();
    KeRaiseIrql(DISPATCH_LEVEL, &before);
    seen = seen << 4 | KeGetCurrentIrql();
    KeLowerIrql(before);
    return seen << 4 | KeGetCurrentIrql();
}

static const FLT_REGISTRATION calls_registration;

/* Pointers that are none, one call each; the statuses that came back, or 1 where a function gave what it must not. */
WSPLAB_KM_EXPORT LONG CallsBadPointers(LONG which, PFLT_INSTANCE instance) {
    PVOID nowhere = (PVOID)(ULONG_PTR)0x1230;
    PFLT_CALLBACK_DATA data = NULL;
    switch (which) {
    case 0:
        FltFreeCallbackData(nowhere);
        return 0;
    case 1:
        return FltCancelIo(nowhere);
    case 2:
        return FltAllocateCallbackData(nowhere, NULL, &data);
    case 3:
        return FltAllocateCallbackData(instance, nowhere, &data);
    case 4:
        return FltAllocateCallbackData(instance, NULL, nowhere);
    case 5:
        return KeWaitForSingleObject(nowhere, Executive, KernelMode, FALSE, NULL);
    case 6:
        return FltStartFiltering(nowhere);
    case 7:
        return FltRegisterFilter(nowhere, nowhere, nowhere);
    case 8:
        FltFreeDeferredIoWorkItem(nowhere);
        return 0;
    case 9:
        ExFreePool(nowhere);
        return 0;
    case 11:
        KeInitializeEvent(NULL, NotificationEvent, FALSE);
        return 0;
    case 12:
        return KeSetEvent(nowhere, IO_NO_INCREMENT, FALSE);
    case 13:
        return FltPerformAsynchronousIo(NULL, calls_set, NULL);
    case 14:
        FltPerformSynchronousIo(NULL);
        return 0;
    case 15:
        FltCompletePendedPreOperation(NULL, FLT_PREOP_COMPLETE, NULL);
        return 0;
    case 16:
        FltCompletePendedPostOperation(nowhere);
        return 0;
    case 17:
        return FltQueueDeferredIoWorkItem(NULL, NULL, NULL, DelayedWorkQueue, NULL);
    case 18:
        return FltSetCancelCompletion(NULL, NULL);
    case 19:
        return FltReadFile(instance, NULL, NULL, 4, nowhere, 0, NULL, NULL, NULL);
    case 20:
        FltUnregisterFilter(NULL);
        return 0;
    case 21:
        return FltRegisterFilter(NULL, NULL, NULL);
    case 22:
        return FltDoCompletionProcessingWhenSafe(NULL, NULL, NULL, 0, NULL, NULL);
    case 23:
        FltReissueSynchronousIo(NULL, NULL);
        return 0;
    case 24:
        return FltRegisterFilter(nowhere, &calls_registration, NULL);
    case 26:
        return FltQueueGenericWorkItem(nowhere, instance, calls_work, DelayedWorkQueue, NULL);
    case 27:
        FltFreeGenericWorkItem(nowhere);
        return 0;
    case 25: /* what a newer header would call */
        return (LONG)wsplab_km_call(9999, (const uint64_t[]){0}, 0xC0000001u);
    default: {
        PVOID pool = ExAllocatePoolWithTag(PagedPool, 10, TAG);
        ExFreePoolWithTag(pool, TAG + 1);
        ExFreePoolWithTag(pool, TAG);
        return 0;
    }
    }
}

/* ---- the driver --------------------------------------------------------------------------------------------------- */

static NTSTATUS FLTAPI calls_setup(PCFLT_RELATED_OBJECTS objects, FLT_INSTANCE_SETUP_FLAGS flags, DEVICE_TYPE device,
                                   FLT_FILESYSTEM_TYPE file_system) {
    UNREFERENCED_PARAMETER(device);
    UNREFERENCED_PARAMETER(file_system);
    calls_seen[0]++;
    return objects->Instance != NULL && FlagOn(flags, FLTFL_INSTANCE_SETUP_MANUAL_ATTACHMENT) && calls_seen[0] < 3
               ? STATUS_SUCCESS
               : STATUS_FLT_DO_NOT_ATTACH;
}

static NTSTATUS FLTAPI calls_query(PCFLT_RELATED_OBJECTS objects, FLT_INSTANCE_QUERY_TEARDOWN_FLAGS flags) {
    UNREFERENCED_PARAMETER(objects);
    UNREFERENCED_PARAMETER(flags);
    calls_seen[1]++;
    return STATUS_SUCCESS;
}

static VOID FLTAPI calls_teardown_starts(PCFLT_RELATED_OBJECTS objects, FLT_INSTANCE_TEARDOWN_FLAGS reason) {
    UNREFERENCED_PARAMETER(objects);
    UNREFERENCED_PARAMETER(reason);
    calls_seen[2]++;
    (void)CallsResume(); /* nothing may stay pended */
}

static VOID FLTAPI calls_teardown_is_over(PCFLT_RELATED_OBJECTS objects, FLT_INSTANCE_TEARDOWN_FLAGS reason) {
    UNREFERENCED_PARAMETER(objects);
    UNREFERENCED_PARAMETER(reason);
    calls_seen[3]++;
}

static NTSTATUS FLTAPI calls_unload(FLT_FILTER_UNLOAD_FLAGS flags) {
    UNREFERENCED_PARAMETER(flags);
    FltUnregisterFilter(calls_filter);
    return STATUS_SUCCESS;
}

static const FLT_OPERATION_REGISTRATION calls_operations[] = {
    {IRP_MJ_READ, FLTFL_OPERATION_REGISTRATION_SKIP_PAGING_IO, calls_pre, calls_post, NULL},
    {IRP_MJ_OPERATION_END, 0, NULL, NULL, NULL},
};

static const FLT_REGISTRATION calls_registration = {
    .Size = sizeof(FLT_REGISTRATION),
    .Version = FLT_REGISTRATION_VERSION,
    .OperationRegistration = calls_operations,
    .FilterUnloadCallback = calls_unload,
    .InstanceSetupCallback = calls_setup,
    .InstanceQueryTeardownCallback = calls_query,
    .InstanceTeardownStartCallback = calls_teardown_starts,
    .InstanceTeardownCompleteCallback = calls_teardown_is_over,
};

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path) {
    /* ...\Services\minifilter_calls: the name of the file. */
    static const WCHAR name[] = L"minifilter_calls";
    USHORT length = sizeof name - sizeof *name;
    if (registry_path->Length < length ||
        !RtlEqualMemory((UCHAR *)registry_path->Buffer + registry_path->Length - length, name, length))
        return STATUS_OBJECT_NAME_NOT_FOUND;
    NTSTATUS status = FltRegisterFilter(driver, &calls_registration, &calls_filter);
    return NT_SUCCESS(status) ? FltStartFiltering(calls_filter) : status;
}
