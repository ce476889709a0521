/* fwptypes.h - values, conditions and flags that callouts and filters share. */
#ifndef WSPLAB_KM_FWPTYPES_H
#define WSPLAB_KM_FWPTYPES_H

#include "guiddef.h"
#include "ntddk.h"
#include "sdkddkver.h"
#include "ws2def.h"

#define FWP_ACTION_FLAG_TERMINATING 0x00001000u
#define FWP_ACTION_FLAG_NON_TERMINATING 0x00002000u
#define FWP_ACTION_FLAG_CALLOUT 0x00004000u
#define FWP_ACTION_BLOCK (0x00000001u | FWP_ACTION_FLAG_TERMINATING)
#define FWP_ACTION_PERMIT (0x00000002u | FWP_ACTION_FLAG_TERMINATING)
#define FWP_ACTION_CALLOUT_TERMINATING (0x00000003u | FWP_ACTION_FLAG_CALLOUT | FWP_ACTION_FLAG_TERMINATING)
#define FWP_ACTION_CALLOUT_INSPECTION (0x00000004u | FWP_ACTION_FLAG_CALLOUT | FWP_ACTION_FLAG_NON_TERMINATING)
#define FWP_ACTION_CALLOUT_UNKNOWN (0x00000005u | FWP_ACTION_FLAG_CALLOUT)
#define FWP_ACTION_CONTINUE (0x00000006u | FWP_ACTION_FLAG_NON_TERMINATING)
#define FWP_ACTION_NONE 0x00000007u
#define FWP_ACTION_NONE_NO_MATCH 0x00000008u
typedef UINT32 FWP_ACTION_TYPE;

#define FWP_CONDITION_FLAG_IS_LOOPBACK 0x00000001u
#define FWP_CONDITION_FLAG_IS_REAUTHORIZE 0x00000004u
#define FWP_CONDITION_REAUTHORIZE_REASON_POLICY_CHANGE 0x00000001u
#define FWP_CONDITION_REAUTHORIZE_REASON_NEW_ARRIVAL_INTERFACE 0x00000002u
#define FWP_CONDITION_REAUTHORIZE_REASON_CLASSIFY_COMPLETION 0x00000010u

#define FWP_CALLOUT_FLAG_CONDITIONAL_ON_FLOW 0x00000001u
#define FWP_CALLOUT_FLAG_ALLOW_OFFLOAD 0x00000002u

typedef enum FWP_DIRECTION_ { FWP_DIRECTION_OUTBOUND, FWP_DIRECTION_INBOUND, FWP_DIRECTION_MAX } FWP_DIRECTION;

typedef enum FWP_DATA_TYPE_ {
    FWP_EMPTY,
    FWP_UINT8,
    FWP_UINT16,
    FWP_UINT32,
    FWP_UINT64,
    FWP_INT8,
    FWP_INT16,
    FWP_INT32,
    FWP_INT64,
    FWP_FLOAT,
    FWP_DOUBLE,
    FWP_BYTE_ARRAY16_TYPE,
    FWP_BYTE_BLOB_TYPE,
    FWP_SID,
    FWP_SECURITY_DESCRIPTOR_TYPE,
    FWP_TOKEN_INFORMATION_TYPE,
    FWP_TOKEN_ACCESS_INFORMATION_TYPE,
    FWP_UNICODE_STRING_TYPE,
    FWP_BYTE_ARRAY6_TYPE,
    FWP_SINGLE_DATA_TYPE_MAX = 0xFF,
    FWP_V4_ADDR_MASK = 0x100,
    FWP_V6_ADDR_MASK = 0x101,
    FWP_RANGE_TYPE = 0x102,
    FWP_DATA_TYPE_MAX = 0x103
} FWP_DATA_TYPE;

typedef enum FWP_MATCH_TYPE_ {
    FWP_MATCH_EQUAL,
    FWP_MATCH_GREATER,
    FWP_MATCH_LESS,
    FWP_MATCH_GREATER_OR_EQUAL,
    FWP_MATCH_LESS_OR_EQUAL,
    FWP_MATCH_RANGE,
    FWP_MATCH_FLAGS_ALL_SET,
    FWP_MATCH_FLAGS_ANY_SET,
    FWP_MATCH_FLAGS_NONE_SET,
    FWP_MATCH_EQUAL_CASE_INSENSITIVE,
    FWP_MATCH_NOT_EQUAL,
    FWP_MATCH_TYPE_MAX
} FWP_MATCH_TYPE;

typedef struct FWP_BYTE_ARRAY6_ {
    UINT8 byteArray6[6];
} FWP_BYTE_ARRAY6;

typedef struct FWP_BYTE_ARRAY16_ {
    UINT8 byteArray16[16];
} FWP_BYTE_ARRAY16;

typedef struct FWP_BYTE_BLOB_ {
    UINT32 size;
    UINT8 *data;
} FWP_BYTE_BLOB;

typedef struct _SID SID;

/* Addresses and ports are in the order of the machine, but for byteArray16. */
#define WSPLAB_FWP__VALUES                                                                                             \
    UINT8 uint8;                                                                                                       \
    UINT16 uint16;                                                                                                     \
    UINT32 uint32;                                                                                                     \
    UINT64 *uint64;                                                                                                    \
    INT8 int8;                                                                                                         \
    INT16 int16;                                                                                                       \
    INT32 int32;                                                                                                       \
    INT64 *int64;                                                                                                      \
    float float32;                                                                                                     \
    double *double64;                                                                                                  \
    FWP_BYTE_ARRAY16 *byteArray16;                                                                                     \
    FWP_BYTE_BLOB *byteBlob;                                                                                           \
    SID *sid;                                                                                                          \
    FWP_BYTE_BLOB *sd;                                                                                                 \
    PVOID tokenInformation;                                                                                            \
    FWP_BYTE_BLOB *tokenAccessInformation;                                                                             \
    LPWSTR unicodeString;                                                                                              \
    FWP_BYTE_ARRAY6 *byteArray6;

typedef struct FWP_VALUE0_ {
    FWP_DATA_TYPE type;
    union {
        WSPLAB_FWP__VALUES
    };
} FWP_VALUE0;

typedef struct FWP_V4_ADDR_AND_MASK_ {
    UINT32 addr;
    UINT32 mask;
} FWP_V4_ADDR_AND_MASK;

typedef struct FWP_V6_ADDR_AND_MASK_ {
    UINT8 addr[16];
    UINT8 prefixLength;
} FWP_V6_ADDR_AND_MASK;

typedef struct FWP_RANGE0_ {
    FWP_VALUE0 valueLow;
    FWP_VALUE0 valueHigh;
} FWP_RANGE0;

typedef struct FWP_CONDITION_VALUE0_ {
    FWP_DATA_TYPE type;
    union {
        WSPLAB_FWP__VALUES
        FWP_V4_ADDR_AND_MASK *v4AddrMask;
        FWP_V6_ADDR_AND_MASK *v6AddrMask;
        FWP_RANGE0 *rangeValue;
    };
} FWP_CONDITION_VALUE0;

typedef FWP_VALUE0 FWP_VALUE;
typedef FWP_CONDITION_VALUE0 FWP_CONDITION_VALUE;
typedef FWP_RANGE0 FWP_RANGE;

#endif
