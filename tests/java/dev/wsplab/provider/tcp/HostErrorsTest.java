package dev.wsplab.provider.tcp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.wsplab.kernel.HostSockets;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.spi.WsaError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostErrorsTest {
  private final HostSockets host = Kernel.get().hostSockets();
  private final HostErrors errors = new HostErrors(host);

  @ParameterizedTest
  @CsvSource({
    "EAGAIN, WSAEWOULDBLOCK",
    "EINPROGRESS, WSAEWOULDBLOCK",
    "ECONNRESET, WSAECONNRESET",
    "EPIPE, WSAECONNRESET",
    "ECONNREFUSED, WSAECONNREFUSED",
    "EFAULT, WSAEFAULT",
    "EBADF, WSAENOTSOCK",
    "EADDRINUSE, WSAEADDRINUSE",
    "ENFILE, WSAEMFILE",
    "ENOMEM, WSAENOBUFS",
    "EPERM, WSAEACCES",
    "ENOTCONN, WSAENOTCONN",
    "ETIMEDOUT, WSAETIMEDOUT",
  })
  void givenHostError_whenTranslated_thenItsRow(String name, WsaError error) {
    assumeTrue(host.constant(name) > 0, () -> "the host has no " + name);
    assertThat(errors.winsockOf(host.constant(name))).isEqualTo(error.code());
  }

  @Test
  void givenNumberWithoutRow_whenTranslated_thenSystemCallFailure() {
    assertThat(errors.winsockOf(9999)).isEqualTo(WsaError.WSASYSCALLFAILURE.code());
    assertThat(errors.winsockOf(0)).isZero();
  }
}
