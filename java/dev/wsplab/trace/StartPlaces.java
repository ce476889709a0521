package dev.wsplab.trace;

import dev.wsplab.operation.Operation;
import dev.wsplab.operation.Place;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.stream.Collectors;

/** Where operations were started, for as long as somebody knows the operation. Thread-safe. */
final class StartPlaces {
  private static final int FRAMES = 6;

  private final Map<Operation, Place> places = Collections.synchronizedMap(new WeakHashMap<>());

  /** Notes that an operation is being started in the calling thread; returns where. */
  Place enter(Operation operation) {
    Place known = operation.place();
    Place place = known == null ? Place.here() : known;
    places.put(operation, place);
    return place;
  }

  /** Where an operation was started; empty when that is not known. */
  String of(Operation operation) {
    Place place = places.get(operation);
    return place == null ? "" : text(place);
  }

  /** The frames outside this library, the innermost first. */
  static String text(Place place) {
    return place.frames().isEmpty()
        ? place.toString()
        : place.frames().stream()
            .limit(FRAMES)
            .map(StartPlaces::text)
            .collect(Collectors.joining(" < "));
  }

  private static String text(StackTraceElement frame) {
    String type = frame.getClassName().substring(frame.getClassName().lastIndexOf('.') + 1);
    return type
        + '.'
        + frame.getMethodName()
        + '('
        + frame.getFileName()
        + ':'
        + frame.getLineNumber()
        + ')';
  }
}
