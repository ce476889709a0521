package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.kernel.Kernel;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.operation.UpcallAfterCleanupException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Isolated;

/** A module that the system keeps in memory is told of; one that it lets go is gone. */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
@Isolated // it looks at what the whole process holds
class StayingModulesTest {
  private static final int SO_GROUP_ID = 0x2001;
  private static final int SOL_SOCKET = 0xFFFF;

  private final List<Throwable> reported = new ArrayList<>();
  private Thread.UncaughtExceptionHandler before;

  @BeforeEach
  void listen() {
    before = Thread.currentThread().getUncaughtExceptionHandler();
    Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> reported.add(thrown));
  }

  @AfterEach
  void listenNoMore() {
    Thread.currentThread().setUncaughtExceptionHandler(before);
  }

  /** Lives through an environment with this module; returns where its copy was. */
  private static Path useOne(Path file) {
    NativeProvider provider = NativeProvider.of(file);
    try (Winsock winsock = ModuleWorld.over(provider);
        ClientSocket socket = winsock.tcpSocket()) {
      assertThat(socket.handle()).isNotNull();
      return provider.hosted().loaded().libraries().path();
    }
  }

  private static boolean isMapped(Path copy) throws IOException {
    return Files.readString(Path.of("/proc/self/maps")).contains(copy.toString());
  }

  private void assertToldToStay(Path file) {
    assertThat(reported)
        .singleElement()
        .satisfies(
            told ->
                assertThat(told)
                    .hasMessageContaining("module=" + file)
                    .hasMessageContaining("the system keeps [" + file.getFileName() + "]")
                    .hasMessageContaining("What stays loaded"));
  }

  @Test
  void givenProviderThatTheSystemKeeps_whenItsEnvironmentIsClosed_thenThatIsTold() {
    Path file = Modules.file("pinned");

    useOne(file);

    assertToldToStay(file);
  }

  @Test
  void givenClientThatTheSystemKeeps_whenItIsClosed_thenThatIsTold() {
    Path file = Modules.file("pinned");

    try (Winsock winsock = Winsock.builder().build()) {
      winsock.loadApplication(file).close();
    }

    assertToldToStay(file);
  }

  /** WSP-CLEAN-5: a thread that has outlived its environment calls when that is long gone. */
  @Test
  @Timeout(60)
  void givenThreadThatStays_whenItCallsAfterTheEnd_thenModuleFunctionAndRuleAreTold() {
    NativeProvider provider = Modules.provider("stays");
    List<Throwable> late = new CopyOnWriteArrayList<>();
    Thread.UncaughtExceptionHandler others = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> late.add(thrown));
    try (NativeBlock answer = NativeBlock.allocate(4)) {
      LoadedModule module;
      long end;
      Winsock winsock = ModuleWorld.over(provider);
      try (winsock;
          ClientSocket socket = winsock.tcpSocket()) {
        byte[] address =
            ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(answer.address()).array();
        winsock
            .ws2_32()
            .setsockopt(socket.handle(), SOL_SOCKET, SO_GROUP_ID, address)
            .orThrow("setsockopt");
        module = provider.hosted().loaded();
        end = module.symbol("completer_end");
      }
      assertThat(late).isEmpty();
      module.call("completer_end", end);
      while (Kernel.get().memory().loadInt(answer.address()) == 0) {
        Thread.onSpinWait();
      }
      assertThat(winsock.violations())
          .anyMatch(violation -> violation.what().contains("upcall after the final WSPCleanup"));
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(others);
    }

    assertThat(late)
        .singleElement()
        .isInstanceOfSatisfying(
            UpcallAfterCleanupException.class,
            told ->
                assertThat(told)
                    .hasMessageContaining("module=" + provider.file())
                    .hasMessageContaining("WPUCreateEvent")
                    .hasMessageContaining("WSP-CLEAN-5"));
  }

  @Test
  void givenProviderThatTheSystemLetsGo_whenItsEnvironmentIsClosed_thenNothingIsTold() {
    useOne(Modules.file("completer"));

    assertThat(reported).isEmpty();
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "such variables are glibc's and GCC's")
  void givenCppVariableThatIsOneForTheProcess_whenClosed_thenTheFirstCopyStaysAndIsTold()
      throws IOException {
    Path file = Modules.filter("unique");

    Path first = useOne(file);
    Path second = useOne(file);

    assertThat(isMapped(first)).as("the first copy, which holds the variable").isTrue();
    assertThat(isMapped(second)).as("the second copy, which uses it").isFalse();
    assertToldToStay(file);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "threads of any kind are counted there")
  void givenCppThreadsThatCannotBeCounted_whenClosed_thenTheModuleStaysAndIsTold()
      throws IOException {
    Path file = Modules.filter("old_cpp_threads");

    assertThat(isMapped(useOne(file))).isTrue();
    assertToldToStay(file);
  }

  @Test
  @Timeout(60)
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "mappings are looked for by their file")
  void givenCppThreadThatHasEnded_whenItsEnvironmentIsClosed_thenTheModuleIsGone()
      throws IOException {
    NativeProvider provider = NativeProvider.of(Modules.filter("cpp_threads"));
    Path copy;
    try (Winsock winsock = ModuleWorld.over(provider);
        ClientSocket socket = winsock.tcpSocket();
        NativeBlock answer = NativeBlock.copyOf(new byte[] {-1, -1, -1, -1})) {
      byte[] address =
          ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(answer.address()).array();
      winsock
          .ws2_32()
          .setsockopt(socket.handle(), SOL_SOCKET, SO_GROUP_ID, address)
          .orThrow("setsockopt");
      LoadedModule module = provider.hosted().loaded();
      copy = module.libraries().path();
      module.call("completer_end", module.symbol("completer_end"));
      while (Kernel.get().memory().loadInt(answer.address()) == -1) {
        Thread.onSpinWait();
      }
    }

    assertThat(isMapped(copy)).isFalse();
    assertThat(reported).isEmpty();
  }
}
