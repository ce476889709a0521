package dev.wsplab.provider.network;

import dev.wsplab.kernel.SocketHandle;

/**
 * {@code WSPAsyncSelect}: a message for each network event. The socket is {@code wParam}, event and
 * error are the two halves of {@code lParam}.
 */
record MessageRegistration(TcpEnvironment environment, long hWnd, int message)
    implements Registration {
  @Override
  public void occurred(SocketHandle s, int event, int error) {
    environment.upcalls().wpuPostMessage(hWnd, message, s.value(), event | error << Short.SIZE);
  }

  @Override
  public Registration inherited() {
    return this;
  }

  @Override
  public void end() {
    // What was posted stays in the queue.
  }
}
