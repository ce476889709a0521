package dev.wsplab.forefront;

import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.forefront.Strict.Unspecified;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.mustcall.qual.Owning;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Says how a service is to be; {@link FwxService#builder} begins one. What was built does not
 * change with it. Not thread-safe.
 */
public final class FwxServiceBuilder {
  private static final int EVENTS = 4096;

  private int workers = 2;
  private Verifier.Mode mode = Verifier.Mode.OFF;
  private int events = EVENTS;
  private EndOfFile endOfFile = EndOfFile.LATER;
  private IoFaultPlan faults = IoFaultPlan.none();
  private Unspecified unspecified = Unspecified.ZERO;
  private int overlappedLimit = Integer.MAX_VALUE;
  private Duration blockLimit = Duration.ofSeconds(2);
  private Duration stopLimit = Duration.ofSeconds(10);
  private final List<OperationListener> listeners = new ArrayList<>();
  private @Nullable Ws2_32 ws2;
  private @Nullable CompletionPort port;

  FwxServiceBuilder() {}

  /** Worker threads, 1 or more; more are added while these block in sections (FWX-61). */
  public FwxServiceBuilder workers(int threads) {
    Validate.isTrue(threads >= 1, "threads=%d: use manualPump() for none", threads);
    this.workers = threads;
    return this;
  }

  /** No workers: the test takes packets by {@link FwxService#pump}. */
  public FwxServiceBuilder manualPump() {
    this.workers = 0;
    return this;
  }

  /** Strict mode: {@code REPORT} keeps broken rules, {@code FAIL} throws them at the close. */
  public FwxServiceBuilder verify(Verifier.Mode how) {
    this.mode = Objects.requireNonNull(how);
    return this;
  }

  /** How many events are kept for the histories in reports; 4096 by default. */
  public FwxServiceBuilder record(int most) {
    this.events = most;
    return this;
  }

  /** Where the end of an emulated file is told. */
  public FwxServiceBuilder endOfFile(EndOfFile where) {
    this.endOfFile = Objects.requireNonNull(where);
    return this;
  }

  /** What happens to each I/O. */
  public FwxServiceBuilder faults(IoFaultPlan plan) {
    this.faults = Objects.requireNonNull(plan);
    return this;
  }

  /**
   * What filters see in arguments that are not specified, 0 by default (FWX-22, FWX-23). A filter
   * that looks at them behaves differently with other values.
   *
   * @param win32ErrorCode of a success
   * @param byteCount of a failure
   */
  public FwxServiceBuilder unspecified(int win32ErrorCode, int byteCount) {
    this.unspecified = new Unspecified(win32ErrorCode, byteCount);
    return this;
  }

  /** How many overlapped objects may live at once; one more gives {@code E_OUTOFMEMORY}. */
  public FwxServiceBuilder overlappedLimit(int most) {
    this.overlappedLimit = most;
    return this;
  }

  /** How long all workers may block outside sections before strict mode reports it; 2 s. */
  public FwxServiceBuilder blockLimit(Duration limit) {
    this.blockLimit = Objects.requireNonNull(limit);
    return this;
  }

  /** How long a stop waits for callbacks and workers; 10 s. */
  public FwxServiceBuilder stopLimit(Duration limit) {
    this.stopLimit = Objects.requireNonNull(limit);
    return this;
  }

  /** Is told of file I/O from the beginning. */
  public FwxServiceBuilder listener(OperationListener listener) {
    this.listeners.add(Objects.requireNonNull(listener));
    return this;
  }

  /**
   * Lets filters make network sockets.
   *
   * @param winsock the environment's functions
   * @param shared a port of the same environment, which becomes the service's own and is closed
   *     with it
   */
  // The service that is built takes it.
  @SuppressWarnings({
    "builder:required.method.not.called",
    "resourceleak:required.method.not.called"
  })
  public FwxServiceBuilder sockets(Ws2_32 winsock, @Owning CompletionPort shared) {
    this.ws2 = winsock;
    this.port = shared;
    return this;
  }

  /** Starts a service. */
  public FwxService build() {
    return new FwxService(
        new ServiceSettings(
            workers,
            mode,
            events,
            endOfFile,
            faults,
            unspecified,
            overlappedLimit,
            blockLimit,
            stopLimit,
            List.copyOf(listeners),
            ws2,
            port));
  }
}
