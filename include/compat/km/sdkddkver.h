/* sdkddkver.h - for which Windows a driver is compiled: Windows 10, if it does not say otherwise. */
#ifndef WSPLAB_KM_SDKDDKVER_H
#define WSPLAB_KM_SDKDDKVER_H

#define NTDDI_VISTA 0x06000000
#define NTDDI_WIN6SP1 0x06000100
#define NTDDI_WIN7 0x06010000
#define NTDDI_WIN8 0x06020000
#define NTDDI_WINBLUE 0x06030000
#define NTDDI_WIN10 0x0A000000
#if !defined(NTDDI_VERSION)
#define NTDDI_VERSION NTDDI_WIN10
#endif

#endif
