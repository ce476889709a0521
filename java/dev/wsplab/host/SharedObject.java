package dev.wsplab.host;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Guid;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What all names of one socket share: {@code DuplicateHandle} and {@code WSPDuplicateSocket} make
 * names (WSP-CLOSE-7). Thread-safe.
 */
final class SharedObject {
  private final SocketHandle first;
  private final Guid maker;
  private final int makersEntry;
  private final List<SocketHandle> names = new ArrayList<>(1);
  private boolean closed;
  private volatile long port;
  private final long number;
  private final AtomicLong started = new AtomicLong();
  private final AtomicLong unknown = new AtomicLong();

  /**
   * Makes one.
   *
   * @param number the how-manieth of its environment, from 1
   */
  SharedObject(SocketHandle first, Guid maker, int makersEntry, long number) {
    this.first = first;
    this.maker = maker;
    this.makersEntry = makersEntry;
    this.number = number;
    names.add(first);
  }

  /** The name that the object was made with. The shim keeps it open as long as the object lives. */
  SocketHandle first() {
    return first;
  }

  /** The provider that made it, whoever has modified its handle since (WPU-IFS-4). */
  Guid maker() {
    return maker;
  }

  /** The entry that it was made with. */
  int makersEntry() {
    return makersEntry;
  }

  /** The how-manieth socket of its environment it is, from 1. */
  long number() {
    return number;
  }

  /** The number of the next operation that a client starts on it, from 1. */
  long nextStarted() {
    return started.incrementAndGet();
  }

  /** The number of the next completion of an operation that no client has started, from -1 down. */
  long nextUnknown() {
    return unknown.decrementAndGet();
  }

  /** Value of the port handle that a client associated it with, 0 for none. */
  long port() {
    return port;
  }

  void associatedWith(long portHandle) {
    port = portHandle;
  }

  /**
   * One more name; null when the object is closed.
   *
   * @param make makes it, and that it is found
   */
  synchronized @Nullable SocketHandle addName(Supplier<SocketHandle> make) {
    if (closed) {
      return null;
    }
    SocketHandle name = make.get();
    names.add(name);
    return name;
  }

  /**
   * One name less, unless it is the last or none of them; false then.
   *
   * @param forget makes that nobody finds the name any more: before another thread that closes it,
   *     too, is told false here, and takes it for the last one
   */
  synchronized boolean dropName(SocketHandle name, Runnable forget) {
    if (names.size() > 1 && names.remove(name)) {
      forget.run();
      return true;
    }
    return false;
  }

  /** No name can be added any more; returns those that are left. */
  synchronized List<SocketHandle> close() {
    closed = true;
    return List.copyOf(names);
  }
}
