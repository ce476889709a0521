package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

/** A module that was not built is noticed where it should have been. */
class ModulesTest {
  @TempDir private Path folder;

  @Test
  void givenNoFilter_whenACompilerIsExpected_thenTheTestFailsWithTheFolder() {
    assertThatIllegalStateException()
        .isThrownBy(() -> Modules.filter(folder, "none", true))
        .withMessage("folder=" + folder + ": no module none; the native build makes it");
  }

  @Test
  void givenNoFilter_whenNoCompilerIsExpected_thenTheTestIsSkipped() {
    assertThatExceptionOfType(TestAbortedException.class)
        .isThrownBy(() -> Modules.filter(folder, "none", false))
        .withMessageContaining("none was not built: no C++ compiler");
  }

  @Test
  void givenFilter_whenLookedUp_thenItIsFoundEitherWay() throws IOException {
    Path file = Files.createFile(folder.resolve("some.so"));
    assertThat(Modules.filter(folder, "some", true)).isEqualTo(file);
    assertThat(Modules.filter(folder, "some", false)).isEqualTo(file);
  }
}
