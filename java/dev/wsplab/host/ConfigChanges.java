package dev.wsplab.host;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.NtStatus;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.SocketObjects.Flavour;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.SystemIo.SystemCompletion;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntConsumer;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code WSAProviderConfigChange}: who waits for a change of the catalog (CAT-INST-3). A
 * notification handle is a file of the system, as a system socket is, but no socket. Thread-safe.
 */
public final class ConfigChanges {
  private final Kernel kernel;
  private final long owner;
  private final IoManager ioManager;
  private final Set<SocketHandle> handles = ConcurrentHashMap.newKeySet();
  private final Set<Waiter> waiters = ConcurrentHashMap.newKeySet();

  /** One call that waits. Compared by identity: whoever takes it out of the set tells it. */
  private static final class Waiter {
    private final SocketHandle handle;
    private final boolean blocks;
    private final IntConsumer told;

    Waiter(SocketHandle handle, boolean blocks, IntConsumer told) {
      this.handle = handle;
      this.blocks = blocks;
      this.told = told;
    }
  }

  ConfigChanges(Kernel kernel, long owner, IoManager ioManager) {
    this.kernel = kernel;
    this.owner = owner;
    this.ioManager = ioManager;
  }

  /**
   * Makes a notification handle.
   *
   * @return the handle, or {@code WSA_NOT_ENOUGH_MEMORY} when there can be no more
   */
  public SocketResult open() {
    try {
      SocketHandle handle = kernel.sockets().create(owner, Flavour.SYSTEM, 0, 0, true);
      handles.add(handle);
      return SocketResult.of(handle);
    } catch (KernelException e) {
      return SocketResult.failed(WsaError.WSA_NOT_ENOUGH_MEMORY);
    }
  }

  /**
   * {@return whether it is a notification handle}
   *
   * @param handle any handle
   */
  public boolean isOpen(SocketHandle handle) {
    return handles.contains(handle);
  }

  /**
   * Waits for the next change, alertably where the thread has an identity (WIN-51).
   *
   * @param handle a notification handle
   * @return success when the catalog has changed; {@code WSA_OPERATION_ABORTED} when the handle was
   *     closed meanwhile; {@code WSA_NOT_ENOUGH_MEMORY} when no event can be made
   */
  public CallResult await(SocketHandle handle) {
    EventHandle event;
    try {
      event = kernel.events().create(owner, true, false);
    } catch (KernelException e) {
      return CallResult.failed(WsaError.WSA_NOT_ENOUGH_MEMORY);
    }
    int[] status = {NtStatus.STATUS_SUCCESS.value()};
    Waiter waiter =
        new Waiter(
            handle,
            true,
            told -> {
              status[0] = told;
              kernel.events().set(event);
            });
    try {
      enter(waiter);
      boolean alertable = !kernel.threads().isCurrentVirtual();
      int waited;
      do {
        waited = kernel.waits().waitForSingleObject(event, -1, alertable).returnValue();
      } while (waited == WaitResult.WAIT_IO_COMPLETION);
    } finally {
      waiters.remove(waiter);
      kernel.closeHandle(event);
    }
    return status[0] == NtStatus.STATUS_SUCCESS.value()
        ? CallResult.OK
        : CallResult.failed(WsaError.WSA_OPERATION_ABORTED);
  }

  /**
   * Starts an overlapped wait for the next change, indicated as on every system handle.
   *
   * @param handle a notification handle
   * @param overlapped the structure, the caller's until the change was indicated
   * @param routine the completion routine, or null
   * @param thread the thread that it runs in, or null without one
   * @return pending, or why nothing was started: {@code WSAEINVAL} for a routine when the handle
   *     has a port (WIN-18)
   */
  public TransferResult start(
      SocketHandle handle,
      Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId thread) {
    if (routine != null && ioManager.isAssociated(handle)) {
      return TransferResult.failed(WsaError.WSAEINVAL); // WIN-18
    }
    Waiter waiter =
        new Waiter(
            handle,
            false,
            status ->
                ioManager.complete(
                    new SystemCompletion(
                        handle, overlapped, status, 0, 0, false, routine, thread)));
    Runnable cancel = () -> tell(waiter, NtStatus.STATUS_CANCELLED.value());
    int error = ioManager.begin(handle, overlapped, routine, cancel);
    if (error != 0) {
      return TransferResult.failed(error);
    }
    enter(waiter);
    return TransferResult.PENDING;
  }

  /** Whether anybody blocks. */
  boolean isAwaited() {
    return waiters.stream().anyMatch(waiter -> waiter.blocks);
  }

  /** The catalog has changed: everybody who waits is told. */
  void changed() {
    for (Waiter waiter : List.copyOf(waiters)) {
      tell(waiter, NtStatus.STATUS_SUCCESS.value());
    }
  }

  /** {@code CloseHandle}; false when it is no notification handle. Who waits on it is told 995. */
  boolean close(SocketHandle handle) {
    if (!handles.remove(handle)) {
      return false;
    }
    cancel(handle);
    kernel.closeHandle(handle);
    return true;
  }

  /**
   * The environment ends, and its handles with it: who blocks is told 995, and nothing is indicated
   * (WSP-CLEAN-3).
   */
  void end() {
    handles.clear();
    for (Waiter waiter : List.copyOf(waiters)) {
      if (waiter.blocks) {
        tell(waiter, NtStatus.STATUS_CANCELLED.value());
      }
    }
    waiters.clear();
  }

  private void enter(Waiter waiter) {
    waiters.add(waiter);
    if (!handles.contains(waiter.handle)) {
      // Closed meanwhile, by somebody who did not see this one wait.
      tell(waiter, NtStatus.STATUS_CANCELLED.value());
    }
  }

  private void cancel(SocketHandle handle) {
    for (Waiter waiter : List.copyOf(waiters)) {
      if (waiter.handle.equals(handle)) {
        tell(waiter, NtStatus.STATUS_CANCELLED.value());
      }
    }
  }

  private void tell(Waiter waiter, int status) {
    if (waiters.remove(waiter)) {
      waiter.told.accept(status);
    }
  }
}
