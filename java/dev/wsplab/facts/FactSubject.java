package dev.wsplab.facts;

import com.sun.jna.Platform;
import java.util.List;

/** Of what the facts are asked. */
public enum FactSubject {
  /** wsplab's client functions, over its base providers with system handles: on every system. */
  WSPLAB(
      List.of(
          OursPortFacts.class,
          OursAssociationFacts.class,
          OursNotificationModeFacts.class,
          OursResultFacts.class,
          OursEventFacts.class,
          OursApcFacts.class,
          OursDataPathFacts.class)),

  /** The kernel32, ntdll, ws2_32 and mswsock of this machine: on Windows and under Wine. */
  SYSTEM(
      List.of(
          SystemPortFacts.class,
          SystemAssociationFacts.class,
          SystemNotificationModeFacts.class,
          SystemResultFacts.class,
          SystemEventFacts.class,
          SystemApcFacts.class,
          SystemDataPathFacts.class,
          SystemCatalogFacts.class));

  private final List<Class<?>> classes;

  FactSubject(List<Class<?>> classes) {
    this.classes = classes;
  }

  /** {@return the one that says most about this machine: its own functions, or wsplab's} */
  public static FactSubject here() {
    return Platform.isWindows() ? SYSTEM : WSPLAB;
  }

  /** {@return whether it can be asked on this machine} */
  public boolean isHere() {
    return this == WSPLAB || Platform.isWindows();
  }

  List<Class<?>> classes() {
    return classes;
  }

  /** It, in words. */
  String words() {
    String system =
        Wine.version()
            .map(version -> "Wine " + version)
            .orElse(System.getProperty("os.name", "this system"));
    return this == SYSTEM
        ? system
        : "wsplab on " + system + " " + System.getProperty("os.arch", "");
  }
}
