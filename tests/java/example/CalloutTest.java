package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.junit.WithFilteringPlatform;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaError;
import dev.wsplab.wfp.FilterEngine;
import dev.wsplab.wfp.FwpmFilter;
import dev.wsplab.wfp.FwpsCallout;
import dev.wsplab.wfp.FwpsClassifyOut;
import dev.wsplab.wfp.FwpsField;
import dev.wsplab.wfp.FwpsFunctions;
import dev.wsplab.wfp.FwpsIncomingMetadataValues;
import dev.wsplab.wfp.FwpsIncomingValues;
import dev.wsplab.wfp.FwpsLayer;
import dev.wsplab.wfp.HandleSlot;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithFilteringPlatform
@Timeout(10)
class CalloutTest {
  /** What the callout would be: holds each connect until a worker has looked at its port. */
  static final class PortGuard {
    final FwpsFunctions fwps;
    final int forbidden;
    final Map<Integer, Boolean> verdicts = new ConcurrentHashMap<>();

    PortGuard(FwpsFunctions fwps, int forbidden) {
      this.fwps = fwps;
      this.forbidden = forbidden;
    }

    void classify(
        FwpsIncomingValues values, FwpsIncomingMetadataValues metadata, FwpsClassifyOut out) {
      int local = values.number(FwpsField.IP_LOCAL_PORT);
      int remote = values.number(FwpsField.IP_REMOTE_PORT);
      if (values.isReauthorize()) {
        if (verdicts.remove(local)) {
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
      fwps.ioQueueWorkItem(
          () -> {
            verdicts.put(local, remote != forbidden);
            fwps.fwpsCompleteOperation0(context.get(), null);
          });
    }
  }

  @Test
  void theGuardBlocksOnePortAndPermitsTheOther(FilterEngine engine, Winsock winsock) {
    Ws2_32 ws2 = winsock.ws2_32();
    Sockaddr good = listener(ws2);
    Sockaddr bad = listener(ws2);
    PortGuard guard = new PortGuard(engine.kernel(), bad.port());
    engine
        .kernel()
        .fwpsCalloutRegister1(
            FwpsCallout.of(
                "guard",
                (values, metadata, packet, context, filter, flow, out) ->
                    guard.classify(values, metadata, out)),
            null);
    engine
        .management()
        .fwpmFilterAdd0(FwpmFilter.asking("guard", FwpsLayer.ALE_AUTH_CONNECT_V4), null);

    assertThat(ws2.connect(socket(ws2), good).succeeded()).isTrue();
    assertThat(ws2.connect(socket(ws2), bad).errno()).isEqualTo(WsaError.WSAEACCES.code());
  }

  private static SocketHandle socket(Ws2_32 ws2) {
    return ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("socket");
  }

  private static Sockaddr listener(Ws2_32 ws2) {
    SocketHandle s = socket(ws2);
    ws2.bind(s, Sockaddr.loopback(0)).orThrow("bind");
    ws2.listen(s, 5).orThrow("listen");
    return ws2.getsockname(s).orThrow("getsockname");
  }
}
