package dev.wsplab.verifier;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.ForwardingSystemIo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.SystemIo;
import java.util.List;

/** An I/O manager whose handles are written down in a {@link HandleBook}. */
final class HandleSystemIo extends ForwardingSystemIo {
  private final HandleBook book;
  private final ServiceProvider origin;

  HandleSystemIo(HandleBook book, ServiceProvider origin, SystemIo io) {
    super(io);
    this.book = book;
    this.origin = origin;
  }

  @Override
  public SocketResult createHandle(int catalogEntryId, boolean overlapped) {
    SocketResult made = super.createHandle(catalogEntryId, overlapped);
    if (made.succeeded()) {
      book.made(made.socket(), HandleBook.Kind.SYSTEM, origin, made.socket());
    }
    return made;
  }

  @Override
  public SocketResult duplicateHandle(SocketHandle s) {
    HandleBook.Entry entry = book.find(s);
    SocketResult made = super.duplicateHandle(s);
    if (made.succeeded()) {
      SocketHandle first = entry == null ? made.socket() : entry.first();
      book.made(made.socket(), HandleBook.Kind.SYSTEM, origin, first);
    }
    return made;
  }

  @Override
  public boolean closeName(SocketHandle s) {
    HandleBook.Entry entry = book.find(s);
    boolean closed = super.closeName(s);
    if (closed && entry != null) {
      book.closed(entry);
    }
    return closed;
  }

  @Override
  public CallResult closeHandle(SocketHandle s) {
    List<HandleBook.Entry> names = book.namesOf(s);
    CallResult result = super.closeHandle(s);
    if (result.succeeded()) {
      names.forEach(book::closed);
    }
    return result;
  }
}
