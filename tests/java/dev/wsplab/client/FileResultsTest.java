package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.host.HostFixture;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.WinsockException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** GetOverlappedResult and GetOverlappedResultEx: what is looked at, and what is waited for. */
class FileResultsTest extends HostFixture {
  private Overlapped overlapped;
  private EventHandle event;

  @BeforeEach
  void structureWithAnEventThatIsNotSignalled() {
    overlapped = structures.overlapped();
    event = kernel32.createEvent(true, false);
    overlapped.storeEvent(event.value());
  }

  /** WIN-36: neither handle nor event is looked at once the status says finished. */
  @Test
  void givenFinishedOperation_whenAsked_thenItIsToldAtOnce() {
    overlapped.publish(7, 0);

    FileResult result = kernel32.getOverlappedResult(null, overlapped, true);

    assertThat(result).isEqualTo(new FileResult(true, 0, true, 7));
  }

  /** WIN-38: with a time-out it waits even then; the low bit of the file's handle prevents that. */
  @Test
  void givenFinishedOperation_whenAskedWithATimeout_thenItWaitsUnlessTheLowBitIsSet() {
    overlapped.publish(7, 0);
    SocketHandle lowBit = new SocketHandle(socket.value() | 1);

    assertThat(kernel32.getOverlappedResultEx(socket, overlapped, 1, false).error()).isEqualTo(258);
    assertThat(kernel32.getOverlappedResultEx(null, overlapped, 1, false).error()).isEqualTo(258);
    assertThat(kernel32.getOverlappedResultEx(lowBit, overlapped, 1, false).returnValue()).isTrue();
    overlapped.markPending();
    assertThat(kernel32.getOverlappedResultEx(lowBit, overlapped, 1, false).error()).isEqualTo(258);
  }

  /** WIN-37: with neither event nor file there is nothing to wait for. */
  @Test
  void givenNeitherEventNorFile_whenWaitedFor_thenTheHandleIsInvalid() {
    overlapped.storeEvent(0);
    overlapped.markPending();

    assertThat(kernel32.getOverlappedResult(null, overlapped, true).error()).isEqualTo(6);
    assertThat(kernel32.getOverlappedResult(null, overlapped, false).error()).isEqualTo(996);
  }

  /** WIN-35: a status that still says pending when the event is set is no error. */
  @Test
  void givenEventThatIsSetTooEarly_whenWaitedFor_thenTrueAndTheLastErrorSaysPending() {
    overlapped.markPending();
    kernel32.setEvent(event);

    FileResult result = kernel32.getOverlappedResult(socket, overlapped, true);

    assertThat(result.returnValue()).isTrue();
    assertThat(result.lastError()).isEqualTo(997);
    assertThat(kernel32.getLastError()).isEqualTo(997);
  }

  /** The count stands beside the error. */
  @Test
  void givenFailedOperation_whenAsked_thenErrorAndBytes() {
    overlapped.publish(3, 0xC0000120);

    FileResult result = kernel32.getOverlappedResultEx(socket, overlapped, 0, false);

    assertThat(result).isEqualTo(new FileResult(false, 995, true, 3));
    assertThat(result.isPending()).isFalse();
  }

  @Test
  void givenStructureWhereNoMemoryIs_whenAsked_thenNoAccess() {
    Overlapped nowhere = Overlapped.at(0x1000);

    assertThat(kernel32.getOverlappedResult(socket, nowhere, false).error()).isEqualTo(998);
    assertThat(kernel32.getOverlappedResult(socket, nowhere, true).error()).isEqualTo(998);
    assertThat(kernel32.getOverlappedResultEx(socket, nowhere, 0, false).error()).isEqualTo(998);
    assertThat(kernel32.getOverlappedResultEx(socket, nowhere, 1, true).error()).isEqualTo(998);
  }

  @Test
  void givenResults_whenThrownOrPassedOn_thenByReturnValue() {
    FileResult done = new FileResult(true, 0, true, 7);

    assertThat(done.orThrow("ReadFile")).isSameAs(done);
    assertThatThrownBy(() -> FileResult.failed(64).orThrow("ReadFile"))
        .isInstanceOf(WinsockException.class)
        .hasMessageContaining("ReadFile");
    assertThat(FileResult.failed(997).isPending()).isTrue();
    assertThat(FileResult.failed(64).isPending()).isFalse();
  }

  /** NTS-1, NTS-4: total, and the same number that a port or a result query tells. */
  @Test
  void givenStatuses_whenRtlNtStatusToDosError_thenWin32sNumbersAsAResultTellsThem() {
    kernel32.setLastError(4711);

    assertThat(kernel32.rtlNtStatusToDosError(0xC000020D)).isEqualTo(64); // a reset
    assertThat(kernel32.rtlNtStatusToDosError(0x103)).isEqualTo(997);
    assertThat(kernel32.rtlNtStatusToDosError(0xC0072746)).isEqualTo(0x2746);
    assertThat(kernel32.rtlNtStatusToDosError(0xC0FFEE00)).isEqualTo(317);
    assertThat(kernel32.getLastError()).isEqualTo(4711);

    overlapped.publish(0, 0xC000020D);
    assertThat(kernel32.getOverlappedResult(null, overlapped, false).error()).isEqualTo(64);
  }
}
