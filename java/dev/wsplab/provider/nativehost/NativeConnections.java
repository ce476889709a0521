package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.TextResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WspFunction;
import java.util.function.LongUnaryOperator;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Functions of a module about sockets and addresses: where they are made, bound and connected, and
 * what their addresses look like as text.
 */
abstract class NativeConnections extends NativeCalls {
  private static final int ADDRESS_ROOM = 128;
  private static final int TEXT_ROOM = 512;

  /**
   * Makes a call during which the module can call a condition function.
   *
   * @param condition the function, or null
   * @param call gets its address, or 0
   */
  abstract long withCondition(@Nullable AcceptCondition condition, LongUnaryOperator call);

  private SocketResult socketResult(CallFrame frame, long value) {
    return value == -1
        ? new SocketResult(SocketHandle.INVALID, frame.error())
        : SocketResult.of(new SocketHandle(value));
  }

  @Override
  public AcceptResult wspAccept(
      SocketHandle s, @Nullable AcceptCondition condition, long callbackData) {
    try (CallFrame frame = new CallFrame()) {
      long address = frame.room(ADDRESS_ROOM);
      long length = frame.number(ADDRESS_ROOM);
      long value =
          withCondition(
              condition,
              function ->
                  entry(
                      WspFunction.WSP_ACCEPT,
                      frame,
                      s.value(),
                      address,
                      length,
                      function,
                      callbackData,
                      frame.errno()));
      return value == -1
          ? new AcceptResult(SocketHandle.INVALID, frame.error(), null)
          : AcceptResult.of(new SocketHandle(value), address(frame, address, length));
    }
  }

  private static Sockaddr address(CallFrame frame, long address, long length) {
    int size = Math.max(0, Math.min(frame.load(length), ADDRESS_ROOM));
    return Sockaddr.ofBytes(frame.copy(address, size));
  }

  @Override
  public TextResult wspAddressToString(Sockaddr address, @Nullable ProtocolInfo protocolInfo) {
    try (CallFrame frame = new CallFrame()) {
      long text = frame.room(TEXT_ROOM * (long) Character.BYTES);
      int value =
          call(
              WspFunction.WSP_ADDRESS_TO_STRING,
              frame,
              frame.address(address),
              address.length(),
              frame.protocolInfo(protocolInfo),
              text,
              frame.number(TEXT_ROOM),
              frame.errno());
      return value == 0
          ? TextResult.of(frame.readText(text, TEXT_ROOM))
          : new TextResult(value, frame.error(), "");
    }
  }

  @Override
  public AddressResult wspStringToAddress(
      String text, int family, @Nullable ProtocolInfo protocolInfo) {
    try (CallFrame frame = new CallFrame()) {
      long address = frame.room(ADDRESS_ROOM);
      long length = frame.number(ADDRESS_ROOM);
      int value =
          call(
              WspFunction.WSP_STRING_TO_ADDRESS,
              frame,
              frame.text(text),
              family,
              frame.protocolInfo(protocolInfo),
              address,
              length,
              frame.errno());
      return addressResult(frame, value, address, length);
    }
  }

  private static AddressResult addressResult(
      CallFrame frame, int value, long address, long length) {
    return value == 0
        ? AddressResult.of(address(frame, address, length))
        : new AddressResult(value, frame.error(), null);
  }

  @Override
  public CallResult wspBind(SocketHandle s, Sockaddr name) {
    try (CallFrame frame = new CallFrame()) {
      return result(
          WspFunction.WSP_BIND,
          frame,
          s.value(),
          frame.address(name),
          name.length(),
          frame.errno());
    }
  }

  @Override
  public CallResult wspConnect(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos) {
    try (CallFrame frame = new CallFrame()) {
      return result(
          WspFunction.WSP_CONNECT,
          frame,
          s.value(),
          frame.address(name),
          name.length(),
          frame.buffer(callerData),
          frame.buffer(calleeData),
          sqos,
          gqos,
          frame.errno());
    }
  }

  @Override
  public SocketResult wspJoinLeaf(
      SocketHandle s,
      Sockaddr name,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos,
      int flags) {
    try (CallFrame frame = new CallFrame()) {
      return socketResult(
          frame,
          entry(
              WspFunction.WSP_JOIN_LEAF,
              frame,
              s.value(),
              frame.address(name),
              name.length(),
              frame.buffer(callerData),
              frame.buffer(calleeData),
              sqos,
              gqos,
              Integer.toUnsignedLong(flags),
              frame.errno()));
    }
  }

  @Override
  public AddressResult wspGetPeerName(SocketHandle s) {
    return nameOf(WspFunction.WSP_GET_PEER_NAME, s);
  }

  @Override
  public AddressResult wspGetSockName(SocketHandle s) {
    return nameOf(WspFunction.WSP_GET_SOCK_NAME, s);
  }

  private AddressResult nameOf(WspFunction function, SocketHandle s) {
    try (CallFrame frame = new CallFrame()) {
      long address = frame.room(ADDRESS_ROOM);
      long length = frame.number(ADDRESS_ROOM);
      int value = call(function, frame, s.value(), address, length, frame.errno());
      return addressResult(frame, value, address, length);
    }
  }

  @Override
  public SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
    try (CallFrame frame = new CallFrame()) {
      return socketResult(
          frame,
          entry(
              WspFunction.WSP_SOCKET,
              frame,
              family,
              type,
              protocol,
              frame.protocolInfo(protocolInfo),
              group,
              Integer.toUnsignedLong(flags),
              frame.errno()));
    }
  }
}
