package dev.wsplab.tables;

import dev.wsplab.fltmgr.FltCheck;
import dev.wsplab.forefront.ForefrontCheck;
import dev.wsplab.tables.VerifierPage.Message;
import dev.wsplab.wfp.WfpCheck;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What the siblings of the Winsock side report about filters. */
final class SiblingMessages {
  private record Sibling(String heading, String source, String page, List<Message> messages) {}

  private static final List<Sibling> SIBLINGS =
      List.of(
          new Sibling(
              "Filters for Forefront",
              "dev.wsplab.forefront.ForefrontCheck",
              "[what strict mode is](forefront.md)",
              Arrays.stream(ForefrontCheck.values())
                  .map(check -> new Message(check.rule(), check.what(), check.remedy()))
                  .toList()),
          new Sibling(
              "Minifilters",
              "dev.wsplab.fltmgr.FltCheck",
              "[how they are run](fltmgr.md)",
              Arrays.stream(FltCheck.values())
                  .map(check -> new Message(check.rule(), check.what(), check.remedy()))
                  .toList()),
          new Sibling(
              "Callouts of the Windows Filtering Platform",
              "dev.wsplab.wfp.WfpCheck",
              "[their rules](rules/wfp-pend-complete.md)",
              Arrays.stream(WfpCheck.values())
                  .map(check -> new Message(check.rule(), check.what(), check.remedy()))
                  .toList()));

  private SiblingMessages() {}

  /** Adds their messages to those of the verifier, by rule. */
  static void addTo(Map<String, String> byRule) {
    for (Sibling sibling : SIBLINGS) {
      for (Message message : sibling.messages()) {
        byRule.merge(message.rule(), message.what(), (a, b) -> a + "; " + b);
      }
    }
  }

  /** Their part of docs/verifier.md. */
  static String sections() {
    StringBuilder text = new StringBuilder();
    for (Sibling sibling : SIBLINGS) {
      text.append("\n## ").append(sibling.heading());
      text.append("\n\nGenerated from `").append(sibling.source()).append("`; ");
      text.append(sibling.page());
      text.append(".\n\n| rule | message | what to change |\n| --- | --- | --- |\n");
      for (Message message : sibling.messages()) {
        text.append("| ").append(message.rule()).append(" | ").append(message.what());
        text.append(" | ").append(message.remedy()).append(" |\n");
      }
    }
    return text.toString();
  }
}
