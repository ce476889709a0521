package dev.wsplab.forefront;

/** {@code IFWXIOBuffer} for filters in C++. */
final class NativeBuffer extends NativePeer {
  private static final int GET_BUFFER_AND_SIZE = 18;
  private static final int SET_DATA_SIZE = 19;
  private static final int READ_AT = 20;
  private static final int SEND_TO_BUFFER = 21;
  private static final int APPEND = 22;

  private final FwxBuffer buffer;
  private final NativeObjects objects;

  NativeBuffer(FwxService service, FwxBuffer buffer, NativeObjects objects) {
    super(service, buffer);
    this.buffer = buffer;
    this.objects = objects;
  }

  @Override
  int own(int method, long a, long b, long c, long d, long e) {
    return switch (method) {
      case GET_BUFFER_AND_SIZE -> getBufferAndSize(a, b);
      case SET_DATA_SIZE -> buffer.setDataSize((int) a).value();
      case READ_AT -> readAt((int) a, b, (int) c, d);
      case SEND_TO_BUFFER -> sendToBuffer(a, (int) b, (int) c, d);
      case APPEND -> append(a, (int) b, c);
      default -> getBufferSizes(a, b);
    };
  }

  private int getBufferAndSize(long bufferOut, long sizeOut) {
    if (bufferOut == 0 || sizeOut == 0) {
      return HResult.E_POINTER.value();
    }
    memory().storeInt(sizeOut, buffer.dataSize());
    NativePointers.store(bufferOut, buffer.address());
    return HResult.S_OK.value();
  }

  private int getBufferSizes(long allocatedOut, long actualOut) {
    if (allocatedOut == 0 || actualOut == 0) {
      return HResult.E_POINTER.value();
    }
    memory().storeInt(actualOut, buffer.dataSize());
    memory().storeInt(allocatedOut, buffer.allocatedSize());
    return HResult.S_OK.value();
  }

  /** What is behind the data is not copied; the caller may not want to know how much was. */
  private int readAt(int offset, long to, int wanted, long countOut) {
    if (to == 0) {
      return HResult.E_POINTER.value();
    }
    if (isBeyond(offset, wanted)) {
      return HResult.E_INVALIDARG.value();
    }
    int count = buffer.within("ReadAt", offset, wanted);
    memory().copy(to, buffer.address() + offset, count);
    return stored(countOut, count, true);
  }

  private int sendToBuffer(long destination, int offset, int wanted, long countOut) {
    if (isBeyond(offset, wanted)) {
      return HResult.E_INVALIDARG.value();
    }
    FwxBuffer target = objects.buffer(destination);
    if (target == null) {
      return HResult.E_POINTER.value();
    }
    try {
      int count = buffer.within("SendToBuffer", offset, wanted);
      int copied = target.append(buffer.address() + offset, count);
      return stored(countOut, copied, copied == count);
    } finally {
      target.release();
    }
  }

  private int append(long from, int length, long countOut) {
    if (from == 0) {
      return HResult.E_POINTER.value();
    }
    if (length < 0) {
      return HResult.E_INVALIDARG.value();
    }
    int count = buffer.append(from, length);
    return stored(countOut, count, count == length);
  }

  private boolean isBeyond(int offset, int length) {
    return offset < 0 || length < 0 || offset > buffer.dataSize();
  }

  private static int stored(long countOut, int count, boolean all) {
    if (countOut != 0) {
      memory().storeInt(countOut, count);
    }
    return (all ? HResult.S_OK : HResult.FWX_E_BUFFERFULL).value();
  }
}
