package dev.wsplab.verifier.faulty;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ForwardingSystemIo;
import dev.wsplab.spi.ForwardingUpcalls;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.UserApc;
import dev.wsplab.spi.Ws2Exports;
import java.util.Optional;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * A correct provider that is changed in one place: what it says of completions, and the upcalls
 * that go with them, come through here. Thread-safe.
 */
public abstract class CompletionFault extends ForwardingProvider {

  private volatile @Nullable Upcalls upcalls;
  private volatile @Nullable Ws2Exports exports;

  /** Changes this provider. */
  protected CompletionFault(ServiceProvider correct) {
    super(correct);
  }

  /** The upcalls, unchanged. */
  protected final Upcalls upcalls() {
    return upcalls;
  }

  /** The exports, unchanged. */
  protected final Ws2Exports exports() {
    return exports;
  }

  /** The provider calls {@code WPUCompleteOverlappedRequest}. */
  protected CallResult complete(SocketHandle s, Overlapped overlapped, int error, int bytes) {
    return exports.wpuCompleteOverlappedRequest(s, overlapped, error, bytes);
  }

  /** The provider calls {@code WPUQueueApc}. */
  protected CallResult queueApc(ThreadId threadId, UserApc apc, long context) {
    return upcalls.wpuQueueApc(threadId, apc, context);
  }

  /** The provider calls {@code WPUResetEvent}. */
  protected BoolResult resetEvent(EventHandle event) {
    return upcalls.wpuResetEvent(event);
  }

  /** The provider calls {@code WPUCloseSocketHandle}. */
  protected CallResult closeHandle(SocketHandle s) {
    return upcalls.wpuCloseSocketHandle(s);
  }

  /** The provider of a system handle tells the I/O manager of a completion. */
  protected void complete(SystemIo.SystemCompletion completion) {
    exports.systemIo().complete(completion);
  }

  /** The layer loads what lies below it. */
  protected Optional<ServiceProvider> load(Guid id) {
    return exports.loadProvider(id);
  }

  /** The provider gives an extension function an address: what clients then call. */
  protected ExtensionFunction published(ExtensionFunction function) {
    return function;
  }

  @Override
  protected final Upcalls upcallsFor(Upcalls given) {
    upcalls = given;
    return new ForwardingUpcalls(given) {
      @Override
      public CallResult wpuQueueApc(ThreadId threadId, UserApc apc, long context) {
        return queueApc(threadId, apc, context);
      }

      @Override
      public BoolResult wpuResetEvent(EventHandle event) {
        return resetEvent(event);
      }

      @Override
      public CallResult wpuCloseSocketHandle(SocketHandle s) {
        return closeHandle(s);
      }
    };
  }

  @Override
  protected final Ws2Exports exportsFor(Ws2Exports given) {
    exports = given;
    SystemIo io =
        new ForwardingSystemIo(given.systemIo()) {
          @Override
          public void complete(SystemCompletion completion) {
            CompletionFault.this.complete(completion);
          }
        };
    return new ForwardingExports(given) {
      @Override
      public SystemIo systemIo() {
        return io;
      }

      @Override
      public Optional<ServiceProvider> loadProvider(Guid providerId) {
        return load(providerId);
      }

      @Override
      public long extensionPointer(ExtensionFunction function) {
        return super.extensionPointer(published(function));
      }

      @Override
      public CallResult wpuCompleteOverlappedRequest(
          SocketHandle s, @Nullable Overlapped overlapped, int error, int bytes) {
        return complete(s, overlapped, error, bytes);
      }
    };
  }
}
