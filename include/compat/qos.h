/* qos.h - the structures of quality of service, which providers pass on. */
#ifndef WSPLAB_COMPAT_QOS_H
#define WSPLAB_COMPAT_QOS_H

#include <ws2def.h>

typedef ULONG SERVICETYPE;

typedef struct _flowspec {
    ULONG TokenRate;
    ULONG TokenBucketSize;
    ULONG PeakBandwidth;
    ULONG Latency;
    ULONG DelayVariation;
    SERVICETYPE ServiceType;
    ULONG MaxSduSize;
    ULONG MinimumPolicedSize;
} FLOWSPEC, *PFLOWSPEC, *LPFLOWSPEC;
WSPLAB_SIZE(FLOWSPEC, 32, 32);

typedef struct _QualityOfService {
    FLOWSPEC SendingFlowspec;
    FLOWSPEC ReceivingFlowspec;
    WSABUF ProviderSpecific;
} QOS, *LPQOS;
WSPLAB_SIZE(QOS, 80, 72);

#endif
