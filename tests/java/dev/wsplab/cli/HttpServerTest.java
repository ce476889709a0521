package dev.wsplab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.Winsock;
import dev.wsplab.cli.DemoHttpClient.Download;
import dev.wsplab.cli.RawHttpClient.Answer;
import dev.wsplab.platform.RunningOn;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpServerTest {
  // What has to be escaped, as far as the system allows it in the name of a file.
  private static final String ODD = RunningOn.isWindows() ? "&" : "<&>";
  private static final String ODD_IN_PATH = RunningOn.isWindows() ? "%26" : "%3C%26%3E";
  private static final String ODD_IN_HTML = RunningOn.isWindows() ? "&amp;" : "&lt;&amp;&gt;";

  private final CountingLayer layer = new CountingLayer();
  @TempDir Path temporary;
  private Path root;
  private Winsock winsock;
  private HttpServer server;

  @BeforeEach
  void serveAFolder() throws IOException {
    root = Files.createDirectory(temporary.resolve("root"));
    Files.writeString(temporary.resolve("secret.txt"), "secret");
    Files.writeString(root.resolve("a.txt"), "first");
    Files.writeString(root.resolve("b c.html"), "<p>second");
    Files.createDirectories(root.resolve("folder/inner"));
    Files.writeString(root.resolve("folder/" + ODD + ".txt"), "odd");
    Files.createDirectory(root.resolve("withindex"));
    Files.writeString(root.resolve("withindex/index.html"), "index");
    winsock = Winsock.builder().layer(layer).build();
    server = HttpServer.start(winsock, root, new InetSocketAddress("127.0.0.1", 0), 3, e -> {});
  }

  @AfterEach
  void stop() {
    server.close();
    assertThat(server.fault()).isNull();
    assertThat(winsock.pendingOperations()).isEmpty();
    assertThat(layer.sentBytes()).isEqualTo(server.counts().servedBytes());
    assertThat(layer.receivedBytes()).isEqualTo(server.counts().receivedBytes());
    winsock.close();
    assertThat(winsock.openHandles()).isZero();
  }

  @Test
  void givenOneConnection_whenTwoFilesAreAskedFor_thenBothComeOverIt() throws IOException {
    try (RawHttpClient client = client()) {
      assertThat(client.get("/a.txt").body()).isEqualTo("first");
      Answer second = client.get("/b%20c.html?query=1");
      assertThat(second.body()).isEqualTo("<p>second");
      assertThat(second.head()).contains("Content-Type: text/html", "Connection: keep-alive");
    }
    server.close();
    assertThat(server.counts().connections()).isEqualTo(1);
    assertThat(server.counts().requests()).isEqualTo(2);
  }

  @Test
  void givenTwoRequestsInOnePiece_whenTheyArrive_thenBothAreAnsweredInOrder() throws IOException {
    try (RawHttpClient client = client()) {
      String one = "GET /a.txt HTTP/1.1\r\nHost: test\r\n\r\n";
      client.send(one + one.replace("a.txt", "none"));
      assertThat(client.answer().body()).isEqualTo("first");
      assertThat(client.answer().statusLine()).isEqualTo("HTTP/1.1 404 Not Found");
    }
  }

  @Test
  void givenARequestByteByByte_whenItIsComplete_thenItIsAnswered() throws IOException {
    try (RawHttpClient client = client()) {
      for (char c : "\r\nGET /a.txt HTTP/1.1\nHost: test\n\n".toCharArray()) {
        client.send(String.valueOf(c));
      }
      assertThat(client.answer().body()).isEqualTo("first");
    }
  }

  @Test
  void givenHead_whenAFileIsAskedFor_thenItsLengthComesWithoutBody() throws IOException {
    try (RawHttpClient client = client()) {
      client.send("HEAD /a.txt HTTP/1.1\r\nHost: test\r\n\r\n");
      assertThat(client.head()).startsWith("HTTP/1.1 200 OK\r\n").contains("Content-Length: 5\r\n");
      assertThat(client.get("/a.txt").body()).isEqualTo("first");
    }
  }

  @Test
  void givenConnectionClose_whenAnswered_thenTheServerEndsTheConnection() throws IOException {
    try (RawHttpClient client = client()) {
      client.send("GET /a.txt HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n");
      assertThat(client.answer().head()).contains("Connection: close");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/none.txt",
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/folder/../../secret.txt",
        "/a.txt/none",
        "/%00",
        "//etc/passwd"
      })
  void givenNoSuchFileBelowTheFolder_whenAskedFor_then404(String target) throws IOException {
    try (RawHttpClient client = client()) {
      Answer answer = client.get(target);
      assertThat(answer.statusLine()).isEqualTo("HTTP/1.1 404 Not Found");
      assertThat(answer.body()).doesNotContain("secret", "root:");
    }
  }

  @Test
  @DisabledOnOs(
      value = OS.WINDOWS,
      disabledReason = "to make a link takes a right of its own there")
  void givenALinkOutOfTheFolder_whenAskedFor_thenItIsNotFollowed() throws IOException {
    Files.createSymbolicLink(root.resolve("out.txt"), temporary.resolve("secret.txt"));
    Files.createSymbolicLink(root.resolve("out"), temporary);
    Files.createSymbolicLink(root.resolve("inside.txt"), root.resolve("a.txt"));
    try (RawHttpClient client = client()) {
      assertThat(client.get("/out.txt").statusLine()).contains("404");
      assertThat(client.get("/out/secret.txt").statusLine()).contains("404");
      assertThat(client.get("/inside.txt").body()).isEqualTo("first");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /a.txt|400",
        "GET  /a.txt HTTP/1.1|400",
        "GET /a.txt HTTP/2.0|400",
        "GET a.txt HTTP/1.1|400",
        "GET /a.txt HTTP/1.1|400",
        "GET /a.txt HTTP/1.1^no colon^Host: test|400",
        "POST /a.txt HTTP/1.1^Host: test|405",
        "NEW HTTP|400",
      })
  void givenABadRequest_whenSent_thenItsStatusComesAndTheConnectionEnds(String head, int status)
      throws IOException {
    try (RawHttpClient client = client()) {
      client.send(head.replace("^", "\r\n") + "\r\n\r\n");
      assertThat(client.answer().statusLine()).startsWith("HTTP/1.1 " + status);
      assertThat(client.isEnded()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/%zz", "/%2", "/%ff"})
  void givenBadPercentEncoding_whenSent_then400(String target) throws IOException {
    try (RawHttpClient client = client()) {
      assertThat(client.get(target).statusLine()).isEqualTo("HTTP/1.1 400 Bad Request");
    }
  }

  @Test
  void givenAHeadThatDoesNotEnd_whenItIsTooLong_then431() throws IOException {
    try (RawHttpClient client = client()) {
      client.send("GET /a.txt HTTP/1.1\r\nHost: test\r\nX: " + "x".repeat(9000));
      assertThat(client.answer().statusLine()).startsWith("HTTP/1.1 431 ");
      assertThat(client.isEnded()).isTrue();
    }
  }

  @Test
  void givenAFolder_whenAskedFor_thenItsListingOrItsIndexComes() throws IOException {
    try (RawHttpClient client = client()) {
      assertThat(client.get("/").body()).contains("href=\"/b%20c.html\"", "href=\"/folder/\"");
      assertThat(client.get("/folder/").body())
          .contains("href=\"/folder/" + ODD_IN_PATH + ".txt\">" + ODD_IN_HTML + ".txt<")
          .contains("/folder/inner/");
      assertThat(client.get("/folder").head()).contains("301", "Location: /folder/\r\n");
      assertThat(client.get("/withindex/").body()).isEqualTo("index");
    }
  }

  @Test
  void givenManyClientsAtOnce_whenTheyDownload_thenEveryByteIsRight() throws Exception {
    byte[] bytes = new byte[700_001];
    new Random(3).nextBytes(bytes);
    Path file = Files.write(root.resolve("large.bin"), bytes);
    Download expected = DemoHttpClient.expected(file);
    ExecutorService clients = Executors.newFixedThreadPool(16);
    try {
      List<Future<Download>> downloads = new ArrayList<>();
      for (int i = 0; i < 48; i++) {
        DemoHttpClient client = new DemoHttpClient(server.address());
        downloads.add(clients.submit(() -> client.fetch("/large.bin")));
      }
      for (Future<Download> download : downloads) {
        assertThat(download.get(50, TimeUnit.SECONDS)).isEqualTo(expected);
      }
    } finally {
      clients.shutdownNow();
    }
    server.close();
    assertThat(server.counts().bodyBytes()).isEqualTo(48L * bytes.length);
  }

  @Test
  void givenClientsThatSayNothingOrLeaveEarly_whenTheServerStops_thenEveryOperationWasTold()
      throws IOException {
    Files.write(root.resolve("large.bin"), new byte[20_000_000]);
    try (RawHttpClient silent = client();
        RawHttpClient slow = client()) {
      try (RawHttpClient leaving = client()) {
        leaving.send("GET /large.bin HTTP/1.1\r\nHost: test\r\n\r\n");
        assertThat(leaving.head()).contains("200 OK");
      }
      slow.send("GET /large.bin HTTP/1.1\r\nHost: test\r\n\r\n");
      assertThat(slow.head()).contains("200 OK");
      server.close(); // with a send pending on one connection, a receive on another
      assertThat(silent.isEnded()).isTrue();
    }
  }

  private RawHttpClient client() throws IOException {
    return new RawHttpClient(server.address());
  }
}
