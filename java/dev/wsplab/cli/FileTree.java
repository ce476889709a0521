package dev.wsplab.cli;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The files that the server gives out: all below one folder, and nothing outside it. Thread-safe.
 */
final class FileTree {
  private static final String INDEX = "index.html";

  private final Path root;

  /**
   * Takes a folder.
   *
   * @throws IOException when it is not there
   */
  FileTree(Path root) throws IOException {
    this.root = root.toRealPath();
  }

  /** Answers a request; whatever is wrong with it is an answer, too. */
  HttpResponse answer(HttpRequest request) {
    try {
      if (!request.isGetOrHead()) {
        throw new HttpProblem(
            HttpStatus.METHOD_NOT_ALLOWED,
            "this server knows GET and HEAD, not " + request.method());
      }
      return find(request.path());
    } catch (HttpProblem e) {
      return HttpResponse.problem(e);
    } catch (IOException e) {
      String message = "the file could not be read";
      return HttpResponse.problem(new HttpProblem(HttpStatus.INTERNAL_SERVER_ERROR, message));
    }
  }

  private HttpResponse find(String encodedPath) throws HttpProblem, IOException {
    Path found = locate(decode(encodedPath));
    if (!Files.isDirectory(found)) {
      return file(found);
    }
    if (!encodedPath.endsWith("/")) {
      return HttpResponse.moved(link(found) + "/"); // else relative links in it lead astray
    }
    Path index = found.resolve(INDEX);
    return Files.exists(index) ? file(locate(decode(encodedPath + INDEX))) : listing(found);
  }

  private HttpResponse file(Path file) throws HttpProblem, IOException {
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw notFound();
    }
    Path name = file.getFileName();
    return HttpResponse.ok(ContentTypes.of(name == null ? "" : name.toString()), Body.of(file));
  }

  /** Finds what a decoded path names; symbolic links that lead out of the folder name nothing. */
  private Path locate(String path) throws HttpProblem {
    try {
      Path at = root;
      for (String step : path.split("/")) {
        at = step.isEmpty() ? at : at.resolve(checked(step));
      }
      Path real = at.toRealPath();
      if (real.startsWith(root)) {
        return real;
      }
    } catch (IOException | InvalidPathException e) {
      // Not there, not a name here, or not to be seen: the client learns no more than that.
    }
    throw notFound();
  }

  // A step is one name: neither a way up nor, on Windows, a separator, a drive or a stream.
  private static String checked(String step) throws HttpProblem {
    boolean separates = File.separatorChar == '\\' && step.matches(".*[\\\\:].*");
    if (step.equals("..") || step.equals(".") || step.indexOf('\0') >= 0 || separates) {
      throw notFound();
    }
    return step;
  }

  private HttpResponse listing(Path folder) throws IOException {
    List<Path> entries;
    try (Stream<Path> listed = Files.list(folder)) {
      entries = listed.sorted().collect(Collectors.toList());
    }
    StringBuilder html = new StringBuilder("<!doctype html>\n<meta charset=\"utf-8\">\n");
    html.append("<title>").append(escape(link(folder) + "/")).append("</title>\n<ul>\n");
    for (Path entry : entries) {
      String end = Files.isDirectory(entry) ? "/" : "";
      Path name = entry.getFileName();
      html.append("<li><a href=\"").append(escape(link(entry) + end)).append("\">");
      html.append(escape(name + end)).append("</a></li>\n");
    }
    html.append("</ul>\n");
    return HttpResponse.ok(
        ContentTypes.HTML, Body.of(html.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** The percent-encoded path of something below the folder, without a slash at its end. */
  private String link(Path path) {
    StringBuilder link = new StringBuilder();
    if (!path.equals(root)) {
      root.relativize(path).forEach(step -> link.append('/').append(encode(step.toString())));
    }
    return link.toString();
  }

  private static String encode(String name) {
    StringBuilder encoded = new StringBuilder();
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xFF);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || "-._~".indexOf(c) >= 0);
      encoded.append(plain ? String.valueOf(c) : String.format("%%%02X", (int) c));
    }
    return encoded.toString();
  }

  private static String decode(String encoded) throws HttpProblem {
    ByteBuffer bytes = ByteBuffer.allocate(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.put((byte) hexPair(encoded, i + 1));
        i += 2;
      } else {
        bytes.put((byte) c); // heads are read as ISO 8859-1: one char is one byte
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    } catch (CharacterCodingException e) {
      throw new HttpProblem(HttpStatus.BAD_REQUEST, "the path is not UTF-8");
    }
  }

  private static int hexPair(String text, int at) throws HttpProblem {
    int high = at + 1 < text.length() ? Character.digit(text.charAt(at), 16) : -1;
    int low = high < 0 ? -1 : Character.digit(text.charAt(at + 1), 16);
    if (low < 0) {
      throw new HttpProblem(HttpStatus.BAD_REQUEST, "% is not followed by two hexadecimal digits");
    }
    return high << 4 | low;
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  private static HttpProblem notFound() {
    return new HttpProblem(HttpStatus.NOT_FOUND, "there is no such file");
  }
}
