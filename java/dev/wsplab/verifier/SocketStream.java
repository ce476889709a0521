package dev.wsplab.verifier;

import dev.wsplab.verifier.StreamReader.Disorder;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The receives of one socket in the order in which they were posted, and what they brought. Reading
 * waits for the oldest. Thread-safe.
 */
final class SocketStream {
  private static final class Post {
    final Transfer transfer;
    boolean inCall = true;
    byte @Nullable [] data;

    Post(Transfer transfer) {
      this.transfer = transfer;
    }
  }

  private final Deque<Post> posts = new ArrayDeque<>();
  private final StreamReader reader = new StreamReader();

  /** A receive is being posted; of two at the same moment nobody knows which is the first. */
  synchronized void posting(Transfer transfer) {
    if (posts.stream().anyMatch(post -> post.inCall)) {
      giveUp();
    }
    if (reader.isReading()) {
      posts.add(new Post(transfer));
    }
  }

  /** Its call has returned. */
  synchronized void posted(Transfer transfer) {
    posts.stream().filter(p -> p.transfer == transfer).forEach(p -> p.inCall = false);
  }

  /** It was not started. */
  synchronized void withdrawn(Transfer transfer) {
    posts.removeIf(post -> post.transfer == transfer);
  }

  /** Whether what it brings is of interest. */
  synchronized boolean wants(Transfer transfer) {
    return reader.isReading() && posts.stream().anyMatch(post -> post.transfer == transfer);
  }

  /** It has finished with these bytes. */
  synchronized Optional<Disorder> brought(Transfer transfer, byte[] data) {
    posts.stream().filter(p -> p.transfer == transfer).forEach(p -> p.data = data);
    Post oldest = posts.peek();
    while (oldest != null && oldest.data != null) {
      posts.remove();
      Optional<Disorder> wrong = reader.read(oldest.data);
      if (wrong.isPresent()) {
        return wrong;
      }
      oldest = posts.peek();
    }
    return Optional.empty();
  }

  /** The order of its bytes cannot be known any more. */
  synchronized void giveUp() {
    reader.giveUp();
    posts.clear();
  }
}
