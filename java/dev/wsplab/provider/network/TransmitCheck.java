package dev.wsplab.provider.network;

import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.TransmitFlags;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.util.List;

/** What TransmitFile and TransmitPackets refuse before they look at the socket (their pages). */
final class TransmitCheck {
  /** What one call can send at most. */
  private static final long LARGEST = Integer.MAX_VALUE - 1L;

  private TransmitCheck() {}

  /** {@code WSAEINVAL}, or 0. */
  static int refusal(List<TransmitElement> elements, int flags) {
    boolean good = areKnown(flags) && areWithin(elements);
    return good ? 0 : WsaError.WSAEINVAL.code();
  }

  /** Whether a number of bytes of a file, unsigned, is more than one call can send. */
  static boolean isTooMuch(int bytes) {
    return Integer.toUnsignedLong(bytes) > LARGEST;
  }

  /** A socket can be made fit again only where it is disconnected. */
  private static boolean areKnown(int flags) {
    boolean reuse = (flags & TransmitFlags.TF_REUSE_SOCKET) != 0;
    boolean disconnect = (flags & TransmitFlags.TF_DISCONNECT) != 0;
    return (flags & ~TransmitFlags.ALL) == 0 && (disconnect || !reuse);
  }

  /** Every file begins within itself, and all of them are not too much. */
  private static boolean areWithin(List<TransmitElement> elements) {
    long total = 0;
    for (TransmitElement element : elements) {
      long length = lengthOf(element);
      if (length < 0) {
        return false;
      }
      total += Math.min(length, LARGEST + 1);
    }
    return total <= LARGEST;
  }

  /** Negative for a file that does not have its offset. */
  private static long lengthOf(TransmitElement element) {
    if (element instanceof TransmitElement.Memory memory) {
      return Integer.toUnsignedLong(memory.length());
    }
    return element instanceof TransmitElement.File file ? lengthOf(file) : 0;
  }

  @SuppressWarnings("builder:required.method.not.called") // the file is its client's to close
  private static long lengthOf(TransmitElement.File file) {
    if (file.length() < 0 || file.offset() < TransmitElement.File.CURRENT) {
      return -1;
    }
    try {
      boolean current = file.offset() == TransmitElement.File.CURRENT;
      long left = file.file().size() - (current ? file.file().position() : file.offset());
      // At its current position a file may be past its end: there is nothing to send then.
      if (left < 0 && !current) {
        return -1;
      }
      return file.length() == 0 ? Math.max(0, left) : file.length();
    } catch (IOException e) {
      return file.length(); // closed: the transmission says so
    }
  }
}
