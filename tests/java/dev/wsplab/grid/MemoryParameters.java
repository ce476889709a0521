package dev.wsplab.grid;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import dev.wsplab.kernel.CompletionEntries;
import dev.wsplab.kernel.Handle;
import dev.wsplab.kernel.NativeBlock;
import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.PollFd;
import dev.wsplab.spi.Sockaddr;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransmitElement;
import dev.wsplab.spi.WsaBuffers;
import dev.wsplab.spi.WsaMsg;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The parameters of public methods and constructors that are a handle or memory, or hold one: each
 * is bad input when what it names is not there. A bare {@code long} is an address until a table
 * says that it is none.
 */
final class MemoryParameters {
  private static final Set<Class<?>> WATCHED =
      Set.of(
          long.class,
          Handle.class,
          ThreadId.class,
          Overlapped.class,
          WsaBuffers.class,
          WsaMsg.class,
          Sockaddr.class,
          FdSet.class,
          PollFd.class,
          TransmitElement.class,
          SystemIo.SystemCompletion.class,
          CompletionEntries.class,
          NativeBlock.class);

  /**
   * One parameter.
   *
   * @param owner the type whose method it is
   * @param function its method with the simple names of its parameters' types, as the grid has it;
   *     {@code <init>} of a constructor
   * @param place its number, from 1
   */
  record Place(JavaClass owner, String function, int place) {
    /** {@code spi.WsaMsg.at(long) #1}. */
    @Override
    public String toString() {
      return owner.getName().replace("dev.wsplab.", "") + "." + function + " #" + place;
    }

    /** Whether a row of the grid is about it: {@code layer.wspSend(...) #1}. */
    boolean isIn(Set<String> rows) {
      return rows.stream().anyMatch(row -> row.endsWith("." + function + " #" + place));
    }
  }

  private MemoryParameters() {}

  static List<Place> of(Stream<JavaClass> types) {
    return types
        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
        .filter(
            type -> !type.isRecord()) // holds what it is given, and is watched where it is given
        .flatMap(type -> type.getCodeUnits().stream())
        .filter(unit -> unit.getModifiers().contains(JavaModifier.PUBLIC))
        .filter(unit -> !unit.getModifiers().contains(JavaModifier.SYNTHETIC))
        .flatMap(MemoryParameters::placesOf)
        .sorted((one, other) -> one.toString().compareTo(other.toString()))
        .toList();
  }

  private static Stream<Place> placesOf(JavaCodeUnit unit) {
    String function =
        unit.getRawParameterTypes().stream()
            .map(JavaClass::getSimpleName)
            .collect(Collectors.joining(", ", unit.getName() + "(", ")"));
    return IntStream.range(0, unit.getParameterTypes().size())
        .filter(i -> isWatched(unit.getParameterTypes().get(i)))
        .mapToObj(i -> new Place(unit.getOwner(), function, i + 1));
  }

  /** It, what it is an array of, or what a generic type is made of. */
  private static boolean isWatched(JavaType type) {
    return type.getAllInvolvedRawTypes().stream()
        .map(JavaClass::getBaseComponentType)
        .anyMatch(part -> WATCHED.stream().anyMatch(part::isAssignableTo));
  }
}
