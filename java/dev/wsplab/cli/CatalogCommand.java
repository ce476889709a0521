package dev.wsplab.cli;

import dev.wsplab.Winsock;
import dev.wsplab.WinsockBuilder;
import dev.wsplab.host.Catalog;
import dev.wsplab.host.CatalogDifference;
import dev.wsplab.host.CatalogFile;
import dev.wsplab.provider.LayerForm;
import dev.wsplab.provider.LayeredProvider;
import dev.wsplab.provider.loopback.LoopbackProvider;
import dev.wsplab.provider.nativehost.NativeProvider;
import dev.wsplab.provider.tcp.TcpProvider;
import dev.wsplab.spi.Guid;
import dev.wsplab.spi.ProtocolInfo;
import dev.wsplab.spi.ServiceProvider;
import dev.wsplab.spi.WinsockException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.checkerframework.checker.nullness.qual.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** Catalog files: what an installer would do to a machine, done to a file. */
@Command(
    name = "catalog",
    synopsisSubcommandLabel = "COMMAND",
    description =
        "Shows and changes catalog files (docs/catalogs.md); never the Winsock catalog of this machine.",
    footer = {
      "",
      "Examples:",
      "  wsplab catalog create lab.catalog",
      "  wsplab catalog install lab.catalog com.example.MyLayer",
      "  wsplab catalog install lab.catalog ./layer.so --name 'My layer'",
      "  wsplab catalog show lab.catalog",
      "  wsplab catalog order lab.catalog 1004 1003",
      "  wsplab catalog diff before.catalog lab.catalog",
      "  wsplab catalog orphans lab.catalog",
      "  wsplab catalog import machine.catalog",
      "",
      "Exit status: 0 as wanted, 1 diff or orphans found some, 2 wrong usage or set-up (the message says what to do)."
    })
final class CatalogCommand {
  private static final String JAVA = "java:";

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      scope = ScopeType.INHERIT,
      description = "Show this help and exit.")
  private boolean help;

  @SuppressWarnings("nullness:initialization.field.uninitialized") // picocli sets it before a call
  @Spec
  private CommandSpec spec;

  @Command(
      description = "Prints the entries of a file, in the order in which they are chosen.",
      footer = {
        "",
        "Examples:",
        "  wsplab catalog show lab.catalog",
        "",
        "Exit status: 0 as wanted, 2 wrong usage or set-up."
      })
  int show(@Parameters(paramLabel = "FILE") Path file) throws SetUpException {
    out().print(CatalogTable.of(readTold(file)));
    out().flush();
    return Main.OK;
  }

  @Command(
      description = "Writes a file with one base provider for TCP and UDP.",
      footer = {
        "",
        "Examples:",
        "  wsplab catalog create lab.catalog",
        "  wsplab catalog create lab.catalog --base memory",
        "",
        "Exit status: 0 as wanted, 2 wrong usage or set-up."
      })
  int create(
      @Parameters(paramLabel = "FILE") Path file,
      @Option(
              names = "--base",
              defaultValue = "tcp",
              paramLabel = "BASE",
              description = "tcp, the system's sockets, or memory. Default: ${DEFAULT-VALUE}.")
          String base)
      throws SetUpException {
    requireNew(file);
    WinsockBuilder builder = Winsock.builder();
    switch (base) {
      case "tcp" -> builder.base(TcpProvider.loopbackOnly());
      case "memory" -> builder.base(LoopbackProvider.create());
      default -> throw new SetUpException("--base " + base + ": expected tcp or memory");
    }
    Ticker ticker = Ticker.on(spec.commandLine(), () -> file + " is made");
    try (ticker;
        Winsock winsock = builder.build()) {
      write(file, winsock.catalog());
    }
    return show(file);
  }

  @Command(
      description = "Installs a layer over every protocol of a file; its chains come first.",
      footer = {
        "",
        "Examples:",
        "  wsplab catalog install lab.catalog com.example.MyLayer",
        "  wsplab catalog install lab.catalog ./layer.so --name 'My layer' --ifs",
        "",
        "Exit status: 0 as wanted, 2 wrong usage or set-up."
      })
  int install(
      @Parameters(paramLabel = "FILE") Path file,
      @Parameters(paramLabel = "LAYER", description = "A class, or the file of a layer in C.")
          String layer,
      @Option(names = "--name", paramLabel = "NAME", description = "Its name in the catalog.")
          @Nullable String name,
      @Option(names = "--ifs", description = "A layer in C hands out the handles of the base.")
          boolean ifs)
      throws SetUpException {
    boolean module = CheckedProvider.isModule(layer);
    Path path = module ? RunCommand.file("LAYER", layer) : Path.of(".");
    ServiceProvider provider;
    Ticker ticker = Ticker.on(spec.commandLine(), () -> layer + " is loaded");
    try (ticker) {
      provider = module ? NativeProvider.of(path) : LayerClass.make("LAYER " + layer, layer);
    }
    String called =
        name != null ? name : module ? fileName(path) : layer.substring(layer.lastIndexOf('.') + 1);
    requireNotThere(file, module ? path.toString() : JAVA + layer, layer);
    boolean handles = provider instanceof LayeredProvider java ? java.form() == LayerForm.IFS : ifs;
    return change(file, catalog -> catalog.installLayer(provider, Guid.random(), called, handles));
  }

  @Command(
      description = "Removes a provider with all of its entries; layers over it stay, as orphans.",
      footer = {
        "",
        "Examples:",
        "  wsplab catalog remove lab.catalog 1004",
        "",
        "Exit status: 0 as wanted, 2 wrong usage or set-up."
      })
  int remove(
      @Parameters(paramLabel = "FILE") Path file,
      @Parameters(paramLabel = "ID", description = "The id of one of its entries.") int id)
      throws SetUpException {
    ProtocolInfo entry =
        readTold(file).entries().stream()
            .filter(e -> e.catalogEntryId() == id)
            .findFirst()
            .orElseThrow(() -> noEntry(file, id));
    return change(
        file,
        catalog ->
            require(
                catalog.functions().wscDeinstallProvider(entry.providerId()).errno(),
                "WSCDeinstallProvider"));
  }

  @Command(
      description = "Puts entries first, in the order given; the others stay behind them.",
      footer = {
        "",
        "Examples:",
        "  wsplab catalog order lab.catalog 1004 1003",
        "",
        "Exit status: 0 as wanted, 2 wrong usage or set-up."
      })
  int order(
      @Parameters(paramLabel = "FILE") Path file,
      @Parameters(paramLabel = "ID", arity = "1..*") List<Integer> ids)
      throws SetUpException {
    List<Integer> known =
        readTold(file).entries().stream().map(ProtocolInfo::catalogEntryId).toList();
    for (Integer id : ids) {
      if (!known.contains(id)) {
        throw noEntry(file, id);
      }
    }
    List<Integer> wanted = Stream.concat(ids.stream(), known.stream()).distinct().toList();
    return change(
        file,
        catalog ->
            require(catalog.functions().wscWriteProviderOrder(wanted), "WSCWriteProviderOrder"));
  }

  @Command(
      description =
          "Prints what a second file adds, removes, changes and moves; status 1 if anything.",
      footer = {
        "",
        "Examples:",
        "  wsplab catalog diff before.catalog lab.catalog",
        "",
        "Exit status: 0 they are the same, 1 they differ, 2 wrong usage or set-up."
      })
  int diff(
      @Parameters(paramLabel = "BEFORE") Path before, @Parameters(paramLabel = "AFTER") Path after)
      throws SetUpException {
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "the files are compared");
    try (ticker) {
      CatalogDifference difference =
          CatalogDifference.between(read(before).entries(), read(after).entries());
      out().println(difference);
      out().flush();
      return difference.isEmpty() ? Main.OK : Main.FAILED;
    }
  }

  @Command(
      description =
          "Prints entries that cannot be used: their module or an entry below them is gone; status 1 if any.",
      footer = {
        "",
        "Examples:",
        "  wsplab catalog orphans lab.catalog",
        "",
        "Exit status: 0 there are none, 1 there are some, 2 wrong usage or set-up."
      })
  int orphans(@Parameters(paramLabel = "FILE") Path file) throws SetUpException {
    CatalogFile stored = readTold(file);
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "what entries name is looked for");
    try (ticker;
        Winsock winsock = environment(stored)) {
      List<Catalog.Orphan> orphans = winsock.catalog().orphans();
      orphans.forEach(out()::println);
      OrphanCures.of(file, stored.paths(), orphans)
          .forEach(cure -> out().println("to mend it: " + cure));
      if (orphans.isEmpty()) {
        out().println("no orphans");
      }
      out().flush();
      return orphans.isEmpty() ? Main.OK : Main.FAILED;
    }
  }

  @Command(
      name = "import",
      description =
          "Reads the Winsock catalog of this machine into a new file. Windows only; changes nothing there.",
      footer = {
        "",
        "Examples:",
        "  wsplab catalog import machine.catalog",
        "",
        "Exit status: 0 as wanted, 2 wrong usage or set-up."
      })
  int importThis(@Parameters(paramLabel = "FILE") Path file) throws SetUpException {
    requireNew(file);
    Ticker ticker = Ticker.on(spec.commandLine(), () -> "this machine's catalog is read");
    try (ticker) {
      MachineCatalog.read(this::tell).write(file);
    } catch (IOException e) {
      throw new SetUpException(Unwritable.text(file, e));
    }
    return show(file);
  }

  private void tell(String what) {
    spec.commandLine().getErr().println("wsplab: " + what);
    spec.commandLine().getErr().flush();
  }

  // ---- files

  /** Reads a file, lets something be done, writes it, and tells the difference. */
  private int change(Path file, Consumer<Catalog> change) throws SetUpException {
    CatalogFile before = readTold(file);
    Ticker ticker = Ticker.on(spec.commandLine(), () -> file + " is changed");
    try (ticker;
        Winsock winsock = environment(before)) {
      change.accept(winsock.catalog());
      write(file, winsock.catalog());
      out().println(CatalogDifference.between(before.entries(), winsock.catalog().entries()));
      out().flush();
      return Main.OK;
    } catch (WinsockException e) {
      throw new SetUpException(file + ": " + e.getMessage());
    }
  }

  private static void requireNew(Path file) throws SetUpException {
    if (Files.exists(file)) {
      throw new SetUpException(
          file + ": there is such a file already; name another, or remove it first");
    }
  }

  /** One provider of one path: twice below itself, it would take its own handles for the base's. */
  private void requireNotThere(Path file, String path, String layer) throws SetUpException {
    if (readTold(file).paths().containsValue(path)) {
      throw new SetUpException(
          layer + ": it is in " + file + " already; wsplab catalog remove takes it out");
    }
  }

  private CatalogFile readTold(Path file) throws SetUpException {
    Ticker ticker = Ticker.on(spec.commandLine(), () -> file + " is read");
    try (ticker) {
      return read(file);
    }
  }

  static CatalogFile read(Path file) throws SetUpException {
    try {
      return CatalogFile.read(file);
    } catch (IOException e) {
      throw new SetUpException(
          Files.exists(file)
              ? String.valueOf(e.getMessage())
              : file + ": there is no such file; wsplab catalog create makes one");
    }
  }

  private static void write(Path file, Catalog catalog) throws SetUpException {
    try {
      catalog.toFile().write(file);
    } catch (IOException e) {
      throw new SetUpException(Unwritable.text(file, e));
    }
  }

  private static Winsock environment(CatalogFile stored) {
    return Winsock.builder().prepare(catalog -> restore(catalog, stored)).build();
  }

  /**
   * Fills a catalog from a file, and places the classes that it names where they are found.
   * Variables in paths are those of this machine.
   */
  static void restore(Catalog catalog, CatalogFile stored) {
    catalog.restore(stored);
    System.getenv().forEach(catalog::variable);
    for (String path : stored.paths().values()) {
      ServiceProvider provider = path.startsWith(JAVA) ? made(path.substring(JAVA.length())) : null;
      if (provider != null) {
        catalog.place(path, provider);
      }
    }
  }

  /** One that is not on the class path is gone, as a module that is not on the disk. */
  private static @Nullable ServiceProvider made(String name) {
    if (name.equals(TcpProvider.class.getName())) {
      return TcpProvider.loopbackOnly();
    }
    if (name.equals(LoopbackProvider.class.getName())) {
      return LoopbackProvider.create();
    }
    try {
      return LayerClass.make(name, name);
    } catch (SetUpException e) {
      return null;
    }
  }

  private static void require(int errno, String call) {
    if (errno != 0) {
      throw new WinsockException(call, errno, "the catalog is as it was");
    }
  }

  private static SetUpException noEntry(Path file, int id) {
    return new SetUpException(
        file + ": no entry has the id " + id + "; wsplab catalog show " + file + " lists them");
  }

  private static String fileName(Path path) {
    return String.valueOf(path.getFileName()).replaceFirst("\\.[a-z]+$", "");
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
