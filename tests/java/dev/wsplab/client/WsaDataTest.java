package dev.wsplab.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.host.HostFixture;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.WsaError;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class WsaDataTest extends HostFixture {
  /** The version that is used is told where a higher one was asked for. */
  @Test
  void givenHigherVersion_whenStarted_thenTheDataSayWhichOneIsUsed() {
    try (NativeBlock data = NativeBlock.allocate(WsaData.SIZE)) {
      assertThat(ws2.wsaStartup(0x0003, data.address())).isEqualTo(CallResult.OK);

      assertThat(data.buffer().getShort(0)).isEqualTo((short) 0x0202);
      assertThat(data.buffer().getShort(2)).isEqualTo((short) 0x0202);
      String all = new String(data.bytes(0, WsaData.SIZE), StandardCharsets.US_ASCII);
      assertThat(all).contains("wsplab\0").contains("Running\0");
      assertThat(all.indexOf("Running") - all.indexOf("wsplab")).isEqualTo(257);
      assertThat(ws2.wsaCleanup()).isEqualTo(CallResult.OK);
    }
  }

  @Test
  void givenNoRoom_whenStarted_thenFaultAndNothingIsStarted() {
    ws2.wsaCleanup();
    assertThat(ws2.wsaStartup(0x0202, 0).returnValue()).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(ws2.wsaStartup(0x0202, 16).returnValue()).isEqualTo(WsaError.WSAEFAULT.code());
    assertThat(ws2.wsaStartup(0x0101, 0).returnValue())
        .isEqualTo(WsaError.WSAVERNOTSUPPORTED.code());
    assertThat(ws2.wsaCleanup().errno()).isEqualTo(WsaError.WSANOTINITIALISED.code());
  }
}
