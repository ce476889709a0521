package dev.wsplab.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.wsplab.kernel.SocketHandle;
import dev.wsplab.kernel.ThreadHandle;
import dev.wsplab.operation.Violation;
import dev.wsplab.spi.AcceptResult;
import dev.wsplab.spi.CallResult;
import dev.wsplab.spi.CountResult;
import dev.wsplab.spi.FdSet;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.SocketResult;
import dev.wsplab.spi.StartupResult;
import dev.wsplab.spi.SystemIo;
import dev.wsplab.spi.ThreadId;
import dev.wsplab.spi.ThreadIdResult;
import dev.wsplab.spi.Upcalls;
import dev.wsplab.spi.Winsock2;
import dev.wsplab.spi.Ws2Exports;
import dev.wsplab.spi.WsaError;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The handles, threads and sets of a provider that is not there: a test says what it would say. */
class HandleBorderTest {
  private static final CallResult REFUSED = CallResult.failed(WsaError.WSAENOTSOCK);
  private static final SocketHandle FIRST = new SocketHandle(4);
  private static final SocketHandle COPY = new SocketHandle(8);

  private final Violations violations = new Violations();
  private final CallFindings findings = new CallFindings(violations);
  private final Lives lives = new Lives();
  private final HandleBook book = new HandleBook();
  private final HandleCheck check = new HandleCheck(findings, lives, book, (origin, s) -> false);
  private final Stub provider = new Stub();
  private final ServiceProvider origin = provider.as(ServiceProvider.class);
  private final Stub ws2 = new Stub();
  private final Stub manager = new Stub();
  private final Guid id = Guid.random();

  private final AtomicReference<Upcalls> upcalls = new AtomicReference<>();
  private final AtomicReference<Ws2Exports> exports = new AtomicReference<>();

  private ServiceProvider started(ServiceProvider front, List<ProtocolInfo> catalog) {
    provider.doing(
        "wspStartup",
        arguments -> {
          upcalls.set((Upcalls) arguments[2]);
          exports.set((Ws2Exports) arguments[3]);
          return StartupResult.started("stub", origin);
        });
    Stub given =
        new Stub()
            .answering("systemIo", manager.as(SystemIo.class))
            .answering("wscEnumProtocols", catalog);
    front.wspStartup(
        Winsock2.VERSION_2_2,
        ProtocolInfo.builder().build(),
        ws2.as(Upcalls.class),
        given.as(Ws2Exports.class));
    return front;
  }

  private ServiceProvider started() {
    return started(check.intercept(id, "provider", origin), List.of());
  }

  private List<String> rules() {
    return violations.all().stream().map(Violation::rule).toList();
  }

  // ---- system handles

  @Test
  void givenSystemHandle_whenItIsDuplicated_thenTheCopyIsANameOfTheSameSocket_WSP_CLOSE_7() {
    started();
    SystemIo io = exports.get().systemIo();
    manager
        .answering("createHandle", SocketResult.of(FIRST))
        .answering("duplicateHandle", SocketResult.of(COPY))
        .answering("closeName", true)
        .answering("closeHandle", CallResult.OK);

    io.createHandle(1, true);
    assertThat(io.duplicateHandle(FIRST).socket()).isEqualTo(COPY);

    assertThat(book.namesOf(FIRST)).extracting(HandleBook.Entry::handle).contains(FIRST, COPY);
    assertThat(io.closeName(COPY)).isTrue();
    assertThat(book.find(COPY)).isNull();
    assertThat(book.find(FIRST)).as("its other name").isNotNull();
    assertThat(io.closeHandle(FIRST)).isSameAs(CallResult.OK);
    assertThat(book.open()).isEmpty();
  }

  @Test
  void givenSystemHandleOfUnknownOrigin_whenItIsDuplicated_thenTheCopyStandsForItself() {
    started();
    manager.answering("duplicateHandle", SocketResult.of(COPY));

    exports.get().systemIo().duplicateHandle(FIRST);

    assertThat(book.find(COPY)).isNotNull().extracting(HandleBook.Entry::first).isEqualTo(COPY);
  }

  @Test
  void givenSystemHandle_whenTheSystemRefuses_thenNothingIsMadeAndNothingClosed() {
    started();
    SystemIo io = exports.get().systemIo();
    manager
        .answering("createHandle", SocketResult.of(FIRST))
        .answering("duplicateHandle", SocketResult.failed(WsaError.WSAENOBUFS))
        .answering("closeName", false)
        .answering("closeHandle", REFUSED);
    io.createHandle(1, true);

    assertThat(io.duplicateHandle(FIRST).errno()).isEqualTo(WsaError.WSAENOBUFS.code());
    assertThat(io.closeName(FIRST)).isFalse();
    assertThat(io.closeName(COPY)).as("an unknown one").isFalse();
    assertThat(io.closeHandle(FIRST)).isSameAs(REFUSED);

    assertThat(book.open()).extracting(HandleBook.Entry::handle).containsExactly(FIRST);
    manager.answering("closeName", true);
    assertThat(io.closeName(COPY)).as("an unknown one that the system knows").isTrue();
  }

  // ---- handles of ws2_32

  @Test
  void givenOwnHandle_whenItIsClosed_thenTheProviderGetsTheAnswerAndASecondIsFound_WPU_CLOSE_2() {
    started();
    ws2.answering("wpuCreateSocketHandle", SocketResult.of(FIRST))
        .answering("wpuCloseSocketHandle", REFUSED);
    upcalls.get().wpuCreateSocketHandle(1, 0);

    assertThat(upcalls.get().wpuCloseSocketHandle(FIRST)).isSameAs(REFUSED);
    assertThat(rules()).isEmpty();
    upcalls.get().wpuCloseSocketHandle(FIRST);

    assertThat(rules()).containsExactly("WPU-CLOSE-2");
  }

  /** WPU-GEN-5: whatever function hands a socket out. */
  @Test
  void givenHandleThatWs2_32WasNotToldOf_whenItIsAcceptedOrJoined_thenItIsFound_WPU_GEN_5() {
    ServiceProvider front = started();
    provider
        .answering("wspAccept", AcceptResult.of(COPY, null))
        .answering("wspJoinLeaf", SocketResult.of(new SocketHandle(12)));

    assertThat(front.wspAccept(FIRST, null, 0).socket()).isEqualTo(COPY);
    assertThat(front.wspJoinLeaf(FIRST, null, null, null, 0, 0, 0).socket())
        .isEqualTo(new SocketHandle(12));

    assertThat(violations.all())
        .extracting(Violation::expected)
        .containsExactly(
            "WSPAccept: a handle that this provider has told ws2_32 of",
            "WSPJoinLeaf: a handle that this provider has told ws2_32 of");
    assertThat(rules()).containsOnly("WPU-GEN-5");
  }

  /** A socket that joins with itself is nothing new, and a failure hands nothing out. */
  @Test
  void givenNothingNew_whenAcceptedOrJoined_thenNothingIsFound_WPU_GEN_5() {
    ServiceProvider front = started();
    provider
        .answering("wspAccept", AcceptResult.failed(WsaError.WSAEWOULDBLOCK))
        .answering("wspJoinLeaf", SocketResult.of(FIRST));
    front.wspAccept(FIRST, null, 0);
    front.wspJoinLeaf(FIRST, null, null, null, 0, 0, 0);
    provider.answering("wspJoinLeaf", SocketResult.failed(WsaError.WSAENETUNREACH));
    front.wspJoinLeaf(FIRST, null, null, null, 0, 0, 0);

    assertThat(rules()).isEmpty();
  }

  private ProtocolInfo entry(int number, Guid of, boolean ifs) {
    return ProtocolInfo.builder()
        .catalogEntryId(number)
        .providerId(of)
        .ifsHandles(ifs)
        .chain(List.of(number))
        .build();
  }

  /** The entry as the catalog has it: of this number and of this provider. */
  @Test
  void givenCatalog_whenASocketIsMade_thenItsOwnEntrySaysWhatWasPromised_CAT_3_WPU_CREATE_4() {
    ProtocolInfo own = entry(7, id, false);
    ServiceProvider front =
        started(
            check.intercept(id, "provider", origin),
            List.of(entry(6, id, true), entry(7, Guid.random(), true), own));
    ws2.answering("wpuCreateSocketHandle", SocketResult.of(FIRST))
        .answering("wpuModifyIFSHandle", SocketResult.of(COPY));
    manager.answering("createHandle", SocketResult.of(COPY));
    upcalls.get().wpuCreateSocketHandle(7, 0);
    provider.answering("wspSocket", SocketResult.of(FIRST));

    front.wspSocket(2, 1, 6, own, 0, 0);
    assertThat(rules()).isEmpty();
    exports.get().systemIo().createHandle(7, true);
    upcalls.get().wpuModifyIFSHandle(7, COPY);
    provider.answering("wspSocket", SocketResult.of(COPY));
    front.wspSocket(2, 1, 6, own, 0, 0);

    assertThat(violations.all())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.rule()).isEqualTo("CAT-3");
              assertThat(found.expected())
                  .isEqualTo("WSPSocket for entry 7: a handle from WPUCreateSocketHandle");
              assertThat(found.seen()).isEqualTo("a system handle");
            });
    front.wspSocket(2, 1, 6, entry(6, id, true), 0, 0);
    assertThat(rules()).as("that entry promises it").hasSize(1);
    provider.answering("wspSocket", SocketResult.of(FIRST));
    front.wspSocket(2, 1, 6, entry(6, id, true), 0, 0);

    Violation second = violations.all().get(1);
    assertThat(second.rule()).isEqualTo("WPU-CREATE-4");
    assertThat(second.expected()).isEqualTo("WSPSocket for entry 6: a system handle");
    assertThat(second.seen()).isEqualTo("a handle from WPUCreateSocketHandle");
  }

  @Test
  void givenOpenHandles_whenTheirProviderHasEnded_thenTheReportNamesThemInOrder_WSP_CLEAN_4() {
    started();
    for (int value : new int[] {12, 4, 8}) {
      ws2.answering("wpuCreateSocketHandle", SocketResult.of(new SocketHandle(value)));
      upcalls.get().wpuCreateSocketHandle(1, 0);
    }
    lives.begin(origin);
    check.finish();
    assertThat(rules()).as("it has not ended").isEmpty();

    lives.end(origin);
    check.finish();

    assertThat(rules()).containsExactly("WSP-CLEAN-4");
    assertThat(violations.all().get(0).seen()).isEqualTo("3 open: [4, 8, 12]");
  }

  @Test
  void givenHandleValueThatCameAgain_whenTheOldOneIsAskedFor_thenItIsNotOpenAndNotClosed() {
    book.made(FIRST, HandleBook.Kind.OWN, origin, FIRST);
    HandleBook.Entry before = book.find(FIRST);
    book.closed(before);
    assertThat(book.wasClosedBy(FIRST, origin)).isTrue();
    assertThat(book.wasClosedBy(FIRST, new Stub().as(ServiceProvider.class))).isFalse();
    assertThat(book.isOpen(before)).isFalse();

    book.made(FIRST, HandleBook.Kind.OWN, origin, FIRST);

    assertThat(book.isOpen(before)).isFalse();
    assertThat(book.isOpen(book.find(FIRST))).isTrue();
    assertThat(book.wasClosedBy(FIRST, origin)).isFalse();
  }

  // ---- threads

  private static final ThreadId THREAD = new ThreadId(new ThreadHandle(0x7777), 0);

  @Test
  void givenOpenedThread_whenItsProviderEndsWithoutClosingIt_thenItIsFound_WPU_THREAD_2() {
    ThreadCheck threads = new ThreadCheck(findings, lives);
    started(threads.intercept(id, "provider", origin), List.of());
    ThreadIdResult opened = ThreadIdResult.of(THREAD);
    ThreadId another = new ThreadId(new ThreadHandle(0x7778), 0);
    ws2.answering("wpuOpenCurrentThread", opened).answering("wpuCloseThread", REFUSED);

    assertThat(upcalls.get().wpuOpenCurrentThread()).isSameAs(opened);
    assertThat(upcalls.get().wpuCloseThread(another)).as("another one").isSameAs(REFUSED);
    lives.begin(origin);
    threads.finish();
    assertThat(rules()).as("it has not ended").isEmpty();
    lives.end(origin);
    threads.finish();

    assertThat(rules()).containsExactly("WPU-THREAD-2");
  }

  /** A fault plan refuses it: there is nothing more that a provider could do. */
  @Test
  void givenOpenedThread_whenItsCloseIsRefused_thenNothingIsFound_WPU_THREAD_2() {
    ThreadCheck threads = new ThreadCheck(findings, lives);
    started(threads.intercept(id, "provider", origin), List.of());
    ws2.answering("wpuOpenCurrentThread", ThreadIdResult.of(THREAD))
        .answering("wpuCloseThread", REFUSED);

    upcalls.get().wpuOpenCurrentThread();
    assertThat(upcalls.get().wpuCloseThread(THREAD)).isSameAs(REFUSED);
    lives.begin(origin);
    lives.end(origin);
    threads.finish();

    assertThat(rules()).isEmpty();
  }

  @Test
  void givenOpenedThread_whenItIsClosed_thenNothingIsFound_WPU_THREAD_2() {
    ThreadCheck threads = new ThreadCheck(findings, lives);
    started(threads.intercept(id, "provider", origin), List.of());
    ws2.answering("wpuOpenCurrentThread", ThreadIdResult.of(THREAD))
        .answering("wpuCloseThread", CallResult.OK);

    upcalls.get().wpuOpenCurrentThread();
    assertThat(upcalls.get().wpuCloseThread(THREAD)).isSameAs(CallResult.OK);
    ws2.answering("wpuCloseThread", REFUSED);
    upcalls.get().wpuCloseThread(THREAD); // a second time: it is refused
    lives.begin(origin);
    lives.end(origin);
    threads.finish();

    assertThat(rules()).isEmpty();
  }

  // ---- how often a provider was started

  @Test
  void givenProviderThatIsStartedTwice_whenItIsEndedOnce_thenItHasNotEnded_WSP_START_7() {
    assertThat(lives.hasEnded(origin)).as("before its start").isFalse();
    lives.begin(origin);
    lives.begin(origin);
    lives.end(origin);
    assertThat(lives.hasEnded(origin)).isFalse();
    lives.end(origin);
    assertThat(lives.hasEnded(origin)).isTrue();
    lives.end(origin);

    lives.begin(origin);

    assertThat(lives.hasEnded(origin)).as("one end too many is forgotten").isFalse();
  }

  // ---- sets

  private ServiceProvider selecting(int count, SocketHandle... foreign) {
    provider.doing(
        "wspSelect",
        arguments -> {
          for (int i = 0; i < foreign.length; i++) {
            ((FdSet) arguments[i]).add(foreign[i]);
          }
          return new CountResult(count, 0);
        });
    return new SelectCheck(findings).intercept(id, "provider", origin);
  }

  /** WSP-SELECT-1: in each of the three sets. */
  @Test
  void givenSets_whenAForeignSocketComesBackInAny_thenEachIsFound_WSP_SELECT_1() {
    SocketHandle foreign = new SocketHandle(99);
    selecting(6, foreign, foreign, foreign)
        .wspSelect(FdSet.of(FIRST), FdSet.of(FIRST), FdSet.of(COPY), null);

    assertThat(violations.all())
        .extracting(Violation::expected)
        .containsExactly(
            "WSPSelect: in readfds only of the sockets [4]",
            "WSPSelect: in writefds only of the sockets [4]",
            "WSPSelect: in exceptfds only of the sockets [8]");
    assertThat(violations.all()).extracting(Violation::seen).containsOnly("also [99]");
  }

  @Test
  void givenThreeSets_whenTheResultCountsThemAll_thenNothingIsFound_WSP_SELECT_1() {
    CountResult result =
        selecting(4).wspSelect(FdSet.of(FIRST), FdSet.of(FIRST), FdSet.of(FIRST, COPY), null);

    assertThat(result.returnValue()).isEqualTo(4);
    assertThat(rules()).isEmpty();
  }

  @Test
  void givenSetsThatStayFull_whenTheResultIsNone_thenTheCountIsFound_WSP_SELECT_1() {
    selecting(0).wspSelect(FdSet.of(FIRST), null, FdSet.of(FIRST, COPY), null);

    assertThat(violations.all())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.expected())
                  .isEqualTo("WSPSelect: as many as the sets hold on return: 3");
              assertThat(found.seen()).isEqualTo("0");
            });
  }

  @Test
  void givenSelectThatFails_whenItsSetsAreAsTheyWere_thenNothingIsFound_WSP_SELECT_1() {
    selecting(-1).wspSelect(FdSet.of(FIRST), null, null, null);

    assertThat(rules()).isEmpty();
  }
}
