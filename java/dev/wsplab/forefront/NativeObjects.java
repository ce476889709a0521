package dev.wsplab.forefront;

import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.Win32Error;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The COM objects of one service in native memory. They stay until the service has ended, also
 * those that were released: a filter that calls one of these is told, and does not crash.
 * Thread-safe.
 */
final class NativeObjects {
  private final FwxService service;
  private final Map<FwxUnknown, Long> addresses = new ConcurrentHashMap<>();
  private final Map<Long, FwxBuffer> buffers = new ConcurrentHashMap<>();
  private final long firewall;
  private final long files;

  NativeObjects(FwxService service) {
    this.service = service;
    this.firewall = make(NativePeer.FIREWALL, new NativeFirewall(service, this));
    this.files = make(NativePeer.FILES, new NativeFiles(service));
  }

  /** Address of the {@code IFWXFirewall2}. */
  long firewall() {
    return firewall;
  }

  /** Address of the {@code IWsplabFiles}. */
  long files() {
    return files;
  }

  /** Address of the interface that stands for an object of the service's; its own for another. */
  long of(FwxUnknown object) {
    if (object instanceof FwxBuffer buffer && buffer.foreign() != 0) {
      return buffer.foreign();
    }
    return addresses.computeIfAbsent(object, this::make);
  }

  private long make(FwxUnknown object) {
    if (object instanceof FwxOverlapped overlapped) {
      return make(NativePeer.OVERLAPPED, new NativeOverlapped(service, overlapped, this));
    }
    if (object instanceof FwxNetworkSocket socket) {
      return make(NativePeer.SOCKET, new NativeSocket(service, socket, this));
    }
    if (object instanceof FwxBuffer buffer) {
      long address = make(NativePeer.BUFFER, new NativeBuffer(service, buffer, this));
      buffers.put(address, buffer);
      return address;
    }
    throw new IllegalStateException("object=" + object + ": filters in C++ see none of this kind");
  }

  private long make(int kind, NativePeer peer) {
    long address = ForefrontNatives.objectNew(kind, peer);
    if (address == 0) {
      throw new KernelException("making a COM object", Win32Error.ERROR_NOT_ENOUGH_MEMORY.code());
    }
    return address;
  }

  /** The filter's {@code IFWXExternalIOCompletion} at an address; null for 0. */
  @Nullable FwxExternalIoCompletion completion(long address) {
    return address == 0 ? null : new NativeCompletion(this, address);
  }

  /**
   * The buffer at an address, with a reference for the caller; null for 0. One that the filter has
   * implemented itself is asked for its memory now.
   */
  @Nullable FwxBuffer buffer(long address) {
    FwxBuffer known = buffers.get(address);
    if (address == 0) {
      return null;
    }
    if (known != null) {
      known.addRef();
      return known;
    }
    long[] seen = new long[3];
    int result = ForefrontNatives.bufferLook(address, seen);
    if (result < 0) {
      throw new IllegalStateException(
          "the filter's IFWXIOBuffer tells no memory: " + HResult.describe(result));
    }
    return FwxBuffer.foreign(
        service.strict(),
        new NativeUnknown(address),
        seen[0],
        Math.toIntExact(seen[1]),
        Math.toIntExact(seen[2]));
  }

  /**
   * Frees those that nobody has a reference on. The others stay for as long as the process: a
   * filter that calls one late is told that, and does not crash.
   *
   * @param kept objects that the filter never released
   */
  void close(Collection<FwxOverlapped> kept) {
    kept.forEach(addresses::remove);
    addresses.forEach(
        (object, address) -> {
          if (!(object instanceof CountedObject counted) || counted.references() == 0) {
            ForefrontNatives.objectFree(address);
          }
        });
    addresses.clear();
    buffers.clear();
    ForefrontNatives.objectFree(files);
    if (service.firewall().references() == 1) {
      ForefrontNatives.objectFree(firewall);
    }
  }
}
