package dev.wsplab.spi;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import java.nio.channels.FileChannel;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A function that clients reach through a pointer which {@code SIO_GET_EXTENSION_FUNCTION_POINTER}
 * gave them; ws2_32 is not involved in the call (WSP-IOCTL-4). Thread-safe.
 */
public interface ExtensionFunction {
  /** {@code WSAID_ACCEPTEX}. */
  Guid WSAID_ACCEPTEX = Guid.of("b5367df1-cbac-11cf-95ca-00805f48a192");

  /** {@code WSAID_GETACCEPTEXSOCKADDRS}. */
  Guid WSAID_GETACCEPTEXSOCKADDRS = Guid.of("b5367df2-cbac-11cf-95ca-00805f48a192");

  /** {@code WSAID_CONNECTEX}. */
  Guid WSAID_CONNECTEX = Guid.of("25a207b9-ddf3-4660-8ee9-76e58c74063e");

  /** {@code WSAID_DISCONNECTEX}. */
  Guid WSAID_DISCONNECTEX = Guid.of("7fda2e11-8630-436f-a031-f536a6eec157");

  /** {@code WSAID_TRANSMITFILE}. */
  Guid WSAID_TRANSMITFILE = Guid.of("b5367df0-cbac-11cf-95ca-00805f48a192");

  /** {@code WSAID_TRANSMITPACKETS}. */
  Guid WSAID_TRANSMITPACKETS = Guid.of("d9689da0-1f90-11d3-9971-00c04f68c876");

  /** {@code WSAID_WSARECVMSG}. */
  Guid WSAID_WSARECVMSG = Guid.of("f689d7c8-6f1f-436b-8a53-e54fe351c322");

  /** {@code WSAID_WSASENDMSG}. */
  Guid WSAID_WSASENDMSG = Guid.of("a441e712-754f-43ca-84a7-0dee44cf606d");

  /** {@code WSAID_WSAPOLL}. */
  Guid WSAID_WSAPOLL = Guid.of("18c76f85-dc66-4964-972e-23c27238312b");

  /**
   * What such a function returns.
   *
   * @param returnValue TRUE: finished at once, and indicated; FALSE: see error
   * @param error {@code WSA_IO_PENDING}: started, indicated later; any other: not started
   * @param bytes bytes transferred; written only on immediate completion (CLI-ACCEPTEX-4)
   */
  record Result(boolean returnValue, int error, int bytes) {
    /** Returns the values, the error by its name. */
    @Override
    public String toString() {
      return "Result[returnValue="
          + returnValue
          + ", error="
          + WsaError.nameOf(error)
          + ", bytes="
          + Integer.toUnsignedString(bytes)
          + "]";
    }

    /** FALSE with {@code ERROR_IO_PENDING}. */
    public static final Result PENDING = failed(WsaError.WSA_IO_PENDING);

    /**
     * TRUE.
     *
     * @param bytes bytes transferred
     * @return the result of a call that has finished
     */
    public static Result done(int bytes) {
      return new Result(true, 0, bytes);
    }

    /**
     * FALSE.
     *
     * @param error the error number
     * @return the result of a call that failed
     * @throws IllegalArgumentException for 0, which is no failure
     */
    public static Result failed(int error) {
      return new Result(false, Errors.required(error), 0);
    }

    /**
     * FALSE.
     *
     * @param error why
     * @return the result of a call that failed
     */
    public static Result failed(WsaError error) {
      return failed(error.code());
    }

    /** {@return whether the operation was started} */
    public boolean started() {
      return returnValue || error == WsaError.WSA_IO_PENDING.code();
    }

    /**
     * {@return this if the operation was started, or throws the error}
     *
     * @param function whose result this is, for the message
     * @throws WinsockException with the error
     */
    public Result orThrow(String function) {
      if (!started()) {
        throw new WinsockException(function, error);
      }
      return this;
    }
  }

  /** {@code AcceptEx} (CLI-ACCEPTEX-*). */
  @FunctionalInterface
  interface AcceptEx extends ExtensionFunction {
    /**
     * Accepts a connection into an existing socket.
     *
     * @param listen the listening socket, to which the request belongs
     * @param accept an unbound, unconnected socket
     * @param output address of room for data, local and remote address, in this order
     * @param receiveLength bytes of data to wait for at most; 0 completes on connection
     * @param localLength room for the local address: its size and 16 more
     * @param remoteLength room for the remote address: its size and 16 more
     * @param overlapped required
     * @return TRUE with the bytes when it has finished, and been indicated; FALSE with {@code
     *     WSA_IO_PENDING} when it was started; FALSE with any other error when it was not
     */
    Result acceptEx(
        SocketHandle listen,
        SocketHandle accept,
        long output,
        int receiveLength,
        int localLength,
        int remoteLength,
        @Nullable Overlapped overlapped);
  }

  /** {@code ConnectEx} (CLI-CONNECTEX-*). */
  @FunctionalInterface
  interface ConnectEx extends ExtensionFunction {
    /**
     * Connects a bound socket.
     *
     * @param s bound and not connected
     * @param name where to
     * @param sendBuffer address of data to send once connected, or 0
     * @param sendLength its length in bytes
     * @param overlapped required
     * @return TRUE with the bytes when it has finished, and been indicated; FALSE with {@code
     *     WSA_IO_PENDING} when it was started; FALSE with any other error when it was not
     */
    Result connectEx(
        SocketHandle s,
        Sockaddr name,
        long sendBuffer,
        int sendLength,
        @Nullable Overlapped overlapped);
  }

  /** {@code DisconnectEx}. */
  @FunctionalInterface
  interface DisconnectEx extends ExtensionFunction {
    /**
     * Ends a connection after what has been sent before.
     *
     * @param s connected
     * @param overlapped the structure, or null to wait
     * @param flags 0 or {@link TransmitFlags#TF_REUSE_SOCKET}
     * @param reserved 0
     * @return TRUE with the bytes when it has finished, and been indicated; FALSE with {@code
     *     WSA_IO_PENDING} when it was started; FALSE with any other error when it was not
     */
    Result disconnectEx(SocketHandle s, @Nullable Overlapped overlapped, int flags, int reserved);
  }

  /** {@code TransmitFile}. */
  @FunctionalInterface
  interface TransmitFile extends ExtensionFunction {
    /**
     * Sends a file, with bytes before and after it.
     *
     * @param s connected
     * @param file open for reading, or null for none; its position does not move
     * @param bytes of the file, read as unsigned; 0 for all that follow
     * @param bytesPerSend bytes of one send at most, read as unsigned; 0 leaves it to the provider
     * @param overlapped the structure, whose offset says where in the file to begin (OVL-3); or
     *     null to wait, and to begin at the file's position
     * @param head sent before, or null
     * @param tail sent after, or null
     * @param flags of {@link TransmitFlags}
     * @return TRUE with the bytes when it has finished, and been indicated; FALSE with {@code
     *     WSA_IO_PENDING} when it was started; FALSE with any other error when it was not
     */
    Result transmitFile(
        SocketHandle s,
        @Nullable FileChannel file,
        int bytes,
        int bytesPerSend,
        @Nullable Overlapped overlapped,
        @Nullable WsaBuffers head,
        @Nullable WsaBuffers tail,
        int flags);
  }

  /** {@code TransmitPackets}. */
  @FunctionalInterface
  interface TransmitPackets extends ExtensionFunction {
    /**
     * Sends memory and files, one after the other.
     *
     * @param s connected, or a datagram socket with a default peer
     * @param elements what to send
     * @param sendSize bytes of one send at most, read as unsigned; 0 leaves it to the provider, and
     *     -1 to the elements, which end a send by {@code TP_ELEMENT_EOP}
     * @param overlapped the structure, or null to wait
     * @param flags of {@link TransmitFlags}
     * @return TRUE with the bytes when it has finished, and been indicated; FALSE with {@code
     *     WSA_IO_PENDING} when it was started; FALSE with any other error when it was not
     */
    Result transmitPackets(
        SocketHandle s,
        List<TransmitElement> elements,
        int sendSize,
        @Nullable Overlapped overlapped,
        int flags);
  }

  /** {@code WSARecvMsg}. */
  @FunctionalInterface
  interface WsaRecvMsg extends ExtensionFunction {
    /**
     * Receives a datagram with control data.
     *
     * @param s a datagram socket
     * @param message where everything goes; its flags may be {@code MSG_PEEK}, and become {@code
     *     MSG_TRUNC} and {@code MSG_CTRUNC} where there was too little room
     * @param overlapped the structure, or null to wait
     * @param routine completion routine, which runs in the calling thread; or null
     * @return as {@link ServiceProvider#wspRecvFrom}
     */
    TransferResult wsaRecvMsg(
        SocketHandle s,
        WsaMsg message,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine);
  }

  /** {@code WSASendMsg}. */
  @FunctionalInterface
  interface WsaSendMsg extends ExtensionFunction {
    /**
     * Sends a datagram with control data.
     *
     * @param s a datagram socket
     * @param message what to send, and where to; its own flags are ignored
     * @param flags {@code MSG_DONTROUTE}, or 0
     * @param overlapped the structure, or null to wait
     * @param routine completion routine, which runs in the calling thread; or null
     * @return as {@link ServiceProvider#wspSendTo}
     */
    TransferResult wsaSendMsg(
        SocketHandle s,
        WsaMsg message,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine);
  }

  /** {@code WSAPoll}. */
  @FunctionalInterface
  interface WsaPoll extends ExtensionFunction {
    /**
     * Waits until one of some sockets of the provider is ready (page WSAPoll).
     *
     * @param fds sockets and what to look for; a negative one is passed over, one that is not the
     *     provider's gets {@code POLLNVAL}
     * @param timeout milliseconds; 0 does not wait, negative waits for ever
     * @return what each has, and how many have any; {@code WSAEINVAL} for an empty list or bits
     *     that cannot be looked for
     */
    PollResult wsaPoll(List<PollFd> fds, int timeout);
  }

  /** {@code GetAcceptExSockaddrs}. */
  @FunctionalInterface
  interface GetAcceptExSockaddrs extends ExtensionFunction {
    /**
     * Finds the addresses in the output of {@code AcceptEx}; the lengths are those given there.
     *
     * @param output address of what AcceptEx has written
     * @param receiveLength in bytes
     * @param localLength in bytes
     * @param remoteLength in bytes
     * @return the two addresses
     * @throws dev.wsplab.kernel.AccessViolationException when the output cannot be read
     */
    Sockaddrs getAcceptExSockaddrs(
        long output, int receiveLength, int localLength, int remoteLength);
  }

  /**
   * The addresses of an accepted connection.
   *
   * @param local the accepting side
   * @param remote the connecting side
   */
  record Sockaddrs(Sockaddr local, Sockaddr remote) {}
}
