package dev.wsplab.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.atomic.LongAdder;

/**
 * A client that knows nothing of wsplab: the HTTP client of the Java runtime, over the runtime's
 * own sockets. The only class that may use those.
 */
final class DemoHttpClient {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(LIMIT).build();
  private final InetSocketAddress server;

  /**
   * What came.
   *
   * @param bytes length of the body
   * @param sha256 of the body, in hexadecimal
   */
  record Download(int status, long bytes, String sha256) {}

  DemoHttpClient(InetSocketAddress server) {
    this.server = server;
  }

  /**
   * Downloads.
   *
   * @param path begins with a slash, percent-encoded
   */
  Download fetch(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://" + server.getHostString() + ":" + server.getPort() + path);
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(LIMIT).build();
    MessageDigest digest = sha256();
    LongAdder bytes = new LongAdder();
    HttpResponse<Void> response =
        client.send(
            request,
            HttpResponse.BodyHandlers.ofByteArrayConsumer(
                part ->
                    part.ifPresent(
                        received -> {
                          digest.update(received);
                          bytes.add(received.length);
                        })));
    String sum = HexFormat.of().formatHex(digest.digest());
    return new Download(response.statusCode(), bytes.sum(), sum);
  }

  /** Returns what a correct download of a file gives. */
  static Download expected(Path file) throws IOException {
    try (InputStream body = Files.newInputStream(file)) {
      MessageDigest digest = sha256();
      long bytes = digestAll(body, digest);
      return new Download(200, bytes, HexFormat.of().formatHex(digest.digest()));
    }
  }

  private static long digestAll(InputStream from, MessageDigest digest) throws IOException {
    byte[] part = new byte[64 * 1024];
    long total = 0;
    for (int read = from.read(part); read >= 0; read = from.read(part)) {
      digest.update(part, 0, read);
      total += read;
    }
    return total;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
