package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.verifier.StreamReader.Disorder;
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
