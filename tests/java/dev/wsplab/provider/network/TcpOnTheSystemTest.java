package dev.wsplab.provider.network;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.provider.network.TcpWorld.Pair;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * What only the system's own sockets have: other addresses than loopback ones, descriptors, and a
 * thread that waits for the system.
 */
class TcpOnTheSystemTest {
  private final TcpWorld world = new TcpWorld(Base.TCP);

  @AfterEach
  void close() {
    world.close();
  }

  @Test
  void givenWildcard_whenBoundLoopbackOnly_thenTheNameIsLoopback() {
    SocketHandle s = world.socket();

    world.ws2.bind(s, Sockaddr.of(new InetSocketAddress("0.0.0.0", 0))).orThrow("bind");

    assertThat(world.nameOf(s).toInetSocketAddress().getAddress().isLoopbackAddress()).isTrue();
    SocketHandle six = world.socket(Winsock2.AF_INET6);
    world.ws2.bind(six, Sockaddr.of(new InetSocketAddress("::", 0))).orThrow("bind");
    assertThat(world.nameOf(six).toInetSocketAddress().getAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  void givenOtherAddress_whenBoundLoopbackOnly_thenNotAvailable() {
    Sockaddr other = Sockaddr.of(new InetSocketAddress("192.0.2.1", 0));

    assertThat(world.ws2.bind(world.socket(), other).errno())
        .isEqualTo(WsaError.WSAEADDRNOTAVAIL.code());
  }

  @Test
  void givenOtherAddress_whenConnectedLoopbackOnly_thenUnreachable() {
    Sockaddr other = Sockaddr.of(new InetSocketAddress("192.0.2.1", 80));

    assertThat(world.ws2.connect(world.socket(), other).errno())
        .isEqualTo(WsaError.WSAENETUNREACH.code());
  }

  @Test
  void givenAnyAddress_whenBoundToTheWildcard_thenItStaysTheWildcard() {
    try (TcpWorld any = new TcpWorld(TcpProvider.anyAddress(), TcpProvider.protocols())) {
      SocketHandle s = any.socket();
      any.ws2.bind(s, Sockaddr.of(new InetSocketAddress("0.0.0.0", 0))).orThrow("bind");

      assertThat(any.nameOf(s).toInetSocketAddress().getAddress().isAnyLocalAddress()).isTrue();
      Sockaddr foreign = Sockaddr.of(new InetSocketAddress("192.0.2.1", 0));
      assertThat(any.ws2.bind(any.socket(), foreign).errno())
          .as("the system's own answer")
          .isEqualTo(WsaError.WSAEADDRNOTAVAIL.code());
    }
  }

  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "only Linux lists a process's descriptors")
  void givenSocketsOfEveryKind_whenWinsockEnds_thenNoDescriptorIsLeft() throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    useAndEnd();
    long before = count(descriptors);

    for (int i = 0; i < 5; i++) {
      useAndEnd();
    }

    assertThat(count(descriptors)).isEqualTo(before);
  }

  private static void useAndEnd() {
    try (TcpWorld other = new TcpWorld(Base.TCP)) {
      Pair pair = other.connected();
      other.ws2.wsaRecv(pair.server(), WsaBuffers.of(other.block(8)), 0, other.overlapped(), null);
      SocketHandle listener = other.listener();
      SocketHandle client = other.socket();
      other.ws2.connect(client, other.nameOf(listener)).orThrow("connect");
      other.ws2.wsaAccept(listener, request -> Winsock2.CF_DEFER, 0);
      other
          .ws2
          .extensions()
          .acceptEx(listener, other.socket(), other.block(88), 0, 44, 44, other.overlapped());
    }
  }

  private static long count(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.count();
    }
  }

  @Test
  void givenStartedProvider_whenItEnds_thenItsThreadEnds_WSP_CLEAN_5() {
    Pair pair = world.connected();
    world.ws2.wsaRecv(pair.server(), WsaBuffers.of(world.block(8)), 0, world.overlapped(), null);
    long before = readinessThreads();

    world.ws2.wsaCleanup();

    assertThat(readinessThreads()).isEqualTo(before - 1);
  }

  private static long readinessThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("wsplab-tcp-readiness"))
        .count();
  }
}
