package dev.wsplab.host;

import dev.wsplab.client.Kernel32;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.spi.Winsock2;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** One environment with a {@link ScriptedBase}, a socket of it and a structure, for each test. */
public abstract class HostFixture {
  protected final ScriptedBase base = new ScriptedBase();
  protected final OverlappedBlock structures = OverlappedBlock.allocate(4);
  protected Host host;
  protected Ws2_32 ws2;
  protected Kernel32 kernel32;
  protected SocketHandle socket;

  @BeforeEach
  void open() {
    host = new Host(Kernel.get());
    host.catalog().installBase(base, ScriptedBase.protocols());
    ws2 = new Ws2_32(host);
    kernel32 = new Kernel32(host);
    ws2.wsaStartup(Winsock2.VERSION_2_2);
    socket = ws2.socket(Winsock2.AF_INET, Winsock2.SOCK_STREAM, 0).orThrow("WSASocket");
  }

  @AfterEach
  void close() {
    host.close();
    structures.close();
  }

  /** Another {@code WSAStartup}, which sees the catalog as it is now (CAT-4). */
  protected final void restart() {
    ws2.wsaCleanup().orThrow("WSACleanup");
    ws2.wsaStartup(Winsock2.VERSION_2_2).orThrow("WSAStartup");
  }
}
