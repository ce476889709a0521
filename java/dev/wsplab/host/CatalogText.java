package dev.wsplab.host;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The text of a {@link CatalogFile}. */
final class CatalogText {
  private static final String FIRST_LINE = "wsplab-catalog 1";

  /** The values of an entry, in the order of its line. */
  static final List<String> COLUMNS =
      List.of(
          "id",
          "provider",
          "chain",
          "serviceFlags1",
          "providerFlags",
          "version",
          "family",
          "maxSockAddr",
          "minSockAddr",
          "type",
          "protocol",
          "protocolMaxOffset",
          "networkByteOrder",
          "securityScheme",
          "messageSize",
          "providerReserved",
          "name");

  private static final int ENTRY_FIELDS = 1 + COLUMNS.size();
  private static final int FIRST_NUMBER = 6;

  private CatalogText() {}

  static String write(CatalogFile file) {
    StringBuilder out = new StringBuilder(FIRST_LINE).append('\n');
    line(out, "# provider", "id", "path");
    file.paths().forEach((id, path) -> line(out, "provider", id, escape(path)));
    line(out, "# entry", String.join("\t", COLUMNS));
    for (ProtocolInfo e : file.entries()) {
      line(out, "entry", String.join("\t", fields(e)));
    }
    file.categories().forEach((id, categories) -> line(out, "category", id, categories));
    file.applications().forEach((application, permitted) -> line(out, application, permitted));
    return out.toString();
  }

  /** An entry in a few words: its id and its name. */
  static String brief(ProtocolInfo entry) {
    return entry.catalogEntryId() + " " + entry.name();
  }

  /** The values of an entry, as they stand under {@link #COLUMNS}. */
  static List<String> fields(ProtocolInfo e) {
    String chain =
        e.isLayer()
            ? "-"
            : e.chain().stream().map(String::valueOf).collect(Collectors.joining(","));
    return Stream.of(
            e.catalogEntryId(),
            e.providerId(),
            chain,
            e.serviceFlags1(),
            e.providerFlags(),
            e.version(),
            e.addressFamily(),
            e.maxSockAddr(),
            e.minSockAddr(),
            e.socketType(),
            e.protocol(),
            e.protocolMaxOffset(),
            e.networkByteOrder(),
            e.securityScheme(),
            e.messageSize(),
            e.providerReserved(),
            escape(e.name()))
        .map(String::valueOf)
        .toList();
  }

  static CatalogFile read(List<String> lines) {
    if (lines.isEmpty() || !lines.get(0).equals(FIRST_LINE)) {
      String found = lines.isEmpty() ? "an empty file" : "\"" + lines.get(0) + "\"";
      throw new IllegalArgumentException("line 1: expected \"" + FIRST_LINE + "\", found " + found);
    }
    Map<Guid, String> paths = new LinkedHashMap<>();
    List<ProtocolInfo> entries = new ArrayList<>();
    Map<Guid, Integer> categories = new LinkedHashMap<>();
    Map<Application, Integer> applications = new LinkedHashMap<>();
    for (int i = 1; i < lines.size(); i++) {
      String line = lines.get(i);
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      try {
        List<String> fields = Arrays.asList(line.split("\t", -1));
        if (fields.get(0).equals("provider") && fields.size() == 3) {
          paths.put(Guid.of(fields.get(1)), unescape(fields.get(2)));
        } else if (fields.get(0).equals("entry") && fields.size() == ENTRY_FIELDS) {
          entries.add(entry(fields));
        } else if (fields.get(0).equals("category") && fields.size() == 3) {
          categories.put(Guid.of(fields.get(1)), Integer.valueOf(fields.get(2)));
        } else if (fields.get(0).equals("application")
            && (fields.size() == 3 || fields.size() == 4)) {
          applications.put(application(fields), Integer.valueOf(fields.get(1)));
        } else {
          throw new IllegalArgumentException(
              "found \""
                  + fields.get(0)
                  + "\" and "
                  + fields.size()
                  + " fields; expected, separated by tabs, a provider or a category with 3 fields,"
                  + " an application with 3 or 4, or an entry with 18");
        }
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("line " + (i + 1) + ": " + e.getMessage(), e);
      }
    }
    return new CatalogFile(paths, entries, categories, applications);
  }

  private static ProtocolInfo entry(List<String> fields) {
    int[] n =
        fields.subList(FIRST_NUMBER, ENTRY_FIELDS - 1).stream()
            .mapToInt(Integer::parseInt)
            .toArray();
    return new ProtocolInfo(
        Integer.parseInt(fields.get(4)),
        Integer.parseInt(fields.get(5)),
        Guid.of(fields.get(2)),
        Integer.parseInt(fields.get(1)),
        chain(fields.get(3)),
        n[0],
        n[1],
        n[2],
        n[3],
        n[4],
        n[5],
        n[6],
        n[7],
        n[8],
        n[9],
        n[10],
        unescape(fields.get(ENTRY_FIELDS - 1)));
  }

  private static Application application(List<String> fields) {
    return new Application(
        unescape(fields.get(2)), fields.size() == 3 ? null : unescape(fields.get(3)));
  }

  private static void line(StringBuilder out, Application application, int permitted) {
    String extra = application.extra();
    if (extra == null) {
      line(out, "application", permitted, escape(application.path()));
    } else {
      line(out, "application", permitted, escape(application.path()), escape(extra));
    }
  }

  private static List<Integer> chain(String text) {
    return text.equals("-")
        ? List.of()
        : Arrays.stream(text.split(",", -1)).map(Integer::valueOf).toList();
  }

  private static void line(StringBuilder out, Object... fields) {
    out.append(Arrays.stream(fields).map(String::valueOf).collect(Collectors.joining("\t")));
    out.append('\n');
  }

  private static String escape(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      // A lone surrogate has no UTF-8; line separators that readers may split at stand below 0x20.
      if (c < ' ' || c == '\\' || Character.isSurrogate(c)) {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static String unescape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        if (i + 6 > text.length() || text.charAt(i + 1) != 'u') {
          throw new IllegalArgumentException("a backslash needs u and four digits behind it");
        }
        c = (char) Integer.parseInt(text.substring(i + 2, i + 6), 16);
        i += 5;
      }
      out.append(c);
    }
    return out.toString();
  }
}
