package dev.wsplab.spi;

/** The constants of LSP categories in {@code ws2spi.h} under their own names (sheet, 6.4). */
public final class LspCategories {
  /** {@code LSP_SYSTEM}: acceptable in services and system processes. */
  public static final int LSP_SYSTEM = 0x80000000;

  /** {@code LSP_INSPECTOR}: inspects or filters data. */
  public static final int LSP_INSPECTOR = 0x1;

  /** {@code LSP_REDIRECTOR}: a network redirector. */
  public static final int LSP_REDIRECTOR = 0x2;

  /** {@code LSP_PROXY}: acts as a proxy. */
  public static final int LSP_PROXY = 0x4;

  /** {@code LSP_FIREWALL}: a firewall. */
  public static final int LSP_FIREWALL = 0x8;

  /** {@code LSP_INBOUND_MODIFY}: modifies inbound data. */
  public static final int LSP_INBOUND_MODIFY = 0x10;

  /** {@code LSP_OUTBOUND_MODIFY}: modifies outbound data. */
  public static final int LSP_OUTBOUND_MODIFY = 0x20;

  /** {@code LSP_CRYPTO_COMPRESS}: encrypts or compresses. */
  public static final int LSP_CRYPTO_COMPRESS = 0x40;

  /** {@code LSP_LOCAL_CACHE}: a local cache. */
  public static final int LSP_LOCAL_CACHE = 0x80;

  /** {@code ProviderInfoLspCategories}: the one information class that is implemented. */
  public static final int PROVIDER_INFO_LSP_CATEGORIES = 0;

  /** {@code ProviderInfoAudit}: not implemented by Windows either. */
  public static final int PROVIDER_INFO_AUDIT = 1;

  private LspCategories() {}
}
