package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What completing does, by its flags; modes, association and places set aside. */
class SocketObjectsTest extends KernelFixture {
  private static final int NOTHING = 0;
  private static final int EVENT = SocketObjects.SET_EVENT;
  private static final int PACKET = SocketObjects.QUEUE_PACKET;

  private final SocketObjects sockets = kernel.sockets();
  private final NativeBlock overlapped = NativeBlock.allocate(32);
  private final PortHandle port = port();
  private final EventHandle event = event(true, false);

  @AfterEach
  void free() {
    overlapped.close();
  }

  private SocketHandle socket() {
    return sockets.create(owner, SocketObjects.Flavour.PROVIDER, 1001, 5, true);
  }

  private SocketHandle associated() {
    SocketHandle socket = socket();
    assertThat(kernel.ports().associate(socket, port, 77)).isZero();
    return socket;
  }

  private int complete(SocketHandle socket, EventHandle toSet, int flags, int skipModes) {
    return sockets.complete(socket, overlapped.address(), 9, 0xC0000120, toSet, flags, skipModes);
  }

  private boolean eventIsSet() {
    return kernel.waits().waitForSingleObject(event, 0, false).signalled();
  }

  private long word(int index) {
    return kernel.memory().loadLong(overlapped.address() + 8L * index);
  }

  /** WPU-COMPLETE-9, WPU-COMPLETE-12: what is done is what was asked for, and told. */
  @ParameterizedTest
  @CsvSource({"0", "1", "2", "3"})
  void givenFlags_whenCompleted_thenExactlyTheseNotificationsHappen(int flags) {
    SocketHandle socket = associated();

    assertThat(complete(socket, event, flags, 0)).isEqualTo(flags);

    assertThat(word(0)).as("OVL-9: zero-extended").isEqualTo(0xC0000120L);
    assertThat(word(1)).isEqualTo(9);
    assertThat(word(2)).isZero();
    assertThat(eventIsSet()).isEqualTo((flags & EVENT) != 0);
    assertThat(kernel.ports().getOne(port, 0))
        .isEqualTo(
            (flags & PACKET) != 0
                ? new Ports.GetResult(0, 77, overlapped.address(), 0xC0000120, 9)
                : new Ports.GetResult(258, 0, 0, 0, 0));
  }

  @Test
  void givenNoPort_whenCompleted_thenThereIsNoPacketAndNoError() {
    assertThat(complete(socket(), event, EVENT | PACKET, 0)).isEqualTo(EVENT);
    assertThat(word(0)).isEqualTo(0xC0000120L);
  }

  @Test
  void givenHandleThatIsNoEvent_whenCompleted_thenItIsSkipped() {
    EventHandle wrong = new EventHandle(port.value());
    assertThat(complete(associated(), wrong, EVENT | PACKET, 0)).isEqualTo(PACKET);
    assertThat(complete(socket(), EventHandle.NULL, EVENT, 0)).isEqualTo(NOTHING);
  }

  /** IOCP-SKIP-1: only when the completion names a mode that the object has. */
  @Test
  void givenModeToSkipThePort_whenCompletionNamesIt_thenThereIsNoPacket() {
    SocketHandle socket = associated();
    int skip = SocketObjects.MODE_SKIP_PORT;
    assertThat(complete(socket, event, PACKET, skip)).as("mode not set yet").isEqualTo(PACKET);
    assertThat(sockets.setModes(socket, skip)).isZero();

    assertThat(complete(socket, event, PACKET, skip)).isEqualTo(NOTHING);
    assertThat(complete(socket, event, PACKET, SocketObjects.MODE_SKIP_EVENT)).isEqualTo(PACKET);
    assertThat(complete(socket, event, PACKET, 0)).isEqualTo(PACKET);
    assertThat(kernel.ports().depth(port)).isEqualTo(3);
  }

  @Test
  void givenNoSocket_whenCompleted_thenItIsInvalidAndNothingIsWritten() {
    SocketHandle closed = associated();
    kernel.closeHandle(closed);

    for (SocketHandle wrong : new SocketHandle[] {closed, new SocketHandle(port.value())}) {
      assertThat(complete(wrong, event, EVENT | PACKET, 0)).isEqualTo(-6);
      assertThat(sockets.setCatalogEntry(wrong, 1)).isEqualTo(6);
      assertThat(sockets.setModes(wrong, 1)).isEqualTo(6);
      assertThat(sockets.reserve(wrong)).isEqualTo(6);
      assertThat(sockets.release(wrong)).isEqualTo(6);
      assertThat(sockets.query(wrong)).isNull();
      assertThat(kernel.ports().associate(wrong, port, 1)).isEqualTo(6);
    }
    assertThat(word(0)).isZero();
    assertThat(eventIsSet()).isFalse();
    assertThat(kernel.ports().depth(port)).isZero();
  }

  @Test
  void givenBadStructure_whenCompleted_thenNobodyIsNotified() {
    int done = sockets.complete(associated(), 0x10, 1, 0, event, EVENT | PACKET, 0);
    assertThat(done).isEqualTo(-998);
    assertThat(eventIsSet()).isFalse();
    assertThat(kernel.ports().depth(port)).isZero();
  }

  /** The packet's place is set aside when the operation starts. */
  @Test
  void givenPlaceSetAside_whenCompletedOrReleased_thenItIsGivenBackOnce() {
    SocketHandle socket = associated();
    sockets.reserve(socket);
    sockets.reserve(socket);
    int release = SocketObjects.RELEASE;

    assertThat(complete(socket, event, PACKET | release, 0)).isEqualTo(PACKET);
    assertThat(sockets.query(socket).reserved()).isEqualTo(1);
    assertThat(complete(socket, event, release, 0)).isEqualTo(NOTHING);
    assertThat(sockets.query(socket).reserved()).isZero();
    assertThat(kernel.ports().depth(port)).isEqualTo(1);
  }

  /** IOCP-CREATE-6. */
  @Test
  void givenDuplicate_whenOneIsClosed_thenTheOtherCompletesOnTheSamePort() {
    SocketHandle first = associated();
    SocketHandle second = kernel.duplicate(first, owner);
    kernel.closeHandle(first);

    assertThat(complete(second, event, PACKET, 0)).isEqualTo(PACKET);
    assertThat(kernel.ports().getOne(port, 0).key()).isEqualTo(77);
  }

  @Test
  void givenClosedPort_whenCompleted_thenThePublicationHappensAllTheSame() {
    SocketHandle socket = associated();
    kernel.closeHandle(port);

    assertThat(complete(socket, event, EVENT | PACKET, 0) & EVENT).isEqualTo(EVENT);
    assertThat(word(1)).isEqualTo(9);
  }

  @Test
  void givenSocket_whenItsEntryChanges_thenAllNamesSeeIt() {
    SocketHandle socket = sockets.create(owner, SocketObjects.Flavour.SYSTEM, 1001, 5, false);
    SocketHandle second = kernel.duplicate(socket, owner);

    assertThat(sockets.setCatalogEntry(socket, 1002)).isZero();

    SocketInfo info = sockets.query(second);
    assertThat(info.catalogEntry()).isEqualTo(1002);
    assertThat(info.flavour()).isEqualTo(SocketObjects.Flavour.SYSTEM);
    assertThat(info.overlapped()).isFalse();
    assertThat(info.associated()).isFalse();
    assertThat(info.context()).isEqualTo(5);
  }

  @Test
  void givenThreadThatHasNothingHereYet_whenAsked_thenItLearnsTheSame()
      throws InterruptedException {
    SocketHandle socket = associated();
    AtomicReference<SocketInfo> seen = new AtomicReference<>();
    Thread fresh = new Thread(() -> seen.set(sockets.query(socket)));

    fresh.start();
    fresh.join();

    assertThat(seen.get()).isEqualTo(sockets.query(socket));
    assertThat(seen.get().key()).isEqualTo(77);
  }
}
