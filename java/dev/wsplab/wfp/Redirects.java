package dev.wsplab.wfp;

import dev.wsplab.driver.Irql;
import dev.wsplab.wfp.FwpsLayer.Kind;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/** FwpsPendClassify0 and its family, keyed by a classify handle (section 8). Thread-safe. */
final class Redirects {
  private final FilterEngine engine;
  private final HandleValues.Kind values;
  private final Map<Long, ClassifyHandle> handles = new ConcurrentHashMap<>();

  Redirects(FilterEngine engine) {
    this.engine = engine;
    this.values = engine.handleValues().from(0xC000_0000);
  }

  WfpStatus acquire(@Nullable Object classifyContext, int flags, @Nullable HandleSlot slot) {
    irql("FwpsAcquireClassifyHandle0");
    if (slot == null || !(classifyContext instanceof Classifier.Token token)) {
      return WfpStatus.STATUS_FWP_NULL_POINTER;
    }
    if (flags != 0) {
      return WfpStatus.STATUS_INVALID_PARAMETER;
    }
    ClassifyHandle handle = new ClassifyHandle(values.next(), token.call());
    handle.acquired();
    handles.put(handle.value(), handle);
    slot.set(handle.value());
    return WfpStatus.STATUS_SUCCESS;
  }

  void release(long value) {
    irql("FwpsReleaseClassifyHandle0");
    ClassifyHandle handle = handles.get(value);
    if (handle == null || !handle.releases()) {
      engine
          .checks()
          .byCall(
              WfpCheck.CLASSIFY_MISUSE,
              0,
              "",
              "a handle that is acquired",
              "0x" + Long.toHexString(value) + " released");
    } else if (handle.isGone()) {
      handles.remove(value);
    }
  }

  /** FwpsPendClassify0 (WFP-84, WFP-85). */
  WfpStatus pend(long value, long filterId, int flags, @Nullable FwpsClassifyOut out) {
    irql("FwpsPendClassify0");
    ClassifyHandle handle = handles.get(value);
    if (handle == null || out == null) {
      return WfpStatus.STATUS_FWP_NULL_POINTER;
    }
    CalloutCall call = handle.call();
    if (flags != 0 || call.filter().id() != filterId) {
      return WfpStatus.STATUS_INVALID_PARAMETER;
    }
    if (!engine.frames().isInside(call) || !call.pass().pends(call)) {
      return WfpStatus.STATUS_FWP_CANNOT_PEND;
    }
    handle.pends();
    call.pended(handle);
    call.pass().operation().pended(call.callout().key());
    engine.trace().add(call.pass().operation().number(), "pend-classify", call.callout().key());
    return WfpStatus.STATUS_SUCCESS;
  }

  /** FwpsCompleteClassify0 (WFP-86). */
  void complete(long value, @Nullable FwpsClassifyOut out) {
    irql("FwpsCompleteClassify0");
    ClassifyHandle handle = handles.get(value);
    FwpsClassifyOut verdict = out == null ? null : FwpsClassifyOut.copyOf(out);
    if (handle == null || !handle.completes(verdict)) {
      engine
          .checks()
          .byCall(
              WfpCheck.CLASSIFY_MISUSE,
              handle == null ? 0 : handle.call().pass().operation().number(),
              "",
              "a classify handle that is pended",
              "0x" + Long.toHexString(value));
      return;
    }
    AleOperation operation = handle.call().pass().operation();
    engine
        .trace()
        .add(
            operation.number(),
            "complete-classify",
            verdict == null ? "anew" : verdict.decided().name());
    if (handle.mayPerform()) {
      perform(handle);
    }
  }

  void classified(ClassifyHandle handle) {
    if (handle.classified()) {
      perform(handle);
    }
  }

  private void perform(ClassifyHandle handle) {
    if (handle.isGone()) {
      handles.remove(handle.value());
    }
    engine.ale().classifyCompleted(handle.call().pass().operation(), handle.verdict());
  }

  /** FwpsAcquireWritableLayerDataPointer0. */
  @Nullable FwpsConnectRequest writable(long value) {
    ClassifyHandle handle = handles.get(value);
    Kind kind = handle == null ? null : handle.call().pass().layer().kind();
    return handle != null && (kind == Kind.CONNECT_REDIRECT || kind == Kind.BIND_REDIRECT)
        ? new FwpsConnectRequest(value, handle.call().pass().operation().request())
        : null;
  }

  /** FwpsApplyModifiedLayerData0. */
  void apply(long value, FwpsConnectRequest changed) {
    ClassifyHandle handle = handles.get(value);
    if (handle == null || changed.handle() != value) {
      engine
          .checks()
          .byCall(
              WfpCheck.CLASSIFY_MISUSE,
              0,
              "",
              "layer data of this classify handle",
              "0x" + Long.toHexString(value));
      return;
    }
    AleOperation operation = handle.call().pass().operation();
    AleRequest to =
        operation.request().from(changed.localAddressAndPort()).to(changed.remoteAddressAndPort());
    engine.ale().redirect(operation, to);
  }

  private void irql(String function) {
    engine.checks().irql(function, engine.frames().irql(), Irql.DISPATCH_LEVEL);
  }

  List<String> owed() {
    return sorted().stream().map(Redirects::describe).toList();
  }

  private List<ClassifyHandle> sorted() {
    return handles.values().stream()
        .sorted(Comparator.comparingLong(ClassifyHandle::value))
        .toList();
  }

  private static String describe(ClassifyHandle handle) {
    return "classify handle 0x"
        + Long.toHexString(handle.value())
        + (handle.isPended() ? ", pended, of " : " of ")
        + handle.call().callout().key();
  }

  /** Reports what is left, and completes it as a block. */
  void end(@Nullable Callout of) {
    for (ClassifyHandle handle : sorted()) {
      CalloutCall call = handle.call();
      if (of != null && call.callout() != of) {
        continue;
      }
      handles.remove(handle.value());
      boolean pended = handle.completes(null);
      engine
          .checks()
          .byCallback(
              pended ? WfpCheck.LEFT_PENDED : WfpCheck.HANDLE_NOT_RELEASED,
              call.pass().operation().number(),
              call.callout().key(),
              "nothing",
              describe(handle));
      if (pended) {
        call.pass().operation().notPended();
        engine.ale().block(call.pass().operation(), "left pended");
      }
    }
  }
}
