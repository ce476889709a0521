package dev.wsplab.kernel;

import com.sun.jna.Platform;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Set;
import org.apache.commons.lang3.SystemProperties;

/**
 * Unpacks the library from the jar into a private folder of the user, one for each content. Several
 * processes may do so at once: the file appears whole, by renaming, and an equal one is used again.
 */
final class ShimFile {
  /** Names the folder to unpack into, instead of the system's temporary one. */
  static final String FOLDER_PROPERTY = "wsplab.tmpdir";

  private static final int HASH_CHARACTERS = 16;
  private static final Set<PosixFilePermission> PRIVATE =
      EnumSet.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private ShimFile() {}

  static Path unpack() {
    String folder = System.getProperty(FOLDER_PROPERTY, SystemProperties.getJavaIoTmpdir());
    return unpack(Path.of(folder), content());
  }

  /** Puts the content into {@code base/wsplab-USER/HASH/}. */
  static Path unpack(Path base, byte[] content) {
    try {
      Path mine = privateFolder(base.resolve("wsplab-" + SystemProperties.getUserName("user")));
      Path folder = privateFolder(mine.resolve(hash(content)));
      Path file = folder.resolve(libraryName());
      if (!holds(file, content)) {
        put(content, folder, file);
      }
      return file;
    } catch (IOException e) {
      throw new ShimLoadException(
          "folder="
              + base
              + ": the library cannot be unpacked there ("
              + e
              + "). Name a folder that"
              + " you can write to with -D"
              + FOLDER_PROPERTY
              + "=FOLDER.",
          e);
    }
  }

  // A library that another process has open keeps its old file: the name moves on to a new one.
  private static void put(byte[] content, Path folder, Path file) throws IOException {
    Path whole = Files.createTempFile(folder, "unpacking", ".part");
    try {
      Files.write(whole, content);
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AccessDeniedException e) {
      // Windows replaces no file that is open: another process was first, with the same content.
      if (!holds(file, content)) {
        throw e;
      }
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  static String resourceName() {
    return "/" + Platform.RESOURCE_PREFIX + "/" + libraryName();
  }

  private static String libraryName() {
    return System.mapLibraryName("wsplab-shim");
  }

  private static byte[] content() {
    String name = resourceName();
    try (InputStream in = ShimFile.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new ShimLoadException(
            "resource="
                + name
                + ": there is no library for this platform in the jar. Build one with"
                + " CMake from native/ and name it with -D"
                + ShimLibrary.PATH_PROPERTY
                + "=FILE.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new ShimLoadException("resource=" + name + ": cannot be read", e);
    }
  }

  // Nobody else may be able to put another file into a folder that code is loaded from.
  private static Path privateFolder(Path folder) throws IOException {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    try {
      if (posix) {
        Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PRIVATE));
      } else {
        Files.createDirectory(folder);
      }
    } catch (FileAlreadyExistsException e) {
      if (posix) {
        requirePrivate(folder);
      }
    }
    return folder;
  }

  private static void requirePrivate(Path folder) throws IOException {
    PosixFileAttributes found =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    String user = SystemProperties.getUserName("");
    boolean mine = found.owner().getName().equals(user) || found.owner().equals(self());
    if (!found.isDirectory() || !mine || !PRIVATE.containsAll(found.permissions())) {
      throw new ShimLoadException(
          "folder="
              + folder
              + ": expected a folder of "
              + user
              + " with mode rwx------, found owner="
              + found.owner().getName()
              + " mode="
              + PosixFilePermissions.toString(found.permissions())
              + ". Remove it, or name another with -D"
              + FOLDER_PROPERTY
              + "=FOLDER.");
    }
  }

  // A user without an entry in the system's list has a number for a name in one place and "?" in
  // the other; who owns a file made just now is sure.
  private static UserPrincipal self() throws IOException {
    Path probe = Files.createTempFile("wsplab", ".probe");
    try {
      return Files.getOwner(probe);
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  private static boolean holds(Path file, byte[] content) throws IOException {
    return Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
        && Files.size(file) == content.length
        && Arrays.equals(Files.readAllBytes(file), content);
  }

  private static String hash(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest).substring(0, HASH_CHARACTERS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every Java platform", e);
    }
  }
}
