package dev.wsplab.host;

import dev.wsplab.kernel.NativeStacks;
import dev.wsplab.operation.Operations;
import java.util.List;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * How an environment is made.
 *
 * @param eagerHandleReuse whether the value of a closed socket may come back at once
 * @param handleLimit how many handles may be open at once; 0 for as many as there are
 * @param interceptors what stands before each provider, the nearest to it first
 * @param operations the register of its operations
 * @param timing when results become visible
 * @param nativeStacks what says who in a native module is inside a call, or null
 */
public record HostSettings(
    boolean eagerHandleReuse,
    int handleLimit,
    List<ProviderInterceptor> interceptors,
    Operations operations,
    CompletionTiming timing,
    @Nullable NativeStacks nativeStacks) {

  /**
   * Copies the list.
   *
   * @param eagerHandleReuse whether the value of a closed socket may come back at once
   * @param handleLimit how many handles may be open at once; 0 for as many as there are
   * @param interceptors what stands before each provider, the nearest to it first
   * @param operations the register of its operations
   * @param timing when results become visible
   * @param nativeStacks what says who in a native module is inside a call, or null
   */
  public HostSettings {
    interceptors = List.copyOf(interceptors);
  }

  /**
   * Nothing out of the ordinary.
   *
   * @return settings with nothing out of the ordinary
   */
  public static HostSettings plain() {
    return new HostSettings(
        false, 0, List.of(), new Operations(), CompletionTiming.immediate(), null);
  }
}
