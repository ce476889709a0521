package dev.wsplab.forefront;

import dev.wsplab.spi.Sockaddr;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A correct filter: sends messages to who echoes them, one after the other, and then ends. */
final class Talker extends CountedObject implements FwxIoCompletion {
  private static final long RECEIVED = 1;
  private static final long SENT = 2;

  private final FwxService service;
  private final FwxNetworkSocket socket;
  private final List<byte[]> messages;
  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  // Changed in the callbacks of its receives, of which one is under way at a time.
  private int message;
  private int have;
  private volatile boolean done;

  /**
   * Says nothing yet.
   *
   * @param messages each 1 byte or more
   */
  Talker(FwxService service, List<byte[]> messages) {
    super("talker", InterfaceIds.IO_COMPLETION);
    this.service = service;
    this.messages = List.copyOf(messages);
    this.socket = service.firewall().createNetworkSocket(6).orThrow();
  }

  /** Connects, and sends the first message; the callbacks do the rest. */
  void begin(InetSocketAddress to) {
    expect(EchoFilter.tried(socket, () -> socket.connect(to)), "Connect");
    send();
    receive();
  }

  /** Whether it has heard all of them, and the end. */
  boolean isDone() {
    return done;
  }

  /** What went another way than it should. */
  Queue<String> failures() {
    return failures;
  }

  private void expect(boolean so, String what) {
    if (!so) {
      failures.add(what);
    }
  }

  private void send() {
    byte[] bytes = messages.get(message);
    FwxBuffer buffer = service.firewall().createBuffer(bytes.length).orThrow();
    expect(buffer.append(bytes) == HResult.S_OK, "Append");
    expect(EchoFilter.tried(socket, () -> socket.send(buffer, this, SENT)), "Send of a peer");
    buffer.release();
  }

  private void receive() {
    expect(EchoFilter.tried(socket, () -> socket.recv(null, this, RECEIVED)), "Recv of a peer");
  }

  @Override
  public int completeAsyncIo(
      boolean success,
      int win32ErrorCode,
      @Nullable FwxBuffer buffer,
      long userData,
      @Nullable Sockaddr externalAddress) {
    expect(success, "callback " + userData + " with error " + win32ErrorCode);
    if (userData == RECEIVED && success) {
      received(buffer);
    }
    return Notes.OK;
  }

  private void received(FwxBuffer buffer) {
    int count = buffer.dataSize();
    if (count == 0) {
      expect(message == messages.size(), "the end after " + message + " messages");
      expect(socket.close() == HResult.S_OK, "Close of a peer");
      socket.release();
      done = true;
      return;
    }
    if (message == messages.size()) {
      failures.add("more than was sent");
      return;
    }
    byte[] expected = messages.get(message);
    int to = Math.min(expected.length, have + count);
    expect(
        Arrays.equals(buffer.readAt(0, count), Arrays.copyOfRange(expected, have, to)),
        "other bytes than those of message " + message);
    have += count;
    if (have == expected.length) {
      have = 0;
      message++;
      if (message < messages.size()) {
        send();
      } else {
        expect(socket.shutdown(false) == HResult.S_OK, "Shutdown");
      }
    }
    receive();
  }
}
