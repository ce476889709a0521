package dev.wsplab.verifier;

import dev.wsplab.host.ProviderInterceptor;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.AddressResult;
import dev.wsplab.spi.BoolResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.DocumentedErrors;
import dev.wsplab.spi.ErrnoResult;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.NetworkEventsResult;
import dev.wsplab.spi.OptionResult;
import dev.wsplab.spi.OverlappedResult;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ProtocolInfoResult;
import dev.wsplab.spi.SendMsgData;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.TextResult;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import dev.wsplab.spi.WspFunction;
import java.util.function.Supplier;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * What the thirty functions return: a code that their page lists (WSP-ERR-1), and a return value
 * that goes with it (WSP-ERR-2). A code beside success means nothing (DEC-9). The error of a
 * finished operation, which a result query gives, belongs to the function that started it.
 * Thread-safe.
 */
final class ReturnCheck implements ProviderInterceptor, TransferListener {
  private final CallFindings findings;

  ReturnCheck(CallFindings findings) {
    this.findings = findings;
  }

  @Override
  public ServiceProvider intercept(Guid id, String name, ServiceProvider provider) {
    return new ForwardingProvider(provider) {
      @Override
      public StartupResult wspStartup(
          int versionRequested, ProtocolInfo protocolInfo, Upcalls upcalls, Ws2Exports exports) {
        StartupResult result = super.wspStartup(versionRequested, protocolInfo, upcalls, exports);
        checkStartup(name, result);
        return result;
      }

      /** SIO_EXT_SENDMSG is a send, and fails as one (WSP-IOCTL-8). */
      @Override
      public TransferResult wspIoctl(
          SocketHandle s,
          int code,
          long in,
          int inLength,
          long out,
          int outLength,
          @Nullable Overlapped overlapped,
          @Nullable CompletionRoutine routine,
          @Nullable ThreadId threadId) {
        if (code != SendMsgData.SIO_EXT_SENDMSG) {
          return super.wspIoctl(
              s, code, in, inLength, out, outLength, overlapped, routine, threadId);
        }
        TransferResult result =
            table().wspIoctl(s, code, in, inLength, out, outLength, overlapped, routine, threadId);
        boolean known = DocumentedErrors.permits(WspFunction.WSP_IOCTL, result.errno());
        check(name, known ? WspFunction.WSP_IOCTL : WspFunction.WSP_SEND_TO, s.value(), result);
        return result;
      }

      @Override
      protected <R> R around(WspFunction function, @Nullable SocketHandle s, Supplier<R> call) {
        R result = super.around(function, s, call);
        if (result instanceof ErrnoResult returned) {
          check(name, function, s == null ? 0 : s.value(), returned);
        }
        return result;
      }
    };
  }

  /** Only what was given a structure can be pending. */
  @Override
  public void returned(Transfer transfer, TransferResult result) {
    if (result.isPending() && transfer.overlapped() == null) {
      findings.report(
          Check.RESULT_MISFIT,
          transfer.provider(),
          transfer.function().winsockName() + " without a structure: a result, or another error",
          nameOf(result.errno()),
          transfer.socket().value());
    }
  }

  private void checkStartup(String provider, StartupResult result) {
    // A layer gives back why it could not use what lies below.
    boolean listed =
        DocumentedErrors.permitsStartup(result.error())
            || DocumentedErrors.permits(WspFunction.WSP_SOCKET, result.error());
    if (result.error() != 0 && !listed) {
      findings.report(
          Check.UNDOCUMENTED_ERROR,
          provider,
          "WSPStartup: one of " + DocumentedErrors.text(DocumentedErrors.ofStartup()),
          nameOf(result.error()));
    }
  }

  private void check(String provider, WspFunction function, long socket, ErrnoResult result) {
    boolean failed = isFailure(result);
    if (!failed && !isSuccess(result) || failed && result.errno() == 0) {
      findings.report(
          Check.RESULT_MISFIT,
          provider,
          function.winsockName() + ": success, or the value for failure with an error code",
          result.toString(),
          socket);
    } else if (failed
        && !isRequestsError(result)
        && !DocumentedErrors.permits(function, result.errno())) {
      findings.report(
          Check.UNDOCUMENTED_ERROR,
          provider,
          function.winsockName()
              + ": a general code, or one of its page's: "
              + DocumentedErrors.text(function),
          nameOf(result.errno()),
          socket);
    }
  }

  /** The error of an operation that has finished, not of the query. */
  private static boolean isRequestsError(ErrnoResult result) {
    return result instanceof OverlappedResult query && query.finished();
  }

  private static boolean isFailure(ErrnoResult result) {
    if (result instanceof SocketResult r) {
      return r.socket().isInvalid();
    }
    if (result instanceof AcceptResult r) {
      return r.socket().isInvalid();
    }
    if (result instanceof BoolResult r) {
      return !r.returnValue();
    }
    if (result instanceof OverlappedResult r) {
      return !r.returnValue();
    }
    return returnValue(result) == -1;
  }

  private static boolean isSuccess(ErrnoResult result) {
    int value = returnValue(result);
    return result instanceof CountResult ? value >= 0 : value == 0;
  }

  /** The number that says whether the call succeeded; 0 for results that have none. */
  private static int returnValue(ErrnoResult result) {
    if (result instanceof CallResult r) {
      return r.returnValue();
    }
    if (result instanceof TransferResult r) {
      return r.returnValue();
    }
    if (result instanceof CountResult r) {
      return r.returnValue();
    }
    if (result instanceof OptionResult r) {
      return r.returnValue();
    }
    if (result instanceof AddressResult r) {
      return r.returnValue();
    }
    if (result instanceof TextResult r) {
      return r.returnValue();
    }
    if (result instanceof ProtocolInfoResult r) {
      return r.returnValue();
    }
    return result instanceof NetworkEventsResult r ? r.returnValue() : 0;
  }

  private static String nameOf(int code) {
    return WsaError.describe(code);
  }
}
