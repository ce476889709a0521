package dev.wsplab.wfp;

import dev.wsplab.wfp.packet.NetBufferList;
import java.net.InetAddress;
import java.util.Objects;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What an {@link Inspector} knows of one operation: how it finds it again, and what it was told.
 */
final class Inspected {
  final boolean connect;
  final FwpsLayer.Kind kind;
  final int protocol;
  final int family;
  final @Nullable InetAddress local;
  final @Nullable InetAddress remote;
  final int remotePort;
  final int localPort;
  final long endpoint;
  final String application;
  final HandleSlot context = new HandleSlot();
  volatile @Nullable NetBufferList packet;
  volatile @Nullable Boolean verdict;
  int tried;

  /** Whether neither the pend nor the clone failed. */
  volatile boolean pended = true;

  /** Whether the stack has taken its packet in the end. */
  volatile boolean injected;

  /** Whether the inspector has nothing left to do about it. */
  volatile boolean over;

  /**
   * Reads it.
   *
   * @param connect whether the layer is asked again when it was completed
   */
  Inspected(FwpsIncomingValues values, FwpsIncomingMetadataValues metadata, boolean connect) {
    this.connect = connect;
    kind = values.layer().kind();
    protocol = values.number(FwpsField.IP_PROTOCOL);
    family = values.layer().isV6() ? Fwps.AF_INET6 : Fwps.AF_INET;
    local = (InetAddress) values.value(FwpsField.IP_LOCAL_ADDRESS);
    remote = (InetAddress) values.value(FwpsField.IP_REMOTE_ADDRESS);
    remotePort = values.number(FwpsField.IP_REMOTE_PORT);
    localPort = values.number(FwpsField.IP_LOCAL_PORT);
    endpoint = metadata.transportEndpointHandle();
    application = (String) Objects.requireNonNull(values.value(FwpsField.ALE_APP_ID));
  }

  boolean isOf(FwpsIncomingValues values) {
    return kind == values.layer().kind()
        && protocol == values.number(FwpsField.IP_PROTOCOL)
        && Objects.equals(local, values.value(FwpsField.IP_LOCAL_ADDRESS))
        && Objects.equals(remote, values.value(FwpsField.IP_REMOTE_ADDRESS))
        && remotePort == values.number(FwpsField.IP_REMOTE_PORT)
        && localPort == values.number(FwpsField.IP_LOCAL_PORT);
  }

  InetAddress peer() {
    return Objects.requireNonNull(remote);
  }

  void refused() {
    pended = false;
    over = true;
  }

  void injected(boolean done) {
    injected = done;
    over = true;
  }

  /** How what it was about has to end, by what the inspector was told. */
  AleOperation.Outcome expected() {
    boolean permitted = pended && Boolean.TRUE.equals(verdict) && (connect || injected);
    return permitted ? AleOperation.Outcome.PERMITTED : AleOperation.Outcome.BLOCKED;
  }

  @Override
  public String toString() {
    return application + " " + kind + " " + verdict + " pended " + pended + " sent " + injected;
  }
}
