package dev.wsplab.facade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.platform.Patience;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.NativeFunctions;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an application in C hands over, seen by the provider that gets it. */
class ClientFunctionsTest {
  private static final int CREATE_SUSPENDED = 4;
  private static final long APC = 1;
  private static final long ENTRY_POINT = 2;

  /** Keeps the address that a client has sent to, and looks at it again when it likes. */
  private static final class Layer extends LayeredProvider {
    private @Nullable Sockaddr kept;

    @Override
    public TransferResult wspSendTo(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Sockaddr to,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      kept = to;
      return super.wspSendTo(s, buffers, flags, to, overlapped, routine, threadId);
    }
  }

  private final Layer layer = new Layer();
  private final Winsock winsock =
      Winsock.builder().base(LoopbackProvider.create()).layer(layer).build();
  private final Ws2_32 ws2 = winsock.ws2_32();
  private final ClientFunctions functions =
      new ClientFunctions(ws2, winsock.kernel32(), Kernel.get());
  private final OverlappedBlock structures = OverlappedBlock.allocate(1);

  @AfterEach
  void close() {
    winsock.close();
    structures.close();
  }

  private SocketHandle bound() {
    SocketHandle s = ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_DGRAM, 0).orThrow("socket");
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    return s;
  }

  /** Nothing keeps a client from using its memory again once the call has returned. */
  @Test
  void givenOverlappedSendTo_whenTheAddressIsOverwritten_thenTheProviderStillHasIt_WSP_SEND_6() {
    SocketHandle receiver = bound();
    Sockaddr name = ws2.getsockname(receiver).orThrow("getsockname");
    try (NativeBlock address = NativeBlock.allocate(name.length());
        NativeBlock data = NativeBlock.copyOf(new byte[] {7});
        NativeBlock buffer = NativeBlock.allocate(16)) {
      name.write(Kernel.get().memory(), address.address());
      buffer.buffer().order(ByteOrder.LITTLE_ENDIAN).putInt(0, 1).putLong(8, data.address());
      long[] words = {
        bound().value(),
        buffer.address(),
        1,
        0,
        0,
        address.address(),
        name.length(),
        structures.overlapped().address(),
        0
      };

      functions.call("WSASendTo", words, null);
      address.buffer().putLong(0, 0).putLong(8, 0);

      assertThat(layer.kept).isEqualTo(name);
    }
  }

  /** A thread that is made suspended can be given APCs before it starts. */
  @Test
  void givenApcsOfASuspendedThread_whenItStarts_thenTheyRunBeforeItsFunction_APC_3()
      throws Exception {
    List<String> ran = new ArrayList<>(); // written by that thread alone, and read after its end
    CompletableFuture<Void> ended = new CompletableFuture<>();
    NativeFunctions.Pointers application =
        (function, arguments) -> {
          ran.add(function == APC ? "apc " + arguments[0] : "entry point");
          if (function == ENTRY_POINT) {
            ended.complete(null);
          }
          return 0;
        };
    long thread =
        functions.call(
            "CreateThread", new long[] {0, 0, ENTRY_POINT, 0, CREATE_SUSPENDED, 0}, application);
    assertThat(functions.call("QueueUserAPC", new long[] {APC, thread, 11}, application)).isOne();
    assertThat(functions.call("QueueUserAPC", new long[] {APC, thread, 12}, application)).isOne();
    assertThat(ended).isNotDone();

    assertThat(functions.call("ResumeThread", new long[] {thread}, application)).isOne();

    ended.get(Patience.MILLIS, TimeUnit.MILLISECONDS);
    assertThat(ran).containsExactly("apc 11", "apc 12", "entry point");
    assertThat(functions.call("ResumeThread", new long[] {thread}, application)).isZero();
    functions.call("CloseHandle", new long[] {thread}, application);
    assertThat(functions.call("ResumeThread", new long[] {thread}, application)).isEqualTo(-1);
    assertThat(winsock.kernel32().getLastError()).isEqualTo(6);
  }

  /** Also one whose handle is closed, which nobody can let go. */
  @Test
  void givenSuspendedThreads_whenTheEnvironmentEnds_thenTheyEndWithoutHavingRun() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    NativeFunctions.Pointers application = (function, arguments) -> ran.incrementAndGet();
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    long[] words = {0, 0, ENTRY_POINT, 0, CREATE_SUSPENDED, 0};
    functions.call("CreateThread", words, application);
    long closed = functions.call("CreateThread", words, application);
    functions.call("CloseHandle", new long[] {closed}, application);
    List<Thread> made =
        Thread.getAllStackTraces().keySet().stream()
            .filter(thread -> !before.contains(thread) && thread.getName().startsWith("wsplab app"))
            .toList();
    assertThat(made).hasSize(2).allMatch(Thread::isAlive);

    functions.end();

    for (Thread thread : made) {
      thread.join(Patience.MILLIS);
      assertThat(thread.isAlive()).isFalse();
    }
    assertThat(ran).hasValue(0);
    // One that is made afterwards does not stay either.
    long late = functions.call("CreateThread", words, application);
    assertThat(functions.call("ResumeThread", new long[] {late}, application)).isZero();
  }
}
