package dev.wsplab.spi;

import dev.wsplab.kernel.Win32Error;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The error numbers of Winsock (sheet, 1.8; page "Windows Sockets Error Codes"). A call gives its
 * error as an {@code int}, so that a number without a constant survives unchanged; this enum names
 * the known ones.
 */
public enum WsaError {
  /** The event or other handle is not valid. */
  WSA_INVALID_HANDLE(6, "the event or other handle is not valid"),
  /** Memory is short. */
  WSA_NOT_ENOUGH_MEMORY(8, "memory is short"),
  /** A parameter is not valid. */
  WSA_INVALID_PARAMETER(87, "a parameter is not valid"),
  /** The overlapped operation was cancelled, for instance because its socket was closed. */
  WSA_OPERATION_ABORTED(
      995, "the overlapped operation was cancelled, for instance because its socket was closed"),
  /** The overlapped operation has not finished yet. */
  WSA_IO_INCOMPLETE(996, "the overlapped operation has not finished yet"),
  /** The overlapped operation was started; its completion comes later. */
  WSA_IO_PENDING(997, "the overlapped operation was started; its completion comes later"),
  /** A blocking call was cancelled. */
  WSAEINTR(10004, "a blocking call was cancelled"),
  /** The descriptor is not valid. */
  WSAEBADF(10009, "the descriptor is not valid"),
  /** Access is forbidden. */
  WSAEACCES(10013, "access is forbidden"),
  /** An address is not valid. */
  WSAEFAULT(10014, "an address is not valid"),
  /** An argument is not valid, or the socket is in the wrong state. */
  WSAEINVAL(10022, "an argument is not valid, or the socket is in the wrong state"),
  /** No more sockets are available. */
  WSAEMFILE(10024, "no more sockets are available"),
  /** A non-blocking call cannot finish now. */
  WSAEWOULDBLOCK(10035, "a non-blocking call cannot finish now"),
  /** A blocking call is in progress. */
  WSAEINPROGRESS(10036, "a blocking call is in progress"),
  /** A non-blocking call is already in progress on the socket. */
  WSAEALREADY(10037, "a non-blocking call is already in progress on the socket"),
  /** The handle is not a socket. */
  WSAENOTSOCK(10038, "the handle is not a socket"),
  /** A destination address is missing. */
  WSAEDESTADDRREQ(10039, "a destination address is missing"),
  /** The message was larger than the buffers or the network allows. */
  WSAEMSGSIZE(10040, "the message was larger than the buffers or the network allows"),
  /** The protocol does not go with the socket type. */
  WSAEPROTOTYPE(10041, "the protocol does not go with the socket type"),
  /** The option is unknown or unsupported. */
  WSAENOPROTOOPT(10042, "the option is unknown or unsupported"),
  /** The protocol is not supported. */
  WSAEPROTONOSUPPORT(10043, "the protocol is not supported"),
  /** The socket type is not supported. */
  WSAESOCKTNOSUPPORT(10044, "the socket type is not supported"),
  /** The operation is not supported on this socket. */
  WSAEOPNOTSUPP(10045, "the operation is not supported on this socket"),
  /** The protocol family is not supported. */
  WSAEPFNOSUPPORT(10046, "the protocol family is not supported"),
  /** The address family is not supported. */
  WSAEAFNOSUPPORT(10047, "the address family is not supported"),
  /** The address is already in use. */
  WSAEADDRINUSE(10048, "the address is already in use"),
  /** The address cannot be used on this machine. */
  WSAEADDRNOTAVAIL(10049, "the address cannot be used on this machine"),
  /** The network subsystem has failed. */
  WSAENETDOWN(10050, "the network subsystem has failed"),
  /** The network cannot be reached. */
  WSAENETUNREACH(10051, "the network cannot be reached"),
  /** The connection was broken by keep-alive. */
  WSAENETRESET(10052, "the connection was broken by keep-alive"),
  /** The connection was aborted on this machine. */
  WSAECONNABORTED(10053, "the connection was aborted on this machine"),
  /** The connection was reset by the peer. */
  WSAECONNRESET(10054, "the connection was reset by the peer"),
  /** No buffer space or no more resources. */
  WSAENOBUFS(10055, "no buffer space or no more resources"),
  /** The socket is already connected. */
  WSAEISCONN(10056, "the socket is already connected"),
  /** The socket is not connected. */
  WSAENOTCONN(10057, "the socket is not connected"),
  /** The socket was shut down in this direction. */
  WSAESHUTDOWN(10058, "the socket was shut down in this direction"),
  /** Too many references. */
  WSAETOOMANYREFS(10059, "too many references"),
  /** The connection timed out. */
  WSAETIMEDOUT(10060, "the connection timed out"),
  /** The connection was refused. */
  WSAECONNREFUSED(10061, "the connection was refused"),
  /** A name could not be translated. */
  WSAELOOP(10062, "a name could not be translated"),
  /** A name is too long. */
  WSAENAMETOOLONG(10063, "a name is too long"),
  /** The host is down. */
  WSAEHOSTDOWN(10064, "the host is down"),
  /** The host cannot be reached. */
  WSAEHOSTUNREACH(10065, "the host cannot be reached"),
  /** Too many processes use Winsock. */
  WSAEPROCLIM(10067, "too many processes use Winsock"),
  /** The network subsystem is not ready. */
  WSASYSNOTREADY(10091, "the network subsystem is not ready"),
  /** The version is not supported. */
  WSAVERNOTSUPPORTED(10092, "the version is not supported"),
  /** WSAStartup has not been called, or WSACleanup has. */
  WSANOTINITIALISED(10093, "WSAStartup has not been called, or WSACleanup has"),
  /** The peer shut the connection down gracefully. */
  WSAEDISCON(10101, "the peer shut the connection down gracefully"),
  /** No more results. */
  WSAENOMORE(10102, "no more results"),
  /** The call was cancelled. */
  WSAECANCELLED(10103, "the call was cancelled"),
  /** The provider's procedure table is incomplete. */
  WSAEINVALIDPROCTABLE(10104, "the provider's procedure table is incomplete"),
  /** The provider returned a version other than 2.2. */
  WSAEINVALIDPROVIDER(10105, "the provider returned a version other than 2.2"),
  /** The provider could not be loaded or started. */
  WSAEPROVIDERFAILEDINIT(10106, "the provider could not be loaded or started"),
  /** A system call that should never fail has failed. */
  WSASYSCALLFAILURE(10107, "a system call that should never fail has failed"),
  /** The service is not known. */
  WSASERVICE_NOT_FOUND(10108, "the service is not known"),
  /** The class is not known. */
  WSATYPE_NOT_FOUND(10109, "the class is not known"),
  /** No more results. */
  WSA_E_NO_MORE(10110, "no more results"),
  /** The call was cancelled. */
  WSA_E_CANCELLED(10111, "the call was cancelled"),
  /** The query was refused. */
  WSAEREFUSED(10112, "the query was refused"),
  /** The host is not known. */
  WSAHOST_NOT_FOUND(11001, "the host is not known"),
  /** A temporary failure; try again. */
  WSATRY_AGAIN(11002, "a temporary failure; try again"),
  /** A failure that cannot be recovered from. */
  WSANO_RECOVERY(11003, "a failure that cannot be recovered from"),
  /** The name is valid but has no data. */
  WSANO_DATA(11004, "the name is valid but has no data");

  private static final Map<Integer, WsaError> BY_CODE =
      Stream.of(values())
          .collect(Collectors.toUnmodifiableMap(WsaError::code, Function.identity()));

  private final int code;
  private final String meaning;

  WsaError(int code, String meaning) {
    this.code = code;
    this.meaning = meaning;
  }

  /** {@return the Windows number, for instance 10022} */
  public int code() {
    return code;
  }

  /** {@return the meaning in one line} */
  public String meaning() {
    return meaning;
  }

  /**
   * Finds the constant of a number.
   *
   * @param code a Winsock or Win32 error number
   * @return the constant, or nothing when there is none here
   */
  public static Optional<WsaError> of(int code) {
    return Optional.ofNullable(BY_CODE.get(code));
  }

  /**
   * {@return {@code "WSAEINVAL (10022): ..."}; a number without a constant here by its name in
   * {@link Win32Error}, or bare}
   *
   * @param code a Winsock or Win32 error number
   */
  public static String describe(int code) {
    WsaError known = BY_CODE.get(code);
    return known == null ? Win32Error.describe(code) : nameOf(code) + ": " + known.meaning;
  }

  /**
   * {@return {@code "WSAEINVAL (10022)"}; a number without a constant here by its name in {@link
   * Win32Error}, or bare; 0 as {@code "0"}}
   *
   * @param code a Winsock or Win32 error number
   */
  public static String nameOf(int code) {
    WsaError known = BY_CODE.get(code);
    return known == null ? Win32Error.nameOf(code) : known.name() + " (" + code + ")";
  }
}
