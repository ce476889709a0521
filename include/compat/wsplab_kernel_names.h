/*
 * wsplab_kernel_names.h - kernel32's functions under names of our own.
 *
 * Each is a function of the library that a module is linked against, and is served by the environment that the module was
 * loaded into. The prefix keeps them apart from whatever else a process has.
 */
#ifndef WSPLAB_COMPAT_KERNEL_NAMES_H
#define WSPLAB_COMPAT_KERNEL_NAMES_H

/* errors, handles */
#define CloseHandle wsplab_CloseHandle
#define DuplicateHandle wsplab_DuplicateHandle
#define GetLastError wsplab_GetLastError
#define SetLastError wsplab_SetLastError

/* events and waits */
#define CreateEventA wsplab_CreateEventA
#define CreateEventW wsplab_CreateEventW
#define ResetEvent wsplab_ResetEvent
#define SetEvent wsplab_SetEvent
#define Sleep wsplab_Sleep
#define SleepEx wsplab_SleepEx
#define WaitForMultipleObjects wsplab_WaitForMultipleObjects
#define WaitForMultipleObjectsEx wsplab_WaitForMultipleObjectsEx
#define WaitForSingleObject wsplab_WaitForSingleObject
#define WaitForSingleObjectEx wsplab_WaitForSingleObjectEx

/* completion */
#define CancelIo wsplab_CancelIo
#define CancelIoEx wsplab_CancelIoEx
#define CreateIoCompletionPort wsplab_CreateIoCompletionPort
#define GetOverlappedResult wsplab_GetOverlappedResult
#define GetOverlappedResultEx wsplab_GetOverlappedResultEx
#define GetQueuedCompletionStatus wsplab_GetQueuedCompletionStatus
#define GetQueuedCompletionStatusEx wsplab_GetQueuedCompletionStatusEx
#define PostQueuedCompletionStatus wsplab_PostQueuedCompletionStatus
#define ReadFile wsplab_ReadFile
#define ReadFileEx wsplab_ReadFileEx
#define SetFileCompletionNotificationModes wsplab_SetFileCompletionNotificationModes
#define WriteFile wsplab_WriteFile
#define WriteFileEx wsplab_WriteFileEx

/* threads */
#define CreateThread wsplab_CreateThread
#define GetCurrentProcess wsplab_GetCurrentProcess
#define GetCurrentProcessId wsplab_GetCurrentProcessId
#define GetCurrentThread wsplab_GetCurrentThread
#define GetCurrentThreadId wsplab_GetCurrentThreadId
#define GetExitCodeThread wsplab_GetExitCodeThread
#define ExitThread wsplab_ExitThread
#define QueueUserAPC wsplab_QueueUserAPC
#define ResumeThread wsplab_ResumeThread

/* modules */
#define ExpandEnvironmentStringsA wsplab_ExpandEnvironmentStringsA
#define ExpandEnvironmentStringsW wsplab_ExpandEnvironmentStringsW
#define FreeLibrary wsplab_FreeLibrary
#define GetModuleFileNameA wsplab_GetModuleFileNameA
#define GetModuleFileNameW wsplab_GetModuleFileNameW
#define GetModuleHandleA wsplab_GetModuleHandleA
#define GetModuleHandleW wsplab_GetModuleHandleW
#define GetModuleHandleExA wsplab_GetModuleHandleExA
#define GetModuleHandleExW wsplab_GetModuleHandleExW
#define GetProcAddress wsplab_GetProcAddress
#define LoadLibraryA wsplab_LoadLibraryA
#define LoadLibraryW wsplab_LoadLibraryW
#define LoadLibraryExA wsplab_LoadLibraryExA
#define LoadLibraryExW wsplab_LoadLibraryExW

#endif
