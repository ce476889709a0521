/*
 * fwp_layouts.c - sizes and offsets of what callouts share with the filter engine, in 64 bits; the natives of dev.wsplab.wfp
 * have the same. There is nothing to run.
 */
#define INITGUID
#include <guiddef.h>

#include <fwpmk.h>
#include <fwpsk.h>

#if UINTPTR_MAX == UINT64_MAX
#define SIZE(type, size) _Static_assert(sizeof(type) == (size), #type)
#define AT(type, member, at) _Static_assert(offsetof(type, member) == (at), #type "." #member)
#else
#define SIZE(type, size) _Static_assert(sizeof(type) > 0, #type)
#define AT(type, member, at) _Static_assert(offsetof(type, member) <= (at), #type "." #member)
#endif

SIZE(GUID, 16);
SIZE(FWP_VALUE0, 16);
AT(FWP_VALUE0, uint8, 8);
SIZE(FWP_CONDITION_VALUE0, 16);
SIZE(FWP_BYTE_BLOB, 16);
AT(FWP_BYTE_BLOB, data, 8);
SIZE(SOCKADDR_STORAGE, 128);
SIZE(SOCKADDR_IN, 16);
SIZE(SOCKADDR_IN6, 28);

SIZE(FWPS_INCOMING_VALUES0, 16);
AT(FWPS_INCOMING_VALUES0, valueCount, 4);
AT(FWPS_INCOMING_VALUES0, incomingValue, 8);
AT(FWPS_INCOMING_METADATA_VALUES0, discardMetadata, 16);
AT(FWPS_INCOMING_METADATA_VALUES0, flowHandle, 32);
AT(FWPS_INCOMING_METADATA_VALUES0, ipHeaderSize, 40);
AT(FWPS_INCOMING_METADATA_VALUES0, transportHeaderSize, 44);
AT(FWPS_INCOMING_METADATA_VALUES0, processPath, 48);
AT(FWPS_INCOMING_METADATA_VALUES0, compartmentId, 80);
AT(FWPS_INCOMING_METADATA_VALUES0, fragmentMetadata, 84);
AT(FWPS_INCOMING_METADATA_VALUES0, pathMtu, 96);
AT(FWPS_INCOMING_METADATA_VALUES0, completionHandle, 104);
AT(FWPS_INCOMING_METADATA_VALUES0, transportEndpointHandle, 112);
AT(FWPS_INCOMING_METADATA_VALUES0, remoteScopeId, 120);
AT(FWPS_INCOMING_METADATA_VALUES0, controlData, 128);
AT(FWPS_INCOMING_METADATA_VALUES0, packetDirection, 140);
SIZE(FWPS_CLASSIFY_OUT0, 40);
AT(FWPS_CLASSIFY_OUT0, outContext, 8);
AT(FWPS_CLASSIFY_OUT0, rights, 24);
AT(FWPS_CLASSIFY_OUT0, flags, 28);
SIZE(FWPS_FILTER2, 64);
AT(FWPS_FILTER2, weight, 8);
AT(FWPS_FILTER2, subLayerWeight, 24);
AT(FWPS_FILTER2, flags, 26);
AT(FWPS_FILTER2, filterCondition, 32);
AT(FWPS_FILTER2, action, 40);
AT(FWPS_FILTER2, context, 48);
SIZE(FWPS_CALLOUT2, 48);
AT(FWPS_CALLOUT2, classifyFn, 24);
AT(FWPS_CALLOUT2, notifyFn, 32);
AT(FWPS_CALLOUT2, flowDeleteFn, 40);
SIZE(FWPS_CONNECT_REQUEST0, 312);
AT(FWPS_CONNECT_REQUEST0, portReservationToken, 256);
AT(FWPS_CONNECT_REQUEST0, previousVersion, 272);
AT(FWPS_CONNECT_REQUEST0, modifierFilterId, 280);
AT(FWPS_BIND_REQUEST0, modifierFilterId, 144);
AT(FWPS_TRANSPORT_SEND_PARAMS0, remoteScopeId, 8);

SIZE(FWPM_FILTER0, 200);
AT(FWPM_FILTER0, flags, 32);
AT(FWPM_FILTER0, providerData, 48);
AT(FWPM_FILTER0, layerKey, 64);
AT(FWPM_FILTER0, subLayerKey, 80);
AT(FWPM_FILTER0, weight, 96);
AT(FWPM_FILTER0, numFilterConditions, 112);
AT(FWPM_FILTER0, filterCondition, 120);
AT(FWPM_FILTER0, action, 128);
AT(FWPM_FILTER0, rawContext, 152);
SIZE(FWPM_FILTER_CONDITION0, 40);
AT(FWPM_FILTER_CONDITION0, conditionValue, 24);
AT(FWPM_CALLOUT0, applicableLayer, 64);
AT(FWPM_SUBLAYER0, weight, 64);
AT(FWPM_SESSION0, flags, 32);

AT(NET_BUFFER_LIST, FirstNetBuffer, 8);
AT(NET_BUFFER_LIST, Status, 132);
AT(NET_BUFFER, DataLength, 24);
AT(NET_BUFFER, DataOffset, 40);

/* Section 1 of the sheet. */
_Static_assert(FWP_ACTION_BLOCK == 0x1001 && FWP_ACTION_PERMIT == 0x1002 && FWP_ACTION_CONTINUE == 0x2006, "actions");
_Static_assert(FWPS_FIELD_ALE_AUTH_CONNECT_V4_FLAGS == 12 && FWPS_FIELD_ALE_AUTH_CONNECT_V6_REAUTHORIZE_REASON == 28,
               "fields");
_Static_assert(FWPS_LAYER_ALE_ENDPOINT_CLOSURE_V6 == 65 && FWPS_LAYER_ALE_BIND_REDIRECT_V6 == 69, "layers");
