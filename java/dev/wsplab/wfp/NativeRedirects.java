package dev.wsplab.wfp;

import com.sun.jna.Native;
import dev.wsplab.driver.BadPointerException;
import dev.wsplab.driver.NativeWords;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.Sockaddr;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Layer data that callouts in C may change: {@code FWPS_CONNECT_REQUEST0} and {@code
 * FWPS_BIND_REQUEST0}. They stay until the driver goes. Thread-safe.
 */
@SuppressWarnings({"builder:required.method.not.called", "resourceleak:required.method.not.called"})
final class NativeRedirects {
  private static final int STORAGE = 128;
  private static final int CONNECT_SIZE = 2 * STORAGE + 40 + 3 * Native.POINTER_SIZE;

  private record Lent(NativeBlock block, FwpsConnectRequest request, long handle) {}

  private final FilterEngine engine;
  private final Map<Long, Lent> lent = new ConcurrentHashMap<>();
  // Who still writes hurts nobody.
  private final Queue<Lent> applied = new ConcurrentLinkedQueue<>();

  NativeRedirects(FilterEngine engine) {
    this.engine = engine;
  }

  /** {@code FwpsAcquireWritableLayerDataPointer0}. */
  WfpStatus acquire(long handle, long filterId, int flags, long out) {
    if (out == 0) {
      return WfpStatus.STATUS_FWP_NULL_POINTER;
    }
    NativeWords.store(out, 0);
    FwpsConnectRequest request = engine.kernel().fwpsAcquireWritableLayerDataPointer0(handle);
    if (request == null) {
      return WfpStatus.STATUS_FWP_NULL_POINTER;
    }
    if (flags != 0) {
      return WfpStatus.STATUS_INVALID_PARAMETER;
    }
    NativeBlock block = NativeBlock.allocate(CONNECT_SIZE);
    write(block, 0, request.localAddressAndPort());
    InetSocketAddress remote = request.remoteAddressAndPort();
    if (remote != null) {
      write(block, STORAGE, remote);
    }
    NativeStruct rest = new NativeStruct(block.buffer(), remote == null ? STORAGE : 2 * STORAGE);
    rest.uint64(0);
    if (remote != null) {
      rest.uint32(0);
    }
    rest.pointer(0).uint64(filterId);
    lent.put(block.address(), new Lent(block, request, handle));
    NativeWords.store(out, block.address());
    return WfpStatus.STATUS_SUCCESS;
  }

  private static void write(NativeBlock block, int at, InetSocketAddress address) {
    block.buffer().put(at, Sockaddr.of(address).bytes());
  }

  private static InetSocketAddress read(NativeBlock block, int at, InetSocketAddress before) {
    int length =
        before.getAddress().getAddress().length == Integer.BYTES
            ? Sockaddr.IPV4_SIZE
            : Sockaddr.IPV6_SIZE;
    return Sockaddr.ofBytes(block.bytes(at, length)).toInetSocketAddress();
  }

  /** {@code FwpsApplyModifiedLayerData0}. */
  void apply(long handle, long address) {
    Lent data = lent.get(address);
    if (data == null || data.handle() != handle) {
      throw new BadPointerException("layer data of this classify handle, applied once", address);
    }
    FwpsConnectRequest request = data.request();
    request.localAddressAndPort(read(data.block(), 0, request.localAddressAndPort()));
    InetSocketAddress remote = request.remoteAddressAndPort();
    if (remote != null) {
      request.remoteAddressAndPort(read(data.block(), STORAGE, remote));
    }
    if (lent.remove(address, data)) {
      applied.add(data);
      engine.kernel().fwpsApplyModifiedLayerData0(handle, request);
    }
  }

  /** The driver has gone. */
  void end() {
    lent.values().forEach(data -> data.block().close());
    lent.clear();
    applied.forEach(data -> data.block().close());
    applied.clear();
  }
}
