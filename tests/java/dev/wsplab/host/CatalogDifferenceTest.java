package dev.wsplab.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.spi.ProtocolInfo;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogDifferenceTest {
  private static List<ProtocolInfo> catalog(int... ids) {
    return Arrays.stream(ids)
        .mapToObj(id -> ScriptedBase.PROTOCOL.toBuilder().catalogEntryId(id).build())
        .toList();
  }

  private static CatalogDifference between(List<ProtocolInfo> first, List<ProtocolInfo> second) {
    return CatalogDifference.between(first, second);
  }

  @Test
  void givenSameCatalogs_whenCompared_thenThereIsNoDifference() {
    assertThat(between(catalog(1, 2, 3), catalog(1, 2, 3)).isEmpty()).isTrue();
  }

  @Test
  void givenAddedAndRemovedEntries_whenCompared_thenTheOthersHaveNotMoved() {
    assertThat(between(catalog(1, 2, 3), catalog(4, 1, 3)))
        .isEqualTo(new CatalogDifference(catalog(4), catalog(2), List.of(), List.of()));
  }

  @Test
  void givenEntryPutFirst_whenCompared_thenItAloneHasMoved() {
    assertThat(between(catalog(1, 2, 3, 4), catalog(4, 1, 2, 3)).moved()).isEqualTo(catalog(4));
    assertThat(between(catalog(1, 2, 3, 4), catalog(2, 3, 4, 1)).moved()).isEqualTo(catalog(1));
    assertThat(between(catalog(1, 2, 3), catalog(3, 2, 1)).moved()).hasSize(2);
  }

  @Test
  void givenOtherValues_whenCompared_thenTheEntryIsChanged() {
    ProtocolInfo before = catalog(1).get(0);
    ProtocolInfo after = before.toBuilder().name("other").build();

    CatalogDifference difference = between(List.of(before), List.of(after));

    assertThat(difference.changed()).containsExactly(new CatalogDifference.Change(before, after));
    assertThat(difference.moved()).isEmpty();
  }

  @Test
  void givenDifference_whenPrinted_thenEachEntryIsALineWithWhatDiffers() {
    ProtocolInfo before = catalog(1).get(0);
    ProtocolInfo after = before.toBuilder().name("other").providerFlags(4).build();
    String name = before.name();

    assertThat(between(List.of(before), List.of(after)))
        .hasToString(
            "changed: 1 "
                + name
                + " (providerFlags "
                + before.providerFlags()
                + " to 4, name "
                + name
                + " to other)");
    assertThat(between(catalog(1, 2, 3), catalog(4, 3, 1)))
        .hasToString("added: 4 " + name + "\nremoved: 2 " + name + "\nmoved: 1 " + name);
    assertThat(between(catalog(1), catalog(1))).hasToString("no difference");
  }
}
