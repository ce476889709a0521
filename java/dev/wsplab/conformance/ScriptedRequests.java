package dev.wsplab.conformance;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The sockets of the scripted provider and what is pending on them. Thread-safe; nothing is called
 * while its lock is held.
 */
final class ScriptedRequests {
  private static final Script.Outcome ABORTED =
      new Script.Outcome(WsaError.WSA_OPERATION_ABORTED.code(), 0);

  private final Set<SocketHandle> open = new HashSet<>();
  private final Deque<ScriptedRequest> pending = new ArrayDeque<>();
  private @Nullable ScriptedIo io;
  private final Deque<Script> scripts = new ArrayDeque<>();
  private final List<Arrived> arrived = new ArrayList<>();
  private @Nullable Runnable beforeReturn;
  private Runnable onArrival = () -> {};

  /** An operation that the scenario has expected, and what it has brought. */
  private record Arrived(ScriptedRequest request, Arrival brought) {}

  // ---- for the provider

  synchronized void start(ScriptedIo handles) {
    io = handles;
  }

  /** WSP-CLEAN-3: what is pending fails and nobody is told. */
  void stop() {
    ScriptedIo handles = io();
    List<ScriptedRequest> left;
    List<SocketHandle> sockets;
    synchronized (this) {
      left = new ArrayList<>(pending);
      pending.clear();
      sockets = new ArrayList<>(open);
      open.clear();
    }
    for (ScriptedRequest request : left) {
      if (request.end(ABORTED) && request.isOverlapped()) {
        handles.endSilently(request);
      }
      closeThreadOf(request, handles);
    }
    sockets.forEach(handles::closeHandle);
  }

  synchronized ScriptedIo io() {
    if (io == null) {
      throw new IllegalStateException("The scripted provider is not started.");
    }
    return io;
  }

  SocketResult open(int catalogEntryId, boolean overlapped) {
    SocketResult made = io().createHandle(catalogEntryId, overlapped);
    if (made.succeeded()) {
      synchronized (this) {
        open.add(made.socket());
      }
    }
    return made;
  }

  synchronized boolean isOpen(SocketHandle s) {
    return open.contains(s);
  }

  /** DEC-12: what is pending completes with its full notification, then the handle goes. */
  CallResult close(SocketHandle s) {
    List<ScriptedRequest> left = new ArrayList<>();
    synchronized (this) {
      if (!open.remove(s)) {
        return CallResult.failed(WsaError.WSAENOTSOCK);
      }
      for (ScriptedRequest request : List.copyOf(pending)) {
        if (request.socket().equals(s)) {
          pending.remove(request);
          left.add(request);
        }
      }
    }
    left.forEach(request -> finish(request, ABORTED, false));
    io().closeHandle(s);
    return CallResult.OK;
  }

  /** The thread that is to run a routine, of a call that names none (WPU-THREAD-6). */
  @Nullable ThreadId callingThread(@Nullable CompletionRoutine routine) {
    return routine == null ? null : io().openThread();
  }

  /** Carries out one operation as the script says; without one, it pends. */
  TransferResult run(ScriptedRequest request, Arrival brought) {
    if (!isOpen(request.socket())) {
      return TransferResult.failed(WsaError.WSAENOTSOCK);
    }
    Script script;
    Runnable hook;
    synchronized (this) {
      script = scripts.poll();
      hook = beforeReturn;
      if (script != null) {
        request.carries(script.contents());
        arrived.add(new Arrived(request, brought));
      }
    }
    if (script == null) {
      return request.isOverlapped()
          ? begin(request)
          : TransferResult.failed(WsaError.WSAEWOULDBLOCK);
    }
    if (script.how() == Script.How.FAILS) {
      closeThreadOf(request, io());
      return TransferResult.failed(script.outcome().error());
    }
    return request.isOverlapped() ? overlapped(request, script, hook) : plain(request, script);
  }

  private TransferResult overlapped(
      ScriptedRequest request, Script script, @Nullable Runnable hook) {
    TransferResult begun = begin(request);
    if (!begun.isPending() || script.how() == Script.How.LATER) {
      return begun;
    }
    boolean atOnce = script.how() == Script.How.AT_ONCE;
    take(request);
    finish(request, script.outcome(), atOnce);
    if (!atOnce && hook != null) {
      hook.run();
    }
    int flags = io().tellsFlags() ? request.toldFlags() : 0;
    return atOnce ? TransferResult.done(script.outcome().bytes(), flags) : begun;
  }

  private TransferResult begin(ScriptedRequest request) {
    await(request);
    int error = io().begin(request, () -> cancel(request));
    if (error != 0) {
      take(request);
      closeThreadOf(request, io());
      return TransferResult.failed(error);
    }
    return TransferResult.PENDING;
  }

  /** A layer may carry an operation down as a call that waits. */
  private TransferResult plain(ScriptedRequest request, Script script) {
    Script.Outcome outcome = script.outcome();
    if (script.how() == Script.How.LATER) {
      await(request);
      try {
        outcome = request.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        take(request);
        return TransferResult.failed(WsaError.WSAEINTR);
      }
    } else {
      request.end(outcome);
    }
    return outcome.error() == 0
        ? TransferResult.done(outcome.bytes(), io().tellsFlags() ? request.toldFlags() : 0)
        : TransferResult.failed(outcome.error());
  }

  /** From now on the scenario can end it. */
  private void await(ScriptedRequest request) {
    Runnable told;
    synchronized (this) {
      pending.add(request);
      told = onArrival;
    }
    told.run();
  }

  private void cancel(ScriptedRequest request) {
    if (take(request)) {
      finish(request, ABORTED, false);
    }
  }

  private synchronized boolean take(ScriptedRequest request) {
    return pending.remove(request);
  }

  private void finish(ScriptedRequest request, Script.Outcome outcome, boolean atOnce) {
    if (request.end(outcome) && request.isOverlapped()) {
      io().complete(request, outcome, atOnce);
    }
    closeThreadOf(request, io());
  }

  /** WPU-THREAD-2; what is queued stays queued (WPU-THREAD-5). */
  private static void closeThreadOf(ScriptedRequest request, ScriptedIo handles) {
    ThreadId opened = request.threadToClose();
    if (opened != null) {
      handles.closeThread(opened);
    }
  }

  // ---- for the scenario

  /**
   * Says what happens to the next operations.
   *
   * @param next one for each, in the order in which they arrive
   * @param hook run in the starting call, after it completed the operation and before it returns
   */
  synchronized void expect(List<Script> next, @Nullable Runnable hook) {
    scripts.clear();
    scripts.addAll(next);
    beforeReturn = hook;
    arrived.clear();
  }

  /** Says who is told when an operation has become pending. */
  synchronized void onArrival(Runnable listener) {
    onArrival = listener;
  }

  /**
   * Whether so many of the operations that were expected have arrived.
   *
   * @param quiet whether the calls that brought them have returned, as those that are overlapped do
   */
  synchronized boolean haveArrived(int count, boolean quiet) {
    return arrived.size() >= count && (quiet || !arrived.get(count - 1).request().isOverlapped());
  }

  /** What the operations that were expected have brought, in the order of their arrival. */
  synchronized List<Arrival> arrivals() {
    return arrived.stream().map(Arrived::brought).toList();
  }

  /** Ends the operation that has been pending longest; false when none is. */
  boolean complete(Script.Outcome outcome) {
    ScriptedRequest request;
    synchronized (this) {
      request = pending.poll();
    }
    if (request == null) {
      return false;
    }
    finish(request, outcome, false);
    return true;
  }

  /**
   * Ends one of the operations that were expected.
   *
   * @param number in the order of arrival, from 0
   * @return false when it has not arrived, or has ended
   */
  boolean complete(int number, Script.Outcome outcome) {
    ScriptedRequest request;
    synchronized (this) {
      request = number < arrived.size() ? arrived.get(number).request() : null;
    }
    if (request == null || !take(request)) {
      return false;
    }
    finish(request, outcome, false);
    return true;
  }
}
