package dev.wsplab.cli;

import dev.wsplab.fltmgr.FileCalls;
import dev.wsplab.fltmgr.FilterManager;
import dev.wsplab.fltmgr.FltEvent;
import dev.wsplab.fltmgr.FltFileObject;
import dev.wsplab.fltmgr.FltMgr;
import dev.wsplab.fltmgr.FltPostOperation;
import dev.wsplab.fltmgr.FltPreOperation;
import dev.wsplab.fltmgr.FltRegistration;
import dev.wsplab.fltmgr.FltStatus;
import dev.wsplab.fltmgr.FltVolume;
import dev.wsplab.fltmgr.FsScript;
import dev.wsplab.fltmgr.MajorFunction;
import dev.wsplab.fltmgr.UserIo;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.Verifier;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * An application reads a real folder through two minifilters, one of which starts I/O of its own.
 */
@Command(
    name = "fltmgr",
    description = {
      "Reads every file of a folder and below, as an application would, through two minifilters of the Filter Manager.",
      "A scanner at altitude 320000 holds each first read until an asynchronous read of its own has found the file clean;"
          + " a counter at 140000 below it sees both. Prints the way of the first I/Os."
    },
    footer = {
      "",
      "Examples:",
      "  wsplab demo fltmgr",
      "  wsplab demo fltmgr docs",
      "",
      "Exit status: 0 every byte arrived and no rule was broken, 1 not so, 2 it could not be set up."
    })
final class FltMgrDemo implements Callable<Integer> {
  private static final int ROOM = 64 * 1024;
  private static final int SHOWN = 26;
  private static final String REFUSED =
      "refused by the scanner: it holds " + ScanningFilter.PATTERN;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help and exit.")
  private boolean help;

  @Parameters(
      arity = "0..1",
      paramLabel = "FOLDER",
      description =
          "Whose files are read, and those of the folders in it; without, a generated folder.")
  private @Nullable Path given;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli sets it before call()
  @Spec
  private CommandSpec spec;

  @Override
  public Integer call() throws IOException, SetUpException {
    @SuppressWarnings("builder:required.method.not.called") // picocli's
    PrintWriter out = spec.commandLine().getOut();
    Path wanted = given;
    if (wanted != null && !Files.isDirectory(wanted)) {
      throw new SetUpException("FOLDER=" + wanted + ": is no folder; name one, or none");
    }
    if (wanted != null) {
      return run(wanted, out);
    }
    Path folder = Files.createTempDirectory("wsplab-fltmgr");
    try {
      byte[] content = new byte[300_000];
      new Random(1).nextBytes(content);
      Files.write(folder.resolve("data.bin"), content);
      Files.writeString(folder.resolve("letter.txt"), "Dear reader, all is well.\n");
      Files.writeString(folder.resolve("infected.txt"), "x " + ScanningFilter.PATTERN + " x\n");
      return run(folder, out);
    } finally {
      for (Path file : filesOf(folder)) {
        Files.delete(file);
      }
      Files.delete(folder);
    }
  }

  private static List<Path> filesOf(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (UncheckedIOException e) { // a folder below that may not be read
      throw new IOException(e.getMessage(), e);
    }
  }

  private int run(Path folder, PrintWriter out) throws IOException {
    AtomicInteger counted = new AtomicInteger();
    int wrong;
    FilterManager manager = FilterManager.builder().verify(Verifier.Mode.REPORT).build();
    ScanningFilter scanner = new ScanningFilter(manager.functions());
    try (manager) {
      FltVolume volume = manager.mount(folder, FsScript.later());
      manager.register(scanner.registration()).attach(volume, "320000");
      manager.register(counter(counted)).attach(volume, "140000");
      AtomicReference<String> state = new AtomicReference<>("the folder is looked through");
      Ticker ticker = Ticker.on(spec.commandLine(), state::get);
      try (ticker) {
        wrong = readAll(manager.functions(), volume, state, out);
      }
      out.println();
      manager.trace().events().stream().limit(SHOWN).map(FltEvent::line).forEach(out::println);
      out.println("...");
    }
    out.printf(
        "%n%d scans by the scanner, %d files refused; the counter saw %d reads%n",
        scanner.scans(), scanner.refused(), counted.get());
    for (Violation violation : manager.violations()) {
      out.println(violation.report());
    }
    out.println(manager.violations().size() + " broken rules");
    return wrong == 0 && manager.violations().isEmpty() ? Main.OK : Main.FAILED;
  }

  private static FltRegistration counter(AtomicInteger counted) {
    return FltRegistration.named("counter")
        .operation(
            MajorFunction.IRP_MJ_READ,
            (data, objects, context) -> FltPreOperation.FLT_PREOP_SUCCESS_WITH_CALLBACK,
            (data, objects, context, flags) -> {
              counted.incrementAndGet();
              return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
            });
  }

  /** How many files came otherwise than they should. */
  private static int readAll(
      FltMgr flt, FltVolume volume, AtomicReference<String> state, PrintWriter out)
      throws IOException {
    int wrong = 0;
    int done = 0;
    List<Path> files = filesOf(volume.folder());
    for (Path path : files) {
      state.set(done + " of " + files.size() + " files read");
      String name = volume.folder().relativize(path).toString().replace('\\', '/');
      byte[] expected = Files.readAllBytes(path);
      boolean clean =
          !new String(expected, 0, Math.min(4096, expected.length), StandardCharsets.ISO_8859_1)
              .contains(ScanningFilter.PATTERN);
      String outcome;
      FltFileObject file = flt.fltCreateFile(volume, null, name, FileCalls.FILE_OPEN, 0).orThrow();
      try {
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        int status = read(volume, file, arrived);
        boolean good =
            clean
                ? status == FltStatus.STATUS_END_OF_FILE
                    && Arrays.equals(expected, arrived.toByteArray())
                : status == FltStatus.STATUS_ACCESS_DENIED && arrived.size() == 0;
        wrong += good ? 0 : 1;
        String end = clean ? "intact" : REFUSED;
        outcome = good ? end : "WRONG, ended with " + FltStatus.nameOf(status);
        out.printf("%-30s %9d bytes  %s%n", name, arrived.size(), outcome);
      } finally {
        flt.fltClose(file);
      }
      done++;
    }
    return wrong;
  }

  /** Reads as an application would until something else than success comes, which it gives. */
  private static int read(FltVolume volume, FltFileObject file, ByteArrayOutputStream arrived) {
    try (NativeBlock room = NativeBlock.allocate(ROOM)) {
      while (true) {
        long at = arrived.size();
        UserIo io =
            volume
                .io(file)
                .parameters(
                    iopb ->
                        iopb.majorFunction(MajorFunction.IRP_MJ_READ)
                            .length(ROOM)
                            .byteOffset(at)
                            .buffer(room.address()));
        io.send();
        io.await();
        if (!FltStatus.isSuccess(io.status())) {
          return io.status();
        }
        arrived.writeBytes(room.bytes(0, (int) io.information()));
      }
    }
  }
}
