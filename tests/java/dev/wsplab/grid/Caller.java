package dev.wsplab.grid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.client.Ws2_32;
import dev.wsplab.host.Host;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.SocketHandle;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.Set;
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

  /** Functions whose requests end whatever else happens. */
  private static final Set<String> ENDING = Set.of("connectEx", "disconnectEx");

  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  /** With good arguments but for those at the given places, counted from 0. */
  String call(Surface.Callable callable, Map<Integer, BadValues.Maker> bad) throws Exception {
    return limited(() -> inWorld(callable, bad, world -> {}));
  }

  /** With good arguments, after what is done to the world. */
  String callAfter(Surface.Callable callable, Consumer<GridWorld> change) throws Exception {
    return limited(() -> inWorld(callable, Map.of(), change));
  }

  /** With good arguments, of a client that has not called {@code WSAStartup}. */
  String callBeforeStartup(Surface.Callable callable) throws Exception {
    return limited(
        () -> {
          Host host = new Host(Kernel.get());
          try (GridWorld world = new GridWorld()) {
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

  private static String inWorld(
      Surface.Callable callable, Map<Integer, BadValues.Maker> bad, Consumer<GridWorld> change)
      throws IllegalAccessException {
    try (GridWorld world = new GridWorld()) {
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
      if (ENDING.contains(callable.method().getName())) {
        world.structures.overlapped().storeEvent(world.kernel32.createEvent(true, false).value());
      }
      change.accept(world);
      String outcome = Outcome.of(callable.method(), callable.target().apply(world), arguments);
      return outcome.equals("997") ? outcome + ended(world, callable, arguments) : outcome;
    }
  }

  /** What a request that is pending ends with, where it does without a peer's doing. */
  private static String ended(
      GridWorld world, Surface.Callable callable, @Nullable Object[] arguments) {
    if (!ENDING.contains(callable.method().getName())
        || !(arguments[0] instanceof SocketHandle s)) {
      return "";
    }
    int error = world.ws2.wsaGetOverlappedResult(s, world.structures.overlapped(), true).errno();
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
