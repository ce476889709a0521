package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.platform.win32.BaseTSD.ULONG_PTRByReference;
import com.sun.jna.platform.win32.Kernel32;
import com.sun.jna.platform.win32.WinBase;
import com.sun.jna.platform.win32.WinNT;
import com.sun.jna.platform.win32.WinNT.HANDLE;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.PointerByReference;
import com.sun.jna.win32.StdCallLibrary;
import com.sun.jna.win32.W32APIOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.checkerframework.checker.nullness.qual.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Our handles are real ones: the kernel32 of jna-platform, which knows nothing of us, uses them.
 */
@EnabledOnOs(OS.WINDOWS)
class WindowsInteropTest extends KernelFixture {
  private static final Kernel32 KERNEL32 = Kernel32.INSTANCE;
  private static final int BOUND_MILLIS = (int) LONG.toMillis();
  private static final int WAIT_OBJECT_0 = 0;
  private static final int WAIT_TIMEOUT = 258;
  private static final long SOCKET_KEY = 0x1_0000_0050L;
  private static final long FILE_KEY = 0xF1;

  /** With a buffer that stays where it is until the read has finished. */
  interface Reads extends StdCallLibrary {
    Reads INSTANCE = Native.load("kernel32", Reads.class, W32APIOptions.DEFAULT_OPTIONS);

    boolean ReadFile(
        HANDLE file, Pointer room, int length, @Nullable IntByReference read, Pointer overlapped);
  }

  /** What kernel32 tells of one packet. */
  private record Packet(int error, long key, long overlapped, int bytes) {}

  @TempDir Path folder;

  private static HANDLE real(Handle handle) {
    return new HANDLE(new Pointer(handle.value()));
  }

  private static long value(HANDLE handle) {
    return Pointer.nativeValue(handle.getPointer());
  }

  private static long address(WinBase.OVERLAPPED structure) {
    return Pointer.nativeValue(structure.getPointer());
  }

  /** A structure that JNA does not copy while somebody else may write into it. */
  private static WinBase.OVERLAPPED structure() {
    WinBase.OVERLAPPED structure = new WinBase.OVERLAPPED();
    structure.setAutoSynch(false);
    structure.clear();
    return structure;
  }

  private static Packet take(PortHandle port) {
    IntByReference bytes = new IntByReference(-1);
    ULONG_PTRByReference key = new ULONG_PTRByReference();
    PointerByReference overlapped = new PointerByReference();
    boolean success =
        KERNEL32.GetQueuedCompletionStatus(real(port), bytes, key, overlapped, BOUND_MILLIS);
    return new Packet(
        success ? 0 : KERNEL32.GetLastError(),
        key.getValue().longValue(),
        Pointer.nativeValue(overlapped.getValue()),
        bytes.getValue());
  }

  private SocketHandle associated(PortHandle port) {
    SocketHandle socket =
        kernel.sockets().create(owner, SocketObjects.Flavour.PROVIDER, 1001, 5, true);
    assertThat(kernel.ports().associate(socket, port, SOCKET_KEY)).isZero();
    return socket;
  }

  private int complete(SocketHandle socket, WinBase.OVERLAPPED structure, int bytes, int status) {
    return complete(socket, structure, bytes, status, EventHandle.NULL);
  }

  private int complete(
      SocketHandle socket, WinBase.OVERLAPPED structure, int bytes, int status, EventHandle event) {
    int flags = SocketObjects.QUEUE_PACKET | SocketObjects.SET_EVENT;
    return kernel.sockets().complete(socket, address(structure), bytes, status, event, flags, 0);
  }

  @Test
  void givenEventOfOurs_whenItIsSet_thenAWaitOfKernel32Ends() throws Exception {
    EventHandle event = event(false, false);
    assertThat(KERNEL32.WaitForSingleObject(real(event), 0)).isEqualTo(WAIT_TIMEOUT);

    Thread setter = new Thread(() -> kernel.events().set(event));
    setter.start();

    assertThat(KERNEL32.WaitForSingleObject(real(event), BOUND_MILLIS)).isEqualTo(WAIT_OBJECT_0);
    assertThat(KERNEL32.WaitForSingleObject(real(event), 0))
        .as("it resets itself")
        .isEqualTo(WAIT_TIMEOUT);
    setter.join();
  }

  @Test
  void givenEventOfKernel32_whenAnOperationCompletes_thenItIsSetAndOursCanWaitForIt() {
    HANDLE foreign = KERNEL32.CreateEvent(null, true, false, null);
    EventHandle event = new EventHandle(value(foreign));
    assertThat(kernel.waits().waitForSingleObject(event, 0, false).signalled()).isFalse();

    assertThat(complete(associated(port()), structure(), 1, 0, event))
        .isEqualTo(SocketObjects.DONE_EVENT_SET | SocketObjects.DONE_PACKET_QUEUED);

    assertThat(KERNEL32.WaitForSingleObject(foreign, 0)).isEqualTo(WAIT_OBJECT_0);
    assertThat(kernel.waits().waitForSingleObject(event, 0, false).signalled()).isTrue();
    assertThat(KERNEL32.CloseHandle(foreign)).isTrue();
  }

  /** NTS-3: a failure is a failure, with its own error. */
  @ParameterizedTest
  @CsvSource({"0x00000000, 0", "0xC000020D, 64", "0xC0000120, 995", "0xC0000236, 1225"})
  void givenPortOfOurs_whenAnOperationCompletes_thenKernel32TakesItsPacket(
      String status, int error) {
    PortHandle port = port();
    WinBase.OVERLAPPED structure = structure();

    complete(associated(port), structure, 17, Long.decode(status).intValue());

    assertThat(take(port)).isEqualTo(new Packet(error, SOCKET_KEY, address(structure), 17));
    structure.read();
    assertThat(structure.InternalHigh.longValue()).isEqualTo(17);
    assertThat(structure.Internal.intValue()).isEqualTo(Long.decode(status).intValue());
  }

  @Test
  void givenThreadInKernel32_whenAnOperationCompletes_thenThatThreadGetsThePacket()
      throws Exception {
    PortHandle port = port();
    WinBase.OVERLAPPED structure = structure();
    SocketHandle socket = associated(port);
    Thread completer = new Thread(() -> complete(socket, structure, 3, 0));
    completer.start();

    assertThat(take(port)).isEqualTo(new Packet(0, SOCKET_KEY, address(structure), 3));
    completer.join();
  }

  @Test
  void givenPortOfKernel32_whenASocketOfOursIsAssociated_thenItsPacketsGoThere() {
    HANDLE foreign = KERNEL32.CreateIoCompletionPort(WinBase.INVALID_HANDLE_VALUE, null, null, 0);
    PortHandle port = new PortHandle(value(foreign));
    WinBase.OVERLAPPED structure = structure();

    complete(associated(port), structure, 9, 0xC0000120);

    assertThat(take(port)).isEqualTo(new Packet(995, SOCKET_KEY, address(structure), 9));
    assertThat(KERNEL32.CloseHandle(foreign)).isTrue();
  }

  private HANDLE openHello() throws IOException {
    Path file = Files.writeString(folder.resolve("hello.txt"), "hello");
    HANDLE handle =
        KERNEL32.CreateFile(
            file.toString(),
            WinNT.GENERIC_READ,
            WinNT.FILE_SHARE_READ,
            null,
            WinNT.OPEN_EXISTING,
            WinNT.FILE_FLAG_OVERLAPPED,
            null);
    assertThat(handle).isNotEqualTo(WinBase.INVALID_HANDLE_VALUE);
    return handle;
  }

  private static void startRead(HANDLE file, Memory room, WinBase.OVERLAPPED structure) {
    boolean finished =
        Reads.INSTANCE.ReadFile(file, room, (int) room.size(), null, structure.getPointer());
    if (!finished) {
      assertThat(KERNEL32.GetLastError()).isEqualTo(Win32Error.ERROR_IO_PENDING.code());
    }
  }

  @Test
  void givenFileAndSocketOnOnePortOfOurs_whenBothComplete_thenEachPacketHasItsKey()
      throws Exception {
    PortHandle port = port();
    SocketHandle socket = associated(port);
    WinBase.OVERLAPPED ofFile = structure();
    WinBase.OVERLAPPED ofSocket = structure();
    HANDLE file = openHello();
    try (Memory room = new Memory(8)) {
      assertThat(
              KERNEL32.CreateIoCompletionPort(
                  file, real(port), Pointer.createConstant(FILE_KEY), 0))
          .isEqualTo(real(port));

      startRead(file, room, ofFile);
      complete(socket, ofSocket, 17, 0);

      assertThat(new Packet[] {take(port), take(port)})
          .containsExactlyInAnyOrder(
              new Packet(0, FILE_KEY, address(ofFile), 5),
              new Packet(0, SOCKET_KEY, address(ofSocket), 17));
      assertThat(room.getByteArray(0, 5)).isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
    } finally {
      KERNEL32.CloseHandle(file);
    }
  }

  @Test
  void givenFileOnPortOfOurs_whenItIsRead_thenOurOwnDequeueGivesThePacket() throws Exception {
    PortHandle port = port();
    WinBase.OVERLAPPED structure = structure();
    HANDLE file = openHello();
    try (Memory room = new Memory(8)) {
      KERNEL32.CreateIoCompletionPort(file, real(port), Pointer.createConstant(FILE_KEY), 0);

      startRead(file, room, structure);

      assertThat(kernel.ports().getOne(port, BOUND_MILLIS))
          .isEqualTo(new Ports.GetResult(0, FILE_KEY, address(structure), 0, 5));
    } finally {
      KERNEL32.CloseHandle(file);
    }
  }
}
