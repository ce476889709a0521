package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogFileTest {
  @TempDir Path folder;

  private final Catalog catalog = new Catalog(Kernel.get());

  private CatalogFile written(Path file) throws IOException {
    catalog.toFile().write(file);
    return CatalogFile.read(file);
  }

  @Test
  void givenCatalog_whenWrittenAndRead_thenItIsTheSameToTheLastCharacter() throws IOException {
    String name = "a\tb\\u0041\n\r\u2028 \ud83d\ude00 \ud800 é";
    ProtocolInfo odd =
        ScriptedBase.PROTOCOL.toBuilder().name(name).messageSize(-1).providerReserved(7).build();
    catalog.installBase(new ScriptedBase(), List.of(odd, ScriptedBase.PROTOCOL));
    catalog.installLayer(new LayeredProvider() {}, Guid.random(), "", true);
    catalog.categories().set(Guid.random(), -7);
    catalog.categories().permit(new Application("a\tb.exe", null), 8);
    catalog.categories().permit(new Application("a\tb.exe", ""), -8);
    catalog.categories().permit(new Application("c.exe", "-k \\d"), 0);
    Path file = folder.resolve("catalog.txt");

    CatalogFile read = written(file);

    assertThat(read).isEqualTo(catalog.toFile());
    assertThat(List.copyOf(read.paths().keySet()))
        .isEqualTo(List.copyOf(catalog.toFile().paths().keySet()));
    String text = Files.readString(file);
    assertThat(written(file)).isEqualTo(read);
    assertThat(Files.readString(file)).isEqualTo(text);
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @Test
  void givenFile_whenAnotherCatalogTakesIt_thenIdsAndOrderSurviveAndNewIdsAvoidThem()
      throws IOException {
    catalog.installBase(new ScriptedBase(), List.of(ScriptedBase.PROTOCOL));
    catalog.categories().set(ScriptedBase.ID, 5);
    catalog.categories().permit(new Application("x", null), 6);
    Catalog other = new Catalog(Kernel.get());

    other.restore(written(folder.resolve("catalog.txt")));
    other.installLayer(new LayeredProvider() {}, Guid.random(), "layer", false);

    assertThat(other.categories().of(ScriptedBase.ID)).isEqualTo(5);
    assertThat(other.categories().permittedBy(new Application("x", null))).contains(6);
    assertThat(other.entries()).containsAll(catalog.entries()).hasSize(3);
    assertThat(other.entries()).extracting(ProtocolInfo::catalogEntryId).doesNotHaveDuplicates();
    assertThat(other.orphans())
        .as("the base, which has no module here, and the chain over it")
        .extracting(Catalog.Orphan::entry)
        .isEqualTo(other.entries().stream().filter(entry -> !entry.isLayer()).toList());
  }

  @Test
  void givenFileOfSomethingElse_whenRead_thenTheLineIsNamed() throws IOException {
    Path file = folder.resolve("wrong.txt");
    Files.writeString(file, "[catalog]\n");
    assertThatThrownBy(() -> CatalogFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 1: expected \"wsplab-catalog 1\", found \"[catalog]\"");
    Files.writeString(file, "wsplab-catalog 1\n\n# a remark\nentry\tx\n");
    assertThatThrownBy(() -> CatalogFile.read(file))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("line 4: found \"entry\" and 2 fields; expected");
  }

  @Test
  void givenCatalog_whenWritten_thenALineOfRemarkNamesTheColumns() throws IOException {
    catalog.installBase(new ScriptedBase(), List.of(ScriptedBase.PROTOCOL));
    Path file = folder.resolve("catalog.txt");
    catalog.toFile().write(file);

    List<String> lines = Files.readAllLines(file);
    String names =
        lines.stream().filter(l -> l.startsWith("# entry\tid\t")).findAny().orElseThrow();
    String entry = lines.stream().filter(l -> l.startsWith("entry\t")).findAny().orElseThrow();
    assertThat(names.split("\t", -1)).hasSameSizeAs(entry.split("\t", -1));
    assertThat(lines).contains("# provider\tid\tpath");
  }
}
