package dev.wsplab.wfp;

import dev.wsplab.driver.Irql;
import dev.wsplab.wfp.AleOperation.Kind;
import dev.wsplab.wfp.AleOperation.Outcome;
import dev.wsplab.wfp.WfpFaults.Point;
import dev.wsplab.wfp.packet.NetBufferList;
import dev.wsplab.wfp.packet.Packet;
import dev.wsplab.wfp.packet.TransportHeader;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Brings injected packets into the stack, and calls their completion functions. */
final class InjectedPackets {
  private final FilterEngine engine;

  InjectedPackets(FilterEngine engine) {
    this.engine = engine;
  }

  /**
   * The tuple of a packet.
   *
   * @return null when it cannot be told: the injection fails later
   */
  @Nullable AleRequest request(
      NetBufferList list,
      FwpDirection direction,
      @Nullable AleRequest endpoint,
      @Nullable FwpsTransportSendParams to) {
    if (direction == FwpDirection.INBOUND) {
      Packet packet = PacketBook.parse(list);
      return packet == null ? null : PacketBook.inbound(packet);
    }
    if (endpoint == null || to == null) {
      Packet packet = PacketBook.parse(list);
      return packet == null ? null : PacketBook.outbound(packet);
    }
    byte[] header = list.data(0, Integer.BYTES * 2);
    return header.length < Integer.BYTES * 2 ? null : toPeer(endpoint, to, header);
  }

  /** The list begins with the transport header (WFP-71a). */
  private static AleRequest toPeer(AleRequest endpoint, FwpsTransportSendParams to, byte[] header) {
    boolean icmp =
        endpoint.protocol() == Fwps.IPPROTO_ICMP || endpoint.protocol() == Fwps.IPPROTO_ICMPV6;
    if (icmp) {
      return AleRequest.icmp(
          endpoint.local().getAddress(),
          to.remoteAddress(),
          header[0] & 0xFF,
          header[1] & 0xFF,
          port(header, 4));
    }
    return endpoint.to(new InetSocketAddress(to.remoteAddress(), port(header, 2)));
  }

  private static int port(byte[] header, int at) {
    return (header[at] & 0xFF) << Byte.SIZE | header[at + 1] & 0xFF;
  }

  /** Does what was asked for, then calls back once (WFP-73). */
  void carryOut(Injection injection) {
    NetBufferList list = injection.list();
    boolean done = false;
    try {
      done = !injection.early() && !engine.faults().fails(Point.INJECTED) && broughtIn(injection);
    } finally {
      WfpStatus status = done ? WfpStatus.STATUS_SUCCESS : WfpStatus.STATUS_DATA_NOT_ACCEPTED;
      engine.trace().add(0, "injected", list + " " + status + (injection.early() ? " early" : ""));
      engine.packets().pool().returnInjected(list, status.value());
      if (!done && !injection.pended()) {
        failed(
            list,
            injection.direction(),
            request(list, injection.direction(), injection.endpoint(), injection.to()));
      }
      callBack(injection, list);
      injection.handle().ends();
    }
  }

  /**
   * The stack would not have a packet: what waits for it is blocked once its owner has freed it,
   * and a first datagram is not the callout's to blame (WFP-73, WFP-74).
   *
   * @param request its tuple, null when it cannot be told
   */
  void failed(NetBufferList list, FwpDirection direction, @Nullable AleRequest request) {
    AleOperation of = request == null ? null : engine.flows().authorizing(request);
    if (request == null || of != null && of.isPended()) {
      return;
    }
    if (direction == FwpDirection.INBOUND) {
      if (of != null) {
        engine.awaiting().failed(of, list);
      }
      return;
    }
    Runnable tried = () -> engine.flows().firstTried(request);
    if (of == null || !of.defers(tried)) {
      tried.run();
    }
  }

  @SuppressWarnings("IllegalCatch") // whatever leaves a callback is reported
  private void callBack(Injection injection, NetBufferList list) {
    Irql before = engine.frames().irql();
    Irql at = engine.settings().completionIrql();
    engine.frames().irql(at);
    try {
      injection.function().injected(injection.context(), list, at == Irql.DISPATCH_LEVEL);
    } catch (RuntimeException | Error e) {
      engine.checks().callbackThrew("", 0, e);
    } finally {
      engine.frames().irql(before);
    }
  }

  private boolean broughtIn(Injection injection) {
    NetBufferList list = injection.list();
    AleRequest request = request(list, injection.direction(), injection.endpoint(), injection.to());
    if (request == null) {
      return false; // WFP-72
    }
    return injection.direction() == FwpDirection.INBOUND
        ? received(list, request)
        : sent(injection, list, request);
  }

  private boolean received(NetBufferList list, AleRequest request) {
    Packet packet = PacketBook.parse(list);
    if (packet == null) {
      return false;
    }
    AleOperation waiting = engine.awaiting().take(request, list);
    if (waiting == null && !mayBegin(request)) {
      return false;
    }
    int headers = packet.ipHeaderSize() + packet.transportHeaderSize();
    list.ndisAdvanceNetBufferDataStart(headers, false);
    try {
      AleOperation operation;
      if (waiting != null) {
        operation = waiting;
        engine.ale().injected(operation, list);
      } else {
        boolean syn =
            packet.transport() instanceof TransportHeader.Tcp tcp
                && tcp.has(TransportHeader.Tcp.SYN);
        operation =
            engine.stack().operation(syn ? Kind.ACCEPT : Kind.RECEIVE, request, list, false);
        engine.stack().in(operation);
      }
      Outcome outcome = operation.outcome();
      return outcome == Outcome.PERMITTED || operation.isPended();
    } finally {
      list.ndisRetreatNetBufferDataStart(headers, 0);
    }
  }

  /** WFP-59, WFP-99: not while the tuple is pended, nor when it was just blocked. */
  private boolean mayBegin(AleRequest request) {
    if (isPended(request)) {
      return false;
    }
    if (engine.flows().authorizing(request) != null) {
      return true;
    }
    if (engine.awaiting().wasWithdrawn(request)) {
      return false; // nobody listens any more
    }
    if (engine.awaiting().wasBlocked(request)) {
      engine
          .checks()
          .byCallback(
              WfpCheck.INJECTED_AFTER_NULL,
              0,
              "",
              "a completion with the clone",
              "a completion with NULL, then the injection of " + request);
      return false;
    }
    return true;
  }

  private boolean isPended(AleRequest request) {
    AleOperation other = engine.flows().authorizing(request);
    return other != null && other.isPended();
  }

  private boolean sent(Injection injection, NetBufferList list, AleRequest request) {
    if (isPended(request)) {
      return false;
    }
    boolean hasIpHeader = injection.endpoint() == null || injection.to() == null;
    int header = hasIpHeader ? PassFields.ipHeaderSize(request) : 0;
    list.ndisAdvanceNetBufferDataStart(header, false);
    try {
      AleOperation operation = engine.stack().operation(Kind.SEND, request, list, false);
      engine.stack().out(operation);
      return operation.outcome() == Outcome.PERMITTED || operation.isPended();
    } finally {
      list.ndisRetreatNetBufferDataStart(header, 0);
    }
  }

  /** What stands behind the transport header. */
  static byte[] payload(NetBufferList list, AleRequest request, FwpDirection direction) {
    byte[] data = list.data();
    int skip = direction == FwpDirection.OUTBOUND ? PassFields.transportHeaderSize(request) : 0;
    return Arrays.copyOfRange(data, Math.min(skip, data.length), data.length);
  }
}
