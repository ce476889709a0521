package dev.wsplab.tables;

import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.WspFunction;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Which functions docs/functions.md has rows for, and what is said of some of them by hand. */
final class FunctionRows {
  private static final Pattern WINSOCK_NAME =
      Pattern.compile("\\b(?:WSP|WPU|WSC|WSA)[A-Z]+[a-z]\\w*");
  private static final Pattern WIN32_NAME = Pattern.compile("\\b[A-Z][a-z]+[A-Z]\\w+");

  /** Functions that cannot succeed here, with the reason. */
  static final Map<String, String> REFUSED =
      Map.of(
          "WSPGetQOSByName", "no quality of service: WSAEOPNOTSUPP",
          "WSPJoinLeaf", "no multipoint: WSAEOPNOTSUPP",
          "WSCInstallNameSpace", "no namespace providers: WSAEACCES",
          "WSCUnInstallNameSpace", "no namespace providers: WSAEINVAL",
          "WSCEnableNSProvider", "no namespace providers: WSAEINVAL",
          "WSCWriteNameSpaceOrder", "no namespace providers: WSAEINVAL");

  /** What the sheets name, and what is no function: the row would be of nothing. */
  static final Map<String, String> ELSEWHERE =
      Map.of("WPUGetCurrentThread", "does not exist (LAY-UP-3)");

  /** Words of that shape in the sheets that name no function. */
  private static final Set<String> NO_FUNCTIONS =
      Set.of(
          "AndChains",
          "ChainEntries",
          "ChainLen",
          "CompletionKey",
          "ExistingCompletionPort",
          "FileHandle",
          "InternalHigh",
          "LayeredProvider",
          "MessageQueue",
          "NumberOfConcurrentThreads",
          "OffsetHigh",
          "ProposedHandle",
          "ProtocolChain",
          "ProviderId",
          "ProviderIds",
          "ProviderInfoAudit",
          "ProviderInfoLspCategories",
          "ProviderSpecific",
          "ThreadHandle",
          "UpcallTable",
          "WindowMessage");

  private FunctionRows() {}

  /** All rows, kind by kind. */
  static SortedSet<String> all(String sheets) {
    SortedSet<String> rows =
        new TreeSet<>(
            Comparator.<String, Kind>comparing(Kind::of).thenComparing(Comparator.naturalOrder()));
    rows.add("WSPStartup");
    Stream.of(WspFunction.values()).map(WspFunction::winsockName).forEach(rows::add);
    rows.addAll(Kind.upcalls());
    rows.addAll(Kind.EXTENSIONS);
    rows.addAll(FunctionNames.BERKELEY);
    Stream.concat(PublicFunctions.clientTypes().stream(), Stream.of(CatalogFunctions.class))
        .flatMap(FunctionRows::functions)
        .forEach(rows::add);
    rows.addAll(named(sheets));
    rows.add("PostMessage"); // the sheets name it, and an upcall has its name
    return rows;
  }

  /** What the sheets name. */
  private static Set<String> named(String sheets) {
    Set<String> names = new TreeSet<>();
    WINSOCK_NAME.matcher(sheets).results().map(m -> wide(m.group())).forEach(names::add);
    WIN32_NAME
        .matcher(sheets)
        .results()
        .map(m -> m.group())
        .filter(name -> !isSlot(name) && !NO_FUNCTIONS.contains(name))
        .forEach(names::add);
    names.removeAll(ELSEWHERE.keySet());
    return names;
  }

  /** Whether it is one of the names without WSP or WPU, as in the tables of slots. */
  private static boolean isSlot(String name) {
    return Kind.upcalls().contains("WPU" + name)
        || Arrays.stream(WspFunction.values()).anyMatch(f -> f.winsockName().equals("WSP" + name));
  }

  /** There is only one form here, that of UTF-16; its W is left out. */
  private static String wide(String name) {
    return name.endsWith("W") ? name.substring(0, name.length() - 1) : name;
  }

  private static Stream<String> functions(Class<?> type) {
    return PublicFunctions.of(type).stream()
        .map(Method::getName)
        .filter(name -> !PublicFunctions.accessorNames().contains(name))
        .map(FunctionNames::of);
  }
}
