/*
 * ntdll_win32.h - what kernel32 lacks: on completion ports a packet with an NTSTATUS of its own, and the number of packets
 * queued; and whether the process ends. Found at run time: the library links to kernel32 and the C runtime alone.
 */
#ifndef WSPLAB_NTDLL_WIN32_H
#define WSPLAB_NTDLL_WIN32_H

#include <stdbool.h>

#include <wsplab/wsplab.h>

#include "windows_win32.h"

/* 0; 6 when the handle is no port, 8 when the system is short of memory. */
wsplab_error wsplab_ntdll_set_io_completion(HANDLE port, const struct wsplab_packet *packet);
/* 0 or 6. */
wsplab_error wsplab_ntdll_query_io_completion(HANDLE port, uint32_t *depth_out);

/* Whether the process is at its end: its other threads are gone, and what they had locked stays locked. */
bool wsplab_ntdll_is_shutting_down(void);

#endif
