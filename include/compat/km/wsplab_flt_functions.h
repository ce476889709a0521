/* wsplab_flt_functions.h - the functions of fltKernel.h, each carried to the Filter Manager under its number. */
#ifndef WSPLAB_FLT_FUNCTIONS_H
#define WSPLAB_FLT_FUNCTIONS_H

/* Their numbers; dev.wsplab.fltmgr.NativeFunction has the same order. */
#define WSPLAB_FLT_FUNCTIONS(X)                                                                                        \
    X(FltRegisterFilter)                                                                                               \
    X(FltStartFiltering)                                                                                               \
    X(FltUnregisterFilter)                                                                                             \
    X(FltAllocateCallbackDataEx)                                                                                       \
    X(FltReuseCallbackData)                                                                                            \
    X(FltFreeCallbackData)                                                                                             \
    X(FltPerformAsynchronousIo)                                                                                        \
    X(FltPerformSynchronousIo)                                                                                         \
    X(FltReissueSynchronousIo)                                                                                         \
    X(FltCompletePendedPreOperation)                                                                                   \
    X(FltCompletePendedPostOperation)                                                                                  \
    X(FltDoCompletionProcessingWhenSafe)                                                                               \
    X(FltAllocateDeferredIoWorkItem)                                                                                   \
    X(FltFreeDeferredIoWorkItem)                                                                                       \
    X(FltQueueDeferredIoWorkItem)                                                                                      \
    X(FltCancelIo)                                                                                                     \
    X(FltSetCancelCompletion)                                                                                          \
    X(FltClearCancelCompletion)                                                                                        \
    X(FltIsIoCanceled)                                                                                                 \
    X(FltReadFile)                                                                                                     \
    X(FltWriteFile)                                                                                                    \
    X(FltSetCallbackDataDirty)                                                                                         \
    X(FltClearCallbackDataDirty)                                                                                       \
    X(IoSetTopLevelIrp)                                                                                                \
    X(FltAllocateGenericWorkItem)                                                                                      \
    X(FltFreeGenericWorkItem)                                                                                          \
    X(FltQueueGenericWorkItem)

enum wsplab_flt_function { WSPLAB_FLT__BEFORE = WSPLAB_KM_FLT - 1, WSPLAB_FLT_FUNCTIONS(WSPLAB_KM__NUMBERED) };

/* ---- the filter --------------------------------------------------------------------------------------------------- */

FORCEINLINE NTSTATUS FltRegisterFilter(PDRIVER_OBJECT Driver, const FLT_REGISTRATION *Registration,
                                       PFLT_FILTER *RetFilter) {
    return WSPLAB_KM_STATUS(FltRegisterFilter, WSPLAB_KM_P(Driver), WSPLAB_KM_P(Registration), WSPLAB_KM_P(RetFilter));
}

FORCEINLINE NTSTATUS FltStartFiltering(PFLT_FILTER Filter) {
    return WSPLAB_KM_STATUS(FltStartFiltering, WSPLAB_KM_P(Filter));
}

FORCEINLINE VOID FltUnregisterFilter(PFLT_FILTER Filter) {
    (void)WSPLAB_KM_WORD(FltUnregisterFilter, WSPLAB_KM_P(Filter));
}

/* ---- callback data ------------------------------------------------------------------------------------------------ */

typedef ULONG FLT_ALLOCATE_CALLBACK_DATA_FLAGS;
#define FLT_ALLOCATE_CALLBACK_DATA_PREALLOCATE_ALL_MEMORY 0x00000001

FORCEINLINE NTSTATUS FltAllocateCallbackDataEx(PFLT_INSTANCE Instance, PFILE_OBJECT FileObject,
                                               FLT_ALLOCATE_CALLBACK_DATA_FLAGS Flags,
                                               PFLT_CALLBACK_DATA *RetNewCallbackData) {
    return WSPLAB_KM_STATUS(FltAllocateCallbackDataEx, WSPLAB_KM_P(Instance), WSPLAB_KM_P(FileObject),
                            WSPLAB_KM_N(Flags), WSPLAB_KM_P(RetNewCallbackData));
}

FORCEINLINE NTSTATUS FltAllocateCallbackData(PFLT_INSTANCE Instance, PFILE_OBJECT FileObject,
                                             PFLT_CALLBACK_DATA *RetNewCallbackData) {
    return FltAllocateCallbackDataEx(Instance, FileObject, 0, RetNewCallbackData);
}

FORCEINLINE VOID FltReuseCallbackData(PFLT_CALLBACK_DATA CallbackData) {
    (void)WSPLAB_KM_WORD(FltReuseCallbackData, WSPLAB_KM_P(CallbackData));
}

FORCEINLINE VOID FltFreeCallbackData(PFLT_CALLBACK_DATA CallbackData) {
    (void)WSPLAB_KM_WORD(FltFreeCallbackData, WSPLAB_KM_P(CallbackData));
}

FORCEINLINE VOID FltSetCallbackDataDirty(PFLT_CALLBACK_DATA Data) {
    (void)WSPLAB_KM_WORD(FltSetCallbackDataDirty, WSPLAB_KM_P(Data));
}

FORCEINLINE VOID FltClearCallbackDataDirty(PFLT_CALLBACK_DATA Data) {
    (void)WSPLAB_KM_WORD(FltClearCallbackDataDirty, WSPLAB_KM_P(Data));
}

FORCEINLINE BOOLEAN FltIsCallbackDataDirty(PFLT_CALLBACK_DATA Data) {
    return BooleanFlagOn(Data->Flags, FLTFL_CALLBACK_DATA_DIRTY);
}

/* ---- sending ------------------------------------------------------------------------------------------------------ */

typedef VOID(FLTAPI *PFLT_COMPLETED_ASYNC_IO_CALLBACK)(PFLT_CALLBACK_DATA CallbackData, PFLT_CONTEXT Context);

FORCEINLINE NTSTATUS FltPerformAsynchronousIo(PFLT_CALLBACK_DATA CallbackData,
                                              PFLT_COMPLETED_ASYNC_IO_CALLBACK CallbackRoutine, PVOID CallbackContext) {
    return WSPLAB_KM_STATUS(FltPerformAsynchronousIo, WSPLAB_KM_P(CallbackData), WSPLAB_KM_P(CallbackRoutine),
                            WSPLAB_KM_P(CallbackContext));
}

FORCEINLINE VOID FltPerformSynchronousIo(PFLT_CALLBACK_DATA CallbackData) {
    (void)WSPLAB_KM_WORD(FltPerformSynchronousIo, WSPLAB_KM_P(CallbackData));
}

FORCEINLINE VOID FltReissueSynchronousIo(PFLT_INSTANCE InitiatingInstance, PFLT_CALLBACK_DATA CallbackData) {
    (void)WSPLAB_KM_WORD(FltReissueSynchronousIo, WSPLAB_KM_P(InitiatingInstance), WSPLAB_KM_P(CallbackData));
}

typedef ULONG FLT_IO_OPERATION_FLAGS;
#define FLTFL_IO_OPERATION_NON_CACHED 0x00000001
#define FLTFL_IO_OPERATION_PAGING 0x00000002
#define FLTFL_IO_OPERATION_DO_NOT_UPDATE_BYTE_OFFSET 0x00000004

/* A NULL offset is the file's current position. */
FORCEINLINE NTSTATUS FltReadFile(PFLT_INSTANCE InitiatingInstance, PFILE_OBJECT FileObject, PLARGE_INTEGER ByteOffset,
                                 ULONG Length, PVOID Buffer, FLT_IO_OPERATION_FLAGS Flags, PULONG BytesRead,
                                 PFLT_COMPLETED_ASYNC_IO_CALLBACK CallbackRoutine, PVOID CallbackContext) {
    return WSPLAB_KM_STATUS(FltReadFile, WSPLAB_KM_P(InitiatingInstance), WSPLAB_KM_P(FileObject),
                            WSPLAB_KM_P(ByteOffset), WSPLAB_KM_N(Length), WSPLAB_KM_P(Buffer), WSPLAB_KM_N(Flags),
                            WSPLAB_KM_P(BytesRead), WSPLAB_KM_P(CallbackRoutine), WSPLAB_KM_P(CallbackContext));
}

FORCEINLINE NTSTATUS FltWriteFile(PFLT_INSTANCE InitiatingInstance, PFILE_OBJECT FileObject, PLARGE_INTEGER ByteOffset,
                                  ULONG Length, PVOID Buffer, FLT_IO_OPERATION_FLAGS Flags, PULONG BytesWritten,
                                  PFLT_COMPLETED_ASYNC_IO_CALLBACK CallbackRoutine, PVOID CallbackContext) {
    return WSPLAB_KM_STATUS(FltWriteFile, WSPLAB_KM_P(InitiatingInstance), WSPLAB_KM_P(FileObject),
                            WSPLAB_KM_P(ByteOffset), WSPLAB_KM_N(Length), WSPLAB_KM_P(Buffer), WSPLAB_KM_N(Flags),
                            WSPLAB_KM_P(BytesWritten), WSPLAB_KM_P(CallbackRoutine), WSPLAB_KM_P(CallbackContext));
}

/* ---- pended operations -------------------------------------------------------------------------------------------- */

FORCEINLINE VOID FltCompletePendedPreOperation(PFLT_CALLBACK_DATA CallbackData,
                                               FLT_PREOP_CALLBACK_STATUS CallbackStatus, PVOID Context) {
    (void)WSPLAB_KM_WORD(FltCompletePendedPreOperation, WSPLAB_KM_P(CallbackData), WSPLAB_KM_N(CallbackStatus),
                         WSPLAB_KM_P(Context));
}

FORCEINLINE VOID FltCompletePendedPostOperation(PFLT_CALLBACK_DATA CallbackData) {
    (void)WSPLAB_KM_WORD(FltCompletePendedPostOperation, WSPLAB_KM_P(CallbackData));
}

FORCEINLINE BOOLEAN FltDoCompletionProcessingWhenSafe(PFLT_CALLBACK_DATA Data, PCFLT_RELATED_OBJECTS FltObjects,
                                                      PVOID CompletionContext, FLT_POST_OPERATION_FLAGS Flags,
                                                      PFLT_POST_OPERATION_CALLBACK SafePostCallback,
                                                      PFLT_POSTOP_CALLBACK_STATUS RetPostOperationStatus) {
    return (BOOLEAN)WSPLAB_KM_WORD(FltDoCompletionProcessingWhenSafe, WSPLAB_KM_P(Data), WSPLAB_KM_P(FltObjects),
                                   WSPLAB_KM_P(CompletionContext), WSPLAB_KM_N(Flags), WSPLAB_KM_P(SafePostCallback),
                                   WSPLAB_KM_P(RetPostOperationStatus));
}

typedef VOID(FLTAPI *PFLT_DEFERRED_IO_WORKITEM_ROUTINE)(PFLT_DEFERRED_IO_WORKITEM FltWorkItem,
                                                        PFLT_CALLBACK_DATA CallbackData, PVOID Context);

/* NULL when there is no memory. */
FORCEINLINE PFLT_DEFERRED_IO_WORKITEM FltAllocateDeferredIoWorkItem(VOID) {
    return (PFLT_DEFERRED_IO_WORKITEM)(uintptr_t)WSPLAB_KM_WORD(FltAllocateDeferredIoWorkItem, 0);
}

FORCEINLINE VOID FltFreeDeferredIoWorkItem(PFLT_DEFERRED_IO_WORKITEM FltWorkItem) {
    (void)WSPLAB_KM_WORD(FltFreeDeferredIoWorkItem, WSPLAB_KM_P(FltWorkItem));
}

FORCEINLINE NTSTATUS FltQueueDeferredIoWorkItem(PFLT_DEFERRED_IO_WORKITEM FltWorkItem, PFLT_CALLBACK_DATA Data,
                                                PFLT_DEFERRED_IO_WORKITEM_ROUTINE WorkerRoutine,
                                                WORK_QUEUE_TYPE QueueType, PVOID Context) {
    return WSPLAB_KM_STATUS(FltQueueDeferredIoWorkItem, WSPLAB_KM_P(FltWorkItem), WSPLAB_KM_P(Data),
                            WSPLAB_KM_P(WorkerRoutine), WSPLAB_KM_N(QueueType), WSPLAB_KM_P(Context));
}

typedef VOID(FLTAPI *PFLT_GENERIC_WORKITEM_ROUTINE)(PFLT_GENERIC_WORKITEM FltWorkItem, PVOID FltObject, PVOID Context);

/* NULL when there is no memory. */
FORCEINLINE PFLT_GENERIC_WORKITEM FltAllocateGenericWorkItem(VOID) {
    return (PFLT_GENERIC_WORKITEM)(uintptr_t)WSPLAB_KM_WORD(FltAllocateGenericWorkItem, 0);
}

FORCEINLINE VOID FltFreeGenericWorkItem(PFLT_GENERIC_WORKITEM FltWorkItem) {
    (void)WSPLAB_KM_WORD(FltFreeGenericWorkItem, WSPLAB_KM_P(FltWorkItem));
}

/* The object is the caller's PFLT_FILTER or PFLT_INSTANCE. */
FORCEINLINE NTSTATUS FltQueueGenericWorkItem(PFLT_GENERIC_WORKITEM FltWorkItem, PVOID FltObject,
                                             PFLT_GENERIC_WORKITEM_ROUTINE WorkerRoutine, WORK_QUEUE_TYPE QueueType,
                                             PVOID Context) {
    return WSPLAB_KM_STATUS(FltQueueGenericWorkItem, WSPLAB_KM_P(FltWorkItem), WSPLAB_KM_P(FltObject),
                            WSPLAB_KM_P(WorkerRoutine), WSPLAB_KM_N(QueueType), WSPLAB_KM_P(Context));
}

/* ---- cancelling --------------------------------------------------------------------------------------------------- */

typedef VOID(FLTAPI *PFLT_COMPLETE_CANCELED_CALLBACK)(PFLT_CALLBACK_DATA CallbackData);

FORCEINLINE BOOLEAN FltCancelIo(PFLT_CALLBACK_DATA CallbackData) {
    return (BOOLEAN)WSPLAB_KM_WORD(FltCancelIo, WSPLAB_KM_P(CallbackData));
}

FORCEINLINE NTSTATUS FltSetCancelCompletion(PFLT_CALLBACK_DATA CallbackData,
                                            PFLT_COMPLETE_CANCELED_CALLBACK CanceledCallback) {
    return WSPLAB_KM_STATUS(FltSetCancelCompletion, WSPLAB_KM_P(CallbackData), WSPLAB_KM_P(CanceledCallback));
}

FORCEINLINE NTSTATUS FltClearCancelCompletion(PFLT_CALLBACK_DATA CallbackData) {
    return WSPLAB_KM_STATUS(FltClearCancelCompletion, WSPLAB_KM_P(CallbackData));
}

FORCEINLINE BOOLEAN FltIsIoCanceled(PFLT_CALLBACK_DATA CallbackData) {
    return (BOOLEAN)WSPLAB_KM_WORD(FltIsIoCanceled, WSPLAB_KM_P(CallbackData));
}

/* ---- the thread --------------------------------------------------------------------------------------------------- */

/* IRP, or FSRTL_FSP_TOP_LEVEL_IRP and its like, of the calling thread; NULL for none. */
FORCEINLINE VOID IoSetTopLevelIrp(PIRP Irp) {
    (void)WSPLAB_KM_WORD(IoSetTopLevelIrp, WSPLAB_KM_P(Irp));
}

#endif
