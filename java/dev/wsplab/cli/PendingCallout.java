package dev.wsplab.cli;

import dev.wsplab.wfp.FwpsCalloutClassifyFn;
import dev.wsplab.wfp.FwpsClassifyOut;
import dev.wsplab.wfp.FwpsField;
import dev.wsplab.wfp.FwpsFilter;
import dev.wsplab.wfp.FwpsFunctions;
import dev.wsplab.wfp.FwpsIncomingMetadataValues;
import dev.wsplab.wfp.FwpsIncomingValues;
import dev.wsplab.wfp.HandleSlot;
import dev.wsplab.wfp.packet.NetBufferList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The callout of the demonstration: pends each connect, has a worker decide by the remote port, and
 * gives the verdict in the classify that follows the completion. Thread-safe.
 */
final class PendingCallout implements FwpsCalloutClassifyFn {
  private final FwpsFunctions fwps;
  private final IntPredicate rule;
  // By the local port, which only one pended connect has; the verdict stays findable until the
  // classify that asks for it (WFP-46).
  private final Map<Integer, Boolean> verdicts = new ConcurrentHashMap<>();
  private final Map<Integer, Boolean> decided = new ConcurrentHashMap<>();

  PendingCallout(FwpsFunctions fwps, IntPredicate rule) {
    this.fwps = fwps;
    this.rule = rule;
  }

  /** What was decided about a remote port. */
  boolean decided(int remotePort) {
    return decided.getOrDefault(remotePort, false);
  }

  @Override
  public void classify(
      FwpsIncomingValues values,
      FwpsIncomingMetadataValues metadata,
      @Nullable NetBufferList packet,
      @Nullable Object classifyContext,
      FwpsFilter filter,
      long flowContext,
      FwpsClassifyOut out) {
    int local = values.number(FwpsField.IP_LOCAL_PORT);
    int remote = values.number(FwpsField.IP_REMOTE_PORT);
    if (!out.mayWrite()) {
      return;
    }
    if (values.isReauthorize()) {
      if (Boolean.TRUE.equals(verdicts.remove(local))) {
        out.permit();
      } else {
        out.block();
      }
      return;
    }
    HandleSlot context = new HandleSlot();
    if (!fwps.fwpsPendOperation0(metadata.completionHandle(), context).isSuccess()) {
      out.block();
      return;
    }
    out.absorb();
    fwps.ioQueueWorkItem(() -> decide(local, remote, context));
  }

  private void decide(int local, int remote, HandleSlot context) {
    boolean permit = rule.test(remote);
    decided.put(remote, permit);
    verdicts.put(local, permit);
    fwps.fwpsCompleteOperation0(context.get(), null);
  }
}
