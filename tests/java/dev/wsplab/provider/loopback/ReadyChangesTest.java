package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.provider.network.ReadinessListener;
import java.util.ArrayList;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;

/** Who made a socket ready tells it, in the order of the first changes. */
class ReadyChangesTest {
  private final ReadyChanges changes = new ReadyChanges();
  private final List<String> told = new ArrayList<>();

  private record Socket(@Nullable ReadinessListener listener) implements Watched {}

  private Socket named(String name) {
    return new Socket((r, w, e, g) -> told.add(name + flags(r, w, e, g)));
  }

  private static String flags(boolean readable, boolean writable, boolean urgent, boolean gone) {
    return (readable ? " readable" : "")
        + (writable ? " writable" : "")
        + (urgent ? " exceptional" : "")
        + (gone ? " gone" : "");
  }

  @Test
  void givenChanges_whenTold_thenEachSocketOnceWithAllThatChanged() {
    Socket a = named("a");
    Socket b = named("b");
    changes.add(a, ReadyChanges.READABLE);
    changes.add(b, ReadyChanges.WRITABLE);
    changes.add(a, ReadyChanges.EXCEPTIONAL);
    changes.add(b, ReadyChanges.GONE);

    changes.tell(false);
    changes.tell(false);

    assertThat(told).containsExactly("a readable exceptional", "b writable gone");
  }

  @Test
  void givenNothingToTell_whenTold_thenNothing() {
    changes.tell(false);
    changes.tell(true);

    assertThat(told).isEmpty();
  }

  /** Nobody watches any more. */
  @Test
  void givenSocketWithoutListener_whenTold_thenTheOthersAreTold() {
    changes.add(new Socket(null), ReadyChanges.READABLE);
    changes.add(named("b"), ReadyChanges.READABLE);

    changes.tell(false);

    assertThat(told).containsExactly("b readable");
  }

  /** What a listener causes is told after what was there before it, by the outermost call. */
  @Test
  void givenListenerThatCausesMore_whenItTellsMeanwhile_thenTheOuterCallTellsTheRest() {
    Socket c = named("c");
    Socket a =
        new Socket(
            (r, w, e, g) -> {
              told.add("a begins");
              changes.add(c, ReadyChanges.READABLE);
              changes.tell(false);
              told.add("a ends");
            });
    changes.add(a, ReadyChanges.READABLE);
    changes.add(named("b"), ReadyChanges.READABLE);

    changes.tell(false);

    assertThat(told).containsExactly("a begins", "a ends", "b readable", "c readable");
  }

  /** Whoever waits may wait for what he has to tell himself. */
  @Test
  void givenListenerThatGoesToWait_whenItTellsMeanwhile_thenAllIsToldBeforeIt() {
    Socket a =
        new Socket(
            (r, w, e, g) -> {
              told.add("a begins");
              changes.tell(true);
              told.add("a waits");
            });
    changes.add(a, ReadyChanges.READABLE);
    changes.add(named("b"), ReadyChanges.READABLE);

    changes.tell(false);

    assertThat(told).containsExactly("a begins", "b readable", "a waits");
  }

  @Test
  void givenListenerThatThrows_whenTold_thenTheOthersAreServedAndTheHandlerHasIt()
      throws InterruptedException {
    List<Throwable> handled = new ArrayList<>();
    AssertionError fault = new AssertionError("a bug");
    Thread thread =
        new Thread(
            () -> {
              changes.add(
                  new Socket(
                      (r, w, e, g) -> {
                        throw fault;
                      }),
                  ReadyChanges.READABLE);
              changes.add(named("b"), ReadyChanges.READABLE);
              changes.tell(false);
              changes.add(named("c"), ReadyChanges.READABLE);
              changes.tell(false);
            });
    thread.setUncaughtExceptionHandler((t, thrown) -> handled.add(thrown));

    thread.start();
    thread.join();

    assertThat(told).containsExactly("b readable", "c readable");
    assertThat(handled).containsExactly(fault);
  }

  @Test
  void givenChangeOfOneThread_whenAnotherTells_thenItIsLeftToTheFirst()
      throws InterruptedException {
    changes.add(named("a"), ReadyChanges.READABLE);
    Thread other = new Thread(() -> changes.tell(true));
    other.start();
    other.join();
    assertThat(told).isEmpty();

    changes.tell(false);

    assertThat(told).containsExactly("a readable");
  }
}
