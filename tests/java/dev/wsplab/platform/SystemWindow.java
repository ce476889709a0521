package dev.wsplab.platform;

import com.sun.jna.Pointer;
import com.sun.jna.platform.win32.User32;
import com.sun.jna.platform.win32.WinDef.HWND;
import com.sun.jna.platform.win32.WinDef.LPARAM;
import com.sun.jna.platform.win32.WinDef.WPARAM;
import com.sun.jna.platform.win32.WinUser;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A window of the system, on Windows: for messages alone, with a thread that has made it and takes
 * them, as Windows wants it. It is user32's of jna-platform, which knows nothing of us.
 */
public final class SystemWindow implements AutoCloseable {
  // As a pointer, with its sign; jna-platform's has 32 bits alone.
  private static final HWND HWND_MESSAGE = new HWND(Pointer.createConstant(-3L));
  private static final int WM_APP = 0x8000;
  private static final int WORD = 0xFFFF;

  private final CompletableFuture<HWND> made = new CompletableFuture<>();
  private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
  private final Thread thread = new Thread(this::live, "the window's");
  private final HWND window;

  /** What a message's numbers are; the halves of lParam are event and error. */
  public record Message(int number, long socket, int event, int error) {}

  /** Makes the window; it is there when this returns. */
  public SystemWindow() {
    thread.start();
    window = made.join();
  }

  /** {@code HWND}. */
  public long hWnd() {
    return Pointer.nativeValue(window.getPointer());
  }

  /** Waits for the next message that its thread has taken. */
  public Message take() throws InterruptedException {
    Message message = messages.poll(Patience.MILLIS, TimeUnit.MILLISECONDS);
    if (message == null) {
      throw new AssertionError("no message came");
    }
    return message;
  }

  /** Waits until its thread has taken all that was posted so far; whether that was nothing. */
  public boolean isEmpty() throws InterruptedException {
    post(WM_APP + 1);
    return take().number() == WM_APP + 1;
  }

  private void post(int number) {
    User32.INSTANCE.PostMessage(window, number, new WPARAM(0), new LPARAM(0));
  }

  private void live() {
    try {
      HWND own =
          User32.INSTANCE.CreateWindowEx(
              0, "STATIC", "", 0, 0, 0, 0, 0, HWND_MESSAGE, null, null, null);
      if (own == null) {
        throw new IllegalStateException("CreateWindowEx made no window");
      }
      made.complete(own);
      takeMessages(own);
      User32.INSTANCE.DestroyWindow(own);
    } catch (RuntimeException | LinkageError e) {
      made.completeExceptionally(e);
    }
  }

  private void takeMessages(HWND own) {
    WinUser.MSG next = new WinUser.MSG();
    while (User32.INSTANCE.GetMessage(next, own, 0, 0) > 0 && next.message != WM_APP) {
      int both = next.lParam.intValue();
      messages.add(
          new Message(next.message, next.wParam.longValue(), both & WORD, both >>> Short.SIZE));
      User32.INSTANCE.DispatchMessage(next);
    }
  }

  /** Ends the window: it is none when this returns. A second call does nothing. */
  @Override
  public void close() {
    if (thread.isAlive()) {
      post(WM_APP);
    }
    try {
      thread.join(Patience.MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (thread.isAlive()) {
      throw new AssertionError("the window's thread did not end");
    }
  }
}
