/*
 * keeper.c - a minifilter that keeps what each write replaces: it pends the write, reads the bytes that are there now by
 * I/O of its own, and lets the write go down when it has them. A sample to start from, and what the tests load: nothing in
 * it knows that it is not in the kernel. FAULT_... are mistakes that the tests look for.
 */
#include <fltKernel.h>

#define KEEPER_TAG 0x7065654Bu /* 'Keep' in memory */
#define KEEPER_ROOM (256 * 1024)

/* One write that waits for the bytes that it will replace. */
struct keeper_write {
    PFLT_CALLBACK_DATA write; /* pended, the Filter Manager's */
    PFLT_CALLBACK_DATA read;  /* ours */
    PFLT_DEFERRED_IO_WORKITEM work;
    NTSTATUS status; /* of the read */
    ULONG length;
    UCHAR bytes[ANYSIZE_ARRAY];
};

static PFLT_FILTER keeper_filter;
static KEVENT keeper_lock; /* of what follows */
static UCHAR keeper_kept[KEEPER_ROOM];
static ULONG keeper_count;
static volatile LONG keeper_carried_out; /* writes that the file system has done */

/* ---- for who asks ------------------------------------------------------------------------------------------------- */

/* All bytes that were kept so far, in the order in which they were read; returns how many there are. */
WSPLAB_KM_EXPORT ULONG KeeperKept(UCHAR *to, ULONG room) {
    (void)KeWaitForSingleObject(&keeper_lock, Executive, KernelMode, FALSE, NULL);
    ULONG count = keeper_count;
    RtlCopyMemory(to, keeper_kept, count < room ? count : room);
    (void)KeSetEvent(&keeper_lock, IO_NO_INCREMENT, FALSE);
    return count;
}

WSPLAB_KM_EXPORT LONG KeeperCarriedOut(VOID) {
    return keeper_carried_out;
}

/* ---- one write ---------------------------------------------------------------------------------------------------- */

static void keeper_free(struct keeper_write *of) {
#if !defined(FAULT_LEAVES_MEMORY)
    if (of->read != NULL)
        FltFreeCallbackData(of->read);
    if (of->work != NULL)
        FltFreeDeferredIoWorkItem(of->work);
    ExFreePoolWithTag(of, KEEPER_TAG);
#else
    UNREFERENCED_PARAMETER(of);
#endif
}

/* Everything that one write needs, or NULL. */
static struct keeper_write *keeper_allocate(PFLT_CALLBACK_DATA write, PCFLT_RELATED_OBJECTS objects) {
    ULONG length = write->Iopb->Parameters.Write.Length;
    struct keeper_write *made =
        ExAllocatePoolWithTag(NonPagedPoolNx, FIELD_OFFSET(struct keeper_write, bytes) + (SIZE_T)length, KEEPER_TAG);
    if (made == NULL)
        return NULL;
    made->write = write;
    made->length = length;
    made->read = NULL;
    made->work = FltAllocateDeferredIoWorkItem();
    if (made->work == NULL ||
        !NT_SUCCESS(FltAllocateCallbackData(objects->Instance, objects->FileObject, &made->read))) {
        keeper_free(made);
        return NULL;
    }
    return made;
}

static void keeper_keep(const UCHAR *bytes, ULONG_PTR count) {
    (void)KeWaitForSingleObject(&keeper_lock, Executive, KernelMode, FALSE, NULL);
    if (count <= KEEPER_ROOM - keeper_count) {
        RtlCopyMemory(keeper_kept + keeper_count, bytes, count);
        keeper_count += (ULONG)count;
    }
    (void)KeSetEvent(&keeper_lock, IO_NO_INCREMENT, FALSE);
}

/* At PASSIVE_LEVEL in a worker thread: the write goes on, with how many bytes were kept as its context. */
static VOID FLTAPI keeper_resume(PFLT_DEFERRED_IO_WORKITEM item, PFLT_CALLBACK_DATA write, PVOID context) {
    struct keeper_write *of = context;
    ULONG_PTR kept = NT_SUCCESS(of->status) ? of->read->IoStatus.Information : 0;
    UNREFERENCED_PARAMETER(item);
    keeper_keep(of->bytes, kept);
    /* A write past the end replaces nothing; any other failure is the writer's to know. */
    NTSTATUS status = of->status == STATUS_END_OF_FILE ? STATUS_SUCCESS : of->status;
    keeper_free(of);
#if defined(FAULT_NEVER_RESUMES)
    if (kept != 0)
        return;
#endif
    if (NT_SUCCESS(status)) {
        FltCompletePendedPreOperation(write, FLT_PREOP_SUCCESS_WITH_CALLBACK, (PVOID)kept);
    } else {
        write->IoStatus.Status = status;
        write->IoStatus.Information = 0;
        FltCompletePendedPreOperation(write, FLT_PREOP_COMPLETE, NULL);
    }
}

/* In any thread, perhaps at DISPATCH_LEVEL, where a write cannot be sent down. */
static VOID FLTAPI keeper_read_is_over(PFLT_CALLBACK_DATA read, PFLT_CONTEXT context) {
    struct keeper_write *of = context;
    of->status = read->IoStatus.Status;
#if defined(FAULT_REUSES_IN_CALLBACK)
    FltReuseCallbackData(read);
#endif
    NTSTATUS queued = FltQueueDeferredIoWorkItem(of->work, of->write, keeper_resume, DelayedWorkQueue, of);
    if (NT_SUCCESS(queued))
        return;
    PFLT_CALLBACK_DATA write = of->write;
    keeper_free(of);
    write->IoStatus.Status = queued;
    write->IoStatus.Information = 0;
    FltCompletePendedPreOperation(write, FLT_PREOP_COMPLETE, NULL);
}

static FLT_PREOP_CALLBACK_STATUS FLTAPI keeper_pre_write(PFLT_CALLBACK_DATA data, PCFLT_RELATED_OBJECTS objects,
                                                         PVOID *completion_context) {
    UNREFERENCED_PARAMETER(completion_context);
    if (!FLT_IS_IRP_OPERATION(data) || FlagOn(data->Iopb->IrpFlags, IRP_PAGING_IO) ||
        data->Iopb->Parameters.Write.Length == 0)
        return FLT_PREOP_SUCCESS_NO_CALLBACK;
    struct keeper_write *of = keeper_allocate(data, objects);
    if (of == NULL) {
        data->IoStatus.Status = STATUS_INSUFFICIENT_RESOURCES;
        data->IoStatus.Information = 0;
        return FLT_PREOP_COMPLETE;
    }
    PFLT_IO_PARAMETER_BLOCK iopb = of->read->Iopb;
    iopb->MajorFunction = IRP_MJ_READ;
    iopb->Parameters.Read.Length = of->length;
    iopb->Parameters.Read.ByteOffset = data->Iopb->Parameters.Write.ByteOffset;
    iopb->Parameters.Read.ReadBuffer = of->bytes;
    /* Whatever it returns, the callback comes once, perhaps before this returns: from here on all is the callback's. */
#if defined(FAULT_FREES_TWICE)
    PFLT_CALLBACK_DATA read = of->read;
    if (FltPerformAsynchronousIo(read, keeper_read_is_over, of) != STATUS_PENDING)
        FltFreeCallbackData(read);
#else
    (void)FltPerformAsynchronousIo(of->read, keeper_read_is_over, of);
#endif
    return FLT_PREOP_PENDING;
}

static FLT_POSTOP_CALLBACK_STATUS FLTAPI keeper_post_write(PFLT_CALLBACK_DATA data, PCFLT_RELATED_OBJECTS objects,
                                                           PVOID completion_context, FLT_POST_OPERATION_FLAGS flags) {
    UNREFERENCED_PARAMETER(objects);
    UNREFERENCED_PARAMETER(completion_context);
    if (!FlagOn(flags, FLTFL_POST_OPERATION_DRAINING) && NT_SUCCESS(data->IoStatus.Status))
        (void)InterlockedIncrement(&keeper_carried_out);
    return FLT_POSTOP_FINISHED_PROCESSING;
}

/* ---- the driver --------------------------------------------------------------------------------------------------- */

static NTSTATUS FLTAPI keeper_unload(FLT_FILTER_UNLOAD_FLAGS flags) {
#if defined(FAULT_REFUSES_UNLOAD) /* no mistake: the page allows it, unless it must be */
    if (!FlagOn(flags, FLTFL_FILTER_UNLOAD_MANDATORY))
        return STATUS_FLT_DO_NOT_DETACH;
#else
    UNREFERENCED_PARAMETER(flags);
#endif
    FltUnregisterFilter(keeper_filter);
    return STATUS_SUCCESS;
}

static NTSTATUS FLTAPI keeper_setup(PCFLT_RELATED_OBJECTS objects, FLT_INSTANCE_SETUP_FLAGS flags, DEVICE_TYPE device,
                                    FLT_FILESYSTEM_TYPE file_system) {
    UNREFERENCED_PARAMETER(objects);
    UNREFERENCED_PARAMETER(flags);
    UNREFERENCED_PARAMETER(device);
    return file_system == FLT_FSTYPE_RAW ? STATUS_FLT_DO_NOT_ATTACH : STATUS_SUCCESS;
}

static const FLT_OPERATION_REGISTRATION keeper_operations[] = {
    {IRP_MJ_WRITE, 0, keeper_pre_write, keeper_post_write, NULL},
    {IRP_MJ_OPERATION_END, 0, NULL, NULL, NULL},
};

static const FLT_REGISTRATION keeper_registration = {
    .Size = sizeof(FLT_REGISTRATION),
    .Version = FLT_REGISTRATION_VERSION,
    .OperationRegistration = keeper_operations,
    .FilterUnloadCallback = keeper_unload,
    .InstanceSetupCallback = keeper_setup,
};

NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT driver, PUNICODE_STRING registry_path) {
    UNREFERENCED_PARAMETER(registry_path);
    KeInitializeEvent(&keeper_lock, SynchronizationEvent, TRUE);
    NTSTATUS status = FltRegisterFilter(driver, &keeper_registration, &keeper_filter);
    if (!NT_SUCCESS(status))
        return status;
#if defined(FAULT_FAILS_HALF_WAY)
    return ExAllocatePoolWithTag(NonPagedPoolNx, 100, KEEPER_TAG) == NULL ? status : STATUS_INSUFFICIENT_RESOURCES;
#else
    status = FltStartFiltering(keeper_filter);
    if (!NT_SUCCESS(status))
        FltUnregisterFilter(keeper_filter);
    return status;
#endif
}
