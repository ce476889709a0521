package dev.wsplab.tables;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A rule or fact of the sheets.
 *
 * @param id as in {@code WPU-COMPLETE-3}, {@code FWX-74a} or, of a scenario, {@code FWX-S3b}
 * @param section the heading it stands under
 */
record Rule(String id, String section) {
  private static final Pattern RULE =
      Pattern.compile("^(?:- |\\| )([A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*-[HS]?\\d+[a-d]?)\\b");
  private static final Pattern HEADING = Pattern.compile("^#{2,3} (.*)");

  /** All of them, in the order of the sheets. */
  static List<Rule> all() {
    List<Rule> rules = new ArrayList<>();
    String section = "";
    for (String line : Documents.sheets().lines().toList()) {
      Matcher heading = HEADING.matcher(line);
      Matcher rule = RULE.matcher(line);
      if (heading.find()) {
        section = heading.group(1);
      } else if (rule.find()) {
        rules.add(new Rule(rule.group(1), section));
      }
    }
    return rules;
  }
}
