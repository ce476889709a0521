package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.fltmgr.FileCalls;
import dev.wsplab.fltmgr.FilterManager;
import dev.wsplab.fltmgr.FltFileObject;
import dev.wsplab.fltmgr.FltPreOperation;
import dev.wsplab.fltmgr.FltRegistration;
import dev.wsplab.fltmgr.FltStatus;
import dev.wsplab.fltmgr.FltVolume;
import dev.wsplab.fltmgr.MajorFunction;
import dev.wsplab.fltmgr.UserIo;
import dev.wsplab.junit.WithFilterManager;
import dev.wsplab.kernel.NativeBlock;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@WithFilterManager
@Timeout(10)
class ReadOnlyTest {
  @Test
  void writesOfApplicationsAreRefused(FilterManager manager, FltVolume volume) throws IOException {
    Files.writeString(volume.folder().resolve("a.txt"), "as it was");
    manager
        .register(
            FltRegistration.named("read-only")
                .operation(
                    MajorFunction.IRP_MJ_WRITE,
                    (data, objects, context) -> {
                      data.ioStatus(FltStatus.STATUS_ACCESS_DENIED, 0);
                      return FltPreOperation.FLT_PREOP_COMPLETE;
                    },
                    null))
        .attach(volume, "325000");
    FltFileObject file =
        manager.functions().fltCreateFile(volume, null, "a.txt", FileCalls.FILE_OPEN, 0).orThrow();
    try (NativeBlock text = NativeBlock.allocate(4)) {
      UserIo write =
          volume
              .io(file)
              .parameters(
                  iopb ->
                      iopb.majorFunction(MajorFunction.IRP_MJ_WRITE)
                          .length(4)
                          .byteOffset(0)
                          .buffer(text.address()));
      write.send(); // STATUS_PENDING, or how it has ended
      write.await();
      assertThat(write.status()).isEqualTo(FltStatus.STATUS_ACCESS_DENIED);
    }
    manager.functions().fltClose(file);
    assertThat(Files.readString(volume.folder().resolve("a.txt"))).isEqualTo("as it was");
  }
}
