package dev.wsplab.junit;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.junit.WithWinsock.Base;
import dev.wsplab.junit.WithWinsock.Scope;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.spi.CallResult;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Tests that use the annotation wrongly, or whose provider throws; run by MisuseTest. */
final class MisuseCases {
  private MisuseCases() {}

  @WithWinsock
  static class TakenBeforeAll {
    @BeforeAll
    static void take(Winsock winsock) {
      throw new AssertionError("not reached with " + winsock);
    }

    @Test
    void isNotReached() {}
  }

  /** A layer that cannot be made without an argument. */
  public static final class LayerWithArgument extends LayeredProvider {
    LayerWithArgument(String argument) {
      throw new AssertionError("not reached with " + argument);
    }
  }

  @WithWinsock(layers = LayerWithArgument.class)
  static class LayerWithoutConstructor {
    @Test
    void isNotReached(Winsock winsock) {}
  }

  /** A layer that can be made. */
  public static final class PlainLayer extends LayeredProvider {}

  @WithWinsock(layers = {PlainLayer.class, PlainLayer.class})
  static class SameLayerTwice {
    @Test
    void isNotReached(Winsock winsock) {}
  }

  @WithWinsock(layers = PlainLayer.class)
  static class LayerOfNoAnnotation {
    @Test
    void isNotReached(Winsock winsock, LayerWithArgument layer) {}
  }

  @WithWinsock
  static class HookWithoutBuilder {
    @ConfigureWinsock
    void install() {}

    @Test
    void isNotReached(Winsock winsock) {}
  }

  @WithWinsock
  static class HookWithSomethingElse {
    @ConfigureWinsock
    void install(WinsockBuilder builder, String text) {}

    @Test
    void isNotReached(Winsock winsock) {}
  }

  @WithWinsock
  static class FieldOfAnotherKind {
    @ConfigureWinsock final String field = "text";

    @Test
    void isNotReached(Winsock winsock) {}
  }

  @WithWinsock(scope = Scope.CLASS)
  static class InstanceHookOfAClass {
    @ConfigureWinsock
    void install(WinsockBuilder builder) {}

    @Test
    void isNotReached(Winsock winsock) {}
  }

  static class ClassScopeOnAMethod {
    @Test
    @WithWinsock(scope = Scope.CLASS)
    void isNotReached(Winsock winsock) {}
  }

  /** A faulty layer: throws when it ends. */
  public static final class ThrowingLayer extends LayeredProvider {
    @Override
    public CallResult wspCleanup() {
      super.wspCleanup();
      throw new IllegalStateException("thrown by the provider's cleanup");
    }
  }

  @WithWinsock(base = Base.LOOPBACK, layers = ThrowingLayer.class)
  static class ProviderThatThrows {
    @Test
    void startsIt(Winsock winsock) {
      winsock.tcpSocket().close();
    }
  }
}
