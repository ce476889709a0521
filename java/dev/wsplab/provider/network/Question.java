package dev.wsplab.provider.network;

import dev.wsplab.spi.AuthorizationAnswer;
import dev.wsplab.spi.AuthorizationRequest;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.WsaError;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/** One question to an authorizer, and its answer, which is given once. Thread-safe. */
class Question implements AuthorizationAnswer {
  /**
   * An answer.
   *
   * @param error 0 for a permission
   * @param elsewhere where it goes instead, or null
   */
  record Answer(int error, @Nullable Sockaddr elsewhere) {
    static final Answer PERMITTED = new Answer(0, null);

    /** The call that waited for it has ended. */
    static final Answer WITHDRAWN = new Answer(WsaError.WSAEINTR.code(), null);

    static Answer blocked(WsaError error) {
      return new Answer(error.code(), null);
    }
  }

  private final AuthorizationRequest request;
  private final boolean mayRedirect;
  private final Consumer<Answer> then;
  private final AtomicReference<@Nullable Answer> answer = new AtomicReference<>();

  /**
   * Makes one that nobody has been asked yet.
   *
   * @param then gets the answer: that of the authorizer without a lock, {@link Answer#WITHDRAWN}
   *     with the lock of the socket
   */
  Question(AuthorizationRequest request, boolean mayRedirect, Consumer<Answer> then) {
    this.request = request;
    this.mayRedirect = mayRedirect;
    this.then = then;
  }

  AuthorizationRequest request() {
    return request;
  }

  /** The answer, or null while there is none. */
  @Nullable Answer answer() {
    return answer.get();
  }

  @Override
  public boolean permit() {
    return answered(Answer.PERMITTED);
  }

  @Override
  public boolean block(int error) {
    if (error == 0) {
      throw new IllegalArgumentException("error=0: why it is blocked, such as WSAEACCES, expected");
    }
    return answered(new Answer(error, null));
  }

  @Override
  public boolean redirect(Sockaddr to) {
    if (!mayRedirect) {
      throw new UnsupportedOperationException(
          request + ": only a bind or the connect of a stream can be redirected");
    }
    return answered(new Answer(0, to));
  }

  private boolean answered(Answer given) {
    if (!answer.compareAndSet(null, given)) {
      return false;
    }
    then.accept(given);
    return true;
  }

  /** Nobody waits for the answer any more; false when it has been given. */
  boolean withdraw() {
    return answered(Answer.WITHDRAWN);
  }

  @Override
  public String toString() {
    return request.toString();
  }
}
