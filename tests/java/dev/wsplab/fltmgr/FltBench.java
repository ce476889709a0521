package dev.wsplab.fltmgr;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.Violation;
import dev.wsplab.verifier.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A Filter Manager over a folder with one file, an initiator at 300000, and what tests do often.
 */
final class FltBench implements AutoCloseable {
  static final String CONTENT = "0123456789abcdefghijklmnopqrstuvwxyz";

  final Path folder;
  final FilterManager manager;
  final FltMgr flt;
  final FltVolume volume;
  final FltFilter initiator;
  final FltInstance instance;
  final FltFileObject file;
  final NativeBlock buffer = NativeBlock.allocate(4096);

  /** What came to {@link #callback}: status and byte count. */
  final List<String> told = new CopyOnWriteArrayList<>();

  private FltBench(UnaryOperator<FilterManagerSettings> settings, FsScript script) {
    try {
      folder = Files.createTempDirectory("wsplab-fltmgr");
      Files.writeString(folder.resolve("notes.txt"), CONTENT, StandardCharsets.US_ASCII);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
    manager =
        settings
            .apply(FilterManager.builder().verify(Verifier.Mode.REPORT).manualScheduler())
            .build();
    flt = manager.functions();
    volume = manager.mount(folder, script);
    initiator = manager.register(FltRegistration.named("initiator"));
    instance = initiator.attach(volume, "300000");
    file = flt.fltCreateFile(volume, null, "notes.txt", FileCalls.FILE_OPEN, 0).orThrow();
  }

  static FltBench inline() {
    return with(it -> it, FsScript.inline());
  }

  static FltBench later() {
    return with(it -> it, FsScript.later());
  }

  static FltBench with(UnaryOperator<FilterManagerSettings> settings, FsScript script) {
    return new FltBench(settings, script);
  }

  /** A filter with these callbacks for reads, at an altitude. */
  FltInstance at(String altitude, @Nullable FltPreOperation pre, @Nullable FltPostOperation post) {
    return at(altitude, MajorFunction.IRP_MJ_READ, pre, post);
  }

  FltInstance at(
      String altitude, int major, @Nullable FltPreOperation pre, @Nullable FltPostOperation post) {
    return manager
        .register(FltRegistration.named("filter " + altitude).operation(major, pre, post))
        .attach(volume, altitude);
  }

  /** One that lets everything through and looks at it on both ways. */
  FltInstance watching(String altitude) {
    return at(
        altitude,
        (data, objects, context) -> FltPreOperation.FLT_PREOP_SUCCESS_WITH_CALLBACK,
        FltBench::finished);
  }

  static int finished(
      FltCallbackData data, FltRelatedObjects objects, @Nullable Object context, int flags) {
    return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
  }

  /** Callback data of the initiator, filled in for a read. */
  FltCallbackData read(long offset, int length) {
    FltCallbackData data = flt.fltAllocateCallbackData(instance, file).orThrow();
    fillRead(data, offset, length);
    return data;
  }

  void fillRead(FltCallbackData data, long offset, int length) {
    data.iopb()
        .majorFunction(MajorFunction.IRP_MJ_READ)
        .length(length)
        .byteOffset(offset)
        .buffer(buffer.address());
  }

  /** Sends one I/O of the initiator and gives its status; what it left is in the buffer. */
  int send(FltFileObject to, Consumer<FltIoParameterBlock> parameters) {
    FltCallbackData data = flt.fltAllocateCallbackData(instance, to).orThrow();
    parameters.accept(data.iopb());
    flt.fltPerformSynchronousIo(data);
    int status = data.ioStatus();
    flt.fltFreeCallbackData(data);
    return status;
  }

  /** An application's read of the file's first bytes, not yet sent. */
  UserIo userRead(int length) {
    return volume
        .io(file)
        .parameters(
            iopb ->
                iopb.majorFunction(MajorFunction.IRP_MJ_READ)
                    .length(length)
                    .buffer(buffer.address()));
  }

  /** Another file object of the same file. */
  FltFileObject openAgain() {
    return flt.fltCreateFile(volume, null, "notes.txt", FileCalls.FILE_OPEN, 0).orThrow();
  }

  /** Waits as long as a loaded machine may need; for callbacks, which can throw nothing. */
  static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Notes result and count, and frees nothing. */
  void callback(FltCallbackData data, @Nullable Object context) {
    told.add(FltStatus.nameOf(data.ioStatus()) + " " + data.information());
  }

  int perform(FltCallbackData data) {
    return flt.fltPerformAsynchronousIo(data, this::callback, null);
  }

  String text(int length) {
    return new String(buffer.bytes(0, length), StandardCharsets.US_ASCII);
  }

  /** Rules that were broken so far. */
  List<String> broken() {
    return manager.violations().stream().map(Violation::rule).toList();
  }

  /** Steps of the I/O that was sent last. */
  List<String> steps() {
    List<FltEvent> events = manager.trace().events();
    long last = events.stream().mapToLong(FltEvent::io).max().orElse(0);
    return manager.trace().steps(last);
  }

  @Override
  public void close() {
    flt.fltClose(file);
    manager.close();
    buffer.close();
    try (Stream<Path> all = Files.walk(folder)) {
      List<Path> paths = new ArrayList<>(all.sorted(Comparator.reverseOrder()).toList());
      for (Path path : paths) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
