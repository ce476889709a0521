package dev.wsplab.forefront;

import dev.wsplab.spi.Guid;

/** Interface ids, as {@code wspfwext.idl} of the TMG SDK has them. */
public final class InterfaceIds {
  /** {@code IUnknown}. */
  public static final Guid UNKNOWN = Guid.of("00000000-0000-0000-C000-000000000046");

  /** {@code IFWXFilter}. */
  public static final Guid FILTER = Guid.of("FC5F4665-0110-40F9-8188-5A62A29462DE");

  /** {@code IFWXFirewall}. */
  public static final Guid FIREWALL = Guid.of("0CF075B9-A8F6-11D0-A7F1-0000F8750B21");

  /** {@code IFWXFirewall2}. */
  public static final Guid FIREWALL2 = Guid.of("F3DA55EA-A8A9-47B0-A829-A0FD9CDA66E6");

  /** {@code IFWXOverlapped}. */
  public static final Guid OVERLAPPED = Guid.of("0CF075B8-A8F6-11D0-A7F1-0000F8750B21");

  /** {@code IFWXExternalIOCompletion}. */
  public static final Guid EXTERNAL_IO_COMPLETION = Guid.of("37AFF878-6BD7-11D1-B035-0000F87750CB");

  /** {@code IFWXTaskCompletion}. */
  public static final Guid TASK_COMPLETION = Guid.of("95DA13D9-80ED-4A66-AE72-420928F1D183");

  /** {@code IFWXIOCompletion}. */
  public static final Guid IO_COMPLETION = Guid.of("0CF075B4-A8F6-11D0-A7F1-0000F8750B21");

  /** {@code IFWXAcceptCompletion}. */
  public static final Guid ACCEPT_COMPLETION = Guid.of("58C4D721-3E61-11D1-B02D-0000F87750CB");

  /** {@code IFWXIOBuffer}. */
  public static final Guid IO_BUFFER = Guid.of("0CF075BB-A8F6-11D0-A7F1-0000F8750B21");

  /** {@code IFWXSocket}. */
  public static final Guid SOCKET = Guid.of("0CF075B5-A8F6-11D0-A7F1-0000F8750B21");

  /** {@code IFWXNetworkSocket}. */
  public static final Guid NETWORK_SOCKET = Guid.of("0CF075B6-A8F6-11D0-A7F1-0000F8750B21");

  private InterfaceIds() {}
}
