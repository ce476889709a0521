package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.verifier.StreamReader.Disorder;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams that say where their bytes belong (WSP-IO-11). */
class StreamReaderTest {
  private final StreamPattern pattern = new StreamPattern(0x1122334455667788L);
  private final StreamReader reader = new StreamReader();

  private Optional<Disorder> read(long position, int length) {
    return reader.read(pattern.bytes(position, length));
  }

  @Test
  void givenPattern_whenItsHeaderIsRead_thenTheSeedIsThere() {
    assertThat(StreamPattern.ofHeader(pattern.bytes(0, 16))).contains(pattern);
    assertThat(StreamPattern.ofHeader(pattern.bytes(0, 15))).isEmpty();
    assertThat(StreamPattern.ofHeader(pattern.bytes(1, 16))).isEmpty();
  }

  @Test
  void givenTwoSeeds_whenTheirStreamsAreCompared_thenTheyDiffer() {
    assertThat(pattern.bytes(16, 64)).isNotEqualTo(new StreamPattern(7).bytes(16, 64));
    assertThat(pattern.bytes(16, 64)).isNotEqualTo(pattern.bytes(17, 64));
  }

  /**
   * The bytes behind the header are those of SplitMix64, whose numbers for seed 0 are published.
   */
  @Test
  void givenSeedZero_whenItsStreamIsMade_thenItsWordsAreThePublishedOnes() {
    ByteBuffer stream =
        ByteBuffer.wrap(new StreamPattern(0).bytes(0, 40)).order(ByteOrder.LITTLE_ENDIAN);

    assertThat(stream.getLong(8)).as("the seed").isZero();
    assertThat(stream.getLong(16)).isEqualTo(0x6E789E6AA1B965F4L);
    assertThat(stream.getLong(24)).isEqualTo(0x06C45D188009454FL);
    assertThat(stream.getLong(32)).isEqualTo(0xF88BB8A8724C81ECL);
  }

  /** A seed is where the sequence begins, so that each comes to the others' words. */
  @Test
  void givenSeedOneStepOn_whenItsStreamIsMade_thenItIsOneWordAhead() {
    StreamPattern next = new StreamPattern(0x9E3779B97F4A7C15L);

    assertThat(next.bytes(16, 16)).isEqualTo(new StreamPattern(0).bytes(24, 16));
  }

  @Test
  void givenStream_whenTheBytesOfItsBeginningCome_thenItSaysHowFarBack() {
    read(0, 100);

    assertThat(read(16, 20).orElseThrow().seen())
        .isEqualTo("the bytes of position 16, 84 bytes back");
  }

  /** The last eight bytes of a piece may be the beginning of another stream. */
  @Test
  void givenNewStream_whenOnlyItsFirstEightBytesHaveCome_thenItIsRecognised() {
    StreamPattern next = new StreamPattern(9);
    read(0, 100);

    assertThat(reader.read(next.bytes(0, 8))).isEmpty();
    assertThat(reader.read(next.bytes(8, 40))).isEmpty();
    assertThat(reader.isReading()).isTrue();
  }

  @Test
  void givenHeader_whenOneByteOfItIsAnothers_thenTheStreamIsNobodysBusiness() {
    byte[] almost = pattern.bytes(0, 8); // it is known before the rest has come
    almost[7]++;

    assertThat(reader.read(almost)).isEmpty();
    assertThat(reader.isReading()).isFalse();
  }

  /** So far away it is still looked for, and no farther. */
  @Test
  void givenStream_whenBytesAreFarAway_thenItSaysWhereUpToSixtyFourKilobytes() {
    StreamReader other = new StreamReader();
    read(0, 100);
    other.read(pattern.bytes(0, 100));

    assertThat(read(100 + (1 << 16), 20).orElseThrow().seen())
        .isEqualTo("the bytes of position 65636: 65536 bytes are missing");
    assertThat(other.read(pattern.bytes(101 + (1 << 16), 20)).orElseThrow().seen())
        .isEqualTo("bytes that are not of this stream");
  }

  @Test
  void givenStream_whenItsFirstBytesComeAgainWithoutTheHeader_thenPositionZeroIsLookedAtToo() {
    read(0, 20);
    byte[] piece = pattern.bytes(1, 8); // not its beginning: that would be another stream

    assertThat(reader.read(piece).orElseThrow().seen())
        .isEqualTo("the bytes of position 1, 19 bytes back");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void givenStream_whenItComesInPiecesOfAnySize_thenNothingIsWrong(long seed) {
    Random random = new Random(seed);
    long position = 0;
    for (int i = 0; i < 200; i++) {
      int length = random.nextInt(40);
      assertThat(read(position, length)).as("seed %d, position %d", seed, position).isEmpty();
      position += length;
    }
    assertThat(reader.isReading()).isTrue();
  }

  @Test
  void givenStream_whenBytesAreMissing_thenItSaysWhereAndHowMany() {
    read(0, 100);

    Disorder wrong = read(140, 20).orElseThrow();

    assertThat(wrong.position()).isEqualTo(100);
    assertThat(wrong.pattern()).isEqualTo(pattern);
    assertThat(wrong.seen()).isEqualTo("the bytes of position 140: 40 bytes are missing");
  }

  @Test
  void givenStream_whenBytesComeTwice_thenItSaysSo() {
    read(0, 100);

    assertThat(read(70, 20).orElseThrow().seen())
        .isEqualTo("the bytes of position 70, 30 bytes back");
  }

  @Test
  void givenStream_whenOtherBytesCome_thenItSaysSoOnce() {
    read(0, 100);

    assertThat(reader.read(new byte[20]).orElseThrow().seen())
        .isEqualTo("bytes that are not of this stream");
    assertThat(reader.isReading()).isFalse();
    assertThat(reader.read(new byte[20])).isEmpty();
  }

  @Test
  void givenStream_whenOneByteIsWrongAtTheEnd_thenItIsFound() {
    read(0, 99);

    assertThat(reader.read(new byte[] {(byte) ~pattern.at(99)}).orElseThrow().seen())
        .isEqualTo("other bytes");
  }

  @Test
  void givenOtherData_whenRead_thenTheyAreNobodysBusiness() {
    assertThat(reader.read("GET / HTTP/1.1".getBytes())).isEmpty();
    assertThat(reader.isReading()).isFalse();
  }

  @Test
  void givenHeaderBroughtOneByteAtATime_whenTheStreamGoesWrong_thenItIsFound() {
    List<Disorder> found = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      read(i, 1).ifPresent(found::add);
    }
    read(31, 1).ifPresent(found::add);

    assertThat(found).singleElement().extracting(Disorder::position).isEqualTo(30L);
  }

  /** DisconnectEx lets a socket be connected anew. */
  @Test
  void givenStream_whenAnotherOneBegins_thenThatIsRead() {
    StreamPattern next = new StreamPattern(9);
    read(0, 50);

    assertThat(reader.read(next.bytes(0, 40))).isEmpty();
    assertThat(reader.read(next.bytes(48, 8)).orElseThrow().pattern()).isEqualTo(next);
  }
}
