/* fake_kernel32.h - what the two halves of the fake share. */
#ifndef FAKE_KERNEL32_H
#define FAKE_KERNEL32_H

#include <winsock2.h>

#include <ws2spi.h>
#include <wsplab/wsplab.h>

wsplab_owner fake_owner(void);
void fake_widen(const char *text, WCHAR *wide);
/* An APC: FALSE when it cannot be queued. */
BOOL fake_queue(wsplab_handle thread, LPWSAUSERAPC function, DWORD_PTR context);

#endif
