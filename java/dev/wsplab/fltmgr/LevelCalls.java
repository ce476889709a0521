package dev.wsplab.fltmgr;

import dev.wsplab.fltmgr.FltRegistration.Callbacks;
import dev.wsplab.fltmgr.Level.Turn;
import java.util.Arrays;

/** Calls the callbacks of one I/O's levels, and looks what they did to its data. */
final class LevelCalls {
  private final FilterManager manager;
  private final FltCallbackData data;
  private final long number;
  private final int majorFunction;

  LevelCalls(FilterManager manager, FltCallbackData data, long number, int majorFunction) {
    this.manager = manager;
    this.data = data;
    this.number = number;
    this.majorFunction = majorFunction;
  }

  /** Each sees itself as the target. */
  void meets(Level level) {
    data.memory()
        .pointer(FltLayout.DATA_SIZE + FltLayout.TARGET_INSTANCE, level.instance().address());
    level.sees(data);
  }

  /** Calls a preoperation callback; gives its status as it is. */
  int pre(Level level, FltPreOperation pre, CompletionContext context) {
    meets(level);
    level.turn(Turn.IN_PRE);
    FltInstance instance = level.instance();
    manager.frames().enter(instance);
    int status;
    try {
      status = pre.preOperation(data, objects(instance), context);
    } catch (RuntimeException | Error thrown) {
      threw(instance, "preoperation", thrown);
      status = FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK;
      context.set(null);
    } finally {
      manager.frames().leave();
    }
    manager.trace().add(number, level.step("pre"), PreResult.nameOf(status));
    return status;
  }

  /** Calls the postoperation callback if one is owed; false when it goes on later. */
  boolean post(Level level) {
    if (!level.takesPost()) {
      return true;
    }
    Callbacks callbacks = level.instance().filter().callbacks(majorFunction);
    FltPostOperation post = callbacks == null ? null : callbacks.post();
    if (post == null) {
      return true;
    }
    level.turn(Turn.IN_POST);
    data.memory().parameterBlock(level.seen()); // FLT-9
    level.seesStatus(data);
    data.flags(FltCallbackData.FLTFL_CALLBACK_DATA_POST_OPERATION, 0);
    int status = runPost(level, post, data, 0);
    manager.trace().add(number, level.step("post"), PostResult.nameOf(status));
    data.flags(0, FltCallbackData.FLTFL_CALLBACK_DATA_POST_OPERATION);
    edits(level, data);
    data.flags(0, FltCallbackData.FLTFL_CALLBACK_DATA_DIRTY);
    if (PostResult.isMore(manager, level, data, status)) {
      return !level.turns(Turn.IN_POST, Turn.POST_PENDED);
    }
    level.turn(Turn.OVER);
    return true;
  }

  /** What a postoperation callback has changed, and how (FLT-9, FLT-100). */
  private void edits(Level level, FltCallbackData data) {
    byte[] seen = level.seen();
    byte[] now = data.memory().parameterBlock();
    if (seen[FltLayout.MAJOR] != now[FltLayout.MAJOR]) {
      manager
          .checks()
          .byCallback(
              FltCheck.MAJOR_CHANGED,
              level.instance(),
              data,
              MajorFunction.nameOf(Byte.toUnsignedInt(seen[FltLayout.MAJOR])),
              MajorFunction.nameOf(Byte.toUnsignedInt(now[FltLayout.MAJOR])));
      now[FltLayout.MAJOR] = seen[FltLayout.MAJOR];
      data.memory().parameterBlock(now);
    }
    if (!Arrays.equals(seen, now)
        && !data.is(FltCallbackData.FLTFL_CALLBACK_DATA_DIRTY)
        && !level.ioStatusChanged(data)) {
      manager
          .checks()
          .byCallback(
              FltCheck.CHANGED_WITHOUT_DIRTY,
              level.instance(),
              data,
              "the same parameters, or FltSetCallbackDataDirty",
              "others after the postoperation callback");
    }
  }

  private int runPost(Level level, FltPostOperation post, FltCallbackData of, int flags) {
    FltInstance instance = level.instance();
    manager.frames().enter(instance);
    try {
      return post.postOperation(of, objects(instance), level.context(), flags);
    } catch (RuntimeException | Error thrown) {
      threw(instance, "postoperation", thrown);
      return FltPostOperation.FLT_POSTOP_FINISHED_PROCESSING;
    } finally {
      manager.frames().leave();
    }
  }

  /** FLT-51. */
  void drain(Level level) {
    FltInstance instance = level.instance();
    Callbacks callbacks = instance.filter().callbacks(majorFunction);
    FltPostOperation post = callbacks == null ? null : callbacks.post();
    if (post == null || !level.isPostOwed()) {
      return;
    }
    // Made before the callback is taken: until then the I/O waits for it, and the data are there.
    FltCallbackData copy = manager.copyForDraining(data, level.seen());
    if (level.takesPost()) {
      int status = runPost(level, post, copy, FltPostOperation.FLTFL_POST_OPERATION_DRAINING);
      manager.trace().add(number, level.step("drain"), PostResult.nameOf(status));
      PostResult.drained(manager, instance, data, status);
    }
    manager.forget(copy);
  }

  private FltRelatedObjects objects(FltInstance instance) {
    long file = data.memory().pointer(FltLayout.DATA_SIZE + FltLayout.TARGET_FILE_OBJECT);
    return new FltRelatedObjects(
        instance.filter(), instance.volume(), instance, manager.fileObject(file));
  }

  private void threw(FltInstance instance, String which, Throwable thrown) {
    manager
        .checks()
        .callbackThrew(instance, data, "a status from the " + which + " callback", thrown);
  }
}
