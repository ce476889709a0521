/* wsplab_fwp_fields.h - indices of the values that a classify call carries, layer by layer; each row is for IPv4 and IPv6. */
#ifndef WSPLAB_FWP_FIELDS_H
#define WSPLAB_FWP_FIELDS_H

#define WSPLAB_FWP__ROWS(layer, V)                                                                                     \
    typedef enum FWPS_FIELDS_##layer##_##V##_{WSPLAB_FWP_##layer(WSPLAB_FWP__FIELD, layer##_##V)                       \
                                                  FWPS_FIELD_##layer##_##V##_MAX} FWPS_FIELDS_##layer##_##V;
#define WSPLAB_FWP__FIELD(layer, name) FWPS_FIELD_##layer##_##name,

#define WSPLAB_FWP_INBOUND_TRANSPORT(X, L)                                                                             \
    X(L, IP_PROTOCOL)                                                                                                  \
    X(L, IP_LOCAL_ADDRESS)                                                                                             \
    X(L, IP_REMOTE_ADDRESS)                                                                                            \
    X(L, IP_LOCAL_ADDRESS_TYPE)                                                                                        \
    X(L, IP_LOCAL_PORT)                                                                                                \
    X(L, IP_REMOTE_PORT)                                                                                               \
    X(L, IP_LOCAL_INTERFACE)                                                                                           \
    X(L, INTERFACE_INDEX)                                                                                              \
    X(L, SUB_INTERFACE_INDEX)                                                                                          \
    X(L, FLAGS)                                                                                                        \
    X(L, INTERFACE_TYPE)                                                                                               \
    X(L, TUNNEL_TYPE)                                                                                                  \
    X(L, PROFILE_ID)                                                                                                   \
    X(L, IPSEC_SECURITY_REALM_ID)                                                                                      \
    X(L, COMPARTMENT_ID)

#define WSPLAB_FWP_OUTBOUND_TRANSPORT(X, L)                                                                            \
    X(L, IP_PROTOCOL)                                                                                                  \
    X(L, IP_LOCAL_ADDRESS)                                                                                             \
    X(L, IP_LOCAL_ADDRESS_TYPE)                                                                                        \
    X(L, IP_REMOTE_ADDRESS)                                                                                            \
    X(L, IP_LOCAL_PORT)                                                                                                \
    X(L, IP_REMOTE_PORT)                                                                                               \
    X(L, IP_LOCAL_INTERFACE)                                                                                           \
    X(L, INTERFACE_INDEX)                                                                                              \
    X(L, SUB_INTERFACE_INDEX)                                                                                          \
    X(L, IP_DESTINATION_ADDRESS_TYPE)                                                                                  \
    X(L, FLAGS)                                                                                                        \
    X(L, INTERFACE_TYPE)                                                                                               \
    X(L, TUNNEL_TYPE)                                                                                                  \
    X(L, PROFILE_ID)                                                                                                   \
    X(L, IPSEC_SECURITY_REALM_ID)                                                                                      \
    X(L, COMPARTMENT_ID)

#define WSPLAB_FWP_ALE_RESOURCE_ASSIGNMENT(X, L)                                                                       \
    X(L, ALE_APP_ID)                                                                                                   \
    X(L, ALE_USER_ID)                                                                                                  \
    X(L, IP_LOCAL_ADDRESS)                                                                                             \
    X(L, IP_LOCAL_ADDRESS_TYPE)                                                                                        \
    X(L, IP_LOCAL_PORT)                                                                                                \
    X(L, IP_PROTOCOL)                                                                                                  \
    X(L, ALE_PROMISCUOUS_MODE)                                                                                         \
    X(L, IP_LOCAL_INTERFACE)                                                                                           \
    X(L, FLAGS)                                                                                                        \
    X(L, INTERFACE_TYPE)                                                                                               \
    X(L, TUNNEL_TYPE)                                                                                                  \
    X(L, LOCAL_INTERFACE_PROFILE_ID)                                                                                   \
    X(L, SIO_FIREWALL_SOCKET_PROPERTY)                                                                                 \
    X(L, ALE_PACKAGE_ID)                                                                                               \
    X(L, ALE_SECURITY_ATTRIBUTE_FQBN_VALUE)                                                                            \
    X(L, COMPARTMENT_ID)                                                                                               \
    X(L, RESERVED_0)                                                                                                   \
    X(L, RESERVED_1)

#define WSPLAB_FWP_ALE_AUTH_LISTEN(X, L)                                                                               \
    X(L, ALE_APP_ID)                                                                                                   \
    X(L, ALE_USER_ID)                                                                                                  \
    X(L, IP_LOCAL_ADDRESS)                                                                                             \
    X(L, IP_LOCAL_ADDRESS_TYPE)                                                                                        \
    X(L, IP_LOCAL_PORT)                                                                                                \
    X(L, IP_LOCAL_INTERFACE)                                                                                           \
    X(L, FLAGS)                                                                                                        \
    X(L, INTERFACE_TYPE)                                                                                               \
    X(L, TUNNEL_TYPE)                                                                                                  \
    X(L, LOCAL_INTERFACE_PROFILE_ID)                                                                                   \
    X(L, SIO_FIREWALL_SOCKET_PROPERTY)                                                                                 \
    X(L, ALE_PACKAGE_ID)                                                                                               \
    X(L, ALE_SECURITY_ATTRIBUTE_FQBN_VALUE)                                                                            \
    X(L, COMPARTMENT_ID)

#define WSPLAB_FWP_ALE_AUTH_RECV_ACCEPT(X, L)                                                                          \
    X(L, ALE_APP_ID)                                                                                                   \
    X(L, ALE_USER_ID)                                                                                                  \
    X(L, IP_LOCAL_ADDRESS)                                                                                             \
    X(L, IP_LOCAL_ADDRESS_TYPE)                                                                                        \
    X(L, IP_LOCAL_PORT)                                                                                                \
    X(L, IP_PROTOCOL)                                                                                                  \
    X(L, IP_REMOTE_ADDRESS)                                                                                            \
    X(L, IP_REMOTE_PORT)                                                                                               \
    X(L, ALE_REMOTE_USER_ID)                                                                                           \
    X(L, ALE_REMOTE_MACHINE_ID)                                                                                        \
    X(L, IP_LOCAL_INTERFACE)                                                                                           \
    X(L, FLAGS)                                                                                                        \
    X(L, SIO_FIREWALL_SYSTEM_PORT)                                                                                     \
    X(L, NAP_CONTEXT)                                                                                                  \
    X(L, INTERFACE_TYPE)                                                                                               \
    X(L, TUNNEL_TYPE)                                                                                                  \
    X(L, INTERFACE_INDEX)                                                                                              \
    X(L, SUB_INTERFACE_INDEX)                                                                                          \
    X(L, IP_ARRIVAL_INTERFACE)                                                                                         \
    X(L, ARRIVAL_INTERFACE_TYPE)                                                                                       \
    X(L, ARRIVAL_TUNNEL_TYPE)                                                                                          \
    X(L, ARRIVAL_INTERFACE_INDEX)                                                                                      \
    X(L, NEXTHOP_SUB_INTERFACE_INDEX)                                                                                  \
    X(L, IP_NEXTHOP_INTERFACE)                                                                                         \
    X(L, NEXTHOP_INTERFACE_TYPE)                                                                                       \
    X(L, NEXTHOP_TUNNEL_TYPE)                                                                                          \
    X(L, NEXTHOP_INTERFACE_INDEX)                                                                                      \
    X(L, ORIGINAL_PROFILE_ID)                                                                                          \
    X(L, CURRENT_PROFILE_ID)                                                                                           \
    X(L, REAUTHORIZE_REASON)                                                                                           \
    X(L, ORIGINAL_ICMP_TYPE)                                                                                           \
    X(L, INTERFACE_QUARANTINE_EPOCH)                                                                                   \
    X(L, ALE_PACKAGE_ID)                                                                                               \
    X(L, ALE_SECURITY_ATTRIBUTE_FQBN_VALUE)                                                                            \
    X(L, COMPARTMENT_ID)                                                                                               \
    X(L, RESERVED_0)                                                                                                   \
    X(L, RESERVED_1)                                                                                                   \
    X(L, RESERVED_2)                                                                                                   \
    X(L, RESERVED_3)

#define WSPLAB_FWP_ALE_AUTH_CONNECT(X, L)                                                                              \
    X(L, ALE_APP_ID)                                                                                                   \
    X(L, ALE_USER_ID)                                                                                                  \
    X(L, IP_LOCAL_ADDRESS)                                                                                             \
    X(L, IP_LOCAL_ADDRESS_TYPE)                                                                                        \
    X(L, IP_LOCAL_PORT)                                                                                                \
    X(L, IP_PROTOCOL)                                                                                                  \
    X(L, IP_REMOTE_ADDRESS)                                                                                            \
    X(L, IP_REMOTE_PORT)                                                                                               \
    X(L, ALE_REMOTE_USER_ID)                                                                                           \
    X(L, ALE_REMOTE_MACHINE_ID)                                                                                        \
    X(L, IP_DESTINATION_ADDRESS_TYPE)                                                                                  \
    X(L, IP_LOCAL_INTERFACE)                                                                                           \
    X(L, FLAGS)                                                                                                        \
    X(L, INTERFACE_TYPE)                                                                                               \
    X(L, TUNNEL_TYPE)                                                                                                  \
    X(L, INTERFACE_INDEX)                                                                                              \
    X(L, SUB_INTERFACE_INDEX)                                                                                          \
    X(L, IP_ARRIVAL_INTERFACE)                                                                                         \
    X(L, ARRIVAL_INTERFACE_TYPE)                                                                                       \
    X(L, ARRIVAL_TUNNEL_TYPE)                                                                                          \
    X(L, ARRIVAL_INTERFACE_INDEX)                                                                                      \
    X(L, NEXTHOP_SUB_INTERFACE_INDEX)                                                                                  \
    X(L, IP_NEXTHOP_INTERFACE)                                                                                         \
    X(L, NEXTHOP_INTERFACE_TYPE)                                                                                       \
    X(L, NEXTHOP_TUNNEL_TYPE)                                                                                          \
    X(L, NEXTHOP_INTERFACE_INDEX)                                                                                      \
    X(L, ORIGINAL_PROFILE_ID)                                                                                          \
    X(L, CURRENT_PROFILE_ID)                                                                                           \
    X(L, REAUTHORIZE_REASON)                                                                                           \
    X(L, PEER_NAME)                                                                                                    \
    X(L, ORIGINAL_ICMP_TYPE)                                                                                           \
    X(L, INTERFACE_QUARANTINE_EPOCH)                                                                                   \
    X(L, ALE_ORIGINAL_APP_ID)                                                                                          \
    X(L, ALE_PACKAGE_ID)                                                                                               \
    X(L, ALE_SECURITY_ATTRIBUTE_FQBN_VALUE)                                                                            \
    X(L, ALE_EFFECTIVE_NAME)                                                                                           \
    X(L, COMPARTMENT_ID)                                                                                               \
    X(L, RESERVED_0)                                                                                                   \
    X(L, RESERVED_1)                                                                                                   \
    X(L, RESERVED_2)                                                                                                   \
    X(L, RESERVED_3)

#define WSPLAB_FWP_ALE_FLOW_ESTABLISHED(X, L)                                                                          \
    X(L, ALE_APP_ID)                                                                                                   \
    X(L, ALE_USER_ID)                                                                                                  \
    X(L, IP_LOCAL_ADDRESS)                                                                                             \
    X(L, IP_LOCAL_ADDRESS_TYPE)                                                                                        \
    X(L, IP_LOCAL_PORT)                                                                                                \
    X(L, IP_PROTOCOL)                                                                                                  \
    X(L, IP_REMOTE_ADDRESS)                                                                                            \
    X(L, IP_REMOTE_PORT)                                                                                               \
    X(L, ALE_REMOTE_USER_ID)                                                                                           \
    X(L, ALE_REMOTE_MACHINE_ID)                                                                                        \
    X(L, IP_DESTINATION_ADDRESS_TYPE)                                                                                  \
    X(L, IP_LOCAL_INTERFACE)                                                                                           \
    X(L, DIRECTION)                                                                                                    \
    X(L, INTERFACE_TYPE)                                                                                               \
    X(L, TUNNEL_TYPE)                                                                                                  \
    X(L, FLAGS)                                                                                                        \
    X(L, ALE_ORIGINAL_APP_ID)                                                                                          \
    X(L, ALE_PACKAGE_ID)                                                                                               \
    X(L, ALE_SECURITY_ATTRIBUTE_FQBN_VALUE)                                                                            \
    X(L, COMPARTMENT_ID)                                                                                               \
    X(L, RESERVED_0)                                                                                                   \
    X(L, RESERVED_1)                                                                                                   \
    X(L, RESERVED_2)                                                                                                   \
    X(L, RESERVED_3)

#define WSPLAB_FWP_ALE_ENDPOINT_CLOSURE(X, L)                                                                          \
    X(L, ALE_APP_ID)                                                                                                   \
    X(L, ALE_USER_ID)                                                                                                  \
    X(L, IP_LOCAL_ADDRESS)                                                                                             \
    X(L, IP_LOCAL_ADDRESS_TYPE)                                                                                        \
    X(L, IP_LOCAL_PORT)                                                                                                \
    X(L, IP_PROTOCOL)                                                                                                  \
    X(L, IP_REMOTE_ADDRESS)                                                                                            \
    X(L, IP_REMOTE_PORT)                                                                                               \
    X(L, IP_LOCAL_INTERFACE)                                                                                           \
    X(L, FLAGS)                                                                                                        \
    X(L, ALE_PACKAGE_ID)                                                                                               \
    X(L, ALE_SECURITY_ATTRIBUTE_FQBN_VALUE)                                                                            \
    X(L, COMPARTMENT_ID)

#define WSPLAB_FWP_ALE_CONNECT_REDIRECT(X, L)                                                                          \
    X(L, ALE_APP_ID)                                                                                                   \
    X(L, ALE_USER_ID)                                                                                                  \
    X(L, IP_LOCAL_ADDRESS)                                                                                             \
    X(L, IP_LOCAL_ADDRESS_TYPE)                                                                                        \
    X(L, IP_LOCAL_PORT)                                                                                                \
    X(L, IP_PROTOCOL)                                                                                                  \
    X(L, IP_REMOTE_ADDRESS)                                                                                            \
    X(L, IP_DESTINATION_ADDRESS_TYPE)                                                                                  \
    X(L, IP_REMOTE_PORT)                                                                                               \
    X(L, FLAGS)                                                                                                        \
    X(L, ALE_ORIGINAL_APP_ID)                                                                                          \
    X(L, ALE_PACKAGE_ID)                                                                                               \
    X(L, ALE_SECURITY_ATTRIBUTE_FQBN_VALUE)                                                                            \
    X(L, COMPARTMENT_ID)

#define WSPLAB_FWP_ALE_BIND_REDIRECT(X, L)                                                                             \
    X(L, ALE_APP_ID)                                                                                                   \
    X(L, ALE_USER_ID)                                                                                                  \
    X(L, IP_LOCAL_ADDRESS)                                                                                             \
    X(L, IP_LOCAL_ADDRESS_TYPE)                                                                                        \
    X(L, IP_LOCAL_PORT)                                                                                                \
    X(L, IP_PROTOCOL)                                                                                                  \
    X(L, FLAGS)                                                                                                        \
    X(L, ALE_PACKAGE_ID)                                                                                               \
    X(L, ALE_SECURITY_ATTRIBUTE_FQBN_VALUE)                                                                            \
    X(L, COMPARTMENT_ID)

WSPLAB_FWP__ROWS(INBOUND_TRANSPORT, V4)
WSPLAB_FWP__ROWS(INBOUND_TRANSPORT, V6)
WSPLAB_FWP__ROWS(OUTBOUND_TRANSPORT, V4)
WSPLAB_FWP__ROWS(OUTBOUND_TRANSPORT, V6)
WSPLAB_FWP__ROWS(ALE_RESOURCE_ASSIGNMENT, V4)
WSPLAB_FWP__ROWS(ALE_RESOURCE_ASSIGNMENT, V6)
WSPLAB_FWP__ROWS(ALE_AUTH_LISTEN, V4)
WSPLAB_FWP__ROWS(ALE_AUTH_LISTEN, V6)
WSPLAB_FWP__ROWS(ALE_AUTH_RECV_ACCEPT, V4)
WSPLAB_FWP__ROWS(ALE_AUTH_RECV_ACCEPT, V6)
WSPLAB_FWP__ROWS(ALE_AUTH_CONNECT, V4)
WSPLAB_FWP__ROWS(ALE_AUTH_CONNECT, V6)
WSPLAB_FWP__ROWS(ALE_FLOW_ESTABLISHED, V4)
WSPLAB_FWP__ROWS(ALE_FLOW_ESTABLISHED, V6)
WSPLAB_FWP__ROWS(ALE_ENDPOINT_CLOSURE, V4)
WSPLAB_FWP__ROWS(ALE_ENDPOINT_CLOSURE, V6)
WSPLAB_FWP__ROWS(ALE_CONNECT_REDIRECT, V4)
WSPLAB_FWP__ROWS(ALE_CONNECT_REDIRECT, V6)
WSPLAB_FWP__ROWS(ALE_BIND_REDIRECT, V4)
WSPLAB_FWP__ROWS(ALE_BIND_REDIRECT, V6)

#endif
