package dev.wsplab.host;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.provider.OverlappedResultRules;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A base provider that makes its own handles (non-IFS) and leaves every completion to the test:
 * {@code wspRecv} marks the structure pending, or does what the test put into {@link #onRecv}.
 */
public final class ScriptedBase extends BaseProvider {
  /** What the next {@code wspRecv} does. */
  @FunctionalInterface
  public interface Recv {
    /** Answers one call. */
    TransferResult recv(
        SocketHandle s,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId);
  }

  /** Its identity. */
  public static final Guid ID = Guid.of("6d5b2f1e-5b5c-4d0a-9d0e-2f8a4c1b7e01");

  /** What it offers. */
  public static final ProtocolInfo PROTOCOL =
      ProtocolInfo.builder().providerId(ID).ifsHandles(false).name("scripted TCP").build();

  /** What the next {@code wspRecv} does. */
  public volatile Recv onRecv =
      (s, overlapped, routine, threadId) -> {
        if (overlapped != null) {
          overlapped.markPending();
        }
        return TransferResult.PENDING;
      };

  /** How often it was started and ended. */
  public int startups;

  public int cleanups;

  /** The entries it was started for, and those that sockets were made for. */
  public final List<ProtocolInfo> startedFor = new ArrayList<>();

  public final List<ProtocolInfo> socketsFor = new ArrayList<>();
  private int entryId;

  /** Makes one that speaks 2.2. */
  public ScriptedBase() {
    super("scripted", Winsock2.VERSION_2_2, Winsock2.VERSION_2_2);
  }

  /** Returns the upcalls it was given. */
  public Upcalls given() {
    return upcalls();
  }

  /** Returns the exports it was given. */
  public Ws2Exports ws2() {
    return exports();
  }

  /** Returns the entry it was started for. */
  public int entryId() {
    return entryId;
  }

  /** Protocols to install it with. */
  public static List<ProtocolInfo> protocols() {
    return List.of(PROTOCOL);
  }

  @Override
  protected int onStartup(
      boolean first, ProtocolInfo protocolInfo, Upcalls upcallTable, Ws2Exports ws2Exports) {
    startups++;
    startedFor.add(protocolInfo);
    entryId = protocolInfo.catalogEntryId();
    return 0;
  }

  @Override
  protected void onFinalCleanup() {
    cleanups++;
  }

  @Override
  public SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
    socketsFor.add(protocolInfo);
    return upcalls().wpuCreateSocketHandle(entryId, 0x1_0000_0042L);
  }

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    return upcalls().wpuCloseSocketHandle(s);
  }

  @Override
  public TransferResult wspRecv(
      SocketHandle s,
      WsaBuffers buffers,
      int flags,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {
    return onRecv.recv(s, overlapped, routine, threadId);
  }

  @Override
  public OverlappedResult wspGetOverlappedResult(
      SocketHandle s, @Nullable Overlapped overlapped, boolean wait) {
    return new OverlappedResultRules(exports().kernel().waits()).query(overlapped, wait);
  }
}
