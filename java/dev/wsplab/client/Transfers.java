package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Held;
import dev.wsplab.operation.Operation;
import dev.wsplab.operation.OperationKind;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaError;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The part that all overlapped calls have in common: enter the operation, call the provider, settle
 * what it returned.
 */
final class Transfers {
  /** Calls one of the provider's overlapped functions. */
  @FunctionalInterface
  interface Start {
    TransferResult call(
        ServiceProvider provider, @Nullable CompletionRoutine routine, @Nullable ThreadId thread);
  }

  /** Starts an operation that no provider sees. */
  @FunctionalInterface
  interface StartOverlapped {
    TransferResult call(@Nullable CompletionRoutine routine, @Nullable ThreadId thread);
  }

  /** Calls an extension function. */
  @FunctionalInterface
  interface StartExtension {
    ExtensionFunction.Result call();
  }

  private final Host host;

  Transfers(Host host) {
    this.host = host;
  }

  TransferResult run(
      OperationKind kind,
      SocketHandle s,
      ServiceProvider provider,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable Object kept,
      Start start) {
    if (kept == null && hasBuffers(kind)) {
      return TransferResult.failed(WsaError.WSAEFAULT); // a NULL lpBuffers
    }
    return run(
        kind,
        s,
        overlapped,
        routine,
        kept,
        (observed, thread) -> start.call(provider, observed, thread));
  }

  TransferResult run(
      OperationKind kind,
      SocketHandle s,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable Object kept,
      StartOverlapped start) {
    ThreadId thread = threadIdFor(routine);
    if (overlapped == null) {
      Held held = host.hold(kept);
      try {
        return answered(start.call(routine, thread), kind, s);
      } finally {
        held.release();
      }
    }
    if (host.hasTooManyRequests()) {
      return TransferResult.failed(tooMany(kind));
    }
    Object needed = routine == null ? kept : new Object[] {kept, routine};
    Operation operation = host.begin(kind, s, overlapped, routine != null, needed);
    if (operation == null) {
      return TransferResult.failed(WsaError.WSAENOBUFS);
    }
    CompletionRoutine observed = routine == null ? null : host.observed(operation, routine);
    TransferResult result;
    try {
      result = answered(start.call(observed, thread), kind, s);
    } catch (Throwable e) {
      // A provider that throws has started nothing; its bug comes out where it was called.
      host.failed(operation, WsaError.WSASYSCALLFAILURE.code());
      throw e;
    }
    settle(operation, result.succeeded(), result.isPending(), result.errno(), result.bytes());
    return result;
  }

  ExtensionFunction.Result callExtension(
      OperationKind kind, SocketHandle s, @Nullable Object kept, StartExtension start) {
    Held held = host.hold(kept);
    try {
      return answered(start.call(), kind, s);
    } finally {
      held.release();
    }
  }

  ExtensionFunction.Result runExtension(
      OperationKind kind,
      SocketHandle s,
      Overlapped overlapped,
      @Nullable Object kept,
      StartExtension start) {
    if (host.hasTooManyRequests()) {
      return ExtensionFunction.Result.failed(tooMany(kind));
    }
    Operation operation = host.begin(kind, s, overlapped, false, kept);
    if (operation == null) {
      return ExtensionFunction.Result.failed(WsaError.WSAENOBUFS);
    }
    ExtensionFunction.Result result;
    try {
      result = answered(start.call(), kind, s);
    } catch (Throwable e) {
      host.failed(operation, WsaError.WSASYSCALLFAILURE.code());
      throw e;
    }
    boolean pending = !result.returnValue() && result.started();
    settle(operation, result.returnValue(), pending, result.error(), result.bytes());
    return result;
  }

  /** WSP-IO-19; kernel32's functions and WSAProviderConfigChange say it in words of their own. */
  private static WsaError tooMany(OperationKind kind) {
    return switch (kind) {
      case READ_FILE, WRITE_FILE, READ_FILE_EX, WRITE_FILE_EX, PROVIDER_CONFIG_CHANGE ->
          WsaError.WSA_NOT_ENOUGH_MEMORY;
      default -> WsaError.WSAEWOULDBLOCK;
    };
  }

  // Nothing keeps a provider from returning null but its author's checks.
  private <R> R answered(@Nullable R result, OperationKind kind, SocketHandle s) {
    if (result == null) {
      ServiceProvider provider = host.providerOf(s);
      String author = provider == null ? "" : provider.origin().getClass().getSimpleName();
      throw new IllegalStateException(
          calledName(kind) + " of " + author + " returned null: return a result, as C does");
    }
    return result;
  }

  private static boolean hasBuffers(OperationKind kind) {
    return switch (kind) {
      case SEND, SEND_TO, RECV, RECV_FROM -> true;
      case READ_FILE, READ_FILE_EX, WRITE_FILE, WRITE_FILE_EX -> true;
      default -> false;
    };
  }

  private static String calledName(OperationKind kind) {
    return switch (kind) {
      case SEND, WRITE_FILE, WRITE_FILE_EX -> "wspSend";
      case SEND_TO -> "wspSendTo";
      case RECV, READ_FILE, READ_FILE_EX -> "wspRecv";
      case RECV_FROM -> "wspRecvFrom";
      case IOCTL -> "wspIoctl";
      default -> kind.functionName();
    };
  }

  private void settle(
      Operation operation, boolean succeeded, boolean pending, int errno, int bytes) {
    if (succeeded) {
      host.succeeded(operation, Integer.toUnsignedLong(bytes));
    } else if (pending) {
      host.operations().pended(operation);
    } else {
      host.failed(operation, errno);
    }
  }

  // A routine needs the identity of the thread; without one a virtual thread may call just as well.
  private @Nullable ThreadId threadIdFor(@Nullable CompletionRoutine routine) {
    boolean needed = routine != null || !host.kernel().threads().isCurrentVirtual();
    return needed ? new ThreadId(host.kernel().threads().current(), 0) : null;
  }
}
