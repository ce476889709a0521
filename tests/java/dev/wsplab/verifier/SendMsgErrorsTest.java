package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.SendMsgData;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WsaMsg;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** What {@code SIO_EXT_SENDMSG} may fail with: it is a send (WSP-ERR-1, WSP-IOCTL-8). */
class SendMsgErrorsTest {
  /** Answers for itself, and refuses a message with an error of no send. */
  static final class FailsToSend extends LayeredProvider {
    @Override
    public TransferResult wspIoctl(
        SocketHandle s,
        int code,
        long in,
        int inLength,
        long out,
        int outLength,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      if (code == Winsock2.SIO_BSP_HANDLE) {
        return answerHandle(s, out, outLength);
      }
      return code == SendMsgData.SIO_EXT_SENDMSG
          ? TransferResult.failed(WsaError.WSAEMFILE)
          : super.wspIoctl(s, code, in, inLength, out, outLength, overlapped, routine, threadId);
    }
  }

  /** To the default peer, of which there is none. */
  private static int send(Winsock winsock) {
    try (ClientSocket socket = winsock.udpSocket();
        NativeBlock array = NativeBlock.allocate(WsaBuffers.of(0, 0).arraySize());
        NativeBlock message = NativeBlock.allocate(WsaMsg.SIZE)) {
      WsaBuffers.of(array.address(), 1).storeArray(array.address());
      WsaMsg view = WsaMsg.at(message.address());
      view.write(new WsaMsg.Fields(0, 0, WsaBuffers.at(array.address(), 1), 0, 0, 0));
      return winsock.ws2_32().wsaSendMsg(socket.handle(), view, message, 0, null, null).errno();
    }
  }

  @Test
  void givenMessageWithoutAPeer_whenItIsRefusedAsASend_thenNothingIsReported_WSP_ERR_1() {
    Run.onBase(
            LoopbackProvider.create(),
            winsock -> assertThat(send(winsock)).isEqualTo(WsaError.WSAENOTCONN.code()))
        .brokeNothing();
  }

  @Test
  void givenLayerWithAnotherError_whenAMessageIsRefused_thenItIsReported_WSP_ERR_1() {
    Run run =
        Run.overLayer(
            new FailsToSend(),
            winsock -> assertThat(send(winsock)).isEqualTo(WsaError.WSAEMFILE.code()));

    run.broke(Check.UNDOCUMENTED_ERROR);
    assertThat(run.seen()).contains("WSAEMFILE (10024)");
  }
}
