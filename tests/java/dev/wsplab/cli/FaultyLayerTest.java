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
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
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
      throws IOException, InterruptedException {
    Files.writeString(root.resolve("a.txt"), "first");
    BlockingQueue<Throwable> told = new LinkedBlockingQueue<>();
    try (Winsock winsock = Winsock.builder().layer(new ThrowsOnce()).build();
        HttpServer server =
            HttpServer.start(winsock, root, new InetSocketAddress("127.0.0.1", 0), 2, told::add)) {
      try (RawHttpClient unlucky = new RawHttpClient(server.address())) {
        assertThatThrownBy(() -> unlucky.get("/a.txt")).isInstanceOf(IOException.class);
      }
      try (RawHttpClient next = new RawHttpClient(server.address())) {
        assertThat(next.get("/a.txt").body()).isEqualTo("first");
      }
      // The connection ends before the server tells of it, in a thread of its own.
      Throwable first = told.poll(30, TimeUnit.SECONDS);
      assertThat(first).hasMessage("a bug in the layer");
      assertThat(server.fault()).isSameAs(first);
      assertThat(told).isEmpty();
    }
  }
}
