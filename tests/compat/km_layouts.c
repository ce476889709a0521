/*
 * km_layouts.c - sizes and offsets of what minifilters share with the Filter Manager, in 64 bits; dev.wsplab.fltmgr.FltLayout
 * has the same numbers. There is nothing to run.
 */
#include <fltKernel.h>

#include <dontuse.h>
#include <suppress.h>

#if UINTPTR_MAX == UINT64_MAX
#define SIZE(type, size) _Static_assert(sizeof(type) == (size), #type)
#define AT(type, member, at) _Static_assert(offsetof(type, member) == (at), #type "." #member)
#else
#define SIZE(type, size) _Static_assert(sizeof(type) > 0, #type)
#define AT(type, member, at) _Static_assert(offsetof(type, member) <= (at), #type "." #member)
#endif
#define PARAMETER(member, at) AT(FLT_PARAMETERS, member, at)

SIZE(LONG, 4);
SIZE(ULONG, 4);
SIZE(WCHAR, 2);
SIZE(NTSTATUS, 4);
SIZE(LARGE_INTEGER, 8);
SIZE(UNICODE_STRING, 16);
SIZE(KEVENT, 24);
SIZE(DRIVER_OBJECT, 336); /* as DriverModule reads it */
AT(DRIVER_OBJECT, DriverUnload, 104);

SIZE(FLT_CALLBACK_DATA, 88); /* FLT-1 */
AT(FLT_CALLBACK_DATA, Flags, 0);
AT(FLT_CALLBACK_DATA, Thread, 8);
AT(FLT_CALLBACK_DATA, Iopb, 16);
AT(FLT_CALLBACK_DATA, IoStatus, 24);
AT(FLT_CALLBACK_DATA, IoStatus.Information, 32);
AT(FLT_CALLBACK_DATA, TagData, 40);
AT(FLT_CALLBACK_DATA, QueueLinks, 48);
AT(FLT_CALLBACK_DATA, FilterContext, 48);
AT(FLT_CALLBACK_DATA, RequestorMode, 80);

SIZE(FLT_IO_PARAMETER_BLOCK, 24 + 48); /* FLT-2 */
AT(FLT_IO_PARAMETER_BLOCK, IrpFlags, 0);
AT(FLT_IO_PARAMETER_BLOCK, MajorFunction, 4);
AT(FLT_IO_PARAMETER_BLOCK, MinorFunction, 5);
AT(FLT_IO_PARAMETER_BLOCK, OperationFlags, 6);
AT(FLT_IO_PARAMETER_BLOCK, TargetFileObject, 8);
AT(FLT_IO_PARAMETER_BLOCK, TargetInstance, 16);
AT(FLT_IO_PARAMETER_BLOCK, Parameters, 24);

PARAMETER(Create.Options, 8);
PARAMETER(Create.FileAttributes, 16);
PARAMETER(Create.ShareAccess, 18);
PARAMETER(Create.EaLength, 24);
PARAMETER(Create.EaBuffer, 32);
PARAMETER(Create.AllocationSize, 40);
PARAMETER(Read.Length, 0); /* FLT-3 */
PARAMETER(Read.Key, 8);
PARAMETER(Read.ByteOffset, 16);
PARAMETER(Read.ReadBuffer, 24);
PARAMETER(Read.MdlAddress, 32);
PARAMETER(Write.ByteOffset, 16);
PARAMETER(Write.WriteBuffer, 24);
PARAMETER(Write.MdlAddress, 32);
PARAMETER(QueryFileInformation.FileInformationClass, 8);
PARAMETER(QueryFileInformation.InfoBuffer, 16);
PARAMETER(SetFileInformation.FileInformationClass, 8);
PARAMETER(SetFileInformation.ParentOfTarget, 16);
PARAMETER(SetFileInformation.ReplaceIfExists, 24);
PARAMETER(SetFileInformation.InfoBuffer, 32);
PARAMETER(DirectoryControl.QueryDirectory.FileName, 8);
PARAMETER(DirectoryControl.QueryDirectory.FileInformationClass, 16);
PARAMETER(DirectoryControl.QueryDirectory.FileIndex, 24);
PARAMETER(DirectoryControl.QueryDirectory.DirectoryBuffer, 32);
PARAMETER(DirectoryControl.NotifyDirectory.CompletionFilter, 8);
PARAMETER(DirectoryControl.NotifyDirectory.DirectoryBuffer, 32);
PARAMETER(FileSystemControl.Common.InputBufferLength, 8);
PARAMETER(FileSystemControl.Common.FsControlCode, 16);
PARAMETER(LockControl.Length, 0);
PARAMETER(LockControl.Key, 8);
PARAMETER(LockControl.ByteOffset, 16);
PARAMETER(LockControl.ProcessId, 24);
PARAMETER(LockControl.FailImmediately, 32);
PARAMETER(LockControl.ExclusiveLock, 33);
PARAMETER(Others.Argument6, 40);

SIZE(FLT_RELATED_OBJECTS, 48); /* as struct wsplab_flt_objects */
AT(FLT_RELATED_OBJECTS, Filter, 8);
AT(FLT_RELATED_OBJECTS, Volume, 16);
AT(FLT_RELATED_OBJECTS, Instance, 24);
AT(FLT_RELATED_OBJECTS, FileObject, 32);

SIZE(FLT_OPERATION_REGISTRATION, 32);
AT(FLT_OPERATION_REGISTRATION, Flags, 4);
AT(FLT_OPERATION_REGISTRATION, PreOperation, 8);
AT(FLT_OPERATION_REGISTRATION, PostOperation, 16);

SIZE(FLT_REGISTRATION, 112);
AT(FLT_REGISTRATION, OperationRegistration, 16);
AT(FLT_REGISTRATION, FilterUnloadCallback, 24);
AT(FLT_REGISTRATION, InstanceSetupCallback, 32);
AT(FLT_REGISTRATION, InstanceQueryTeardownCallback, 40);
AT(FLT_REGISTRATION, InstanceTeardownStartCallback, 48);
AT(FLT_REGISTRATION, InstanceTeardownCompleteCallback, 56);

/* FLT-1, FLT-62: values that callbacks return. */
_Static_assert(FLT_PREOP_COMPLETE == 4 && FLT_PREOP_SYNCHRONIZE == 5, "preoperation statuses");
_Static_assert(FLT_POSTOP_MORE_PROCESSING_REQUIRED == 1, "postoperation statuses");
