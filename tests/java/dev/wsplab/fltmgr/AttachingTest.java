package dev.wsplab.fltmgr;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When an instance begins to see I/O. */
class AttachingTest {
  /**
   * FLT-47: an instance whose InstanceSetup callback has not answered yet has its altitude alone.
   */
  @Test
  void givenInstanceThatIsBeingSetUp_whenReadThrough_thenItSeesNothingUntilItFilters() {
    try (FltBench bench = FltBench.inline()) {
      List<String> seen = new ArrayList<>();
      FltFilter filter =
          bench.manager.register(
              FltRegistration.named("starting")
                  .operation(
                      MajorFunction.IRP_MJ_READ,
                      (data, objects, context) -> {
                        seen.add(String.valueOf(objects.instance()));
                        return FltPreOperation.FLT_PREOP_SUCCESS_NO_CALLBACK;
                      },
                      null));
      FltInstance instance = filter.prepare(bench.volume, "200000");
      FltCallbackData data = bench.read(0, 4);

      bench.perform(data);
      assertThat(seen).isEmpty();
      instance.filters();
      bench.flt.fltReuseCallbackData(data);
      bench.fillRead(data, 0, 4);
      bench.perform(data);

      assertThat(seen).containsExactly("starting at 200000");
      bench.flt.fltFreeCallbackData(data);
      assertThat(bench.broken()).isEmpty();
    }
  }
}
