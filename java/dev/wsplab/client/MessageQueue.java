package dev.wsplab.client;

import dev.wsplab.host.ClientWatch;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.FlagNames;
import dev.wsplab.spi.Windows;
import dev.wsplab.spi.WsaError;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.mustcall.qual.MustCall;

/**
 * A window that does nothing but keep the messages that {@code WSAAsyncSelect} has posted to it,
 * oldest first. Thread-safe; any thread takes messages.
 *
 * <pre>{@code
 * try (MessageQueue messages = winsock.messageQueue()) {
 *   ws2.wsaAsyncSelect(s, messages.hWnd(), WM_USER, Winsock2.FD_READ);
 *   ...
 *   messages.take(Duration.ofSeconds(10)).orElseThrow().event(); // FD_READ
 * }
 * }</pre>
 */
@MustCall("close")
public final class MessageQueue implements AutoCloseable {
  private static final int WORD = 0xFFFF;

  private final Windows windows;
  private final ClientWatch watch;
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final long hWnd;

  /** Used by {@code dev.wsplab.Winsock}. */
  public MessageQueue(Windows windows, ClientWatch watch) {
    this.windows = windows;
    this.watch = watch;
    BlockingQueue<Message> posted = messages;
    this.hWnd =
        windows.create(
            (message, wParam, lParam) -> posted.add(new Message(message, wParam, lParam)));
  }

  /**
   * One message.
   *
   * @param message the number that {@code WSAAsyncSelect} was given
   * @param wParam the socket
   * @param lParam event and error
   */
  public record Message(int message, long wParam, long lParam) {
    /** The socket that the network event is about. */
    public SocketHandle socket() {
      return new SocketHandle(wParam);
    }

    /** {@code WSAGETSELECTEVENT}: one {@code FD_*} bit. */
    public int event() {
      return (int) lParam & WORD;
    }

    /** {@code WSAGETSELECTERROR}: 0 for none. */
    public int error() {
      return (int) lParam >>> Short.SIZE & WORD;
    }

    /** Returns the values, event and error by their names. */
    @Override
    public String toString() {
      return "Message[message="
          + message
          + ", socket="
          + wParam
          + ", event="
          + FlagNames.ofNetworkEvents(event())
          + ", error="
          + WsaError.nameOf(error())
          + "]";
    }
  }

  /** Returns the window handle, for {@code WSAAsyncSelect}. */
  public long hWnd() {
    return hWnd;
  }

  /** {@code PeekMessage}: takes the oldest message, if there is one. */
  public Optional<Message> poll() {
    return Optional.ofNullable(messages.poll());
  }

  /**
   * {@code GetMessage}: waits for a message and takes it; empty when the time is over.
   *
   * @throws InterruptedException when the thread is interrupted
   */
  public Optional<Message> take(Duration timeout) throws InterruptedException {
    long ticket = watch.enter(List.of());
    try {
      return Optional.ofNullable(messages.poll(timeout.toNanos(), TimeUnit.NANOSECONDS));
    } finally {
      watch.leave(ticket);
    }
  }

  /** Ends the window: nothing is posted to it any more. A second call does nothing. */
  @Override
  public void close() {
    windows.destroy(hWnd);
  }
}
