package dev.wsplab.wfp;

import com.sun.jna.Native;
import dev.wsplab.driver.CallArguments;
import dev.wsplab.driver.NativeBreaks;
import dev.wsplab.driver.NativeWords;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.wfp.packet.NetBufferList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Callouts of one module in C: registered with the engine, and called by it. What a call out of
 * them has broken at once ends the callback when it has returned. Thread-safe.
 */
// Memory of a call is given back by the quarantine.
@SuppressWarnings({"builder:required.method.not.called", "resourceleak:required.method.not.called"})
final class NativeCallouts {
  private static final int POINTER = Native.POINTER_SIZE;
  // FWPS_CALLOUT2: a GUID and a UINT32, then three pointers
  private static final int CLASSIFY = POINTER == Long.BYTES ? 24 : 20;
  private static final int NOTIFY = CLASSIFY + POINTER;
  private static final int FLOW_DELETE = CLASSIFY + 2 * POINTER;
  private static final int FILTER_ROOM = 256;
  private static final int GUID = 16;

  private final FilterEngine engine;
  private final NativeBreaks breaks;
  private final NativePackets packets;
  private final NativeTokens tokens;
  private final NativeRunning running;
  private final NativeQuarantine quarantine;
  private final Set<NativeClassify> underWay = ConcurrentHashMap.newKeySet();
  private final Map<Long, Long> contexts = new ConcurrentHashMap<>();
  private final Map<String, Integer> registered = new ConcurrentHashMap<>();

  NativeCallouts(
      FilterEngine engine,
      NativeBreaks breaks,
      NativePackets packets,
      NativeTokens tokens,
      NativeRunning running) {
    this.engine = engine;
    this.breaks = breaks;
    this.packets = packets;
    this.tokens = tokens;
    this.running = running;
    this.quarantine = new NativeQuarantine(engine.checks());
  }

  /** {@code FwpsCalloutRegister1} and 2. */
  WfpStatus register(long callout, long out) {
    if (callout == 0) {
      return WfpStatus.STATUS_FWP_NULL_POINTER;
    }
    String key = Guids.read(callout);
    long classify = NativeWords.pointer(callout + CLASSIFY);
    long notify = NativeWords.pointer(callout + NOTIFY);
    long flowDelete = NativeWords.pointer(callout + FLOW_DELETE);
    if (classify == 0) {
      return WfpStatus.STATUS_FWP_NULL_POINTER;
    }
    if (out != 0) {
      CallArguments.memory().storeInt(out, 0); // before there is anything that could be lost
    }
    HandleSlot id = new HandleSlot();
    WfpStatus status =
        engine
            .kernel()
            .fwpsCalloutRegister1(
                new FwpsCallout(
                    key,
                    (values, meta, packet, context, filter, flow, decision) ->
                        classify(
                            classify, key, values, meta, packet, context, filter, flow, decision),
                    notify == 0 ? null : (type, filter) -> told(notify, key, type, filter),
                    flowDelete == 0
                        ? null
                        : (layer, callout1, context) ->
                            flowDeleted(flowDelete, layer, callout1, context)),
                id);
    if (status.isSuccess()) {
      registered.put(key, (int) id.get());
      if (out != 0) {
        CallArguments.memory().storeInt(out, (int) id.get());
      }
    }
    return status;
  }

  /** {@code FwpsCalloutUnregisterById0}. */
  WfpStatus unregister(int id) {
    WfpStatus status = engine.kernel().fwpsCalloutUnregisterById0(id);
    if (status.isSuccess()) {
      registered.values().remove(id);
    }
    return status;
  }

  /** {@code FwpsCalloutUnregisterByKey0}. */
  WfpStatus unregister(String key) {
    Integer id = registered.get(key);
    return id == null ? WfpStatus.STATUS_FWP_CALLOUT_NOT_FOUND : unregister(id);
  }

  /** The keys of those that are registered, in their order. */
  List<String> left() {
    List<String> left = new ArrayList<>(registered.keySet());
    Collections.sort(left);
    return left;
  }

  // ---- called by the engine

  private void classify(
      long callback,
      String key,
      FwpsIncomingValues values,
      FwpsIncomingMetadataValues meta,
      @Nullable NetBufferList packet,
      @Nullable Object context,
      FwpsFilter filter,
      long flow,
      FwpsClassifyOut out) {
    if (!running.enter()) {
      out.block(); // the module is gone, as if it were not registered
      return;
    }
    NativeClassify call = new NativeClassify(values, meta, describe(key, filter), out);
    long token = tokens.give(context);
    underWay.add(call);
    try {
      CalloutNatives.classify(
          callback,
          new long[] {
            call.values(),
            call.metadata(),
            packets.address(packet),
            token,
            call.filter(),
            flow,
            call.decision()
          });
      int unknown = call.read();
      if (unknown != 0) {
        engine
            .checks()
            .byCallback(
                WfpCheck.UNKNOWN_ACTION,
                0,
                key,
                "an FWP_ACTION_TYPE",
                "0x" + Integer.toHexString(unknown));
      }
      breaks.after();
    } finally {
      underWay.remove(call);
      tokens.drop(token);
      quarantine.add(call, key);
      packets.sweep();
      running.leave();
    }
  }

  /** What callouts have decided so far counts: others act upon it now (WFP-107). */
  void readUnderWay() {
    underWay.forEach(NativeClassify::read);
  }

  private NativeFilter describe(String key, FwpsFilter filter) {
    AddedFilter added = engine.policy().filter(filter.filterId());
    Callout callout = engine.policy().callout(key);
    return new NativeFilter(
        filter,
        added == null ? 0 : added.sublayer().weight(),
        callout == null ? 0 : callout.id(),
        contexts.getOrDefault(filter.filterId(), filter.context()));
  }

  /** A notifyFn may give its filter a context, which classifyFn then gets. */
  private WfpStatus told(long callback, String key, FwpsNotifyType type, FwpsFilter filter) {
    if (!running.enter()) {
      return WfpStatus.STATUS_SUCCESS;
    }
    try (NativeBlock memory = NativeBlock.allocate(FILTER_ROOM)) {
      describe(key, filter).write(memory.buffer(), memory.address(), GUID);
      int status =
          CalloutNatives.told(callback, type.ordinal(), memory.address(), memory.address() + GUID);
      if (type == FwpsNotifyType.ADD_FILTER) {
        contexts.put(
            filter.filterId(), memory.buffer().getLong(GUID + NativeFilter.contextOffset()));
      } else {
        contexts.remove(filter.filterId());
      }
      breaks.after();
      return status >= 0
          ? WfpStatus.STATUS_SUCCESS
          : WfpStatus.STATUS_FWP_CALLOUT_NOTIFICATION_FAILED;
    } finally {
      running.leave();
    }
  }

  private void flowDeleted(long callback, FwpsLayer layer, int callout, long context) {
    if (running.enter()) {
      try {
        CalloutNatives.flowDeleted(callback, layer.id(), callout, context);
        breaks.after();
      } finally {
        running.leave();
      }
    }
  }

  /** The completion function of an injection; null for NULL. */
  @Nullable FwpsInjectComplete injected(long callback, long context) {
    if (callback == 0) {
      return null;
    }
    return (given, list, dispatch) -> {
      if (running.enter()) {
        try {
          CalloutNatives.injected(callback, context, packets.address(list), dispatch);
          breaks.after();
        } finally {
          packets.sweep();
          running.leave();
        }
      }
    };
  }

  /** Nothing calls any more. */
  void end() {
    quarantine.end();
  }
}
