package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.operation.Violation;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.verifier.Verifier;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Filters that send datagrams to themselves, each wrong in one place. */
@Timeout(60)
class FaultySocketFilterTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private static final class Told extends CountedObject implements FwxIoCompletion {
    private final Runnable body;

    Told(Runnable body) {
      super("told", InterfaceIds.IO_COMPLETION);
      this.body = body;
    }

    @Override
    public int completeAsyncIo(
        boolean success,
        int win32ErrorCode,
        @Nullable FwxBuffer buffer,
        long userData,
        @Nullable Sockaddr externalAddress) {
      body.run();
      return HResult.S_OK.value();
    }
  }

  /** What a filter works with: a datagram socket, its own address, and a buffer to send. */
  private record Filter(FwxNetworkSocket socket, FwxBuffer buffer) {
    void send(Runnable whenTold) {
      InetSocketAddress self = socket.getSockName().orElseThrow();
      assertThat(socket.sendTo(buffer, Sockaddr.of(self), new Told(whenTold), 0))
          .isEqualTo(HResult.S_OK);
    }

    void release() {
      buffer.release();
      socket.release();
    }
  }

  /** Runs a filter in strict mode until the service has stopped; returns what was found. */
  private static List<Violation> found(Consumer<Filter> body) {
    try (Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build()) {
      FwxServiceBuilder builder =
          FwxService.builder()
              .manualPump()
              .verify(Verifier.Mode.REPORT)
              .sockets(winsock.ws2_32(), winsock.completionPort());
      return run(builder, body).violations();
    }
  }

  /** Returns the service, which is closed. */
  private static FwxService run(FwxServiceBuilder builder, Consumer<Filter> body) {
    try (FwxService service = builder.build()) {
      FwxNetworkSocket socket = service.firewall().createNetworkSocket(17).orThrow();
      assertThat(socket.bind(new InetSocketAddress("127.0.0.1", 0))).isEqualTo(HResult.S_OK);
      FwxBuffer buffer = service.firewall().createBuffer(64).orThrow();
      buffer.append("hello".getBytes(StandardCharsets.US_ASCII));
      body.accept(new Filter(socket, buffer));
      service.pump().runUntilIdle(SOON);
      return service;
    }
  }

  /** FWX-93: a buffer may be sent twice, and looked at. */
  @Test
  void givenFilterThatLeavesItsBufferAlone_whenItSendsTwiceAndReleasesAll_thenNothingIsReported() {
    assertThat(
            found(
                filter -> {
                  filter.send(() -> filter.send(filter::release));
                  assertThat(filter.buffer().readAt(0, 5)).asString().isEqualTo("hello");
                }))
        .isEmpty();
  }

  /** FWX-77: the end of a send is no reason to use the buffer for the next data. */
  @Test
  void givenFilterThatRecyclesItsBuffer_whenItsSendHasEnded_thenItIsReportedOnce() {
    assertThat(
            found(
                filter ->
                    filter.send(
                        () -> {
                          filter.buffer().setDataSize(0);
                          filter.buffer().append("again".getBytes(StandardCharsets.US_ASCII));
                          filter.release();
                        })))
        .singleElement()
        .satisfies(
            violation -> {
              assertThat(violation.rule()).isEqualTo("FWX-77");
              assertThat(violation.toString()).contains("SetDataSize on it", "take another buffer");
            });
  }

  /** FWX-77: through its address, which no call tells. */
  @Test
  void givenFilterThatWritesIntoASentBuffer_whenItsLastReferenceGoes_thenItIsReported() {
    assertThat(
            found(
                filter ->
                    filter.send(
                        () -> {
                          byte[] other = {'j'};
                          Kernel.get().memory().write(other, 0, 1, filter.buffer().address());
                          filter.release();
                        })))
        .extracting(Violation::rule)
        .containsExactly("FWX-77");
  }

  /** FWX-77: a receive would write into it. */
  @Test
  void givenFilterThatReceivesIntoASentBuffer_whenItCallsRecv_thenItIsReported() {
    assertThat(
            found(
                filter -> {
                  filter.send(() -> {});
                  filter.socket().recv(filter.buffer(), new Told(filter::release), 0);
                }))
        .extracting(Violation::rule)
        .containsExactly("FWX-77");
  }

  /** FWX-77: a send that was refused has taken nothing. */
  @Test
  void givenSendThatIsRefused_whenTheBufferIsUsedAgain_thenNothingIsReported() {
    assertThat(
            found(
                filter -> {
                  assertThat(filter.socket().send(filter.buffer(), null, 0))
                      .as("it is not connected")
                      .isEqualTo(HResult.E_FAIL);
                  filter.buffer().setDataSize(1);
                  filter.release();
                }))
        .isEmpty();
  }

  /** FWX-93. */
  @Test
  void givenFilterThatReleasesNothing_whenTheServiceCloses_thenSocketAndBufferAreReported() {
    assertThat(found(filter -> filter.send(() -> {})))
        .hasSize(2)
        .allSatisfy(violation -> assertThat(violation.rule()).isEqualTo("FWX-93"))
        .extracting(Violation::toString)
        .anySatisfy(
            text -> assertThat(text).contains("IFWXIOBuffer of 64 bytes was never released"))
        .anySatisfy(text -> assertThat(text).contains("IFWXNetworkSocket 0x", "1 references"));
  }
}
