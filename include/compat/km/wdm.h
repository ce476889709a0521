/*
 * wdm.h - what drivers use of the kernel itself, as far as wsplab plays it: IRQL, events, spin locks, work items, pools, codes
 * of IRPs. The functions are carried to whoever has loaded the module (wsplab_km_calls.h).
 */
#ifndef WSPLAB_KM_WDM_H
#define WSPLAB_KM_WDM_H

#include "ntdef.h"
#include "ntstatus.h"
#include "wsplab_km_calls.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- objects that are only pointed to ----------------------------------------------------------------------------- */

typedef struct _DEVICE_OBJECT *PDEVICE_OBJECT;
typedef struct _IO_WORKITEM *PIO_WORKITEM;
typedef struct _FILE_OBJECT *PFILE_OBJECT;
typedef struct _MDL *PMDL;
typedef struct _IRP *PIRP;
typedef struct _KTHREAD *PETHREAD, *PKTHREAD;
typedef struct _EPROCESS *PEPROCESS;
typedef struct _KTRANSACTION *PKTRANSACTION;
typedef struct _IO_SECURITY_CONTEXT *PIO_SECURITY_CONTEXT;

typedef struct _IO_STATUS_BLOCK {
    union {
        NTSTATUS Status;
        PVOID Pointer;
    };
    ULONG_PTR Information;
} IO_STATUS_BLOCK, *PIO_STATUS_BLOCK;

#define IRP_MJ_MAXIMUM_FUNCTION 0x1B

typedef struct _DRIVER_OBJECT DRIVER_OBJECT, *PDRIVER_OBJECT;
typedef VOID(NTAPI DRIVER_UNLOAD)(PDRIVER_OBJECT DriverObject);
typedef DRIVER_UNLOAD *PDRIVER_UNLOAD;
typedef NTSTATUS(NTAPI DRIVER_DISPATCH)(PDEVICE_OBJECT DeviceObject, PIRP Irp);
typedef DRIVER_DISPATCH *PDRIVER_DISPATCH;

/* Of its members DriverUnload is called; dispatch routines may be set, and never are. */
struct _DRIVER_OBJECT {
    CSHORT Type;
    CSHORT Size;
    PDEVICE_OBJECT DeviceObject;
    ULONG Flags;
    PVOID DriverStart;
    ULONG DriverSize;
    PVOID DriverSection;
    PVOID DriverExtension;
    UNICODE_STRING DriverName;
    PUNICODE_STRING HardwareDatabase;
    PVOID FastIoDispatch;
    PVOID DriverInit;
    PVOID DriverStartIo;
    PDRIVER_UNLOAD DriverUnload;
    PDRIVER_DISPATCH MajorFunction[IRP_MJ_MAXIMUM_FUNCTION + 1];
};

/* What a module begins with. */
typedef NTSTATUS(NTAPI DRIVER_INITIALIZE)(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath);
WSPLAB_KM_EXPORT NTSTATUS NTAPI DriverEntry(PDRIVER_OBJECT DriverObject, PUNICODE_STRING RegistryPath);

/* ---- IRPs --------------------------------------------------------------------------------------------------------- */

#define IRP_MJ_CREATE 0x00
#define IRP_MJ_CREATE_NAMED_PIPE 0x01
#define IRP_MJ_CLOSE 0x02
#define IRP_MJ_READ 0x03
#define IRP_MJ_WRITE 0x04
#define IRP_MJ_QUERY_INFORMATION 0x05
#define IRP_MJ_SET_INFORMATION 0x06
#define IRP_MJ_QUERY_EA 0x07
#define IRP_MJ_SET_EA 0x08
#define IRP_MJ_FLUSH_BUFFERS 0x09
#define IRP_MJ_QUERY_VOLUME_INFORMATION 0x0A
#define IRP_MJ_SET_VOLUME_INFORMATION 0x0B
#define IRP_MJ_DIRECTORY_CONTROL 0x0C
#define IRP_MJ_FILE_SYSTEM_CONTROL 0x0D
#define IRP_MJ_DEVICE_CONTROL 0x0E
#define IRP_MJ_INTERNAL_DEVICE_CONTROL 0x0F
#define IRP_MJ_SHUTDOWN 0x10
#define IRP_MJ_LOCK_CONTROL 0x11
#define IRP_MJ_CLEANUP 0x12
#define IRP_MJ_CREATE_MAILSLOT 0x13
#define IRP_MJ_QUERY_SECURITY 0x14
#define IRP_MJ_SET_SECURITY 0x15
#define IRP_MJ_POWER 0x16
#define IRP_MJ_SYSTEM_CONTROL 0x17
#define IRP_MJ_DEVICE_CHANGE 0x18
#define IRP_MJ_QUERY_QUOTA 0x19
#define IRP_MJ_SET_QUOTA 0x1A
#define IRP_MJ_PNP 0x1B

#define IRP_MN_QUERY_DIRECTORY 0x01
#define IRP_MN_NOTIFY_CHANGE_DIRECTORY 0x02
#define IRP_MN_USER_FS_REQUEST 0x00
#define IRP_MN_LOCK 0x01
#define IRP_MN_UNLOCK_SINGLE 0x02
#define IRP_MN_UNLOCK_ALL 0x03
#define IRP_MN_UNLOCK_ALL_BY_KEY 0x04

#define IRP_NOCACHE 0x00000001
#define IRP_PAGING_IO 0x00000002
#define IRP_SYNCHRONOUS_API 0x00000004
#define IRP_BUFFERED_IO 0x00000010
#define IRP_SYNCHRONOUS_PAGING_IO 0x00000040
#define IRP_READ_OPERATION 0x00000100
#define IRP_WRITE_OPERATION 0x00000200

#define FSCTL_REQUEST_OPLOCK_LEVEL_1 0x00090000u
#define FSCTL_REQUEST_OPLOCK_LEVEL_2 0x00090004u
#define FSCTL_REQUEST_BATCH_OPLOCK 0x00090008u
#define FSCTL_REQUEST_FILTER_OPLOCK 0x0009005Cu

#define FILE_DEVICE_DISK_FILE_SYSTEM 0x00000008
#define FILE_DEVICE_NETWORK 0x00000012
#define FILE_DEVICE_SECURE_OPEN 0x00000100
typedef ULONG DEVICE_TYPE;

typedef enum _FILE_INFORMATION_CLASS {
    FileDirectoryInformation = 1,
    FileBasicInformation = 4,
    FileStandardInformation = 5,
    FileRenameInformation = 10,
    FileNamesInformation = 12,
    FileDispositionInformation = 13,
    FilePositionInformation = 14,
    FileAllocationInformation = 19,
    FileEndOfFileInformation = 20
} FILE_INFORMATION_CLASS;

typedef enum _WORK_QUEUE_TYPE { CriticalWorkQueue, DelayedWorkQueue, HyperCriticalWorkQueue } WORK_QUEUE_TYPE;

typedef CHAR KPROCESSOR_MODE;
typedef enum _MODE { KernelMode, UserMode, MaximumMode } MODE;

/* ---- IRQL --------------------------------------------------------------------------------------------------------- */

typedef UCHAR KIRQL, *PKIRQL;
#define PASSIVE_LEVEL 0
#define APC_LEVEL 1
#define DISPATCH_LEVEL 2

FORCEINLINE KIRQL KeGetCurrentIrql(void) {
    return (KIRQL)WSPLAB_KM_WORD(KeGetCurrentIrql, 0);
}

FORCEINLINE KIRQL KfRaiseIrql(KIRQL NewIrql) {
    return (KIRQL)WSPLAB_KM_WORD(KfRaiseIrql, WSPLAB_KM_N(NewIrql));
}
#define KeRaiseIrql(level, before) ((void)(*(before) = KfRaiseIrql(level)))

FORCEINLINE VOID KeLowerIrql(KIRQL NewIrql) {
    (void)WSPLAB_KM_WORD(KeLowerIrql, WSPLAB_KM_N(NewIrql));
}

#define PAGED_CODE() ((void)0)

/* ---- events ------------------------------------------------------------------------------------------------------- */

typedef enum _EVENT_TYPE { NotificationEvent, SynchronizationEvent } EVENT_TYPE;
typedef enum _KWAIT_REASON {
    Executive,
    FreePage,
    PageIn,
    PoolAllocation,
    DelayExecution,
    Suspended,
    UserRequest
} KWAIT_REASON;

typedef struct _DISPATCHER_HEADER {
    UCHAR Type;
    UCHAR Absolute;
    UCHAR Size;
    UCHAR Inserted;
    LONG SignalState;
    LIST_ENTRY WaitListHead;
} DISPATCHER_HEADER;

/* The address stands for the event; the memory is not looked at. */
typedef struct _KEVENT {
    DISPATCHER_HEADER Header;
} KEVENT, *PKEVENT, *PRKEVENT;

#define IO_NO_INCREMENT 0

FORCEINLINE VOID KeInitializeEvent(PRKEVENT Event, EVENT_TYPE Type, BOOLEAN State) {
    (void)WSPLAB_KM_WORD(KeInitializeEvent, WSPLAB_KM_P(Event), WSPLAB_KM_N(Type), WSPLAB_KM_N(State));
}

FORCEINLINE LONG KeSetEvent(PRKEVENT Event, KPRIORITY Increment, BOOLEAN Wait) {
    UNREFERENCED_PARAMETER(Increment);
    UNREFERENCED_PARAMETER(Wait);
    return (LONG)WSPLAB_KM_WORD(KeSetEvent, WSPLAB_KM_P(Event));
}

FORCEINLINE VOID KeClearEvent(PRKEVENT Event) {
    (void)WSPLAB_KM_WORD(KeClearEvent, WSPLAB_KM_P(Event));
}

FORCEINLINE LONG KeResetEvent(PRKEVENT Event) {
    return (LONG)WSPLAB_KM_WORD(KeClearEvent, WSPLAB_KM_P(Event));
}

FORCEINLINE LONG KeReadStateEvent(PRKEVENT Event) {
    return (LONG)WSPLAB_KM_WORD(KeReadStateEvent, WSPLAB_KM_P(Event));
}

/* Events only. The timeout counts 100 ns: negative from now, else since 1601; NULL waits for ever. */
FORCEINLINE NTSTATUS KeWaitForSingleObject(PVOID Object, KWAIT_REASON WaitReason, KPROCESSOR_MODE WaitMode,
                                           BOOLEAN Alertable, PLARGE_INTEGER Timeout) {
    UNREFERENCED_PARAMETER(WaitReason);
    UNREFERENCED_PARAMETER(WaitMode);
    UNREFERENCED_PARAMETER(Alertable);
    return WSPLAB_KM_STATUS(KeWaitForSingleObject, WSPLAB_KM_P(Object), WSPLAB_KM_P(Timeout));
}

/* ---- spin locks --------------------------------------------------------------------------------------------------- */

/* The address stands for the lock; the memory is not looked at. */
typedef ULONG_PTR KSPIN_LOCK, *PKSPIN_LOCK;

typedef struct _KLOCK_QUEUE_HANDLE {
    struct {
        PVOID Next;
        PKSPIN_LOCK Lock;
    } LockQueue;
    KIRQL OldIrql;
} KLOCK_QUEUE_HANDLE, *PKLOCK_QUEUE_HANDLE;

FORCEINLINE VOID KeInitializeSpinLock(PKSPIN_LOCK SpinLock) {
    (void)WSPLAB_KM_WORD(KeInitializeSpinLock, WSPLAB_KM_P(SpinLock));
}

FORCEINLINE KIRQL KeAcquireSpinLockRaiseToDpc(PKSPIN_LOCK SpinLock) {
    return (KIRQL)WSPLAB_KM_WORD(KeAcquireSpinLockRaiseToDpc, WSPLAB_KM_P(SpinLock));
}
#define KeAcquireSpinLock(lock, before) ((void)(*(before) = KeAcquireSpinLockRaiseToDpc(lock)))

FORCEINLINE VOID KeReleaseSpinLock(PKSPIN_LOCK SpinLock, KIRQL NewIrql) {
    (void)WSPLAB_KM_WORD(KeReleaseSpinLock, WSPLAB_KM_P(SpinLock), WSPLAB_KM_N(NewIrql));
}

FORCEINLINE VOID KeAcquireInStackQueuedSpinLock(PKSPIN_LOCK SpinLock, PKLOCK_QUEUE_HANDLE LockHandle) {
    LockHandle->LockQueue.Lock = SpinLock;
    LockHandle->OldIrql = KeAcquireSpinLockRaiseToDpc(SpinLock);
}

FORCEINLINE VOID KeReleaseInStackQueuedSpinLock(PKLOCK_QUEUE_HANDLE LockHandle) {
    KeReleaseSpinLock(LockHandle->LockQueue.Lock, LockHandle->OldIrql);
}

/* ---- devices and work items --------------------------------------------------------------------------------------- */

/* A device is a value to be handed on; nobody opens it, and the name is not looked at. */
FORCEINLINE NTSTATUS IoCreateDevice(PDRIVER_OBJECT DriverObject, ULONG DeviceExtensionSize, PUNICODE_STRING DeviceName,
                                    DEVICE_TYPE DeviceType, ULONG DeviceCharacteristics, BOOLEAN Exclusive,
                                    PDEVICE_OBJECT *DeviceObject) {
    UNREFERENCED_PARAMETER(DriverObject);
    UNREFERENCED_PARAMETER(DeviceExtensionSize);
    UNREFERENCED_PARAMETER(DeviceName);
    UNREFERENCED_PARAMETER(DeviceType);
    UNREFERENCED_PARAMETER(DeviceCharacteristics);
    UNREFERENCED_PARAMETER(Exclusive);
    return WSPLAB_KM_STATUS(IoCreateDevice, WSPLAB_KM_P(DeviceObject));
}

FORCEINLINE VOID IoDeleteDevice(PDEVICE_OBJECT DeviceObject) {
    (void)WSPLAB_KM_WORD(IoDeleteDevice, WSPLAB_KM_P(DeviceObject));
}

typedef VOID(NTAPI IO_WORKITEM_ROUTINE)(PDEVICE_OBJECT DeviceObject, PVOID Context);
typedef IO_WORKITEM_ROUTINE *PIO_WORKITEM_ROUTINE;

/* NULL when there is no memory. */
FORCEINLINE PIO_WORKITEM IoAllocateWorkItem(PDEVICE_OBJECT DeviceObject) {
    return (PIO_WORKITEM)(uintptr_t)WSPLAB_KM_WORD(IoAllocateWorkItem, WSPLAB_KM_P(DeviceObject));
}

/* The routine runs at PASSIVE_LEVEL, later. It may free the item, or queue it once more. */
FORCEINLINE VOID IoQueueWorkItem(PIO_WORKITEM IoWorkItem, PIO_WORKITEM_ROUTINE WorkerRoutine, WORK_QUEUE_TYPE QueueType,
                                 PVOID Context) {
    UNREFERENCED_PARAMETER(QueueType);
    (void)WSPLAB_KM_WORD(IoQueueWorkItem, WSPLAB_KM_P(IoWorkItem), WSPLAB_KM_P(WorkerRoutine), WSPLAB_KM_P(Context));
}

FORCEINLINE VOID IoFreeWorkItem(PIO_WORKITEM IoWorkItem) {
    (void)WSPLAB_KM_WORD(IoFreeWorkItem, WSPLAB_KM_P(IoWorkItem));
}

/* ---- pools -------------------------------------------------------------------------------------------------------- */

typedef enum _POOL_TYPE { NonPagedPool = 0, PagedPool = 1, NonPagedPoolNx = 512 } POOL_TYPE;

/* NULL when there is none. What is left at the unload is reported by its tag. */
FORCEINLINE PVOID ExAllocatePoolWithTag(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag) {
    return (PVOID)(uintptr_t)WSPLAB_KM_WORD(ExAllocatePoolWithTag, WSPLAB_KM_N(PoolType), WSPLAB_KM_N(NumberOfBytes),
                                            WSPLAB_KM_N(Tag));
}

FORCEINLINE VOID ExFreePoolWithTag(PVOID P, ULONG Tag) {
    (void)WSPLAB_KM_WORD(ExFreePoolWithTag, WSPLAB_KM_P(P), WSPLAB_KM_N(Tag));
}

FORCEINLINE VOID ExFreePool(PVOID P) {
    ExFreePoolWithTag(P, 0); /* 0 frees whatever the tag */
}

#define POOL_FLAG_NON_PAGED 0x0000000000000040ull
#define POOL_FLAG_PAGED 0x0000000000000100ull
typedef ULONG64 POOL_FLAGS;

FORCEINLINE PVOID ExAllocatePoolZero(POOL_TYPE PoolType, SIZE_T NumberOfBytes, ULONG Tag) {
    PVOID pool = ExAllocatePoolWithTag(PoolType, NumberOfBytes, Tag);
    return pool == NULL ? NULL : memset(pool, 0, NumberOfBytes);
}

FORCEINLINE PVOID ExAllocatePool2(POOL_FLAGS Flags, SIZE_T NumberOfBytes, ULONG Tag) {
    return ExAllocatePoolZero(FlagOn(Flags, POOL_FLAG_PAGED) ? PagedPool : NonPagedPoolNx, NumberOfBytes, Tag);
}

/* ---- what needs nobody -------------------------------------------------------------------------------------------- */

#define RtlCopyMemory(to, from, length) ((void)memcpy((to), (from), (length)))
#define RtlMoveMemory(to, from, length) ((void)memmove((to), (from), (length)))
#define RtlZeroMemory(at, length) ((void)memset((at), 0, (length)))
#define RtlFillMemory(at, length, byte) ((void)memset((at), (byte), (length)))
#define RtlUshortByteSwap(n) ((USHORT)((USHORT)(n) << 8 | (USHORT)(n) >> 8))
#define RtlUlongByteSwap(n)                                                                                            \
    ((ULONG)((ULONG)(n) << 24 | ((ULONG)(n) & 0xFF00u) << 8 | ((ULONG)(n) >> 8 & 0xFF00u) | (ULONG)(n) >> 24))
#define RtlEqualMemory(a, b, length) (memcmp((a), (b), (length)) == 0)

#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#define InterlockedIncrement(at) _InterlockedIncrement(at)
#define InterlockedDecrement(at) _InterlockedDecrement(at)
#define InterlockedExchange(at, value) _InterlockedExchange((at), (value))
#define InterlockedCompareExchange(at, value, old) _InterlockedCompareExchange((at), (value), (old))
#else
FORCEINLINE LONG wsplab_km_add(volatile LONG *at, LONG value) {
    return __atomic_add_fetch(at, value, __ATOMIC_SEQ_CST);
}

FORCEINLINE LONG wsplab_km_exchange(volatile LONG *at, LONG value) {
    return __atomic_exchange_n(at, value, __ATOMIC_SEQ_CST);
}

FORCEINLINE LONG wsplab_km_compare_exchange(volatile LONG *at, LONG value, LONG old) {
    __atomic_compare_exchange_n(at, &old, value, 0, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
    return old;
}
#define InterlockedIncrement(at) wsplab_km_add((at), 1)
#define InterlockedDecrement(at) wsplab_km_add((at), -1)
#define InterlockedExchange(at, value) wsplab_km_exchange((at), (value))
#define InterlockedCompareExchange(at, value, old) wsplab_km_compare_exchange((at), (value), (old))
#endif

#ifdef __cplusplus
}
#endif

#endif
