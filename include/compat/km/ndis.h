/*
 * ndis.h - net buffer lists as far as callouts touch them. Structures begin as documented and are shorter; the engine keeps
 * them as they are, and a write into them changes nothing. One list has one net buffer. MDLs are not there: NdisGetDataBuffer
 * gives the bytes.
 */
#ifndef WSPLAB_KM_NDIS_H
#define WSPLAB_KM_NDIS_H

#include "ntddk.h"
#include "wsplab_fwp_calls.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef NTSTATUS NDIS_STATUS;
typedef PVOID NDIS_HANDLE;
#define NDIS_STATUS_SUCCESS ((NDIS_STATUS)STATUS_SUCCESS)
#define NDIS_STATUS_FAILURE ((NDIS_STATUS)STATUS_UNSUCCESSFUL)
#define NDIS_STATUS_RESOURCES ((NDIS_STATUS)STATUS_INSUFFICIENT_RESOURCES)

typedef struct _NET_BUFFER {
    struct _NET_BUFFER *Next;
    PMDL CurrentMdl;
    ULONG CurrentMdlOffset;
    union {
        ULONG DataLength;
        SIZE_T stDataLength;
    };
    PMDL MdlChain;
    ULONG DataOffset;
} NET_BUFFER, *PNET_BUFFER;

typedef struct _NET_BUFFER_LIST {
    struct _NET_BUFFER_LIST *Next;
    NET_BUFFER *FirstNetBuffer;
    PVOID Context;
    struct _NET_BUFFER_LIST *ParentNetBufferList;
    NDIS_HANDLE NdisPoolHandle;
    PVOID NdisReserved[2];
    PVOID ProtocolReserved[4];
    PVOID MiniportReserved[2];
    PVOID Scratch;
    NDIS_HANDLE SourceHandle;
    ULONG NblFlags;
    LONG ChildRefCount;
    ULONG Flags;
    NDIS_STATUS Status;
} NET_BUFFER_LIST, *PNET_BUFFER_LIST;

#define NET_BUFFER_LIST_NEXT_NBL(list) ((list)->Next)
#define NET_BUFFER_LIST_FIRST_NB(list) ((list)->FirstNetBuffer)
#define NET_BUFFER_LIST_STATUS(list) ((list)->Status)
#define NET_BUFFER_NEXT_NB(buffer) ((buffer)->Next)
#define NET_BUFFER_DATA_LENGTH(buffer) ((buffer)->DataLength)
#define NET_BUFFER_DATA_OFFSET(buffer) ((buffer)->DataOffset)

/* NULL when there are not so many bytes, or when they lie in pieces and there is no storage. */
FORCEINLINE PVOID NdisGetDataBuffer(PNET_BUFFER NetBuffer, ULONG BytesNeeded, PVOID Storage, ULONG AlignMultiple,
                                    ULONG AlignOffset) {
    return (PVOID)(uintptr_t)WSPLAB_KM_WORD(NdisGetDataBuffer, WSPLAB_KM_P(NetBuffer), WSPLAB_KM_N(BytesNeeded),
                                            WSPLAB_KM_P(Storage), WSPLAB_KM_N(AlignMultiple), WSPLAB_KM_N(AlignOffset));
}

/* Handlers that allocate and free MDLs are not called. */
FORCEINLINE NDIS_STATUS NdisRetreatNetBufferDataStart(PNET_BUFFER NetBuffer, ULONG DataOffsetDelta, ULONG DataBackFill,
                                                      PVOID AllocateMdlHandler) {
    UNREFERENCED_PARAMETER(AllocateMdlHandler);
    return WSPLAB_KM_STATUS(NdisRetreatNetBufferDataStart, WSPLAB_KM_P(NetBuffer), WSPLAB_KM_N(DataOffsetDelta),
                            WSPLAB_KM_N(DataBackFill));
}

FORCEINLINE VOID NdisAdvanceNetBufferDataStart(PNET_BUFFER NetBuffer, ULONG DataOffsetDelta, BOOLEAN FreeMdl,
                                               PVOID FreeMdlHandler) {
    UNREFERENCED_PARAMETER(FreeMdlHandler);
    (void)WSPLAB_KM_WORD(NdisAdvanceNetBufferDataStart, WSPLAB_KM_P(NetBuffer), WSPLAB_KM_N(DataOffsetDelta),
                         WSPLAB_KM_N(FreeMdl));
}

FORCEINLINE NDIS_STATUS NdisRetreatNetBufferListDataStart(PNET_BUFFER_LIST NetBufferList, ULONG DataOffsetDelta,
                                                          ULONG DataBackFill, PVOID AllocateMdlHandler,
                                                          PVOID FreeMdlHandler) {
    UNREFERENCED_PARAMETER(FreeMdlHandler);
    return NdisRetreatNetBufferDataStart(NET_BUFFER_LIST_FIRST_NB(NetBufferList), DataOffsetDelta, DataBackFill,
                                         AllocateMdlHandler);
}

FORCEINLINE VOID NdisAdvanceNetBufferListDataStart(PNET_BUFFER_LIST NetBufferList, ULONG DataOffsetDelta,
                                                   BOOLEAN FreeMdl, PVOID FreeMdlHandler) {
    NdisAdvanceNetBufferDataStart(NET_BUFFER_LIST_FIRST_NB(NetBufferList), DataOffsetDelta, FreeMdl, FreeMdlHandler);
}

#ifdef __cplusplus
}
#endif

#endif
