package dev.wsplab.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Ws2_32;
import dev.wsplab.host.Host;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.KernelException;
import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.WinsockException;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * Calls functions, each in a world of its own, so that no call finds what another has left. In one
 * thread, which the worlds are made in, too: APCs that nobody runs end with them.
 */
final class Caller implements AutoCloseable {
  private static final int LIMIT_SECONDS = 60;

  private final GridStack stack;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  Caller(GridStack stack) {
    this.stack = stack;
  }

  /** With good arguments but for those at the given places, counted from 0. */
  String call(Surface.Callable callable, Map<Integer, BadValues.Maker> bad) throws Exception {
    return limited(() -> inWorld(callable, bad, world -> {}, true));
  }

  /** With good arguments, after what is done to the world. */
  String callAfter(Surface.Callable callable, Consumer<GridWorld> change) throws Exception {
    return limited(() -> inWorld(callable, Map.of(), change, false));
  }

  /** With good arguments, on something that was closed. */
  String callAfterClose(Surface.Callable callable) throws Exception {
    return limited(
        () -> {
          try (GridWorld world = new GridWorld(stack)) {
            @Nullable Object[] arguments = goodArguments(callable, world);
            Object target = callable.target().apply(world);
            ((AutoCloseable) target).close();
            return Outcome.of(callable.method(), target, arguments);
          }
        });
  }

  /** What making something gives after what is done to the world. */
  String makeAfter(Consumer<GridWorld> making, Consumer<GridWorld> change) throws Exception {
    return limited(
        () -> {
          try (GridWorld world = new GridWorld(stack)) {
            change.accept(world);
            making.accept(world);
            return "ok";
          } catch (WinsockException | KernelException e) {
            return Outcome.wordOf(e);
          }
        });
  }

  /** With good arguments, of a client that has not called {@code WSAStartup}. */
  String callBeforeStartup(Surface.Callable callable) throws Exception {
    return limited(
        () -> {
          Host host = new Host(Kernel.get());
          try (GridWorld world = new GridWorld(stack)) {
            Object target = Surface.partOf(new Ws2_32(host), callable.type());
            return Outcome.of(callable.method(), target, goodArguments(callable, world));
          } finally {
            host.close();
          }
        });
  }

  private String limited(java.util.concurrent.Callable<String> work) throws Exception {
    Future<String> call = thread.submit(work);
    try {
      return call.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      call.cancel(true);
      return "WAITS";
    }
  }

  private String inWorld(
      Surface.Callable callable,
      Map<Integer, BadValues.Maker> bad,
      Consumer<GridWorld> change,
      boolean follow)
      throws IllegalAccessException {
    try (GridWorld world = new GridWorld(stack)) {
      world.structureWith(world.kernel32.createEvent(true, false)); // which tells the end
      if (callable.label().startsWith("loopback.")) {
        world.useBase();
      }
      @Nullable Object[] arguments = goodArguments(callable, world);
      for (Map.Entry<Integer, BadValues.Maker> one : bad.entrySet()) {
        try {
          arguments[one.getKey()] = one.getValue().make(world);
        } catch (IllegalArgumentException e) {
          return "not made"; // the type itself refuses
        }
      }
      Object target = callable.target().apply(world);
      change.accept(world);
      String outcome = Outcome.of(callable.method(), target, arguments);
      return follow && outcome.equals("997")
          ? outcome + ended(world, callable, arguments)
          : outcome;
    }
  }

  /** What a request that is pending ends with, once the peers have done their part. */
  private static String ended(
      GridWorld world, Surface.Callable callable, @Nullable Object[] arguments) {
    SocketHandle s = (SocketHandle) Objects.requireNonNull(arguments[0]);
    Overlapped overlapped = world.structures.overlapped();
    int error;
    if (callable.method().getName().equals("wsaProviderConfigChange")) {
      world.changeCatalog(); // its handle is no socket
      error = world.kernel32.getOverlappedResult(s, overlapped, true).error();
    } else {
      world.sockets().peersAct();
      error = world.ws2.wsaGetOverlappedResult(s, overlapped, true).errno();
    }
    return " then " + (error == 0 ? "ok" : error);
  }

  private static @Nullable Object[] goodArguments(Surface.Callable callable, GridWorld world) {
    Type[] types = callable.method().getGenericParameterTypes();
    Map<Integer, Function<GridWorld, @Nullable Object>> special =
        GoodValues.special(callable.method());
    @Nullable Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      Function<GridWorld, @Nullable Object> good = GoodValues.good(types[i]);
      assertThat(good).as("the grid knows %s of %s", types[i], callable.label()).isNotNull();
      arguments[i] = special.getOrDefault(i, good).apply(world);
    }
    return arguments;
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
