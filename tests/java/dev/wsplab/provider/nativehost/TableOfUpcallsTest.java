package dev.wsplab.provider.nativehost;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.BlockingHooks;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.client.MessageQueue;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.platform.SystemWindow;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.WpuFunction;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** All fifteen members of the table that WSPStartup is given, called from C (LAY-UP-4). */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
class TableOfUpcallsTest {
  private static final int MESSAGE = 1025; // what upcalls.c posts
  private static final List<WpuFunction> MEMBERS = List.of(WpuFunction.values()).subList(0, 15);

  /** Which members did what theirs is to do; the others are missing. */
  private static List<WpuFunction> right(
      Winsock winsock, NativeProvider calling, NativeProvider top) throws InterruptedException {
    List<WpuFunction> right = new ArrayList<>();
    AtomicInteger hooks = new AtomicInteger();
    BlockingHooks blocking = winsock.ws2_32().blockingHooks();
    ProtocolInfo base = winsock.catalog().entries().get(0);
    String path = winsock.catalog().functions().wscGetProviderPath(base.providerId(), 260).path();
    try (ClientSocket socket = winsock.tcpSocket();
        MessageQueue messages = winsock.messageQueue();
        NativeBlock id = NativeBlock.copyOf(base.providerId().toBytes());
        NativeBlock text = NativeBlock.copyOf((path + '\0').getBytes(UTF_16LE))) {
      blocking.wsaSetBlockingHook(() -> hooks.incrementAndGet() < 3);
      long bits =
          call(
              calling,
              "upcalls_all",
              socket.handle().value(),
              call(top, "through_entry"),
              messages.hWnd(),
              id.address(),
              text.address());
      blocking.wsaUnhookBlockingHook();
      assertThat(messages.take(Duration.ofSeconds(60)))
          .contains(new MessageQueue.Message(MESSAGE, 2, 3));
      assertThat(hooks).as("the client's hook, run until it had no more to do").hasValue(3);
      MEMBERS.stream().filter(member -> (bits >> member.ordinal() & 1) != 0).forEach(right::add);
    }
    return right;
  }

  private static long call(NativeProvider provider, String function, long... words) {
    HostedModule module = provider.hosted();
    return module.callBack(function, module.loaded().symbol(function), words);
  }

  private static WinsockBuilder over(NativeProvider... layers) {
    WinsockBuilder builder = Winsock.builder().base(LoopbackProvider.create());
    for (NativeProvider layer : layers) {
      builder.layer(layer, Guid.random(), layer.file().getFileName().toString(), true);
    }
    return builder;
  }

  /**
   * LAY-UP-1, LAY-PACK-3, WIN-H8, ERRATA-7: by value, in the order and the calling convention of
   * the header. ERRATA-13: WPUFDIsSet takes the set of C.
   */
  @Test
  void givenTheTableByValue_whenAModuleCallsEachMember_thenEachDoesWhatItsPlaceSays_LAY_UP_4()
      throws InterruptedException {
    NativeProvider calling = Modules.provider("upcalls");
    try (Winsock winsock = over(calling).build()) {
      assertThat(right(winsock, calling, calling)).containsExactlyElementsOf(MEMBERS);
    }
  }

  @Test
  @EnabledOnOs(OS.WINDOWS)
  void givenWindowOfTheSystem_whenAModulePostsToIt_thenItsThreadGetsTheMessage_WPU_MSG_1()
      throws InterruptedException {
    NativeProvider calling = Modules.provider("upcalls");
    try (Winsock winsock = over(calling).build();
        ClientSocket socket = winsock.tcpSocket()) {
      assertThat(socket.handle()).as("the module is loaded").isNotNull();
      long gone;
      try (SystemWindow window = new SystemWindow()) {
        gone = window.hWnd();
        assertThat(call(calling, "upcalls_post", gone)).isEqualTo(1);
        assertThat(window.take()).isEqualTo(new SystemWindow.Message(MESSAGE, 2, 3, 0));
      }

      assertThat(call(calling, "upcalls_post", gone)).as("FALSE: it is none").isZero();
    }
  }

  @Test
  void givenALayersOwnTable_whenTheModuleBelowCallsEachMember_thenTheLayersRun_LAY_UP_4()
      throws InterruptedException {
    NativeProvider calling = Modules.provider("upcalls");
    NativeProvider above = Modules.provider("own_table");
    try (Winsock winsock = over(calling, above).build()) {
      assertThat(right(winsock, calling, above)).containsExactlyElementsOf(MEMBERS);

      assertThat(MEMBERS)
          .filteredOn(member -> call(above, "own_table_calls", member.ordinal()) == 0)
          .as("members that went past the layer: an APC of Java has no pointer to be given")
          .containsExactly(WpuFunction.WPU_QUEUE_APC);
    }
  }
}
