/*
 * windef.h - the types of Windows on a system that has none.
 *
 * For building provider and client sources on Linux. Sizes are Windows': DWORD and LONG have 32 bits, WCHAR has 16. On
 * Windows nobody looks here: the SDK's own headers are used. What is here was written from Microsoft's documentation.
 */
#ifndef WSPLAB_COMPAT_WINDEF_H
#define WSPLAB_COMPAT_WINDEF_H

#if defined(_WIN32)
#error "include/compat is for systems without Windows' own headers: take it off the include path"
#endif

#include <wsplab_system.h>

/* ---- calling conventions, storage, annotations ------------------------------------------------------------------- */

#define WINAPI
#define WINAPIV
#define APIENTRY
#define CALLBACK
#define PASCAL
#define FAR
#define NEAR
#define CONST const
#define IN
#define OUT
#define OPTIONAL
#define __stdcall
#define __cdecl
#define __fastcall
#if !defined(__forceinline)
#define __forceinline __inline __attribute__((always_inline))
#endif
#define FORCEINLINE static inline
#define DECLSPEC_NORETURN __attribute__((noreturn))
#define DECLSPEC_ALIGN(bytes) __attribute__((aligned(bytes)))
#define UNALIGNED
#define RESTRICTED_POINTER

/* __declspec(dllexport) and its kin, so that what a module exports is said once for all systems. */
#if !defined(__declspec)
#define __declspec(what) WSPLAB_DECLSPEC_##what
#define WSPLAB_DECLSPEC_dllexport __attribute__((visibility("default")))
#define WSPLAB_DECLSPEC_dllimport
#define WSPLAB_DECLSPEC_noinline __attribute__((noinline))
#define WSPLAB_DECLSPEC_noreturn __attribute__((noreturn))
#define WSPLAB_DECLSPEC_selectany __attribute__((weak))
#define WSPLAB_DECLSPEC_thread __thread
#define WSPLAB_DECLSPEC_align(bytes) __attribute__((aligned(bytes)))
#endif
#define DECLSPEC_IMPORT
#define DECLSPEC_EXPORT __declspec(dllexport)

#if defined(__cplusplus)
#define EXTERN_C extern "C"
#define EXTERN_C_START extern "C" {
#define EXTERN_C_END }
#define WSPLAB_STATIC_ASSERT(what, text) static_assert(what, text)
#else
#define EXTERN_C extern
#define EXTERN_C_START
#define EXTERN_C_END
#define WSPLAB_STATIC_ASSERT(what, text) _Static_assert(what, text)
#endif
#define C_ASSERT(what) WSPLAB_STATIC_ASSERT(what, #what)

/* Checks a structure where it is declared: its size, and where a member lies. */
#define WSPLAB_SIZE(type, size64, size32)                                                                              \
    WSPLAB_STATIC_ASSERT(sizeof(type) == (sizeof(void *) == 8 ? (size64) : (size32)), "size of " #type)
#define WSPLAB_OFFSET(type, member, offset64, offset32)                                                                \
    WSPLAB_STATIC_ASSERT(offsetof(type, member) == (sizeof(void *) == 8 ? (offset64) : (offset32)),                    \
                         "offset of " #member " in " #type)

/* ---- numbers ------------------------------------------------------------------------------------------------------- */

#define VOID void
typedef void *PVOID, *LPVOID;
typedef const void *LPCVOID, *PCVOID;

typedef char CHAR, *PCHAR, *LPSTR, *PSTR;
typedef const char *LPCSTR, *PCSTR;
typedef signed char INT8;
typedef unsigned char BYTE, UCHAR, UINT8, BOOLEAN;
typedef BYTE *PBYTE, *LPBYTE, *PUCHAR, *PBOOLEAN;
typedef int16_t SHORT, INT16, *PSHORT;
typedef uint16_t WORD, USHORT, UINT16, ATOM;
typedef WORD *PWORD, *LPWORD, *PUSHORT;
typedef int32_t INT, LONG, INT32, LONG32, BOOL, HRESULT, NTSTATUS;
typedef INT *PINT, *LPINT;
typedef LONG *PLONG, *LPLONG;
typedef BOOL *PBOOL, *LPBOOL;
typedef uint32_t UINT, DWORD, ULONG, UINT32, DWORD32, ULONG32;
typedef UINT *PUINT, *LPUINT;
typedef DWORD *PDWORD, *LPDWORD;
typedef ULONG *PULONG, *LPULONG;
typedef int64_t INT64, LONG64, LONGLONG;
typedef uint64_t UINT64, DWORD64, ULONG64, ULONGLONG, DWORDLONG;
typedef LONG64 *PLONG64;
typedef ULONG64 *PULONG64;
typedef LONGLONG *PLONGLONG;
typedef ULONGLONG *PULONGLONG;
typedef float FLOAT;

typedef intptr_t INT_PTR, LONG_PTR, SSIZE_T;
typedef uintptr_t UINT_PTR, ULONG_PTR, DWORD_PTR, SIZE_T;
typedef INT_PTR *PINT_PTR;
typedef UINT_PTR *PUINT_PTR;
typedef ULONG_PTR *PULONG_PTR;
typedef LONG_PTR *PLONG_PTR;
typedef DWORD_PTR *PDWORD_PTR;
typedef SIZE_T *PSIZE_T;
typedef UINT_PTR WPARAM;
typedef LONG_PTR LPARAM, LRESULT;

#define __int8 char
#define __int16 short
#define __int32 int
#define __int64 long long

/* 16 bits, as wide text is on Windows. With -fshort-wchar L"text" has it too, else u"text" must be written. */
#if defined(__SIZEOF_WCHAR_T__) && __SIZEOF_WCHAR_T__ == 2
typedef wchar_t WCHAR;
#define WSPLAB_WIDE(text) L##text
#else
#if !defined(__cplusplus)
#include <uchar.h>
#endif
typedef char16_t WCHAR;
#define WSPLAB_WIDE(text) u##text
#endif
typedef WCHAR *PWCHAR, *LPWSTR, *PWSTR, *LPWCH;
typedef const WCHAR *LPCWSTR, *PCWSTR, *LPCWCH;
#if defined(UNICODE)
typedef WCHAR TCHAR;
#define TEXT(text) WSPLAB_WIDE(text)
#else
typedef char TCHAR;
#define TEXT(text) text
#endif
typedef TCHAR *PTSTR, *LPTSTR;
typedef const TCHAR *PCTSTR, *LPCTSTR;

C_ASSERT(sizeof(DWORD) == 4);
C_ASSERT(sizeof(LONG) == 4);
C_ASSERT(sizeof(WCHAR) == 2);
C_ASSERT(sizeof(UINT_PTR) == sizeof(void *));

#if !defined(TRUE)
#define TRUE 1
#endif
#if !defined(FALSE)
#define FALSE 0
#endif
#define MAX_PATH 260
#define MAXDWORD 0xFFFFFFFFu
#define MAXLONG 0x7FFFFFFF
#define INFINITE 0xFFFFFFFFu

#define MAKEWORD(low, high) ((WORD)(((BYTE)((DWORD_PTR)(low))) | ((WORD)((BYTE)((DWORD_PTR)(high))) << 8)))
#define MAKELONG(low, high) ((LONG)(((WORD)((DWORD_PTR)(low))) | ((DWORD)((WORD)((DWORD_PTR)(high))) << 16)))
#define LOWORD(value) ((WORD)((DWORD_PTR)(value)))
#define HIWORD(value) ((WORD)((DWORD_PTR)(value) >> 16))
#define LOBYTE(value) ((BYTE)((DWORD_PTR)(value)))
#define HIBYTE(value) ((BYTE)((DWORD_PTR)(value) >> 8))

#define UNREFERENCED_PARAMETER(name) ((void)(name))
#define ARRAYSIZE(array) (sizeof(array) / sizeof((array)[0]))
#define FIELD_OFFSET(type, member) ((LONG)offsetof(type, member))
#define CONTAINING_RECORD(address, type, member) ((type *)((char *)(address) - offsetof(type, member)))
#define ZeroMemory(to, bytes) memset((to), 0, (bytes))
#define FillMemory(to, bytes, value) memset((to), (value), (bytes))
#define CopyMemory(to, from, bytes) memcpy((to), (from), (bytes))
#define MoveMemory(to, from, bytes) memmove((to), (from), (bytes))
#define RtlZeroMemory ZeroMemory
#define RtlCopyMemory CopyMemory

typedef union _LARGE_INTEGER {
    __extension__ struct {
        DWORD LowPart;
        LONG HighPart;
    };
    struct {
        DWORD LowPart;
        LONG HighPart;
    } u;
    LONGLONG QuadPart;
} LARGE_INTEGER, *PLARGE_INTEGER;
typedef union _ULARGE_INTEGER {
    __extension__ struct {
        DWORD LowPart;
        DWORD HighPart;
    };
    struct {
        DWORD LowPart;
        DWORD HighPart;
    } u;
    ULONGLONG QuadPart;
} ULARGE_INTEGER, *PULARGE_INTEGER;

/* ---- handles ------------------------------------------------------------------------------------------------------- */

typedef void *HANDLE;
typedef HANDLE *PHANDLE, *LPHANDLE;
#define WSPLAB_DECLARE_HANDLE(name)                                                                                    \
    struct name##__ {                                                                                                  \
        int unused;                                                                                                    \
    };                                                                                                                 \
    typedef struct name##__ *name
#define DECLARE_HANDLE(name) WSPLAB_DECLARE_HANDLE(name)
DECLARE_HANDLE(HWND);
DECLARE_HANDLE(HINSTANCE);
typedef HINSTANCE HMODULE;
typedef HANDLE HGLOBAL, HLOCAL;
#define INVALID_HANDLE_VALUE ((HANDLE)(LONG_PTR) - 1)

/* The address that a module's function has; cast it to the function's own type. */
typedef INT_PTR(WINAPI *FARPROC)(void);
typedef INT_PTR(WINAPI *PROC)(void);

typedef struct _SECURITY_ATTRIBUTES {
    DWORD nLength;
    LPVOID lpSecurityDescriptor;
    BOOL bInheritHandle;
} SECURITY_ATTRIBUTES, *PSECURITY_ATTRIBUTES, *LPSECURITY_ATTRIBUTES;

#include <guiddef.h>

#endif
