package dev.wsplab;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which package may know which, as the design draws it. A package is named by the first step below
 * the base package, and the base package itself, the front door, by {@value #ROOT}. What is not
 * drawn here is refused, new packages included.
 */
final class PackageArrows extends ArchCondition<JavaClass> {
  private static final String ROOT = "(root)";

  private final String base;
  private final Map<String, Set<String>> sees = new HashMap<>();
  private final Map<String, Set<String>> seesInterfacesOf = new HashMap<>();

  PackageArrows(String base) {
    super("follow the arrows between the packages of " + base);
    this.base = base;
    draw();
  }

  private void draw() {
    chain("kernel", "overlapped", "operation", "spi", "host", "client", "facade");
    alsoSees("provider", "spi");
    alsoSees("trace", "spi");
    alsoSees("timing", "spi");
    alsoSees("verifier", "spi");
    sees.get("verifier").add("trace");
    // It draws what was recorded.
    alsoSees("timeline", "spi");
    sees.get("timeline").add("trace");
    // It tells the JDK's flight recorder of operations, and of calls by the host's interface for
    // it.
    alsoSees("jfr", "spi");
    sees.get("jfr").add("trace");
    seesInterfacesOf.put("jfr", Set.of("host"));
    // They stand before providers, by the interface that the host declares for it.
    seesInterfacesOf.put("trace", Set.of("host"));
    seesInterfacesOf.put("timing", Set.of("host"));
    seesInterfacesOf.put("verifier", Set.of("host"));
    // Client and trace speak in words of spi; strict mode reports as the verifier does.
    alsoSees("forefront", "spi");
    sees.get("forefront").addAll(Set.of("client", "trace", "verifier"));
    alsoSees("driver", "kernel");
    alsoSees("fltmgr", "operation");
    sees.get("fltmgr").add("driver");
    // It reports as the verifier does.
    sees.get("fltmgr").add("verifier");
    // Bases ask it in words of spi; it reports as the verifier does.
    alsoSees("wfp", "spi");
    sees.get("wfp").addAll(Set.of("driver", "verifier"));
    sees.put(ROOT, new HashSet<>(sees.keySet()));
    seesAllSoFar("conformance");
    // It asks as a client does, and looks at the kernel's objects.
    sees.put(
        "facts",
        new HashSet<>(Set.of(ROOT, "kernel", "overlapped", "spi", "host", "client", "provider")));
    seesAllSoFar("assertj");
    seesAllSoFar("junit");
    sees.get("junit").removeAll(Set.of("assertj", "facts"));
    seesAllSoFar("cli");
    sees.get("cli").removeAll(Set.of("assertj", "junit"));
  }

  /** Each sees all those before it. */
  private void chain(String... packages) {
    Set<String> before = new HashSet<>();
    for (String name : packages) {
      sees.put(name, new HashSet<>(before));
      before.add(name);
    }
  }

  private void alsoSees(String name, String upTo) {
    Set<String> seen = new HashSet<>(sees.get(upTo));
    seen.add(upTo);
    sees.put(name, seen);
  }

  private void seesAllSoFar(String name) {
    Set<String> seen = new HashSet<>(sees.keySet());
    seen.add(ROOT);
    sees.put(name, seen);
  }

  @Override
  public void check(JavaClass from, ConditionEvents events) {
    String source = packageOf(from);
    if (!sees.containsKey(source)) {
      events.add(
          SimpleConditionEvent.violated(
              from, from.getFullName() + " is in package '" + source + "', which is not drawn"));
      return;
    }
    for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
      JavaClass target = dependency.getTargetClass().getBaseComponentType();
      if (isOurs(target) && !allowed(source, target)) {
        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
      }
    }
  }

  private boolean allowed(String source, JavaClass target) {
    String name = packageOf(target);
    return name.equals(source)
        || sees.get(source).contains(name)
        || (target.isInterface() && seesInterfacesOf.getOrDefault(source, Set.of()).contains(name));
  }

  private boolean isOurs(JavaClass type) {
    return type.getPackageName().equals(base) || type.getPackageName().startsWith(base + ".");
  }

  private String packageOf(JavaClass type) {
    String name = type.getPackageName();
    if (name.equals(base)) {
      return ROOT;
    }
    String below = name.substring(base.length() + 1);
    int dot = below.indexOf('.');
    return dot < 0 ? below : below.substring(0, dot);
  }
}
