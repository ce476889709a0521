package dev.wsplab.provider.nativehost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.client.ClientSocket;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Threads that end after an upcall, and such as a module ends inside one. */
@EnabledIf("dev.wsplab.provider.nativehost.Modules#fitThisProcess")
@Timeout(120)
class EndingThreadsTest {
  private static final int SUCCESS = 1;
  private final NativeProvider calling = Modules.provider("upcalls");

  private static Winsock over(NativeProvider... layers) {
    WinsockBuilder builder = Winsock.builder().base(LoopbackProvider.create());
    for (NativeProvider layer : layers) {
      builder.layer(layer, Guid.random(), String.valueOf(layer.file().getFileName()), true);
    }
    return builder.build();
  }

  private int call(String function) {
    HostedModule module = calling.hosted();
    return (int) module.callBack(function, module.loaded().symbol(function));
  }

  /** By the names that such threads get, and by where they are. */
  private static boolean isAnyThreadOfAModuleWaiting() {
    return Thread.getAllStackTraces().entrySet().stream()
        .filter(thread -> thread.getKey().getName().startsWith("native "))
        .flatMap(thread -> Stream.of(thread.getValue()))
        .anyMatch(frame -> frame.getMethodName().equals("waitOne"));
  }

  /** What a thread of Java's was answered, and what its handler was told meanwhile. */
  private List<String> toldWhile(String function, AtomicInteger answer)
      throws InterruptedException {
    List<String> told = new CopyOnWriteArrayList<>();
    Thread thread = new Thread(() -> answer.set(call(function)), "a thread that calls a module");
    thread.setUncaughtExceptionHandler((t, e) -> told.add(e.toString()));
    thread.start();
    thread.join();
    return told;
  }

  @Test
  void givenThreadOfTheModule_whenItExitsAfterAnUpcall_thenNothingOfItIsLeft() {
    HostedModule module;
    try (Winsock winsock = over(calling);
        ClientSocket socket = winsock.tcpSocket()) {
      assertThat(call("upcalls_then_exit")).isEqualTo(SUCCESS);
      assertThat(call("upcalls_here")).as("on socket %s", socket.handle()).isEqualTo(SUCCESS);
      module = calling.hosted();
    }
    assertThat(module.isKept()).as("a thread is known to be inside").isFalse();
  }

  @Test
  void givenThreadOfCreateThread_whenItExits_thenItsCodeIsToldAndThereIsNothingToReport()
      throws InterruptedException {
    AtomicInteger code = new AtomicInteger();
    try (Winsock winsock = over(calling);
        ClientSocket socket = winsock.tcpSocket()) {
      assertThat(toldWhile("upcalls_exit_code", code)).as("%s", socket).isEmpty();
    }
    assertThat(code).hasValue(7);
  }

  /** WSP-ERR-3: the function that the layer has put in the place of the upcall never returns. */
  @Test
  void givenALayerWhoseUpcallEndsTheThread_whenAThreadOfJavaIsInIt_thenTheUpcallFailsAndIsTold()
      throws InterruptedException {
    NativeProvider above = Modules.provider("ends_in_upcall");
    AtomicInteger answer = new AtomicInteger();
    try (Winsock winsock = over(calling, above);
        ClientSocket socket = winsock.tcpSocket()) {
      assertThat(toldWhile("upcalls_here", answer))
          .as("%s", socket)
          .singleElement()
          .asString()
          .contains(above.file().toString(), "WPUCreateEvent", "ended its thread", "WSP-ERR-3");
    }
    assertThat(answer).hasValue(WsaError.WSASYSCALLFAILURE.code());
  }

  @Test
  void givenALayerWhoseUpcallEndsTheThread_whenTheModulesOwnIsInIt_thenItGoesOn_WSP_ERR_3() {
    HostedModule module;
    try (Winsock winsock = over(calling, Modules.provider("ends_in_upcall"));
        ClientSocket socket = winsock.tcpSocket()) {
      assertThat(call("upcalls_in_a_thread"))
          .as("%s", socket)
          .isEqualTo(WsaError.WSASYSCALLFAILURE.code());
      module = calling.hosted();
    }
    assertThat(module.isKept()).as("a thread is known to be inside").isFalse();
  }

  @Test
  @EnabledOnOs(OS.LINUX) // pthread_cancel; Windows' TerminateThread asks nobody
  void givenThreadInsideACall_whenTheModuleCancelsIt_thenItEndsOnceItIsOutOfJava() {
    HostedModule module;
    try (Winsock winsock = over(calling);
        ClientSocket socket = winsock.tcpSocket()) {
      assertThat(call("upcalls_wait_inside")).as("%s", socket).isEqualTo(1);
      while (!isAnyThreadOfAModuleWaiting()) {
        Thread.onSpinWait();
      }
      assertThat(call("upcalls_cancel")).as("it has ended, and cleaned up").isEqualTo(1);
      module = calling.hosted();
    }
    assertThat(module.isKept()).as("a thread is known to be inside").isFalse();
  }
}
