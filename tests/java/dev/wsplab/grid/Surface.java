package dev.wsplab.grid;

import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.CompletionPort;
import dev.wsplab.client.Event;
import dev.wsplab.client.Kernel32;
import dev.wsplab.client.MessageQueue;
import dev.wsplab.client.Ws2_32;
import dev.wsplab.kernel.Events;
import dev.wsplab.kernel.GuardedMemory;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.Ports;
import dev.wsplab.kernel.SocketObjects;
import dev.wsplab.kernel.Threads;
import dev.wsplab.kernel.Waits;
import dev.wsplab.spi.CatalogFunctions;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.tables.PublicFunctions;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The functions that strangers can call, found by reflection, and whom to call them on. */
final class Surface {
  /**
   * One function.
   *
   * @param label where it stands in the grid
   * @param type whose function it is
   * @param method what to call
   * @param target on whom
   */
  record Callable(String label, Class<?> type, Method method, Function<GridWorld, Object> target) {}

  private record Group(String label, Class<?> type, BiFunction<GridWorld, Method, Object> target) {
    Group(String label, Class<?> type, Function<GridWorld, Object> target) {
      this(label, type, (world, method) -> target.apply(world));
    }
  }

  private static final List<Group> GROUPS =
      List.of(
          new Group("CatalogFunctions", CatalogFunctions.class, w -> w.ws2.catalogFunctions()),
          new Group("Upcalls", Upcalls.class, w -> w.layer.given()),
          new Group("Ws2Exports", Ws2Exports.class, w -> w.layer.ws2()),
          new Group("layer", ServiceProvider.class, w -> w.layer),
          new Group("loopback", ServiceProvider.class, w -> w.base),
          new Group("ClientSocket", ClientSocket.class, (w, m) -> w.objects.socket(m.getName())),
          new Group("CompletionPort", CompletionPort.class, w -> w.objects.port()),
          new Group("Event", Event.class, w -> w.objects.event()),
          new Group("MessageQueue", MessageQueue.class, w -> w.objects.messages()),
          new Group("SystemIo", SystemIo.class, w -> w.layer.ws2().systemIo()),
          new Group("Kernel", Kernel.class, w -> w.host.kernel()),
          new Group("Events", Events.class, w -> w.host.kernel().events()),
          new Group("Ports", Ports.class, w -> w.host.kernel().ports()),
          new Group("SocketObjects", SocketObjects.class, w -> w.host.kernel().sockets()),
          new Group("Threads", Threads.class, w -> w.host.kernel().threads()),
          new Group("Waits", Waits.class, w -> w.host.kernel().waits()),
          new Group("GuardedMemory", GuardedMemory.class, w -> w.host.kernel().memory()));

  /** Functions that the grid does not call, with the reason. */
  static final Map<String, String> LEFT_OUT =
      Map.of(
          "wspStartup", "the host starts providers; BaseProviderTest",
          "wspCleanup", "the host ends providers; BaseProviderTest",
          "loadProvider", "gives the provider itself; LayeredProviderTest",
          "extensionPointer", "takes a Java object",
          "refusedAfterCleanup", "takes a Java object",
          "closeAll", "ends an environment; its owner is a number of the library's own",
          "runApcs", "part of the waits");

  /** Functions that no argument makes succeed in a world where nothing goes on, and why. */
  static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("wsaGetQOSByName", "refused: no provider here has quality of service"),
          Map.entry("wspGetQOSByName", "refused: no provider here has quality of service"),
          Map.entry("wsaJoinLeaf", "refused: no provider here has multipoint sockets"),
          Map.entry("wspJoinLeaf", "refused: no provider here has multipoint sockets"),
          Map.entry("wscEnableNSProvider", "refused: there are no namespace providers here"),
          Map.entry("wscInstallNameSpace", "refused: there are no namespace providers here"),
          Map.entry("wscUnInstallNameSpace", "refused: there are no namespace providers here"),
          Map.entry("wsaCancelBlockingCall", "only in a blocking hook; BlockingHookTest"),
          Map.entry("wspCancelBlockingCall", "only while a call blocks; BlockingCallTest"),
          Map.entry("wsaIsBlocking", "says that nothing blocks; BlockingHookTest"),
          Map.entry("isCurrentVirtual", "says that the thread is none; VirtualThreadTest"),
          Map.entry("startSend", "pends in a layer, which false says"),
          Map.entry("startRecv", "pends in a layer, which false says"),
          Map.entry("isRunningApc", "says that none runs; ThreadsTest"),
          Map.entry("nativeStacks", "says that no module asked for them; NativeStacksTest"),
          Map.entry("applicationFunctions", "no application is a module here; NativeClientTest"),
          Map.entry("badAddressWatch", "nobody watches here"),
          Map.entry("lentMemoryWatch", "nobody watches here"));

  /** Parameters that are time-outs, of which every value is good, by function and place. */
  static final Map<String, Set<Integer>> TIMEOUTS =
      Map.ofEntries(
          Map.entry("sleepEx", Set.of(0)),
          Map.entry("waitForSingleObjectEx", Set.of(1)),
          Map.entry("waitForMultipleObjectsEx", Set.of(2)),
          Map.entry("waitForSingleObject", Set.of(1)),
          Map.entry("waitForMultipleObjects", Set.of(2)),
          Map.entry("getQueuedCompletionStatus", Set.of(1)),
          Map.entry("getQueuedCompletionStatusEx", Set.of(2)),
          Map.entry("getOverlappedResultEx", Set.of(2)),
          Map.entry("wsaWaitForMultipleEvents", Set.of(2)),
          Map.entry("wsaPoll", Set.of(1)),
          Map.entry("msgWaitForMultipleObjectsEx", Set.of(1)),
          Map.entry("get", Set.of(2)),
          Map.entry("getOne", Set.of(1)));

  /** Words that are no address, or not looked at: all are answered as a good one, and why. */
  static final Map<String, String> NOT_LOOKED_AT =
      Map.ofEntries(
          Map.entry(".*\\.(wsa|wsp)Accept\\(.* #3", "given to the condition as it is"),
          Map.entry(".*\\.(wsa|wsp)Connect\\(.* #4", "no base here has data of connecting"),
          Map.entry(".*\\.(wsa|wsp)(GetQOSByName|JoinLeaf)\\(.*", "refused whatever they are"),
          Map.entry("Kernel32.createIoCompletionPort\\(.* #3", "a key"),
          Map.entry("Ports.associate\\(.* #3", "a key"),
          Map.entry("Kernel32.postQueuedCompletionStatus\\(.*", "IOCP-POST-1: not looked at"),
          Map.entry("Ports.post\\(.*", "IOCP-POST-1: not looked at"),
          Map.entry("Kernel32.queueUserAPC\\(.* #3", "given to the APC as it is"),
          Map.entry("Upcalls.wpuQueueApc\\(.* #3", "given to the APC as it is"),
          Map.entry("Upcalls.wpuCreateSocketHandle\\(.* #2", "the provider's own number"),
          Map.entry("SocketObjects.create\\(.* #4", "the provider's own number"),
          Map.entry("(Upcalls.wpuPostMessage|MessageQueue.postMessage)\\(.*", "posted as it is"),
          Map.entry("CompletionPort.associate\\(.* #2", "a key"),
          Map.entry("CompletionPort.post\\(.*", "IOCP-POST-1: not looked at"),
          Map.entry("SystemIo.(abandon|complete)\\(.*", "memory that is gone tells nobody"),
          Map.entry(
              "(Kernel.(duplicate|of)|(Events|Ports|SocketObjects).create|Threads.open)\\(.*",
              "the number of an environment"),
          Map.entry("(Kernel.handleCount|Threads.forgetApcs)\\(.*", "a number or a tag"),
          Map.entry("SocketObjects.complete\\(.* #3", "a value to store"),
          Map.entry("GuardedMemory.(publish|storeLong)\\(.* #2", "a value to store"));

  /** Parameters without which a function waits as long as it takes: null is not tried. */
  static final Map<String, Integer> WAIT_FOREVER_WITHOUT =
      Map.of("select", 3, "wspSelect", 3, "wsaProviderConfigChange", 1);

  private Surface() {}

  /** The types whose functions are called. */
  static Set<Class<?>> types() {
    return groups().stream().map(Group::type).collect(Collectors.toSet());
  }

  private static List<Group> groups() {
    List<Group> groups = new ArrayList<>();
    PublicFunctions.clientTypes()
        .forEach(type -> groups.add(new Group(type.getSimpleName(), type, w -> part(w, type))));
    groups.addAll(GROUPS);
    return groups;
  }

  static List<Callable> callables() {
    List<Callable> found = new ArrayList<>();
    for (Group group : groups()) {
      PublicFunctions.of(group.type()).stream()
          .filter(m -> !LEFT_OUT.containsKey(m.getName()))
          .sorted(Comparator.comparing(Surface::signature))
          .forEach(
              m ->
                  found.add(
                      new Callable(
                          group.label() + "." + signature(m),
                          group.type(),
                          m,
                          w -> group.target().apply(w, m))));
    }
    return found;
  }

  private static Object part(GridWorld world, Class<?> type) {
    return type == Kernel32.class ? world.kernel32 : partOf(world.ws2, type);
  }

  /** Ws2_32 itself, or what one of its methods without arguments gives. */
  static Object partOf(Ws2_32 ws2, Class<?> type) {
    try {
      return type == Ws2_32.class ? ws2 : PublicFunctions.accessorOf(type).invoke(ws2);
    } catch (ReflectiveOperationException e) {
      throw new AssertionError(e);
    }
  }

  /** {@code bind(SocketHandle, Sockaddr)}. */
  private static String signature(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes())
            .map(Class::getSimpleName)
            .collect(Collectors.joining(", ", "(", ")"));
  }
}
