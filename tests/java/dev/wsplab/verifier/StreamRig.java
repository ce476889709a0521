package dev.wsplab.verifier;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WspFunction;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A provider of streams that is not there: a test says what its receives bring. */
abstract class StreamRig {
  static final int PIECE = 32;
  static final long WRONG = 10 * PIECE;
  static final SocketHandle SOCKET = new SocketHandle(4);

  final Violations violations = new Violations();
  final HandleBook book = new HandleBook();
  final StreamCheck check = new StreamCheck(new CallFindings(violations), book);
  final Stub stub = new Stub();
  final ServiceProvider origin = stub.as(ServiceProvider.class);
  final ServiceProvider front = check.intercept(Guid.random(), "provider", origin);
  final NativeBlock room = NativeBlock.allocate(2 * PIECE);
  final StreamPattern pattern = new StreamPattern(5);

  @BeforeEach
  void make() {
    book.made(SOCKET, HandleBook.Kind.OWN, origin, SOCKET);
  }

  @AfterEach
  void close() {
    room.close();
  }

  Transfer receive(SocketHandle s, ServiceProvider by, WsaBuffers buffers, int flags) {
    Transfer transfer =
        new Transfer(
            "provider", by, WspFunction.WSP_RECV, s, flags, null, false, buffers.capture(), null);
    check.starting(transfer);
    return transfer;
  }

  Transfer receive() {
    return receive(SOCKET, origin, WsaBuffers.of(room), 0);
  }

  void pend(Transfer transfer) {
    check.returned(transfer, TransferResult.PENDING);
  }

  void write(byte[] data) {
    Kernel.get().memory().write(data, 0, data.length, room.address());
  }

  /** It has finished with a piece of the stream. */
  void brings(Transfer transfer, StreamPattern stream, long position) {
    write(stream.bytes(position, PIECE));
    check.finished(transfer, 0, PIECE);
  }

  void receives(long position) {
    Transfer transfer = receive();
    pend(transfer);
    brings(transfer, pattern, position);
  }

  /** Bytes that belong elsewhere in the stream; those of its beginning would be a new one. */
  void receivesWrongBytes() {
    receives(WRONG);
  }

  List<String> rules() {
    return violations.all().stream().map(Violation::rule).toList();
  }
}
