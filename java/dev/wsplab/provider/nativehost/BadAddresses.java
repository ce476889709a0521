package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.spi.Ws2Exports;
import java.util.List;
import java.util.Map;

/** Says which parameter of an upcall it was whose address cannot be used (WPU-GEN-6). */
final class BadAddresses {
  /** What a parameter points to begins at most so far before the address that was refused. */
  private static final long REACH = 0x10000;

  private static final Map<String, List<String>> PARAMETERS =
      Map.ofEntries(
          Map.entry("WPUCloseEvent", List.of("hEvent", "lpErrno")),
          Map.entry("WPUCloseSocketHandle", List.of("s", "lpErrno")),
          Map.entry("WPUCreateEvent", List.of("lpErrno")),
          Map.entry("WPUCreateSocketHandle", List.of("dwCatalogEntryId", "dwContext", "lpErrno")),
          Map.entry("WPUFDIsSet", List.of("s", "fdset")),
          Map.entry(
              "WPUGetProviderPath",
              List.of("lpProviderId", "lpszProviderDllPath", "lpProviderDllPathLen", "lpErrno")),
          Map.entry("WPUModifyIFSHandle", List.of("dwCatalogEntryId", "ProposedHandle", "lpErrno")),
          Map.entry(
              "WPUQueryBlockingCallback",
              List.of("dwCatalogEntryId", "lplpfnCallback", "lpdwContext", "lpErrno")),
          Map.entry("WPUQuerySocketHandleContext", List.of("s", "lpContext", "lpErrno")),
          Map.entry("WPUQueueApc", List.of("lpThreadId", "lpfnUserApc", "dwContext", "lpErrno")),
          Map.entry("WPUResetEvent", List.of("hEvent", "lpErrno")),
          Map.entry("WPUSetEvent", List.of("hEvent", "lpErrno")),
          Map.entry("WPUOpenCurrentThread", List.of("lpThreadId", "lpErrno")),
          Map.entry("WPUCloseThread", List.of("lpThreadId", "lpErrno")),
          Map.entry(
              "WPUCompleteOverlappedRequest",
              List.of("s", "lpOverlapped", "dwError", "cbTransferred", "lpErrno")));

  private BadAddresses() {}

  /** Tells whoever wants to know. */
  static void tell(
      Ws2Exports exports, String function, long[] words, AccessViolationException refused) {
    exports
        .badAddressWatch()
        .ifPresent(
            watch ->
                watch.given(
                    function, parameter(function, words, refused.address()), refused.address()));
  }

  private static boolean isAddress(String parameter) {
    return parameter.startsWith("lp") && !parameter.equals("lpfnUserApc")
        || parameter.equals("fdset");
  }

  /** The one whose address lies nearest below. */
  static String parameter(String function, long[] words, long address) {
    List<String> names = PARAMETERS.getOrDefault(function, List.of());
    String found = "what a parameter points to";
    long nearest = REACH;
    for (int i = 0; i < names.size(); i++) {
      long behind = address - words[i];
      if (isAddress(names.get(i)) && behind >= 0 && behind < nearest) {
        nearest = behind;
        found = names.get(i);
      }
    }
    return found;
  }
}
