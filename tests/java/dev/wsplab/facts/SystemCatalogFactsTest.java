package dev.wsplab.facts;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Pointer;
import dev.wsplab.platform.OnWine;
import dev.wsplab.platform.RunningOn;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Windows' own, or Wine's. */
@EnabledOnOs(OS.WINDOWS)
class SystemCatalogFactsTest extends SystemCatalogFacts {
  @Override
  @Test
  @OnWine(value = "WIN-59", instead = "0 for any provider once the length is not 0")
  void givenProviderAndRoom_whenPathIsAsked_thenInvalidOrFault_WIN_59() {
    if (!RunningOn.isWine()) {
      super.givenProviderAndRoom_whenPathIsAsked_thenInvalidOrFault_WIN_59();
      return;
    }
    Pointer path = new Block(520).pointer();
    assertThat(SystemWs2.WSCGetProviderPath(id(NOBODY), path, integer(1), integer(0))).isZero();
  }
}
