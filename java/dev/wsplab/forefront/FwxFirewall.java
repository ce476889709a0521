package dev.wsplab.forefront;

import dev.wsplab.kernel.KernelException;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.Guid;
import java.util.concurrent.atomic.AtomicInteger;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code IFWXFirewall2}: what the service hands to a filter (FWX-1). Lives as long as the service;
 * its references are counted, and their end has no effect. Thread-safe.
 */
public final class FwxFirewall implements FwxUnknown {
  private final FwxService service;
  private final AtomicInteger references = new AtomicInteger(1);

  FwxFirewall(FwxService service) {
    this.service = service;
  }

  /**
   * {@code HookToCompletionPort}: ties a file handle to the service's port, once and until it is
   * closed (FWX-11, FWX-33).
   *
   * @param handle a value of {@link FwxFiles#createFile}; on Windows any handle of the system's
   * @return {@code E_HANDLE} for a handle that is not open, {@code E_INVALIDARG} for one that is
   *     hooked already or was not opened for overlapped I/O, {@code FWX_E_TERMINATING} when the
   *     service stops (FWX-74)
   */
  public HResult hookToCompletionPort(int handle) {
    if (service.isStopping()) {
      return HResult.FWX_E_TERMINATING;
    }
    if (!service.files().isOpen(handle) && SystemStore.isAvailable()) {
      return SystemStore.hookForeign(handle, service.port().value(), Packet.FILE);
    }
    return service.files().hook(handle);
  }

  /**
   * {@code CreateOverlapped}: makes an object, with one reference that the filter releases
   * (FWX-67). It belongs to no handle (FWX-9).
   *
   * @return {@code E_OUTOFMEMORY} when memory is short, or the limit of {@link
   *     FwxServiceBuilder#overlappedLimit} is reached; {@code FWX_E_TERMINATING} when the service
   *     stops
   */
  public FwxResult<FwxOverlapped> createOverlapped() {
    if (service.isStopping()) {
      return FwxResult.failed(HResult.FWX_E_TERMINATING);
    }
    if (service.objects().isFull()) {
      return FwxResult.failed(HResult.E_OUTOFMEMORY);
    }
    OverlappedBlock block;
    try {
      block = OverlappedBlock.allocate(1);
    } catch (KernelException e) {
      return FwxResult.failed(HResult.E_OUTOFMEMORY);
    }
    return FwxResult.of(service.objects().adopt(block));
  }

  /**
   * {@code StartHeavyBlockingOperation}: the calling thread is going to block (FWX-60). Owes one
   * {@link #endHeavyBlockingOperation}, also when it fails (FWX-63).
   *
   * @return {@code FWX_E_ALREADY_IN_BLOCKING_OP} inside a section of this thread (FWX-62), also
   *     when the service stops meanwhile; {@code FWX_E_TERMINATING} outside of one when the service
   *     stops, which owes nothing
   */
  public HResult startHeavyBlockingOperation() {
    if (service.isStopping() && service.sections().open() == 0) {
      return HResult.FWX_E_TERMINATING;
    }
    HResult result = service.sections().start();
    if (result == HResult.S_OK) {
      service.wakeIfStuck();
    }
    return result;
  }

  /**
   * {@code EndHeavyBlockingOperation}: the calling thread blocks no more.
   *
   * @return {@code FWX_E_NOT_IN_BLOCKING_OP} when no section is open on this thread (FWX-64)
   */
  public HResult endHeavyBlockingOperation() {
    return service.sections().end();
  }

  /**
   * {@code PostTaskCompletion}: a worker calls the task once (FWX-12).
   *
   * @param target what is called; a reference is held until then
   * @param userData passed as it is
   * @return {@code FWX_E_INVALID_ARG} for null, {@code FWX_E_TERMINATING} when the service stops
   */
  public HResult postTaskCompletion(@Nullable FwxTaskCompletion target, long userData) {
    if (target == null) {
      return HResult.FWX_E_INVALID_ARG;
    }
    if (service.isStopping()) {
      return HResult.FWX_E_TERMINATING;
    }
    service.dispatcher().post(target, userData);
    return HResult.S_OK;
  }

  /**
   * {@code CreateBuffer}: makes an empty buffer object, with one reference.
   *
   * @param length its room in bytes, 1 or more
   * @return {@code FWX_E_INVALID_ARG} for another length, {@code E_OUTOFMEMORY}
   */
  public FwxResult<FwxBuffer> createBuffer(int length) {
    if (length < 1) {
      return FwxResult.failed(HResult.FWX_E_INVALID_ARG);
    }
    try {
      return FwxResult.of(FwxBuffer.allocate(service.strict(), length));
    } catch (KernelException e) {
      return FwxResult.failed(HResult.E_OUTOFMEMORY);
    }
  }

  /**
   * {@code CreateConstBuffer}: makes a buffer object, full, around memory that does not change,
   * with one reference. The memory stays the caller's, and must outlive the object.
   *
   * @param address of its first byte
   * @param length its size in bytes, 1 or more
   * @return {@code E_POINTER} for address 0, {@code FWX_E_INVALID_ARG} for another length
   */
  public FwxResult<FwxBuffer> createConstBuffer(long address, int length) {
    if (address == 0) {
      return FwxResult.failed(HResult.E_POINTER);
    }
    return length < 1
        ? FwxResult.failed(HResult.FWX_E_INVALID_ARG)
        : FwxResult.of(FwxBuffer.constant(service.strict(), address, length));
  }

  /**
   * {@code CreateWindowBuffer}: makes a buffer object for a part of another one's data, with one
   * reference; the other one lives as long.
   *
   * @param original the buffer with the data
   * @param offset where the part begins
   * @param length its size in bytes, 1 or more
   * @return {@code FWX_E_INVALID_ARG} when the part is not within the data
   */
  public FwxResult<FwxBuffer> createWindowBuffer(FwxBuffer original, int offset, int length) {
    boolean within = offset >= 0 && length >= 1 && offset <= original.dataSize() - length;
    return within
        ? FwxResult.of(FwxBuffer.window(service.strict(), original, offset, length))
        : FwxResult.failed(HResult.FWX_E_INVALID_ARG);
  }

  /**
   * {@code CreateNetworkSocket}: makes a socket whose notifications come through the same port,
   * with one reference.
   *
   * @param protocol 6 for TCP, 17 for UDP
   * @return {@code FWX_E_INVALID_ARG} for another protocol, {@code FWX_E_NOT_SUPPORTED} for a
   *     service without {@link FwxServiceBuilder#sockets}, {@code FWX_E_TERMINATING} when the
   *     service stops, {@code E_FAIL} when Winsock refuses
   */
  public FwxResult<FwxNetworkSocket> createNetworkSocket(int protocol) {
    return service.sockets().create(protocol);
  }

  @Override
  public FwxResult<FwxUnknown> queryInterface(Guid interfaceId) {
    if (!interfaceId.equals(InterfaceIds.UNKNOWN)
        && !interfaceId.equals(InterfaceIds.FIREWALL)
        && !interfaceId.equals(InterfaceIds.FIREWALL2)) {
      return FwxResult.failed(HResult.E_NOINTERFACE);
    }
    addRef();
    return FwxResult.of(this);
  }

  @Override
  public int addRef() {
    return references.incrementAndGet();
  }

  @Override
  public int release() {
    return references.updateAndGet(count -> Math.max(0, count - 1));
  }

  /** How many references there are, the service's own included. */
  int references() {
    return references.get();
  }

  @Override
  public String toString() {
    return "IFWXFirewall2";
  }
}
