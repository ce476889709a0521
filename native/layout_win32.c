/* layout_win32.c - what the shim and the system both lay out, and the conventions by which they call each other. */
#include "windows_win32.h"

#include <stddef.h>

#include <wsplab/wsplab.h>

#define WSPLAB__IS_32_BIT (sizeof(void *) == 4)

_Static_assert(sizeof(OVERLAPPED) == (WSPLAB__IS_32_BIT ? 20 : 32), "OVERLAPPED");
_Static_assert(offsetof(OVERLAPPED, InternalHigh) == (WSPLAB__IS_32_BIT ? 4 : 8), "OVERLAPPED.InternalHigh");
_Static_assert(offsetof(OVERLAPPED, Offset) == (WSPLAB__IS_32_BIT ? 8 : 16), "OVERLAPPED.Offset");
_Static_assert(offsetof(OVERLAPPED, OffsetHigh) == (WSPLAB__IS_32_BIT ? 12 : 20), "OVERLAPPED.OffsetHigh");
_Static_assert(offsetof(OVERLAPPED, hEvent) == (WSPLAB__IS_32_BIT ? 16 : 24), "OVERLAPPED.hEvent");

/* In a 64-bit process a packet is an OVERLAPPED_ENTRY. In one of 32 bits it keeps its size, and is copied member by member. */
_Static_assert(WSPLAB__IS_32_BIT || sizeof(OVERLAPPED_ENTRY) == sizeof(struct wsplab_packet), "OVERLAPPED_ENTRY");
_Static_assert(WSPLAB__IS_32_BIT ||
                   offsetof(OVERLAPPED_ENTRY, dwNumberOfBytesTransferred) == offsetof(struct wsplab_packet, bytes),
               "OVERLAPPED_ENTRY.dwNumberOfBytesTransferred");

/* Callbacks of the system are stdcall on 32-bit x86: a function without that convention is of another type there. */
typedef void(__stdcall *wsplab__stdcall_apc)(ULONG_PTR);
typedef LONG(__stdcall *wsplab__stdcall_handler)(struct _EXCEPTION_POINTERS *);
typedef void(__stdcall *wsplab__stdcall_fls)(PVOID);
_Static_assert(_Generic((PAPCFUNC)0, wsplab__stdcall_apc: 1, default: 0), "a user APC is stdcall");
_Static_assert(_Generic((PVECTORED_EXCEPTION_HANDLER)0, wsplab__stdcall_handler: 1, default: 0),
               "a vectored handler is stdcall");
_Static_assert(_Generic((PFLS_CALLBACK_FUNCTION)0, wsplab__stdcall_fls: 1, default: 0),
               "a callback of fiber-local storage is stdcall");
