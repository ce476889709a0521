package dev.wsplab;

import dev.wsplab.host.Application;
import dev.wsplab.host.Catalog;
import dev.wsplab.host.Host;
import dev.wsplab.host.HostSettings;
import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.jfr.FlightEvents;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeStacks;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.Operations;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.NativeProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.timing.Timing;
import dev.wsplab.trace.ProviderTracer;
import dev.wsplab.trace.Recorder;
import dev.wsplab.verifier.Verifier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.commons.lang3.Validate;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Collects what a Winsock consists of. Not thread-safe. */
public final class WinsockBuilder {
  private static final int DEFAULT_HISTORY = 4096;

  private record Base(ServiceProvider provider, List<ProtocolInfo> protocols) {}

  private record Layer(ServiceProvider provider, Guid id, String name, boolean ifsHandles) {}

  private final List<Base> bases = new ArrayList<>();
  private final List<Layer> layers = new ArrayList<>();
  private final List<Consumer<Catalog>> preparations = new ArrayList<>();
  private @Nullable Application application;
  private boolean eagerHandleReuse;
  private int outstandingRequests = Integer.MAX_VALUE;
  private final List<ProviderInterceptor> interceptors = new ArrayList<>();
  private Verifier.Mode mode = Verifier.Mode.OFF;
  private Duration grace = Verifier.GRACE;
  private int recorded;
  private Timing timing = Timing.immediate();
  private int handleLimit;
  private boolean stacks;
  private boolean nativeStacks;
  private boolean watchesClient;

  WinsockBuilder() {}

  /**
   * Watches every provider, and keeps the rules that it breaks for {@link Winsock#violations}; in
   * the mode {@code FAIL} closing the environment throws them. Without this call nothing is
   * watched.
   *
   * @param mode whether closing the environment throws what was found
   * @return this builder
   */
  public WinsockBuilder verify(Verifier.Mode mode) {
    return verify(mode, Verifier.GRACE);
  }

  /**
   * The same, with another patience.
   *
   * @param mode whether closing the environment throws what was found
   * @param grace how long the last {@code WSPCleanup} of a provider is put off while completions of
   *     sockets that were closed are still owed; then they count as never completed (WSP-CLOSE-3)
   * @return this builder
   */
  public WinsockBuilder verify(Verifier.Mode mode, Duration grace) {
    Validate.isTrue(!grace.isNegative(), "grace=%s: a patience is 0 or more", grace);
    this.mode = mode;
    this.grace = grace;
    return this;
  }

  /**
   * Records the last events of operations and of calls of providers, for {@link Winsock#recorder}.
   *
   * @param events how many are kept, at least 1
   * @return this builder
   */
  public WinsockBuilder record(int events) {
    Validate.isTrue(events > 0, "events=%d: a recording keeps at least one event", events);
    recorded = events;
    return this;
  }

  /**
   * Lets the recording, and so the history of each broken rule, say where operations were started.
   * Takes some microseconds for each; does nothing without {@link #verify} or {@link #record}.
   *
   * @return this builder
   */
  public WinsockBuilder stacks() {
    stacks = true;
    return this;
  }

  /**
   * Lets the recording, and so the history of each broken rule and reports of hangs, say which
   * functions of a native module, provider or client, have caused an event: below the first event
   * of each of its calls stand lines such as {@code at layer.so!worker+0x2c (0x7f12a4b0319c)}, the
   * innermost frame first, at most 16. Frames of this library and of the JVM are left out.
   *
   * <p>Takes some ten microseconds for each event of a module; does nothing without {@link #verify}
   * or {@link #record}. {@code docs/hosting.md} says what functions have names.
   *
   * @return this builder
   */
  public WinsockBuilder nativeStacks() {
    nativeStacks = true;
    return this;
  }

  /**
   * Remembers where each operation was started and each handle made, and which threads are inside a
   * call, for {@link Operation#place}, {@link Winsock#unclosedHandles} and {@link Winsock#waiters}.
   * Costs a few microseconds for each operation and each handle.
   *
   * @return this builder
   */
  public WinsockBuilder watchClient() {
    watchesClient = true;
    return this;
  }

  /**
   * Says when the results that providers complete become visible. {@link Timing#immediate} unless
   * called; {@link Timing#deferred} shows who relies on seeing them when {@code
   * WPUCompleteOverlappedRequest} returns (WPU-COMPLETE-10).
   *
   * @param when the timing; each environment starts it anew
   * @return this builder
   */
  public WinsockBuilder timing(Timing when) {
    timing = when;
    return this;
  }

  /**
   * Puts something between every provider and whoever calls it; of several the first is the nearest
   * to the provider, but for the verifier, which is nearer than all.
   *
   * @param interceptor is asked for each provider that starts
   * @return this builder
   */
  public WinsockBuilder intercept(ProviderInterceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  /**
   * Installs TCP and UDP on the system's own sockets, set up as the provider was made.
   *
   * @param provider the provider; it can be given to one builder call only
   * @return this builder
   */
  public WinsockBuilder base(TcpProvider provider) {
    return base(provider, provider.entries());
  }

  /**
   * Installs TCP and UDP in memory, set up as the provider was made.
   *
   * @param provider the provider; it can be given to one builder call only
   * @return this builder
   */
  public WinsockBuilder base(LoopbackProvider provider) {
    return base(provider, provider.entries());
  }

  /**
   * Installs a base provider; the order of calls is the order of the catalog.
   *
   * @param provider the provider
   * @param protocols what it offers, all with one ProviderId; the catalog assigns the entry ids
   * @return this builder
   * @throws IllegalArgumentException when it was given already
   */
  public WinsockBuilder base(ServiceProvider provider, List<ProtocolInfo> protocols) {
    requireNew(provider);
    bases.add(new Base(provider, List.copyOf(protocols)));
    return this;
  }

  /**
   * Installs a layer over every protocol; the last call is the topmost. Its entries carry {@code
   * XP1_IFS_HANDLES} when it is a {@code LayeredProvider} of the form {@code IFS}.
   *
   * @param provider the layer; its ProviderId is chosen at random, its name follows from its class
   * @return this builder
   */
  public WinsockBuilder layer(ServiceProvider provider) {
    boolean ifs = provider instanceof LayeredProvider l && l.form() == LayerForm.IFS;
    return layer(provider, Guid.random(), nameOf(provider.getClass()), ifs);
  }

  // An anonymous class has no simple name.
  private static String nameOf(Class<?> type) {
    String simple = type.getSimpleName();
    return simple.isEmpty() ? type.getName() : simple;
  }

  /**
   * Installs a layer over every protocol.
   *
   * @param provider the layer
   * @param id its ProviderId
   * @param name its name in the catalog, at most 255 characters
   * @param ifsHandles whether it hands out the system handles of the base ({@code XP1_IFS_HANDLES})
   * @return this builder
   * @throws IllegalArgumentException when it is a {@code LayeredProvider} of the other form, or
   *     stands in this chain already
   */
  public WinsockBuilder layer(ServiceProvider provider, Guid id, String name, boolean ifsHandles) {
    requireForm(provider, ifsHandles);
    requireNew(provider);
    layers.add(new Layer(provider, id, name, ifsHandles));
    return this;
  }

  /** {@return how many layers it has been given until now} */
  public int layerCount() {
    return layers.size();
  }

  /**
   * Says what the application that uses this Winsock is called. It then uses only the layers that
   * {@code WSCSetApplicationCategory} permits it (CAT-LSP-3); without this call, or when nobody has
   * categorized it, all of them.
   *
   * @param path load path of the executable
   * @param extra its command line, or null
   * @return this builder
   */
  public WinsockBuilder application(String path, @Nullable String extra) {
    application = new Application(path, extra);
    return this;
  }

  /**
   * Does with the catalog what an installer does before an application starts: {@code
   * catalog.functions()} are the {@code WSC} functions, {@code catalog.restore(file)} takes a
   * stored catalog. Comes after the bases and layers of this builder are installed, before {@code
   * WSAStartup}; sockets see what is changed later only after another start (CAT-4).
   *
   * @param preparation runs in {@link #build}; several run in the order of calls
   * @return this builder
   */
  public WinsockBuilder prepare(Consumer<Catalog> preparation) {
    preparations.add(preparation);
    return this;
  }

  /**
   * Lets the value of a closed socket come back as soon as the system gives it out again, as on
   * Windows: whoever goes on using a stale handle then meets somebody else's socket. Without this,
   * closed values rest for long, so that a stale handle gives {@code WSAENOTSOCK}.
   *
   * @return this builder
   */
  public WinsockBuilder eagerHandleReuse() {
    eagerHandleReuse = true;
    return this;
  }

  /**
   * Lets no more than so many handles be open at once, those that providers make for themselves
   * included; see {@link Winsock#openHandles}. Whatever would make one more fails: {@code
   * WSAENOBUFS} for sockets, for their provider's handles, and for calls that have to wait; {@code
   * WSA_NOT_ENOUGH_MEMORY} for events; 1816 ({@code ERROR_NOT_ENOUGH_QUOTA}) for ports and copies
   * of handles. What is open goes on: nothing that pends needs another handle.
   *
   * @param most 1 to {@link Kernel#MAX_HANDLE_LIMIT}; without this call as many as the system has
   * @return this builder
   * @throws IllegalArgumentException when it is out of that range
   */
  public WinsockBuilder handleLimit(int most) {
    if (most < 1 || most > Kernel.MAX_HANDLE_LIMIT) {
      throw new IllegalArgumentException(
          "most=" + most + ", expected 1 to " + Kernel.MAX_HANDLE_LIMIT);
    }
    handleLimit = most;
    return this;
  }

  /**
   * Lets no more than so many overlapped requests be outstanding at once, those whose client has
   * not been told of their end included: one more fails with {@code WSAEWOULDBLOCK}, in the
   * functions of kernel32 and {@code WSAProviderConfigChange} with 8, out of memory, and nothing is
   * started (WSP-IO-19; pages ReadFile, WSAProviderConfigChange). Without this call there is no
   * limit but memory. Threads that start requests at the same moment may exceed it by one each.
   *
   * @param most 1 or more
   * @return this builder
   */
  public WinsockBuilder outstandingRequests(int most) {
    Validate.isTrue(most >= 1, "most=%d: at least 1 request must be possible", most);
    outstandingRequests = most;
    return this;
  }

  /**
   * Makes the environment and starts Winsock in it; providers start on first need (WSP-START-11).
   *
   * @return the environment, which the caller closes
   * @throws dev.wsplab.spi.WinsockException when the catalog refuses an installation
   */
  public Winsock build() {
    Operations operations = new Operations(watchesClient);
    NativeStacks ofModules = nativeStacks && isRecording() ? new NativeStacks() : null;
    Recorder recorder = new Recorder(kept(), stacks, ofModules);
    FlightEvents flightEvents = FlightEvents.create();
    Verifier verifier = new Verifier(recorder, grace, flightEvents::violated);
    Host host =
        new Host(
            Kernel.get(),
            new HostSettings(
                eagerHandleReuse,
                handleLimit,
                watchers(operations, verifier),
                operations,
                timing.start(),
                ofModules));
    try {
      if (isRecording()) {
        host.addListener(recorder);
      }
      if (mode != Verifier.Mode.OFF) {
        verifier.listeners().forEach(host::addListener);
      }
      if (bases.isEmpty()) {
        base(TcpProvider.loopbackOnly());
      }
      bases.forEach(base -> host.catalog().installBase(base.provider(), base.protocols()));
      layers.forEach(
          l -> host.catalog().installLayer(l.provider(), l.id(), l.name(), l.ifsHandles()));
      host.catalog().disk(NativeProvider::at);
      preparations.forEach(preparation -> preparation.accept(host.catalog()));
      host.outstandingRequests(outstandingRequests);
      if (application != null) {
        host.application(application);
      }
      flightEvents.attach(operations, host.watch()::listener);
      return new Winsock(host, recorder, verifier, mode, flightEvents, ofModules != null);
    } catch (RuntimeException e) {
      flightEvents.close();
      host.close();
      throw e;
    }
  }

  private static void requireForm(ServiceProvider provider, boolean ifsHandles) {
    if (provider instanceof LayeredProvider layered) {
      boolean ifs = layered.form() == LayerForm.IFS;
      Validate.isTrue(
          ifs == ifsHandles,
          "ifsHandles=%s: %s is a layer of the form %s; leave the form to layer(provider), or"
              + " make it with super(LayerForm.%s)",
          ifsHandles,
          nameOf(provider),
          layered.form(),
          ifsHandles ? LayerForm.IFS : LayerForm.NON_IFS);
    }
  }

  /** A provider in two places would pass its calls down to itself. */
  private void requireNew(ServiceProvider provider) {
    boolean known =
        bases.stream().anyMatch(base -> base.provider() == provider)
            || layers.stream().anyMatch(layer -> layer.provider() == provider);
    Validate.isTrue(
        !known, "%s is already in this chain: make one object for each place", nameOf(provider));
  }

  private static String nameOf(ServiceProvider provider) {
    String simple = provider.getClass().getSimpleName();
    return simple.isEmpty() ? provider.getClass().getName() : simple;
  }

  private int kept() {
    if (recorded > 0) {
      return recorded;
    }
    return isRecording() ? DEFAULT_HISTORY : 1;
  }

  private boolean isRecording() {
    return recorded > 0 || mode != Verifier.Mode.OFF;
  }

  private List<ProviderInterceptor> watchers(Operations operations, Verifier verifier) {
    List<ProviderInterceptor> all = new ArrayList<>();
    if (mode != Verifier.Mode.OFF) {
      all.add(verifier);
    }
    if (isRecording()) {
      all.add(new ProviderTracer(operations, nativeStacks));
    }
    all.addAll(interceptors);
    return all;
  }
}
