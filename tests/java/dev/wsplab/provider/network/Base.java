package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import java.util.List;

/** The base providers, which behave alike but for what the kind of their handles decides. */
public enum Base {
  /** On the system's own sockets. */
  TCP(true, true),

  /** In memory. */
  LOOPBACK(false, true),

  /** On the system's own sockets, with handles of its own. */
  TCP_NON_IFS(true, false),

  /** In memory, with handles of its own. */
  LOOPBACK_NON_IFS(false, false);

  private static final Sockaddr SILENT = Sockaddr.loopback(1);

  private final boolean onTheSystem;
  private final boolean ifsHandles;

  Base(boolean onTheSystem, boolean ifsHandles) {
    this.onTheSystem = onTheSystem;
    this.ifsHandles = ifsHandles;
  }

  /** Those whose handles a layer can capture. */
  public static List<Base> withSystemHandles() {
    return List.of(TCP, LOOPBACK);
  }

  /** Which one a provider is. */
  static Base of(NetworkProvider provider) {
    if (provider instanceof TcpProvider) {
      return provider.hasIfsHandles() ? TCP : TCP_NON_IFS;
    }
    return provider.hasIfsHandles() ? LOOPBACK : LOOPBACK_NON_IFS;
  }

  /** Whether its sockets are the system's. */
  boolean isOnTheSystem() {
    return onTheSystem;
  }

  /** Whether its handles are the system's: the WIN facts hold, and the system can cancel. */
  boolean hasIfsHandles() {
    return ifsHandles;
  }

  public NetworkProvider provider() {
    if (onTheSystem) {
      TcpProvider provider = TcpProvider.loopbackOnly();
      return ifsHandles ? provider : provider.nonIfs();
    }
    LoopbackProvider.Builder builder = LoopbackProvider.builder().noAnswer(SILENT);
    return (ifsHandles ? builder : builder.nonIfs()).build();
  }

  public List<ProtocolInfo> protocols() {
    List<ProtocolInfo> protocols =
        onTheSystem ? TcpProvider.protocols() : LoopbackProvider.protocols();
    return protocols.stream().map(p -> p.toBuilder().ifsHandles(ifsHandles).build()).toList();
  }

  /** An address that never answers a connect. */
  Sockaddr silent(TcpWorld world) {
    return onTheSystem ? silentListener(world) : SILENT;
  }

  /**
   * A listener that accepts nobody: its queue of 1 takes two, and the third one's request is
   * dropped.
   */
  private static Sockaddr silentListener(TcpWorld world) {
    SocketHandle listener = world.bound();
    world.ws2.listen(listener, 1).orThrow("listen");
    for (int i = 0; i < 2; i++) {
      world.ws2.connect(world.socket(), world.nameOf(listener)).orThrow("connect");
    }
    return world.nameOf(listener);
  }
}
