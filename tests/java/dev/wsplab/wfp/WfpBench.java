package dev.wsplab.wfp;

import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.Verifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.UnaryOperator;

/** An engine that reports, with what tests do often. Two addresses of each version. */
final class WfpBench implements AutoCloseable {
  static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);

  final FilterEngine engine;
  final FwpsFunctions fwps;
  final FwpmFunctions fwpm;
  final NetworkStack stack;

  private WfpBench(UnaryOperator<FilterEngineSettings> settings) {
    engine =
        settings
            .apply(FilterEngine.builder().verify(Verifier.Mode.REPORT).manualScheduler())
            .build();
    fwps = engine.kernel();
    fwpm = engine.management();
    stack = engine.stack();
  }

  static WfpBench open() {
    return with(it -> it);
  }

  static WfpBench with(UnaryOperator<FilterEngineSettings> settings) {
    return new WfpBench(settings);
  }

  static InetSocketAddress at(String address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByName(address), port);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }

  /** A TCP connection to a port. */
  static AleRequest tcp(int port) {
    return AleRequest.tcp(at("192.0.2.1", 50_000), at("198.51.100.7", port));
  }

  /** UDP with a peer at a port. */
  static AleRequest udp(int port) {
    return AleRequest.udp(at("192.0.2.1", 50_001), at("198.51.100.7", port));
  }

  /** The same over IPv6. */
  static AleRequest tcp6(int port) {
    return AleRequest.tcp(at("2001:db8::1", 50_000), at("2001:db8::7", port));
  }

  static AleRequest udp6(int port) {
    return AleRequest.udp(at("2001:db8::1", 50_001), at("2001:db8::7", port));
  }

  /** Registers a callout, with a filter at each of these layers. */
  long callout(String key, FwpsCalloutClassifyFn fn, FwpsLayer... layers) {
    HandleSlot id = new HandleSlot();
    require(fwps.fwpsCalloutRegister1(FwpsCallout.of(key, fn), id));
    for (FwpsLayer layer : layers) {
      filter(FwpmFilter.asking(key, layer));
    }
    return id.get();
  }

  /** Registers a callout with a filter in a sublayer of its own. */
  long calloutIn(FwpmSublayer sublayer, String key, FwpsCalloutClassifyFn fn, FwpsLayer layer) {
    require(fwpm.fwpmSubLayerAdd0(sublayer));
    long id = callout(key, fn);
    filter(FwpmFilter.asking(key, layer).in(sublayer.name()));
    return id;
  }

  long filter(FwpmFilter filter) {
    HandleSlot id = new HandleSlot();
    require(fwpm.fwpmFilterAdd0(filter, id));
    return id.get();
  }

  long injectionHandle() {
    HandleSlot slot = new HandleSlot();
    require(fwps.fwpsInjectionHandleCreate0(Fwps.AF_UNSPEC, 0, slot));
    return slot.get();
  }

  static void require(WfpStatus status) {
    if (!status.isSuccess()) {
      throw new AssertionError(status);
    }
  }

  int run() {
    return engine.scheduler().runAll();
  }

  /** The rules that were broken, in order. */
  List<String> broken() {
    return engine.violations().stream().map(Violation::rule).toList();
  }

  int count(String step) {
    return engine.trace().named(step).size();
  }

  /** How often callouts were asked about an operation. */
  int classified(AleOperation operation) {
    return (int)
        engine.trace().of(operation).stream()
            .filter(event -> event.step().equals("classify"))
            .count();
  }

  @Override
  public void close() {
    engine.close();
  }
}
