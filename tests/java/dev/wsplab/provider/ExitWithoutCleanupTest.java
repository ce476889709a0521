package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.WsaBuffers;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process that ends with sockets open, a receive pending and a thread in a blocking call. */
class ExitWithoutCleanupTest {
  private static final int STATUS = 37;

  /** Such a process. */
  static final class Careless {
    public static void main(String[] arguments) throws InterruptedException {
      Winsock winsock =
          Top.winsock(Winsock.builder().watchClient(), Top.valueOf(arguments[0]).provider());
      SocketPair pair = winsock.connectedPair();
      SocketPair another = winsock.connectedPair();
      NativeBlock room = NativeBlock.allocate(8);
      winsock
          .ws2_32()
          .wsaRecv(
              pair.server().handle(),
              WsaBuffers.of(room),
              0,
              OverlappedBlock.allocate(1).overlapped(0),
              null);
      Thread blocked = new Thread(() -> another.server().recv(WsaBuffers.of(room)));
      blocked.setDaemon(true);
      blocked.start();
      while (winsock.waiters().isEmpty()) {
        Thread.onSpinWait();
      }
      System.exit(STATUS);
    }
  }

  @ParameterizedTest
  @EnumSource
  void givenOpenSocketsAndPendingCalls_whenTheProcessExits_thenItEndsAtOnce_WSP_CLEAN_6(Top top)
      throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED", // otherwise Java 25 warns
                "-cp",
                System.getProperty("java.class.path"),
                Careless.class.getName(),
                top.name())
            .redirectErrorStream(true)
            .start();

    String said = new String(process.getInputStream().readAllBytes());

    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isEqualTo(STATUS);
    assertThat(said).isEmpty();
  }
}
