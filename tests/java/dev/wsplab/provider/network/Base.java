package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Sockaddr;
import java.util.List;

/** The base providers, which behave alike. */
public enum Base {
  /** On the system's own sockets. */
  TCP {
    @Override
    NetworkProvider provider() {
      return TcpProvider.loopbackOnly();
    }

    @Override
    List<ProtocolInfo> protocols() {
      return TcpProvider.protocols();
    }

    /**
     * A listener that accepts nobody: its queue of 1 takes two, and the third one's request is
     * dropped.
     */
    @Override
    Sockaddr silent(TcpWorld world) {
      SocketHandle listener = world.bound();
      world.ws2.listen(listener, 1).orThrow("listen");
      for (int i = 0; i < 2; i++) {
        world.ws2.connect(world.socket(), world.nameOf(listener)).orThrow("connect");
      }
      return world.nameOf(listener);
    }
  },

  /** In memory. */
  LOOPBACK {
    private final Sockaddr silent = Sockaddr.loopback(1);

    @Override
    NetworkProvider provider() {
      return LoopbackProvider.builder().noAnswer(silent).build();
    }

    @Override
    List<ProtocolInfo> protocols() {
      return LoopbackProvider.protocols();
    }

    @Override
    Sockaddr silent(TcpWorld world) {
      return silent;
    }
  };

  abstract NetworkProvider provider();

  abstract List<ProtocolInfo> protocols();

  /** An address that never answers a connect. */
  abstract Sockaddr silent(TcpWorld world);
}
