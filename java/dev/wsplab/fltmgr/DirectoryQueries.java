package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;

import com.sun.jna.Native;
import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.Kernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Entries of folders, laid out as in ntifs.h; without "." and "..". Thread-safe. */
final class DirectoryQueries {
  static final int FILE_DIRECTORY_INFORMATION = 1;
  static final int FILE_BOTH_DIRECTORY_INFORMATION = 3;
  static final int FILE_NAMES_INFORMATION = 12;

  static final int SL_RESTART_SCAN = 1;
  static final int SL_RETURN_SINGLE_ENTRY = 2;

  private static final int NAME_IN_DIRECTORY = 64;
  private static final int NAME_IN_BOTH = 94;
  private static final int NAME_IN_NAMES = 12;

  FsResult query(OpenFile folder, FltIoParameterBlock iopb) {
    int number = iopb.directoryInformationClass();
    int nameAt =
        switch (number) {
          case FILE_DIRECTORY_INFORMATION -> NAME_IN_DIRECTORY;
          case FILE_BOTH_DIRECTORY_INFORMATION -> NAME_IN_BOTH;
          case FILE_NAMES_INFORMATION -> NAME_IN_NAMES;
          default -> -1;
        };
    if (nameAt < 0) {
      return FsResult.failed(STATUS_INVALID_INFO_CLASS);
    }
    if (iopb.length() < nameAt) {
      return FsResult.failed(STATUS_INFO_LENGTH_MISMATCH);
    }
    try {
      boolean first = !folder.scans();
      if (first || (iopb.operationFlags() & SL_RESTART_SCAN) != 0) {
        folder.scan(entries(folder.path(), pattern(iopb.directoryFileName())));
      }
      return fill(folder, iopb, nameAt, first);
    } catch (AccessViolationException e) {
      return FsResult.failed(STATUS_ACCESS_VIOLATION);
    } catch (IOException e) {
      return FsResult.failed(FileOpening.statusOf(e));
    }
  }

  private static FsResult fill(OpenFile folder, FltIoParameterBlock iopb, int nameAt, boolean first)
      throws IOException {
    boolean single = (iopb.operationFlags() & SL_RETURN_SINGLE_ENTRY) != 0;
    ByteBuffer to = ByteBuffer.allocate(iopb.length()).order(ByteOrder.nativeOrder());
    int end = 0;
    int last = -1;
    for (Path entry = folder.peek(); entry != null; entry = folder.peek()) {
      byte[] name = nameOf(entry).getBytes(StandardCharsets.UTF_16LE);
      int at = (end + 7) & ~7;
      if (at + nameAt + name.length > to.capacity()) {
        break;
      }
      try {
        put(to, at, entry, iopb.directoryInformationClass(), nameAt, name);
      } catch (NoSuchFileException e) {
        folder.taken(); // deleted since the scan began
        continue;
      }
      if (last >= 0) {
        to.putInt(last, at - last);
      }
      last = at;
      end = at + nameAt + name.length;
      folder.taken();
      if (single) {
        break;
      }
    }
    if (last < 0) {
      int none = first ? STATUS_NO_SUCH_FILE : STATUS_NO_MORE_FILES;
      return FsResult.failed(folder.peek() == null ? none : STATUS_BUFFER_OVERFLOW);
    }
    Kernel.get().memory().write(to.array(), 0, end, iopb.directoryBuffer());
    return FsResult.done(end);
  }

  private static void put(ByteBuffer to, int at, Path entry, int number, int nameAt, byte[] name)
      throws IOException {
    if (number == FILE_NAMES_INFORMATION) {
      to.putInt(at + 8, name.length);
    } else {
      BasicFileAttributes attributes =
          Files.readAttributes(entry, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      to.putLong(at + 8, FileInformation.fileTime(attributes.creationTime()));
      to.putLong(at + 16, FileInformation.fileTime(attributes.lastAccessTime()));
      to.putLong(at + 24, FileInformation.fileTime(attributes.lastModifiedTime()));
      to.putLong(at + 32, FileInformation.fileTime(attributes.lastModifiedTime()));
      long size = attributes.isDirectory() ? 0 : attributes.size();
      to.putLong(at + 40, size);
      to.putLong(at + 48, (size + 4095) / 4096 * 4096);
      to.putInt(at + 56, FileInformation.attributesOf(attributes));
      to.putInt(at + 60, name.length);
    }
    to.put(at + nameAt, name);
  }

  private static String nameOf(Path entry) {
    return String.valueOf(entry.getFileName());
  }

  private static List<Path> entries(Path folder, Pattern pattern) throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(entry -> pattern.matcher(nameOf(entry)).matches())
          .sorted()
          .collect(Collectors.toList());
    }
  }

  /** Of the UNICODE_STRING at an address: with * and ?; everything for none. */
  private static Pattern pattern(long unicodeString) {
    if (unicodeString == 0) {
      return Pattern.compile(".*", Pattern.DOTALL);
    }
    int length = Kernel.get().memory().loadInt(unicodeString) & 0xFFFF;
    long buffer =
        Native.POINTER_SIZE == 8
            ? Kernel.get().memory().loadLong(unicodeString + 8)
            : Integer.toUnsignedLong(Kernel.get().memory().loadInt(unicodeString + 4));
    byte[] text = new byte[length];
    Kernel.get().memory().read(buffer, text, 0, length);
    StringBuilder pattern = new StringBuilder();
    for (char c : new String(text, StandardCharsets.UTF_16LE).toCharArray()) {
      switch (c) {
        case '*' -> pattern.append(".*");
        case '?' -> pattern.append('.');
        default -> pattern.append(Pattern.quote(String.valueOf(c)));
      }
    }
    int flags = Pattern.DOTALL | Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
    return Pattern.compile(pattern.toString(), flags);
  }
}
