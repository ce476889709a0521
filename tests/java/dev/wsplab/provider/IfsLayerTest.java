package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.FileResult;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.network.Base;
import dev.wsplab.provider.network.TcpWorld;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What passes an IFS layer by, and what does not (WPU-IFS-3 to WPU-IFS-5). */
@ParameterizedClass
@EnumSource(
    value = Base.class,
    names = {"TCP", "LOOPBACK"})
class IfsLayerTest {
  @Parameter Base base;

  private final CountingLayer layer = new CountingLayer(LayerForm.IFS);
  private TcpWorld world;
  private Ws2_32 ws2;
  private Kernel32 kernel32;
  private SocketHandle client;
  private SocketHandle server;

  @BeforeEach
  void connect() {
    world = new TcpWorld(base, List.of(layer));
    ws2 = world.ws2;
    kernel32 = world.kernel32;
    TcpWorld.Pair pair = world.connected();
    client = pair.client();
    server = pair.server();
  }

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void givenOverlappedTransfers_whenDone_thenTheLayerSeesTheirStartAlone_WPU_IFS_4() {
    PortHandle port = world.portOf(client, 1);
    Overlapped overlapped = world.overlapped();

    ws2.wsaSend(client, WsaBuffers.of(world.text("hello")), 0, overlapped, null);

    assertThat(world.packet(port).overlapped()).isEqualTo(overlapped.address());
    assertThat(layer.sends).hasValue(1);
    assertThat(layer.sent).hasValue(0);
  }

  @Test
  void givenReadFileAndWriteFile_whenCalled_thenTheyPassTheLayerBy_WPU_IFS_4() {
    FileResult written = kernel32.writeFile(client, WsaBuffers.of(world.text("hello")), null);
    NativeBlock room = world.block(8);
    FileResult read = kernel32.readFile(server, WsaBuffers.of(room), null);

    assertThat(written).isEqualTo(new FileResult(true, 0, true, 5));
    assertThat(read).isEqualTo(new FileResult(true, 0, true, 5));
    assertThat(TcpWorld.textOf(room, 5)).isEqualTo("hello");
    assertThat(layer.sends).hasValue(0);
    assertThat(layer.received).hasValue(0);
  }

  @Test
  void givenUpcallsForOwnHandles_whenCalledWithACapturedOne_thenTheyRefuse_WPU_IFS_5() {
    world.breaks("WPU-COMPLETE-18"); // the test completes what nobody started
    assertThat(layer.upcalls().wpuQuerySocketHandleContext(server).errno())
        .isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(
            layer.exports().wpuCompleteOverlappedRequest(server, world.overlapped(), 0, 0).errno())
        .isEqualTo(WsaError.WSAEINVAL.code());
    assertThat(layer.upcalls().wpuModifyIFSHandle(1, server).errno())
        .as("no such entry")
        .isEqualTo(WsaError.WSAEINVAL.code());
  }

  /** CANCEL-6 does not hold for it: the system reaches what is pending. */
  @Test
  void givenPendingReceive_whenCancelled_thenTheSystemReachesIt_CANCEL_3() {
    PortHandle port = world.portOf(server, 1);
    Overlapped overlapped = world.overlapped();
    ws2.wsaRecv(server, WsaBuffers.of(world.block(8)), 0, overlapped, null);

    assertThat(kernel32.cancelIoEx(server, overlapped)).isEqualTo(BoolResult.TRUE);

    assertThat(world.packet(port).error()).isEqualTo(995);
  }

  /** CLI-2, WIN-23: whose a copy is, the layer says, since it stands before the base. */
  @Test
  void givenCopyOfACapturedHandle_whenUsed_thenItsCallsReachTheLayer() {
    SocketHandle copy = kernel32.duplicateHandle(client).orThrow();
    ws2.closesocket(client).orThrow("closesocket");

    world.send(copy, "hello");

    assertThat(world.receive(server, 5)).isEqualTo("hello");
    assertThat(layer.sends).hasValue(1);
    assertThat(ws2.getsockname(client).errno()).isEqualTo(WsaError.WSAENOTSOCK.code());
    assertThat(kernel32.closeHandle(copy)).isEqualTo(BoolResult.TRUE);
    assertThat(ws2.recv(server, WsaBuffers.of(world.block(1)), 0).bytes()).isZero();
  }

  /** What is closed past the layer is forgotten by it in time. */
  @Test
  void givenManySockets_whenClosedByCloseHandle_thenTheLayerDoesNotKeepThem() {
    for (int i = 0; i < 1000; i++) {
      assertThat(kernel32.closeHandle(world.socket())).isEqualTo(BoolResult.TRUE);
    }

    assertThat(layer.captured()).isLessThan(100);
  }

  @Test
  void givenManySockets_whenClosed_thenTheLayerKeepsNone() {
    int before = layer.captured();
    for (int i = 0; i < 10; i++) {
      ws2.closesocket(world.socket()).orThrow("closesocket");
    }

    assertThat(layer.captured()).isEqualTo(before);
  }
}
