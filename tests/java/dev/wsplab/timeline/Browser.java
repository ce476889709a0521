package dev.wsplab.timeline;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.commons.lang3.SystemUtils;

/**
 * A browser without a window, spoken to by the DevTools protocol. Which one: the system property
 * {@code wsplab.browser}, or the first of Chromium's names on the path.
 */
final class Browser implements AutoCloseable {
  static final String PROPERTY = "wsplab.browser";
  private static final List<String> NAMES =
      List.of("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome");
  private static final int SECONDS = 120;
  private static final Map<String, Integer> KEY_CODES = Map.of("Tab", 9, "Enter", 13);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final Path profile;
  private final WebSocket socket;
  private final String session;
  private final AtomicInteger ids = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
  private final Map<String, CompletableFuture<JsonNode>> awaited = new ConcurrentHashMap<>();
  private final List<String> complaints = new CopyOnWriteArrayList<>();

  private Browser(Process process, Path profile, URI address)
      throws IOException, InterruptedException {
    this.process = process;
    this.profile = profile;
    try {
      this.socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(address, new Ear())
              .get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(address + ": the browser does not answer", e);
    }
    String target =
        callOf("", "Target.createTarget", "url", "about:blank").at("/targetId").asText();
    this.session =
        callOf("", "Target.attachToTarget", "targetId", target, "flatten", true)
            .at("/sessionId")
            .asText();
    call("Page.enable");
    call("Runtime.enable");
    call("Log.enable");
    call("Network.enable");
  }

  /** Where one is, if there is one. */
  static Optional<Path> find() {
    String told = System.getProperty(PROPERTY);
    if (told != null) {
      return Optional.of(Path.of(told));
    }
    if (!SystemUtils.IS_OS_LINUX) {
      return Optional.empty();
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
    return NAMES.stream()
        .flatMap(
            name -> Arrays.stream(path.split(File.pathSeparator)).map(dir -> Path.of(dir, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** For the tests of a class, which are skipped where there is none. */
  static Browser startOrSkip() throws IOException, InterruptedException {
    Optional<Path> program = find();
    assumeTrue(
        program.isPresent(),
        "no browser here: apt-get install chromium-headless-shell, or -Dwsplab.browser=FILE");
    return start(program.get());
  }

  private static Browser start(Path program) throws IOException, InterruptedException {
    Path profile = Files.createTempDirectory("wsplab-browser");
    List<String> command =
        new ArrayList<>(
            List.of(
                program.toString(),
                "--headless",
                "--no-sandbox", // tests may run as root, and the page is our own
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank"));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(profile.resolve("output.txt").toFile())
            .start();
    Path told = profile.resolve("DevToolsActivePort");
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!Files.exists(told) || Files.readAllLines(told).size() < 2) {
      if (process.waitFor(20, TimeUnit.MILLISECONDS) || System.nanoTime() > end) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        throw new IOException(
            program + " does not start: " + Files.readString(profile.resolve("output.txt")));
      }
    }
    List<String> lines = Files.readAllLines(told);
    return new Browser(
        process, profile, URI.create("ws://127.0.0.1:" + lines.get(0) + lines.get(1)));
  }

  // ---- what a test does

  /** Until what was asked for is on the page's canvas. */
  void drawn() throws InterruptedException {
    evaluate(
        "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))");
  }

  String textOf(String selector) throws InterruptedException {
    return evaluate("document.querySelector('" + selector + "').innerText").asText();
  }

  /** Opens a file, in a window of this size, and waits until it has been loaded. */
  void open(Path file, int width, int height, boolean dark) throws InterruptedException {
    call(
        "Emulation.setDeviceMetricsOverride",
        "width",
        width,
        "height",
        height,
        "deviceScaleFactor",
        1,
        "mobile",
        false);
    ObjectNode scheme = JSON.createObjectNode();
    scheme.put("name", "prefers-color-scheme").put("value", dark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", "features", JSON.createArrayNode().add(scheme));
    CompletableFuture<JsonNode> loaded = await("Page.loadEventFired");
    call("Page.navigate", "url", file.toUri().toString());
    get(loaded, "loading " + file);
  }

  /** Evaluates an expression, waits for it when it is a promise, and returns its value. */
  JsonNode evaluate(String expression) throws InterruptedException {
    JsonNode answer =
        call(
            "Runtime.evaluate",
            "expression",
            expression,
            "awaitPromise",
            true,
            "returnByValue",
            true);
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(expression + ": " + answer.get("exceptionDetails"));
    }
    return answer.at("/result/value");
  }

  /** Moves the mouse, presses or releases its button. */
  void mouse(String type, double x, double y) throws InterruptedException {
    boolean button = !type.equals("mouseMoved");
    call(
        "Input.dispatchMouseEvent",
        "type",
        type,
        "x",
        x,
        "y",
        y,
        "button",
        button ? "left" : "none",
        "clickCount",
        button ? 1 : 0);
  }

  /** Presses and releases a key. */
  void key(String key) throws InterruptedException {
    boolean isText = key.length() == 1;
    int code = KEY_CODES.getOrDefault(key, 0);
    call(
        "Input.dispatchKeyEvent",
        "type",
        "keyDown",
        "key",
        key,
        "windowsVirtualKeyCode",
        code,
        "text",
        isText ? key : key.equals("Enter") ? "\r" : "");
    call("Input.dispatchKeyEvent", "type", "keyUp", "key", key, "windowsVirtualKeyCode", code);
  }

  /** What a screen reader is given: role and name of each node. */
  List<String> accessible() throws InterruptedException {
    List<String> found = new ArrayList<>();
    for (JsonNode node : call("Accessibility.getFullAXTree").get("nodes")) {
      if (!node.path("ignored").asBoolean()) {
        found.add(node.at("/role/value").asText() + " " + node.at("/name/value").asText());
      }
    }
    return found;
  }

  void screenshot(Path png) throws IOException, InterruptedException {
    String data = call("Page.captureScreenshot", "format", "png").get("data").asText();
    Files.createDirectories(png.toAbsolutePath().getParent());
    Files.write(png, Base64.getDecoder().decode(data));
  }

  /** Errors of scripts, what the browser refused, and every address that was asked for. */
  List<String> complaints() {
    return complaints;
  }

  // ---- the protocol

  private JsonNode call(String method, Object... parameters) throws InterruptedException {
    return callOf(session, method, parameters);
  }

  private JsonNode callOf(String of, String method, Object... parameters)
      throws InterruptedException {
    int id = ids.incrementAndGet();
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    if (!of.isEmpty()) {
      message.put("sessionId", of);
    }
    ObjectNode values = message.putObject("params");
    for (int i = 0; i < parameters.length; i += 2) {
      values.set((String) parameters[i], JSON.valueToTree(parameters[i + 1]));
    }
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    answers.put(id, answer);
    get(socket.sendText(message.toString(), true), method);
    JsonNode told = get(answer, method);
    if (told.has("error")) {
      throw new AssertionError(method + ": " + told.get("error"));
    }
    return told.get("result");
  }

  private CompletableFuture<JsonNode> await(String event) {
    return awaited.computeIfAbsent(event, key -> new CompletableFuture<>());
  }

  private static <T> T get(CompletableFuture<T> answer, String what) throws InterruptedException {
    try {
      return answer.get(SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError(what + ": no answer of the browser", e);
    }
  }

  private void take(JsonNode message) {
    if (message.has("id")) {
      CompletableFuture<JsonNode> answer = answers.remove(message.get("id").asInt());
      if (answer != null) {
        answer.complete(message);
      }
      return;
    }
    String event = message.path("method").asText();
    CompletableFuture<JsonNode> waiting = awaited.remove(event);
    if (waiting != null) {
      waiting.complete(message);
    }
    switch (event) {
      case "Runtime.exceptionThrown", "Log.entryAdded" -> complaints.add(message.toString());
      case "Network.requestWillBeSent" -> {
        String url = message.at("/params/request/url").asText();
        if (!url.startsWith("file:") && !url.startsWith("about:")) {
          complaints.add("asked for " + url);
        }
      }
      default -> {
        // of no interest here
      }
    }
  }

  /** Hears what the browser says. */
  private final class Ear implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        try {
          take(JSON.readTree(text.toString()));
        } catch (IOException e) {
          complaints.add(e.toString());
        }
        text.setLength(0);
      }
      from.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    // Its own processes do not always end with it.
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
    deleteAll(profile);
  }

  private static void deleteAll(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        // Its children may still be writing there.
        try {
          Files.deleteIfExists(path);
        } catch (IOException e) {
          path.toFile().deleteOnExit();
        }
      }
    } catch (UncheckedIOException e) {
      folder.toFile().deleteOnExit();
    }
  }
}
