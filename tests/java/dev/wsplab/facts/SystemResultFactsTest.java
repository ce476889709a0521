package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.facts.WindowsApi.Answer;
import dev.wsplab.facts.WindowsApi.Queried;
import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Windows' own, or Wine's. */
@EnabledOnOs(OS.WINDOWS)
class SystemResultFactsTest extends SystemResultFacts {
  @Override
  @Test
  @OnWine(value = "WIN-38", instead = "the Ex form does not wait when the status is final")
  void givenFinalStatus_whenExFormWaitsInVain_thenTimeoutAllTheSame_WIN_38() {
    if (!RunningOn.isWine()) {
      super.givenFinalStatus_whenExFormWaitsInVain_thenTimeoutAllTheSame_WIN_38();
      return;
    }
    Structure success = Structure.handMade(0, 7, event(false));
    Structure reset = Structure.handMade(STATUS_CONNECTION_RESET, 7, event(false));

    assertThat(extended(0, success, 1, false)).isEqualTo(new Queried(true, 0, 7));
    assertThat(extended(0, reset, 1, false)).isEqualTo(new Queried(false, 64, 7));
  }

  @Override
  @Test
  @OnWine(value = "WIN-39", instead = "WSASend on a copy of the handle gives WSAENOTSOCK too")
  void givenCopyOfASocket_whenAsked_thenNotASocketAlthoughSendWorks_WIN_39() {
    if (!RunningOn.isWine()) {
      super.givenCopyOfASocket_whenAsked_thenNotASocketAlthoughSendWorks_WIN_39();
      return;
    }
    long copy = windows.duplicateSocket(connectedPair().client());
    Block data = Block.of((byte) 1);

    assertThat(windows.result(copy, Structure.handMade(0, 7, 0).address(), false).error())
        .isEqualTo(10038);
    assertThat(windows.send(copy, data.address(), 1, 0, null).error()).isEqualTo(10038);
  }

  @Override
  @Test
  @OnWine(value = "WIN-42", instead = "AcceptEx pends on a socket that does not listen")
  void givenNoListener_whenAcceptEx_thenInvalidAndInternalSaysPending_WIN_42() {
    if (!RunningOn.isWine()) {
      super.givenNoListener_whenAcceptEx_thenInvalidAndInternalSaysPending_WIN_42();
      return;
    }
    long socket = windows.socket(true);
    windows.bind(socket);
    Structure structure = new Structure();

    Answer got = acceptEx(socket, windows.socket(true), new Block(2 * ROOM), 0, structure);

    assertThat(got).isEqualTo(new Answer(0, 997));
    assertThat(structure.status()).isEqualTo(Structure.PENDING);
  }
}
