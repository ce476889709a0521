package dev.wsplab;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the design's rules over everything that the jar carries. */
@AnalyzeClasses(
    packages = "dev.wsplab",
    importOptions = {ArchitectureTest.NoTests.class, ImportOption.DoNotIncludeJars.class})
final class ArchitectureTest {
  /** ArchUnit's own knows only tests right below target/; a release is built elsewhere. */
  static final class NoTests implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/test-classes/");
    }
  }

  private static final Architecture WSPLAB = new Architecture("dev.wsplab");

  @ArchTest static final ArchRule ARROWS_POINT_ONE_WAY = WSPLAB.arrows();

  @ArchTest static final ArchRule BYTES_PASS_NO_JAVA_SOCKET = WSPLAB.bytesPassNoJavaSocket();

  @ArchTest
  static final ArchRule NATIVE_METHODS_STAND_AT_THE_BOUNDARY =
      WSPLAB.nativeMethodsStandAtTheBoundary();

  @ArchTest static final ArchRule NO_JNA_STRUCTURE = WSPLAB.noJnaStructure();

  @ArchTest static final ArchRule NO_STATIC_VARIABLE = WSPLAB.noStaticVariable();

  @ArchTest static final ArchRule NO_STATIC_MUTABLE_COLLECTION = WSPLAB.noStaticMutableCollection();

  @ArchTest static final ArchRule NO_SLEEP = WSPLAB.noSleep();
}
