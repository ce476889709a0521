package dev.wsplab.provider.nativehost;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.load.MemoryInUse;
import dev.wsplab.platform.RunningOn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.management.JMException;
import javax.management.ObjectName;

/**
 * What this process holds. What the system does not tell is 0: on Windows closed handles rest, and
 * a file in use cannot be deleted, so the folders show what is left.
 *
 * @param sets of trampolines
 * @param handles of this library
 * @param folders of modules, by name
 * @param modules mappings of files in such folders
 * @param files that are open
 * @param mappings all of them
 * @param resident bytes in memory, without the Java heap
 * @param memory live objects, and what malloc has handed out
 */
record ProcessHoldings(
    int sets,
    int handles,
    List<String> folders,
    long modules,
    long files,
    long mappings,
    long resident,
    MemoryInUse memory) {
  private static final Path FILES = Path.of("/proc/self/fd");
  private static final Path MAPS = Path.of("/proc/self/maps");
  private static final Path SMAPS = Path.of("/proc/self/smaps");
  private static final Pattern MAPPING = Pattern.compile("([0-9a-f]+)-[0-9a-f]+ .*");
  private static final Pattern RESIDENT = Pattern.compile("Rss: +([0-9]+) kB");
  private static final Pattern HEAP_PART = Pattern.compile("\\[0x([0-9a-f]+),.*0x([0-9a-f]+)\\)");

  static ProcessHoldings now() {
    MemoryInUse memory = MemoryInUse.now(); // first: its collections close what was forgotten
    List<String> maps = lines(MAPS);
    return new ProcessHoldings(
        ModuleNatives.setCount(),
        Kernel.get().handleCount(0),
        moduleFolders(),
        maps.stream().filter(line -> line.contains("wsplab-module-")).count(),
        openFiles(),
        maps.size(),
        residentOutsideTheHeap(),
        memory);
  }

  String since(ProcessHoldings before) {
    return String.format(
        "sets %+d, handles %+d, folders %+d, mappings of modules %+d, open files %+d, mappings %+d,"
            + " resident outside the Java heap %+,d, malloc %+,d, Java heap %+,d bytes",
        sets - before.sets,
        handles - before.handles,
        folders.size() - before.folders.size(),
        modules - before.modules,
        files - before.files,
        mappings - before.mappings,
        resident - before.resident,
        memory.nativeHeap() - before.memory.nativeHeap(),
        memory.javaHeap() - before.memory.javaHeap());
  }

  @Override
  public String toString() {
    return String.format(
        "sets %d, handles %d, folders %d, mappings of modules %d, open files %d, mappings %d,"
            + " resident outside the Java heap %,d, malloc %,d, Java heap %,d bytes",
        sets,
        handles,
        folders.size(),
        modules,
        files,
        mappings,
        resident,
        memory.nativeHeap(),
        memory.javaHeap());
  }

  private static List<String> lines(Path file) {
    try {
      return RunningOn.isWindows() ? List.of() : Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long openFiles() {
    if (RunningOn.isWindows()) {
      return 0;
    }
    try (Stream<Path> open = Files.list(FILES)) {
      return open.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of this process: their names say whose they are. */
  private static List<String> moduleFolders() {
    String prefix = ModuleFolder.prefix();
    try (Stream<Path> all = Files.list(ModuleFolder.base())) {
      return all.map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith(prefix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The Java heap grows as its collector likes; what lives in it is measured otherwise. */
  private static long residentOutsideTheHeap() {
    if (RunningOn.isWindows()) {
      return 0;
    }
    long begin = -1;
    long end = 0;
    Matcher parts = HEAP_PART.matcher(heapInfo());
    while (parts.find()) {
      begin = Math.min(begin & Long.MAX_VALUE, Long.parseUnsignedLong(parts.group(1), 16));
      end = Math.max(end, Long.parseUnsignedLong(parts.group(2), 16));
    }
    long resident = 0;
    boolean counts = true;
    for (String line : lines(SMAPS)) {
      Matcher mapping = MAPPING.matcher(line);
      Matcher size = RESIDENT.matcher(line);
      if (mapping.matches()) {
        long at = Long.parseUnsignedLong(mapping.group(1), 16);
        counts = end == 0 || at < begin || at >= end;
      } else if (counts && size.matches()) {
        resident += Long.parseLong(size.group(1)) << 10;
      }
    }
    return resident;
  }

  private static String heapInfo() {
    try {
      Object told =
          ManagementFactory.getPlatformMBeanServer()
              .invoke(
                  new ObjectName("com.sun.management:type=DiagnosticCommand"),
                  "gcHeapInfo",
                  new Object[0],
                  new String[0]);
      return String.valueOf(told);
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}
