package dev.wsplab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.WsaBuffers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process of a user's finds that has used nothing of this library before. */
class FreshProcessTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir Path folder;

  private static Winsock loopback() {
    return Winsock.builder().base(LoopbackProvider.create()).build();
  }

  private static void receive(Winsock winsock) {
    try (SocketPair sockets = winsock.connectedPair();
        CompletionPort port = winsock.completionPort();
        NativeBlock hello = NativeBlock.copyOf("hello".getBytes());
        NativeBlock room = NativeBlock.allocate(64);
        OverlappedBlock structure = OverlappedBlock.allocate(1)) {
      port.associate(sockets.server().handle(), 42);
      sockets.server().startRecv(WsaBuffers.of(room), structure.overlapped());
      sockets.client().send(WsaBuffers.of(hello));
      port.take(LONG).orElseThrow();
    }
  }

  /** Receives once, and names the threads that are in native code of ours when Java ends. */
  static final class Receiver {
    public static void main(String[] arguments) {
      try (Winsock winsock = loopback()) {
        receive(winsock);
      }
      List<Thread> ours =
          Thread.getAllStackTraces().keySet().stream()
              .filter(thread -> thread.getName().startsWith("wsplab "))
              .toList();
      System.out.println("before the end: " + ours.size());
      Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitEnd(ours)));
    }

    private static void awaitEnd(List<Thread> threads) {
      for (Thread thread : threads) {
        try {
          thread.join(LONG.toMillis());
        } catch (InterruptedException e) {
          System.out.println(e);
        }
        System.out.println(thread.getName() + (thread.isAlive() ? " stays" : " has ended"));
      }
    }
  }

  /** Begins to record after its environment was made. */
  static final class LateRecorder {
    public static void main(String[] arguments) throws Exception {
      try (Winsock winsock = loopback();
          Recording recording = recording()) {
        FlightRecorder recorder = FlightRecorder.getFlightRecorder();
        System.out.println(
            "listed: "
                + recorder.getEventTypes().stream()
                    .map(EventType::getName)
                    .filter(name -> name.startsWith("dev.wsplab."))
                    .count());
        recording.start();
        receive(winsock);
        recording.stop();
        recording.dump(Path.of(arguments[0]));
      }
    }
  }

  private static Recording recording() {
    System.out.println("recorder: " + FlightRecorder.isInitialized());
    return new Recording();
  }

  private static List<String> run(Class<?> program, String... more) throws Exception {
    Process process =
        new ProcessBuilder(
                Stream.of(
                        Stream.of(
                            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                            "--enable-native-access=ALL-UNNAMED", // otherwise Java 25 warns
                            "-cp",
                            System.getProperty("java.class.path")),
                        Stream.of(more).filter(option -> option.startsWith("-")),
                        Stream.of(program.getName()),
                        Stream.of(more).filter(argument -> !argument.startsWith("-")))
                    .flatMap(part -> part)
                    .toList())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes());
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(said).isTrue();
    assertThat(process.exitValue()).as(said).isZero();
    return said.lines().toList();
  }

  /** A thread that is in native code keeps a JVM that ends for 300 ms. */
  @Test
  void givenEnvironmentThatWasClosed_whenJavaEnds_thenNoThreadOfOursWaitsInNativeCode()
      throws Exception {
    assertThat(run(Receiver.class))
        .containsExactly("before the end: 1", "wsplab ends of threads has ended");
  }

  @Test
  void givenNoRecording_whenAnEnvironmentIsUsed_thenNoEventIsMadeKnownToTheRecorder()
      throws Exception {
    List<String> said = run(Receiver.class, "-Xlog:class+load:stdout");

    assertThat(said).anySatisfy(line -> assertThat(line).contains("jfr.RecordedEvents "));
    assertThat(said).noneSatisfy(line -> assertThat(line).contains("JfrEvent "));
  }

  @Test
  void givenFirstRecordingOfTheProcess_whenItBeginsLater_thenAllThatFollowsIsThere()
      throws Exception {
    Path file = folder.resolve("late.jfr");

    assertThat(run(LateRecorder.class, file.toString()))
        .containsExactly("recorder: false", "listed: 7");
    assertThat(RecordingFile.readAllEvents(file))
        .extracting(RecordedEvent::getEventType)
        .extracting(EventType::getName)
        .contains("dev.wsplab.Operation", "dev.wsplab.Packet", "dev.wsplab.Wait");
  }
}
