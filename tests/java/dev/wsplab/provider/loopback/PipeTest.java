package dev.wsplab.provider.loopback;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.provider.network.Iovecs;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One direction of a connection: what is taken, what has arrived, where urgent bytes stand. */
class PipeTest {
  private static final long ALL = Long.MAX_VALUE;
  private static final long FAULT = -WsaError.WSAEFAULT.code();
  private static final long FULL = -WsaError.WSAEWOULDBLOCK.code();
  private static final int READABLE = ReadyChanges.READABLE;

  private final Pipe pipe = new Pipe(Kernel.get().memory());
  private final NativeBlock room = NativeBlock.allocate(64);

  @AfterEach
  void free() {
    room.close();
  }

  private long write(String text, boolean urgentLast, long most, boolean inline) {
    try (NativeBlock bytes = NativeBlock.copyOf(text.getBytes(StandardCharsets.US_ASCII))) {
      return pipe.write(Iovecs.of(bytes), urgentLast, most, inline);
    }
  }

  private void sent(String text) {
    assertThat(write(text, false, 64, false)).isEqualTo(text.length());
  }

  private void sentUrgent(String text) {
    assertThat(write(text, true, 64, false)).isEqualTo(text.length());
  }

  private String read(boolean peek) {
    return text(pipe.read(Iovecs.of(room), peek));
  }

  private String readUrgent(boolean peek) {
    return text(pipe.readUrgent(Iovecs.of(room), peek));
  }

  private String text(long length) {
    assertThat(length).isNotNegative();
    byte[] bytes = new byte[(int) length];
    Kernel.get().memory().read(room.address(), bytes, 0, bytes.length);
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  @Test
  void givenRoom_whenMoreIsWritten_thenAsMuchIsTakenAsFitsAndThenNothing() {
    assertThat(write("hello", false, 4, false)).isEqualTo(4);
    assertThat(write("o", false, 4, false)).isEqualTo(FULL);
    assertThat(pipe.unsent()).isEqualTo(4);

    pipe.move(ALL - 1, ALL);

    assertThat(pipe.unsent()).isZero();
    assertThat(read(false)).isEqualTo("hell");
  }

  @Test
  void givenNothingWritten_whenMoved_thenNothingArrives() {
    assertThat(pipe.move(64, ALL)).isZero();
    assertThat(pipe.news()).isZero();
    assertThat(pipe.available()).isZero();
    assertThat(pipe.isEmpty()).isTrue();
    assertThat(pipe.isAtMark()).isTrue();
    assertThat(pipe.hasUrgent()).isFalse();
    assertThat(pipe.readUrgent(Iovecs.of(room), false)).isZero();
  }

  @Test
  void givenRoomAndLimit_whenMoved_thenTheSmallerCounts() {
    sent("0123456789");

    assertThat(pipe.move(4, ALL)).isEqualTo(4);
    assertThat(pipe.move(4, ALL)).as("no room is left").isZero();
    assertThat(read(false)).isEqualTo("0123");
    assertThat(pipe.move(4, 1)).isEqualTo(1);
    assertThat(pipe.move(4, 0)).isZero();
    assertThat(pipe.available()).isEqualTo(1);
    assertThat(pipe.unsent()).isEqualTo(5);
  }

  @Test
  void givenBytes_whenPeeked_thenTheyStay() {
    sent("abc");
    pipe.move(64, ALL);

    assertThat(read(true)).isEqualTo("abc");
    assertThat(pipe.available()).isEqualTo(3);
    assertThat(read(false)).isEqualTo("abc");
    assertThat(pipe.isEmpty()).isTrue();
    assertThat(read(false)).isEmpty();
  }

  @Test
  void givenArrivals_whenAskedForNews_thenEachIsToldOnce() {
    sent("ab");
    pipe.move(1, ALL);
    assertThat(pipe.news()).isEqualTo(READABLE);
    assertThat(pipe.news()).isZero();
    pipe.end();
    assertThat(pipe.news()).as("a byte is still to come").isZero();
    assertThat(pipe.hasEnded()).isFalse();

    pipe.move(2, ALL);

    assertThat(pipe.news()).isEqualTo(READABLE | ReadyChanges.GONE);
    assertThat(pipe.news()).isZero();
    assertThat(pipe.hasEnded()).isTrue();
  }

  @Test
  void givenUrgentByte_whenItArrives_thenReadsStopThereAndItIsReadBesides() {
    sentUrgent("ab!");
    sent("cd");
    assertThat(pipe.hasUrgent()).as("not yet").isFalse();
    pipe.move(1, ALL);
    assertThat(pipe.news()).isEqualTo(READABLE);
    assertThat(pipe.hasUrgent()).isFalse();
    pipe.move(64, ALL);
    assertThat(pipe.news()).isEqualTo(READABLE | ReadyChanges.EXCEPTIONAL);
    assertThat(pipe.hasUrgent()).isTrue();

    assertThat(pipe.isAtMark()).isFalse();
    assertThat(pipe.available()).isEqualTo(2);
    assertThat(read(false)).isEqualTo("ab");
    assertThat(pipe.isAtMark()).isTrue();
    assertThat(readUrgent(true)).isEqualTo("!");
    assertThat(readUrgent(false)).isEqualTo("!");
    assertThat(pipe.hasUrgent()).isFalse();
    assertThat(read(false)).isEqualTo("cd");
    assertThat(pipe.isEmpty()).isTrue();
    assertThat(pipe.news()).as("it was told").isZero();
  }

  @Test
  void givenUrgentBytesOneAfterAnother_whenEachIsTaken_thenEachIsToldAndNoneIsLost() {
    sentUrgent("!");
    pipe.move(64, ALL);
    assertThat(pipe.news()).isEqualTo(ReadyChanges.EXCEPTIONAL);
    assertThat(readUrgent(false)).isEqualTo("!");

    sentUrgent("?");
    sentUrgent("#");
    pipe.move(64, ALL);

    assertThat(pipe.news()).isEqualTo(ReadyChanges.EXCEPTIONAL);
    assertThat(readUrgent(false)).isEqualTo("?");
    assertThat(pipe.isEmpty()).isFalse();
    assertThat(readUrgent(false)).isEqualTo("#");
    assertThat(pipe.isEmpty()).isTrue();
  }

  /** One that nobody has taken does not hide the next one. */
  @Test
  void givenTwoUrgentBytesAside_whenNoneIsTaken_thenReadsStopAtEach() {
    sentUrgent("ab!");
    sentUrgent("cd?");
    sent("ef");
    pipe.move(64, ALL);

    assertThat(read(false)).isEqualTo("ab");
    assertThat(read(false)).isEqualTo("cd");
    assertThat(read(false)).isEqualTo("ef");
    assertThat(readUrgent(false)).isEqualTo("!");
    assertThat(readUrgent(false)).isEqualTo("?");
  }

  @Test
  void givenJustEnoughRoom_whenTheLastByteIsUrgent_thenItIsMarked() {
    assertThat(write("ab!", true, 3, false)).isEqualTo(3);
    pipe.move(64, ALL);

    assertThat(read(false)).isEqualTo("ab");
    assertThat(readUrgent(false)).isEqualTo("!");
  }

  /** A byte aside takes its place too. */
  @Test
  void givenUrgentByteAside_whenWriting_thenItCountsForTheRoom() {
    assertThat(write("ab!", true, 4, false)).isEqualTo(3);
    assertThat(write("cd", false, 4, false)).isEqualTo(1);
    assertThat(write("d", false, 4, false)).isEqualTo(FULL);
  }

  /** What does not fit as a whole is sent without a mark, which comes with the rest. */
  @Test
  void givenTooLittleRoom_whenTheLastByteIsUrgent_thenThePartBeforeItIsTakenPlainly() {
    assertThat(write("ab!", true, 2, false)).isEqualTo(2);
    pipe.move(64, ALL);

    assertThat(pipe.hasUrgent()).isFalse();
    assertThat(read(false)).isEqualTo("ab");
  }

  @Test
  void givenUrgentByteInLine_whenReadPast_thenItIsOneLikeAllOthers() {
    assertThat(write("a!", true, 64, true)).isEqualTo(2);
    sent("b");
    pipe.move(64, ALL);

    assertThat(pipe.news()).as("nothing out of band").isEqualTo(READABLE);
    assertThat(pipe.hasUrgent()).isFalse();
    assertThat(pipe.isAtMark()).isFalse();
    assertThat(read(true)).isEqualTo("a");
    assertThat(read(false)).isEqualTo("a");
    assertThat(pipe.isAtMark()).isTrue();
    assertThat(read(false)).isEqualTo("!b");
    assertThat(pipe.isAtMark()).as("none is ahead").isTrue();
    assertThat(pipe.isEmpty()).isTrue();
  }

  @Test
  void givenUnsentBytes_whenDropped_thenOnlyWhatHasArrivedIsLeft() {
    sentUrgent("ab!");
    sentUrgent("cd?");
    pipe.move(3, ALL);

    pipe.dropUnsent();

    assertThat(pipe.unsent()).isZero();
    assertThat(read(false)).isEqualTo("ab");
    assertThat(readUrgent(false)).isEqualTo("!");
    assertThat(read(false)).isEqualTo("c");
    assertThat(pipe.isEmpty()).isTrue();
    assertThat(pipe.isAtMark()).as("the second mark is gone").isTrue();
  }

  /** It has arrived with the byte before it. */
  @Test
  void givenUrgentByteAtTheEndOfWhatHasArrived_whenTheRestIsDropped_thenItIsKept() {
    sentUrgent("ab!");
    sent("cd");
    pipe.move(2, ALL);

    pipe.dropUnsent();

    assertThat(read(false)).isEqualTo("ab");
    assertThat(readUrgent(false)).isEqualTo("!");
    assertThat(pipe.isEmpty()).isTrue();
  }

  @Test
  void givenSecondUrgentByteInLine_whenTheFirstWasReadPast_thenReadsStopAtTheSecond() {
    assertThat(write("a!b", false, 64, true)).isEqualTo(3);
    pipe.move(64, ALL);
    assertThat(read(false)).isEqualTo("a!b");
    write("!", true, 64, true);
    write("cd?", true, 64, true);
    pipe.move(64, ALL);

    assertThat(read(false)).isEqualTo("!cd");
    assertThat(pipe.isAtMark()).isTrue();
    assertThat(read(false)).isEqualTo("?");
  }

  @Test
  void givenBytesThatWereReadAndUnsentOnesInLine_whenDropped_thenThePlacesStillHold() {
    sent("abcd");
    pipe.move(4, ALL);
    assertThat(read(false)).isEqualTo("abcd");
    assertThat(write("ef!", true, 64, true)).isEqualTo(3);
    pipe.move(1, ALL);

    pipe.dropUnsent();

    assertThat(read(false)).isEqualTo("e");
    assertThat(pipe.isEmpty()).isTrue();
    assertThat(pipe.unsent()).isZero();
  }

  @Test
  void givenMemoryThatIsNotThere_whenCopied_thenFaultUnlessAPartWasCopied() {
    WsaBuffers nowhere = WsaBuffers.of(8, 3);
    assertThat(pipe.write(Iovecs.of(nowhere), false, 64, false)).isEqualTo(FAULT);
    assertThat(pipe.isEmpty()).isTrue();
    sentUrgent("ab!");
    pipe.move(64, ALL);

    assertThat(pipe.read(Iovecs.of(nowhere), false)).isEqualTo(FAULT);
    assertThat(pipe.readUrgent(Iovecs.of(nowhere), false)).isEqualTo(FAULT);

    assertThat(read(false)).isEqualTo("ab");
    assertThat(readUrgent(false)).isEqualTo("!");
  }

  @Test
  void givenSecondBufferThatIsNotThere_whenCopied_thenTheFirstCounts() {
    try (NativeBlock one = NativeBlock.copyOf(new byte[] {'x'})) {
      WsaBuffers both = WsaBuffers.of(new long[] {one.address(), 8}, new int[] {1, 1}, one);

      assertThat(pipe.write(Iovecs.of(both), false, 64, false)).isEqualTo(1);
      sent("yz");
      pipe.move(64, ALL);
      assertThat(pipe.read(Iovecs.of(both), false)).isEqualTo(1);
      assertThat(read(false)).isEqualTo("yz");
    }
  }

  @Test
  void givenSeveralBuffers_whenWrittenAndRead_thenTheirBytesFollowEachOther() {
    try (NativeBlock first = NativeBlock.copyOf("ab".getBytes(StandardCharsets.US_ASCII));
        NativeBlock last = NativeBlock.copyOf("cd!".getBytes(StandardCharsets.US_ASCII))) {
      WsaBuffers three =
          WsaBuffers.of(
              new long[] {first.address(), last.address(), last.address()},
              new int[] {2, 3, 0},
              List.of(first, last));
      assertThat(pipe.write(Iovecs.of(three), true, 64, false)).isEqualTo(5);
      pipe.move(64, ALL);

      WsaBuffers halves =
          WsaBuffers.of(new long[] {room.address(), room.address() + 1}, new int[] {1, 2}, room);
      assertThat(text(pipe.read(Iovecs.of(halves), false))).isEqualTo("abc");
      assertThat(read(false)).isEqualTo("d");
      assertThat(readUrgent(false)).isEqualTo("!");
    }
  }
}
