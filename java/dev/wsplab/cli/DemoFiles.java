package dev.wsplab.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Random;
import org.checkerframework.checker.mustcall.qual.MustCall;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A folder of files to serve, made for one run and removed by closing. */
@MustCall("close")
final class DemoFiles implements AutoCloseable {
  private static final long SEED = 20;
  private static final int LARGE = 2 * 1024 * 1024;

  private final Path folder;

  private DemoFiles(Path folder) {
    this.folder = folder;
  }

  static DemoFiles create() throws IOException {
    DemoFiles files = new DemoFiles(Files.createTempDirectory("wsplab-demo"));
    try {
      files.write();
      return files;
    } catch (IOException e) {
      files.close();
      throw e;
    }
  }

  private void write() throws IOException {
    String page = "<!doctype html>\n<title>wsplab</title>\n<p>Served through a layered provider.\n";
    Files.write(folder.resolve("index.html"), page.getBytes(StandardCharsets.UTF_8));
    Files.write(folder.resolve("small file.txt"), "hello\n".getBytes(StandardCharsets.UTF_8));
    byte[] large = new byte[LARGE];
    new Random(SEED).nextBytes(large);
    Files.write(folder.resolve("large.bin"), large);
  }

  Path folder() {
    return folder;
  }

  /** A file and the path it is asked for by. */
  record Served(Path file, String path) {}

  List<Served> served() {
    return List.of(
        new Served(folder.resolve("index.html"), "/"),
        new Served(folder.resolve("small file.txt"), "/small%20file.txt"),
        new Served(folder.resolve("large.bin"), "/large.bin"));
  }

  @Override
  public void close() throws IOException {
    Files.walkFileTree(
        folder,
        new SimpleFileVisitor<Path>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem)
              throws IOException {
            Files.delete(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
