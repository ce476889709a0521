package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.platform.RunningOn;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandlesTest extends KernelFixture {
  /** WPU-CREATE-8. */
  @Test
  void givenManyHandles_whenMadeAndClosed_thenValuesAreMultiplesOf4AndComeBackLate() {
    Set<Long> seen = new HashSet<>();
    // On Windows the values are the kernel's, and closed ones rest for thousands of closes.
    int closes = RunningOn.isWindows() ? 500 : 10_000;
    for (int i = 0; i < closes; i++) {
      EventHandle event = event(true, false);
      assertThat(event.value() % 4).isZero();
      assertThat(event.value()).isPositive().isLessThan(1L << 31);
      assertThat(seen.add(event.value())).as("not used again soon").isTrue();
      kernel.closeHandle(event);
    }
  }

  @Test
  void givenClosedHandle_whenUsed_thenItIsInvalid() {
    EventHandle event = event(true, false);
    assertThat(kernel.closeHandle(event)).isZero();

    assertThat(kernel.closeHandle(event)).isEqualTo(6);
    assertThat(kernel.events().set(event)).isEqualTo(6);
    assertThatThrownBy(() -> kernel.duplicate(event, owner))
        .isInstanceOfSatisfying(KernelException.class, e -> assertThat(e.error()).isEqualTo(6));
  }

  @Test
  void givenHandleOfAnotherKind_whenClosed_thenItIsInvalidAndStaysOpen() {
    EventHandle event = event(true, false);

    assertThat(kernel.closeHandle(new PortHandle(event.value()))).isEqualTo(6);
    assertThat(kernel.events().set(event)).isZero();
  }

  /** Two names, one object. */
  @Test
  void givenDuplicate_whenOneNameIsClosed_thenTheObjectLivesOn() {
    EventHandle event = event(true, false);
    EventHandle second = kernel.duplicate(event, owner);
    kernel.events().set(event);
    kernel.closeHandle(event);

    assertThat(kernel.waits().waitForSingleObject(second, 0, false).signalled()).isTrue();
  }

  @Test
  void givenTwoOwners_whenOneClosesAll_thenTheOthersStayOpen() {
    long other = kernel.newOwner();
    kernel.events().create(other, true, false);
    event(true, false);

    assertThat(kernel.closeAll(other)).isEqualTo(1);
    assertThat(kernel.handleCount(owner)).isEqualTo(1);
  }

  /** IOCP-CREATE-2, IOCP-CREATE-3, IOCP-SKIP-3. */
  @Test
  void givenSocketObject_whenAssociated_thenOnceForAllItsNames() {
    PortHandle port = port();
    SocketObjects sockets = kernel.sockets();
    SocketHandle socket = sockets.create(owner, SocketObjects.Flavour.SYSTEM, 7, 9, true);
    SocketHandle second = kernel.duplicate(socket, owner);
    SocketHandle synchronous = sockets.create(owner, SocketObjects.Flavour.SYSTEM, 7, 9, false);

    assertThat(kernel.ports().associate(synchronous, port, 1)).isEqualTo(87);
    assertThat(kernel.ports().associate(socket, port, 5)).isZero();
    assertThat(kernel.ports().associate(second, port, 5)).isEqualTo(87);
    sockets.setModes(socket, 1);
    sockets.setModes(second, 2);

    SocketInfo info = sockets.query(second);
    assertThat(info.key()).isEqualTo(5);
    assertThat(info.associated()).isTrue();
    assertThat(info.modes()).isEqualTo(3);
    assertThat(info.catalogEntry()).isEqualTo(7);
    assertThat(info.context()).isEqualTo(9);
    assertThat(info.objectId()).isEqualTo(sockets.query(socket).objectId());
    assertThat(sockets.query(new SocketHandle(port.value()))).isNull();
  }

  @Test
  void givenReservations_whenReleasedTooOften_thenNoneIsLeftAndNothingBreaks() {
    SocketObjects sockets = kernel.sockets();
    SocketHandle socket = sockets.create(owner, SocketObjects.Flavour.PROVIDER, 1, 0, true);
    assertThat(sockets.reserve(socket)).isZero();
    assertThat(sockets.query(socket).reserved()).isEqualTo(1);

    assertThat(sockets.release(socket)).isZero();
    assertThat(sockets.release(socket)).isZero();
    assertThat(sockets.query(socket).reserved()).isZero();
    assertThat(sockets.reserve(new SocketHandle(2))).isEqualTo(6);
  }

  @Test
  void givenBlock_whenClosedTwice_thenItIsFreedOnceAndSaysSo() {
    NativeBlock block = NativeBlock.copyOf(new byte[] {1, 2, 3});
    assertThat(block.bytes(1, 2)).containsExactly(2, 3);
    assertThat(block.buffer().remaining()).isEqualTo(3);
    block.close();
    block.close();

    assertThatThrownBy(block::address).hasMessageContaining("closed");
    assertThatThrownBy(() -> NativeBlock.allocate(0)).hasMessageContaining("bytes=0");
    assertThatThrownBy(() -> NativeBlock.allocate(Long.MAX_VALUE))
        .isInstanceOfSatisfying(KernelException.class, e -> assertThat(e.error()).isEqualTo(8));
  }

  /** NTS-1, NTS-4, table 1.10. */
  @Test
  void givenStatuses_whenTranslated_thenTheTableIsTotal() {
    assertThat(NtStatus.toWin32(0xC000020D)).isEqualTo(64);
    assertThat(NtStatus.toWin32(0xC0000120)).isEqualTo(995);
    assertThat(NtStatus.toWin32(0x80000005)).isEqualTo(234);
    assertThat(NtStatus.toWin32(0xC0071234)).isEqualTo(0x1234);
    assertThat(NtStatus.toWin32(0xCFFFFFFF)).isEqualTo(317);
    assertThat(Win32Error.describe(995)).startsWith("ERROR_OPERATION_ABORTED (995): ");
    assertThat(Win32Error.describe(4711)).isEqualTo("error 4711");
  }
}
