"""The rows of docs/performance.md: what is run, what is compared with what, and what is to be reached."""

from dataclasses import dataclass, field

AT_MOST = "at most"
BELOW = "below"
AT_LEAST = "at least"
TOLD = "-"  # a figure to know, without a goal


@dataclass(frozen=True)
class Variant:
    """One benchmark of tests/bench with its parameters."""

    benchmark: str
    params: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One line of the table: two variants of its row, and the goal for their ratio.

    kind: time, the ratio of times (ours by peer); rate, that of operations per second; heap, bytes of Java heap;
    chain, cost of a layer by the cost of the first, the worst of all; millis, ours alone; more, by how many milliseconds ours
    takes longer.
    """

    label: str
    ours: str
    peer: str
    goal: str
    limit: float
    kind: str = "time"


@dataclass(frozen=True)
class Row:
    """What --row names. Times are chosen so that a row takes less than a minute."""

    name: str
    about: str
    variants: dict
    lines: list
    rounds: int = 4
    warmup: tuple = (3, 1000)  # how many, milliseconds each
    measured: tuple = (3, 500)
    heap: str = "2g"
    single_shot: bool = False


def pair(ours, peer, ours_params=None, peer_params=None):
    return {"ours": Variant(ours, ours_params or {}), "peer": Variant(peer, peer_params or {})}


def echo(layers=0, watch="off", size=1):
    return Variant("Echo.ours", {"bytes": size, "layers": layers, "watch": watch})


ROWS = [
    Row("post-get", "complete an operation and dequeue its packet, one thread; beside post and get of a queue in C under a"
        " mutex, by bare JNI",
        {**pair("PostGet.ours", "PostGet.peer"), "packet": Variant("PostGet.packet")},
        [Line("post-get", "ours", "peer", AT_MOST, 2),
         Line("post-get, a packet of the client's own", "packet", "peer", TOLD, 0)],
        rounds=3),
    Row("1p1c", "the same with a thread that completes and one that dequeues; beside a LinkedBlockingQueue",
        {**pair("OneToOne.ours", "OneToOne.peer"), "batch": Variant("OneToOne.batch")},
        [Line("1p1c", "ours", "peer", AT_MOST, 1.5),
         Line("1p1c, 64 packets at a time", "batch", "peer", BELOW, 1)],
        rounds=3),
    Row("wake", "a packet to a thread that is blocked, and one back; beside two LinkedBlockingQueues",
        pair("Wake.ours", "Wake.peer"), [Line("wake", "ours", "peer", AT_MOST, 1.3)],
        rounds=10, warmup=(1, 700), measured=(2, 400)),
    Row("event", "set an event, wait for it, reset it; beside a Semaphore's release and acquire",
        pair("EventRound.ours", "EventRound.peer"), [Line("event", "ours", "peer", AT_MOST, 3)]),
    Row("result", "WSPGetOverlappedResult of an operation that has finished; beside a JNI call that does nothing",
        {**pair("FinishedResult.ours", "FinishedResult.peer"), "client": Variant("FinishedResult.client")},
        [Line("result", "ours", "peer", AT_MOST, 3),
         Line("result, as a client asks for it", "client", "peer", TOLD, 0)],
        rounds=3),
    Row("upcall", "a provider in C completes and a client in C dequeues; beside a bare call from C into Java",
        pair("NativeUpcall.ours", "NativeUpcall.peer"), [Line("upcall", "ours", "peer", AT_MOST, 3)]),
    Row("echo-1", "a byte to and fro in memory, 64 connections, a thread on each side; beside"
        " AsynchronousSocketChannel over 127.0.0.1",
        {"ours": echo(), "peer": Variant("Echo.peer", {"bytes": 1})},
        [Line("echo-1", "ours", "peer", AT_LEAST, 5, "rate")]),
    Row("echo-64k", "the same with 64 KiB",
        {"ours": echo(size=65536), "peer": Variant("Echo.peer", {"bytes": 65536})},
        [Line("echo-64k", "ours", "peer", AT_LEAST, 2, "rate")]),
    Row("layer", "echo-1 through a layer in Java; beside the same without it",
        {"ours": echo(layers=1), "peer": echo()}, [Line("layer", "ours", "peer", AT_MOST, 2)]),
    Row("http", "a file of 256 KiB over 100 connections, through a layer over the system's sockets; beside the JDK's"
        " asynchronous channels",
        pair("Http.ours", "Http.peer"), [Line("http", "ours", "peer", AT_LEAST, 0.8, "rate")]),
    Row("outstanding", "one operation of many ends and is started anew; beside fewer that are outstanding",
        {n: Variant("Outstanding.ours", {"outstanding": n}) for n in ("1000", "100000", "1000000")},
        [Line("outstanding, 1,000,000 by 1,000", "1000000", "1000", AT_MOST, 3),
         Line("outstanding, 1,000,000 by 100,000", "1000000", "100000", AT_MOST, 2),
         Line("outstanding, bytes of heap each", "1000000", "", AT_MOST, 160, "heap")],
        rounds=2, warmup=(2, 1000), measured=(2, 500), heap="6g"),
    Row("verifier", "echo-1 through a layer with the verifier watching; beside the same without it",
        {"history": echo(1, "history"), "stacks": echo(1, "stacks"), "off": echo(1)},
        [Line("verifier, history without stacks", "history", "off", AT_MOST, 2),
         Line("verifier, with stacks", "stacks", "off", AT_MOST, 6)],
        rounds=3),
    Row("environment", "make an environment and two connected sockets in it, and close all; beside ServerSocket, Socket and"
        " accept",
        pair("EnvironmentLife.ours", "EnvironmentLife.peer"), [Line("environment", "ours", "peer", BELOW, 1)]),
    Row("chain", "what each added layer costs, 2 to 6 of them, in echo-1; beside what the first costs (a chain has at most 7 entries, the base"
        " included)",
        {str(n): echo(n) for n in range(7)},
        [Line("chain, the worst of 2 to 6 layers", "6", "1", AT_MOST, 1.2, "chain")],
        rounds=3, warmup=(1, 700), measured=(1, 500)),
    Row("first-use", "a JVM that starts, unpacks the library, completes one operation and ends; beside one that does nothing",
        pair("FirstUse.ours", "FirstUse.peer"), [Line("first-use", "ours", "peer", TOLD, 500, "millis")],
        rounds=3, warmup=(1, 0), measured=(5, 0), single_shot=True),
    Row("kit", "`wsplab check` of the built-in layer, every scenario, from the start of its JVM to its end; beside a JVM that"
        " does nothing",
        pair("Kit.ours", "Kit.peer"), [Line("kit", "ours", "peer", BELOW, 20000, "millis")],
        rounds=2, warmup=(0, 0), measured=(1, 0), single_shot=True),
    Row("annotated", "a JUnit test that does nothing, with an environment of its own under the verifier; beside one without",
        pair("Annotated.ours", "Annotated.peer"), [Line("annotated", "ours", "peer", AT_MOST, 1, "more")],
        rounds=3, warmup=(3, 1000), measured=(3, 1000)),
]


def named(name):
    """The row of that name, or None."""
    return next((row for row in ROWS if row.name == name), None)
