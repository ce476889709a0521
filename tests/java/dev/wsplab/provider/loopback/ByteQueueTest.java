package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.wsplab.kernel.AccessViolationException;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes go out as they came in, wherever in the ring they lie. */
class ByteQueueTest {
  private static final int LARGEST = 3000;
  private static final long NOWHERE = 8;
  private static final long UNTOUCHED = 0x5EED_5EED_5EED_5EEDL;

  private final ByteQueue queue = new ByteQueue(Kernel.get().memory());
  private final NativeBlock in = NativeBlock.allocate(LARGEST);
  // With room for whatever would be written too much: that is to be seen, and nobody else's memory.
  private final NativeBlock out = NativeBlock.allocate(1 << 20);
  private int appended;

  @AfterEach
  void free() {
    in.close();
    out.close();
  }

  /** Counts upwards, so that each byte tells where in the stream it stands. */
  private byte[] append(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (appended++ % 251);
    }
    Kernel.get().memory().write(bytes, 0, length, in.address());
    queue.append(in.address(), length);
    return bytes;
  }

  private byte[] peek(int skip, int length) {
    out.buffer().putLong(length, UNTOUCHED);
    queue.peek(skip, out.address(), length);
    assertThat(out.buffer().getLong(length)).as("what lies behind").isEqualTo(UNTOUCHED);
    return out.bytes(0, length);
  }

  /** The same calls on a plain list of bytes. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void givenRandomCalls_whenComparedWithAPlainArray_thenBothHoldTheSame(long seed) {
    Random random = new Random(seed);
    byte[] model = {};
    for (int step = 0; step < 400; step++) {
      switch (random.nextInt(5)) {
        case 0, 1 -> model = joined(model, append(random.nextInt(600)));
        case 2 -> {
          byte one = (byte) random.nextInt();
          queue.append(one);
          model = joined(model, new byte[] {one});
        }
        case 3 -> {
          int removed = random.nextInt(model.length + 1);
          queue.remove(removed);
          model = Arrays.copyOfRange(model, removed, model.length);
        }
        default -> {
          int kept = model.length - random.nextInt(model.length / 4 + 1);
          queue.truncate(kept);
          model = Arrays.copyOf(model, kept);
        }
      }
      assertThat(queue.size()).isEqualTo(model.length);
      if (model.length > 0) {
        int skip = random.nextInt(model.length);
        int length = Math.min(LARGEST, 1 + random.nextInt(model.length - skip));
        assertThat(peek(skip, length))
            .as("seed %d, step %d", seed, step)
            .isEqualTo(Arrays.copyOfRange(model, skip, skip + length));
      }
    }
  }

  private static byte[] joined(byte[] first, byte[] second) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    all.writeBytes(second);
    return all.toByteArray();
  }

  @Test
  void givenBytesAcrossTheEndOfTheRing_whenItGrows_thenTheyStayInOrder() {
    append(1000);
    queue.remove(900);
    append(800);
    byte[] last = append(600);

    assertThat(queue.size()).isEqualTo(1500);
    byte[] all = peek(0, 1500);
    for (int i = 0; i < all.length; i++) {
      assertThat(all[i]).as("byte " + i).isEqualTo((byte) ((900 + i) % 251));
    }
    assertThat(peek(900, 600)).isEqualTo(last);
  }

  /** So many that they lie outside the heap, across the end of the ring, and grow there again. */
  @Test
  void givenManyBytes_whenTheyComeAndGo_thenTheyStayInOrder() {
    int first = 0;
    for (int i = 0; i < 40; i++) {
      append(LARGEST);
      if (i % 2 == 1) {
        queue.remove(LARGEST + 1);
        first += LARGEST + 1;
      }
    }
    queue.append((byte) (appended++ % 251));

    assertThat(queue.size()).isEqualTo(40 * LARGEST + 1 - first);
    for (int skip = 0; skip < queue.size(); skip += LARGEST) {
      byte[] part = peek(skip, Math.min(LARGEST, queue.size() - skip));
      for (int i = 0; i < part.length; i++) {
        assertThat(part[i]).as("byte " + (skip + i)).isEqualTo((byte) ((first + skip + i) % 251));
      }
    }
  }

  @Test
  void givenManyBytes_whenAnAddressIsBad_thenTheyStay() {
    append(LARGEST);
    byte[] last = append(LARGEST);

    assertThatThrownBy(() -> queue.append(NOWHERE, 5)).isInstanceOf(AccessViolationException.class);
    assertThatThrownBy(() -> queue.peek(0, NOWHERE, 5))
        .isInstanceOf(AccessViolationException.class);

    assertThat(queue.size()).isEqualTo(2 * LARGEST);
    assertThat(peek(LARGEST, LARGEST)).isEqualTo(last);
  }

  @Test
  void givenUnreadableAddress_whenAppended_thenNothingWas() {
    byte[] before = append(10);

    assertThatThrownBy(() -> queue.append(NOWHERE, 5)).isInstanceOf(AccessViolationException.class);

    assertThat(queue.size()).isEqualTo(10);
    assertThat(peek(0, 10)).isEqualTo(before);
  }

  @Test
  void givenUnwritableAddress_whenPeeked_thenTheBytesStay() {
    byte[] before = append(10);

    assertThatThrownBy(() -> queue.peek(0, NOWHERE, 5))
        .isInstanceOf(AccessViolationException.class);

    assertThat(peek(0, 10)).isEqualTo(before);
  }
}
