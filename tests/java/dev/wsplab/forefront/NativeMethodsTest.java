package dev.wsplab.forefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.verifier.Verifier;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The methods of sockets and buffers by their places, called as C++ calls them, also badly. */
@Timeout(60)
class NativeMethodsTest {
  private static final int E_POINTER = HResult.E_POINTER.value();
  private static final int E_INVALIDARG = HResult.E_INVALIDARG.value();
  private static final int E_NOTIMPL = HResult.E_NOTIMPL.value();
  private static final int FULL = HResult.FWX_E_BUFFERFULL.value();
  private static final InetSocketAddress ANY = new InetSocketAddress("127.0.0.1", 0);

  private final Winsock winsock = Winsock.builder().base(LoopbackProvider.create()).build();
  private final FwxService service =
      FwxService.builder()
          .manualPump()
          .verify(Verifier.Mode.REPORT)
          .sockets(winsock.ws2_32(), winsock.completionPort())
          .build();
  private final ComPointer firewall = new ComPointer(service.nativeObjects().firewall());
  private final NativeBlock memory = NativeBlock.allocate(256);

  @AfterEach
  void end() {
    service.close();
    winsock.close();
    memory.close();
  }

  private long at(int offset) {
    return memory.address() + offset;
  }

  private int word(int offset) {
    return memory.pointer().getInt(offset);
  }

  private ComPointer out() {
    return new ComPointer(Pointer.nativeValue(memory.pointer().getPointer(0)));
  }

  private ComPointer buffer(int room, String text) {
    assertThat(firewall.call(7, room, at(0))).isZero();
    ComPointer buffer = out();
    memory.pointer().write(64, text.getBytes(StandardCharsets.US_ASCII), 0, text.length());
    assertThat(buffer.call(7, at(64), text.length(), 0L)).isZero();
    return buffer;
  }

  private ComPointer socket(int protocol) {
    assertThat(firewall.call(5, protocol, at(0))).isZero();
    return out();
  }

  private String text(long address, int length) {
    return new String(new Pointer(address).getByteArray(0, length), StandardCharsets.US_ASCII);
  }

  /** Pages ff827281 to ff827286, by the places of wspfwext.idl. */
  @Test
  void givenBuffer_whenItsMethodsAreCalledByPlace_thenEachDoesWhatItsPageSays() {
    ComPointer buffer = buffer(8, "abcdef");
    assertThat(buffer.call(3, at(0), at(16))).as("GetBufferAndSize").isZero();
    assertThat(word(16)).isEqualTo(6);
    assertThat(text(out().address(), 6)).isEqualTo("abcdef");
    assertThat(buffer.call(5, 4, at(32), 100, at(16))).as("ReadAt").isZero();
    assertThat(word(16)).isEqualTo(2);
    assertThat(text(at(32), 2)).isEqualTo("ef");
    assertThat(buffer.call(7, at(64), 5, at(16))).as("Append").isEqualTo(FULL);
    assertThat(word(16)).isEqualTo(2);
    assertThat(buffer.call(8, at(16), at(20))).as("GetBufferSizes").isZero();
    assertThat(word(16)).isEqualTo(8);
    assertThat(word(20)).isEqualTo(8);
    assertThat(buffer.call(4, 3)).as("SetDataSize").isZero();
    ComPointer small = buffer(2, "");
    assertThat(buffer.call(6, small.address(), 1, 2, at(16))).as("SendToBuffer").isZero();
    assertThat(buffer.call(6, small.address(), 0, 1, at(16))).isEqualTo(FULL);
    assertThat(word(16)).isZero();
    assertThat(small.call(3, at(0), at(16))).isZero();
    assertThat(text(out().address(), 2)).isEqualTo("bc");
    assertThat(small.release()).isZero();
    assertThat(buffer.release()).isZero();
  }

  /** FWX-74: bad arguments; nothing crashes, and nothing is made. */
  @Test
  void givenBuffer_whenCalledWithBadArguments_thenEachGivesItsHresult() {
    ComPointer buffer = buffer(8, "abc");
    assertThat(firewall.call(7, 8, 0L)).isEqualTo(E_POINTER);
    assertThat(firewall.call(7, 8, 16L)).as("an address that is none").isEqualTo(E_POINTER);
    assertThat(firewall.call(7, -1, at(0))).isEqualTo(HResult.FWX_E_INVALID_ARG.value());
    assertThat(out().address()).isZero();
    assertThat(firewall.call(8, 0L, 0, 1, at(0))).isEqualTo(E_POINTER);
    assertThat(firewall.call(8, buffer.address(), 2, 2, at(0)))
        .isEqualTo(HResult.FWX_E_INVALID_ARG.value());
    assertThat(firewall.call(6, 0L, 4, at(0))).isEqualTo(E_POINTER);
    assertThat(buffer.call(3, 0L, at(16))).isEqualTo(E_POINTER);
    assertThat(buffer.call(3, at(0), 0L)).isEqualTo(E_POINTER);
    assertThat(buffer.call(8, at(0), 0L)).isEqualTo(E_POINTER);
    assertThat(buffer.call(4, 9)).isEqualTo(E_INVALIDARG);
    assertThat(buffer.call(5, 4, at(32), 1, at(16))).as("beyond the data").isEqualTo(E_INVALIDARG);
    assertThat(buffer.call(5, 0, 0L, 1, at(16))).isEqualTo(E_POINTER);
    assertThat(buffer.call(6, 0L, 0, 1, at(16))).isEqualTo(E_POINTER);
    assertThat(buffer.call(7, 0L, 1, at(16))).isEqualTo(E_POINTER);
    assertThat(buffer.call(7, 16L, 1, at(16))).as("cannot be read").isEqualTo(E_POINTER);
    assertThat(buffer.call(7, at(64), -1, at(16))).isEqualTo(E_INVALIDARG);
    assertThat(buffer.call(8, at(16), at(20))).isZero();
    assertThat(word(20)).as("unchanged").isEqualTo(3);
    assertThat(buffer.release()).isZero();
  }

  /**
   * FWX-7: the page has a DWORD, the header of the SDK a pointer-sized word: its upper half is not
   * looked at, and each handle that is open is another number.
   */
  @Test
  void givenHandles_whenHookedThroughAPointerSizedWord_thenTheLowerHalfIsTheHandle() {
    assumeTrue(Native.POINTER_SIZE == Long.BYTES, "there is no upper half");
    Set<Integer> handles = new HashSet<>();
    for (int i = 0; i < 1000; i++) {
      handles.add(service.files().createFile(MemoryFile.empty(), FileOptions.reading()).orThrow());
    }
    assertThat(handles).hasSize(1000).doesNotContain(0, -1);
    long garbage = 0x1234_5678L << 32;
    for (int handle : handles) {
      assertThat(firewall.call(3, garbage | Integer.toUnsignedLong(handle))).isZero();
      assertThat(firewall.call(3, Integer.toUnsignedLong(handle)))
          .as("it was that one (FWX-33)")
          .isEqualTo(E_INVALIDARG);
      assertThat(service.files().closeHandle(handle)).isEqualTo(IssueResult.TRUE);
    }
  }

  /** FWX-74, FWX-9, FWX-13: out pointers that are none; nothing is made, and the record stays. */
  @Test
  void givenNoPlaceForTheResult_whenAnObjectOrItsRecordIsWanted_thenPointerAndNothingIsMade() {
    assertThat(firewall.call(4, 0L)).as("CreateOverlapped").isEqualTo(E_POINTER);
    assertThat(firewall.call(4, 16L)).as("an address that is none").isEqualTo(E_POINTER);
    assertThat(service.objects().all()).isEmpty();
    assertThat(firewall.call(4, at(0))).isZero();
    ComPointer object = out();
    assertThat(object.call(3, 0L)).as("GetOverlapped").isEqualTo(E_POINTER);
    assertThat(object.call(3, 16L)).isEqualTo(E_POINTER);
    assertThat(object.call(4, 0L, 1L))
        .as("SetNotificationInterface")
        .isEqualTo(HResult.FWX_E_INVALID_ARG.value());
    assertThat(object.call(3, at(0))).isZero();
    long record = out().address();
    assertThat(object.call(3, at(0))).isZero();
    assertThat(out().address()).as("the same one").isEqualTo(record).isNotZero();
    assertThat(firewall.call(17, 0L, 1L))
        .as("PostTaskCompletion of nothing")
        .isEqualTo(HResult.FWX_E_INVALID_ARG.value());
    assertThat(object.release()).isZero();
    assertThat(service.faults()).isEmpty();
  }

  /** FWX-72: a late call is told and kept, and does not crash. */
  @Test
  void givenReleasedBuffer_whenCalled_thenUnexpectedAndKept() {
    ComPointer buffer = buffer(8, "abc");
    assertThat(buffer.release()).isZero();
    assertThat(buffer.call(4, 1)).isEqualTo(HResult.E_UNEXPECTED.value());
    assertThat(service.faults()).singleElement().asString().contains("IFWXIOBuffer::SetDataSize");
  }

  /** FWX-75, FWX-76: a datagram from a socket to a peer, its address and names by the way. */
  @Test
  void givenDatagramSocket_whenItSends_thenThePeerHearsIt() {
    try (ClientSocket peer = winsock.udpSocket().bind(ANY);
        NativeBlock room = NativeBlock.allocate(16)) {
      ComPointer socket = socket(17);
      Sockaddr.of(ANY).write(Kernel.get().memory(), at(96));
      assertThat(socket.call(12, at(128), at(16))).as("not bound").isEqualTo(fromWin32(10022));
      assertThat(socket.call(11, at(96), 16, 0L)).as("Bind").isZero();
      memory.pointer().setInt(16, 15);
      assertThat(socket.call(12, at(128), at(16))).as("no room").isEqualTo(fromWin32(10014));
      assertThat(word(16)).as("how much it takes").isEqualTo(16);
      assertThat(socket.call(12, at(128), at(16))).as("GetSockName").isZero();
      Sockaddr to = Sockaddr.of(peer.localAddress());
      to.write(Kernel.get().memory(), at(160));
      ComPointer data = buffer(8, "ping");
      assertThat(socket.call(4, data.address(), at(160), 16, 0L, 5L)).as("SendTo").isZero();
      service.pump().runUntilIdle(Duration.ofSeconds(20));
      ClientSocket.Received came = peer.recvfrom(WsaBuffers.of(room));
      assertThat(text(room.address(), came.bytes())).isEqualTo("ping");
      assertThat(came.from().getPort())
          .isEqualTo(
              (memory.pointer().getByte(130) & 0xFF) << 8 | memory.pointer().getByte(131) & 0xFF);
      assertThat(data.release()).isZero();
      assertThat(socket.release()).isZero();
    }
  }

  /** FWX-78, FWX-79 and the refused ones; Winsock's errors come as HRESULT_FROM_WIN32. */
  @Test
  void givenSocket_whenCalledWithBadArguments_thenEachGivesItsHresult() {
    ComPointer socket = socket(6);
    ComPointer data = buffer(8, "x");
    int nobody = HResult.FWX_E_INVALID_ARG.value();
    assertThat(firewall.call(5, 47, at(0))).as("GRE").isEqualTo(nobody);
    assertThat(socket.call(5, 0L, 0L, 1L)).as("Recv").isEqualTo(nobody);
    assertThat(socket.call(17, 0L, 1L)).as("Accept").isEqualTo(nobody);
    assertThat(socket.call(3, 0L, 0L, 1L)).as("Send nothing").isEqualTo(E_POINTER);
    assertThat(socket.call(4, data.address(), 0L, 16, 0L, 1L)).isEqualTo(E_POINTER);
    assertThat(socket.call(3, data.address(), 0L, 1L)).isEqualTo(fromWin32(10057));
    assertThat(socket.call(8, at(0))).as("_GetWriteCount").isEqualTo(E_NOTIMPL);
    assertThat(socket.call(9)).as("_IsDataAvailable").isEqualTo(E_NOTIMPL);
    assertThat(socket.call(18, 0, 0)).isEqualTo(E_NOTIMPL);
    assertThat(socket.call(10, 0L, 16)).as("Connect").isEqualTo(E_POINTER);
    assertThat(socket.call(10, 16L, 16)).as("an address that is none").isEqualTo(E_POINTER);
    assertThat(socket.call(11, 0L, 16, 0L)).as("Bind").isEqualTo(E_POINTER);
    assertThat(socket.call(11, at(96), 16, at(0))).as("packet filter").isEqualTo(E_NOTIMPL);
    assertThat(socket.call(13, at(96), at(16))).as("GetPeerName").isEqualTo(fromWin32(10057));
    assertThat(socket.call(19, 0L)).as("SetIpFilter to none").isZero();
    assertThat(socket.call(19, at(0))).isEqualTo(E_NOTIMPL);
    memory.pointer().setLong(0, -1);
    assertThat(socket.call(20, at(0))).as("GetIpFilter").isZero();
    assertThat(out().address()).isZero();
    assertThat(socket.call(20, 0L)).isEqualTo(E_POINTER);
    assertThat(data.release()).isZero();
    assertThat(socket.call(7, 0)).as("Close").isZero();
    assertThat(socket.call(6, 0)).as("Shutdown").isEqualTo(fromWin32(10038));
    assertThat(socket.release()).isZero();
    assertThat(service.faults()).isEmpty();
  }

  /** Page dd436941: options by their address and length. */
  @Test
  void givenSocket_whenAnOptionIsSetByPlace_thenItIsReadBack() {
    ComPointer socket = socket(6);
    int level = Winsock2.SOL_SOCKET;
    memory.pointer().setInt(32, 1);
    assertThat(socket.call(15, level, Winsock2.SO_REUSEADDR, at(32), 4)).isZero();
    memory.pointer().setInt(16, 4);
    assertThat(socket.call(16, level, Winsock2.SO_REUSEADDR, at(40), at(16))).isZero();
    assertThat(word(16)).isEqualTo(4);
    assertThat(word(40)).isEqualTo(1);
    assertThat(socket.call(15, level, Winsock2.SO_REUSEADDR, 0L, 4)).isEqualTo(E_POINTER);
    assertThat(socket.call(15, level, Winsock2.SO_REUSEADDR, at(32), -1))
        .isEqualTo(fromWin32(10014));
    assertThat(socket.call(16, level, Winsock2.SO_REUSEADDR, at(40), 0L)).isEqualTo(E_POINTER);
    memory.pointer().setInt(16, -1);
    assertThat(socket.call(16, level, Winsock2.SO_REUSEADDR, at(40), at(16))).isNegative();
    assertThat(socket.call(16, level, 0x7777, at(40), at(16))).isEqualTo(fromWin32(10042));
    assertThat(socket.release()).isZero();
  }

  /** FWX-4, FWX-67: interfaces of a socket and of a buffer, each with a reference. */
  @Test
  void givenSocketAndBuffer_whenAskedForInterfaces_thenThoseTheyHave() {
    ComPointer socket = socket(6);
    memory.pointer().write(32, InterfaceIds.SOCKET.toBytes(), 0, 16);
    assertThat(socket.call(0, at(32), at(0))).isZero();
    assertThat(out()).isEqualTo(socket);
    assertThat(socket.release()).isEqualTo(1);
    memory.pointer().write(32, InterfaceIds.IO_BUFFER.toBytes(), 0, 16);
    assertThat(socket.call(0, at(32), at(0))).isEqualTo(HResult.E_NOINTERFACE.value());
    assertThat(out().address()).isZero();
    assertThat(socket.release()).isZero();
    ComPointer buffer = buffer(1, "");
    assertThat(buffer.call(0, at(32), at(Native.POINTER_SIZE * 2))).isZero();
    assertThat(buffer.call(1)).as("AddRef").isEqualTo(3);
    assertThat(buffer.release()).isEqualTo(2);
    assertThat(buffer.release()).isEqualTo(1);
    assertThat(buffer.release()).isZero();
  }

  private static int fromWin32(int error) {
    return HResult.fromWin32(error);
  }
}
