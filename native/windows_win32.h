/* windows_win32.h - windows.h, as little of it as the shim needs. */
#ifndef WSPLAB_WINDOWS_WIN32_H
#define WSPLAB_WINDOWS_WIN32_H

#ifndef WIN32_LEAN_AND_MEAN
#define WIN32_LEAN_AND_MEAN
#endif
#ifndef NOMINMAX
#define NOMINMAX
#endif
#ifndef _WIN32_WINNT
#define _WIN32_WINNT 0x0A00
#endif

#include <windows.h>

#endif
