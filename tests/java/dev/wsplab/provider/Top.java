package dev.wsplab.provider;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.ServiceProvider;

/** The provider that a client's calls reach first: each of ours, in both of its forms. */
public enum Top {
  LOOPBACK,
  TCP,
  LOOPBACK_NON_IFS,
  TCP_NON_IFS,
  LAYER,
  IFS_LAYER;

  /** Changes nothing. */
  static final class PlainLayer extends LayeredProvider {
    PlainLayer(LayerForm form) {
      super(form);
    }
  }

  /** A new one. */
  public ServiceProvider provider() {
    return switch (this) {
      case LOOPBACK -> LoopbackProvider.builder().build();
      case TCP -> TcpProvider.loopbackOnly();
      case LOOPBACK_NON_IFS -> LoopbackProvider.builder().nonIfs().build();
      case TCP_NON_IFS -> TcpProvider.loopbackOnly().nonIfs();
      case LAYER -> new PlainLayer(LayerForm.NON_IFS);
      case IFS_LAYER -> new PlainLayer(LayerForm.IFS);
    };
  }

  /** Whether its handles are the system's. */
  public boolean hasSystemHandles() {
    return this == LOOPBACK || this == TCP || this == IFS_LAYER;
  }

  /** Whether it is a layer, over a base in memory. */
  public boolean isLayer() {
    return this == LAYER || this == IFS_LAYER;
  }

  /** An environment with this provider on top. */
  public static Winsock winsock(ServiceProvider provider) {
    return winsock(Winsock.builder(), provider);
  }

  /** The same with what the builder has been told. */
  public static Winsock winsock(WinsockBuilder builder, ServiceProvider provider) {
    if (provider instanceof LoopbackProvider loopback) {
      return builder.base(loopback).build();
    }
    return (provider instanceof TcpProvider tcp ? builder.base(tcp) : builder.layer(provider))
        .build();
  }
}
