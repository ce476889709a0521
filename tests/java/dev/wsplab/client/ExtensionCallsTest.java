package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationEvent.Step;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.BaseProvider;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Extension functions reach the provider through its pointer; the client enters what they start.
 */
class ExtensionCallsTest {
  private static final Guid ID = Guid.of("6d5b2f1e-5b5c-4d0a-9d0e-2f8a4c1b7e07");

  private final OverlappedBlock structures = OverlappedBlock.allocate(1);
  private final Overlapped overlapped = structures.overlapped();
  private final List<OperationEvent> events = new ArrayList<>();
  private final Host host = new Host(Kernel.get());
  private final Ws2_32 ws2 = new Ws2_32(host);
  private Supplier<Result> disconnectEx = () -> Result.PENDING;
  private SocketHandle socket;

  /** Its only function is DisconnectEx, which does what the test says. */
  private final class Disconnecting extends BaseProvider {
    private int entryId;

    Disconnecting() {
      super("disconnecting", Winsock2.VERSION_2_2, Winsock2.VERSION_2_2);
    }

    @Override
    protected int onStartup(
        boolean first, ProtocolInfo protocolInfo, Upcalls upcallTable, Ws2Exports ws2Exports) {
      entryId = protocolInfo.catalogEntryId();
      return 0;
    }

    @Override
    public SocketResult wspSocket(
        int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
      return upcalls().wpuCreateSocketHandle(entryId, 0);
    }

    @Override
    public CallResult wspCloseSocket(SocketHandle s) {
      return upcalls().wpuCloseSocketHandle(s);
    }

    @Override
    public TransferResult wspIoctl(
        SocketHandle s,
        int code,
        long in,
        int inLength,
        long out,
        int outLength,
        @Nullable Overlapped structure,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      byte[] id = new byte[Guid.SIZE];
      Kernel.get().memory().read(in, id, 0, inLength);
      if (code != Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER
          || !Guid.fromBytes(id).equals(ExtensionFunction.WSAID_DISCONNECTEX)) {
        return TransferResult.failed(WsaError.WSAEINVAL);
      }
      ExtensionFunction.DisconnectEx function = (socket, o, flags, reserved) -> disconnectEx.get();
      Kernel.get().memory().storeLong(out, exports().extensionPointer(function));
      return TransferResult.done(outLength, 0);
    }
  }

  @BeforeEach
  void open() {
    host.catalog()
        .installBase(
            new Disconnecting(),
            List.of(ProtocolInfo.builder().providerId(ID).ifsHandles(false).build()));
    ws2.wsaStartup(Winsock2.VERSION_2_2);
    socket = ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("WSASocket");
    host.addListener(events::add);
  }

  @AfterEach
  void close() {
    host.close();
    structures.close();
  }

  private Result call() {
    return ws2.extensions().disconnectEx(socket, overlapped, 0);
  }

  private List<Step> steps() {
    return events.stream().map(OperationEvent::step).toList();
  }

  /** CLI-ACCEPTEX-1: FALSE with 997 is a start. */
  @Test
  void givenFunctionThatPends_whenCalled_thenTheOperationIsUnderWay() {
    assertThat(call()).isEqualTo(Result.PENDING);

    assertThat(steps()).containsExactly(Step.STARTED, Step.PENDED);
    assertThat(host.operations().underWay()).hasSize(1);
  }

  /** CLI-ACCEPTEX-1: TRUE is a success, still indicated. */
  @Test
  void givenFunctionThatSucceeds_whenCalled_thenTheSuccessIsToldWithItsBytes() {
    disconnectEx = () -> Result.done(5);

    assertThat(call()).isEqualTo(Result.done(5));

    assertThat(steps()).containsExactly(Step.STARTED, Step.SUCCEEDED);
    assertThat(events.get(1).bytes()).isEqualTo(5);
  }

  /** CLI-ACCEPTEX-1: FALSE with another error has started nothing. */
  @Test
  void givenFunctionThatFails_whenCalled_thenNothingIsUnderWay() {
    disconnectEx = () -> Result.failed(WsaError.WSAENOTCONN);

    assertThat(call().error()).isEqualTo(WsaError.WSAENOTCONN.code());

    assertThat(steps()).containsExactly(Step.STARTED, Step.FAILED);
    assertThat(events.get(1).error()).isEqualTo(WsaError.WSAENOTCONN.code());
    assertThat(host.operations().size()).isZero();
  }

  @Test
  void givenFunctionThatThrows_whenCalled_thenItsBugComesOutAndNothingIsUnderWay() {
    disconnectEx =
        () -> {
          throw new IllegalStateException("a bug");
        };

    assertThatThrownBy(this::call).hasMessage("a bug");

    assertThat(steps()).containsExactly(Step.STARTED, Step.FAILED);
    assertThat(events.get(1).error()).isEqualTo(WsaError.WSASYSCALLFAILURE.code());
    assertThat(host.operations().size()).isZero();
  }

  /** What its completion needs is set aside before; here the handle is closed behind our back. */
  @Test
  void givenHandleForWhichNothingCanBeSetAside_whenStarted_thenThereAreNoBuffers() {
    host.kernel().closeHandle(socket);

    assertThat(call()).isEqualTo(Result.failed(WsaError.WSAENOBUFS));
    assertThat(ws2.wsaIoctl(socket, 0, 0, 0, 0, 0, overlapped, null))
        .isEqualTo(TransferResult.failed(WsaError.WSAENOBUFS));
    assertThat(events).isEmpty();
  }
}
