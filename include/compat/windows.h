/*
 * windows.h - what portable providers and clients use of it.
 *
 * winbase.h has the functions that an environment of wsplab serves: handles, events, waits, completion ports, threads,
 * modules. wsplab_local.h has what the C library does as well: locks, atomic operations, memory, thread-local storage,
 * 16-bit text. Nothing else of Windows is here.
 */
#ifndef WSPLAB_COMPAT_WINDOWS_H
#define WSPLAB_COMPAT_WINDOWS_H

#include <winbase.h>
#include <wsplab_local.h>

#endif
