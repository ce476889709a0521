package dev.wsplab.conformance;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** What the kit can say beside the verifier, for docs/verifier.md. */
public final class KitMessages {
  /** Where its sources are. */
  public static final Path SOURCES = Path.of("java", "dev", "wsplab", "conformance");

  /**
   * A message.
   *
   * @param rule its id, or more than one, as text
   * @param what that it is broken
   * @param remedy what to change
   */
  public record Row(String rule, String what, String remedy) {}

  private static final String NONE = "-";

  // Their texts are put together where they are found: of what stands in capitals each is another.
  private static final List<Row> OTHERS =
      List.of(
          new Row(
              "WSP-IO-2, WSP-RECV-4 and others",
              "FUNCTION of PROVIDER does not return",
              "look where it waits (the stacks below), and return WSA_IO_PENDING or an error instead"),
          new Row(NONE, "a scenario does not end", "look where the threads stand"),
          new Row(
              NONE,
              "the process hung while a scenario was played; the process hung after this scenario; the process hung before this"
                  + " scenario had begun",
              "look where the function that was called last can wait or loop"),
          new Row(
              "WSP-ERR-3",
              "the process ended while a scenario was played; the process ended after this scenario, before another had begun; the"
                  + " process ended before this scenario had begun",
              "look at the frame that is named and at those below: a bad pointer, or memory used after it was freed; without"
                  + " a crash look for exit, abort or TerminateProcess in the function that was called last"),
          new Row(
              "WSP-ERR-3",
              "an exception left the provider in the thread THREAD",
              "catch it, and complete the operation with an error"),
          new Row(
              "WSP-CLEAN-5",
              "a module stays loaded after its last WSPCleanup",
              "end each thread of the module before WSPCleanup returns, and let nothing hold the module:"
                  + " [hosting](hosting.md) says what does"));

  private KitMessages() {}

  /** All of them: of what a scenario looks at, then of what can happen to it. */
  public static List<Row> all() {
    return Stream.concat(
            Arrays.stream(Check.values()).map(c -> new Row(c.rule(), c.what(), c.remedy())),
            OTHERS.stream())
        .toList();
  }
}
