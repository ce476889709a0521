package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that a module has started itself, and that Java has never seen. */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
class NativeThreadsTest {
  private static final int RECEIVES = 200;
  private static final int SO_GROUP_ID = 0x2001;
  private static final int SOL_SOCKET = 0xFFFF;

  @Test
  void givenManyReceives_whenThreadsOfTheModuleCompleteThem_thenEachIsDeliveredOnce() {
    Set<String> threads = ConcurrentHashMap.newKeySet();
    try (Winsock winsock = ModuleWorld.over("completer");
        CompletionPort port = winsock.completionPort();
        ClientSocket socket = winsock.tcpSocket();
        OverlappedBlock structures = OverlappedBlock.allocate(RECEIVES);
        NativeBlock in = NativeBlock.allocate(8)) {
      winsock.addListener(event -> threads.add(Thread.currentThread().getName()));
      port.associate(socket.handle(), 3);
      for (int i = 0; i < RECEIVES; i++) {
        socket.startRecv(WsaBuffers.of(in), structures.overlapped(i));
      }
      Set<Long> delivered = ConcurrentHashMap.newKeySet();
      for (int i = 0; i < RECEIVES; i++) {
        QueuedCompletion packet = port.take(Duration.ofSeconds(10)).orElseThrow();
        assertThat(packet.bytes()).isEqualTo(8);
        delivered.add(packet.overlapped());
      }
      assertThat(delivered).hasSize(RECEIVES);
      assertThat(winsock.violations()).isEmpty();
      assertThat(threads).as("threads of the event stream").anyMatch(n -> n.startsWith("native "));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stays", "cpp_threads"})
  @Timeout(30)
  void givenThreadThatStays_whenTheLastCleanupIsOver_thenItsCallIsRefused_WIN_H6(String name) {
    NativeProvider provider = Modules.provider(name);
    try (NativeBlock answer = NativeBlock.allocate(4)) {
      HostedModule module;
      long end;
      try (Winsock winsock = ModuleWorld.over(provider);
          ClientSocket socket = winsock.tcpSocket()) {
        byte[] address =
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(answer.address()).array();
        winsock
            .ws2_32()
            .setsockopt(socket.handle(), SOL_SOCKET, SO_GROUP_ID, address)
            .orThrow("setsockopt");
        module = provider.hosted();
        end = module.loaded().symbol("completer_end");
      }

      assertThat(module.isKept()).as("a thread is known to be inside").isTrue();
      ModuleNatives.invoke(module.loaded().set(), end, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
      while (Kernel.get().memory().loadInt(answer.address()) == 0) {
        Thread.onSpinWait();
      }
      assertThat(Kernel.get().memory().loadInt(answer.address()))
          .isEqualTo(WsaError.WSANOTINITIALISED.code());
    }
  }
}
