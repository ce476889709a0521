package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.platform.win32.Kernel32;
import com.sun.jna.platform.win32.WinNT.HANDLE;
import com.sun.jna.ptr.PointerByReference;
import com.sun.jna.win32.StdCallLibrary;
import com.sun.jna.win32.W32APIOptions;
import dev.wsplab.kernel.PortHandle;
import java.nio.charset.StandardCharsets;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * The socket driver of Windows, asked as an event loop asks it: a handle of {@code \Device\Afd} on
 * a completion port, and {@code IOCTL_AFD_POLL} for one socket at a time. 64-bit only.
 */
final class AfdDevice implements AutoCloseable {
  static final int RECEIVE = 0x1;
  static final int SEND = 0x4;
  static final int DISCONNECT = 0x8;
  static final int LOCAL_CLOSE = 0x20;

  static final int STATUS_SUCCESS = 0;
  static final int STATUS_PENDING = 0x103;

  private static final int IOCTL_AFD_POLL = 0x00012024;
  private static final int SYNCHRONIZE = 0x0010_0000;
  private static final int FILE_SHARE_READ_WRITE = 3;
  private static final int FILE_OPEN = 1;

  interface Ntdll extends StdCallLibrary {
    Ntdll INSTANCE = Native.load("ntdll", Ntdll.class, W32APIOptions.DEFAULT_OPTIONS);

    int NtCreateFile(
        PointerByReference file,
        int access,
        Pointer objectAttributes,
        Pointer ioStatus,
        @Nullable Pointer allocationSize,
        int fileAttributes,
        int shareAccess,
        int disposition,
        int options,
        @Nullable Pointer extended,
        int extendedLength);

    int NtDeviceIoControlFile(
        HANDLE file,
        @Nullable HANDLE event,
        @Nullable Pointer routine,
        @Nullable Pointer context,
        Pointer ioStatus,
        int code,
        Pointer in,
        int inLength,
        Pointer out,
        int outLength);
  }

  private final HANDLE handle;

  /** Opens the driver; its answers arrive at a port with a key. */
  AfdDevice(PortHandle port, long key) {
    this.handle = open();
    HANDLE realPort = new HANDLE(new Pointer(port.value()));
    assertThat(
            Kernel32.INSTANCE.CreateIoCompletionPort(
                handle, realPort, Pointer.createConstant(key), 0))
        .isEqualTo(realPort);
  }

  private static HANDLE open() {
    byte[] path = "\\Device\\Afd\\Test".getBytes(StandardCharsets.UTF_16LE);
    try (Memory text = new Memory(path.length);
        Memory name = cleared(16);
        Memory attributes = cleared(48);
        Memory ioStatus = cleared(16)) {
      text.write(0, path, 0, path.length);
      name.setShort(0, (short) path.length);
      name.setShort(2, (short) path.length);
      name.setPointer(8, text);
      attributes.setInt(0, 48);
      attributes.setPointer(16, name);
      PointerByReference file = new PointerByReference();
      int status =
          Ntdll.INSTANCE.NtCreateFile(
              file,
              SYNCHRONIZE,
              attributes,
              ioStatus,
              null,
              0,
              FILE_SHARE_READ_WRITE,
              FILE_OPEN,
              0,
              null,
              0);
      assertThat(status).as("NtCreateFile").isZero();
      return new HANDLE(file.getValue());
    }
  }

  private static Memory cleared(int size) {
    Memory memory = new Memory(size);
    memory.clear();
    return memory;
  }

  /**
   * One poll: its status block, which is also the address that its packet carries, and the answer.
   */
  static final class Poll implements AutoCloseable {
    private static final int INFO = 16;
    private static final int INFO_SIZE = 32;

    private final Memory memory = cleared(INFO + INFO_SIZE);

    private Poll(long socket, int events) {
      memory.setLong(INFO, Long.MAX_VALUE); // time-out: never
      memory.setInt(INFO + 8, 1);
      memory.setPointer(INFO + 16, new Pointer(socket));
      memory.setInt(INFO + 24, events);
    }

    private Pointer info() {
      return memory.share(INFO, INFO_SIZE);
    }

    long address() {
      return Pointer.nativeValue(memory);
    }

    int sockets() {
      return memory.getInt(INFO + 8);
    }

    int events() {
      return memory.getInt(INFO + 24);
    }

    @Override
    public void close() {
      memory.close();
    }
  }

  /** A poll for events of a socket, to be asked by {@link #ask}. */
  static Poll poll(long socket, int events) {
    return new Poll(socket, events);
  }

  /** Asks; returns the status, {@code STATUS_PENDING} while none of the events holds. */
  int ask(Poll poll) {
    return Ntdll.INSTANCE.NtDeviceIoControlFile(
        handle,
        null,
        null,
        poll.memory,
        poll.memory,
        IOCTL_AFD_POLL,
        poll.info(),
        Poll.INFO_SIZE,
        poll.info(),
        Poll.INFO_SIZE);
  }

  @Override
  public void close() {
    Kernel32.INSTANCE.CloseHandle(handle);
  }
}
