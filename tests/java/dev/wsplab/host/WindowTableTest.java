package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Messages by {@code WPUPostMessage} (WPU-MSG-1). */
class WindowTableTest {
  private final WindowTable windows = new WindowTable(7);

  @Test
  void givenWindow_whenAMessageIsPosted_thenItsProcedureGetsIt_WPU_MSG_1() {
    List<List<Long>> posted = new ArrayList<>();
    long hWnd = windows.create((message, w, l) -> posted.add(List.of((long) message, w, l)));

    assertThat(windows.isWindow(hWnd)).isTrue();
    assertThat(windows.post(hWnd, 1, -2, 3)).isTrue();

    assertThat(posted).containsExactly(List.of(1L, -2L, 3L));
  }

  @Test
  void givenNoWindow_whenAMessageIsPosted_thenFalse_WPU_MSG_1() {
    long hWnd = windows.create((message, w, l) -> {});
    assertThat(windows.destroy(hWnd)).isTrue();

    assertThat(windows.destroy(hWnd)).isFalse();
    assertThat(windows.isWindow(hWnd)).isFalse();
    assertThat(windows.post(hWnd, 1, 2, 3)).isFalse();
    assertThat(windows.post(0, 1, 2, 3)).isFalse();
    assertThat(windows.post(-1, 1, 2, 3)).isFalse();
  }

  @Test
  void givenWindows_whenMade_thenNoTwoHaveTheSameHandle() {
    WindowTable other = new WindowTable(8);

    assertThat(
            List.of(
                windows.create((m, w, l) -> {}),
                windows.create((m, w, l) -> {}),
                other.create((m, w, l) -> {})))
        .doesNotHaveDuplicates()
        .allMatch(hWnd -> hWnd != (int) (long) hWnd);
  }
}
