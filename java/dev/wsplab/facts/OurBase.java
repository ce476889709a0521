package dev.wsplab.facts;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;

/** Our base providers with system handles: the facts hold for both. */
enum OurBase {
  TCP,
  LOOPBACK;

  Winsock winsock() {
    WinsockBuilder builder = Winsock.builder();
    return (this == TCP
            ? builder.base(TcpProvider.loopbackOnly())
            : builder.base(LoopbackProvider.create()))
        .build();
  }
}
