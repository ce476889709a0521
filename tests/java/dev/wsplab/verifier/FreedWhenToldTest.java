package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Pages;
import dev.wsplab.kernel.PortHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.platform.Patience;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.verifier.faulty.CompletesAfterFailing;
import dev.wsplab.verifier.faulty.CompletionFault;
import dev.wsplab.verifier.faulty.RoutineTwice;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Once a client has been told of an operation's end, its structure is its own: it may be gone, and
 * nobody is blamed for that.
 */
class FreedWhenToldTest {
  private final long page = Pages.map(1);
  private final Overlapped overlapped = Overlapped.at(page);

  /** Which handles the base gives out. */
  enum Base {
    OWN_HANDLES {
      @Override
      WatchedWorld world(UnaryOperator<ServiceProvider> change) {
        return WatchedWorld.base(change);
      }
    },
    SYSTEM_HANDLES {
      @Override
      WatchedWorld world(UnaryOperator<ServiceProvider> change) {
        return WatchedWorld.systemBase(change);
      }
    };

    abstract WatchedWorld world(UnaryOperator<ServiceProvider> change);
  }

  /** How the client is told. */
  enum Told {
    BY_EVENT,
    BY_EVENT_WITH_THE_LOW_BIT,
    BY_PACKET,
    BY_ROUTINE,
    BY_ITS_OWN_LOOK
  }

  /** Completes a second time when the client, which knows of the first, has freed the structure. */
  private static final class CompletesAgainWhenFreed extends CompletionFault {
    private final long page;

    CompletesAgainWhenFreed(ServiceProvider correct, long page) {
      super(correct);
      this.page = page;
    }

    @Override
    protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
      CallResult first = super.complete(s, overlapped, error, bytes);
      Pages.makeInaccessible(page);
      super.complete(s, overlapped, error, bytes);
      return first;
    }

    @Override
    protected void complete(SystemIo.SystemCompletion completion) {
      super.complete(completion);
      Pages.makeInaccessible(page);
      super.complete(completion);
    }
  }

  @AfterEach
  void giveBack() {
    Pages.unmap(page);
  }

  private void await(WatchedWorld world, EventHandle event) {
    assertThat(world.kernel32.waitForSingleObjectEx(event, Patience.MILLIS, false).returnValue())
        .isZero();
  }

  /**
   * Lets a receive end, and returns when the client knows of it, or has it known in its routine.
   */
  private void receive(WatchedWorld world, Told how) {
    switch (how) {
      case BY_EVENT, BY_EVENT_WITH_THE_LOW_BIT -> {
        EventHandle event = world.event();
        world.serversPort();
        boolean lowBit = how == Told.BY_EVENT_WITH_THE_LOW_BIT;
        overlapped.storeEvent(event.value() | (lowBit ? 1 : 0));
        world.recv(overlapped);
        world.dataCome();
        await(world, event);
      }
      case BY_PACKET -> {
        PortHandle port = world.serversPort();
        world.recv(overlapped);
        world.dataCome();
        assertThat(world.take(port).bytes()).isEqualTo(3);
      }
      case BY_ROUTINE -> {
        world.recv(overlapped, (error, bytes, structure, flags) -> Pages.makeInaccessible(page));
        world.dataCome();
        world.waitAlertably();
      }
      case BY_ITS_OWN_LOOK -> {
        world.recv(overlapped);
        world.dataCome();
        assertThat(world.ws2.wsaGetOverlappedResult(world.server(), overlapped, false).finished())
            .isTrue();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void givenClientThatIsTold_whenItFreesItsStructure_thenNothingIsFound_OVL_6(Base base, Told how) {
    try (WatchedWorld world = base.world(correct -> correct)) {
      receive(world, how);
      Pages.makeInaccessible(page);
      world.ws2.closesocket(world.server());
      world.winsock.close();

      assertThat(world.winsock.violations()).isEmpty();
    }
  }

  static Stream<Arguments> ways() {
    return Arrays.stream(Base.values())
        .flatMap(base -> Arrays.stream(Told.values()).map(how -> Arguments.of(base, how)));
  }

  @ParameterizedTest
  @EnumSource
  void givenSecondCompletion_whenTheStructureIsGone_thenTheProviderAloneIsBlamed_WPU_COMPLETE_18(
      Base base) {
    try (WatchedWorld world = base.world(correct -> new CompletesAgainWhenFreed(correct, page))) {
      world.recv(overlapped);
      world.dataCome();

      assertThat(world.broken().what()).isEqualTo("completed twice");
    }
  }

  /** A base with handles of its own writes into the structure itself, and cannot. */
  @Test
  void givenFailedStart_whenItIsIndicatedAndTheStructureIsGone_thenTheProviderAloneIsBlamed() {
    try (WatchedWorld world = WatchedWorld.systemBase(CompletesAfterFailing::new)) {
      assertThat(world.recv(overlapped).returnValue()).isNotZero();
      Pages.makeInaccessible(page);
      world.dataCome();

      assertThat(world.broken().what()).isEqualTo("indication after an immediate failure");
    }
  }

  /** WPU-APC-8 is not asked of a structure that is another operation's by then. */
  @Test
  void givenRoutineThatIsCalledTwice_whenItHasUsedTheStructureAgain_thenOnlyTheSecondCallIsFound() {
    try (WatchedWorld world = WatchedWorld.base(RoutineTwice::new)) {
      CompletionRoutine last = (error, bytes, structure, flags) -> {};
      AtomicBoolean again = new AtomicBoolean();
      world.recv(
          overlapped,
          (error, bytes, structure, flags) -> {
            if (again.compareAndSet(false, true)) {
              world.recv(structure, last);
            }
          });
      world.dataCome();
      world.waitAlertably();

      assertThat(again).isTrue();
      assertThat(world.broken().seen()).startsWith("the routine was called again");
    }
  }
}
