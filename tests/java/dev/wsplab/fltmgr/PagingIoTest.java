package dev.wsplab.fltmgr;

import static dev.wsplab.fltmgr.FltStatus.STATUS_INVALID_DEVICE_REQUEST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.driver.Irql;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Paging I/O of every code: only four may be, and those from APC_LEVEL too. */
class PagingIoTest {
  // IRP_MJ_READ, WRITE, QUERY_INFORMATION, SET_INFORMATION, as the page of the function lists them.
  private static final Set<Integer> ALLOWED = Set.of(3, 4, 5, 6);

  private static List<String> brokenBy(int code, Irql level) {
    boolean[] fails = new boolean[1];
    FsScript script =
        io -> fails[0] ? FsAction.fails(STATUS_INVALID_DEVICE_REQUEST) : FsAction.inline();
    try (FltBench bench = FltBench.with(it -> it, script)) {
      FltCallbackData data = bench.read(0, 4);
      data.iopb().majorFunction(code).irpFlags(FltIoParameterBlock.IRP_PAGING_IO);
      Irql before = bench.flt.keSetIrql(level);
      fails[0] = true;
      bench.perform(data);
      fails[0] = false;
      bench.flt.keSetIrql(before);
      assertThat(bench.told).containsExactly("STATUS_INVALID_DEVICE_REQUEST 0");
      bench.flt.fltFreeCallbackData(data);
      return bench.broken();
    }
  }

  /** FLT-34, FLT-90, FLT-91. */
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x0E, 0x0F, 0x10,
        0x11, 0x12, 0x14, 0x15, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B
      })
  void givenPagingIo_whenSent_thenOnlyTheFourCodesMayAndTheyAtApcLevelToo(int code) {
    if (ALLOWED.contains(code)) {
      assertThat(brokenBy(code, Irql.PASSIVE_LEVEL)).isEmpty();
      assertThat(brokenBy(code, Irql.APC_LEVEL)).isEmpty();
      assertThat(brokenBy(code, Irql.DISPATCH_LEVEL)).containsExactly("FLT-90");
    } else {
      assertThat(brokenBy(code, Irql.PASSIVE_LEVEL)).containsExactly("FLT-91");
      assertThat(brokenBy(code, Irql.APC_LEVEL)).containsExactlyInAnyOrder("FLT-91", "FLT-90");
    }
  }
}
