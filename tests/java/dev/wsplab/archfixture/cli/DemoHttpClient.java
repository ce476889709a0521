package dev.wsplab.archfixture.cli;

import java.net.Socket;

/** The one class that may. */
final class DemoHttpClient {
  Socket socket;
}
