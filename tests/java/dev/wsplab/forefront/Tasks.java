package dev.wsplab.forefront;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** A task that notes with what it was called. */
final class Tasks extends CountedObject implements FwxTaskCompletion {
  private final List<Long> values = new CopyOnWriteArrayList<>();

  Tasks() {
    super("tasks", InterfaceIds.TASK_COMPLETION);
  }

  @Override
  public int completeTask(long userData) {
    values.add(userData);
    return HResult.S_OK.value();
  }

  List<Long> values() {
    return List.copyOf(values);
  }
}
