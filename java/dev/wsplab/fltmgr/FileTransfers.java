package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.*;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.Kernel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;

/** Reads and writes real files. Thread-safe. */
final class FileTransfers {
  private static final int CHUNK = 1 << 20;

  /** In {@code ByteOffset}: at the end of the file, and at the file's current position. */
  private static final long WRITE_TO_END = -1;

  private static final long CURRENT_POSITION = -2;

  private final int sectorSize;

  FileTransfers(int sectorSize) {
    this.sectorSize = sectorSize;
  }

  /** Where a transfer begins; the end of the file is where nobody has a lock. */
  static long offsetOf(OpenFile file, FltIoParameterBlock iopb) {
    return iopb.byteOffset() == CURRENT_POSITION ? file.position().get() : iopb.byteOffset();
  }

  /** FLT-73, FLT-74. */
  FsResult read(OpenFile file, FltIoParameterBlock iopb) {
    RealFile channel = file.channel();
    if (channel == null) {
      return FsResult.failed(STATUS_INVALID_DEVICE_REQUEST);
    }
    long offset = offsetOf(file, iopb);
    if (!fits(iopb, offset)) {
      return FsResult.failed(STATUS_INVALID_PARAMETER);
    }
    int length = iopb.length();
    try {
      int done = 0;
      byte[] part = new byte[Math.min(length, CHUNK)];
      while (done < length) {
        int wanted = Math.min(CHUNK, length - done);
        int count = channel.read(ByteBuffer.wrap(part, 0, wanted), offset + done);
        if (count <= 0) {
          break;
        }
        Kernel.get().memory().write(part, 0, count, iopb.buffer() + done);
        done += count;
      }
      if (done == 0 && length > 0) {
        return FsResult.failed(STATUS_END_OF_FILE);
      }
      moved(file, iopb, offset + done);
      return FsResult.done(done);
    } catch (AccessViolationException e) {
      return FsResult.failed(STATUS_ACCESS_VIOLATION);
    } catch (IOException e) {
      return FsResult.failed(FileOpening.statusOf(e));
    }
  }

  FsResult write(OpenFile file, FltIoParameterBlock iopb) {
    RealFile channel = file.channel();
    if (channel == null) {
      return FsResult.failed(STATUS_INVALID_DEVICE_REQUEST);
    }
    try {
      long offset = iopb.byteOffset();
      if (offset == CURRENT_POSITION) {
        offset = file.position().get();
      } else if (offset == WRITE_TO_END) {
        offset = channel.size();
      }
      if (!fits(iopb, offset)) {
        return FsResult.failed(STATUS_INVALID_PARAMETER);
      }
      int length = iopb.length();
      int done = 0;
      byte[] part = new byte[Math.min(length, CHUNK)];
      while (done < length) {
        int count = Math.min(CHUNK, length - done);
        Kernel.get().memory().read(iopb.buffer() + done, part, 0, count);
        done += channel.write(ByteBuffer.wrap(part, 0, count), offset + done);
      }
      moved(file, iopb, offset + done);
      return FsResult.done(done);
    } catch (AccessViolationException e) {
      return FsResult.failed(STATUS_ACCESS_VIOLATION);
    } catch (NonWritableChannelException e) {
      return FsResult.failed(STATUS_ACCESS_DENIED);
    } catch (IOException e) {
      return FsResult.failed(FileOpening.statusOf(e));
    }
  }

  FsResult flush(OpenFile file) {
    RealFile channel = file.channel();
    try {
      if (channel != null) {
        channel.force();
      }
      return FsResult.done(0);
    } catch (IOException e) {
      return FsResult.failed(FileOpening.statusOf(e));
    }
  }

  private static void moved(OpenFile file, FltIoParameterBlock iopb, long to) {
    if (iopb.byteOffset() == CURRENT_POSITION) {
      file.position().set(to);
    }
  }

  private boolean fits(FltIoParameterBlock iopb, long offset) {
    boolean whole = offset % sectorSize == 0 && iopb.length() % sectorSize == 0;
    boolean cached = (iopb.irpFlags() & FltIoParameterBlock.IRP_NOCACHE) == 0;
    return offset >= 0 && iopb.length() >= 0 && (cached || whole); // FLT-73
  }
}
