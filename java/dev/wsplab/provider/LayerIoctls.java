package dev.wsplab.provider;

import dev.wsplab.overlapped.Overlapped;
import dev.wsplab.spi.CompletionRoutine;
import dev.wsplab.spi.PollData;
import dev.wsplab.spi.SendMsgData;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.TransferResult;
import dev.wsplab.spi.Winsock2;
import org.checkerframework.checker.nullness.qual.Nullable;

/**
 * {@code WSPIoctl} of a layer. On a captured handle it has to pass everything on untouched
 * (WPU-IFS-4). On one of its own it carries overlapped ones down on its own structure, and answers
 * with its own extension functions (WSP-IOCTL-4).
 */
final class LayerIoctls {
  private final Layer layer;
  private final LayerExtensions extensions;
  private final LayerSendMsg messages;

  LayerIoctls(Layer layer, LayerExtensions extensions, LayerDatagrams.Hook sent) {
    this.messages = new LayerSendMsg(layer, sent);
    this.layer = layer;
    this.extensions = extensions;
  }

  /** The parameters of one call, in C's order. */
  record Request(
      int code,
      long in,
      int inLength,
      long out,
      int outLength,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId threadId) {}

  TransferResult ioctl(LayeredSocket socket, Request request) {
    Overlapped overlapped = request.overlapped();
    if (socket.isCaptured()) {
      return below(socket, request, overlapped, request.routine(), request.threadId());
    }
    if (request.code() == PollData.SIO_EXT_POLL && overlapped == null) {
      return new LayerPoll(layer).poll(socket, request);
    }
    if (request.code() == SendMsgData.SIO_EXT_SENDMSG) {
      return messages.send(socket, request);
    }
    boolean pointer = request.code() == Winsock2.SIO_GET_EXTENSION_FUNCTION_POINTER;
    if (overlapped == null || !socket.isOverlapped() || pointer) {
      TransferResult below = below(socket, request, null, null, null);
      TransferResult result =
          pointer ? extensions.replace(socket.upper(), below, request.out()) : below;
      return overlapped == null ? result : answerAtOnce(socket, overlapped, request, result);
    }
    return layer.start(
        socket,
        overlapped,
        request.routine(),
        request.threadId(),
        LayerOperation.OnSuccess.NOTHING,
        own -> below(socket, request, own, null, null));
  }

  private static TransferResult below(
      LayeredSocket socket,
      Request r,
      @Nullable Overlapped overlapped,
      @Nullable CompletionRoutine routine,
      @Nullable ThreadId thread) {
    return socket
        .lower()
        .wspIoctl(
            socket.lowerHandle(),
            r.code(),
            r.in(),
            r.inLength(),
            r.out(),
            r.outLength(),
            overlapped,
            routine,
            thread);
  }

  /**
   * An ioctl that was answered without going down as an overlapped one: indicated as if it had
   * (WIN-43, WIN-49).
   */
  private TransferResult answerAtOnce(
      LayeredSocket socket, Overlapped client, Request request, TransferResult result) {
    if (!result.succeeded() || !socket.isOverlapped()) {
      return result;
    }
    return layer.indicateAtOnce(socket, client, request.routine(), request.threadId(), result);
  }
}
