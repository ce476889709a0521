package dev.wsplab.verifier;

import dev.wsplab.kernel.EventHandle;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ForwardingUpcalls;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.ThreadIdResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.UserApc;
import dev.wsplab.spi.WpuFunction;
import java.util.function.Supplier;

/** The upcalls of one provider, as far as operations go through them. */
final class BorderUpcalls extends ForwardingUpcalls {
  private final OperationWatch watch;
  private final Border border;

  BorderUpcalls(OperationWatch watch, Border border, Upcalls upcalls) {
    super(upcalls);
    this.watch = watch;
    this.border = border;
  }

  @Override
  protected <R> R around(WpuFunction function, Supplier<R> call) {
    return watch.threads().upcall(call);
  }

  private boolean isOwn() {
    return !watch.threads().isUpcall();
  }

  @Override
  public SocketResult wpuCreateSocketHandle(int catalogEntryId, long context) {
    boolean own = isOwn();
    SocketResult result = super.wpuCreateSocketHandle(catalogEntryId, context);
    if (own && result.succeeded()) {
      border.handleMade(result.socket());
    }
    return result;
  }

  @Override
  public CallResult wpuCloseSocketHandle(SocketHandle s) {
    boolean own = isOwn();
    if (own) {
      // Before the call: its value may come back at once, in another thread.
      border.handleClosed(s);
    }
    return super.wpuCloseSocketHandle(s);
  }

  @Override
  public BoolResult wpuResetEvent(EventHandle event) {
    if (isOwn()) {
      watch.events().reset(border, event);
    }
    return super.wpuResetEvent(event);
  }

  @Override
  public BoolResult wpuSetEvent(EventHandle event) {
    if (isOwn()) {
      watch.events().set(border, event);
    }
    return super.wpuSetEvent(event);
  }

  @Override
  public CallResult wpuQueueApc(ThreadId threadId, UserApc apc, long context) {
    if (!isOwn()) {
      return super.wpuQueueApc(threadId, apc, context);
    }
    border.apcQueued();
    CallResult result =
        super.wpuQueueApc(
            threadId,
            given -> {
              border.apcRun();
              watch.threads().inApc(border, () -> apc.run(given));
            },
            context);
    if (!result.succeeded()) {
      border.apcRun(); // its thread is gone: it never will be
    }
    return result;
  }

  @Override
  public ThreadIdResult wpuOpenCurrentThread() {
    ThreadIdResult result = super.wpuOpenCurrentThread();
    ThreadId id = result.threadId();
    if (id != null) {
      watch.threads().opened(id);
    }
    return result;
  }

  @Override
  public CallResult wpuCloseThread(ThreadId threadId) {
    watch.threads().closed(threadId);
    return super.wpuCloseThread(threadId);
  }
}
