/* wsplab_km_sal.h - the annotations that kernel sources carry: of no meaning to the compilers here. */
#ifndef WSPLAB_KM_SAL_H
#define WSPLAB_KM_SAL_H

#if defined(_MSC_VER)
#include <driverspecs.h>
#include <sal.h>
#else
#define _In_
#define _In_opt_
#define _In_reads_(n)
#define _In_reads_bytes_(n)
#define _In_reads_bytes_opt_(n)
#define _Inout_
#define _Inout_opt_
#define _Out_
#define _Out_opt_
#define _Out_writes_(n)
#define _Out_writes_bytes_(n)
#define _Out_writes_bytes_opt_(n)
#define _Out_writes_bytes_to_(n, m)
#define _Outptr_
#define _Outptr_opt_
#define _Outptr_result_maybenull_
#define _Must_inspect_result_
#define _Success_(e)
#define _When_(c, a)
#define _Use_decl_annotations_
#define _Function_class_(f)
#define _Requires_lock_held_(l)
#define _Acquires_lock_(l)
#define _Releases_lock_(l)
#define _IRQL_requires_(l)
#define _IRQL_requires_max_(l)
#define _IRQL_requires_min_(l)
#define _IRQL_requires_same_
#define _IRQL_raises_(l)
#define _IRQL_saves_
#define _IRQL_restores_
#define _Analysis_assume_(e)
#endif

#if !defined(_Flt_CompletionContext_Outptr_)
#define _Flt_CompletionContext_Outptr_
#endif
#if !defined(_Flt_ConnectionCookie_Outptr_)
#define _Flt_ConnectionCookie_Outptr_
#endif

#endif
