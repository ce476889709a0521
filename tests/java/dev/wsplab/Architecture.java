package dev.wsplab;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaModifier.FINAL;
import static com.tngtech.archunit.core.domain.JavaModifier.NATIVE;
import static com.tngtech.archunit.core.domain.JavaModifier.STATIC;
import static com.tngtech.archunit.core.domain.JavaModifier.SYNTHETIC;
import static com.tngtech.archunit.core.domain.properties.HasModifiers.Predicates.modifier;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaConstructorCall;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvent;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The rules that hold the design together, for the packages below one base package: {@code
 * dev.wsplab} itself, or the fixtures that show that each rule can fail.
 */
final class Architecture {
  /** The parts of java.net that name an address or a resource and carry no byte. */
  private static final Set<String> HARMLESS_JAVA_NET =
      Set.of(
          "java.net.Inet4Address",
          "java.net.Inet6Address",
          "java.net.InetAddress",
          "java.net.InetSocketAddress",
          "java.net.SocketAddress",
          "java.net.URI",
          "java.net.URISyntaxException",
          "java.net.URL",
          "java.net.URLClassLoader",
          "java.net.URLDecoder",
          "java.net.URLEncoder",
          "java.net.UnknownHostException");

  private static final List<Class<?>> MUTABLE =
      List.of(Collection.class, Map.class, ThreadLocal.class, StringBuilder.class);

  private final String base;

  Architecture(String base) {
    this.base = base;
  }

  ArchRule arrows() {
    return classes()
        .that()
        .resideInAPackage(base + "..")
        .should(new PackageArrows(base))
        .allowEmptyShould(true)
        .because("each layer can then be read, tested and replaced without those above it");
  }

  ArchRule bytesPassNoJavaSocket() {
    return noClasses()
        .that(not(named(base + ".cli.DemoHttpClient")))
        .should()
        .dependOnClassesThat(javaSockets())
        .orShould()
        .callMethod(URL.class, "openStream")
        .orShould()
        .callMethod(URL.class, "openConnection")
        .allowEmptyShould(true)
        .because("java.net and NIO lose errno, MSG_PEEK, out-of-band data and control messages");
  }

  ArchRule nativeMethodsStandAtTheBoundary() {
    String[] homes =
        Stream.of(
                "kernel",
                "provider.nativehost",
                "facade",
                "facts",
                "forefront",
                "driver",
                "fltmgr",
                "wfp")
            .map(name -> base + "." + name)
            .toArray(String[]::new);
    return methods()
        .that()
        .haveModifier(NATIVE)
        .should()
        .beDeclaredInClassesThat()
        .resideInAnyPackage(homes)
        .allowEmptyShould(true)
        .because("one reader must be able to find every crossing into C");
  }

  ArchRule noJnaStructure() {
    return noClasses()
        .should()
        .dependOnClassesThat(
            describe(
                "are JNA structures other than WinBase.OVERLAPPED",
                type ->
                    type.isAssignableTo("com.sun.jna.Structure")
                        && !type.getName()
                            .startsWith("com.sun.jna.platform.win32.WinBase$OVERLAPPED")))
        .allowEmptyShould(true)
        .because("JNA copies a structure around each call, while others watch the memory");
  }

  ArchRule noStaticVariable() {
    return fields()
        .that()
        .areStatic()
        .and(not(modifier(SYNTHETIC)))
        .should()
        .beFinal()
        .allowEmptyShould(true)
        .because("two environments in one JVM never meet");
  }

  ArchRule noStaticMutableCollection() {
    return classes()
        .that(not(named(base + ".kernel.ShimLibrary")))
        .should(new HoldNoStaticState())
        .allowEmptyShould(true)
        .because("two environments in one JVM never meet");
  }

  ArchRule noSleep() {
    return noClasses()
        .should()
        .callMethod(Thread.class, "sleep", long.class)
        .orShould()
        .callMethod(Thread.class, "sleep", long.class, int.class)
        .orShould()
        .callMethod(TimeUnit.class, "sleep", long.class)
        .allowEmptyShould(true)
        .because("a wait on a condition is exact, a sleep is either too short or too long");
  }

  private static DescribedPredicate<JavaClass> named(String name) {
    return describe(
        "is " + name, type -> type.getName().equals(name) || type.getName().startsWith(name + "$"));
  }

  private static DescribedPredicate<JavaClass> javaSockets() {
    return describe(
        "are sockets of the Java runtime",
        type -> {
          String name = type.getBaseComponentType().getName();
          return (name.startsWith("java.net.") && !HARMLESS_JAVA_NET.contains(name))
              || name.startsWith("javax.net.")
              || name.startsWith("com.sun.net.httpserver.")
              || type.isAssignableTo("java.nio.channels.NetworkChannel")
              || type.isAssignableTo("java.nio.channels.SocketChannel");
        });
  }

  /**
   * No static field may hold a collection that can change. The declared type tells most; for {@code
   * Map} and its like, a static initializer that makes a mutable one gives it away.
   */
  private static final class HoldNoStaticState extends ArchCondition<JavaClass> {
    HoldNoStaticState() {
      super("hold no mutable collection in a static field");
    }

    @Override
    public void check(JavaClass type, ConditionEvents events) {
      List<JavaField> suspects = new ArrayList<>();
      for (JavaField field : type.getFields()) {
        if (field.getModifiers().contains(STATIC) && field.getModifiers().contains(FINAL)) {
          if (isMutable(field.getRawType()) && !field.getRawType().isInterface()) {
            events.add(violated(field));
          } else if (isMutable(field.getRawType())) {
            suspects.add(field);
          }
        }
      }
      if (!suspects.isEmpty() && initializerMakesMutable(type)) {
        suspects.forEach(field -> events.add(violated(field)));
      }
    }

    private static ConditionEvent violated(JavaField field) {
      return SimpleConditionEvent.violated(
          field, field.getDescription() + " is static and can change");
    }

    private static boolean isMutable(JavaClass type) {
      return type.getPackageName().equals("java.util.concurrent.atomic")
          || MUTABLE.stream().anyMatch(type::isAssignableTo);
    }

    private static boolean initializerMakesMutable(JavaClass type) {
      return type.getStaticInitializer().stream()
          .map(JavaCodeUnit::getConstructorCallsFromSelf)
          .flatMap(Set<JavaConstructorCall>::stream)
          .anyMatch(call -> isMutable(call.getTargetOwner()));
    }
  }
}
