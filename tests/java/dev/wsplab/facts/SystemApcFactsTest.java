package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Pointer;
import dev.wsplab.facts.WindowsApi.Answer;
import dev.wsplab.facts.WindowsApi.Dequeued;
import dev.wsplab.facts.WindowsApi.Packet;
import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Windows' own, or Wine's; and what the library has no functions for. */
@EnabledOnOs(OS.WINDOWS)
class SystemApcFactsTest extends ApcFacts {
  private final SystemWindows system = new SystemWindows();

  @Override
  WindowsApi open() {
    return system;
  }

  @Override
  @Test
  @OnWine(value = "WIN-51", instead = "no APC runs in a blocking accept")
  void givenApc_whenBlockingAcceptWaits_thenItRunsThere_WIN_51() throws Exception {
    if (!RunningOn.isWine()) {
      super.givenApc_whenBlockingAcceptWaits_thenItRunsThere_WIN_51();
      return;
    }
    long listener = listener();
    AtomicInteger runs = queueApc();
    Call<Boolean> client =
        inThread(
            () -> {
              windows.connect(windows.socket(true), windows.localPort(listener));
              return true;
            });

    windows.accept(listener);

    assertThat(client.get()).isTrue();
    assertThat(runs).hasValue(0);
  }

  @Test
  void givenPendingReceive_whenItsThreadEnds_thenItIsCancelled_WIN_52() throws Exception {
    long server = connectedPair().server();
    long event = windows.createEvent(true, false);
    Structure structure = Structure.withEvent(event);

    receiveInThreadThatEnds(server, structure);

    assertSignalled(event);
    assertThat(structure.status()).isEqualTo(STATUS_CANCELLED);
  }

  @Test
  void givenPortAndNoEvent_whenThreadEnds_thenItsReceiveGoesOn_WIN_52() throws Exception {
    Pair pair = connectedPair();
    long port = windows.createPort();
    windows.associate(pair.server(), port, KEY);
    Structure structure = new Structure();

    receiveInThreadThatEnds(pair.server(), structure);

    assertThat(structure.status()).isEqualTo(Structure.PENDING);
    sendNow(pair.client(), (byte) 1);
    assertThat(packet(port)).isEqualTo(new Packet(1, KEY, structure.address()));
  }

  private void receiveInThreadThatEnds(long socket, Structure structure) throws Exception {
    long thread =
        inThread(
                () -> {
                  assertThat(receive(socket, new Block(8), 8, structure).isPending()).isTrue();
                  return windows.openCurrentThread();
                })
            .get();
    assertSignalled(thread);
  }

  @Test
  @OnWine(value = "WIN-53", instead = "CancelIoEx for all structures returns TRUE")
  void givenNothingPending_whenCancelled_thenTrueAndNotFound_WIN_53() {
    Pointer socket = SystemMemory.pointer(windows.socket(true));

    assertThat(SystemKernel32.CancelIo(socket)).isTrue();
    assertThat(cancelEx(socket, new Structure().pointer())).isEqualTo(new Answer(0, 1168));
    Answer nothing = RunningOn.isWine() ? new Answer(1, 0) : new Answer(0, 1168);
    assertThat(cancelEx(socket, null)).isEqualTo(nothing);
  }

  @Test
  void givenPendingReceive_whenCancelled_thenStatusEventAndOnePacket_WIN_53() {
    long server = connectedPair().server();
    long port = windows.createPort();
    windows.associate(server, port, KEY);
    long event = windows.createEvent(true, false);
    Structure structure = Structure.withEvent(event);
    assertThat(receive(server, new Block(8), 8, structure).isPending()).isTrue();

    Answer cancelled = cancelEx(SystemMemory.pointer(server), structure.pointer());

    assertThat(cancelled).isEqualTo(new Answer(1, 0));
    assertThat(windows.dequeue(port, LONG))
        .isEqualTo(new Dequeued(false, 995, new Packet(0, KEY, structure.address())));
    assertSignalled(event);
    assertThat(structure.status()).isEqualTo(STATUS_CANCELLED);
    assertEmpty(port);
  }

  private static Answer cancelEx(Pointer file, Pointer structure) {
    return SystemWindows.answer(SystemKernel32.CancelIoEx(file, structure));
  }
}
