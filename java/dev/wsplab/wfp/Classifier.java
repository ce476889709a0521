package dev.wsplab.wfp;

import dev.wsplab.driver.Irql;
import java.time.Duration;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Asks the filters of a layer, and their callouts, and says what came out. Holds no lock. */
final class Classifier {
  private final FilterEngine engine;

  Classifier(FilterEngine engine) {
    this.engine = engine;
  }

  /** Sublayers by weight, filters in each by weight, until one decides; all sublayers (WFP-15). */
  PassResult run(ClassifyPass pass) {
    Arbitration arbitration = new Arbitration();
    FieldValues values = PassFields.of(pass, engine.settings().flagsReauthorization(pass.layer()));
    String decided = "";
    for (AddedFilter filter : engine.policy().at(pass.layer())) {
      String sublayer = filter.sublayer().name();
      if (!sublayer.equals(decided) && filter.filter().matches(values)) {
        if (ask(pass, filter, values, arbitration).isTerminating()) {
          decided = sublayer;
        }
      }
    }
    PassResult result = arbitration.result();
    if (result.vetoed()) {
      engine.trace().add(pass.operation().number(), "veto", pass.layer().name());
    }
    return result;
  }

  private FwpActionType ask(
      ClassifyPass pass, AddedFilter filter, FieldValues values, Arbitration arbitration) {
    Callout callout = engine.policy().callout(filter.filter().callout());
    if (callout != null) {
      return call(new Asked(pass, filter, callout), values, arbitration);
    }
    // A callout that is not registered blocks what would have been asked of it.
    FwpmFilter itself =
        filter.filter().callout() == null
            ? filter.filter()
            : FwpmFilter.blocking(filter.filter().name(), pass.layer());
    arbitration.filter(itself);
    return itself.action();
  }

  private record Asked(ClassifyPass pass, AddedFilter filter, Callout callout) {}

  private FwpActionType call(Asked asked, FieldValues values, Arbitration arbitration) {
    ClassifyPass pass = asked.pass();
    long operation = pass.operation().number();
    String who = asked.callout().key();
    Lifetime lifetime =
        new Lifetime(
            what ->
                engine
                    .checks()
                    .byCall(
                        WfpCheck.USED_LATE,
                        operation,
                        who,
                        "no use after classifyFn returned",
                        what));
    CalloutCall call =
        new CalloutCall(pass, asked.callout(), asked.filter(), arbitration.right(), lifetime);
    trace(call);
    long handle = pass.layer().canPendOperation() ? engine.pended().open(call) : 0;
    Token token = pass.layer().canPendClassify() ? new Token(call) : null;
    long began = System.nanoTime();
    try {
      invoke(call, values, handle, token, lifetime);
    } finally {
      lifetime.end();
      engine.pended().shut(handle);
    }
    slow(call, began);
    new CallRules(engine.checks(), engine.trace()).look(call);
    if (call.hasPended()) {
      // Whatever it returned, it is pended (WFP-16, WFP-31).
      call = blocked(call);
    }
    arbitration.callout(call.out());
    return call.out().decided();
  }

  /** As it should have returned. */
  private static CalloutCall blocked(CalloutCall call) {
    CalloutCall proper =
        new CalloutCall(
            call.pass(), call.callout(), call.filter(), call.hadRight(), new Lifetime(w -> {}));
    proper.out().absorb();
    return proper;
  }

  private void trace(CalloutCall call) {
    ClassifyPass pass = call.pass();
    String again = pass.isReauthorization() ? " again 0x" + Integer.toHexString(pass.reason()) : "";
    engine
        .trace()
        .add(
            pass.operation().number(),
            "classify",
            call.callout().key() + " " + pass.layer() + again);
  }

  @SuppressWarnings("IllegalCatch") // whatever leaves a callback is reported
  private void invoke(
      CalloutCall call, FieldValues values, long handle, @Nullable Token token, Lifetime lifetime) {
    ClassifyPass pass = call.pass();
    long operation = pass.operation().number();
    String who = call.callout().key();
    Metadata metadata =
        PassFields.metadata(pass, handle, engine.endpoints().of(pass.operation().request()));
    FwpsIncomingMetadataValues inMetaValues =
        new FwpsIncomingMetadataValues(
            metadata,
            lifetime,
            member ->
                engine
                    .checks()
                    .byCall(WfpCheck.ABSENT_METADATA, operation, who, "its bit first", member));
    Flow flow = pass.flow();
    long context = flow == null ? 0 : flow.context(pass.layer(), call.callout().id());
    Frames frames = engine.frames();
    Irql before = frames.irql();
    Irql at = engine.settings().classifyIrql();
    frames.irql(before.atMost(at) ? at : before);
    frames.enter(call);
    try {
      call.callout()
          .of()
          .classifyFn()
          .classify(
              new FwpsIncomingValues(pass.layer(), values, lifetime),
              inMetaValues,
              pass.packet(),
              token,
              call.filter().forCallout(),
              context,
              call.out());
    } catch (RuntimeException | Error e) {
      engine.checks().callbackThrew(who, operation, e);
    } finally {
      frames.leave();
      frames.irql(before);
    }
  }

  /** WFP-8. */
  private void slow(CalloutCall call, long began) {
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    Duration limit = engine.settings().classifyLimit();
    if (took.compareTo(limit) > 0) {
      engine
          .checks()
          .byCallback(
              WfpCheck.SLOW,
              call.pass().operation().number(),
              call.callout().key(),
              "a return within " + limit,
              "after " + took);
    }
  }

  /** What FwpsAcquireClassifyHandle0 is given. */
  record Token(CalloutCall call) {}
}
