package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.Winsock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A layer with a bug: its author sees it at once, its client does not wait, and others are served.
 */
@Timeout(60)
class FaultyLayerTest {
  static final class ThrowsOnce extends LayeredProvider {
    final AtomicBoolean thrown = new AtomicBoolean();

    @Override
    public TransferResult wspSend(
        SocketHandle s,
        WsaBuffers buffers,
        int flags,
        @Nullable Overlapped overlapped,
        @Nullable CompletionRoutine routine,
        @Nullable ThreadId threadId) {
      if (thrown.compareAndSet(false, true)) {
        throw new IllegalStateException("a bug in the layer");
      }
      return super.wspSend(s, buffers, flags, overlapped, routine, threadId);
    }
  }

  @Test
  void givenLayerThatThrows_whenServing_thenItsConnectionEndsAndTheNextIsServed(@TempDir Path root)
      throws IOException {
    Files.writeString(root.resolve("a.txt"), "first");
    List<Throwable> told = new CopyOnWriteArrayList<>();
    try (Winsock winsock = Winsock.builder().layer(new ThrowsOnce()).build();
        HttpServer server =
            HttpServer.start(winsock, root, new InetSocketAddress("127.0.0.1", 0), 2, told::add)) {
      try (RawHttpClient unlucky = new RawHttpClient(server.address())) {
        assertThatThrownBy(() -> unlucky.get("/a.txt")).isInstanceOf(IOException.class);
      }
      try (RawHttpClient next = new RawHttpClient(server.address())) {
        assertThat(next.get("/a.txt").body()).isEqualTo("first");
      }
      assertThat(told)
          .singleElement()
          .satisfies(e -> assertThat(e).hasMessage("a bug in the layer"));
      assertThat(server.fault()).isSameAs(told.get(0));
    }
  }
}
