package dev.wsplab.verifier;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.AcceptCondition;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ForwardingExports;
import dev.wsplab.spi.ForwardingProvider;
import dev.wsplab.spi.ForwardingUpcalls;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaBuffers;
import org.checkerframework.checker.nullness.qual.Nullable;

/** A provider whose handles are written down for a {@link HandleCheck}. */
final class HandleProvider extends ForwardingProvider {
  private final HandleCheck check;
  private final HandleBook book;
  private final Guid id;
  private final String name;
  private volatile @Nullable Ws2Exports given;

  HandleProvider(
      HandleCheck check, HandleBook book, Guid id, String name, ServiceProvider provider) {
    super(provider);
    this.check = check;
    this.book = book;
    this.id = id;
    this.name = name;
  }

  @Override
  protected Ws2Exports exportsFor(Ws2Exports exports) {
    given = exports;
    SystemIo io = new HandleSystemIo(book, origin(), exports.systemIo());
    return new ForwardingExports(exports) {
      @Override
      public SystemIo systemIo() {
        return io;
      }
    };
  }

  @Override
  protected Upcalls upcallsFor(Upcalls upcalls) {
    return new ForwardingUpcalls(upcalls) {
      @Override
      public SocketResult wpuCreateSocketHandle(int catalogEntryId, long context) {
        SocketResult made = super.wpuCreateSocketHandle(catalogEntryId, context);
        if (made.succeeded()) {
          book.made(made.socket(), HandleBook.Kind.OWN, origin(), made.socket());
          book.register(made.socket(), origin());
        }
        return made;
      }

      @Override
      public SocketResult wpuModifyIFSHandle(int catalogEntryId, SocketHandle proposed) {
        SocketResult modified = super.wpuModifyIFSHandle(catalogEntryId, proposed);
        if (modified.succeeded()) {
          book.register(modified.socket(), origin());
        }
        return modified;
      }

      @Override
      public CallResult wpuCloseSocketHandle(SocketHandle s) {
        check.closing(name, origin(), s);
        HandleBook.Entry entry = book.find(s);
        CallResult result = super.wpuCloseSocketHandle(s);
        if (entry != null) {
          // When it fails, the client has closed the handle past the provider (CloseHandle).
          book.closed(entry);
        }
        return result;
      }
    };
  }

  // ---- what hands sockets out and takes them back

  @Override
  public SocketResult wspSocket(
      int family, int type, int protocol, ProtocolInfo protocolInfo, int group, int flags) {
    SocketResult made = super.wspSocket(family, type, protocol, protocolInfo, group, flags);
    if (made.succeeded()) {
      check.handedOut(name, origin(), made.socket(), "WSPSocket", promised(protocolInfo));
    }
    return made;
  }

  /** The entry as the catalog has it, for a client's copy may differ; null when it is not ours. */
  private @Nullable ProtocolInfo promised(ProtocolInfo info) {
    Ws2Exports exports = given;
    if (exports == null || !info.providerId().equals(id)) {
      return null;
    }
    return exports.wscEnumProtocols().stream()
        .filter(e -> e.catalogEntryId() == info.catalogEntryId() && e.providerId().equals(id))
        .findFirst()
        .orElse(null);
  }

  @Override
  public AcceptResult wspAccept(
      SocketHandle s, @Nullable AcceptCondition condition, long callbackData) {
    AcceptResult made = super.wspAccept(s, condition, callbackData);
    if (!made.socket().isInvalid()) {
      check.handedOut(name, origin(), made.socket(), "WSPAccept", null);
    }
    return made;
  }

  @Override
  public SocketResult wspJoinLeaf(
      SocketHandle s,
      Sockaddr address,
      @Nullable WsaBuffers callerData,
      @Nullable WsaBuffers calleeData,
      long sqos,
      long gqos,
      int flags) {
    SocketResult made = super.wspJoinLeaf(s, address, callerData, calleeData, sqos, gqos, flags);
    if (made.succeeded() && !made.socket().equals(s)) {
      check.handedOut(name, origin(), made.socket(), "WSPJoinLeaf", null);
    }
    return made;
  }

  @Override
  public CallResult wspCloseSocket(SocketHandle s) {
    HandleBook.Entry entry = book.find(s);
    CallResult result = super.wspCloseSocket(s);
    if (result.succeeded() && entry != null && book.isOpen(entry)) {
      book.closedByClient(s);
    }
    return result;
  }
}
