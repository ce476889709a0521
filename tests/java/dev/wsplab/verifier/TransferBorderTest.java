package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Transfers from their call to their end, and who is told. */
class TransferBorderTest {
  private static final CallResult REFUSED = CallResult.failed(WsaError.WSAEINVAL);

  private final SocketHandle socket = new SocketHandle(4);
  private final NativeBlock data = NativeBlock.allocate(16);
  private final OverlappedBlock structures = OverlappedBlock.allocate(1);
  private final Overlapped structure = structures.overlapped();
  private final List<String> told = new ArrayList<>();
  private final List<BufferLoan> loans = new ArrayList<>();
  private final TransferBorder border = new TransferBorder(List.of(new Told()));
  private final Stub provider = new Stub();
  private final ServiceProvider origin = provider.as(ServiceProvider.class);

  /** Keeps in mind what it is told. */
  private final class Told implements TransferListener {
    @Override
    public void starting(Transfer transfer) {
      if (transfer.loan() != null) {
        loans.add(transfer.loan());
      }
    }

    @Override
    public void finished(Transfer transfer, int error, long bytes) {
      told.add(transfer.provider() + " finished with " + error + ", " + bytes + " bytes");
    }

    @Override
    public void failed(Transfer transfer) {
      told.add(transfer.provider() + " failed");
    }
  }

  @AfterEach
  void close() {
    loans.forEach(BufferLoan::close);
    structures.close();
    data.close();
  }

  private Transfer start(String name, ServiceProvider by, boolean routine) {
    return border.starting(
        name, by, WspFunction.WSP_RECV, socket, 0, structure, routine, WsaBuffers.of(data));
  }

  private static ServiceProvider another() {
    return new Stub().as(ServiceProvider.class);
  }

  @Test
  void givenPendingTransfer_whenItFinishes_thenThatIsToldOnce_WSP_IO_20() {
    border.returned(start("a", origin, false), TransferResult.PENDING);

    border.finished(structure.address(), 10054, 3);
    border.finished(structure.address(), 10054, 3);

    assertThat(told).containsExactly("a finished with 10054, 3 bytes");
  }

  @Test
  void givenTransferThatSucceedsAtOnce_whenItsCompletionComesToo_thenItIsToldOnce() {
    border.returned(start("a", origin, false), TransferResult.done(-1, 0));

    border.finished(structure.address(), 0, 3);

    assertThat(told).containsExactly("a finished with 0, 4294967295 bytes");
  }

  @Test
  void givenTransferThatCompletesInItsCall_whenThatReturnsSuccess_thenItIsToldOnce() {
    Transfer transfer = start("a", origin, false);

    border.finished(structure.address(), 0, 3);
    border.returned(transfer, TransferResult.done(3, 0));

    assertThat(told).containsExactly("a finished with 0, 3 bytes");
  }

  @Test
  void givenTransferThatFailsAtOnce_whenItsStructureIsCompleted_thenItIsNotThatOne() {
    border.returned(start("a", origin, false), TransferResult.failed(WsaError.WSAENOTCONN));

    border.finished(structure.address(), 0, 3);

    assertThat(told).containsExactly("a failed");
  }

  @Test
  void givenCallThatThrows_whenItsStructureIsCompleted_thenItIsNotThatOne() {
    Transfer transfer = start("a", origin, false);
    border.thrown(transfer);

    border.finished(structure.address(), 0, 3);

    assertThat(told).containsExactly("a failed");
    assertThat(transfer.loan().explains(17)).as("its array is changed").isTrue();
  }

  @Test
  void givenCallWithoutBuffers_whenItThrows_thenItHasFailed() {
    border.thrown(
        border.starting("a", origin, WspFunction.WSP_IOCTL, socket, 0, null, false, null));

    assertThat(told).containsExactly("a failed");
  }

  /** A layer that passes a structure on untouched: what finishes it finishes both. */
  @Test
  void givenStructureAtTwoProviders_whenItFinishes_thenBothHaveFinished() {
    Transfer upper = start("upper", origin, false);
    border.returned(start("lower", another(), false), TransferResult.PENDING);
    border.returned(upper, TransferResult.PENDING);

    border.finished(structure.address(), 0, 3);

    assertThat(told)
        .containsExactly("upper finished with 0, 3 bytes", "lower finished with 0, 3 bytes");
  }

  @Test
  void givenStructureAtTwoProviders_whenOneCallFails_thenTheOtherGoesOn() {
    Transfer upper = start("upper", origin, false);
    border.returned(start("lower", another(), false), TransferResult.PENDING);
    border.returned(upper, TransferResult.failed(WsaError.WSAENOTCONN));

    border.finished(structure.address(), 0, 3);

    assertThat(told).containsExactly("upper failed", "lower finished with 0, 3 bytes");
  }

  @Test
  void givenForgottenTransfer_whenItsStructureIsUsedAgainThere_thenNoMoreIsHeardOfIt() {
    border.returned(start("first", origin, false), TransferResult.PENDING);
    border.returned(start("second", origin, false), TransferResult.PENDING);

    border.finished(structure.address(), 0, 3);

    assertThat(told).containsExactly("second finished with 0, 3 bytes");
  }

  // ---- what is pending

  /** WPU-CLOSE-3: what a provider must complete itself before it closes a handle. */
  @Test
  void givenTransfer_whenItPends_thenItsProviderHasItPendingUntilItFinishes_WPU_CLOSE_3() {
    Transfer transfer = start("a", origin, false);
    assertThat(border.hasPending(origin, socket)).as("in its call").isFalse();

    border.returned(transfer, TransferResult.PENDING);
    assertThat(border.hasPending(origin, socket)).isTrue();
    assertThat(border.hasPending(another(), socket)).isFalse();
    assertThat(border.hasPending(origin, new SocketHandle(8))).isFalse();
    border.finished(structure.address(), 0, 3);

    assertThat(border.hasPending(origin, socket)).isFalse();
    assertThat(transfer.isPending()).isFalse();
    assertThat(transfer.isFinished()).isTrue();
  }

  @Test
  void givenTransferWithARoutine_whenItPends_thenItsProviderNeedNotCompleteIt_WPU_CLOSE_3() {
    border.returned(start("a", origin, true), TransferResult.PENDING);

    assertThat(border.hasPending(origin, socket)).isFalse();
  }

  /** DEC-13: a cleanup ends operations without a word. */
  @Test
  void givenPendingTransfer_whenItsFieldsAreFinal_thenItWasEndedUntold() {
    structure.markPending();
    Transfer transfer = start("a", origin, false);
    assertThat(transfer.isEndedUntold()).as("in its call").isFalse();
    border.returned(transfer, TransferResult.PENDING);
    assertThat(transfer.isEndedUntold()).as("pending").isFalse();

    structure.publish(0, 0xC0000120);
    assertThat(transfer.isEndedUntold()).isTrue();
    border.finished(structure.address(), 0, 0);

    assertThat(transfer.isEndedUntold()).as("told").isFalse();
  }

  @Test
  void givenStructureThatIsGoneOrNone_whenAskedForIt_thenNothingIsSaidOfIt_OVL_6() {
    long page = Pages.map(1);
    try {
      Transfer freed =
          new Transfer(
              "a", origin, WspFunction.WSP_RECV, socket, 0, Overlapped.at(page), false, null, null);
      freed.pended();
      assertThat(freed.hasStructure()).isTrue();
      Pages.makeInaccessible(page);
      Transfer without =
          new Transfer("a", origin, WspFunction.WSP_RECV, socket, 0, null, false, null, null);
      without.pended();

      assertThat(freed.hasStructure()).isFalse();
      assertThat(freed.isEndedUntold()).isFalse();
      assertThat(without.hasStructure()).isFalse();
      assertThat(without.isEndedUntold()).isFalse();
      assertThat(without.room()).isZero();
    } finally {
      Pages.unmap(page);
    }
  }

  @Test
  void givenTransfer_whenItIsReported_thenItsCallSocketAndStructureAreNamed() {
    Transfer with = start("a", origin, false);
    Transfer without =
        new Transfer("a", origin, WspFunction.WSP_SEND_TO, socket, 5, null, false, null, null);

    assertThat(with).hasToString("WSPRecv on socket 4 with " + structure);
    assertThat(without).hasToString("WSPSendTo on socket 4");
    assertThat(without.flags()).isEqualTo(5);
    assertThat(with.receives()).isTrue();
    assertThat(without.receives()).isFalse();
  }

  // ---- a provider whose calls are followed

  private ServiceProvider started(Stub exports, AtomicReference<Ws2Exports> given) {
    provider.doing(
        "wspStartup",
        arguments -> {
          given.set((Ws2Exports) arguments[3]);
          return StartupResult.started("stub", origin);
        });
    ServiceProvider front = border.intercept(Guid.random(), "a", origin);
    front.wspStartup(
        Winsock2.VERSION_2_2,
        ProtocolInfo.builder().build(),
        new Stub().as(Upcalls.class),
        exports.as(Ws2Exports.class));
    return front;
  }

  @Test
  void givenDatagramCalls_whenMade_thenTheCallerGetsWhatTheProviderAnswers_WSP_IO_7() {
    ServiceProvider front = border.intercept(Guid.random(), "a", origin);
    List<WsaBuffers> lent = new ArrayList<>();
    provider.doing(
        "wspSendTo",
        arguments -> {
          lent.add((WsaBuffers) arguments[1]);
          return TransferResult.done(3, 0);
        });
    provider.doing(
        "wspRecvFrom",
        arguments -> {
          lent.add((WsaBuffers) arguments[1]);
          return TransferResult.truncated(16, Winsock2.MSG_PARTIAL);
        });

    WsaBuffers own = WsaBuffers.of(data);
    assertThat(front.wspSendTo(socket, own, 0, null, structure, null, null).bytes()).isEqualTo(3);
    assertThat(front.wspRecvFrom(socket, own, 0, 0, 0, null, null, null).bytes()).isEqualTo(16);

    assertThat(told)
        .containsExactly("a finished with 0, 3 bytes", "a finished with 10040, 16 bytes");
    assertThat(lent).as("a private copy of the array").doesNotContain(own).hasSize(2);
  }

  @Test
  void givenProviderThatThrows_whenCalled_thenItsCallerSeesItAndTheTransferHasFailed_WSP_ERR_3() {
    ServiceProvider front = border.intercept(Guid.random(), "a", origin);
    provider.doing(
        "wspRecv",
        arguments -> {
          throw new IllegalStateException("from the provider");
        });

    assertThatThrownBy(() -> front.wspRecv(socket, WsaBuffers.of(data), 0, structure, null, null))
        .hasMessage("from the provider");

    assertThat(told).containsExactly("a failed");
  }

  @Test
  void givenProvider_whenItCompletes_thenItGetsTheAnswerAndTheTransferHasFinished() {
    Stub exports =
        new Stub()
            .answering("systemIo", new Stub().as(SystemIo.class))
            .answering("wpuCompleteOverlappedRequest", REFUSED);
    AtomicReference<Ws2Exports> given = new AtomicReference<>();
    ServiceProvider front = started(exports, given);
    provider.answering("wspRecv", TransferResult.PENDING);
    front.wspRecv(socket, WsaBuffers.of(data), 0, structure, null, null);

    assertThat(given.get().wpuCompleteOverlappedRequest(socket, structure, 0, 3)).isSameAs(REFUSED);
    assertThat(given.get().wpuCompleteOverlappedRequest(socket, null, 0, 3)).isSameAs(REFUSED);

    assertThat(told).containsExactly("a finished with 0, 3 bytes");
  }

  @Test
  void givenRoutine_whenItIsCalled_thenTheTransferHasFinishedBeforeIt_WSP_IO_20() {
    AtomicReference<CompletionRoutine> routine = new AtomicReference<>();
    provider.doing(
        "wspRecv",
        arguments -> {
          routine.set((CompletionRoutine) arguments[4]);
          return TransferResult.PENDING;
        });
    ServiceProvider front = border.intercept(Guid.random(), "a", origin);
    CompletionRoutine clients = (error, bytes, o, flags) -> told.add("the client's routine");
    front.wspRecv(socket, WsaBuffers.of(data), 0, structure, clients, null);

    routine.get().completed(0, -1, structure, 0);

    assertThat(told).containsExactly("a finished with 0, 4294967295 bytes", "the client's routine");
  }
}
