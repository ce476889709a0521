/* guiddef.h - GUIDs, and how a source defines one of its own. */
#ifndef WSPLAB_COMPAT_GUIDDEF_H
#define WSPLAB_COMPAT_GUIDDEF_H

#include <windef.h>

typedef struct _GUID {
    uint32_t Data1;
    uint16_t Data2;
    uint16_t Data3;
    uint8_t Data4[8];
} GUID, *LPGUID, IID, CLSID;
typedef const GUID *LPCGUID;
WSPLAB_SIZE(GUID, 16, 16);

#define WSPLAB_GUID(d1, d2, d3, b0, b1, b2, b3, b4, b5, b6, b7)                                                        \
    {                                                                                                                  \
        d1, d2, d3, {                                                                                                  \
            b0, b1, b2, b3, b4, b5, b6, b7                                                                             \
        }                                                                                                              \
    }

#if defined(__cplusplus)
typedef const GUID &REFGUID;
static inline bool operator==(const GUID &a, const GUID &b) {
    return memcmp(&a, &b, sizeof(GUID)) == 0;
}
static inline bool operator!=(const GUID &a, const GUID &b) {
    return !(a == b);
}
#define IsEqualGUID(a, b) ((a) == (b))
#else
typedef const GUID *REFGUID;
#define IsEqualGUID(a, b) (memcmp((a), (b), sizeof(GUID)) == 0)
#endif

static const GUID GUID_NULL __attribute__((unused)) = WSPLAB_GUID(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

#endif

/* Read each time: the source that says INITGUID first holds the value, the others name it. */
#undef DEFINE_GUID
#if defined(INITGUID)
#define DEFINE_GUID(name, ...)                                                                                         \
    EXTERN_C const GUID name;                                                                                          \
    const GUID name = WSPLAB_GUID(__VA_ARGS__)
#else
#define DEFINE_GUID(name, ...) EXTERN_C const GUID name
#endif
