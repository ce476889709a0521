package dev.wsplab.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mixing up the kinds of handles does not compile; using the right one does. */
class HandleTypesTest {
  @TempDir static Path folder;

  private static List<String> errorsOf(String statement) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    assumeTrue(compiler != null, "a runtime without a compiler");
    String source =
        "import dev.wsplab.kernel.*; class Snippet { void run(Kernel k, SocketHandle s, PortHandle p,"
            + " EventHandle e, ThreadHandle t) { "
            + statement
            + "; } }";
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///Snippet.java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
    List<String> options =
        List.of(
            "-proc:none",
            "-classpath",
            System.getProperty("java.class.path"),
            "-Xdiags:verbose",
            "-implicit:none",
            "-d",
            folder.toString());
    compiler.getTask(null, null, found, options, null, List.of(file)).call();
    return found.getDiagnostics().stream()
        .filter(d -> d.getKind() == Diagnostic.Kind.ERROR)
        .map(Diagnostic::getCode)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k.ports().getOne(s, 0)",
        "k.ports().associate(p, s, 0)",
        "k.events().set(p)",
        "k.sockets().reserve(e)",
        "k.threads().queueApc(e, 1, () -> {})",
        "k.events().set(new EventHandle(e))",
        "SocketHandle other = t"
      })
  void givenHandleOfAnotherKind_whenCompiled_thenItIsAnError(String statement) {
    assertThat(errorsOf(statement))
        .isNotEmpty()
        .allMatch(code -> code.contains("cant.apply") || code.contains("prob.found.req"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "k.ports().getOne(p, 0)",
        "k.ports().associate(s, p, 0)",
        "k.events().set(e)",
        "k.threads().queueApc(t, 1, () -> {})"
      })
  void givenHandleOfTheRightKind_whenCompiled_thenItIsFine(String statement) {
    assertThat(errorsOf(statement)).isEmpty();
  }
}
