package dev.wsplab.conformance.field;

import dev.wsplab.WinsockBuilder;
import dev.wsplab.provider.CompletionMoment;
import dev.wsplab.provider.LayerForm;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Layers that behave as ones met in the field, to run a client through: each shows what a client
 * may not rely on. All are passing layers but for the one thing that they are named after; all but
 * two keep every rule, so a client that fails over one of them has the fault itself.
 *
 * <pre>{@code
 * try (Winsock winsock = FieldLayer.SHORT_READS.install(Winsock.builder()).build()) {
 *   ...
 * }
 * }</pre>
 */
public enum FieldLayer {
  /** Handles of its own, and a structure of its own below. */
  NON_IFS(
      "handles of its own: DuplicateHandle copies are unknown, CancelIoEx does not reach it",
      "CAT-3",
      true,
      builder -> builder.layer(new PassingLayer(LayerForm.NON_IFS))),
  /** Does not tell the base's handle. */
  NO_BASE_HANDLE(
      "refuses SIO_BASE_HANDLE with WSAEOPNOTSUPP",
      "WSP-IOCTL-5",
      false,
      builder -> builder.layer(HandleIoctlLayer.refusingBase())),
  /** Takes part in select, WSAPoll and WSASendMsg. */
  BSP_HANDLES(
      "answers SIO_BSP_HANDLE, _SELECT and _POLL with its own handle",
      "WSP-IOCTL-5",
      true,
      builder -> builder.layer(HandleIoctlLayer.answeringItself())),
  /** Where the mode that skips packets loses all of them. */
  KB2568167(
      "IFS over non-IFS: FILE_SKIP_COMPLETION_PORT_ON_SUCCESS takes every packet away",
      "IOCP-SKIP-4",
      true,
      builder ->
          builder
              .layer(new PassingLayer(LayerForm.NON_IFS))
              .layer(new PassingLayer(LayerForm.IFS))),
  /** AcceptEx and its like know one socket. */
  POINTER_PER_SOCKET(
      "each socket has extension functions of its own, which refuse any other with WSAENOTSOCK",
      "WSP-IOCTL-4",
      true,
      builder -> builder.layer(new PointerLayer())),
  /** Nothing succeeds at once. */
  ALWAYS_PENDING(
      "WSA_IO_PENDING to every overlapped call, and never told before it has been started",
      "WSP-IO-16",
      true,
      builder -> builder.layer(new PassingLayer(CompletionMoment.afterReturn()))),
  /** What can succeed at once, does. */
  ALWAYS_SYNCHRONOUS(
      "success for all that ends at once below, indicated before the call returns",
      "WSP-IO-1",
      true,
      builder -> builder.layer(new PassingLayer(CompletionMoment.atOnce()))),
  /** The completion overtakes the call. */
  BEFORE_RETURN(
      "WSA_IO_PENDING, but the completion has come before the call returns",
      "WPU-COMPLETE-19",
      true,
      builder -> builder.layer(new PassingLayer(CompletionMoment.beforeReturn()))),
  /** The structure stays pending for a while. */
  LATE_FIELDS(
      "fields and notification stay away until the client's next call, or for 10 ms",
      "WPU-COMPLETE-10",
      true,
      builder -> builder.layer(new PassingLayer(CompletionMoment.held(Duration.ofMillis(10))))),
  /** One byte at a time. */
  SHORT_READS(
      "a receive on a byte stream gives one byte",
      "WSP-RECV-1",
      true,
      builder -> builder.layer(new ShortReadLayer())),
  /** A closed socket's value is the next socket's. */
  EAGER_REUSE(
      "values of closed sockets come back at once",
      "WSP-CLOSE-1",
      true,
      builder -> builder.eagerHandleReuse().layer(new PassingLayer(LayerForm.NON_IFS))),
  /** A set without sockets fails the select. */
  SELECT_REFUSES_EMPTY(
      "select fails with WSAEINVAL when one of its sets is there and has no socket",
      "WSP-SELECT-1",
      false,
      builder -> builder.layer(new EmptySetLayer())),
  /** As deep as a chain can be: fewer of them over a client that brings layers of its own. */
  SEVEN_DEEP(
      "six non-IFS layers over the base, the longest chain there is",
      "CAT-CHAIN-3",
      true,
      FieldLayer::sixLayers);

  /**
   * The JUnit configuration parameter by which all tests with {@code @WithWinsock} get one of these
   * layers, by its {@link #label}, over those of their own.
   */
  public static final String PARAMETER = "wsplab.field.layer";

  private static final int LAYERS_IN_THE_LONGEST_CHAIN = 6;

  private final String description;
  private final String rule;
  private final boolean legal;
  private final Consumer<WinsockBuilder> installation;

  FieldLayer(
      String description, String rule, boolean legal, Consumer<WinsockBuilder> installation) {
    this.description = description;
    this.rule = rule;
    this.legal = legal;
    this.installation = installation;
  }

  /** {@return its name in commands and parameters: {@code short-reads}} */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** {@return what it does, in one line} */
  public String description() {
    return description;
  }

  /** {@return the id of the rule that allows what it does, or that it breaks} */
  public String rule() {
    return rule;
  }

  /** {@return whether it keeps all rules: false for what is met all the same} */
  public boolean isLegal() {
    return legal;
  }

  /**
   * Installs it over what has been installed so far; new layers for each call.
   *
   * @param builder the builder to install it in
   * @return the builder
   */
  public WinsockBuilder install(WinsockBuilder builder) {
    installation.accept(builder);
    return builder;
  }

  /**
   * Finds a layer by its label.
   *
   * @param label as {@link #label} gives it
   * @return the layer
   * @throws IllegalArgumentException when there is none; the message lists all
   */
  public static FieldLayer named(String label) {
    return Arrays.stream(values())
        .filter(layer -> layer.label().equals(label))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"" + label + "\" is no field layer: expected one of " + labels()));
  }

  private static String labels() {
    return Arrays.stream(values()).map(FieldLayer::label).collect(Collectors.joining(", "));
  }

  private static void sixLayers(WinsockBuilder builder) {
    for (int i = builder.layerCount(); i < LAYERS_IN_THE_LONGEST_CHAIN; i++) {
      builder.layer(new PassingLayer(LayerForm.NON_IFS));
    }
  }
}
