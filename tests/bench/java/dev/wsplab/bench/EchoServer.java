package dev.wsplab.bench;

import dev.wsplab.Winsock;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.kernel.CompletionEntries;
import java.util.ArrayList;
import java.util.List;

/** One thread that sends back what its connections receive. */
final class EchoServer implements AutoCloseable {
  private static final long STOP = -1;

  private final Winsock winsock;
  private final CompletionPort port;
  private final CompletionEntries entries = new CompletionEntries(64);
  private final List<EchoEnd> ends = new ArrayList<>();
  private final Partner thread = new Partner();

  EchoServer(Winsock winsock) {
    this.winsock = winsock;
    this.port = winsock.completionPort();
  }

  /** Before {@link #start}: serves one more connection. */
  void add(EchoEnd end) {
    port.associate(end.socket().handle(), ends.size());
    ends.add(end);
  }

  void start() {
    thread.start(
        () -> {
          ends.forEach(end -> end.receive(0));
          while (serve()) {
            // until it is told to stop
          }
        });
  }

  private boolean serve() {
    winsock
        .kernel32()
        .getQueuedCompletionStatusEx(port.handle(), entries, Completions.INFINITE, false)
        .orThrow("GetQueuedCompletionStatusEx");
    for (int i = 0; i < entries.count(); i++) {
      if (entries.key(i) == STOP) {
        return false;
      }
      finished(
          ends.get((int) entries.key(i)),
          entries.overlapped(i),
          entries.status(i),
          entries.bytes(i));
    }
    return true;
  }

  private void finished(EchoEnd end, long overlapped, int status, int bytes) {
    if (status != 0) {
      throw new IllegalStateException("server: status 0x" + Integer.toHexString(status));
    }
    if (!end.isReceive(overlapped)) {
      end.receive(0);
    } else if (bytes > 0) {
      end.send(bytes);
    }
  }

  /** Ends the thread, before the sockets are closed: nobody starts anything on a closed one. */
  void stop() {
    port.post(0, STOP, null);
    thread.close();
  }

  /** After the sockets were closed. */
  @Override
  public void close() {
    port.close();
    entries.close();
  }
}
