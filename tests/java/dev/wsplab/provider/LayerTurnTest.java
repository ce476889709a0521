package dev.wsplab.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.provider.LayerTurn.Arrival;
import org.junit.jupiter.api.Test;

/** Every order of a starting call and its packet: the operation is completed once in each. */
class LayerTurnTest {
  private final LayerTurn turn = new LayerTurn();

  @Test
  void givenOpenTurn_whenThePacketComes_thenItCompletes() {
    assertThat(turn.open()).isFalse();
    assertThat(turn.arrives()).isSameAs(Arrival.FINISH);
    assertThat(turn.isTaken()).isFalse();
  }

  @Test
  void givenPacketThatIsEarly_whenTheTurnOpens_thenItIsToComeAgainOnce() {
    assertThat(turn.arrives()).isSameAs(Arrival.PARK);
    assertThat(turn.open()).isTrue();
    assertThat(turn.open()).isFalse();
    assertThat(turn.arrives()).isSameAs(Arrival.FINISH);
  }

  @Test
  void givenCallThatCompletes_whenThePacketComesLater_thenItOnlyFreesTheStructure() {
    turn.take();
    assertThat(turn.isTaken()).isTrue();
    assertThat(turn.told()).isFalse();
    assertThat(turn.arrives()).isSameAs(Arrival.DROP);
  }

  @Test
  void givenCallThatCompletes_whenThePacketHasComeOrComesMeanwhile_thenTheCallFreesTheStructure() {
    assertThat(turn.arrives()).isSameAs(Arrival.PARK);
    turn.take();
    assertThat(turn.told()).isTrue();

    LayerTurn other = new LayerTurn();
    other.take();
    assertThat(other.arrives()).isSameAs(Arrival.LEAVE);
    assertThat(other.told()).isTrue();
  }
}
