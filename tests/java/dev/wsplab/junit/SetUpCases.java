package dev.wsplab.junit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.SocketPair;
import dev.wsplab.junit.WithWinsock.Base;
import dev.wsplab.junit.WithWinsock.Scope;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.OperationEvent;
import dev.wsplab.overlapped.OverlappedBlock;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.WsaBuffers;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tests that say how their environment is made; run by SetUpTest. */
final class SetUpCases {
  private SetUpCases() {}

  /** A layer that counts nothing, to be told from others. */
  public static final class PlainLayer extends LayeredProvider {}

  private static int layersOf(Winsock winsock) {
    return (int) winsock.catalog().entries().stream().filter(e -> e.isLayer()).count();
  }

  @WithWinsock(base = Base.LOOPBACK)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneForEach {
    private final Set<Winsock> seen = new HashSet<>();
    private Winsock before;

    @BeforeEach
    void take(Winsock winsock) {
      before = winsock;
    }

    @RepeatedTest(3)
    void hasAnother(Winsock winsock) {
      assertThat(winsock).isSameAs(before);
      assertThat(seen.add(winsock)).isTrue();
      winsock.connectedPair().close();
    }

    @AfterEach
    void isOpenStill(Winsock winsock) {
      winsock.tcpSocket().close();
    }

    @Test
    void needsNone() {
      before = null;
    }
  }

  @WithWinsock(layers = PlainLayer.class)
  static class LayerAsParameter {
    @Test
    void isTheOneThatIsInstalled(Winsock winsock, PlainLayer layer) {
      try (SocketPair sockets = winsock.connectedPair()) {
        assertThat(layersOf(winsock)).isPositive();
        assertThat(layer).isNotNull();
        assertThat(sockets.client().localAddress().getAddress().isLoopbackAddress()).isTrue();
      }
    }

    @Test
    @WithWinsock(base = Base.LOOPBACK)
    void countsTheNearestAnnotation(Winsock winsock) {
      assertThat(layersOf(winsock)).isZero();
    }
  }

  /** WPU-COMPLETE-10: by a thread that makes visible what was put off. */
  @WithWinsock(base = Base.LOOPBACK, layers = PlainLayer.class, deferred = true)
  static class Deferred {
    @Test
    void hasResultsThatShowLater(Winsock winsock) {
      Set<String> tellers = ConcurrentHashMap.newKeySet();
      winsock.addListener(
          event -> {
            if (event.step() == OperationEvent.Step.NOTIFIED) {
              tellers.add(event.thread());
            }
          });
      try (SocketPair sockets = winsock.connectedPair();
          CompletionPort port = winsock.completionPort();
          NativeBlock byteOf = NativeBlock.allocate(1);
          NativeBlock room = NativeBlock.allocate(1);
          OverlappedBlock structures = OverlappedBlock.allocate(1)) {
        port.associate(sockets.server().handle(), 1);
        for (int i = 0; i < 100 && !tellers.contains("wsplab deferred results"); i++) {
          sockets.server().startRecv(WsaBuffers.of(room), structures.overlapped());
          sockets.client().send(WsaBuffers.of(byteOf));
          assertThat(port.take(Duration.ofSeconds(10))).isPresent();
        }
      }
      assertThat(tellers).contains("wsplab deferred results");
    }

    @Test
    @WithWinsock(base = Base.LOOPBACK)
    void orNotWhereTheNearestAnnotationSaysNothing(Winsock winsock) {
      winsock.connectedPair().close();
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class OuterWithHooks {
    final List<String> order = new ArrayList<>();

    @ConfigureWinsock
    private final Consumer<WinsockBuilder> field = builder -> order.add("outer field");

    @ConfigureWinsock
    void install(WinsockBuilder builder) {
      order.add("outer method");
      builder.layer(new PlainLayer());
    }

    @Test
    void runsItsHooks(Winsock winsock) {
      assertThat(order).containsExactly("outer field", "outer method");
      assertThat(layersOf(winsock)).isPositive();
    }

    @Nested
    class Inner {
      @ConfigureWinsock
      void installMore(Seed seed, WinsockBuilder builder) {
        order.add("inner method");
        builder.layer(new PlainLayer());
      }

      @Test
      void runsThoseOfBoth(Winsock winsock) {
        assertThat(order).containsExactly("outer field", "outer method", "inner method");
      }
    }
  }

  @WithWinsock(base = Base.LOOPBACK, layers = PlainLayer.class)
  @Retention(RetentionPolicy.RUNTIME)
  @interface WithPlainLayer {}

  @WithPlainLayer
  static class ByMetaAnnotation {
    @Test
    void hasItsLayer(Winsock winsock, PlainLayer layer) {
      assertThat(layersOf(winsock)).isPositive();
      assertThat(layer).isNotNull();
    }
  }

  static class BySuperclass extends ByMetaAnnotationBase {
    @Test
    void hasTheSuperclasssEnvironment(Winsock winsock) {
      assertThat(layersOf(winsock)).isZero();
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class ByMetaAnnotationBase {}

  static class OnOneMethod {
    @Test
    @WithWinsock(base = Base.LOOPBACK)
    void hasOne(Winsock winsock) {
      winsock.tcpSocket().close();
    }

    @Test
    void hasNone() {
      assertThat(getClass()).isNotNull();
    }
  }

  @WithWinsock(base = Base.LOOPBACK, scope = Scope.CLASS)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class OneForAll {
    private Winsock first;

    @BeforeAll
    void take(Winsock winsock) {
      first = winsock;
    }

    @RepeatedTest(2)
    void hasTheSame(Winsock winsock) {
      assertThat(winsock).isSameAs(first);
      winsock.tcpSocket().close();
    }

    @Nested
    class Inner {
      @Test
      void hasTheSameToo(Winsock winsock) {
        assertThat(winsock).isSameAs(first);
        winsock.tcpSocket().close();
      }
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  @Execution(ExecutionMode.CONCURRENT)
  @TestInstance(TestInstance.Lifecycle.PER_CLASS)
  static class InParallel {
    // JUnit's pool may wake one thread alone: then they run one after the other, which shows less.
    private final CountDownLatch anotherIsThere = new CountDownLatch(2);
    private final Set<Winsock> seen = ConcurrentHashMap.newKeySet();

    @RepeatedTest(4)
    void runsBesideTheOthers(Winsock winsock) throws Exception {
      assertThat(seen.add(winsock)).isTrue();
      try (SocketPair sockets = winsock.connectedPair()) {
        anotherIsThere.countDown();
        boolean met = anotherIsThere.await(10, TimeUnit.SECONDS);
        assertThat(winsock.unclosedHandles()).as("beside another: %b", met).hasSize(2);
        assertThat(sockets.client().handle()).isNotEqualTo(sockets.server().handle());
      }
    }
  }

  @WithWinsock(base = Base.LOOPBACK)
  static class Seeded {
    @Test
    void failsWithASeed(Seed seed) {
      assertThat(seed.value()).as("a failure").isEqualTo(-1);
    }

    @Test
    void takesNone(Winsock winsock) {
      assertThat(winsock.violations()).isEmpty();
    }
  }
}
