package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Opens and creates files of one folder, and closes them. Links in it lead where they lead. */
final class FileOpening {
  /** What {@code IoStatus.Information} says of a create. */
  static final int FILE_SUPERSEDED = 0;

  static final int FILE_OPENED = 1;
  static final int FILE_CREATED = 2;
  static final int FILE_OVERWRITTEN = 3;

  private final Path folder;

  FileOpening(Path folder) {
    this.folder = folder;
  }

  /**
   * Opens what a file object names.
   *
   * @param options disposition in the highest 8 bits, options below
   */
  FsResult open(FltFileObject file, int options) {
    if (file.isOpen()) {
      return FsResult.failed(STATUS_INVALID_PARAMETER);
    }
    Path path = folder.resolve(file.name()).normalize();
    if (!path.startsWith(folder)) {
      return FsResult.failed(STATUS_OBJECT_PATH_NOT_FOUND);
    }
    if (path.equals(folder) && (options & FileCalls.FILE_DELETE_ON_CLOSE) != 0) {
      return FsResult.failed(STATUS_ACCESS_DENIED); // the user's folder stays
    }
    try {
      return open(file, path, options >>> 24, options & 0xFF_FFFF);
    } catch (IOException e) {
      return FsResult.failed(statusOf(e));
    }
  }

  @SuppressWarnings("builder:required.method.not.called") // the cleanup closes it
  private static FsResult open(FltFileObject file, Path path, int disposition, int options)
      throws IOException {
    boolean exists = Files.exists(path);
    boolean wantsFolder = (options & FileCalls.FILE_DIRECTORY_FILE) != 0;
    boolean wantsFile = (options & FileCalls.FILE_NON_DIRECTORY_FILE) != 0;
    if (exists && disposition == FileCalls.FILE_CREATE) {
      return FsResult.failed(STATUS_OBJECT_NAME_COLLISION);
    }
    boolean onlyExisting =
        disposition == FileCalls.FILE_OPEN || disposition == FileCalls.FILE_OVERWRITE;
    if (!exists && onlyExisting) {
      Path parent = path.getParent();
      return FsResult.failed(
          parent == null || Files.isDirectory(parent)
              ? STATUS_OBJECT_NAME_NOT_FOUND
              : STATUS_OBJECT_PATH_NOT_FOUND);
    }
    if (disposition < 0 || disposition > FileCalls.FILE_OVERWRITE_IF) {
      return FsResult.failed(STATUS_INVALID_PARAMETER);
    }
    boolean folder = exists ? Files.isDirectory(path) : wantsFolder;
    if (exists && folder && wantsFile) {
      return FsResult.failed(STATUS_FILE_IS_A_DIRECTORY);
    }
    if (exists && !folder && wantsFolder) {
      return FsResult.failed(STATUS_NOT_A_DIRECTORY);
    }
    if (exists && !folder && empties(disposition) && !Files.isWritable(path)) {
      return FsResult.failed(STATUS_ACCESS_DENIED);
    }
    boolean deletes = (options & FileCalls.FILE_DELETE_ON_CLOSE) != 0;
    if (folder) {
      if (!exists) {
        Files.createDirectory(path);
      }
      file.open(new OpenFile(path, null, deletes));
    } else {
      file.open(new OpenFile(path, channel(path, exists), deletes));
    }
    return result(file, exists, disposition);
  }

  /**
   * Read-only files are opened for reading; a write to them fails. New files are sparse where the
   * system has to be told.
   */
  private static RealFile channel(Path path, boolean exists) throws IOException {
    if (!exists) {
      return RealFile.open(
          path,
          StandardOpenOption.READ,
          StandardOpenOption.WRITE,
          StandardOpenOption.CREATE_NEW,
          StandardOpenOption.SPARSE);
    }
    if (!Files.isWritable(path)) {
      return RealFile.open(path, StandardOpenOption.READ);
    }
    return RealFile.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static boolean empties(int disposition) {
    return disposition == FileCalls.FILE_SUPERSEDE
        || disposition == FileCalls.FILE_OVERWRITE
        || disposition == FileCalls.FILE_OVERWRITE_IF;
  }

  private static FsResult result(FltFileObject file, boolean existed, int disposition)
      throws IOException {
    if (!existed) {
      return FsResult.done(FILE_CREATED);
    }
    OpenFile open = file.open();
    RealFile channel = open == null ? null : open.channel();
    if (empties(disposition) && channel != null) {
      channel.truncate(0);
      return FsResult.done(
          disposition == FileCalls.FILE_SUPERSEDE ? FILE_SUPERSEDED : FILE_OVERWRITTEN);
    }
    return FsResult.done(FILE_OPENED);
  }

  void close(OpenFile file) {
    try {
      file.close();
    } catch (IOException e) {
      // A cleanup does not fail (FLT-55); what could not be deleted stays.
    }
  }

  /** What the system says, as a status. */
  static int statusOf(IOException thrown) {
    if (thrown instanceof NoSuchFileException) {
      return STATUS_OBJECT_PATH_NOT_FOUND;
    }
    if (thrown instanceof FileAlreadyExistsException) {
      return STATUS_OBJECT_NAME_COLLISION;
    }
    if (thrown instanceof DirectoryNotEmptyException) {
      return STATUS_DIRECTORY_NOT_EMPTY;
    }
    if (thrown instanceof ClosedChannelException) {
      return STATUS_FILE_CLOSED;
    }
    if (thrown instanceof AccessDeniedException) {
      return STATUS_ACCESS_DENIED;
    }
    return STATUS_IO_DEVICE_ERROR;
  }
}
