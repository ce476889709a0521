package dev.wsplab.provider.network;

import dev.wsplab.spi.AuthorizationRequest;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The open questions about one socket, and whether that is closed: threads that answer use the
 * socket below as long as it is not. Thread-safe.
 */
final class OpenQuestions {
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Question> open = new LinkedHashSet<>();
  private boolean closed;

  /** Enters one before it is asked; false when the socket is closed. */
  private boolean add(Question question) {
    return whileOpen(() -> open.add(question), false);
  }

  /**
   * Asks one; withdrawn when the socket is closed.
   *
   * @param then gets the answer, and finds the question no longer open
   */
  Question ask(
      AuthorizationRequest request,
      boolean mayRedirect,
      Consumer<Question.Answer> then,
      Consumer<Question> asks) {
    AtomicReference<@Nullable Question> asked = new AtomicReference<>();
    Question question =
        new Question(
            request,
            mayRedirect,
            answer -> {
              Question answered = asked.get();
              if (answered != null) {
                remove(answered);
              }
              then.accept(answer);
            });
    asked.set(question);
    if (add(question)) {
      asks.accept(question);
    } else {
      question.withdraw();
    }
    return question;
  }

  /** It was answered. */
  private void remove(Question question) {
    lock.lock();
    try {
      open.remove(question);
    } finally {
      lock.unlock();
    }
  }

  int count() {
    return whileOpen(open::size, 0);
  }

  boolean isClosed() {
    return !whileOpen(() -> true, false);
  }

  /** Makes a call that a close waits for; the other value when it was closed before. */
  <T> T whileOpen(Supplier<T> call, T otherwise) {
    lock.lock();
    try {
      return closed ? otherwise : call.get();
    } finally {
      lock.unlock();
    }
  }

  /** The socket is closed: the open ones are withdrawn. Those that were. */
  List<Question> close() {
    List<Question> left;
    lock.lock();
    try {
      closed = true;
      left = List.copyOf(open);
      open.clear();
    } finally {
      lock.unlock();
    }
    return left.stream().filter(Question::withdraw).toList();
  }
}
