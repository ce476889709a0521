package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.PortPacket;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ModuleFile;
import dev.wsplab.spi.ServiceProvider;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Watches the overlapped operations at the border of every provider, from whoever calls it to the
 * provider and back: their start, their completion, and what is found of their result.
 *
 * <p>It reads a structure only from the start until just before the notification, and, for the
 * client's operations that are told by a packet, inside the dequeue call. Thread-safe.
 */
final class OperationWatch implements ProviderInterceptor, OperationListener {
  private final BorderThreads threads = new BorderThreads();
  private final BorderBook book = new BorderBook();
  private final Map<Guid, Border> borders = new ConcurrentHashMap<>();
  // Packets that the client has queued itself, by what they carry as their structure.
  private final Map<Long, AtomicInteger> posted = new ConcurrentHashMap<>();
  private final StartChecks starts;
  private final CompletionChecks completions;
  private final ResultChecks results;
  private final RoutineChecks routines;
  private final EventChecks events;
  private final EndChecks ends;

  OperationWatch(Violations violations, Duration grace) {
    Findings findings = new Findings(violations);
    this.starts = new StartChecks(book, threads, findings);
    this.completions = new CompletionChecks(book, threads, findings);
    ResultChecks found = new ResultChecks(book, findings);
    this.results = found;
    this.routines = new RoutineChecks(book, threads, found, findings);
    this.events = new EventChecks(book, threads, findings);
    this.ends = new EndChecks(book, findings, grace);
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    // Loaded by several layers, it is one provider all the same.
    boolean hosted = provider.origin() instanceof ModuleFile;
    Border border = borders.computeIfAbsent(id, key -> new Border(name, hosted));
    return new BorderProvider(this, border, provider);
  }

  /** The environment ends: what was not cleaned up is looked at now. */
  void finish() {
    borders.values().stream().filter(Border::isStarted).forEach(ends::ending);
  }

  // ---- what the client does

  @Override
  public void onEvent(OperationEvent event) {
    if (event.step() == OperationEvent.Step.STARTED) {
      threads.clientStarts(event.operation().overlapped().address());
    }
  }

  @Override
  public void onPosted(PortPacket packet) {
    posted.computeIfAbsent(packet.overlapped(), key -> new AtomicInteger()).incrementAndGet();
  }

  @Override
  public void onPacket(PortPacket packet) {
    if (!wasPosted(packet.overlapped())) {
      results.packet(packet.overlapped(), packet.bytes());
    }
  }

  /** Takes one of the client's own packets off the account. */
  private boolean wasPosted(long overlapped) {
    AtomicInteger left = posted.get(overlapped);
    if (left == null) {
      return false;
    }
    return left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
  }

  // ---- for what stands at the borders

  BorderThreads threads() {
    return threads;
  }

  BorderBook book() {
    return book;
  }

  StartChecks starts() {
    return starts;
  }

  CompletionChecks completions() {
    return completions;
  }

  ResultChecks results() {
    return results;
  }

  RoutineChecks routines() {
    return routines;
  }

  EventChecks events() {
    return events;
  }

  EndChecks ends() {
    return ends;
  }
}
