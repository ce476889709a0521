package dev.wsplab.timeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The lanes of a chart that is being made, and which of their rows are taken. */
final class LaneTable {
  /** One lane; its number is final only when all are known. */
  static final class Draft {
    final Lane.Kind kind;
    final String name;
    private final TreeSet<Integer> free = new TreeSet<>();
    private int rows;
    int number;

    private Draft(Lane.Kind kind, String name) {
      this.kind = kind;
      this.name = name;
    }

    /** Takes the uppermost row that is free. */
    int take() {
      Integer row = free.pollFirst();
      return row == null ? rows++ : row;
    }

    /** A row below all others; nothing else comes there. */
    int below() {
      need(rows);
      return rows - 1;
    }

    /** Gives a row back. */
    void give(int row) {
      free.add(row);
    }

    /** Makes sure that there is a row of this number. */
    void need(int row) {
      rows = Math.max(rows, row + 1);
    }
  }

  private record Key(Lane.Kind kind, String name) {}

  private final Map<Key, Draft> drafts = new HashMap<>();
  private final List<Draft> inOrder = new ArrayList<>();

  Draft socket(long value) {
    return of(Lane.Kind.SOCKET, "socket " + value);
  }

  Draft port(long value) {
    return of(Lane.Kind.PORT, "port " + value);
  }

  Draft thread(String name) {
    return of(Lane.Kind.THREAD, "thread " + (name.isEmpty() ? "(no name)" : name));
  }

  private Draft of(Lane.Kind kind, String name) {
    return drafts.computeIfAbsent(
        new Key(kind, name),
        key -> {
          Draft made = new Draft(kind, name);
          inOrder.add(made);
          return made;
        });
  }

  /** Numbers the lanes: sockets, ports, threads, each in the order of appearance. */
  List<Lane> finish() {
    List<Draft> sorted = new ArrayList<>(inOrder);
    sorted.sort(Comparator.comparing((Draft draft) -> draft.kind)); // a stable sort
    List<Lane> lanes = new ArrayList<>();
    for (Draft draft : sorted) {
      draft.number = lanes.size();
      lanes.add(new Lane(draft.kind, draft.name, Math.max(1, draft.rows)));
    }
    return lanes;
  }
}
