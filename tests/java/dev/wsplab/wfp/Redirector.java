package dev.wsplab.wfp;

import static dev.wsplab.wfp.WfpBench.require;

import dev.wsplab.wfp.packet.NetBufferList;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A correct callout for the layers of FwpsPendClassify0: pends, and has a worker decide. What it
 * decides, the name of the application says.
 */
final class Redirector implements FwpsCalloutClassifyFn {
  /** What it does about an application. */
  enum Mode {
    PERMITS,
    BLOCKS,
    ASKS_ANEW,
    REDIRECTS,
    LOOKS_AWAY
  }

  /** How far away the port is to which it redirects. */
  static final int AWAY = 5000;

  private final FwpsFunctions fwps;
  private final Map<String, Mode> modes = new ConcurrentHashMap<>();
  private final Map<String, Boolean> anew = new ConcurrentHashMap<>();
  private final AtomicInteger working = new AtomicInteger();

  Redirector(FwpsFunctions fwps) {
    this.fwps = fwps;
  }

  void set(String application, Mode mode) {
    modes.put(application, mode);
  }

  Mode mode(String application) {
    return modes.getOrDefault(application, Mode.LOOKS_AWAY);
  }

  boolean isIdle() {
    return working.get() == 0;
  }

  @Override
  public void classify(
      FwpsIncomingValues values,
      FwpsIncomingMetadataValues metadata,
      @Nullable NetBufferList packet,
      @Nullable Object token,
      FwpsFilter filter,
      long flow,
      FwpsClassifyOut out) {
    String application = (String) Objects.requireNonNull(values.value(FwpsField.ALE_APP_ID));
    Mode mode = mode(application);
    if (mode == Mode.LOOKS_AWAY || anew.remove(application) != null) {
      out.permit();
      return;
    }
    HandleSlot handle = new HandleSlot();
    require(fwps.fwpsAcquireClassifyHandle0(token, 0, handle));
    require(fwps.fwpsPendClassify0(handle.get(), filter.filterId(), 0, out));
    out.block();
    working.incrementAndGet();
    fwps.ioQueueWorkItem(() -> decide(application, mode, handle.get()));
  }

  private void decide(String application, Mode mode, long handle) {
    if (mode == Mode.REDIRECTS) {
      FwpsConnectRequest request =
          Objects.requireNonNull(fwps.fwpsAcquireWritableLayerDataPointer0(handle));
      InetSocketAddress remote = Objects.requireNonNull(request.remoteAddressAndPort());
      request.remoteAddressAndPort(
          new InetSocketAddress(remote.getAddress(), remote.getPort() + AWAY));
      fwps.fwpsApplyModifiedLayerData0(handle, request);
    }
    if (mode == Mode.ASKS_ANEW) {
      anew.put(application, true);
      fwps.fwpsCompleteClassify0(handle, 0, null);
    } else {
      FwpsClassifyOut verdict = new FwpsClassifyOut();
      verdict.actionType(mode == Mode.BLOCKS ? FwpActionType.BLOCK : FwpActionType.PERMIT);
      fwps.fwpsCompleteClassify0(handle, 0, verdict);
    }
    fwps.fwpsReleaseClassifyHandle0(handle);
    working.decrementAndGet();
  }
}
