package dev.wsplab.forefront;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;

/**
 * {@code CreateFile} where a channel of Java's carries the file, as its page says. Not thread-safe.
 */
final class ChannelOpening {
  // A name that is there for CREATE_NEW and not there for an open: others make and remove it, or a
  // link leads nowhere.
  private static final int TRIES = 3;

  private final Path path;
  private final FileOptions options;
  private final ExecutorService threads;
  private boolean existed;

  ChannelOpening(Path path, FileOptions options, ExecutorService threads) {
    this.path = path;
    this.options = options;
    this.threads = threads;
  }

  /** Opens it; called once. */
  ChannelStore open() throws IOException {
    if (!options.disposition().makes()) {
      return existing();
    }
    for (int left = TRIES; ; left--) {
      try {
        return made();
      } catch (FileAlreadyExistsException e) {
        if (options.disposition() == CreationDisposition.CREATE_NEW) {
          throw e;
        }
      }
      try {
        return existing();
      } catch (NoSuchFileException e) {
        if (left == 1) {
          throw e;
        }
      }
    }
  }

  // Java makes files only where it may write; the handle itself allows what was asked for.
  private ChannelStore made() throws IOException {
    Set<OpenOption> how = access();
    how.add(StandardOpenOption.WRITE);
    how.add(StandardOpenOption.CREATE_NEW);
    existed = false;
    return ChannelStore.open(path, how, threads);
  }

  private ChannelStore existing() throws IOException {
    if (Files.isDirectory(path)) {
      throw new AccessDeniedException(path.toString(), null, "is a folder");
    }
    Set<OpenOption> how = access();
    if (options.disposition().empties()) {
      how.add(StandardOpenOption.WRITE);
      how.add(StandardOpenOption.TRUNCATE_EXISTING);
    }
    existed = true;
    return ChannelStore.open(path, how, threads);
  }

  /** Whether the file that is open now was there before. */
  boolean existed() {
    return existed;
  }

  private Set<OpenOption> access() {
    Set<OpenOption> how = new HashSet<>();
    if (options.read()) {
      how.add(StandardOpenOption.READ);
    }
    if (options.write()) {
      how.add(StandardOpenOption.WRITE);
    }
    return how;
  }
}
