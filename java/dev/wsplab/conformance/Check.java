package dev.wsplab.conformance;

/** What the scenarios look at: a rule, how its breach is called, and what to change. */
enum Check {
  /** The call starts, as it does without the layer. */
  STARTS(
      "CAT-3",
      "an operation is refused",
      "implement the function, or pass it on, and translate its handle"),
  /** A provider function answers, rather than throws. */
  ANSWERS("CLI-8", "a call throws", "return the error in errno; let no exception out"),
  /** What cannot be done is refused as the function's page says. */
  REFUSED(
      "WSP-ERR-1",
      "a call that cannot be done is not refused as documented",
      "fail with an error that the function's page lists for the state of the socket"),
  /** An error comes back as it was given. */
  SAME_ERROR(
      "CLI-8", "an error is changed on its way up", "return the errno of the provider below"),
  /** Success is not returned before the end. */
  NO_EARLY_SUCCESS(
      "WSP-IO-16",
      "success is returned for an operation that has not finished",
      "return SOCKET_ERROR with WSA_IO_PENDING, or complete the operation before returning 0"),
  /** The structure says pending. */
  MARKED_PENDING(
      "WSP-IO-18",
      "the structure does not say pending",
      "store Internal = 0x103 before the operation can be completed"),
  /** A failed start leaves no pending structure. */
  NOT_LEFT_PENDING(
      "WSP-IO-18",
      "the structure of a failed start says pending",
      "store a final value in Internal when the call below fails"),
  /** The event is reset at the start. */
  EVENT_RESET(
      "WSP-IO-5",
      "the event stays signalled while the operation is pending",
      "call WPUResetEvent(hEvent & ~1) before the operation is started"),
  /** A result query says incomplete. */
  QUERY_INCOMPLETE(
      "GOR-8",
      "a result query does not see that the operation is pending",
      "return FALSE with WSA_IO_INCOMPLETE while Internal is 0x103"),
  /** Success comes with its indication. */
  INDICATED_ON_SUCCESS(
      "WSP-IO-1",
      "no indication after success",
      "call WPUCompleteOverlappedRequest, or WPUQueueApc, before returning 0"),
  /** It is completed at all. */
  COMPLETED(
      "WPU-COMPLETE-18",
      "never completed",
      "call WPUCompleteOverlappedRequest, or WPUQueueApc for a routine, once when it has finished"),
  /** It is completed although that happened before the call returned. */
  COMPLETED_EARLY(
      "WPU-COMPLETE-19",
      "a completion that comes before the starting call returns is lost",
      "enter the operation in your tables before you call the provider below"),
  /** And not twice. */
  ONCE(
      "WPU-COMPLETE-18",
      "indicated more than once",
      "call WPUCompleteOverlappedRequest, or WPUQueueApc, once for each started operation"),
  /** A failed start is not indicated. */
  NOT_INDICATED(
      "WPU-COMPLETE-18",
      "indicated although the start failed",
      "do not complete an operation whose starting call returns an error"),
  /** The event is set. */
  EVENT_SET(
      "WPU-COMPLETE-7",
      "the event is not set",
      "complete through WPUCompleteOverlappedRequest, which sets it"),
  /** Event and packet both come. */
  EVENT_AND_PACKET(
      "IOCP-EVT-1",
      "event and packet do not both come",
      "complete through WPUCompleteOverlappedRequest, which does both"),
  /** The low bit holds the packet back. */
  NO_PACKET_BY_LOW_BIT(
      "IOCP-EVT-3",
      "a packet comes although the low bit of hEvent is set",
      "complete through WPUCompleteOverlappedRequest and leave hEvent as the client set it"),
  /** The packet carries the client's structure and the key. */
  PACKET_OF_CLIENT(
      "WPU-COMPLETE-13",
      "the packet does not carry the client's structure and key",
      "complete the structure that the client gave, on the client's handle"),
  /** The packet's error is the operation's. */
  PACKET_ERROR(
      "WPU-COMPLETE-14",
      "the packet tells another error",
      "pass the Winsock error of the operation as dwError"),
  /** The status is final. */
  FINAL_STATUS(
      "WPU-COMPLETE-9",
      "the structure still says pending after the indication",
      "let WPUCompleteOverlappedRequest store Internal last, and do not write it afterwards"),
  /** The byte count is the operation's, wherever it is read. */
  BYTES(
      "WPU-COMPLETE-5",
      "another byte count",
      "pass the bytes that were transferred as cbTransferred"),
  /** The call reaches the provider below at all. */
  ARRIVES(
      "WSP-IO-21",
      "the operation does not reach the provider below",
      "call the function of the provider below, once for each call of your own"),
  /** Data go down as the client gave them. */
  DATA_DOWN(
      "WSP-IO-21",
      "other bytes are passed down than the client gave",
      "pass the client's buffers down unchanged, all of them and in their order"),
  /** Addresses go down as the client gave them. */
  ADDRESS_DOWN(
      "WSP-IO-22",
      "another address is passed down than the client gave",
      "pass the client's address down; capture it before the call returns if you need it later"),
  /** Flags go down as the client gave them. */
  FLAGS_DOWN(
      "WSP-IO-23",
      "other flags are passed down than the client gave",
      "pass the client's flags down, and add none"),
  /** Data come up as the provider below gave them. */
  DATA_UP(
      "WSP-RECV-1",
      "other bytes arrive than were sent",
      "pass the client's buffers down, or fill them in array order without holes"),
  /** Flags come up as the provider below gave them. */
  FLAGS_UP(
      "GOR-5",
      "other flags are told than the provider below gave",
      "store the flags of the operation in Offset before completing, and hand them to the routine"),
  /** The sender's address comes up. */
  SENDER(
      "WSP-RECV-7",
      "another sender is told than the provider below gave",
      "pass lpFrom and lpFromlen down, or write both before completing"),
  /** What WSARecvMsg tells comes up. */
  MESSAGE_FIELDS(
      "WSP-RECV-14",
      "WSARecvMsg tells another sender or other flags than the provider below",
      "write name, namelen, Control.len and dwFlags of the client's WSAMSG before completing"),
  /** Two operations on one socket are told apart. */
  OTHER_OPERATION(
      "WPU-COMPLETE-13",
      "one operation of a socket is taken for another",
      "keep the client's lpOverlapped with each operation below, and complete that one"),
  /** Operations on two sockets are told apart. */
  OTHER_SOCKET(
      "WPU-CREATE-5",
      "an operation of one socket is taken for that of another",
      "keep socket and lpOverlapped of the client with each operation below, and complete these"),
  /** The byte count of a starting call that succeeds. */
  BYTES_RETURNED(
      "WSP-IO-1",
      "the starting call returns success with another byte count",
      "write the byte count of the operation before returning 0"),
  /** A result query tells success as TRUE. */
  QUERY_SUCCESS(
      "GOR-2",
      "a result query does not tell success",
      "return TRUE with InternalHigh once Internal is final and OffsetHigh is 0"),
  /** A result query tells the error. */
  QUERY_ERROR(
      "GOR-3",
      "a result query tells another error",
      "store the error in OffsetHigh before completing, and return it from WSPGetOverlappedResult"),
  /** And so it does again. */
  QUERY_AGAIN(
      "GOR-12",
      "a second result query tells something else",
      "let WSPGetOverlappedResult change nothing"),
  /** The routine runs in an alertable wait alone. */
  ROUTINE_IN_WAIT(
      "WPU-APC-3",
      "the routine runs outside an alertable wait, or in another thread",
      "queue it by WPUQueueApc to the thread of lpThreadId; never call it yourself"),
  /** The routine gets the operation's values. */
  ROUTINE_VALUES(
      "WPU-APC-5",
      "the routine gets other values than the operation ended with",
      "call routine(dwError, cbTransferred, lpOverlapped, dwFlags) with the client's structure"),
  /** The fields are final when the routine runs. */
  ROUTINE_FINAL(
      "WPU-APC-8",
      "the structure still says pending when the routine runs",
      "store OffsetHigh, Offset, InternalHigh and Internal before you call WPUQueueApc"),
  /** A routine comes alone. */
  ROUTINE_ALONE(
      "WPU-APC-9",
      "the event of a routine operation is touched",
      "neither reset nor set hEvent when a routine was given"),
  /** Closing completes what is pending. */
  CLOSED(
      "WSP-CLOSE-3",
      "what is pending when the socket is closed does not end as cancelled",
      "complete it with WSA_OPERATION_ABORTED, and its full indication, before"
          + " WPUCloseSocketHandle"),
  /** A cancelled operation ends. */
  CANCELLED(
      "CANCEL-4",
      "a cancelled operation does not end as it should",
      "complete it with WSA_OPERATION_ABORTED, or as it would have ended"),
  /** A handle of the provider's own cannot be cancelled. */
  NOT_CANCELLABLE(
      "CANCEL-6",
      "CancelIoEx reaches a handle that a provider has made",
      "make handles by WPUCreateSocketHandle, and say in the catalog that they are not IFS"),
  /** A graceful end is told as 0 bytes. */
  GRACEFUL_END(
      "WSP-RECV-4",
      "the peer's shutdown is not told as success with 0 bytes",
      "complete the receive with success and 0 bytes"),
  /** The other direction goes on. */
  HALF_OPEN(
      "WSP-SHUTDOWN-1",
      "after half a close the other direction does not go on",
      "do not end a connection because one direction has"),
  /** A reset is told. */
  RESET(
      "WSP-RECV-4",
      "the peer's reset is not told as WSAECONNRESET",
      "complete the pending receive with WSAECONNRESET"),
  /** Receives are filled in the order of their posting. */
  IN_ORDER(
      "WSP-IO-11",
      "receive buffers are not filled in posting order",
      "start receives below in the order in which they come"),
  /** Bytes arrive as they were sent. */
  STREAM("WSP-RECV-1", "other bytes arrive than were sent", "pass the buffers on unchanged"),
  /** Select tells what is ready, again and again. */
  SELECT(
      "WSP-SELECT-2",
      "select tells something else than what is there",
      "translate the sockets of each set down, and the ready ones back"),
  /** An event select tells, and tells again once re-enabled. */
  EVENT_SELECT(
      "WSP-EVENTS-1",
      "network events are not recorded, or not again after the enabling call",
      "register the client's event below, and pass WSPEnumNetworkEvents on"),
  /** The provider starts, each time. */
  START_REFUSED(
      "WSP-START-2",
      "the provider does not start",
      "return 0 from WSPStartup, or the error code itself when something that it needs is missing"),
  /** The table is complete. */
  TABLE_COMPLETE(
      "LAY-PT-2", "entries of the procedure table are missing", "fill in all thirty entries"),
  /** The version is negotiated. */
  VERSION(
      "WSP-START-4",
      "the version is not negotiated",
      "answer wVersion = min(requested, highest) and wHighVersion = highest"),
  /** A version that is too old is refused. */
  VERSION_TOO_LOW(
      "WSP-START-5",
      "a version lower than the lowest is not refused",
      "return WSAVERNOTSUPPORTED when the requested version is lower than your lowest"),
  /** Starts are counted. */
  STARTS_COUNTED(
      "WSP-START-7",
      "starts are not counted",
      "count successful WSPStartup calls, and end with the last WSPCleanup only"),
  /** A start after the end works. */
  STARTS_AGAIN(
      "WSP-CLEAN-5",
      "a start after the final cleanup does not work",
      "let the last WSPCleanup leave everything as before the first WSPStartup"),
  /** Cleanup ends silently. */
  SILENT_CLEANUP(
      "WSP-CLEAN-3",
      "cleanup tells of what was pending",
      "fail it with WSA_OPERATION_ABORTED, without event, packet or routine"),
  /** The catalog says what handles are made. */
  FLAG_FITS_HANDLES(
      "WPU-CREATE-4",
      "XP1_IFS_HANDLES does not fit the handles that are handed out",
      "install the entries with XP1_IFS_HANDLES if, and only if, the handles are the system's"),
  /** Every entry makes sockets. */
  ENTRIES_WORK(
      "CAT-SEL-1",
      "an entry of the catalog makes no socket",
      "accept every entry that you are installed with in WSPSocket"),
  /** Wildcards are taken. */
  WILDCARDS(
      "WSP-SOCKET-3",
      "FROM_PROTOCOL_INFO is refused",
      "take family, type and protocol from lpProtocolInfo where -1 is given"),
  /** A closed socket is none. */
  CLOSED_IS_NO_SOCKET(
      "WSP-CLOSE-1",
      "a closed socket can still be used",
      "answer WSAENOTSOCK once WSPCloseSocket has returned");

  private final String rule;
  private final String what;
  private final String remedy;

  Check(String rule, String what, String remedy) {
    this.rule = rule;
    this.what = what;
    this.remedy = remedy;
  }

  /** The id of the rule. */
  String rule() {
    return rule;
  }

  /** The rule as broken. */
  String what() {
    return what;
  }

  /** What to change. */
  String remedy() {
    return remedy;
  }
}
