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

  /**
   * Says how many worker threads there are, 1 or more; more are added while these block in sections
   * (FWX-61).
   *
   * @param threads how many
   * @return this builder
   */
  public FwxServiceBuilder workers(int threads) {
    Validate.isTrue(threads >= 1, "threads=%d: use manualPump() for none", threads);
    this.workers = threads;
    return this;
  }

  /**
   * Makes no workers: the test takes packets by {@link FwxService#pump}.
   *
   * @return this builder
   */
  public FwxServiceBuilder manualPump() {
    this.workers = 0;
    return this;
  }

  /**
   * Switches strict mode on: {@code REPORT} keeps broken rules, {@code FAIL} throws them at the
   * close.
   *
   * @param how what becomes of broken rules
   * @return this builder
   */
  public FwxServiceBuilder verify(Verifier.Mode how) {
    this.mode = Objects.requireNonNull(how);
    return this;
  }

  /**
   * Says how many events are kept for the histories in reports; 4096 by default.
   *
   * @param most how many
   * @return this builder
   */
  public FwxServiceBuilder record(int most) {
    this.events = most;
    return this;
  }

  /**
   * Says where the end of an emulated file is told.
   *
   * @param where in the callback or in the issuing call
   * @return this builder
   */
  public FwxServiceBuilder endOfFile(EndOfFile where) {
    this.endOfFile = Objects.requireNonNull(where);
    return this;
  }

  /**
   * Says what happens to each I/O.
   *
   * @param plan is asked for each
   * @return this builder
   */
  public FwxServiceBuilder faults(IoFaultPlan plan) {
    this.faults = Objects.requireNonNull(plan);
    return this;
  }

  /**
   * Says what filters see in arguments that are not specified, 0 by default (FWX-22, FWX-23). A
   * filter that looks at them behaves differently with other values.
   *
   * @param win32ErrorCode of a success
   * @param byteCount of a failure
   * @return this builder
   */
  public FwxServiceBuilder unspecified(int win32ErrorCode, int byteCount) {
    this.unspecified = new Unspecified(win32ErrorCode, byteCount);
    return this;
  }

  /**
   * Says how many overlapped objects may live at once; one more gives {@code E_OUTOFMEMORY}.
   *
   * @param most how many
   * @return this builder
   */
  public FwxServiceBuilder overlappedLimit(int most) {
    this.overlappedLimit = most;
    return this;
  }

  /**
   * Says how long all workers may block outside sections before strict mode reports it; 2 s by
   * default.
   *
   * @param limit a time, not null
   * @return this builder
   */
  public FwxServiceBuilder blockLimit(Duration limit) {
    this.blockLimit = Objects.requireNonNull(limit);
    return this;
  }

  /**
   * Says how long a stop waits for callbacks and workers; 10 s by default.
   *
   * @param limit a time, not null
   * @return this builder
   */
  public FwxServiceBuilder stopLimit(Duration limit) {
    this.stopLimit = Objects.requireNonNull(limit);
    return this;
  }

  /**
   * Lets somebody hear of file I/O from the beginning.
   *
   * @param listener is called in the threads that make the events
   * @return this builder
   */
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
   * @return this builder
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

  /**
   * Starts a service.
   *
   * @return the service, which the caller closes
   */
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
