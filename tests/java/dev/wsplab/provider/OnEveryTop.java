package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.platform.Patience;
import dev.wsplab.spi.ServiceProvider;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;

/** An environment with one form of provider on top, and memory for what is sent and received. */
abstract class OnEveryTop {
  static final int WAIT = Patience.MILLIS;

  final ServiceProvider provider;
  final Winsock winsock;
  final Ws2_32 ws2;
  final Kernel32 kernel32;
  final NativeBlock hello = NativeBlock.copyOf("hello".getBytes(StandardCharsets.US_ASCII));
  final NativeBlock room = NativeBlock.allocate(64);
  final OverlappedBlock structures = OverlappedBlock.allocate(1);

  OnEveryTop(Top top) {
    provider = top.provider();
    winsock = Top.winsock(provider);
    ws2 = winsock.ws2_32();
    kernel32 = winsock.kernel32();
  }

  @AfterEach
  void closeAll() {
    winsock.close();
    structures.close();
    hello.close();
    room.close();
  }

  final String received(int bytes) {
    return new String(room.bytes(0, bytes), StandardCharsets.US_ASCII);
  }

  final void await(EventHandle event) {
    assertThat(kernel32.waitForSingleObjectEx(event, WAIT, false).returnValue()).isZero();
  }
}
