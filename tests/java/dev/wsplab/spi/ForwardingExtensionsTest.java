package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.ExtensionFunction.AcceptEx;
import dev.wsplab.spi.ExtensionFunction.ConnectEx;
import dev.wsplab.spi.ExtensionFunction.DisconnectEx;
import dev.wsplab.spi.ExtensionFunction.GetAcceptExSockaddrs;
import dev.wsplab.spi.ExtensionFunction.Result;
import dev.wsplab.spi.ExtensionFunction.TransmitFile;
import dev.wsplab.spi.ExtensionFunction.TransmitPackets;
import dev.wsplab.spi.ExtensionFunction.WsaRecvMsg;
import dev.wsplab.spi.ExtensionFunction.WsaSendMsg;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

class ForwardingExtensionsTest {
  private static final SocketHandle SOCKET = new SocketHandle(4);
  private static final Result FIVE = Result.done(5);
  // Never looked at.
  private static final Overlapped STRUCTURE = Overlapped.at(0x1000);

  private final List<String> seen = new ArrayList<>();
  private final ForwardingExtensions front =
      new ForwardingExtensions() {
        @Override
        protected TransferResult around(
            String function,
            SocketHandle s,
            @Nullable Overlapped overlapped,
            @Nullable CompletionRoutine routine,
            Call call) {
          seen.add(function + " " + s.value() + " " + overlapped + " " + (routine != null));
          return call.with(routine);
        }
      };

  private <T extends ExtensionFunction> T before(Class<T> type, T function) {
    return type.cast(front.inFrontOf(function));
  }

  @Test
  void givenFunctions_whenCalledThroughTheFront_thenEachIsSeenAndItsResultComesBack() {
    List<Result> results = new ArrayList<>();
    AcceptEx accept = (l, a, out, receive, local, remote, o) -> FIVE;
    ConnectEx connect = (s, name, data, length, o) -> Result.PENDING;
    DisconnectEx disconnect = (s, o, flags, reserved) -> Result.failed(WsaError.WSAENOTCONN);
    TransmitFile file = (s, f, bytes, perSend, o, head, tail, flags) -> FIVE;
    TransmitPackets packets = (s, elements, size, o, flags) -> FIVE;

    results.add(before(AcceptEx.class, accept).acceptEx(SOCKET, SOCKET, 0, 0, 0, 0, STRUCTURE));
    results.add(
        before(ConnectEx.class, connect).connectEx(SOCKET, Sockaddr.loopback(1), 0, 0, STRUCTURE));
    results.add(before(DisconnectEx.class, disconnect).disconnectEx(SOCKET, null, 0, 0));
    results.add(
        before(TransmitFile.class, file)
            .transmitFile(SOCKET, null, 0, 0, STRUCTURE, null, null, 0));
    results.add(
        before(TransmitPackets.class, packets).transmitPackets(SOCKET, List.of(), 0, STRUCTURE, 0));

    assertThat(results)
        .containsExactly(FIVE, Result.PENDING, Result.failed(WsaError.WSAENOTCONN), FIVE, FIVE);
    String structure = " 4 " + STRUCTURE + " false";
    assertThat(seen)
        .containsExactly(
            "AcceptEx" + structure,
            "ConnectEx" + structure,
            "DisconnectEx 4 null false",
            "TransmitFile" + structure,
            "TransmitPackets" + structure);
  }

  @Test
  void givenMessageFunctions_whenCalledThroughTheFront_thenTheirRoutineIsSeen() {
    CompletionRoutine routine = (error, bytes, overlapped, flags) -> {};
    List<@Nullable CompletionRoutine> given = new ArrayList<>();
    WsaRecvMsg receive =
        (s, message, o, r) -> {
          given.add(r);
          return TransferResult.done(3, Winsock2.MSG_TRUNC);
        };
    WsaSendMsg send =
        (s, message, flags, o, r) -> {
          given.add(r);
          return TransferResult.PENDING;
        };
    WsaMsg message = WsaMsg.at(0x2000);

    assertThat(before(WsaRecvMsg.class, receive).wsaRecvMsg(SOCKET, message, STRUCTURE, routine))
        .isEqualTo(TransferResult.done(3, Winsock2.MSG_TRUNC));
    assertThat(before(WsaSendMsg.class, send).wsaSendMsg(SOCKET, message, 0, STRUCTURE, null))
        .isEqualTo(TransferResult.PENDING);
    assertThat(given).containsExactly(routine, null);
    assertThat(seen)
        .containsExactly(
            "WSARecvMsg 4 " + STRUCTURE + " true", "WSASendMsg 4 " + STRUCTURE + " false");
  }

  @Test
  void givenSameFunction_whenAskedTwice_thenTheFrontIsTheSame() {
    DisconnectEx one = (s, o, flags, reserved) -> FIVE;
    DisconnectEx other = (s, o, flags, reserved) -> Result.PENDING;

    assertThat(front.inFrontOf(one)).isSameAs(front.inFrontOf(one));
    assertThat(front.inFrontOf(other)).isNotSameAs(front.inFrontOf(one));
  }

  @Test
  void givenFunctionThatStartsNothing_whenAskedFor_thenItIsItself() {
    GetAcceptExSockaddrs addresses =
        (output, receive, local, remote) -> {
          throw new AssertionError("not called");
        };

    assertThat(front.inFrontOf(addresses)).isSameAs(addresses);
  }
}
