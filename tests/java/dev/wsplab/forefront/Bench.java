package dev.wsplab.forefront;

import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.verifier.Verifier;
import java.util.ArrayList;
import java.util.List;

/** A service with a small file, and what a filter would make on it. */
final class Bench implements AutoCloseable {
  static final byte[] TEN = "0123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  final FwxService service;
  final MemoryFile content;
  final int file;
  final NativeBlock buffer = NativeBlock.allocate(1 << 20);
  private final List<NativeBlock> blocks = new ArrayList<>();

  Bench(FwxServiceBuilder builder) {
    this(builder, MemoryFile.of(TEN));
  }

  Bench(FwxServiceBuilder builder, MemoryFile content) {
    this.service = builder.build();
    this.content = content;
    this.file = open(FileOptions.readingAndWriting());
  }

  static Bench manual() {
    return new Bench(FwxService.builder().manualPump().verify(Verifier.Mode.REPORT));
  }

  static Bench manual(IoFaultPlan plan) {
    return new Bench(FwxService.builder().manualPump().verify(Verifier.Mode.REPORT).faults(plan));
  }

  /** Opens the content and hooks it. */
  int open(FileOptions options) {
    int handle = service.files().createFile(content, options).orThrow();
    service.firewall().hookToCompletionPort(handle);
    return handle;
  }

  FwxOverlapped object(FwxExternalIoCompletion told, long userData) {
    FwxOverlapped object = service.firewall().createOverlapped().orThrow();
    object.setNotificationInterface(told, userData);
    return object;
  }

  static Overlapped at(FwxOverlapped object, long position) {
    Overlapped record = object.getOverlapped().orThrow();
    record.storeOffsets((int) position, (int) (position >>> 32));
    return record;
  }

  IssueResult read(FwxOverlapped object, long position, int length) {
    return service.files().readFile(file, buffer, length, at(object, position));
  }

  IssueResult write(FwxOverlapped object, long position, int length) {
    return service.files().writeFile(file, buffer, length, at(object, position));
  }

  NativeBlock block(int size) {
    NativeBlock block = NativeBlock.allocate(size);
    blocks.add(block);
    return block;
  }

  int runAll() {
    return service.pump().runAll();
  }

  List<String> rules() {
    return service.violations().stream().map(violation -> violation.rule()).toList();
  }

  @Override
  public void close() {
    service.close();
    buffer.close();
    blocks.forEach(NativeBlock::close);
  }
}
