package dev.wsplab.forefront;

import java.util.Random;
import org.apache.commons.lang3.Validate;

/**
 * Says what happens to each I/O (FWX-92). Asked once for each, in the issuing thread; must be
 * thread-safe.
 */
@FunctionalInterface
public interface IoFaultPlan {
  /**
   * {@return what happens to this one}
   *
   * @param request the I/O that is about to be issued
   */
  IoFault faultFor(IoRequest request);

  /**
   * Nothing happens to any.
   *
   * @return the plan
   */
  static IoFaultPlan none() {
    return request -> IoFault.none();
  }

  /**
   * One I/O of the service, counted from 1 in the order of issue, meets a fault.
   *
   * @param ordinal which, 1 or more
   * @param fault what happens to it
   * @return the plan
   */
  static IoFaultPlan nth(long ordinal, IoFault fault) {
    Validate.isTrue(ordinal >= 1, "ordinal=%d: the first is 1", ordinal);
    return request -> request.ordinal() == ordinal ? fault : IoFault.none();
  }

  /**
   * Every I/O meets the same fault.
   *
   * @param fault what happens to it
   * @return the plan
   */
  static IoFaultPlan every(IoFault fault) {
    return request -> fault;
  }

  /**
   * Short counts, errors, results at once and packets out of order, each at random. What happens to
   * an I/O is a function of the seed, of its ordinal on its handle and of its position alone.
   *
   * @param seed any number
   * @param percent how many of a hundred I/Os meet a fault, 0 to 100
   * @return the plan
   */
  static IoFaultPlan seeded(long seed, int percent) {
    Validate.inclusiveBetween(0, 100, percent, "percent=" + percent + ", expected 0 to 100");
    return request -> {
      Random random =
          new Random(
              seed * 31 + request.ordinalOnHandle() * 0x9E3779B97F4A7C15L + request.position());
      if (random.nextInt(100) >= percent) {
        return IoFault.none();
      }
      switch (random.nextInt(5)) {
        case 0:
          return IoFault.shortCount(Math.max(1, random.nextInt(Math.max(1, request.length()))));
        case 1:
          return IoFault.error(FileErrors.IO_DEVICE);
        case 2:
          return IoFault.errorAtIssue(FileErrors.IO_DEVICE);
        case 3:
          return IoFault.atOnce();
        default:
          return IoFault.delayed(1 + random.nextInt(3));
      }
    };
  }
}
