package dev.wsplab.provider.nativehost;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The numbers that the shim gives to the functions of {@code functions.h}. */
final class Functions {
  private static final List<String> NAMES = read();

  private Functions() {}

  /** Returns how many there are. */
  static int count() {
    return NAMES.size();
  }

  /**
   * Returns the number of a function.
   *
   * @throws IllegalArgumentException when it is none of them
   */
  static int number(String name) {
    int number = NAMES.indexOf(name);
    if (number < 0) {
      throw new IllegalArgumentException("name=" + name + ": no function of functions.h");
    }
    return number;
  }

  /** Returns the name of a function. */
  static String name(int number) {
    return NAMES.get(number);
  }

  /** Returns the names of all functions, by number. */
  static Stream<String> names() {
    return NAMES.stream();
  }

  private static List<String> read() {
    List<String> names = new ArrayList<>();
    String name = ModuleNatives.functionName(0);
    while (name != null) {
      names.add(name);
      name = ModuleNatives.functionName(names.size());
    }
    return List.copyOf(names);
  }
}
