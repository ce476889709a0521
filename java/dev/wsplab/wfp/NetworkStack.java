package dev.wsplab.wfp;

import dev.wsplab.wfp.AleOperation.Kind;
import dev.wsplab.wfp.AleOperation.Outcome;
import dev.wsplab.wfp.packet.NetBufferList;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The TCP/IP stack that the engine stands in: what applications and peers do is told here. Each
 * method brings its operation through the layers in the calling thread, and returns when callouts
 * have decided or pended. Thread-safe.
 */
public final class NetworkStack {
  private final FilterEngine engine;
  private final List<WirePacket> sent = new CopyOnWriteArrayList<>();
  private final List<WirePacket> delivered = new CopyOnWriteArrayList<>();
  private final RealFlows real = new RealFlows();
  private volatile Predicate<AleRequest> handshake = request -> true;

  NetworkStack(FilterEngine engine) {
    this.engine = engine;
  }

  /**
   * Lets an application bind: ALE_BIND_REDIRECT, ALE_RESOURCE_ASSIGNMENT.
   *
   * @param request whose flow it is: protocol, both ends and the application
   * @return how that goes
   */
  public AleOperation bind(AleRequest request) {
    return begin(Kind.BIND, request);
  }

  /**
   * Lets an application listen: ALE_AUTH_LISTEN.
   *
   * @param request whose flow it is: protocol, both ends and the application
   * @return how that goes
   */
  public AleOperation listen(AleRequest request) {
    return begin(Kind.LISTEN, request);
  }

  /**
   * Lets an application connect a TCP socket: ALE_CONNECT_REDIRECT, ALE_AUTH_CONNECT.
   *
   * @param request whose flow it is: protocol, both ends and the application
   * @return how that goes
   */
  public AleOperation connect(AleRequest request) {
    request.peer();
    return begin(Kind.CONNECT, request);
  }

  /**
   * Lets a SYN arrive: INBOUND_TRANSPORT, ALE_AUTH_RECV_ACCEPT.
   *
   * @param request whose flow it is: protocol, both ends and the application
   * @return how that goes
   */
  public AleOperation accept(AleRequest request) {
    engine.awaiting().begins(request);
    NetBufferList syn = engine.packets().make(request, FwpDirection.INBOUND, true, new byte[0]);
    AleOperation operation = operation(Kind.ACCEPT, request, syn, false);
    in(operation);
    return operation;
  }

  /**
   * Lets an application send a packet. The first of a flow that is not TCP is judged at
   * ALE_AUTH_CONNECT.
   *
   * @param request whose flow it is: protocol, both ends and the application
   * @param payload what stands behind the transport header
   * @return how that goes
   */
  public AleOperation send(AleRequest request, byte[] payload) {
    NetBufferList packet = engine.packets().make(request, FwpDirection.OUTBOUND, false, payload);
    AleOperation operation = operation(Kind.SEND, request, packet, false);
    out(operation);
    return operation;
  }

  /**
   * Lets a packet arrive. The first of a flow that is not TCP is judged at ALE_AUTH_RECV_ACCEPT.
   *
   * @param request whose flow it is: protocol, both ends and the application
   * @param payload what stands behind the transport header
   * @return how that goes
   */
  public AleOperation receive(AleRequest request, byte[] payload) {
    engine.awaiting().begins(request);
    NetBufferList packet = engine.packets().make(request, FwpDirection.INBOUND, false, payload);
    AleOperation operation = operation(Kind.RECEIVE, request, packet, false);
    in(operation);
    return operation;
  }

  /**
   * Closes a connection or socket: ALE_ENDPOINT_CLOSURE, then its flows end (WFP-90).
   *
   * @param request whose flow it is: protocol, both ends and the application
   * @return how that goes
   */
  public AleOperation close(AleRequest request) {
    return close(request, () -> endFlows(request));
  }

  /** A close that entails something of its own, once it is decided. */
  AleOperation close(AleRequest request, Runnable closed) {
    AleOperation operation = operation(Kind.CLOSE, request, null, false);
    operation.whenDecided(over -> closed.run());
    engine.ale().begin(operation);
    return operation;
  }

  private void endFlows(AleRequest request) {
    AleRequest key = request.flowKey();
    engine
        .flows()
        .end(
            flow ->
                key.remote() == null
                    ? flow.request().flowKey().to(null).equals(key)
                    : flow.request().flowKey().equals(key),
            "closed");
  }

  /**
   * Who asked does not want it any more: a connect that is given up.
   *
   * @param operation what was asked for
   */
  public void withdraw(AleOperation operation) {
    engine.ale().withdraw(operation);
  }

  /**
   * Packets of a flow come by another interface from now on: its next packet is judged again
   * (WFP-65).
   *
   * @param request whose flow it is: protocol, both ends and the application
   * @param interfaceIndex number of the other interface
   * @return false when there is no such flow
   */
  public boolean arrivesOn(AleRequest request, int interfaceIndex) {
    Flow flow = engine.flows().find(request);
    if (flow == null) {
      return false;
    }
    if (flow.arrivalInterface() != interfaceIndex) {
      flow.arrivalInterface(interfaceIndex);
      flow.reauthorize(Fwps.FWP_CONDITION_REAUTHORIZE_REASON_NEW_ARRIVAL_INTERFACE);
    }
    return true;
  }

  /**
   * Says which TCP handshakes succeed; without, all do (WFP-93).
   *
   * @param succeeds is asked for each; false ends the flow
   */
  public void handshakes(Predicate<AleRequest> succeeds) {
    handshake = succeeds;
  }

  /**
   * Lets time pass: flows other than TCP that are idle end (WFP-90).
   *
   * @param time how much
   */
  public void passTime(Duration time) {
    engine.flows().skip(time);
  }

  /**
   * {@return whether there is a flow of this tuple}
   *
   * @param request whose flow it is: protocol, both ends and the application
   */
  public boolean hasFlow(AleRequest request) {
    return engine.flows().find(request) != null;
  }

  /**
   * {@return the direction of the first packet of a flow; null when there is none (WFP-92)}
   *
   * @param request whose flow it is: protocol, both ends and the application
   */
  public @Nullable FwpDirection flowDirection(AleRequest request) {
    Flow flow = engine.flows().find(request);
    return flow == null ? null : flow.direction();
  }

  /** {@return what was sent, in order} */
  public List<WirePacket> sent() {
    return List.copyOf(sent);
  }

  /** {@return what was delivered to applications, in order} */
  public List<WirePacket> delivered() {
    return List.copyOf(delivered);
  }

  // ---- for the package

  private AleOperation begin(Kind kind, AleRequest request) {
    AleOperation operation = operation(kind, request, null, false);
    engine.ale().begin(operation);
    return operation;
  }

  AleOperation operation(
      Kind kind, AleRequest request, @Nullable NetBufferList packet, boolean isReal) {
    return new AleOperation(engine.nextOperation(), kind, request, packet, isReal);
  }

  /** A packet leaves. */
  void out(AleOperation operation) {
    Flow flow = engine.flows().find(operation.request());
    if (flow == null) {
      firstOf(operation);
      return;
    }
    operation.redirect(flow.request()); // whose application it is
    if (flow.reauthorizeReason() != 0) {
      engine.ale().again(flow, operation, FwpDirection.OUTBOUND);
    } else {
      through(flow, operation, FwpDirection.OUTBOUND);
    }
  }

  /** A packet comes in: the transport layer sees it before ALE does (WFP-77). */
  void in(AleOperation operation) {
    Flow flow = engine.flows().find(operation.request());
    if (flow == null) {
      firstOf(operation);
      return;
    }
    operation.redirect(flow.request());
    if (!transport(flow, operation, FwpDirection.INBOUND)) {
      return;
    }
    if (flow.reauthorizeReason() != 0) {
      engine.ale().again(flow, operation, FwpDirection.INBOUND);
    } else {
      through(flow, operation, FwpDirection.INBOUND);
    }
  }

  /** A packet, once there is a flow for it. */
  void again(AleOperation operation) {
    if (Ale.directionOf(operation) == FwpDirection.OUTBOUND) {
      out(operation);
    } else {
      in(operation);
    }
  }

  /** Data of TCP without a connection go nowhere. */
  private void firstOf(AleOperation operation) {
    boolean begins = operation.kind() == Kind.ACCEPT || !operation.request().isTcp();
    if (begins) {
      engine.ale().begin(operation);
    } else {
      engine.ale().over(operation, Outcome.DROPPED);
    }
  }

  /** Later packets of a flow pass without a classify at ALE (WFP-89). */
  private void through(Flow flow, AleOperation operation, FwpDirection direction) {
    NetBufferList packet = operation.packet();
    if (packet == null || pass(flow, operation, packet, direction)) {
      engine.ale().over(operation, Outcome.PERMITTED);
    }
  }

  /**
   * An authorized packet goes its way.
   *
   * @return false when the transport layer blocked it, which has ended its operation
   */
  boolean pass(Flow flow, AleOperation operation, NetBufferList packet, FwpDirection direction) {
    flow.used(engine.flows().now());
    boolean outbound = direction == FwpDirection.OUTBOUND;
    if (outbound && !transport(flow, operation, direction)) {
      return false;
    }
    WirePacket whole =
        new WirePacket(
            operation.request(), InjectedPackets.payload(packet, operation.request(), direction));
    engine.trace().add(operation.number(), outbound ? "sent" : "delivered", whole.toString());
    if (outbound) {
      engine.flows().firstTried(operation.request());
    }
    if (operation.isReal() && !engine.injections().isInjected(packet)) {
      return true; // its base carries it
    }
    if (!real.inject(whole, direction)) {
      (outbound ? sent : delivered).add(whole);
    }
    return true;
  }

  /** Whether the transport layer lets a packet of a flow pass. */
  private boolean transport(Flow flow, AleOperation operation, FwpDirection direction) {
    FwpsLayer.Kind kind =
        direction == FwpDirection.OUTBOUND
            ? FwpsLayer.Kind.OUTBOUND_TRANSPORT
            : FwpsLayer.Kind.INBOUND_TRANSPORT;
    FwpsLayer layer = FwpsLayer.of(kind, operation.request().isV6());
    ClassifyPass pass = new ClassifyPass(operation, layer, 0, operation.packet(), direction, flow);
    PassResult result = engine.classifier().run(pass);
    if (!result.isPermit()) {
      engine.ale().block(operation, layer, result);
    }
    return result.isPermit();
  }

  /** Whether a permitted connection comes about at once. */
  boolean shakesHands(AleOperation operation) {
    return !operation.isReal() && handshake.test(operation.request());
  }

  /** Where packets of real flows are injected. */
  RealFlows real() {
    return real;
  }
}
