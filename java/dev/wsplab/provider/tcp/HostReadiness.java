package dev.wsplab.provider.tcp;

import dev.wsplab.kernel.HostPoller;
import dev.wsplab.operation.UserFault;
import dev.wsplab.provider.network.ReadinessListener;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.checkerframework.checker.mustcall.qual.NotOwning;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The thread that learns from the system which sockets became ready. It starts with the first
 * socket that has to wait (WSP-START-12) and ends with the provider. A socket is added once and
 * stays until it is closed; every change of its readiness is told. Thread-safe.
 */
final class HostReadiness {
  private static final long NO_COOKIE = -1;

  private final HostErrors errors;
  private final Function<Runnable, Thread> threads;
  private final Map<Long, ReadinessListener> watched = new ConcurrentHashMap<>();
  private final Map<HostSocket, Long> cookies = new HashMap<>();
  private long lastCookie;
  private @Nullable HostPoller poller;
  private @Nullable Thread thread;
  private volatile boolean stopping;

  HostReadiness(HostErrors errors, Function<Runnable, Thread> threads) {
    this.errors = errors;
    this.threads = threads;
  }

  /** Watches a socket; the error that prevents it, or 0. */
  synchronized int watch(HostSocket host, ReadinessListener listener) {
    HostPoller running = start();
    if (running == null) {
      return WsaError.WSAEOPNOTSUPP.code();
    }
    long cookie = ++lastCookie;
    watched.put(cookie, listener);
    cookies.put(host, cookie);
    int error = errors.errorOf(running.add(host.number(), cookie));
    if (error != 0) {
      watched.remove(cookie);
      cookies.remove(host);
    }
    return error;
  }

  /** No longer watches a socket, which is about to be closed. */
  synchronized void forget(HostSocket host) {
    Long cookie = cookies.remove(host);
    watched.remove(cookie == null ? NO_COOKIE : cookie);
    HostPoller running = poller;
    if (running != null) {
      running.remove(host.number());
    }
  }

  // The thread closes the poller when it ends; nobody else may, since it may be waiting on it.
  @SuppressWarnings("builder:required.method.not.called")
  private @NotOwning @Nullable HostPoller start() {
    if (poller == null && !stopping) {
      try {
        HostPoller made = new HostPoller();
        thread = startedOr(made);
        poller = made;
      } catch (IOException | OutOfMemoryError e) {
        // The system has no more pollers or threads: the caller says so, and the next one tries
        // again (WSP-START-12).
        return null;
      }
    }
    return poller;
  }

  private Thread startedOr(@NotOwning HostPoller closed) {
    try {
      Thread started = threads.apply(() -> run(closed));
      started.setDaemon(true);
      started.start();
      return started;
    } catch (OutOfMemoryError e) {
      closed.close();
      throw e;
    }
  }

  private void run(HostPoller running) {
    try {
      while (!stopping && running.await(this::ready)) {
        // Every round tells what became ready.
      }
    } finally {
      close();
      running.close();
    }
  }

  /** From here on nobody uses the poller. */
  private synchronized void close() {
    stopping = true;
    poller = null;
  }

  private void ready(long cookie, int changes) {
    ReadinessListener listener = watched.get(cookie);
    if (listener == null) {
      return;
    }
    boolean error = (changes & HostPoller.ERROR) != 0;
    boolean gone = error || (changes & HostPoller.HANGUP) != 0;
    try {
      listener.ready(
          (changes & HostPoller.IN) != 0,
          (changes & HostPoller.OUT) != 0,
          (changes & HostPoller.URGENT) != 0,
          gone);
    } catch (Throwable e) {
      // A client's listener threw: its own socket suffers, the others go on being served.
      UserFault.report(e);
    }
  }

  /** Ends the thread and waits for it, unless it is the calling one. */
  void stop() {
    Thread running;
    synchronized (this) {
      stopping = true;
      running = thread;
      HostPoller waiting = poller;
      if (waiting != null) {
        waiting.wake();
      }
    }
    if (running != null && running != Thread.currentThread()) {
      joinUninterruptibly(running);
    }
  }

  private static void joinUninterruptibly(Thread running) {
    boolean interrupted = false;
    while (running.isAlive()) {
      try {
        running.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
