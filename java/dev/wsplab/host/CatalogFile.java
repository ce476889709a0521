package dev.wsplab.host;

import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.commons.lang3.Validate;

/**
 * A catalog outside its environment: what a file holds, so that it survives the process. Immutable.
 *
 * <p>The file is UTF-8 text, one line each, fields separated by one tab; lines that are empty or
 * begin with {@code #} say nothing. The first line is {@code wsplab-catalog 1}. Then come
 *
 * <pre>
 * provider  GUID  path
 * entry     dwCatalogEntryId  ProviderId  chain  dwServiceFlags1  dwProviderFlags  iVersion
 *           iAddressFamily  iMaxSockAddr  iMinSockAddr  iSocketType  iProtocol  iProtocolMaxOffset
 *           iNetworkByteOrder  iSecurityScheme  dwMessageSize  dwProviderReserved  szProtocol
 * category     ProviderId  what it does, decimal
 * application  what it permits, decimal  path  command line, if any
 * </pre>
 *
 * <p>Providers stand in the order of their first entry, entries in catalog order. A chain is its
 * ids with commas between them, {@code -} for a layered protocol. Numbers are decimal and signed.
 * In texts a backslash, a character below a space and a surrogate stand as {@code \}{@code uXXXX}.
 *
 * @param paths where each provider's module is, unexpanded
 * @param entries in catalog order
 * @param categories what layers do (sheet, 6.4)
 * @param applications what applications permit
 */
public record CatalogFile(
    Map<Guid, String> paths,
    List<ProtocolInfo> entries,
    Map<Guid, Integer> categories,
    Map<Application, Integer> applications) {
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  /**
   * Copies them.
   *
   * @param paths where each provider's module is, unexpanded
   * @param entries in catalog order
   * @param categories what layers do (sheet, 6.4)
   * @param applications what applications permit
   * @throws IllegalArgumentException when two entries have the same id (CAT-1)
   */
  public CatalogFile {
    categories = Collections.unmodifiableMap(new LinkedHashMap<>(categories));
    applications = Collections.unmodifiableMap(new LinkedHashMap<>(applications));
    paths = Collections.unmodifiableMap(new LinkedHashMap<>(paths));
    entries = List.copyOf(entries);
    Set<Integer> ids = new HashSet<>();
    for (ProtocolInfo entry : entries) {
      Validate.isTrue(
          ids.add(entry.catalogEntryId()),
          "the entry id %d is there twice: each entry has its own (CAT-1)",
          entry.catalogEntryId());
    }
  }

  /**
   * Writes it; whoever reads meanwhile, in this process or another one, sees the old file or the
   * new one. Of two who write at once the last one's stays, whole.
   *
   * @param file where to write it; a file that is there is replaced
   * @throws IOException when the folder cannot be written; on Windows also when somebody keeps the
   *     old file open for more than 5 seconds
   */
  public void write(Path file) throws IOException {
    Path target = file.toAbsolutePath();
    Path folder = target.getParent();
    Path name = target.getFileName();
    if (folder == null || name == null) {
      throw new IOException(file + " names no file: expected a file in a folder");
    }
    Path draft = Files.createTempFile(folder, name.toString(), ".new");
    try {
      Files.writeString(draft, CatalogText.write(this));
      replace(draft, target);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /** Windows does not replace a file that somebody has open; whoever reads it is done soon. */
  private static void replace(Path draft, Path target) throws IOException {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
        return;
      } catch (AccessDeniedException e) {
        if (System.nanoTime() - end >= 0) {
          throw e;
        }
        Thread.yield();
      }
    }
  }

  /**
   * Reads one.
   *
   * @param file a file that {@link #write} made
   * @return what it contains
   * @throws IOException when it cannot be read, or is no catalog file; the message names the line
   */
  public static CatalogFile read(Path file) throws IOException {
    try {
      return CatalogText.read(Files.readAllLines(file));
    } catch (IllegalArgumentException e) {
      throw new IOException(file + ": " + e.getMessage(), e);
    }
  }
}
