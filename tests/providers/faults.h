/*
 * faults.h - the mistakes that the kit has to find. The layer is built once without any, and once with each:
 *
 *   FAULT_COMPLETES_TWICE           tells each completion twice (WPU-COMPLETE-18)
 *   FAULT_NEVER_COMPLETES           tells none (WPU-COMPLETE-18)
 *   FAULT_LOSES_A_BYTE              tells one byte too few (WPU-COMPLETE-5)
 *   FAULT_CRASHES                   writes where nothing is when it tells of one, in its own thread (WSP-ERR-3)
 *   FAULT_COMPLETES_ANOTHER         tells of a structure that is not the client's (WPU-COMPLETE-13)
 *   FAULT_DROPS_WHAT_IS_CLOSED      does not tell what a close has aborted (WSP-CLOSE-3)
 *   FAULT_LEAVES_THE_EVENT_SET      does not reset the event of an operation that starts (WSP-IO-5)
 *   FAULT_RUNS_ROUTINES_ITSELF      calls completion routines in its own thread (WPU-APC-3)
 *   FAULT_SAYS_SUCCESS_TOO_EARLY    answers that a pending operation has finished (WSP-IO-16)
 *   FAULT_TAKES_ANY_VERSION         accepts versions that it does not speak (WSP-START-5)
 *   FAULT_SHUTDOWN_ENDS_BOTH_WAYS   shuts down both directions whichever is named (WSP-SHUTDOWN-1)
 *   FAULT_COUNTS_WHEN_PENDING       writes the byte count of a receive that pends (WSP-IO-14)
 *   FAULT_COUNTS_LATE               writes the byte count of a receive when it ends (WSP-IO-14)
 *   FAULT_FLAGS_LATE                writes the flags of a receive when it ends (WSP-RECV-6)
 *   FAULT_KEEPS_THE_THREAD_ID       keeps the pointer to the thread's id in place of a copy (WPU-APC-4)
 *   FAULT_PASSES_GARBAGE            tells of a structure at an address where nothing is (WPU-COMPLETE-18)
 *   FAULT_ASKS_INTO_NOWHERE         has an upcall write its answer where nothing is (WPU-GEN-6)
 *   FAULT_ENDS_ITS_THREAD           ends its worker, which has a completion to tell (WPU-COMPLETE-18)
 *   FAULT_ENDS_IN_AN_UPCALL         hands down a table whose WPUCreateSocketHandle ends the calling thread (WSP-ERR-3)
 *   FAULT_IS_CANCELLED              its worker is cancelled in an upcall, and ends when it is out of it (WPU-COMPLETE-18)
 *   FAULT_BLOCKS_IN_CLEANUP         takes a lock in WSPCleanup that it holds already (WSP-CLEAN-2)
 *   FAULT_CALLS_AFTER_CLEANUP       leaves a thread that asks for events until it is refused (WSP-CLEAN-5)
 *   FAULT_COMPLETES_WHEN_LOADED     tells of a completion before it is started, in DllMain or a constructor (WPU-COMPLETE-18)
 *
 * And one thing that is no mistake, since Offset and OffsetHigh are the provider's own (OVL-3):
 *
 *   FAULT_SWAPS_OFFSETS             keeps the error in Offset and the flags in OffsetHigh
 *
 * Read the samples as if this file were not there: without a fault each of these is what its name says.
 */
#ifndef FAULTS_H
#define FAULTS_H

#include <winsock2.h>

#if defined(FAULT_COMPLETES_TWICE)
#define COMPLETE(s, structure, error, bytes)                                                                           \
    (WPUCompleteOverlappedRequest((s), (structure), (error), (bytes), &ignored),                                       \
     WPUCompleteOverlappedRequest((s), (structure), (error), (bytes), &ignored))
#elif defined(FAULT_NEVER_COMPLETES)
#define COMPLETE(s, structure, error, bytes) ((void)(s), (void)(bytes))
#elif defined(FAULT_CRASHES)
static inline void crash(void) {
    volatile ULONG_PTR nowhere = 0x10;
    *(volatile DWORD *)nowhere = 1;
}
#define COMPLETE(s, structure, error, bytes) ((void)(s), (void)(structure), (void)(bytes), crash())
#elif defined(FAULT_LOSES_A_BYTE)
#define COMPLETE(s, structure, error, bytes)                                                                           \
    WPUCompleteOverlappedRequest((s), (structure), (error), (bytes) == 0 ? 0 : (bytes) - 1, &ignored)
#elif defined(FAULT_PASSES_GARBAGE)
static inline LPWSAOVERLAPPED nowhere(LPWSAOVERLAPPED structure) {
    (void)structure;
    return (LPWSAOVERLAPPED)(ULONG_PTR)0x10;
}
#define COMPLETE(s, structure, error, bytes)                                                                           \
    WPUCompleteOverlappedRequest((s), nowhere(structure), (error), (bytes), &ignored)
#elif defined(FAULT_ASKS_INTO_NOWHERE)
#define COMPLETE(s, structure, error, bytes)                                                                           \
    (upcalls.lpWPUQuerySocketHandleContext((s), (PDWORD_PTR)(ULONG_PTR)0x10, &ignored),                                \
     WPUCompleteOverlappedRequest((s), (structure), (error), (bytes), &ignored))
#elif defined(FAULT_ENDS_ITS_THREAD)
#define COMPLETE(s, structure, error, bytes) ((void)(s), (void)(structure), (void)(bytes), ExitThread(0))
#elif defined(FAULT_IS_CANCELLED) /* POSIX alone */
#include <pthread.h>
#define COMPLETE(s, structure, error, bytes)                                                                           \
    (pthread_cancel(pthread_self()), WPUCompleteOverlappedRequest((s), (structure), (error), (bytes), &ignored),       \
     pthread_testcancel())
#elif defined(FAULT_COMPLETES_ANOTHER)
static inline LPWSAOVERLAPPED another(LPWSAOVERLAPPED structure) {
    static WSAOVERLAPPED copy;
    copy = *structure;
    return &copy;
}
#define COMPLETE(s, structure, error, bytes)                                                                           \
    WPUCompleteOverlappedRequest((s), another(structure), (error), (bytes), &ignored)
#else
#define COMPLETE(s, structure, error, bytes) WPUCompleteOverlappedRequest((s), (structure), (error), (bytes), &ignored)
#endif

#if defined(FAULT_DROPS_WHAT_IS_CLOSED)
#define DROP_WHAT_IS_CLOSED(error)                                                                                     \
    if ((error) == WSA_OPERATION_ABORTED || (error) == WSAECONNABORTED) {                                              \
        return;                                                                                                        \
    }
#else
#define DROP_WHAT_IS_CLOSED(error) ((void)0)
#endif

#if defined(FAULT_LEAVES_THE_EVENT_SET)
#define RESET_EVENT(event, error) ((event) != NULL && (*(error) = 0, TRUE))
#else
#define RESET_EVENT(event, error) upcalls.lpWPUResetEvent((event), (error))
#endif

#if defined(FAULT_RUNS_ROUTINES_ITSELF)
#define QUEUE_APC(thread, function, context, error) ((function)(context), *(error) = 0)
#else
#define QUEUE_APC(thread, function, context, error) upcalls.lpWPUQueueApc((thread), (function), (context), (error))
#endif

#if defined(FAULT_SAYS_SUCCESS_TOO_EARLY)
#define PENDING(error_out) ((void)(error_out), 0)
#else
#define PENDING(error_out) overlapped_fail((error_out), WSA_IO_PENDING)
#endif

#if defined(FAULT_COUNTS_WHEN_PENDING)
#define STRUCTURE_BELOW(request, count, flags) (*(count) = 7, &(request)->own)
#elif defined(FAULT_COUNTS_LATE) || defined(FAULT_FLAGS_LATE)
#define KEEPS_WORDS LPDWORD kept_count, kept_flags;
#define FORGET_WORDS(client) ((client)->kept_count = NULL, (client)->kept_flags = NULL)
#define STRUCTURE_BELOW(request, count, flags)                                                                         \
    ((request)->client.kept_count = (count), (request)->client.kept_flags = (flags), &(request)->own)
#else
#define STRUCTURE_BELOW(request, count, flags) (&(request)->own)
#endif

#if defined(FAULT_COUNTS_LATE)
#define WRITE_LATE(client, bytes, flags) ((client)->kept_count != NULL ? (*(client)->kept_count = (bytes)) : 0)
#elif defined(FAULT_FLAGS_LATE)
#define WRITE_LATE(client, bytes, flags) ((client)->kept_flags != NULL ? (*(client)->kept_flags = (flags)) : 0)
#else
#define WRITE_LATE(client, bytes, flags) ((void)0)
#endif

#if defined(FAULT_KEEPS_THE_THREAD_ID)
#define KEEPS_WORDS LPWSATHREADID kept_thread;
#define FORGET_WORDS(client) ((client)->kept_thread = &(client)->thread)
#define KEEP_THREAD(client, id) ((client)->kept_thread = (id))
#define THREAD_OF(client) ((client)->kept_thread)
#else
#define KEEP_THREAD(client, id) ((client)->thread = *(id))
#define THREAD_OF(client) (&(client)->thread)
#endif

#if !defined(KEEPS_WORDS)
#define KEEPS_WORDS
#define FORGET_WORDS(client) ((void)(client))
#endif

#if defined(FAULT_SWAPS_OFFSETS)
#define ERROR_WORD Offset
#define FLAGS_WORD OffsetHigh
#else
#define ERROR_WORD OffsetHigh
#define FLAGS_WORD Offset
#endif

#if defined(FAULT_TAKES_ANY_VERSION)
#define SPEAKS(version) ((void)speaks(version), TRUE)
#else
#define SPEAKS(version) speaks(version)
#endif

#if defined(FAULT_ENDS_IN_AN_UPCALL)
#include <ws2spi.h>
static inline SOCKET WSPAPI end_here(DWORD entry, DWORD_PTR context, LPINT error_out) {
    (void)entry;
    (void)context;
    (void)error_out;
    ExitThread(5);
    return INVALID_SOCKET;
}
#define HAND_DOWN(table) ((table)->lpWPUCreateSocketHandle = end_here)
#else
#define HAND_DOWN(table) ((void)(table))
#endif

#if defined(FAULT_BLOCKS_IN_CLEANUP)
#define BEFORE_THE_END(lock) AcquireSRWLockExclusive(lock)
#elif defined(FAULT_CALLS_AFTER_CLEANUP)
#include "sockets.h"
static inline DWORD WINAPI call_late(LPVOID begun) {
    int error = 0;
    WSAEVENT event = upcalls.lpWPUCreateEvent(&error);
    SetEvent((HANDLE)begun);
    while (event != WSA_INVALID_EVENT) {
        upcalls.lpWPUCloseEvent(event, &error);
        event = upcalls.lpWPUCreateEvent(&error);
    }
    return 0;
}
static inline void leave_a_thread(void) {
    HANDLE begun = CreateEventW(NULL, TRUE, FALSE, NULL);
    HANDLE thread = CreateThread(NULL, 0, call_late, begun, 0, NULL);
    WaitForSingleObject(begun, INFINITE);
    CloseHandle(thread);
    CloseHandle(begun);
}
#define BEFORE_THE_END(lock) ((void)(lock), leave_a_thread())
#else
#define BEFORE_THE_END(lock) ((void)0)
#endif

#if defined(FAULT_SHUTDOWN_ENDS_BOTH_WAYS)
#define DIRECTION(how) ((void)(how), SD_BOTH)
#else
#define DIRECTION(how) (how)
#endif

#endif
