package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.InstallResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The C interface itself: functions called by their addresses, with words and pointers. */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
class FromCTest {
  private static final int UNTOUCHED = 77;
  private static final int WRONG_HANDLE = 0x10;

  /** Calls a function of a module, or a trampoline, as the module would. */
  private static long call(HostedModule module, long function, long... words) {
    return module.callBack("a function", function, words);
  }

  private static int load(NativeBlock block) {
    return Kernel.get().memory().loadInt(block.address());
  }

  private static NativeBlock errno() {
    NativeBlock block = NativeBlock.allocate(4);
    Kernel.get().memory().storeInt(block.address(), UNTOUCHED);
    return block;
  }

  /** The layer over the base in memory. */
  private static Winsock through(NativeProvider provider) {
    return Winsock.builder()
        .base(LoopbackProvider.create())
        .layer(provider, Guid.random(), "through", true)
        .build();
  }

  @Test
  void givenUpcallThatSucceeds_whenItReturns_thenTheErrorIsUntouched_WPU_GEN_3_DEC_9() {
    NativeProvider provider = Modules.provider("completer");
    try (Winsock winsock = ModuleWorld.over(provider);
        ClientSocket socket = winsock.tcpSocket();
        NativeBlock errno = errno()) {
      HostedModule module = provider.hosted();
      long event = call(module, module.stub("WPUCreateEvent"), errno.address());

      assertThat(event).isNotZero();
      assertThat(load(errno)).isEqualTo(UNTOUCHED);
      assertThat(call(module, module.stub("WPUCloseEvent"), event, errno.address())).isEqualTo(1);
      assertThat(load(errno)).isEqualTo(UNTOUCHED);
      assertThat(socket.handle()).isNotNull();
    }
  }

  /** The system would take the handle, and never call back. */
  @ParameterizedTest
  @ValueSource(strings = {"BindIoCompletionCallback", "CreateThreadpoolIo"})
  void givenCallbackFormOfAssociation_whenAModuleAsksForIt_thenItFailsAndBothAreTold(
      String function) throws InterruptedException {
    NativeProvider provider = Modules.provider("completer");
    List<String> told = new CopyOnWriteArrayList<>();
    AtomicLong answer = new AtomicLong(UNTOUCHED);
    try (Winsock winsock = ModuleWorld.over(provider);
        ClientSocket socket = winsock.tcpSocket()) {
      HostedModule module = provider.hosted();
      long callback = module.stub("WPUCloseEvent"); // any code
      Thread asks =
          new Thread(
              () ->
                  answer.set(
                      call(module, module.stub(function), socket.handle().value(), callback, 0, 0)),
              "asks for callbacks");
      asks.setUncaughtExceptionHandler((thread, e) -> told.add(String.valueOf(e.getMessage())));
      asks.start();
      asks.join();
    }
    assertThat(answer).hasValue(0);
    assertThat(told)
        .singleElement()
        .asString()
        .contains("module=" + provider.file(), "function=" + function, "not served");
  }

  @Test
  void givenUpcallThatFails_whenItReturns_thenTheErrorIsStored_DEC_9() {
    NativeProvider provider = Modules.provider("completer");
    try (Winsock winsock = ModuleWorld.over(provider);
        ClientSocket socket = winsock.tcpSocket();
        NativeBlock errno = errno()) {
      HostedModule module = provider.hosted();
      long closed = call(module, module.stub("WPUCloseEvent"), WRONG_HANDLE, errno.address());

      assertThat(closed).isZero();
      assertThat(load(errno)).isEqualTo(WsaError.WSA_INVALID_HANDLE.code());
      assertThat(socket.handle()).isNotNull();
    }
  }

  @Test
  void givenNoPlaceForTheError_whenAnUpcallFails_thenItsReturnValueSaysSo_WPU_GEN_4() {
    NativeProvider provider = Modules.provider("completer");
    try (Winsock winsock = ModuleWorld.over(provider);
        ClientSocket socket = winsock.tcpSocket()) {
      HostedModule module = provider.hosted();

      assertThat(call(module, module.stub("WPUCloseEvent"), WRONG_HANDLE, 0)).isZero();
      assertThat((int) call(module, module.stub("WPUCloseSocketHandle"), WRONG_HANDLE, 0))
          .isEqualTo(Winsock2.SOCKET_ERROR);
      assertThat(socket.handle()).isNotNull();
    }
  }

  @Test
  void givenNoPlaceForTheByteCount_whenAnOverlappedReceiveStarts_thenItStarts_WSP_IO_17_CLI_1() {
    NativeProvider provider = Modules.provider("through");
    // What the operation uses is closed last.
    try (OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock data = NativeBlock.allocate(8);
        NativeBlock buffers = NativeBlock.allocate(16);
        NativeBlock flags = NativeBlock.allocate(4);
        NativeBlock errno = errno();
        Winsock winsock = through(provider);
        SocketPair pair = winsock.connectedPair()) {
      WsaBuffers.of(data).storeArray(buffers.address());
      HostedModule module = provider.hosted();
      long s = pair.server().handle().value();
      long recv = module.entry(WspFunction.WSP_RECV); // the Java provider's own, seen from C
      long overlapped = structure.overlapped().address();

      long started =
          call(
              module,
              recv,
              s,
              buffers.address(),
              1,
              0,
              flags.address(),
              overlapped,
              0,
              0,
              errno.address());
      assertThat((int) started).isEqualTo(Winsock2.SOCKET_ERROR);
      assertThat(load(errno)).isEqualTo(WsaError.WSA_IO_PENDING.code());

      long withoutFlags =
          call(module, recv, s, buffers.address(), 1, 0, 0, overlapped, 0, 0, errno.address());
      assertThat((int) withoutFlags).isEqualTo(Winsock2.SOCKET_ERROR);
      assertThat(load(errno)).isEqualTo(WsaError.WSAEFAULT.code());
    }
  }

  /** It may lie in a stack frame that is gone by then. */
  @Test
  void givenPlaceForTheByteCount_whenThePendingReceiveEnds_thenItIsAsItWas_WIN_H12() {
    NativeProvider provider = Modules.provider("through");
    try (OverlappedBlock structure = OverlappedBlock.allocate(1);
        NativeBlock data = NativeBlock.allocate(8);
        NativeBlock sent = NativeBlock.copyOf(new byte[] {1, 2, 3});
        NativeBlock buffers = NativeBlock.allocate(16);
        NativeBlock flags = NativeBlock.allocate(4);
        NativeBlock count = errno();
        NativeBlock errno = errno();
        Winsock winsock = through(provider);
        SocketPair pair = winsock.connectedPair()) {
      WsaBuffers.of(data).storeArray(buffers.address());
      HostedModule module = provider.hosted();
      int started =
          (int)
              call(
                  module,
                  module.entry(WspFunction.WSP_RECV),
                  pair.server().handle().value(),
                  buffers.address(),
                  1,
                  count.address(),
                  flags.address(),
                  structure.overlapped().address(),
                  0,
                  0,
                  errno.address());
      assertThat(started).isEqualTo(Winsock2.SOCKET_ERROR);
      assertThat(load(errno)).isEqualTo(WsaError.WSA_IO_PENDING.code());

      pair.client().send(WsaBuffers.of(sent));

      assertThat(structure.overlapped().isPending()).as("in memory it ends at once").isFalse();
      assertThat(structure.overlapped().internalHigh()).isEqualTo(3);
      assertThat(load(count)).isEqualTo(UNTOUCHED);
    }
  }

  @Test
  void givenPathOfAFile_whenAnInstallerStoresIt_thenTheModuleThereIsLoaded_CAT_INST_1() {
    Guid id = Guid.random();
    try (Winsock winsock =
            Winsock.builder()
                .base(LoopbackProvider.create())
                .prepare(
                    catalog -> {
                      InstallResult installed =
                          catalog
                              .functions()
                              .wscInstallProviderAndChains(
                                  id,
                                  Modules.file("through").toString(),
                                  "through",
                                  Winsock2.XP1_IFS_HANDLES,
                                  null);
                      assertThat(installed.succeeded()).isTrue();
                    })
                .build();
        SocketPair pair = winsock.connectedPair()) {
      ThroughTest.exchange(pair);

      assertThat(ThroughTest.told(winsock, pair.client()) % 1000).isEqualTo(1);
    }
  }
}
