package dev.wsplab.cli;

import dev.wsplab.host.CatalogFile;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.Winsock2;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A catalog as a person reads it. */
final class CatalogTable {
  private static final Map<Integer, String> FAMILIES = Map.of(2, "IPv4", 23, "IPv6", 32, "BTH");
  private static final Map<Integer, String> TYPES =
      Map.of(1, "stream", 2, "dgram", 3, "raw", 4, "rdm", 5, "seqpacket");
  private static final Map<Integer, String> PROTOCOLS = Map.of(0, "any", 6, "TCP", 17, "UDP");

  private CatalogTable() {}

  static String of(CatalogFile file) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("id", "kind", "offers", "handles", "chain", "name"));
    file.entries().forEach(entry -> rows.add(row(entry)));
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        line.append(padded(row.get(column), column == row.size() - 1 ? 0 : width(rows, column)));
      }
      text.append(line.toString().stripTrailing()).append(System.lineSeparator());
    }
    text.append(System.lineSeparator());
    file.paths()
        .forEach((id, path) -> text.append(id + "  " + path).append(System.lineSeparator()));
    return text.toString();
  }

  private static List<String> row(ProtocolInfo entry) {
    String kind = entry.isLayer() ? "layer" : entry.isBase() ? "base" : "chain";
    return List.of(
        String.valueOf(entry.catalogEntryId()),
        (entry.providerFlags() & Winsock2.PFL_HIDDEN) == 0 ? kind : kind + ", hidden",
        entry.isLayer() ? "-" : offers(entry),
        entry.hasIfsHandles() ? "IFS" : "non-IFS",
        entry.chainLength() < 2
            ? "-"
            : entry.chain().stream().map(String::valueOf).collect(Collectors.joining(" > ")),
        entry.name());
  }

  private static String offers(ProtocolInfo entry) {
    return named(FAMILIES, entry.addressFamily(), "family ")
        + " "
        + named(TYPES, entry.socketType(), "type ")
        + " "
        + named(PROTOCOLS, entry.protocol(), "protocol ");
  }

  private static String named(Map<Integer, String> names, int value, String otherwise) {
    return names.getOrDefault(value, otherwise + value);
  }

  private static int width(List<List<String>> rows, int column) {
    return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0) + 2;
  }

  private static String padded(String text, int width) {
    return text + " ".repeat(Math.max(0, width - text.length()));
  }
}
