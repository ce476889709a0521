package dev.wsplab.forefront;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.overlapped.Overlapped;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** {@code IWsplabFiles}: the file calls of filters in C++ where they are not Windows' own. */
final class NativeFiles extends NativePeer {
  private static final int GENERIC_READ = 0x8000_0000;
  private static final int GENERIC_WRITE = 0x4000_0000;
  private static final int PIECE = 64; // a power of two
  private static final int LONGEST_NAME = 32_767; // of Windows
  private static final long FLAG_OVERLAPPED = 0x4000_0000L;

  NativeFiles(FwxService service) {
    super(service, null);
  }

  /** Gives Win32 errors, as {@code GetLastError} would have them, and no HRESULTs. */
  @Override
  int own(int method, long a, long b, long c, long d, long e) {
    try {
      return carryOut(method, a, b, c, d, e);
    } catch (AccessViolationException violation) {
      return FileErrors.NOACCESS;
    }
  }

  private int carryOut(int method, long a, long b, long c, long d, long e) {
    FwxFiles files = service().files();
    return switch (method) {
      case FILE_CREATE -> create(a, (int) b, c, d, e);
      case FILE_READ ->
          d == 0
              ? FileErrors.INVALID_PARAMETER
              : errorOf(files.readFile((int) a, b, (int) c, Overlapped.at(d)));
      case FILE_WRITE ->
          d == 0
              ? FileErrors.INVALID_PARAMETER
              : errorOf(files.writeFile((int) a, b, (int) c, Overlapped.at(d)));
      case FILE_CANCEL -> errorOf(files.cancelIoEx((int) a, b == 0 ? null : Overlapped.at(b)));
      case FILE_SET_MODES -> errorOf(files.setFileCompletionNotificationModes((int) a, (int) b));
      default -> errorOf(files.closeHandle((int) a));
    };
  }

  private static int errorOf(IssueResult result) {
    return result.returnValue() ? 0 : result.error();
  }

  private int create(long path, int access, long disposition, long flags, long out) {
    boolean read = (access & GENERIC_READ) != 0;
    boolean write = (access & GENERIC_WRITE) != 0;
    if (!read && !write) {
      return FileErrors.INVALID_PARAMETER;
    }
    memory().storeInt(out, -1);
    CreationDisposition how = CreationDisposition.of(disposition).orElse(null);
    if (how == null) {
      return FileErrors.INVALID_PARAMETER;
    }
    FileOptions options = new FileOptions(read, write, how, (flags & FLAG_OVERLAPPED) != 0);
    OpenResult opened;
    try {
      String name = path == 0 ? "" : text(path);
      if (name.isEmpty()) {
        return FileErrors.PATH_NOT_FOUND;
      }
      opened = service().files().createFile(Path.of(name), options);
    } catch (InvalidPathException e) {
      return FileErrors.INVALID_NAME;
    }
    if (opened.succeeded()) {
      memory().storeInt(out, opened.handle());
    }
    return opened.error();
  }

  /**
   * The text up to its 0. Read in pieces that lie within a page, so that none beyond is touched.
   */
  private static String text(long address) {
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    byte[] piece = new byte[PIECE];
    while (text.size() < LONGEST_NAME) {
      long from = address + text.size();
      int count = PIECE - (int) (from & (PIECE - 1));
      memory().read(from, piece, 0, count);
      for (int i = 0; i < count; i++) {
        if (piece[i] == 0) {
          text.write(piece, 0, i);
          return text.toString(StandardCharsets.UTF_8);
        }
      }
      text.write(piece, 0, count);
    }
    throw new InvalidPathException(text.toString(StandardCharsets.UTF_8), "has no end");
  }
}
