package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.Kernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.checkerframework.checker.nullness.qual.Nullable;

/** Queries and sets of information, laid out as in ntifs.h. Thread-safe. */
final class FileInformation {
  static final int FILE_BASIC_INFORMATION = 4;
  static final int FILE_STANDARD_INFORMATION = 5;
  static final int FILE_NAME_INFORMATION = 9;
  static final int FILE_RENAME_INFORMATION = 10;
  static final int FILE_DISPOSITION_INFORMATION = 13;
  static final int FILE_POSITION_INFORMATION = 14;
  static final int FILE_END_OF_FILE_INFORMATION = 20;

  static final int FILE_ATTRIBUTE_DIRECTORY = 0x10;
  static final int FILE_ATTRIBUTE_NORMAL = 0x80;

  /** From 1601 to 1970 in units of 100 ns. */
  private static final long EPOCH = 116_444_736_000_000_000L;

  /** Where FILE_RENAME_INFORMATION has the length of the name, behind a handle. */
  private static final int RENAME_LENGTH = 2 * com.sun.jna.Native.POINTER_SIZE;

  FsResult query(FltFileObject file, OpenFile open, FltIoParameterBlock iopb) {
    try {
      ByteBuffer answer = answer(file, open, iopb.fileInformationClass());
      if (answer == null) {
        return FsResult.failed(STATUS_INVALID_INFO_CLASS);
      }
      int size = answer.position();
      boolean name = iopb.fileInformationClass() == FILE_NAME_INFORMATION;
      int given = Math.min(size, Math.max(0, iopb.length()));
      if (given < (name ? 4 : size)) {
        return FsResult.failed(STATUS_INFO_LENGTH_MISMATCH);
      }
      Kernel.get().memory().write(answer.array(), 0, given, iopb.queryInfoBuffer());
      return new FsResult(given < size ? STATUS_BUFFER_OVERFLOW : STATUS_SUCCESS, given);
    } catch (AccessViolationException e) {
      return FsResult.failed(STATUS_ACCESS_VIOLATION);
    } catch (IOException e) {
      return FsResult.failed(FileOpening.statusOf(e));
    }
  }

  private static @Nullable ByteBuffer answer(FltFileObject file, OpenFile open, int number)
      throws IOException {
    ByteBuffer to = ByteBuffer.allocate(64 * 1024 + 8).order(ByteOrder.nativeOrder());
    BasicFileAttributes attributes = Files.readAttributes(open.path(), BasicFileAttributes.class);
    switch (number) {
      case FILE_BASIC_INFORMATION:
        to.putLong(fileTime(attributes.creationTime()));
        to.putLong(fileTime(attributes.lastAccessTime()));
        to.putLong(fileTime(attributes.lastModifiedTime()));
        to.putLong(fileTime(attributes.lastModifiedTime()));
        return to.putInt(attributesOf(attributes)).putInt(0);
      case FILE_STANDARD_INFORMATION:
        long size = attributes.isDirectory() ? 0 : attributes.size();
        to.putLong((size + 4095) / 4096 * 4096).putLong(size).putInt(1);
        return to.put((byte) 0).put((byte) (attributes.isDirectory() ? 1 : 0)).putShort((short) 0);
      case FILE_POSITION_INFORMATION:
        return to.putLong(open.position().get());
      case FILE_NAME_INFORMATION:
        byte[] name = ("\\" + file.name().replace('/', '\\')).getBytes(StandardCharsets.UTF_16LE);
        return to.putInt(name.length).put(name);
      default:
        return null;
    }
  }

  static int attributesOf(BasicFileAttributes attributes) {
    return attributes.isDirectory() ? FILE_ATTRIBUTE_DIRECTORY : FILE_ATTRIBUTE_NORMAL;
  }

  static long fileTime(FileTime time) {
    return time.to(TimeUnit.MICROSECONDS) * 10 + EPOCH;
  }

  FsResult set(OpenFile open, FltIoParameterBlock iopb) {
    try {
      byte[] given = new byte[Math.max(0, Math.min(iopb.length(), 64 * 1024))];
      Kernel.get().memory().read(iopb.setInfoBuffer(), given, 0, given.length);
      return set(open, iopb.fileInformationClass(), ByteBuffer.wrap(given));
    } catch (AccessViolationException e) {
      return FsResult.failed(STATUS_ACCESS_VIOLATION);
    } catch (IOException e) {
      return FsResult.failed(FileOpening.statusOf(e));
    }
  }

  private static FsResult set(OpenFile open, int number, ByteBuffer from) throws IOException {
    from.order(ByteOrder.nativeOrder());
    int needed =
        switch (number) {
          case FILE_BASIC_INFORMATION -> 40;
          case FILE_END_OF_FILE_INFORMATION, FILE_POSITION_INFORMATION -> 8;
          case FILE_DISPOSITION_INFORMATION -> 1;
          case FILE_RENAME_INFORMATION -> RENAME_LENGTH + 4;
          default -> -1;
        };
    if (needed < 0) {
      return FsResult.failed(STATUS_INVALID_INFO_CLASS);
    }
    if (from.limit() < needed) {
      return FsResult.failed(STATUS_INFO_LENGTH_MISMATCH);
    }
    switch (number) {
      case FILE_BASIC_INFORMATION:
        return times(open, from);
      case FILE_END_OF_FILE_INFORMATION:
        return endOfFile(open, from.getLong());
      case FILE_POSITION_INFORMATION:
        return position(open, from.getLong());
      case FILE_DISPOSITION_INFORMATION:
        open.deletes(from.get() != 0);
        return FsResult.done(0);
      default:
        return rename(open, from);
    }
  }

  private static FsResult times(OpenFile open, ByteBuffer from) throws IOException {
    Files.getFileAttributeView(open.path(), BasicFileAttributeView.class)
        .setTimes(time(from.getLong(16)), time(from.getLong(8)), time(from.getLong(0)));
    return FsResult.done(0);
  }

  /** 0 and -1 leave a time as it is. */
  private static @Nullable FileTime time(long fileTime) {
    return fileTime <= 0 ? null : FileTime.from((fileTime - EPOCH) / 10, TimeUnit.MICROSECONDS);
  }

  private static FsResult position(OpenFile open, long to) {
    if (to < 0) {
      return FsResult.failed(STATUS_INVALID_PARAMETER);
    }
    open.position().set(to);
    return FsResult.done(0);
  }

  private static FsResult endOfFile(OpenFile open, long size) throws IOException {
    RealFile channel = open.channel();
    if (channel == null || size < 0) {
      return FsResult.failed(STATUS_INVALID_PARAMETER);
    }
    if (size <= channel.size()) {
      channel.truncate(size);
    } else {
      channel.write(ByteBuffer.allocate(1), size - 1);
    }
    return FsResult.done(0);
  }

  /** Within its folder. */
  private static FsResult rename(OpenFile open, ByteBuffer from) throws IOException {
    int length = from.getInt(RENAME_LENGTH);
    if (length <= 0 || length % 2 != 0 || length > from.limit() - RENAME_LENGTH - 4) {
      return FsResult.failed(STATUS_INVALID_PARAMETER);
    }
    byte[] name = new byte[length];
    from.get(RENAME_LENGTH + 4, name);
    String wanted = new String(name, StandardCharsets.UTF_16LE);
    if (wanted.indexOf('\\') >= 0 || wanted.indexOf('/') >= 0 || wanted.startsWith("..")) {
      return FsResult.failed(STATUS_NOT_SUPPORTED);
    }
    Path to = open.path().resolveSibling(wanted);
    if (from.get(0) != 0) {
      Files.move(open.path(), to, StandardCopyOption.REPLACE_EXISTING);
    } else {
      Files.move(open.path(), to);
    }
    open.moved(to);
    return FsResult.done(0);
  }
}
