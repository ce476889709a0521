package dev.wsplab.wfp;

import dev.wsplab.driver.Irql;
import dev.wsplab.wfp.WfpFaults.Point;
import dev.wsplab.wfp.packet.InjectionHistory;
import dev.wsplab.wfp.packet.NetBufferList;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Injection handles, and what callouts ask of them (section 7). Thread-safe. */
final class Injections {
  private final FilterEngine engine;
  private final InjectedPackets packets;
  private final HandleValues.Kind values;
  private final Map<Long, InjectionHandle> handles = new ConcurrentHashMap<>();

  Injections(FilterEngine engine) {
    this.engine = engine;
    this.values = engine.handleValues().from(0xA000_0000);
    this.packets = new InjectedPackets(engine);
  }

  WfpStatus create(int family, int flags, @Nullable HandleSlot slot) {
    engine.checks().irql("FwpsInjectionHandleCreate0", engine.frames().irql(), Irql.PASSIVE_LEVEL);
    if (slot == null) {
      return WfpStatus.STATUS_FWP_NULL_POINTER;
    }
    boolean known = family == Fwps.AF_UNSPEC || family == Fwps.AF_INET || family == Fwps.AF_INET6;
    if (!known || flags != 0) {
      return WfpStatus.STATUS_INVALID_PARAMETER;
    }
    if (engine.faults().fails(Point.HANDLE_CREATE)) {
      return WfpStatus.STATUS_FWP_TCPIP_NOT_READY; // WFP-71b
    }
    InjectionHandle handle = new InjectionHandle(values.next(), family);
    handles.put(handle.value(), handle);
    slot.set(handle.value());
    return WfpStatus.STATUS_SUCCESS;
  }

  /** Returns only when all is over (WFP-71b). */
  WfpStatus destroy(long value) {
    engine.checks().irql("FwpsInjectionHandleDestroy0", engine.frames().irql(), Irql.PASSIVE_LEVEL);
    InjectionHandle handle = handles.get(value);
    if (handle == null || !handle.closes()) {
      return wrong(value);
    }
    Duration limit = engine.settings().destroyWait();
    if (!handle.drained(limit)) {
      throw new IllegalStateException(
          "FwpsInjectionHandleDestroy0 has waited "
              + InjectionHandle.seconds(limit)
              + " for injections that are under way: let the scheduler run in another thread, and"
              + " do not destroy in a completion function");
    }
    handles.remove(value);
    return WfpStatus.STATUS_SUCCESS;
  }

  boolean isClosing(long value) {
    InjectionHandle handle = handles.get(value);
    return handle != null && handle.isClosing();
  }

  private WfpStatus wrong(long value) {
    return values.wasGiven(value)
        ? WfpStatus.STATUS_FWP_INJECT_HANDLE_STALE
        : WfpStatus.STATUS_FWP_NULL_POINTER;
  }

  /** What both injection functions have in common (WFP-73, WFP-74). */
  WfpStatus inject(
      InjectCall call,
      FwpDirection direction,
      @Nullable AleRequest endpoint,
      @Nullable FwpsTransportSendParams to) {
    WfpStatus status = begin(call, direction, endpoint, to);
    NetBufferList list = call.list();
    if (!status.isSuccess() && list != null && !list.isFreed()) {
      packets.failed(list, direction, packets.request(list, direction, endpoint, to));
    }
    return status;
  }

  private WfpStatus begin(
      InjectCall call,
      FwpDirection direction,
      @Nullable AleRequest endpoint,
      @Nullable FwpsTransportSendParams to) {
    engine
        .checks()
        .irql("FwpsInjectTransport...Async0", engine.frames().irql(), Irql.DISPATCH_LEVEL);
    NetBufferList list = call.list();
    FwpsInjectComplete function = call.function();
    if (list == null || function == null) {
      return WfpStatus.STATUS_FWP_NULL_POINTER;
    }
    InjectionHandle handle = handles.get(call.handle());
    if (handle == null) {
      return wrong(call.handle());
    }
    if (call.flags() != 0 || !handle.serves(call.family())) {
      return WfpStatus.STATUS_INVALID_PARAMETER;
    }
    if (handle.isClosing()) {
      return WfpStatus.STATUS_FWP_INJECT_HANDLE_CLOSING;
    }
    if (engine.faults().fails(Point.INJECT)) {
      return WfpStatus.STATUS_FWP_TCPIP_NOT_READY;
    }
    AleRequest request = packets.request(list, direction, endpoint, to);
    look(list, direction, request);
    if (!handle.begins()) {
      return WfpStatus.STATUS_FWP_INJECT_HANDLE_CLOSING;
    }
    boolean pended = request != null && isPended(request, list);
    boolean marked = request != null && engine.awaiting().isMarked(request);
    engine.packets().pool().markInjected(list, handle.value(), call.injectionContext());
    Injection injection =
        new Injection(
            handle, list, direction, endpoint, to, function, call.context(), pended, marked);
    Runnable carry = () -> engine.scheduler().submitCompletion(() -> packets.carryOut(injection));
    AleOperation other = request == null ? null : engine.flows().authorizing(request);
    engine.trace().add(other == null ? 0 : other.number(), "inject", list + " " + direction);
    // While classifyFn runs, or the layer is asked again, the completion is not over (WFP-63).
    if (other == null || !other.defers(carry)) {
      carry.run();
    }
    return WfpStatus.STATUS_SUCCESS;
  }

  private void look(NetBufferList list, FwpDirection direction, @Nullable AleRequest request) {
    FwpDirection was = engine.packets().direction(list);
    if (was != null && was != direction) {
      engine
          .checks()
          .byCall(WfpCheck.WRONG_DIRECTION, 0, "", was + ", as it was going", "" + direction);
    }
    if (request != null && request.isTcp() && engine.frames().isInTransport()) {
      engine
          .checks()
          .byCall(WfpCheck.INJECTED_INSIDE, 0, "", "an injection after classifyFn", "one inside");
    }
  }

  /** Whether the tuple is pended yet, which is reported if the packet is that one (WFP-59). */
  private boolean isPended(AleRequest request, NetBufferList list) {
    AleOperation other = engine.flows().authorizing(request);
    if (other == null || !other.isPended()) {
      return false;
    }
    if (engine.packets().mayBeOf(list, other.stackPacket())) {
      engine
          .checks()
          .byCall(
              WfpCheck.INJECTED_WHILE_PENDED,
              other.number(),
              other.lastPender(),
              "FwpsCompleteOperation0 first",
              "an injection while pended");
    } // else it is late, of a flow that was closed, and fails
    return true;
  }

  /** FwpsQueryPacketInjectionState0 (WFP-79). */
  FwpsPacketInjectionState state(
      long handle, @Nullable NetBufferList list, @Nullable HandleSlot context) {
    if (list == null) {
      engine.checks().byCall(WfpCheck.NO_PACKET, 0, "", "a packet", "NULL");
      return FwpsPacketInjectionState.FWPS_PACKET_NOT_INJECTED;
    }
    InjectionHistory history = list.history();
    InjectionHistory.Injection current = history.current();
    InjectionHistory.Injection earlier = history.earlierBy(handle);
    if (current != null && current.handle() == handle) {
      give(context, current);
      return FwpsPacketInjectionState.FWPS_PACKET_INJECTED_BY_SELF;
    }
    if (current != null && earlier != null) {
      give(context, earlier);
      return FwpsPacketInjectionState.FWPS_PACKET_PREVIOUSLY_INJECTED_BY_SELF;
    }
    return current == null
        ? FwpsPacketInjectionState.FWPS_PACKET_NOT_INJECTED
        : FwpsPacketInjectionState.FWPS_PACKET_INJECTED_BY_OTHER;
  }

  private static void give(@Nullable HandleSlot slot, InjectionHistory.Injection injection) {
    if (slot != null) {
      slot.set(injection.context());
    }
  }

  /** Whether a callout has brought a packet in. */
  boolean isInjected(@Nullable NetBufferList list) {
    return list != null && list.history().current() != null;
  }

  List<String> owed() {
    return handles.values().stream()
        .map(handle -> "injection handle 0x" + Long.toHexString(handle.value()))
        .sorted()
        .toList();
  }

  /** Reports handles that are left. */
  void end() {
    owed()
        .forEach(
            left ->
                engine.checks().byCallback(WfpCheck.INJECTION_HANDLE_LEFT, 0, "", "nothing", left));
    handles.clear();
  }
}
