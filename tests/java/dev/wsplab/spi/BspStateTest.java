package dev.wsplab.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.jna.Native;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The bytes of a {@code CSADDR_INFO} (page SO_BSP_STATE). */
class BspStateTest {
  private static final int WORD = Native.POINTER_SIZE;
  private static final Sockaddr LOCAL = Sockaddr.loopback(1);
  private static final Sockaddr REMOTE = Sockaddr.loopback(2);
  private static final BspState CONNECTED = new BspState(LOCAL, REMOTE, 1, 6);

  private static long pointer(byte[] value, int at) {
    ByteBuffer view = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    return WORD == Long.BYTES ? view.getLong(at) : Integer.toUnsignedLong(view.getInt(at));
  }

  @Test
  void givenState_whenWrittenAndRead_thenTheSame() {
    assertThat(BspState.ofBytes(CONNECTED.toBytes())).isEqualTo(CONNECTED);
    BspState bound = new BspState(LOCAL, null, 2, 17);
    assertThat(BspState.ofBytes(bound.toBytes())).isEqualTo(bound);
    BspState fresh = new BspState(null, null, 2, 17);
    assertThat(fresh.toBytes()).hasSize(BspState.SIZE);
    assertThat(BspState.ofBytes(fresh.toBytes())).isEqualTo(fresh);
  }

  @Test
  void givenState_whenWritten_thenTheAddressesFollowTheStructure() {
    byte[] value = CONNECTED.toBytes();

    assertThat(value).hasSize(BspState.SIZE + LOCAL.length() + REMOTE.length());
    assertThat(pointer(value, 0)).isEqualTo(BspState.SIZE);
    assertThat(pointer(value, 2 * WORD)).isEqualTo(BspState.SIZE + LOCAL.length());
    assertThat(Arrays.copyOfRange(value, BspState.SIZE, BspState.SIZE + LOCAL.length()))
        .isEqualTo(LOCAL.bytes());
  }

  @Test
  void givenValue_whenItMovesToMemoryAndBack_thenItsPointersLeadToTheAddressesThere() {
    byte[] value = CONNECTED.toBytes();

    BspState.move(value, 0, 0x7000_0000L);
    assertThat(pointer(value, 0)).isEqualTo(0x7000_0000L + BspState.SIZE);
    assertThat(pointer(value, 2 * WORD)).isEqualTo(0x7000_0000L + BspState.SIZE + LOCAL.length());
    BspState.move(value, 0x7000_0000L, 0);
    assertThat(BspState.ofBytes(value)).isEqualTo(CONNECTED);
  }

  @Test
  void givenNullAndForeignPointers_whenTheValueMoves_thenTheyStay() {
    byte[] value = new BspState(LOCAL, null, 1, 6).toBytes();

    BspState.move(value, 0x5000_0000L, 0);

    assertThat(value).isEqualTo(new BspState(LOCAL, null, 1, 6).toBytes());
    byte[] tooShort = new byte[BspState.SIZE - 1];
    Arrays.fill(tooShort, (byte) 1);
    byte[] before = tooShort.clone();
    BspState.move(tooShort, 0, 64);
    assertThat(tooShort).isEqualTo(before);
  }

  @Test
  void givenBytesThatAreNone_whenRead_thenTheMessageSaysWhatWasExpected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BspState.ofBytes(new byte[7]))
        .withMessage("length=7: a CSADDR_INFO has at least " + BspState.SIZE + " bytes");
    byte[] value = CONNECTED.toBytes();
    BspState.move(value, 0, 0x7000_0000L);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> BspState.ofBytes(value))
        .withMessageContaining("expected an address within the value's " + value.length);
  }
}
