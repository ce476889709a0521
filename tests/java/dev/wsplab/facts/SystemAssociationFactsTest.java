package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows' own, or Wine's. */
@EnabledOnOs(OS.WINDOWS)
class SystemAssociationFactsTest extends SystemAssociationFacts {
  private static final int ERROR_HANDLES_CLOSED = 676;

  @Override
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @OnWine(value = "WIN-24", instead = "ERROR_HANDLES_CLOSED, 676, instead of 1236")
  void givenPendingReceive_whenItsSocketIsClosed_thenConnectionAborted_WIN_24(boolean byHandle) {
    if (!RunningOn.isWine()) {
      super.givenPendingReceive_whenItsSocketIsClosed_thenConnectionAborted_WIN_24(byHandle);
      return;
    }
    Structure structure = new Structure();
    long server = connectedPair().server();
    long port = receiving(server, structure);

    close(server, byHandle);

    assertThat(windows.dequeue(port, LONG)).isEqualTo(failed(ERROR_HANDLES_CLOSED, structure));
    assertEmpty(port);
  }

  @Override
  @Test
  @OnWine(value = "WIN-27", instead = "the socket stays nonsignalled")
  void givenPendingReceive_whenAssociated_thenTheSocketIsSignalled_WIN_27() {
    if (!RunningOn.isWine()) {
      super.givenPendingReceive_whenAssociated_thenTheSocketIsSignalled_WIN_27();
      return;
    }
    long server = connectedPair().server();
    receive(server, new Block(8), 8, new Structure());

    windows.associate(server, windows.createPort(), KEY);

    assertNotSignalled(server);
  }
}
