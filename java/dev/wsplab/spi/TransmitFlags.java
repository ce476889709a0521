package dev.wsplab.spi;

/** Flags of {@code TransmitFile}, {@code TransmitPackets} and {@code DisconnectEx}. */
public final class TransmitFlags {
  /** {@code TF_DISCONNECT}, {@code TP_DISCONNECT}: end the connection when all has been sent. */
  public static final int TF_DISCONNECT = 0x01;

  /**
   * {@code TF_REUSE_SOCKET}, {@code TP_REUSE_SOCKET}: make the socket fit for another AcceptEx or
   * ConnectEx afterwards; in the transmitting functions only together with {@link #TF_DISCONNECT}.
   */
  public static final int TF_REUSE_SOCKET = 0x02;

  /** {@code TF_WRITE_BEHIND}. */
  public static final int TF_WRITE_BEHIND = 0x04;

  /** {@code TF_USE_SYSTEM_THREAD}, {@code TP_USE_SYSTEM_THREAD}. */
  public static final int TF_USE_SYSTEM_THREAD = 0x10;

  /** {@code TF_USE_KERNEL_APC}, {@code TP_USE_KERNEL_APC}. */
  public static final int TF_USE_KERNEL_APC = 0x20;

  /** The flags that there are. */
  public static final int ALL =
      TF_DISCONNECT | TF_REUSE_SOCKET | TF_WRITE_BEHIND | TF_USE_SYSTEM_THREAD | TF_USE_KERNEL_APC;

  private TransmitFlags() {}
}
