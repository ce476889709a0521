package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.spi.BlockingCallbackResult;
import dev.wsplab.spi.BlockingCallbackResult.BlockingCallback;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** WPU-BLOCK-1, WPU-BLOCK-2, WPU-BLOCK-6: the hook that a provider is given. */
class ThreadHooksTest {
  private final ThreadHooks hooks = new ThreadHooks();
  private final List<Boolean> running = new ArrayList<>();

  private boolean waiting() {
    BlockingCallback callback = Objects.requireNonNull(hooks.callback().callback());
    return callback.waiting(0);
  }

  @Test
  void givenHook_whenItHasNoMoreToDo_thenTheCallGoesOnWaiting() {
    hooks.install(() -> running.add(hooks.isRunning()) && running.size() < 3);

    assertThat(waiting()).isTrue();

    assertThat(running).containsExactly(true, true, true);
    assertThat(hooks.isRunning()).isFalse();
  }

  @Test
  void givenHookThatCancels_whenItRuns_thenTheCallIsOverAndItIsNotCalledAgain() {
    hooks.install(
        () -> {
          hooks.cancelled();
          return running.add(true);
        });

    assertThat(waiting()).isFalse();
    assertThat(running).hasSize(1);
  }

  @Test
  void givenHookThatHasCancelledOnce_whenTheNextCallWaits_thenThatGoesOn() {
    hooks.install(
        () -> {
          if (running.isEmpty()) {
            hooks.cancelled();
          }
          running.add(true);
          return false;
        });

    assertThat(waiting()).isFalse();
    assertThat(waiting()).isTrue();
  }

  @Test
  void givenNoHook_whenAsked_thenThereIsNone() {
    assertThat(hooks.install(() -> false)).isNull();
    assertThat(hooks.install(null)).isNotNull();

    assertThat(hooks.callback()).isEqualTo(BlockingCallbackResult.NONE);
    assertThat(hooks.isRunning()).isFalse();
    hooks.cancelled();
  }
}
