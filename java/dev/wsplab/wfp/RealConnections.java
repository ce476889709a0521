package dev.wsplab.wfp;

import dev.wsplab.spi.AuthorizationAnswer;
import dev.wsplab.spi.AuthorizationRequest;
import dev.wsplab.spi.ConnectionAuthorizer;
import dev.wsplab.spi.DatagramAnswer;
import dev.wsplab.spi.DatagramRequest;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;
import dev.wsplab.wfp.AleOperation.Kind;
import dev.wsplab.wfp.AleOperation.Outcome;
import dev.wsplab.wfp.packet.NetBufferList;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Real sockets come to the engine here: what a base provider asks becomes an operation, and its end
 * the answer. Thread-safe; holds no lock while callouts or the base run.
 */
final class RealConnections implements ConnectionAuthorizer {
  private record Asked(AuthorizationRequest request, AleOperation operation) {}

  private final FilterEngine engine;
  private final Map<Long, Asked> asked = new ConcurrentHashMap<>();
  private final Map<Long, AleRequest> datagramEndpoints = new ConcurrentHashMap<>();
  private final Map<Long, AleRequest> listeners = new ConcurrentHashMap<>();

  RealConnections(FilterEngine engine) {
    this.engine = engine;
  }

  @Override
  public void bind(AuthorizationRequest request, AuthorizationAnswer answer) {
    ask(Kind.BIND, request, answer);
  }

  @Override
  public void listen(AuthorizationRequest request, AuthorizationAnswer answer) {
    ask(Kind.LISTEN, request, answer);
  }

  @Override
  public void connect(AuthorizationRequest request, AuthorizationAnswer answer) {
    ask(Kind.CONNECT, request, answer);
  }

  @Override
  public void accept(AuthorizationRequest request, AuthorizationAnswer answer) {
    ask(Kind.ACCEPT, request, answer);
  }

  private void ask(Kind kind, AuthorizationRequest request, AuthorizationAnswer answer) {
    AleRequest tuple = tuple(request);
    NetBufferList syn = null;
    if (kind == Kind.ACCEPT) {
      engine.awaiting().begins(tuple);
      syn = engine.packets().make(tuple, FwpDirection.INBOUND, true, new byte[0]);
    }
    AleOperation operation = engine.stack().operation(kind, tuple, syn, true);
    asked.put(request.id(), new Asked(request, operation));
    operation.whenDecided(over -> answer(request, tuple, over, answer));
    if (kind == Kind.ACCEPT) {
      engine.stack().in(operation);
    } else {
      engine.ale().begin(operation);
    }
  }

  private void answer(
      AuthorizationRequest request,
      AleRequest tuple,
      AleOperation over,
      AuthorizationAnswer answer) {
    boolean flows = over.kind() == Kind.CONNECT || over.kind() == Kind.ACCEPT;
    if (over.outcome() != Outcome.PERMITTED || !flows) {
      asked.remove(request.id());
    }
    if (over.outcome() == Outcome.WITHDRAWN) {
      return;
    }
    if (over.outcome() != Outcome.PERMITTED) {
      // A SYN that is dropped is not answered: the other end gives up in the end.
      answer.block(
          over.kind() == Kind.ACCEPT ? WsaError.WSAETIMEDOUT.code() : WsaError.WSAEACCES.code());
      return;
    }
    if (over.kind() == Kind.LISTEN) {
      listeners.put(request.endpoint(), tuple);
    }
    InetSocketAddress to = redirected(tuple, over);
    if (to == null) {
      answer.permit();
    } else {
      answer.redirect(Sockaddr.of(to));
    }
  }

  /** Where it goes instead; null for where it was going anyway. */
  private static @Nullable InetSocketAddress redirected(AleRequest tuple, AleOperation over) {
    AleRequest now = over.request();
    if (over.kind() == Kind.BIND) {
      return now.local().equals(tuple.local()) ? null : now.local();
    }
    if (over.kind() != Kind.CONNECT) {
      return null;
    }
    return now.peer().equals(tuple.peer()) ? null : now.peer();
  }

  private static AleRequest tuple(AuthorizationRequest request) {
    Sockaddr remote = request.remote();
    InetSocketAddress here = request.local().toInetSocketAddress();
    InetSocketAddress there = remote == null ? null : remote.toInetSocketAddress();
    return request.protocol() == Fwps.IPPROTO_TCP
        ? AleRequest.tcp(here, there)
        : AleRequest.udp(here, there);
  }

  @Override
  public void flowEstablished(AuthorizationRequest request) {
    Asked found = asked.get(request.id());
    Flow flow = found == null ? null : engine.flows().find(found.operation().request());
    if (flow != null) {
      engine.ale().established(flow);
    }
  }

  @Override
  public void flowClosed(AuthorizationRequest request) {
    Asked found = asked.remove(request.id());
    if (found != null) {
      end(found.operation());
    }
  }

  /** The closure is told for each connection that a layer has authorized; its flow ends then. */
  private void end(AleOperation operation) {
    engine
        .stack()
        .close(
            operation.request(),
            () -> engine.flows().end(flow -> flow.origin() == operation, "closed"));
  }

  @Override
  public void withdrawn(AuthorizationRequest request) {
    Asked found = asked.remove(request.id());
    if (found != null) {
      engine.ale().withdraw(found.operation());
    }
  }

  /** Told once for a datagram socket, whatever number of peers it had, and for a listener. */
  @Override
  public void endpointClosed(long endpoint) {
    List.copyOf(asked.values()).stream()
        .filter(found -> found.request().endpoint() == endpoint)
        .filter(found -> found.operation().kind() == Kind.CONNECT)
        .forEach(
            found -> {
              asked.remove(found.request().id());
              end(found.operation());
            });
    AleRequest listener = listeners.remove(endpoint);
    if (listener != null) {
      engine.stack().close(listener, () -> {}); // the connections that it has accepted live on
    }
    AleRequest local = datagramEndpoints.remove(endpoint);
    if (local != null) {
      engine.stack().real().remove(local);
      engine.stack().close(local);
    }
  }

  @Override
  public void datagram(DatagramRequest request, DatagramAnswer answer) {
    AleRequest tuple = tuple(request.flow());
    FwpDirection direction = request.isOutbound() ? FwpDirection.OUTBOUND : FwpDirection.INBOUND;
    datagramEndpoints.put(request.flow().endpoint(), tuple.to(null));
    engine.stack().real().put(tuple, direction, answer::inject);
    NetBufferList packet = engine.packets().make(tuple, direction, false, request.payload());
    AleOperation operation =
        engine
            .stack()
            .operation(request.isOutbound() ? Kind.SEND : Kind.RECEIVE, tuple, packet, true);
    operation.whenDecided(over -> answer(over, answer));
    if (request.isOutbound()) {
      engine.stack().out(operation);
    } else {
      engine.awaiting().begins(tuple);
      engine.stack().in(operation);
    }
  }

  /** What was pended is lost: only what is injected goes on (WFP-35, WFP-50). */
  private static void answer(AleOperation over, DatagramAnswer answer) {
    if (over.outcome() == Outcome.PERMITTED && !over.wasPended()) {
      answer.permit();
    } else if (over.outcome() == Outcome.BLOCKED) {
      answer.block(WsaError.WSAEACCES.code());
    }
  }
}
