/* guiddef.h - GUID. As in the SDK, who wants GUIDs defined, and not only declared, defines INITGUID before. */
#ifndef WSPLAB_KM_GUIDDEF_H
#define WSPLAB_KM_GUIDDEF_H

#include "ntdef.h"

typedef struct _GUID {
    UINT32 Data1;
    UINT16 Data2;
    UINT16 Data3;
    UINT8 Data4[8];
} GUID, *PGUID, *LPGUID;
typedef const GUID *LPCGUID;

#define IsEqualGUID(a, b) (memcmp((a), (b), sizeof(GUID)) == 0)

#endif

#undef DEFINE_GUID
#if defined(__cplusplus)
#define WSPLAB_KM_GUID_LINKAGE extern "C"
#else
#define WSPLAB_KM_GUID_LINKAGE extern
#endif
#if !defined(INITGUID)
#define DEFINE_GUID(name, a, b, c, d, e, f, g, h, i, j, k) WSPLAB_KM_GUID_LINKAGE const GUID name
#elif defined(_WIN32)
#define DEFINE_GUID(name, a, b, c, d, e, f, g, h, i, j, k)                                                             \
    WSPLAB_KM_GUID_LINKAGE const GUID name;                                                                            \
    const GUID __declspec(selectany) name = {a, b, c, {d, e, f, g, h, i, j, k}}
#else
#define DEFINE_GUID(name, a, b, c, d, e, f, g, h, i, j, k)                                                             \
    WSPLAB_KM_GUID_LINKAGE const GUID name __attribute__((weak, visibility("hidden")));                                \
    const GUID name = {a, b, c, {d, e, f, g, h, i, j, k}}
#endif
