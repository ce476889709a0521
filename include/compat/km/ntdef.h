/*
 * ntdef.h - the types that kernel sources are written with, in their sizes on Windows: LONG has 32 bits, WCHAR has 16.
 * Not together with windows.h.
 */
#ifndef WSPLAB_KM_NTDEF_H
#define WSPLAB_KM_NTDEF_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "wsplab_km_sal.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined(_WIN32)
typedef long LONG;
typedef unsigned long ULONG;
typedef wchar_t WCHAR;
#else
typedef int LONG;
typedef unsigned int ULONG;
typedef wchar_t WCHAR; /* compile with -fshort-wchar */
#endif

#if defined(_MSC_VER) && !defined(__clang__)
#define DECLSPEC_ALIGN(n) __declspec(align(n))
#else
#define DECLSPEC_ALIGN(n) __attribute__((aligned(n)))
#endif
#if UINTPTR_MAX == UINT64_MAX
#define POINTER_ALIGNMENT DECLSPEC_ALIGN(8)
#else
#define POINTER_ALIGNMENT
#endif

/* As the names of the functions are: stdcall in 32 bits on Windows, else what the processor's own convention is. */
#if defined(_WIN32) && defined(_MSC_VER)
#define NTAPI __stdcall
#elif defined(_WIN32) && defined(__i386__)
#define NTAPI __attribute__((stdcall))
#else
#define NTAPI
#endif

#define VOID void
#define CONST const
#define IN
#define OUT
#define OPTIONAL
#define FORCEINLINE static inline
#define TRUE 1
#define FALSE 0
#define ANYSIZE_ARRAY 1

typedef void *PVOID, *HANDLE, **PHANDLE;
typedef char CHAR, *PCHAR, *PSTR;
typedef const char *PCSTR;
typedef signed char SCHAR;
typedef unsigned char UCHAR, *PUCHAR, BOOLEAN, *PBOOLEAN, BYTE;
typedef short SHORT, *PSHORT, CSHORT;
typedef unsigned short USHORT, *PUSHORT, WORD;
typedef LONG *PLONG, NTSTATUS, *PNTSTATUS, KPRIORITY;
typedef ULONG *PULONG, DWORD, ACCESS_MASK, *PACCESS_MASK;
typedef int64_t LONGLONG, *PLONGLONG, LONG64;
typedef uint64_t ULONGLONG, *PULONGLONG, ULONG64;
typedef intptr_t LONG_PTR, SSIZE_T;
typedef uintptr_t ULONG_PTR, *PULONG_PTR, SIZE_T, *PSIZE_T;
typedef int8_t INT8;
typedef uint8_t UINT8, *PUINT8;
typedef int16_t INT16;
typedef uint16_t UINT16, *PUINT16;
typedef int32_t INT32, INT;
typedef uint32_t UINT32, *PUINT32, UINT;
typedef int64_t INT64;
typedef uint64_t UINT64, *PUINT64;
typedef WCHAR *PWCHAR, *PWSTR, *PWCH, *LPWSTR;
typedef const WCHAR *PCWSTR, *PCWCH;

typedef union _LARGE_INTEGER {
    struct {
        ULONG LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
#if !defined(__cplusplus)
    struct {
        ULONG LowPart;
        LONG HighPart;
    };
#endif
} LARGE_INTEGER, *PLARGE_INTEGER;

typedef struct _UNICODE_STRING {
    USHORT Length; /* in bytes, without a zero at the end */
    USHORT MaximumLength;
    PWSTR Buffer;
} UNICODE_STRING, *PUNICODE_STRING;
typedef const UNICODE_STRING *PCUNICODE_STRING;

#define RTL_CONSTANT_STRING(text) {sizeof(text) - sizeof((text)[0]), sizeof(text), (PWSTR)(text)}

typedef struct _LIST_ENTRY {
    struct _LIST_ENTRY *Flink;
    struct _LIST_ENTRY *Blink;
} LIST_ENTRY, *PLIST_ENTRY;

#define CONTAINING_RECORD(address, type, field) ((type *)((char *)(address) - offsetof(type, field)))
#define FIELD_OFFSET(type, field) ((LONG)offsetof(type, field))
#define ARRAYSIZE(a) (sizeof(a) / sizeof((a)[0]))
#define UNREFERENCED_PARAMETER(p) ((void)(p))
#define NT_SUCCESS(status) ((NTSTATUS)(status) >= 0)
#define NT_ERROR(status) ((ULONG)(status) >> 30 == 3)
#define FlagOn(flags, flag) ((flags) & (flag))
#define BooleanFlagOn(flags, flag) ((BOOLEAN)(((flags) & (flag)) != 0))
#define SetFlag(flags, flag) ((flags) |= (flag))
#define ClearFlag(flags, flag) ((flags) &= ~(flag))

static inline void InitializeListHead(PLIST_ENTRY head) {
    head->Flink = head->Blink = head;
}

static inline BOOLEAN IsListEmpty(const LIST_ENTRY *head) {
    return head->Flink == head;
}

static inline BOOLEAN RemoveEntryList(PLIST_ENTRY entry) {
    PLIST_ENTRY before = entry->Blink, after = entry->Flink;
    before->Flink = after;
    after->Blink = before;
    return before == after;
}

static inline PLIST_ENTRY RemoveHeadList(PLIST_ENTRY head) {
    PLIST_ENTRY first = head->Flink;
    (void)RemoveEntryList(first);
    return first;
}

static inline void InsertTailList(PLIST_ENTRY head, PLIST_ENTRY entry) {
    entry->Flink = head;
    entry->Blink = head->Blink;
    head->Blink->Flink = entry;
    head->Blink = entry;
}

static inline void InsertHeadList(PLIST_ENTRY head, PLIST_ENTRY entry) {
    entry->Flink = head->Flink;
    entry->Blink = head;
    head->Flink->Blink = entry;
    head->Flink = entry;
}

#ifdef __cplusplus
}
#endif

#endif
