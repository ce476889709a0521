package dev.wsplab.client;

import dev.wsplab.host.Host;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.Threads;
import dev.wsplab.kernel.WaitResult;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ConfigChangeResult;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.ExtensionFunction;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.PollResult;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.ProtocolsResult;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.TextResult;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WinsockException;
import dev.wsplab.spi.WsaError;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What all client calls share: whether Winsock is started, whose a socket is, and the last error.
 */
final class ClientState {
  private final Host host;
  private final Threads threads;
  // Held while the environment starts and ends, so that the count says what has happened.
  private final ReentrantLock counting = new ReentrantLock();
  private volatile int startups;
  private final ThreadLocal<@Nullable Integer> openTypes = new ThreadLocal<>();

  ClientState(Host host) {
    this.host = host;
    this.threads = host.kernel().threads();
  }

  boolean isStarted() {
    return startups > 0;
  }

  CallResult startup(int version) {
    int major = version & 0xFF;
    int minor = version >>> 8 & 0xFF;
    if (major < 2 || major == 2 && minor < 2) {
      // WSAStartup returns its error; it is not the last error.
      return new CallResult(WsaError.WSAVERNOTSUPPORTED.code(), WsaError.WSAVERNOTSUPPORTED.code());
    }
    counting.lock();
    try {
      if (startups == 0) {
        host.startup();
      }
      startups++;
      return CallResult.OK;
    } finally {
      counting.unlock();
    }
  }

  /** A start that comes while the last one is being cleaned up follows it (WSP-CLEAN-5). */
  CallResult cleanup() {
    counting.lock();
    try {
      if (startups == 0) {
        return CallResult.failed(WsaError.WSANOTINITIALISED);
      }
      startups--;
      if (startups == 0) {
        host.cleanup();
      }
      return CallResult.OK;
    } finally {
      counting.unlock();
    }
  }

  /** {@code SO_OPENTYPE} of the calling thread. */
  int openType() {
    Integer set = openTypes.get();
    return set == null ? 0 : set;
  }

  /** Sets {@code SO_OPENTYPE} of the calling thread. */
  CallResult openType(byte[] value) {
    if (value.length < Integer.BYTES) {
      return CallResult.failed(WsaError.WSAEFAULT);
    }
    int type = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (type != 0
        && type != Winsock2.SO_SYNCHRONOUS_ALERT
        && type != Winsock2.SO_SYNCHRONOUS_NONALERT) {
      return CallResult.failed(WsaError.WSAEINVAL);
    }
    if (type == 0) {
      openTypes.remove();
    } else {
      openTypes.set(type);
    }
    return CallResult.OK;
  }

  /** Calls the provider behind a socket; CLI-2 and CLI-8 say what is checked before. */
  <R> R route(SocketHandle s, Function<ServiceProvider, R> call, IntFunction<R> failed) {
    Objects.requireNonNull(s, "s is null: use SocketHandle.INVALID for no socket");
    if (!isStarted()) {
      return failed.apply(WsaError.WSANOTINITIALISED.code());
    }
    ServiceProvider provider;
    try {
      provider = host.providerOf(s);
    } catch (WinsockException e) {
      return failed.apply(e.errno());
    }
    return provider == null
        ? failed.apply(WsaError.WSAENOTSOCK.code())
        : host.watch().inside(s, () -> call.apply(provider));
  }

  /** Whether a handle is a socket of this environment. */
  boolean isSocket(SocketHandle s) {
    return route(s, provider -> true, error -> false);
  }

  PollResult keep(PollResult result) {
    return remember(result, result.returnValue() != Winsock2.SOCKET_ERROR, result.errno());
  }

  CallResult keep(CallResult result) {
    return remember(result, result.succeeded(), result.errno());
  }

  BoolResult keep(BoolResult result) {
    return remember(result, result.returnValue(), result.errno());
  }

  SocketResult keep(SocketResult result) {
    return remember(result, result.succeeded(), result.errno());
  }

  ProtocolsResult keep(ProtocolsResult result) {
    return remember(result, result.succeeded(), result.errno());
  }

  ConfigChangeResult keep(ConfigChangeResult result) {
    return remember(result, result.succeeded(), result.errno());
  }

  TextResult keep(TextResult result) {
    return remember(result, result.returnValue() == 0, result.errno());
  }

  AcceptResult keep(AcceptResult result) {
    return remember(result, result.succeeded(), result.errno());
  }

  AddressResult keep(AddressResult result) {
    return remember(result, result.returnValue() == 0, result.errno());
  }

  ProtocolInfoResult keep(ProtocolInfoResult result) {
    return remember(result, result.returnValue() == 0, result.errno());
  }

  OptionResult keep(OptionResult result) {
    return remember(result, result.returnValue() == 0, result.errno());
  }

  TransferResult keep(TransferResult result) {
    return remember(result, result.succeeded(), result.errno());
  }

  OverlappedResult keep(OverlappedResult result) {
    return remember(result, result.returnValue(), result.errno());
  }

  CountResult keep(CountResult result) {
    return remember(result, result.returnValue() != Winsock2.SOCKET_ERROR, result.errno());
  }

  NetworkEventsResult keep(NetworkEventsResult result) {
    return remember(result, result.returnValue() == 0, result.errno());
  }

  ExtensionFunction.Result keep(ExtensionFunction.Result result) {
    return remember(result, result.returnValue(), result.error());
  }

  WaitResult keep(WaitResult result) {
    return remember(result, result.returnValue() != Winsock2.WSA_WAIT_FAILED, result.error());
  }

  private <R> R remember(R result, boolean succeeded, int error) {
    if (!succeeded && !threads.isCurrentVirtual()) {
      threads.setLastError(error);
    }
    return result;
  }
}
