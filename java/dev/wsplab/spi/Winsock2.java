package dev.wsplab.spi;

/**
 * The constants of {@code winsock2.h}, {@code mswsock.h} and {@code ws2spi.h} under their own names
 * (sheet, 1.4, 1.7 and 1.9).
 */
public final class Winsock2 {

  // Address families and socket types

  /** {@code AF_UNSPEC}. */
  public static final int AF_UNSPEC = 0;

  /** {@code AF_INET}. */
  public static final int AF_INET = 2;

  /** {@code AF_INET6}. */
  public static final int AF_INET6 = 23;

  /** {@code SOCK_STREAM}. */
  public static final int SOCK_STREAM = 1;

  /** {@code SOCK_DGRAM}. */
  public static final int SOCK_DGRAM = 2;

  /** {@code SOCK_RAW}. */
  public static final int SOCK_RAW = 3;

  /** {@code SOCK_RDM}. */
  public static final int SOCK_RDM = 4;

  /** {@code SOCK_SEQPACKET}. */
  public static final int SOCK_SEQPACKET = 5;

  /** {@code IPPROTO_TCP}. */
  public static final int IPPROTO_TCP = 6;

  /** {@code IPPROTO_UDP}. */
  public static final int IPPROTO_UDP = 17;

  /** {@code FROM_PROTOCOL_INFO}. */
  public static final int FROM_PROTOCOL_INFO = -1;

  // Returns and limits

  /** {@code SOCKET_ERROR}. */
  public static final int SOCKET_ERROR = -1;

  /** {@code WSA_INFINITE}. */
  public static final int WSA_INFINITE = -1;

  /** {@code WSA_MAXIMUM_WAIT_EVENTS}. */
  public static final int WSA_MAXIMUM_WAIT_EVENTS = 64;

  /** {@code WSA_WAIT_EVENT_0}. */
  public static final int WSA_WAIT_EVENT_0 = 0;

  /** {@code WSA_WAIT_IO_COMPLETION}. */
  public static final int WSA_WAIT_IO_COMPLETION = 0xC0;

  /** {@code WSA_WAIT_TIMEOUT}. */
  public static final int WSA_WAIT_TIMEOUT = 0x102;

  /** {@code WSA_WAIT_FAILED}. */
  public static final int WSA_WAIT_FAILED = -1;

  // Flags of WSASocket

  /** {@code WSA_FLAG_OVERLAPPED}. */
  public static final int WSA_FLAG_OVERLAPPED = 1;

  /** {@code WSA_FLAG_MULTIPOINT_C_ROOT}. */
  public static final int WSA_FLAG_MULTIPOINT_C_ROOT = 2;

  /** {@code WSA_FLAG_MULTIPOINT_C_LEAF}. */
  public static final int WSA_FLAG_MULTIPOINT_C_LEAF = 4;

  /** {@code WSA_FLAG_MULTIPOINT_D_ROOT}. */
  public static final int WSA_FLAG_MULTIPOINT_D_ROOT = 8;

  /** {@code WSA_FLAG_MULTIPOINT_D_LEAF}. */
  public static final int WSA_FLAG_MULTIPOINT_D_LEAF = 16;

  /** {@code WSA_FLAG_ACCESS_SYSTEM_SECURITY}. */
  public static final int WSA_FLAG_ACCESS_SYSTEM_SECURITY = 64;

  /** {@code WSA_FLAG_NO_HANDLE_INHERIT}. */
  public static final int WSA_FLAG_NO_HANDLE_INHERIT = 0x80;

  // Flags of send and receive

  /** {@code MSG_OOB}. */
  public static final int MSG_OOB = 1;

  /** {@code MSG_PEEK}. */
  public static final int MSG_PEEK = 2;

  /** {@code MSG_DONTROUTE}. */
  public static final int MSG_DONTROUTE = 4;

  /** {@code MSG_WAITALL}. */
  public static final int MSG_WAITALL = 8;

  /** {@code MSG_PUSH_IMMEDIATE}. */
  public static final int MSG_PUSH_IMMEDIATE = 32;

  /** {@code MSG_TRUNC}. */
  public static final int MSG_TRUNC = 0x100;

  /** {@code MSG_CTRUNC}. */
  public static final int MSG_CTRUNC = 0x200;

  /** {@code MSG_PARTIAL}. */
  public static final int MSG_PARTIAL = 0x8000;

  // Directions of shutdown, answers of a condition function

  /** {@code SD_RECEIVE}. */
  public static final int SD_RECEIVE = 0;

  /** {@code SD_SEND}. */
  public static final int SD_SEND = 1;

  /** {@code SD_BOTH}. */
  public static final int SD_BOTH = 2;

  /** {@code CF_ACCEPT}. */
  public static final int CF_ACCEPT = 0;

  /** {@code CF_REJECT}. */
  public static final int CF_REJECT = 1;

  /** {@code CF_DEFER}. */
  public static final int CF_DEFER = 2;

  // Socket options

  /** {@code SOL_SOCKET}. */
  public static final int SOL_SOCKET = 0xFFFF;

  /** {@code SO_DEBUG}. */
  public static final int SO_DEBUG = 1;

  /** {@code SO_ACCEPTCONN}. */
  public static final int SO_ACCEPTCONN = 2;

  /** {@code SO_REUSEADDR}. */
  public static final int SO_REUSEADDR = 4;

  /** {@code SO_KEEPALIVE}. */
  public static final int SO_KEEPALIVE = 8;

  /** {@code SO_DONTROUTE}. */
  public static final int SO_DONTROUTE = 16;

  /** {@code SO_BROADCAST}. */
  public static final int SO_BROADCAST = 32;

  /** {@code SO_LINGER}. */
  public static final int SO_LINGER = 0x80;

  /** {@code SO_OOBINLINE}. */
  public static final int SO_OOBINLINE = 0x100;

  /** {@code SO_DONTLINGER}. */
  public static final int SO_DONTLINGER = 0xFFFFFF7F;

  /** {@code SO_EXCLUSIVEADDRUSE}. */
  public static final int SO_EXCLUSIVEADDRUSE = -5;

  /** {@code SO_SNDBUF}. */
  public static final int SO_SNDBUF = 0x1001;

  /** {@code SO_RCVBUF}. */
  public static final int SO_RCVBUF = 0x1002;

  /** {@code SO_SNDTIMEO}. */
  public static final int SO_SNDTIMEO = 0x1005;

  /** {@code SO_RCVTIMEO}. */
  public static final int SO_RCVTIMEO = 0x1006;

  /** {@code SO_ERROR}. */
  public static final int SO_ERROR = 0x1007;

  /** {@code SO_TYPE}. */
  public static final int SO_TYPE = 0x1008;

  /** {@code SO_BSP_STATE}. */
  public static final int SO_BSP_STATE = 0x1009;

  /** {@code SO_MAX_MSG_SIZE}. */
  public static final int SO_MAX_MSG_SIZE = 0x2003;

  /** {@code SO_PROTOCOL_INFOW}. */
  public static final int SO_PROTOCOL_INFOW = 0x2005;

  /** {@code SO_CONDITIONAL_ACCEPT}. */
  public static final int SO_CONDITIONAL_ACCEPT = 0x3002;

  /** {@code SO_OPENTYPE}. */
  public static final int SO_OPENTYPE = 0x7008;

  /** {@code SO_SYNCHRONOUS_ALERT}: a value of {@code SO_OPENTYPE}. */
  public static final int SO_SYNCHRONOUS_ALERT = 0x10;

  /** {@code SO_SYNCHRONOUS_NONALERT}: a value of {@code SO_OPENTYPE}. */
  public static final int SO_SYNCHRONOUS_NONALERT = 0x20;

  /** {@code SO_SNDLOWAT}. */
  public static final int SO_SNDLOWAT = 0x1003;

  /** {@code SO_RCVLOWAT}. */
  public static final int SO_RCVLOWAT = 0x1004;

  /** {@code SO_GROUP_ID}. */
  public static final int SO_GROUP_ID = 0x2001;

  /** {@code SO_UPDATE_ACCEPT_CONTEXT}. */
  public static final int SO_UPDATE_ACCEPT_CONTEXT = 0x700B;

  /** {@code SO_CONNECT_TIME}. */
  public static final int SO_CONNECT_TIME = 0x700C;

  /** {@code SO_UPDATE_CONNECT_CONTEXT}. */
  public static final int SO_UPDATE_CONNECT_CONTEXT = 0x7010;

  /** {@code TCP_NODELAY}. */
  public static final int TCP_NODELAY = 1;

  // Network events

  /** {@code FD_READ}. */
  public static final int FD_READ = 1;

  /** {@code FD_WRITE}. */
  public static final int FD_WRITE = 2;

  /** {@code FD_OOB}. */
  public static final int FD_OOB = 4;

  /** {@code FD_ACCEPT}. */
  public static final int FD_ACCEPT = 8;

  /** {@code FD_CONNECT}. */
  public static final int FD_CONNECT = 16;

  /** {@code FD_CLOSE}. */
  public static final int FD_CLOSE = 32;

  /** {@code FD_QOS}. */
  public static final int FD_QOS = 64;

  /** {@code FD_GROUP_QOS}. */
  public static final int FD_GROUP_QOS = 0x80;

  /** {@code FD_ROUTING_INTERFACE_CHANGE}. */
  public static final int FD_ROUTING_INTERFACE_CHANGE = 0x100;

  /** {@code FD_ADDRESS_LIST_CHANGE}. */
  public static final int FD_ADDRESS_LIST_CHANGE = 0x200;

  // Control codes (sheet, 1.9)

  /** {@code FIONBIO}. */
  public static final int FIONBIO = 0x8004667E;

  /** {@code FIONREAD}. */
  public static final int FIONREAD = 0x4004667F;

  /** {@code FIOASYNC}. */
  public static final int FIOASYNC = 0x8004667D;

  /** {@code SIOCATMARK}. */
  public static final int SIOCATMARK = 0x40047307;

  /** {@code SIO_ASSOCIATE_HANDLE}. */
  public static final int SIO_ASSOCIATE_HANDLE = 0x88000001;

  /** {@code SIO_ENABLE_CIRCULAR_QUEUEING}. */
  public static final int SIO_ENABLE_CIRCULAR_QUEUEING = 0x28000002;

  /** {@code SIO_FIND_ROUTE}. */
  public static final int SIO_FIND_ROUTE = 0x48000003;

  /** {@code SIO_FLUSH}. */
  public static final int SIO_FLUSH = 0x28000004;

  /** {@code SIO_GET_BROADCAST_ADDRESS}. */
  public static final int SIO_GET_BROADCAST_ADDRESS = 0x48000005;

  /** {@code SIO_GET_EXTENSION_FUNCTION_POINTER}. */
  public static final int SIO_GET_EXTENSION_FUNCTION_POINTER = 0xC8000006;

  /** {@code SIO_TRANSLATE_HANDLE}. */
  public static final int SIO_TRANSLATE_HANDLE = 0xC800000D;

  /** {@code SIO_ROUTING_INTERFACE_QUERY}. */
  public static final int SIO_ROUTING_INTERFACE_QUERY = 0xC8000014;

  /** {@code SIO_ROUTING_INTERFACE_CHANGE}. */
  public static final int SIO_ROUTING_INTERFACE_CHANGE = 0x88000015;

  /** {@code SIO_ADDRESS_LIST_QUERY}. */
  public static final int SIO_ADDRESS_LIST_QUERY = 0x48000016;

  /** {@code SIO_ADDRESS_LIST_CHANGE}. */
  public static final int SIO_ADDRESS_LIST_CHANGE = 0x28000017;

  /** {@code SIO_BSP_HANDLE}. */
  public static final int SIO_BSP_HANDLE = 0x4800001B;

  /** {@code SIO_BSP_HANDLE_SELECT}. */
  public static final int SIO_BSP_HANDLE_SELECT = 0x4800001C;

  /** {@code SIO_BSP_HANDLE_POLL}. */
  public static final int SIO_BSP_HANDLE_POLL = 0x4800001D;

  /** {@code SIO_EXT_SELECT}. */
  public static final int SIO_EXT_SELECT = 0xC800001E;

  /** {@code SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER}. */
  public static final int SIO_GET_MULTIPLE_EXTENSION_FUNCTION_POINTER = 0xC8000024;

  /** {@code SIO_BASE_HANDLE}. */
  public static final int SIO_BASE_HANDLE = 0x48000022;

  /** {@code SIO_KEEPALIVE_VALS}. */
  public static final int SIO_KEEPALIVE_VALS = 0x98000004;

  /** {@code SIO_UDP_CONNRESET}. */
  public static final int SIO_UDP_CONNRESET = 0x9800000C;

  // dwServiceFlags1 of a protocol (sheet, 1.4)

  /** {@code XP1_CONNECTIONLESS}. */
  public static final int XP1_CONNECTIONLESS = 1;

  /** {@code XP1_GUARANTEED_DELIVERY}. */
  public static final int XP1_GUARANTEED_DELIVERY = 2;

  /** {@code XP1_GUARANTEED_ORDER}. */
  public static final int XP1_GUARANTEED_ORDER = 4;

  /** {@code XP1_MESSAGE_ORIENTED}. */
  public static final int XP1_MESSAGE_ORIENTED = 8;

  /** {@code XP1_PSEUDO_STREAM}. */
  public static final int XP1_PSEUDO_STREAM = 16;

  /** {@code XP1_GRACEFUL_CLOSE}. */
  public static final int XP1_GRACEFUL_CLOSE = 32;

  /** {@code XP1_EXPEDITED_DATA}. */
  public static final int XP1_EXPEDITED_DATA = 64;

  /** {@code XP1_CONNECT_DATA}. */
  public static final int XP1_CONNECT_DATA = 0x80;

  /** {@code XP1_DISCONNECT_DATA}. */
  public static final int XP1_DISCONNECT_DATA = 0x100;

  /** {@code XP1_SUPPORT_BROADCAST}. */
  public static final int XP1_SUPPORT_BROADCAST = 0x200;

  /** {@code XP1_SUPPORT_MULTIPOINT}. */
  public static final int XP1_SUPPORT_MULTIPOINT = 0x400;

  /** {@code XP1_MULTIPOINT_CONTROL_PLANE}. */
  public static final int XP1_MULTIPOINT_CONTROL_PLANE = 0x800;

  /** {@code XP1_MULTIPOINT_DATA_PLANE}. */
  public static final int XP1_MULTIPOINT_DATA_PLANE = 0x1000;

  /** {@code XP1_QOS_SUPPORTED}. */
  public static final int XP1_QOS_SUPPORTED = 0x2000;

  /** {@code XP1_INTERRUPT}. */
  public static final int XP1_INTERRUPT = 0x4000;

  /** {@code XP1_UNI_SEND}. */
  public static final int XP1_UNI_SEND = 0x8000;

  /** {@code XP1_UNI_RECV}. */
  public static final int XP1_UNI_RECV = 0x10000;

  /** {@code XP1_IFS_HANDLES}. */
  public static final int XP1_IFS_HANDLES = 0x20000;

  /** {@code XP1_PARTIAL_MESSAGE}. */
  public static final int XP1_PARTIAL_MESSAGE = 0x40000;

  /** {@code XP1_SAN_SUPPORT_SDP}. */
  public static final int XP1_SAN_SUPPORT_SDP = 0x80000;

  // dwProviderFlags of a protocol, and chains

  /** {@code PFL_MULTIPLE_PROTO_ENTRIES}. */
  public static final int PFL_MULTIPLE_PROTO_ENTRIES = 1;

  /** {@code PFL_RECOMMENDED_PROTO_ENTRY}. */
  public static final int PFL_RECOMMENDED_PROTO_ENTRY = 2;

  /** {@code PFL_HIDDEN}. */
  public static final int PFL_HIDDEN = 4;

  /** {@code PFL_MATCHES_PROTOCOL_ZERO}. */
  public static final int PFL_MATCHES_PROTOCOL_ZERO = 8;

  /** {@code PFL_NETWORKDIRECT_PROVIDER}. */
  public static final int PFL_NETWORKDIRECT_PROVIDER = 16;

  /** {@code MAX_PROTOCOL_CHAIN}. */
  public static final int MAX_PROTOCOL_CHAIN = 7;

  /** {@code LAYERED_PROTOCOL}. */
  public static final int LAYERED_PROTOCOL = 0;

  /** {@code BASE_PROTOCOL}. */
  public static final int BASE_PROTOCOL = 1;

  /** {@code MAKEWORD(2, 2)}: the only version ws2_32 accepts from a provider (WSP-START-6). */
  public static final int VERSION_2_2 = 0x0202;

  private Winsock2() {}
}
