/*
 * wspfwerr.h - the error codes of the firewall service that I/O can give; the name is that of the TMG SDK's header.
 * Values: page "Error Codes" of the TMG SDK (ff823992), and the SDK's inc/wspfwerr.h as docs/forefront.md says.
 */
#ifndef WSPLAB_WSPFWERR_H
#define WSPLAB_WSPFWERR_H

#define FWX_E_TERMINATING ((HRESULT)0xC0040001)
#define FWX_E_INVALID_ARG ((HRESULT)0xC0040002)
#define FWX_E_ALREADY_IN_BLOCKING_OP ((HRESULT)0xC0040003)
#define FWX_E_NOT_IN_BLOCKING_OP ((HRESULT)0xC0040004)
#define FWX_E_FILTER_NOT_REGISTERED ((HRESULT)0xC0040005)
#define FWX_E_ALREADY_EXISTS ((HRESULT)0x800700B7)
#define FWX_E_BUFFERFULL ((HRESULT)0xC0040007)
#define FWX_E_BAD_CONTEXT ((HRESULT)0xC004000A)
#define FWX_E_NOT_SUPPORTED ((HRESULT)0xC004000B)
#define FWX_E_IS_BUSY ((HRESULT)0xC0040011)
#define FWX_E_THREAD_QUOTA_EXCEEDED ((HRESULT)0xC0040035)

#endif
