package dev.wsplab.cli;

import dev.wsplab.forefront.FwxService;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.operation.OperationListener;
import dev.wsplab.operation.ProviderEvent;
import dev.wsplab.operation.Violation;
import dev.wsplab.trace.Recorder;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A filter of Forefront's copies a real file by overlapped I/O on the firewall service's port. */
@Command(
    name = "forefront",
    description = {
      "Copies a file by a filter as Forefront TMG would run it: a hooked handle, overlapped objects, callbacks of a pool.",
      "Prints the life of the first operations, then compares the copy with the file."
    },
    footer = {
      "",
      "Examples:",
      "  wsplab demo forefront",
      "",
      "Exit status: 0 every byte arrived and no rule was broken, 1 not so, 2 it could not be set up."
    })
final class ForefrontDemo implements Callable<Integer> {
  private static final int SIZE = 3_000_003;
  private static final int LANES = 3;
  private static final int WORKERS = 2;
  private static final int SHOWN = 24;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description =
          "What is copied, into the folder for temporary files; without, a generated file.")
  private @Nullable Path given;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException, SetUpException {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter out = spec.commandLine().getOut();
    Path wanted = given;
    if (wanted != null && Files.isDirectory(wanted)) {
      throw new SetUpException("FILE=" + wanted + ": is a folder; name a file in it, or none");
    }
    if (wanted != null && !Files.isReadable(wanted)) {
      throw new SetUpException("FILE=" + wanted + ": cannot be read; name a file, or none");
    }
    Path source = wanted == null ? generated() : wanted;
    Path copy = Files.createTempFile("wsplab-forefront", ".copy");
    try {
      return run(source, copy, out);
    } finally {
      Files.delete(copy);
      if (wanted == null) {
        Files.delete(source);
      }
    }
  }

  private static Path generated() throws IOException {
    byte[] content = new byte[SIZE];
    new Random(SIZE).nextBytes(content);
    return Files.write(Files.createTempFile("wsplab-forefront", ".data"), content);
  }

  private int run(Path source, Path copy, PrintWriter out)
      throws IOException, InterruptedException, SetUpException {
    String name = given == null ? "a generated file" : String.valueOf(source.getFileName());
    out.printf(
        "A filter copies %s (%d bytes): %d overlapped objects, each in steps of %d bytes, and %d"
            + " workers of the service that call it back.%n%n"
            + "The first steps. \"client\" is what the filter has the system do, \"filter\" is when"
            + " it is called back:%n",
        name, Files.size(source), LANES, FileCopier.BLOCK, WORKERS);
    First first = new First();
    FwxService service =
        FwxService.builder().workers(WORKERS).verify(Verifier.Mode.REPORT).listener(first).build();
    long started = System.nanoTime();
    long callbacks;
    try (service;
        FileCopier copier = new FileCopier(service, LANES)) {
      copier.start(source, copy);
      await(copier, Files.size(source));
      copier.finish();
      callbacks = copier.callbacks();
      first.lines().forEach(out::println);
      out.println("...");
      if (!copier.problem().isEmpty()) {
        out.println("the filter failed: " + copier.problem());
        return Main.FAILED;
      }
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - started);
    boolean same = isSame(source, copy);
    out.printf(
        "%n%s, %d bytes, %d callbacks on the service's workers in %d ms: the copy is %s%n",
        name, Files.size(copy), callbacks, millis, same ? "intact" : "NOT what the file holds");
    for (Violation violation : service.violations()) {
      out.println(violation.report());
    }
    out.println(service.violations().size() + " broken rules");
    return same && service.violations().isEmpty() ? Main.OK : Main.FAILED;
  }

  /** Says how far it has come, when it takes long. */
  private void await(FileCopier copier, long size) throws InterruptedException {
    Ticker ticker =
        Ticker.on(spec.commandLine(), () -> copier.copied() + " of " + size + " bytes copied");
    try (ticker) {
      copier.await();
    }
  }

  private boolean isSame(Path source, Path copy) throws IOException {
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "the copy is compared with the file");
    try (ticker) {
      return Files.mismatch(source, copy) == -1;
    }
  }

  /** Keeps the first events, however many follow. */
  private static final class First implements OperationListener {
    private final Recorder recorder = new Recorder(4 * SHOWN); // some may come at the same time

    @Override
    public void onEvent(OperationEvent event) {
      if (recorder.told() < SHOWN) {
        recorder.onEvent(event);
      }
    }

    @Override
    public void onProviderEvent(ProviderEvent event) {
      if (recorder.told() < SHOWN) {
        recorder.onProviderEvent(event);
      }
    }

    List<String> lines() {
      return recorder.lines(event -> event.sequence() <= SHOWN);
    }
  }
}
