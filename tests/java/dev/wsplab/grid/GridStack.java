package dev.wsplab.grid;

import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import java.util.List;

/** The providers of an environment: a base, and whose handles the layer over it hands out. */
enum GridStack {
  /** In memory, where nothing depends on the platform; the layer makes its own handles. */
  LOOPBACK(LayerForm.NON_IFS),

  /** The system's own sockets; the layer makes its own handles. */
  TCP(LayerForm.NON_IFS),

  /** In memory; the layer hands out the handles of the base. */
  IFS(LayerForm.IFS);

  private final LayerForm form;

  GridStack(LayerForm form) {
    this.form = form;
  }

  LayerForm form() {
    return form;
  }

  boolean isIfs() {
    return form == LayerForm.IFS;
  }

  ServiceProvider base() {
    return this == TCP ? TcpProvider.loopbackOnly() : LoopbackProvider.builder().build();
  }

  List<ProtocolInfo> protocols() {
    return this == TCP ? TcpProvider.protocols() : LoopbackProvider.protocols();
  }
}
