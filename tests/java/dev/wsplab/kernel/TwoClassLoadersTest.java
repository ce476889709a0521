package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntUnaryOperator;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

/**
 * Two class loaders of one JVM are bound to the shim at once, each with classes and a JNA of its
 * own.
 */
class TwoClassLoadersTest {
  /** Runs in a class loader of its own: uses the kernel, and says what it saw. */
  public static final class Inside implements Callable<long[]> {
    @Override
    public long[] call() {
      Kernel kernel = Kernel.get();
      long owner = kernel.newOwner();
      PortHandle port = kernel.ports().create(owner, 0);
      for (int i = 0; i < 1_000; i++) {
        kernel.ports().post(port, i, 0, 0, i);
        Ports.GetResult got = kernel.ports().getOne(port, 0);
        if (got.bytes() != i) {
          throw new AssertionError("posted " + i + ", got " + got);
        }
      }
      boolean faulted = false;
      try {
        kernel.memory().loadLong(0);
      } catch (AccessViolationException e) {
        faulted = e.getClass().getClassLoader() == getClass().getClassLoader();
      }
      return new long[] {owner, port.value(), faulted ? 1 : 0, kernel.closeAll(owner)};
    }
  }

  private static URLClassLoader loader() throws MalformedURLException {
    List<URL> urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(TwoClassLoadersTest::url)
            .toList();
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String path) {
    try {
      return new File(path).toURI().toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(path, e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Callable<long[]> inside(ClassLoader loader) throws Exception {
    return (Callable<long[]>)
        loader.loadClass(Inside.class.getName()).getDeclaredConstructor().newInstance();
  }

  @Test
  void givenTwoClassLoaders_whenBothUseTheKernelAtOnce_thenEachHasItsOwnAndNumbersNeverMeet()
      throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (URLClassLoader first = loader();
        URLClassLoader second = loader()) {
      assertThat(inside(first).getClass()).isNotEqualTo(inside(second).getClass());
      List<Future<long[]>> seen = threads.invokeAll(List.of(inside(first), inside(second)));
      long[] a = seen.get(0).get(30, TimeUnit.SECONDS);
      long[] b = seen.get(1).get(30, TimeUnit.SECONDS);

      assertThat(a[0]).as("owners").isNotEqualTo(b[0]);
      assertThat(a[1]).as("handles").isNotEqualTo(b[1]);
      assertThat(new long[] {a[2], b[2]}).as("each its own exception").containsExactly(1, 1);
      assertThat(new long[] {a[3], b[3]}).as("each closed its own").containsExactly(1, 1);
    } finally {
      threads.shutdown();
    }
    assertThat(new Inside().call()[2]).as("and this loader still works").isEqualTo(1);
  }

  /** Queues APCs for the calling thread and runs them. */
  public static final class Apcs implements IntUnaryOperator {
    private final AtomicInteger ran = new AtomicInteger();

    /** 0 queues an APC; 1 sleeps alertably and returns how many have run. */
    @Override
    public int applyAsInt(int what) {
      Kernel kernel = Kernel.get();
      if (what == 0) {
        return kernel.threads().queueApc(kernel.threads().current(), 1, ran::incrementAndGet);
      }
      kernel.waits().sleepEx(0, true);
      return ran.get();
    }
  }

  private static IntUnaryOperator apcs(ClassLoader loader) throws Exception {
    return (IntUnaryOperator)
        loader.loadClass(Apcs.class.getName()).getDeclaredConstructor().newInstance();
  }

  /** They share the thread's queue in the shim; tickets of one mean nothing in the other. */
  @Test
  void givenOneThreadWithApcsOfTwoClassLoaders_whenEachWaits_thenEachRunsItsOwn() throws Exception {
    try (URLClassLoader first = loader();
        URLClassLoader second = loader()) {
      IntUnaryOperator a = apcs(first);
      IntUnaryOperator b = apcs(second);
      assertThat(a.applyAsInt(0)).isZero();
      assertThat(b.applyAsInt(0)).isZero();
      assertThat(b.applyAsInt(0)).isZero();

      assertThat(a.applyAsInt(1)).isEqualTo(1);
      assertThat(b.applyAsInt(1)).as("kept for its own loader").isEqualTo(2);
      assertThat(a.applyAsInt(1)).as("and nothing runs twice").isEqualTo(1);
    }
  }

  /** 0 makes a port; the handle of a port has it used and closed. */
  public static final class Handles implements LongUnaryOperator {
    @Override
    public long applyAsLong(long handle) {
      Kernel kernel = Kernel.get();
      if (handle == 0) {
        return kernel.ports().create(kernel.newOwner(), 0).value();
      }
      PortHandle port = new PortHandle(handle);
      return kernel.ports().post(port, 7, 0, 0, 0)
          + kernel.ports().getOne(port, 0).key()
          + kernel.closeHandle(port);
    }
  }

  /** The table of handles is the process's: a number leads to its object from everywhere. */
  @Test
  void givenHandleOfOneClassLoader_whenUsedByTheOther_thenItIsTheSamePort() throws Exception {
    try (URLClassLoader loader = loader()) {
      LongUnaryOperator other =
          (LongUnaryOperator)
              loader.loadClass(Handles.class.getName()).getDeclaredConstructor().newInstance();
      long port = new Handles().applyAsLong(0);

      assertThat(other.applyAsLong(port)).isEqualTo(7);
      assertThat(Kernel.get().closeHandle(new PortHandle(port))).isEqualTo(6);
    }
  }
}
