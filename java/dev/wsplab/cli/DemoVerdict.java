package dev.wsplab.cli;

import java.io.PrintWriter;

/** Whether client, server and layer agree, after the server has stopped. */
record DemoVerdict(
    int files,
    int intact,
    long clientBytes,
    HttpServer server,
    CountingLayer layer,
    OperationTable table) {

  boolean isGood() {
    return intact == files
        && clientBytes == server.counts().bodyBytes()
        && layer.sentBytes() == server.counts().servedBytes()
        && layer.receivedBytes() == server.counts().receivedBytes()
        && table.unsettled() == 0
        && server.fault() == null;
  }

  void print(PrintWriter out) {
    ServedCounts counts = server.counts();
    out.printf("files       %d downloaded, %d with the right SHA-256%n", files, intact);
    out.printf(
        "bodies      client received %d bytes, server sent %d: %s%n",
        clientBytes, counts.bodyBytes(), agree(clientBytes == counts.bodyBytes()));
    out.printf(
        "sent        server %d bytes (%d of heads, %d of bodies), layer counted %d: %s%n",
        counts.servedBytes(),
        counts.headBytes(),
        counts.bodyBytes(),
        layer.sentBytes(),
        agree(layer.sentBytes() == counts.servedBytes()));
    out.printf(
        "received    server %d bytes, layer counted %d: %s%n",
        counts.receivedBytes(),
        layer.receivedBytes(),
        agree(layer.receivedBytes() == counts.receivedBytes()));
    out.printf(
        "operations  %d, each told exactly once: %s%n",
        table.size(), table.unsettled() == 0 ? "agree" : "NOT SO for " + table.unsettled());
    Throwable fault = server.fault();
    if (fault != null) {
      out.println("fault       in a worker thread: " + fault);
    }
    out.println(isGood() ? "demo: ok" : "demo: FAILED");
  }

  private static String agree(boolean equal) {
    return equal ? "agree" : "DIFFER";
  }
}
