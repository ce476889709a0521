package dev.wsplab.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.platform.ShownOutput;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WpuFunction;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which calls of an environment fail, and what a plan tells of them. */
class FaultPlanTest {
  private static final String LAYER = "java:" + Layer.class.getName();
  private static final String BASE = "java:" + LoopbackProvider.class.getName();

  private static final class Layer extends LayeredProvider {}

  private final List<Winsock> made = new ArrayList<>();
  private final NativeBlock data = NativeBlock.allocate(4);

  @AfterEach
  void close() {
    made.forEach(Winsock::close);
    data.close();
  }

  private Winsock layered(FaultPlan plan) {
    Winsock winsock =
        Winsock.builder()
            .base(LoopbackProvider.builder().nonIfs().build())
            .layer(new Layer())
            .intercept(plan)
            .build();
    made.add(winsock);
    return winsock;
  }

  /** Sends a byte so many times; the errors, 0 for success. */
  private List<Integer> sends(Winsock winsock, SocketHandle s, int count) {
    List<Integer> errors = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      errors.add(winsock.ws2_32().send(s, WsaBuffers.of(data, 0, 1), 0).errno());
    }
    return errors;
  }

  @Test
  void givenTheThirdSendBelowFails_whenALayerPassesSendsOn_thenItsClientSeesTheError() {
    FaultPlan plan =
        FaultPlan.seeded(1).failNth(WspFunction.WSP_SEND, 3, WsaError.WSAENOBUFS).build();
    Winsock winsock = layered(plan);
    SocketHandle s = winsock.connectedPair().client().handle();

    assertThat(sends(winsock, s, 5)).containsExactly(0, 0, WsaError.WSAENOBUFS.code(), 0, 0);

    assertThat(plan.count()).isEqualTo(1);
    Fault fault = plan.faults().get(0);
    assertThat(fault.provider()).isEqualTo(BASE);
    assertThat(fault.socket()).as("the socket below").isNotZero().isNotEqualTo(s.value());
    assertThat(fault.thread()).isEqualTo(Thread.currentThread().getName());
    assertThat(fault)
        .hasToString(
            "fault 1: WSPSend, call 3 of "
                + BASE
                + ", on socket "
                + fault.socket()
                + ": WSAENOBUFS (10055)");
    ShownOutput.assertShows("FaultPlanTest", fault.toString());
  }

  /** The layer never hears of the call. */
  @Test
  void givenALayerNamed_whenItsFunctionFails_thenTheBaseDoesNotFail() {
    FaultPlan plan =
        FaultPlan.seeded(1)
            .functionsOf(LAYER)
            .failNth(WspFunction.WSP_SEND, 1, WsaError.WSAENETRESET)
            .build();
    Winsock winsock = layered(plan);
    SocketHandle s = winsock.connectedPair().client().handle();

    assertThat(sends(winsock, s, 2)).containsExactly(WsaError.WSAENETRESET.code(), 0);

    assertThat(plan.faults()).extracting(Fault::provider).containsExactly(LAYER);
    assertThat(plan.faults()).extracting(Fault::socket).containsExactly(s.value());
  }

  /** WPU-CREATE-7: no resources. A layer passes its table on to the base: that counts once. */
  @Test
  void givenTheLayersUpcallFails_whenASocketIsMade_thenTheCallFailsAndTheNextOneSucceeds() {
    FaultPlan plan =
        FaultPlan.seeded(1)
            .upcallsOf(LAYER)
            .failNth(WpuFunction.WPU_CREATE_SOCKET_HANDLE, 2, WsaError.WSAENOBUFS)
            .build();
    Winsock winsock = layered(plan);
    Ws2_32 ws2 = winsock.ws2_32();

    List<Integer> errors = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      errors.add(ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).errno());
    }

    assertThat(errors).containsExactly(0, WsaError.WSAENOBUFS.code(), 0);
    assertThat(plan.faults()).extracting(Fault::provider).containsExactly(LAYER);
  }

  @Test
  void givenSuspendedPlan_whenCallsAreMade_thenTheyPassAndAreNotCounted() {
    FaultPlan plan =
        FaultPlan.seeded(1).failNth(WspFunction.WSP_SEND, 2, WsaError.WSAENOBUFS).build();
    Winsock winsock = layered(plan);
    SocketHandle s = winsock.connectedPair().client().handle();

    plan.suspend();
    assertThat(sends(winsock, s, 3)).containsOnly(0);
    plan.resume();

    assertThat(sends(winsock, s, 3)).containsExactly(0, WsaError.WSAENOBUFS.code(), 0);
    assertThat(plan.faults()).extracting(Fault::call).containsExactly(2L);
  }

  @Test
  void givenChance_whenRepeatedWithTheSameSeed_thenTheSameCallsFailWithTheSameErrors() {
    List<Integer> first = randomSends(5);

    assertThat(randomSends(5)).isEqualTo(first);
    assertThat(randomSends(6)).as("another seed").isNotEqualTo(first);
    assertThat(first.stream().filter(error -> error != 0).count()).isBetween(20L, 80L);
    assertThat(first.stream().filter(error -> error != 0).distinct())
        .containsExactlyInAnyOrder(
            WsaError.WSAENOBUFS.code(), WsaError.WSAECONNRESET.code(), WsaError.WSAENETDOWN.code());
  }

  private List<Integer> randomSends(long seed) {
    FaultPlan plan =
        FaultPlan.seeded(seed)
            .failRandomly(
                WspFunction.WSP_SEND,
                0.25,
                WsaError.WSAENOBUFS,
                WsaError.WSAECONNRESET,
                WsaError.WSAENETDOWN)
            .build();
    Winsock winsock = layered(plan);
    return sends(winsock, winsock.connectedPair().client().handle(), 200);
  }

  /** A decision is about a socket and the number of the call on it: others change nothing. */
  @Test
  void givenCallsOnAnotherSocketBetween_whenRepeated_thenTheSameCallsOfTheFirstFail() {
    Winsock alone = layered(random(9));
    SocketHandle one = alone.connectedPair().client().handle();
    Winsock mixed = layered(random(9));
    SocketPair pair = mixed.connectedPair();
    List<Integer> interleaved = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      interleaved.addAll(sends(mixed, pair.client().handle(), 1));
      sends(mixed, pair.server().handle(), 1);
    }

    assertThat(interleaved).isEqualTo(sends(alone, one, 100)).contains(0, 10055);
  }

  private static FaultPlan random(long seed) {
    return FaultPlan.seeded(seed)
        .failRandomly(WspFunction.WSP_SEND, 0.3, WsaError.WSAENOBUFS)
        .build();
  }

  /** Of those its page documents; a pending operation has not failed. */
  @Test
  void givenNoErrorsNamed_whenEveryCallFails_thenEachErrorIsDocumentedAndNoneIsPending() {
    FaultPlan plan = FaultPlan.seeded(3).failRandomly(WspFunction.WSP_SEND, 1).build();
    Winsock winsock = layered(plan);

    List<Integer> errors = sends(winsock, winsock.connectedPair().client().handle(), 300);

    assertThat(errors)
        .doesNotContain(0, WsaError.WSA_IO_PENDING.code())
        .allMatch(error -> dev.wsplab.spi.DocumentedErrors.permits(WspFunction.WSP_SEND, error));
    assertThat(errors.stream().distinct().count()).isGreaterThan(15);
  }

  @Test
  void givenPlanOfAnotherEnvironment_whenItsProviderStarts_thenThatIsRefused() {
    FaultPlan plan = random(1);
    layered(plan).connectedPair();
    Winsock other = layered(plan);

    assertThatThrownBy(other::connectedPair)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "this FaultPlan belongs to another Winsock, whose calls it counts: build one for each");
  }

  @Test
  void givenErrorThatThePageDoesNotHave_whenPlanned_thenItIsRefusedWithThoseThatItHas() {
    FaultPlan.Builder plan = FaultPlan.seeded(1);

    assertThatThrownBy(() -> plan.failNth(WspFunction.WSP_LISTEN, 1, WsaError.WSAECONNRESET))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "error=WSAECONNRESET: WSPListen is documented to fail with one of WSAEFAULT, WSAEINVAL,"
                + " WSAEMFILE, WSAEINPROGRESS, WSAENOTSOCK, WSAEOPNOTSUPP, WSAEADDRINUSE,"
                + " WSAENETDOWN, WSAENOBUFS, WSAEISCONN, WSANOTINITIALISED, WSASYSCALLFAILURE");
    assertThatThrownBy(
            () -> plan.failRandomly(WpuFunction.WPU_QUEUE_APC, 0.5, WsaError.WSAENOTSOCK))
        .hasMessage("error=WSAENOTSOCK: WPUQueueApc is documented to fail with one of WSAEFAULT");
    assertThatThrownBy(() -> plan.failNth(WspFunction.WSP_RECV, 1, WsaError.WSA_IO_PENDING))
        .hasMessageStartingWith("error=WSA_IO_PENDING: WSPRecv is documented to fail with one of");
    assertThatThrownBy(() -> plan.failNth(WpuFunction.WPU_POST_MESSAGE, 1, WsaError.WSAEINVAL))
        .hasMessage("error=WSAEINVAL: WPUPostMessage has no errors");
    assertThatThrownBy(() -> plan.failRandomly(WpuFunction.WPU_FD_IS_SET, 1))
        .hasMessageStartingWith("function=WPUFDIsSet: it cannot fail");
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void givenShareThatIsNone_whenPlanned_thenItIsRefused(double share) {
    assertThatThrownBy(() -> FaultPlan.seeded(1).failRandomly(WspFunction.WSP_SEND, share))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("share=" + share + ": a part of all calls, from 0 to 1");
  }

  @Test
  void givenCallZero_whenPlanned_thenItIsRefused() {
    assertThatThrownBy(
            () -> FaultPlan.seeded(1).failNth(WspFunction.WSP_SEND, 0, WsaError.WSAENOBUFS))
        .hasMessage("nth=0: the first call has the number 1");
  }
}
