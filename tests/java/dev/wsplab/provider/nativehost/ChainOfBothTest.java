package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Event;
import dev.wsplab.client.QueuedCompletion;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** A layer in C over one in Java over a base in C: one chain that goes to and fro. */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
@Timeout(240)
class ChainOfBothTest {
  private static final int MESSAGES = 60;
  private static final int LONGEST = 5000;
  private static final int ROOM = 2048; // less than a message may have
  private static final Duration WAIT = Duration.ofSeconds(60);
  private static final long KEY_OF_CLIENT = 1;
  private static final long KEY_OF_SERVER = 2;

  /** Counts what its hooks are told of. */
  static final class Middle extends LayeredProvider {
    final AtomicLong received = new AtomicLong();
    final AtomicLong sent = new AtomicLong();

    @Override
    protected void received(SocketHandle s, WsaBuffers buffers, int bytes) {
      received.addAndGet(bytes);
    }

    @Override
    protected void sent(SocketHandle s, WsaBuffers buffers, int bytes) {
      sent.addAndGet(bytes);
    }
  }

  private final NativeProvider base = Modules.provider(Modules.sample("base"));
  private final Middle middle = new Middle();
  private final NativeProvider top = Modules.provider(Modules.sample("layer"));
  private final Random random = new Random(7);

  private Winsock environment() {
    ProtocolInfo tcp =
        ProtocolInfo.builder().providerId(Guid.random()).ifsHandles(false).name("base.c").build();
    return Winsock.builder()
        .base(base, List.of(tcp))
        .layer(middle)
        .layer(top, Guid.random(), "layer.c", false)
        .verify(Verifier.Mode.FAIL)
        .build();
  }

  /** One way of the connection: what was sent and what came. */
  private final class Way {
    private final ClientSocket from;
    private final ClientSocket to;
    private final long key;
    private final MessageDigest sentHash = sha256();
    private final MessageDigest receivedHash = sha256();
    long bytes;

    Way(ClientSocket from, ClientSocket to, long key) {
      this.from = from;
      this.to = to;
      this.key = key;
    }

    /**
     * A receive pends, and is told by the port; the send is told by its event, and by no packet.
     */
    void carry(CompletionPort port, Event event) {
      byte[] message = new byte[1 + random.nextInt(LONGEST)];
      random.nextBytes(message);
      sentHash.update(message);
      try (NativeBlock out = NativeBlock.copyOf(message);
          NativeBlock in = NativeBlock.allocate(ROOM);
          OverlappedBlock structures = OverlappedBlock.allocate(2)) {
        event.reset();
        event.attachWithoutPacketTo(structures.overlapped(1));
        to.startRecv(WsaBuffers.of(in), structures.overlapped(0));
        from.startSend(WsaBuffers.of(out), structures.overlapped(1));
        int came = receive(port, in, structures);
        while (came < message.length) {
          to.startRecv(WsaBuffers.of(in), structures.overlapped(0));
          came += receive(port, in, structures);
        }
        assertThat(came).isEqualTo(message.length);
        assertThat(event.await(WAIT)).as("the event of the send").isTrue();
        assertThat(from.result(structures.overlapped(1), false)).isEqualTo(message.length);
      }
      bytes += message.length;
    }

    private int receive(CompletionPort port, NativeBlock in, OverlappedBlock structures) {
      QueuedCompletion packet = port.take(WAIT).orElseThrow();
      assertThat(packet.returnValue()).isTrue();
      assertThat(packet.key()).isEqualTo(key);
      assertThat(packet.overlapped()).isEqualTo(structures.overlapped(0).address());
      assertThat(packet.bytes()).isEqualTo(to.result(structures.overlapped(0), false));
      receivedHash.update(in.bytes(0, packet.bytes()));
      return packet.bytes();
    }

    void assertWhole() {
      assertThat(receivedHash.digest()).isEqualTo(sentHash.digest());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  @Test
  void givenCOverJavaOverC_whenDataGoBothWays_thenAllArriveAndAllIsUnloaded_WSP_START_9() {
    List<HostedModule> modules;
    List<Path> copies;
    try (Winsock winsock = environment();
        CompletionPort port = winsock.completionPort();
        Event event = winsock.event();
        SocketPair pair = winsock.connectedPair()) {
      modules = List.of(top.hosted(), base.hosted());
      copies = modules.stream().map(module -> module.loaded().libraries().path()).toList();
      port.associate(pair.client().handle(), KEY_OF_CLIENT);
      port.associate(pair.server().handle(), KEY_OF_SERVER);
      Way there = new Way(pair.client(), pair.server(), KEY_OF_SERVER);
      Way back = new Way(pair.server(), pair.client(), KEY_OF_CLIENT);
      for (int i = 0; i < MESSAGES; i++) {
        there.carry(port, event);
        back.carry(port, event);
      }
      there.assertWhole();
      back.assertWhole();
      assertThat(middle.sent).hasValue(there.bytes + back.bytes);
      assertThat(middle.received).hasValue(there.bytes + back.bytes);
      assertThat(winsock.pendingOperations()).isEmpty();
      assertThat(port.take(Duration.ZERO)).as("a packet that is nobody's").isEmpty();
    }
    assertThat(modules).noneMatch(HostedModule::isKept);
    assertThat(List.of(top, base)).allMatch(provider -> provider.hosted() == null);
    assertThat(copies).isNotEmpty().noneMatch(copy -> copy.toFile().exists());
  }
}
