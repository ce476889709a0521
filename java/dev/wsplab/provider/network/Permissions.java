package dev.wsplab.provider.network;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Waits for the permission of calls that have no other way to wait: bind and listen. They are not
 * blocking calls of Winsock, so that no hook and no APC runs. Without an authorizer nothing is
 * asked. Called without a lock.
 */
final class Permissions {
  private static final int INFINITE = -1;

  private final Kernel kernel;
  private final Network network;
  private final long owner;

  Permissions(TcpEnvironment environment) {
    this.kernel = environment.kernel();
    this.network = environment.network();
    this.owner = environment.exports().owner();
  }

  /**
   * Where a socket is to be bound.
   *
   * @param error why it is not, or 0
   */
  record Place(int error, Sockaddr at) {}

  /** Asks and waits. */
  Place toBind(TcpSocket socket, Sockaddr at) {
    Question.Answer answer = answer(socket, (asked, then) -> asked.askToBind(at, then));
    Sockaddr elsewhere = answer.elsewhere();
    return new Place(answer.error(), elsewhere == null ? at : elsewhere);
  }

  /** Asks and waits; the error of a block, or 0. */
  int toListen(TcpSocket socket) {
    return answer(socket, AuthorizedSocket::askToListen).error();
  }

  /** One of the methods that ask. */
  @FunctionalInterface
  private interface Asks {
    /** Asks. */
    @Nullable Question ask(AuthorizedSocket socket, Consumer<Question.Answer> then);
  }

  private Question.Answer answer(TcpSocket socket, Asks asks) {
    AuthorizedSocket asked = authorized(socket);
    if (asked == null) {
      return Question.Answer.PERMITTED;
    }
    Wake wake = new Wake(kernel);
    Question question = asks.ask(asked, answer -> wake.answered());
    if (question == null) {
      return Question.Answer.PERMITTED;
    }
    network.tellReady(true);
    Question.Answer now = question.answer();
    Question.Answer answer = now == null ? await(question, wake) : now;
    // Its socket was closed: neither call is one that can be interrupted.
    return answer == Question.Answer.WITHDRAWN
        ? Question.Answer.blocked(WsaError.WSAENOTSOCK)
        : answer;
  }

  private static @Nullable AuthorizedSocket authorized(TcpSocket socket) {
    socket.lock().lock();
    try {
      return socket.host() instanceof AuthorizedSocket host && !socket.isClosed() ? host : null;
    } finally {
      socket.lock().unlock();
    }
  }

  private Question.Answer await(Question question, Wake wake) {
    EventHandle event;
    try {
      event = kernel.events().create(owner, true, false);
    } catch (KernelException e) {
      question.withdraw();
      return Question.Answer.blocked(WsaError.WSAENOBUFS);
    }
    try {
      wake.by(event);
      Question.Answer answer = question.answer();
      while (answer == null) {
        kernel.waits().waitForSingleObject(event, INFINITE, false);
        answer = question.answer();
      }
      return answer;
    } finally {
      question.withdraw(); // it has no answer when the thread was interrupted
      wake.by(null);
      kernel.closeHandle(event);
    }
  }

  /** The event of a thread that waits, which is set as long as it is there. Thread-safe. */
  private static final class Wake {
    private final Kernel kernel;
    private @Nullable EventHandle event;

    Wake(Kernel kernel) {
      this.kernel = kernel;
    }

    synchronized void by(@Nullable EventHandle waitedFor) {
      event = waitedFor;
    }

    synchronized void answered() {
      EventHandle waitedFor = event;
      if (waitedFor != null) {
        kernel.events().set(waitedFor);
      }
    }
  }
}
